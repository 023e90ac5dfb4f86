//! Why an extension is not registered, and how surely that may be said.
//!
//! What is sure is a [`Fact`]: this server has seen or computed it, completely. What concerns routers,
//! providers and the inside of a phone is a [`Guess`], and the words about it must say so. A
//! [`Cause::Sure`] can only be made by the rules in this module, each out of the evidence that proves it.

mod rules;

pub use rules::{Explanation, explain};

use crate::auth::mistake::Mistake;
use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::net::{IpAddr, SocketAddr};

/// How surely something may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// It is a fact.
    Sure,
    /// It is likely.
    Suspect,
}

impl Strength {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Suspect => "suspect",
        }
    }
}

/// One reason why an extension is not registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Certain.
    Sure(Proven),
    /// Likely.
    Suspect(Guess),
}

/// A fact that the evidence has proved. Only the rules make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven(Fact);

impl Proven {
    /// The fact.
    #[must_use]
    pub const fn fact(&self) -> &Fact {
        &self.0
    }
}

/// What this server has seen or computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// This machine's own firewall forbids the answers (EPERM).
    ReplyBlocked,
    /// The port that the answer went to is closed there (ICMP).
    AnswerRefused,
    /// The same, and the phone repeats its request from there.
    AnswerRefusedAgain,
    /// A firewall on the way refuses the answers (ICMP); its address, if the kernel says it.
    AnswerProhibited(Option<IpAddr>),
    /// There is no route to where the answer goes (ICMP, or none here).
    AnswerUnreachable,
    /// The answer was too large for the way (EMSGSIZE).
    AnswerTooLarge,
    /// The phone sends the same request dozens of times a second. Its User-Agent.
    Loops(String),
    /// Its source is locked out after its own wrong logins.
    LockedOut,
    /// Its source is locked out after wrong logins as another extension; which, if that is known.
    LockedOutBeside(Option<String>),
    /// Strangers guess its password, so that logins of strangers are not checked.
    AccountLimited,
    /// The digest is wrong, and this is what the search found.
    Mistake(Mistake),
    /// The last login was a test with `sipregd probe`, or calls itself that, and its digest is wrong.
    TestLoginWrong,
    /// The login is for a name that is not an extension.
    AuthUserUnknown(String),
    /// The login is right, but as another extension.
    AuthUserOtherAccount(String),
    /// The login answers our nonce for another realm.
    RealmChanged,
    /// The login uses an algorithm that was not offered.
    AlgorithmNotOffered,
    /// The same, and it was asked with SHA-256.
    OlderAlgorithm,
    /// The file has no hash for the algorithm that the phone chose; which.
    NoHashFor(String),
    /// The login name is `name@realm`, which a line with a hash cannot confirm.
    RealmInNameOfHash(String),
    /// The login uses a quality of protection that was not offered.
    QopNotOffered,
    /// The login lacks a part.
    CredentialsIncomplete,
    /// Three logins in a row under a nonce that was given to another address or account.
    NonceOtherAddress,
    /// Three logins in a row under a nonce that this server has not made since its start.
    NonceForeign,
    /// Three logins in a row under a nonce that cannot serve.
    StaleLoop,
    /// It asks for less time than the minimum (423).
    TooBrief,
    /// Its Contact cannot be read, or contradicts itself (400).
    BadContact,
    /// It asks for more contacts than an extension may have (403).
    TooManyContacts,
    /// Its CSeq is not higher than the last under its Call-ID (400).
    OutOfOrder,
    /// It asks for a domain that is not served (404); which.
    WrongDomain(String),
    /// The same, and the domain is the address that the request came from.
    DomainOfSender(IpAddr),
    /// It requires an extension of SIP that is not supported (420).
    BadExtension,
    /// It asks for something that is not a SIP address (416).
    UnsupportedScheme,
    /// Its requests are malformed (400); the reason phrase of the answer.
    Malformed(String),
    /// Its To is not a SIP address (400), but `tel:` or the like.
    NoSipAddress,
    /// A right login from this address after so many wrong ones within an hour, none of them a mistake
    /// that people make.
    LoginAfterGuesses(SocketAddr, u32),
    /// Two of its phones have pushed each other out so many times within ten minutes.
    Flapping(u32),
    /// Two of its phones have taken each other's contact so many times within ten minutes: they have the
    /// same instance, or the same URI.
    SharedInstance(u32),
    /// The phone at this address lost its place to another program of the extension, at the limit.
    Evicted(SocketAddr),
    /// Its phone removed the last registration.
    Unregistered,
    /// The last registration ended because the password was changed.
    PasswordChanged,
    /// A scanning program guesses its password, and nothing of the phone itself has come. The User-Agent.
    Guessed(String),
    /// Logins as one extension after another are wrong, all from one address that has never been right.
    ManyWrong,
}

