//! The messages of an attempt as rungs of a ladder, and who is a stranger.

use crate::sys::host::when::time_of_day;
use crate::sys::json::Json;
use crate::sys::snapshot::{account_of, cause, ip_of, is, list, number, text};
use crate::sys::terminal;
use crate::text::causes;
use crate::text::{Language, Say, outcome, phone as words};
use sipreg::evidence::{Message, is_scanner};
use sipreg::exchange::Outcome;
use std::collections::BTreeSet;
use std::net::IpAddr;
use tinyjson::JsonValue;

/// What to watch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Target {
    #[default]
    Anybody,
    Extension(String),
    Address(IpAddr),
}

impl Target {
    pub(crate) fn extension(&self) -> Option<&str> {
        match self {
            Self::Extension(name) => Some(name),
            _ => None,
        }
    }

    /// As it was given; empty for anybody.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Anybody => String::new(),
            Self::Extension(name) => name.clone(),
            Self::Address(ip) => ip.to_string(),
        }
    }

    /// Whether what comes from `ip` can concern it.
    pub(crate) fn may_be_at(&self, ip: IpAddr) -> bool {
        match self {
            Self::Address(wanted) => *wanted == ip,
            _ => true,
        }
    }
}

/// A message to show.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    message: JsonValue,
    /// When the attempt began that this message goes on with, in milliseconds.
    since: Option<u64>,
    mistake: Option<Say>,
}

impl Shown {
    /// After so long a silence the phone tries again. Milliseconds.
    const PAUSE: u64 = 5000;
    /// Characters of the name of an app, so that a message stays a line.
    const AGENT: usize = 32;

    /// The lines for a person, or the object for a program.
    pub(crate) fn text(&self, language: Language, is_json: bool) -> String {
        if is_json {
            return object(&self.message);
        }
        let [came, said] = self.rungs().map(|rung| rung.text(language));
        let apart = if self.since.is_none() { "\n" } else { "" };
        format!("{apart}{came}\n{said}\n")
    }

    /// What came when, and what was said to it. Only the first message of an attempt has the time of day and the app.
    fn rungs(&self) -> [Say; 2] {
        let message = &self.message;
        let at = number(message, "at");
        let when = match self.since.map(|since| at.saturating_sub(since)) {
            None => time_of_day(at / 1000),
            Some(later) => {
                let later = format!("+{}.{:02} s", later / 1000, later % 1000 / 10);
                format!("{later:>8}")
            }
        };
        let agent = match text(message, "agent") {
            agent if self.since.is_none() && !agent.is_empty() => {
                format!("  ({})", terminal::cut(agent, Self::AGENT))
            }
            _ => String::new(),
        };
        let came = match (is(message, "again"), is(message, "login")) {
            (true, _) => &words::RUNG_AGAIN,
            (_, true) => &words::RUNG_LOGIN,
            _ => &words::RUNG_RECEIVED,
        };
        let outcome = text(message, "outcome");
        let said = match (number(message, "status"), outcome) {
            (0, _) => &words::RUNG_SILENCE,
            (200..300, _) => &words::RUNG_ACCEPTED,
            (_, "challenged" | "stale") => &words::RUNG_CHALLENGED,
            _ => &words::RUNG_REFUSED,
        };
        let outcome = self.mistake.clone().unwrap_or_else(|| in_words(outcome));
        [came, said].map(|words| {
            words
                .with("when", &when)
                .with("from", text(message, "from"))
                .with("method", text(message, "method"))
                .with("user", text(message, "user"))
                .with("status", number(message, "status"))
                .with("outcome", &outcome)
                .with("agent", &agent)
        })
    }

    fn is_of_phone_of(&self, other: &JsonValue) -> bool {
        ["from", "user"]
            .iter()
            .all(|key| text(&self.message, key) == text(other, key))
    }
}

/// So many messages are kept of strangers, and of phones that have failed.
const HELD: usize = 64;

fn keep_last<T>(list: &mut Vec<T>, item: T) {
    list.push(item);
    list.drain(..list.len().saturating_sub(HELD));
}

