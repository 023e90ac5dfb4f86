//! Digest authentication (RFC 3261 §22, RFC 7616, RFC 8760): hashes, stateless nonces, and the memory
//! of which nonces have been used. Which account is meant, and what follows, is the registrar's part.

use crate::config::Algorithm;
use crate::hex;
use crate::message::credentials::Credentials;
use crate::seed::Seed;
use crate::time::Time;
use alloc::boxed::Box;
use alloc::collections::VecDeque;
use hashbrown::HashTable;
use md5::Md5;
use sha2::Sha256;

/// A hash value of either algorithm.
#[derive(Clone, Copy, Debug)]
pub enum Hash {
    /// 16 bytes
    Md5([u8; 16]),
    /// 32 bytes
    Sha256([u8; 32]),
}

impl Hash {
    fn of(algorithm: Algorithm, parts: &[&[u8]]) -> Self {
        fn run<D: md5::Digest>(parts: &[&[u8]]) -> md5::digest::Output<D> {
            let mut hasher = D::new();
            for (i, part) in parts.iter().enumerate() {
                if i > 0 {
                    hasher.update(b":");
                }
                hasher.update(part);
            }
            hasher.finalize()
        }
        match algorithm {
            Algorithm::Md5 => Self::Md5(run::<Md5>(parts).into()),
            Algorithm::Sha256 => Self::Sha256(run::<Sha256>(parts).into()),
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Md5(bytes) => bytes,
            Self::Sha256(bytes) => bytes,
        }
    }

    /// The hash that `hex` writes in either case, and whose length it has.
    #[must_use]
    pub fn from_hex(hex: &[u8]) -> Option<(Self, Algorithm)> {
        match hex.len() {
            32 => Some((Self::Md5(hex::bytes_of(hex)?), Algorithm::Md5)),
            64 => Some((Self::Sha256(hex::bytes_of(hex)?), Algorithm::Sha256)),
            _ => None,
        }
    }

    /// The hash in lower-case hexadecimal digits, in `buffer`.
    pub fn to_hex<'b>(&self, buffer: &'b mut [u8; 64]) -> &'b [u8] {
        hex::write(self.bytes(), buffer)
    }

    /// Whether both are the same, in a time that does not tell where they differ.
    fn is_same(&self, other: &Self) -> bool {
        let (a, b) = (self.bytes(), other.bytes());
        let difference = a.iter().zip(b).fold(0, |acc, (x, y)| acc | (x ^ y));
        core::hint::black_box(difference) == 0 && a.len() == b.len()
    }
}

/// H(user:realm:password), what an account is known by (RFC 7616 §3.4.2).
#[must_use]
pub fn ha1(algorithm: Algorithm, user: &[u8], realm: &[u8], password: &[u8]) -> Hash {
    Hash::of(algorithm, &[user, realm, password])
}

/// H(method:uri), the half of an answer that is the same for all accounts (RFC 7616 §3.4.3).
#[must_use]
pub fn ha2(algorithm: Algorithm, method: &[u8], uri: &[u8]) -> Hash {
    Hash::of(algorithm, &[method, uri])
}

/// [`ha2`] of what nearly every phone hashes, ready made.
#[derive(Debug)]
pub(crate) struct UsualHa2 {
    method: &'static [u8],
    uri: Box<[u8]>,
    md5: Hash,
}

impl UsualHa2 {
    /// For a REGISTER to `realm` as its own URI.
    pub(crate) fn new(realm: &str) -> Self {
        let (method, uri) = (&b"REGISTER"[..], ["sip:", realm].concat());
        Self {
            method,
            md5: ha2(Algorithm::Md5, method, uri.as_bytes()),
            uri: uri.into_bytes().into(),
        }
    }

    /// [`ha2`], made now if it is another.
    pub(crate) fn of(&self, algorithm: Algorithm, method: &[u8], uri: &[u8]) -> Hash {
        if algorithm == Algorithm::Md5 && *uri == *self.uri && method == self.method {
            self.md5
        } else {
            ha2(algorithm, method, uri)
        }
    }
}

/// The answer that `credentials` should carry, had the phone `ha1` (RFC 7616 §3.4.1). The client's own
/// `uri` is hashed, never a rebuilt one: some phones write one that differs from the Request-URI.
#[must_use]
pub fn response(
    algorithm: Algorithm,
    ha1: &Hash,
    method: &[u8],
    credentials: &Credentials<'_>,
) -> Hash {
    answer(
        algorithm,
        ha1,
        &ha2(algorithm, method, credentials.uri),
        credentials,
    )
}

