//! Logins that failed, by source: how many are judged, and which are when the source is locked out.

use super::bucket::Bucket;
use crate::bounded_map::Generations;
use crate::time::Time;

/// Failures are counted over this time, and lock out for that; milliseconds.
const WINDOW: u64 = 600_000;
const LOCKOUT: u64 = 300_000;
/// One attempt is what a phone sends under one Call-ID in this time, milliseconds.
const ATTEMPT: u64 = 10_000;
/// Failures under one Call-ID that still are one attempt: the most persistent phone sends 15.
const OF_ATTEMPT: u8 = 16;
/// Right logins of neighbours wipe attempts away. Wrong ones have this measure besides, which nothing
/// wipes away: as many as the attempts allow, and one more every so many milliseconds.
const TRY_EVERY: u64 = 2000;
/// The same for logins to accounts that have a phone at a source that is locked out.
const BESIDE: u32 = 60;
const BESIDE_EVERY: u64 = 4000;
/// Wrong logins in a window: of one account by one standing; of one account, or by one source, under a
/// nonce of another address.
const OF_STANDING: u32 = 10;
const UNPROVEN: u32 = 10;
const UNPROVEN_OF_SOURCE: u32 = 60;
/// Call-IDs of failures remembered of a source.
const ATTEMPTS: usize = 4;
/// Sources and accounts remembered. Only who holds his address gets among the first two.
const SOURCES: usize = 1 << 14;
const STANDINGS: usize = 1 << 13;
const STRANGERS: usize = 1 << 14;

/// What a failed login leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// It is a new attempt, worth its log line, and not more of one that has been counted.
    pub is_attempt: bool,
    /// It was the last that was allowed: logins of this source are ignored from now on.
    pub locks_out: bool,
}

/// What tells a login from a source that is locked out from one of a stranger there, the better the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The account has a phone registered from the same source.
    Source,
    /// It would refresh a contact of such a phone. A stranger can only guess what that is.
    Contact,
    /// It comes from the very port of such a phone, or under its Call-ID. A stranger cannot have the one,
    /// and does not learn the other but on the wire.
    Flow,
}

impl Standing {
    const BEST_FIRST: [Self; 3] = [Self::Flow, Self::Contact, Self::Source];

