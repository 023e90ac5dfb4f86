//! How many lines a second the log may have, so that a flood costs counters and not the disk.

use nix::errno::Errno;
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

/// Lines a second for messages, together.
const MESSAGES: u32 = 200;
/// Lines a second for state changes and proven failures: of one source, and together.
const OF_SOURCE: u32 = 10;
const EVENTS: u32 = 400;
/// Lines a minute about answers that do not arrive.
const ANSWERS: usize = 256;

/// What may still be said in this second, and how much was not.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    second: u64,
    messages: u32,
    events: u32,
    sources: HashMap<IpAddr, u32>,
    /// What has been said in this minute about whose answers.
    answers: HashSet<(IpAddr, i32)>,
    /// Lines not said in this second.
    unsaid: u64,
}

impl Budget {
    /// Starts the second `second` if it is another; returns how many lines were not said in the last.
    pub(crate) fn turn(&mut self, second: u64) -> Option<u64> {
        if second == self.second {
            return None;
        }
        let before = std::mem::replace(&mut self.second, second);
        (self.messages, self.events) = (0, 0);
        self.sources.clear();
        if second / 60 != before / 60 {
            self.answers.clear();
        }
        let unsaid = std::mem::take(&mut self.unsaid);
        (unsaid > 0).then_some(unsaid)
    }

    /// Whether `lines` about one message may be said: all or none.
    pub(crate) fn message(&mut self, lines: u32) -> bool {
        let fits = self.messages + lines <= MESSAGES;
        self.messages += if fits { lines } else { 0 };
        self.unsaid += if fits { 0 } else { u64::from(lines) };
        fits
    }

    /// Whether it may be said that answers do not reach `source` for that reason: once a minute.
    pub(crate) fn answer(&mut self, source: IpAddr, why: Errno) -> bool {
        let about = (source, why as i32);
        let is_new = self.answers.len() < ANSWERS && !self.answers.contains(&about);
        is_new && self.message(1) && self.answers.insert(about)
    }

    /// Whether a line about what a source achieved or proved may be said.
    pub(crate) fn event(&mut self, source: IpAddr) -> bool {
        let fits = self.events < EVENTS && {
            let said = self.sources.entry(source).or_default();
            *said += 1;
            *said <= OF_SOURCE
        };
        self.events += u32::from(fits);
        self.unsaid += u64::from(!fits);
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_shown_whole_or_not_and_the_rest_is_counted() {
        let mut budget = Budget::default();
        let shown = (0..100).filter(|_| budget.message(5)).count();
        assert_eq!(shown, 40);
        assert_eq!(budget.turn(1), Some(300));
        assert_eq!(budget.turn(1), None);
        assert!(budget.message(5));
    }

    #[test]
    fn answers_that_do_not_arrive_are_told_once_a_minute_and_source() {
        let mut budget = Budget::default();
        let (a, b) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        budget.turn(60);
        assert!(budget.answer(a, Errno::ECONNREFUSED));
        assert!(budget.answer(a, Errno::EPERM));
        assert!(budget.answer(b, Errno::EPERM));
        budget.turn(119);
        assert!(!budget.answer(a, Errno::EPERM));
        budget.turn(120);
        assert!(budget.answer(a, Errno::EPERM));
    }

    #[test]
    fn one_source_cannot_use_up_what_others_have_to_say() {
        let mut budget = Budget::default();
        let (a, b) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        assert_eq!((0..1000).filter(|_| budget.event(a)).count(), 10);
        assert!(budget.event(b));
    }
}
