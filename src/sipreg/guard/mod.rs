//! Defence against floods and guesses, in bounded memory. It is asked whether a datagram may be read and
//! whether a login may be checked, and is told what came of it. It never refuses in words, because an
//! answer is what a flood wants.
//!
//! The rule for logins, in one paragraph: ten failed attempts from one address within ten minutes, and its
//! logins are ignored for five minutes. Strangers together, wherever they are, get a hundred wrong logins
//! checked for one extension, and then one a second. Neither stops the owner of an extension: a login from
//! an address where that extension is registered, or one that continues a registration of the last seven
//! days (its Call-ID or instance), has an allowance of its own.
//!
//! Nothing is remembered under a name that a stranger chooses. Counts are kept in fixed arrays; each
//! source or account has two places, found by keyed hashes, and the lesser of the two counts. A stranger
//! who shares both places with attackers pays for them: fewer than one in a hundred under 10,000
//! attacking addresses. An owner never does.

mod counts;

use crate::seed::{Seed, join, place_of};
use crate::sender::Sender;
use crate::time::Time;
use core::net::SocketAddr;
use counts::{Rates, Windows};

/// Unproven answers that a source may cause at once, and milliseconds until it may cause one more.
const UNPROVEN: u64 = 400;
const UNPROVEN_EVERY: u64 = 25;
/// How many times as many a source may cause where phones are registered: it may be a whole office.
const AT_HOME: u64 = 16;
/// Wrong logins of strangers that are checked for one account at once, and milliseconds until one more is.
const STRANGERS: u64 = 100;
const STRANGERS_EVERY: u64 = 1000;
/// The same for one owner: the most persistent phone sends fifteen in a burst.
const OWNER: u64 = 20;
const OWNER_EVERY: u64 = 60_000;
/// Failed attempts are counted over this time, seconds.
const FAILURES: u64 = 600;
/// How long they then lock a source out, seconds.
pub const LOCKOUT: u64 = 300;
/// One attempt is what a phone sends under one Call-ID in this time, seconds, up to so many logins.
const ATTEMPT: u64 = 10;
const OF_ATTEMPT: u64 = 16;
/// The limit of an account is reported again after this time, milliseconds.
const REPORT_EVERY: u64 = 600_000;
/// New requests that a phone may send under one Call-ID in two seconds. A phone sends a few; one that
/// loops sends hundreds, as fast as it is answered.
const LOOP: u32 = 100;
const LOOP_TIME: u64 = 2000;
/// How long a looping phone is not answered, at first and at most, milliseconds. Without an answer it
/// falls back on its retransmission timer.
const LOOP_SILENCE: u64 = 5000;
const LOOP_SILENCE_MAX: u64 = 60_000;
/// After this time without a loop, milliseconds, the next silence is a short one again.
const FORGIVEN: u64 = 600_000;
/// Places of the tables. See the module's documentation for the size of the first two.
const SOURCES: usize = 1 << 18;
const ACCOUNTS: usize = 1 << 15;
const OWNERS: usize = 1 << 15;
const ATTEMPTS: usize = 1 << 16;
const LOOPS: usize = 1 << 10;

/// By what right a login may be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// As anybody's.
    Stranger,
    /// As an owner's, by the allowance with this key.
    Owner(u64),
}

/// Why a login is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Too many failed attempts came from its source.
    Source,
    /// Strangers have had as many wrong logins checked for its account as they may.
    Account,
}

/// What a failed login counts for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// It is a new attempt, worth a line of the log, and not more of one that has been counted.
    pub is_new: bool,
    /// It was the last that its source may make: logins from there are ignored from now on.
    pub locks_out: bool,
    /// From now on strangers get only one login a second checked for this account.
    pub limits_account: bool,
}

/// One Call-ID of one phone that may loop.
#[derive(Clone, Copy, Debug, Default)]
struct Loop {
    key: u64,
    count: u32,
    silences: u8,
    since: Time,
    silent_until: Time,
}

/// Rates and failures by source and account.
#[derive(Debug)]
pub struct Guard {
    seed: Seed,
    unproven: Rates,
    failures: Windows,
    lockouts: Windows,
    strangers: Rates,
    owners: Rates,
    attempts: Windows,
    reported: Rates,
    loops: alloc::vec::Vec<Loop>,
}

