//! The commands that read the operator's files: check and phone.

use crate::common::daemon::Daemon;
use crate::common::phone::ha1;
use crate::common::place::{Place, Run};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const FILE: &str = "# who is who\n\n1001    correct horse battery\n\t1002\tother # no comment\n# 1003 nobody\n1004 last";

fn is(run: &Run, code: i32, out: &str, err: &str) {
    assert_eq!(
        (run.code, run.out.as_str(), run.err.as_str()),
        (code, out, err)
    );
}

#[test]
fn check_finds_nothing_wrong_with_what_is_right() {
    let place = Place::new("", FILE);
    fs::set_permissions(place.path("extensions"), fs::Permissions::from_mode(0o640)).unwrap();
    let file = place.path("extensions").display().to_string();
    let run = place.run(&["check"], "");
    let said = format!(
        "configuration OK: listen 127.0.0.1:0, realm sip.example.com, 3 extensions in {file}, 2 warnings\n"
    );
    assert_eq!((run.code, run.out), (0, said));
    let doubts: Vec<&str> = run.err.lines().filter(|l| l.starts_with(&file)).collect();
    assert_eq!(
        doubts,
        [
            format!(
                "{file}:4:7: Everything to the end of the line is the password; a comment needs a line of its own."
            ),
            format!(
                "{file}:6:6: A password of fewer than 8 characters is soon guessed. Make one: sudo sipregd passwd --generate EXT"
            ),
        ]
    );
    let place = Place::new("", "");
    let run = place.run(&["check"], "");
    assert_eq!(run.code, 0);
    assert!(run.out.contains(", 0 extensions in "), "{}", run.out);
}

#[test]
fn check_warns_of_what_is_hardly_meant() {
    let lines = "1011, correct horse battery\n-1001 correct horse battery\n1002 \"quoted password\"\n1003 =password1\n1004 pass\u{200b}word1\n\
                 1005:sip.example.com:0123456789abcdef0123456789abcdef\n";
    let place = Place::new("algorithms SHA-256 MD5", lines);
    let run = place.run(&["check"], "");
    assert_eq!(run.code, 0);
    let file = place.path("extensions").display().to_string();
    let said: Vec<&str> = run
        .err
        .lines()
        .filter_map(|l| l.strip_prefix(&file))
        .collect();
    assert_eq!(
        said,
        [
            ":6:1: “1005” has no hash for SHA-256, which “algorithms” offers: a phone that chooses it is refused. Create it again: sudo sipregd passwd --hash 1005",
            ":1:1: The last character is part of the name. If it is not meant, remove it.",
            ":2:1: A name that begins with “-” looks like an option to every command.",
            ":3:6: The quotes are part of the password. If they are not meant, remove them.",
            ":4:6: The “=” is part of the password. If it is not meant, remove it.",
            ":5:6: The password has a character that cannot be seen. Type it again.",
        ]
    );
}

#[test]
fn only_the_first_problems_are_shown_and_the_rest_are_counted() {
    let lines: String = (0..30).map(|n| format!("100{n}\n")).collect();
    let place = Place::new("", &lines);
    let run = place.run(&["check"], "");
    assert_eq!(run.code, 78);
    assert_eq!(run.err.matches("The password is missing").count(), 20);
    assert!(
        run.err.ends_with("… and 10 more\n30 problems\n"),
        "{}",
        run.err
    );
}

/// Files that version 0.1.0 took, each with something that has another meaning or default since.
#[test]
fn what_the_first_version_took_is_taken_still() {
    let host = nix::unistd::gethostname().unwrap().into_string().unwrap();
    let hash = "0123456789abcdef0123456789abcdef";
    let local = "listen 127.0.0.1:0\n";
    for (config, extensions) in [
        (
            format!("{local}realm sip.example.com"),
            "1001 secret\n".to_owned(),
        ),
        (
            format!("{local}domain sip.example.com"),
            "1001 secret\n".to_owned(),
        ),
        (
            format!("{local}domain sip.example.com"),
            format!("1001:{host}:{hash}\n"),
        ),
        (
            format!("{local}realm other.example.com\ndomain sip.example.com"),
            format!("1001:other.example.com:{hash}\n"),
        ),
        (local.to_owned(), format!("1001:{host}:{hash}\n")),
        (
            "listen 0.0.0.0:0\nalgorithms MD5 SHA-256".to_owned(),
            "1001 \"quoted\"\n1002 a # b\n1003 =x\n".to_owned(),
        ),
        (
            "listen [::]:0\nmin-expires 60\ndefault-expires 120\nmax-expires 180".to_owned(),
            String::new(),
        ),
    ] {
        let place = Place::empty();
        place.write("extensions", &extensions);
        let folder = place.path("").display().to_string();
        place.write(
            "sipregd.conf",
            &format!(
                "extensions {folder}/extensions\nstate {folder}\nruntime {folder}\n{config}\n"
            ),
        );
        let run = place.run(&["check"], "");
        assert_eq!(run.code, 0, "{config}: {}", run.err);
        let daemon = Daemon::start(&place);
        let line = daemon.phone("1001", "secret");
        let asked = line.exchange(line.phone.clone().ask());
        assert_eq!(asked.status(), "401 Unauthorized", "{config}");
        daemon.stop();
    }
}

