//! `sipregd reload`: has the running service read its files again, and waits for what comes of it.

use crate::cli::{
    Args, CONFIG, Command, FAILURE, OK, Stop, common, complain, language, print, unexpected,
};
use crate::sys::settings;
use crate::sys::snapshot::{Asked, ask_about, get, list, number, pid, text};
use crate::text::{Language, Say, count, help, reload as words, status, system};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sipreg::command::Word;
use sipreg::seed::Seed;
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tinyjson::JsonValue;

pub(crate) const COMMAND: Command = Command {
    name: "reload",
    synopsis: "[-c FILE]",
    about: &help::RELOAD,
    help: &help::RELOAD_HELP,
    run,
};

/// How long the service may take to read its files. systemd gives a reload 90 s.
const PATIENCE: Duration = Duration::from_secs(60);
/// The pause before the service is asked again; it doubles each time, up to the second.
const PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

fn run(mut args: Args) -> Result<u8, Stop> {
    let (path, word, []) = common(&mut args, [])?;
    if let Some(word) = word {
        return Err(unexpected(&word));
    }
    let (config, _) = settings::load_config(&path);
    let language = language();
    if let Err(problems) = settings::load(&path, Seed::new([0; 16])) {
        let wrong = words::WRONG.say().text(language);
        return Err(Stop::Config(format!(
            "{}{wrong}\n",
            problems.text(language)
        )));
    }
    match reload(&path, &config.runtime) {
        Ok(head) => {
            let in_force = number(get(&head, "loaded"), "accounts");
            let done = words::DONE.with("extensions", count::extensions(in_force));
            let done = done.with("realm", text(&head, "realm")).text(language);
            print(&format!("{done}\n"));
            for keyword in strings(&head, "restart") {
                let say = words::RESTART.with("keyword", keyword).text(language);
                complain(&format!("{say}\n  sudo systemctl restart sipregd\n"));
            }
            Ok(OK)
        }
        Err(failure) => Ok(failure.tell(&path, language)),
    }
}

/// Why nothing was reloaded.
enum Failure {
    /// The service has found something wrong, although nothing is from here.
    Refused(Vec<String>),
    /// Why it is not running.
    NotRunning(Say),
    /// What is the matter, and the command that helps.
    Other(Say, Option<String>),
}

impl Failure {
    /// Says it; the exit code.
    fn tell(&self, path: &str, language: Language) -> u8 {
        match self {
            Self::Refused(errors) => {
                for error in errors {
                    complain(&(settings::same_headline(path, error).text(language) + "\n"));
                }
                complain(&(words::REFUSED.say().text(language) + "\n"));
                CONFIG
            }
            Self::NotRunning(why) => {
                let say = words::STOPPED.with("why", why).text(language);
                complain(&format!("{say}\n  {}\n", settings::start_command(path)));
                FAILURE
            }
            Self::Other(say, command) => {
                let command = command.as_ref().map(|command| format!("  {command}\n"));
                let say = say.text(language);
                complain(&format!("{say}\n{}", command.unwrap_or_default()));
                FAILURE
            }
        }
    }
}

impl From<Say> for Failure {
    fn from(say: Say) -> Self {
        Self::Other(say, None)
    }
}

/// Why the process `service` cannot be sent a signal.
fn gone(service: Pid, errno: Errno) -> Say {
    let say = status::PID_FAILS.with("pid", service.to_string());
    say.with("why", system::errno(errno))
}

/// Has the service that has the folder `runtime` read `path` again; the head of its status file when that is
/// over and in force.
fn reload(path: &str, runtime: &str) -> Result<JsonValue, Failure> {
    let service = pid(runtime).map_err(unanswered)?;
    match kill(service, None) {
        Err(Errno::EPERM) => return Err(words::FORBIDDEN.say().into()),
        Err(errno) => return Err(Failure::NotRunning(gone(service, errno))),
        Ok(()) => {}
    }
    // The first answer may have been begun for someone else, before the files were changed; the second
    // begins after it. A reload that begins after that has read the files as they are.
    head(runtime)?;
    let before = head(runtime)?;
    refuse_other_file(path, service, text(&before, "config"))?;
    kill(service, Signal::SIGHUP).map_err(|errno| Failure::NotRunning(gone(service, errno)))?;
    let after = wait(runtime, &before)?;
    let last = get(&after, "reload");
    if matches!(get(last, "ok"), JsonValue::Boolean(false)) {
        return Err(Failure::Refused(strings(&after, "errors")));
    }
    Ok(after)
}

/// The texts of a list of the last reload.
fn strings(head: &JsonValue, key: &str) -> Vec<String> {
    let items = list(get(head, "reload"), key).iter();
    items.filter_map(|item| item.get().cloned()).collect()
}

/// Waits until a reload is over that has begun after `before`, or another process runs, which has read both
/// files when it started.
fn wait(runtime: &str, before: &JsonValue) -> Result<JsonValue, Failure> {
    let (since, mut pause) = (Instant::now(), PAUSE);
    while since.elapsed() < PATIENCE {
        sleep(pause);
        pause = LONGEST_PAUSE.min(pause * 2);
        let after = match ask_about(runtime, |_, _| false) {
            Asked::Fresh(after) => after,
            // Who takes over a long list may be late with the answer.
            Asked::Old(..) => continue,
            other => return Err(unanswered(other)),
        };
        let is_over = number(get(&after, "reload"), "number") > number(before, "reloads");
        if is_over || number(&after, "pid") != number(before, "pid") {
            return Ok(after);
        }
    }
    Err(words::LATE.with("n", PATIENCE.as_secs()).into())
}

/// What the service knows now, without its accounts.
fn head(runtime: &str) -> Result<JsonValue, Failure> {
    match ask_about(runtime, |_, _| false) {
        Asked::Fresh(head) => Ok(head),
        other => Err(unanswered(other)),
    }
}

fn unanswered(asked: Asked) -> Failure {
    match asked {
        Asked::NotRunning(why) => Failure::NotRunning(why),
        Asked::Unseen(why) => why.into(),
        Asked::Fresh(_) | Asked::Old(..) => words::SILENT.say().into(),
    }
}

/// The service reads the file that it was started with, whichever one is meant here.
fn refuse_other_file(path: &str, service: Pid, config: &str) -> Result<(), Failure> {
    let theirs = Path::new(&format!("/proc/{service}/cwd")).join(config);
    match (fs::canonicalize(path), fs::canonicalize(theirs)) {
        (Ok(ours), Ok(theirs)) if ours != theirs => {
            let theirs = theirs.display().to_string();
            let command = format!("sudo sipregd reload -c {}", Word::of(&theirs));
            let say = words::FOREIGN.with("config", theirs).with("path", path);
            Err(Failure::Other(say, Some(command)))
        }
        _ => Ok(()),
    }
}