/// What has been seen so far.
#[derive(Debug, Default)]
pub(crate) struct Ladder {
    /// The last message, shown or held.
    before: Option<Shown>,
    pub(crate) target: Target,
    names: Vec<String>,
    /// The last message taken.
    last: Option<JsonValue>,
    last_user: Option<String>,
    /// The last of strangers, shown when one of them turns out to log in.
    held: Vec<Shown>,
    /// Where requests came from that are not from the watched phone, strangers' among them.
    pub(crate) others: BTreeSet<IpAddr>,
    /// How often strangers sent something.
    pub(crate) noise: u64,
    pub(crate) shown: u64,
    /// The message by which a phone got in.
    pub(crate) success: Option<JsonValue>,
    /// Where the last message of the watched phone came from.
    pub(crate) last_from: Option<IpAddr>,
    /// Of each phone the last attempt, if it was refused, or asked who it is and has not answered; oldest first.
    failed: Vec<JsonValue>,
    /// Datagrams that the service had counted at the last look.
    datagrams: u64,
    /// Datagrams that have come since the first look.
    pub(crate) arrived: u64,
    /// Whether messages may have been forgotten before they were looked at.
    pub(crate) has_missed: bool,
}

impl Ladder {
    /// Watches what comes after the snapshot `before`; `names` are the extensions that exist.
    pub(crate) fn new(target: Target, names: Vec<String>, before: &JsonValue) -> Self {
        Self {
            target,
            names,
            last: list(before, "recent").last().cloned(),
            datagrams: number(before, "datagrams"),
            ..Self::default()
        }
    }

    /// The extension that the verdict is about.
    pub(crate) fn name(&self) -> Option<String> {
        let chosen = self.target.extension().map(str::to_owned);
        let failed = || Some(text(self.failed()?, "user").to_owned());
        let chosen = chosen.or_else(failed).filter(|name| !name.is_empty());
        chosen.or_else(|| self.last_user.clone())
    }

    /// The last attempt that failed, of a phone that has not got in since.
    pub(crate) fn failed(&self) -> Option<&JsonValue> {
        self.of_phones().next_back().or(self.failed.last())
    }

    /// Those that are not a scanner's.
    fn of_phones(&self) -> impl DoubleEndedIterator<Item = &JsonValue> {
        let failed = self.failed.iter();
        failed.filter(|m| !is_scanner(text(m, "agent").as_bytes()))
    }

    /// Takes the messages of a snapshot that have come since the last one.
    pub(crate) fn climb(&mut self, json: &JsonValue) -> Vec<Shown> {
        let datagrams = number(json, "datagrams");
        // A service that was restarted counts from zero again.
        self.arrived += datagrams.checked_sub(self.datagrams).unwrap_or(datagrams);
        self.datagrams = datagrams;
        // The service keeps so many. If all are new, others may have been in between.
        let recent = list(json, "recent");
        let last = recent.iter().rposition(|m| Some(m) == self.last.as_ref());
        self.has_missed |= recent.len() >= Message::KEPT && last.is_none();
        self.last = recent.last().cloned();
        let mut shown = Vec::new();
        for message in recent.iter().skip(last.map_or(0, |known| known + 1)) {
            if self.success.is_none() {
                shown.extend(self.take(json, message));
            }
        }
        shown
    }

    fn shown(&mut self, json: &JsonValue, message: &JsonValue) -> Shown {
        let at = number(message, "at");
        let before = self.before.take();
        let begun = before.as_ref().and_then(|before| {
            let last = number(&before.message, "at");
            let goes_on = before.is_of_phone_of(message) && at < last + Shown::PAUSE;
            goes_on.then_some(before.since.unwrap_or(last))
        });
        let is_wrong = text(message, "outcome") == "wrong-login";
        let shown = Shown {
            message: message.clone(),
            since: begun,
            mistake: mistake(json, message).filter(|_| is_wrong),
        };
        self.before = Some(shown.clone());
        shown
    }