impl Guard {
    /// Memory it takes at most, in bytes.
    pub const BYTES: usize =
        8 * (3 * SOURCES + 2 * ACCOUNTS + OWNERS + ATTEMPTS) + LOOPS * size_of::<Loop>();

    /// Nothing counted yet; `seed` keys its tables.
    pub fn new(seed: Seed) -> Self {
        Self {
            seed,
            unproven: Rates::new(SOURCES, UNPROVEN_EVERY),
            failures: Windows::new(SOURCES, FAILURES),
            lockouts: Windows::new(SOURCES, LOCKOUT),
            strangers: Rates::new(ACCOUNTS, STRANGERS_EVERY),
            owners: Rates::new(OWNERS, OWNER_EVERY),
            attempts: Windows::new(ATTEMPTS, ATTEMPT),
            reported: Rates::new(ACCOUNTS, REPORT_EVERY),
            loops: alloc::vec![Loop::default(); LOOPS],
        }
    }

    /// The keys of `peer`.
    pub fn sender(&self, peer: SocketAddr) -> Sender {
        Sender::new(self.seed, peer)
    }

    /// The first question: may a datagram of `sender` be read? Not once its source has caused as many
    /// unproven answers as it may; `is_home` tells whether a phone is registered from there.
    pub fn may_read(&self, now: Time, sender: Sender, is_home: impl FnOnce() -> bool) -> bool {
        self.unproven.has_room(now, sender.source, UNPROVEN) || is_home()
    }

    /// Counts an answer to a request that proved nothing; whether it may be sent.
    pub fn spend_unproven(
        &mut self,
        now: Time,
        sender: Sender,
        is_home: impl FnOnce() -> bool,
    ) -> bool {
        let source = sender.source;
        self.unproven.spend(now, source, UNPROVEN)
            || (is_home() && self.unproven.spend(now, source, UNPROVEN * AT_HOME))
    }

    /// The second question: may this login as `account` be checked, and by what right? `owned` tells what
    /// makes its sender an owner, the best first: the Call-ID or instance of a registration, which a neighbour
    /// behind the same address does not know, or the source. It is asked only if a stranger's login would be
    /// ignored.
    ///
    /// # Errors
    /// The [`Limit`] because of which it is ignored.
    pub fn may_check<O: IntoIterator<Item = u64>>(
        &self,
        now: Time,
        sender: Sender,
        account: u64,
        owned: impl FnOnce() -> O,
    ) -> Result<Permit, Limit> {
        let limit = if self.is_locked(now, sender) {
            Limit::Source
        } else if self.strangers.has_room(now, account, STRANGERS) {
            return Ok(Permit::Stranger);
        } else {
            Limit::Account
        };
        owned()
            .into_iter()
            .map(|key| join(account, key))
            .find(|key| self.owners.has_room(now, *key, OWNER))
            .map(Permit::Owner)
            .ok_or(limit)
    }

    /// It is told: the login that was checked by `permit` was wrong. After `limit` failed attempts its source is
    /// locked out; `None`: never.
    pub fn failed(
        &mut self,
        now: Time,
        sender: Sender,
        account: u64,
        call_id: u64,
        permit: Permit,
        limit: Option<u32>,
    ) -> Attempt {
        let mut attempt = Attempt {
            is_new: self.begin_attempt(now, sender, call_id),
            ..Attempt::default()
        };
        match permit {
            Permit::Owner(key) => {
                self.owners.spend(now, key, OWNER);
            }
            Permit::Stranger => {
                self.strangers.spend(now, account, STRANGERS);
                attempt.limits_account = !self.strangers.has_room(now, account, STRANGERS)
                    && self.reported.spend(now, account, 1);
            }
        }
        if attempt.is_new {
            let failures = self.failures.add(now, sender.source);
            let is_last = limit.is_some_and(|limit| failures >= limit.into());
            if is_last && !self.is_locked(now, sender) {
                attempt.locks_out = true;
                self.lockouts.add(now, sender.source);
                self.failures.end(sender.source);
            }
        }
        attempt
    }

