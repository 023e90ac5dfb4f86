//! `sipregd doctor EXT`: the decision tree, from what is surest to what is left. A step that answers ends it.

/// What is certain, what is likely and what to do.
macro_rules! three {
    ($certain:ident, $likely:ident, $todo:ident) => {
        [&words::$certain, &words::$likely, &words::$todo]
    };
}
pub(crate) use three;

mod list;
mod silence;

use super::bans::{Ban, banned};
use super::diagnosis::Diagnosis;
use super::finding::Verdict;
use super::machine::Machine;
use super::on_disk::{self, OnDisk};
use super::traffic::is_our_own;
use super::{Look, files, firewall, names, port};
use crate::sys::host::when::{clock, clocks, time_of_day};
use crate::sys::settings;
use crate::sys::snapshot::{Asked, account_of, cause, get, ip_of, is, list, number, text};
use crate::text::causes;
use crate::text::{Say, Value, Words, count, phone as words};
use sipreg::cause::{Cause, Fact, Guess};
use std::fs;
use std::net::IpAddr;
use std::os::unix::fs::MetadataExt;
use tinyjson::JsonValue;

/// Why `name` is not registered, or that it is; even then the last message of a failed `attempt` is explained.
pub(crate) fn diagnose(machine: &Machine, name: &str, attempt: Option<&JsonValue>) -> Diagnosis {
    let json = match &machine.asked {
        Asked::Fresh(json) => json,
        Asked::NotRunning(_) => return not_running(machine, name),
        Asked::Old(_, _, why) | Asked::Unseen(why) if machine.is_root => {
            return no_answer(machine, name, why);
        }
        Asked::Old(..) | Asked::Unseen(_) => {
            return Diagnosis {
                cause: "unseen",
                verdict: Verdict::Unknown,
                likely: Some(words::UNSEEN_LIKELY.say()),
                todo: Some(words::UNSEEN_DO.with("user", name)),
                ..Diagnosis::well(words::UNSEEN.with("user", name))
            };
        }
    };
    let path = text(json, "extensions");
    let file = fs::metadata(path).ok();
    let case = Case {
        machine,
        json,
        name,
        account: account_of(json, name),
        disk: on_disk::look(path, &machine.config, name),
        changed: file.and_then(|file| u64::try_from(file.mtime()).ok()),
        bans: banned().unwrap_or_default(),
    };
    let diagnosis = case.judge(attempt);
    match diagnosis.cause {
        "nothing-arrived" | "nothing-from-outside" => by_way_in(machine, diagnosis),
        _ => diagnosis,
    }
}

/// No process has the runtime folder.
fn not_running(machine: &Machine, name: &str) -> Diagnosis {
    if let Some(pid) = port::other_sipregd(machine) {
        let three = three!(OTHER_SIPREGD, OTHER_SIPREGD_LIKELY, OTHER_SIPREGD_DO);
        let head = words::STATE_UNKNOWN.with("user", name);
        return unasked(machine, "other-sipregd", head, three, |say| {
            say.with("pid", pid).with("port", machine.listen().port())
        });
    }
    let mut checks: Vec<Look> = vec![files::config, files::disk, port::addr, port::other];
    // That others can read the passwords stops no service; that there is no file does.
    let is_there = |file: &str| fs::exists(file).unwrap_or(true);
    if is_there(&machine.path) && !is_there(&machine.config.extensions) {
        checks.insert(0, files::perm);
    }
    let three = three!(NOT_RUNNING, NOT_RUNNING_LIKELY, NOT_RUNNING_DO);
    let head = words::NOT_REGISTERED.with("user", name);
    let diagnosis = unasked(machine, "not-running", head, three, |say| {
        say.with("command", settings::start_command(&machine.path))
    });
    by_host(machine, &checks, diagnosis)
}

