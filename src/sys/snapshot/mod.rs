//! The status file: what the running process knows, written when SIGUSR1 asks. The first line is the head, each
//! other line one account, so that a reader needs room for one of them only.

pub(crate) mod write;

use crate::sys::clock::unix_now;
use crate::sys::file::{open_regular, read_regular};
use crate::text::{Say, status as words, system};
use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sipreg::cause::Cause;
use sipreg::guard::LOCKOUT;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tinyjson::JsonValue;

/// How long the process may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What came of asking.
#[derive(Debug)]
pub(crate) enum Asked {
    /// What the process knows, now.
    Fresh(JsonValue),
    /// What it knew so many seconds ago, and why there is nothing newer.
    Old(JsonValue, u64, Say),
    /// It is not running, as far as can be seen from here.
    NotRunning(Say),
    /// It cannot be seen from here; a sentence says why, and how it can.
    Unseen(Say),
}

/// The number of the running process, from the folder `runtime`.
///
/// # Errors
/// [`Asked`] if there is none, or none can be seen.
pub(crate) fn pid(runtime: &str) -> Result<Pid, Asked> {
    let path = Path::new(runtime).join("sipregd.pid");
    let shown = path.display().to_string();
    let text = read_regular(&path, 32, OFlag::O_NOFOLLOW).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Asked::NotRunning(words::NO_PID_FILE.with("file", &shown)),
        _ => {
            let say = words::CANNOT_READ.with("file", &shown);
            Asked::Unseen(say.with("why", system::error(&error)))
        }
    })?;
    let number = str::from_utf8(&text)
        .ok()
        .and_then(|t| t.trim().parse().ok());
    let Some(pid) = number.filter(|pid| *pid > 0).map(Pid::from_raw) else {
        return Err(Asked::Unseen(words::NO_PID.with("file", &shown)));
    };
    if is_service(pid, &path) {
        Ok(pid)
    } else {
        let say = words::PID_GONE.with("pid", pid.to_string());
        Err(Asked::NotRunning(say.with("file", &shown)))
    }
}

/// Whether that process serves and belongs to who wrote its number down. The number may have been left
/// behind by a crash, or put there by someone who wants root to send a signal to another.
fn is_service(pid: Pid, written: &Path) -> bool {
    let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let mut words = command.split(|b| *b == 0);
    let program = words.next().unwrap_or_default();
    let is_program = program.rsplit(|b| *b == b'/').next() == Some(b"sipregd");
    let serves = matches!(words.next(), Some(b"run" | b"demo"));
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let user = status.lines().find_map(|line| {
        let mut ids = line.strip_prefix("Uid:")?.split_whitespace();
        ids.next()?.parse::<u32>().ok()
    });
    let owner = fs::symlink_metadata(written).ok().map(|m| m.uid());
    is_program && serves && user.is_some() && user == owner
}

/// Sources in the file, the latest.
pub(crate) const SOURCES: usize = 512;

/// Asks the process that has the folder `runtime`; its accounts are a list under `accounts`.
pub(crate) fn ask(runtime: &str) -> Asked {
    ask_about(runtime, |_, _| true)
}

/// The same with those accounts only of which `keep` says so, after it has seen the head and the account.
pub(crate) fn ask_about(
    runtime: &str,
    mut keep: impl FnMut(&JsonValue, &JsonValue) -> bool,
) -> Asked {
    let path = Path::new(runtime).join("status");
    let pid = match pid(runtime) {
        Ok(pid) => pid,
        Err(asked) => return asked,
    };
    let before = stamp(&path);
    match kill(pid, Signal::SIGUSR1) {
        Ok(()) => {}
        Err(Errno::EPERM) => return old(&path, words::NOT_ALLOWED.say(), keep),
        Err(errno) => return Asked::NotRunning(gone(pid, errno)),
    }
    let since = Instant::now();
    while stamp(&path) == before {
        if since.elapsed() > PATIENCE {
            let say = words::SILENT.with("pid", pid.to_string());
            return old(&path, say.with("n", PATIENCE.as_secs()), keep);
        }
        sleep(Duration::from_millis(10));
    }
    read(&path, &mut keep).map_or_else(Asked::Unseen, Asked::Fresh)
}

