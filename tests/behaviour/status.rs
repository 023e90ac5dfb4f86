//! What the running daemon tells: `status` from its own host, `probe` from anywhere.

use crate::common::daemon::{Daemon, Line};
use crate::common::phone::Phone;
use crate::common::place::{Place, run};
use sipreg::location::Kept;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use tinyjson::JsonValue;

const EXTENSIONS: &str = "1001 secret\n1002 other\n1003 third\n";

/// One JSON object a line.
fn objects(text: &str) -> Vec<JsonValue> {
    let lines = text.lines();
    lines
        .map(|l| l.parse().expect("an object a line"))
        .collect()
}

fn text<'j>(object: &'j JsonValue, key: &str) -> &'j str {
    object[key].get::<String>().expect("a text")
}

#[test]
fn status_shows_who_is_registered_and_who_has_failed() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    let mut one = daemon.phone("1001", "secret");
    let contact = one.phone.contact();
    let headers = Kept::ALL.map(|header| match header {
        Kept::UserAgent => "User-Agent: Z 5.6.6 v2.10.20.5",
    });
    one.register(&[&[contact.as_str()], &headers[..]].concat());
    let mut two = daemon.phone("1002", "other ");
    assert_eq!(two.register_contact().status(), "401 Unauthorized");

    let run = place.run(&["status"], "");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.out.contains("1 of 3 extensions registered"),
        "{}",
        run.out
    );
    let run = place.run(&["status", "1001"], "");
    assert_eq!(run.code, 0, "{}", run.err);
    let uri = format!("sip:1001@{}", one.phone.addr);
    let kept = headers.map(|header| header.split_once(": ").unwrap().1);
    for part in [&[&*uri, &one.phone.addr.to_string()], &kept[..]].concat() {
        assert!(run.out.contains(part), "{part} in:\n{}", run.out);
    }
    let run = place.run(&["status", "1002"], "");
    assert!(
        run.out.contains("space"),
        "the mistake is named:\n{}",
        run.out
    );

    let run = place.run(&["status", "--json"], "");
    let accounts = objects(&run.out);
    let states: Vec<_> = accounts
        .iter()
        .map(|a| (text(a, "extension"), text(a, "state")))
        .collect();
    assert_eq!(states, [("1001", "registered"), ("1002", "not registered")]);
    let binding = &accounts[0]["bindings"][0];
    assert_eq!(text(binding, "uri"), format!("sip:1001@{}", one.phone.addr));
    assert_eq!(text(binding, "from"), one.phone.addr.to_string());
    // Of who was never heard, nothing can be shown.
    for words in [&["status", "1003"][..], &["status", "1003", "--json"]] {
        assert_eq!(place.run(words, "").code, 1);
    }
    daemon.stop();
}

#[test]
fn metrics_count_what_is_registered_and_say_when_nobody_answers() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    daemon.phone("1001", "secret").register_contact();
    let run = place.run(&["status", "--prometheus"], "");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    for line in [
        "sipregd_up 1",
        "sipregd_extensions 3",
        "sipregd_extensions_registered 1",
        "sipregd_bindings 1",
        "sipregd_outcomes_total{outcome=\"registered\"} 1",
    ] {
        assert!(run.out.lines().any(|l| l == line), "{line} in {}", run.out);
    }
    daemon.stop();
    let run = place.run(&["status", "--prometheus"], "");
    assert_eq!(run.code, 1);
    assert!(run.out.ends_with("\nsipregd_up 0\n"), "{}", run.out);
}

#[test]
fn status_of_a_daemon_that_does_not_run_says_so() {
    let place = Place::new("", EXTENSIONS);
    Daemon::start(&place).stop();
    let run = place.run(&["status"], "");
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.starts_with("sipregd is not running"), "{}", run.err);
    // A process number that a crash has left behind belongs to nobody.
    Daemon::start(&place).kill();
    let run = place.run(&["status"], "");
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.starts_with("sipregd is not running"), "{}", run.err);
}

