//! How long, and how long ago.

use super::{Say, words};

words! {
    SECONDS: "{n} s", "{n} soniya";
    MINUTES: "{n} min", "{n} daqiqa";
    HOURS: "{n} h", "{n} soat";
    DAYS: "{n} d", "{n} kun";
    AGO: "{age} ago", "{age} oldin";
    NEVER: "never", "hech qachon";
}

/// So many seconds, in the largest unit that keeps a digit.
pub(crate) fn span(seconds: u64) -> Say {
    match seconds {
        0..120 => SECONDS.with("n", seconds),
        120..7200 => MINUTES.with("n", seconds / 60),
        7200..172_800 => HOURS.with("n", seconds / 3600),
        _ => DAYS.with("n", seconds / 86_400),
    }
}

/// So many seconds ago.
pub(crate) fn ago(seconds: u64) -> Say {
    AGO.with("age", span(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language::English;

    #[test]
    fn the_unit_grows_with_the_time() {
        for (seconds, text) in [
            (0, "0 s"),
            (119, "119 s"),
            (120, "2 min"),
            (7199, "119 min"),
            (7200, "2 h"),
            (200_000, "2 d"),
        ] {
            assert_eq!(span(seconds).text(English), text);
        }
    }
}
