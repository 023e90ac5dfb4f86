//! DNS: does the name that phones are told lead to this machine, whichever record they look up?

use super::finding::Finding;
use super::machine::{Machine, list};
use crate::sys::address::is_private;
use crate::sys::host::dns::{self, Kind, Record, Reply};
use crate::text::host as words;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// What the name servers said, or the finding that they did not.
fn ask(id: &'static str, name: &str, kind: Kind) -> Result<Reply, Finding> {
    let servers = dns::nameservers();
    if servers.is_empty() {
        return Err(Finding::unknown(id, words::DNS_NO_SERVER.say()));
    }
    match dns::ask(&servers, name, kind) {
        Some(Reply::Refused(code)) => Err(Finding::unknown(
            id,
            words::DNS_REFUSED.with("code", u64::from(code)),
        )),
        Some(reply) => Ok(reply),
        None => Err(Finding::unknown(
            id,
            words::DNS_SILENT.with("servers", list(servers)),
        )),
    }
}

/// The name to look up; `Err` if phones have none.
fn domain(machine: &Machine, id: &'static str) -> Result<String, Finding> {
    let first = machine
        .config
        .domain
        .as_ref()
        .and_then(|names| names.first());
    let name = first.unwrap_or(&machine.config.realm).as_str();
    let is_name = name.contains('.')
        && name.parse::<IpAddr>().is_err()
        && sipreg::message::uri::parse_hostport(name.as_bytes()).is_ok();
    if is_name {
        Ok(name.to_owned())
    } else if id != "dns-a" {
        Err(Finding::unknown(id, words::NO_NAME.say()))
    } else {
        let fix = words::DOMAIN_NO_NAME_FIX.with("config", &machine.path);
        Err(Finding::hint(id, words::DOMAIN_NO_NAME.with("name", name))
            .fix(fix.with("reload", machine.reload_command())))
    }
}

fn addresses(reply: Reply) -> Option<Vec<IpAddr>> {
    match reply {
        Reply::Records(records) => Some(
            records
                .into_iter()
                .filter_map(|r| match r {
                    Record::Address(ip) => Some(ip),
                    Record::Service { .. } => None,
                })
                .collect(),
        ),
        _ => None,
    }
}

/// Either way, a finding.
fn either(result: Result<Finding, Finding>) -> Finding {
    result.unwrap_or_else(|finding| finding)
}

/// `dns-a`
pub(crate) fn a(machine: &Machine) -> Finding {
    const ID: &str = "dns-a";
    either(domain(machine, ID).and_then(|domain| {
        let found = addresses(ask(ID, &domain, Kind::A)?);
        Ok(judge_a(&domain, found.as_deref(), &machine.own()))
    }))
}

/// Networks of a provider that is between for web pages and carries no UDP.
fn is_web_proxy(ip: IpAddr) -> bool {
    const NETS: [(Ipv4Addr, u32); 6] = [
        (Ipv4Addr::new(104, 16, 0, 0), 12),
        (Ipv4Addr::new(172, 64, 0, 0), 13),
        (Ipv4Addr::new(188, 114, 96, 0), 20),
        (Ipv4Addr::new(162, 158, 0, 0), 15),
        (Ipv4Addr::new(141, 101, 64, 0), 18),
        (Ipv4Addr::new(190, 93, 240, 0), 20),
    ];
    match ip {
        IpAddr::V4(ip) => NETS
            .iter()
            .any(|(net, bits)| (ip.to_bits() ^ net.to_bits()) >> (32 - bits) == 0),
        IpAddr::V6(_) => false,
    }
}

fn judge_a(domain: &str, found: Option<&[IpAddr]>, own: &[IpAddr]) -> Finding {
    const ID: &str = "dns-a";
    let own: Vec<IpAddr> = own.iter().copied().filter(IpAddr::is_ipv4).collect();
    let shown = list(own.iter().copied());
    let bare = |text| Finding::problem(ID, text).fix(words::A_FIX_BARE.with("domain", domain));
    let Some(found) = found else {
        return bare(words::A_NO_NAME.with("domain", domain));
    };
    if found.is_empty() {
        return bare(words::A_NONE.with("domain", domain));
    }
    let strange: Vec<IpAddr> = found
        .iter()
        .copied()
        .filter(|ip| !own.contains(ip))
        .collect();
    let texts: Vec<String> = found.iter().map(ToString::to_string).collect();
    let with = |words: &'static crate::text::Words, ips: &[IpAddr]| {
        words
            .with("domain", domain)
            .with("list", list(ips.iter().copied()))
            .with("own", &shown)
    };
    let finding = if strange.is_empty() {
        Finding::ok(ID, with(&words::A_OK, found))
    } else if let Some(proxy) = strange.iter().find(|ip| is_web_proxy(**ip)) {
        Finding::problem(ID, with(&words::A_ELSEWHERE, &[*proxy])).fix(words::A_CLOUDFLARE.say())
    } else if own.iter().all(|ip| is_private(*ip)) && !strange.iter().any(|ip| is_private(*ip)) {
        Finding::hint(ID, with(&words::A_BEHIND, found))
    } else {
        let words = if strange.len() < found.len() {
            &words::A_PARTLY
        } else {
            &words::A_ELSEWHERE
        };
        let fix = words::A_FIX.with("domain", domain).with("own", &shown);
        Finding::problem(ID, with(words, &strange)).fix(fix)
    };
    finding.fact("records", texts)
}

