//! The last steps of the tree: what can be said when the core has found nothing.

use super::Case;
use crate::diagnose::doctor::diagnosis::Diagnosis;
use crate::diagnose::doctor::traffic::{Outsiders, PATIENCE, is_our_own};
use crate::sys::snapshot::{get, is, list, number, text};
use crate::text::causes::fact;
use crate::text::{Say, count, phone as words};
use sipreg::cause::Fact;
use sipreg::evidence::is_scanner;
use sipreg::exchange::Outcome;
use tinyjson::JsonValue;

impl Case<'_> {
    /// The last messages that named it, newest first.
    fn namings(&self) -> impl Iterator<Item = &JsonValue> {
        let recent = list(self.json, "recent").iter().rev();
        recent.filter(|m| text(m, "user") == self.name && text(m, "method") == "REGISTER")
    }

    /// Nothing that is known explains it, so no cause is claimed.
    fn unclear(&self, fill: impl Fn(Say) -> Say) -> Diagnosis {
        let three = three!(UNCLEAR, UNCLEAR_LIKELY, UNCLEAR_DO);
        self.ill("unclear", three, fill).suspected()
    }

    /// It was here, and nothing explains why it is not now.
    pub(crate) fn seen(&self) -> Option<Diagnosis> {
        let mark = self.last()?;
        let now = number(self.json, "written");
        let is_success = get(self.account?, "success") == mark;
        let fill = |say: Say| {
            say.with("from", text(mark, "from"))
                .with("ago", count::ago(now.saturating_sub(number(mark, "at"))))
        };
        let ended = three!(ENDED, ENDED_LIKELY, ENDED_DO);
        Some(if is_success {
            self.ill("ended", ended, fill)
        } else {
            self.unclear(fill)
        })
    }

    /// Step 4: no packet has named it. Did any come at all, or one under a name like it?
    pub(crate) fn never_seen(&self) -> Diagnosis {
        let ill = |cause, three, unknown: &JsonValue| {
            self.ill(cause, three, |say| {
                say.with("from", text(unknown, "from"))
                    .with("n", number(unknown, "tries"))
                    .with("other", text(unknown, "name"))
            })
        };
        let unknown = || list(self.json, "unknown").iter();
        let absent = || unknown().filter(|u| !is(u, "loaded"));
        let spelling = absent().filter(|u| is_spelling_of(text(u, "name"), self.name));
        if let Some(unknown) = spelling.max_by_key(|u| number(u, "at")) {
            let three = three!(ASKED_AS, ASKED_AS_LIKELY, ASKED_AS_DO);
            return ill("asked-as-other", three, unknown);
        }
        if let Some(early) = unknown().find(|u| text(u, "name") == self.name) {
            let three = three!(BEFORE_LOADED, BEFORE_LOADED_LIKELY, BEFORE_LOADED_DO);
            return ill("asked-before-loaded", three, early);
        }
        if let Some(unknown) = absent().find(|u| text(u, "login") == self.name) {
            let three = three!(REGISTERS_OTHER, REGISTERS_OTHER_LIKELY, REGISTERS_OTHER_DO);
            return ill("registers-other-name", three, unknown);
        }
        if number(self.json, "datagrams") == 0 {
            let likely = match self.up() < PATIENCE {
                true => &words::NOTHING_YET_LIKELY,
                false => &words::NOTHING_EVER_LIKELY,
            };
            let three = [&words::NOTHING_EVER, likely, &words::NOTHING_DO];
            return self.ill("nothing-arrived", three, |say| say);
        }
        self.nothing_of_it()
    }

    /// Others have come; what that proves depends on what they did.
    fn nothing_of_it(&self) -> Diagnosis {
        let ill = |certain, fill: &dyn Fn(Say) -> Say| {
            let three = [certain, &words::NOT_OF_IT_LIKELY, &words::NOT_OF_IT_DO];
            self.ill("nothing-of-it", three, fill)
        };
        let (tests, others): (Vec<_>, Vec<_>) = self.namings().partition(|m| is_our_own(m));
        let is_phone = |m: &&&JsonValue| !is_scanner(text(m, "agent").as_bytes());
        let outside = Outsiders::of(self.json, self.machine);
        let unread = number(get(self.json, "outcomes"), "silenced");
        let from = |message: &JsonValue| {
            let from = text(message, "from").to_owned();
            move |say: Say| say.with("from", &from)
        };
        match (tests.first(), others.first(), others.iter().find(is_phone)) {
            // The core keeps nothing of a test from this machine.
            (Some(test), None, _) if text(test, "outcome") == Outcome::WrongLogin.name() => {
                let words = fact::of(&Fact::TestLoginWrong);
                let three = [&words.certain, &words.likely, &words.todo];
                self.ill("test-login-wrong", three, from(test))
            }
            (Some(test), None, _) => ill(&words::NOT_OF_IT_PROBE, &from(test)),
            // Nothing shows that it was none of its phones.
            (_, _, Some(phone)) => self.unclear(from(phone)),
            _ if outside.is_nobody() => {
                let likely = &words::NOTHING_EVER_LIKELY;
                let three = [&words::NOT_OF_IT_INSIDE, likely, &words::NOTHING_DO];
                self.ill("nothing-from-outside", three, |say| say)
            }
            (_, Some(scanner), _) if outside.count > 0 => {
                ill(&words::NOT_OF_IT_SCANNERS, &from(scanner))
            }
            // Its requests are none of the last any more, or they have been forgotten.
            _ if self.account.is_some_and(|a| is(a, "named"))
                || is(self.json, "forgot")
                || outside.count == 0 =>
            {
                ill(&words::NOT_OF_IT_FORGOTTEN, &|say| say).suspected()
            }
            _ if unread > 0 => {
                ill(&words::NOT_OF_IT_UNREAD, &|say| say.with("n", unread)).suspected()
            }
            _ => ill(&words::NOT_OF_IT, &|say| say.with("n", outside.to_string())),
        }
    }
}

/// Whether `other` is `name` with spaces, a domain, a scheme, other capitals, or as another form of a number.
fn is_spelling_of(other: &str, name: &str) -> bool {
    let plain = |text: &str| {
        let text = text.replace("%40", "@").trim().to_lowercase();
        let text = text.split('@').next().unwrap_or_default();
        let text = text.trim_start_matches("sip:").trim_start_matches("tel:");
        let is_number = |c: char| c.is_ascii_digit() || "+-. ()".contains(c);
        if !text.chars().all(is_number) {
            return text.trim().to_owned();
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.trim_start_matches('0').to_owned()
    };
    other != name && !plain(name).is_empty() && plain(other) == plain(name)
}
