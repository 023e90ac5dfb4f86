//! Who is too loud: rates of unproven traffic and failed logins, per source, bounded.
//! It says whether to answer; it never refuses in words, since an answer is what a flood wants.

mod bucket;
mod logins;

pub use logins::{Failure, Standing};

use crate::bounded_map::Generations;
use crate::seed::Seed;
use crate::time::Time;
use bucket::Bucket;
use core::net::{IpAddr, SocketAddr};
use logins::Logins;

/// Unproven requests that a source may send at once, and how many milliseconds later one more.
const BURST: u32 = 400;
const EVERY: u64 = 25;
/// How long a right login makes a source trusted at least, milliseconds.
const TRUST: u64 = 3_600_000;
/// After this long without a loop, milliseconds, the next silence is a short one again.
const FORGIVEN: u64 = 600_000;
/// Stale answers in a row after which the word is not said again.
const STALE_IN_A_ROW: u8 = 2;
/// New requests that a program may send under one Call-ID in two seconds. A phone sends a few; one that
/// loops sends hundreds, as fast as it is answered.
const LOOP: u32 = 100;
const LOOP_TIME: u64 = 2000;
/// How long a looping program is not answered, at first and at most, milliseconds. Unanswered it falls
/// back on its retransmission timer.
const LOOP_SILENCE: u64 = 5000;
const LOOP_SILENCE_MAX: u64 = 60_000;
/// Sources and programs remembered; see [`Guard::BYTES`].
const SOURCES: usize = 1 << 15;
const PROGRAMS: usize = 1 << 15;
const TRUSTED: usize = 1 << 17;

#[derive(Debug, Default)]
struct Source {
    unproven: Bucket,
    searched_at: Time,
    /// Until when it is known to be in [`Guard::trusted`], to save looking.
    trusted_until: Time,
}

/// What is remembered of one address and port: one program.
#[derive(Debug, Default)]
struct Program {
    /// Nonces in a row that could not serve.
    stale: u8,
    /// The Call-ID of its last requests, how many there were, and since when.
    call_id: u64,
    count: u32,
    since: Time,
    /// The Call-ID that loops, until when it is not answered, and how often that has happened. Another
    /// Call-ID is answered: who forges the address does not know the phone's.
    looping: u64,
    silent_until: Time,
    silences: u8,
}

/// The keys under which a sender is remembered: by address, and by address and port.
#[derive(Clone, Copy, Debug)]
pub struct Whose {
    source: u64,
    address: u64,
    program: u64,
}

impl Whose {
    /// The key of the whole address.
    #[must_use]
    pub fn address(self) -> u64 {
        self.address
    }
}

/// Whether both are one source: the same IPv4 address, or of one IPv6 /64.
#[must_use]
pub fn is_same_source(one: IpAddr, other: IpAddr) -> bool {
    match (one, other) {
        (IpAddr::V6(one), IpAddr::V6(other)) => one.octets().get(..8) == other.octets().get(..8),
        _ => one == other,
    }
}

/// Rates and failures by source: one IPv4 address, or one IPv6 /64.
#[derive(Debug)]
pub struct Guard {
    sources: Generations<Source>,
    programs: Generations<Program>,
    /// Until when a source is trusted. Only right logins get in, so that no flood pushes any out.
    trusted: Generations<Time>,
    logins: Logins,
    seed: Seed,
}

impl Guard {
    /// Most memory it takes, in bytes.
    pub const BYTES: usize = Generations::<Source>::bytes(SOURCES)
        + Generations::<Program>::bytes(PROGRAMS)
        + Generations::<Time>::bytes(TRUSTED)
        + Logins::BYTES;

    /// A guard that locks out after `limit` failed attempts, if any number is too many.
    #[must_use]
    pub fn new(seed: Seed, limit: Option<u32>) -> Self {
        Self {
            sources: Generations::new(SOURCES),
            programs: Generations::new(PROGRAMS),
            trusted: Generations::new(TRUSTED),
            logins: Logins::new(limit),
            seed,
        }
    }

