//! `sipregd passwd`: adds, changes or removes one extension in the extensions file, which is replaced whole
//! under a lock; comments, order, mode and owner stay.

use crate::cli::{Args, OK, Stop, common, did_you_mean, language, print, tell};
use crate::sys::file::{self, Replacement, lock_folder};
use crate::sys::password::{self, generate, hide_memory};
use crate::sys::settings;
use crate::text::files::{self, complaint};
use crate::text::{Words, passwd as words, system, usage};
use sipreg::auth::digest::ha1;
use sipreg::config::Config;
use sipreg::extensions::{edit, validate_name, validate_password};
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;

pub(crate) fn run(mut args: Args) -> Result<u8, Stop> {
    hide_memory();
    let flags = ["generate", "stdin", "delete", "hash"];
    let (path, name, [generated, stdin, delete, hash]) = common(&mut args, flags)?;
    if u8::from(generated) + u8::from(stdin) + u8::from(delete) > 1 {
        return Err(Stop::Usage(usage::ONE_SOURCE.say()));
    }
    let name =
        name.ok_or_else(|| Stop::Usage(usage::MISSING_EXTENSION.with("command", "passwd")))?;
    validate_name(&name).map_err(|wrong| Stop::Usage(complaint(&wrong)))?;
    if delete && hash {
        return Err(Stop::Usage(usage::HASH_WITH_DELETE.say()));
    }

    let (config, problems) = settings::load_config(&path);
    if problems.len() > 0 {
        return Err(Stop::Config(problems.told(language())));
    }
    let password = if delete {
        None
    } else if generated {
        Some(generate().map_err(Stop::Failure)?)
    } else if stdin {
        Some(read_stdin()?)
    } else {
        Some(ask(&name)?)
    };
    let lines = password
        .as_deref()
        .map_or(Ok(Vec::new()), |p| lines_for(&name, p, hash, &config))?;
    let was_there = rewrite(Path::new(&config.extensions), &name, &lines)?;
    let done = match (&password, was_there) {
        (None, false) => {
            let names = settings::names(&path);
            let hint = did_you_mean(&name, names.iter().map(String::as_str), "");
            let say = usage::NO_EXTENSION.with("name", &name).with("hint", hint);
            return Err(Stop::Failure(say.with("file", &config.extensions)));
        }
        (None, true) => &words::REMOVED,
        (Some(_), false) => &words::ADDED,
        (Some(_), true) => &words::CHANGED,
    };
    let reload = settings::with_path("sudo sipregd reload", &path);
    let phone = settings::with_path("sudo sipregd phone --show-password", &path);
    let done = done.with("name", &name).with("reload", reload);
    tell(&done.with("phone", phone));
    if let Some(password) = password.filter(|_| generated) {
        print(&format!("{password}\n"));
    }
    Ok(OK)
}

/// The lines that store `password`.
fn lines_for(name: &str, password: &str, hash: bool, config: &Config) -> Result<Vec<String>, Stop> {
    validate_password(password).map_err(|wrong| Stop::Failure(complaint(&wrong)))?;
    if !hash {
        return Ok(vec![format!("{name} {password}")]);
    }
    let realm = &config.realm;
    let lines = config.algorithms.iter().map(|&algorithm| {
        let [user, realm_bytes, password] = [name, realm, password].map(str::as_bytes);
        let mut buffer = [0; 64];
        let ha1 = ha1(algorithm, user, realm_bytes, password);
        let hex = String::from_utf8_lossy(ha1.to_hex(&mut buffer)).into_owned();
        format!("{name}:{realm}:{hex}")
    });
    Ok(lines.collect())
}

/// Replaces the file; tells whether the extension was in it.
fn rewrite(path: &Path, name: &str, lines: &[String]) -> Result<bool, Stop> {
    let failure = |error: io::Error| {
        let say = words::CANNOT_WRITE.with("file", path.display().to_string());
        let say = say.with("why", system::error(&error));
        Stop::Failure(match error.kind() {
            ErrorKind::PermissionDenied => files::DENIED.with("what", say),
            _ => say,
        })
    };
    // A link is followed: what it leads to is the file that the service reads.
    let path = match path.canonicalize() {
        Ok(path) => path,
        Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(failure(error)),
    };
    let _lock = lock_folder(&path).map_err(|error| match error.kind() {
        ErrorKind::WouldBlock => {
            Stop::Failure(words::BUSY.with("file", path.display().to_string()))
        }
        _ => failure(error),
    })?;
    // Read under the lock, or a change made meanwhile would be lost.
    let old = std::fs::metadata(&path).ok();
    let text = match old {
        Some(_) => {
            file::read(&path.to_string_lossy()).map_err(|unread| Stop::Failure(unread.told()))?
        }
        None => String::new(),
    };
    let (edited, was_there) = edit(&text, name, lines);
    if lines.is_empty() && !was_there {
        return Ok(false);
    }
    let mut next = Replacement::start(&path).map_err(failure)?;
    match &old {
        Some(old) => next.keep_readers(old),
        None => next.set_mode(0o640),
    }
    .map_err(failure)?;
    next.file.write_all(edited.as_bytes()).map_err(failure)?;
    next.finish().map_err(failure)?;
    Ok(was_there)
}

fn read_stdin() -> Result<String, Stop> {
    match password::read().map_err(Stop::Failure)? {
        none if none.is_empty() => Err(Stop::Failure(words::NONE_ON_STDIN.say())),
        password => Ok(password),
    }
}

/// Asks twice.
fn ask(name: &str) -> Result<String, Stop> {
    if !io::stdin().is_terminal() {
        return Err(Stop::Usage(usage::NO_TERMINAL.say()));
    }
    let ask = |prompt: &'static Words| {
        let prompt = prompt.with("name", name).text(language());
        password::ask(&prompt).map_err(Stop::Failure)
    };
    let (first, second) = (ask(&words::NEW)?, ask(&words::AGAIN)?);
    if first != second {
        return Err(Stop::Failure(words::DIFFER.say()));
    }
    Ok(first)
}
