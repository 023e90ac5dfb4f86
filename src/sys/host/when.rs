//! Moments as the clock on the wall shows them.

use super::command;
use crate::sys::clock::unix_now;

/// The time of day in the machine's own time zone, with the date where it is not clear.
pub(crate) fn clock(unix: u64) -> String {
    let far = unix_now().abs_diff(unix) > 18 * 3600;
    let format = if far { "+%Y-%m-%d %H:%M" } else { "+%H:%M" };
    local(unix, format).unwrap_or_else(|| utc(unix))
}

/// Date and time in full.
pub(crate) fn date(unix: u64) -> String {
    local(unix, "+%Y-%m-%d %H:%M").unwrap_or_else(|| utc(unix))
}

fn local(unix: u64, format: &str) -> Option<String> {
    let said = command::run("date", &["-d", &format!("@{unix}"), format]).ok()?;
    (said.code == Some(0)).then(|| said.stdout.trim().to_owned())
}

fn utc(unix: u64) -> String {
    format!("{:02}:{:02} UTC", unix / 3600 % 24, unix / 60 % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_times_have_no_date() {
        assert_eq!(clock(unix_now()).len(), 5);
        assert!(clock(1_000_000_000).starts_with("2001-09-"));
        assert_eq!(utc(3661), "01:01 UTC");
    }
}
