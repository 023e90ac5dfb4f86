//! The commands that read the operator's files: check and phone.

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
    is(&place.run(&["check"], ""), 0, "configuration OK\n", "");
    let place = Place::new("", "");
    let run = place.run(&["check"], "");
    assert_eq!((run.code, run.out.as_str()), (0, "configuration OK\n"));
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
        assert_eq!(
            (run.code, run.out.as_str()),
            (0, "configuration OK\n"),
            "{path}: {}",
            run.err
        );
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
            "sipregd.conf:4:1: There is no keyword “lissten”; did you mean “listen”?\n",
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
            "sipregd.conf:9:1: There is no keyword “csec”; did you mean “cseq”?\n",
            "    csec strict\n    ^~~~\n",
        ),
        (
            "extensions:2:1: “1001” is already defined in line 1.\n",
            "    1001 again\n    ^~~~\n",
        ),
        (
            "extensions:3:6: The password ends with a space; phones cut it off. Remove the space.\n",
            "    1002 space \n         ^~~~~~\n",
        ),
        (
            "extensions:4:3: A name has no “@”",
            "    10@3 x\n      ^~\n",
        ),
        (
            "extensions:5:6: This hash is for the realm “other.example.com”",
            "    1004:other.example.com:5f4dcc3b5aa765d61d8327deb882cf99\n         ^~~~~~~~~~~~~~~~~\n",
        ),
        (
            "extensions:6:10: A hash has 32 hexadecimal digits (MD5) or 64 (SHA-256).\n",
            "    1005:sip:12\n             ^~\n",
        ),
        (
            "extensions:7:1: The password is missing",
            "    1006\n    ^~~~\n",
        ),
    ];
    let mut rest = run.err.as_str();
    for (headline, source) in expected {
        let headline = format!("{folder}{headline}");
        assert!(
            rest.starts_with(&headline),
            "{headline} is not next in:\n{rest}"
        );
        let (_, after) = rest.split_once('\n').unwrap();
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
    assert_eq!((run.code, run.out.as_str()), (0, "configuration OK\n"));
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
    // The realm is no name that this machine can find, so it gives its address.
    for line in [
        "Domain: 127.0.0.1",
        "User: 1001",
        "Password: (hidden; to see it: sudo sipregd phone 1001 --show-password)",
        "Port: 5070",
        "Transport: UDP",
        "STUN: off",
        "Expires: 600",
    ] {
        assert!(
            run.out.lines().any(|l| l == line),
            "{line} in:\n{}",
            run.out
        );
    }
    assert!(!run.out.contains("correct horse battery"));
    for phone in ["Zoiper", "Linphone", "MicroSIP", "Grandstream"] {
        assert!(run.out.contains(&format!("\n\n{phone}\n")), "{phone}");
    }
    let run = place.run(&["phone", "1001", "--show-password"], "");
    assert!(run.out.contains("\nPassword: correct horse battery\n"));

    let run = place.run(&["phone", "1009"], "");
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(
        run.err.contains("There is no extension 1009 in "),
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
