//! The files: are they in order, are they what runs, who can read them, is there room to write?

use super::finding::{Checked, Finding, Verdict};
use super::machine::Machine;
use crate::sys::host::when::{clock, clocks};
use crate::sys::host::{group_name, user_name};
use crate::sys::settings;
use crate::sys::snapshot::{Asked, get, list, number, text};
use crate::text::{Say, Words, count, host as words, system};
use nix::errno::Errno;
use nix::sys::statvfs::statvfs;
use nix::unistd;
use sipreg::command::Word;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use tinyjson::JsonValue;

pub(crate) fn config(machine: &Machine) -> Checked {
    Ok(match settings::read(&machine.path) {
        Ok(settings) if settings.extensions.is_empty() => {
            Finding::hint(words::NO_EXTENSIONS.say()).fix("sudo sipregd passwd --generate 1001")
        }
        Ok(settings) => {
            let text = words::CONFIG_OK
                .with("config", &machine.path)
                .with("extensions", &settings.config.extensions);
            Finding::ok(text.with("n", settings.extensions.len()))
        }
        Err(problems) if problems.is_denied() => return Err(words::NEEDS_ROOT.say()),
        Err(problems) => {
            let first = problems.headlines().next();
            let first = first.unwrap_or_else(|| Say::verbatim(""));
            let text = match problems.len() {
                0 | 1 => first,
                n => words::CONFIG_WRONG_MORE
                    .with("first", first)
                    .with("n", n - 1),
            };
            let command = match machine.asked {
                Asked::NotRunning(_) => settings::start_command(&machine.path),
                _ => machine.reload_command(),
            };
            Finding::problem(text).fix(words::CONFIG_FIX.with("command", command))
        }
    })
}

pub(crate) fn loaded(machine: &Machine) -> Checked {
    let json = machine.known()?;
    let in_force = get(json, "loaded");
    let at = number(in_force, "at");
    for key in ["config", "extensions"] {
        let file = text(json, key);
        let then = number(in_force, &format!("{key}_mtime"));
        let changed = fs::metadata(file).map(|file| u64::try_from(file.mtime()));
        let text = match changed {
            Ok(Ok(now)) if now == then => continue,
            // Any difference counts: a copy can carry an older time.
            Ok(now) => {
                let (changed, loaded) = clocks(now.unwrap_or_default(), at);
                let text = words::LOADED_OLD.with("changed", changed);
                text.with("loaded", loaded)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                words::LOADED_GONE.with("loaded", clock(at))
            }
            Err(_) => return Err(words::NEEDS_ROOT.say()),
        };
        return Ok(Finding::problem(text.with("file", file)).fix(machine.reload_command()));
    }
    let (wanted, running) = (machine.config.listen, machine.listen());
    let is_it = wanted.address() == running || wanted.without_ipv6() == Some(running);
    if machine.problems.len() == 0 && !is_it && wanted.address().port() != 0 {
        let text = words::LOADED_RESTART.with("wanted", wanted.to_string());
        let finding = Finding::problem(text.with("running", running));
        return Ok(finding.fix("sudo systemctl restart sipregd"));
    }
    Ok(Finding::ok(words::LOADED_OK.say()))
}

/// When the last reload was refused, and why; `None` if it was not.
pub(crate) fn refusal(json: &JsonValue, machine: &Machine) -> Option<(u64, Say)> {
    let reload = get(json, "reload");
    let first = list(reload, "errors").first().and_then(JsonValue::get);
    let first = first.map_or("", String::as_str);
    let is_refused = matches!(get(reload, "ok"), JsonValue::Boolean(false));
    let why = || settings::same_headline(&machine.path, first);
    is_refused.then(|| (number(reload, "at"), why()))
}

pub(crate) fn last_reload(machine: &Machine) -> Checked {
    let json = machine.known()?;
    let Some((at, first)) = refusal(json, machine) else {
        return Ok(Finding::ok(match number(get(json, "reload"), "at") {
            0 => words::RELOAD_NONE.say(),
            at => words::RELOAD_OK.with("at", clock(at)),
        }));
    };
    let (at, loaded) = clocks(at, number(get(json, "loaded"), "at"));
    let text = words::RELOAD_REFUSED.with("at", at).with("loaded", loaded);
    let finding = Finding::problem(text.with("first", first)).fix("sudo sipregd check");
    Ok(finding.fix(machine.reload_command()))
}

