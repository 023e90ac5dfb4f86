//! The command line itself: help, version, usage errors; and the demo, which needs no setup.

use crate::common::daemon::{Daemon, LIMIT, Line, without_time};
use crate::common::phone::Phone;
use crate::common::place::{Place, run, sipregd};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::thread;

/// The names of all commands, as the usage lists them.
fn commands() -> Vec<String> {
    let usage = run(&["help"], "").out;
    let names = usage.lines().filter_map(|l| l.strip_prefix("  "));
    let names = names.filter(|l| !l.starts_with("sudo ") && !l.starts_with("sipregd "));
    names
        .map(|l| l.split(' ').next().unwrap().to_owned())
        .collect()
}

#[test]
fn help_lists_every_command() {
    let help = run(&["help"], "");
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    let names = commands();
    for name in ["run", "demo", "check", "passwd", "phone", "help", "version"] {
        assert!(names.iter().any(|n| n == name), "{name} in:\n{}", help.out);
    }
    assert!(help.out.ends_with(
        "\nexit codes: 0 success, 1 problem or failure, 2 usage error, 78 bad configuration\n"
    ));
    for words in [&["--help"][..], &["-h"]] {
        assert_eq!(run(words, ""), help);
    }
    // Without a command nothing is done, and that is a mistake.
    let none = run(&[], "");
    assert_eq!((none.code, none.out.as_str()), (2, ""));
    assert_eq!(none.err, help.out);
}

#[test]
fn every_command_has_its_help() {
    for name in commands() {
        let help = run(&[&name, "--help"], "");
        assert_eq!((help.code, help.err.as_str()), (0, ""), "{name}");
        assert!(
            help.out.starts_with(&format!("usage: sipregd {name}")),
            "{}",
            help.out
        );
        assert!(help.out.lines().count() >= 3, "{}", help.out);
        assert_eq!(run(&[&name, "-h"], ""), help, "{name}");
        assert_eq!(run(&["help", &name], ""), help, "{name}");
    }
}

#[test]
fn help_fits_a_terminal_of_eighty_columns() {
    for language in ["C", "uz_UZ.UTF-8"] {
        for name in commands() {
            for words in [&["help"][..], &["help", &name]] {
                let output = sipregd().args(words).env("LC_ALL", language).output();
                let text = String::from_utf8(output.unwrap().stdout).unwrap();
                // The first line of the help of a command can be copied.
                let lines = text.lines().skip(1);
                let wide: Vec<&str> = lines.filter(|l| l.chars().count() > 80).collect();
                assert!(wide.is_empty(), "{wide:#?}");
            }
        }
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let version = concat!("sipregd ", env!("CARGO_PKG_VERSION"), "\n");
    for words in [&["version"][..], &["--version"], &["-V"]] {
        let run = run(words, "");
        assert_eq!(
            (run.code, run.out.as_str(), run.err.as_str()),
            (0, version, "")
        );
    }
}

/// The help that a wrong command line is told of: that of its command, if there is one.
fn help_for(words: &[&str]) -> String {
    match words[0] {
        "help" | "serve" | "statsu" => "sipregd help".to_owned(),
        option if option.starts_with('-') => "sipregd help".to_owned(),
        command => format!("sipregd help {command}"),
    }
}

#[test]
fn a_usage_error_is_2_and_one_sentence() {
    for (words, why) in [
        (&["serve"][..], "Unknown command “serve”."),
        (&["help", "serve"], "Unknown command “serve”."),
        (&["run", "now"], "Unexpected argument “now”."),
        (&["check", "all"], "Unexpected argument “all”."),
        (&["check", "--all"], "Unknown option --all."),
        (&["check", "-x"], "Unknown option -x."),
        (&["version", "1"], "Unexpected argument “1”."),
        (
            &["demo", "--listen", "here"],
            "“here” is not an address and a port, such as 0.0.0.0:5060.",
        ),
    ] {
        let run = run(words, "");
        assert_eq!(
            (run.code, run.out.as_str(), run.err.as_str()),
            (
                2,
                "",
                &*format!("sipregd: {why} Try: {}\n", help_for(words))
            )
        );
    }
    for words in [&["--nonsense"][..], &["check", "-c"], &["demo", "--listen"]] {
        let run = run(words, "");
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{words:?}");
        let hint = format!(" Try: {}\n", help_for(words));
        assert!(run.err.ends_with(&hint), "{}", run.err);
    }
}

#[test]
fn a_mistyped_command_or_option_is_told_the_nearest() {
    for (words, why) in [
        (
            &["statsu"][..],
            "Unknown command “statsu”. Did you mean “status”?",
        ),
        (
            &["help", "docter"],
            "Unknown command “docter”. Did you mean “doctor”?",
        ),
        (
            &["status", "--jsno"],
            "Unknown option --jsno. Did you mean “--json”?",
        ),
        (
            &["check", "--confg", "x"],
            "Unknown option --confg. Did you mean “--config”?",
        ),
        (
            &["probe", "--stdn"],
            "Unknown option --stdn. Did you mean “--stdin”?",
        ),
        // An option of other commands only.
        (&["check", "--jsno"], "Unknown option --jsno."),
        (
            &["--versoin"],
            "Unknown option --versoin. Did you mean “--version”?",
        ),
    ] {
        let run = run(words, "");
        assert_eq!(
            (run.code, run.out.as_str(), run.err.as_str()),
            (
                2,
                "",
                &*format!("sipregd: {why} Try: {}\n", help_for(words))
            )
        );
    }
}

#[test]
fn a_mistyped_check_is_told_the_nearest() {
    for (language, sentence) in [
        ("en", "There is no check “socet”. Did you mean “socket”?"),
        (
            "uz",
            "“socet” nomli tekshiruv yo'q. “socket” demoqchimidingiz?",
        ),
    ] {
        let place = Place::new(
            &format!("language {language}"),
            "1001 secret\nsockit secret\n",
        );
        let socet = place.run(&["doctor", "socet"], "");
        assert_eq!((socet.code, socet.out.as_str()), (2, ""));
        assert!(socet.err.contains(sentence), "{}", socet.err);
        // What is an extension was meant as one.
        let sockit = place.run(&["doctor", "sockit"], "");
        assert!(!sockit.out.contains("“socket”"), "{}", sockit.out);
    }
}

#[test]
fn half_the_name_of_a_check_means_all_that_begin_with_it() {
    let place = Place::new("", "1001 secret\nsip secret\n");
    let ids = |word: &str| -> Vec<String> {
        let run = place.run(&["doctor", word, "--json"], "");
        let ids = run.out.lines().map(|line| {
            let id = line.split('"').nth(3);
            id.unwrap_or_default().to_owned()
        });
        ids.collect()
    };
    assert_eq!(ids("dns"), ["dns-a", "dns-aaaa", "dns-srv"]);
    assert_eq!(ids("last"), ["last-reload"]);
    assert_eq!(
        ids("sip"),
        ["extension"],
        "what is an extension is meant as one"
    );
}

#[test]
fn a_mistyped_extension_is_told_the_nearest() {
    let place = Place::new("", "1001 secret\n2002 secret\n");
    let run = place.run(&["phone", "1010"], "");
    assert_eq!(run.code, 1);
    assert!(
        run.err.contains(". Did you mean “1001”? To add it: "),
        "{}",
        run.err
    );
    let run = place.run(&["passwd", "--delete", "1010"], "");
    assert_eq!(run.code, 1);
    assert!(run.err.ends_with(". Did you mean “1001”?\n"), "{}", run.err);
    let _daemon = Daemon::start(&place);
    for (name, err) in [
        (
            "2020",
            "Nothing is recorded of 2020 since the service started. Did you mean “2002”? To find out why:\n  sudo sipregd doctor -c CONF 2020\n",
        ),
        // There it is, only silent.
        (
            "1001",
            "Nothing is recorded of 1001 since the service started. To find out why:\n  sudo sipregd doctor -c CONF 1001\n",
        ),
    ] {
        let run = place.run(&["status", name], "");
        let err = err.replace("CONF", &place.config().display().to_string());
        assert_eq!((run.code, run.err), (1, err));
    }
}

#[test]
fn a_reader_who_has_gone_away_is_no_error() {
    let mut child = sipregd()
        .arg("help")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stderr, b"");
}

