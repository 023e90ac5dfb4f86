//! The judgement on a login: step 3 of RFC 3261 §10.3. A request goes in, one [`Judgement`] comes out.

use super::digest::{Hash, UsualHa2, ha1, verify_with};
use super::nonce::{Mint, NONCE_LEN, Nonce, NonceId, StaleStreaks, Use, Uses};
use crate::config::{Algorithm, Config};
use crate::extensions::{Extension, Extensions, Name};
use crate::message::credentials::Credentials;
use crate::message::request::{Name as Header, Request};
use crate::refusal::Refusal;
use crate::seed::{Key, Seed};
use crate::sender::Sender;
use crate::time::Time;
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// Why a login was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthFailure {
    /// No Digest credentials came.
    NoCredentials,
    /// They cannot be read or lack something.
    Incomplete,
    /// They are for another realm, and their nonce is not ours.
    OtherRealm,
    /// They are for another realm although they answer our nonce: the phone's realm field is filled in.
    RealmChanged,
    /// They use an algorithm that was not offered.
    AlgorithmNotOffered,
    /// They use a quality of protection that was not offered.
    QopNotOffered,
    /// Their nonce is not ours, or from before the last start.
    NonceForeign,
    /// Their nonce has expired.
    NonceExpired,
    /// Their nonce was given to another address or account.
    NonceOtherAddress,
    /// Their nonce has served another request.
    NonceReplayed,
    /// Their digest is wrong.
    WrongDigest,
    /// The extension has no hash for the algorithm that was chosen, so that no digest can be right.
    NoHashFor(Algorithm),
    /// The user name is `name@realm`, which a line with a hash of `name` cannot confirm.
    RealmInNameOfHash,
    /// There is no such extension.
    UnknownExtension,
    /// They are right, but for another extension than the one to register.
    OtherExtension,
}

impl AuthFailure {
    /// Its name as a `cause=` in log and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoCredentials => "no-credentials",
            Self::Incomplete => "credentials-incomplete",
            Self::OtherRealm => "other-realm",
            Self::RealmChanged => "realm-changed",
            Self::AlgorithmNotOffered => "algorithm-not-offered",
            Self::QopNotOffered => "qop-not-offered",
            Self::NonceForeign => "nonce-foreign",
            Self::NonceExpired => "nonce-expired",
            Self::NonceOtherAddress => "nonce-other-address",
            Self::NonceReplayed => "nonce-replayed",
            Self::WrongDigest => "wrong-password",
            Self::NoHashFor(_) => "no-hash-for-algorithm",
            Self::RealmInNameOfHash => "realm-in-name-of-hash",
            Self::UnknownExtension => "not-in-file",
            Self::OtherExtension => "auth-user-other-account",
        }
    }

    /// Whether a nonce could not be used, so that the digest was not looked at.
    #[must_use]
    pub const fn is_stale(self) -> bool {
        matches!(
            self,
            Self::NonceForeign | Self::NonceExpired | Self::NonceOtherAddress | Self::NonceReplayed
        )
    }

    /// Whether a digest was looked at and did not fit.
    #[must_use]
    pub const fn is_wrong_login(self) -> bool {
        matches!(
            self,
            Self::WrongDigest
                | Self::NoHashFor(_)
                | Self::RealmInNameOfHash
                | Self::UnknownExtension
        )
    }
}

/// How a right digest was made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// With qop and a count of the uses of the nonce (RFC 7616 §3.4.1).
    Qop,
    /// Without (RFC 2069), whatever was written.
    Rfc2069,
}

/// The credentials of a request, before they are judged.
#[derive(Clone, Debug)]
pub(crate) struct Login<'d> {
    pub(crate) credentials: Credentials<'d>,
    /// The user name, quotes resolved; empty if it is too long for any account.
    username: Cow<'d, [u8]>,
    /// How much of it is the account's name: all but `@realm`.
    name_len: usize,
    /// The keyed hash of the account's name.
    pub(crate) account: u64,
}

