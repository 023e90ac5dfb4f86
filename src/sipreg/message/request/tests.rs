#![allow(clippy::unwrap_used)]
use super::*;

const GOOD: &str = "REGISTER sip:h SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n\
    To: <sip:a@h>\r\nCall-ID: c\r\nCSeq: 1 REGISTER\r\n\r\n";

fn fault_of(text: &str) -> Option<Status> {
    let mut bytes = text.as_bytes().to_vec();
    let envelope = Envelope::open(&mut bytes).unwrap();
    envelope.request().err()
}

#[test]
fn the_plainest_request_is_read() {
    assert_eq!(fault_of(GOOD), None);
    assert_eq!(
        fault_of(&GOOD.replace("\r\n", "\n")),
        None,
        "LF alone ends lines too"
    );
    assert_eq!(
        fault_of(&format!("\r\n\r\n{GOOD}")),
        None,
        "leading line ends are skipped"
    );
    assert_eq!(
        fault_of(&GOOD.replace("SIP/2.0\r\nVia", "sip/2.0\r\nVia")),
        None
    );
}

#[test]
fn folds_and_spaces_before_colons_are_straightened_without_moving_anything() {
    let text = GOOD
        .replace("To: <sip:a@h>", "To \t :\r\n \t<sip:a@h>\r\n ;x=1")
        .replace("Call-ID: c", "i  :c");
    let mut bytes = text.clone().into_bytes();
    let envelope = Envelope::open(&mut bytes).unwrap();
    let request = envelope.request().unwrap();
    assert_eq!(request.call_id, b"c");
    assert_eq!(request.to.uri.text, b"sip:a@h");
    assert_eq!(envelope.datagram.len(), text.len());
}

#[test]
fn each_mandatory_field_is_missed_and_its_double_refused() {
    for (line, field) in [
        ("From: <sip:a@h>;tag=1\r\n", "From"),
        ("To: <sip:a@h>\r\n", "To"),
        ("Call-ID: c\r\n", "Call-ID"),
        ("CSeq: 1 REGISTER\r\n", "CSeq"),
    ] {
        let reason = |text: &str| fault_of(text).unwrap().to_string();
        let without = GOOD.replace(line, "");
        assert_eq!(reason(&without), format!("400 Missing {field}"));
        let twice = GOOD.replace(line, &format!("{line}{line}"));
        assert_eq!(reason(&twice), format!("400 Repeated {field}"));
    }
}

#[test]
fn content_length_is_taken_at_its_word() {
    let with = |value: &str, body: &str| {
        fault_of(&GOOD.replace(
            "\r\n\r\n",
            &format!("\r\nContent-Length: {value}\r\n\r\n{body}"),
        ))
    };
    assert_eq!(with("0", "surplus"), None);
    assert_eq!(with("4", "body"), None);
    assert_eq!(
        with("5", "body"),
        Some(Status::bad_request("Content-Length Larger Than Body"))
    );
    assert_eq!(
        with("4294967300", "body"),
        Some(Status::bad_request("Content-Length Larger Than Body"))
    );
    for bad in ["-1", "+4", "4x", ""] {
        assert_eq!(with(bad, "body"), Some(CONTENT_LENGTH), "{bad:?}");
    }
    assert_eq!(with("4\r\nl: 3", "body"), Some(CONTENT_LENGTH));
}

#[test]
fn versions_and_methods() {
    assert_eq!(
        fault_of(&GOOD.replace("sip:h SIP/2.0", "sip:h SIP/7.0")),
        Some(Status::new(505, "Version Not Supported"))
    );
    assert_eq!(
        fault_of(&GOOD.replace("sip:h SIP/2.0", "sip:h")),
        Some(REQUEST_LINE)
    );
    assert_eq!(
        fault_of(&GOOD.replace("1 REGISTER", "1 INVITE")),
        Some(Status::bad_request(
            "CSeq Method Differs From Request Method"
        ))
    );
    assert_eq!(
        fault_of(&GOOD.replace("sip:h SIP", "sip:h x SIP")),
        Some(REQUEST_LINE)
    );
}

#[test]
fn a_line_that_nobody_reads_need_not_be_readable() {
    for line in [
        "no colon here",
        "X Device Name: Lobby",
        ": x",
        "X: \0",
        "\u{fffd}",
        "Vi a: x",
    ] {
        let text = GOOD.replace("To:", &format!("{line}\r\nTo:"));
        assert_eq!(fault_of(&text), None, "{line:?}");
    }
}

#[test]
fn a_message_that_was_cut_is_told_so_with_what_is_left() {
    for len in GOOD.find("From").unwrap()..GOOD.len() - 2 {
        assert_eq!(fault_of(&GOOD[..len]), Some(CUT), "{len} bytes");
    }
    let mut bytes = GOOD.trim_end().as_bytes().to_vec();
    let envelope = Envelope::open(&mut bytes).unwrap();
    assert_eq!(envelope.first(Name::CSeq), Some(&b"1 REGISTER"[..]));
}