    fn note_end(&mut self, message: &JsonValue) {
        let status = number(message, "status");
        let is_success = (200..300).contains(&status);
        let is_failure = status >= 400 || text(message, "outcome") == "locked-out";
        if is_success || is_failure {
            // Between the two messages of an attempt its port may change.
            let is_of = |m: &JsonValue| (text(m, "user").to_owned(), ip_of(m));
            self.failed.retain(|failed| is_of(failed) != is_of(message));
        }
        if is_failure {
            keep_last(&mut self.failed, message.clone());
        }
    }

    /// What a stranger sent before logging in with `login`.
    fn release(&mut self, login: &JsonValue) -> Vec<Shown> {
        let is_theirs = |held: &mut Shown| held.is_of_phone_of(login);
        let theirs: Vec<_> = self.held.extract_if(.., is_theirs).collect();
        self.noise -= theirs.len() as u64;
        theirs
    }

    fn take(&mut self, json: &JsonValue, message: &JsonValue) -> Vec<Shown> {
        let user = text(message, "user");
        let Some(ip) = ip_of(message) else {
            return Vec::new();
        };
        let is_login = is(message, "login");
        let is_known = self.names.iter().any(|n| n == user) || account_of(json, user).is_some();
        // A test of ours is shown, but it is not the phone.
        let is_probe = is(message, "probe");
        let concerns = match &self.target {
            Target::Anybody => is_known || is_login,
            Target::Extension(name) => user == name,
            Target::Address(wanted) => *wanted == ip,
        };
        let it = self.shown(json, message);
        if !concerns || is_probe {
            self.others.insert(ip);
            if concerns {
                return vec![it];
            }
            if !is_known && !is_login && !is_probe {
                self.noise += 1;
                keep_last(&mut self.held, it);
            }
            return Vec::new();
        }
        let mut shown = self.release(message);
        shown.push(it);
        self.shown += 1;
        self.last_from = Some(ip);
        if !user.is_empty() {
            self.last_user = Some(user.to_owned());
        }
        if text(message, "method") == "REGISTER" {
            self.note_end(message);
        }
        let outcome = text(message, "outcome");
        // Of many phones one always renews; who has seen one phone of an extension fail waits for that.
        let is_awaited = self.target != Target::Anybody && self.of_phones().next().is_none();
        if outcome == "registered" || (outcome == "refreshed" && is_awaited) {
            self.success = Some(message.clone());
        }
        shown
    }
}

/// The mistake behind a wrong login, where the service has found it.
fn mistake(json: &JsonValue, message: &JsonValue) -> Option<Say> {
    let mut causes = list(account_of(json, text(message, "user"))?, "causes").iter();
    let from = causes.find(|cause| text(cause, "from") == text(message, "from"))?;
    Some(causes::brief(&cause(from)?))
}

/// The message for a program.
fn object(message: &JsonValue) -> String {
    let mut message = message.clone();
    if let JsonValue::Object(members) = &mut message {
        members.insert("event".to_owned(), "message".to_owned().into());
    }
    format!("{}\n", Json::from(&message))
}