    /// Another limit; what has been counted stays.
    pub fn set_limit(&mut self, limit: Option<u32>) {
        self.logins.set_limit(limit);
    }

    /// The keys of the sender; of an IPv6 address the first 64 bits count.
    #[must_use]
    pub fn whose(&self, peer: SocketAddr) -> Whose {
        let port = u64::from(peer.port());
        let source = match peer.ip() {
            IpAddr::V4(ip) => self.seed.hash(&ip.octets()),
            IpAddr::V6(ip) => self.seed.hash(ip.octets().get(..8).unwrap_or_default()),
        };
        let address = match peer.ip() {
            IpAddr::V4(_) => source,
            IpAddr::V6(ip) => self.seed.hash(&ip.octets()),
        };
        // Within one address nobody gains by two ports that share a key; between addresses the keyed
        // hash stands.
        let program = address ^ port.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Whose {
            source,
            address,
            program,
        }
    }

    /// Something of what is remembered of the sender; see [`crate::registrar::Registrar::warm`].
    pub(crate) fn glance(&self, whose: Whose) -> u64 {
        let source = self
            .sources
            .peek(whose.source)
            .map_or(0, |s| s.searched_at.millis());
        let program = self.programs.peek(whose.program);
        source ^ program.map_or(0, |p| p.call_id)
    }

    /// Whether a datagram from the sender is worth reading: false once an untrusted source has used up what
    /// it may send unproven.
    pub fn admits(&mut self, now: Time, whose: Whose) -> bool {
        if self
            .sources
            .peek(whose.source)
            .is_none_or(|s| s.unproven.has_room(BURST))
            || self.is_trusted(now, whose)
        {
            return true;
        }
        let source = self.sources.entry(whose.source);
        source.unproven.refill(now, EVERY);
        source.unproven.has_room(BURST)
    }

    /// Whether a phone has lately registered from there.
    #[must_use]
    pub fn is_trusted(&self, now: Time, whose: Whose) -> bool {
        self.trusted
            .peek(whose.source)
            .is_some_and(|&until| until > now)
    }

    /// Trusts the sender at least until `until`: a phone is registered from there.
    pub fn trust(&mut self, whose: Whose, until: Time) {
        let known = self.trusted.entry(whose.source);
        *known = (*known).max(until);
    }

    /// Counts one answer that needed no proof. False if even a trusted source has had too many.
    pub fn spend(&mut self, now: Time, whose: Whose) -> bool {
        // A trusted source may be an office full of phones: it gets as much again for each.
        let burst = if self.is_trusted(now, whose) {
            BURST * 16
        } else {
            BURST
        };
        let source = self.sources.entry(whose.source);
        source.unproven.refill(now, EVERY);
        source.unproven.take(burst)
    }

    /// Whether logins of the sender are being ignored.
    #[must_use]
    pub fn is_locked(&self, now: Time, whose: Whose) -> bool {
        self.logins.is_locked(now, whose.source)
    }

    /// Which standing a login to the account with the hash `account` is judged by although its source is
    /// locked out: the best it has of those that have not been abused. `None`: it is ignored.
    pub fn admits_beside(
        &mut self,
        now: Time,
        whose: Whose,
        account: u64,
        standing: Standing,
    ) -> Option<Standing> {
        self.logins
            .admits_beside(now, (whose.source, account), standing)
    }

    /// Counts a login that failed although the source showed a nonce given to it; one that only might
    /// come from there is never counted. `beside` is what it was judged by if its source is locked out.
    pub fn fail(
        &mut self,
        now: Time,
        whose: Whose,
        (call_id, account): (u64, u64),
        beside: Option<Standing>,
    ) -> Failure {
        if let Some(standing) = beside {
            self.logins
                .fail_beside(now, (whose.source, account), standing);
        }
        self.logins.fail(now, whose.source, call_id, account)
    }

    /// Counts a wrong login of that account under a nonce that was given to another address.
    pub fn fail_unproven(&mut self, now: Time, whose: Whose, account: u64) {
        self.logins.fail_unproven(now, whose.source, account);
    }

