//! What may be said of an extension after what its phone, its neighbours and strangers have sent.

use crate::common::desk::{Desk, LOCAL};
use crate::common::login::{asked, is_right, show};
use crate::common::phone::Phone;
use sipreg::auth::AuthFailure;
use sipreg::auth::mistake::Mistake;
use sipreg::cause::{Cause, Explanation, Fact, Guess, Strength, explain};
use sipreg::evidence::{Obstacle, Undelivered};
use sipreg::exchange::Outcome;

const PHONE: &str = "192.0.2.7:5060";
const STRANGER: &str = "203.0.113.66:5060";

/// What may be said of 1001, an hour later and as if it were not registered.
fn said(desk: &Desk) -> Vec<Explanation> {
    let account = desk.evidence.account(b"1001").expect("it was seen");
    explain(
        &desk.evidence,
        account,
        desk.registrar.config(),
        false,
        Desk::time(3600),
    )
}

/// The same, without whom it is about.
fn reasons(desk: &Desk) -> Vec<Cause> {
    said(desk).into_iter().map(|e| e.cause).collect()
}

/// The names of the causes.
fn causes(desk: &Desk) -> Vec<&'static str> {
    match desk.evidence.account(b"1001") {
        Some(_) => said(desk).iter().map(|e| e.cause.name()).collect(),
        None => Vec::new(),
    }
}

/// The first cause, which must be a fact.
fn fact(desk: &Desk) -> Fact {
    let said = said(desk);
    let fact = said.first().and_then(|e| e.cause.fact());
    fact.unwrap_or_else(|| panic!("{said:?}")).clone()
}

fn undelivered(desk: &mut Desk, phone: &Phone, obstacle: Obstacle) {
    let reporter = None;
    desk.evidence
        .undelivered(phone.addr, Undelivered { obstacle, reporter });
}

/// One attempt with a wrong password, under a Call-ID of its own and with these headers.
fn fail(desk: &mut Desk, phone: &mut Phone, headers: &[&str]) -> Outcome {
    phone.call_id = format!("{}-{}", phone.call_id, phone.cseq);
    let ask = phone.request("REGISTER", headers);
    let mut login = phone.login(&desk.send(phone.addr, ask));
    login.password = "wrong".to_owned();
    let authorization = login.header();
    let mut all = headers.to_vec();
    all.push(&authorization);
    let request = phone.request("REGISTER", &all);
    desk.send(phone.addr, request).outcome
}

fn at(user: &str, addr: &str) -> Phone {
    Phone::of(user, "wrong").at(addr)
}

#[test]
fn an_answer_that_finds_no_way_is_put_down_to_the_way() {
    for (obstacle, cause) in [
        (Obstacle::OwnFirewall, "reply-blocked"),
        (Obstacle::PortClosed, "answer-refused"),
        (Obstacle::Prohibited, "answer-prohibited"),
        (Obstacle::NoRoute, "answer-unreachable"),
    ] {
        let mut desk = Desk::new();
        let mut phone = Phone::new();
        desk.nonce(&mut phone);
        undelivered(&mut desk, &phone, obstacle);
        let first = said(&desk).remove(0).cause;
        assert_eq!((first.name(), first.strength()), (cause, Strength::Sure));
        if obstacle == Obstacle::OwnFirewall {
            // The firewall that refuses it may say so besides, in the words of the other side.
            undelivered(&mut desk, &phone, Obstacle::PortClosed);
            assert_eq!(causes(&desk)[0], cause);
        }
        // The next answer may arrive.
        desk.nonce(&mut phone);
        assert_eq!(causes(&desk), ["cannot-answer"], "{obstacle:?}");
    }
}

#[test]
fn an_answer_refused_after_a_wrong_login_does_not_hide_it() {
    let mut desk = Desk::new();
    let mut phone = at("1001", PHONE);
    fail(&mut desk, &mut phone, &[]);
    undelivered(&mut desk, &phone, Obstacle::PortClosed);
    assert_eq!(causes(&desk), ["wrong-password"]);
}

