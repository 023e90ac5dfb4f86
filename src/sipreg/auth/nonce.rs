//! Nonces without memory, and the bounded memory of which were used.

use super::failure::AuthFailure;
use crate::config::Config;
use crate::hex;
use crate::refusal::Refusal;
use crate::seed::{Seed, join};
use crate::sender::Sender;
use crate::time::Time;
use alloc::collections::VecDeque;
use hashbrown::HashTable;

/// Hexadecimal digits of a nonce. No `=` or other odd byte: some phones choke on them.
pub(crate) const NONCE_LEN: usize = 40;

/// A nonce of ours, as it is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NonceId {
    /// Its keyed hash, which tells it from every other.
    hash: u64,
    /// When it was minted, seconds of [`Time`].
    minted: u32,
}

/// Mints nonces and recognises them without remembering any. Each is its time, a salt, a trace of the
/// address and account it is for, and a keyed hash of these.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mint {
    seed: Seed,
    /// Added to the time, so that a nonce does not tell how long the machine has been up, nor one of which
    /// other settings asked the time at all.
    offset: u32,
}

impl Mint {
    pub(crate) fn new(seed: Seed) -> Self {
        Self {
            seed,
            offset: fold(seed.derive(b"offset").hash(b"")),
        }
    }

    /// Other settings are in force. Nonces that were minted before serve no longer if they asked for another
    /// realm or offered other algorithms.
    pub(crate) fn reload(&mut self, config: &Config) {
        let algorithms = config.algorithms.iter().map(|a| a.name().as_bytes());
        let asked = algorithms.chain([config.realm.as_bytes()]);
        self.offset = fold(self.seed.derive(b"offset").hash_parts(asked));
    }

    /// A nonce for `sender` and the account with the key `account`. Another `salt` makes another nonce
    /// in the same second.
    pub(crate) fn mint(
        &self,
        now: Time,
        sender: Sender,
        account: u64,
        salt: u64,
    ) -> [u8; NONCE_LEN] {
        let secs = u32::try_from(now.secs()).unwrap_or(u32::MAX);
        let mut body = [0; 12];
        let trace = trace(sender, account);
        let words = [secs.wrapping_add(self.offset), fold(salt), trace];
        for (slot, word) in body.chunks_exact_mut(4).zip(words) {
            slot.copy_from_slice(&word.to_be_bytes());
        }
        let mac = self.seed.mac(&body).to_be_bytes();
        let mut nonce = [0; NONCE_LEN];
        let (left, right) = nonce.split_at_mut(24);
        hex::write(&body, left);
        hex::write(&mac, right);
        nonce
    }

    /// The nonce that `nonce` is, if it is one of ours, no older than `lifetime` seconds, and was given to
    /// `sender` and the account with the key `account`: proof that the address is real.
    ///
    /// # Errors
    /// Why it cannot serve.
    pub(crate) fn recognise(
        &self,
        now: Time,
        lifetime: u32,
        sender: Sender,
        account: u64,
        nonce: &[u8],
    ) -> Result<NonceId, AuthFailure> {
        let bytes = hex::bytes_of::<{ NONCE_LEN / 2 }>(nonce);
        let Some((body, mac)) = bytes.as_ref().and_then(|b| b.split_last_chunk()) else {
            return Err(AuthFailure::NonceForeign);
        };
        let expected = self.seed.mac(body);
        if core::hint::black_box(expected ^ u64::from_be_bytes(*mac)) != 0 {
            return Err(AuthFailure::NonceForeign);
        }
        let word = |n: usize| u32::from_be_bytes(body.as_chunks().0[n]);
        let minted = word(0).wrapping_sub(self.offset);
        let age = now.secs().checked_sub(u64::from(minted));
        if age.is_none_or(|age| age > u64::from(lifetime)) {
            return Err(AuthFailure::NonceExpired);
        }
        if word(2) != trace(sender, account) {
            return Err(AuthFailure::NonceOtherAddress);
        }
        Ok(NonceId {
            hash: expected,
            minted,
        })
    }
}

/// What a nonce carries of the address and account it was given to.
fn trace(sender: Sender, account: u64) -> u32 {
    fold(join(sender.source, account))
}

/// Both halves in one.
fn fold(hash: u64) -> u32 {
    let both = (hash ^ hash >> 32) & u64::from(u32::MAX);
    u32::try_from(both).unwrap_or_default()
}