/// A user with their groups.
struct User {
    uid: u32,
    groups: Vec<u32>,
}

impl User {
    /// The one as whom the service runs, or would.
    fn of_service(machine: &Machine) -> Option<Self> {
        let Some(pid) = machine.pid else {
            // Another configuration is served by whoever starts it.
            let is_ours = machine.path == settings::DEFAULT_PATH;
            let user = unistd::User::from_name("sipregd")
                .ok()?
                .filter(|_| is_ours)?;
            let groups = unistd::getgrouplist(c"sipregd", user.gid).ok()?;
            return Some(Self {
                uid: user.uid.as_raw(),
                groups: groups.into_iter().map(unistd::Gid::as_raw).collect(),
            });
        };
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let numbers = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_default()
                .split_whitespace()
                .filter_map(|n| n.parse().ok())
        };
        Some(Self {
            uid: numbers("Uid:").nth(1)?,
            groups: numbers("Groups:").chain(numbers("Gid:").nth(1)).collect(),
        })
    }

    /// Whether they may do what is `wanted`: 4 is to read, 2 to write, 1 to enter.
    fn may(&self, wanted: u32, file: &Metadata) -> bool {
        let shift = match file {
            _ if self.uid == 0 => return true,
            _ if file.uid() == self.uid => 6,
            _ if self.groups.contains(&file.gid()) => 3,
            _ => 0,
        };
        file.mode() >> shift & wanted == wanted
    }
}

/// Who may do what with `file`, in `words`.
fn rights(words: &'static Words, path: &str, file: &Metadata) -> Say {
    words
        .with("file", path)
        .with("mode", format!("{:04o}", file.mode() & 0o7777))
        .with("owner", user_name(file.uid()))
        .with("group", group_name(file.gid()))
}

pub(crate) fn perm(machine: &Machine) -> Checked {
    let path = &machine.config.extensions;
    Ok(match fs::metadata(path) {
        Ok(file) => judge_perm(path, &file, User::of_service(machine).as_ref()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Finding::problem(words::PERM_ABSENT.with("file", path))
                .fix("sudo sipregd passwd --generate 1001")
        }
        Err(_) => return Err(words::NEEDS_ROOT.say()),
    })
}

fn judge_perm(path: &str, file: &Metadata, user: Option<&User>) -> Finding {
    let name = Word::of(path);
    if file.mode() & 0o004 != 0 {
        return Finding::problem(rights(&words::PERM_OPEN, path, file))
            .fix(format!("sudo chmod o= {name}"));
    }
    if let Some(user) = user.filter(|user| !user.may(4, file)) {
        let user = user_name(user.uid);
        let chgrp = format!("sudo chgrp {} {name}", Word::of(&user));
        let text = rights(&words::PERM_CLOSED, path, file).with("user", user);
        return Finding::problem(text)
            .fix(chgrp)
            .fix(format!("sudo chmod 640 {name}"));
    }
    Finding::ok(rights(&words::PERM_OK, path, file))
}

/// Whether nothing more can be written to the folder of the status file.
pub(crate) fn is_runtime_full(machine: &Machine) -> bool {
    statvfs(machine.config.runtime.as_str()).is_ok_and(|fs| fs.blocks_available() == 0)
}