#[test]
fn an_answer_that_a_stranger_did_not_wait_for_says_nothing_of_the_phone() {
    let mut desk = Desk::new();
    desk.nonce(&mut Phone::new());
    let mut stranger = at("1001", STRANGER);
    // It asks for another one too, so that it is remembered.
    desk.nonce(&mut at("1001", STRANGER));
    desk.nonce(&mut Phone::new());
    undelivered(&mut desk, &stranger, Obstacle::PortClosed);
    assert_eq!(causes(&desk), ["cannot-answer"]);
    desk.nonce(&mut stranger);
    undelivered(&mut desk, &stranger, Obstacle::PortClosed);
    assert_eq!(causes(&desk)[0], "answer-refused", "now it was the last");
}

#[test]
fn a_lockout_is_put_down_to_who_failed() {
    let mut desk = Desk::with("login-failures 3");
    let mut neighbour = Phone::of("1002", "wrong").at("192.0.2.7:6000");
    for _ in 0..3 {
        fail(&mut desk, &mut neighbour, &[]);
    }
    let mut phone = Phone::new();
    let login = asked(&mut desk, &mut phone);
    let answer = show(&mut desk, &mut phone, &login);
    assert_eq!(answer.outcome, Outcome::LockedOut);
    let beside = |user: &str| Fact::LockedOutBeside(Some(user.to_owned()));
    assert_eq!(fact(&desk), beside("1002"));
    assert_eq!(causes(&desk)[0], "rate-limited");

    let mut desk = Desk::with("login-failures 3");
    let mut phone = at("1001", PHONE);
    for _ in 0..4 {
        fail(&mut desk, &mut phone, &[]);
    }
    assert_eq!(causes(&desk), ["rate-limited", "wrong-password"]);
    assert_eq!(fact(&desk), Fact::LockedOut);
}

#[test]
fn of_ipv6_a_lockout_concerns_the_network() {
    let lock = |user: &str| {
        let mut desk = Desk::with("login-failures 3");
        let mut first = at(user, "[2001:db8::1]:5060");
        for _ in 0..3 {
            fail(&mut desk, &mut first, &[]);
        }
        let mut phone = Phone::new().at("[2001:db8::2]:5060");
        let login = asked(&mut desk, &mut phone);
        let answer = show(&mut desk, &mut phone, &login);
        assert_eq!(answer.outcome, Outcome::LockedOut);
        fact(&desk)
    };
    assert_eq!(lock("1001"), Fact::LockedOut, "it has changed its address");
    let beside = Fact::LockedOutBeside(Some("1002".to_owned()));
    assert_eq!(lock("1002"), beside);
}

#[test]
fn a_wrong_login_under_a_nonce_of_another_address_is_told_as_that() {
    let mut desk = Desk::new();
    let mut login = asked(&mut desk, &mut Phone::new());
    login.password = "wrong".to_owned();
    let mut moved = Phone::new().at("198.51.100.9:5060");
    let answer = show(&mut desk, &mut moved, &login);
    assert_eq!(answer.outcome, Outcome::Stale);
    assert!(
        causes(&desk).is_empty(),
        "a phone that moved is only asked again"
    );
    for _ in 0..2 {
        login
            .nonce
            .clone_from(&asked(&mut desk, &mut Phone::new()).nonce);
        show(&mut desk, &mut moved, &login);
    }
    assert!(
        causes(&desk).contains(&"nonce-other-address"),
        "{:?}",
        causes(&desk)
    );
}

#[test]
fn a_malformed_register_is_remembered_by_whom_it_names() {
    let malform: [fn(String) -> String; 3] = [
        |r| r.replace("1 REGISTER", "1 INVITE"),
        |r| r.replace("Call-ID: ", "X-Call-ID: "),
        |r| r.replacen("SIP/2.0", "SIP/3.0", 1),
    ];
    for change in malform {
        let mut desk = Desk::new();
        let mut phone = Phone::new();
        let request = change(phone.request("REGISTER", &[]));
        let answer = desk.send(phone.addr, request);
        assert_eq!(answer.outcome, Outcome::Malformed);
        assert_eq!(causes(&desk), ["malformed"]);
    }
    // What a stranger sends does not hide what the phone has shown.
    let mut desk = Desk::new();
    fail(&mut desk, &mut at("1001", PHONE), &[]);
    let mut stranger = at("1001", STRANGER);
    let request = stranger.request("REGISTER", &[]);
    desk.send(stranger.addr, request.replace("1 REGISTER", "1 INVITE"));
    assert_eq!(causes(&desk), ["wrong-password", "malformed"]);
}

