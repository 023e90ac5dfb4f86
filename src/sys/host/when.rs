//! Moments as the clock on the wall shows them.

use super::command;
use crate::sys::clock::unix_now;

/// The time of day in the machine's own time zone, with the date where it is not clear.
pub(crate) fn clock(unix: u64) -> String {
    if unix_now().abs_diff(unix) > 18 * 3600 {
        return date(unix);
    }
    let text = time_of_day(unix);
    text.get(..5).unwrap_or(&text).to_owned()
}

/// Two moments, formatted so that they can be distinguished.
pub(crate) fn clocks(one: u64, other: u64) -> (String, String) {
    let (a, b) = (clock(one), clock(other));
    if a == b && one != other {
        (time_of_day(one), time_of_day(other))
    } else {
        (a, b)
    }
}

/// Date and time in full.
pub(crate) fn date(unix: u64) -> String {
    shown(unix, "+%Y-%m-%d %H:%M")
}

/// Hours, minutes and seconds.
pub(crate) fn time_of_day(unix: u64) -> String {
    shown(unix, "+%H:%M:%S")
}

fn shown(unix: u64, format: &str) -> String {
    let said = command::run("date", &["-d", &format!("@{unix}"), format]);
    said.map_or_else(|_| unix.to_string(), |time| time.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_times_have_no_date() {
        assert_eq!(clock(unix_now()).len(), 5);
        assert!(clock(1_000_000_000).starts_with("2001-09-"));
        let now = unix_now() / 60 * 60;
        let (a, b) = clocks(now, now + 1);
        assert_eq!((a.len(), b.len()), (8, 8));
    }
}
