//! Asking the running process what it knows: SIGUSR1 to it, then its file.

use super::clock::unix_now;
use super::file::{plain, read_regular};
use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs;
use std::io::ErrorKind;
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
    Old(JsonValue, u64, String),
    /// It is not running, as far as can be seen from here.
    NotRunning(String),
    /// It cannot be seen from here; a sentence says why, and how it can.
    Unseen(String),
}

/// The number of the running process, from the folder `runtime`.
///
/// # Errors
/// [`Asked`] if there is none, or none can be seen.
pub(crate) fn pid(runtime: &str) -> Result<Pid, Asked> {
    let path = Path::new(runtime).join("sipregd.pid");
    let text = read_regular(&path, 32, OFlag::O_NOFOLLOW).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Asked::NotRunning(format!(
            "sipregd is not running (there is no {}).",
            path.display()
        )),
        _ => Asked::Unseen(format!(
            "Cannot read {}: {}. Try: sudo sipregd …",
            path.display(),
            plain(&error)
        )),
    })?;
    let pid = str::from_utf8(&text)
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .filter(|p| *p > 0)
        .map(Pid::from_raw);
    let pid =
        pid.ok_or_else(|| Asked::Unseen(format!("{} holds no process number.", path.display())))?;
    if is_service(pid, &path) {
        Ok(pid)
    } else {
        Err(Asked::NotRunning(format!(
            "sipregd is not running (process {pid} of {} is gone).",
            path.display()
        )))
    }
}

/// Whether that process serves and belongs to who wrote its number down. The number may have been left
/// behind by a crash, or put there by somebody who wants root to send a signal to another.
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

/// Asks the process that has the folder `runtime`.
pub(crate) fn ask(runtime: &str) -> Asked {
    let path = Path::new(runtime).join("status");
    let pid = match pid(runtime) {
        Ok(pid) => pid,
        Err(asked) => return asked,
    };
    let before = stamp(&path);
    match kill(pid, Signal::SIGUSR1) {
        Ok(()) => {}
        Err(Errno::EPERM) => {
            let why = "only root and the service's own user can ask for news: sudo sipregd status"
                .to_owned();
            return old(&path, why);
        }
        Err(errno) => {
            return Asked::NotRunning(format!(
                "sipregd is not running (process {pid}: {}).",
                errno.desc()
            ));
        }
    }
    let since = Instant::now();
    while stamp(&path) == before {
        if since.elapsed() > PATIENCE {
            return old(
                &path,
                format!(
                    "process {pid} did not answer within {} s",
                    PATIENCE.as_secs()
                ),
            );
        }
        sleep(Duration::from_millis(10));
    }
    match read(&path) {
        Ok(json) => Asked::Fresh(json),
        Err(sentence) => Asked::Unseen(sentence),
    }
}

/// What tells one version of the file from the next.
fn stamp(path: &Path) -> Option<(u64, i64, i64)> {
    fs::metadata(path)
        .ok()
        .map(|m| (m.ino(), m.mtime(), m.mtime_nsec()))
}

fn read(path: &Path) -> Result<JsonValue, String> {
    let no_link = OFlag::O_NOFOLLOW;
    let bytes = read_regular(path, LARGEST, no_link).map_err(|error| {
        format!(
            "Cannot read {}: {}. Try: sudo sipregd status",
            path.display(),
            plain(&error)
        )
    })?;
    let alien = || format!("{} is not a snapshot of sipregd.", path.display());
    let text = String::from_utf8(bytes).map_err(|_| alien())?;
    if depth(&text) > DEPTH {
        return Err(alien());
    }
    text.parse().map_err(|_| alien())
}

/// The largest status file that is read, bytes.
const LARGEST: u64 = 1 << 30;
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

fn old(path: &Path, why: String) -> Asked {
    match read(path) {
        Ok(json) => {
            let written = number(&json, "written");
            Asked::Old(json, unix_now().saturating_sub(written), why)
        }
        Err(sentence) => Asked::Unseen(format!("{sentence} ({why})")),
    }
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

/// The array under `key`, or an empty one.
pub(crate) fn list<'j>(json: &'j JsonValue, key: &str) -> &'j [JsonValue] {
    match get(json, key) {
        JsonValue::Array(list) => list,
        _ => &[],
    }
}
