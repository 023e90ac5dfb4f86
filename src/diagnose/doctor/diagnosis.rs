//! Why one extension is not registered, in three sentences: certain, likely, to do.

use super::finding::{Finding, Report, Verdict};
use super::page::Page;
use crate::cli::print;
use crate::text::{Language, Say, phone as words};
use sipreg::cause::Strength;

/// The end of a search.
#[derive(Clone, Debug)]
pub(crate) struct Diagnosis {
    /// The name of the cause, for programs.
    pub(crate) cause: &'static str,
    pub(crate) verdict: Verdict,
    /// How surely the cause may be said; `None` if nothing is wrong, or nothing known.
    pub(crate) strength: Option<Strength>,
    /// Where things stand.
    pub(crate) head: Say,
    /// What must be fixed before anything else can be determined.
    pub(crate) first: Option<Say>,
    pub(crate) certain: Option<Say>,
    pub(crate) likely: Option<Say>,
    pub(crate) todo: Option<Say>,
}

impl Diagnosis {
    /// Nothing is wrong.
    pub(crate) fn well(head: Say) -> Self {
        Self {
            cause: "registered",
            verdict: Verdict::Ok,
            strength: None,
            head,
            first: None,
            certain: None,
            likely: None,
            todo: None,
        }
    }

    /// Something is, as a fact.
    pub(crate) fn ill(cause: &'static str, head: Say, [certain, likely, todo]: [Say; 3]) -> Self {
        Self {
            cause,
            verdict: Verdict::Problem,
            strength: Some(Strength::Sure),
            certain: Some(certain),
            likely: Some(likely),
            todo: Some(todo),
            ..Self::well(head)
        }
    }

    /// The same, but the cause is only likely.
    pub(crate) fn suspected(mut self) -> Self {
        self.strength = Some(Strength::Suspect);
        self
    }

    /// The same, but a check of the host has found the reason.
    pub(crate) fn because(self, finding: Finding) -> Self {
        Self {
            likely: Some(finding.text),
            todo: finding.fix.into_iter().next().or(self.todo),
            ..self
        }
    }

    /// Shows it: a paragraph for a person, an object for a program.
    pub(crate) fn show(&self, name: &str, report: &mut Report) {
        if report.json {
            report.show(&self.object(name));
        } else {
            report.count(self.verdict);
            print(&self.text(&report.page, report.language));
        }
    }

    /// It as a paragraph for a person.
    pub(crate) fn text(&self, page: &Page, language: Language) -> String {
        const LABEL: usize = 10;
        let mut text = format!("{}\n", page.lay_out(&self.head.text(language), 2));
        for (label, part) in [
            (&words::FIRST, &self.first),
            (&words::CERTAIN, &self.certain),
            (&words::LIKELY, &self.likely),
            (&words::DO_THIS, &self.todo),
        ] {
            if let Some(part) = part {
                let label = label.say().text(language);
                let part = page.lay_out(&part.text(language), LABEL + 2);
                text.push_str(&format!("  {label:LABEL$}{part}\n"));
            }
        }
        text
    }

    /// It for a program, which is told what fills the gaps of a text, and here more than has gaps.
    fn object(&self, name: &str) -> Finding {
        let strength = self.strength.map(|strength| Say::verbatim(strength.name()));
        let mut text = self.head.clone().with("extension", name);
        for (key, part) in [
            ("strength", &strength),
            ("first", &self.first),
            ("certain", &self.certain),
            ("likely", &self.likely),
        ] {
            if let Some(part) = part {
                text = text.with(key, part.clone());
            }
        }
        let mut finding = Finding::new(self.verdict, text.with("cause", self.cause));
        finding.fix.extend(self.todo.clone());
        finding.of("extension")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_sentences_under_one_head() {
        let head = words::NOT_REGISTERED.with("user", "1001");
        let three = [
            words::NOT_RUNNING.say(),
            words::NOT_RUNNING_LIKELY.say(),
            words::NOT_LOADED_DO.with("reload", "sudo sipregd reload"),
        ];
        let page = Page::new(crate::sys::settings::DEFAULT_PATH);
        let text = Diagnosis::ill("not-running", head, three).text(&page, Language::English);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.first(), Some(&"1001: not registered."));
        assert_eq!(
            lines.get(1),
            Some(&"  Certain:  sipregd is not running, so no phone can register.")
        );
        assert_eq!(lines.last(), Some(&"  Do this:  sudo sipregd reload"));
    }
}