pub(crate) fn disk(machine: &Machine) -> Checked {
    let folder = &machine.config.state;
    let name = Word::of(folder);
    if let (Some(user), Ok(file)) = (User::of_service(machine), fs::metadata(folder))
        && !user.may(3, &file)
    {
        let user = user_name(user.uid);
        let owner = Word::of(&user).to_string();
        let start = settings::start_command(&machine.path);
        let fix = format!("  sudo chown -R {owner}: {name}\n  {start}");
        let text = rights(&words::DISK_CLOSED, folder, &file).with("user", user);
        return Ok(Finding::problem(text).fix(Say::verbatim(fix)));
    }
    let making_room = |finding: Finding| {
        let finding = finding.fix(format!("df -h {name}"));
        let finding = finding.fix(format!("df -i {name}"));
        finding.fix("sudo journalctl --vacuum-size=200M")
    };
    let journal = machine.snapshot().map(|json| get(json, "journal"));
    let is_failing = |journal: &&JsonValue| !matches!(get(journal, "failing_for"), JsonValue::Null);
    if let Some(journal) = journal.filter(is_failing) {
        let why = system::written(text(journal, "why"));
        let text = words::DISK_FAILING.with("age", count::time(number(journal, "failing_for")));
        return Ok(making_room(Finding::problem(text.with("why", why))));
    }
    let (bytes, files) = match statvfs(folder.as_str()) {
        Ok(fs) => (
            fs.blocks_available() * fs.fragment_size(),
            (fs.files() > 0).then(|| fs.files_available()),
        ),
        Err(Errno::ENOENT) if machine.pid.is_none() => return Err(machine.no_snapshot()),
        Err(_) => return Err(words::NEEDS_ROOT.say()),
    };
    let finding = judge_disk(folder, bytes, files);
    Ok(match finding.verdict {
        Verdict::Ok => finding,
        _ => making_room(finding),
    })
}

fn judge_disk(folder: &str, bytes: u64, files: Option<u64>) -> Finding {
    let text = |words: &'static Words| words.with("free", bytes >> 20).with("folder", folder);
    match bytes >> 20 {
        free if free == 0 || files == Some(0) => Finding::problem(text(&words::DISK_FULL)),
        ..100 => Finding::hint(text(&words::DISK_LOW)),
        _ => Finding::ok(text(&words::DISK_OK)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn any_other_time_than_the_one_loaded_is_a_change() {
        let file = std::env::current_exe().unwrap();
        let mtime = fs::metadata(&file).unwrap().mtime();
        let of = |file: &str, then: i64| {
            let json = format!(
                "{{\"config\":{file:?},\"extensions\":{file:?},\"loaded\":{{\"at\":100,\"config_mtime\":{then},\"extensions_mtime\":{then}}}}}"
            );
            loaded(&Machine::knowing(&json)).unwrap().text
        };
        let file = file.to_str().unwrap();
        assert!(of(file, mtime).is(&words::LOADED_OK));
        assert!(of(file, mtime - 100).is(&words::LOADED_OLD));
        assert!(of(file, mtime + 100).is(&words::LOADED_OLD));
        assert!(of("/nonexistent", mtime).is(&words::LOADED_GONE));
    }

    #[test]
    fn a_refused_reload_names_its_first_error() {
        let of = |reload: &str| {
            let text = format!("{{\"reload\":{reload},\"loaded\":{{\"at\":100}}}}");
            last_reload(&Machine::knowing(&text)).unwrap()
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
        let path = std::env::temp_dir().join(format!("sipregd-perm-{}", std::process::id()));
        let file = fs::File::create(&path).unwrap();
        let judge = |mode, user: Option<&User>| {
            file.set_permissions(Permissions::from_mode(mode)).unwrap();
            judge_perm("/f", &file.metadata().unwrap(), user)
        };
        let (uid, gid) = (
            file.metadata().unwrap().uid(),
            file.metadata().unwrap().gid(),
        );
        let user = |uid, groups: &[u32]| User {
            uid,
            groups: groups.to_vec(),
        };
        let (owner, member) = (user(uid, &[]), user(uid + 1, &[gid]));
        for (mode, user, words) in [
            (0o640, &member, &words::PERM_OK),
            (0o400, &owner, &words::PERM_OK),
            (0o644, &member, &words::PERM_OPEN),
            (0o640, &user(uid + 1, &[gid + 1]), &words::PERM_CLOSED),
            (0o600, &member, &words::PERM_CLOSED),
        ] {
            assert!(judge(mode, Some(user)).text.is(words), "{mode:o}");
        }
        assert_eq!(judge(0o600, None).verdict, Verdict::Ok);
        fs::remove_file(path).unwrap();
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
