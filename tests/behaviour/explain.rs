//! What `doctor EXTENSION` and `watch` say of one extension, for programs: the cause, and how sure it is.

use crate::common::daemon::{Daemon, Line};
use crate::common::phone::Phone;
use crate::common::place::{Place, sipregd};
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use tinyjson::JsonValue;

const EXTENSIONS: &str = "1001 secret\n1002 other\n";

/// Cause and strength of the last object; no strength is an empty one.
fn said(out: &str) -> (String, String) {
    let last = out.lines().last().unwrap_or_default();
    let object: JsonValue = last.parse().expect(out);
    let facts: &std::collections::HashMap<String, JsonValue> = object["facts"].get().unwrap();
    let text = |key: &str| {
        let value = facts.get(key).and_then(|v| v.get::<String>());
        value.cloned().unwrap_or_default()
    };
    (text("cause"), text("strength"))
}

fn doctor(place: &Place, extension: &str) -> (String, String) {
    said(&place.run(&["doctor", extension, "--json"], "").out)
}

fn pair(cause: &str, strength: &str) -> (String, String) {
    (cause.to_owned(), strength.to_owned())
}

#[test]
fn a_cause_comes_with_how_sure_it_is() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    assert_eq!(doctor(&place, "1001"), pair("nothing-arrived", "sure"));
    assert_eq!(doctor(&place, "1009"), pair("close-to", "sure"));

    // An attempt that may go on yet, or after a while is not answered: nothing to be sure of.
    let mut one = daemon.phone("1001", "secret ");
    one.exchange(one.phone.clone().request("REGISTER", &[]));
    let (cause, strength) = doctor(&place, "1001");
    assert!(
        ["unclear", "cannot-answer"].contains(&cause.as_str()),
        "{cause}"
    );
    assert_eq!(strength, "suspect");

    assert_eq!(one.register_contact().status(), "401 Unauthorized");
    let space = pair("password-trailing-space", "sure");
    assert_eq!(doctor(&place, "1001"), space);

    let mut one = daemon.phone("1001", "secret");
    assert_eq!(one.register_contact().status(), "200 OK");
    assert_eq!(doctor(&place, "1001"), pair("registered", ""));
    daemon.stop();
    assert_eq!(doctor(&place, "1001"), pair("not-running", "sure"));
}

#[test]
fn what_is_known_does_not_depend_on_what_is_logged() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    place.configure("127.0.0.1:0", "log error");
    daemon.reload();
    let mut phone = daemon.phone("1001", "secret ");
    assert_eq!(phone.register_contact().status(), "401 Unauthorized");
    let space = pair("password-trailing-space", "sure");
    assert_eq!(doctor(&place, "1001"), space);
    daemon.stop();
}

#[test]
fn an_escaped_name_is_the_name_that_it_stands_for() {
    let place = Place::new("", "+49301 secret\n");
    let daemon = Daemon::start(&place);
    let mut phone = daemon.phone("%2B49301", "secret ");
    for _ in 0..3 {
        let question = phone.phone.ask();
        let mut login = phone.phone.login(&phone.exchange(question));
        login.username = "+49301".to_owned();
        let answer = phone.phone.request("REGISTER", &[&login.header()]);
        assert_eq!(phone.exchange(answer).status(), "401 Unauthorized");
    }
    let space = pair("password-trailing-space", "sure");
    assert_eq!(doctor(&place, "+49301"), space);
    daemon.stop();
}

/// A phone of 1001 at an address of its own.
fn phone_at(daemon: &Daemon, ip: &str, password: &str) -> Line {
    Line::from(ip, daemon.addr, Phone::of("1001", password))
}

#[test]
fn devices_that_push_each_other_out_are_told_although_one_is_registered() {
    let place = Place::new("max-contacts 1", EXTENSIONS);
    let daemon = Daemon::start(&place);
    for round in 0..3 {
        for ip in ["127.0.0.2", "127.0.0.3"] {
            let mut phone = phone_at(&daemon, ip, "secret");
            phone.phone.call_id = format!("round-{round}-{ip}");
            assert_eq!(phone.register_contact().status(), "200 OK");
        }
    }
    assert_eq!(doctor(&place, "1001"), pair("flapping", "sure"));
    daemon.stop();
}

/// What `watch 1001` says in the end if that is done meanwhile, and with which exit code.
fn watched(place: &Place, seconds: &str, act: impl FnOnce()) -> ((String, String), Option<i32>) {
    let mut watch = sipregd()
        .args(["watch", "1001", "--for", seconds, "--json", "-c"])
        .arg(place.config())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(watch.stdout.take().unwrap());
    let mut text = String::new();
    out.read_line(&mut text).unwrap();
    assert!(text.starts_with("{\"event\":\"watching\""), "{text}");
    act();
    out.read_to_string(&mut text).unwrap();
    (said(&text), watch.wait().unwrap().code())
}

