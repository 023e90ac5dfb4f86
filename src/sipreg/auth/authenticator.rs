//! The judgement on a login: step 3 of RFC 3261 §10.3. A request goes in, one [`Judgement`] comes out.

use super::digest::{Hash, UsualHa2, ha1, verify};
use super::failure::AuthFailure;
use super::login::Login;
use super::nonce::{Mint, NONCE_LEN, NonceId, Uses};
use crate::config::{Algorithm, Config};
use crate::exchange::{Arrival, Question};
use crate::extensions::{Extension, Extensions};
use crate::message::credentials::Credentials;
use crate::message::request::Name as Header;
use crate::notes::Notes;
use crate::refusal::Refusal;
use crate::seed::{Key, Seed, join, spread};

/// The judgement on a login.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judgement {
    /// The nonce that served, if the login is right; else why it is not accepted.
    pub(crate) result: Result<Served, AuthFailure>,
    /// Whether the nonce was given to this very sender and account.
    pub(crate) is_proven: bool,
}

/// A nonce that served a right login.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Served {
    pub(crate) nonce: NonceId,
    /// Whether the same request came before, and how it was refused then.
    pub(crate) before: Option<Option<Refusal>>,
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
    /// How many unusable nonces in a row one source has shown for one account under one Call-ID. A forger
    /// does not know the Call-ID.
    streaks: Notes,
    usual: UsualHa2,
    /// Stands for an extension that does not exist.
    decoy: Extension,
    seed: Seed,
}

/// Unusable nonces in a row after which `stale=true` is not said any more: some phones would go on for ever.
const STALE_IN_A_ROW: u64 = 2;
/// Streaks that are counted; two that share a place only start over.
const STREAKS: usize = 1 << 12;

impl Authenticator {
    /// `seed` must be random and new at each start.
    pub(crate) fn new(seed: Seed, config: &Config) -> Self {
        let mut mint = Mint::new(seed.derive(b"nonce"));
        mint.reload(config);
        Self {
            mint,
            uses: Uses::default(),
            streaks: Notes::new(STREAKS),
            usual: UsualHa2::new(&config.realm),
            decoy: Extension::decoy(seed, &config.realm, &config.algorithms),
            seed: seed.derive(b"request"),
        }
    }

    /// Another configuration is in force.
    pub(crate) fn reload(&mut self, config: &Config) {
        self.mint.reload(config);
        self.usual = UsualHa2::new(&config.realm);
        self.decoy = Extension::decoy(self.seed, &config.realm, &config.algorithms);
    }

    pub(crate) fn decoy(&self) -> &Extension {
        &self.decoy
    }

    /// A new challenge for the sender and account of `question`, whose login is not accepted because of
    /// `failure`. That its nonce was only stale it is told at most twice in a row.
    pub(crate) fn challenge(
        &mut self,
        question: Question<'_, '_>,
        failure: AuthFailure,
    ) -> Challenge {
        let Arrival { now, sender, .. } = question.arrival;
        let request = question.request;
        let salt = request.call ^ u64::from(request.cseq) << 32 ^ sender.flow;
        let is_stale = failure.is_stale() && {
            let streak = streak_key(question);
            let length = self.streaks.get(streak) + 1;
            self.streaks.set(streak, length);
            length <= STALE_IN_A_ROW
        };
        Challenge {
            nonce: self.mint.mint(now.time, sender, question.aor.hash, salt),
            is_stale,
        }
    }

    /// H(method:uri) of a REGISTER.
    pub(crate) fn ha2(&self, algorithm: Algorithm, uri: &[u8]) -> Hash {
        self.usual.of(algorithm, uri)
    }

    /// Remembers that the request that `nonce` served was refused.
    pub(crate) fn refuse(&mut self, nonce: NonceId, refusal: Refusal) {
        self.uses.refuse(nonce, refusal);
    }

    /// Judges `login`.
    pub(crate) fn judge(
        &mut self,
        question: Question<'_, '_>,
        login: &Login<'_>,
        config: &Config,
        extensions: &Extensions,
    ) -> Judgement {
        let Arrival { now, sender, .. } = question.arrival;
        let shown = login.credentials.nonce;
        let (time, lifetime, account) = (now.time, config.nonce_lifetime, question.aor.hash);
        let nonce = (self.mint).recognise(time, lifetime, sender, account, shown);
        Judgement {
            result: self.verify(question, login, nonce, config, extensions),
            is_proven: nonce.is_ok(),
        }
    }

