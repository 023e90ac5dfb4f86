//! The lines of the log, which people and fail2ban read: what they say, and that no caller can forge one.

use crate::common::daemon::{Daemon, Line};
use crate::common::phone::{Login, Phone};
use crate::common::place::Place;
use std::net::SocketAddr;

const EXTENSIONS: &str = "1001 Kitob7ab\n1002 daftar9x\n1004 caf\u{e9}7ab\n";

/// A phone on an address of its own: failures are told and explained by source.
fn phone_at(daemon: &Daemon, ip: &str, user: &str, password: &str) -> Line {
    Line::from(ip, daemon.addr, Phone::of(user, password))
}

/// A login of `line` that `change` has made wrong.
fn fail(line: &mut Line, agent: &[u8], change: impl FnOnce(&mut Login)) {
    let asked = line.exchange(line.phone.clone().ask());
    let mut login = line.phone.login(&asked);
    change(&mut login);
    let request = line
        .phone
        .request("REGISTER", &["User-Agent: <agent>", &login.header()]);
    let (before, after) = request.split_once("<agent>").unwrap();
    let request = [before.as_bytes(), agent, after.as_bytes()].concat();
    assert_eq!(line.exchange(request).status(), "401 Unauthorized");
}

#[test]
fn a_registration_reads_like_this() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1001", "Kitob7ab");
    let contact = phone.phone.contact();
    let answer = phone.register(&[&contact, "User-Agent: Z 5.6.6 v2.10.20.5"]);
    assert_eq!(answer.status(), "200 OK");
    let p = phone.phone.addr;
    assert_eq!(
        daemon.until("Registered"),
        [
            format!("[SIP] Received message from {p}"),
            "[SIP] Request: REGISTER sip:sip.example.com SIP/2.0".to_owned(),
            format!("[SIP] Processing REGISTER from {p}"),
            format!("[SIP] Sending 401 challenge for 1001 to {p}"),
            format!("[SIP] Response sent successfully to {p}"),
            format!("[SIP] Received message from {p}"),
            "[SIP] Request: REGISTER sip:sip.example.com SIP/2.0".to_owned(),
            format!("[SIP] Processing REGISTER from {p}"),
            "[SIP] Password found in cache for 1001".to_owned(),
            format!("[SIP] Sending response 200 OK for 1001 to {p}"),
            format!("[SIP] Response sent successfully to {p}"),
            format!(
                "[SIP] Registered 1001 at sip:1001@{p} from {p} for 3600 s, ua=\"Z 5.6.6 v2.10.20.5\""
            ),
        ]
    );
    let contact = format!("{contact};expires=0");
    phone.register(&[&contact]);
    assert_eq!(
        daemon.until("Unregistered").split_off(5),
        [
            format!("[SIP] Received message from {p}"),
            "[SIP] Request: REGISTER sip:sip.example.com SIP/2.0".to_owned(),
            format!("[SIP] Processing REGISTER from {p}"),
            "[SIP] Password found in cache for 1001".to_owned(),
            format!("[SIP] Sending response 200 OK for 1001 to {p}"),
            format!("[SIP] Response sent successfully to {p}"),
            format!("[SIP] Unregistered 1001 from {p}"),
        ]
    );
    // While another contact stays, the extension is registered.
    phone.register(&["Contact: <sip:a@192.0.2.1>, <sip:b@192.0.2.1>"]);
    phone.register(&["Contact: <sip:a@192.0.2.1>;expires=0"]);
    daemon.line(&format!("Removed a contact of 1001 from {p}, 1 left"));
}

#[test]
fn an_unknown_extension_is_named_with_what_to_do() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1009", "x");
    fail(&mut phone, b"X", |_| {});
    let p = phone.phone.addr;
    let lines = daemon.until("auth-fail").split_off(5);
    assert_eq!(lines.len(), 7, "{lines:#?}");
    assert_eq!(lines[2], format!("[SIP] Processing REGISTER from {p}"));
    let reason = lines[3]
        .strip_prefix("[SIP] SIP password not available for extension 1009: ")
        .unwrap_or_else(|| panic!("{lines:#?}"));
    assert!(
        reason.contains("sipregd passwd --generate 1009") && reason.contains("reload"),
        "{reason}"
    );
    assert_eq!(
        lines[4..],
        [
            format!("[SIP] Sending 401 challenge for 1009 to {p}"),
            format!("[SIP] Response sent successfully to {p}"),
            format!(
                "[SIP] auth-fail src=127.0.0.1 port={} proof=nonce user=\"1009\" cause=not-in-file ua=\"X\"",
                p.port()
            ),
        ]
    );
}

