//! The last steps of the tree: what can be said when the core has found nothing.

use super::{Case, Found};
use crate::diagnose::doctor::diagnosis::Diagnosis;
use crate::diagnose::doctor::traffic::{PATIENCE, is_our_own, outsiders};
use crate::sys::snapshot::{get, list, number, text};
use crate::text::causes;
use crate::text::{Say, phone as words, time};
use sipreg::cause::{Cause, Guess};
use sipreg::evidence::is_scanner;
use sipreg::exchange::Outcome;
use tinyjson::JsonValue;

impl Case<'_> {
    /// The last messages of anybody that named it, tests of ours too, newest first.
    fn all_namings(&self) -> impl Iterator<Item = &JsonValue> {
        let recent = list(self.json, "recent").iter().rev();
        recent.filter(|m| text(m, "user") == self.name && text(m, "method") == "REGISTER")
    }

    /// The last messages of anybody else that named it, newest first.
    fn namings(&self) -> impl Iterator<Item = &JsonValue> {
        self.all_namings().filter(|m| !is_our_own(m))
    }

    /// The same, but for those of scanning programs: they are not its phone.
    fn messages(&self) -> impl Iterator<Item = &JsonValue> {
        self.namings()
            .filter(|m| !is_scanner(text(m, "agent").as_bytes()))
    }

    /// It asked and never answered who it is. The core keeps silent where one address names several
    /// extensions, as scanners do; but this one is in the list, and someone asks about it.
    pub(crate) fn asked_in_vain(&self) -> Option<Diagnosis> {
        let newest = self.messages().next()?;
        let is_login = |m: &&JsonValue| matches!(get(m, "login"), JsonValue::Boolean(true));
        let is_again = |m: &&JsonValue| matches!(get(m, "again"), JsonValue::Boolean(true));
        if self.messages().any(|m| is_login(&m)) {
            return None;
        }
        let waited = (number(self.json, "written") * 1000).saturating_sub(number(newest, "at"));
        let guess = if self.messages().filter(is_again).count() >= 2 {
            Guess::AnswersLost
        } else if waited >= 2000 {
            Guess::CannotAnswer
        } else {
            return Some(self.unclear(|say| say.with("from", text(newest, "from"))));
        };
        let found = Found {
            cause: Cause::Suspect(guess),
            from: text(newest, "from"),
        };
        self.explained(&[found])
    }

    /// Nothing that is known explains it, so no cause is claimed.
    fn unclear(&self, fill: impl Fn(Say) -> Say) -> Diagnosis {
        let three = [&words::UNCLEAR, &words::UNCLEAR_LIKELY, &words::UNCLEAR_DO];
        self.ill("unclear", three, fill).suspected()
    }

    /// It was here, and nothing explains why it is not now.
    pub(crate) fn seen(&self) -> Option<Diagnosis> {
        let mark = self.last()?;
        let now = number(self.json, "written");
        let is_success = get(self.account?, "success") == mark;
        let fill = |say: Say| {
            say.with("from", text(mark, "from"))
                .with("ago", time::ago(now.saturating_sub(number(mark, "at"))))
        };
        let ended = [&words::ENDED, &words::ENDED_LIKELY, &words::ENDED_DO];
        Some(if is_success {
            self.ill("ended", ended, fill)
        } else {
            self.unclear(fill)
        })
    }

    /// Step 4: no packet has named it. Did any come at all, or one under a name like it?
    pub(crate) fn never_seen(&self) -> Diagnosis {
        let asked = list(self.json, "unknown").iter();
        let asked = asked
            .filter(|u| is_spelling_of(text(u, "name"), self.name))
            .max_by_key(|u| number(u, "at"));
        if let Some(unknown) = asked {
            let three = [
                &words::ASKED_AS,
                &words::ASKED_AS_LIKELY,
                &words::ASKED_AS_DO,
            ];
            return self.ill("asked-as-other", three, |say| {
                say.with("from", text(unknown, "from"))
                    .with("n", number(unknown, "tries"))
                    .with("other", text(unknown, "name"))
            });
        }
        let mut named = list(self.json, "unknown").iter();
        if let Some(early) = named.find(|u| text(u, "name") == self.name) {
            let three = [
                &words::BEFORE_LOADED,
                &words::BEFORE_LOADED_LIKELY,
                &words::BEFORE_LOADED_DO,
            ];
            return self.ill("asked-before-loaded", three, |say| {
                say.with("from", text(early, "from"))
            });
        }
        let mut named = list(self.json, "unknown").iter();
        if let Some(unknown) = named.find(|u| text(u, "login") == self.name) {
            let three = [
                &words::REGISTERS_OTHER,
                &words::REGISTERS_OTHER_LIKELY,
                &words::REGISTERS_OTHER_DO,
            ];
            return self.ill("registers-other-name", three, |say| {
                say.with("from", text(unknown, "from"))
                    .with("other", text(unknown, "name"))
            });
        }
        if number(self.json, "datagrams") == 0 {
            let up = number(self.json, "written").saturating_sub(number(self.json, "started"));
            let three = [
                &words::NOTHING_EVER,
                if up < PATIENCE {
                    &words::NOTHING_YET_LIKELY
                } else {
                    &words::NOTHING_EVER_LIKELY
                },
                &words::NOTHING_DO,
            ];
            return self.ill("nothing-arrived", three, |say| say);
        }
        if let Some(probe) = self.all_namings().find(|m| is_our_own(m))
            && self.namings().next().is_none()
        {
            if text(probe, "outcome") == Outcome::WrongLogin.name() {
                return self.test_was_wrong(text(probe, "from"));
            }
            let three = [
                &words::NOT_OF_IT_PROBE,
                &words::NOT_OF_IT_LIKELY,
                &words::NOT_OF_IT_DO,
            ];
            return self.ill("nothing-of-it", three, |say| {
                say.with("from", text(probe, "from"))
            });
        }
        match outsiders(self.json, &self.around.own).len() {
            0 => {
                let three = [
                    &words::NOT_OF_IT_INSIDE,
                    &words::NOTHING_EVER_LIKELY,
                    &words::NOTHING_DO,
                ];
                self.ill("nothing-from-outside", three, |say| say)
            }
            n => self.nothing_of_it(n),
        }
    }

    /// The last login was a test from this machine, of which the core keeps nothing.
    fn test_was_wrong(&self, from: &str) -> Diagnosis {
        let words = causes::test_login_wrong();
        let three = [&words.certain, &words.likely, &words.todo];
        self.ill("test-login-wrong", three, |say| say.with("from", from))
    }

    /// Others have come, `n` addresses; what that proves depends on what they did.
    fn nothing_of_it(&self, n: usize) -> Diagnosis {
        let ill = |certain, fill: &dyn Fn(Say) -> Say| {
            let three = [certain, &words::NOT_OF_IT_LIKELY, &words::NOT_OF_IT_DO];
            self.ill("nothing-of-it", three, fill)
        };
        let unread = number(get(self.json, "outcomes"), "silenced");
        if let Some(naming) = self.messages().next() {
            // Nothing shows that it was none of its phones.
            self.unclear(|say| say.with("from", text(naming, "from")))
        } else if let Some(scanner) = self.namings().next() {
            ill(&words::NOT_OF_IT_SCANNERS, &|say| {
                say.with("from", text(scanner, "from"))
            })
        } else if matches!(get(self.json, "forgot"), JsonValue::Boolean(true)) {
            ill(&words::NOT_OF_IT_FORGOTTEN, &|say| say).suspected()
        } else if unread > 0 {
            ill(&words::NOT_OF_IT_UNREAD, &|say| say.with("n", unread)).suspected()
        } else {
            ill(&words::NOT_OF_IT, &|say| say.with("n", n))
        }
    }
}

/// Whether `other` is another way to write `name`: with spaces, a domain, a scheme, other capitals, or
/// another form of the same telephone number.
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
