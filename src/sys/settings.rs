//! Both files the operator writes, read together, and everything wrong with either.

use crate::sys::clock::unix_now;
use crate::sys::file::{self, Unread};
use crate::text::{Language, Say, files as words};
use sipreg::command::Word;
use sipreg::config::Config;
use sipreg::diagnostic::Diagnostic;
use sipreg::extensions::Extensions;
use sipreg::seed::Seed;
use std::os::unix::fs::MetadataExt;

/// Where the configuration is when nobody says otherwise.
pub(crate) const DEFAULT_PATH: &str = "/etc/sipregd/sipregd.conf";

/// The words of a `command` of ours as asked with the configuration at `path`. An operand follows them.
pub(crate) fn with_path(command: &str, path: &str) -> String {
    if path == DEFAULT_PATH {
        command.to_owned()
    } else {
        format!("{command} -c {}", Word::of(path))
    }
}

/// The command that starts the service, or a server for the configuration at `path`.
pub(crate) fn start_command(path: &str) -> String {
    if path == DEFAULT_PATH {
        "sudo systemctl start sipregd".to_owned()
    } else {
        with_path("sudo sipregd run", path)
    }
}

/// What both files say.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) config: Config,
    pub(crate) extensions: Extensions,
    /// Whether the extensions file has nothing in it, not even a comment.
    pub(crate) is_blank: bool,
    /// What cannot work although it is allowed.
    pub(crate) warnings: Problems,
    pub(crate) loaded: Loaded,
}

/// When tables were read, and when their files were changed, Unix seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Loaded {
    pub(crate) at: u64,
    pub(crate) config_mtime: u64,
    pub(crate) extensions_mtime: u64,
}

/// More problems than this are only counted.
const SHOWN: usize = 20;

/// What is wrong with one file.
#[derive(Debug)]
enum Problem {
    /// It cannot be read, or what is wrong has no place in it.
    Whole(Unread),
    /// One place in it.
    At(String, Diagnostic),
}

impl Problem {
    /// In one line: `path:line:column: sentence`.
    fn headline(&self) -> Say {
        match self {
            Self::Whole(Unread { say, .. }) => say.clone(),
            Self::At(path, diagnostic) => words::AT
                .with("path", path)
                .with("line", diagnostic.line)
                .with("column", diagnostic.column)
                .with("sentence", words::complaint(&diagnostic.complaint)),
        }
    }

    /// With the line and a caret below it, where there is one.
    fn text(&self, language: Language) -> String {
        match self {
            Self::Whole(Unread { say, .. }) => say.text(language),
            Self::At(path, diagnostic) => {
                let sentence = words::complaint(&diagnostic.complaint).text(language);
                diagnostic.display(path, &sentence)
            }
        }
    }
}

impl From<Say> for Problem {
    fn from(say: Say) -> Self {
        let is_denied = false;
        Self::Whole(Unread { say, is_denied })
    }
}

/// Everything that is wrong.
#[derive(Debug)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    /// One that has no place in a file.
    pub(crate) fn of(say: Say) -> Self {
        Self(vec![say.into()])
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether another user may read a file that this one may not.
    pub(crate) fn is_denied(&self) -> bool {
        let mut problems = self.0.iter();
        problems.any(|problem| matches!(problem, Problem::Whole(unread) if unread.is_denied))
    }

    /// Each in one line, `path:line:column: sentence`, the first 20 and how many more.
    pub(crate) fn headlines(&self) -> impl Iterator<Item = Say> + '_ {
        let shown = self.0.iter().take(SHOWN).map(Problem::headline);
        shown.chain(self.more())
    }

    /// The same for the log, which is English.
    pub(crate) fn log_lines(&self) -> impl Iterator<Item = String> + '_ {
        self.headlines().map(|say| say.text(Language::English))
    }

    fn more(&self) -> Option<Say> {
        let more = self.0.len().saturating_sub(SHOWN);
        (more > 0).then(|| words::MORE.with("n", more))
    }

    /// The same as [`Self::text`] for the person who has run a command, and may run it as root.
    pub(crate) fn told(&self, language: Language) -> String {
        let hint = self
            .is_denied()
            .then(|| words::TRY_SUDO.say().text(language) + "\n");
        self.text(language) + &hint.unwrap_or_default()
    }

    /// All with their lines and carets; for a person.
    pub(crate) fn text(&self, language: Language) -> String {
        let shown = self.0.iter().take(SHOWN);
        let shown = shown.map(|problem| problem.text(language));
        let lines = shown.chain(self.more().map(|say| say.text(language)));
        lines.map(|line| line + "\n").collect()
    }
}