/// The process does not write its state.
fn no_answer(machine: &Machine, name: &str, why: &Say) -> Diagnosis {
    let (cause, head, three) = if files::is_runtime_full(machine) {
        let three = three!(NO_STATUS, NO_STATUS_LIKELY, NO_STATUS_DO);
        ("no-status", &words::STATE_UNKNOWN, three)
    } else {
        let three = three!(NO_ANSWER, NO_ANSWER_LIKELY, NO_ANSWER_DO);
        ("no-answer", &words::NOT_REGISTERED, three)
    };
    let head = head.with("user", name);
    unasked(machine, cause, head, three, |say| say.with("why", why))
}

/// What is said of a service that cannot be asked.
fn unasked(
    machine: &Machine,
    cause: &'static str,
    head: Say,
    three: [&'static Words; 3],
    fill: impl Fn(Say) -> Say,
) -> Diagnosis {
    let fill = |words: &'static Words| fill(words.with("runtime", &machine.config.runtime));
    Diagnosis::ill(cause, head, three.map(fill))
}

/// Nothing arrives: puts in what on this machine, or in its name, keeps everything from arriving.
pub(crate) fn by_way_in(machine: &Machine, diagnosis: Diagnosis) -> Diagnosis {
    let mut checks: Vec<Look> = vec![port::socket, port::addr, firewall::ufw, firewall::nft];
    // Phones that are given an address ask no name.
    if machine.server().parse::<IpAddr>().is_err() {
        checks.push(names::a);
    }
    by_host(machine, &checks, diagnosis)
}

/// Puts in the first problem that one of these checks finds.
pub(crate) fn by_host(machine: &Machine, checks: &[Look], diagnosis: Diagnosis) -> Diagnosis {
    let mut found = checks.iter().filter_map(|look| look(machine).ok());
    match found.find(|finding| finding.verdict == Verdict::Problem) {
        Some(finding) => diagnosis.because(finding),
        None => diagnosis,
    }
}

/// How a program calls itself.
fn agent(name: &str) -> Value {
    match name {
        "" => words::NO_AGENT.say().into(),
        name => name.into(),
    }
}

/// An address without its port.
fn place(from: &str) -> &str {
    from.rsplit_once(':').map_or(from, |(ip, _)| ip)
}

/// One extension, and what its diagnosis is drawn from.
struct Case<'a> {
    machine: &'a Machine,
    json: &'a JsonValue,
    name: &'a str,
    account: Option<&'a JsonValue>,
    disk: OnDisk,
    /// When the extensions file was last changed; `None` if that cannot be seen.
    changed: Option<u64>,
    bans: Vec<Ban>,
}

