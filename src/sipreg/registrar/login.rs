//! Who is it? Steps 3 and 4 of RFC 3261 §10.3: the credentials of one request against the accounts.

use crate::auth::digest::{Hash, Nonce, Use, ha1, verify_ready};
use crate::config::Algorithm;
use crate::extensions::MAX_NAME;
use crate::guard::Whose;
use crate::message::credentials::Credentials;
use crate::message::request::{Name, Request};
use crate::registrar::Registrar;
use crate::time::Now;

/// Why a login was not accepted, as far as the message itself tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Why {
    /// It was, or none was asked for.
    #[default]
    None,
    /// No Digest credentials came.
    NoCredentials,
    /// They are broken or lack something.
    Incomplete,
    /// They are for another realm, and their nonce is not ours.
    OtherRealm,
    /// They are for another realm though they answer our nonce: the phone's realm field is filled.
    RealmChanged,
    /// They use an algorithm that was not offered.
    Algorithm,
    /// They use a quality of protection that was not offered.
    Qop,
    /// Their nonce is not ours, or from before the last start.
    ForeignNonce,
    /// Their nonce has expired.
    ExpiredNonce,
    /// Their nonce was given to another address, from where too many wrong logins have come.
    OtherAddress,
    /// Their nonce has served another request.
    ReplayedNonce,
    /// Their digest is wrong.
    Digest,
    /// There is no such extension.
    Unknown,
    /// They are right, but for another extension.
    OtherExtension,
}

/// The account that `username`, as the phone wrote it, names; empty if it is too long for any.
pub(super) fn account_of<'b>(username: &[u8], realm: &str, buffer: &'b mut [u8; 256]) -> &'b [u8] {
    strip_realm(unquote(username, buffer).unwrap_or_default(), realm)
}

impl Why {
    /// Its name as a `cause=` in log and JSON.
    #[must_use]
    pub fn cause(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::NoCredentials => "no-credentials",
            Self::Incomplete => "credentials-incomplete",
            Self::OtherRealm => "other-realm",
            Self::RealmChanged => "realm-changed",
            Self::Algorithm => "algorithm-not-offered",
            Self::Qop => "qop-not-offered",
            Self::ForeignNonce => "nonce-foreign",
            Self::ExpiredNonce => "nonce-expired",
            Self::OtherAddress => "nonce-other-address",
            Self::ReplayedNonce => "nonce-replayed",
            Self::Digest => "wrong-password",
            Self::Unknown => "not-in-file",
            Self::OtherExtension => "auth-user-other-account",
        }
    }
}

/// What the credentials prove.
pub(super) enum Login {
    /// They are right, for the account whose name is in the buffer. Whether the same request came before.
    Right { is_retransmission: bool },
    /// Nothing yet; ask.
    Ask,
    /// Nothing, since their nonce cannot serve; ask again.
    Stale,
    /// They are wrong.
    Wrong,
}

/// The verdict on one request's credentials.
pub(super) struct Verdict<'d> {
    pub(super) login: Login,
    pub(super) why: Why,
    pub(super) credentials: Option<Credentials<'d>>,
    /// The nonce was given to this very address.
    pub(super) is_proven: bool,
}

/// Unescapes a quoted string (RFC 3261 §25.1 quoted-pair) into `buffer`; `None` if it does not fit.
pub(super) fn unquote<'b>(text: &[u8], buffer: &'b mut [u8]) -> Option<&'b [u8]> {
    let (mut len, mut escaped) = (0, false);
    for &b in text {
        if b == b'\\' && !escaped {
            escaped = true;
            continue;
        }
        escaped = false;
        *buffer.get_mut(len)? = b;
        len += 1;
    }
    buffer.get(..len)
}

/// `1001` of `1001@realm`, if the part after the `@` is the realm.
pub(super) fn strip_realm<'n>(name: &'n [u8], realm: &str) -> &'n [u8] {
    match name
        .iter()
        .rposition(|&b| b == b'@')
        .and_then(|at| name.split_at_checked(at))
    {
        Some((user, host))
            if host
                .get(1..)
                .is_some_and(|h| h.eq_ignore_ascii_case(realm.as_bytes())) =>
        {
            user
        }
        _ => name,
    }
}