fn answer(algorithm: Algorithm, ha1: &Hash, ha2: &Hash, credentials: &Credentials<'_>) -> Hash {
    let (mut one, mut two) = ([0; 64], [0; 64]);
    let (ha1, ha2) = (ha1.to_hex(&mut one), ha2.to_hex(&mut two));
    let Credentials {
        nonce,
        nc,
        cnonce,
        qop,
        ..
    } = *credentials;
    if qop.is_empty() {
        Hash::of(algorithm, &[ha1, nonce, ha2])
    } else {
        Hash::of(algorithm, &[ha1, nonce, nc, cnonce, qop, ha2])
    }
}

/// Whether the answer in `credentials` proves knowledge of `ha1`.
#[must_use]
pub fn verify(
    algorithm: Algorithm,
    ha1: &Hash,
    method: &[u8],
    credentials: &Credentials<'_>,
) -> bool {
    verify_ready(
        algorithm,
        ha1,
        &ha2(algorithm, method, credentials.uri),
        credentials,
    )
}

/// [`verify`] with the [`ha2`] of the request at hand.
pub(crate) fn verify_ready(
    algorithm: Algorithm,
    ha1: &Hash,
    ha2: &Hash,
    credentials: &Credentials<'_>,
) -> bool {
    let expected = answer(algorithm, ha1, ha2, credentials);
    match Hash::from_hex(credentials.response) {
        Some((given, of)) if of == algorithm => expected.is_same(&given),
        _ => false,
    }
}

/// Hexadecimal digits of a nonce. No `=` or other odd byte: some phones choke on them.
pub const NONCE_LEN: usize = 40;

/// What a nonce turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nonce {
    /// Not one of ours, or of ours before the last start.
    Foreign,
    /// Ours, but too old to serve.
    Expired,
    /// Ours and serving.
    Fresh {
        /// Tells it from every other.
        id: u64,
        /// When it was minted, seconds.
        minted: u32,
        /// Whether it was given to the address that now shows it: proof that the address is real.
        is_from_here: bool,
    },
}

/// Mints nonces and knows them again, without remembering any: each is its time, a salt, a trace of
/// the address and a keyed hash over these.
#[derive(Clone, Copy, Debug)]
pub struct Mint {
    seed: Seed,
    lifetime: u32,
}

impl Mint {
    /// A mint whose nonces serve for `lifetime` seconds.
    #[must_use]
    pub fn new(seed: Seed, lifetime: u32) -> Self {
        Self { seed, lifetime }
    }

    /// The same mint with another `lifetime`; nonces it has minted are known to it too.
    #[must_use]
    pub fn with_lifetime(self, lifetime: u32) -> Self {
        Self { lifetime, ..self }
    }

    /// A nonce for the sender at `address`, a keyed hash of where that is; another `salt` makes another nonce in the same second.
    #[must_use]
    pub fn mint(&self, now: Time, address: u64, salt: u32) -> [u8; NONCE_LEN] {
        let secs = u32::try_from(now.secs()).unwrap_or(u32::MAX);
        let mut body = [0; 12];
        for (slot, value) in body.chunks_exact_mut(4).zip([secs, salt, trace(address)]) {
            slot.copy_from_slice(&value.to_be_bytes());
        }
        let mac = self.seed.mac(&[&body]).to_be_bytes();
        let mut nonce = [0; NONCE_LEN];
        let (left, right) = nonce.split_at_mut(24);
        hex::write(&body, left);
        hex::write(&mac, right);
        nonce
    }

    /// What `nonce`, shown by the sender at `address`, is.
    #[must_use]
    pub fn recognise(&self, now: Time, address: u64, nonce: &[u8]) -> Nonce {
        let Some(bytes) = hex::bytes_of::<{ NONCE_LEN / 2 }>(nonce) else {
            return Nonce::Foreign;
        };
        if nonce.iter().any(u8::is_ascii_uppercase) {
            return Nonce::Foreign;
        }
        let (body, mac) = bytes.split_at(12);
        let expected = self.seed.mac(&[body]);
        let given = mac.iter().fold(0_u64, |n, &b| n << 8 | u64::from(b));
        if core::hint::black_box(expected ^ given) != 0 {
            return Nonce::Foreign;
        }
        let word = |n: usize| {
            body.iter()
                .skip(n * 4)
                .take(4)
                .fold(0_u32, |w, &b| w << 8 | u32::from(b))
        };
        let minted = word(0);
        if now.secs() > u64::from(minted) + u64::from(self.lifetime) {
            return Nonce::Expired;
        }
        Nonce::Fresh {
            id: expected,
            minted,
            is_from_here: word(2) == trace(address),
        }
    }
}

