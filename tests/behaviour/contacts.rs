//! Which contact a REGISTER means, and whether it may still say so: `*`, §19.1.4, Call-ID and CSeq,
//! instances, and that a request that is refused changes nothing (RFC 3261 §10.3 steps 6 and 7).

use crate::common::desk::{Desk, Reply};
use crate::common::phone::Phone;
use sipreg::exchange::Outcome;

/// A registrar where 1001 has two contacts under `call-1`, the last with CSeq 1.
fn two_contacts() -> (Desk, Phone) {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let answer = desk.register(&mut phone, &["Contact: <sip:a@h>, <sip:b@h>"]);
    assert_eq!(answer.headers("Contact").len(), 2);
    (desk, phone)
}

#[track_caller]
fn is(answer: &Reply, outcome: Outcome, status: &str) {
    assert_eq!(
        (answer.outcome, answer.status()),
        (outcome, status),
        "{}",
        answer.text()
    );
}

#[test]
fn the_star_alone_and_with_expires_0_removes_all() {
    for expires in ["Expires: 0", "Expires:  00"] {
        let (mut desk, mut phone) = two_contacts();
        let answer = desk.register(&mut phone, &["Contact: *", expires]);
        assert_eq!(answer.outcome, Outcome::Removed);
        assert_eq!(answer.said(), ["200 OK", "Expires: 0"]);
        assert!(desk.bindings(&phone).is_empty());
        // Once more there is nothing to remove, and that is no error.
        let answer = desk.register(&mut phone, &["m:*", expires]);
        is(&answer, Outcome::Queried, "200 OK");
    }
}

#[test]
fn the_star_in_any_other_company_is_400_and_removes_nothing() {
    for headers in [
        &["Contact: *"][..],
        &["Contact: *", "Expires: 60"],
        &["Contact: *", "Expires: none"],
        &["Contact: *;expires=0"],
        &["Contact: <*>", "Expires: 0"],
        &["Contact: *, <sip:c@h>", "Expires: 0"],
        &["Contact: <sip:c@h>, *", "Expires: 0"],
        &["Contact: <sip:c@h>", "Contact: *", "Expires: 0"],
        &["Contact: *", "Contact: <sip:a@h>", "Expires: 0"],
        &["Contact: *", "Contact: *", "Expires: 0"],
        &["Contact: *, *", "Expires: 0"],
    ] {
        let (mut desk, mut phone) = two_contacts();
        let answer = desk.register(&mut phone, headers);
        assert_eq!(answer.outcome, Outcome::BadContact, "{headers:?}");
        assert!(answer.status().starts_with("400 "), "{headers:?}");
        assert_eq!(desk.bindings(&phone).len(), 2, "{headers:?}");
    }
}

#[test]
fn the_star_obeys_the_order_of_requests() {
    let (mut desk, mut phone) = two_contacts();
    phone.cseq = 9;
    desk.register(&mut phone, &["Contact: <sip:a@h>"]);
    // b was last touched by CSeq 1, a by 9: a star that comes late for one of them removes neither.
    phone.cseq = 5;
    let answer = desk.register(&mut phone, &["Contact: *", "Expires: 0"]);
    is(
        &answer,
        Outcome::OutOfOrder,
        "400 CSeq Not Higher Than Before",
    );
    assert_eq!(desk.bindings(&phone).len(), 2);

    let mut other = phone.clone();
    other.call_id = "another".to_owned();
    other.cseq = 1;
    let answer = desk.register(&mut other, &["Contact: *", "Expires: 0"]);
    is(&answer, Outcome::Removed, "200 OK");
}

#[test]
fn a_lower_or_equal_cseq_under_the_same_call_id_is_refused() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    phone.cseq = 10;
    desk.register(&mut phone, &["Contact: <sip:a@h>;expires=600"]);
    for cseq in [10, 9, 1] {
        for headers in [
            &["Contact: <sip:a@h>;expires=60"][..],
            &["Contact: <sip:a@h>;expires=0"],
            &["Contact: <sip:a@H;x>;expires=60"],
            &["Contact: <sip:new@h>, <sip:a@h>"],
        ] {
            phone.cseq = cseq;
            let answer = desk.register(&mut phone, headers);
            is(
                &answer,
                Outcome::OutOfOrder,
                "400 CSeq Not Higher Than Before",
            );
            assert_eq!(
                desk.bindings(&phone),
                ["<sip:a@h>;expires=600"],
                "{headers:?}"
            );
        }
    }
    // The order is that of one contact: another one has not been heard of yet.
    phone.cseq = 2;
    let answer = desk.register(&mut phone, &["Contact: <sip:b@h>"]);
    is(&answer, Outcome::Registered, "200 OK");
    // Under another Call-ID the phone has started again.
    phone.call_id = "call-2".to_owned();
    phone.cseq = 1;
    let answer = desk.register(&mut phone, &["Contact: <sip:a@h>"]);
    is(&answer, Outcome::Refreshed, "200 OK");
}