#[test]
fn a_scanner_by_its_name_is_not_the_phone() {
    let agent = ["User-Agent: friendly-scanner"];
    let mut desk = Desk::new();
    fail(&mut desk, &mut at("1001", STRANGER), &agent);
    assert_eq!(causes(&desk), ["guessed"]);
    assert_eq!(said(&desk)[0].from, STRANGER.parse().unwrap());
    assert_eq!(fact(&desk), Fact::Guessed("friendly-scanner".to_owned()));
    // Once the phone itself has come, it is what counts.
    desk.nonce(&mut Phone::new());
    assert_eq!(causes(&desk), ["cannot-answer"]);
    fail(&mut desk, &mut at("1001", STRANGER), &agent);
    assert_eq!(causes(&desk), ["cannot-answer"]);
}

#[test]
fn who_fails_as_one_extension_after_another_may_be_an_office_or_a_scanner() {
    let guess = |desk: &mut Desk, users: &[&str]| {
        for user in users {
            fail(desk, &mut at(user, STRANGER), &[]);
        }
    };
    let mut desk = Desk::new();
    guess(&mut desk, &["1001", "1002"]);
    assert_eq!(causes(&desk), ["wrong-password"], "two may be an office");
    guess(&mut desk, &["1003"]);
    assert_eq!(causes(&desk), ["many-wrong-logins"]);
    // It is no guesser once it has got in.
    let mut phone = Phone::of("1002", "other").at(STRANGER);
    let login = asked(&mut desk, &mut phone);
    is_right(&show(&mut desk, &mut phone, &login));
    assert_eq!(causes(&desk), ["wrong-password"]);
    // A guess does not take the place of what the phone has shown.
    let mut desk = Desk::new();
    guess(&mut desk, &["1002", "1003", "1004"]);
    let mut phone = at("1001", PHONE);
    fail(&mut desk, &mut phone, &[]);
    guess(&mut desk, &["1001"]);
    assert_eq!(said(&desk)[0].from, phone.addr);
    assert_eq!(fact(&desk), Fact::Mistake(Mistake::WrongPassword));
    assert_eq!(causes(&desk).len(), 1);
}

#[test]
fn a_probe_of_our_own_is_not_the_phone() {
    let agent = ["User-Agent: sipregd-probe/0.1.0"];
    let own = format!("{LOCAL}:5060");
    let mut desk = Desk::new();
    fail(&mut desk, &mut at("1001", &own), &agent);
    assert!(causes(&desk).is_empty());
    // From elsewhere anybody can call himself that: it hides nothing.
    fail(&mut desk, &mut at("1001", STRANGER), &agent);
    assert_eq!(causes(&desk), ["test-login-wrong"]);
    // Nor does its success end what the phone has shown.
    for place in [&own, STRANGER] {
        let mut desk = Desk::new();
        fail(&mut desk, &mut at("1001", PHONE), &[]);
        let mut probe = Phone::new().at(place);
        let ask = probe.request("REGISTER", &agent);
        let login = probe.login(&desk.send(probe.addr, ask)).header();
        let request = probe.request("REGISTER", &[agent[0], &login]);
        is_right(&desk.send(probe.addr, request));
        assert_eq!(causes(&desk), ["wrong-password"], "{place}");
    }
}

#[test]
fn a_login_that_was_spoilt_on_the_way_is_not_put_down_to_the_password() {
    let mut desk = Desk::new();
    let mut phone = at("1001", PHONE);
    let login = asked(&mut desk, &mut phone);
    let request = phone.request("REGISTER", &[&login.header()]);
    let request = request.replacen("sip:sip.example.com", "sip:203.0.113.10", 1);
    assert_eq!(desk.send(phone.addr, request).outcome, Outcome::WrongLogin);
    let altered = Guess::AlteredDigest("sip.example.com".into(), "203.0.113.10".into());
    assert_eq!(reasons(&desk), [Cause::Suspect(altered)]);
}

