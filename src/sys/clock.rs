//! The clocks: read once a batch, handed to the core as numbers.

use nix::time::{ClockId, clock_gettime};
use sipreg::time::{Now, Time};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Reads the clocks and keeps the text of the Date header for as long as the second lasts.
#[derive(Debug)]
pub(crate) struct Clock {
    second: u64,
    date: [u8; 29],
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self {
            second: u64::MAX,
            date: [b' '; 29],
        }
    }

    /// The present: lifetimes by the clock that also counts suspended time and never steps.
    pub(crate) fn now(&mut self) -> Now {
        let wall = SystemTime::now();
        let since = wall.duration_since(UNIX_EPOCH).unwrap_or_default();
        let unix = since.as_secs();
        if unix != self.second {
            self.second = unix;
            if let Ok(date) = http_date(since).as_bytes().try_into() {
                self.date = date;
            }
        }
        let booted = clock_gettime(ClockId::CLOCK_BOOTTIME).map(Duration::from);
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        Now {
            time: Time::from_millis(millis(booted.unwrap_or_default())),
            unix,
            unix_millis: millis(since),
            date: self.date,
        }
    }
}

/// The form of the Date header, for a time since 1970.
fn http_date(since: Duration) -> String {
    // It has four digits for the year; no clock that is right is beyond them.
    let latest = Duration::from_secs(253_402_300_799);
    httpdate::fmt_http_date(UNIX_EPOCH + since.min(latest))
}

/// Date and time as RFC 3339 has them, in UTC: the C library knows the time zone only through functions
/// that are not safe to call from here.
pub(crate) fn timestamp(time: SystemTime) -> String {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let date = http_date(time.duration_since(UNIX_EPOCH).unwrap_or_default());
    let mut words = date.split(' ').skip(1);
    let [day, month, year, clock] = std::array::from_fn(|_| words.next().unwrap_or_default());
    let month = MONTHS.find(month).unwrap_or_default() / 3 + 1;
    format!("{year}-{month:02}-{day}T{clock}Z")
}

/// Seconds since 1970.
pub(crate) fn unix_now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_is_that_of_rfc_3339() {
        for (unix, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_798_761_599, "2026-12-31T23:59:59Z"),
            (u64::from(u32::MAX), "2106-02-07T06:28:15Z"),
        ] {
            assert_eq!(timestamp(UNIX_EPOCH + Duration::from_secs(unix)), text);
        }
    }
}