    /// Whether that account, or the sender, has had as many of these as it may: what can be put down to
    /// nobody is not looked at any more.
    #[must_use]
    pub fn is_wary(&self, now: Time, whose: Whose, account: u64) -> bool {
        self.logins.is_wary(now, whose.source, account)
    }

    /// Whether the mistake behind a failure of the sender may be searched for: once a second and source.
    pub fn may_search(&mut self, now: Time, whose: Whose) -> bool {
        let key = whose.source;
        let source = self.sources.entry(key);
        if source.searched_at != Time::default() && now.millis_since(source.searched_at) < 1000 {
            return false;
        }
        source.searched_at = now;
        true
    }

    /// Forgets the failures of the sender: it has just logged in to `account`. If they were of another
    /// account, one is forgotten: who has one account must not guess the next. It is trusted for as long as a phone may
    /// be registered, `longest` seconds, and at least for an hour.
    pub fn succeed(&mut self, now: Time, whose: Whose, account: u64, longest: u32) {
        let span = TRUST.max(u64::from(longest) * 1000);
        let until = |spans: u64| Time::from_millis(now.millis() + spans * span);
        let mut is_trusted = false;
        if let Some(source) = self.sources.peek_mut(whose.source) {
            source.unproven.give_back(2);
            is_trusted = source.trusted_until >= until(1);
            if !is_trusted {
                source.trusted_until = until(2);
            }
        }
        if !is_trusted {
            self.trust(whose, until(2));
        }
        self.logins.succeed(whose.source, account);
        self.end_streak(whose);
    }

    /// Counts a nonce that cannot serve; whether `stale=true` may be said. Some phones would go on for
    /// ever if it always were.
    pub fn may_say_stale(&mut self, whose: Whose) -> bool {
        let key = whose.program;
        let program = self.programs.entry(key);
        program.stale = program.stale.saturating_add(1);
        program.stale <= STALE_IN_A_ROW
    }

    /// Ends a streak of stale nonces: this time one served.
    pub fn end_streak(&mut self, whose: Whose) {
        let key = whose.program;
        if let Some(program) = self.programs.peek_mut(key) {
            program.stale = 0;
        }
    }