/// The login of a phone of 1001 as 1002, with this password.
fn as_1002(password: &str) -> Fact {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let mut login = asked(&mut desk, &mut phone);
    login.username = "1002".to_owned();
    login.password = password.to_owned();
    assert_eq!(
        show(&mut desk, &mut phone, &login).outcome,
        Outcome::WrongLogin
    );
    fact(&desk)
}

#[test]
fn a_login_under_the_name_of_another_is_compared_with_the_password_of_its_own() {
    let own = Fact::Mistake(Mistake::UserInHash("1002".into()));
    assert_eq!(as_1002("secret"), own);
    // A near miss of the password of 1002 would not make it right.
    let neither = Fact::Mistake(Mistake::OtherName("1002".into()));
    for password in ["other ", "secret ", "another"] {
        assert_eq!(as_1002(password), neither, "{password}");
    }
}

/// Why 1001, which is registered, may have trouble.
fn troubled(desk: &Desk) -> Vec<Cause> {
    let account = desk.evidence.account(b"1001").expect("it was seen");
    explain(
        &desk.evidence,
        account,
        desk.registrar.config(),
        true,
        Desk::time(60),
    )
    .into_iter()
    .map(|e| e.cause)
    .collect()
}

/// 1001 registers this contact from this address, under a Call-ID of its own.
fn registers(desk: &mut Desk, addr: &str, contact: &str, agent: &str) {
    let mut phone = Phone::new().at(addr);
    phone.call_id = format!("{addr}-{}", desk.ended.len());
    phone.cseq = 1 + u32::try_from(desk.evidence.datagrams().0).unwrap();
    let headers = [
        format!("Contact: {contact}"),
        format!("User-Agent: {agent}"),
    ];
    let headers: Vec<_> = headers.iter().map(String::as_str).collect();
    is_right(&desk.register(&mut phone, &headers));
    desk.wait(20);
}

fn certain(causes: &[Cause]) -> Vec<(&'static str, String)> {
    let named = causes.iter().map(|c| (c.name(), c.detail().into_owned()));
    named.collect()
}

#[test]
fn two_phones_with_one_instance_or_one_uri_are_noticed() {
    let instance = ";+sip.instance=\"<urn:uuid:0c67446e-f1a1-11d9-94d3-000a95a0e128>\"";
    let of_instance = |ip: &str| format!("<sip:1001@{ip}:5060>{instance}");
    let of_uri = |_: &str| "<sip:1001@192.168.1.5:5060>".to_owned();
    let contacts: [&dyn Fn(&str) -> String; 2] = [&of_instance, &of_uri];
    for contact in contacts {
        let mut desk = Desk::new();
        for round in 0..3 {
            for ip in ["192.0.2.7", "198.51.100.9"] {
                let port = 5060 + round;
                let addr = format!("{ip}:{port}");
                registers(&mut desk, &addr, &contact(ip), "Linphone");
            }
        }
        assert_eq!(
            certain(&troubled(&desk)),
            [("shared-instance", "5".to_owned())]
        );
    }
}

#[test]
fn ten_minutes_are_ten_minutes_although_the_clock_is_set_back() {
    let mut desk = Desk::new();
    let rounds = |desk: &mut Desk, ports: std::ops::Range<u16>| {
        for port in ports {
            for ip in ["192.0.2.7", "198.51.100.9"] {
                let addr = format!("{ip}:{port}");
                registers(desk, &addr, "<sip:1001@192.168.1.5:5060>", "Linphone");
            }
        }
        certain(&troubled(desk))
    };
    let times = |n: &str| [("shared-instance", n.to_owned())];
    assert_eq!(rounds(&mut desk, 5060..5063), times("5"));
    desk.set_clock(-7200);
    desk.wait(1200);
    assert_eq!(rounds(&mut desk, 5070..5073), times("6"));
}

#[test]
fn one_phone_that_restarts_or_moves_is_not_two() {
    let contact = |addr: &str| format!("<sip:1001@{addr}>");
    let mut desk = Desk::with("max-contacts 1");
    for port in 40_001..40_009 {
        let addr = format!("192.0.2.7:{port}");
        registers(&mut desk, &addr, &contact(&addr), "Linphone");
    }
    assert_eq!(troubled(&desk), [], "restarted");
    let mut desk = Desk::with("max-contacts 1");
    for host in 1..9 {
        let addr = format!("198.51.100.{host}:5060");
        registers(&mut desk, &addr, &contact(&addr), "Linphone");
    }
    assert_eq!(troubled(&desk), [], "moved");
}

