//! Nonces without memory, and the bounded memory of which were used.

use crate::hex;
use crate::refusal::Refusal;
use crate::seed::{Seed, join};
use crate::sender::Sender;
use crate::time::Time;
use alloc::collections::VecDeque;
use hashbrown::HashTable;

/// Hexadecimal digits of a nonce. No `=` or other odd byte: some phones choke on them.
pub(crate) const NONCE_LEN: usize = 40;

/// What a nonce turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nonce {
    /// Not one of ours, or from before the last start.
    Foreign,
    /// Ours, but too old.
    Expired,
    /// Ours and fresh, but given to another address or account.
    OtherAddress,
    /// Ours, fresh, and given to this address and account: proof that the address is real.
    Fresh(NonceId),
}

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
    /// Added to the time, so that a nonce does not tell how long the machine has been up.
    offset: u32,
    lifetime: u32,
}

impl Mint {
    /// A mint whose nonces serve for `lifetime` seconds.
    pub(crate) fn new(seed: Seed, lifetime: u32) -> Self {
        Self {
            seed,
            offset: fold(seed.derive(b"offset").hash(b"")),
            lifetime,
        }
    }

    /// Nonces serve for `lifetime` seconds from now on, those that were minted before too.
    pub(crate) fn set_lifetime(&mut self, lifetime: u32) {
        self.lifetime = lifetime;
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

    /// What `nonce` is, shown by `sender` for the account with the key `account`.
    pub(crate) fn recognise(&self, now: Time, sender: Sender, account: u64, nonce: &[u8]) -> Nonce {
        let bytes = hex::bytes_of::<{ NONCE_LEN / 2 }>(nonce);
        let Some((body, mac)) = bytes.as_ref().and_then(|b| b.split_last_chunk()) else {
            return Nonce::Foreign;
        };
        let expected = self.seed.mac(body);
        if core::hint::black_box(expected ^ u64::from_be_bytes(*mac)) != 0 {
            return Nonce::Foreign;
        }
        let word = |n: usize| u32::from_be_bytes(body.as_chunks().0[n]);
        let minted = word(0).wrapping_sub(self.offset);
        if now.secs() > u64::from(minted) + u64::from(self.lifetime) {
            return Nonce::Expired;
        }
        if word(2) != trace(sender, account) {
            return Nonce::OtherAddress;
        }
        Nonce::Fresh(NonceId {
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

/// How a nonce was used before, if at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Never with this count.
    New,
    /// The same request used it and has come again; how it was refused then, if it was.
    Retransmission(Option<Refusal>),
    /// Another request has used that count, or the memory no longer reaches back so far.
    Replay,
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
#[derive(Debug)]
pub(crate) struct Uses {
    table: HashTable<Used>,
    order: VecDeque<NonceId>,
    lifetime: u32,
    floor: u32,
}

impl Uses {
    /// Most nonces remembered.
    pub(crate) const CAPACITY: usize = 1 << 18;
    /// Memory they take at most, in bytes: a table that is half full after it grew, and the order.
    pub(crate) const BYTES: usize =
        Self::CAPACITY * (2 * (size_of::<Used>() + 1) + size_of::<NonceId>());

    /// A memory that reaches back `lifetime` seconds.
    pub(crate) fn new(lifetime: u32) -> Self {
        Self {
            table: HashTable::new(),
            order: VecDeque::new(),
            lifetime,
            floor: 0,
        }
    }

    /// Reaches back `lifetime` seconds from now on.
    pub(crate) fn set_lifetime(&mut self, lifetime: u32) {
        self.lifetime = lifetime;
    }

    /// Records the use with count `nc` of a fresh nonce whose digest was right. `request` is a hash of
    /// what makes a request the same. Without qop, `nc` is `u32::MAX` and the nonce serves once.
    pub(crate) fn record(&mut self, now: Time, nonce: NonceId, nc: u32, request: u64) -> Use {
        self.forget(now);
        // The id is itself a keyed hash.
        if let Some(used) = self.table.find_mut(nonce.hash, |u| u.id == nonce.hash) {
            if nc > used.nc {
                (used.nc, used.request, used.refusal) = (nc, request, None);
                return Use::New;
            }
            return if nc == used.nc && request == used.request {
                Use::Retransmission(used.refusal)
            } else {
                Use::Replay
            };
        }
        if nonce.minted < self.floor {
            return Use::Replay;
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
        Use::New
    }

    /// Remembers that the request that used `nonce` last was refused.
    pub(crate) fn refuse(&mut self, nonce: NonceId, refusal: Refusal) {
        if let Some(used) = self.table.find_mut(nonce.hash, |u| u.id == nonce.hash) {
            used.refusal = Some(refusal);
        }
    }

    fn forget(&mut self, now: Time) {
        while let Some(oldest) = self.order.front()
            && now.secs() > u64::from(oldest.minted) + u64::from(self.lifetime)
        {
            self.drop_oldest();
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
        let mint = Mint::new(Seed::new([1; 16]), 300);
        let t = Time::from_secs;
        let here = sender("192.0.2.7");
        let nonce = mint.mint(t(1000), here, ACCOUNT, 5);
        assert!(nonce.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
        let Nonce::Fresh(id) = mint.recognise(t(1300), here, ACCOUNT, &nonce) else {
            panic!()
        };
        assert_eq!(id.minted, 1000);
        assert_eq!(
            mint.recognise(t(1301), here, ACCOUNT, &nonce),
            Nonce::Expired
        );
        let other = Mint::new(Seed::new([2; 16]), 300);
        assert_eq!(
            other.recognise(t(1000), here, ACCOUNT, &nonce),
            Nonce::Foreign
        );
        for i in 0..NONCE_LEN {
            let mut bent = nonce;
            bent[i] = if bent[i] == b'0' { b'1' } else { b'0' };
            assert_eq!(
                mint.recognise(t(1000), here, ACCOUNT, &bent),
                Nonce::Foreign,
                "digit {i}"
            );
        }
        assert_eq!(
            mint.recognise(t(1000), here, ACCOUNT, &nonce[1..]),
            Nonce::Foreign
        );
        assert_ne!(mint.mint(t(1000), here, ACCOUNT, 6), nonce);
    }

    #[test]
    fn a_nonce_serves_the_address_and_the_account_it_was_given_to() {
        let mint = Mint::new(Seed::new([1; 16]), 300);
        let t = Time::from_secs(1000);
        let nonce = mint.mint(t, sender("192.0.2.7"), ACCOUNT, 5);
        let is = |ip, account| mint.recognise(t, sender(ip), account, &nonce);
        assert!(matches!(is("192.0.2.7", ACCOUNT), Nonce::Fresh(_)));
        assert_eq!(is("192.0.2.8", ACCOUNT), Nonce::OtherAddress);
        assert_eq!(is("192.0.2.7", 78), Nonce::OtherAddress);
        let nonce = mint.mint(t, sender("[2001:db8::1]"), ACCOUNT, 5);
        let is = |ip| mint.recognise(t, sender(ip), ACCOUNT, &nonce);
        assert!(
            matches!(is("[2001:db8::2]"), Nonce::Fresh(_)),
            "privacy extensions change the address within the /64"
        );
        assert_eq!(is("[2001:db8:0:1::1]"), Nonce::OtherAddress);
    }

    #[test]
    fn a_nonce_does_not_tell_how_long_the_machine_is_up() {
        let mint = Mint::new(Seed::new([1; 16]), 300);
        let nonce = mint.mint(Time::from_secs(4401), sender("192.0.2.7"), ACCOUNT, 5);
        assert_ne!(&nonce[..8], format!("{:08x}", 4401).as_bytes());
    }

    #[test]
    fn a_count_serves_one_request() {
        let mut uses = Uses::new(300);
        let t = Time::from_secs(1000);
        let nonce = id(7, 1000);
        assert_eq!(uses.record(t, nonce, 1, 11), Use::New);
        assert_eq!(uses.record(t, nonce, 1, 11), Use::Retransmission(None));
        assert_eq!(uses.record(t, nonce, 1, 12), Use::Replay);
        assert_eq!(uses.record(t, nonce, 3, 13), Use::New, "counts may skip");
        uses.refuse(nonce, Refusal::OutOfOrder);
        assert_eq!(
            uses.record(t, nonce, 3, 13),
            Use::Retransmission(Some(Refusal::OutOfOrder)),
            "a refusal stays a refusal"
        );
        assert_eq!(uses.record(t, nonce, 2, 14), Use::Replay);
        assert_eq!(uses.record(t, nonce, 4, 15), Use::New);
        assert_eq!(uses.record(t, nonce, 4, 15), Use::Retransmission(None));
        let once = id(8, 1000);
        assert_eq!(uses.record(t, once, u32::MAX, 15), Use::New, "without qop");
        assert_eq!(uses.record(t, once, u32::MAX, 16), Use::Replay);
    }

    #[test]
    fn the_memory_is_bounded_and_what_it_lost_is_stale() {
        let mut uses = Uses::new(300);
        let t = Time::from_secs(1000);
        for i in 0..=u64::try_from(Uses::CAPACITY).unwrap() {
            let minted = 800 + u32::from(i > 0);
            let nonce = id(i.wrapping_mul(0x9E37_79B9_7F4A_7C15), minted);
            assert_eq!(uses.record(t, nonce, 1, i), Use::New);
        }
        assert_eq!(uses.order.len(), Uses::CAPACITY);
        assert_eq!(
            uses.record(t, id(0, 800), 1, 9),
            Use::Replay,
            "the forgotten nonce cannot serve again"
        );
        let later = Time::from_secs(1102);
        assert_eq!(uses.record(later, id(1, 1100), 1, 9), Use::New);
        assert_eq!(uses.order.len(), 1, "what has expired is forgotten");
    }
}
