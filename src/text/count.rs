//! How many of what, and how long. English has a plural; Uzbek has none after a number.

use super::{Say, Words, words};
use std::fmt::Display;

words! {
    EXTENSIONS: "{n} extension{s}", "{n} ta ichki raqam";
    RESTORED: "{n} registration{s} restored", "{n} ta registratsiya tiklandi";
    CONTACTS: "{n} contact{s}", "{n} ta kontakt";
    WARNINGS: "{n} warning{s}", "{n} ta ogohlantirish";
    PROBLEMS: "{n} problem{s}", "{n} ta xato";
    SECONDS: "{n} second{s}", "{n} soniya";
    MINUTES: "{n} minute{s}", "{n} daqiqa";
    HOURS: "{n} hour{s}", "{n} soat";
    DAYS: "{n} day{s}", "{n} kun";
    NOW: "just now", "hozirgina";
    AGO: "{time} ago", "{time} oldin";
    NEVER: "never", "hech qachon";
    TWO_UNITS: "{large} {small}", "{large} {small}";
}

/// So many of what `words` say; `{s}` in them makes the plural.
pub(crate) fn of(n: impl Display, words: &'static Words) -> Say {
    let n = n.to_string();
    let plural = if n == "1" { "" } else { "s" };
    words.with("n", n).with("s", plural)
}

/// So many seconds, in the two largest units.
pub(crate) fn time(seconds: u64) -> Say {
    let [days, hours, minutes] = [86_400, 3600, 60].map(|unit| seconds / unit);
    let (large, small, unit) = match seconds {
        0..60 => return of(seconds, &SECONDS),
        60..3600 => (of(minutes, &MINUTES), seconds % 60, &SECONDS),
        3600..86_400 => (of(hours, &HOURS), minutes % 60, &MINUTES),
        _ => (of(days, &DAYS), hours % 24, &HOURS),
    };
    match small {
        0 => large,
        n => TWO_UNITS.with("large", large).with("small", of(n, unit)),
    }
}

/// So many seconds ago, in the two largest units.
pub(crate) fn ago(seconds: u64) -> Say {
    match seconds {
        0 => NOW.say(),
        _ => AGO.with("time", time(seconds)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language::{English, Uzbek};

    #[test]
    fn durations_in_words() {
        for (seconds, english, uzbek) in [
            (0, "0 seconds", "0 soniya"),
            (1, "1 second", "1 soniya"),
            (61, "1 minute 1 second", "1 daqiqa 1 soniya"),
            (3600, "1 hour", "1 soat"),
            (3661, "1 hour 1 minute", "1 soat 1 daqiqa"),
            (90_000, "1 day 1 hour", "1 kun 1 soat"),
            (86_405, "1 day", "1 kun"),
        ] {
            let say = time(seconds);
            assert_eq!((&*say.text(English), &*say.text(Uzbek)), (english, uzbek));
        }
        assert_eq!(ago(0).text(English), "just now");
        assert_eq!(ago(61).text(Uzbek), "1 daqiqa 1 soniya oldin");
    }
}
