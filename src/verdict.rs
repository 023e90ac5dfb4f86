//! What the evidence allows to be said, and how surely. Rules are data: each has a cause, a strength and
//! a condition, and each has its test. The words are the shell's.
//!
//! `Sure` is only what this server itself has seen or done; everything about routers, providers and
//! what goes on inside a phone is `Suspect`.

use crate::evidence::{Account, Blame, Evidence, Sighting, Source};
use crate::near_miss::Mistake;
use crate::registrar::{Outcome, Why};
use crate::uri::host_eq;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};

/// How surely something may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// It is a fact.
    Sure,
    /// It is likely; the words must say so.
    Suspect,
}

/// One thing that may be said of why an extension is not registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name in log, JSON and the tables of words.
    pub cause: &'static str,
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
    /// Whether it is registered now.
    pub is_registered: bool,
    /// Now, Unix seconds.
    pub now: u64,
}

type Rule = (&'static str, Strength, fn(&Case<'_>) -> Option<String>);

use Strength::{Sure, Suspect};

/// The rules, the surest and most particular first. Each gives the detail if it holds.
const RULES: &[Rule] = &[
    ("reply-blocked", Sure, |c| c.undelivered(|e| e == "EPERM")),
    ("answer-refused", Sure, |c| {
        c.undelivered(|e| e == "ECONNREFUSED")
    }),
    ("answer-prohibited", Sure, |c| {
        c.undelivered(|e| matches!(e, "EHOSTUNREACH" | "ENETUNREACH" | "EACCES"))
    }),
    ("answer-too-large", Sure, |c| {
        c.undelivered(|e| e == "EMSGSIZE")
    }),
    ("loops", Sure, |c| {
        let looped = c
            .source
            .is_some_and(|s| s.looped > 0 && c.now.saturating_sub(s.looped) < 60);
        looped.then(|| c.agent())
    }),
    ("wrong-password", Sure, |c| {
        c.mistake(|m| *m == Mistake::WrongPassword)
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
            .filter(|s| s.is_other_address)
            .map(|s| s.mark.peer.ip().to_string())
    }),
    ("auth-user-unknown", Sure, |c| {
        c.ended(Outcome::UnknownExtension)
    }),
    ("auth-user-other-account", Sure, |c| {
        c.ended(Outcome::Forbidden)
    }),
    ("realm-changed", Sure, |c| c.why(Why::RealmChanged)),
    ("algorithm-not-offered", Sure, |c| c.why(Why::Algorithm)),
    ("qop-not-offered", Sure, |c| c.why(Why::Qop)),
    ("credentials-incomplete", Sure, |c| c.why(Why::Incomplete)),
    ("stale-loop", Sure, |c| {
        (c.account.stale >= 3).then(String::new)
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
    ("malformed", Sure, |c| c.ended(Outcome::Malformed)),
    ("rate-limited", Sure, |c| c.ended(Outcome::LockedOut)),
    ("flapping", Sure, |c| {
        (c.account.push_outs >= 4).then(|| c.account.push_outs.to_string())
    }),
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

fn text(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

impl Case<'_> {
    /// The last message, unless the account has come in since.
    fn failing(&self) -> Option<&Sighting> {
        self.account.last.as_ref()
    }

    fn agent(&self) -> String {
        self.source
            .map(|s| text(s.agent.bytes()))
            .unwrap_or_default()
    }

    fn undelivered(&self, is_it: fn(&str) -> bool) -> Option<String> {
        let (error, reporter) = self.account.undelivered?;
        is_it(error).then(|| reporter.map(|ip| ip.to_string()).unwrap_or_default())
    }

    fn mistake(&self, is_it: fn(&Mistake) -> bool) -> Option<String> {
        match &self.account.failure {
            Some((_, Blame::Mistake(mistake))) if self.account.is_failing && is_it(mistake) => {
                Some(match mistake {
                    Mistake::OfOther(name)
                    | Mistake::UserInHash(name)
                    | Mistake::RealmInHash(name) => name.clone(),
                    _ => String::new(),
                })
            }
            _ => None,
        }
    }

    fn ended(&self, outcome: Outcome) -> Option<String> {
        self.failing()
            .filter(|s| s.outcome == outcome)
            .map(|s| text(s.login.bytes()))
    }

    fn why(&self, why: Why) -> Option<String> {
        self.failing()
            .filter(|s| s.why == why)
            .map(|_| String::new())
    }

    /// Whether a phone, and no scanner, asks to register and never answers who it is.
    fn asks_in_vain(&self) -> bool {
        // A scanner names many extensions and gets into none; an office names many too, but gets in.
        let is_phone = self
            .source
            .is_none_or(|s| (s.users() < 5 || s.successes > 0) && !is_scanner(s.agent.bytes()));
        is_phone && !self.is_registered && self.account.asks >= 1 && self.account.logins == 0
    }

    /// Signs that something on the way rewrote the request. Each has an innocent reading, so none is
    /// proof: only what the hash protects against what it does not.
    fn altered(&self) -> Option<String> {
        let last = self.failing()?;
        let (via, port, rport) = &last.via;
        let peer = last.mark.peer;
        let hashed = last.digest_host.bytes();
        let rewritten_uri = last.why == Why::Digest
            && self.mistake(|m| *m == Mistake::WrongPassword).is_some()
            && !hashed.is_empty()
            && !host_eq(hashed, last.uri_host.bytes());
        let public_via =
            host_is(via.bytes(), peer.ip()) && *port != 0 && *port != peer.port() && !rport;
        (rewritten_uri || (public_via && self.asks_in_vain() && self.account.run >= 2))
            .then(|| text(via.bytes()))
    }
}

fn host_is(host: &[u8], ip: IpAddr) -> bool {
    let is_it = |text: String| host_eq(host, text.as_bytes());
    match ip {
        IpAddr::V4(ip) => is_it(ip.to_string()),
        IpAddr::V6(ip) => is_it(alloc::format!("[{ip}]")),
    }
}

/// Names that scanning programs give themselves. Anybody can take another, so not being on this list
/// means nothing.
const SCANNERS: [&[u8]; 8] = [
    b"friendly-scanner",
    b"sipvicious",
    b"sipcli",
    b"sundayddr",
    b"vaxsipuseragent",
    b"pplsip",
    b"sip-scan",
    b"masscan",
];

/// Whether a User-Agent is one of a scanning program.
#[must_use]
pub fn is_scanner(agent: &[u8]) -> bool {
    SCANNERS.iter().any(|name| {
        agent
            .windows(name.len())
            .any(|part| part.eq_ignore_ascii_case(name))
    })
}

/// Everything that may be said of `case`, in the order of the rules.
#[must_use]
pub fn findings(case: &Case<'_>) -> Vec<Finding> {
    let account = case.account;
    let last = account.last.as_ref().map(|s| s.mark.peer);
    let from = last.or_else(|| account.failure.as_ref().map(|(m, _)| m.peer));
    let from = from
        .or_else(|| account.expired.as_ref().map(|m| m.peer))
        .unwrap_or_else(crate::evidence::nobody);
    RULES
        .iter()
        .filter_map(|(cause, strength, holds)| {
            holds(case).map(|detail| Finding {
                cause,
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
    let source = account
        .last
        .as_ref()
        .and_then(|s| evidence.source(s.mark.peer.ip()));
    findings(&Case {
        account,
        source,
        is_registered,
        now,
    })
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
