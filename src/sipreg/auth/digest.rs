//! The hashes of Digest authentication (RFC 3261 §22, RFC 7616, RFC 8760).

use crate::config::Algorithm;
use crate::hex;
use crate::message::credentials::Credentials;
use alloc::boxed::Box;
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
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let (a, b) = (self.bytes(), other.bytes());
        let difference = a.iter().zip(b).fold(0, |acc, (x, y)| acc | (x ^ y));
        core::hint::black_box(difference) == 0 && a.len() == b.len()
    }
}

/// H(user:realm:password), what an account is known by (RFC 7616 §3.4.2).
pub fn ha1(algorithm: Algorithm, user: &[u8], realm: &[u8], password: &[u8]) -> Hash {
    Hash::of(algorithm, &[user, realm, password])
}

/// H(method:uri), the half of an answer that is the same for all accounts (RFC 7616 §3.4.3).
pub fn ha2(algorithm: Algorithm, method: &[u8], uri: &[u8]) -> Hash {
    Hash::of(algorithm, &[method, uri])
}

/// [`ha2`] of a REGISTER; that of what nearly every phone hashes is ready made.
#[derive(Debug)]
pub(crate) struct UsualHa2 {
    uri: Box<[u8]>,
    md5: Hash,
}

impl UsualHa2 {
    const METHOD: &[u8] = b"REGISTER";

    /// With `realm` as the host of the usual URI.
    pub(crate) fn new(realm: &str) -> Self {
        let uri = ["sip:", realm].concat();
        Self {
            md5: ha2(Algorithm::Md5, Self::METHOD, uri.as_bytes()),
            uri: uri.into_bytes().into(),
        }
    }

    /// That for `uri`, made now if it is another.
    pub(crate) fn of(&self, algorithm: Algorithm, uri: &[u8]) -> Hash {
        if algorithm == Algorithm::Md5 && *uri == *self.uri {
            self.md5
        } else {
            ha2(algorithm, Self::METHOD, uri)
        }
    }
}

/// The answer that `credentials` should carry, had the phone `ha1`; `ha2` is of the request (RFC 7616 §3.4.1).
/// The client's own `uri` is hashed into that, never a rebuilt one: some phones write one that differs from
/// the Request-URI.
pub fn response(
    algorithm: Algorithm,
    ha1: &Hash,
    ha2: &Hash,
    credentials: &Credentials<'_>,
) -> Hash {
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

/// Whether the answer in `credentials` to the request of `ha2` proves knowledge of `ha1`.
pub fn verify(algorithm: Algorithm, ha1: &Hash, ha2: &Hash, credentials: &Credentials<'_>) -> bool {
    let expected = response(algorithm, ha1, ha2, credentials);
    Hash::from_hex(credentials.response).is_some_and(|(given, _)| expected.is_same(&given))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Algorithm::{Md5, Sha256};

    fn verify(algorithm: Algorithm, ha1: &Hash, method: &[u8], c: &Credentials<'_>) -> bool {
        super::verify(algorithm, ha1, &ha2(algorithm, method, c.uri), c)
    }

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
}