    fn verify(
        &mut self,
        question: Question<'_, '_>,
        login: &Login<'_>,
        nonce: Result<NonceId, AuthFailure>,
        config: &Config,
        extensions: &Extensions,
    ) -> Result<Served, AuthFailure> {
        let credentials = &login.credentials;
        if credentials.realm != config.realm.as_bytes() {
            // Left over from another provider it is only a phone that has to be asked.
            let is_ours = matches!(nonce, Ok(_) | Err(AuthFailure::NonceOtherAddress));
            return Err(if is_ours {
                AuthFailure::RealmChanged
            } else {
                AuthFailure::OtherRealm
            });
        }
        if !credentials.is_complete() {
            return Err(AuthFailure::Incomplete);
        }
        // The digest under an unusable nonce is not looked at: that would be a way to guess passwords
        // from an address that is not the sender's. Nor is what it was computed by: who asked with it may have
        // offered that.
        let nonce = nonce?;
        let algorithm = Algorithm::named(credentials.algorithm);
        let Some(algorithm) = algorithm.filter(|a| config.algorithms.contains(a)) else {
            return Err(AuthFailure::AlgorithmNotOffered);
        };
        if !credentials.qop.is_empty() && !credentials.qop.eq_ignore_ascii_case(b"auth") {
            return Err(AuthFailure::QopNotOffered);
        }
        let streak = streak_key(question);
        if self.streaks.get(streak) > 0 {
            self.streaks.set(streak, 0);
        }

        let extension = extensions.find_key(Key {
            name: login.name(),
            hash: login.account,
        });
        let count = self.check_digest(login, algorithm, extension)?;
        let request = self.identity(question, login);
        let (now, lifetime) = (question.arrival.now.time, config.nonce_lifetime);
        let before = self.uses.record(now, lifetime, nonce, count, request)?;
        Ok(Served { nonce, before })
    }

    /// The count of uses that a right digest has hashed, or what is wrong with the digest. The work is the same
    /// for an account that does not exist, so that nobody can list the accounts.
    fn check_digest(
        &self,
        login: &Login<'_>,
        algorithm: Algorithm,
        extension: Option<&Extension>,
    ) -> Result<u32, AuthFailure> {
        let credentials = &login.credentials;
        let ha2 = self.usual.of(algorithm, credentials.uri);
        // Some phones write qop and hash as if they had not (RFC 2069).
        let bare = Credentials {
            qop: b"",
            ..*credentials
        };
        let count = |ha1: &Hash| {
            if !credentials.qop.is_empty() && verify(algorithm, ha1, &ha2, credentials) {
                return credentials.nc_count();
            }
            // Without qop there is no count, and a nonce serves once.
            verify(algorithm, ha1, &ha2, &bare).then_some(u32::MAX)
        };
        let stored = extension.and_then(|e| e.ha1(algorithm));
        let of_name = stored.or_else(|| self.decoy.ha1(algorithm)).and_then(count);
        let of_name = of_name.filter(|_| stored.is_some());
        // A phone that is told to log in as `name@realm` hashes all of it.
        let password = extension.and_then(Extension::password);
        let has_realm = login.has_realm();
        let of_full_name = || {
            let secret = password.or(self.decoy.password()).unwrap_or_default();
            let ha1 = ha1(
                algorithm,
                &login.username,
                credentials.realm,
                secret.as_bytes(),
            );
            count(&ha1).filter(|_| password.is_some())
        };
        let of_full_name = has_realm.then(of_full_name).flatten();
        if let Some(count) = of_name.or(of_full_name) {
            return Ok(count);
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
    fn identity(&self, question: Question<'_, '_>, login: &Login<'_>) -> u64 {
        let request = question.request;
        let envelope = request.envelope;
        let contacts = envelope.values(Header::Contact);
        let expires = envelope.values(Header::Expires);
        let parts = [envelope.via.branch].into_iter().chain(contacts);
        let parts = parts.chain([&b""[..]]).chain(expires);
        // The others are numbers already. A sender who makes them collide confuses itself alone.
        let keys = [login.account, request.call, spread(request.cseq.into())];
        keys.into_iter().fold(self.seed.hash_parts(parts), join)
    }
}

fn streak_key(question: Question<'_, '_>) -> u64 {
    let phone = join(question.arrival.sender.address, question.request.call);
    spread(join(phone, question.aor.hash))
}
