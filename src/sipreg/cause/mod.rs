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
    pub fn read(name: &str, strength: &str, detail: &str) -> Option<Self> {
        if strength == Strength::Sure.name() {
            Fact::read(name, detail).map(|fact| Self::Sure(Proven(fact)))
        } else {
            Guess::read(name, detail).map(Self::Suspect)
        }
    }

    /// Its name in log and JSON.
    pub fn name(&self) -> &'static str {
        self.parts().0
    }

    /// What its sentences need besides its name; empty if nothing.
    pub fn detail(&self) -> Cow<'_, str> {
        self.parts().1
    }

    fn parts(&self) -> (&'static str, Cow<'_, str>) {
        match self {
            Self::Sure(proven) => proven.0.parts(),
            Self::Suspect(guess) => guess.parts(),
        }
    }

    /// How surely it may be said.
    pub const fn strength(&self) -> Strength {
        match self {
            Self::Sure(_) => Strength::Sure,
            Self::Suspect(_) => Strength::Suspect,
        }
    }

    /// What proves it, if anything does.
    pub const fn fact(&self) -> Option<&Fact> {
        match self {
            Self::Sure(proven) => Some(proven.fact()),
            Self::Suspect(_) => None,
        }
    }
}

impl Fact {
    /// Its name in log and JSON, and its detail.
    fn parts(&self) -> (&'static str, Cow<'_, str>) {
        let number = |n: &u32| Cow::Owned(n.to_string());
        let (name, detail) = match self {
            Self::ReplyBlocked => ("reply-blocked", None),
            Self::AnswerRefused => ("answer-refused", None),
            Self::AnswerRefusedAgain => ("answer-refused", Some(AGAIN.into())),
            Self::AnswerProhibited(by) => ("answer-prohibited", by.map(|ip| ip.to_string().into())),
            Self::AnswerUnreachable => ("answer-unreachable", None),
            Self::AnswerTooLarge => ("answer-too-large", None),
            Self::Loops(agent) => ("loops", Some(agent.into())),
            Self::LockedOut => ("rate-limited", None),
            Self::LockedOutBeside(name) => (
                "rate-limited",
                Some(name.as_deref().unwrap_or(NOBODY).into()),
            ),
            Self::AccountLimited => ("account-limited", None),
            Self::Mistake(mistake) => (mistake.name(), Some(mistake.detail())),
            Self::TestLoginWrong => ("test-login-wrong", None),
            Self::AuthUserUnknown(name) => ("auth-user-unknown", Some(name.into())),
            Self::AuthUserOtherAccount(name) => ("auth-user-other-account", Some(name.into())),
            Self::RealmChanged => ("realm-changed", None),
            Self::AlgorithmNotOffered => ("algorithm-not-offered", None),
            Self::OlderAlgorithm => ("algorithm-not-offered", Some(SHA_256.into())),
            Self::NoHashFor(algorithm) => ("no-hash-for-algorithm", Some(algorithm.into())),
            Self::RealmInNameOfHash(name) => ("realm-in-name-of-hash", Some(name.into())),
            Self::QopNotOffered => ("qop-not-offered", None),
            Self::CredentialsIncomplete => ("credentials-incomplete", None),
            Self::NonceOtherAddress => ("nonce-other-address", None),
            Self::NonceForeign => (NONCE_FOREIGN, None),
            Self::StaleLoop => ("stale-loop", None),
            Self::TooBrief => ("interval-too-brief", None),
            Self::BadContact => ("bad-contact", None),
            Self::TooManyContacts => ("too-many-contacts", None),
            Self::OutOfOrder => ("cseq-not-greater", None),
            Self::WrongDomain(domain) => ("wrong-domain", Some(domain.into())),
            Self::DomainOfSender(ip) => ("domain-of-sender", Some(ip.to_string().into())),
            Self::BadExtension => ("bad-extension", None),
            Self::UnsupportedScheme => ("unsupported-scheme", None),
            Self::Malformed(reason) => ("malformed", Some(reason.into())),
            Self::NoSipAddress => ("to-is-no-sip-uri", None),
            Self::LoginAfterGuesses(peer, count) => {
                let detail = alloc::format!("{peer}{AFTER}{count}");
                ("login-after-guesses", Some(detail.into()))
            }
            Self::Flapping(count) => ("flapping", Some(number(count))),
            Self::SharedInstance(count) => ("shared-instance", Some(number(count))),
            Self::Evicted(peer) => ("evicted", Some(peer.to_string().into())),
            Self::Unregistered => ("unregistered", None),
            Self::PasswordChanged => ("password-changed", None),
            Self::Guessed(agent) => ("guessed", Some(agent.into())),
            Self::ManyWrong => ("many-wrong-logins", None),
        };
        (name, detail.unwrap_or_default())
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
    /// Its name in log and JSON, and its detail.
    fn parts(&self) -> (&'static str, Cow<'_, str>) {
        let (name, detail) = match self {
            Self::AlteredDigest(hashed, asked) => {
                ("sip-alg", Some([hashed, ARROW, asked].concat().into()))
            }
            Self::AlteredVia(host) => ("sip-alg", Some(host.into())),
            Self::AnswersLost => ("answers-lost", None),
            Self::CannotAnswer => ("cannot-answer", None),
            Self::CannotAnswerAnyMore => ("cannot-answer", Some(LOGGED_IN.into())),
            Self::AlgorithmUnknown => ("algorithm-unknown", None),
            Self::LoginTooLarge(size) => ("login-too-large", Some(size.to_string().into())),
            Self::NonceForeign => (NONCE_FOREIGN, None),
            Self::Drops(agent) => ("drops", Some(agent.into())),
        };
        (name, detail.unwrap_or_default())
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
