//! What was seen of one extension, or of one name that phones take for an extension.

use super::guesses::{Guesses, Intrusion};
use super::source::transaction;
use super::{Displacements, PROBE, Seen, Source, Text, Undelivered, ViaSeen, keep};
use crate::auth::AuthFailure;
use crate::auth::mistake::Mistake;
use crate::exchange::{Exchange, Outcome};
use crate::extensions::Name;
use crate::location::{End, Ended};
use crate::message::uri::Uri;
use crate::seed::fingerprint;
use crate::sender::{Device, is_same_source};
use crate::time::Now;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::net::{IpAddr, SocketAddr};

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The digest was wrong, and this is the mistake behind it.
    Mistake(Mistake),
    /// The login was not accepted, whatever its digest.
    Login(AuthFailure),
    /// The request was refused or dropped.
    Refused(Outcome),
}

impl Reason {
    /// Why the request of `exchange` failed; `None` if it did not, or was only asked for a login.
    fn of(exchange: &Exchange<'_>) -> Option<Self> {
        match exchange.outcome {
            Outcome::Challenged if exchange.credentials.is_none() => None,
            Outcome::WrongLogin if exchange.failure == Some(AuthFailure::WrongDigest) => {
                Some(Self::Mistake(Mistake::NotExamined))
            }
            Outcome::Challenged | Outcome::Stale | Outcome::Forbidden | Outcome::WrongLogin => {
                exchange.failure.map(Self::Login)
            }
            other => Some(Self::Refused(other)),
        }
    }

    /// Whether any datagram can come to it, whoever sent it and whatever the login.
    fn is_weak(&self) -> bool {
        use Outcome::{LockedOut, Malformed, Silenced, TooShort};
        matches!(
            self,
            Self::Refused(LockedOut | Malformed | Silenced | TooShort)
        )
    }
}

impl fmt::Display for Reason {
    /// The `cause=` that log and JSON have.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mistake(mistake) => mistake.fmt(f),
            Self::Login(failure) => f.write_str(failure.name()),
            Self::Refused(outcome) => f.write_str(match outcome {
                Outcome::LockedOut => "rate-limited",
                Outcome::UnknownExtension => "auth-user-unknown",
                Outcome::NotFound => "wrong-domain",
                Outcome::OutOfOrder => "cseq-not-greater",
                Outcome::TooBrief => "interval-too-brief",
                other => other.name(),
            }),
        }
    }
}

/// A request that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// When, and whose.
    pub seen: Seen,
    /// Why.
    pub reason: Reason,
    /// Whether it was judged by other extensions and settings than those in force.
    pub is_past: bool,
}

/// One REGISTER without success, as it looked from here.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// When, and whose.
    pub seen: Seen,
    /// Its Via.
    pub via: ViaSeen,
    /// The host of its Request-URI.
    pub uri_host: Text<40>,
    /// The host in the `uri` that it hashed; empty without a login.
    pub digest_host: Text<40>,
    /// The user name of its login; empty without one.
    pub login: Text<64>,
    /// Whether it brought credentials.
    pub is_login: bool,
    /// How it ended.
    pub outcome: Outcome,
    /// The port that its answer went to; 0 if there was none.
    pub(crate) answered_at: u16,
    /// The reason phrase of its answer; empty if there was none.
    pub reason: &'static str,
    /// Why its login was not accepted.
    pub failure: Option<AuthFailure>,
    /// Whether it answers a question that was put to this very address: then answers arrive there.
    pub has_heard: bool,
    /// How often the same message came again although it had been answered.
    pub repeats: u32,
    /// Its size in bytes.
    pub size: u16,
    /// What tells it from the next; 0 if nothing does.
    pub(crate) transaction: u64,
    /// Whether it was judged by other extensions and settings than those in force.
    pub is_past: bool,
}