#[test]
fn each_mistake_in_a_password_is_named() {
    type Change = fn(&mut Login);
    // The lines of messages, which have the same budget as the sentences, would use it up.
    let place = Place::new("log notice", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let table: [(&str, &str, Change); 14] = [
        ("1001", "wrong-password", |l| l.password = "another".into()),
        ("1001", "password-trailing-space", |l| l.password += " "),
        ("1001", "password-leading-space", |l| {
            l.password.insert(0, ' ')
        }),
        ("1002", "password-first-letter-capitalised", |l| {
            l.password = "Daftar9x".into()
        }),
        ("1001", "password-all-caps", |l| {
            l.password = "KITOB7AB".into()
        }),
        ("1001", "password-all-lower", |l| {
            l.password = "kitob7ab".into()
        }),
        ("1001", "password-empty", |l| l.password.clear()),
        ("1001", "password-of-other-account=1002", |l| {
            l.password = "daftar9x".into()
        }),
        ("1001", "username-in-hash", |l| {
            l.hashed_username = Some("1001@sip.example.com".into())
        }),
        ("1001", "realm-in-hash", |l| {
            l.hashed_realm = Some("asterisk".into())
        }),
        ("1001", "realm-in-hash", |l| {
            l.hashed_realm = Some(String::new())
        }),
        // The address at which the phone reaches the server.
        ("1001", "realm-in-hash", |l| {
            l.hashed_realm = Some("127.0.0.1".into())
        }),
        ("1004", "latin-1-encoding", |l| l.is_latin1 = true),
        ("1009", "not-in-file", |l| l.password = "Kitob7ab".into()),
    ];
    for (number, (user, cause, change)) in table.into_iter().enumerate() {
        for qop in [Some("auth"), None] {
            let ip = format!("127.0.{}.{}", 1 + u8::from(qop.is_none()), 1 + number);
            let password = match user {
                "1002" => "daftar9x",
                "1004" => "caf\u{e9}7ab",
                _ => "Kitob7ab",
            };
            let mut phone = phone_at(&daemon, &ip, user, password);
            fail(&mut phone, b"Phone 1", |login| {
                login.qop = qop.map(str::to_owned);
                change(login);
            });
            assert_eq!(
                daemon.line("auth-fail"),
                format!(
                    "[SIP] auth-fail src={ip} port={} proof=nonce user=\"{user}\" cause={cause} ua=\"Phone 1\"",
                    phone.phone.addr.port()
                )
            );
            if user != "1009" {
                let sentence = daemon.line("");
                let start = format!("[SIP] {user} from {ip}: ");
                let end = format!("; details: sudo sipregd doctor {user}");
                let is_whole = sentence.starts_with(&start) && sentence.ends_with(&end);
                assert!(is_whole && !sentence.contains('{'), "{sentence}");
            }
        }
    }
    // After a reload the old password is told from a wrong one.
    place.write("extensions", "1001 new-one\n");
    daemon.reload();
    let mut phone = phone_at(&daemon, "127.0.3.1", "1001", "Kitob7ab");
    fail(&mut phone, b"", |_| {});
    assert!(
        daemon
            .line("auth-fail")
            .contains(" cause=old-password ua=\"\"")
    );
    assert_eq!(
        daemon.line(""),
        "[SIP] 1001 from 127.0.3.1: the phone uses the password from before the last reload; details: sudo sipregd doctor 1001"
    );
}

#[test]
fn one_attempt_is_one_line_however_often_it_is_sent() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1001", "wrong");
    for _ in 0..15 {
        fail(&mut phone, b"baresip", |_| {});
    }
    phone.phone.call_id = "the next attempt".replace(' ', "-");
    fail(&mut phone, b"the next", |_| {});
    let failures: Vec<_> = daemon
        .until("ua=\"the next\"")
        .into_iter()
        .filter(|l| l.contains("auth-fail"))
        .collect();
    assert_eq!(failures.len(), 2, "{failures:#?}");
}

