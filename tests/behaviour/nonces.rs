//! How long and how often a nonce serves, and what a request that comes again is told (RFC 7616 §3.3, §3.4).

use crate::common::desk::Desk;
use crate::common::login::{asked, is_asked, is_right, is_stale, show};
use crate::common::phone::Phone;
use sipreg::auth::AuthFailure;
use sipreg::exchange::Outcome;

const CONTACT: &str = "Contact: <sip:1001@192.0.2.7:5060>";

#[test]
fn a_nonce_serves_for_its_lifetime_and_is_then_stale() {
    let mut desk = Desk::with("nonce-lifetime 60");
    let mut phone = Phone::new();
    let mut login = asked(&mut desk, &mut phone);
    desk.wait(60);
    is_right(&show(&mut desk, &mut phone, &login));
    desk.wait(1);
    login.nc = "00000002".to_owned();
    let answer = show(&mut desk, &mut phone, &login);
    is_stale(&answer, AuthFailure::NonceExpired);
    let login = phone.login(&answer);
    assert_ne!(login.nonce, phone.login_with("").nonce);
    is_right(&show(&mut desk, &mut phone, &login));
}

#[test]
fn a_nonce_serves_for_the_lifetime_that_is_in_force_when_it_is_used() {
    let mut desk = Desk::with("nonce-lifetime 60");
    let mut phone = Phone::new();
    let login = asked(&mut desk, &mut phone);
    desk.reload("nonce-lifetime 90", "1001 secret\n");
    desk.wait(90);
    is_right(&show(&mut desk, &mut phone, &login));
    let login = asked(&mut desk, &mut phone);
    desk.reload("nonce-lifetime 30", "1001 secret\n");
    desk.wait(31);
    let answer = show(&mut desk, &mut phone, &login);
    is_stale(&answer, AuthFailure::NonceExpired);
}

#[test]
fn every_request_of_one_second_is_asked_under_a_nonce_of_its_own() {
    let mut desk = Desk::new();
    let mut nonces = Vec::new();
    for port in 5060..5066 {
        for call in 0..6 {
            let mut phone = Phone::new().at(&format!("192.0.2.7:{port}"));
            phone.call_id = format!("call-{call}");
            for _ in 0..6 {
                let request = phone.request("REGISTER", &[CONTACT]);
                nonces.push(desk.send(phone.addr, request).nonce());
            }
        }
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 6 * 6 * 6);
}

#[test]
fn a_nonce_from_before_the_restart_is_stale_whatever_its_digest() {
    let mut phone = Phone::new();
    let before = asked(&mut Desk::of("", "1001 secret\n", 8), &mut phone);
    for password in ["secret", "wrong"] {
        let mut desk = Desk::new();
        let mut login = before.clone();
        login.password = password.to_owned();
        is_stale(
            &show(&mut desk, &mut phone, &login),
            AuthFailure::NonceForeign,
        );
    }
    for nonce in [
        "",
        "0",
        "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        &"0".repeat(40),
        &"f".repeat(4000),
    ] {
        let mut desk = Desk::new();
        let mut login = before.clone();
        login.nonce = nonce.to_owned();
        let answer = show(&mut desk, &mut phone, &login);
        if nonce.is_empty() {
            is_asked(&answer, Outcome::Challenged, AuthFailure::Incomplete);
        } else {
            is_stale(&answer, AuthFailure::NonceForeign);
        }
    }
    // One digit changed anywhere makes another nonce of it.
    let mut desk = Desk::new();
    let ours = asked(&mut desk, &mut phone);
    for at in 0..40 {
        let mut login = ours.clone();
        let digit = if &login.nonce[at..=at] == "0" {
            "1"
        } else {
            "0"
        };
        login.nonce.replace_range(at..=at, digit);
        let answer = show(&mut desk, &mut phone, &login);
        assert_eq!(
            answer.failure,
            Some(AuthFailure::NonceForeign),
            "digit {at}"
        );
    }
}

#[test]
fn stale_is_said_twice_in_a_row_and_then_no_more() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let foreign = phone.login_with(&"0".repeat(40));
    let mut said = Vec::new();
    for _ in 0..4 {
        let answer = show(&mut desk, &mut phone, &foreign);
        assert_eq!(answer.outcome, Outcome::Stale);
        said.push(answer.is_stale());
    }
    assert_eq!(said, [true, true, false, false]);
    // A login that succeeds ends the row.
    let login = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &login));
    is_stale(
        &show(&mut desk, &mut phone, &foreign),
        AuthFailure::NonceForeign,
    );
    // Another phone has its own.
    let mut other = Phone::new().at("192.0.2.7:6000");
    is_stale(
        &show(&mut desk, &mut other, &foreign),
        AuthFailure::NonceForeign,
    );
}