impl Register {
    fn of(now: &Now, exchange: &Exchange<'_>) -> Self {
        let login = exchange.credentials.unwrap_or_default();
        let hashed = exchange.credentials.and_then(|c| Uri::parse(c.uri).ok());
        Self {
            seen: Seen::of(now, exchange),
            via: exchange.via.as_ref().map(ViaSeen::of).unwrap_or_default(),
            uri_host: keep(exchange.uri_host),
            digest_host: keep(hashed.map_or(&[], |uri| uri.host)),
            login: keep(login.username),
            is_login: exchange.credentials.is_some(),
            outcome: exchange.outcome,
            answered_at: exchange
                .answer
                .map_or(0, |answer| answer.destination.port()),
            reason: exchange.status().map_or("", |status| status.reason),
            failure: exchange.failure,
            has_heard: exchange.is_proven,
            repeats: 0,
            size: u16::try_from(exchange.size).unwrap_or(u16::MAX),
            transaction: transaction(exchange).unwrap_or_default(),
            is_past: false,
        }
    }
}

/// A registration that has ended.
#[derive(Clone, Debug)]
pub struct Ending {
    /// When, and whose it was; if a request removed it, where that came from.
    pub seen: Seen,
    /// How.
    pub end: End,
    /// Whether a phone of another program took its place.
    pub is_for_other_program: bool,
}

/// One extension, or an unknown name, as far as it is remembered. What only a phone in trouble has is not in
/// place: most have none.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Its name.
    pub name: Name,
    /// The last right login that was more than a plain refresh; those are told by the binding.
    pub success: Option<Seen>,
    /// The last failure; kept after a success.
    pub failure: Option<Box<Failure>>,
    /// Whether `failure` came after `success`.
    pub is_failing: bool,
    /// The last REGISTERs since the last success, oldest first, at most [`Self::REGISTERS`].
    pub registers: Vec<Register>,
    /// How many logins of one phone in a row had a nonce that could not serve, for the same reason.
    pub stale: u32,
    /// The last right login after many wrong ones from the same address.
    pub intrusion: Option<Box<Intrusion>>,
    guesses: Guesses,
    /// The last time that a stranger guessed at its password.
    pub guessed: Option<Box<Seen>>,
    /// What kept the last answer from being delivered.
    pub undelivered: Option<Undelivered>,
    /// Bytes of the last answer to a right login, if they are more than [`Self::ONE_PACKET`]: it goes out
    /// in fragments, which some routers drop.
    pub answer_bytes: Option<u32>,
    /// The last registration that ended.
    pub ending: Option<Box<Ending>>,
    /// Contacts that took one another's place.
    pub displacements: Displacements,
    /// The fingerprint of the contact that registered last.
    contact: u64,
}

impl Account {
    /// Most REGISTERs that are kept.
    pub const REGISTERS: usize = 4;
    /// Most memory that is not in place, in bytes.
    pub(super) const APART: usize = Self::REGISTERS * size_of::<Register>()
        + size_of::<(Failure, Ending, Seen, Intrusion)>()
        + Displacements::APART;
    /// What fits into one packet on every way, in bytes of an answer.
    pub const ONE_PACKET: usize = 1400;

    /// The last REGISTER, unless it succeeded.
    pub fn last(&self) -> Option<&Register> {
        self.registers.last()
    }

    /// The same request as it first came, if that is remembered. Between the two its source may have sent other
    /// messages: those of the phones beside it.
    pub(super) fn first_of(&mut self, exchange: &Exchange<'_>) -> Option<&mut Register> {
        // Most phones have none of them.
        let mut registers = self.registers.iter_mut();
        registers.find(|r| Some(r.transaction) == transaction(exchange))
    }

    /// Other extensions or settings are in force from now on.
    pub(super) fn reload(&mut self) {
        self.registers.iter_mut().for_each(|r| r.is_past = true);
        if let Some(failure) = &mut self.failure {
            failure.is_past = true;
        }
    }

