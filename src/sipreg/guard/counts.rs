//! Counts in fixed arrays. A key has two places, and the lesser of the two counts: only a key whose both
//! places are taken by others pays for them. Nothing is ever pushed out.
//!
//! Each place is one integer, so that the memory of an idle server is never touched.

use crate::seed::{place_of, spread};
use crate::time::Time;
use alloc::vec;
use alloc::vec::Vec;

/// Places that lie in one page of memory.
const PAGE: usize = 512;

/// The two places of `key` among `count`, a multiple of [`PAGE`]. They differ, and lie in one page: a key
/// costs an idle server one page and not two.
fn places(key: u64, count: usize) -> [usize; 2] {
    let one = place_of(key, count);
    let step = 1 + place_of(spread(key), PAGE - 1);
    [one, one / PAGE * PAGE + (one + step) % PAGE]
}

/// Allowances that come back with time, one for each key. A place holds the moment, in milliseconds, at
/// which all that was spent will have come back; so nothing is lost to rounding.
#[derive(Debug)]
pub(super) struct Rates {
    pub(super) places: Vec<u64>,
    /// Milliseconds until one more comes back.
    every: u64,
}

impl Rates {
    pub(super) fn new(places: usize, every: u64) -> Self {
        Self {
            places: vec![0; places],
            every,
        }
    }

    /// Whether one more of `burst` may be spent.
    pub(super) fn has_room(&self, now: Time, key: u64, burst: u64) -> bool {
        let [one, two] = places(key, self.places.len());
        let ready_at = self.places[one].min(self.places[two]);
        let spent = ready_at.saturating_sub(now.millis());
        spent + self.every <= burst * self.every
    }

    /// Spends one if there is room; whether there was.
    pub(super) fn spend(&mut self, now: Time, key: u64, burst: u64) -> bool {
        let has_room = self.has_room(now, key, burst);
        if has_room {
            for at in places(key, self.places.len()) {
                let ready_at = &mut self.places[at];
                *ready_at = (*ready_at).max(now.millis()) + self.every;
            }
        }
        has_room
    }
}

/// Events of each key within a span of time that begins with the first. A place holds the second of the
/// first event, and below it their number in 16 bits.
#[derive(Debug)]
pub(super) struct Windows {
    pub(super) places: Vec<u64>,
    /// Seconds.
    span: u64,
}

impl Windows {
    pub(super) fn new(places: usize, span: u64) -> Self {
        Self {
            places: vec![0; places],
            span,
        }
    }

    fn count_at(&self, now: Time, at: usize) -> u64 {
        let (since, count) = (self.places[at] >> 16, self.places[at] & 0xffff);
        if now.secs() < since + self.span {
            count
        } else {
            0
        }
    }

    /// Events of `key` in its present window.
    pub(super) fn count(&self, now: Time, key: u64) -> u64 {
        let [one, two] = places(key, self.places.len());
        self.count_at(now, one).min(self.count_at(now, two))
    }

    /// Counts one more; how many there are now.
    pub(super) fn add(&mut self, now: Time, key: u64) -> u64 {
        for at in places(key, self.places.len()) {
            self.places[at] = match self.count_at(now, at) {
                0 => now.secs() << 16 | 1,
                count => self.places[at] + u64::from(count < 0xffff),
            };
        }
        self.count(now, key)
    }

    /// Ends the window of `key`: the next event begins another.
    pub(super) fn end(&mut self, key: u64) {
        for at in places(key, self.places.len()) {
            self.places[at] = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_two_places_in_one_page() {
        let count = 4 * PAGE;
        for n in 0..100_000_u64 {
            let [one, two] = places(spread(n), count);
            assert!(one != two && one / PAGE == two / PAGE, "{one} {two}");
            assert!(one < count);
        }
    }

    #[test]
    fn a_count_goes_up_to_the_last_of_its_16_bits_and_stays_there() {
        let mut windows = Windows::new(PAGE, 600);
        let now = Time::from_secs(100);
        for _ in 0..70_000 {
            windows.add(now, 7);
        }
        assert_eq!(windows.count(now, 7), 0xffff);
        assert_eq!(windows.count(Time::from_secs(700), 7), 0);
    }
}