#[test]
fn a_count_is_used_up_only_by_a_right_digest() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let right = asked(&mut desk, &mut phone);
    let mut wrong = right.clone();
    wrong.password = "wrong".to_owned();
    wrong.nc = "0000ffff".to_owned();
    let answer = show(&mut desk, &mut phone, &wrong);
    is_asked(&answer, Outcome::WrongLogin, AuthFailure::WrongDigest);
    is_right(&show(&mut desk, &mut phone, &right));
}

#[test]
fn a_nonce_is_used_again_with_a_higher_count_and_never_with_the_same() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let mut login = asked(&mut desk, &mut phone);
    for nc in ["00000001", "00000002", "0000000a", "000000FF"] {
        login.nc = nc.to_owned();
        is_right(&show(&mut desk, &mut phone, &login));
    }
    for nc in ["000000ff", "00000001"] {
        login.nc = nc.to_owned();
        let answer = show(&mut desk, &mut phone, &login);
        is_stale(&answer, AuthFailure::NonceReplayed);
    }
}

#[test]
fn without_qop_a_nonce_serves_once() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let mut login = asked(&mut desk, &mut phone);
    login.qop = None;
    is_right(&show(&mut desk, &mut phone, &login));
    let answer = show(&mut desk, &mut phone, &login);
    is_stale(&answer, AuthFailure::NonceReplayed);
}

#[test]
fn a_retransmission_gets_the_same_200() {
    let mut desk = Desk::new();
    // Another phone of the same extension, for longer, is there already.
    let mut other = Phone::new();
    other.call_id = "other".to_owned();
    desk.register(&mut other, &["Contact: <sip:1001@192.0.2.99>"]);
    for qop in [Some("auth"), None] {
        for expires in ["Expires: 600", "Expires: 0"] {
            let mut phone = Phone::new();
            let cseq = if expires == "Expires: 600" { 10 } else { 20 };
            phone.cseq = cseq + u32::from(qop.is_none()) * 20;
            let mut login = asked(&mut desk, &mut phone);
            login.qop = qop.map(str::to_owned);
            let request = phone.request("REGISTER", &[CONTACT, expires, &login.header()]);
            let first = desk.send(phone.addr, &request);
            is_right(&first);
            let again = desk.send(phone.addr, &request);
            assert_eq!(again.outcome, Outcome::Retransmitted);
            assert_eq!(
                again.without_date(),
                first.without_date(),
                "{qop:?} {expires}"
            );
        }
    }
}

#[test]
fn a_retransmission_half_a_second_later_does_nothing_anew() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let login = asked(&mut desk, &mut phone);
    let request = phone.request("REGISTER", &[CONTACT, "Expires: 60", &login.header()]);
    let first = desk.send(phone.addr, &request);
    for millis in [500, 1000, 2000] {
        desk.wait_millis(millis);
        let again = desk.send(phone.addr, &request);
        assert_eq!(again.outcome, Outcome::Retransmitted);
        assert_eq!(again.without_date(), first.without_date());
    }
    assert_eq!(
        desk.bindings(&phone),
        ["<sip:1001@192.0.2.7:5060>;expires=57"]
    );
}

#[test]
fn a_retransmission_of_what_was_refused_is_refused_again() {
    for (headers, status) in [
        (&[CONTACT, "Expires: 5"][..], "423 Interval Too Brief"),
        (
            &["Contact: <sip:a@h:5060transport=udp>"],
            "400 Malformed Contact",
        ),
        (&["Contact: *"], "400 Contact * Needs Expires 0"),
    ] {
        let mut desk = Desk::new();
        let mut phone = Phone::new();
        let authorization = asked(&mut desk, &mut phone).header();
        let headers: Vec<_> = headers.iter().copied().chain([&*authorization]).collect();
        let request = phone.request("REGISTER", &headers);
        let first = desk.send(phone.addr, &request);
        assert_eq!(first.status(), status);
        let again = desk.send(phone.addr, &request);
        assert_eq!(again.text(), first.text());
    }
}

#[test]
fn a_replay_by_another_request_is_no_retransmission() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let login = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &login));
    for (addr, failure) in [
        ("192.0.2.7:5066", AuthFailure::NonceReplayed),
        ("198.51.100.66:5060", AuthFailure::NonceOtherAddress),
    ] {
        let mut thief = Phone::new().at(addr);
        thief.call_id = "stolen".to_owned();
        let request = thief.request(
            "REGISTER",
            &["Contact: <sip:1001@198.51.100.66>", &login.header()],
        );
        is_stale(&desk.send(thief.addr, request), failure);
    }
    assert_eq!(desk.bindings(&phone).len(), 1);
}

