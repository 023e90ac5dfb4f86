//! How many of what. English has a plural; Uzbek has none after a number.

use super::{Say, Words, words};

words! {
    EXTENSION: "1 extension", "1 ta ichki raqam";
    EXTENSIONS: "{n} extensions", "{n} ta ichki raqam";
    RESTORED_ONE: "1 registration restored", "1 ta registratsiya tiklandi";
    RESTORED: "{n} registrations restored", "{n} ta registratsiya tiklandi";
    CONTACT: "1 contact", "1 ta kontakt";
    CONTACTS: "{n} contacts", "{n} ta kontakt";
    WARNING: "1 warning", "1 ta ogohlantirish";
    WARNINGS: "{n} warnings", "{n} ta ogohlantirish";
    PROBLEM: "1 problem", "1 ta xato";
    PROBLEMS: "{n} problems", "{n} ta xato";
    SECOND: "1 second", "1 soniya";
    SECONDS: "{n} seconds", "{n} soniya";
    MINUTE: "1 minute", "1 daqiqa";
    MINUTES: "{n} minutes", "{n} daqiqa";
    HOUR: "1 hour", "1 soat";
    HOURS: "{n} hours", "{n} soat";
    DAY: "1 day", "1 kun";
    DAYS: "{n} days", "{n} kun";
    NOW: "just now", "hozirgina";
    AGO: "{time} ago", "{time} oldin";
    TWO_UNITS: "{large} {small}", "{large} {small}";
}

/// So many of what `one` and `many` say.
fn counted(n: u64, one: &'static Words, many: &'static Words) -> Say {
    match n {
        1 => one.say(),
        n => many.with("n", n),
    }
}

/// So many extensions.
pub(crate) fn extensions(n: u64) -> Say {
    counted(n, &EXTENSION, &EXTENSIONS)
}

/// So many registrations restored at the start.
pub(crate) fn restored(n: u64) -> Say {
    counted(n, &RESTORED_ONE, &RESTORED)
}

/// So many contacts.
pub(crate) fn contacts(n: u64) -> Say {
    counted(n, &CONTACT, &CONTACTS)
}

/// So many warnings.
pub(crate) fn warnings(n: u64) -> Say {
    counted(n, &WARNING, &WARNINGS)
}

/// So many problems.
pub(crate) fn problems(n: u64) -> Say {
    counted(n, &PROBLEM, &PROBLEMS)
}

/// So many seconds, in the two largest units.
pub(crate) fn time(seconds: u64) -> Say {
    let [days, hours, minutes] = [86_400, 3600, 60].map(|unit| seconds / unit);
    let (large, small) = match seconds {
        0..60 => return counted(seconds, &SECOND, &SECONDS),
        60..3600 => (
            counted(minutes, &MINUTE, &MINUTES),
            (seconds % 60, &SECOND, &SECONDS),
        ),
        3600..86_400 => (
            counted(hours, &HOUR, &HOURS),
            (minutes % 60, &MINUTE, &MINUTES),
        ),
        _ => (counted(days, &DAY, &DAYS), (hours % 24, &HOUR, &HOURS)),
    };
    match small {
        (0, ..) => large,
        (n, one, many) => TWO_UNITS
            .with("large", large)
            .with("small", counted(n, one, many)),
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
