//! `sipregd passwd`: the one command that writes what the operator wrote, and how carefully.

use crate::common::phone::{ha1, ha1_sha256};
use crate::common::place::{Place, Run};
use nix::fcntl::{Flock, FlockArg};
use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt};

const FILE: &str = "# who is who\n\n1001    correct horse battery\n\t1002\tother # no comment\n# 1003 nobody\n1004 last";

fn is(run: &Run, code: i32, out: &str, err: &str) {
    assert_eq!(
        (run.code, run.out.as_str(), run.err.as_str()),
        (code, out, err)
    );
}

#[test]
fn passwd_changes_one_line_and_nothing_else() {
    let place = Place::new("", FILE);
    let path = place.path("extensions");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let config = place.config();
    let config = config.display();
    let reload = format!("  sudo sipregd reload -c {config}\n");
    let phone =
        format!("The settings for the phone:\n  sudo sipregd phone --show-password -c {config}");
    let run = place.run(&["passwd", "1002", "--stdin"], "new pass word\nignored\n");
    let end = "This ends the registrations made with the old password.";
    let said = format!("Changed 1002. To apply:\n{reload}{end} {phone} 1002\n");
    is(&run, 0, "", &said);
    assert_eq!(
        place.read("extensions"),
        FILE.replace("\t1002\tother # no comment", "1002 new pass word")
    );
    let run = place.run(&["passwd", "1003", "--stdin"], "third");
    let said = format!("Added 1003. To apply:\n{reload}{phone} 1003\n");
    is(&run, 0, "", &said);
    assert_eq!(
        place.read("extensions"),
        FILE.replace("\t1002\tother # no comment", "1002 new pass word") + "\n1003 third\n"
    );
    let run = place.run(&["passwd", "1001", "--delete"], "");
    let said = format!("Removed 1001. To apply (this ends its registrations):\n{reload}");
    is(&run, 0, "", &said);
    assert_eq!(
        place.read("extensions"),
        "# who is who\n\n1002 new pass word\n# 1003 nobody\n1004 last\n1003 third\n"
    );
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o640);
    assert!(!place.path("extensions.new").exists());
    assert_eq!(place.run(&["check"], "").code, 0);
}

#[test]
fn passwd_finds_the_first_name_behind_a_byte_order_mark() {
    let place = Place::new("", "\u{feff}1001 secret\n1002 other\n");
    assert_eq!(place.run(&["check"], "").code, 78);
    let run = place.run(&["passwd", "1001", "--stdin"], "new pass word\n");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.starts_with("Changed 1001."), "{}", run.err);
    assert_eq!(place.read("extensions"), "1001 new pass word\n1002 other\n");
    assert_eq!(place.run(&["check"], "").code, 0);
}

#[test]
fn passwd_generates_what_is_then_in_the_file() {
    let place = Place::new("", FILE);
    let mut passwords = Vec::new();
    for _ in 0..3 {
        let run = place.run(&["passwd", "1001", "--generate"], "");
        assert_eq!(run.code, 0);
        let password = run.out.strip_suffix('\n').unwrap().to_owned();
        assert_eq!(password.len(), 16);
        assert!(
            password
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        );
        assert!(
            place
                .read("extensions")
                .contains(&format!("\n1001 {password}\n"))
        );
        assert!(!run.err.contains(&password), "only where it is asked for");
        assert!(!passwords.contains(&password));
        passwords.push(password);
    }
}

#[test]
fn passwd_stores_hashes_of_every_algorithm_on_offer() {
    let place = Place::new("algorithms SHA-256 MD5", FILE);
    let run = place.run(&["passwd", "1001", "--stdin", "--hash"], "secret\n");
    assert_eq!(run.code, 0, "{}", run.err);
    let lines = format!(
        "1001:sip.example.com:{}\n1001:sip.example.com:{}\n",
        ha1_sha256("1001", "secret"),
        ha1("1001", "secret")
    );
    assert_eq!(
        place.read("extensions"),
        FILE.replace("1001    correct horse battery\n", &lines)
    );
    // Both lines are one extension.
    let run = place.run(&["passwd", "1001", "--delete"], "");
    assert_eq!(run.code, 0);
    assert_eq!(
        place.read("extensions"),
        FILE.replace("1001    correct horse battery\n", "")
    );
}

#[test]
fn passwd_makes_the_file_if_there_is_none() {
    let place = Place::empty();
    place.configure("127.0.0.1:0", "");
    let run = place.run(&["passwd", "1001", "--stdin"], "secret\n");
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(place.read("extensions"), "1001 secret\n");
    let mode = fs::metadata(place.path("extensions")).unwrap().mode();
    assert_eq!(mode & 0o007, 0, "not for everybody");
}

