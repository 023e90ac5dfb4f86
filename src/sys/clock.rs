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
            // The form has four digits for the year; no clock that is right is beyond them.
            let latest = Duration::from_secs(253_402_300_799);
            let text = httpdate::fmt_http_date(UNIX_EPOCH + since.min(latest));
            if let Ok(date) = text.as_bytes().try_into() {
                self.date = date;
            }
        }
        Now {
            time: Time::from_millis(boot_millis()),
            unix,
            unix_millis: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            date: self.date,
        }
    }
}

/// Milliseconds since the machine booted.
pub(crate) fn boot_millis() -> u64 {
    let elapsed = clock_gettime(ClockId::CLOCK_BOOTTIME)
        .map(Duration::from)
        .unwrap_or_default();
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

/// Seconds since 1970.
pub(crate) fn unix_now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}
