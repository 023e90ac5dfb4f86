//! One complaint about one place in a file the operator wrote, and how it is shown.
//! It knows no grammar; [`crate::config`] and [`crate::extensions`] do. The sentences are the shell's, in
//! every language that it has.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

/// What is wrong in a file, or allowed there but hardly meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the variants and their fields are named after what they say"
)]
pub enum Complaint {
    ByteOrderMark,

    // sipregd.conf
    UnknownKeyword {
        keyword: String,
        nearest: Option<&'static str>,
    },
    KeywordTwice {
        keyword: String,
        first_line: usize,
    },
    NoValue(String),
    NotANumber {
        value: String,
        range: RangeInclusive<u32>,
    },
    NeitherOffNorANumber {
        value: String,
        range: RangeInclusive<u32>,
    },
    NotOneOf {
        value: String,
        choices: Vec<&'static str>,
    },
    NotAnAddressAndPort(String),
    NotARealm,
    NoHostName,
    AnyAndHostNames,
    NotAHostName(String),
    NotAFullPath(String),
    NoAlgorithm,
    NotAnAlgorithm(String),
    AlgorithmTwice(String),
    DecreasingExpiries {
        min: u32,
        default: u32,
        max: u32,
    },

    // The extensions file
    NoName,
    NameTooLong,
    NameWithDomain,
    NameWith(char),
    NameTwice {
        name: String,
        first_line: u32,
    },
    NoPassword,
    NoPasswordBehindMark,
    PasswordBeginsWithSpace,
    PasswordEndsWithSpace,
    PasswordTooLong,
    PasswordWithControl,
    NotAHashedLine,
    NotAHash,
    TextBehindHash,
    HashOfOtherRealm {
        name: String,
        hashed: String,
        realm: String,
    },
    NoHash {
        name: String,
        algorithms: Vec<&'static str>,
    },

    // Allowed there, but hardly meant
    NoHashForOne {
        name: String,
        algorithm: &'static str,
    },
    NameLikeOption,
    NameEndsWithMark,
    PasswordInQuotes,
    PasswordWithComment,
    PasswordBeginsWithEquals,
    PasswordWithInvisible,
    PasswordShort,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// How many characters are meant; at least 1.
    pub width: usize,
    /// What is wrong.
    pub complaint: Complaint,
    /// The line itself, tabs turned to spaces so that the caret is below its place; `None` in a file
    /// that holds passwords, which are shown nowhere.
    pub source: Option<String>,
}

impl Diagnostic {
    /// A complaint about `part`, a slice of `line`, which is the `number`th of its file.
    pub(crate) fn at(number: usize, line: &str, part: &str, complaint: Complaint) -> Self {
        // NOTE(addr): `part` is a slice of `line`, so the difference is an offset into it; anything
        // else would only misplace a caret.
        let offset = part.as_ptr().addr().wrapping_sub(line.as_ptr().addr());
        let before = line.get(..offset).unwrap_or_default();
        Self {
            line: number,
            column: before.chars().count() + 1,
            width: part.chars().count().max(1),
            complaint,
            source: Some(line.replace('\t', " ")),
        }
    }

    /// The complaint as `path:line:column: sentence`, with the line below it and a caret below that.
    pub fn display(&self, path: &str, sentence: &str) -> String {
        let (line, column) = (self.line, self.column);
        let mut shown = format!("{path}:{line}:{column}: {sentence}");
        if let Some(source) = self.source.as_ref().filter(|_| column <= WINDOW) {
            let source: String = source.chars().take(WINDOW).collect();
            let (indent, rest) = (column - 1, self.width.min(WINDOW + 1 - column) - 1);
            shown += &format!("\n    {source}\n    {:indent$}^{:~<rest$}", "", "");
        }
        shown
    }
}

/// Columns of a line that are shown.
const WINDOW: usize = 200;

/// The lines of a file with their numbers, and every complaint about them gathered on the way.
#[derive(Default)]
pub(crate) struct Complaints {
    list: Vec<Diagnostic>,
    has_secrets: bool,
}

/// More complaints than this about one file are not kept: nobody reads them.
const KEPT: usize = 1000;

impl Complaints {
    /// Those about a file whose lines hold passwords.
    pub(crate) fn of_secrets() -> Self {
        Self {
            has_secrets: true,
            ..Self::default()
        }
    }

    /// Whether no more are kept.
    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= KEPT
    }

    pub(crate) fn push(&mut self, number: usize, line: &str, part: &str, complaint: Complaint) {
        if !self.is_full() {
            let mut diagnostic = Diagnostic::at(number, line, part, complaint);
            if self.has_secrets {
                diagnostic.source = None;
            }
            self.list.push(diagnostic);
        }
    }

    /// The text of a file without the byte order mark that some editors put before it, which is an
    /// error: no other program that reads the file expects it.
    pub(crate) fn without_mark<'t>(&mut self, text: &'t str) -> &'t str {
        match text.strip_prefix('\u{feff}') {
            None => text,
            Some(rest) => {
                let line = rest.lines().next().unwrap_or_default();
                let place = line.get(..0).unwrap_or_default();
                self.push(1, line, place, Complaint::ByteOrderMark);
                rest
            }
        }
    }

    /// All of them, in the order of the lines.
    pub(crate) fn into_list(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(|diagnostic| diagnostic.line);
        self.list
    }

    /// `value` if nothing was found wrong.
    pub(crate) fn or<T>(self, value: T) -> Result<T, Vec<Diagnostic>> {
        if self.list.is_empty() {
            Ok(value)
        } else {
            Err(self.into_list())
        }
    }
}

/// The lines that say something, with their numbers: not empty, and no comment.
pub(crate) fn spoken_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(i, line)| (i + 1, line))
        .filter(|(_, line)| !line.trim_start().is_empty() && !line.trim_start().starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_below_what_is_meant() {
        let line = "realm\tsip example";
        let part = &line[6..9];
        let shown = Diagnostic::at(3, line, part, Complaint::NotARealm);
        assert_eq!(
            shown.display("/etc/f", "A realm has no spaces."),
            "/etc/f:3:7: A realm has no spaces.\n    realm sip example\n          ^~~"
        );
    }
}
