//! The files: are they in order, are they what runs, who can read them, is there room to write?

use super::finding::Finding;
use super::machine::Machine;
use super::service::start_command;
use crate::sys::host::when::{clock, clocks};
use crate::sys::host::{group_name, user_name};
use crate::sys::settings;
use crate::sys::snapshot::{Asked, get, list, number, text};
use crate::text::{Say, host as words, system, time};
use nix::sys::statvfs::statvfs;
use sipreg::command::Word;
use sipreg::seed::Seed;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use tinyjson::JsonValue;

/// `config`
pub(crate) fn config(machine: &Machine) -> Finding {
    const ID: &str = "config";
    for file in [&machine.path, &machine.config.extensions] {
        let denied = fs::read(file).is_err_and(|e| e.kind() == ErrorKind::PermissionDenied);
        if denied {
            let text = words::CONFIG_UNREADABLE.with("file", file);
            return Finding::unknown(ID, text);
        }
    }
    match settings::load(&machine.path, Seed::new([0; 16])) {
        Ok(settings) => {
            let text = words::CONFIG_OK
                .with("config", &machine.path)
                .with("extensions", &settings.config.extensions);
            Finding::ok(ID, text.with("n", settings.extensions.len()))
        }
        Err(problems) => {
            let lines: Vec<String> = problems.log_lines().collect();
            let first = problems.headlines().next();
            let first = first.unwrap_or_else(|| Say::verbatim(""));
            let text = match lines.len() {
                0 | 1 => first,
                n => words::CONFIG_WRONG_MORE
                    .with("first", first)
                    .with("n", n - 1),
            };
            let command = match machine.asked {
                Asked::NotRunning(_) => start_command(machine),
                _ => machine.reload_command(),
            };
            let fix = words::CONFIG_FIX.with("check", machine.check_command());
            Finding::problem(ID, text)
                .fix(fix.with("command", command))
                .fact("errors", lines)
        }
    }
}

/// When a file was last changed, Unix seconds; `None` if it is not there or not to be seen.
fn changed(path: &str) -> std::io::Result<u64> {
    let seconds = fs::metadata(path)?.mtime();
    Ok(u64::try_from(seconds).unwrap_or_default())
}

/// `loaded`
pub(crate) fn loaded(machine: &Machine) -> Finding {
    const ID: &str = "loaded";
    let Some(json) = machine.snapshot() else {
        return machine.no_snapshot(ID);
    };
    let in_force = get(json, "loaded");
    let files = [
        (text(json, "config"), number(in_force, "config_mtime")),
        (
            text(json, "extensions"),
            number(in_force, "extensions_mtime"),
        ),
    ];
    for (file, then) in files {
        let finding = match changed(file) {
            Ok(now) => judge_loaded(file, now, then, number(in_force, "at")),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let loaded = clock(number(in_force, "at"));
                let text = words::LOADED_GONE.with("file", file).with("loaded", loaded);
                Some(Finding::problem(ID, text))
            }
            Err(_) => Some(machine.needs_root(ID)),
        };
        if let Some(finding) = finding {
            return if finding.fix.is_empty() && finding.verdict == super::finding::Verdict::Problem
            {
                finding.fix(machine.reload_command())
            } else {
                finding
            };
        }
    }
    let (wanted, running) = (machine.config.listen, machine.listen());
    let is_it = wanted.address() == running || wanted.without_ipv6() == Some(running);
    if machine.problems.len() == 0 && !is_it && wanted.address().port() != 0 {
        let text = words::LOADED_RESTART
            .with("wanted", wanted.to_string())
            .with("running", running);
        return Finding::problem(ID, text).fix("sudo systemctl restart sipregd");
    }
    Finding::ok(ID, words::LOADED_OK.say())
}

/// A file that changed after it was read. Any difference counts: a copy can carry an older time.
fn judge_loaded(file: &str, now: u64, then: u64, at: u64) -> Option<Finding> {
    if now == then {
        return None;
    }
    let (changed, loaded) = clocks(now, at);
    let text = words::LOADED_OLD
        .with("file", file)
        .with("changed", changed)
        .with("loaded", loaded);
    Some(
        Finding::problem("loaded", text)
            .fact("file", file)
            .fact("changed", now)
            .fact("loaded", at),
    )
}