/// What the evidence suggests, but does not prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guess {
    /// A router changed the request that was hashed: the host that was hashed, and the host asked for.
    AlteredDigest(String, String),
    /// A router changed the Via; its host.
    AlteredVia(String),
    /// The phone retransmits although it was answered.
    AnswersLost,
    /// The phone was asked who it is and does not answer.
    CannotAnswer,
    /// The same, and it has logged in before.
    CannotAnswerAnyMore,
    /// The same, and it was asked with SHA-256, which many phones do not know.
    AlgorithmUnknown,
    /// The same, and its login would be too large for one packet. Bytes of its request without a login.
    LoginTooLarge(u16),
    /// It answered a question that this server had not put, was asked again, and is silent.
    NonceForeign,
    /// It was registered and has not refreshed. Its User-Agent.
    Drops(String),
}

/// Stands for an extension whose name is not known.
const NOBODY: &str = "?";
/// The name of a fact and of a guess.
const NONCE_FOREIGN: &str = "nonce-foreign";
/// The detail of [`Fact::OlderAlgorithm`]: what was asked with.
const SHA_256: &str = "SHA-256";
/// The detail of [`Fact::AnswerRefusedAgain`].
const AGAIN: &str = "again";
/// The detail of [`Guess::CannotAnswerAnyMore`].
const LOGGED_IN: &str = "logged-in";
/// Between an address and the number of wrong logins from there.
const AFTER: &str = ", ";
/// Between what was hashed and what was asked for. No escaped text has it.
const ARROW: &str = " → ";

impl Cause {
    /// The cause that the service wrote down with this name, strength and detail, if it is one.
    #[must_use]
    pub fn read(name: &str, strength: &str, detail: &str) -> Option<Self> {
        if strength == Strength::Sure.name() {
            Fact::read(name, detail).map(|fact| Self::Sure(Proven(fact)))
        } else {
            Guess::read(name, detail).map(Self::Suspect)
        }
    }

    /// Its name in log and JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sure(proven) => proven.0.name(),
            Self::Suspect(guess) => guess.name(),
        }
    }

    /// How surely it may be said.
    #[must_use]
    pub const fn strength(&self) -> Strength {
        match self {
            Self::Sure(_) => Strength::Sure,
            Self::Suspect(_) => Strength::Suspect,
        }
    }

    /// What proves it, if anything does.
    #[must_use]
    pub const fn fact(&self) -> Option<&Fact> {
        match self {
            Self::Sure(proven) => Some(proven.fact()),
            Self::Suspect(_) => None,
        }
    }

    /// What its sentences need besides its name; empty if nothing.
    #[must_use]
    pub fn detail(&self) -> Cow<'_, str> {
        match self {
            Self::Sure(proven) => proven.0.detail(),
            Self::Suspect(guess) => guess.detail(),
        }
    }
}