    fn key(self, (source, account): (u64, u64)) -> u64 {
        let number = self as u64 + 1;
        source.rotate_left(23) ^ account ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// A login that failed, once or in a burst.
#[derive(Clone, Copy, Debug, Default)]
struct Attempt {
    call_id: u64,
    since: Time,
    failures: u8,
}

/// What is remembered of a source whose logins failed.
#[derive(Debug, Default)]
struct Culprit {
    failures: u32,
    /// The account of the last of them, by its hash.
    failed: u64,
    first_failure: Time,
    locked_until: Time,
    /// The Call-IDs that failed last, so that phones behind one address do not count for each other.
    attempts: [Attempt; ATTEMPTS],
    /// Wrong logins that were judged, and those of them while it was locked out.
    tries: Bucket,
    beside: Bucket,
}

impl Culprit {
    /// Whether this failure is a new attempt.
    fn is_attempt(&mut self, now: Time, call_id: u64) -> bool {
        let same = |a: &&mut Attempt| a.call_id == call_id && now.millis_since(a.since) < ATTEMPT;
        if let Some(attempt) = self.attempts.iter_mut().find(same)
            && attempt.failures < OF_ATTEMPT
        {
            attempt.failures += 1;
            return false;
        }
        self.attempts.rotate_right(1);
        if let Some(latest) = self.attempts.first_mut() {
            *latest = Attempt {
                call_id,
                since: now,
                failures: 1,
            };
        }
        true
    }
}

/// How many wrong logins there were in a window.
#[derive(Debug, Default)]
struct Wrongs {
    count: u32,
    since: Time,
}

impl Wrongs {
    fn add(&mut self, now: Time) {
        if now.millis_since(self.since) > WINDOW {
            (self.count, self.since) = (0, now);
        }
        self.count = self.count.saturating_add(1);
    }

    fn are(&self, now: Time, limit: u32) -> bool {
        self.count >= limit && now.millis_since(self.since) <= WINDOW
    }
}

/// Failed logins by source and account.
#[derive(Debug)]
pub(super) struct Logins {
    culprits: Generations<Culprit>,
    standings: Generations<Wrongs>,
    strangers: Generations<Wrongs>,
    limit: Option<u32>,
}

impl Logins {
    pub(super) const BYTES: usize = Generations::<Culprit>::bytes(SOURCES)
        + Generations::<Wrongs>::bytes(STANDINGS)
        + Generations::<Wrongs>::bytes(STRANGERS);

    pub(super) fn new(limit: Option<u32>) -> Self {
        Self {
            culprits: Generations::new(SOURCES),
            standings: Generations::new(STANDINGS),
            strangers: Generations::new(STRANGERS),
            limit,
        }
    }

    pub(super) fn set_limit(&mut self, limit: Option<u32>) {
        self.limit = limit;
    }

    pub(super) fn is_locked(&self, now: Time, source: u64) -> bool {
        self.culprits
            .peek(source)
            .is_some_and(|c| c.locked_until > now)
    }

    pub(super) fn admits_beside(
        &mut self,
        now: Time,
        whose: (u64, u64),
        standing: Standing,
    ) -> Option<Standing> {
        let has_room = self.culprits.peek_mut(whose.0).is_none_or(|culprit| {
            culprit.beside.refill(now, BESIDE_EVERY);
            culprit.beside.has_room(BESIDE)
        });
        let is_open = |s: &Standing| {
            let abused = self.standings.peek(s.key(whose));
            *s <= standing
                && (has_room || *s == Standing::Flow)
                && abused.is_none_or(|w| !w.are(now, OF_STANDING))
        };
        Standing::BEST_FIRST.into_iter().find(is_open)
    }

    pub(super) fn fail_beside(&mut self, now: Time, whose: (u64, u64), standing: Standing) {
        self.standings.entry(standing.key(whose)).add(now);
        if standing != Standing::Flow {
            self.culprits.entry(whose.0).beside.take(BESIDE);
        }
    }

    pub(super) fn fail(&mut self, now: Time, source: u64, call_id: u64, account: u64) -> Failure {
        let culprit = self.culprits.entry(source);
        let is_attempt = culprit.is_attempt(now, call_id);
        if is_attempt {
            if culprit.failures == 0 || now.millis_since(culprit.first_failure) > WINDOW {
                (culprit.failures, culprit.first_failure) = (0, now);
            }
            culprit.failures += 1;
            culprit.failed = account;
        }
        culprit.tries.refill(now, TRY_EVERY);
        let locks_out = self.limit.is_some_and(|limit| {
            let tries = limit.saturating_mul(OF_ATTEMPT.into());
            let is_last = !culprit.tries.take(tries) || culprit.failures >= limit;
            is_last && culprit.locked_until <= now
        });
        if locks_out {
            culprit.locked_until = Time::from_millis(now.millis() + LOCKOUT);
            culprit.failures = 0;
        }
        Failure {
            is_attempt,
            locks_out,
        }
    }

    pub(super) fn fail_unproven(&mut self, now: Time, source: u64, account: u64) {
        self.strangers.entry(account).add(now);
        self.strangers.entry(source).add(now);
    }

    pub(super) fn is_wary(&self, now: Time, source: u64, account: u64) -> bool {
        let has_had = |key, limit| {
            let wrongs = self.strangers.peek(key);
            wrongs.is_some_and(|w| w.are(now, limit))
        };
        has_had(account, UNPROVEN) || has_had(source, UNPROVEN_OF_SOURCE)
    }

    pub(super) fn succeed(&mut self, source: u64, account: u64) {
        if let Some(culprit) = self.culprits.peek_mut(source) {
            culprit.failures = if culprit.failed == account {
                0
            } else {
                culprit.failures.saturating_sub(1)
            };
        }
    }
}
