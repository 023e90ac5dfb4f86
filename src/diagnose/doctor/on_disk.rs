//! One name in the extensions file as it is on disk: there, rejected, or nearly there under another name.

use sipreg::config::Config;
use sipreg::diagnostic::Complaint;
use sipreg::extensions::Extensions;
use sipreg::nearest::distance;
use sipreg::seed::Seed;
use std::fs;

/// How the file has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OnDisk {
    /// It cannot be read by who asks.
    Unreadable,
    There,
    /// Its line is wrong: the number, and why.
    Rejected(usize, Complaint),
    /// Another name differs only in capitals.
    OtherCase(String),
    /// The name is `user@domain`, and `user` is there.
    FullAddress(String),
    /// Numbers differ from it in one digit; the first of them.
    CloseTo(String),
    Absent,
}

/// So many numbers that differ in one digit are named.
const NAMED: usize = 5;

/// Looks for `name` in `file`, read by `config`. The file that a running service has loaded may be another than
/// the one that its configuration names meanwhile.
pub(crate) fn look(file: &str, config: &Config, name: &str) -> OnDisk {
    match fs::read_to_string(file) {
        Ok(text) => find(&text, name, config),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => OnDisk::Absent,
        Err(_) => OnDisk::Unreadable,
    }
}

/// The name that a line of the file begins with.
fn name_of(line: &str) -> Option<&str> {
    let name = line.trim_start().split([' ', '\t', ':']).next()?;
    Some(name).filter(|name| !name.is_empty() && !name.starts_with('#'))
}

fn find(text: &str, name: &str, config: &Config) -> OnDisk {
    let names: Vec<&str> = text.lines().filter_map(name_of).collect();
    if names.contains(&name) {
        let seed = Seed::new([0; 16]);
        let wrong = Extensions::parse(text, &config.realm, &config.algorithms, seed).err();
        let is_mine = |line: usize| text.lines().nth(line - 1).and_then(name_of) == Some(name);
        let mut wrong = wrong.unwrap_or_default().into_iter();
        let mine = wrong.find(|d| d.line > 0 && is_mine(d.line));
        return mine.map_or(OnDisk::There, |d| OnDisk::Rejected(d.line, d.complaint));
    }
    if let Some(other) = names.iter().find(|n| n.eq_ignore_ascii_case(name)) {
        return OnDisk::OtherCase((*other).to_owned());
    }
    if let Some((user, _)) = name.split_once('@')
        && names.contains(&user)
    {
        return OnDisk::FullAddress(user.to_owned());
    }
    let close = names.into_iter().filter(|n| is_close(n, name));
    match close.take(NAMED).collect::<Vec<_>>().as_slice() {
        [] => OnDisk::Absent,
        close => OnDisk::CloseTo(close.join(" / ")),
    }
}

/// Whether two numbers differ in one digit, or in two that changed places. Names of people may well be alike.
fn is_close(a: &str, b: &str) -> bool {
    let is_number = |text: &str| text.bytes().all(|c| c.is_ascii_digit());
    a.len() == b.len() && a.len() >= 3 && is_number(a) && is_number(b) && distance(a, b) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_a_name_can_be_in_the_file() {
        let config = Config::new("sip.example.com");
        let text = "# 1005 comment\n1001 secret\nAlice  secret\n1003\n1004:other.realm:5f4dcc3b5aa765d61d8327deb882cf99\n";
        assert_eq!(find(text, "1001", &config), OnDisk::There);
        assert!(matches!(
            find(text, "1003", &config),
            OnDisk::Rejected(4, _)
        ));
        assert!(
            matches!(find(text, "1004", &config), OnDisk::Rejected(5, Complaint::HashOfOtherRealm { hashed, .. }) if hashed == "other.realm")
        );
        assert_eq!(
            find(text, "alice", &config),
            OnDisk::OtherCase("Alice".into())
        );
        assert_eq!(
            find(text, "1001@sip.example.com", &config),
            OnDisk::FullAddress("1001".into())
        );
        assert_eq!(find(text, "1010", &config), OnDisk::CloseTo("1001".into()));
        let close = OnDisk::CloseTo("1001 / 1003 / 1004".into());
        assert_eq!(find(text, "1002", &config), close);
        assert_eq!(find(text, "7777", &config), OnDisk::Absent);
    }

    #[test]
    fn one_figure_or_two_neighbours() {
        for (a, b, close) in [
            ("1001", "1002", true),
            ("1001", "1010", true),
            ("1001", "1022", false),
            ("1001", "101", false),
            ("alice", "alica", false),
            ("10", "11", false),
        ] {
            assert_eq!(is_close(a, b), close, "{a} {b}");
        }
    }
}