#[test]
fn passwd_refuses_what_no_phone_can_send() {
    let place = Place::new("", FILE);
    for (password, why) in [
        ("", "There is no password on standard input."),
        ("\n", "There is no password on standard input."),
        (
            "space \n",
            "The password ends with a space; phones cut it off. Remove the space.",
        ),
        (
            " space\n",
            "A password cannot begin with a space: phones cut it off.",
        ),
        (
            "bell\u{7}\n",
            "The password has a character that cannot be typed.",
        ),
        ("\u{e9}\n", ""),
        ("dos line\r\n", ""),
    ] {
        let before = place.read("extensions");
        let run = place.run(&["passwd", "1001", "--stdin"], password);
        if why.is_empty() {
            assert_eq!(run.code, 0, "{password:?}");
            let stored = format!("\n1001 {}\n", password.trim());
            assert!(place.read("extensions").contains(&stored), "{password:?}");
        } else {
            is(&run, 1, "", &format!("sipregd: {why}\n"));
            assert_eq!(place.read("extensions"), before);
        }
    }
    let run = place.run(&["passwd", "1001", "--stdin"], &"x".repeat(257));
    assert_eq!(run.code, 1);
}

#[test]
fn passwd_never_takes_a_password_as_an_argument_nor_asks_nobody() {
    let place = Place::new("", FILE);
    for (words, why) in [
        (
            &["passwd", "1001", "secret"][..],
            "Unexpected argument “secret”.",
        ),
        (
            &["passwd"],
            "Missing extension. Example: sipregd passwd 1001.",
        ),
        (
            &["passwd", "1001"],
            "No terminal to ask for the password on: use --generate or --stdin.",
        ),
        (
            &["passwd", "1001", "--generate", "--stdin"],
            "Use only one of --generate, --stdin and --delete.",
        ),
        (
            &["passwd", "1001", "--delete", "--hash"],
            "--hash cannot be used with --delete.",
        ),
        (
            &["passwd", "10:01", "--generate"],
            "“:” is not allowed in an extension name.",
        ),
        (
            &["passwd", "1001", "--password", "x"],
            "Unknown option --password.",
        ),
    ] {
        let run = place.run(words, "");
        is(
            &run,
            2,
            "",
            &format!("sipregd: {why} Try: sipregd help passwd\n"),
        );
    }
    assert_eq!(place.read("extensions"), FILE);
}

#[test]
fn passwd_gives_way_to_who_is_at_it_already() {
    let place = Place::new("", FILE);
    let path = place.path("extensions").display().to_string();
    let folder = File::open(place.path("")).unwrap();
    let lock = Flock::lock(folder, FlockArg::LockExclusive).unwrap();
    for words in [
        &["passwd", "1001", "--generate"][..],
        &["passwd", "1001", "--delete"],
    ] {
        is(
            &place.run(words, ""),
            1,
            "",
            &format!("sipregd: Someone else is changing {path} right now; try again.\n"),
        );
    }
    assert_eq!(place.read("extensions"), FILE);
    // The lock ends with its process, and what a crash left behind is thrown away.
    drop(lock);
    place.write("extensions.new", "half of someone else's");
    assert_eq!(place.run(&["passwd", "1001", "--delete"], "").code, 0);
    assert!(!place.path("extensions.new").exists());
}

#[test]
fn passwd_follows_a_link_and_keeps_the_readers() {
    let place = Place::new("", FILE);
    let (file, link) = (place.path("managed"), place.path("extensions"));
    fs::rename(&link, &file).unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    assert_eq!(place.run(&["passwd", "1001", "--delete"], "").code, 0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(!place.read("managed").contains("1001"));
    let acl: &[u8] = &[
        2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255, 255, 2, 0, 4, 0, 1, 0, 0, 0, 4, 0, 0, 0, 255, 255,
        255, 255, 16, 0, 4, 0, 255, 255, 255, 255, 32, 0, 0, 0, 255, 255, 255, 255,
    ];
    // Not every file system has them.
    if xattr::set(&file, "system.posix_acl_access", acl).is_ok() {
        let run = place.run(&["passwd", "1002", "--delete"], "");
        assert_eq!(run.code, 1);
        assert!(run.err.contains("access control list"), "{}", run.err);
        assert!(place.read("managed").contains("1002"));
    }
}

#[test]
fn passwd_says_what_is_not_there() {
    let place = Place::new("", FILE);
    let path = place.path("extensions").display().to_string();
    is(
        &place.run(&["passwd", "1009", "--delete"], ""),
        1,
        "",
        &format!("sipregd: There is no extension 1009 in {path}.\n"),
    );
    place.configure("127.0.0.1:0", "nonsense");
    let run = place.run(&["passwd", "1001", "--generate"], "");
    assert_eq!((run.code, run.out.as_str()), (78, ""));
    assert!(run.err.contains("sipregd.conf:6:1: "), "{}", run.err);
    assert_eq!(place.read("extensions"), FILE);
}
