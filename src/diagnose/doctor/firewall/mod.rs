//! This machine's own firewall: does it let phones in, and our answers out?

mod nft;
mod ufw;

use super::finding::{Finding, Verdict};
use super::machine::Machine;
use super::service::unknown_because;
use crate::sys::host::command::{Output, Trouble, run};
use crate::sys::host::line;
use crate::sys::snapshot::{get, list, number, text};
use crate::text::host as words;
use nft::Fate;
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

/// `nft`: the rules of the kernel, whoever wrote them.
pub(crate) fn nft(machine: &Machine) -> Finding {
    const ID: &str = "nft";
    if !machine.is_root {
        return machine.needs_root(ID);
    }
    let (port, has_v6) = (machine.listen().port(), machine.listen().is_ipv6());
    let finding = match run("nft", &["-j", "list", "ruleset"]) {
        Ok(said) if said.code == Some(0) => judge_nft(
            &nft::read(&said.stdout, port, has_v6).unwrap_or_default(),
            port,
        ),
        Ok(said) => failed(ID, "nft", &said),
        Err(trouble) => unknown_because(ID, "nft", &trouble),
    };
    // Rules of the old iptables are not among those of nftables.
    let tables = line("/proc/net/ip_tables_names").unwrap_or_default();
    if finding.verdict == Verdict::Ok
        && tables.lines().any(|table| table == "filter")
        && run("iptables-legacy", &["-S"]).is_ok_and(|said| may_drop(&said.stdout))
    {
        return may("iptables INPUT", port);
    }
    finding
}

/// Whether something of these rules may drop what comes in. ufw and fail2ban have checks of their own.
fn may_drop(rules: &str) -> bool {
    let others = rules
        .lines()
        .filter(|line| !line.contains(" ufw-") && !line.contains(" f2b-"));
    let is_ufw = rules.contains("-N ufw-");
    let mut drops = others.filter(|line| {
        line.contains("-j DROP") || line.contains("-j REJECT") || *line == "-P INPUT DROP"
    });
    !is_ufw && drops.next().is_some()
}

fn may(chain: &str, port: u16) -> Finding {
    let text = words::NFT_MAYBE.with("chain", chain).with("port", port);
    Finding::hint("nft", text).fix("sudo sipregd watch")
}

/// The command that lets the port in before any other rule of the chain.
pub(crate) fn let_in(chain: &str, port: u16) -> String {
    format!("sudo nft insert rule {chain} udp dport {port} accept")
}

fn judge_nft(set: &nft::Ruleset, port: u16) -> Finding {
    const ID: &str = "nft";
    if let Some(nft::Diverted { chain, handle }) = set.diverted.first() {
        let text = words::NFT_DNAT.with("chain", chain).with("port", port);
        let fix = words::NFT_DNAT_FIX.with("chain", chain);
        return Finding::problem(ID, text)
            .fix(fix.with("handle", *handle))
            .fact("chain", chain.clone());
    }
    let first = |fate| set.chains.iter().find(|chain| chain.fate == fate);
    for (fate, words) in [
        (Fate::PolicyDrops, &words::NFT_SHUT),
        (Fate::RuleDrops, &words::NFT_DROP),
    ] {
        if let Some(chain) = first(fate) {
            let text = words.with("chain", &chain.name).with("port", port);
            // A rule that drops is before anything that could be added at the end.
            return Finding::problem(ID, text)
                .fix(let_in(&chain.name, port))
                .fix(words::NFT_LASTING.say())
                .fact("chain", chain.name.clone());
        }
    }
    if let Some(chain) = first(Fate::MayDrop) {
        return may(&chain.name, port).fact("chain", chain.name.clone());
    }
    if first(Fate::Ufw).is_some() {
        return Finding::ok(ID, words::NFT_UFW.say());
    }
    Finding::ok(
        ID,
        match first(Fate::Accepts) {
            Some(chain) => words::NFT_OPEN
                .with("port", port)
                .with("chain", &chain.name),
            None => words::NFT_NONE.say(),
        },
    )
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

    #[test]
    fn the_rules_of_the_kernel_in_words() {
        let chain = |fate| nft::Chain {
            name: "inet f in".into(),
            fate,
        };
        for (fates, words) in [
            (&[][..], &words::NFT_NONE),
            (&[Fate::Untouched], &words::NFT_NONE),
            (&[Fate::Accepts], &words::NFT_OPEN),
            (&[Fate::Accepts, Fate::Ufw], &words::NFT_UFW),
            (&[Fate::Ufw, Fate::MayDrop], &words::NFT_MAYBE),
            (&[Fate::MayDrop, Fate::RuleDrops], &words::NFT_DROP),
            (&[Fate::Accepts, Fate::PolicyDrops], &words::NFT_SHUT),
        ] {
            let set = nft::Ruleset {
                chains: fates.iter().map(|fate| chain(*fate)).collect(),
                ..nft::Ruleset::default()
            };
            assert!(judge_nft(&set, 5060).text.is(words), "{fates:?}");
        }
        let diverted = nft::Ruleset {
            diverted: vec![nft::Diverted {
                chain: "ip nat DOCKER".into(),
                handle: 7,
            }],
            ..nft::Ruleset::default()
        };
        assert!(judge_nft(&diverted, 5060).text.is(&words::NFT_DNAT));
    }

    #[test]
    fn rules_of_the_old_iptables() {
        for (rules, expected) in [
            ("-P INPUT ACCEPT\n-P FORWARD DROP\n", false),
            ("-P INPUT DROP\n", true),
            (
                "-P INPUT ACCEPT\n-A INPUT -j REJECT --reject-with icmp-host-prohibited\n",
                true,
            ),
            (
                "-P INPUT DROP\n-N ufw-before-input\n-A INPUT -j ufw-before-input\n",
                false,
            ),
            (
                "-P INPUT ACCEPT\n-N f2b-sshd\n-A f2b-sshd -s 192.0.2.1/32 -j REJECT\n",
                false,
            ),
        ] {
            assert_eq!(may_drop(rules), expected, "{rules}");
        }
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
