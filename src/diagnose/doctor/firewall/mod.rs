//! This machine's own firewall: does it let phones in, and our answers out?

mod filter;
mod iptables;
mod nft;
mod ufw;

use super::finding::Finding;
use super::machine::Machine;
use super::service::unknown_because;
use crate::sys::host::command::{Output, Trouble, run};
use crate::sys::host::line;
use crate::sys::snapshot::{get, list, number, text};
use crate::text::host as words;
use filter::{Chain, Fate, fate};
use sipreg::evidence::Obstacle;
use std::fs;
use std::path::Path;
use tinyjson::JsonValue;

/// `ufw`
pub(crate) fn ufw(machine: &Machine) -> Finding {
    const ID: &str = "ufw";
    let settings = fs::read_to_string("/etc/ufw/ufw.conf");
    if !machine.is_root {
        let is_installed = Path::new("/etc/ufw").exists() || Path::new("/usr/sbin/ufw").exists();
        return match settings {
            Ok(text) if is_enabled(&text) => Finding::unknown(ID, words::UFW_ENABLED_UNKNOWN.say()),
            Ok(_) => Finding::ok(ID, words::UFW_OFF.say()),
            Err(_) if !is_installed => Finding::ok(ID, words::UFW_ABSENT.say()),
            Err(_) => machine.needs_root(ID),
        };
    }
    match run("ufw", &["status", "verbose"]) {
        Ok(said) if said.code == Some(0) => {
            let has_profile = Path::new("/etc/ufw/applications.d/sipregd").exists();
            ufw::judge(&said.stdout, machine.listen().port(), has_profile)
        }
        Ok(said) => failed(ID, "ufw", &said),
        Err(Trouble::Absent) => Finding::ok(ID, words::UFW_ABSENT.say()),
        Err(trouble) => unknown_because(ID, "ufw", &trouble),
    }
}

fn is_enabled(settings: &str) -> bool {
    settings.lines().any(|l| {
        l.trim()
            .trim_matches('"')
            .eq_ignore_ascii_case("ENABLED=yes")
    })
}

fn failed(id: &'static str, program: &'static str, said: &Output) -> Finding {
    let why = said.stderr.lines().next().unwrap_or_default().trim();
    let text = words::PROGRAM_FAILED.with("program", program);
    Finding::unknown(id, text.with("why", why))
}

/// `nft`: the rules of the kernel, whoever wrote them, and those of the old iptables where they are in use.
pub(crate) fn nft(machine: &Machine) -> Finding {
    const ID: &str = "nft";
    if !machine.is_root {
        return machine.needs_root(ID);
    }
    let (port, is_v6) = (machine.listen().port(), machine.listen().is_ipv6());
    let old = old_rules("iptables-legacy").map(|text| iptables::read(&text, port));
    if let Some(finding) = old.and_then(|chains| judge_old(&chains, port)) {
        return finding;
    }
    match run("nft", &["-j", "list", "ruleset"]) {
        Ok(said) if said.code == Some(0) => match nft::read(&said.stdout, port, is_v6) {
            Some(set) => {
                // Half of what iptables puts into nftables cannot be read there.
                let is_foreign = set.chains.iter().any(|c| c.name == "ip filter INPUT");
                let text = run("iptables", &["-S"])
                    .ok()
                    .filter(|_| is_foreign && !is_v6);
                let readable = text
                    .filter(|t| t.code == Some(0))
                    .map(|t| iptables::read(&t.stdout, port));
                judge_nft(&set, readable.as_deref(), port)
            }
            None => Finding::ok(ID, words::NFT_NONE.say()),
        },
        Ok(said) => failed(ID, "nft", &said),
        Err(Trouble::Absent) => match old_rules("iptables") {
            Some(text) => {
                let chains = iptables::read(&text, port);
                judge_old(&chains, port).unwrap_or_else(|| {
                    Finding::ok(
                        ID,
                        words::NFT_OPEN
                            .with("port", port)
                            .with("chain", "iptables INPUT"),
                    )
                })
            }
            None => unknown_because(ID, "nft", &Trouble::Absent),
        },
        Err(trouble) => unknown_because(ID, "nft", &trouble),
    }
}

/// The rules of an iptables that is in use.
fn old_rules(program: &'static str) -> Option<String> {
    let tables = line("/proc/net/ip_tables_names").unwrap_or_default();
    if program == "iptables-legacy" && !tables.lines().any(|t| t == "filter") {
        return None;
    }
    let said = run(program, &["-S"]).ok()?;
    (said.code == Some(0)).then_some(said.stdout)
}

