//! Why an extension is not registered: for each cause of the core's verdicts what is certain, what is likely and
//! what to do. Nothing that only the phone or the way there could know stands under “certain”.

mod login;
mod way;

use super::Words;

/// The three sentences of a cause. Gaps: {user}, {from}, {agent}, {detail}, {realm}, {domain}, {port}, {out_of}.
#[derive(Debug)]
pub(crate) struct Cause {
    /// As the core's rules have it: the cause, and after a slash which case of it.
    pub(crate) id: &'static str,
    pub(crate) certain: Words,
    pub(crate) likely: Words,
    pub(crate) todo: Words,
}

impl Cause {
    /// The cause alone, for programs.
    pub(crate) fn name(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(name, _)| name)
    }
}

const fn w(en: &'static str, uz: &'static str) -> Words {
    Words { en, uz }
}

const fn cause(id: &'static str, certain: Words, likely: Words, todo: Words) -> Cause {
    Cause {
        id,
        certain,
        likely,
        todo,
    }
}

const PROGRAM: Words = w(
    "It is a peculiarity of the phone's program.",
    "Bu telefon dasturining o'ziga xosligi.",
);

/// The sentences of a cause.
pub(crate) fn find(id: &str) -> Option<&'static Cause> {
    all().find(|c| c.id == id)
}

/// All causes that the core names.
pub(crate) fn all() -> impl Iterator<Item = &'static Cause> {
    way::CAUSES.iter().chain(&login::CAUSES)
}

/// Every sentence, for the test of them all.
#[cfg(test)]
pub(crate) fn sentences() -> Vec<(&'static str, &'static Words)> {
    all()
        .flat_map(|c| [(c.id, &c.certain), (c.id, &c.likely), (c.id, &c.todo)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_that_the_core_names_has_its_words() {
        let rules = include_str!("../../sipreg/verdict/mod.rs");
        let named: Vec<&str> = rules
            .lines()
            .filter_map(|line| line.trim().strip_prefix("(\"")?.split_once("\", S"))
            .map(|(id, _)| id)
            .collect();
        assert!(named.len() > 30, "{named:?}");
        for id in &named {
            assert!(find(id).is_some(), "{id}");
        }
        assert_eq!(named.len(), all().count());
    }

    #[test]
    fn nothing_is_certain_about_what_cannot_be_seen() {
        for cause in all() {
            for word in ["probably", "provider", "battery", "offline"] {
                assert!(
                    !cause.certain.en.to_lowercase().contains(word),
                    "{}",
                    cause.id
                );
            }
        }
    }
}
