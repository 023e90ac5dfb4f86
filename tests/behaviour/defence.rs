//! Who is too loud: rates, failed logins and lockout; and that no crowd of strangers is worth more
//! than it sends.

use crate::common::desk::{Desk, Reply};
use crate::common::login::{asked, is_right, show};
use crate::common::phone::Phone;
use sipreg::exchange::Outcome;

/// One attempt with a wrong password, under a Call-ID of its own.
fn attempt(desk: &mut Desk, phone: &Phone, number: u32) -> Reply {
    let mut phone = phone.clone();
    phone.call_id = format!("attempt-{number}");
    let mut login = asked(desk, &mut phone);
    login.password = "wrong".to_owned();
    show(desk, &mut phone, &login)
}

#[test]
fn ten_failed_attempts_lock_a_source_out_for_five_minutes() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    for number in 0..10 {
        let answer = attempt(&mut desk, &phone, number);
        assert_eq!(answer.outcome, Outcome::WrongLogin, "attempt {number}");
        assert!(answer.to.is_some());
    }
    // Now even the right password meets silence, for any extension; a question is still answered.
    for (user, password) in [("1001", "secret"), ("1002", "other")] {
        let mut phone = Phone::of(user, password);
        let login = asked(&mut desk, &mut phone);
        let answer = show(&mut desk, &mut phone, &login);
        assert_eq!((answer.outcome, answer.to), (Outcome::LockedOut, None));
    }
    // Another source is not concerned.
    let mut elsewhere = Phone::new().at("192.0.2.8:5060");
    elsewhere.call_id = "elsewhere".to_owned();
    let login = asked(&mut desk, &mut elsewhere);
    is_right(&show(&mut desk, &mut elsewhere, &login));
    desk.wait(299);
    let login = asked(&mut desk, &mut phone);
    let answer = show(&mut desk, &mut phone, &login);
    assert_eq!(answer.outcome, Outcome::LockedOut);
    desk.wait(1);
    let login = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &login));
}

#[test]
fn attempts_are_counted_and_not_messages() {
    let mut desk = Desk::with("login-failures 3");
    let mut phone = Phone::new();
    // baresip sends fifteen wrong answers in a burst for one typo.
    for _ in 0..15 {
        let mut login = asked(&mut desk, &mut phone);
        login.password = "wrong".to_owned();
        let answer = show(&mut desk, &mut phone, &login);
        assert_eq!(answer.outcome, Outcome::WrongLogin);
    }
    let login = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &login));
}

#[test]
fn what_proves_no_address_is_not_counted_against_it() {
    let mut desk = Desk::with("login-failures 3");
    let mut phone = Phone::new();
    // A forger shows nonces that were given to someone else, from the address of the phone.
    let stranger = Phone::new().at("203.0.113.66:5060");
    for number in 0..20 {
        let mut login = asked(&mut desk, &mut stranger.clone());
        login.password = "wrong".to_owned();
        let mut forged = phone.clone();
        forged.call_id = format!("forged-{number}");
        let answer = show(&mut desk, &mut forged, &login);
        // What proves no address is not looked at, only asked again.
        assert_eq!((answer.outcome, answer.is_proven), (Outcome::Stale, false));
    }
    let login = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &login));
}

