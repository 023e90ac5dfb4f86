//! The life of the daemon: ready, reloading, watched, stopping; refused where it cannot serve.

use crate::common::daemon::Daemon;
use crate::common::message::Message;
use crate::common::place::Place;
use nix::sys::signal::Signal;

const EXTENSIONS: &str = "1001 secret\n1002 other\n";

fn status(message: &Message) -> &str {
    message.status()
}

#[test]
fn it_says_that_it_is_ready_and_where_it_serves() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::spawn(&place, &[]);
    let ready = daemon.notified();
    let started = daemon.line("SIP Registrar");
    let port = started
        .strip_prefix("[SIP] SIP Registrar started on 127.0.0.1:")
        .and_then(|rest| {
            rest.strip_suffix("/udp, realm sip.example.com, 2 extensions, 0 registrations restored")
        })
        .unwrap_or_else(|| panic!("{started}"));
    assert_ne!(port.parse::<u16>().unwrap(), 0, "the real one");
    assert_eq!(
        ready,
        format!("READY=1\nSTATUS=serving 127.0.0.1:{port}/udp, 2 extensions\n")
    );
}

#[test]
fn sigterm_and_sigint_stop_it_with_exit_code_0() {
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let place = Place::new("", EXTENSIONS);
        let mut daemon = Daemon::start(&place);
        assert!(place.path("sipregd.pid").exists());
        daemon.signal(signal);
        assert_eq!(daemon.notified(), "STOPPING=1\n");
        assert_eq!(daemon.end(), Some(0));
        assert_eq!(
            daemon.log.last().map(String::as_str),
            Some("[SIP] Stopping")
        );
        assert!(!place.path("sipregd.pid").exists());
    }
}

#[test]
fn the_watchdog_is_fed_while_it_serves() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start_with(&place, &[("WATCHDOG_USEC", "200000")]);
    for _ in 0..3 {
        assert_eq!(daemon.notified(), "WATCHDOG=1\n");
    }
    daemon.stop();
}

#[test]
fn without_systemd_it_serves_too() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::spawn(&place, &[("NOTIFY_SOCKET", "/nonexistent/notify")]);
    let started = daemon.line("started on 127.0.0.1:");
    let (_, rest) = started.split_once("started on ").unwrap();
    daemon.addr = rest.split('/').next().unwrap().parse().unwrap();
    let answer = daemon.phone("1001", "secret").register_contact();
    assert_eq!(status(&answer), "200 OK");
    daemon.stop();
}

#[test]
fn a_second_one_on_the_same_port_is_refused_with_the_port_named() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    let port = daemon.addr.port();
    let other = Place::listening(&format!("127.0.0.1:{port}"), "", EXTENSIONS);
    let mut second = Daemon::spawn(&other, &[]);
    assert_eq!(second.end(), Some(1));
    assert_eq!(
        second.log,
        [format!(
            "[SIP] Port {port} on 127.0.0.1 is already in use by another program. To see which: sudo ss -ulpn 'sport = :{port}'"
        )]
    );
    // The first one has lost nothing by it.
    let answer = daemon.phone("1001", "secret").register_contact();
    assert_eq!(status(&answer), "200 OK");
}

#[test]
fn a_second_one_with_the_same_state_is_refused() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    assert_eq!(
        status(&daemon.phone("1001", "secret").register_contact()),
        "200 OK"
    );
    let other = Place::new("", EXTENSIONS);
    let state = place.path("").display().to_string();
    let state = state.trim_end_matches('/');
    other.write(
        "sipregd.conf",
        &format!(
            "listen 127.0.0.1:0\nextensions {}\nstate {state}\nruntime {state}\n",
            other.path("extensions").display()
        ),
    );
    let mut second = Daemon::spawn(&other, &[]);
    assert_eq!(second.end(), Some(1));
    assert_eq!(
        second.log,
        [format!(
            "[SIP] The folder {state} is in use by another sipregd; each instance needs its own “state” folder"
        )]
    );
    assert!(!daemon.has_said("Stopping"));
}