/// `last-reload`
pub(crate) fn last_reload(machine: &Machine) -> Finding {
    match machine.snapshot() {
        Some(json) => judge_reload(json, machine),
        None => machine.no_snapshot("last-reload"),
    }
}

fn judge_reload(json: &JsonValue, machine: &Machine) -> Finding {
    const ID: &str = "last-reload";
    let reload = get(json, "reload");
    if matches!(reload, JsonValue::Null) {
        return Finding::ok(ID, words::RELOAD_NONE.say());
    }
    let (at, loaded) = clocks(number(reload, "at"), number(get(json, "loaded"), "at"));
    if matches!(get(reload, "ok"), JsonValue::Boolean(true)) {
        return Finding::ok(ID, words::RELOAD_OK.with("at", at));
    }
    let errors: Vec<String> = list(reload, "errors")
        .iter()
        .filter_map(|e| e.get::<String>().cloned())
        .collect();
    let first = errors.first().map_or("", String::as_str);
    let text = words::RELOAD_REFUSED
        .with("at", at)
        .with("loaded", loaded)
        .with("first", settings::same_headline(&machine.path, first));
    Finding::problem(ID, text)
        .fix(machine.check_command())
        .fix(machine.reload_command())
        .fact("errors", errors)
}

/// A user with their groups.
#[derive(Clone, Debug)]
struct User {
    uid: u32,
    groups: Vec<u32>,
}

impl User {
    /// The one a process runs as, by its status file.
    fn of(pid: u32) -> Option<Self> {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let numbers = |name: &str| -> Vec<u32> {
            let line = status.lines().find_map(|l| l.strip_prefix(name));
            let words = line.unwrap_or_default().split_whitespace();
            words.filter_map(|w| w.parse().ok()).collect()
        };
        let mut groups = numbers("Groups:");
        groups.extend(numbers("Gid:").get(1));
        let uid = *numbers("Uid:").get(1)?;
        Some(Self { uid, groups })
    }

    /// Whether they may read a file of that mode, owner and group.
    fn may_read(&self, mode: u32, uid: u32, gid: u32) -> bool {
        let bit = match self {
            Self { uid: 0, .. } => return true,
            Self { uid: own, .. } if *own == uid => 0o400,
            Self { groups, .. } if groups.contains(&gid) => 0o040,
            _ => 0o004,
        };
        mode & bit != 0
    }
}

/// `perm`
pub(crate) fn perm(machine: &Machine) -> Finding {
    const ID: &str = "perm";
    let file = &machine.config.extensions;
    match fs::metadata(file) {
        Ok(m) => judge_perm(
            file,
            (m.mode() & 0o7777, m.uid(), m.gid()),
            machine.pid.and_then(User::of).as_ref(),
        ),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Finding::problem(ID, words::PERM_ABSENT.with("file", file))
                .fix(machine.with_path("sudo sipregd passwd --generate") + " 1001")
        }
        Err(_) => machine.needs_root(ID),
    }
}

fn judge_perm(file: &str, (mode, uid, gid): (u32, u32, u32), user: Option<&User>) -> Finding {
    const ID: &str = "perm";
    let shown = format!("{mode:04o}");
    if mode & 0o004 != 0 {
        let text = words::PERM_OPEN.with("file", file).with("mode", shown);
        return Finding::problem(ID, text).fix(format!("sudo chmod o= {}", Word::of(file)));
    }
    if let Some(user) = user.filter(|u| !u.may_read(mode, uid, gid)) {
        let name = user_name(user.uid);
        let text = words::PERM_CLOSED
            .with("file", file)
            .with("mode", shown)
            .with("owner", user_name(uid))
            .with("group", group_name(gid))
            .with("user", &name);
        let (name, file) = (Word::of(&name), Word::of(file));
        return Finding::problem(ID, text)
            .fix(format!("sudo chgrp {name} {file}"))
            .fix(format!("sudo chmod 640 {file}"));
    }
    let text = words::PERM_OK
        .with("file", file)
        .with("mode", shown)
        .with("owner", user_name(uid))
        .with("group", group_name(gid));
    Finding::ok(ID, text)
}

