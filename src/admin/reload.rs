//! `sipregd reload`: has the running service read its files again, and waits for what comes of it.

use crate::cli::{Args, CONFIG, FAILURE, OK, Stop, file_alone, language, print, tell};
use crate::sys::settings;
use crate::sys::snapshot::{Asked, ask_about, get, gone, list, number, pid, text};
use crate::text::{Say, count, reload as words};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sipreg::command::Word;
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tinyjson::JsonValue;

/// How long the service may take to read its files. systemd gives a reload 90 s.
const PATIENCE: Duration = Duration::from_secs(60);
/// The pause before the service is asked again; it doubles each time, up to the second.
const PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

pub(crate) fn run(mut args: Args) -> Result<u8, Stop> {
    let path = file_alone(&mut args)?;
    let (config, _) = settings::load_config(&path);
    let language = language();
    if let Err(problems) = settings::read(&path) {
        let wrong = words::WRONG.say().text(language);
        return Err(Stop::Config(format!(
            "{}{wrong}\n",
            problems.told(language)
        )));
    }
    let head = match reload(&path, &config.runtime) {
        Ok(head) => head,
        Err(code) => return Ok(code),
    };
    let in_force = number(get(&head, "loaded"), "accounts");
    let done = words::DONE.with("extensions", count::of(in_force, &count::EXTENSIONS));
    let done = done.with("realm", text(&head, "realm")).text(language);
    print(&format!("{done}\n"));
    for keyword in strings(&head, "restart") {
        tell(&words::RESTART.with("keyword", keyword));
        tell(&Say::command("sudo systemctl restart sipregd"));
    }
    Ok(OK)
}

/// Tells why nothing was reloaded, and what helps; the exit code.
fn failed(lines: &[Say]) -> u8 {
    lines.iter().for_each(tell);
    FAILURE
}

fn not_running(path: &str, why: Say) -> u8 {
    let start = Say::command(&settings::start_command(path));
    failed(&[words::STOPPED.with("why", why), start])
}

/// Has the service that has the folder `runtime` read `path` again; the head of its status file when that is
/// over and in force, else the exit code.
fn reload(path: &str, runtime: &str) -> Result<JsonValue, u8> {
    let service = pid(runtime).map_err(|asked| unanswered(path, asked))?;
    let gone = |errno| not_running(path, gone(service, errno));
    match kill(service, None) {
        Err(Errno::EPERM) => return Err(failed(&[words::FORBIDDEN.say()])),
        Err(errno) => return Err(gone(errno)),
        Ok(()) => {}
    }
    // The first answer may have been begun for someone else, before the files were changed; the second
    // begins after it. A reload that begins after that has read the files as they are.
    let head = || match ask_about(runtime, |_, _| false) {
        Asked::Fresh(head) => Ok(head),
        other => Err(unanswered(path, other)),
    };
    head()?;
    let before = head()?;
    refuse_other_file(path, service, text(&before, "config"))?;
    kill(service, Signal::SIGHUP).map_err(gone)?;
    let after = wait(path, runtime, &before)?;
    let errors = strings(&after, "errors");
    if errors.is_empty() {
        return Ok(after);
    }
    for error in errors {
        tell(&settings::same_headline(path, &error));
    }
    tell(&words::REFUSED.say());
    Err(CONFIG)
}

/// The texts of a list of the last reload.
fn strings(head: &JsonValue, key: &str) -> Vec<String> {
    let items = list(get(head, "reload"), key).iter();
    items.filter_map(|item| item.get().cloned()).collect()
}

/// Waits until a reload is over that has begun after `before`, or another process runs, which has read both
/// files when it started.
fn wait(path: &str, runtime: &str, before: &JsonValue) -> Result<JsonValue, u8> {
    let (since, mut pause) = (Instant::now(), PAUSE);
    while since.elapsed() < PATIENCE {
        sleep(pause);
        pause = LONGEST_PAUSE.min(pause * 2);
        let after = match ask_about(runtime, |_, _| false) {
            Asked::Fresh(after) => after,
            // A service that takes over a long list may be late with the answer.
            Asked::Old(..) => continue,
            other => return Err(unanswered(path, other)),
        };
        let is_over = number(get(&after, "reload"), "number") > number(before, "reloads");
        if is_over || number(&after, "pid") != number(before, "pid") {
            return Ok(after);
        }
    }
    Err(failed(&[words::LATE.with("n", PATIENCE.as_secs())]))
}

fn unanswered(path: &str, asked: Asked) -> u8 {
    match asked {
        Asked::NotRunning(why) => not_running(path, why),
        Asked::Unseen(why) => failed(&[why]),
        Asked::Fresh(_) | Asked::Old(..) => failed(&[words::SILENT.say()]),
    }
}

/// The service reads the file that it was started with, whichever one is meant here.
fn refuse_other_file(path: &str, service: Pid, config: &str) -> Result<(), u8> {
    let theirs = Path::new(&format!("/proc/{service}/cwd")).join(config);
    match (fs::canonicalize(path), fs::canonicalize(theirs)) {
        (Ok(ours), Ok(theirs)) if ours != theirs => {
            let theirs = theirs.display().to_string();
            let command = format!("sudo sipregd reload -c {}", Word::of(&theirs));
            let say = words::FOREIGN.with("config", theirs).with("path", path);
            Err(failed(&[say, Say::command(&command)]))
        }
        _ => Ok(()),
    }
}
