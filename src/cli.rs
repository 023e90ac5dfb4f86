//! The command line: what a subcommand is, its arguments, and how it ends and speaks.

use crate::sys::settings;
use crate::sys::terminal::{self, Piece};

use crate::text::{Language, Say, Words, usage};
use lexopt::prelude::*;
use sipreg::nearest::nearest;
use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::OnceLock;

/// Success.
pub(crate) const OK: u8 = 0;
/// A problem was found, or the command failed.
pub(crate) const FAILURE: u8 = 1;
/// The command line is wrong.
pub(crate) const USAGE: u8 = 2;
/// A file the operator wrote is wrong; systemd does not restart after it.
pub(crate) const CONFIG: u8 = 78;

/// A subcommand: its name, what may follow it, what it does in a line, its own help, and itself.
pub(crate) struct Command {
    pub(crate) name: &'static str,
    pub(crate) synopsis: &'static str,
    pub(crate) about: &'static Words,
    /// `{phones}` in it stands for the phones that `sipregd phone` knows.
    pub(crate) help: &'static Words,
    pub(crate) run: fn(Args) -> Result<u8, Stop>,
}

/// Why a subcommand ended before its end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The command line cannot be understood.
    Usage(Say),
    /// What was to be done cannot be.
    Failure(Say),
    /// The configuration is wrong; everything about it has been said or is said here.
    Config(String),
    /// Its help was asked for.
    Help,
}

impl From<lexopt::Error> for Stop {
    fn from(error: lexopt::Error) -> Self {
        use lexopt::Error;
        Self::Usage(match error {
            Error::MissingValue { option } => {
                usage::NO_VALUE.with("option", option.unwrap_or_default())
            }
            Error::UnexpectedValue { option, .. } => usage::NEEDS_NO_VALUE.with("option", option),
            // Nothing else comes of what the parser is asked for here.
            other => Say::verbatim(other.to_string()),
        })
    }
}

/// The arguments after the name of a subcommand.
pub(crate) use lexopt::Parser as Args;

/// `word` as text.
pub(crate) fn text(word: OsString) -> Result<String, Stop> {
    word.into_string().map_err(|word| {
        let word = word.to_string_lossy().into_owned();
        Stop::Usage(usage::NOT_UTF8.with("word", word))
    })
}

/// The complaint about an unknown option, with the option that was probably meant, one of those in `known`.
pub(crate) fn no_option<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Stop {
    let dashes = if name.chars().count() == 1 { "-" } else { "--" };
    let say = usage::UNKNOWN_OPTION.with("option", format!("{dashes}{name}"));
    Stop::Usage(say.with("hint", did_you_mean(name, known, dashes)))
}

/// The question to add to a complaint about `word`, with a space before it; empty if none of `known`
/// was probably meant.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    dashes: &str,
) -> Say {
    match nearest(word, known) {
        Some(near) => usage::DID_YOU_MEAN.with("near", format!("{dashes}{near}")),
        None => Say::verbatim(""),
    }
}

/// The complaint about a word that is one too many.
pub(crate) fn unexpected(word: &str) -> Stop {
    Stop::Usage(usage::UNEXPECTED.with("word", word))
}

/// Reads the arguments of a subcommand that takes `-c FILE` alone; returns the file.
pub(crate) fn file_alone(args: &mut Args) -> Result<String, Stop> {
    let (_, [], [path]) = read(args, [], ["config"], 0)?;
    Ok(or_default(path))
}

/// Reads the arguments of a subcommand that takes `-c FILE`, at most one word, and the flags in
/// `flags`; returns the file, the word, and which flags were there.
pub(crate) fn common<const N: usize>(
    args: &mut Args,
    flags: [&str; N],
) -> Result<(String, Option<String>, [bool; N]), Stop> {
    let (words, seen, [path]) = read(args, flags, ["config"], 1)?;
    Ok((or_default(path), words.into_iter().next(), seen))
}

/// The file that `--config` named, else the one that is read without it.
pub(crate) fn or_default(path: Option<String>) -> String {
    path.unwrap_or_else(|| settings::DEFAULT_PATH.to_owned())
}

/// The words, which flags were there, and the values of the options that have one.
pub(crate) type Read<const F: usize, const V: usize> =
    (Vec<String>, [bool; F], [Option<String>; V]);

/// Reads the arguments of a subcommand that takes at most `most` words, the flags in `flags`, and the options
/// in `options`, each with a value. `--help` ends everything.
pub(crate) fn read<const F: usize, const V: usize>(
    args: &mut Args,
    flags: [&str; F],
    options: [&str; V],
    most: usize,
) -> Result<Read<F, V>, Stop> {
    let (mut words, mut seen, mut values) = (Vec::new(), [false; F], [const { None }; V]);
    while let Some(arg) = args.next()? {
        let name = match arg {
            Long("help") | Short('h') => return Err(Stop::Help),
            Short('c') => "config".to_owned(),
            Short(letter) => letter.to_string(),
            Long(name) => name.to_owned(),
            Value(word) if words.len() < most => {
                words.push(text(word)?);
                continue;
            }
            Value(word) => return Err(unexpected(&text(word)?)),
        };
        let place = |known: &[&str]| known.iter().position(|k| *k == name);
        if let Some(flag) = place(&flags).and_then(|i| seen.get_mut(i)) {
            *flag = true;
        } else if let Some(value) = place(&options).and_then(|i| values.get_mut(i)) {
            *value = Some(text(args.value()?)?);
        } else {
            let known = flags.iter().chain(&options).copied();
            return Err(no_option(&name, known.chain(["help"])));
        }
    }
    Ok((words, seen, values))
}

static LANGUAGE: OnceLock<Language> = OnceLock::new();

/// From now on the command speaks English, unless it has said something already.
pub(crate) fn speak_english() {
    let _ = LANGUAGE.set(Language::English);
}

/// The language that the commands speak: what the configuration says that the command line names, else
/// what the environment asks for.
pub(crate) fn language() -> Language {
    *LANGUAGE.get_or_init(|| Language::of(settings::load_config(&config_path()).0.language))
}

/// The file that `--config` names, in whatever else the command line says.
fn config_path() -> String {
    let mut path = settings::DEFAULT_PATH.to_owned();
    let mut parser = Args::from_env();
    loop {
        match parser.next() {
            Ok(None) => return path,
            Ok(Some(Short('c') | Long("config"))) => {
                if let Some(value) = parser.value().ok().and_then(|v| v.into_string().ok()) {
                    path = value;
                }
            }
            // What is wrong with it is said elsewhere.
            Ok(Some(_)) | Err(_) => {}
        }
    }
}

/// Prints to standard output; a reader that has gone away is not an error.
pub(crate) fn print(text: &str) {
    print_pieces(&[Piece::Plain(text)]);
}

/// The same for text of which some is coloured.
pub(crate) fn print_pieces(pieces: &[Piece<'_>]) {
    let mut out = io::stdout().lock();
    let _ = out
        .write_all(terminal::shown(pieces, terminal::has_colour()).as_bytes())
        .and_then(|()| out.flush());
}

/// Prints to standard error; nothing can be done if that fails.
pub(crate) fn complain(text: &str) {
    let text = terminal::shown(&[Piece::Plain(text)], false);
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Prints a sentence to standard error.
pub(crate) fn tell(say: &Say) {
    complain(&(say.text(language()) + "\n"));
}
