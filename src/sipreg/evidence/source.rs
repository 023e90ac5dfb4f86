//! What was seen of one address.

use super::{Short, nobody};
use crate::auth::AuthFailure;
use crate::exchange::{Exchange, Outcome};
use crate::time::Now;
use core::net::{IpAddr, SocketAddr};

/// One address that has sent something; a few hundred bytes. What every message changes stands first, so
/// that a plain refresh touches little memory.
#[derive(Clone, Debug)]
#[repr(C)]
pub struct Source {
    /// Address and last port.
    pub peer: SocketAddr,
    /// The last datagram, Unix seconds.
    pub last: u64,
    last_key: u64,
    /// How many there were.
    pub datagrams: u32,
    /// Right logins.
    pub successes: u32,
    /// REGISTER attempts without credentials since its last success.
    pub asks: u32,
    /// Attempts with credentials since then.
    pub logins: u32,
    /// Messages that came again although they had been answered, since then.
    pub repeats: u32,
    /// How often in a row its nonce could not serve.
    pub stale: u32,
    /// How its last message ended.
    pub outcome: Outcome,
    /// Why its last login was not accepted.
    pub why: Option<AuthFailure>,
    /// Whether the last message had come before.
    pub(super) is_repeat: bool,
    /// Whether its User-Agent is that of a scanning program.
    pub is_scanner: bool,
    /// Which extensions it had no right login for, as `users`.
    failures: u64,
    /// What kept the last answer from being delivered, and who says so.
    pub undelivered: Option<(&'static str, Option<IpAddr>)>,
    /// The first datagram, Unix seconds.
    pub first: u64,
    /// Of the datagrams, keep-alives.
    pub keep_alives: u32,
    /// The extension it named last.
    pub user: Short<64>,
    /// Which extensions it has named, as a set of 64 bits by their hash.
    users: u64,
    /// Its User-Agent.
    pub agent: Short<40>,
    /// What its Via says: host, port, whether it asks for rport.
    pub via: (Short<40>, u16, bool),
    /// Which host it asks for.
    pub uri_host: Short<40>,
    /// When it was last slowed because it loops, Unix seconds; 0 if never.
    pub looped: u64,
    /// The port of the program that did; its neighbours behind the same address do not loop.
    pub looper: u16,
    /// The extension whose password it last had wrong, by its hash; 0 if none.
    pub(super) failed: u64,
}

impl Default for Source {
    fn default() -> Self {
        Self {
            peer: nobody(),
            first: 0,
            last: 0,
            datagrams: 0,
            keep_alives: 0,
            asks: 0,
            logins: 0,
            repeats: 0,
            successes: 0,
            user: Short::default(),
            users: 0,
            agent: Short::default(),
            via: (Short::default(), 0, false),
            uri_host: Short::default(),
            outcome: Outcome::KeepAlive,
            why: None,
            undelivered: None,
            stale: 0,
            looped: 0,
            looper: 0,
            is_scanner: false,
            failed: 0,
            failures: 0,
            is_repeat: false,
            last_key: 0,
        }
    }
}

/// Wrong logins as so many extensions are the work of who has none.
const GUESSES: u32 = 3;

impl Source {
    /// How many extensions it has named, roughly and at most 64.
    #[must_use]
    pub fn users(&self) -> u32 {
        self.users.count_ones()
    }

    /// Whether it tries one extension after another and has got into none.
    #[must_use]
    pub fn is_guessing(&self) -> bool {
        self.successes == 0 && self.failures.count_ones() >= GUESSES
    }

    pub(super) fn see(&mut self, now: &Now, exchange: &Exchange<'_>) {
        let peer = exchange.peer;
        if self.datagrams == 0 {
            self.first = now.unix;
        }
        (self.peer, self.last) = (peer, now.unix);
        self.datagrams = self.datagrams.saturating_add(1);
        self.is_repeat = false;
        if exchange.outcome == Outcome::KeepAlive {
            self.keep_alives = self.keep_alives.saturating_add(1);
        }
        if exchange.method.is_empty() {
            return;
        }
        // RFC 3261 §17.1.1: a retransmission has the branch and CSeq of the first; some phones use one
        // branch for several requests, so the CSeq counts too.
        let branch = exchange.via.map_or(&b""[..], |via| via.branch);
        let tail = branch
            .iter()
            .rev()
            .take(8)
            .fold(0, |n, &b| n << 8 | u64::from(b));
        let key = tail ^ exchange.call_id ^ u64::from(exchange.cseq) ^ u64::from(peer.port()) << 48;
        self.is_repeat = key == self.last_key && !branch.is_empty();
        self.last_key = key;
        if !self.is_repeat {
            self.undelivered = None;
        }
        (self.outcome, self.why) = (exchange.outcome, exchange.failure);
        if exchange.outcome == Outcome::Slowed {
            (self.looped, self.looper) = (now.unix, peer.port());
            return;
        }
        if exchange.method != b"REGISTER" {
            return;
        }
        if exchange.outcome == Outcome::Refreshed && self.successes > 0 && !self.is_repeat {
            // What happens all the time; the rest of what is remembered stays true.
            self.succeed();
            return;
        }
        self.user.set(&exchange.account);
        let user = 1 << (exchange.account_key % 64);
        self.users |= user;
        if self.agent.set(exchange.agent) {
            self.is_scanner = is_scanner(self.agent.bytes());
        }
        if let Some(via) = &exchange.via {
            self.via.0.set(via.host);
            (self.via.1, self.via.2) = (via.port.unwrap_or_default(), via.rport);
        }
        self.uri_host.set(exchange.uri_host);
        if self.is_repeat {
            self.repeats = self.repeats.saturating_add(1);
            return;
        }
        if exchange.outcome.is_success() {
            self.succeed();
        } else if exchange.credentials.is_some() {
            self.logins = self.logins.saturating_add(1);
            if matches!(
                exchange.outcome,
                Outcome::WrongLogin | Outcome::UnknownExtension
            ) {
                self.failures |= user;
            }
            self.stale = if exchange.outcome == Outcome::Stale {
                self.stale.saturating_add(1)
            } else {
                0
            };
        } else {
            self.asks = self.asks.saturating_add(1);
        }
    }

    fn succeed(&mut self) {
        (self.asks, self.logins, self.repeats, self.stale) = (0, 0, 0, 0);
        self.undelivered = None;
        self.successes = self.successes.saturating_add(1);
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
    (0..agent.len()).filter_map(|i| agent.get(i..)).any(|rest| {
        SCANNERS.iter().any(|name| {
            rest.get(..name.len())
                .is_some_and(|part| part.eq_ignore_ascii_case(name))
        })
    })
}
