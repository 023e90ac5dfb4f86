//! What the evidence allows to be said, and how surely. Rules are data: each has a cause, a strength and
//! a condition, and each has its test. The words are the shell's.
//!
//! `Sure` is only what this server itself has seen or done; everything about routers, providers and
//! what goes on inside a phone is `Suspect`.

mod case;

use crate::auth::AuthFailure;
use crate::auth::mistake::Mistake;
use crate::evidence::{Account, Evidence, Mark, Source, WINDOW};
use crate::exchange::Outcome;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use case::text;
use core::net::SocketAddr;

/// How surely something may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// It is a fact.
    Sure,
    /// It is likely; the words must say so.
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

/// One thing that may be said of why an extension is not registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name in log and JSON.
    pub cause: &'static str,
    /// Its name in the tables of words: the cause, and where it has several cases, which.
    pub words: &'static str,
    /// How surely it may be said.
    pub strength: Strength,
    /// Whom it is about.
    pub from: SocketAddr,
    /// What the words need besides: another extension, a realm, an address.
    pub detail: String,
}

/// What a rule looks at.
#[derive(Debug)]
pub struct Case<'a> {
    /// The extension.
    pub account: &'a Account,
    /// The source of its last message, if it is remembered.
    pub source: Option<&'a Source>,
    /// The source of its last failure, likewise.
    pub blamed: Option<&'a Source>,
    /// The extension whose login was last wrong where its logins are ignored.
    pub failed_beside: &'a [u8],
    /// Whether it is registered now.
    pub is_registered: bool,
    /// Now, Unix seconds.
    pub now: u64,
}

type Rule = (&'static str, Strength, fn(&Case<'_>) -> Option<String>);

use Strength::{Sure, Suspect};