#[test]
fn the_lockout_is_said_once() {
    let place = Place::new("login-failures 3", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1001", "wrong");
    for number in 0..3 {
        phone.phone.call_id = format!("attempt-{number}");
        fail(&mut phone, b"", |_| {});
    }
    assert_eq!(
        daemon.line("rate-limited"),
        "[SIP] rate-limited src=127.0.0.1: too many failed logins; its logins are ignored for 5 minutes"
    );
}

#[test]
fn what_a_caller_writes_is_escaped_quoted_cut_and_last() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    for (ip, agent, shown) in [
        (
            "127.0.0.11",
            &b"\"; DROP\\ \xc3\xa9\t\x80"[..],
            r#"\x22; DROP\x5c \xc3\xa9\x09\x80"#,
        ),
        (
            "127.0.0.12",
            b"a\r\n [SIP] auth-fail src=203.0.113.66",
            "a [SIP] auth-fail src=203.0.113.66",
        ),
        ("127.0.0.13", &[b'u'; 200], &"u".repeat(64)),
        ("127.0.0.14", &[0xff; 200], &r"\xff".repeat(64)),
    ] {
        let mut phone = phone_at(&daemon, ip, "1001", "wrong");
        fail(&mut phone, agent, |_| {});
        assert_eq!(
            daemon.line("auth-fail"),
            format!(
                "[SIP] auth-fail src={ip} port={} proof=nonce user=\"1001\" cause=wrong-password ua=\"{shown}\"",
                phone.phone.addr.port()
            )
        );
    }
    for (ip, user, shown) in [
        (
            "127.0.0.21",
            "10\\\"01\\\\ src=203.0.113.66",
            r"10\x5c\x2201\x5c\x5c src=203.0.113.66",
        ),
        ("127.0.0.22", "10\r\n 01\u{e9}", r"10 01\xc3\xa9"),
        ("127.0.0.23", &"9".repeat(300), &"9".repeat(64)),
    ] {
        let mut phone = phone_at(&daemon, ip, "1001", "wrong");
        fail(&mut phone, b"", |login| login.username = user.to_owned());
        assert_eq!(
            daemon.line("auth-fail"),
            format!(
                "[SIP] auth-fail src={ip} port={} proof=nonce user=\"{shown}\" cause=auth-user-unknown ua=\"\"",
                phone.phone.addr.port()
            )
        );
    }
}

#[test]
fn no_request_line_forges_a_line() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let phone = daemon.phone("1001", "wrong");
    let p = phone.phone.addr;
    let request = phone.phone.clone().request("OPTIONS", &[]).replacen(
        "OPTIONS sip:sip.example.com",
        "OPTIONS sip:\r<3>[SIP] \u{1b}[31m\"\\",
        1,
    );
    phone.exchange(&request);
    assert_eq!(
        daemon.until("Sending"),
        [
            format!("[SIP] Received message from {p}"),
            r"[SIP] Request: OPTIONS sip:\x0d<3>[SIP] \x1b[31m\x22\x5c SIP/2.0".to_owned(),
            format!("[SIP] Processing OPTIONS from {p}"),
            format!("[SIP] Sending response 400 Malformed Request-Line to {p}"),
        ]
    );
}

#[test]
fn under_systemd_each_line_has_its_priority() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start_with(&place, &[("JOURNAL_STREAM", "8:12345")]);
    let mut phone = daemon.phone("1001", "Kitob7ab");
    phone.register_contact();
    phone.phone.password = "wrong".to_owned();
    phone.phone.call_id = "wrong".to_owned();
    fail(&mut phone, b"", |_| {});
    place.write("extensions", "1001\n");
    daemon.reload();
    let lines = daemon.until("Reload failed");
    for (level, part) in [
        (6, "[SIP] Registered 1001 at "),
        (6, "[SIP] Received message from "),
        (4, "[SIP] auth-fail src="),
        (3, "[SIP] Reload failed"),
    ] {
        let start = format!("<{level}>{part}");
        assert!(
            lines.iter().any(|l| l.starts_with(&start)),
            "{start} in {lines:#?}"
        );
    }
    assert!(daemon.log[0].starts_with("<6>[SIP] SIP Registrar started on "));
}

#[test]
fn a_flood_costs_a_counter_and_not_a_line_each() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let phone = daemon.phone("1001", "Kitob7ab");
    let mut asking = phone.phone.clone();
    let count = 300;
    for number in 0..count {
        asking.call_id = format!("flood-{number}");
        let request = asking.request("OPTIONS", &[]);
        assert_eq!(phone.exchange(request).status(), "200 OK");
    }
    let mut unsaid = 0;
    let mut messages = 0;
    let mut seconds = 0;
    let mut in_this_second = 0;
    while messages + unsaid < 5 * count {
        let line = daemon.line("");
        match line
            .strip_prefix("[SIP] ")
            .and_then(|l| l.strip_suffix(" more log lines in the last second were suppressed"))
        {
            Some(number) => {
                unsaid += number.parse::<usize>().unwrap();
                seconds += 1;
                in_this_second = 0;
            }
            None => {
                messages += 1;
                in_this_second += 1;
                assert!(in_this_second <= 200, "{:#?}", daemon.log);
            }
        }
    }
    assert!(seconds > 0);
    assert_eq!(
        messages + unsaid,
        5 * count,
        "every line is printed or counted: {messages} were printed"
    );
}