#[test]
fn a_phone_with_a_binding_does_not_suffer_for_its_neighbours() {
    let mut desk = Desk::with("login-failures 3");
    let mut phone = Phone::new();
    let login = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &login));
    // A neighbour behind the same address has the wrong password.
    let neighbour = Phone::of("1002", "nonsense").at("192.0.2.7:40000");
    for number in 0..3 {
        attempt(&mut desk, &neighbour, number);
    }
    let mut other = Phone::of("1002", "other").at("192.0.2.7:40001");
    let login = asked(&mut desk, &mut other);
    assert_eq!(
        show(&mut desk, &mut other, &login).outcome,
        Outcome::LockedOut
    );
    let login = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &login));
    // It holds for seven days more, if the phone goes on with its Call-ID.
    let mut gone = phone.clone();
    gone.call_id = "removal".to_owned();
    desk.register(&mut gone, &["Contact: *", "Expires: 0"]);
    for number in 3..6 {
        attempt(&mut desk, &neighbour, number);
    }
    let login = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &login));
    // A phone that has nothing in common with it waits.
    let mut gone = phone.clone();
    gone.call_id = "removal-2".to_owned();
    desk.register(&mut gone, &["Contact: *", "Expires: 0"]);
    let mut new = Phone::new();
    new.call_id = "new".to_owned();
    let login = asked(&mut desk, &mut new);
    assert_eq!(
        show(&mut desk, &mut new, &login).outcome,
        Outcome::LockedOut
    );
}

#[test]
fn ten_minutes_wipe_the_slate_and_a_right_login_does_not() {
    let mut desk = Desk::with("login-failures 3");
    let phone = Phone::new();
    attempt(&mut desk, &phone, 0);
    attempt(&mut desk, &phone, 1);
    desk.wait(600);
    attempt(&mut desk, &phone, 2);
    attempt(&mut desk, &phone, 3);
    // Someone with an account of their own gets no more guesses at others by using it.
    let mut own = Phone::of("1002", "other").at("192.0.2.7:40000");
    let login = asked(&mut desk, &mut own);
    is_right(&show(&mut desk, &mut own, &login));
    attempt(&mut desk, &phone, 4);
    assert_eq!(attempt(&mut desk, &phone, 5).outcome, Outcome::LockedOut);
}

#[test]
fn the_lockout_can_be_off_and_changes_with_a_reload() {
    let mut desk = Desk::with("login-failures off");
    let mut phone = Phone::new();
    for number in 0..30 {
        attempt(&mut desk, &phone, number);
    }
    let login = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &login));
    desk.register(&mut phone, &["Contact: *", "Expires: 0"]);

    desk.reload("login-failures 2", "1001 secret\n");
    attempt(&mut desk, &phone, 100);
    attempt(&mut desk, &phone, 101);
    assert_eq!(attempt(&mut desk, &phone, 102).outcome, Outcome::LockedOut);
}

#[test]
fn strangers_from_everywhere_get_one_login_a_second_checked_for_an_extension() {
    let mut desk = Desk::new();
    // Its phone is registered, and one that roams has been.
    let mut phone = Phone::new();
    let login = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &login));
    let guesses = |desk: &mut Desk, from: u32, count: u32| {
        let guess = |number: u32| {
            let ip = std::net::Ipv4Addr::from(0xcb00_0000 + number);
            let stranger = Phone::new().at(&format!("{ip}:5060"));
            attempt(desk, &stranger, number).outcome
        };
        let outcomes: Vec<_> = (from..from + count).map(guess).collect();
        outcomes
            .iter()
            .filter(|o| **o == Outcome::WrongLogin)
            .count()
    };
    assert_eq!(guesses(&mut desk, 0, 1000), 100);
    let mut checked = 0;
    for minute in 1..=10 {
        desk.wait(60);
        checked += guesses(&mut desk, minute * 1000, 1000);
    }
    assert_eq!(checked, 600);
    // Meanwhile the phone refreshes where it is, roams to another network, and restarts there.
    for addr in ["192.0.2.7:5060", "198.51.100.20:40112"] {
        let mut phone = phone.clone().at(addr);
        let login = asked(&mut desk, &mut phone);
        is_right(&show(&mut desk, &mut phone, &login));
    }
    let mut restarted = Phone::new().at("198.51.100.20:40113");
    restarted.call_id = "restarted".to_owned();
    let login = asked(&mut desk, &mut restarted);
    is_right(&show(&mut desk, &mut restarted, &login));
    // A new phone of this extension waits, a new phone of another does not.
    let mut new = Phone::new().at("203.0.113.5:5060");
    new.call_id = "new".to_owned();
    let login = asked(&mut desk, &mut new);
    let answer = show(&mut desk, &mut new, &login);
    assert_eq!((answer.outcome, answer.to), (Outcome::AccountLimited, None));
    let mut other = Phone::of("1002", "other").at("203.0.113.5:5061");
    let login = asked(&mut desk, &mut other);
    is_right(&show(&mut desk, &mut other, &login));
}

