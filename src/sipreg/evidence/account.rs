//! What was seen of one extension in the running list.

use super::{Short, Source, nobody};
use crate::auth::AuthFailure;
use crate::auth::mistake::Mistake;
use crate::exchange::{Exchange, Outcome};
use crate::location::Binding;
use crate::message::uri::Uri;
use crate::sender::is_same_source;
use crate::time::Now;
use core::fmt;
use core::net::{IpAddr, SocketAddr};

/// A moment, and who was there.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Unix seconds.
    pub at: u64,
    /// The address and port.
    pub peer: SocketAddr,
    /// The User-Agent.
    pub agent: Short<40>,
}

/// What a failure is put down to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blame {
    /// A mistake in the login, named.
    Mistake(Mistake),
    /// The way the login was made.
    Why(AuthFailure),
    /// The end the request came to.
    Outcome(Outcome),
}

impl fmt::Display for Blame {
    /// The `cause=` that log and JSON have.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mistake(mistake) => mistake.fmt(f),
            Self::Why(why) => f.write_str(why.name()),
            Self::Outcome(outcome) => f.write_str(outcome.name()),
        }
    }
}

/// How the phone's last REGISTER looked from here.
#[derive(Clone, Debug)]
pub struct Sighting {
    /// When, and from where.
    pub mark: Mark,
    /// Its Via: host, port, whether it asks for rport.
    pub via: (Short<40>, u16, bool),
    /// The host of its Request-URI.
    pub uri_host: Short<40>,
    /// The host in the `uri` that it hashed; empty without a login.
    pub digest_host: Short<40>,
    /// The user name of its login; empty without one.
    pub login: Short<64>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why its login was not accepted.
    pub why: Option<AuthFailure>,
    /// Whether it answers a question that was put to this very address: then answers arrive there.
    pub has_heard: bool,
}

impl Sighting {
    fn set(&mut self, now: &Now, peer: SocketAddr, exchange: &Exchange<'_>) {
        (self.mark.at, self.mark.peer) = (now.unix, peer);
        self.mark.agent.set(exchange.agent);
        if let Some(via) = &exchange.via {
            self.via.0.set(via.host);
            (self.via.1, self.via.2) = (via.port.unwrap_or_default(), via.rport);
        }
        self.uri_host.set(exchange.uri_host);
        let login = exchange.credentials.unwrap_or_default();
        let hashed = exchange.credentials.and_then(|c| Uri::parse(c.uri).ok());
        self.digest_host
            .set(hashed.map(|u| u.host).unwrap_or_default());
        self.login.set(login.username);
        (self.outcome, self.why) = (exchange.outcome, exchange.failure);
        self.has_heard = exchange.is_proven;
    }
}

impl Default for Sighting {
    fn default() -> Self {
        Self {
            mark: Mark::default(),
            via: (Short::default(), 0, false),
            uri_host: Short::default(),
            digest_host: Short::default(),
            login: Short::default(),
            outcome: Outcome::KeepAlive,
            why: None,
            has_heard: false,
        }
    }
}

/// One extension, since the start or since it was last touched by memory's limits.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Its name.
    pub name: Short<64>,
    /// The last right login that was more than a plain refresh; those are told by the binding.
    pub success: Option<Mark>,
    /// The last failure and what it is put down to; kept after a success.
    pub failure: Option<(Mark, Blame)>,
    /// Whether `failure` came after `success`.
    pub is_failing: bool,
    /// The last REGISTER of any kind.
    pub last: Option<Sighting>,
    /// Attempts that were asked for a login, and had none, since the last success.
    pub asks: u32,
    /// Attempts with credentials since then.
    pub logins: u32,
    /// Messages that came again although they had been answered, since then; and the longest run of one.
    pub repeats: u32,
    /// See `repeats`.
    pub run: u32,
    /// How often in a row its nonce could not serve.
    pub stale: u32,
    /// The last time that a stranger guessed at its password.
    pub guessed: Option<Mark>,
    /// What kept the last answer from being delivered, and who says so.
    pub undelivered: Option<(&'static str, Option<IpAddr>)>,
    /// The last binding that ended without a refresh, and how many did.
    pub expired: Option<Mark>,
    /// See `expired`.
    pub expiries: u32,
    /// How often a binding gave way to another within ten minutes, when that last happened, and since when.
    pub push_outs: u32,
    /// See `push_outs`.
    pub pushed_at: u64,
    pushing_since: u64,
    current_run: u32,
}

/// Push-outs are counted over this many seconds.
pub(crate) const WINDOW: u64 = 600;

/// What is known of who sent a message.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sender {
    pub(super) is_repeat: bool,
    pub(super) is_scanner: bool,
    pub(super) is_guessing: bool,
}

impl Sender {
    /// What is known once its message has been seen.
    pub(super) fn of(source: &Source) -> Self {
        Self {
            is_repeat: source.is_repeat,
            is_scanner: source.is_scanner,
            is_guessing: source.is_guessing(),
        }
    }
}

impl Blame {
    /// Whether any datagram can come to it, whoever sent it and whatever the login.
    fn is_weak(&self) -> bool {
        use Outcome::{LockedOut, Malformed, Silenced, TooShort};
        matches!(
            self,
            Self::Outcome(LockedOut | Malformed | Silenced | TooShort)
        )
    }
}