#[test]
fn where_it_cannot_serve_it_says_why() {
    for (listen, ip) in [
        ("192.0.2.1:0", "192.0.2.1"),
        ("[2001:db8::1]:0", "2001:db8::1"),
    ] {
        let place = Place::listening(listen, "", EXTENSIONS);
        let mut daemon = Daemon::spawn(&place, &[]);
        let waits = daemon.line("trying for 60 s");
        let start = format!("[SIP] {ip} is not an address of this machine yet; ");
        assert!(waits.starts_with(&start), "{waits}");
        // Told to stop, it does not wait for the rest.
        daemon.signal(Signal::SIGTERM);
        assert_eq!(daemon.end(), Some(1));
        let last = daemon.log.last().unwrap();
        let start = format!("[SIP] The address {ip} is not on this machine, which has: ");
        assert!(last.starts_with(&start), "{last}");
        assert!(
            last.ends_with("To listen at every address: listen *:0"),
            "{last}"
        );
    }
    let place = Place::empty();
    place.write("extensions", EXTENSIONS);
    let folder = place.path("extensions").display().to_string();
    place.write(
        "sipregd.conf",
        &format!(
            "listen 127.0.0.1:0\nextensions {folder}\nstate /nonexistent\nruntime /nonexistent\n"
        ),
    );
    let mut daemon = Daemon::spawn(&place, &[]);
    assert_eq!(daemon.end(), Some(1));
    assert_eq!(
        daemon.log,
        ["[SIP] Cannot use the folder /nonexistent: no such file or directory"]
    );
}

#[test]
fn bad_files_end_it_with_78_and_every_problem() {
    let place = Place::new("max-contacts none\nwhatever 1", "1001 secret \n1001 x\n");
    let run = place.run(&["run"], "");
    assert_eq!(run.code, 78);
    assert_eq!(run.out, "");
    let folder = place.path("");
    let folder = folder.display();
    for headline in [
        format!("{folder}sipregd.conf:6:14: "),
        format!("{folder}sipregd.conf:7:1: "),
        format!("{folder}extensions:1:6: "),
    ] {
        assert!(run.err.contains(&headline), "{headline} in:\n{}", run.err);
    }
}

#[test]
fn a_reload_takes_new_extensions_and_drops_those_that_are_gone() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let mut one = daemon.phone("1001", "secret");
    let mut two = daemon.phone("1002", "other");
    assert_eq!(status(&one.register_contact()), "200 OK");
    assert_eq!(status(&two.register_contact()), "200 OK");

    place.write("extensions", "1001 secret\n1003 third\n");
    daemon.reload();
    let config = place.config().display().to_string();
    let lines = daemon.until("Removed 1002 ");
    assert!(
        lines.contains(&format!(
            "[SIP] Reloaded {config}: realm sip.example.com, 2 extensions"
        )),
        "{lines:#?}"
    );
    assert_eq!(
        lines.last().unwrap(),
        &format!(
            "[SIP] Removed 1002 at sip:1002@{}: the extension is no longer in the file",
            two.phone.addr
        )
    );
    let mut three = daemon.phone("1003", "third");
    assert_eq!(status(&three.register_contact()), "200 OK");
    assert_eq!(status(&two.register_contact()), "401 Unauthorized");
    // Whoever stayed kept the registration.
    assert_eq!(one.register(&[]).headers("Contact").len(), 1);
    // An extension that comes back comes back without its old contacts.
    place.write("extensions", EXTENSIONS);
    daemon.reload();
    assert_eq!(two.register(&[]).headers("Contact"), Vec::<&str>::new());
    daemon.stop();
}