    /// Counts a failure under its Call-ID; whether it begins an attempt: it is the first in ten seconds,
    /// or one more than any phone sends in that time.
    fn begin_attempt(&mut self, now: Time, sender: Sender, call_id: u64) -> bool {
        let key = join(sender.source, call_id);
        if self.attempts.count(now, key) >= OF_ATTEMPT {
            self.attempts.end(key);
        }
        self.attempts.add(now, key) == 1
    }

    /// Whether logins from the source of `sender` are being ignored.
    pub fn is_locked(&self, now: Time, sender: Sender) -> bool {
        self.lockouts.count(now, sender.source) > 0
    }

    /// Counts one request that is not a retransmission; false while its phone is not answered because it
    /// loops. A loop is a fault and not an attack: nothing is refused, it is only slowed.
    pub fn count_request(&mut self, now: Time, sender: Sender, call_id: u64) -> bool {
        let key = join(sender.flow, call_id);
        let entry = &mut self.loops[place_of(key, LOOPS)];
        if entry.key != key {
            *entry = Loop {
                key,
                ..Loop::default()
            };
        }
        if entry.silent_until > now {
            return false;
        }
        if now.millis_since(entry.since) > LOOP_TIME {
            (entry.count, entry.since) = (0, now);
        }
        entry.count += 1;
        if entry.count <= LOOP {
            return true;
        }
        if now.millis_since(entry.silent_until) > FORGIVEN {
            entry.silences = 0;
        }
        let silence = (LOOP_SILENCE << entry.silences.min(4)).min(LOOP_SILENCE_MAX);
        entry.silent_until = Time::from_millis(now.millis() + silence);
        entry.silences = entry.silences.saturating_add(1);
        entry.count = 0;
        false
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ACCOUNT: u64 = 77;
    const NEW: Attempt = Attempt {
        is_new: true,
        locks_out: false,
        limits_account: false,
    };
    const AGAIN: Attempt = Attempt {
        is_new: false,
        ..NEW
    };
    const LAST: Attempt = Attempt {
        locks_out: true,
        ..NEW
    };

    fn guard() -> Guard {
        Guard::new(Seed::new([3; 16]))
    }

    fn at(ip: &str) -> Sender {
        Sender::new(
            Seed::new([3; 16]),
            SocketAddr::new(ip.parse().unwrap(), 5060),
        )
    }

    fn t(secs: u64) -> Time {
        Time::from_secs(secs)
    }

    fn none() -> [u64; 0] {
        []
    }

    /// A wrong login as a stranger; what it counts for, or `None` if it was ignored.
    fn guess(
        guard: &mut Guard,
        now: Time,
        from: Sender,
        account: u64,
        call_id: u64,
    ) -> Option<Attempt> {
        let permit = guard.may_check(now, from, account, none).ok()?;
        Some(guard.failed(now, from, account, call_id, permit, Some(3)))
    }

    #[test]
    fn its_bound_is_what_its_tables_take() {
        let guard = guard();
        let rates = [
            &guard.unproven,
            &guard.strangers,
            &guard.owners,
            &guard.reported,
        ];
        let windows = [&guard.failures, &guard.lockouts, &guard.attempts];
        let tables = rates.map(|r| r.places.len()).into_iter();
        let places: usize = tables.chain(windows.map(|w| w.places.len())).sum();
        assert_eq!(Guard::BYTES, 8 * places + size_of_val(&*guard.loops));
    }

    #[test]
    fn an_unproven_source_is_slowed_and_recovers() {
        let (mut guard, a) = (guard(), at("192.0.2.1"));
        let now = t(100);
        for _ in 0..UNPROVEN {
            assert!(guard.may_read(now, a, || false) && guard.spend_unproven(now, a, || false));
        }
        assert!(!guard.may_read(now, a, || false));
        assert!(guard.may_read(now, at("192.0.2.2"), || false));
        assert!(
            guard.may_read(now, a, || true),
            "a phone is registered from there"
        );
        assert!(guard.spend_unproven(now, a, || true) && !guard.spend_unproven(now, a, || false));
        assert!(guard.may_read(t(101), a, || false));

        let office = at("192.0.2.9");
        let sent = (0..10_000).filter(|_| guard.spend_unproven(now, office, || true));
        assert_eq!(sent.count() as u64, UNPROVEN * AT_HOME);
    }

    #[test]
    fn an_allowance_comes_back_to_the_millisecond() {
        let (mut guard, a) = (guard(), at("192.0.2.1"));
        let start = 100_000;
        for _ in 0..UNPROVEN {
            guard.spend_unproven(Time::from_millis(start), a, || false);
        }
        // Every 49 ms, at one token in 25 ms: nearly two each time, not one.
        let spent = (1..=100).flat_map(|i| [Time::from_millis(start + i * 49); 2]);
        let spent = spent
            .filter(|now| guard.spend_unproven(*now, a, || false))
            .count();
        assert_eq!(spent, 196);
    }

    #[test]
    fn an_ipv6_source_is_its_64() {
        let mut guard = guard();
        for i in 0..UNPROVEN {
            assert!(guard.spend_unproven(t(100), at(&alloc::format!("2001:db8::{i:x}")), || false));
        }
        assert!(!guard.may_read(t(100), at("2001:db8::ffff"), || false));
        assert!(guard.may_read(t(100), at("2001:db8:0:1::1"), || false));
    }

    #[test]
    fn failures_are_counted_by_attempt() {
        let (mut guard, a) = (guard(), at("192.0.2.1"));
        let now = t(100);
        assert_eq!(guess(&mut guard, now, a, ACCOUNT, 1), Some(NEW));
        for _ in 0..15 {
            let again = guess(&mut guard, now, a, ACCOUNT, 1);
            assert_eq!(again, Some(AGAIN), "a burst of one phone is one attempt");
        }
        assert_eq!(guess(&mut guard, now, a, ACCOUNT, 2), Some(NEW));
        assert_eq!(guess(&mut guard, now, a, ACCOUNT, 3), Some(LAST));
        assert_eq!(guess(&mut guard, now, a, ACCOUNT, 4), None);
        assert!(guard.is_locked(now, a) && !guard.is_locked(now, at("192.0.2.2")));
        assert!(!guard.is_locked(t(400), a));
        assert_eq!(guess(&mut guard, t(401), a, ACCOUNT, 5), Some(NEW));
    }

    #[test]
    fn more_than_any_phone_sends_under_one_call_id_is_more_attempts() {
        let (mut guard, a) = (guard(), at("192.0.2.1"));
        let new = (0..100).filter(|_| {
            guess(&mut guard, t(100), a, ACCOUNT, 1).is_some_and(|attempt| attempt.is_new)
        });
        assert_eq!(new.count(), 3, "and the source is locked out");
    }

    #[test]
    fn no_limit_locks_nobody_out() {
        let (mut guard, now, a) = (guard(), t(100), at("192.0.2.1"));
        let account = |i| ACCOUNT + i / 50;
        let mut guess = |i| {
            let permit = guard.may_check(now, a, account(i), none);
            permit.map(|permit| guard.failed(now, a, account(i), i, permit, None))
        };
        assert!((0..1000).all(|i| guess(i).is_ok()));
    }

    #[test]
    fn strangers_together_get_one_login_a_second_checked_for_an_account() {
        let mut guard = guard();
        let checked = |guard: &mut Guard, now, first: u32| {
            let from = |i: u32| guard_sender(first + i);
            (0..10_000)
                .filter(|i| guess(guard, now, from(*i), ACCOUNT, u64::from(*i)).is_some())
                .count()
        };
        assert_eq!(checked(&mut guard, t(100), 0), 100);
        assert_eq!(checked(&mut guard, t(160), 10_000), 60);
        assert!(guess(&mut guard, t(160), guard_sender(99_999), ACCOUNT + 1, 1).is_some());
    }

    fn guard_sender(n: u32) -> Sender {
        let ip = core::net::Ipv4Addr::from(0x0b00_0000 + n);
        Sender::new(Seed::new([3; 16]), SocketAddr::new(ip.into(), 5060))
    }

    #[test]
    fn the_limit_of_an_account_is_reported_once() {
        let mut guard = guard();
        let said = |guard: &mut Guard, now| {
            (0..500)
                .filter_map(|i| guess(guard, now, guard_sender(i), ACCOUNT, u64::from(i)))
                .filter(|attempt| attempt.limits_account)
                .count()
        };
        assert_eq!(said(&mut guard, t(100)), 1);
        assert_eq!(said(&mut guard, t(200)), 0);
        assert_eq!(said(&mut guard, t(800)), 1);
    }

    #[test]
    fn an_owner_is_checked_although_strangers_are_not() {
        let (mut guard, office) = (guard(), at("192.0.2.1"));
        let now = t(100);
        for i in 0..3 {
            guess(&mut guard, now, office, 1, i);
        }
        for i in 0..200 {
            guess(&mut guard, now, guard_sender(i), ACCOUNT, u64::from(i));
        }
        assert_eq!(
            guard.may_check(now, office, ACCOUNT, none),
            Err(Limit::Source)
        );
        let at_home = || [office.source];
        let permit = guard.may_check(now, office, ACCOUNT, at_home).unwrap();
        assert!(matches!(permit, Permit::Owner(_)));
        for i in 0..OWNER {
            let permit = guard.may_check(now, office, ACCOUNT, at_home).unwrap();
            guard.failed(now, office, ACCOUNT, i, permit, Some(3));
        }
        assert_eq!(
            guard.may_check(now, office, ACCOUNT, at_home),
            Err(Limit::Source)
        );
        let continues = || [5];
        assert!(
            guard.may_check(now, office, ACCOUNT, continues).is_ok(),
            "what a neighbour guessed does not count against the phone itself"
        );
        assert!(guard.may_check(t(161), office, ACCOUNT, at_home).is_ok());
    }

    #[test]
    fn under_ten_thousand_attackers_fewer_than_one_stranger_in_a_hundred_pays() {
        let mut guard = guard();
        for i in 0..10_000 {
            for call_id in 0..3 {
                guess(&mut guard, t(100), guard_sender(i), u64::from(i), call_id);
            }
        }
        let bystanders = 10_000..110_000;
        let locked = bystanders.filter(|i| guard.is_locked(t(100), guard_sender(*i)));
        let locked = locked.count();
        assert!(locked < 1000, "{locked} of 100000");
    }

    #[test]
    fn a_loop_is_slowed_and_longer_each_time() {
        let mut guard = guard();
        let phone = at("192.0.2.1");
        let mut now = t(100);
        for silence in [5, 10, 20, 40, 60, 60] {
            let answered = (0..1000)
                .filter(|_| guard.count_request(now, phone, 7))
                .count();
            assert_eq!(answered, 100);
            assert!(!guard.count_request(now.plus_secs(silence - 1), phone, 7));
            now = now.plus_secs(silence);
        }
        let other = super::tests::guard().sender("192.0.2.1:5061".parse().unwrap());
        assert!(
            guard.count_request(now, other, 7),
            "another port is another phone"
        );
        assert!(
            guard.count_request(now, phone, 8),
            "another Call-ID is answered"
        );
    }

    #[test]
    fn a_loop_is_a_hundred_in_two_seconds_and_forgiven_after_ten_minutes() {
        let phone = at("192.0.2.1");
        let millis = Time::from_millis;
        let after = |pause| {
            let mut guard = guard();
            assert!((0..LOOP).all(|_| guard.count_request(t(100), phone, 7)));
            guard.count_request(millis(100_000 + pause), phone, 7)
        };
        assert!(!after(LOOP_TIME) && after(LOOP_TIME + 1));

        let silence_after = |pause| {
            let mut guard = guard();
            let mut begin = |at| while guard.count_request(millis(at), phone, 7) {};
            begin(100_000);
            let again = 100_000 + LOOP_SILENCE + pause;
            begin(again);
            let mut silent =
                (1..).take_while(|s| !guard.count_request(t(again / 1000 + s), phone, 7));
            silent.by_ref().count()
        };
        assert_eq!(silence_after(FORGIVEN), 9);
        assert_eq!(silence_after(FORGIVEN + 1), 5);
    }

    #[test]
    fn many_phones_behind_one_port_are_no_loop() {
        let mut guard = guard();
        let proxy = at("192.0.2.1");
        assert!((0..5000).all(|i| guard.count_request(t(100), proxy, crate::seed::spread(i % 50))));
    }
}
