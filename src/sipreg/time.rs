//! Time as the core sees it: two numbers and a text that the shell reads from its clocks and hands in.
//! It holds no clock; lifetimes run on [`Time`], which never steps back, and only what must survive
//! a reboot uses Unix seconds.

/// Milliseconds on a clock that never steps, not even over suspend (the shell uses `CLOCK_BOOTTIME`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(u64);

impl Time {
    /// The instant `millis` milliseconds after the clock's zero.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// The instant `secs` seconds after the clock's zero.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Milliseconds since the clock's zero.
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// Whole seconds since the clock's zero.
    pub const fn secs(self) -> u64 {
        self.0 / 1000
    }

    /// This instant, `secs` seconds later.
    pub const fn plus_secs(self, secs: u32) -> Self {
        // NOTE(widening): u32 to u64 loses nothing.
        Self(self.0.saturating_add(secs as u64 * 1000))
    }

    /// Milliseconds from `earlier` to this instant; 0 if it is not earlier.
    pub const fn millis_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole seconds from `earlier` to this instant; 0 if it is not earlier.
    #[must_use]
    pub const fn secs_since(self, earlier: Self) -> u64 {
        self.millis_since(earlier) / 1000
    }

    /// Seconds from `now` until this instant, rounded up; 0 if it has passed.
    pub fn secs_from(self, now: Self) -> u32 {
        u32::try_from(self.0.saturating_sub(now.0).div_ceil(1000)).unwrap_or(u32::MAX)
    }
}

/// One reading of the shell's clocks; one serves a whole batch of datagrams.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// For lifetimes and rates.
    pub time: Time,
    /// Seconds since 1970, for the journal and the status.
    pub unix: u64,
    /// The same in milliseconds.
    pub unix_millis: u64,
    /// The value of the Date header (RFC 3261 §20.17), always 29 bytes.
    pub date: [u8; 29],
}

impl Now {
    /// The Unix second at which `deadline` falls.
    pub fn unix_at(&self, deadline: Time) -> u64 {
        self.unix + deadline.millis_since(self.time).div_ceil(1000)
    }

    /// The Unix second of the instant `past`.
    pub fn unix_of(&self, past: Time) -> u64 {
        self.unix_millis
            .saturating_sub(self.time.millis_since(past))
            / 1000
    }

    /// The instant of the Unix second `unix`; the present one if that has passed.
    pub fn time_of(&self, unix: u64) -> Time {
        Time::from_millis(
            self.time
                .millis()
                .saturating_add(unix.saturating_sub(self.unix).saturating_mul(1000)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remaining_seconds_round_up_and_end_at_zero() {
        let end = Time::from_secs(100).plus_secs(60);
        assert_eq!(end.secs_from(Time::from_secs(100)), 60);
        assert_eq!(end.secs_from(Time::from_millis(100_001)), 60);
        assert_eq!(end.secs_from(Time::from_millis(101_001)), 59);
        assert_eq!(end.secs_from(Time::from_secs(161)), 0);
    }
}