impl<'d> Login<'d> {
    /// The Digest credentials of `request` for our realm, else the first Digest ones: a request may
    /// carry several (RFC 3261 §22.3). Mostly they are those of the account of To, `aor`.
    ///
    /// # Errors
    /// [`AuthFailure::NoCredentials`] or [`AuthFailure::Incomplete`].
    pub(crate) fn of(
        request: &Request<'d, '_>,
        realm: &str,
        aor: Key<'_>,
        names: Seed,
    ) -> Result<Self, AuthFailure> {
        let mut first = None;
        let mut failure = AuthFailure::NoCredentials;
        for value in request.envelope.values(Header::Authorization) {
            match Credentials::parse(value) {
                Ok(Some(shown)) if shown.realm == realm.as_bytes() => {
                    return Ok(Self::new(shown, realm, aor, names));
                }
                Ok(Some(shown)) => first = first.or(Some(shown)),
                _ => failure = AuthFailure::Incomplete,
            }
        }
        match first {
            Some(shown) => Ok(Self::new(shown, realm, aor, names)),
            None => Err(failure),
        }
    }

    fn new(credentials: Credentials<'d>, realm: &str, aor: Key<'_>, names: Seed) -> Self {
        let username = unquote(credentials.username).unwrap_or_default();
        let name = without_realm(&username, realm);
        let name_len = name.len();
        let account = if name == aor.name {
            aor.hash
        } else {
            names.hash(name)
        };
        Self {
            account,
            credentials,
            username,
            name_len,
        }
    }

    /// The account that the credentials name.
    pub(crate) fn name(&self) -> &[u8] {
        &self.username[..self.name_len]
    }
}

/// What a request asks to be judged by.
pub(crate) struct Question<'q, 'd, 'e> {
    pub(crate) now: Time,
    pub(crate) sender: Sender,
    pub(crate) request: &'q Request<'d, 'e>,
    /// The account of To.
    pub(crate) aor: Key<'q>,
    pub(crate) config: &'q Config,
    pub(crate) extensions: &'q Extensions,
}

/// The judgement on a login.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judgement {
    /// Why it was not accepted; `None` if it is right.
    pub(crate) failure: Option<AuthFailure>,
    /// Whether the nonce was given to this very sender and account.
    pub(crate) is_proven: bool,
    /// The nonce that served and how it was used, if the digest is right.
    pub(crate) served: Option<Served>,
}

/// A nonce that served a right login.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Served {
    pub(crate) nonce: NonceId,
    /// Whether the same request came before, and how it was refused then.
    pub(crate) before: Option<Option<Refusal>>,
}

impl Judgement {
    pub(crate) fn failed(failure: AuthFailure, is_proven: bool) -> Self {
        Self {
            failure: Some(failure),
            is_proven,
            served: None,
        }
    }
}

/// What a phone is asked to answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Challenge {
    pub(crate) nonce: [u8; NONCE_LEN],
    /// Its nonce could not be used, and the same password will do with this one.
    pub(crate) is_stale: bool,
}

/// Asks for credentials and judges them.
#[derive(Debug)]
pub(crate) struct Authenticator {
    mint: Mint,
    uses: Uses,
    streaks: StaleStreaks,
    usual: UsualHa2,
    /// Stands for the password of an extension that does not exist.
    decoy: [u8; 16],
    seed: Seed,
}

/// Unusable nonces in a row after which `stale=true` is not said any more: some phones would go on for ever.
const STALE_IN_A_ROW: u8 = 2;

impl Authenticator {
    /// `seed` must be random and new at each start.
    pub(crate) fn new(seed: Seed, config: &Config) -> Self {
        let mut decoy = [0; 16];
        let (left, right) = decoy.split_at_mut(8);
        left.copy_from_slice(&seed.derive(b"decoy").hash(b"0").to_le_bytes());
        right.copy_from_slice(&seed.derive(b"decoy").hash(b"1").to_le_bytes());
        Self {
            mint: Mint::new(seed.derive(b"nonce"), config.nonce_lifetime),
            uses: Uses::new(config.nonce_lifetime),
            streaks: StaleStreaks::new(),
            usual: UsualHa2::new(&config.realm),
            decoy,
            seed: seed.derive(b"request"),
        }
    }

    /// Another configuration is in force.
    pub(crate) fn reload(&mut self, config: &Config) {
        self.mint.set_lifetime(config.nonce_lifetime);
        self.uses.set_lifetime(config.nonce_lifetime);
        self.usual = UsualHa2::new(&config.realm);
    }