#[test]
fn a_flood_without_proof_meets_silence_and_others_do_not_notice() {
    let mut desk = Desk::new();
    let mut flood = Phone::new().at("203.0.113.66:5060");
    let mut answered = 0;
    for number in 0..2000 {
        flood.call_id = format!("flood-{number}");
        let request = flood.request("OPTIONS", &[]);
        let answer = desk.send(flood.addr, request);
        match answer.outcome {
            Outcome::Options => answered += 1,
            outcome => assert_eq!((outcome, answer.to), (Outcome::Silenced, None)),
        }
    }
    assert!((100..1000).contains(&answered), "{answered} answers");
    // Whatever it is that comes from there, it is not even read.
    for datagram in [&b"\r\n"[..], b"SIP/2.0 200 OK\r\n\r\n"] {
        assert_eq!(desk.send(flood.addr, datagram).outcome, Outcome::Silenced);
    }
    let mut phone = Phone::new();
    let login = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &login));
    // A second later a few more are answered, by the rate, and no more.
    desk.wait(1);
    let mut more = 0;
    for number in 2000..3000 {
        flood.call_id = format!("flood-{number}");
        let request = flood.request("OPTIONS", &[]);
        more += u32::from(desk.send(flood.addr, request).to.is_some());
    }
    assert!((1..100).contains(&more), "{more} answers");
}

#[test]
fn a_network_of_ipv6_addresses_is_one_source() {
    let mut desk = Desk::new();
    let mut answered = 0;
    for host in 0..2000 {
        let peer = format!("[2001:db8:0:1::{host:x}]:5060").parse().unwrap();
        let request = Phone::new().request("OPTIONS", &[]);
        answered += u32::from(desk.send(peer, request).to.is_some());
    }
    assert!((100..1000).contains(&answered), "{answered} answers");
    let other = "[2001:db8:0:2::1]:5060".parse().unwrap();
    let request = Phone::new().request("OPTIONS", &[]);
    assert!(desk.send(other, request).to.is_some());
}

#[test]
fn who_has_proved_himself_is_not_slowed_like_a_stranger() {
    // An office of 300 phones behind one address comes back after a power cut, all in one second.
    let extensions: String = (2000..2300).map(|n| format!("{n} secret\n")).collect();
    let mut desk = Desk::of("", &extensions, 7);
    for user in 2000..2300 {
        let mut phone =
            Phone::of(&user.to_string(), "secret").at(&format!("192.0.2.7:{}", 10_000 + user));
        let login = asked(&mut desk, &mut phone);
        is_right(&show(&mut desk, &mut phone, &login));
    }
}

#[test]
fn a_program_that_loops_is_slowed_and_its_neighbours_are_not() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let mut answered = 0;
    for _ in 0..1000 {
        let request = phone.request("REGISTER", &["Expires: 60"]);
        let answer = desk.send(phone.addr, request);
        match answer.outcome {
            Outcome::Challenged => answered += 1,
            outcome => assert_eq!((outcome, answer.to), (Outcome::Slowed, None)),
        }
    }
    assert_eq!(answered, 100, "a phone sends a few in two seconds");
    let mut neighbour = Phone::of("1002", "other").at("192.0.2.7:40000");
    let login = asked(&mut desk, &mut neighbour);
    is_right(&show(&mut desk, &mut neighbour, &login));
    desk.wait(5);
    let login = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &login));
}