/// What a nonce carries of the address it was given to.
fn trace(address: u64) -> u32 {
    u32::try_from(address >> 32).unwrap_or_default()
}

/// How a nonce was used before, if at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Never with this count: go on.
    New,
    /// The very request that used it has come again: answer as before.
    Retransmission,
    /// Another request has used that count already, or the memory no longer reaches back so far.
    Replay,
}

#[derive(Clone, Copy, Debug)]
struct Used {
    id: u64,
    request: u64,
    nc: u32,
}

/// Which nonces have been used and how far each is counted. Only right digests get in, and at most
/// [`Uses::CAPACITY`] of them: when the oldest must go, every nonce as old as it is stale from then on.
#[derive(Debug)]
pub struct Uses {
    table: HashTable<Used>,
    order: VecDeque<(u64, u32)>,
    lifetime: u32,
    floor: u32,
}

impl Uses {
    /// Most nonces remembered; 24 bytes each, and 16 for their order.
    pub const CAPACITY: usize = 1 << 18;

    /// A memory that reaches back `lifetime` seconds.
    #[must_use]
    pub fn new(lifetime: u32) -> Self {
        Self {
            table: HashTable::new(),
            order: VecDeque::new(),
            lifetime,
            floor: 0,
        }
    }

    /// Reaches back `lifetime` seconds from now on.
    pub fn set_lifetime(&mut self, lifetime: u32) {
        self.lifetime = lifetime;
    }

    /// Records the use with count `nc` of the nonce `id`, which must be fresh and its digest right.
    /// `request` tells requests apart; without qop, `nc` is `u32::MAX` and the nonce serves once.
    pub fn record(&mut self, now: Time, (id, minted): (u64, u32), nc: u32, request: u64) -> Use {
        self.forget(now);
        // NOTE(hash): the id is itself a keyed hash.
        if let Some(used) = self.table.find_mut(id, |u| u.id == id) {
            if nc > used.nc {
                (used.nc, used.request) = (nc, request);
                return Use::New;
            }
            return if nc == used.nc && request == used.request {
                Use::Retransmission
            } else {
                Use::Replay
            };
        }
        if minted < self.floor {
            return Use::Replay;
        }
        if self.order.len() >= Self::CAPACITY {
            self.drop_oldest();
        }
        self.table
            .insert_unique(id, Used { id, request, nc }, |u| u.id);
        self.order.push_back((id, minted));
        Use::New
    }