/// `disk`
pub(crate) fn disk(machine: &Machine) -> Finding {
    const ID: &str = "disk";
    let folder = &machine.config.state;
    let journal = machine.snapshot().map(|json| get(json, "journal"));
    if let Some(journal) = journal
        && !matches!(get(journal, "failing_for"), JsonValue::Null)
    {
        let text = words::DISK_FAILING
            .with("age", time::span(number(journal, "failing_for")))
            .with("why", system::written(text(journal, "why")));
        return Finding::problem(ID, text)
            .fix(format!("df -h {}", Word::of(folder)))
            .fix(format!("df -i {}", Word::of(folder)))
            .fix("sudo journalctl --vacuum-size=200M");
    }
    match statvfs(folder.as_str()) {
        Ok(fs) => judge_disk(
            folder,
            fs.blocks_available() * fs.fragment_size(),
            (fs.files() > 0).then(|| fs.files_available()),
        ),
        Err(nix::errno::Errno::ENOENT) if machine.pid.is_none() => {
            Finding::unknown(ID, words::NOT_RUNNING_UNKNOWN.say())
        }
        Err(_) => machine.needs_root(ID),
    }
}

fn judge_disk(folder: &str, bytes: u64, files: Option<u64>) -> Finding {
    const ID: &str = "disk";
    let with_fix = |finding: Finding| {
        finding
            .fix(format!("df -h {}", Word::of(folder)))
            .fix(format!("df -i {}", Word::of(folder)))
            .fix("sudo journalctl --vacuum-size=200M")
            .fact("bytes", bytes)
    };
    let free = bytes >> 20;
    if bytes < 1 << 20 || files == Some(0) {
        return with_fix(Finding::problem(
            ID,
            words::DISK_FULL.with("folder", folder),
        ));
    }
    let text = |words: &'static crate::text::Words| words.with("free", free).with("folder", folder);
    if free < 100 {
        return with_fix(Finding::hint(ID, text(&words::DISK_LOW)));
    }
    Finding::ok(ID, text(&words::DISK_OK)).fact("bytes", bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diagnose::doctor::finding::Verdict;

    #[test]
    fn any_other_time_than_the_one_loaded_is_a_change() {
        assert!(judge_loaded("/f", 100, 100, 100).is_none());
        assert!(
            judge_loaded("/f", 200, 100, 100)
                .unwrap()
                .text
                .is(&words::LOADED_OLD)
        );
        assert!(judge_loaded("/f", 50, 100, 100).is_some());
    }

    #[test]
    fn a_refused_reload_names_its_first_error() {
        let machine = Machine::nowhere();
        let of = |reload: &str| {
            let text = format!("{{\"reload\":{reload},\"loaded\":{{\"at\":100}}}}");
            judge_reload(&text.parse().unwrap(), &machine)
        };
        assert_eq!(of("null").verdict, Verdict::Ok);
        assert_eq!(
            of("{\"at\":200,\"ok\":true,\"errors\":[]}").verdict,
            Verdict::Ok
        );
        let refused = of("{\"at\":200,\"ok\":false,\"errors\":[\"/etc/e:7:1: Wrong.\"]}");
        assert_eq!(refused.verdict, Verdict::Problem);
        let said = refused.text.text(crate::text::Language::English);
        assert!(said.contains("/etc/e:7:1: Wrong."), "{said}");
    }

    #[test]
    fn modes_that_show_too_much_or_too_little() {
        let service = User {
            uid: 998,
            groups: vec![998],
        };
        for (mode, uid, gid, words) in [
            (0o640, 0, 998, &words::PERM_OK),
            (0o400, 998, 0, &words::PERM_OK),
            (0o644, 0, 998, &words::PERM_OPEN),
            (0o640, 0, 0, &words::PERM_CLOSED),
            (0o600, 0, 998, &words::PERM_CLOSED),
        ] {
            let finding = judge_perm("/f", (mode, uid, gid), Some(&service));
            assert!(finding.text.is(words), "{mode:o}");
        }
        assert_eq!(judge_perm("/f", (0o600, 0, 0), None).verdict, Verdict::Ok);
    }

    #[test]
    fn full_low_and_ample_disks() {
        for (bytes, files, verdict) in [
            (0, Some(5), Verdict::Problem),
            (1 << 30, Some(0), Verdict::Problem),
            (50 << 20, Some(5), Verdict::Hint),
            (1 << 30, None, Verdict::Ok),
        ] {
            assert_eq!(judge_disk("/d", bytes, files).verdict, verdict);
        }
    }
}