#[test]
fn one_phone_that_made_room_for_another_program_is_named() {
    let mut desk = Desk::with("max-contacts 1");
    registers(&mut desk, PHONE, "<sip:1001@192.0.2.7>", "Linphone");
    registers(&mut desk, STRANGER, "<sip:1001@203.0.113.66>", "baresip");
    assert_eq!(certain(&troubled(&desk)), [("evicted", PHONE.to_owned())]);
}

#[test]
fn each_end_of_a_registration_is_its_own_fact() {
    let registered = || {
        let mut desk = Desk::new();
        registers(&mut desk, PHONE, "<sip:1001@192.0.2.7>", "Linphone");
        desk
    };
    let mut desk = registered();
    let mut phone = Phone::new();
    phone.call_id = "leaving".to_owned();
    is_right(&desk.register(&mut phone, &["Contact: *", "Expires: 0"]));
    desk.wait(1);
    assert_eq!(fact(&desk), Fact::Unregistered);

    let mut desk = registered();
    desk.reload("", "1001 changed\n1002 other\n");
    desk.wait(1);
    assert_eq!(fact(&desk), Fact::PasswordChanged);

    let mut desk = registered();
    desk.wait(4000);
    assert_eq!(
        reasons(&desk),
        [Cause::Suspect(Guess::Drops("Linphone".into()))]
    );
}

/// The causes after one refused REGISTER of 1001, changed so.
fn refused(config: &str, change: impl Fn(String) -> String) -> Vec<(&'static str, String)> {
    let mut desk = Desk::with(config);
    let mut phone = Phone::new();
    let request = change(phone.request("REGISTER", &[]));
    let answer = desk.send(phone.addr, request);
    assert!(!answer.outcome.is_success(), "{}", answer.text());
    certain(&reasons(&desk))
}

#[test]
fn what_is_wrong_with_a_request_is_said_in_the_words_of_the_answer() {
    let malformed = |reason: &str| [("malformed", reason.to_owned())];
    assert_eq!(
        refused("", |r| r.replace("1 REGISTER", "1 INVITE")),
        malformed("CSeq Method Differs From Request Method")
    );
    let tel = |r: String| r.replace("To: <sip:1001@sip.example.com>", "To: <tel:1001>");
    assert_eq!(refused("", tel), [("to-is-no-sip-uri", String::new())]);
}

#[test]
fn a_domain_that_no_user_types_is_put_down_to_a_router() {
    let ask = |host: &str| {
        let line = format!("REGISTER sip:{host} ");
        refused("domain sip.example.com", |r| {
            r.replacen("REGISTER sip:sip.example.com ", &line, 1)
        })
    };
    let own = [("domain-of-sender", "192.0.2.7".to_owned())];
    assert_eq!(ask("192.0.2.7"), own);
    let other = [("wrong-domain", "sip.example.org".to_owned())];
    assert_eq!(ask("sip.example.org"), other);
}

#[test]
fn a_right_login_after_many_guesses_is_an_alarm() {
    let guesses = |count: u32, wrong: &str| {
        let mut desk = Desk::with("login-failures off");
        let mut guesser = Phone::of("1001", "secret").at(STRANGER);
        for n in 0..count {
            let mut login = asked(&mut desk, &mut guesser);
            login.password = format!("{wrong}{n}");
            let answer = show(&mut desk, &mut guesser, &login);
            assert_eq!(answer.outcome, Outcome::WrongLogin);
            desk.wait(2);
        }
        let contact = "Contact: <sip:123@1.1.1.1>";
        is_right(&desk.register(&mut guesser, &[contact]));
        certain(&troubled(&desk))
    };
    let alarm = ("login-after-guesses", format!("{STRANGER}, 40"));
    assert_eq!(guesses(40, "guess-"), [alarm]);
    assert_eq!(guesses(9, "guess-"), []);
    // A phone that has its own password twice, and then does not.
    let mut desk = Desk::with("login-failures off");
    let mut phone = Phone::new();
    for _ in 0..12 {
        let mut login = asked(&mut desk, &mut phone);
        login.password = "secretsecret".to_owned();
        show(&mut desk, &mut phone, &login);
        desk.wait(2);
    }
    is_right(&desk.register(&mut phone, &["Contact: <sip:1001@192.0.2.7>"]));
    assert_eq!(troubled(&desk), []);
}

