//! A token bucket.

use crate::time::Time;

/// Tokens spent and not yet given back by time: a fresh bucket has spent none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bucket {
    spent: u32,
    refilled: Time,
}

impl Bucket {
    /// Gives back a token for every `every` milliseconds that have passed.
    pub(super) fn refill(&mut self, now: Time, every: u64) {
        let gained = now.millis_since(self.refilled) / every;
        if gained > 0 {
            let gained = u32::try_from(gained).unwrap_or(u32::MAX);
            self.spent = self.spent.saturating_sub(gained);
            self.refilled = now;
        }
    }

    /// Whether fewer than `burst` are spent.
    pub(super) fn has_room(&self, burst: u32) -> bool {
        self.spent < burst
    }

    /// Spends one, if fewer than `burst` are.
    pub(super) fn take(&mut self, burst: u32) -> bool {
        let has_room = self.has_room(burst);
        self.spent += u32::from(has_room);
        has_room
    }

    /// Gives back `count`.
    pub(super) fn give_back(&mut self, count: u32) {
        self.spent = self.spent.saturating_sub(count);
    }
}
