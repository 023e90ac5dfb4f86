//! REGISTER by RFC 3261 §10.3: who may, for how long, what is stored and what is said of it.

use crate::common::desk::{DATE, Desk};
use crate::common::message::sip;
use crate::common::phone::Phone;
use sipreg::exchange::Outcome;
use sipreg::location::End;

const CONTACT: &str = "Contact: <sip:1001@192.0.2.7:5060>";

#[test]
fn a_registration_from_the_first_byte_to_the_last() {
    let mut desk = Desk::new();
    let peer = "192.0.2.7:5060".parse().unwrap();
    let request = sip("
        REGISTER sip:sip.example.com SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7:5060;rport;branch=z9hG4bKnashds7
        Max-Forwards: 70
        From: Bob <sip:1001@sip.example.com>;tag=456248
        To: Bob <sip:1001@sip.example.com>
        Call-ID: 843817637684230@998sdasdh09
        CSeq: 1826 REGISTER
        Contact: <sip:1001@192.0.2.7:5060>
        Expires: 1800
        Content-Length: 0
    ");
    let challenge = desk.send(peer, request);
    assert_eq!(challenge.outcome, Outcome::Challenged);
    assert_eq!(
        challenge.masked(),
        sip("
            SIP/2.0 401 Unauthorized
            Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bKnashds7;received=192.0.2.7;rport=5060
            From: Bob <sip:1001@sip.example.com>;tag=456248
            To: Bob <sip:1001@sip.example.com>;tag=<tag>
            Call-ID: 843817637684230@998sdasdh09
            CSeq: 1826 REGISTER
            WWW-Authenticate: Digest realm=\"sip.example.com\", nonce=\"<nonce>\", algorithm=MD5, qop=\"auth\"
            Content-Length: 0
        ")
    );

    let authorization = Phone::new().login(&challenge).header();
    let request = sip(&format!(
        "
        REGISTER sip:sip.example.com SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.7:5060;rport;branch=z9hG4bKnashds8
        Max-Forwards: 70
        From: Bob <sip:1001@sip.example.com>;tag=456248
        To: Bob <sip:1001@sip.example.com>
        Call-ID: 843817637684230@998sdasdh09
        CSeq: 1827 REGISTER
        Contact: <sip:1001@192.0.2.7:5060>
        {authorization}
        Expires: 1800
        Content-Length: 0
        "
    ));
    let answer = desk.send(peer, request);
    assert_eq!(answer.outcome, Outcome::Registered);
    assert_eq!(answer.to, Some(peer));
    assert_eq!(
        answer.masked(),
        sip(&format!(
            "
            SIP/2.0 200 OK
            Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bKnashds8;received=192.0.2.7;rport=5060
            From: Bob <sip:1001@sip.example.com>;tag=456248
            To: Bob <sip:1001@sip.example.com>;tag=<tag>
            Call-ID: 843817637684230@998sdasdh09
            CSeq: 1827 REGISTER
            Contact: <sip:1001@192.0.2.7:5060>;expires=1800
            Expires: 1800
            {DATE}
            Content-Length: 0
            "
        ))
    );
    assert_eq!(
        answer.header("To"),
        challenge.header("To"),
        "one tag for both"
    );
}

#[test]
fn the_time_granted() {
    // min-expires 30, default-expires 3600, max-expires 3600 hold when nothing is said.
    let config = "default-expires 600";
    for (contact, header, granted) in [
        ("", None, 600),
        ("", Some("Expires: 120"), 120),
        (";expires=90", Some("Expires: 120"), 90),
        (";expires=90", None, 90),
        (";expires=\"90\"", None, 90),
        (";Expires=90", None, 90),
        (";expires=soon", None, 600),
        ("", Some("Expires: soon"), 600),
        ("", Some("Expires: -1"), 600),
        ("", Some("Expires: 60.5"), 600),
        ("", Some("Expires:"), 600),
        (";expires=3601", None, 3600),
        ("", Some("Expires: 86400"), 3600),
        ("", Some("Expires: 4294967295"), 3600),
        ("", Some("Expires: 4294967296"), 3600),
        ("", Some("Expires: 99999999999999999999999999"), 3600),
        (";expires=99999999999999999999999999", None, 3600),
        (";expires=30", None, 30),
    ] {
        let mut desk = Desk::with(config);
        let contact = format!("{CONTACT}{contact}");
        let headers: Vec<&str> = [contact.as_str()].into_iter().chain(header).collect();
        let answer = desk.register(&mut Phone::new(), &headers);
        assert_eq!(
            answer.said(),
            [
                "200 OK".to_owned(),
                format!("{CONTACT};expires={granted}"),
                format!("Expires: {granted}")
            ],
            "{headers:?}"
        );
    }
}

#[test]
fn too_brief_is_423_and_changes_nothing() {
    let mut desk = Desk::with("min-expires 60");
    let mut phone = Phone::new();
    for headers in [
        &[CONTACT, "Expires: 59"][..],
        &["Contact: <sip:1001@192.0.2.7:5060>;expires=1"],
        // One good contact beside a brief one is not stored either.
        &[CONTACT, "Contact: <sip:1001@192.0.2.8>;expires=10"],
        &["Contact: <sip:1001@192.0.2.7:5060>, <sip:1001@192.0.2.8>;expires=10"],
    ] {
        let answer = desk.register(&mut phone, headers);
        assert_eq!(answer.outcome, Outcome::TooBrief);
        assert_eq!(
            answer.said(),
            ["423 Interval Too Brief", "Min-Expires: 60"],
            "{headers:?}"
        );
        assert!(desk.bindings(&phone).is_empty(), "{headers:?}");
    }
    let answer = desk.register(&mut phone, &[CONTACT, "Expires: 60"]);
    assert_eq!(answer.outcome, Outcome::Registered);
}

#[test]
fn several_contacts_in_one_header_and_in_many() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let answer = desk.register(
        &mut phone,
        &[
            "Contact: \"Smith, A\" <sip:1001@192.0.2.7:5060;x=1,2>;q=0.7;expires=60, sip:a@192.0.2.8;expires=90",
            "Contact: <mailto:watson@bell-telephone.com>;q=0.1",
            "m: <sip:1001@192.0.2.9>;q=1;expires=120",
            "Expires: 200",
        ],
    );
    assert_eq!(answer.outcome, Outcome::Registered);
    assert_eq!(
        answer.said(),
        [
            "200 OK",
            "Contact: <sip:1001@192.0.2.7:5060;x=1,2>;expires=60;q=0.700",
            "Contact: <sip:a@192.0.2.8>;expires=90",
            "Contact: <mailto:watson@bell-telephone.com>;expires=200;q=0.100",
            "Contact: <sip:1001@192.0.2.9>;expires=120;q=1.000",
            "Expires: 60",
        ]
    );
}

#[test]
fn a_fetch_shows_every_contact_with_what_is_left_of_its_time() {
    let mut desk = Desk::new();
    let (mut one, mut two) = (Phone::new(), Phone::new());
    two.call_id = "call-2".to_owned();
    desk.register(
        &mut one,
        &["Contact: <sip:%31001@Host.Example;Transport=UDP;ob>;expires=60"],
    );
    desk.wait(10);
    desk.register(
        &mut two,
        &["Contact: <sip:1001@192.0.2.8>;expires=100;+sip.instance=\"<urn:uuid:F81D4FAE-7dec-11d0-a765-00a0c91e6bf6>\";reg-id=2"],
    );
    desk.wait(5);
    let mut third = Phone::new();
    third.call_id = "call-3".to_owned();
    let answer = desk.register(&mut third, &[]);
    assert_eq!(answer.outcome, Outcome::Queried);
    assert_eq!(
        answer.said(),
        [
            "200 OK",
            "Contact: <sip:1001@192.0.2.8>;expires=95;+sip.instance=\"<urn:uuid:F81D4FAE-7dec-11d0-a765-00a0c91e6bf6>\";reg-id=2",
            "Contact: <sip:%31001@Host.Example;Transport=UDP;ob>;expires=45",
            "Expires: 95",
        ]
    );
    assert_eq!(answer.header("Date"), "Tue, 14 Nov 2023 22:13:35 GMT");
}

#[test]
fn an_expires_header_without_a_contact_is_a_fetch_too() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    desk.register(&mut phone, &[CONTACT]);
    let answer = desk.register(&mut phone, &["Expires: 0"]);
    assert_eq!(answer.outcome, Outcome::Queried);
    assert_eq!(answer.headers("Contact").len(), 1);
}