#[test]
fn a_reload_that_changes_a_password_ends_the_registrations_under_the_old_one() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1001", "secret");
    assert_eq!(status(&phone.register_contact()), "200 OK");
    place.write("extensions", "1001 changed\n");
    daemon.reload();
    assert_eq!(status(&phone.register(&[])), "401 Unauthorized");
    let line = daemon.line("Removed");
    assert_eq!(
        line,
        format!(
            "[SIP] Removed 1001 at sip:1001@{0} from {0}: the password of the extension has changed",
            phone.phone.addr
        )
    );
    phone.phone.password = "changed".to_owned();
    assert_eq!(phone.register(&[]).headers("Contact").len(), 0);
    // Another reload, with the same password in another form, ends nothing.
    assert_eq!(status(&phone.register_contact()), "200 OK");
    let hash = crate::common::phone::ha1("1001", "changed");
    place.write("extensions", &format!("1001:sip.example.com:{hash}\n"));
    daemon.reload();
    assert_eq!(phone.register(&[]).headers("Contact").len(), 1);
}

#[test]
fn an_empty_file_ends_nothing() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1001", "secret");
    assert_eq!(status(&phone.register_contact()), "200 OK");
    for blank in ["", " \n\t\n"] {
        place.write("extensions", blank);
        daemon.reload();
        let lines = daemon.until("Reload failed");
        assert!(lines.iter().any(|l| l.contains("/extensions is empty. ")));
        assert_eq!(phone.register(&[]).headers("Contact").len(), 1);
    }
    // Whoever means it leaves a comment.
    place.write("extensions", "# nobody\n");
    daemon.reload();
    assert_eq!(status(&phone.register(&[])), "401 Unauthorized");
    daemon.stop();
}

#[test]
fn only_what_changes_is_logged_at_notice() {
    let place = Place::new("log notice", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1001", "secret");
    assert_eq!(status(&phone.register_contact()), "200 OK");
    daemon.line("Registered 1001 at ");
    assert_eq!(status(&phone.register_contact()), "200 OK");
    let mut wrong = daemon.phone("1002", "wrong");
    assert_eq!(status(&wrong.register_contact()), "401 Unauthorized");
    daemon.line("auth-fail ");
    assert!(!daemon.has_said("Received message"));
    daemon.stop();
}

#[test]
fn a_broken_file_changes_nothing_and_is_logged_with_its_place() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1001", "secret");
    assert_eq!(status(&phone.register_contact()), "200 OK");
    place.write("extensions", "1003 third\n1004\n1005 x \n");
    place.configure("127.0.0.1:0", "wrong-login 403\nmax-expires never");
    daemon.reload();
    let lines = daemon.until("Reload failed");
    let folder = place.path("");
    let folder = folder.display();
    for place in [
        format!("[SIP] {folder}sipregd.conf:7:13: “never” is not a number"),
        format!("[SIP] {folder}extensions:2:1: "),
        format!("[SIP] {folder}extensions:3:6: The password ends with a space"),
    ] {
        assert!(
            lines.iter().any(|l| l.starts_with(&place)),
            "{place} in {lines:#?}"
        );
    }
    assert_eq!(phone.register(&[]).headers("Contact").len(), 1);
    phone.phone.password = "wrong".to_owned();
    assert_eq!(
        status(&phone.register(&[])),
        "401 Unauthorized",
        "and not 403"
    );
    assert_eq!(
        status(&daemon.phone("1003", "third").register(&[])),
        "401 Unauthorized"
    );
    // A file that is gone is a broken one.
    std::fs::remove_file(place.config()).unwrap();
    daemon.reload();
    daemon.line("Reload failed");
    assert_eq!(
        status(&daemon.phone("1001", "secret").register(&[])),
        "200 OK"
    );
}

#[test]
fn another_address_needs_a_restart_and_all_else_does_not() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    place.configure("127.0.0.1:5099", "wrong-login 403");
    daemon.reload();
    let warning = "[SIP] “listen” has changed; to apply it: sudo systemctl restart sipregd";
    daemon.line(warning);
    // It still does when the files are read once more.
    daemon.reload();
    daemon.line(warning);
    let mut phone = daemon.phone("1001", "wrong");
    assert_eq!(status(&phone.register(&[])), "403 Forbidden");
}