#[derive(Clone, Copy, Debug)]
struct Used {
    id: u64,
    request: u64,
    nc: u32,
    refusal: Option<Refusal>,
}

/// Which nonces were used, and how far each has been counted. Only right digests get in, at most
/// [`Uses::CAPACITY`]: when the oldest must go, every nonce as old as it is stale from then on.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    table: HashTable<Used>,
    order: VecDeque<NonceId>,
    floor: u32,
}

impl Uses {
    /// Most nonces remembered.
    pub(crate) const CAPACITY: usize = 1 << 18;
    /// Memory they take at most, in bytes: a table that is half full after it grew, and the order.
    pub(crate) const BYTES: usize =
        Self::CAPACITY * (2 * (size_of::<Used>() + 1) + size_of::<NonceId>());

    /// Records the use with count `nc` of a nonce whose digest was right; if the same request used it
    /// before, tells how that was refused, if it was. `request` is a hash of what makes a request the same.
    /// Without qop, `nc` is `u32::MAX` and the nonce serves once. Nonces older than `lifetime` seconds are
    /// forgotten.
    ///
    /// # Errors
    /// [`AuthFailure::NonceReplayed`] if another request has used that count, or the memory no longer
    /// reaches back so far.
    pub(crate) fn record(
        &mut self,
        now: Time,
        lifetime: u32,
        nonce: NonceId,
        nc: u32,
        request: u64,
    ) -> Result<Option<Option<Refusal>>, AuthFailure> {
        while let Some(oldest) = self.order.front()
            && now.secs() > u64::from(oldest.minted) + u64::from(lifetime)
        {
            self.drop_oldest();
        }
        // The id is itself a keyed hash.
        if let Some(used) = self.table.find_mut(nonce.hash, |u| u.id == nonce.hash) {
            if nc > used.nc {
                (used.nc, used.request, used.refusal) = (nc, request, None);
                return Ok(None);
            }
            return if nc == used.nc && request == used.request {
                Ok(Some(used.refusal))
            } else {
                Err(AuthFailure::NonceReplayed)
            };
        }
        if nonce.minted < self.floor {
            return Err(AuthFailure::NonceReplayed);
        }
        if self.order.len() >= Self::CAPACITY {
            self.drop_oldest();
        }
        let used = Used {
            id: nonce.hash,
            request,
            nc,
            refusal: None,
        };
        self.table.insert_unique(nonce.hash, used, |u| u.id);
        self.order.push_back(nonce);
        Ok(None)
    }

    /// Remembers that the request that used `nonce` last was refused.
    pub(crate) fn refuse(&mut self, nonce: NonceId, refusal: Refusal) {
        if let Some(used) = self.table.find_mut(nonce.hash, |u| u.id == nonce.hash) {
            used.refusal = Some(refusal);
        }
    }