/// The rules, the surest and most particular first. Each gives the detail if it holds. What stands after a
/// slash tells apart two cases of one cause that need other words.
const RULES: &[Rule] = &[
    ("reply-blocked", Sure, |c| c.undelivered(|e| e == "EPERM")),
    ("loops", Sure, |c| {
        let program = c.failing()?.mark.peer.port();
        let looped = c.source.is_some_and(|s| {
            s.looped > 0 && c.now.saturating_sub(s.looped) < 60 && s.looper == program
        });
        looped.then(|| c.agent())
    }),
    ("rate-limited", Sure, |c| {
        c.locked_out()
            .filter(|is_own| *is_own)
            .map(|_| String::new())
    }),
    ("rate-limited/neighbour", Sure, |c| {
        c.locked_out()
            .filter(|is_own| !is_own)
            .map(|_| match c.failed_beside {
                b"" => "?".to_string(),
                name => text(name),
            })
    }),
    ("account-limited", Sure, |c| {
        c.ended(Outcome::AccountLimited).map(|_| String::new())
    }),
    ("wrong-password", Sure, |c| {
        c.wrong_password(|m| *m == Mistake::WrongPassword)
    }),
    ("wrong-password/hashed", Sure, |c| {
        c.wrong_password(|m| *m == Mistake::Hashed)
    }),
    ("wrong-password/untried", Sure, |c| {
        c.wrong_password(|m| *m == Mistake::NotExamined)
    }),
    ("password-trailing-space", Sure, |c| {
        c.mistake(|m| *m == Mistake::TrailingSpace)
    }),
    ("password-leading-space", Sure, |c| {
        c.mistake(|m| *m == Mistake::LeadingSpace)
    }),
    ("password-first-letter-capitalised", Sure, |c| {
        c.mistake(|m| *m == Mistake::FirstCapital)
    }),
    ("password-all-caps", Sure, |c| {
        c.mistake(|m| *m == Mistake::AllCapitals)
    }),
    ("password-all-lower", Sure, |c| {
        c.mistake(|m| *m == Mistake::AllSmall)
    }),
    ("password-empty", Sure, |c| {
        c.mistake(|m| *m == Mistake::Empty)
    }),
    ("latin-1-encoding", Sure, |c| {
        c.mistake(|m| *m == Mistake::Latin1)
    }),
    ("old-password", Sure, |c| c.mistake(|m| *m == Mistake::Old)),
    ("password-of-other-account", Sure, |c| {
        c.mistake(|m| matches!(m, Mistake::OfOther(_)))
    }),
    ("username-in-hash", Sure, |c| {
        c.mistake(|m| matches!(m, Mistake::UserInHash(_)))
    }),
    ("realm-in-hash", Sure, |c| {
        c.mistake(|m| matches!(m, Mistake::RealmInHash(_)))
    }),
    ("nonce-other-address", Sure, |c| {
        c.failing()
            .filter(|s| c.account.stale >= 3 && s.why == Some(AuthFailure::NonceOtherAddress))
            .map(|s| s.mark.peer.ip().to_string())
    }),
    ("auth-user-unknown", Sure, |c| {
        c.ended(Outcome::UnknownExtension)
    }),
    ("auth-user-other-account", Sure, |c| {
        c.ended(Outcome::Forbidden)
    }),
    ("realm-changed", Sure, |c| c.why(AuthFailure::RealmChanged)),
    ("algorithm-not-offered", Sure, |c| {
        c.why(AuthFailure::AlgorithmNotOffered)
    }),
    ("no-hash-for-algorithm", Sure, |c| match c.failing()?.why {
        Some(AuthFailure::NoHashFor(algorithm)) => Some(algorithm.name().to_string()),
        _ => None,
    }),
    ("realm-in-name-of-hash", Sure, |c| {
        let last = c.failing()?;
        let is_it = last.why == Some(AuthFailure::RealmInNameOfHash);
        is_it.then(|| text(last.login.bytes()))
    }),
    ("qop-not-offered", Sure, |c| {
        c.why(AuthFailure::QopNotOffered)
    }),
    ("credentials-incomplete", Sure, |c| {
        c.why(AuthFailure::Incomplete)
    }),
    ("stale-loop", Sure, |c| {
        c.failing()
            .filter(|s| c.account.stale >= 3 && s.why != Some(AuthFailure::NonceOtherAddress))
            .map(|_| String::new())
    }),
    ("answer-refused", Sure, |c| {
        c.undelivered(|e| e == "ECONNREFUSED")
    }),
    ("answer-prohibited", Sure, |c| {
        c.undelivered(|e| e == "prohibited")
    }),
    ("answer-unreachable", Sure, |c| {
        c.undelivered(|e| matches!(e, "EHOSTUNREACH" | "ENETUNREACH" | "EHOSTDOWN" | "EACCES"))
    }),
    ("answer-too-large", Sure, |c| {
        c.undelivered(|e| e == "EMSGSIZE")
    }),
    ("interval-too-brief", Sure, |c| c.ended(Outcome::TooBrief)),
    ("bad-contact", Sure, |c| c.ended(Outcome::BadContact)),
    ("too-many-contacts", Sure, |c| {
        c.ended(Outcome::TooManyContacts)
    }),
    ("cseq-not-greater", Sure, |c| c.ended(Outcome::OutOfOrder)),
    ("wrong-domain", Sure, |c| {
        c.failing()
            .filter(|s| s.outcome == Outcome::NotFound)
            .map(|s| text(s.uri_host.bytes()))
    }),
    ("bad-extension", Sure, |c| c.ended(Outcome::BadExtension)),
    ("unsupported-scheme", Sure, |c| {
        c.ended(Outcome::UnsupportedScheme)
    }),
    ("malformed", Sure, |c| {
        // Anybody can send that; while the phone is registered it is not the phone's.
        c.ended(Outcome::Malformed).filter(|_| !c.is_registered)
    }),
    ("flapping", Sure, |c| {
        let is_lately = c.now.saturating_sub(c.account.pushed_at) < WINDOW;
        (c.account.push_outs >= 4 && is_lately).then(|| c.account.push_outs.to_string())
    }),
    ("guessed", Sure, |c| c.guessed()),
    ("sip-alg/digest", Suspect, |c| c.spoilt()),
    ("sip-alg", Suspect, |c| c.altered()),
    ("answers-lost", Suspect, |c| {
        (c.asks_in_vain() && c.account.run >= 2)
            .then(|| (c.account.asks + c.account.repeats).to_string())
    }),
    ("cannot-answer", Suspect, |c| {
        // Clean attempts and no repetition: the question arrived and is not answered. A little patience,
        // for the answer may be on its way.
        let waited = c
            .account
            .last
            .as_ref()
            .is_some_and(|s| c.now.saturating_sub(s.mark.at) >= 3);
        (c.asks_in_vain() && c.account.run == 0 && waited).then(|| c.account.asks.to_string())
    }),
    ("drops", Suspect, |c| {
        let expired = c.account.expired.as_ref()?;
        let later = c
            .account
            .success
            .as_ref()
            .is_none_or(|s| s.at <= expired.at);
        (later && c.account.last.is_none() && !c.is_registered).then(|| text(expired.agent.bytes()))
    }),
];

/// Everything that may be said of `case`, in the order of the rules.
#[must_use]
pub fn findings(case: &Case<'_>) -> Vec<Finding> {
    let account = case.account;
    let last = account.last.as_ref().map(|s| s.mark.peer);
    let from = last.or_else(|| account.failure.as_ref().map(|(m, _)| m.peer));
    let from = from
        .or_else(|| account.expired.as_ref().map(|m| m.peer))
        .or_else(|| account.guessed.as_ref().map(|m| m.peer))
        .unwrap_or_else(crate::evidence::nobody);
    RULES
        .iter()
        .filter_map(|(words, strength, holds)| {
            holds(case).map(|detail| Finding {
                cause: words.split_once('/').map_or(words, |(cause, _)| cause),
                words,
                strength: *strength,
                from,
                detail,
            })
        })
        .collect()
}

/// The findings about `account`.
#[must_use]
pub fn findings_about(
    evidence: &Evidence,
    account: &Account,
    is_registered: bool,
    now: u64,
) -> Vec<Finding> {
    let at = |mark: &Mark| evidence.source(mark.peer.ip());
    let source = account.last.as_ref().and_then(|s| at(&s.mark));
    let locked_out = account
        .last
        .as_ref()
        .filter(|s| s.outcome == Outcome::LockedOut);
    findings(&Case {
        account,
        source,
        blamed: account.failure.as_ref().and_then(|(m, _)| at(m)),
        failed_beside: locked_out
            .and_then(|s| evidence.failed_at(s.mark.peer.ip()))
            .unwrap_or_default(),
        is_registered,
        now,
    })
}

#[cfg(test)]
mod tests;