#[test]
fn check_finds_the_shipped_files_right() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shipped = |name: &str| fs::read_to_string(root.join(name)).unwrap();
    let mut configs = vec![("etc/sipregd.conf".to_owned(), shipped("etc/sipregd.conf"))];
    for entry in fs::read_dir(root.join("packaging/examples")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".conf") {
            let path = format!("packaging/examples/{name}");
            let text = shipped(&path);
            configs.push((path, text));
        }
    }
    assert!(configs.len() > 1);
    for (path, text) in configs {
        let place = Place::new("", &shipped("etc/extensions"));
        let extensions = format!("extensions {}", place.path("extensions").display());
        let mut lines: Vec<_> = text
            .lines()
            .filter(|l| !l.starts_with("extensions"))
            .collect();
        lines.push(&extensions);
        place.write("sipregd.conf", &lines.join("\n"));
        let run = place.run(&["check"], "");
        let file = place.path("extensions");
        let end = format!(", 0 extensions in {}\n", file.display());
        let is_right = run.out.starts_with("configuration OK: listen ") && run.out.ends_with(&end);
        assert!(run.code == 0 && is_right, "{path}: {} {}", run.out, run.err);
    }
}

#[test]
fn check_prints_every_problem_at_once_with_its_place() {
    let place = Place::new("", "");
    place.write(
        "sipregd.conf",
        &format!(
            "# a comment\nlisten 0.0.0.0\n  realm   sip example\nlissten [::]:5060\nmax-contacts 0\nrealm twice.example.com\nlog\nextensions {}\ncsec strict\n",
            place.path("extensions").display()
        ),
    );
    place.write(
        "extensions",
        "1001 secret\n1001 again\n1002 space \n10@3 x\n1004:other.example.com:5f4dcc3b5aa765d61d8327deb882cf99\n1005:sip:12\n1006\n",
    );
    let run = place.run(&["check"], "");
    assert_eq!((run.code, run.out.as_str()), (78, ""));
    let folder = place.path("");
    let folder = folder.display();
    let expected = [
        (
            "sipregd.conf:2:8: ",
            "    listen 0.0.0.0\n           ^~~~~~~\n",
        ),
        (
            "sipregd.conf:3:11: ",
            "      realm   sip example\n              ^~~~~~~~~~~\n",
        ),
        (
            "sipregd.conf:4:1: Unknown keyword “lissten”. Did you mean “listen”?\n",
            "    lissten [::]:5060\n    ^~~~~~~\n",
        ),
        (
            "sipregd.conf:5:14: “0” is not a number between 1 and 100.\n",
            "    max-contacts 0\n                 ^\n",
        ),
        (
            "sipregd.conf:6:1: “realm” is already set in line 3.\n",
            "    realm twice.example.com\n    ^~~~~\n",
        ),
        (
            "sipregd.conf:7:1: “log” needs a value.\n",
            "    log\n    ^~~\n",
        ),
        (
            "sipregd.conf:9:1: Unknown keyword “csec”. Did you mean “cseq”?\n",
            "    csec strict\n    ^~~~\n",
        ),
        ("extensions:2:1: “1001” is already defined in line 1.\n", ""),
        (
            "extensions:3:6: The password ends with a space; phones cut it off. Remove the space.\n",
            "",
        ),
        ("extensions:4:3: A name has no “@”", ""),
        (
            "extensions:5:6: This hash is for the realm “other.example.com”",
            "",
        ),
        (
            "extensions:6:10: A hash has 32 hexadecimal digits (MD5) or 64 (SHA-256).\n",
            "",
        ),
        ("extensions:7:1: The password is missing", ""),
    ];
    let mut rest = run.err.as_str();
    for (headline, source) in expected {
        let headline = format!("{folder}{headline}");
        assert!(
            rest.starts_with(&headline),
            "{headline} is not next in:\n{rest}"
        );
        let (_, after) = rest.split_once('\n').unwrap();
        // A line of the extensions file is not shown, because it holds a password.
        let source = if headline.contains("/extensions:") {
            ""
        } else {
            source
        };
        rest = after
            .strip_prefix(source)
            .unwrap_or_else(|| panic!("{source} is not next in:\n{after}"));
    }
    assert_eq!(rest, "13 problems\n");
}