#[test]
fn probe_tells_whether_it_answers_and_whether_a_login_works() {
    let place = Place::new("", "1001 s3cr3t-9x\n");
    let daemon = Daemon::start(&place);
    let server = daemon.addr.to_string();
    let probe = run(&["probe", &server], "");
    assert_eq!(probe.code, 0, "{}{}", probe.out, probe.err);
    for (password, code) in [("s3cr3t-9x\n", 0), ("t3rc3s-9x\n", 1)] {
        let words = ["probe", &server, "--user", "1001", "--stdin", "--json"];
        let probe = run(&words, password);
        assert_eq!(probe.code, code, "{}{}", probe.out, probe.err);
        for finding in objects(&probe.out) {
            for key in ["id", "result", "text"] {
                text(&finding, key);
            }
            let object: &HashMap<_, _> = finding.get().expect("an object");
            assert!(object.contains_key("fix") && object.contains_key("facts"));
        }
        assert!(!probe.out.contains(password.trim()), "it is not repeated");
    }
    let mut phone = daemon.phone("1001", "s3cr3t-9x");
    assert!(
        phone.register(&[]).headers("Contact").is_empty(),
        "it has registered nothing"
    );
    daemon.stop();
    let probe = run(&["probe", &server], "");
    assert_eq!(probe.code, 1, "{}", probe.out);
}

/// The status file is written in pieces while the service goes on.
#[test]
fn accounts_that_come_and_go_meanwhile_are_written_once() {
    let extensions: String = (1000..1400).map(|n| format!("{n} secret\n")).collect();
    let place = Place::new("", &extensions);
    let daemon = Daemon::start(&place);
    for n in (1000..1400).filter(|n| n % 4 != 0) {
        let mut phone = daemon.phone(&n.to_string(), "secret");
        assert_eq!(phone.register_contact().status(), "200 OK");
    }
    let is_over = AtomicBool::new(false);
    let server = daemon.addr;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut n = 0;
            while !is_over.load(Ordering::Relaxed) {
                let name = (1000 + n % 100 * 4).to_string();
                let mut phone = Line::new(server, Phone::of(&name, "secret"));
                phone.register_contact();
                phone.register(&["Contact: *", "Expires: 0"]);
                n += 1;
            }
        });
        for _ in 0..8 {
            let run = place.run(&["status", "--json"], "");
            let accounts = objects(&run.out);
            let mut names: Vec<&str> = accounts.iter().map(|a| text(a, "extension")).collect();
            let here = |a: &&JsonValue| text(a, "state") == "registered";
            assert!(accounts.iter().filter(here).count() >= 300);
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "each once");
        }
        is_over.store(true, Ordering::Relaxed);
    });
    daemon.stop();
}

/// Behind a provider's address translation the machine does not have the address that phones use. A phone
/// that has logged in has named it.
#[test]
fn the_sheet_names_the_address_under_which_phones_reach_this_server() {
    let place = Place::new("", "1001 secret\n");
    let sheet = |place: &Place| {
        let run = place.run(&["phone", "1001"], "");
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        let lines = run.out.lines();
        let lines = lines.filter(|l| l.starts_with("Domain: ") || l.starts_with("Note: "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    for (names, set) in [
        (
            "realm office",
            "To give them a name that the DNS has for this server, set: domain sip.example.com",
        ),
        (
            "domain office 203.0.113.7",
            "Set: domain office 203.0.113.7",
        ),
    ] {
        place.write(
            "sipregd.conf",
            &format!(
                "listen 127.0.0.1:0\nextensions {0}/extensions\nstate {0}\nruntime {0}\n{names}\n",
                place.path("").display()
            ),
        );
        let daemon = Daemon::start(&place);
        let unknown = "Note: The DNS has no address for office, so phones are told the address.";
        let before = sheet(&place);
        assert_eq!(before[0], "Domain: 127.0.0.1");
        assert!(before[1].starts_with(unknown), "{}", before[1]);
        let mut phone = daemon.phone("1001", "secret");
        phone.phone.domain = "203.0.113.7".to_owned();
        let asked = phone.exchange(phone.phone.clone().ask());
        let mut login = phone.phone.login(&asked);
        login.realm = "office".to_owned();
        let (authorization, contact) = (login.header(), phone.phone.contact());
        let request = phone.phone.request("REGISTER", &[&contact, &authorization]);
        assert_eq!(phone.exchange(request).status(), "200 OK");
        assert_eq!(
            sheet(&place),
            [
                "Domain: 203.0.113.7".to_owned(),
                format!("{unknown} Phones reach this server at 203.0.113.7. {set}"),
            ]
        );
        daemon.stop();
    }
}