/// The outcome of that name, in words.
fn in_words(name: &str) -> Say {
    let known = Outcome::ALL.into_iter().find(|o| o.name() == name);
    known.map_or_else(|| Say::verbatim(name), |outcome| outcome::of(&outcome))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn message(at: u64, user: &str, status: u16, outcome: &str, login: bool) -> String {
        format!(
            "{{\"at\":{at},\"from\":\"198.51.100.7:1\",\"method\":\"REGISTER\",\"user\":\"{user}\",\"status\":{status},\
             \"outcome\":\"{outcome}\",\"agent\":\"Z\",\"login\":{login},\"again\":false}}"
        )
    }

    fn snapshot(messages: &[String]) -> JsonValue {
        format!("{{\"recent\":[{}]}}", messages.join(","))
            .parse()
            .unwrap()
    }

    fn ladder(target: Target) -> Ladder {
        let before = snapshot(&[message(1000, "1001", 401, "challenged", false)]);
        Ladder::new(target, vec!["1001".into(), "1002".into()], &before)
    }

    #[test]
    fn each_message_is_shown_once_also_within_one_millisecond() {
        let mut ladder = ladder(Target::Anybody);
        let mut messages = vec![
            message(1000, "1001", 401, "challenged", false),
            message(1500, "1001", 401, "challenged", false),
        ];
        assert_eq!(ladder.climb(&snapshot(&messages)).len(), 1);
        assert_eq!(ladder.climb(&snapshot(&messages)).len(), 0);
        messages.push(message(1500, "1001", 401, "wrong-login", true));
        messages.push(message(1600, "1001", 200, "registered", true));
        assert_eq!(ladder.climb(&snapshot(&messages)).len(), 2);
        assert!(ladder.success.is_some());
        assert_eq!(ladder.name().as_deref(), Some("1001"));
    }

    #[test]
    fn what_was_forgotten_before_it_was_looked_at_is_noticed() {
        let flood = |from: u64| -> Vec<String> {
            (0..256)
                .map(|n| message(from + n, "1001", 401, "challenged", false))
                .collect()
        };
        let mut ladder = ladder(Target::Anybody);
        ladder.climb(&snapshot(&flood(900)));
        assert!(!ladder.has_missed, "the first of them is known");
        ladder.climb(&snapshot(&flood(5000)));
        assert!(ladder.has_missed);
    }

    #[test]
    fn strangers_are_counted_and_not_shown() {
        let mut ladder = ladder(Target::Anybody);
        let messages = [
            message(1500, "100", 401, "challenged", false),
            message(1501, "101", 401, "challenged", false),
        ];
        assert!(ladder.climb(&snapshot(&messages)).is_empty());
        assert_eq!((ladder.noise, ladder.name()), (2, None));
    }

    #[test]
    fn a_stranger_who_logs_in_is_shown_from_his_first_message_on() {
        let mut ladder = ladder(Target::Anybody);
        let first = message(1500, "7777", 401, "challenged", false);
        assert!(
            ladder
                .climb(&snapshot(std::slice::from_ref(&first)))
                .is_empty()
        );
        let login = message(1501, "7777", 401, "unknown-extension", true);
        assert_eq!(ladder.climb(&snapshot(&[first, login])).len(), 2);
        assert_eq!(ladder.noise, 0);
    }

    #[test]
    fn of_many_who_fail_the_last_are_kept() {
        let mut ladder = ladder(Target::Anybody);
        let failures: Vec<String> = (0..200)
            .map(|n| message(1500 + n, &n.to_string(), 401, "wrong-login", true))
            .collect();
        ladder.climb(&snapshot(&failures));
        assert_eq!(
            (ladder.failed.len(), ladder.name().as_deref()),
            (HELD, Some("199"))
        );
    }

    #[test]
    fn who_watches_all_waits_for_more_than_a_renewal() {
        let renewal = [message(1500, "1001", 200, "refreshed", true)];
        for (target, is_end) in [
            (Target::Anybody, false),
            (Target::Extension("1001".into()), true),
        ] {
            let mut ladder = ladder(target);
            ladder.climb(&snapshot(&renewal));
            assert_eq!(ladder.success.is_some(), is_end);
        }
    }

    #[test]
    fn a_test_of_ours_is_shown_and_is_not_the_phone() {
        let mut ladder = ladder(Target::Extension("1001".into()));
        let probe = message(1500, "1001", 401, "wrong-login", true);
        let probe = probe.replace("\"again\":false", "\"again\":false,\"probe\":true");
        assert_eq!(ladder.climb(&snapshot(&[probe])).len(), 1);
        assert_eq!((ladder.shown, ladder.noise, ladder.others.len()), (0, 0, 1));
        assert!(ladder.failed().is_none());
    }

    #[test]
    fn only_the_one_that_is_watched() {
        let messages = [
            message(1500, "1001", 401, "challenged", false),
            message(1501, "1002", 401, "challenged", false),
        ];
        let of = |target| ladder(target).climb(&snapshot(&messages)).len();
        assert_eq!(of(Target::Anybody), 2);
        assert_eq!(of(Target::Extension("1002".into())), 1);
        assert_eq!(of(Target::Address("198.51.100.7".parse().unwrap())), 2);
        assert_eq!(of(Target::Address("198.51.100.8".parse().unwrap())), 0);
    }

    #[test]
    fn the_last_attempt_counts_if_it_came_to_nothing() {
        let failed = |ends: &[(u16, &str, bool)]| {
            let mut ladder = ladder(Target::Extension("1001".into()));
            let messages: Vec<String> = (1500..)
                .zip(ends)
                .map(|(at, (status, outcome, login))| message(at, "1001", *status, outcome, *login))
                .collect();
            ladder.climb(&snapshot(&messages));
            ladder.failed().is_some()
        };
        assert!(failed(&[(401, "wrong-login", true)]));
        assert!(failed(&[
            (401, "challenged", false),
            (400, "out-of-order", true)
        ]));
        assert!(failed(&[(401, "challenged", true)]));
        assert!(failed(&[(0, "locked-out", true)]));
        assert!(failed(&[(401, "challenged", false)]));
        assert!(failed(&[(401, "challenged", false), (401, "stale", true)]));
        assert!(!failed(&[
            (401, "challenged", false),
            (200, "registered", true)
        ]));
        assert!(!failed(&[
            (401, "wrong-login", true),
            (200, "removed", true)
        ]));
    }

    #[test]
    fn a_renewal_of_one_phone_is_not_the_end_of_the_attempt_of_another() {
        let other = |user: &str| {
            let message = message(1600, user, 200, "refreshed", true);
            message.replace("198.51.100.7:1", "198.51.100.8:1")
        };
        let failed = message(1500, "1001", 401, "wrong-login", true);
        for (target, user) in [
            (Target::Anybody, "1002"),
            (Target::Extension("1001".into()), "1001"),
        ] {
            let mut ladder = ladder(target);
            ladder.climb(&snapshot(&[failed.clone(), other(user)]));
            assert!(ladder.success.is_none());
            assert_eq!(ladder.name().as_deref(), Some("1001"));
            let scanner = message(1700, "1001", 401, "wrong-login", true)
                .replace("\"Z\"", "\"friendly-scanner\"")
                .replace("198.51.100.7", "198.51.100.66");
            ladder.climb(&snapshot(&[failed.clone(), scanner]));
            let attempt = ladder.failed().map(|m| text(m, "from"));
            assert_eq!(attempt, Some("198.51.100.7:1"));
        }
    }

    #[test]
    fn attempts_are_apart_and_a_wrong_login_has_its_mistake() {
        let mut ladder = ladder(Target::Extension("1001".into()));
        let messages = [
            message(3_600_000, "1001", 401, "challenged", false),
            message(3_600_120, "1001", 401, "wrong-login", true),
            message(3_610_000, "1001", 401, "challenged", false),
        ];
        let account = "{\"name\":\"1001\",\"causes\":[{\"from\":\"198.51.100.7:1\",\"detail\":\"\",\
                       \"cause\":\"password-trailing-space\",\"strength\":\"sure\"}]}";
        let json = format!(
            "{{\"recent\":[{}],\"accounts\":[{account}]}}",
            messages.join(",")
        );
        let shown: Vec<String> = ladder
            .climb(&json.parse().unwrap())
            .iter()
            .map(|shown| shown.text(Language::English, false))
            .collect();
        assert!(
            shown[1].contains(" +0.12 s  198.51.100.7:1 ◄── 401"),
            "{shown:?}"
        );
        assert!(
            shown[1].contains("refused (space at end of password)"),
            "{shown:?}"
        );
        assert!(
            !shown[1].starts_with('\n') && shown[2].starts_with('\n'),
            "{shown:?}"
        );
    }

    #[test]
    fn each_end_has_its_rung() {
        for (status, outcome, words) in [
            (401, "challenged", &words::RUNG_CHALLENGED),
            (401, "wrong-login", &words::RUNG_REFUSED),
            (200, "registered", &words::RUNG_ACCEPTED),
            (0, "locked-out", &words::RUNG_SILENCE),
        ] {
            let json: JsonValue = message(1, "1001", status, outcome, true).parse().unwrap();
            let shown = Shown {
                message: json,
                since: None,
                mistake: None,
            };
            assert!(shown.rungs()[1].is(words), "{outcome}");
        }
    }
}
