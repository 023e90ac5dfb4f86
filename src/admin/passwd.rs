//! `sipregd passwd`: adds, changes or removes one extension in the extensions file, which is replaced whole
//! under a lock; comments, order, mode and owner stay.

use crate::cli::{
    Arg, Args, Command, OK, Stop, complain, language, print, unexpected, unknown_flag,
};
use crate::sys::file::{self, FolderLock, Replacement};
use crate::sys::password::{generate, hide_memory};
use crate::sys::settings;
use crate::sys::terminal::{hide_typing, restore_when_interrupted};
use crate::text::files::complaint;
use sipreg::auth::digest::ha1;
use sipreg::config::Config;
use sipreg::extensions::{edit, validate_name, validate_password};
use std::io::{self, BufRead, ErrorKind, IsTerminal, Write};
use std::path::Path;

pub(crate) const COMMAND: Command = Command {
    name: "passwd",
    synopsis: "EXT [-c FILE] [--generate|--stdin|--delete] [--hash]",
    about: "add, change or remove one extension",
    help: "Sets the password of extension EXT, or adds it. Asks for the password on the terminal unless\n\
           told otherwise; it is never an argument. The file is replaced whole; comments, order, mode and\n\
           owner stay. The running service sees it after: sudo sipregd reload\n\n\
           options:\n  \
             --generate          make up a password and print it\n  \
             --stdin             read it from the first line of standard input\n  \
             --delete            remove the extension\n  \
             --hash              store only a hash (typing mistakes can then not be diagnosed)\n  \
             -c, --config FILE   default /etc/sipregd/sipregd.conf\n\n\
           exit: 0 done, 1 not done, 2 usage, 78 the configuration is wrong",
    run,
};

/// Where the password comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    Terminal,
    Generator,
    Stdin,
    /// It is to go.
    Nowhere,
}

fn run(mut args: Args) -> Result<u8, Stop> {
    hide_memory();
    let mut path = settings::DEFAULT_PATH.to_owned();
    let (mut name, mut from, mut hash) = (None, None, false);
    while let Some(arg) = args.next()? {
        match arg {
            Arg::Flag(flag) => {
                let source = match flag.as_str() {
                    "config" => {
                        path = args.value()?;
                        continue;
                    }
                    "hash" => {
                        hash = true;
                        continue;
                    }
                    "generate" => From::Generator,
                    "stdin" => From::Stdin,
                    "delete" => From::Nowhere,
                    _ => return Err(unknown_flag(&flag)),
                };
                if from.is_some_and(|f| f != source) {
                    return Err(Stop::Usage(
                        "Use only one of --generate, --stdin and --delete.".to_owned(),
                    ));
                }
                from = Some(source);
            }
            Arg::Word(word) if name.is_none() => name = Some(word),
            Arg::Word(word) => return Err(unexpected(&word)),
        }
    }
    let name = name.ok_or_else(|| {
        Stop::Usage("Missing extension. Example: sipregd passwd 1001.".to_owned())
    })?;
    validate_name(&name).map_err(|wrong| Stop::Usage(complaint(&wrong).text(language())))?;
    let from = from.unwrap_or(From::Terminal);
    if from == From::Nowhere && hash {
        return Err(Stop::Usage(
            "--hash cannot be used with --delete.".to_owned(),
        ));
    }

    let (config, problems) = settings::load_config(&path);
    if problems.len() > 0 {
        return Err(Stop::Config(problems.text(language())));
    }
    let password = match from {
        From::Nowhere => None,
        From::Generator => Some(generate().map_err(Stop::Failure)?),
        From::Stdin => Some(read_stdin()?),
        From::Terminal => Some(ask(&name)?),
    };
    let lines = password
        .as_deref()
        .map_or(Ok(Vec::new()), |p| lines_for(&name, p, hash, &config))?;
    let was_there = rewrite(Path::new(&config.extensions), &name, &lines)?;
    match (&password, was_there) {
        (None, false) => {
            return Err(Stop::Failure(format!(
                "There is no extension {name} in {}.",
                config.extensions
            )));
        }
        (None, true) => complain(&format!("Removed {name}.")),
        (Some(_), false) => complain(&format!("Added {name}.")),
        (Some(_), true) => complain(&format!("Changed {name}.")),
    }
    let reload = settings::with_path("sudo sipregd reload", &path);
    complain(&format!(" To take effect: {reload}\n"));
    if was_there {
        complain("This ends the registrations made with the old password.\n");
    }
    if let (Some(password), From::Generator) = (&password, from) {
        print(&format!("{password}\n"));
    }
    Ok(OK)
}