impl Case<'_> {
    fn judge(&self, attempt: Option<&JsonValue>) -> Diagnosis {
        if let Some(binding) = self.account.and_then(|a| list(a, "bindings").first()) {
            return attempt
                .map(|attempt| self.failed(attempt, binding))
                .or_else(|| self.troubled(binding))
                .unwrap_or_else(|| Diagnosis::well(self.registered(binding)));
        }
        let mut diagnosis = self
            .not_in_list()
            .or_else(|| self.banned(Ban::is_for_us))
            .or_else(|| self.explained(&self.causes()))
            .or_else(|| self.banned(|_| true).map(Diagnosis::suspected))
            .or_else(|| self.seen())
            .unwrap_or_else(|| self.never_seen());
        let is_about_file = matches!(
            diagnosis.cause,
            "in-file-not-loaded" | "reload-refused" | "line-rejected"
        );
        diagnosis.first = match &self.disk {
            OnDisk::Unreadable => Some(self.filled(&words::CANNOT_COMPARE)),
            _ if is_about_file || !self.is_file_newer() => None,
            OnDisk::There => Some(self.newer_file()),
            _ if self.is_known() => Some(self.filled(&words::REMOVED_FROM_FILE)),
            _ => Some(self.newer_file()),
        };
        diagnosis
    }

    fn registered(&self, binding: &JsonValue) -> Say {
        let now = number(self.json, "written");
        words::REGISTERED
            .with("user", self.name)
            .with("since", clock(now.min(number(binding, "since"))))
            .with("from", text(binding, "from"))
            .with("agent", agent(text(binding, "agent")))
            .with("left", count::time(number(binding, "expires_in")))
    }

    fn is_file_newer(&self) -> bool {
        let loaded = number(get(self.json, "loaded"), "extensions_mtime");
        self.changed.is_some_and(|changed| changed != loaded)
    }

    /// What to do first about a file that is newer than the loaded extensions.
    fn newer_file(&self) -> Say {
        match files::refusal(self.json, self.machine) {
            Some((at, first)) => self
                .filled(&words::OLD_FILE_REFUSED)
                .with("at", clock(at))
                .with("first", first),
            None => self.filled(&words::OLD_FILE),
        }
    }

    /// Whether the core has met the name among the loaded extensions.
    fn is_known(&self) -> bool {
        self.account.is_some()
    }

    /// The last that was heard of it: failure, else success; tests of our own do not count.
    fn last(&self) -> Option<&JsonValue> {
        let account = self.account?;
        [get(account, "failure"), get(account, "success")]
            .into_iter()
            .filter(|m| !matches!(m, JsonValue::Null) && !is_our_own(m))
            .max_by_key(|m| number(m, "at"))
    }

    fn head(&self) -> Say {
        match self.last() {
            Some(mark) => words::LAST_TRY
                .with("user", self.name)
                .with("when", time_of_day(number(mark, "at")))
                .with("from", text(mark, "from"))
                .with("agent", agent(text(mark, "agent"))),
            None => words::NOT_REGISTERED.with("user", self.name),
        }
    }

    fn filled(&self, words: &'static Words) -> Say {
        let machine = self.machine;
        let loaded = number(get(self.json, "loaded"), "at");
        let (changed, loaded) = clocks(self.changed.unwrap_or_default(), loaded);
        words
            .with("user", self.name)
            .with("file", text(self.json, "extensions"))
            .with("changed", changed)
            .with("loaded", loaded)
            .with("reload", machine.reload_command())
            .with(
                "check",
                settings::with_path("sudo sipregd check", &machine.path),
            )
            .with("server", machine.server())
            .with("port", machine.listen().port())
            .with("realm", text(self.json, "realm"))
            .with("domain", machine.server())
            .with("age", count::time(self.up()))
    }

    /// Seconds since the service was started.
    fn up(&self) -> u64 {
        number(self.json, "written").saturating_sub(number(self.json, "started"))
    }

    fn ill(
        &self,
        cause: &'static str,
        three: [&'static Words; 3],
        fill: impl Fn(Say) -> Say,
    ) -> Diagnosis {
        Diagnosis::ill(
            cause,
            self.head(),
            three.map(|words| fill(self.filled(words))),
        )
    }

    /// Whether fail2ban blocks the place from where it last came, by a ban that `counts`.
    fn banned(&self, counts: impl Fn(&Ban) -> bool) -> Option<Diagnosis> {
        let from = ip_of(self.last()?)?;
        let ban = self.bans.iter().find(|ban| ban.ip == from && counts(ban))?;
        let three = three!(BANNED, BANNED_LIKELY, BANNED_DO);
        Some(self.ill("banned", three, |say| {
            say.with("ip", ban.ip).with("jail", &ban.jail)
        }))
    }

    /// What the service found, the surest first.
    fn causes(&self) -> Vec<Found<'_>> {
        let causes = self.account.into_iter().flat_map(|a| list(a, "causes"));
        let found = |json| {
            Some(Found {
                cause: cause(json)?,
                from: text(json, "from"),
                is_past: is(json, "past"),
            })
        };
        let mut causes: Vec<_> = causes.filter_map(found).collect();
        causes.sort_by_key(|found| found.cause.fact().is_none());
        causes
    }

    /// Why an attempt failed although there is a binding.
    fn failed(&self, attempt: &JsonValue, binding: &JsonValue) -> Diagnosis {
        let from = text(attempt, "from");
        let mut causes = self.causes();
        // The port may be another one.
        causes.retain(|found| place(found.from) == place(from));
        let explained = self.explained(&causes);
        let mut diagnosis = explained.unwrap_or_else(|| {
            let three = three!(UNCLEAR_BESIDE, UNCLEAR_LIKELY, UNCLEAR_DO);
            let unclear = self.ill("unclear", three, |say| say.with("from", from));
            unclear.suspected()
        });
        diagnosis.head = words::FAILED_BESIDE
            .with("user", self.name)
            .with("from", from)
            .with("agent", agent(text(attempt, "agent")))
            .with("other", text(binding, "from"));
        diagnosis
    }

    /// What troubles an extension that is registered: devices that displace one another, or a guessed password.
    fn troubled(&self, binding: &JsonValue) -> Option<Diagnosis> {
        let is_wanted = |found: &Found<'_>| {
            use Fact::{Evicted, Flapping, LoginAfterGuesses, SharedInstance};
            matches!(
                found.cause.fact(),
                Some(Flapping(_) | SharedInstance(_) | Evicted(_) | LoginAfterGuesses(..))
            )
        };
        let causes: Vec<_> = self.causes().into_iter().filter(is_wanted).collect();
        let mut diagnosis = self.explained(&causes)?;
        diagnosis.head = self.registered(binding);
        Some(diagnosis)
    }

    /// What the service found, the surest first; what it suspects beside that is the likely reason.
    fn explained(&self, causes: &[Found<'_>]) -> Option<Diagnosis> {
        let (first, others) = causes.split_first()?;
        if first.is_past {
            let three = three!(BEFORE_RELOAD, BEFORE_RELOAD_LIKELY, BEFORE_RELOAD_DO);
            let why = causes::brief(&first.cause);
            return Some(self.ill("tried-before-reload", three, |say| {
                say.with("from", first.from).with("why", why.clone())
            }));
        }
        let sentences = causes::of(&first.cause);
        let certain = self.say(&sentences.certain, first);
        let mut likely = self.say(&sentences.likely, first);
        let mut todo = self.say(&sentences.todo, first);
        let sure = others.iter().find(|found| found.cause.fact().is_some());
        let is_altered = |f: &&Found<'_>| matches!(f.cause, Cause::Suspect(Guess::AlteredVia(_)));
        let altered = others.iter().find(is_altered);
        match (first.cause.fact(), sure, altered) {
            // What it did wrong so often is known, and has to be fixed before the lockout ends.
            (Some(Fact::LockedOut), Some(mistake), _) => {
                likely = self.say(&causes::of(&mistake.cause).certain, mistake);
            }
            // A router that changes requests explains what nothing else does.
            (Some(_), _, Some(altered)) => {
                let sentences = causes::of(&altered.cause);
                likely = self.say(&sentences.likely, altered);
                todo = self.say(&sentences.todo, altered);
            }
            _ => {}
        }
        Some(Diagnosis {
            strength: Some(first.cause.strength()),
            ..Diagnosis::ill(first.cause.name(), self.head(), [certain, likely, todo])
        })
    }

    fn say(&self, words: &'static Words, found: &Found<'_>) -> Say {
        let detail = found.cause.detail();
        // ICMP names its sender only where the kernel does.
        let shown = match detail.as_ref() {
            "" => found.from,
            detail => detail,
        };
        self.filled(words)
            .with("from", found.from)
            .with("out_of", place(found.from).trim_matches(['[', ']']))
            .with("detail", shown)
            .with("agent", agent(&detail))
    }
}

/// A cause that the service found.
struct Found<'a> {
    cause: Cause,
    /// The address it is about.
    from: &'a str,
    /// Whether it was found by other extensions and settings than those in force.
    is_past: bool,
}

#[cfg(test)]
mod tests;