    /// A REGISTER for it came from `source`, if that is remembered.
    pub(super) fn see(
        &mut self,
        now: &Now,
        exchange: &Exchange<'_>,
        source: Option<&Source>,
        is_repeat: bool,
    ) {
        if self.name != exchange.account {
            self.name = exchange.account.clone();
        }
        if exchange.outcome == Outcome::WrongLogin && !is_repeat {
            self.guesses.count(now.time, exchange.peer.ip());
        }
        if exchange.outcome == Outcome::Queried && exchange.agent.starts_with(PROBE) {
            // A test from elsewhere that went well is not the phone, and ends none of its trouble.
        } else if exchange.outcome.is_success() {
            let seen = Seen::of(now, exchange);
            if exchange.outcome == Outcome::Registered {
                self.register(exchange, &seen);
            }
            self.succeed(seen);
            self.answer_bytes = fragmented(exchange);
        } else if self.is_strange(exchange, source) {
            // Nothing about the phone; it must not hide what is known of that.
            if exchange.credentials.is_some() {
                self.guessed = Some(Box::new(Seen::of(now, exchange)));
            }
        } else if is_repeat {
            if let Some(first) = self.first_of(exchange) {
                first.repeats = first.repeats.saturating_add(1);
            }
        } else {
            self.undelivered = None;
            self.fail(now, exchange);
        }
    }

    /// A contact is new, or has come from another address than before.
    fn register(&mut self, exchange: &Exchange<'_>, seen: &Seen) {
        let contact = fingerprint(exchange.contact);
        if contact == self.contact
            && let Some(before) = &self.success
        {
            let older = Device::new(before.peer, &before.agent);
            let newer = Device::new(seen.peer, &seen.agent);
            self.displacements
                .note(seen.at, End::Replaced, older, newer);
        }
        self.contact = contact;
    }

    fn succeed(&mut self, seen: Seen) {
        if let Some(intrusion) = self.guesses.end(seen.at, seen.peer) {
            self.intrusion = Some(Box::new(intrusion));
        }
        self.success = Some(seen);
        self.undelivered = None;
        self.is_failing = false;
        self.stale = 0;
        self.registers = Vec::new();
    }

    fn fail(&mut self, now: &Now, exchange: &Exchange<'_>) {
        if exchange.credentials.is_some() {
            self.stale = match exchange.outcome {
                Outcome::Stale if self.goes_on(exchange) => self.stale.saturating_add(1),
                Outcome::Stale => 1,
                _ => 0,
            };
        }
        if self.registers.len() >= Self::REGISTERS {
            self.registers.remove(0);
        }
        self.registers.push(Register::of(now, exchange));
        // One stale nonce is how a phone learns that time has passed, not a failure.
        let is_routine = exchange.outcome == Outcome::Stale && self.stale < 3;
        let Some(reason) = Reason::of(exchange).filter(|_| !is_routine) else {
            return;
        };
        let seen = Seen::of(now, exchange);
        match &mut self.failure {
            Some(known) if self.is_failing && known.outweighs(&reason, &seen) => {
                if known.seen.peer == exchange.peer {
                    known.seen = seen;
                }
            }
            failure => {
                *failure = Some(Box::new(Failure {
                    seen,
                    reason,
                    is_past: false,
                }));
            }
        }
        self.is_failing = true;
    }

    /// Whether the last login failed in the same way, and was this phone's. Who answers from another address may
    /// do so from a third.
    fn goes_on(&self, exchange: &Exchange<'_>) -> bool {
        let is_it = |r: &Register| {
            r.failure == exchange.failure
                && (r.failure == Some(AuthFailure::NonceOtherAddress)
                    || r.seen.peer.ip() == exchange.peer.ip())
        };
        let last = self.registers.iter().rev().find(|r| r.is_login);
        last.is_some_and(is_it)
    }