impl Fact {
    /// Its name in log and JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ReplyBlocked => "reply-blocked",
            Self::AnswerRefused | Self::AnswerRefusedAgain => "answer-refused",
            Self::AnswerProhibited(_) => "answer-prohibited",
            Self::AnswerUnreachable => "answer-unreachable",
            Self::AnswerTooLarge => "answer-too-large",
            Self::Loops(_) => "loops",
            Self::LockedOut | Self::LockedOutBeside(_) => "rate-limited",
            Self::AccountLimited => "account-limited",
            Self::Mistake(mistake) => mistake.name(),
            Self::TestLoginWrong => "test-login-wrong",
            Self::AuthUserUnknown(_) => "auth-user-unknown",
            Self::AuthUserOtherAccount(_) => "auth-user-other-account",
            Self::RealmChanged => "realm-changed",
            Self::AlgorithmNotOffered | Self::OlderAlgorithm => "algorithm-not-offered",
            Self::NoHashFor(_) => "no-hash-for-algorithm",
            Self::RealmInNameOfHash(_) => "realm-in-name-of-hash",
            Self::QopNotOffered => "qop-not-offered",
            Self::CredentialsIncomplete => "credentials-incomplete",
            Self::NonceOtherAddress => "nonce-other-address",
            Self::NonceForeign => NONCE_FOREIGN,
            Self::StaleLoop => "stale-loop",
            Self::TooBrief => "interval-too-brief",
            Self::BadContact => "bad-contact",
            Self::TooManyContacts => "too-many-contacts",
            Self::OutOfOrder => "cseq-not-greater",
            Self::WrongDomain(_) => "wrong-domain",
            Self::DomainOfSender(_) => "domain-of-sender",
            Self::BadExtension => "bad-extension",
            Self::UnsupportedScheme => "unsupported-scheme",
            Self::Malformed(_) => "malformed",
            Self::NoSipAddress => "to-is-no-sip-uri",
            Self::LoginAfterGuesses(..) => "login-after-guesses",
            Self::Flapping(_) => "flapping",
            Self::SharedInstance(_) => "shared-instance",
            Self::Evicted(_) => "evicted",
            Self::Unregistered => "unregistered",
            Self::PasswordChanged => "password-changed",
            Self::Guessed(_) => "guessed",
            Self::ManyWrong => "many-wrong-logins",
        }
    }

    fn detail(&self) -> Cow<'_, str> {
        match self {
            Self::LockedOutBeside(name) => Cow::Borrowed(name.as_deref().unwrap_or(NOBODY)),
            Self::Loops(text)
            | Self::AuthUserUnknown(text)
            | Self::AuthUserOtherAccount(text)
            | Self::NoHashFor(text)
            | Self::RealmInNameOfHash(text)
            | Self::WrongDomain(text)
            | Self::Malformed(text)
            | Self::Guessed(text) => Cow::Borrowed(text),
            Self::Mistake(mistake) => mistake.detail(),
            Self::DomainOfSender(address) => Cow::Owned(address.to_string()),
            Self::AnswerProhibited(Some(by)) => Cow::Owned(by.to_string()),
            Self::OlderAlgorithm => Cow::Borrowed(SHA_256),
            Self::AnswerRefusedAgain => Cow::Borrowed(AGAIN),
            Self::Flapping(count) | Self::SharedInstance(count) => Cow::Owned(count.to_string()),
            Self::LoginAfterGuesses(peer, count) => {
                Cow::Owned(alloc::format!("{peer}{AFTER}{count}"))
            }
            Self::Evicted(peer) => Cow::Owned(peer.to_string()),
            _ => Cow::Borrowed(""),
        }
    }

    /// The fact that the service wrote down under `name` with `detail`.
    fn read(name: &str, detail: &str) -> Option<Self> {
        let text = || detail.to_string();
        Some(match name {
            "reply-blocked" => Self::ReplyBlocked,
            "answer-refused" if detail == AGAIN => Self::AnswerRefusedAgain,
            "answer-refused" => Self::AnswerRefused,
            "answer-prohibited" => Self::AnswerProhibited(detail.parse().ok()),
            "answer-unreachable" => Self::AnswerUnreachable,
            "answer-too-large" => Self::AnswerTooLarge,
            "loops" => Self::Loops(text()),
            "rate-limited" if detail.is_empty() => Self::LockedOut,
            "rate-limited" => Self::LockedOutBeside((detail != NOBODY).then(text)),
            "account-limited" => Self::AccountLimited,
            "test-login-wrong" => Self::TestLoginWrong,
            "auth-user-unknown" => Self::AuthUserUnknown(text()),
            "auth-user-other-account" => Self::AuthUserOtherAccount(text()),
            "realm-changed" => Self::RealmChanged,
            "algorithm-not-offered" if detail == SHA_256 => Self::OlderAlgorithm,
            "algorithm-not-offered" => Self::AlgorithmNotOffered,
            "no-hash-for-algorithm" => Self::NoHashFor(text()),
            "realm-in-name-of-hash" => Self::RealmInNameOfHash(text()),
            "qop-not-offered" => Self::QopNotOffered,
            "credentials-incomplete" => Self::CredentialsIncomplete,
            "nonce-other-address" => Self::NonceOtherAddress,
            NONCE_FOREIGN => Self::NonceForeign,
            "stale-loop" => Self::StaleLoop,
            "interval-too-brief" => Self::TooBrief,
            "bad-contact" => Self::BadContact,
            "too-many-contacts" => Self::TooManyContacts,
            "cseq-not-greater" => Self::OutOfOrder,
            "wrong-domain" => Self::WrongDomain(text()),
            "bad-extension" => Self::BadExtension,
            "unsupported-scheme" => Self::UnsupportedScheme,
            "domain-of-sender" => Self::DomainOfSender(detail.parse().ok()?),
            "malformed" => Self::Malformed(text()),
            "to-is-no-sip-uri" => Self::NoSipAddress,
            "many-wrong-logins" => Self::ManyWrong,
            "login-after-guesses" => {
                let (peer, count) = detail.split_once(AFTER)?;
                Self::LoginAfterGuesses(peer.parse().ok()?, count.parse().ok()?)
            }
            "flapping" => Self::Flapping(detail.parse().ok()?),
            "shared-instance" => Self::SharedInstance(detail.parse().ok()?),
            "evicted" => Self::Evicted(detail.parse().ok()?),
            "unregistered" => Self::Unregistered,
            "password-changed" => Self::PasswordChanged,
            "guessed" => Self::Guessed(text()),
            _ => Self::Mistake(Mistake::read(name, detail)?),
        })
    }
}

