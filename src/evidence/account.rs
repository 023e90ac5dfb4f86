//! What was seen of one extension in the running list.

use super::{Short, nobody};
use crate::near_miss::Mistake;
use crate::registrar::{Answer, Outcome, Why};
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
    Why(Why),
    /// The end the request came to.
    Outcome(Outcome),
}

impl fmt::Display for Blame {
    /// The `cause=` that log and JSON have.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mistake(mistake) => mistake.fmt(f),
            Self::Why(why) => f.write_str(why.cause()),
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
    pub why: Why,
    /// Whether its nonce was given to another address.
    pub is_other_address: bool,
}

/// One extension, since the start or since it was last touched by memory's limits.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Its name.
    pub name: Short<64>,
    /// The last right login.
    pub success: Option<Mark>,
    /// The last failure and what it is put down to; kept after a success.
    pub failure: Option<(Mark, Blame)>,
    /// Whether `failure` came after `success`.
    pub is_failing: bool,
    /// The last REGISTER of any kind.
    pub last: Option<Sighting>,
    /// REGISTER attempts without credentials since the last success.
    pub asks: u32,
    /// Attempts with credentials since then.
    pub logins: u32,
    /// Messages that came again although they had been answered, since then; and the longest run of one.
    pub repeats: u32,
    /// See `repeats`.
    pub run: u32,
    /// How often in a row its nonce could not serve.
    pub stale: u32,
    /// What kept the last answer from being delivered, and who says so; since the last success.
    pub undelivered: Option<(&'static str, Option<IpAddr>)>,
    /// The last binding that ended without a refresh, and how many did.
    pub expired: Option<Mark>,
    /// See `expired`.
    pub expiries: u32,
    /// How often a binding gave way to another within ten minutes, and since when.
    pub push_outs: u32,
    pushing_since: u64,
    current_run: u32,
}

/// Push-outs are counted over this many seconds.
const WINDOW: u64 = 600;

impl Account {
    pub(super) fn see(
        &mut self,
        now: &Now,
        peer: SocketAddr,
        answer: &Answer<'_>,
        is_repeat: bool,
    ) {
        self.name.set(answer.user);
        if is_repeat && !answer.outcome.is_success() {
            self.repeats = self.repeats.saturating_add(1);
            self.current_run += 1;
            self.run = self.run.max(self.current_run);
            return;
        }
        self.current_run = 0;
        if answer.outcome.is_success() {
            let mark = self.success.get_or_insert_default();
            (mark.at, mark.peer) = (now.unix, peer);
            mark.agent.set(answer.agent);
            self.is_failing = false;
            (self.asks, self.logins, self.repeats, self.run, self.stale) = (0, 0, 0, 0, 0);
            self.undelivered = None;
            self.last = None;
            return;
        }
        let mark = Mark {
            at: now.unix,
            peer,
            agent: Short::of(answer.agent),
        };
        let (host, port, rport) = answer.via;
        let login = answer.credentials.unwrap_or_default();
        let digest_host = crate::uri::Uri::parse(login.uri)
            .map(|u| u.host)
            .unwrap_or_default();
        let blame = match answer.outcome {
            Outcome::Challenged if answer.credentials.is_none() => None,
            Outcome::Challenged | Outcome::Stale | Outcome::Forbidden => {
                Some(Blame::Why(answer.why))
            }
            Outcome::WrongLogin => Some(Blame::Mistake(Mistake::WrongPassword)),
            other => Some(Blame::Outcome(other)),
        };
        if answer.credentials.is_some() {
            self.logins = self.logins.saturating_add(1);
            self.stale = if answer.outcome == Outcome::Stale {
                self.stale.saturating_add(1)
            } else {
                0
            };
        } else {
            self.asks = self.asks.saturating_add(1);
        }
        self.last = Some(Sighting {
            mark: mark.clone(),
            via: (Short::of(host), port.unwrap_or_default(), rport),
            uri_host: Short::of(answer.uri_host),
            digest_host: Short::of(digest_host),
            login: Short::of(login.username),
            outcome: answer.outcome,
            why: answer.why,
            is_other_address: answer.outcome == Outcome::WrongLogin && !answer.is_proven,
        });
        // One stale nonce is how a phone learns that time has passed, not a failure.
        let is_routine = answer.outcome == Outcome::Stale && self.stale < 3;
        if let Some(blame) = blame.filter(|_| !is_routine) {
            // A near miss found a moment ago says more than the plain end of the next try.
            let is_known = matches!(&self.failure, Some((_, Blame::Mistake(m))) if *m != Mistake::WrongPassword)
                && self.is_failing
                && blame == Blame::Mistake(Mistake::WrongPassword);
            match &mut self.failure {
                Some((old, _)) if is_known => *old = mark,
                failure => *failure = Some((mark, blame)),
            }
            self.is_failing = true;
        }
    }

    pub(super) fn explain(&mut self, mistake: &Mistake) {
        if let Some((_, blame @ Blame::Mistake(_))) = &mut self.failure {
            *blame = Blame::Mistake(mistake.clone());
        }
    }

    pub(super) fn count_push_out(&mut self, now: &Now) {
        if now.unix.saturating_sub(self.pushing_since) > WINDOW {
            (self.push_outs, self.pushing_since) = (0, now.unix);
        }
        self.push_outs = self.push_outs.saturating_add(1);
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
