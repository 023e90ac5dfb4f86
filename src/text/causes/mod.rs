//! Why an extension is not registered: for each cause a few words for the table of `status`, what is certain,
//! what is likely and what to do. Nothing that only the phone or the way there could know is under “certain”.

pub(crate) mod fact;
mod guess;
mod mistake;

use super::{Say, Words, words};
use sipreg::cause::Cause;

/// What is said of a cause. Gaps: {user}, {from}, {agent}, {detail}, {realm}, {domain}, {port}, {out_of}.
#[derive(Debug, PartialEq)]
pub(crate) struct Sentences {
    /// The last column of `status`; its only gap is {detail}.
    pub(super) brief: Words,
    pub(crate) certain: Words,
    pub(crate) likely: Words,
    pub(crate) todo: Words,
}

/// Two texts, or the name of words that several causes share.
macro_rules! words_of {
    ($en:literal, $uz:literal) => {
        $crate::text::Words { en: $en, uz: $uz }
    };
    ($shared:ident) => {
        $shared
    };
}
use words_of;

/// Defines what is said of each variant of an enum, one of which may be left to another function; for the
/// tests a list of it all.
macro_rules! sentences {
    ($enum:ident $(, $other:pat => $of_other:expr)?; $($cause:pat => { $($part:ident: $($words:tt),+;)* })*) => {
        pub(crate) fn of(cause: &$enum) -> &'static $crate::text::causes::Sentences {
            match cause {
                $($cause => {
                    static SENTENCES: $crate::text::causes::Sentences = $crate::text::causes::Sentences {
                        $($part: $crate::text::causes::words_of!($($words),+)),*
                    };
                    &SENTENCES
                })*
                $($other => $of_other,)?
            }
        }

        #[cfg(test)]
        pub(super) static SAID: &[(&str, $crate::text::causes::Sentences)] =
            &[$((stringify!($cause), $crate::text::causes::Sentences {
                $($part: $crate::text::causes::words_of!($($words),+)),*
            })),*];
    };
}
use sentences;

words! {
    PROGRAM: "A quirk of the phone's app or firmware.",
        "Bu telefon dasturining o'ziga xos xususiyati.";
    SETTINGS: "A setting is left over from another provider.",
        "Sozlama boshqa provayderdan qolib ketgan.";
}

/// What is said of `cause`.
pub(crate) fn of(cause: &Cause) -> &'static Sentences {
    match cause {
        Cause::Sure(proven) => fact::of(proven.fact()),
        Cause::Suspect(guess) => guess::of(guess),
    }
}

/// `cause` in a few words.
pub(crate) fn brief(cause: &Cause) -> Say {
    let words = &of(cause).brief;
    words.with("detail", cause.detail().into_owned())
}

/// What is said of every cause, with its name in the code.
#[cfg(test)]
pub(crate) fn every() -> impl Iterator<Item = &'static (&'static str, Sentences)> {
    fact::SAID.iter().chain(mistake::SAID).chain(guess::SAID)
}

#[cfg(test)]
mod tests {
    /// The width of the last column of `status`, in each language.
    #[test]
    fn a_cause_without_detail_fits_its_column() {
        for (name, sentences) in super::every() {
            let words = &sentences.brief;
            let is_fixed = !words.en.contains('{');
            assert!(!is_fixed || words.en.chars().count() <= 25, "{name}");
            assert!(!is_fixed || words.uz.chars().count() <= 23, "{name}");
        }
    }
}