    /// A new challenge for the sender and account of `question`. `is_stale` tells that it is asked again
    /// because its nonce could not be used; it is told so at most twice in a row.
    pub(crate) fn challenge(
        &mut self,
        question: &Question<'_, '_, '_>,
        is_stale: bool,
    ) -> Challenge {
        let Question {
            now,
            sender,
            request,
            aor,
            ..
        } = *question;
        let salt = request.call ^ u64::from(request.cseq) << 32 ^ sender.flow();
        let salt = u32::try_from((salt ^ salt >> 32) & u64::from(u32::MAX)).unwrap_or_default();
        Challenge {
            nonce: self.mint.mint(now, sender, aor.hash, salt),
            is_stale: is_stale && self.streaks.extend(streak_key(question)) <= STALE_IN_A_ROW,
        }
    }

    /// H(method:uri) of a request.
    pub(crate) fn ha2(&self, algorithm: Algorithm, method: &[u8], uri: &[u8]) -> Hash {
        self.usual.of(algorithm, method, uri)
    }

    /// Remembers that the request that `nonce` served was refused.
    pub(crate) fn refuse(&mut self, nonce: NonceId, refusal: Refusal) {
        self.uses.refuse(nonce, refusal);
    }

    /// Judges `login`.
    pub(crate) fn judge(
        &mut self,
        question: &Question<'_, '_, '_>,
        login: &Login<'_>,
    ) -> Judgement {
        let Question {
            now,
            sender,
            request,
            aor,
            config,
            extensions,
        } = *question;
        let credentials = &login.credentials;
        let nonce = self
            .mint
            .recognise(now, sender, aor.hash, credentials.nonce);
        let is_proven = matches!(nonce, Nonce::Fresh(_));
        let failed = |failure| Judgement::failed(failure, is_proven);
        if credentials.realm != config.realm.as_bytes() {
            // Left over from another provider it is only a phone that has to be asked.
            let is_ours = is_proven || nonce == Nonce::OtherAddress;
            return failed(if is_ours {
                AuthFailure::RealmChanged
            } else {
                AuthFailure::OtherRealm
            });
        }
        if !credentials.is_complete() {
            return failed(AuthFailure::Incomplete);
        }
        let algorithm = Algorithm::named(credentials.algorithm);
        let Some(algorithm) = algorithm.filter(|a| config.algorithms.contains(a)) else {
            return failed(AuthFailure::AlgorithmNotOffered);
        };
        if !credentials.qop.is_empty() && !credentials.qop.eq_ignore_ascii_case(b"auth") {
            return failed(AuthFailure::QopNotOffered);
        }
        // The digest under an unusable nonce is not looked at: that would be a way to guess passwords
        // from an address that is not the sender's.
        let id = match nonce {
            Nonce::Fresh(id) => id,
            Nonce::Foreign => return failed(AuthFailure::NonceForeign),
            Nonce::Expired => return failed(AuthFailure::NonceExpired),
            Nonce::OtherAddress => return failed(AuthFailure::NonceOtherAddress),
        };
        self.streaks.end(streak_key(question));

        let extension = extensions.find_key(Key {
            name: login.name(),
            hash: login.account,
        });
        // Without qop there is no count, and a nonce serves once.
        let count = match self.check_digest(login, algorithm, extension, request) {
            Ok(Form::Rfc2069) => u32::MAX,
            Ok(Form::Qop) => credentials.nc_count().unwrap_or_default(),
            Err(failure) => return failed(failure),
        };
        let request = self.identity(question, login);
        let before = match self.uses.record(now, id, count, request) {
            Use::New => None,
            Use::Retransmission(refusal) => Some(refusal),
            Use::Replay => return failed(AuthFailure::NonceReplayed),
        };
        Judgement {
            failure: None,
            is_proven,
            served: Some(Served { nonce: id, before }),
        }
    }

