//! What a check found, and how it is shown: a line for a person, an object for a program.

use super::page::Page;
use crate::cli::{language, print, print_pieces};
use crate::sys::json::{Json, object};
use crate::sys::terminal::{Colour, Piece};
use crate::text::{Language, Say, Value, Words, host};
use std::collections::BTreeMap;

/// How a check ended. What was not checked is [`Verdict::Unknown`], never [`Verdict::Ok`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Ok,
    Problem,
    Hint,
    Unknown,
}

impl Verdict {
    /// Its name for programs, its word for a person and the colour of that.
    fn shown(self) -> (&'static str, &'static Words, Colour) {
        match self {
            Self::Ok => ("ok", &host::WORD_OK, Colour::Green),
            Self::Problem => ("problem", &host::WORD_PROBLEM, Colour::Red),
            Self::Hint => ("hint", &host::WORD_HINT, Colour::Yellow),
            Self::Unknown => ("unknown", &host::WORD_UNKNOWN, Colour::Cyan),
        }
    }
}

/// What one check found.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) id: &'static str,
    pub(crate) verdict: Verdict,
    pub(crate) text: Say,
    /// Commands or sentences that fix it.
    pub(crate) fix: Vec<Say>,
}

/// What a check found, or why that cannot be determined.
pub(crate) type Checked = Result<Finding, Say>;

impl Finding {
    pub(crate) fn new(verdict: Verdict, text: Say) -> Self {
        Self {
            id: "",
            verdict,
            text,
            fix: Vec::new(),
        }
    }

    pub(crate) fn ok(text: Say) -> Self {
        Self::new(Verdict::Ok, text)
    }

    pub(crate) fn problem(text: Say) -> Self {
        Self::new(Verdict::Problem, text)
    }

    pub(crate) fn hint(text: Say) -> Self {
        Self::new(Verdict::Hint, text)
    }

    pub(crate) fn unknown(text: Say) -> Self {
        Self::new(Verdict::Unknown, text)
    }

    /// The same, by the check of that name.
    pub(crate) fn of(self, id: &'static str) -> Self {
        Self { id, ..self }
    }

    pub(crate) fn fix(mut self, fix: impl Into<Value>) -> Self {
        self.fix.push(match fix.into() {
            Value::Plain(command) => Say::command(&command),
            Value::Said(say) => say,
        });
        self
    }
}

/// Shows findings as they come and remembers how many were problems.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) language: Language,
    pub(crate) json: bool,
    pub(crate) page: Page,
    pub(crate) problems: usize,
}

/// The width of the first column, which the longest word fills, and of the second.
const FIRST: usize = 8;
const SECOND: usize = 11;

impl Report {
    /// A report about the configuration `path` in the language of the commands, for programs in English.
    pub(crate) fn new(json: bool, path: &str) -> Self {
        Self {
            language: match json {
                true => Language::English,
                false => language(),
            },
            json,
            page: Page::new(path),
            problems: 0,
        }
    }

    /// Counts what is shown.
    pub(crate) fn count(&mut self, verdict: Verdict) {
        self.problems += usize::from(verdict == Verdict::Problem);
    }

    /// A line between findings, for a person only.
    pub(crate) fn line(&self, text: &str) {
        if !self.json {
            print_pieces(&[Piece::Plain(text), Piece::Plain("\n")]);
        }
    }

    /// A sentence, for a person only.
    pub(crate) fn say(&self, say: &Say) {
        self.line(&self.page.lay_out(&say.text(self.language), 0));
    }

    /// What it all comes to: the last sentence for a person, the last object for a program.
    pub(crate) fn verdict(&self, is_well: bool, say: Say) {
        if self.json {
            let verdict = match is_well {
                true => Verdict::Ok,
                false => Verdict::Problem,
            };
            self.print(&Finding::new(verdict, say).of("verdict"));
        } else {
            self.line("");
            self.say(&say);
        }
    }

    /// Shows one finding and counts it.
    pub(crate) fn show(&mut self, finding: &Finding) {
        self.count(finding.verdict);
        self.print(finding);
    }

    fn print(&self, finding: &Finding) {
        if self.json {
            return print(&self.object(finding));
        }
        let [word, rest] = self.text(finding);
        let word = Piece::Coloured(finding.verdict.shown().2, &word);
        print_pieces(&[word, Piece::Plain(&rest)]);
    }

    /// The first word of the finding, and what follows it, as lines for a person.
    pub(crate) fn text(&self, finding: &Finding) -> [String; 2] {
        let text = |say: &Say, indent| self.page.lay_out(&say.text(self.language), indent);
        let word = text(&finding.verdict.shown().1.say(), 0);
        let padding = " ".repeat(FIRST.saturating_sub(word.chars().count()));
        let indent = FIRST + 1 + SECOND + 1;
        let said = text(&finding.text, indent);
        let mut lines = format!("{padding} {:SECOND$} {said}\n", finding.id);
        let mut label = text(&host::FIX.say(), 0);
        let width = label.chars().count();
        for fix in &finding.fix {
            let fix = text(fix, indent + width + 2);
            lines.push_str(&format!("{:indent$}{label:width$}  {fix}\n", ""));
            label.clear();
        }
        [word, lines]
    }

    /// The finding as one object on one line; the names stay English in every language.
    fn object(&self, finding: &Finding) -> String {
        let fix = finding.fix.iter().map(|fix| fix.text(self.language));
        let facts: BTreeMap<&str, String> = finding.text.values(self.language).collect();
        let facts: Vec<_> = facts
            .iter()
            .map(|(name, fact)| (*name, fact as _))
            .collect();
        let Json(text) = object! {
            id: finding.id,
            result: finding.verdict.shown().0,
            text: finding.text.text(self.language),
            fix: fix.flat_map(|fix| self.page.lines(&fix)).collect::<Vec<_>>(),
            facts: Json::of(&facts),
        };
        text + "\n"
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn report(language: Language) -> Report {
        Report {
            language,
            json: false,
            page: Page::new(crate::sys::settings::DEFAULT_PATH),
            problems: 0,
        }
    }

    fn finding() -> Finding {
        let text = host::DISABLED.with("state", "disabled");
        Finding::problem(text.with("cause", "unclear"))
            .of("dns-aaaa")
            .fix("sudo systemctl enable sipregd")
    }

    #[test]
    fn the_columns_stand_still_and_each_fix_has_its_line() {
        let [_, shown] = report(Language::English).text(&finding().fix("second"));
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines[0].starts_with("  dns-aaaa    "), "{shown}");
        assert_eq!(
            lines[1],
            "                     fix:  sudo systemctl enable sipregd"
        );
        assert_eq!(lines[2], "                           second");
    }

    #[test]
    fn an_object_is_one_line_of_json() {
        let line = report(Language::Uzbek).object(&finding());
        assert_eq!(line.matches('\n').count(), 1);
        let value: tinyjson::JsonValue = line.parse().unwrap();
        assert_eq!(value["result"].get::<String>().unwrap(), "problem");
        let fact = |name: &str| value["facts"][name].get::<String>().unwrap();
        assert_eq!(
            (fact("cause"), fact("state")),
            (&"unclear".to_owned(), &"disabled".to_owned())
        );
    }
}
