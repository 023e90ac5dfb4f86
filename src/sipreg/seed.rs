//! Keyed hashes: the only use the core makes of randomness, which enters once, at construction.

use core::hash::Hasher;
use siphasher::sip::{SipHasher13, SipHasher24};

/// Sixteen bytes nobody else knows.
#[derive(Clone, Copy)]
pub struct Seed([u8; 16]);

impl core::fmt::Debug for Seed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Seed(..)")
    }
}

impl Seed {
    /// A seed of those bytes, which must come from a random source unless a test wants repetition.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Another seed for another `purpose`, so that no hash serves two ends.
    pub fn derive(self, purpose: &[u8]) -> Self {
        let mut bytes = [0; 16];
        for (half, chunk) in bytes.chunks_exact_mut(8).enumerate() {
            let mut mac = SipHasher24::new_with_key(&self.0);
            mac.write(purpose);
            mac.write_usize(half);
            chunk.copy_from_slice(&mac.finish().to_le_bytes());
        }
        Self(bytes)
    }

    /// A hash for a table whose keys strangers choose.
    pub fn hash(self, bytes: &[u8]) -> u64 {
        let mut hasher = SipHasher13::new_with_key(&self.0);
        hasher.write(bytes);
        hasher.finish()
    }

    /// A hash over all `parts`, each with its length, so that none runs into the next.
    pub fn hash_parts<'p>(self, parts: impl IntoIterator<Item = &'p [u8]>) -> u64 {
        let mut hasher = SipHasher13::new_with_key(&self.0);
        for part in parts {
            hasher.write_usize(part.len());
            hasher.write(part);
        }
        hasher.finish()
    }

    /// `name` with its hash, for tables that are asked for the same name one after the other.
    pub fn key(self, name: &[u8]) -> Key<'_> {
        Key {
            name,
            hash: self.hash(name),
        }
    }

    /// A message authentication code over `bytes`.
    pub fn mac(self, bytes: &[u8]) -> u64 {
        let mut mac = SipHasher24::new_with_key(&self.0);
        mac.write_usize(bytes.len());
        mac.write(bytes);
        mac.finish()
    }
}

/// A name and its keyed hash under the seed that all tables of names share.
#[derive(Clone, Copy, Debug)]
pub struct Key<'n> {
    /// The name.
    pub name: &'n [u8],
    /// Its hash.
    pub hash: u64,
}

/// The key of two things together. Both are hashes already, so that no other hash is needed.
pub(crate) fn join(one: u64, other: u64) -> u64 {
    one ^ other.rotate_left(29)
}

/// `number` spread over 64 bits: what is near each other, as ports are, gets keys far apart.
pub(crate) fn spread(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The place of `hash` in a table of `places`, by its upper half; so the lower one can tell who is there.
pub(crate) fn place_of(hash: u64, places: usize) -> usize {
    usize::try_from(hash >> 32).unwrap_or_default() % places
}

/// A fingerprint that means the same after a restart: it is in the journal for a Call-ID, and
/// guards its lines. An attacker who chooses its input gains nothing by a collision but confusing their own records.
pub fn fingerprint(bytes: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_two_tells_each_of_them() {
        for key in [0, u64::MAX] {
            assert_ne!(join(key, 1), join(key, 2));
            assert_ne!(join(1, key), join(2, key));
        }
        assert_ne!(join(1, 2), join(2, 1));
    }
}