#[test]
fn an_instance_is_ordered_like_a_contact() {
    let instance = ";+sip.instance=\"<urn:uuid:1>\"";
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    phone.cseq = 10;
    desk.register(&mut phone, &[&format!("Contact: <sip:a@h>{instance}")]);
    phone.cseq = 9;
    let answer = desk.register(&mut phone, &[&format!("Contact: <sip:b@h>{instance}")]);
    is(
        &answer,
        Outcome::OutOfOrder,
        "400 CSeq Not Higher Than Before",
    );
    assert_eq!(
        desk.bindings(&phone),
        [format!("<sip:a@h>;expires=3600{instance}")]
    );
}

#[test]
fn cseq_lenient_takes_a_phone_that_starts_over() {
    let mut desk = Desk::with("cseq lenient");
    let mut phone = Phone::new();
    phone.cseq = 10;
    desk.register(&mut phone, &["Contact: <sip:a@h>"]);
    for cseq in [10, 1] {
        phone.cseq = cseq;
        let answer = desk.register(&mut phone, &["Contact: <sip:a@h>"]);
        is(&answer, Outcome::Refreshed, "200 OK");
    }
    phone.cseq = 1;
    let answer = desk.register(&mut phone, &["Contact: *", "Expires: 0"]);
    is(&answer, Outcome::Removed, "200 OK");
}

#[test]
fn an_expired_contact_orders_nothing() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    phone.cseq = 10;
    desk.register(&mut phone, &["Contact: <sip:a@h>;expires=60"]);
    desk.wait(60);
    phone.cseq = 1;
    let answer = desk.register(&mut phone, &["Contact: <sip:a@h>"]);
    is(&answer, Outcome::Registered, "200 OK");
}

#[test]
fn cseq_goes_up_to_the_last_of_its_32_bits() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    phone.cseq = 2_147_483_647;
    desk.register(&mut phone, &["Contact: <sip:a@h>"]);
    phone.cseq = 4_294_967_294;
    let answer = desk.register(&mut phone, &["Contact: <sip:a@h>"]);
    is(&answer, Outcome::Refreshed, "200 OK");
}

/// Registers `first`, then `second` from the same phone; tells how many contacts there are then.
fn together(first: &str, second: &str) -> Vec<String> {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    desk.register(&mut phone, &[&format!("Contact: {first}")]);
    let answer = desk.register(&mut phone, &[&format!("Contact: {second}")]);
    assert_eq!(answer.status(), "200 OK", "{first} {second}");
    desk.bindings(&phone)
}

#[test]
fn equal_contacts_are_one_which_is_echoed_as_last_sent() {
    for (first, second) in [
        ("<sip:a@Host.Example>", "<sip:a@hOST.eXAMPLE>"),
        ("<SIP:a@h>", "<sip:a@h>"),
        ("<sip:%61@h>", "<sip:a@h>"),
        ("<sip:a%20b@h>", "<sip:%61%20b@h>"),
        ("<sip:a@h;transport=UDP>", "<sip:a@h;Transport=udp>"),
        ("<sip:a@h;x=1;y=2>", "<sip:a@h;y=2;x=1>"),
        ("<sip:a@h;x=1>", "<sip:a@h;y=2>"),
        ("<sip:a@h>", "<sip:a@h;rinstance=5>"),
        ("<sip:a@h?b=1&c=2>", "<sip:a@h?c=2&b=1>"),
        ("<sip:a@[2001:DB8::1]>", "<sip:a@[2001:db8:0:0::1]>"),
        ("Bob <sip:a@h>;q=0.1", "sip:a@h"),
        ("<sip:192.0.2.7:5060>", "<sip:192.0.2.7:5060>"),
    ] {
        let uri = second.trim_start_matches('<').trim_end_matches('>');
        assert_eq!(
            together(first, second),
            [format!("<{uri}>;expires=3600")],
            "{first} {second}"
        );
    }
}

