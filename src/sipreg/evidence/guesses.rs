//! Wrong logins as one extension from one address, and a right one after them.

use crate::time::Time;
use core::net::{IpAddr, SocketAddr};

/// A right login of an address that had guessed.
#[derive(Clone, Debug)]
pub struct Intrusion {
    /// When.
    pub at: Time,
    /// From where.
    pub peer: SocketAddr,
    /// How many logins from there were wrong in the hour before.
    pub guesses: u32,
}

/// The wrong logins of the last address that had one, within an hour.
#[derive(Clone, Debug, Default)]
pub(super) struct Guesses {
    from: Option<IpAddr>,
    since: Time,
    count: u32,
    /// Whether one of them was a mistake that people make.
    is_named: bool,
}

impl Guesses {
    const HOUR: u64 = 3600;
    /// So many before a right login are an alarm.
    const MANY: u32 = 10;

    /// One more.
    pub(super) fn count(&mut self, now: Time, from: IpAddr) {
        if self.from != Some(from) || now.secs_since(self.since) > Self::HOUR {
            *self = Self {
                from: Some(from),
                since: now,
                ..Self::default()
            };
        }
        self.count = self.count.saturating_add(1);
    }

    /// One of them was a mistake that people make, so they are no guesses.
    pub(super) fn name(&mut self, from: IpAddr) {
        self.is_named |= self.from == Some(from);
    }

    /// What a right login from `peer` ends, if they were guesses.
    pub(super) fn end(&mut self, now: Time, peer: SocketAddr) -> Option<Intrusion> {
        let guesses = core::mem::take(self);
        let is_it = guesses.from == Some(peer.ip())
            && now.secs_since(guesses.since) <= Self::HOUR
            && guesses.count >= Self::MANY
            && !guesses.is_named;
        is_it.then_some(Intrusion {
            at: now,
            peer,
            guesses: guesses.count,
        })
    }
}
