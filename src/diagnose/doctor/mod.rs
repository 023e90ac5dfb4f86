//! `sipregd doctor`: looks at host and service, and with an extension tells why it is not registered.
//! Checks are a table; each looks at the [`Machine`] and makes one [`Finding`].

pub(crate) mod bans;
pub(crate) mod diagnosis;
pub(crate) mod extension;
mod files;
pub(crate) mod finding;
pub(crate) mod firewall;
mod kernel;
pub(crate) mod machine;
mod names;
mod on_disk;
pub(crate) mod overview;
pub(crate) mod page;
mod port;
mod service;
pub(crate) mod traffic;

use crate::cli::{self, Args, FAILURE, OK, Stop, language, print};
use crate::sys::host::when::date;
use crate::text::{Words, host as words, usage};
use finding::{Checked, Finding, Report, Verdict};
use machine::Machine;
use on_disk::OnDisk;
use overview::Overview;
use sipreg::nearest::nearest;

/// A check: its name, what it is about, and how it looks.
struct Check {
    id: &'static str,
    about: &'static Words,
    look: Look,
}

/// How a check looks at the machine and at what the service on it knows.
pub(crate) type Look = fn(&Machine) -> Checked;

const fn check(id: &'static str, about: &'static Words, look: Look) -> Check {
    Check { id, about, look }
}

impl Check {
    fn find(&self, machine: &Machine) -> Finding {
        let found = (self.look)(machine);
        found.unwrap_or_else(Finding::unknown).of(self.id)
    }
}

/// The checks in the order in which they are run: from the service outwards.
static CHECKS: [Check; 20] = [
    check("service", &words::ABOUT_SERVICE, service::service),
    check("config", &words::ABOUT_CONFIG, files::config),
    check("loaded", &words::ABOUT_LOADED, files::loaded),
    check("last-reload", &words::ABOUT_LAST_RELOAD, files::last_reload),
    check("perm", &words::ABOUT_PERM, files::perm),
    check("disk", &words::ABOUT_DISK, files::disk),
    check("socket", &words::ABOUT_SOCKET, port::socket),
    check("other", &words::ABOUT_OTHER, port::other),
    check("addr", &words::ABOUT_ADDR, port::addr),
    check("dns-a", &words::ABOUT_DNS_A, names::a),
    check("dns-aaaa", &words::ABOUT_DNS_AAAA, names::aaaa),
    check("dns-srv", &words::ABOUT_DNS_SRV, names::srv),
    check("ufw", &words::ABOUT_UFW, firewall::ufw),
    check("nft", &words::ABOUT_NFT, firewall::nft),
    check("egress", &words::ABOUT_EGRESS, firewall::egress),
    check("bans", &words::ABOUT_BANS, bans::bans),
    check("sip-helper", &words::ABOUT_SIP_HELPER, kernel::sip_helper),
    check("rpfilter", &words::ABOUT_RPFILTER, kernel::rpfilter),
    check("drops", &words::ABOUT_DROPS, kernel::drops),
    check("traffic", &words::ABOUT_TRAFFIC, traffic::traffic),
];

pub(crate) fn findings(machine: &Machine) -> Vec<Finding> {
    CHECKS.iter().map(|check| check.find(machine)).collect()
}

pub(crate) fn run(mut args: Args) -> Result<u8, Stop> {
    let flags = ["json", "verbose", "list-checks"];
    let (wanted, [json, verbose, list], [path]) =
        cli::read(&mut args, flags, ["config"], usize::MAX)?;
    let path = cli::or_default(path);
    if list {
        for Check { id, about, .. } in &CHECKS {
            print(&format!("{id:12}{}\n", about.say().text(language())));
        }
        return Ok(OK);
    }
    let machine = Machine::look(&path);
    let is_absent = |name: &str| {
        on_disk::look(&machine.config.extensions, &machine.config, name) == OnDisk::Absent
    };
    let (mut checks, mut extensions) = (Vec::new(), Vec::new());
    for word in wanted {
        let kind = is_absent(&word).then_some(word.as_str());
        let named = |check: &&Check| check.id == word || check.id.split('-').next() == kind;
        if CHECKS.iter().any(|check| named(&check)) {
            // All of a kind, such as `dns`, have its name before the dash.
            checks.extend(CHECKS.iter().filter(named));
        } else if word.is_empty() || word.contains(char::is_whitespace) {
            // A full address is not the name of an extension, but typing one is a mistake that can be recognised.
            return Err(Stop::Usage(usage::NEITHER.with("word", word)));
        } else if let Some(check) = nearest(&word, CHECKS.iter().map(|check| check.id))
            && is_absent(&word)
        {
            // A mistyped check looks like an extension.
            let say = words::NO_CHECK.with("word", word);
            return Err(Stop::Usage(say.with("check", check)));
        } else {
            extensions.push(word);
        }
    }
    let mut report = Report::new(json, &path);
    let is_all = checks.is_empty() && extensions.is_empty();
    if is_all {
        let head = words::HEAD.with("date", date(machine.now));
        report.say(&head.with("domain", &machine.config.realm));
        report.line("");
        checks = CHECKS.iter().collect();
    }
    let findings = checks.iter().map(|check| check.find(&machine));
    if is_all && !json {
        let all: Vec<Finding> = findings.collect();
        let overview = Overview::of(&all, verbose, machine.is_root);
        overview.findings.iter().for_each(|f| report.show(f));
        if !overview.findings.is_empty() {
            report.line("");
        }
        overview.sentences.iter().for_each(|say| report.say(say));
    } else {
        findings.for_each(|finding| report.show(&finding));
    }
    let mut is_seen = true;
    for name in &extensions {
        let diagnosis = extension::diagnose(&machine, name, None);
        is_seen &= diagnosis.verdict != Verdict::Unknown;
        diagnosis.show(name, &mut report);
    }
    let is_well = report.problems == 0 && is_seen;
    Ok(if is_well { OK } else { FAILURE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_a_name_of_its_own_and_finds_something_on_every_machine() {
        let mut names: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CHECKS.len());
        let machine = Machine::nowhere();
        assert_eq!(findings(&machine).len(), CHECKS.len());
    }
}
