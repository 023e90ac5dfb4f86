//! Contacts of one extension that take one another's place.

use crate::location::End;
use crate::sender::Device;
use crate::time::Time;
use alloc::vec::Vec;

/// How often a phone took the place of another that had taken its own before. One phone that restarts or
/// changes networks does not come back as who it was.
#[derive(Clone, Debug, Default)]
pub struct Displacements {
    /// How often within [`Self::WINDOW`].
    pub count: u32,
    /// When last.
    pub at: Time,
    /// How the last one lost its place: at the limit, or to one with its instance or URI.
    pub last: Option<End>,
    since: Time,
    /// The last that lost their place, at most [`Self::GONE`].
    gone: Vec<Device>,
}

impl Displacements {
    /// They are counted over so many seconds.
    pub const WINDOW: u64 = 600;
    const GONE: usize = 3;
    /// Most memory that is not in place, in bytes.
    pub(super) const APART: usize = 4 * size_of::<Device>();

    /// `newer` has taken the place of `older`.
    pub(super) fn note(&mut self, now: Time, kind: End, older: Device, newer: Device) {
        if older.peer == newer.peer {
            return;
        }
        // Two of a kind behind one address are told apart by a port that comes again.
        let is_back = if older.is_alike(&newer) {
            self.gone.iter().any(|gone| gone.peer == newer.peer)
        } else {
            self.gone.iter().any(|gone| gone.is_alike(&newer))
        };
        if !is_back || now.secs_since(self.since) > Self::WINDOW {
            (self.count, self.since) = (0, now);
        }
        self.count = self.count.saturating_add(1);
        (self.at, self.last) = (now, Some(kind));
        if self.gone.len() >= Self::GONE {
            self.gone.remove(0);
        }
        self.gone.push(older);
    }
}