fn judge_old(chains: &[Chain], port: u16) -> Option<Finding> {
    let base = chains.iter().find(|c| c.policy.is_some())?;
    if is_of_ufw(base) {
        return None;
    }
    match fate(chains, base) {
        Fate::DroppedByPolicy | Fate::DroppedByRule => Some(
            Finding::problem("nft", words::LEGACY_SHUT.with("port", port)).fix(format!(
                "sudo iptables -I INPUT -p udp --dport {port} -j ACCEPT"
            )),
        ),
        Fate::Unclear => Some(unclear("iptables INPUT", port)),
        Fate::Accepted => None,
    }
}

fn unclear(chain: &str, port: u16) -> Finding {
    let text = words::NFT_MAYBE.with("chain", chain).with("port", port);
    Finding::hint("nft", text).fix("sudo sipregd watch")
}

/// Whether a chain hands everything to those of ufw, which has a check of its own.
fn is_of_ufw(chain: &Chain) -> bool {
    chain.rules.iter().any(|r| {
        matches!(&r.target, filter::Target::Jump(name) if name.rsplit(' ').next().is_some_and(|n| n.starts_with("ufw-")))
    })
}

fn judge_nft(set: &nft::Ruleset, iptables: Option<&[Chain]>, port: u16) -> Finding {
    const ID: &str = "nft";
    if let Some(chain) = set.diverted.first() {
        let text = words::NFT_DNAT.with("chain", chain).with("port", port);
        return Finding::problem(ID, text)
            .fix(words::NFT_DNAT_FIX.with("port", port))
            .fact("chain", chain.clone());
    }
    let mut open = None;
    let mut of_ufw = false;
    for base in set.chains.iter().filter(|c| c.policy.is_some()) {
        if is_of_ufw(base) {
            of_ufw = true;
            continue;
        }
        if let Some(chains) = iptables.filter(|_| base.name == "ip filter INPUT") {
            match judge_old(chains, port) {
                Some(finding) => return finding,
                None => {
                    open = Some(&base.name);
                    continue;
                }
            }
        }
        let words = match fate(&set.chains, base) {
            Fate::Accepted => {
                open = Some(&base.name);
                continue;
            }
            Fate::Unclear => return unclear(&base.name, port),
            Fate::DroppedByPolicy => &words::NFT_SHUT,
            Fate::DroppedByRule => &words::NFT_DROP,
        };
        let text = words.with("chain", &base.name).with("port", port);
        // A rule that drops stands before anything that could be added at the end.
        return Finding::problem(ID, text)
            .fix(format!(
                "sudo nft insert rule {} udp dport {port} accept",
                base.name
            ))
            .fix(words::NFT_LASTING.say())
            .fact("chain", base.name.clone());
    }
    match open {
        _ if of_ufw => Finding::ok(ID, words::NFT_UFW.say()),
        Some(chain) => {
            let text = words::NFT_OPEN.with("port", port).with("chain", chain);
            Finding::ok(ID, text)
        }
        None => Finding::ok(ID, words::NFT_NONE.say()),
    }
}

/// The SIP helpers that the rules define; `None` if they cannot be seen.
pub(crate) fn sip_helpers(port: u16) -> Option<Vec<String>> {
    let said = run("nft", &["-j", "list", "ruleset"]).ok()?;
    if said.code != Some(0) {
        return None;
    }
    Some(nft::read(&said.stdout, port, false).map_or_else(Vec::new, |set| set.helpers))
}

/// `egress`
pub(crate) fn egress(machine: &Machine) -> Finding {
    match machine.snapshot() {
        Some(json) => judge_egress(json),
        None => machine.no_snapshot("egress"),
    }
}

/// Phones try again within half an hour; who has not come again for twice as long tells nothing of now.
const LATELY: u64 = 3600;