#[test]
fn what_is_not_refreshed_ends_to_the_second() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    desk.register(&mut phone, &[CONTACT, "Expires: 60"]);
    desk.wait(59);
    assert_eq!(
        desk.bindings(&phone),
        ["<sip:1001@192.0.2.7:5060>;expires=1"]
    );
    desk.wait_millis(999);
    assert_eq!(
        desk.bindings(&phone),
        ["<sip:1001@192.0.2.7:5060>;expires=1"]
    );
    desk.wait_millis(1);
    assert!(desk.bindings(&phone).is_empty());
    let answer = desk.register(&mut phone, &[CONTACT, "Expires: 60"]);
    assert_eq!(answer.outcome, Outcome::Registered, "it is new again");
}

#[test]
fn a_refresh_and_a_move_are_told_apart() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    assert_eq!(
        desk.register(&mut phone, &[CONTACT]).outcome,
        Outcome::Registered
    );
    desk.wait(1800);
    let answer = desk.register(&mut phone, &[CONTACT]);
    assert_eq!(answer.outcome, Outcome::Refreshed);
    assert_eq!(answer.headers("Contact").len(), 1);
    // The same contact from another port: the NAT before it has forgotten the first.
    let mut phone = phone.at("192.0.2.7:6000");
    let answer = desk.register(&mut phone, &[CONTACT]);
    assert_eq!(answer.outcome, Outcome::Registered);
    assert_eq!(answer.headers("Contact").len(), 1);
}