#[test]
fn check_says_what_cannot_be_read() {
    let place = Place::empty();
    let config = place.config().display().to_string();
    is(
        &place.run(&["check"], ""),
        78,
        "",
        &format!("Cannot read {config}: no such file or directory.\n1 problem\n"),
    );
    place.configure("127.0.0.1:0", "");
    let extensions = place.path("extensions");
    is(
        &place.run(&["check"], ""),
        78,
        "",
        &format!(
            "Cannot read {}: no such file or directory.\n1 problem\n",
            extensions.display()
        ),
    );
    fs::write(&extensions, b"1001 secret\n1002 caf\xe9\n").unwrap();
    is(
        &place.run(&["check"], ""),
        78,
        "",
        &format!(
            "{}:2:9: This byte is not UTF-8 text.\n1 problem\n",
            extensions.display()
        ),
    );
}

#[test]
fn check_warns_of_a_file_that_everybody_can_read() {
    let place = Place::new("", FILE);
    let path = place.path("extensions");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let run = place.run(&["check"], "");
    assert_eq!(run.code, 0);
    assert!(
        run.err.starts_with("warning: ")
            && run.err.contains(&format!("chmod o= {}", path.display())),
        "{}",
        run.err
    );
}

#[test]
fn phone_prints_what_to_type() {
    let place = Place::listening("127.0.0.1:5070", "default-expires 600", FILE);
    let run = place.run(&["phone", "1001"], "");
    assert_eq!(run.code, 0, "{}", run.err);
    let config = place.config();
    let config = config.display();
    let show = format!("(hidden; to see it: sudo sipregd phone --show-password -c {config} 1001)");
    // The realm is no name that this machine can find, so it gives its address.
    for line in [
        "Domain: 127.0.0.1",
        "User: 1001",
        &format!("Password: {show}"),
        "Port: 5070",
        "Transport: UDP",
        "STUN: off",
        "Expires: 600",
        "Register: on",
        "Authentication name: (empty)",
        "Outbound proxy: (empty)",
        "Keep-alive: 30",
    ] {
        assert!(
            run.out.lines().any(|l| l == line),
            "{line} in:\n{}",
            run.out
        );
    }
    assert!(!run.out.contains("correct horse battery"));
    assert!(
        run.out
            .contains("\n\nField by field, as the apps and phones name them:\n\nZoiper\n")
    );
    assert_eq!(run.out.matches(&show).count(), 1);
    assert_eq!(run.out.matches("Password: (see above)\n").count(), 6);
    // Each phone has a paragraph, under its name.
    let names: Vec<&str> = run
        .out
        .split("\n\n")
        .skip(2)
        .filter_map(|fields| fields.lines().next())
        .collect();
    assert_eq!(
        names,
        [
            "Zoiper",
            "Linphone",
            "MicroSIP",
            "Grandstream",
            "Yealink",
            "Groundwire"
        ]
    );
    let help = place.run(&["phone", "--help"], "").out.replace('\n', " ");
    assert!(
        help.contains(
            "that the fields have in Zoiper, Linphone, MicroSIP, Grandstream, Yealink and Groundwire."
        ),
        "{help}"
    );
    let run = place.run(&["phone", "1001", "--show-password"], "");
    assert!(run.out.contains("\nPassword: correct horse battery\n"));

    let run = place.run(&["phone", "1009"], "");
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(
        run.err.contains("There is no extension 1009 in ")
            && run.err.contains(&format!(
                ". To add it: sudo sipregd passwd --generate -c {config} 1009\n"
            )),
        "{}",
        run.err
    );
    assert_eq!(place.run(&["phone"], "").code, 2);
    place.configure("127.0.0.1:0", "nonsense");
    assert_eq!(place.run(&["phone", "1001"], "").code, 78);
}

#[test]
fn phone_cannot_show_what_is_only_a_hash() {
    let file = format!("1001:sip.example.com:{}\n", ha1("1001", "secret"));
    let place = Place::new("", &file);
    let run = place.run(&["phone", "1001", "--show-password"], "");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(
        run.out.contains("\nPassword: (only its hash is stored"),
        "{}",
        run.out
    );
}