impl Account {
    pub(super) fn see(&mut self, now: &Now, exchange: &Exchange<'_>, sender: Sender) {
        let peer = exchange.peer;
        self.name.set(&exchange.account);
        let is_success = exchange.outcome.is_success();
        if !is_success && self.is_strange(peer, sender) {
            // Nothing about the phone; it must not hide what is known of that.
            if exchange.credentials.is_some() {
                self.guessed = Some(Mark {
                    at: now.unix,
                    peer,
                    agent: Short::of(exchange.agent),
                });
            }
            return;
        }
        if sender.is_repeat && !is_success {
            self.repeats = self.repeats.saturating_add(1);
            self.current_run += 1;
            self.run = self.run.max(self.current_run);
            return;
        }
        self.current_run = 0;
        self.undelivered = None;
        if is_success {
            let mark = self.success.get_or_insert_default();
            (mark.at, mark.peer) = (now.unix, peer);
            mark.agent.set(exchange.agent);
            self.is_failing = false;
            (self.asks, self.logins, self.repeats, self.run, self.stale) = (0, 0, 0, 0, 0);
            self.last = None;
            return;
        }
        let blame = match exchange.outcome {
            Outcome::Challenged if exchange.credentials.is_none() => None,
            Outcome::Challenged | Outcome::Stale | Outcome::Forbidden => {
                exchange.failure.map(Blame::Why)
            }
            Outcome::WrongLogin if exchange.failure == Some(AuthFailure::WrongDigest) => {
                Some(Blame::Mistake(Mistake::NotExamined))
            }
            Outcome::WrongLogin => exchange.failure.map(Blame::Why),
            other => Some(Blame::Outcome(other)),
        };
        if exchange.credentials.is_some() {
            self.logins = self.logins.saturating_add(1);
            self.stale = if exchange.outcome == Outcome::Stale {
                self.stale.saturating_add(1)
            } else {
                0
            };
        } else if exchange.outcome == Outcome::Challenged {
            self.asks = self.asks.saturating_add(1);
        }
        self.last.get_or_insert_default().set(now, peer, exchange);
        // One stale nonce is how a phone learns that time has passed, not a failure.
        let is_routine = exchange.outcome == Outcome::Stale && self.stale < 3;
        if let Some(blame) = blame.filter(|_| !is_routine) {
            let mark = Mark {
                at: now.unix,
                peer,
                agent: Short::of(exchange.agent),
            };
            match &mut self.failure {
                Some((old, known)) if self.is_failing && outweighs(known, old, &blame, peer) => {
                    if old.peer.ip() == peer.ip() {
                        *old = mark;
                    }
                }
                failure => *failure = Some((mark, blame)),
            }
            self.is_failing = true;
        }
    }

    /// Whether a message without success is no phone's: a scanner's by its name; or a guesser's, while
    /// another address is known to have trouble with its login.
    fn is_strange(&self, peer: SocketAddr, sender: Sender) -> bool {
        let fails_elsewhere = || {
            let failure = self.failure.as_ref().filter(|_| self.is_failing);
            failure.is_some_and(|(mark, _)| mark.peer.ip() != peer.ip())
        };
        sender.is_scanner || (sender.is_guessing && fails_elsewhere())
    }

    /// Whether a login from `ip` or beside it was wrong, and none has been right since.
    #[must_use]
    pub fn has_failed_at(&self, ip: IpAddr) -> bool {
        self.is_failing
            && self.failure.as_ref().is_some_and(|(mark, blame)| {
                let is_login = matches!(
                    blame,
                    Blame::Mistake(_) | Blame::Outcome(Outcome::UnknownExtension)
                );
                is_login && is_same_source(mark.peer.ip(), ip)
            })
    }

    pub(super) fn explain(&mut self, peer: SocketAddr, mistake: &Mistake) {
        if let Some((mark, blame @ Blame::Mistake(_))) = &mut self.failure
            && mark.peer == peer
            && *mistake != Mistake::NotExamined
        {
            *blame = Blame::Mistake(mistake.clone());
        }
    }

    pub(super) fn expire(&mut self, now: &Now, binding: &Binding) {
        let refreshed = Mark::of_binding(now, binding);
        self.expired = Some(Mark {
            at: now.unix,
            ..refreshed.clone()
        });
        if self.success.as_ref().is_none_or(|s| s.at < refreshed.at) {
            self.success = Some(refreshed);
        }
        self.expiries = self.expiries.saturating_add(1);
    }

    pub(super) fn count_push_out(&mut self, now: &Now) {
        if now.unix.saturating_sub(self.pushing_since) > WINDOW {
            (self.push_outs, self.pushing_since) = (0, now.unix);
        }
        self.push_outs = self.push_outs.saturating_add(1);
        self.pushed_at = now.unix;
    }
}

/// Whether what is known of a failure says more than the next one, which came from `peer`.
fn outweighs(known: &Blame, mark: &Mark, next: &Blame, peer: SocketAddr) -> bool {
    let is_unsearched = matches!(
        next,
        Blame::Mistake(Mistake::NotExamined) | Blame::Why(AuthFailure::NonceOtherAddress)
    );
    let is_searched = matches!(known, Blame::Mistake(mistake) if *mistake != Mistake::NotExamined);
    let is_found = is_searched && is_unsearched && mark.peer.ip() == peer.ip();
    is_found || (next.is_weak() && !known.is_weak())
}

impl Mark {
    /// The last REGISTER of `binding`.
    #[must_use]
    pub fn of_binding(now: &Now, binding: &Binding) -> Self {
        Self {
            at: now.unix_of(binding.touched()),
            peer: binding.source(),
            agent: Short::of(binding.agent()),
        }
    }
}

impl Default for Mark {
    fn default() -> Self {
        Self {
            at: 0,
            peer: nobody(),
            agent: Short::default(),
        }
    }
}