#[test]
fn a_watch_explains_what_was_refused_although_another_phone_is_registered() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    let mut first = phone_at(&daemon, "127.0.0.2", "secret");
    assert_eq!(first.register_contact().status(), "200 OK");
    let (cause, code) = watched(&place, "2", || {
        let mut second = phone_at(&daemon, "127.0.0.3", "SECRET");
        assert_eq!(second.register_contact().status(), "401 Unauthorized");
    });
    assert_eq!(cause, pair("password-all-caps", "sure"));
    assert_eq!(code, Some(1));
    // Outside a watch it is registered, and that is all there is to say.
    assert_eq!(doctor(&place, "1001"), pair("registered", ""));

    let (cause, code) = watched(&place, "20", || {
        let mut second = phone_at(&daemon, "127.0.0.3", "secret");
        second.phone.call_id = "second".to_owned();
        assert_eq!(second.register_contact().status(), "200 OK");
    });
    assert_eq!((cause, code), (pair("registered", ""), Some(0)));
    daemon.stop();
}

#[test]
fn to_shut_out_a_scanner_is_no_problem_and_to_shut_out_a_phone_is_one() {
    let place = Place::new("login-failures 3", EXTENSIONS);
    let daemon = Daemon::start(&place);
    let result = || {
        let run = place.run(&["doctor", "bans", "--json"], "");
        let object: JsonValue = run.out.lines().next().unwrap().parse().unwrap();
        object["result"].get::<String>().unwrap().clone()
    };
    let fail = |ip: &str, agent: &str| {
        let mut phone = phone_at(&daemon, ip, "wrong");
        for attempt in 0..3 {
            phone.phone.call_id = format!("{ip}-{attempt}");
            phone.register(&[agent]);
        }
        // One more, which is not answered, if it is asked who it is at all.
        phone.phone.call_id = format!("{ip}-locked");
        let asked = phone.exchange(phone.phone.clone().ask());
        let login = phone.phone.login(&asked).header();
        let request = phone.phone.request("REGISTER", &[agent, &login]);
        phone.socket.send(request.as_bytes()).unwrap();
        // What is answered after it shows that it has been read.
        let mut other = phone_at(&daemon, "127.0.0.9", "secret");
        let options = other.phone.request("OPTIONS", &[]);
        assert_eq!(other.exchange(options).status(), "200 OK");
    };
    fail("127.0.0.66", "User-Agent: friendly-scanner");
    assert_eq!(result(), "hint");
    fail("127.0.0.7", "User-Agent: Z 5.6.6");
    assert_eq!(result(), "problem");
    daemon.stop();
}

#[test]
fn a_name_that_has_been_loaded_since_is_not_said_to_be_missing() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    let mut wrong = daemon.phone("001001", "secret");
    assert_eq!(wrong.register_contact().status(), "401 Unauthorized");
    assert_eq!(doctor(&place, "1001"), pair("asked-as-other", "sure"));
    place.write("extensions", &format!("{EXTENSIONS}001001 third\n"));
    daemon.reload();
    assert_eq!(doctor(&place, "1001"), pair("nothing-from-outside", "sure"));
    daemon.stop();
}

#[test]
fn a_name_to_which_its_phone_may_log_in_since_is_not_said_to_be_missing() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    let mut phone = daemon.phone("reception", "secret");
    let question = phone.phone.ask();
    let mut login = phone.phone.login(&phone.exchange(question));
    login.username = "1001".to_owned();
    let request = phone.phone.request("REGISTER", &[&login.header()]);
    assert_eq!(phone.exchange(request).status(), "403 Forbidden");
    assert_eq!(doctor(&place, "1001"), pair("registers-other-name", "sure"));
    place.write("extensions", &format!("{EXTENSIONS}reception third\n"));
    daemon.reload();
    assert_eq!(doctor(&place, "1001"), pair("nothing-from-outside", "sure"));
    daemon.stop();
}

#[test]
fn the_loaded_file_is_searched_and_not_the_one_named_meanwhile() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1001", "secret ");
    assert_eq!(phone.register_contact().status(), "401 Unauthorized");
    place.write("others", "2001 secret\n");
    let others = place.path("others");
    place.write(
        "sipregd.conf",
        &place.read("sipregd.conf").replace(
            &place.path("extensions").display().to_string(),
            &others.display().to_string(),
        ),
    );
    let space = pair("password-trailing-space", "sure");
    assert_eq!(doctor(&place, "1001"), space);
    daemon.stop();
}
