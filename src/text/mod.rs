//! Everything that the commands say, in English and in Uzbek. A rule elsewhere picks a sentence and fills its gaps;
//! the language is chosen once, when it is printed.

use sipreg::command::Word;
use sipreg::config;
use std::fmt::Display;

pub(crate) mod causes;
pub(crate) mod check;
pub(crate) mod count;
pub(crate) mod files;
pub(crate) mod help;
pub(crate) mod host;
pub(crate) mod outcome;
pub(crate) mod outside;
pub(crate) mod passwd;
pub(crate) mod phone;
pub(crate) mod reload;
pub(crate) mod serve;
pub(crate) mod sheet;
pub(crate) mod status;
pub(crate) mod system;
pub(crate) mod usage;

/// The language to speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    /// In Latin script.
    Uzbek,
}

impl Language {
    /// What the configuration says, else what the environment asks for.
    pub(crate) fn of(configured: config::Language) -> Self {
        match configured {
            config::Language::English => Self::English,
            config::Language::Uzbek => Self::Uzbek,
            config::Language::Auto => Self::of_environment(|name| std::env::var(name).ok()),
        }
    }

    /// The first of the three variables that is set and not empty decides, as in every other program.
    fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let wanted = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| variable(name).filter(|v| !v.is_empty()));
        match wanted {
            Some(name) if name.starts_with("uz") => Self::Uzbek,
            _ => Self::English,
        }
    }
}

/// A sentence in both languages, with gaps written `{name}`, or `{name!}` in a command.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Words {
    pub(crate) en: &'static str,
    pub(crate) uz: &'static str,
}

impl Words {
    /// The sentence, its gaps still open.
    #[inline(never)]
    pub(crate) fn say(&'static self) -> Say {
        Say {
            words: self,
            values: Vec::new(),
        }
    }

    /// This sentence with the gaps that it has in `english`, if that was made from it.
    pub(crate) fn read(&'static self, english: &str) -> Option<Say> {
        let (start, mut template) = self.en.split_once('{')?;
        let mut rest = english.strip_prefix(start)?;
        let mut say = self.say();
        while let Some((name, after)) = template.split_once('}') {
            let (between, next) = after.split_once('{').unwrap_or((after, ""));
            let end = match next {
                "" => rest.strip_suffix(between)?.len(),
                _ => rest.find(between)?,
            };
            let (value, after) = rest.split_at(end);
            say = say.with(name, system::written(value));
            rest = after.strip_prefix(between)?;
            template = next;
        }
        Some(say)
    }

    /// The sentence, its first gap filled.
    pub(crate) fn with(&'static self, name: &'static str, value: impl Into<Value>) -> Say {
        self.say().with(name, value)
    }
}

/// What is the same in every language, such as the words of another program.
static VERBATIM: Words = Words {
    en: "{text}",
    uz: "{text}",
};

/// A sentence and what fills its gaps.
#[derive(Clone, Debug)]
pub(crate) struct Say {
    words: &'static Words,
    values: Vec<(&'static str, Value)>,
}

impl Say {
    /// Says `text` as it is.
    pub(crate) fn verbatim(text: impl Into<Value>) -> Self {
        VERBATIM.with("text", text)
    }

    /// Says a command, alone.
    pub(crate) fn command(command: &str) -> Self {
        Self::verbatim(format!("  {command}"))
    }

    /// Fills one more gap.
    pub(crate) fn with(self, name: &'static str, value: impl Into<Value>) -> Self {
        self.filled(name, value.into())
    }

    /// Hundreds of rules fill gaps, none of them often: the code for it is there once.
    #[inline(never)]
    fn filled(mut self, name: &'static str, value: Value) -> Self {
        self.values.push((name, value));
        self
    }