impl Guess {
    /// Its name in log and JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AlteredDigest(..) | Self::AlteredVia(_) => "sip-alg",
            Self::AnswersLost => "answers-lost",
            Self::CannotAnswer | Self::CannotAnswerAnyMore => "cannot-answer",
            Self::AlgorithmUnknown => "algorithm-unknown",
            Self::LoginTooLarge(_) => "login-too-large",
            Self::NonceForeign => NONCE_FOREIGN,
            Self::Drops(_) => "drops",
        }
    }

    fn detail(&self) -> Cow<'_, str> {
        match self {
            Self::AlteredDigest(hashed, asked) => Cow::Owned([hashed, ARROW, asked].concat()),
            Self::AlteredVia(text) | Self::Drops(text) => Cow::Borrowed(text),
            Self::CannotAnswerAnyMore => Cow::Borrowed(LOGGED_IN),
            Self::LoginTooLarge(size) => Cow::Owned(size.to_string()),
            Self::AnswersLost
            | Self::CannotAnswer
            | Self::AlgorithmUnknown
            | Self::NonceForeign => Cow::Borrowed(""),
        }
    }

    fn read(name: &str, detail: &str) -> Option<Self> {
        Some(match name {
            "sip-alg" => match detail.split_once(ARROW) {
                Some((hashed, asked)) => Self::AlteredDigest(hashed.into(), asked.into()),
                None => Self::AlteredVia(detail.to_string()),
            },
            "answers-lost" => Self::AnswersLost,
            "cannot-answer" if detail == LOGGED_IN => Self::CannotAnswerAnyMore,
            "cannot-answer" => Self::CannotAnswer,
            "algorithm-unknown" => Self::AlgorithmUnknown,
            "login-too-large" => Self::LoginTooLarge(detail.parse().ok()?),
            NONCE_FOREIGN => Self::NonceForeign,
            "drops" => Self::Drops(detail.to_string()),
            _ => return None,
        })
    }
}