/// Why the process `pid` cannot be sent a signal.
pub(crate) fn gone(pid: Pid, errno: Errno) -> Say {
    let say = words::PID_FAILS.with("pid", pid.to_string());
    say.with("why", system::error(&errno.into()))
}

/// What tells one version of the file from the next.
fn stamp(path: &Path) -> Option<(u64, i64, i64)> {
    let about = fs::metadata(path).ok()?;
    Some((about.ino(), about.mtime(), about.mtime_nsec()))
}

/// Reads the file; `keep` is given the head and each account.
fn read(
    path: &Path,
    mut keep: impl FnMut(&JsonValue, &JsonValue) -> bool,
) -> Result<JsonValue, Say> {
    let shown = path.display().to_string();
    let shut = |error| {
        let say = words::CANNOT_READ.with("file", &shown);
        say.with("why", system::error(&error))
    };
    let alien = || words::NOT_A_STATUS_FILE.with("file", &shown);
    let (file, _) = open_regular(path, OFlag::O_NOFOLLOW).map_err(shut)?;
    let (mut file, mut line) = (BufReader::new(file), String::new());
    // One line in memory at a time; nothing at the end.
    let mut next = || {
        line.clear();
        match file.by_ref().take(LONGEST).read_line(&mut line) {
            Ok(0) => Ok(None),
            Ok(_) if line.ends_with('\n') && depth(&line) <= DEPTH => {
                line.parse().map(Some).map_err(|_| alien())
            }
            Err(error) if error.kind() != ErrorKind::InvalidData => Err(shut(error)),
            _ => Err(alien()),
        }
    };
    let mut head = next()?.ok_or_else(alien)?;
    let mut accounts = Vec::new();
    while let Some(account) = next()? {
        if keep(&head, &account) {
            accounts.push(account);
        }
    }
    match &mut head {
        JsonValue::Object(map) => map.insert("accounts".to_owned(), JsonValue::Array(accounts)),
        _ => return Err(alien()),
    };
    Ok(head)
}

/// The longest line that is read, bytes. The head names 512 sources, whatever they call themselves.
const LONGEST: u64 = 1 << 23;
/// The deepest that it is nested. The parser calls itself for each level.
const DEPTH: usize = 16;

/// How deep the brackets of `text` are nested at most, those in strings not counted.
fn depth(text: &str) -> usize {
    let (mut deepest, mut now) = (0_usize, 0_usize);
    let (mut in_string, mut is_escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                now += 1;
                deepest = deepest.max(now);
            }
            b']' | b'}' if !in_string => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn old(path: &Path, why: Say, keep: impl FnMut(&JsonValue, &JsonValue) -> bool) -> Asked {
    match read(path, keep) {
        Ok(json) => {
            let written = number(&json, "written");
            Asked::Old(json, unix_now().saturating_sub(written), why)
        }
        Err(_) if !path.exists() => Asked::Unseen(why),
        Err(say) => Asked::Unseen(words::BECAUSE.with("what", say).with("why", why)),
    }
}

/// What the service knows of the extension `name`.
pub(crate) fn account_of<'j>(json: &'j JsonValue, name: &str) -> Option<&'j JsonValue> {
    let mut accounts = list(json, "accounts").iter();
    accounts.find(|account| text(account, "name") == name)
}

/// The value under `key`, or null.
pub(crate) fn get<'j>(json: &'j JsonValue, key: &str) -> &'j JsonValue {
    static NULL: JsonValue = JsonValue::Null;
    match json {
        JsonValue::Object(map) => map.get(key).unwrap_or(&NULL),
        _ => &NULL,
    }
}