/// The name of this machine, which is the realm when none is configured.
pub(crate) fn host_name() -> String {
    nix::unistd::gethostname()
        .ok()
        .and_then(|n| n.into_string().ok())
        .unwrap_or_else(|| "localhost".to_owned())
}

/// What is wrong in the file at `path`.
fn problems_at(path: &str, wrong: Vec<Diagnostic>) -> impl Iterator<Item = Problem> {
    wrong
        .into_iter()
        .map(|wrong| Problem::At(path.to_owned(), wrong))
}

/// Reads the configuration alone, as far as it can be read, with what is wrong with it.
pub(crate) fn load_config(path: &str) -> (Config, Problems) {
    match file::read(path) {
        Ok(text) => {
            let (config, wrong) = Config::read(&text, &host_name());
            (config, Problems(problems_at(path, wrong).collect()))
        }
        Err(unread) => (
            Config::new(&host_name()),
            Problems(vec![Problem::Whole(unread)]),
        ),
    }
}

/// Reads both files.
///
/// # Errors
/// Everything wrong with either: the second is read even if the first is wrong.
pub(crate) fn load(path: &str, seed: Seed) -> Result<Settings, Problems> {
    let (mut config, Problems(mut problems)) = load_config(path);
    if let Some(Problem::Whole(_)) = problems.first() {
        return Err(Problems(problems));
    }
    let text = match file::read(&config.extensions) {
        Ok(text) => text,
        Err(unread) => {
            problems.push(Problem::Whole(unread));
            return Err(Problems(problems));
        }
    };
    let parse = |realm: &str| Extensions::parse(&text, realm, &config.algorithms, seed);
    let mut warnings = Vec::new();
    let mut parsed = parse(&config.realm);
    // Hashes from before the realm came from `domain` are for the name of this machine.
    if parsed.is_err() && config.is_realm_of_domain {
        let name = host_name();
        if let Ok(extensions) = parse(&name) {
            let say = words::HASHES_OF_HOST.with("path", path);
            let say = say.with("extensions", &config.extensions);
            warnings.push(say.with("realm", &name).into());
            config.realm = name;
            parsed = Ok(extensions);
        }
    }
    match parsed {
        Ok(extensions) if problems.is_empty() => {
            let changed =
                |path: &str| std::fs::metadata(path).map_or(0, |m| m.mtime().unsigned_abs());
            let gaps = extensions.gaps(&text, &config.algorithms);
            warnings.extend(problems_at(&config.extensions, gaps));
            Ok(Settings {
                is_blank: text.trim().is_empty(),
                warnings: Problems(warnings),
                loaded: Loaded {
                    at: unix_now(),
                    config_mtime: changed(path),
                    extensions_mtime: changed(&config.extensions),
                },
                config,
                extensions,
            })
        }
        Ok(_) => Err(Problems(problems)),
        Err(list) => {
            problems.extend(problems_at(&config.extensions, list));
            Err(Problems(problems))
        }
    }
}

/// Reads both files for a command, which looks extensions up only now and then.
pub(crate) fn read(path: &str) -> Result<Settings, Problems> {
    load(path, Seed::new([0; 16]))
}

/// The names of the extensions, as far as both files can be read.
pub(crate) fn names(path: &str) -> Vec<String> {
    let settings = read(path).ok();
    let extensions = settings.iter().flat_map(|s| s.extensions.iter());
    extensions.map(|e| e.name().to_owned()).collect()
}

/// The headline that is `english` in English, in every language if the files at `path` still have that
/// problem. The service writes what it found in English.
pub(crate) fn same_headline(path: &str, english: &str) -> Say {
    let problems = read(path).err();
    let mut headlines = problems.iter().flat_map(Problems::headlines);
    let same = headlines.find(|say| say.text(Language::English) == english);
    same.unwrap_or_else(|| words::written(english))
}

/// What is allowed in the extensions file, but hardly meant.
pub(crate) fn doubts(config: &Config) -> Problems {
    let text = file::read(&config.extensions).unwrap_or_default();
    Problems(problems_at(&config.extensions, Extensions::doubts(&text)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language::{English, Uzbek};

    #[test]
    fn a_person_who_may_not_read_a_file_is_told_of_sudo() {
        let unread = |is_denied| Unread {
            say: Say::verbatim("no"),
            is_denied,
        };
        let of = |unread: Unread| Problems(vec![Problem::Whole(unread)]);
        assert_eq!(of(unread(true)).told(English), "no\nTry with sudo.\n");
        assert_eq!(of(unread(true)).text(Uzbek), "no\n");
        assert_eq!(of(unread(false)).told(English), "no\n");
        assert_eq!(unread(true).told().text(English), "no Try with sudo.");
    }
}