#[test]
fn an_answer_without_proof_is_at_most_half_as_long_again_as_the_question() {
    let mut seen = Vec::new();
    for config in ["algorithms MD5", "algorithms SHA-256 MD5"] {
        for (method, padding) in [("REGISTER", 1), ("OPTIONS", 1), ("X", 1), ("SIP", 1)]
            .into_iter()
            .flat_map(|(method, step)| (0..500).step_by(step).map(move |n| (method, n)))
        {
            let mut desk = Desk::with(config);
            let filler = "p".repeat(padding);
            let request = format!(
                "{method} sip:a SIP/2.0\nv:SIP/2.0/UDP a\nf:sip:a\nt:sip:a\ni:1\nCSeq:1 {method}\nX:{filler}\n\n"
            );
            let answer = desk.send("192.0.2.7:5060".parse().unwrap(), &request);
            assert!(
                answer.bytes.len() * 2 <= request.len() * 3,
                "{method}: {} bytes for {}",
                answer.bytes.len(),
                request.len()
            );
            if method == "REGISTER" {
                let compact = answer.text().contains("\r\nv:SIP/2.0/UDP a;");
                let challenges = answer.text().matches("WWW-Authenticate:").count();
                let form = (answer.outcome, compact, challenges);
                if seen.last() != Some(&form) {
                    seen.push(form);
                }
            }
        }
    }
    // The longer the question, the more is said: nothing, one challenge, all, all in long names.
    let silent = (Outcome::TooShort, false, 0);
    let one = |compact| (Outcome::Challenged, compact, 1);
    let two = |compact| (Outcome::Challenged, compact, 2);
    assert_eq!(
        seen,
        [
            silent,
            one(true),
            one(false),
            silent,
            one(true),
            two(true),
            two(false)
        ]
    );
}

#[test]
fn a_proof_or_a_loopback_address_lifts_the_limit() {
    let request =
        "OPTIONS sip:a SIP/2.0\nv:SIP/2.0/UDP a\nf:sip:a\nt:sip:a\ni:1\nCSeq:1 OPTIONS\n\n";
    let mut desk = Desk::new();
    let answer = desk.send("127.0.0.1:5060".parse().unwrap(), request);
    assert_eq!(answer.outcome, Outcome::Options);
    let answer = desk.send("192.0.2.7:5060".parse().unwrap(), request);
    assert_eq!((answer.outcome, answer.to), (Outcome::TooShort, None));
    // The list of ten contacts is longer than the short question for it, which is proven.
    let mut phone = Phone::new();
    let contacts: Vec<_> = (0..10)
        .map(|n| format!("Contact: <sip:1001@phone-{n}.example.com:5060;transport=udp;line=x{n}>"))
        .collect();
    let contacts: Vec<_> = contacts.iter().map(String::as_str).collect();
    assert_eq!(
        desk.register(&mut phone, &contacts).outcome,
        Outcome::Registered
    );
    assert_eq!(desk.bindings(&phone).len(), 10);
}

#[test]
fn the_bounds_that_are_promised_are_those_of_the_tables() {
    let promise = include_str!("../../packaging/doc/SECURITY.md");
    let mib = |what: &str| -> f64 {
        let row = promise.lines().find(|l| l.starts_with(what)).unwrap();
        let cell = row.rsplit('|').nth(1).unwrap().trim();
        cell.strip_suffix(" MiB").unwrap().parse().unwrap()
    };
    for (what, bytes) in [
        ("| rates, failed logins", sipreg::guard::Guard::BYTES),
        ("| what `status`", sipreg::evidence::Evidence::BYTES),
        ("| nonces used", sipreg::auth::NONCES_BYTES),
    ] {
        let promised = mib(what);
        let is = bytes as f64 / 1_048_576.0;
        assert!(
            (is..is + 1.0).contains(&promised),
            "{what}: {promised} MiB promised, {is:.2}"
        );
    }
}