/// The number under `key`, or 0.
pub(crate) fn number(json: &JsonValue, key: &str) -> u64 {
    match get(json, key) {
        // NOTE(cast): seconds and counts stay far below 2^53, where every whole number is exact.
        JsonValue::Number(n) if *n >= 0.0 => *n as u64,
        _ => 0,
    }
}

/// The text under `key`, or an empty one.
pub(crate) fn text<'j>(json: &'j JsonValue, key: &str) -> &'j str {
    match get(json, key) {
        JsonValue::String(s) => s,
        _ => "",
    }
}

/// The address in the `address:port` under `from`, if there is one.
pub(crate) fn ip_of(json: &JsonValue) -> Option<IpAddr> {
    let from: SocketAddr = text(json, "from").parse().ok()?;
    Some(from.ip())
}

/// The array under `key`, or an empty one.
pub(crate) fn list<'j>(json: &'j JsonValue, key: &str) -> &'j [JsonValue] {
    match get(json, key) {
        JsonValue::Array(list) => list,
        _ => &[],
    }
}

/// Whether `key` is there and true.
pub(crate) fn is(json: &JsonValue, key: &str) -> bool {
    matches!(get(json, key), JsonValue::Boolean(true))
}

/// One of the `causes` of an account.
pub(crate) fn cause(json: &JsonValue) -> Option<Cause> {
    let (name, strength) = (text(json, "cause"), text(json, "strength"));
    Cause::read(name, strength, text(json, "detail"))
}

/// The addresses whose logins the service ignores now.
pub(crate) fn locked_out(head: &JsonValue) -> impl Iterator<Item = IpAddr> {
    let now = number(head, "written");
    let is_locked = move |source: &&JsonValue| {
        text(source, "outcome") == "locked-out"
            && now.saturating_sub(number(source, "last")) < LOCKOUT
    };
    let sources = list(head, "sources").iter().filter(is_locked);
    sources.filter_map(|source| text(source, "address").parse().ok())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::text::Language;

    /// Reads a file with that text; the names of the accounts and what is kept of `keep`.
    fn read_text(text: &str, keep: &str) -> Result<(Vec<String>, usize), String> {
        let name = format!(
            "sipregd-status-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        );
        let path = std::env::temp_dir().join(name);
        fs::write(&path, text).unwrap();
        let mut names = Vec::new();
        let json = read(&path, |head, account| {
            assert_eq!(number(head, "written"), 7, "the head comes first");
            names.push(self::text(account, "name").to_owned());
            self::text(account, "name") == keep
        });
        fs::remove_file(&path).unwrap();
        let json = json.map_err(|say| say.text(Language::English))?;
        Ok((names, list(&json, "accounts").len()))
    }

    #[test]
    fn a_reader_sees_every_account_and_keeps_what_it_wants() {
        let text = "{\"written\":7}\n{\"name\":\"1001\"}\n{\"name\":\"1002\"}\n";
        let names = vec!["1001".to_owned(), "1002".to_owned()];
        assert_eq!(read_text(text, "1002"), Ok((names.clone(), 1)));
        assert_eq!(read_text(text, "1003"), Ok((names, 0)));
        assert_eq!(read_text("{\"written\":7}\n", ""), Ok((vec![], 0)));
    }

    #[test]
    fn what_is_no_status_file_is_told() {
        let deep = format!("{{\"written\":7}}\n{}{}\n", "[".repeat(17), "]".repeat(17));
        let long = format!("{{\"written\":7}}\n\"{}\"\n", "a".repeat(1 << 23));
        for text in [
            "",
            "\n",
            "7\n",
            "{\"written\":7}",
            "{\"written\":7}\n{\"name\":\"10",
            "{\"written\":7}\n{\"name\":}\n",
            &deep,
            &long,
        ] {
            let shown = &text[..text.len().min(40)];
            assert!(read_text(text, "").is_err(), "{shown}");
        }
    }
}