    /// The text in one language.
    pub(crate) fn text(&self, language: Language) -> String {
        let mut rest = match language {
            Language::English => self.words.en,
            Language::Uzbek => self.words.uz,
        };
        let mut text = String::new();
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            // `{name!}` is in a command, where it must be one word and no option.
            let (name, is_operand) = match name.strip_suffix('!') {
                Some(name) => (name, true),
                None => (name, false),
            };
            let value = self.values.iter().find(|(n, _)| *n == name);
            let value = match value.map(|(_, value)| value) {
                Some(Value::Plain(value)) => value,
                Some(Value::Said(say)) => &say.text(language),
                None => "?",
            };
            match is_operand {
                true => text.push_str(&Word::operand(value).to_string()),
                false => text.push_str(value),
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }

    /// What fills its gaps, by their names.
    pub(crate) fn values(
        &self,
        language: Language,
    ) -> impl Iterator<Item = (&'static str, String)> {
        let text = move |value: &Value| match value {
            Value::Plain(text) => text.clone(),
            Value::Said(say) => say.text(language),
        };
        let values = self.values.iter();
        values.map(move |(name, value)| (*name, text(value)))
    }

    /// Whether this is that sentence, whatever fills it.
    #[cfg(test)]
    pub(crate) fn is(&self, words: &'static Words) -> bool {
        std::ptr::eq(self.words, words)
    }
}

/// What fills a gap.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Names, numbers, addresses: the same in every language.
    Plain(String),
    /// A sentence of its own.
    Said(Say),
}

impl<T: Display> From<T> for Value {
    #[inline(never)]
    fn from(text: T) -> Self {
        Self::Plain(text.to_string())
    }
}

impl From<&Say> for Value {
    #[inline(never)]
    fn from(say: &Say) -> Self {
        Self::Said(say.clone())
    }
}

impl From<Say> for Value {
    #[inline(never)]
    fn from(say: Say) -> Self {
        Self::Said(say)
    }
}

/// Defines sentences, and for the tests a list of them all; for others too if it has a name.
macro_rules! words {
    ($($name:ident: $en:expr, $uz:expr;)*) => {
        $(pub(crate) static $name: $crate::text::Words =
            $crate::text::Words { en: $en, uz: $uz };)*
        #[cfg(test)]
        #[allow(dead_code, reason = "words that causes share are also among what is said of each")]
        pub(crate) static ALL: &[(&str, &$crate::text::Words)] =
            &[$((stringify!($name), &$name)),*];
    };
    (listed in $list:ident; $($name:ident: $en:expr, $uz:expr;)*) => {
        words! { $($name: $en, $uz;)* }
        static $list: &[&$crate::text::Words] = &[$(&$name),*];
    };
}
use words;

/// Defines what is said of each variant of an enum, and what fills its gaps; for the tests a list of it all.
macro_rules! said_of {
    ($name:ident: $enum:ty; $($variant:pat $(, $gap:ident: $value:expr)* => $en:expr, $uz:expr;)*) => {
        /// What is said of it.
        pub(crate) fn $name(of: &$enum) -> $crate::text::Say {
            match of {
                $($variant => {
                    static WORDS: $crate::text::Words = $crate::text::Words { en: $en, uz: $uz };
                    WORDS.say()$(.with(stringify!($gap), $value))*
                })*
            }
        }

        #[cfg(test)]
        pub(crate) static SAID: &[(&str, &$crate::text::Words)] =
            &[$((stringify!($variant), &$crate::text::Words { en: $en, uz: $uz })),*];
    };
}
use said_of;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn gaps(text: &str) -> Vec<&str> {
        let mut gaps: Vec<&str> = text
            .split('{')
            .skip(1)
            .filter_map(|t| t.split_once('}').map(|(name, _)| name))
            .collect();
        gaps.sort_unstable();
        gaps.dedup();
        gaps
    }

    /// Every sentence, with its name.
    fn every_sentence() -> Vec<(&'static str, &'static Words)> {
        let mut all = [
            check::ALL,
            count::ALL,
            files::ALL,
            files::SAID,
            help::ALL,
            host::ALL,
            outcome::SAID,
            outside::ALL,
            passwd::ALL,
            phone::ALL,
            reload::ALL,
            serve::ALL,
            sheet::ALL,
            status::ALL,
            system::ALL,
            usage::ALL,
        ]
        .concat();
        for (name, s) in causes::every() {
            all.extend([&s.brief, &s.certain, &s.likely, &s.todo].map(|words| (*name, words)));
        }
        all
    }

    #[test]
    fn both_languages_say_all_and_have_the_same_gaps() {
        let all = every_sentence();
        assert!(all.len() > 300);
        for (name, words) in all {
            assert!(!words.en.is_empty() && !words.uz.is_empty(), "{name}");
            let mut english = gaps(words.en);
            // Uzbek has no plural.
            english.retain(|gap| *gap != "s");
            assert_eq!(english, gaps(words.uz), "{name}");
            assert_eq!(
                words.en.matches('{').count(),
                words.en.matches('}').count(),
                "{name}"
            );
            assert!(
                words
                    .uz
                    .chars()
                    .all(|c| !('\u{400}'..='\u{4ff}').contains(&c)),
                "{name}: Cyrillic letter"
            );
        }
    }