    fn forget(&mut self, now: Time) {
        while let Some(&(_, minted)) = self.order.front()
            && now.secs() > u64::from(minted) + u64::from(self.lifetime)
        {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        let Some((id, minted)) = self.order.pop_front() else {
            return;
        };
        if let Ok(entry) = self.table.find_entry(id, |u| u.id == id) {
            entry.remove();
        }
        self.floor = self.floor.max(minted + 1);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::config::Algorithm::{Md5, Sha256};

    fn credentials<'a>(response: &'a [u8], qop: &'a [u8]) -> Credentials<'a> {
        Credentials {
            username: b"1001",
            realm: b"sip.example.com",
            nonce: b"0a1b2c3d4e5f60718293a4b5c6d7e8f9",
            uri: b"sip:sip.example.com",
            response,
            cnonce: b"0a4f113b",
            qop,
            nc: b"00000001",
            ..Credentials::default()
        }
    }

    #[test]
    fn answers_with_and_without_qop() {
        let right = ha1(Md5, b"1001", b"sip.example.com", b"kitob7ab");
        let wrong = ha1(Md5, b"1001", b"sip.example.com", b"zzz");
        for (response, qop) in [
            (&b"96d60bb67a8aa24d71c30e3174f85b1d"[..], &b"auth"[..]),
            (b"96D60BB67A8AA24D71C30E3174F85B1D", b"auth"),
            (b"8ffa86bf31e81d79bb7b9806ac230fb1", b""),
        ] {
            assert!(verify(
                Md5,
                &right,
                b"REGISTER",
                &credentials(response, qop)
            ));
            assert!(!verify(
                Md5,
                &wrong,
                b"REGISTER",
                &credentials(response, qop)
            ));
            assert!(!verify(
                Md5,
                &right,
                b"OPTIONS",
                &credentials(response, qop)
            ));
        }
        assert!(!verify(
            Md5,
            &right,
            b"REGISTER",
            &credentials(b"", b"auth")
        ));
        assert!(!verify(
            Sha256,
            &right,
            b"REGISTER",
            &credentials(b"96d60bb67a8aa24d71c30e3174f85b1d", b"auth")
        ));
    }

    #[test]
    fn the_example_of_rfc_7616_section_3_9_1() {
        let c = Credentials {
            username: b"Mufasa",
            realm: b"http-auth@example.org",
            nonce: b"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            uri: b"/dir/index.html",
            response: b"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            cnonce: b"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            qop: b"auth",
            nc: b"00000001",
            algorithm: b"SHA-256",
        };
        assert!(verify(
            Sha256,
            &ha1(Sha256, c.username, c.realm, b"Circle of Life"),
            b"GET",
            &c
        ));
        let md5 = Credentials {
            response: b"8ca523f5e9506fed4657c9700eebdbec",
            ..c
        };
        assert!(verify(
            Md5,
            &ha1(Md5, c.username, c.realm, b"Circle of Life"),
            b"GET",
            &md5
        ));
    }

    fn here() -> u64 {
        7 << 32
    }

    #[test]
    fn a_nonce_is_known_again_until_it_expires_and_only_whole() {
        let mint = Mint::new(Seed::new([1; 16]), 300);
        let t = Time::from_secs;
        let nonce = mint.mint(t(1000), here(), 5);
        assert!(nonce.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
        let Nonce::Fresh {
            is_from_here,
            minted,
            ..
        } = mint.recognise(t(1300), here(), &nonce)
        else {
            panic!()
        };
        assert!(is_from_here && minted == 1000);
        assert_eq!(mint.recognise(t(1301), here(), &nonce), Nonce::Expired);
        let elsewhere = 8 << 32;
        assert!(matches!(
            mint.recognise(t(1000), elsewhere, &nonce),
            Nonce::Fresh {
                is_from_here: false,
                ..
            }
        ));
        assert_eq!(
            Mint::new(Seed::new([2; 16]), 300).recognise(t(1000), here(), &nonce),
            Nonce::Foreign
        );
        for i in 0..NONCE_LEN {
            let mut bent = nonce;
            bent[i] = if bent[i] == b'0' { b'1' } else { b'0' };
            assert_eq!(
                mint.recognise(t(1000), here(), &bent),
                Nonce::Foreign,
                "digit {i}"
            );
        }
        assert_eq!(mint.recognise(t(1000), here(), &nonce[1..]), Nonce::Foreign);
        assert_ne!(mint.mint(t(1000), here(), 6), nonce);
    }

    #[test]
    fn a_count_serves_one_request() {
        let mut uses = Uses::new(300);
        let t = Time::from_secs(1000);
        let nonce = (7, 1000);
        assert_eq!(uses.record(t, nonce, 1, 11), Use::New);
        assert_eq!(uses.record(t, nonce, 1, 11), Use::Retransmission);
        assert_eq!(uses.record(t, nonce, 1, 12), Use::Replay);
        assert_eq!(uses.record(t, nonce, 3, 13), Use::New, "counts may skip");
        assert_eq!(uses.record(t, nonce, 2, 14), Use::Replay);
        assert_eq!(
            uses.record(t, (8, 1000), u32::MAX, 15),
            Use::New,
            "the form without qop"
        );
        assert_eq!(uses.record(t, (8, 1000), u32::MAX, 16), Use::Replay);
    }

    #[test]
    fn the_memory_is_bounded_and_what_it_lost_is_stale() {
        let mut uses = Uses::new(300);
        let t = Time::from_secs(1000);
        for i in 0..=u64::try_from(Uses::CAPACITY).unwrap() {
            let minted = 800 + u32::from(i > 0);
            assert_eq!(
                uses.record(t, (i.wrapping_mul(0x9E37_79B9_7F4A_7C15), minted), 1, i),
                Use::New
            );
        }
        assert_eq!(uses.order.len(), Uses::CAPACITY);
        assert_eq!(
            uses.record(t, (0, 800), 1, 9),
            Use::Replay,
            "the forgotten nonce cannot serve again"
        );
        assert_eq!(
            uses.record(Time::from_secs(1102), (1, 1100), 1, 9),
            Use::New
        );
        assert_eq!(uses.order.len(), 1, "what has expired is forgotten");
    }
}
