//! `sipregd doctor`: looks at host and service, and with an extension tells why it is not registered.
//! Checks are a table; each looks at the [`Machine`] and makes one [`Finding`].

pub(crate) mod bans;
pub(crate) mod diagnosis;
mod drops;
pub(crate) mod extension;
mod files;
pub(crate) mod finding;
pub(crate) mod firewall;
mod kernel;
pub(crate) mod machine;
mod names;
mod on_disk;
mod port;
mod service;
pub(crate) mod traffic;

use crate::cli::{Arg, Args, Command, FAILURE, OK, Stop, print, unknown_flag};
use crate::sys::host::when::date;
use crate::sys::settings;
use crate::text::{help, host as words, usage};
use finding::{Finding, Report};
use machine::Machine;
use on_disk::OnDisk;
use sipreg::nearest::nearest;

pub(crate) const COMMAND: Command = Command {
    name: "doctor",
    synopsis: "[EXT|CHECK…] [--json] [--list-checks] [-c FILE]",
    about: &help::DOCTOR,
    help: &help::DOCTOR_HELP,
    run,
};

type Check = (&'static str, fn(&Machine) -> Finding);

/// The checks in the order in which they are run: from the service outwards.
const CHECKS: [Check; 23] = [
    ("service", service::service),
    ("enabled", service::enabled),
    ("config", files::config),
    ("loaded", files::loaded),
    ("last-reload", files::last_reload),
    ("perm", files::perm),
    ("disk", files::disk),
    ("socket", port::socket),
    ("other", port::other),
    ("addr", port::addr),
    ("alive", port::alive),
    ("login", port::login),
    ("dns-a", names::a),
    ("dns-aaaa", names::aaaa),
    ("dns-srv", names::srv),
    ("ufw", firewall::ufw),
    ("nft", firewall::nft),
    ("egress", firewall::egress),
    ("bans", bans::bans),
    ("sip-helper", kernel::sip_helper),
    ("rpfilter", kernel::rpfilter),
    ("drops", drops::drops),
    ("frag", kernel::frag),
];

/// Last, because it sums up.
const TRAFFIC: Check = ("traffic", traffic::traffic);

fn checks() -> impl Iterator<Item = Check> {
    CHECKS.into_iter().chain([TRAFFIC])
}

fn run(mut args: Args) -> Result<u8, Stop> {
    let mut path = settings::DEFAULT_PATH.to_owned();
    let (mut json, mut wanted) = (false, Vec::new());
    while let Some(arg) = args.next()? {
        match arg {
            Arg::Flag(name) => match name.as_str() {
                "config" => path = args.value()?,
                "json" => json = true,
                "list-checks" => {
                    checks().for_each(|(id, _)| print(&format!("{id}\n")));
                    return Ok(OK);
                }
                _ => return Err(unknown_flag(&name)),
            },
            Arg::Word(word) => wanted.push(word),
        }
    }
    let is_check = |word: &String| checks().any(|(id, _)| id == word);
    let (names, extensions): (Vec<String>, Vec<String>) = wanted.into_iter().partition(is_check);
    // A full address is no name of an extension, but typing one is a mistake that can be recognised.
    if let Some(name) = extensions
        .iter()
        .find(|n| n.is_empty() || n.contains(char::is_whitespace))
    {
        return Err(Stop::Usage(usage::NEITHER.with("word", name)));
    }
    let machine = Machine::look(&path);
    let mut report = Report::new(json);
    let is_all = names.is_empty() && extensions.is_empty();
    if is_all {
        let head = words::HEAD.with("date", date(machine.now));
        report.say(&head.with("domain", &machine.config.realm));
        report.line("");
    }
    for (_, look) in checks().filter(|(id, _)| is_all || names.iter().any(|n| n == id)) {
        report.show(&look(&machine));
    }
    for name in &extensions {
        // A mistyped check looks like an extension, unless there is one of that name.
        if let Some(check) = nearest(name, checks().map(|(id, _)| id))
            && matches!(
                on_disk::look(&machine.config, name),
                OnDisk::Absent | OnDisk::Unreadable
            )
        {
            report.say(&words::NO_CHECK.with("word", name).with("check", check));
        }
        extension::diagnose(&machine, name, None).show(name, &mut report);
    }
    if is_all {
        sum_up(&report, &machine);
    }
    Ok(if report.problems == 0 { OK } else { FAILURE })
}

fn sum_up(report: &Report, machine: &Machine) {
    let count = |number: usize| u64::try_from(number).unwrap_or_default();
    let summary = if report.problems == 1 {
        words::SUMMARY_ONE.say()
    } else {
        words::SUMMARY.with("problems", count(report.problems))
    };
    report.line("");
    report.say(&summary.with("unknowns", count(report.unknowns)));
    if report.unknowns > 0 && !machine.is_root {
        report.say(&words::ROOT_SEES_MORE.say());
    }
    report.say(&words::OUTSIDE_TEST.say());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_its_own_name_and_makes_a_finding_of_that_name() {
        let mut names: Vec<&str> = checks().map(|(id, _)| id).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CHECKS.len() + 1);
        let machine = Machine::nowhere();
        for (id, look) in checks() {
            assert_eq!(look(&machine).id, id);
        }
    }
}
