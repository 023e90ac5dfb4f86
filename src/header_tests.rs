#![allow(clippy::unwrap_used)]
use super::*;

#[test]
fn commas_in_quotes_and_brackets_do_not_separate() {
    let values: Vec<_> = Values::new(br#""a, \"b" <sip:x@h>, <sip:y,z@h>;q=1 ,sip:w@h"#).collect();
    assert_eq!(
        values,
        [
            Ok(&br#""a, \"b" <sip:x@h>"#[..]),
            Ok(&b"<sip:y,z@h>;q=1"[..]),
            Ok(&b"sip:w@h"[..])
        ]
    );
    assert_eq!(
        Values::new(b"<sip:a@h, <sip:b@h>").next(),
        Some(Ok(&b"<sip:a@h, <sip:b@h>"[..]))
    );
    assert_eq!(Values::new(b"\"a, <sip:b@h>").next(), Some(Err(Malformed)));
}

#[test]
fn a_name_addr_may_have_any_unquoted_display_name() {
    for text in [
        "Fanvil X3 <sip:1001@h>;tag=a",
        "caller<sip:1001@h>;tag=a",
        "\"A, B\" <sip:1001@h> ; tag = a",
    ] {
        let addr = NameAddr::parse(text.as_bytes()).unwrap();
        assert_eq!(addr.uri.text, b"sip:1001@h");
        assert!(addr.has_tag && addr.params.ends_with(b"a"));
    }
}

#[test]
fn without_brackets_a_semicolon_begins_header_parameters() {
    let addr = NameAddr::parse(b"sip:1001@h;tag=hdr").unwrap();
    assert_eq!(addr.uri.text, b"sip:1001@h");
    assert!(addr.has_tag && addr.params == b";tag=hdr");
    assert!(!NameAddr::parse(b"<sip:1001@h;tag=uri>").unwrap().has_tag);
    assert!(NameAddr::parse(b"sip:user@example.com?Route=%3Csip:sip.example.com%3E").is_err());
}

#[test]
fn broken_name_addrs_are_refused() {
    for text in [
        "<sip:a@h",
        "<<sip:a@h>>",
        "None",
        "\"a <sip:a@h>",
        "<sip:a@h>;;",
        "Bell, A <sip:a@h>",
        "",
        "\"a\" sip:a@h",
    ] {
        assert!(NameAddr::parse(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn the_top_via_survives_spaces_and_odd_parameters() {
    let via = Via::parse(
        b"SIP  / 2.0  / TCP     spindle.example.com   ;  branch  =   z9hG4bK9ikj8  , SIP/2.0/UDP x",
    )
    .unwrap();
    assert_eq!(via.host, b"spindle.example.com");
    assert_eq!(via.branch, b"z9hG4bK9ikj8");
    assert!(!via.rport);
    let via = Via::parse(b"SIP/2.0/UDP [2001:db8::1] : 5070;rport;branch=z9hG4bKx").unwrap();
    assert_eq!(
        (via.host, via.port, via.rport),
        (&b"[2001:db8::1]"[..], Some(5070), true)
    );
    let via = Via::parse(b"SIP/2.0/UDP 192.0.2.15;;,;,,").unwrap();
    assert!(!via.is_sound);
    for text in [
        "SIP/2.0/UDP",
        "SIP/2.0/UDP ;branch=x",
        "SIP/2.0/UDP h:50x60",
        "HTTP/1.1/TCP h",
        "",
    ] {
        assert!(Via::parse(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn cseq_takes_32_bits_and_nothing_after_the_method() {
    assert_eq!(
        CSeq::parse(b"0009  REGISTER"),
        Ok(CSeq {
            number: 9,
            method: b"REGISTER"
        })
    );
    assert_eq!(
        CSeq::parse(b"4294967295 REGISTER").map(|c| c.number),
        Ok(u32::MAX)
    );
    for text in [
        "4294967296 REGISTER",
        "-1 REGISTER",
        "1 REGISTER x",
        "1",
        "REGISTER",
        "1REGISTER",
        "",
    ] {
        assert!(CSeq::parse(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn contact_parameters() {
    let contact =
        Contact::parse(br#"<sip:a@h;ob>;expires=60;q=0.25;+sip.instance="<urn:uuid:X>";reg-id=1;methods="INVITE,ACK""#).unwrap();
    assert_eq!(
        (contact.expires, contact.q, contact.reg_id),
        (Some(Some(60)), Some(250), 1)
    );
    assert_eq!(contact.instance, b"<urn:uuid:X>");
    assert_eq!(
        Contact::parse(b"<sip:a@h>;expires=\"60\"").unwrap().expires,
        Some(Some(60))
    );
    assert_eq!(
        Contact::parse(b"<sip:a@h>;expires=-1").unwrap().expires,
        Some(None)
    );
    assert_eq!(
        Contact::parse(b"<sip:a@h>;expires=99999999999999999999")
            .unwrap()
            .expires,
        Some(Some(u32::MAX))
    );
    for q in ["1.5", "1.001", "0.1234", ".5", "2", "x", ""] {
        assert!(
            Contact::parse(format!("<sip:a@h>;q={q}").as_bytes()).is_err(),
            "q={q}"
        );
    }
    for q in ["1.000", "0.", "0", "1."] {
        assert!(
            Contact::parse(format!("<sip:a@h>;q={q}").as_bytes()).is_ok(),
            "q={q}"
        );
    }
    assert!(Contact::parse(b"<sip:a@h>;expires=1;expires=2").is_err());
}

#[test]
fn every_short_value_from_a_hostile_alphabet_is_read_or_refused() {
    fn grow(text: &mut Vec<u8>, left: usize) {
        let total: usize = Values::new(text).flatten().map(<[u8]>::len).sum();
        assert!(total <= text.len());
        let _ = (
            NameAddr::parse(text),
            Contact::parse(text),
            CSeq::parse(text),
        );
        let _ = Via::parse(text).map(|v| v.is_sound);
        assert!(Params::new(text).count() <= text.len() + 1);
        for &b in [b'"', b'\\', b'<', b'>', b',', b';', b'=', b' ', b'q']
            .iter()
            .filter(|_| left > 0)
        {
            text.push(b);
            grow(text, left - 1);
            text.pop();
        }
    }
    grow(&mut Vec::new(), 5);
    grow(&mut b"<sip:a@h>".to_vec(), 5);
    grow(&mut b"SIP/2.0/UDP h".to_vec(), 5);
}