    /// The lines of a sentence that have words besides their gaps, without those that are typed.
    fn lines_of_words(text: &str) -> impl Iterator<Item = &str> {
        text.split('\n').filter(|line| {
            let pieces = line.split('{').enumerate();
            let words = pieces.map(|(i, piece)| match i {
                0 => piece,
                _ => piece.split_once('}').map_or("", |(_, words)| words),
            });
            let is_typed = line.starts_with("  ") || line.starts_with("sudo ");
            !is_typed
                && words
                    .collect::<String>()
                    .contains(|c: char| c.is_ascii_lowercase())
        })
    }

    /// A line that was only copied would be English in both languages.
    #[test]
    fn what_has_words_of_its_own_is_translated() {
        let copied = every_sentence().into_iter().filter(|(_, words)| {
            let uzbek: Vec<_> = lines_of_words(words.uz).collect();
            lines_of_words(words.en).any(|line| uzbek.contains(&line))
        });
        let copied: Vec<_> = copied.collect();
        assert!(copied.is_empty(), "{copied:#?}");
    }

    /// Every command in every sentence, with names that would do harm if a shell read them as more than
    /// one word.
    #[test]
    fn no_name_is_more_than_one_word_of_a_command() {
        let hostile = [
            "1009;touch$IFS/tmp/owned;#",
            "a'b`id`\"",
            "$(id)",
            "-rf",
            "x\ny",
            "a && b",
        ];
        let all = every_sentence();
        let mut commands = 0;
        for (sentence, words) in all {
            for template in [words.en, words.uz] {
                for gap in gaps(template).iter().filter(|gap| gap.ends_with('!')) {
                    commands += 1;
                    for name in hostile {
                        let shown = Word::operand(name);
                        let script =
                            format!("set -- {shown}; for w; do printf '[%s]' \"$w\"; done");
                        let said = std::process::Command::new("sh")
                            .args(["-c", &script])
                            .output()
                            .unwrap();
                        let words = String::from_utf8(said.stdout).unwrap();
                        let word = words.strip_prefix("[--]").unwrap_or(&words);
                        assert_eq!(word, format!("[{name}]"), "{sentence} {gap}");
                    }
                }
            }
        }
        assert!(commands > 20, "{commands}");
    }

    /// What a caller may have written appears in a command only as one word.
    #[test]
    fn in_commands_names_are_operands() {
        let all = every_sentence();
        let safe = [
            "port", "reload", "check", "command", "config", "own", "pid", "n", "chain", "handle",
        ];
        for (sentence, words) in all {
            for template in [words.en, words.uz] {
                let commands = template.split("sudo ").skip(1);
                let commands = commands.chain(template.split("journalctl ").skip(1));
                for command in commands {
                    let end = ["\n", "; ", ", ", " va ", " and "]
                        .iter()
                        .filter_map(|mark| command.find(mark))
                        .min();
                    let command = &command[..end.unwrap_or(command.len())];
                    for gap in gaps(command) {
                        assert!(
                            gap.ends_with('!') || safe.contains(&gap),
                            "{sentence}: {{{gap}}} in “{command}”"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let of = |all: &str, messages: &str, lang: &str| {
            Language::of_environment(|name| {
                let value = match name {
                    "LC_ALL" => all,
                    "LC_MESSAGES" => messages,
                    _ => lang,
                };
                Some(value.to_owned())
            })
        };
        assert_eq!(of("", "", "uz_UZ.UTF-8"), Language::Uzbek);
        assert_eq!(of("C", "uz_UZ", "uz_UZ"), Language::English);
        assert_eq!(of("", "uz", "en_US"), Language::Uzbek);
        assert_eq!(of("", "", ""), Language::English);
    }

    #[test]
    fn what_was_written_in_english_is_read_again() {
        let read = |english| files::CANNOT_READ.read(english);
        let denied = read("Cannot read /etc/a.conf: permission denied.").unwrap();
        assert_eq!(
            denied.text(Language::Uzbek),
            "/etc/a.conf ni o'qib bo'lmadi: ruxsat yo'q."
        );
        assert!(read("Cannot read /etc/a.conf").is_none());
        assert!(read("/etc/a.conf is empty.").is_none());
        let odd = read("Cannot read a: b: such.").unwrap();
        assert_eq!(odd.text(Language::English), "Cannot read a: b: such.");
    }

    #[test]
    fn gaps_are_filled_in_the_language_that_is_spoken() {
        let say = count::ago(3 * 3600);
        assert_eq!(say.text(Language::English), "3 hours ago");
        assert_eq!(say.text(Language::Uzbek), "3 soat oldin");
    }
}
