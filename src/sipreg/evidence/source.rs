//! What was seen of one address.

use super::{Seen, Text, Undelivered, ViaSeen, keep};
use crate::auth::AuthFailure;
use crate::exchange::{Exchange, Outcome};
use crate::time::{Now, Time};

/// One address that has sent something.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The last datagram: its address and port, and the User-Agent as far as it is known.
    pub last: Seen,
    /// The first datagram.
    pub first: Time,
    /// How many there were.
    pub datagrams: u32,
    /// Of the datagrams, keep-alives.
    pub keep_alives: u32,
    /// Right logins.
    pub successes: u32,
    /// The extension it named last.
    pub user: Text<64>,
    /// Which extensions it has named, as a set of 64 bits by their hash.
    users: u64,
    /// Which extensions it had no right login for, likewise.
    failures: u64,
    /// The extension whose password it last had wrong, by its hash; 0 if none.
    pub(super) failed: u64,
    /// When that was.
    pub(super) failed_at: Time,
    /// Whether its User-Agent is one of a scanning program.
    pub is_scanner: bool,
    /// What its Via says.
    pub via: ViaSeen,
    /// Which host it asks for.
    pub uri_host: Text<40>,
    /// How its last message ended.
    pub outcome: Outcome,
    /// Why its last login was not accepted.
    pub failure: Option<AuthFailure>,
    /// What kept the last answer from being delivered.
    pub undelivered: Option<Undelivered>,
    /// When it was last slowed because it loops.
    pub looped: Option<Time>,
    /// The port of the program that did; its neighbours behind the same address do not loop.
    pub looper: u16,
    /// The extension that it did so for, by its hash; one program may serve several.
    pub(crate) looping: u64,
    /// Whether the last message had come before.
    pub(super) is_repeat: bool,
    /// What tells the last message from the next.
    transaction: u64,
}

/// Wrong logins as so many extensions are the work of who has none.
const GUESSES: u32 = 3;

impl Source {
    /// How many extensions it has named, roughly and at most 64.
    pub fn users(&self) -> u32 {
        self.users.count_ones()
    }

    /// Whether it tries one extension after another and has got into none.
    pub fn is_guessing(&self) -> bool {
        self.successes == 0 && self.failures.count_ones() >= GUESSES
    }

    pub(super) fn see(&mut self, now: &Now, exchange: &Exchange<'_>) {
        if self.datagrams == 0 {
            self.first = now.time;
        }
        (self.last.peer, self.last.at) = (exchange.peer, now.time);
        self.datagrams = self.datagrams.saturating_add(1);
        self.is_repeat = false;
        if exchange.outcome == Outcome::KeepAlive {
            self.keep_alives = self.keep_alives.saturating_add(1);
        }
        if exchange.method.is_empty() {
            return;
        }
        let transaction = transaction(exchange);
        self.is_repeat = transaction == Some(self.transaction);
        self.transaction = transaction.unwrap_or_default();
        if !self.is_repeat {
            self.undelivered = None;
        }
        (self.outcome, self.failure) = (exchange.outcome, exchange.failure);
        if exchange.outcome == Outcome::Slowed {
            (self.looped, self.looper) = (Some(now.time), exchange.peer.port());
            self.looping = exchange.account_key;
        } else if exchange.method == b"REGISTER" {
            self.see_register(now, exchange);
        }
    }

    fn see_register(&mut self, now: &Now, exchange: &Exchange<'_>) {
        let is_success = exchange.outcome.is_success();
        if is_success && !self.is_repeat {
            self.successes = self.successes.saturating_add(1);
        }
        if exchange.outcome == Outcome::Refreshed {
            // What happens all the time; what is remembered of its text stays true.
            return;
        }
        let user = 1 << (exchange.account_key % 64);
        self.users |= user;
        if matches!(
            exchange.outcome,
            Outcome::WrongLogin | Outcome::UnknownExtension
        ) {
            self.failures |= user;
            (self.failed, self.failed_at) = (exchange.account_key, now.time);
        }
        self.user = keep(&exchange.account);
        let agent = keep(exchange.agent);
        if self.last.agent != agent {
            self.is_scanner = is_scanner(&agent);
            self.last.agent = agent;
        }
        if let Some(via) = &exchange.via {
            self.via = ViaSeen::of(via);
        }
        self.uri_host = keep(exchange.uri_host);
    }
}

/// What tells one request from the next; `None` without a branch. RFC 3261 §17.1.1: a retransmission has
/// the branch and CSeq of the first; some phones use one branch for several requests, so CSeq counts too.
pub(super) fn transaction(exchange: &Exchange<'_>) -> Option<u64> {
    let branch = exchange.via.map_or(&b""[..], |via| via.branch);
    // Its last byte is what changes, and the highest here: CSeq changes with it, but in the lowest.
    let tail = branch.last_chunk().map_or_else(
        || branch.iter().rev().fold(0, |n, &b| n << 8 | u64::from(b)),
        |last| u64::from_le_bytes(*last),
    );
    let port = u64::from(exchange.peer.port()) << 48;
    (!branch.is_empty()).then_some(tail ^ exchange.call_id ^ u64::from(exchange.cseq) ^ port)
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
pub fn is_scanner(agent: &[u8]) -> bool {
    let is_in = |name: &&[u8]| {
        let mut parts = agent.windows(name.len());
        parts.any(|part| part.eq_ignore_ascii_case(name))
    };
    SCANNERS.iter().any(is_in)
}