#[test]
fn unequal_contacts_are_two() {
    for (first, second) in [
        ("<sip:a@h>", "<sip:A@h>"),
        ("<sip:a@h>", "<sip:b@h>"),
        ("<sip:a@h>", "<sip:h>"),
        ("<sip:a:x@h>", "<sip:a:y@h>"),
        ("<sip:a@h>", "<sip:a@h:5060>"),
        ("<sip:a@h:5060>", "<sip:a@h:5061>"),
        ("<sip:a@h>", "<sip:a@h;transport=udp>"),
        ("<sip:a@h;transport=udp>", "<sip:a@h;transport=tcp>"),
        ("<sip:a@h>", "<sip:a@h;maddr=192.0.2.1>"),
        ("<sip:a@h>", "<sip:a@h;user=phone>"),
        ("<sip:a@h>", "<sip:a@h;ttl=1>"),
        ("<sip:a@h>", "<sip:a@h;method=INVITE>"),
        ("<sip:a@h;x=1>", "<sip:a@h;x=2>"),
        ("<sip:a@h>", "<sip:a@h?b=1>"),
        ("<sip:a@h?b=1>", "<sip:a@h?b=2>"),
        ("<sip:a@h?b=1>", "<sip:a@h?c=1>"),
        ("<sip:a@h>", "<sips:a@h>"),
        ("<sip:a%3bb@h>", "<sip:a;b@h>"),
        ("<tel:+1-201-555-0123>", "<tel:+12015550123>"),
    ] {
        assert_eq!(together(first, second).len(), 2, "{first} {second}");
    }
}

#[test]
fn an_equal_contact_is_removed_by_any_of_its_spellings() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    desk.register(
        &mut phone,
        &["Contact: <sip:%61@H.Example;Transport=UDP;ob>"],
    );
    let answer = desk.register(
        &mut phone,
        &["Contact: <sip:a@h.example;transport=udp>;expires=0"],
    );
    is(&answer, Outcome::Removed, "200 OK");
    assert!(desk.bindings(&phone).is_empty());
}

#[test]
fn an_instance_replaces_its_older_contact() {
    let one = "+sip.instance=\"<urn:uuid:1>\"";
    let two = "+sip.instance=\"<urn:uuid:2>\"";
    let first = format!("<sip:a@192.0.2.7:5060>;{one}");
    assert_eq!(
        together(&first, &format!("<sip:a@192.0.2.7:6000>;{one}")),
        [format!("<sip:a@192.0.2.7:6000>;expires=3600;{one}")]
    );
    assert_eq!(
        together(&first, &format!("<sip:a@192.0.2.7:6000>;{two}")).len(),
        2
    );
    // Each flow of an instance is a contact of its own (RFC 5626 §6).
    assert_eq!(
        together(
            &format!("{first};reg-id=1"),
            &format!("<sip:a@192.0.2.7:6000>;{one};reg-id=2")
        )
        .len(),
        2
    );
    assert_eq!(
        together(
            &format!("{first};reg-id=1"),
            &format!("<sip:a@192.0.2.7:6000>;{one};reg-id=1")
        ),
        [format!(
            "<sip:a@192.0.2.7:6000>;expires=3600;{one};reg-id=1"
        )]
    );
}

#[test]
fn a_contact_that_cannot_be_read_is_400_and_nothing_is_stored() {
    for bad in [
        "<sip:a@192.0.2.1:5060transport=udp>",
        "sip:a@192.0.2.1:5060transport=udp",
        "<sip:a@192.0.2.1:70000>",
        "<sip:a@>",
        "<sip:a@h",
        "\"Bob <sip:a@h>",
        "sip:a@h?x=y",
        "<sip:a@h>;q=2",
        "<sip:a@h>;q=0.1234",
        "<sip:a@h>;expires=60;expires=70",
        "<sip:a%zz@h>",
        "a@h",
        "<>",
    ] {
        let mut desk = Desk::new();
        let mut phone = Phone::new();
        let bad = format!("Contact: {bad}");
        for headers in [
            &[bad.as_str()][..],
            &["Contact: <sip:good@h>", &bad],
            &[&bad, "Contact: <sip:good@h>"],
        ] {
            let answer = desk.register(&mut phone, headers);
            is(&answer, Outcome::BadContact, "400 Malformed Contact");
            assert!(desk.bindings(&phone).is_empty(), "{headers:?}");
        }
        let answer = desk.register(&mut phone, &["Contact: <sip:good@h>"]);
        is(&answer, Outcome::Registered, "200 OK");
        // Nor does it take anything away.
        desk.register(&mut phone, &["Contact: <sip:good@h>;expires=0", &bad]);
        assert_eq!(desk.bindings(&phone), ["<sip:good@h>;expires=3600"]);
    }
}

