//! What the commands say in Uzbek: whatever line has words in English has other words there.

use crate::common::daemon::Daemon;
use crate::common::place::{Place, Run, sipregd};
use std::process::Stdio;

/// Runs the command with `language` in the environment.
fn run(words: &[&str], language: &str) -> Run {
    let mut command = sipregd();
    command.args(words).env("LANG", language);
    let output = command.stdin(Stdio::null()).output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// How a line begins that is to be typed: a command, or a line of the configuration.
const TYPED: [&str; 3] = ["sudo ", "sipregd ", "listen "];

/// Fails if a line is the same in both languages, unless it is to be typed; which field of a phone has
/// which value is the same as well.
fn assert_translated(words: &[&str]) {
    let english = run(words, "en_US.UTF-8");
    let uzbek = run(words, "uz_UZ.UTF-8");
    assert_eq!(english.code, uzbek.code, "{words:?}");
    for (english, uzbek) in [(&english.out, &uzbek.out), (&english.err, &uzbek.err)] {
        let is_field = |line: &str| words.contains(&"phone") && !line.contains("sipregd");
        let is_typed = |line: &str| TYPED.iter().any(|start| line.starts_with(start));
        for line in english.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let is_same = uzbek.lines().any(|other| other.trim() == line);
            let may_be = is_field(line) || is_typed(line);
            assert!(!is_same || may_be, "{words:?}: {line}");
        }
    }
}

#[test]
fn no_line_stays_english() {
    let place = Place::new("", "1001 secret\n1002 other\n");
    let daemon = Daemon::start(&place);
    daemon.phone("1001", "secret").register_contact();
    daemon.phone("1002", "wrong").register_contact();
    let config = place.config();
    let config = config.to_str().unwrap();
    let server = daemon.addr.to_string();
    for words in [
        &["help"][..],
        &["help", "run"],
        &["help", "demo"],
        &["help", "check"],
        &["help", "reload"],
        &["help", "passwd"],
        &["help", "phone"],
        &["help", "status"],
        &["help", "doctor"],
        &["help", "watch"],
        &["help", "probe"],
        &["help", "help"],
        &["help", "version"],
        &["serve"],
        &["--nonsense"],
        &["check", "-c"],
        &["check", "--config=x", "y"],
        &["check", "-c", config],
        &["reload", "-c", config],
        &["passwd", "-c", config],
        &["passwd", "-c", config, "1001"],
        &["passwd", "-c", config, "1009", "--delete"],
        &["phone", "-c", config, "1001"],
        &["phone", "-c", config, "1009"],
        &["status", "-c", config],
        &["status", "-c", config, "1001"],
        &["status", "-c", config, "1002"],
        &["status", "-c", config, "1009"],
        &["doctor", "-c", config, "config", "loaded", "perm"],
        &["doctor", "-c", config, "1001"],
        &["doctor", "-c", config, "1002"],
        &["doctor", "-c", config, "1009"],
        &["watch", "-c", config, "--for", "1"],
        &["watch", "-c", config, "--for", "one"],
        &["probe", &server],
        &["probe", "sip:x"],
    ] {
        assert_translated(words);
    }
    daemon.stop();
    for words in [
        &["status", "-c", config][..],
        &["doctor", "-c", config, "loaded", "socket"],
    ] {
        assert_translated(words);
    }
}

#[test]
fn the_language_of_the_configuration_comes_before_that_of_the_environment() {
    let english = Place::new("language en", "1001 secret\n");
    let uzbek = Place::new("language uz", "1001 secret\n");
    for (place, language, title) in [
        (&english, "uz_UZ.UTF-8", "usage: sipregd check"),
        (&uzbek, "en_US.UTF-8", "foydalanish: sipregd check"),
    ] {
        let config = place.config();
        let config = config.to_str().unwrap();
        for words in [
            ["check", "-c", config, "--help"],
            ["check", "--help", "-c", config],
        ] {
            let help = run(&words, language);
            assert_eq!(help.code, 0, "{}", help.err);
            assert!(help.out.starts_with(title), "{}", help.out);
        }
    }
}

/// The service writes why a reload failed in English.
#[test]
fn why_a_reload_failed_is_translated() {
    let place = Place::new("language uz", "1001 secret\n");
    let daemon = Daemon::start(&place);
    place.write("extensions", "1001 secret\n1002\n");
    daemon.reload();
    let file = place.path("extensions").display().to_string();
    let config = place.config();
    let reload = run(
        &["doctor", "-c", config.to_str().unwrap(), "last-reload"],
        "C",
    );
    let out = reload.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let why =
        format!("{file}:2:1: Parol yozilmagan: avval nom, keyin bo'sh joy, keyin parol yozing.");
    assert!(out.contains(&why), "{out}");
    daemon.stop();
}

/// Programs read these; they are the same in every language.
#[test]
fn objects_and_metrics_are_english() {
    let place = Place::new("language uz", "1001 secret\n");
    let daemon = Daemon::start(&place);
    daemon.phone("1001", "wrong").register_contact();
    let config = place.config();
    let config = config.to_str().unwrap();
    for words in [
        &["status", "--json", "-c", config][..],
        &["doctor", "--json", "-c", config, "1001"],
    ] {
        let run = run(words, "uz_UZ.UTF-8");
        assert!(run.out.contains("1001"), "{}", run.out);
        assert!(!run.out.contains("o'"), "{}", run.out);
    }
    let metrics = run(&["status", "--prometheus", "-c", config], "uz_UZ.UTF-8");
    let help = "# HELP sipregd_up Whether the service answers.\n";
    assert!(metrics.out.starts_with(help), "{}", metrics.out);
    daemon.stop();
}