#[test]
fn one_of_two_contacts_is_removed_and_the_other_stays() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    desk.register(&mut phone, &[CONTACT, "Contact: <sip:1001@192.0.2.8>"]);
    let answer = desk.register(
        &mut phone,
        &["Contact: <sip:1001@192.0.2.7:5060>;expires=0"],
    );
    assert_eq!(answer.outcome, Outcome::Removed);
    assert_eq!(
        answer.headers("Contact"),
        ["<sip:1001@192.0.2.8>;expires=3600"]
    );
    let answer = desk.register(&mut phone, &["Contact: <sip:1001@192.0.2.8>", "Expires: 0"]);
    assert_eq!(answer.said(), ["200 OK", "Expires: 0"]);
    let answer = desk.register(&mut phone, &["Contact: <sip:1001@192.0.2.8>", "Expires: 0"]);
    assert_eq!(
        answer.outcome,
        Outcome::Queried,
        "there was nothing to remove"
    );
    assert_eq!(answer.status(), "200 OK");
}

#[test]
fn at_the_limit_the_oldest_contact_gives_way() {
    let mut desk = Desk::with("max-contacts 2");
    for (i, contact) in ["192.0.2.1", "192.0.2.2"].iter().enumerate() {
        let mut phone = Phone::new();
        phone.call_id = format!("phone-{i}");
        desk.register(
            &mut phone,
            &[&format!("Contact: <sip:1001@{contact}>"), "Expires: 600"],
        );
        desk.wait(1);
    }
    // The first is refreshed, so the second is now the one longest untouched.
    let mut first = Phone::new();
    first.call_id = "phone-0".to_owned();
    first.cseq = 2;
    desk.register(
        &mut first,
        &["Contact: <sip:1001@192.0.2.1>", "Expires: 600"],
    );
    desk.wait(1);
    let mut third = Phone::new();
    third.call_id = "phone-2".to_owned();
    let answer = desk.register(
        &mut third,
        &["Contact: <sip:1001@192.0.2.3>", "Expires: 600"],
    );
    assert_eq!(answer.outcome, Outcome::Registered);
    assert_eq!(
        answer.headers("Contact"),
        [
            "<sip:1001@192.0.2.3>;expires=600",
            "<sip:1001@192.0.2.1>;expires=599"
        ]
    );
    let ended: Vec<_> = desk
        .ended
        .iter()
        .map(|e| (e.end, e.binding.uri()))
        .collect();
    assert_eq!(ended, [(End::Evicted, &b"sip:1001@192.0.2.2"[..])]);
}

#[test]
fn more_contacts_in_one_message_than_there_may_be_are_refused_whole() {
    let mut desk = Desk::with("max-contacts 2");
    let mut phone = Phone::new();
    let answer = desk.register(&mut phone, &["Contact: <sip:a@h>, <sip:b@h>, <sip:c@h>"]);
    assert_eq!(answer.outcome, Outcome::TooManyContacts);
    assert_eq!(answer.said(), ["403 Too Many Contacts"]);
    assert!(desk.bindings(&phone).is_empty());
}

#[test]
fn at_the_limit_a_phone_can_put_a_new_contact_in_the_place_of_its_old_one() {
    let mut desk = Desk::with("max-contacts 1");
    let mut phone = Phone::new();
    desk.register(&mut phone, &[CONTACT]);
    let answer = desk.register(
        &mut phone,
        &[
            "Contact: <sip:1001@192.0.2.7:5060>;expires=0",
            "Contact: <sip:1001@198.51.100.4:4444>",
        ],
    );
    assert_eq!(
        answer.said(),
        [
            "200 OK",
            "Contact: <sip:1001@198.51.100.4:4444>;expires=3600",
            "Expires: 3600"
        ]
    );
}

#[test]
fn path_is_stored_and_echoed_for_a_phone_that_understands_it() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let paths = [
        "Path: <sip:p1.example.com;lr>",
        "Path: <sip:p2.example.com;lr>",
    ];
    let answer = desk.register(&mut phone, &[CONTACT, paths[0], paths[1]]);
    assert!(answer.headers("Path").is_empty());
    let stored = |desk: &mut Desk| {
        let lines = desk.registrar.journal();
        let text = String::from_utf8_lossy(lines.text()).into_owned();
        lines.clear();
        text
    };
    assert!(!stored(&mut desk).contains("p1.example.com"));

    let answer = desk.register(
        &mut phone,
        &[CONTACT, paths[0], paths[1], "Supported: gruu, path"],
    );
    assert_eq!(
        answer.said(),
        [
            "200 OK",
            &format!("{CONTACT};expires=3600"),
            "Expires: 3600",
            paths[0],
            paths[1]
        ]
    );
    let stored = stored(&mut desk);
    for proxy in ["<sip:p1.example.com;lr>", "<sip:p2.example.com;lr>"] {
        assert!(
            stored.contains(proxy),
            "{proxy} is not in the path stored: {stored}"
        );
    }
}