#[test]
fn a_contact_too_long_to_keep_is_refused() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let long = format!(
        "Contact: <sip:good@h>, <sip:{}@h>;+sip.instance=\"{}\"",
        "a".repeat(2000),
        "b".repeat(100)
    );
    let answer = desk.register(&mut phone, &[&long]);
    is(&answer, Outcome::BadContact, "400 Contact Too Long");
    assert!(desk.bindings(&phone).is_empty());
}

#[test]
fn uri_instance_and_path_take_2048_bytes_together() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let instance = format!("<urn:x:{}>", "i".repeat(92));
    let path = format!("Path: <sip:{}>", "p".repeat(42));
    for (uri, status) in [(1900, "200 OK"), (1901, "400 Contact Too Long")] {
        let uri = format!("sip:{}@h", "u".repeat(uri - 6));
        let contact = format!("Contact: <{uri}>;+sip.instance=\"{instance}\"");
        let answer = desk.register(&mut phone, &[&contact, &path, "Supported: path"]);
        assert_eq!(answer.status(), status);
    }
}

#[test]
fn a_request_may_name_ten_contacts_more_than_may_be_registered() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    for (count, status) in [(20, "200 OK"), (21, "403 Too Many Contacts")] {
        let contacts: Vec<_> = (0..count)
            .map(|n| format!("<sip:{n}@h>;expires=0"))
            .collect();
        let contacts = format!("Contact: {}", contacts.join(", "));
        assert_eq!(desk.register(&mut phone, &[&contacts]).status(), status);
    }
}

#[test]
fn a_refresh_says_anew_all_that_goes_with_a_contact() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let contact = "Contact: <sip:a@h>";
    for (headers, instance, path, agent) in [
        (&[contact, "User-Agent: Z 5"][..], "-", "-", "Z%205"),
        (&[contact, "User-Agent: Z 6"], "-", "-", "Z%206"),
        (
            &[
                contact,
                "User-Agent: Z 6",
                "Supported: path",
                "Path: <sip:p;lr>",
            ],
            "-",
            "<sip:p;lr>",
            "Z%206",
        ),
        (
            &[
                "Contact: <sip:a@h>;+sip.instance=\"<urn:x>\"",
                "User-Agent: Z 6",
                "Supported: path",
                "Path: <sip:p;lr>",
            ],
            "<urn:x>",
            "<sip:p;lr>",
            "Z%206",
        ),
    ] {
        desk.register(&mut phone, headers);
        let journal = desk.registrar.journal().text().to_vec();
        let journal = String::from_utf8(journal).unwrap();
        let end = format!(" {instance} {path} {agent}");
        let last = journal.lines().last().unwrap();
        assert!(last.ends_with(&end), "{last}");
    }
}

#[test]
fn a_list_begins_with_the_contacts_of_its_call_id() {
    let mut desk = Desk::new();
    let (mut old, mut new) = (Phone::new(), Phone::new());
    new.call_id = "call-2".to_owned();
    desk.register(&mut old, &["Contact: <sip:a@h>"]);
    desk.wait(1);
    desk.register(&mut new, &["Contact: <sip:b@h>"]);
    let listed = desk.register(&mut old, &[]);
    assert_eq!(
        listed.headers("Contact"),
        ["<sip:a@h>;expires=3599", "<sip:b@h>;expires=3600"]
    );
}

#[test]
fn added_and_removed_in_one_message() {
    let (mut desk, mut phone) = two_contacts();
    let answer = desk.register(
        &mut phone,
        &["Contact: <sip:a@h>;expires=0, <sip:c@h>;expires=90"],
    );
    is(&answer, Outcome::Registered, "200 OK");
    assert_eq!(
        answer.headers("Contact"),
        ["<sip:c@h>;expires=90", "<sip:b@h>;expires=3600"]
    );
}