    /// Whether a message without success is not a phone's: a scanner's by its name; or a guesser's or a
    /// test's, while another address is known to have trouble with its login.
    fn is_strange(&self, exchange: &Exchange<'_>, source: Option<&Source>) -> bool {
        let peer = exchange.peer;
        let fails_elsewhere = || {
            let failure = self.failure.as_ref().filter(|_| self.is_failing);
            failure.is_some_and(|failure| failure.seen.peer.ip() != peer.ip())
        };
        let is_guessing = source.is_some_and(Source::is_guessing);
        let is_doubtful = is_guessing || exchange.agent.starts_with(PROBE);
        source.is_some_and(|source| source.is_scanner) || (is_doubtful && fails_elsewhere())
    }

    /// Whether a login from `ip` or beside it was wrong, and none has been right since.
    pub fn has_failed_at(&self, ip: IpAddr) -> bool {
        self.is_failing
            && self.failure.as_ref().is_some_and(|failure| {
                let is_login = matches!(
                    failure.reason,
                    Reason::Mistake(_) | Reason::Refused(Outcome::UnknownExtension)
                );
                is_login && is_same_source(failure.seen.peer.ip(), ip)
            })
    }

    pub(super) fn explain(&mut self, peer: SocketAddr, mistake: &Mistake) {
        if !mistake.is_unexplained() {
            self.guesses.name(peer.ip());
        }
        if let Some(failure) = &mut self.failure
            && failure.seen.peer == peer
            && matches!(failure.reason, Reason::Mistake(_))
            && *mistake != Mistake::NotExamined
        {
            failure.reason = Reason::Mistake(mistake.clone());
        }
    }

    pub(super) fn end(&mut self, now: &Now, ended: &Ended) {
        let refreshed = Seen::of_binding(&ended.binding);
        let older = Device::new(refreshed.peer, &refreshed.agent);
        if let (End::Evicted | End::Replaced, Some(newer)) = (ended.end, ended.successor) {
            self.displacements.note(now.time, ended.end, older, newer);
        }
        let is_other = |newer: Device| !newer.is_same_program(&older);
        if ended.end == End::PasswordChanged {
            // Whoever found the old one is out.
            self.intrusion = None;
        }
        let mut seen = Seen {
            at: now.time,
            ..refreshed.clone()
        };
        if let (End::Unregistered, Some(by)) = (ended.end, ended.successor) {
            seen.peer = by.peer;
        }
        self.ending = Some(Box::new(Ending {
            seen,
            end: ended.end,
            is_for_other_program: ended.successor.is_some_and(is_other),
        }));
        if self.success.as_ref().is_none_or(|s| s.at < refreshed.at) {
            self.success = Some(refreshed);
        }
    }
}

impl Failure {
    /// A phone that repeats a wrong login by itself does so within so many seconds.
    const REPEATS: u64 = 10;

    /// Whether it says more than the next one, for `next`. Only of what a phone repeats at once is what was found
    /// still true: a phone beside it makes mistakes of its own, and later its owner another.
    fn outweighs(&self, next: &Reason, seen: &Seen) -> bool {
        if self.is_past {
            return false;
        }
        let is_unsearched = matches!(
            next,
            Reason::Mistake(Mistake::NotExamined) | Reason::Login(AuthFailure::NonceOtherAddress)
        );
        let is_searched =
            matches!(&self.reason, Reason::Mistake(mistake) if *mistake != Mistake::NotExamined);
        let is_repeat =
            self.seen.peer == seen.peer && seen.at.secs_since(self.seen.at) < Self::REPEATS;
        let is_found = is_searched && is_unsearched && is_repeat;
        is_found || (next.is_weak() && !self.reason.is_weak())
    }
}

/// Bytes of the answer, if they are more than one packet holds.
pub(super) fn fragmented(exchange: &Exchange<'_>) -> Option<u32> {
    let size = exchange.answer?.size;
    let is_large = size > Account::ONE_PACKET;
    is_large.then(|| u32::try_from(size).unwrap_or(u32::MAX))
}