/// `dns-aaaa`
pub(crate) fn aaaa(machine: &Machine) -> Finding {
    const ID: &str = "dns-aaaa";
    either(domain(machine, ID).and_then(|domain| {
        let absent = || Finding::unknown(ID, words::A_NO_NAME.with("domain", &domain));
        let found = addresses(ask(ID, &domain, Kind::Aaaa)?).ok_or_else(absent)?;
        Ok(judge_aaaa(
            &domain,
            &found,
            machine.listen(),
            &machine.own(),
            &machine.path,
        ))
    }))
}

fn judge_aaaa(
    domain: &str,
    found: &[IpAddr],
    listen: SocketAddr,
    own: &[IpAddr],
    config: &str,
) -> Finding {
    const ID: &str = "dns-aaaa";
    if found.is_empty() {
        return Finding::ok(ID, words::AAAA_NONE.with("domain", domain));
    }
    let with = |words: &'static crate::text::Words, ips: Vec<IpAddr>| {
        words.with("domain", domain).with("list", list(ips))
    };
    let texts: Vec<String> = found.iter().map(ToString::to_string).collect();
    let strange: Vec<IpAddr> = found
        .iter()
        .copied()
        .filter(|ip| !own.contains(ip))
        .collect();
    let finding = if !strange.is_empty() {
        Finding::problem(ID, with(&words::AAAA_ELSEWHERE, strange))
            .fix(words::AAAA_FIX.with("domain", domain))
    } else if listen.is_ipv4() {
        let fix = words::AAAA_DEAF_FIX
            .with("config", config)
            .with("port", listen.port());
        Finding::problem(ID, with(&words::AAAA_DEAF, found.to_vec())).fix(fix)
    } else {
        Finding::ok(ID, with(&words::AAAA_OK, found.to_vec()))
    };
    finding.fact("records", texts)
}

/// `dns-srv`
pub(crate) fn srv(machine: &Machine) -> Finding {
    const ID: &str = "dns-srv";
    either(domain(machine, ID).and_then(|domain| {
        let services: Vec<(u16, u16, String)> =
            match ask(ID, &format!("_sip._udp.{domain}"), Kind::Srv)? {
                Reply::Records(records) => records
                    .into_iter()
                    .filter_map(|r| match r {
                        Record::Service {
                            priority,
                            port,
                            target,
                        } => Some((priority, port, target)),
                        Record::Address(_) => None,
                    })
                    .collect(),
                _ => Vec::new(),
            };
        // Phones take the lowest priority first (RFC 2782).
        let Some((_, port, target)) = services.into_iter().min_by_key(|(priority, ..)| *priority)
        else {
            return Ok(Finding::ok(ID, words::SRV_NONE.say()));
        };
        let is_here = target.eq_ignore_ascii_case(&domain) || {
            let found = addresses(ask(ID, &target, Kind::A)?).unwrap_or_default();
            let own = machine.own();
            let translated = own.iter().all(|ip| is_private(*ip));
            found.iter().any(|ip| own.contains(ip)) || (translated && !found.is_empty())
        };
        Ok(judge_srv(
            &domain,
            (&target, port),
            is_here,
            machine.listen().port(),
        ))
    }))
}

fn judge_srv(domain: &str, (target, there): (&str, u16), is_here: bool, port: u16) -> Finding {
    const ID: &str = "dns-srv";
    let fix = words::SRV_FIX.with("domain", domain).with("port", port);
    let finding = if there != port {
        Finding::problem(ID, words::SRV_PORT.with("there", there).with("port", port)).fix(fix)
    } else if is_here {
        Finding::ok(ID, words::SRV_OK.with("target", target).with("port", port))
    } else {
        Finding::problem(ID, words::SRV_HOST.with("target", target)).fix(fix)
    };
    finding
        .fact("target", target)
        .fact("port", u64::from(there))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diagnose::doctor::finding::Verdict;

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
            (Some("104.21.5.5"), "203.0.113.10", &words::A_ELSEWHERE),
            (Some("203.0.113.99"), "10.0.0.5", &words::A_BEHIND),
            (Some("192.168.1.9"), "10.0.0.5", &words::A_ELSEWHERE),
            (Some(""), "203.0.113.10", &words::A_NONE),
            (None, "203.0.113.10", &words::A_NO_NAME),
        ] {
            let found = found.map(ips);
            let finding = judge_a("h.uz", found.as_deref(), &ips(own));
            assert!(finding.text.is(words), "{found:?} {own}");
        }
        assert!(is_web_proxy("104.31.255.255".parse().unwrap()));
        assert!(!is_web_proxy("104.32.0.0".parse().unwrap()));
    }

    #[test]
    fn a_stray_aaaa_is_a_problem_and_none_is_not() {
        let (v4, v6) = (
            "0.0.0.0:5060".parse().unwrap(),
            "[::]:5060".parse().unwrap(),
        );
        for (found, listen, own, words) in [
            ("", v4, "203.0.113.10", &words::AAAA_NONE),
            ("2001:db8::1", v4, "2001:db8::1", &words::AAAA_DEAF),
            ("2001:db8::1", v6, "2001:db8::1", &words::AAAA_OK),
            ("2001:db8::9", v6, "2001:db8::1", &words::AAAA_ELSEWHERE),
            ("2001:db8::9", v4, "203.0.113.10", &words::AAAA_ELSEWHERE),
        ] {
            let finding = judge_aaaa("h.uz", &ips(found), listen, &ips(own), "/c");
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
            let finding = judge_srv("h.uz", ("h.uz", port), is_here, 5060);
            assert!(finding.text.is(words));
            assert_eq!(finding.verdict, verdict);
        }
    }
}
