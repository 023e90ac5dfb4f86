//! What the operator writes, and the journal.

use sipreg::config::{Algorithm, Config};
use sipreg::diagnostic::Diagnostic;
use sipreg::extensions::{Extensions, edit};
use sipreg::journal::{self, Change, Lines};
use sipreg::seed::{Seed, fingerprint};

use crate::desk::now;
use std::net::SocketAddr;

/// How many complaints of one text are looked at.
const ENOUGH: usize = 40;

/// A complaint must point into the text, so that an editor can jump there.
fn assert_lies_inside(text: &str, diagnostic: &Diagnostic) {
    let shown = diagnostic.display("file", "sentence").to_string();
    let line = text
        .lines()
        .nth(diagnostic.line - 1)
        .expect("its line exists");
    if let Some(source) = &diagnostic.source {
        assert_eq!(*source, line.replace('\t', " "), "{shown}");
    }
    let len = line.chars().count();
    assert!(diagnostic.column >= 1 && diagnostic.width >= 1, "{shown}");
    assert!(
        diagnostic.column + diagnostic.width - 1 <= len.max(diagnostic.column),
        "{shown}"
    );
    assert!(diagnostic.column <= len + 1, "{shown}");
}

/// A configuration file.
pub fn config(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (config, complaints) = Config::read(&text, "host.example");
    for complaint in complaints.iter().take(ENOUGH).chain(complaints.last()) {
        assert_lies_inside(&text, complaint);
    }
    match Config::parse(&text, "host.example") {
        Ok(same) => {
            assert!(complaints.is_empty() && same == config);
            assert!(
                same.min_expires <= same.default_expires
                    && same.default_expires <= same.max_expires
            );
            assert!(!same.algorithms.is_empty() && !same.realm.contains(['"', '\\']));
        }
        Err(list) => assert_eq!(list, complaints),
    }
}

/// An extensions file, and every edit of it.
pub fn extensions(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let read = |text: &str| {
        Extensions::parse(
            text,
            "sip.example.com",
            &[Algorithm::Md5, Algorithm::Sha256],
            Seed::new([3; 16]),
        )
    };
    let list = match read(&text) {
        Ok(list) => list,
        Err(complaints) => {
            assert!(!complaints.is_empty());
            complaints
                .iter()
                .take(ENOUGH)
                .chain(complaints.last())
                .for_each(|c| assert_lies_inside(&text, c));
            return;
        }
    };
    for extension in list.iter().take(8) {
        let name = extension.name();
        let found = list.get(name.as_bytes()).expect("it is found by its name");
        assert_eq!(found.line, extension.line);
        let (without, was_there) = edit(&text, name, &[]);
        assert!(was_there, "“{name}” is there");
        let rest = read(&without).expect("what remains is right");
        assert!(rest.get(name.as_bytes()).is_none() && rest.len() + 1 == list.len());
        let (with, _) = edit(&text, name, &[format!("{name} another password")]);
        let all = read(&with).expect("what was changed is right");
        assert_eq!(
            all.get(name.as_bytes()).and_then(|e| e.password()),
            Some("another password")
        );
        assert_eq!(all.len(), list.len());
    }
    let (with, was_there) = edit(&text, "new-one", &["new-one password".to_owned()]);
    let all = read(&with).expect("what was added is right");
    assert_eq!(all.len(), list.len() + usize::from(!was_there));
}

/// One line of the journal as it is, and one whose checksum is right.
pub fn journal(data: &[u8]) {
    let _ = journal::check_header(data);
    let at = now(0);
    let _ = journal::read(&at, data);
    let line = [format!("{:016x} ", fingerprint(data)).as_bytes(), data].concat();
    let Ok(Change::Bind(name, binding)) = journal::read(&at, &line) else {
        return;
    };
    if matches!(binding.source, SocketAddr::V6(ip) if ip.scope_id() != 0) {
        // Which link it was means nothing after a reboot, and is not kept.
        return;
    }
    let mut lines = Lines::default();
    lines.bind(&at, &name, &binding);
    let written = lines.text().strip_suffix(b"\n").expect("a whole line");
    assert!(written.iter().all(|b| matches!(b, b' '..=b'~')));
    match journal::read(&at, written) {
        Ok(Change::Bind(same, again)) => {
            assert_eq!((same, format!("{again:?}")), (name, format!("{binding:?}")));
        }
        // Nothing was granted, so it has ended.
        Ok(Change::Unbind(..)) => assert!(!binding.is_live(at.time)),
        other => panic!("a line that was read cannot be read again: {other:?}"),
    }
}