fn judge_egress(json: &JsonValue) -> Finding {
    const ID: &str = "egress";
    let JsonValue::Object(errors) = get(json, "send_errors") else {
        return Finding::ok(ID, words::EGRESS_OK.say());
    };
    let mut errors: Vec<(&str, u64)> = errors
        .keys()
        .map(|name| (name.as_str(), number(get(json, "send_errors"), name)))
        .filter(|(_, count)| *count > 0)
        .collect();
    errors.sort_unstable();
    if let Some((_, count)) = errors.iter().find(|(name, _)| *name == "EPERM") {
        let now = number(json, "written");
        let blocked = list(json, "sources").iter().find(|s| {
            text(s, "undelivered") == Obstacle::OwnFirewall.name()
                && now.saturating_sub(number(s, "last")) < LATELY
        });
        let Some(source) = blocked else {
            let text = words::EGRESS_WAS_BLOCKED.with("n", *count);
            return Finding::hint(ID, text).fact("EPERM", *count);
        };
        let text = words::EGRESS_BLOCKED
            .with("n", *count)
            .with("to", text(source, "address"));
        return Finding::problem(ID, text)
            .fix(words::EGRESS_BLOCKED_FIX.say())
            .fact("EPERM", *count);
    }
    if errors.is_empty() {
        return Finding::ok(ID, words::EGRESS_OK.say());
    }
    let shown: Vec<String> = errors
        .iter()
        .map(|(name, n)| format!("{name} {n}"))
        .collect();
    Finding::hint(ID, words::EGRESS_ERRORS.with("list", shown.join(", "))).fact("errors", shown)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diagnose::doctor::finding::Verdict;
    use filter::{Fits, Rule, Target};

    fn set(name: &str, policy: bool, rules: Vec<Rule>) -> nft::Ruleset {
        nft::Ruleset {
            chains: vec![Chain {
                name: name.into(),
                policy: Some(policy),
                rules,
            }],
            ..nft::Ruleset::default()
        }
    }

    #[test]
    fn the_rules_of_the_kernel_in_words() {
        let rule = |fits, target| vec![Rule { fits, target }];
        let ufw = Target::Jump("ip filter ufw-before-input".into());
        let diverted = nft::Ruleset {
            diverted: vec!["ip nat DOCKER".into()],
            ..nft::Ruleset::default()
        };
        for (set, words) in [
            (nft::Ruleset::default(), &words::NFT_NONE),
            (set("inet f in", true, vec![]), &words::NFT_OPEN),
            (set("inet f in", false, vec![]), &words::NFT_SHUT),
            (
                set("inet f in", true, rule(Fits::Yes, Target::Drop)),
                &words::NFT_DROP,
            ),
            (
                set("inet f in", false, rule(Fits::Maybe, Target::Accept)),
                &words::NFT_MAYBE,
            ),
            (
                set("ip filter INPUT", false, rule(Fits::Yes, ufw)),
                &words::NFT_UFW,
            ),
            (diverted, &words::NFT_DNAT),
        ] {
            assert!(judge_nft(&set, None, 5060).text.is(words), "{set:?}");
        }
        let hidden = iptables::read("-P INPUT DROP\n", 5060);
        let finding = judge_nft(&set("ip filter INPUT", true, vec![]), Some(&hidden), 5060);
        assert!(finding.text.is(&words::LEGACY_SHUT));
        let open = iptables::read(
            "-P INPUT DROP\n-A INPUT -p udp --dport 5060 -j ACCEPT\n",
            5060,
        );
        let finding = judge_nft(&set("ip filter INPUT", false, vec![]), Some(&open), 5060);
        assert!(finding.text.is(&words::NFT_OPEN));
    }

    #[test]
    fn answers_that_could_not_leave() {
        let of = |errors: &str, last: &str, at: u64| {
            let text = format!(
                "{{\"written\":9000,\"send_errors\":{errors},\
                 \"sources\":[{{\"address\":\"198.51.100.7\",\"undelivered\":{last},\"last\":{at}}}]}}"
            );
            judge_egress(&text.parse().unwrap()).verdict
        };
        let blocked = "\"own-firewall\"";
        assert_eq!(of("{}", blocked, 8999), Verdict::Ok);
        assert_eq!(of("{\"EPERM\":3}", blocked, 8999), Verdict::Problem);
        assert_eq!(of("{\"EPERM\":3}", "null", 8999), Verdict::Hint, "fixed");
        assert_eq!(
            of("{\"EPERM\":3}", blocked, 5000),
            Verdict::Hint,
            "long ago"
        );
        assert_eq!(of("{\"ENETUNREACH\":1}", "null", 8999), Verdict::Hint);
    }

    #[test]
    fn the_switch_of_ufw() {
        assert!(is_enabled("# comment\nENABLED=yes\nLOGLEVEL=low\n"));
        assert!(!is_enabled("ENABLED=no\n"));
    }
}