/// The lines that store `password`.
fn lines_for(name: &str, password: &str, hash: bool, config: &Config) -> Result<Vec<String>, Stop> {
    validate_password(password)
        .map_err(|wrong| Stop::Failure(complaint(&wrong).text(language())))?;
    if !hash {
        return Ok(vec![format!("{name} {password}")]);
    }
    Ok(config
        .algorithms
        .iter()
        .map(|&algorithm| {
            let ha1 = ha1(
                algorithm,
                name.as_bytes(),
                config.realm.as_bytes(),
                password.as_bytes(),
            );
            let mut buffer = [0; 64];
            let hex = String::from_utf8_lossy(ha1.to_hex(&mut buffer)).into_owned();
            format!("{name}:{}:{hex}", config.realm)
        })
        .collect())
}

/// Replaces the file; tells whether the extension was in it.
fn rewrite(path: &Path, name: &str, lines: &[String]) -> Result<bool, Stop> {
    let failure = |error: io::Error| {
        Stop::Failure(format!(
            "Cannot write {}: {}.",
            path.display(),
            file::plain(&error)
        ))
    };
    // A link is followed: what it leads to is the file that the service reads.
    let path = match path.canonicalize() {
        Ok(path) => path,
        Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(failure(error)),
    };
    let lock = FolderLock::take(&path).map_err(|error| match error.kind() {
        ErrorKind::WouldBlock => Stop::Failure(format!(
            "Someone else is changing {} right now; try again.",
            path.display()
        )),
        _ => failure(error),
    })?;
    // Read under the lock, or a change made meanwhile would be lost.
    let old = std::fs::metadata(&path).ok();
    let text = match old {
        Some(_) => file::read(&path.to_string_lossy())
            .map_err(|say| Stop::Failure(say.text(language())))?,
        None => String::new(),
    };
    let (edited, was_there) = edit(&text, name, lines);
    if lines.is_empty() && !was_there {
        return Ok(false);
    }
    let mut next = Replacement::start_locked(&path, &lock).map_err(failure)?;
    match &old {
        Some(old) => next.keep_readers(old),
        None => next.take_after(0o640),
    }
    .map_err(failure)?;
    next.file.write_all(edited.as_bytes()).map_err(failure)?;
    next.finish().map_err(failure)?;
    Ok(was_there)
}

fn read_line() -> Result<String, Stop> {
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|e| Stop::Failure(format!("Cannot read the password: {}.", file::plain(&e))))?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

fn read_stdin() -> Result<String, Stop> {
    let password = read_line()?;
    if password.is_empty() {
        return Err(Stop::Failure(
            "There is no password on standard input.".to_owned(),
        ));
    }
    Ok(password)
}

/// Asks twice, without showing what is typed.
fn ask(name: &str) -> Result<String, Stop> {
    if !io::stdin().is_terminal() {
        return Err(Stop::Usage(
            "Nobody is there to ask: use --generate or --stdin.".to_owned(),
        ));
    }
    let _quiet = hide_typing();
    restore_when_interrupted();
    let mut answers = [const { String::new() }; 2];
    for (answer, prompt) in answers
        .iter_mut()
        .zip(["New password", "Repeat new password"])
    {
        complain(&format!("{prompt} for {name}: "));
        *answer = read_line()?;
        complain("\n");
    }
    let [first, second] = answers;
    if first != second {
        return Err(Stop::Failure(
            "The passwords do not match; nothing was changed.".to_owned(),
        ));
    }
    Ok(first)
}