#[test]
fn the_demo_serves_what_it_prints() {
    let temporary = crate::common::place::Place::empty();
    let mut child = sipregd()
        .args(["demo", "--listen", "127.0.0.1:0"])
        .env("TMPDIR", temporary.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let (say, lines) = channel();
    thread::spawn(move || {
        for line in stdout.lines().map_while(Result::ok) {
            let _ = say.send(line);
        }
    });
    let mut sheet = HashMap::new();
    loop {
        let line = lines.recv_timeout(LIMIT).unwrap();
        match line.split_once(": ") {
            Some((label, value)) => sheet.insert(label.to_owned(), value.to_owned()),
            None if line.contains("Ctrl-C") => break,
            None => None,
        };
    }
    let labels = [
        ("Domain", "127.0.0.1"),
        ("User", "1001"),
        ("Transport", "UDP"),
        ("STUN", "off"),
        ("Expires", "3600"),
    ];
    for (label, value) in labels {
        assert_eq!(sheet[label], value);
    }
    let server = format!("{}:{}", sheet["Domain"], sheet["Port"]);
    let mut phone = Line::new(
        server.parse().unwrap(),
        Phone::of(&sheet["User"], &sheet["Password"]),
    );
    phone.phone.domain = sheet["Domain"].clone();
    let asked = phone.exchange(phone.phone.clone().ask());
    let mut login = phone.phone.login(&asked);
    login.realm = asked.challenge("realm").to_owned();
    let contact = phone.phone.contact();
    let request = phone
        .phone
        .request("REGISTER", &[&contact, &login.header()]);
    assert_eq!(phone.exchange(request).status(), "200 OK");

    // Its files are for nobody else, and go with it.
    let folder = |place: &crate::common::place::Place| {
        let entries = std::fs::read_dir(place.path("")).unwrap();
        entries.map(|e| e.unwrap().path()).collect::<Vec<_>>()
    };
    use std::os::unix::fs::PermissionsExt;
    let folders = folder(&temporary);
    assert_eq!(folders.len(), 1);
    let mode = std::fs::metadata(&folders[0]).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap());
    kill(pid, Signal::SIGINT).unwrap();
    let mut log = String::new();
    let mut stderr = child.stderr.take().unwrap();
    stderr.read_to_string(&mut log).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{log}");
    for line in log.lines() {
        let text = without_time(line).unwrap_or_else(|| panic!("no time in “{line}”"));
        assert!(text.starts_with("[SIP] "), "{line}");
    }
    assert!(folder(&temporary).is_empty());
    // The settings once more, when the log has pushed them away.
    let last: Vec<String> = lines.iter().collect();
    let password = format!("Password: {}", sheet["Password"]);
    assert!(
        last.iter()
            .any(|line| line.starts_with("The demo has ended"))
    );
    assert!(last.contains(&password), "{last:?}");
}

#[test]
fn the_demo_says_why_it_cannot_serve() {
    let run = run(&["demo", "--listen", "192.0.2.1:5060"], "");
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(
        run.err
            .contains("The address 192.0.2.1 is not on this machine"),
        "{}",
        run.err
    );
}