#[test]
fn a_nonce_given_to_another_address_or_account_is_only_asked_for_again() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    for password in ["secret", "wrong"] {
        let mut login = asked(&mut desk, &mut phone);
        login.password = password.to_owned();
        let mut moved = phone.clone().at("198.51.100.4:40112");
        moved.call_id = format!("moved-{password}");
        let answer = show(&mut desk, &mut moved, &login);
        is_stale(&answer, AuthFailure::NonceOtherAddress);
        assert!(!answer.is_proven);
    }
    // Under its own nonce it is let in, a round trip later.
    let mut moved = phone.clone().at("198.51.100.4:40112");
    let login = asked(&mut desk, &mut moved);
    is_right(&show(&mut desk, &mut moved, &login));
    // Two lines of one gateway: each must use its own.
    let login = asked(&mut desk, &mut phone);
    let mut other = Phone::of("1002", "other").at("192.0.2.7:5060");
    let mut borrowed = other.login_with(&login.nonce);
    borrowed.nc = "00000002".to_owned();
    let answer = show(&mut desk, &mut other, &borrowed);
    is_stale(&answer, AuthFailure::NonceOtherAddress);
}

fn called(call_id: impl Into<String>) -> Phone {
    let mut phone = Phone::new();
    phone.call_id = call_id.into();
    phone
}

#[test]
fn stale_is_said_twice_in_a_row_to_one_phone() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let foreign = phone.login_with("0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d");
    let stale = |desk: &mut Desk, phone: &mut Phone| show(desk, phone, &foreign).is_stale();
    assert!(stale(&mut desk, &mut phone) && stale(&mut desk, &mut phone));
    assert!(
        !stale(&mut desk, &mut phone),
        "some phones would go on for ever"
    );
    // Eight lines of one gateway after a restart: each has its own Call-ID.
    for line in 0..8 {
        let mut line = called(format!("line-{line}"));
        assert!(stale(&mut desk, &mut line));
    }
    // A forger does not know the Call-ID, so that the phone is still told.
    let mut phone = called("secret-call-id");
    for number in 0..10 {
        let mut forger = called(format!("forged-{number}"));
        stale(&mut desk, &mut forger);
    }
    assert!(stale(&mut desk, &mut phone));
    // A nonce that serves ends the row.
    stale(&mut desk, &mut phone);
    let login = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &login));
    assert!(stale(&mut desk, &mut phone));
}

/// The same login in a request that `change` alters.
fn altered(change: fn(&str) -> String) -> (Desk, Phone, crate::common::desk::Reply) {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let login = asked(&mut desk, &mut phone);
    let request = phone.request("REGISTER", &[CONTACT, "Expires: 600", &login.header()]);
    is_right(&desk.send(phone.addr, &request));
    let answer = desk.send(phone.addr, change(&request));
    (desk, phone, answer)
}

#[test]
fn the_same_login_in_another_request_is_a_replay() {
    let changes: [fn(&str) -> String; 5] = [
        |r| r.replace("CSeq: 1 ", "CSeq: 2 "),
        |r| r.replace("Expires: 600", "Expires: 0"),
        |r| r.replace(CONTACT, "Contact: <sip:1001@192.0.2.99>"),
        |r| r.replace("branch=z9hG4bK", "branch=z9hG4bKother"),
        |r| r.replace("Call-ID: call-1", "Call-ID: call-2"),
    ];
    for change in changes {
        let (mut desk, phone, answer) = altered(change);
        is_stale(&answer, AuthFailure::NonceReplayed);
        assert_eq!(desk.bindings(&phone).len(), 1, "nothing was done");
    }
    let (_, _, answer) = altered(|r| r.replace("User-Agent", "X-Agent"));
    assert_eq!(answer.outcome, Outcome::Retransmitted);
}

#[test]
fn a_register_refused_for_its_cseq_stays_refused_when_it_comes_again() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let first = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &first));
    let second = asked(&mut desk, &mut phone);
    phone.cseq -= 2;
    let request = phone.request("REGISTER", &[CONTACT, &second.header()]);
    let refused = desk.send(phone.addr, &request);
    assert_eq!(refused.status(), "400 CSeq Not Higher Than Before");
    let again = desk.send(phone.addr, &request);
    assert_eq!(again.text(), refused.text());
}
