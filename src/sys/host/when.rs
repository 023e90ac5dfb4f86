//! Moments as the clock on the wall shows them.

use super::command;
use crate::sys::clock::unix_now;
use std::sync::OnceLock;

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
    let said = command::run("date", &["-d", &format!("@{unix}"), "+%Y-%m-%d %H:%M"]);
    said.map_or_else(|_| time_of_day(unix), |date| date.trim().to_owned())
}

/// Hours, minutes and seconds.
pub(crate) fn time_of_day(unix: u64) -> String {
    static OFFSET: OnceLock<i64> = OnceLock::new();
    let zone = || command::run("date", &["+%z"]).unwrap_or_default();
    shown(
        unix,
        *OFFSET.get_or_init(|| offset(zone().trim()).unwrap_or(0)),
    )
}

/// Seconds east of Greenwich from `+hhmm`.
fn offset(zone: &str) -> Option<i64> {
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits: i64 = zone.get(1..)?.parse().ok()?;
    Some(sign * (digits / 100 * 3600 + digits % 100 * 60))
}

fn shown(unix: u64, offset: i64) -> String {
    let local = unix.saturating_add_signed(offset);
    format!(
        "{:02}:{:02}:{:02}",
        local / 3600 % 24,
        local / 60 % 60,
        local % 60
    )
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

    #[test]
    fn time_zones_are_added() {
        assert_eq!(offset("+0530"), Some(19_800));
        assert_eq!(offset("-0330"), Some(-12_600));
        assert_eq!(shown(3661, 18_000), "06:01:01");
        assert_eq!(shown(86_400, -3600), "23:00:00");
    }
}