impl Registrar {
    /// Judges the credentials of `request`. The account's name goes into `account`.
    pub(super) fn judge<'d>(
        &mut self,
        now: &Now,
        whose: Whose,
        request: &Request<'d, '_>,
        account: &mut [u8; MAX_NAME],
    ) -> (Verdict<'d>, usize) {
        let ask = |why, credentials| {
            (
                Verdict {
                    login: Login::Ask,
                    why,
                    credentials,
                    is_proven: false,
                },
                0,
            )
        };
        let Some(credentials) = self.pick_credentials(request) else {
            let broken = request.envelope.first(Name::Authorization).is_some();
            return ask(
                if broken {
                    Why::Incomplete
                } else {
                    Why::NoCredentials
                },
                None,
            );
        };
        let shown = Some(credentials);
        let nonce = self
            .mint
            .recognise(now.time, whose.address(), credentials.nonce);
        if credentials.realm != self.config.realm.as_bytes() {
            // Left from another provider it is only a question to be asked; under our own nonce it is
            // a phone with its realm field filled in.
            let ours = matches!(nonce, Nonce::Fresh { .. });
            return ask(
                if ours {
                    Why::RealmChanged
                } else {
                    Why::OtherRealm
                },
                shown,
            );
        }
        if !credentials.is_complete() {
            return ask(Why::Incomplete, shown);
        }
        let Some(algorithm) = self.offered(credentials.algorithm) else {
            return ask(Why::Algorithm, shown);
        };
        if !credentials.qop.is_empty() && !credentials.qop.eq_ignore_ascii_case(b"auth") {
            return ask(Why::Qop, shown);
        }
        // An unusable nonce is said to be so without a look at the digest: looking would be a way to
        // try passwords that counts for nothing.
        let (id, minted, is_proven) = match nonce {
            Nonce::Fresh {
                id,
                minted,
                is_from_here,
            } => (id, minted, is_from_here),
            Nonce::Expired | Nonce::Foreign => {
                let why = if nonce == Nonce::Expired {
                    Why::ExpiredNonce
                } else {
                    Why::ForeignNonce
                };
                return (
                    Verdict {
                        login: Login::Stale,
                        why,
                        credentials: shown,
                        is_proven: false,
                    },
                    0,
                );
            }
        };

        let mut buffer = [0; 256];
        let username = unquote(credentials.username, &mut buffer).unwrap_or_default();
        let name = strip_realm(username, &self.config.realm);
        let key = self.extensions.seed().key(name);
        if !is_proven && self.guard.is_wary(now.time, whose, key.hash) {
            let why = Why::OtherAddress;
            return (
                Verdict {
                    login: Login::Stale,
                    why,
                    credentials: shown,
                    is_proven,
                },
                0,
            );
        }
        let extension = self.extensions.find_key(key);
        let stored = extension.and_then(|e| e.ha1(algorithm)).copied();
        let password = extension.and_then(|e| e.password());
        // The phone hashed the name it was given, whole.
        let whole = (username.len() != name.len()).then(|| {
            let password = password.map_or(&self.decoy[..], str::as_bytes);
            ha1(algorithm, username, credentials.realm, password)
        });
        let known = password.and(whole).or(stored);
        // An unknown name costs the same work and gets the same answer: nobody can list the accounts.
        let expected = known.or(whole).unwrap_or_else(|| self.decoy(algorithm));
        let method = request.envelope.method;
        let ha2 = self.usual.of(algorithm, method, credentials.uri);
        let is_right = verify_ready(algorithm, &expected, &ha2, &credentials);
        if !is_right || known.is_none() {
            if !is_proven {
                self.guard.fail_unproven(now.time, whose, key.hash);
            }
            let why = if extension.is_some() {
                Why::Digest
            } else {
                Why::Unknown
            };
            return (
                Verdict {
                    login: Login::Wrong,
                    why,
                    credentials: shown,
                    is_proven,
                },
                0,
            );
        }

        let len = name.len();
        if let Some(place) = account.get_mut(..len) {
            place.copy_from_slice(name);
        }
        // Without qop there is no count, and a nonce serves once.
        let count = if credentials.qop.is_empty() {
            u32::MAX
        } else {
            credentials.nc_count().unwrap_or_default()
        };
        // Who can choose both can only muddle his own requests.
        let stamp = request.call ^ u64::from(request.cseq);
        let (login, why) = match self.uses.record(now.time, (id, minted), count, stamp) {
            Use::New => (
                Login::Right {
                    is_retransmission: false,
                },
                Why::None,
            ),
            Use::Retransmission => (
                Login::Right {
                    is_retransmission: true,
                },
                Why::None,
            ),
            Use::Replay => (Login::Stale, Why::ReplayedNonce),
        };
        (
            Verdict {
                login,
                why,
                credentials: shown,
                is_proven,
            },
            len,
        )
    }

    /// The Digest credentials for our realm, or else the first that are Digest at all: a request may
    /// carry several (RFC 3261 §22.3).
    pub(super) fn pick_credentials<'d>(
        &self,
        request: &Request<'d, '_>,
    ) -> Option<Credentials<'d>> {
        let mut first = None;
        for value in request.envelope.values(Name::Authorization) {
            let Ok(Some(credentials)) = Credentials::parse(value) else {
                continue;
            };
            if credentials.realm == self.config.realm.as_bytes() {
                return Some(credentials);
            }
            first = first.or(Some(credentials));
        }
        first
    }

    /// The algorithm named, if it is one of those offered; none named is MD5 (RFC 7616 §3.4).
    fn offered(&self, name: &[u8]) -> Option<Algorithm> {
        let name = if name.is_empty() {
            Algorithm::Md5.name().as_bytes()
        } else {
            name
        };
        self.config
            .algorithms
            .iter()
            .copied()
            .find(|a| a.name().as_bytes().eq_ignore_ascii_case(name))
    }

    fn decoy(&self, algorithm: Algorithm) -> Hash {
        let bytes = self.decoy;
        match algorithm {
            Algorithm::Md5 => Hash::Md5(bytes),
            Algorithm::Sha256 => {
                let mut long = [0; 32];
                long.iter_mut()
                    .zip(bytes.iter().cycle())
                    .for_each(|(to, from)| *to = *from);
                Hash::Sha256(long)
            }
        }
    }
}