#[test]
fn at_trace_the_proof_of_the_password_is_masked() {
    let place = Place::new("log trace", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1001", "Kitob7ab");
    assert_eq!(phone.register_contact().status(), "200 OK");
    // Also where the header is folded.
    let asked = phone.exchange(phone.phone.clone().ask());
    let folded = phone
        .phone
        .login(&asked)
        .header()
        .replace(", response", ",\r\n response");
    let contact = phone.phone.contact();
    let request = phone.phone.request("REGISTER", &[&contact, &folded]);
    assert_eq!(phone.exchange(request).status(), "200 OK");
    // RFC 3261 §19.1.1 allows a password in a URI.
    let contact = "Contact: <sip:1001:Kitob7ab@a>, <SIPS:a:Kitob7ab@b>;expires=0";
    let request = phone.phone.request("OPTIONS", &["X-Last: yes", contact]);
    let uri = "OPTIONS sip:1001:Kitob7ab@";
    phone.exchange(request.replacen("OPTIONS sip:", uri, 1));
    let lines = daemon.until("Request: OPTIONS");
    let masked = |text: &str| lines.iter().any(|l| l.contains(text));
    assert!(masked("Request: OPTIONS sip:1001:(masked)@"));
    assert!(masked("<SIPS:a:(masked)@b>;expires=0"));
    assert!(lines.iter().any(|l| l.contains("SIP/2.0 200 OK")));
    assert!(lines.iter().any(|l| l.contains("CSeq: 1 REGISTER")));
    assert!(
        lines.iter().any(|l| l.contains("WWW-Authenticate: Digest")),
        "a challenge is no secret"
    );
    for secret in ["response=", "cnonce=", "Kitob7ab"] {
        assert!(
            !lines.iter().any(|l| l.contains(secret)),
            "{secret} in {lines:#?}"
        );
    }
}

#[test]
fn at_warn_only_what_is_wrong_is_said() {
    let place = Place::new("log warn", EXTENSIONS);
    let mut daemon = Daemon::spawn(&place, &[]);
    let ready = daemon.notified();
    let (_, rest) = ready.split_once("serving ").unwrap();
    daemon.addr = rest
        .split('/')
        .next()
        .unwrap()
        .parse::<SocketAddr>()
        .unwrap();
    let mut phone = daemon.phone("1001", "Kitob7ab");
    assert_eq!(phone.register_contact().status(), "200 OK");
    phone.phone.password = "wrong".to_owned();
    fail(&mut phone, b"", |_| {});
    daemon.line("auth-fail");
    daemon.signal(nix::sys::signal::Signal::SIGTERM);
    assert_eq!(daemon.end(), Some(0));
    assert_eq!(daemon.log.len(), 2, "{:#?}", daemon.log);
}

#[test]
fn a_right_login_for_another_extension_is_explained() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1001", "Kitob7ab");
    let of_other = |request: String| request.replace("To: <sip:1001@", "To: <sip:1002@");
    let asked = phone.exchange(of_other(phone.phone.clone().ask()));
    let authorization = phone.phone.login(&asked).header();
    let request = phone.phone.request("REGISTER", &[&authorization]);
    assert_eq!(phone.exchange(of_other(request)).status(), "403 Forbidden");
    let p = phone.phone.addr;
    let line = daemon.line("wants to register");
    assert!(
        line.starts_with(&format!(
            "[SIP] {p} logs in as 1001 but wants to register 1002: "
        )),
        "{line}"
    );
}

#[test]
fn a_right_login_after_many_wrong_ones_is_an_alert() {
    let place = Place::new("login-failures off", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1001", "guess");
    for guess in 0..10 {
        phone.phone.password = format!("guess number {guess} of a list");
        phone.phone.call_id = format!("guess-{guess}");
        assert_eq!(phone.register(&[]).status(), "401 Unauthorized");
    }
    phone.phone.password = "Kitob7ab".to_owned();
    assert_eq!(phone.register_contact().status(), "200 OK");
    let p = phone.phone.addr;
    let alert = daemon.line("alert: ");
    assert_eq!(
        alert,
        format!(
            "[SIP] alert: 1001 logged in from {p} after 10 wrong logins there within an hour, none of them a usual \
             mistake. If that was not its owner: sudo sipregd passwd --generate 1001"
        )
    );
    let status = place.run(&["status"], "");
    assert!(
        status.out.contains("password was guessed?"),
        "{}",
        status.out
    );
    daemon.stop();
}