    /// Counts one request that is no retransmission; false while its sender is not answered because it
    /// loops. A loop is a fault of a program, no attack: nothing is refused, it is only slowed.
    pub fn is_patient(&mut self, now: Time, whose: Whose, call_id: u64) -> bool {
        let key = whose.program;
        let program = self.programs.entry(key);
        if program.silent_until > now && program.looping == call_id {
            return false;
        }
        if program.call_id != call_id || now.millis_since(program.since) > LOOP_TIME {
            (program.call_id, program.count, program.since) = (call_id, 0, now);
        }
        program.count += 1;
        if program.count <= LOOP {
            return true;
        }
        if now.millis_since(program.silent_until) > FORGIVEN {
            program.silences = 0;
        }
        let silence = (LOOP_SILENCE << program.silences.min(4)).min(LOOP_SILENCE_MAX);
        program.looping = call_id;
        program.silent_until = Time::from_millis(now.millis() + silence);
        program.silences = program.silences.saturating_add(1);
        program.count = 0;
        false
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ACCOUNT: u64 = 77;
    const ATTEMPT: Failure = Failure {
        is_attempt: true,
        locks_out: false,
    };
    const AGAIN: Failure = Failure {
        is_attempt: false,
        locks_out: false,
    };
    const LOCKED_OUT: Failure = Failure {
        is_attempt: true,
        locks_out: true,
    };

    fn guard() -> Guard {
        Guard::new(Seed::new([3; 16]), Some(3))
    }

    fn ip(text: &str) -> Whose {
        guard().whose(SocketAddr::new(text.parse().unwrap(), 5060))
    }

    #[test]
    fn an_unproven_source_is_slowed_and_recovers() {
        let (mut guard, a) = (guard(), ip("192.0.2.1"));
        let t = Time::from_secs(100);
        for _ in 0..BURST {
            assert!(guard.admits(t, a) && guard.spend(t, a));
        }
        assert!(!guard.admits(t, a) && guard.admits(t, ip("192.0.2.2")));
        assert!(guard.admits(t.plus_secs(1), a));
        guard.succeed(t, a, ACCOUNT, 60);
        assert!(guard.admits(t, a), "a right login opens the door");
    }

    #[test]
    fn an_ipv6_source_is_its_64() {
        let mut guard = guard();
        let t = Time::from_secs(100);
        for i in 0..BURST {
            assert!(guard.spend(t, ip(&alloc::format!("2001:db8::{i:x}"))));
        }
        assert!(!guard.admits(t, ip("2001:db8::ffff")) && guard.admits(t, ip("2001:db8:1::1")));
    }

    #[test]
    fn failures_are_counted_by_attempt() {
        let (mut guard, a) = (guard(), ip("192.0.2.1"));
        let t = Time::from_secs(100);
        assert_eq!(guard.fail(t, a, (1, ACCOUNT), None), ATTEMPT);
        for _ in 0..15 {
            assert_eq!(
                guard.fail(t, a, (1, ACCOUNT), None),
                AGAIN,
                "one typo is one failure"
            );
        }
        assert_eq!(guard.fail(t, a, (2, ACCOUNT), None), ATTEMPT);
        assert_eq!(guard.fail(t, a, (3, ACCOUNT), None), LOCKED_OUT);
        assert!(guard.is_locked(t, a) && !guard.is_locked(t, ip("192.0.2.2")));
        assert!(!guard.is_locked(t.plus_secs(300), a));
        guard.succeed(t, a, ACCOUNT, 60);
        assert_eq!(
            guard.fail(t.plus_secs(301), a, (4, ACCOUNT), None),
            ATTEMPT,
            "success resets"
        );
    }

    #[test]
    fn a_loop_is_slowed_and_longer_each_time() {
        let mut guard = guard();
        let peer = ip("192.0.2.1");
        let mut t = Time::from_secs(100);
        for silence in [5, 10, 20, 40, 60, 60] {
            let answered = (0..1000).filter(|_| guard.is_patient(t, peer, 7)).count();
            assert_eq!(answered, 100);
            assert!(!guard.is_patient(t.plus_secs(silence - 1), peer, 7));
            t = t.plus_secs(silence);
        }
        let other = super::tests::guard().whose("192.0.2.1:5061".parse().unwrap());
        assert!(
            guard.is_patient(t, other, 7),
            "its neighbour is another program"
        );
    }

    #[test]
    fn many_phones_behind_one_port_are_no_loop() {
        let mut guard = guard();
        let peer = ip("192.0.2.1");
        let t = Time::from_secs(100);
        assert!((0..10_000).all(|i| guard.is_patient(t, peer, i % 50)));
    }

    #[test]
    fn phones_behind_one_address_do_not_count_for_each_other() {
        let (mut guard, a) = (guard(), ip("192.0.2.1"));
        let t = Time::from_secs(100);
        let counted = (0..30)
            .filter(|i| guard.fail(t, a, (i % 2, ACCOUNT), None) != AGAIN)
            .count();
        assert_eq!(counted, 2);
    }

    #[test]
    fn one_account_does_not_pay_for_guesses_at_another() {
        let (mut guard, a) = (guard(), ip("192.0.2.1"));
        let t = Time::from_secs(100);
        let mut locked = false;
        for call in 0..6 {
            locked |= guard.fail(t, a, (call, 1001), None) == LOCKED_OUT;
            if call % 2 == 1 {
                guard.succeed(t, a, 1002, 60);
            }
        }
        assert!(locked);
    }

    #[test]
    fn stale_is_said_twice_in_a_row() {
        let mut guard = guard();
        let peer = ip("192.0.2.1");
        let said: Vec<_> = (0..4).map(|_| guard.may_say_stale(peer)).collect();
        assert_eq!(said, [true, true, false, false]);
        guard.end_streak(peer);
        assert!(guard.may_say_stale(peer));
    }
}