#[test]
fn who_logs_in_rightly_for_a_name_that_does_not_exist_is_remembered() {
    let mut desk = Desk::new();
    let mut phone = Phone::of("reception", "secret");
    let nonce = desk.nonce(&mut phone);
    let mut login = phone.login_with(&nonce);
    login.username = "1001".to_owned();
    assert_eq!(
        show(&mut desk, &mut phone, &login).outcome,
        Outcome::Forbidden
    );
    let unknown = desk.evidence.unknown().next().expect("it was asked for");
    assert_eq!(
        (&unknown.account.name[..], &unknown.login[..]),
        (&b"reception"[..], &b"1001"[..])
    );
}

#[test]
fn a_new_password_ends_the_alarm() {
    let mut desk = Desk::with("login-failures off");
    let mut guesser = Phone::new().at(STRANGER);
    for n in 0..10 {
        let mut login = asked(&mut desk, &mut guesser);
        login.password = format!("guess-{n}");
        show(&mut desk, &mut guesser, &login);
        desk.wait(2);
    }
    is_right(&desk.register(&mut guesser, &["Contact: <sip:123@1.1.1.1>"]));
    assert_eq!(certain(&troubled(&desk))[0].0, "login-after-guesses");
    desk.wait(1);
    desk.reload("login-failures off", "1001 changed-7\n1002 other\n");
    desk.wait(1);
    let mut phone = Phone::of("1001", "changed-7");
    is_right(&desk.register(&mut phone, &["Contact: <sip:1001@192.0.2.7>"]));
    assert_eq!(troubled(&desk), []);
}

#[test]
fn a_request_that_comes_again_is_known_between_those_of_a_neighbour() {
    let mut desk = Desk::new();
    let (mut phone, mut beside) = (
        Phone::new(),
        Phone::of("1002", "other").at("192.0.2.7:5070"),
    );
    let (ask, other) = (phone.ask(), beside.ask());
    for _ in 0..4 {
        desk.send(phone.addr, &ask);
        desk.send(beside.addr, &other);
        desk.wait(1);
    }
    assert_eq!(causes(&desk), ["answers-lost"]);
    let again = desk.evidence.recent().filter(|m| m.is_repeat).count();
    assert_eq!(again, 6, "watch shows it too");
}

#[test]
fn what_was_judged_by_other_settings_is_past() {
    let mut desk = Desk::new();
    let mut phone = at("1001", PHONE);
    fail(&mut desk, &mut phone, &[]);
    let past = |desk: &Desk| said(desk).iter().map(|e| e.is_past).collect::<Vec<_>>();
    assert_eq!(past(&desk), [false]);
    desk.reload("", "1001 wrong\n1002 other\n");
    assert_eq!(causes(&desk), ["wrong-password"]);
    assert_eq!(past(&desk), [true]);
    desk.reload("", "1001 secret\n1002 other\n");
    fail(&mut desk, &mut phone, &[]);
    assert_eq!(past(&desk), [false]);
}

#[test]
fn an_answer_that_a_neighbour_did_not_wait_for_is_not_its_own() {
    let mut desk = Desk::new();
    let mut beside = Phone::of("1002", "other").at("192.0.2.7:5070");
    desk.nonce(&mut beside);
    desk.nonce(&mut Phone::new());
    undelivered(&mut desk, &beside, Obstacle::PortClosed);
    assert_eq!(causes(&desk), ["cannot-answer"]);

    // Behind NAT the port that a phone has inside is not where its answer goes.
    let mut phone = Phone::new().at("192.0.2.7:40001");
    let inside = "192.168.1.5:5070";
    let ask = phone
        .ask()
        .replace("UDP 192.0.2.7:40001", &format!("UDP {inside}"));
    desk.send(phone.addr, ask);
    undelivered(&mut desk, &beside, Obstacle::PortClosed);
    assert_eq!(causes(&desk), ["cannot-answer"]);
    undelivered(&mut desk, &phone, Obstacle::PortClosed);
    assert_eq!(causes(&desk), ["answer-refused", "cannot-answer"]);
}