    fn drop_oldest(&mut self) {
        let Some(oldest) = self.order.pop_front() else {
            return;
        };
        if let Ok(entry) = self.table.find_entry(oldest.hash, |u| u.id == oldest.hash) {
            entry.remove();
        }
        self.floor = self.floor.max(oldest.minted + 1);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    const ACCOUNT: u64 = 77;

    fn sender(ip: &str) -> Sender {
        Sender::new(Seed::new([3; 16]), format!("{ip}:5060").parse().unwrap())
    }

    fn id(hash: u64, minted: u32) -> NonceId {
        NonceId { hash, minted }
    }

    #[test]
    fn a_nonce_is_recognised_until_it_expires_and_only_whole() {
        let mint = Mint::new(Seed::new([1; 16]));
        let t = Time::from_secs;
        let here = sender("192.0.2.7");
        let nonce = mint.mint(t(1000), here, ACCOUNT, 5);
        assert!(nonce.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
        let Ok(id) = mint.recognise(t(1300), 300, here, ACCOUNT, &nonce) else {
            panic!()
        };
        assert_eq!(id.minted, 1000);
        assert_eq!(
            mint.recognise(t(1301), 300, here, ACCOUNT, &nonce),
            Err(AuthFailure::NonceExpired)
        );
        let other = Mint::new(Seed::new([2; 16]));
        assert_eq!(
            other.recognise(t(1000), 300, here, ACCOUNT, &nonce),
            Err(AuthFailure::NonceForeign)
        );
        for i in 0..NONCE_LEN {
            let mut bent = nonce;
            bent[i] = if bent[i] == b'0' { b'1' } else { b'0' };
            assert_eq!(
                mint.recognise(t(1000), 300, here, ACCOUNT, &bent),
                Err(AuthFailure::NonceForeign),
                "digit {i}"
            );
        }
        assert_eq!(
            mint.recognise(t(1000), 300, here, ACCOUNT, &nonce[1..]),
            Err(AuthFailure::NonceForeign)
        );
        assert_ne!(mint.mint(t(1000), here, ACCOUNT, 6), nonce);
    }

    #[test]
    fn a_nonce_serves_the_address_and_the_account_it_was_given_to() {
        let mint = Mint::new(Seed::new([1; 16]));
        let t = Time::from_secs(1000);
        let nonce = mint.mint(t, sender("192.0.2.7"), ACCOUNT, 5);
        let is = |ip, account| mint.recognise(t, 300, sender(ip), account, &nonce);
        assert!(is("192.0.2.7", ACCOUNT).is_ok());
        assert_eq!(
            is("192.0.2.8", ACCOUNT),
            Err(AuthFailure::NonceOtherAddress)
        );
        assert_eq!(is("192.0.2.7", 78), Err(AuthFailure::NonceOtherAddress));
        let nonce = mint.mint(t, sender("[2001:db8::1]"), ACCOUNT, 5);
        let is = |ip| mint.recognise(t, 300, sender(ip), ACCOUNT, &nonce);
        assert!(
            is("[2001:db8::2]").is_ok(),
            "privacy extensions change the address within the /64"
        );
        assert_eq!(is("[2001:db8:0:1::1]"), Err(AuthFailure::NonceOtherAddress));
    }

    #[test]
    fn a_nonce_does_not_tell_how_long_the_machine_is_up() {
        let mint = Mint::new(Seed::new([1; 16]));
        let nonce = mint.mint(Time::from_secs(4401), sender("192.0.2.7"), ACCOUNT, 5);
        assert_ne!(&nonce[..8], format!("{:08x}", 4401).as_bytes());
    }

    #[test]
    fn a_count_serves_one_request() {
        let mut uses = Uses::default();
        let t = Time::from_secs(1000);
        let nonce = id(7, 1000);
        assert_eq!(uses.record(t, 300, nonce, 1, 11), Ok(None));
        assert_eq!(uses.record(t, 300, nonce, 1, 11), Ok(Some(None)));
        assert_eq!(
            uses.record(t, 300, nonce, 1, 12),
            Err(AuthFailure::NonceReplayed)
        );
        assert_eq!(
            uses.record(t, 300, nonce, 3, 13),
            Ok(None),
            "counts may skip"
        );
        uses.refuse(nonce, Refusal::OutOfOrder);
        assert_eq!(
            uses.record(t, 300, nonce, 3, 13),
            Ok(Some(Some(Refusal::OutOfOrder))),
            "a refusal stays a refusal"
        );
        assert_eq!(
            uses.record(t, 300, nonce, 2, 14),
            Err(AuthFailure::NonceReplayed)
        );
        assert_eq!(uses.record(t, 300, nonce, 4, 15), Ok(None));
        assert_eq!(uses.record(t, 300, nonce, 4, 15), Ok(Some(None)));
        let once = id(8, 1000);
        assert_eq!(
            uses.record(t, 300, once, u32::MAX, 15),
            Ok(None),
            "without qop"
        );
        assert_eq!(
            uses.record(t, 300, once, u32::MAX, 16),
            Err(AuthFailure::NonceReplayed)
        );
    }

    #[test]
    fn the_memory_is_bounded_and_what_it_lost_is_stale() {
        let mut uses = Uses::default();
        let t = Time::from_secs(1000);
        for i in 0..=u64::try_from(Uses::CAPACITY).unwrap() {
            let minted = 800 + u32::from(i > 0);
            let nonce = id(i.wrapping_mul(0x9E37_79B9_7F4A_7C15), minted);
            assert_eq!(uses.record(t, 300, nonce, 1, i), Ok(None));
        }
        assert_eq!(uses.order.len(), Uses::CAPACITY);
        assert_eq!(
            uses.record(t, 300, id(0, 800), 1, 9),
            Err(AuthFailure::NonceReplayed),
            "the forgotten nonce cannot serve again"
        );
        let later = Time::from_secs(1102);
        assert_eq!(uses.record(later, 300, id(1, 1100), 1, 9), Ok(None));
        assert_eq!(uses.order.len(), 1, "what has expired is forgotten");
    }
}
