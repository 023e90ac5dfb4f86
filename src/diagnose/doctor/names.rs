//! DNS: does the name that phones are told lead to this machine, whichever record they look up?

use super::finding::{Checked, Finding};
use super::machine::Machine;
use crate::sys::address::{is_private, list};
use crate::sys::host::dns::{addresses, ask};
use crate::text::{Words, host as words};
use simple_dns::rdata::{RData, TYPE};
use std::net::IpAddr;

/// The name to look up, if phones are told one.
fn domain(machine: &Machine) -> Option<&str> {
    let is_name = |name: &&str| {
        name.contains('.')
            && name.parse::<IpAddr>().is_err()
            && sipreg::message::uri::parse_hostport(name.as_bytes()).is_ok()
    };
    Some(machine.config.name()).filter(is_name)
}

pub(crate) fn a(machine: &Machine) -> Checked {
    let Some(domain) = domain(machine) else {
        let fix = words::DOMAIN_NO_NAME_FIX.with("config", &machine.path);
        let text = words::DOMAIN_NO_NAME.with("name", machine.config.name());
        let fix = fix.with("reload", machine.reload_command());
        return Ok(Finding::hint(text).fix(fix));
    };
    let found = addresses(domain, TYPE::A)?;
    Ok(judge_a(domain, found.as_deref(), machine))
}

fn judge_a(domain: &str, found: Option<&[IpAddr]>, machine: &Machine) -> Finding {
    let own: Vec<IpAddr> = machine.own().into_iter().filter(IpAddr::is_ipv4).collect();
    let shown = list(&own);
    let Some(found) = found.filter(|found| !found.is_empty()) else {
        let words = found.map_or(&words::A_NO_NAME, |_| &words::A_NONE);
        let fix = words::A_FIX_BARE.with("domain", domain);
        return Finding::problem(words.with("domain", domain)).fix(fix);
    };
    let strange = strangers(found, &own);
    let with = |words: &'static Words, ips: &[IpAddr]| {
        let text = words.with("list", list(ips));
        text.with("domain", domain).with("own", &shown)
    };
    let is_behind =
        || own.iter().all(|ip| is_private(*ip)) && !strange.iter().any(|ip| is_private(*ip));
    if strange.is_empty() {
        Finding::ok(with(&words::A_OK, found))
    } else if is_behind() {
        Finding::hint(with(&words::A_BEHIND, found))
    } else {
        let words = match strange.len() < found.len() {
            true => &words::A_PARTLY,
            false => &words::A_ELSEWHERE,
        };
        let fix = words::A_FIX.with("domain", domain).with("own", &shown);
        Finding::problem(with(words, &strange)).fix(fix)
    }
}

/// Those of `found` that this machine lacks.
fn strangers(found: &[IpAddr], own: &[IpAddr]) -> Vec<IpAddr> {
    let found = found.iter().copied();
    found.filter(|ip| !own.contains(ip)).collect()
}

pub(crate) fn aaaa(machine: &Machine) -> Checked {
    let domain = domain(machine).ok_or_else(|| words::NO_NAME.say())?;
    match addresses(domain, TYPE::AAAA)? {
        Some(found) => Ok(judge_aaaa(domain, &found, machine)),
        None => Err(words::A_NO_NAME.with("domain", domain)),
    }
}

fn judge_aaaa(domain: &str, found: &[IpAddr], machine: &Machine) -> Finding {
    if found.is_empty() {
        return Finding::ok(words::AAAA_NONE.with("domain", domain));
    }
    let with = |words: &'static Words, ips: &[IpAddr]| {
        let text = words.with("domain", domain);
        text.with("list", list(ips))
    };
    let strange = strangers(found, &machine.own());
    let listen = machine.listen();
    if !strange.is_empty() {
        Finding::problem(with(&words::AAAA_ELSEWHERE, &strange))
            .fix(words::AAAA_FIX.with("domain", domain))
    } else if listen.is_ipv4() {
        let fix = words::AAAA_DEAF_FIX.with("config", &machine.path);
        Finding::problem(with(&words::AAAA_DEAF, found)).fix(fix.with("port", listen.port()))
    } else {
        Finding::ok(with(&words::AAAA_OK, found))
    }
}

