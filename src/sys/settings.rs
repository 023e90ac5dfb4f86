//! Both files the operator writes, read together, and everything wrong with either.

use crate::sys::file;
use sipreg::config::Config;
use sipreg::diagnostic::Diagnostic;
use sipreg::extensions::Extensions;
use sipreg::seed::Seed;
use std::fmt::Write as _;

/// Where the configuration is when nobody says otherwise.
pub(crate) const DEFAULT_PATH: &str = "/etc/sipregd/sipregd.conf";

/// What both files say.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) config: Config,
    pub(crate) extensions: Extensions,
}

/// What is wrong with one file.
#[derive(Debug)]
enum Problem {
    /// It cannot be read at all.
    Unreadable(String),
    /// One place in it.
    At(String, Diagnostic),
}

/// Everything that is wrong.
#[derive(Debug)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    /// One that has no place in a file.
    pub(crate) fn of(sentence: String) -> Self {
        Self(vec![Problem::Unreadable(sentence)])
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Each in one line, `path:line:column: sentence`; for the log.
    pub(crate) fn headlines(&self) -> impl Iterator<Item = String> + '_ {
        self.0.iter().map(|problem| match problem {
            Problem::Unreadable(sentence) => sentence.clone(),
            Problem::At(path, diagnostic) => diagnostic.headline(path).to_string(),
        })
    }

    /// All with their lines and carets; for a person.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for problem in &self.0 {
            // NOTE(write): writing to memory cannot fail.
            let _ = match problem {
                Problem::Unreadable(sentence) => writeln!(text, "{sentence}"),
                Problem::At(path, diagnostic) => writeln!(text, "{}", diagnostic.display(path)),
            };
        }
        text
    }
}

/// The name of this machine, which is the realm when none is configured.
pub(crate) fn host_name() -> String {
    nix::unistd::gethostname()
        .ok()
        .and_then(|n| n.into_string().ok())
        .unwrap_or_else(|| "localhost".to_owned())
}

/// Reads the configuration alone, as far as it can be read, with what is wrong with it.
pub(crate) fn load_config(path: &str) -> (Config, Problems) {
    match file::read(path) {
        Ok(text) => {
            let (config, wrong) = Config::read(&text, &host_name());
            (
                config,
                Problems(
                    wrong
                        .into_iter()
                        .map(|d| Problem::At(path.to_owned(), d))
                        .collect(),
                ),
            )
        }
        Err(sentence) => (
            Config::new(&host_name()),
            Problems(vec![Problem::Unreadable(sentence)]),
        ),
    }
}

/// Reads both files.
///
/// # Errors
/// Everything wrong with either: the second is read even if the first is wrong.
pub(crate) fn load(path: &str, seed: Seed) -> Result<Settings, Problems> {
    let (config, Problems(mut problems)) = load_config(path);
    let readable = !matches!(problems.first(), Some(Problem::Unreadable(_)));
    let extensions = if readable {
        match file::read(&config.extensions) {
            Ok(text) => Extensions::parse(&text, &config.realm, &config.algorithms, seed)
                .map_err(|list| {
                    problems.extend(
                        list.into_iter()
                            .map(|d| Problem::At(config.extensions.clone(), d)),
                    )
                })
                .ok(),
            Err(sentence) => {
                problems.push(Problem::Unreadable(sentence));
                None
            }
        }
    } else {
        None
    };
    match extensions {
        Some(extensions) if problems.is_empty() => Ok(Settings { config, extensions }),
        _ => Err(Problems(problems)),
    }
}