#[test]
fn who_only_asks_for_a_name_does_not_take_the_place_of_who_logged_in_for_it() {
    let mut desk = Desk::new();
    let mut phone = Phone::of("reception", "secret");
    let nonce = desk.nonce(&mut phone);
    let mut login = phone.login_with(&nonce);
    login.username = "1001".to_owned();
    show(&mut desk, &mut phone, &login);
    desk.nonce(&mut at("reception", STRANGER));
    let unknown = desk.evidence.unknown().next().expect("it was asked for");
    assert_eq!((unknown.last.peer, unknown.tries), (phone.addr, 3));
}

#[test]
fn what_one_phone_gets_wrong_is_not_said_of_another_beside_it() {
    let mut desk = Desk::new();
    let mut space = Phone::of("1001", "secret ").at("192.0.2.7:40001");
    let login = asked(&mut desk, &mut space);
    show(&mut desk, &mut space, &login);
    assert_eq!(fact(&desk), Fact::Mistake(Mistake::TrailingSpace));
    // The search is not made again in the same second.
    fail(&mut desk, &mut space, &[]);
    assert_eq!(fact(&desk), Fact::Mistake(Mistake::TrailingSpace));
    fail(&mut desk, &mut at("1001", "192.0.2.7:40002"), &[]);
    assert_eq!(fact(&desk), Fact::Mistake(Mistake::NotExamined));
}

#[test]
fn who_removes_the_contact_of_another_is_the_one_who_did() {
    let mut desk = Desk::new();
    let mut other = Phone::of("1001", "secret").at("198.51.100.9:5060");
    other.call_id = "other".to_owned();
    is_right(&desk.register(&mut other, &["Contact: <sip:1001@198.51.100.9>"]));
    desk.wait(1);
    let mut phone = Phone::new();
    is_right(&desk.register(&mut phone, &["Contact: <sip:1001@192.0.2.7>"]));
    other.call_id = "all".to_owned();
    is_right(&desk.register(&mut other, &["Contact: *", "Expires: 0"]));
    let said = said(&desk);
    assert_eq!(said[0].cause.fact(), Some(&Fact::Unregistered));
    assert_eq!(said[0].from, other.addr);
}

#[test]
fn of_a_network_the_name_that_was_wrong_last_is_said() {
    let mut desk = Desk::of("", "1001 secret\n1002 other\n1003 third\n", 7);
    let near = "[2001:db8::1]:5060";
    let late = "[2001:db8::2]:5060";
    fail(&mut desk, &mut at("1003", near), &[]);
    let mut loud = at("1002", late);
    for _ in 0..9 {
        desk.wait(11);
        fail(&mut desk, &mut loud, &[]);
    }
    let mut phone = Phone::of("1001", "secret").at(near);
    let login = asked(&mut desk, &mut phone);
    let answer = show(&mut desk, &mut phone, &login);
    assert_eq!(answer.outcome, Outcome::LockedOut);
    assert_eq!(fact(&desk), Fact::LockedOutBeside(Some("1002".into())));
}

#[test]
fn logins_of_several_phones_are_none_in_a_row() {
    let mut desk = Desk::new();
    let foreign = |desk: &mut Desk, addr: &str| {
        let mut phone = Phone::of("1001", "secret").at(addr);
        phone.cseq = 1 + u32::try_from(desk.evidence.datagrams().0).unwrap();
        let login = phone.login_with("d41d8cd98f00b204e9800998ecf8427e");
        let answer = show(desk, &mut phone, &login);
        assert_eq!(answer.failure, Some(AuthFailure::NonceForeign));
    };
    for addr in [PHONE, "198.51.100.9:5060", PHONE] {
        foreign(&mut desk, addr);
    }
    assert_eq!(causes(&desk), ["nonce-foreign"]);
    assert_eq!(reasons(&desk)[0].strength(), Strength::Suspect);
    for _ in 0..2 {
        foreign(&mut desk, PHONE);
    }
    assert_eq!(fact(&desk), Fact::NonceForeign);
}