pub(crate) fn srv(machine: &Machine) -> Checked {
    let domain = domain(machine).ok_or_else(|| words::NO_NAME.say())?;
    let records = ask(&format!("_sip._udp.{domain}"), TYPE::SRV)?;
    let services = records.iter().flatten().filter_map(|data| match data {
        RData::SRV(service) => Some(service),
        _ => None,
    });
    // Phones take the lowest priority first (RFC 2782).
    let Some(service) = services.min_by_key(|service| service.priority) else {
        return Ok(Finding::ok(words::SRV_NONE.say()));
    };
    let target = service.target.to_string();
    let is_here = target.eq_ignore_ascii_case(domain) || {
        let found = addresses(&target, TYPE::A)?.unwrap_or_default();
        let own = machine.own();
        let translated = own.iter().all(|ip| is_private(*ip));
        found.iter().any(|ip| own.contains(ip)) || (translated && !found.is_empty())
    };
    Ok(judge_srv(domain, &target, service.port, is_here, machine))
}

fn judge_srv(domain: &str, target: &str, there: u16, is_here: bool, machine: &Machine) -> Finding {
    let port = machine.listen().port();
    let fix = words::SRV_FIX.with("domain", domain).with("port", port);
    if there != port {
        Finding::problem(words::SRV_PORT.with("there", there).with("port", port)).fix(fix)
    } else if is_here {
        Finding::ok(words::SRV_OK.with("target", target).with("port", port))
    } else {
        Finding::problem(words::SRV_HOST.with("target", target)).fix(fix)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diagnose::doctor::finding::Verdict;
    use crate::sys::snapshot::Asked;

    fn machine(listen: &str, own: &str) -> Machine {
        let listen = format!("{{\"listen\":\"{listen}\"}}").parse().unwrap();
        let mut machine = Machine::with_addresses(own);
        machine.asked = Asked::Fresh(listen);
        machine
    }

    fn ips(text: &str) -> Vec<IpAddr> {
        text.split_whitespace()
            .map(|ip| ip.parse().unwrap())
            .collect()
    }

    #[test]
    fn where_the_a_record_leads() {
        for (found, own, words) in [
            (
                Some("203.0.113.10"),
                "203.0.113.10 2001:db8::1",
                &words::A_OK,
            ),
            (
                Some("203.0.113.10 203.0.113.99"),
                "203.0.113.10",
                &words::A_PARTLY,
            ),
            (Some("203.0.113.99"), "203.0.113.10", &words::A_ELSEWHERE),
            (Some("203.0.113.99"), "10.0.0.5", &words::A_BEHIND),
            (Some("192.168.1.9"), "10.0.0.5", &words::A_ELSEWHERE),
            (Some(""), "203.0.113.10", &words::A_NONE),
            (None, "203.0.113.10", &words::A_NO_NAME),
        ] {
            let found = found.map(ips);
            let finding = judge_a("h.uz", found.as_deref(), &Machine::with_addresses(own));
            assert!(finding.text.is(words), "{found:?} {own}");
        }
    }

    #[test]
    fn a_stray_aaaa_is_a_problem_and_none_is_not() {
        let (v4, v6) = ("0.0.0.0:5060", "[::]:5060");
        for (found, listen, own, words) in [
            ("", v4, "203.0.113.10", &words::AAAA_NONE),
            ("2001:db8::1", v4, "2001:db8::1", &words::AAAA_DEAF),
            ("2001:db8::1", v6, "2001:db8::1", &words::AAAA_OK),
            ("2001:db8::9", v6, "2001:db8::1", &words::AAAA_ELSEWHERE),
            ("2001:db8::9", v4, "203.0.113.10", &words::AAAA_ELSEWHERE),
        ] {
            let finding = judge_aaaa("h.uz", &ips(found), &machine(listen, own));
            assert!(finding.text.is(words), "{found} {listen}");
        }
    }

    #[test]
    fn an_srv_record_must_lead_here() {
        for (port, is_here, words, verdict) in [
            (5060, true, &words::SRV_OK, Verdict::Ok),
            (5062, true, &words::SRV_PORT, Verdict::Problem),
            (5060, false, &words::SRV_HOST, Verdict::Problem),
        ] {
            let finding = judge_srv("h.uz", "h.uz", port, is_here, &machine("0.0.0.0:5060", ""));
            assert!(finding.text.is(words));
            assert_eq!(finding.verdict, verdict);
        }
    }
}
