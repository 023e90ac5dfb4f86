//! What is registered outlives the process, however it ends; and what cannot be read is never guessed.

use crate::common::daemon::{Daemon, Line};
use crate::common::desk::Desk;
use crate::common::phone::Phone;
use crate::common::place::Place;
use sipreg::exchange::Outcome;
use std::fs::OpenOptions;
use std::io::Write;

const EXTENSIONS: &str = "1001 secret\n1002 other\n";

/// How many registrations it says it has restored.
fn restored(daemon: &Daemon) -> usize {
    let line = daemon
        .log
        .iter()
        .find_map(|l| {
            l.strip_suffix(" registrations restored")
                .or_else(|| l.strip_suffix(" registration restored"))
        })
        .unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

/// The contacts of a phone, without what is left of their time.
fn contacts(line: &mut Line) -> Vec<String> {
    let answer = line.register(&[]);
    assert_eq!(answer.status(), "200 OK");
    let contacts = answer.headers("Contact").into_iter();
    contacts
        .map(|contact| {
            let (uri, rest) = contact.split_once(";expires=").unwrap();
            let (left, params) = rest.split_once(';').unwrap_or((rest, ""));
            assert!((3500..=3600).contains(&left.parse::<u32>().unwrap()));
            format!("{uri}|{params}")
        })
        .collect()
}

/// A place where 1001 has registered two contacts and 1002 one that it has removed again.
fn registered() -> (Place, Daemon) {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1001", "secret");
    let answer = phone.register(&[
        "Contact: <sip:1001@192.0.2.7:5060;transport=UDP;x=%20>;q=0.5",
        "Contact: <sip:b@h>;+sip.instance=\"<urn:uuid:1>\";reg-id=2",
        "User-Agent: Z \u{e9} \"quoted\"",
    ]);
    assert_eq!(answer.status(), "200 OK");
    let mut other = daemon.phone("1002", "other");
    assert_eq!(other.register_contact().status(), "200 OK");
    let answer = other.register(&["Contact: *", "Expires: 0"]);
    assert_eq!(answer.status(), "200 OK");
    (place, daemon)
}

const STORED: [&str; 2] = [
    "<sip:1001@192.0.2.7:5060;transport=UDP;x=%20>|q=0.500",
    "<sip:b@h>|+sip.instance=\"<urn:uuid:1>\";reg-id=2",
];

#[test]
fn a_restart_restores_every_registration_as_it_was() {
    let (place, daemon) = registered();
    daemon.stop();
    let daemon = Daemon::start(&place);
    assert_eq!(restored(&daemon), 2);
    assert_eq!(contacts(&mut daemon.phone("1001", "secret")), STORED);
    assert!(contacts(&mut daemon.phone("1002", "other")).is_empty());
    daemon.stop();
}

#[test]
fn kill_9_loses_nothing_that_was_acknowledged() {
    let (place, daemon) = registered();
    daemon.kill();
    let daemon = Daemon::start(&place);
    assert_eq!(restored(&daemon), 2);
    let mut phone = daemon.phone("1001", "secret");
    assert_eq!(contacts(&mut phone), STORED);
    // The order of requests is known again too.
    let mut late = daemon.phone("1001", "secret");
    late.phone.cseq = 1;
    let answer = late.register(&["Contact: <sip:b@h>"]);
    assert_eq!(answer.status(), "400 CSeq Not Higher Than Before");
    // And again, right after the answer.
    let mut other = daemon.phone("1002", "other");
    assert_eq!(other.register_contact().status(), "200 OK");
    daemon.kill();
    assert_eq!(restored(&Daemon::start(&place)), 3);
}

#[test]
fn a_nonce_from_before_the_restart_costs_one_question_and_no_more() {
    let (place, daemon) = registered();
    let mut phone = daemon.phone("1001", "secret");
    let asked = phone.exchange(phone.phone.clone().ask());
    daemon.kill();
    let daemon = Daemon::start(&place);
    phone.socket.connect(daemon.addr).unwrap();
    phone.phone.cseq = 7;
    let authorization = phone.phone.login(&asked).header();
    let request = phone.phone.request("REGISTER", &[&authorization]);
    let stale = phone.exchange(request);
    assert!(stale.is_stale(), "{}", stale.text());
    let authorization = phone.phone.login(&stale).header();
    let request = phone.phone.request("REGISTER", &[&authorization]);
    assert_eq!(phone.exchange(request).status(), "200 OK");
}

#[test]
fn a_torn_last_line_is_dropped_with_a_warning_and_the_next_is_whole() {
    let (place, daemon) = registered();
    daemon.kill();
    let journal = place.path("registrations");
    let text = place.read("registrations");
    let last = text.lines().nth(1).unwrap();
    let mut file = OpenOptions::new().append(true).open(&journal).unwrap();
    file.write_all(&last.as_bytes()[..last.len() / 2]).unwrap();
    let number = text.lines().count() + 1;

    let mut daemon = Daemon::start(&place);
    assert_eq!(
        daemon.log[0],
        format!(
            "[SIP] {}:{number}: a line of the journal is skipped: its checksum does not fit; it is the last line and incomplete",
            journal.display()
        )
    );
    assert_eq!(restored(&daemon), 2);
    let mut other = daemon.phone("1002", "other");
    assert_eq!(other.register_contact().status(), "200 OK");
    daemon.line("Registered 1002");
    daemon.kill();
    let daemon = Daemon::start(&place);
    assert_eq!(restored(&daemon), 3);
}

#[test]
fn a_bent_line_costs_itself_alone() {
    let (place, daemon) = registered();
    daemon.stop();
    let text = place.read("registrations");
    place.write("registrations", &text.replacen("sip:b@h", "sip:c@h", 1));
    let daemon = Daemon::start(&place);
    assert!(daemon.log[0].contains("registrations:3: a line of the journal is skipped"));
    assert_eq!(restored(&daemon), 1);
    assert_eq!(contacts(&mut daemon.phone("1001", "secret")), STORED[..1]);
}

#[test]
fn a_journal_of_a_newer_version_or_of_something_else_is_left_alone() {
    for (text, why) in [
        (
            "sipregd registrations 2\n1001 in another form\n",
            "it was written by a newer version of sipregd",
        ),
        (
            "dear diary\nsip:1001@h\n",
            "it is not a journal of registrations",
        ),
    ] {
        let place = Place::new("", EXTENSIONS);
        place.write("registrations", text);
        let mut daemon = Daemon::spawn(&place, &[]);
        assert_eq!(daemon.end(), Some(1));
        let journal = place.path("registrations");
        assert_eq!(
            daemon.log,
            [format!(
                "[SIP] The journal {} cannot be used: {why}. Move it aside to start with no registrations",
                journal.display()
            )]
        );
        assert_eq!(place.read("registrations"), text);
    }
}

#[test]
fn an_extension_that_was_removed_meanwhile_is_not_restored() {
    let (place, daemon) = registered();
    daemon.stop();
    place.write("extensions", "1002 other\n");
    let daemon = Daemon::start(&place);
    assert_eq!(restored(&daemon), 0);
}

#[test]
fn the_journal_is_for_nobody_else_to_read() {
    use std::os::unix::fs::PermissionsExt;
    let (place, daemon) = registered();
    let mode = std::fs::metadata(place.path("registrations")).unwrap();
    assert_eq!(mode.permissions().mode() & 0o777, 0o600);
    let text = place.read("registrations");
    assert!(text.is_ascii() && text.starts_with("sipregd registrations 1\n"));
    assert!(!text.contains("secret") && !text.contains("other"));
    daemon.stop();
}

#[test]
fn a_phone_on_the_same_link_is_known_again_by_link_and_address() {
    let mut desk = Desk::new();
    let mut phone = Phone::new().at("[fe80::7]:5060");
    let mut register = |desk: &mut Desk, from: &str| {
        let peer = from.parse().unwrap();
        let contact = ["Contact: <sip:1001@[fe80::7]:5060>"];
        phone
            .register(&contact, |text| desk.send(peer, text))
            .outcome
    };
    let new = register(&mut desk, "[fe80::7%3]:5060");
    assert_eq!(new, Outcome::Registered);
    desk.restart();
    let same = register(&mut desk, "[fe80::7%3]:5060");
    assert_eq!(same, Outcome::Refreshed);
    desk.restart();
    let moved = register(&mut desk, "[fe80::7%4]:5060");
    assert_eq!(moved, Outcome::Registered, "on another link");
}

#[test]
fn a_line_from_before_scopes_were_kept_is_read() {
    let place = Place::new("", EXTENSIONS);
    let ends = 4_000_000_000_u64;
    let content = format!(
        "+ 1001 sip:1001@[fe80::7] {ends} 1 3600 1 000000000000feed [fe80::7]:5060 - 0 - - -"
    );
    let sum = sipreg::seed::fingerprint(content.as_bytes());
    let text = format!("sipregd registrations 1\n{sum:016x} {content}\n");
    place.write("registrations", &text);
    let daemon = Daemon::start(&place);
    assert_eq!(restored(&daemon), 1);
    daemon.stop();
}

/// The journal as version 0.1.0 left it when it was killed, but for its times, which lie far ahead here.
#[test]
fn the_journal_of_the_first_version_is_read() {
    let place = Place::new("", "1001 secret\n+998901234567 other secret\n");
    let lines = [
        r#"+ 1001 sip:1001@192.0.2.7:5060;transport=UDP 4000000000 1795730270 3600 2 efe3b0dc0913e223 127.0.0.1:25181 500 0 - - Z%205.6.6%20"quoted""#,
        "+ 1001 sip:1001@198.51.100.9:40112 4000000000 1795730270 3600 2 64dcfaf8cc798a60 127.0.0.1:25181 - 1 <urn:uuid:00000000-0000-1000-8000-000a95a0e128> <sip:edge.example.com;lr> Zoiper",
        "+ +998901234567 sip:+998901234567@192.0.2.8 4000000000 1795730270 120 2 22d8321039e3b2a3 127.0.0.1:25181 - 0 - - Zoiper",
        "- +998901234567 sip:+998901234567@192.0.2.8",
        "+ +998901234567 sip:+998901234567@192.0.2.8:5062 4000000000 1795730270 3600 10 22d8321039e3b2a3 127.0.0.1:25181 - 0 - - Zoiper",
    ];
    let lines = lines.map(|line| {
        let sum = sipreg::seed::fingerprint(line.as_bytes());
        format!("{sum:016x} {line}\n")
    });
    let text = format!("sipregd registrations 1\n{}", lines.concat());
    place.write("registrations", &text);
    let daemon = Daemon::start(&place);
    assert_eq!(restored(&daemon), 3);
    let listed = |user: &str, password: &str| {
        let answer = daemon.phone(user, password).register(&[]);
        assert_eq!(answer.status(), "200 OK");
        let contacts = answer.headers("Contact").into_iter();
        let contacts = contacts.map(|c| c.split_once(";expires=").unwrap().0.to_owned());
        contacts.collect::<Vec<_>>()
    };
    let mut of_1001 = listed("1001", "secret");
    of_1001.sort();
    let both = [
        "<sip:1001@192.0.2.7:5060;transport=UDP>",
        "<sip:1001@198.51.100.9:40112>",
    ];
    assert_eq!(of_1001, both);
    assert_eq!(
        listed("+998901234567", "other secret"),
        ["<sip:+998901234567@192.0.2.8:5062>"]
    );
    daemon.stop();
}

/// Registrations with longer and shorter times, removals and silence, in every order: the journal always
/// tells what there is. It counts in whole seconds.
#[test]
fn what_the_journal_tells_is_what_there_is_at_every_moment() {
    let mut random = 7_u64;
    let mut next = |n: u64| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (random >> 33) % n
    };
    for history in 0..40 {
        let mut desk = Desk::with("min-expires 1\nmax-contacts 3");
        let mut phone = Phone::new();
        phone.call_id = format!("history-{history}");
        for _ in 0..25 {
            match next(8) {
                0 => desk.wait(next(90)),
                1 => desk.wait(next(3)),
                _ => {
                    let expires = [0, 1, 5, 30, 60, 600][next(6) as usize];
                    let contact = format!(
                        "Contact: <sip:1001@192.0.2.7:{}>;expires={expires}",
                        5060 + next(5)
                    );
                    desk.register(&mut phone, &[&contact]);
                }
            }
        }
        let before = desk.bindings(&phone);
        desk.restart();
        assert_eq!(desk.bindings(&phone), before, "history {history}");
    }
}