    /// In which form the digest is right, or what is wrong with it. The work is the same for an account
    /// that does not exist, so that nobody can list the accounts.
    fn check_digest(
        &self,
        login: &Login<'_>,
        algorithm: Algorithm,
        extension: Option<&Extension>,
        request: &Request<'_, '_>,
    ) -> Result<Form, AuthFailure> {
        let credentials = &login.credentials;
        let ha2 = self
            .usual
            .of(algorithm, request.envelope.method, credentials.uri);
        // Some phones write qop and hash as if they had not.
        let bare = Credentials {
            qop: b"",
            ..*credentials
        };
        let form = |ha1: &Hash| {
            if !credentials.qop.is_empty() && verify_with(algorithm, ha1, &ha2, credentials) {
                return Some(Form::Qop);
            }
            verify_with(algorithm, ha1, &ha2, &bare).then_some(Form::Rfc2069)
        };
        let stored = extension.and_then(|e| e.ha1(algorithm)).copied();
        let decoy = || decoy_hash(algorithm, self.decoy);
        let of_name = form(&stored.unwrap_or_else(decoy)).filter(|_| stored.is_some());
        // A phone that is told to log in as `name@realm` hashes all of it.
        let password = extension.and_then(Extension::password);
        let has_realm = login.name_len < login.username.len();
        let of_full_name = || {
            let secret = password.map_or(&self.decoy[..], str::as_bytes);
            let ha1 = ha1(algorithm, &login.username, credentials.realm, secret);
            form(&ha1).filter(|_| password.is_some())
        };
        let of_full_name = has_realm.then(of_full_name).flatten();
        if let Some(form) = of_name.or(of_full_name) {
            return Ok(form);
        }
        Err(match extension {
            None => AuthFailure::UnknownExtension,
            Some(_) if stored.is_none() => AuthFailure::NoHashFor(algorithm),
            Some(_) if has_realm && password.is_none() => AuthFailure::RealmInNameOfHash,
            Some(_) => AuthFailure::WrongDigest,
        })
    }

    /// A hash of what makes a request the same as one before: account, topmost branch, Call-ID, CSeq,
    /// and Contact and Expires as sent.
    fn identity(&self, question: &Question<'_, '_, '_>, login: &Login<'_>) -> u64 {
        let request = question.request;
        let envelope = request.envelope;
        let fixed = [login.name(), envelope.via.branch];
        let contacts = envelope.values(Header::Contact);
        let expires = envelope.values(Header::Expires);
        let parts = fixed.into_iter().chain(contacts).chain([&b""[..]]);
        // Call-ID and CSeq are numbers already. A sender who makes them collide confuses itself alone.
        let order = request.call ^ u64::from(request.cseq).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.seed.hash_parts(parts.chain(expires)) ^ order
    }
}

/// Whether a name is to be separated from its realm: `1001` of `1001@realm`.
fn without_realm<'n>(name: &'n [u8], realm: &str) -> &'n [u8] {
    let Some(at) = name.iter().rposition(|&b| b == b'@') else {
        return name;
    };
    if name[at + 1..].eq_ignore_ascii_case(realm.as_bytes()) {
        &name[..at]
    } else {
        name
    }
}

/// The account name that `username` stands for, as the phone wrote it: quotes resolved, realm removed.
#[must_use]
pub fn account_of(username: &[u8], realm: &str) -> Option<Name> {
    let username = unquote(username)?;
    Name::try_from(without_realm(&username, realm)).ok()
}

/// User names at most this long are looked at, bytes.
const MAX_USERNAME: usize = 256;

/// Resolves the escapes of a quoted string (RFC 3261 §25.1 quoted-pair); `None` if it is too long for
/// any name.
fn unquote(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    if text.len() > MAX_USERNAME {
        return None;
    }
    if !text.contains(&b'\\') {
        return Some(Cow::Borrowed(text));
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut is_escaped = false;
    for &b in text {
        if b == b'\\' && !is_escaped {
            is_escaped = true;
            continue;
        }
        is_escaped = false;
        plain.push(b);
    }
    Some(Cow::Owned(plain))
}

fn decoy_hash(algorithm: Algorithm, bytes: [u8; 16]) -> Hash {
    match algorithm {
        Algorithm::Md5 => Hash::Md5(bytes),
        Algorithm::Sha256 => {
            let mut long = [0; 32];
            let (left, right) = long.split_at_mut(16);
            left.copy_from_slice(&bytes);
            right.copy_from_slice(&bytes);
            Hash::Sha256(long)
        }
    }
}

fn streak_key(question: &Question<'_, '_, '_>) -> u64 {
    let key = question.sender.address() ^ question.aor.hash.rotate_left(21) ^ question.request.call;
    key.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
