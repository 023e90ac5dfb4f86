//! `report`: one text to send to someone who helps.

use crate::common::daemon::Daemon;
use crate::common::place::Place;

const PASSWORD: &str = "correct horse battery";

#[test]
fn it_has_what_a_helper_needs_and_no_password() {
    let place = Place::new(
        "max-contacts 3\n",
        &format!("1001 {PASSWORD}\n1002 ph$ssw0rd\n"),
    );
    let daemon = Daemon::start(&place);
    let mut phone = daemon.phone("1001", &format!("{PASSWORD} "));
    phone.register(&[&phone.phone.contact(), "User-Agent: ph$ssw0rd"]);

    let run = place.run(&["report", "1001"], "");
    assert_eq!(run.code, 0, "{}", run.err);
    for part in [
        concat!("sipregd ", env!("CARGO_PKG_VERSION")),
        "== settings\n",
        "max-contacts 3\n",
        "== doctor\n",
        "== doctor 1001\n",
        "password has a space at the end",
        "== state\n",
        "password-trailing-space",
        "== log\n",
    ] {
        assert!(run.out.contains(part), "{part} in:\n{}", run.out);
    }
    assert!(run.out.contains("********"), "{}", run.out);
    for secret in [PASSWORD, "ph$ssw0rd"] {
        assert!(!run.out.contains(secret), "{secret} in:\n{}", run.out);
    }
}

#[test]
fn it_is_english_and_tells_what_it_can_without_a_service() {
    let place = Place::new("language uz\n", "1001 secret\n");
    let run = place.run(&["report"], "");
    assert_eq!(run.code, 0, "{}", run.err);
    for part in ["== doctor\n", "not running", "== state\n", "language uz\n"] {
        assert!(run.out.contains(part), "{part} in:\n{}", run.out);
    }
}