#[test]
fn a_fold_is_one_space_also_in_a_quoted_string() {
    let to = "To: \"a \r\n\t  b\r\n c\"\r\n <sip:a@h>\r\n ;x=1  ";
    let mut bytes = GOOD.replace("To: <sip:a@h>", to).into_bytes();
    let len = bytes.len();
    let envelope = Envelope::open(&mut bytes).unwrap();
    assert!(envelope.request().is_ok());
    assert_eq!(
        envelope.first(Name::To),
        Some(&b"\"a b c\" <sip:a@h> ;x=1"[..])
    );
    assert_eq!(envelope.first(Name::CallId), Some(&b"c"[..]));
    assert_eq!(envelope.datagram.len(), len);
}

#[test]
fn any_number_of_vias_is_read_and_mirrored() {
    let vias = "Via: SIP/2.0/UDP h;branch=z9hG4bK2\r\n".repeat(1500);
    let mut bytes = GOOD.replace("From:", &format!("{vias}From:")).into_bytes();
    let envelope = Envelope::open(&mut bytes).unwrap();
    assert!(envelope.request().is_ok());
    assert_eq!(envelope.values(Name::Via).count(), 1501);
}

#[test]
fn a_via_host_that_is_no_host_does_no_harm_but_must_be_there() {
    let with = |sent_by: &str| fault_of(&GOOD.replace("UDP 192.0.2.1", &format!("UDP {sent_by}")));
    for sent_by in [
        "Иван-ПК",
        "Иван-ПК:5060",
        "(null)",
        "(null):5060",
        "[fe80::1%eth0]",
        "[fe80::1%eth0]:5060",
        "fe80::1%p2p0",
        "fe80::1",
        "Joe's iPhone : 5060",
        "a_b",
        "192.0.2.1.",
        "*",
    ] {
        assert_eq!(with(sent_by), None, "{sent_by}");
    }
    for sent_by in [
        "",
        ":5060",
        "h:",
        "h:x",
        "h:0",
        "h:65536",
        "Иван-ПК:x",
        "[fe80::1%eth0]:x",
    ] {
        assert_eq!(
            with(sent_by),
            Some(Status::bad_request("Malformed Via")),
            "{sent_by}"
        );
    }
}

#[test]
fn an_empty_parameter_does_no_harm() {
    for (part, with) in [
        ("branch=z9hG4bK1", "branch=z9hG4bK1;"),
        ("branch=z9hG4bK1", ";branch=z9hG4bK1; ;"),
        ("tag=1", ";tag=1;;"),
        ("To: <sip:a@h>", "To: <sip:a@h;;x>;"),
    ] {
        assert_eq!(fault_of(&GOOD.replace(part, with)), None, "{with}");
    }
}

#[test]
fn what_cannot_be_answered() {
    for (text, why) in [
        (
            "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h\r\n\r\n",
            Unanswerable::Response,
        ),
        ("REGISTER sip:h SIP/2.0\r\n\r\n", Unanswerable::NoVia),
        ("GET / HTTP/1.1\r\nHost: h\r\n\r\n", Unanswerable::NoVia),
        ("", Unanswerable::NoVia),
    ] {
        assert_eq!(
            Envelope::open(&mut text.as_bytes().to_vec()).err(),
            Some(why),
            "{text:?}"
        );
    }
}

#[test]
fn every_short_header_block_from_a_hostile_alphabet_is_survived() {
    fn grow(text: &mut Vec<u8>, left: usize) {
        let len = text.len();
        let mut bytes = text.clone();
        if let Ok(envelope) = Envelope::open(&mut bytes) {
            let _ = envelope.request();
            assert!(envelope.datagram.len() <= len);
        }
        for &b in [b'\r', b'\n', b' ', b':', b'v', b'\t', b'x', 0]
            .iter()
            .filter(|_| left > 0)
        {
            text.push(b);
            grow(text, left - 1);
            text.pop();
        }
    }
    grow(&mut b"A sip:h SIP/2.0\r\n".to_vec(), 6);
    grow(&mut b"A sip:h SIP/2.0\r\nv: SIP/2.0/UDP h\r\n".to_vec(), 6);
}

#[test]
fn a_quoted_pair_may_hold_any_control_and_comes_back_as_it_was() {
    let text = GOOD.replace("To: <sip", "To: \"\\\0\\\x07\" <sip");
    let mut bytes = text.clone().into_bytes();
    let envelope = Envelope::open(&mut bytes).unwrap();
    assert!(envelope.request().is_ok());
    assert_eq!(
        envelope.first(Name::To),
        Some(&b"\"\\\0\\\x07\" <sip:a@h>"[..])
    );
    assert_eq!(
        fault_of(&GOOD.replace("To: <sip", "To: \"\0\" <sip")),
        Some(CONTROL)
    );
}
