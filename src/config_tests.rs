#![allow(clippy::unwrap_used)]
use super::*;

fn complaints(text: &str) -> Vec<String> {
    let list = Config::parse(text, "host").unwrap_err();
    list.iter().map(|d| d.headline("f").to_string()).collect()
}

#[test]
fn nothing_said_is_everything_default() {
    assert_eq!(
        Config::parse("# only a comment\n\n", "pbx.example.com"),
        Ok(Config::new("pbx.example.com"))
    );
}

#[test]
fn the_defaults_in_the_table_are_the_defaults() {
    for (keyword, default, _) in KEYWORDS.iter().filter(|(k, ..)| *k != "realm") {
        let text = format!("{keyword} {default}\n");
        assert_eq!(Config::parse(&text, "h"), Ok(Config::new("h")), "{keyword}");
    }
}

#[test]
fn the_table_is_sorted() {
    assert!(KEYWORDS.is_sorted_by_key(|(k, ..)| *k));
}

#[test]
fn every_keyword_is_heard() {
    let text = "listen [::]:5070\nrealm sip.example.com\ndomain a.example, b.example 192.0.2.1\nextensions /x\n\
        state /s\nruntime /r\nalgorithms SHA-256 MD5\nmin-expires 60\ndefault-expires 120\nmax-expires 180\n\
        max-contacts 2\nnonce-lifetime 30\ncseq lenient\nwrong-login 403\nlogin-failures off\nsync 1\nlog trace\n";
    let config = Config::parse(text, "host").unwrap();
    assert_eq!(config.listen, "[::]:5070".parse().unwrap());
    assert_eq!(config.algorithms, [Algorithm::Sha256, Algorithm::Md5]);
    assert!(
        config.serves(b"B.example") && config.serves(b"192.0.2.1") && !config.serves(b"c.example")
    );
    assert_eq!(
        (config.login_failures, config.log, config.max_expires),
        (None, LogLevel::Trace, 180)
    );
    assert!(config.cseq_lenient && config.wrong_login_403);
}

#[test]
fn all_errors_come_at_once_with_line_and_column() {
    let text = "listen 5060\nmax-contact 5\n  log   loud\nmax-contacts\nrealm a\nrealm b\ndomain any x\nstate here\nsync 0\n";
    assert_eq!(
        complaints(text),
        [
            "f:1:8: “5060” is not an address and a port, such as 0.0.0.0:5060 or [::]:5060.",
            "f:2:1: There is no keyword “max-contact”; did you mean “max-contacts”?",
            "f:3:9: “loud” is not one of: error, warn, info, debug, trace.",
            "f:4:1: “max-contacts” needs a value.",
            "f:6:1: “realm” is already set in line 5.",
            "f:7:8: “any” stands alone: it accepts every host name.",
            "f:8:7: “here” is not a full path; it must begin with “/”.",
            "f:9:6: “0” is not a number between 1 and 3600.",
        ]
    );
}

#[test]
fn expiries_must_not_decrease() {
    assert_eq!(
        complaints("max-expires 600\n"),
        [
            "f:1:1: min-expires (30), default-expires (3600) and max-expires (600) must not decrease in this order."
        ]
    );
}

#[test]
fn one_edit() {
    for (a, b, near) in [
        ("log", "logs", true),
        ("log", "lgo", true),
        ("log", "lag", true),
        ("log", "lo", true),
        ("log", "log", false),
        ("log", "realm", false),
    ] {
        assert_eq!(is_one_edit_away(a, b), near, "{a} {b}");
    }
}
