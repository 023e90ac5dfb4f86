//! What `doctor EXTENSION` and `watch` say of one extension, for programs: the cause, and how sure it is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::daemon::Daemon;
use common::place::Place;
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
