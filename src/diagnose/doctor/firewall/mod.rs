//! This machine's own firewall: does it let phones in, and our answers out?

mod nft;
mod ufw;

use super::finding::{Checked, Finding, Verdict};
use super::machine::Machine;
use super::service::no_answer;
use crate::sys::host::command::{Trouble, run};
use crate::sys::host::line;
use crate::sys::snapshot::{get, list, number, text};
use crate::text::{Say, Words, host as words};
use nft::Fate;
use sipreg::evidence::Obstacle;
use std::collections::HashMap;
use tinyjson::JsonValue;

pub(crate) fn ufw(machine: &Machine) -> Checked {
    machine.as_root()?;
    match run("ufw", &["status", "verbose"]) {
        Ok(said) => Ok(ufw::judge(&said, machine.listen().port())),
        Err(Trouble::Absent) => Ok(Finding::ok(words::UFW_ABSENT.say())),
        Err(trouble) => Err(no_answer("ufw", &trouble)),
    }
}

/// The rules of the kernel, whoever wrote them, or why they are not known.
pub(crate) fn ruleset(machine: &Machine) -> Result<JsonValue, Say> {
    machine.as_root()?;
    let why = || Trouble::Failed("its answer could not be read".to_owned());
    let said = run("nft", &["-j", "list", "ruleset"]);
    let rules = said.and_then(|said| said.parse().map_err(|_| why()));
    rules.map_err(|trouble| no_answer("nft", &trouble))
}

pub(crate) fn nft(machine: &Machine) -> Checked {
    let finding = by_nft(machine, false)?;
    // Rules of the old iptables are not among those of nftables.
    let tables = line("/proc/net/ip_tables_names").unwrap_or_default();
    if finding.verdict == Verdict::Ok && tables.lines().any(|table| table == "filter") {
        let text = words::NFT_MAYBE.with("chain", "iptables INPUT");
        let text = text.with("port", machine.listen().port());
        return Ok(Finding::hint(text).fix("sudo sipregd watch"));
    }
    Ok(finding)
}

/// What nftables does with a phone's first packet. If it `is_dropped`, a rule that may do so is the problem.
pub(crate) fn by_nft(machine: &Machine, is_dropped: bool) -> Checked {
    let listen = machine.listen();
    let rules = ruleset(machine)?;
    let fate = nft::fate(&rules, listen.port(), &machine.own(), listen.is_ipv6());
    Ok(judge_nft(fate, listen.port(), is_dropped))
}

fn judge_nft(fate: Fate, port: u16, is_dropped: bool) -> Finding {
    let with = |words: &'static Words, chain: &str| words.with("chain", chain).with("port", port);
    // A rule that drops is before anything that could be added at the end.
    let shut = |words, chain: &str| {
        let fix = format!("sudo nft insert rule {chain} udp dport {port} accept");
        let finding = Finding::problem(with(words, chain)).fix(fix);
        finding.fix(words::NFT_LASTING.say())
    };
    match fate {
        Fate::Diverted(chain, handle) => {
            let fix = words::NFT_DNAT_FIX.with("chain", &chain);
            Finding::problem(with(&words::NFT_DNAT, &chain)).fix(fix.with("handle", handle))
        }
        Fate::MayDivert(chain, handle) => {
            let fix = words::NFT_DNAT_FIX.with("chain", &chain);
            let text = with(&words::NFT_DNAT_MAYBE, &chain);
            let finding = match is_dropped {
                true => Finding::problem(text),
                false => Finding::hint(text),
            };
            finding.fix(fix.with("handle", handle))
        }
        Fate::MayDrop(chain) if !is_dropped => {
            Finding::hint(with(&words::NFT_MAYBE, &chain)).fix("sudo sipregd watch")
        }
        Fate::PolicyDrops(chain) => shut(&words::NFT_SHUT, &chain),
        Fate::RuleDrops(chain) => shut(&words::NFT_DROP, &chain),
        Fate::MayDrop(chain) => shut(&words::NFT_MAYBE, &chain),
        Fate::Ufw => Finding::ok(with(&words::NFT_UFW, "")),
        Fate::Accepts(chain) => Finding::ok(with(&words::NFT_OPEN, &chain)),
        Fate::Untouched => Finding::ok(with(&words::NFT_NONE, "")),
    }
}

/// Phones try again within half an hour; who has not come again for twice as long tells nothing of now.
const LATELY: u64 = 3600;

pub(crate) fn egress(machine: &Machine) -> Checked {
    let json = machine.known()?;
    let errors = get(json, "send_errors");
    let blocked = number(errors, "EPERM");
    let is_blocked_now = |source: &&JsonValue| {
        text(source, "undelivered") == Obstacle::OwnFirewall.name()
            && number(json, "written").saturating_sub(number(source, "last")) < LATELY
    };
    if blocked > 0 {
        return Ok(match list(json, "sources").iter().find(is_blocked_now) {
            Some(source) => {
                let text = words::EGRESS_BLOCKED.with("to", text(source, "address"));
                Finding::problem(text.with("n", blocked)).fix(words::EGRESS_BLOCKED_FIX.say())
            }
            None => Finding::hint(words::EGRESS_WAS_BLOCKED.with("n", blocked)),
        });
    }
    let names = errors.get::<HashMap<_, _>>().into_iter().flatten();
    let mut shown: Vec<String> = names
        .map(|(name, _): (&String, &JsonValue)| format!("{name} {}", number(errors, name)))
        .collect();
    shown.sort_unstable();
    if shown.is_empty() {
        return Ok(Finding::ok(words::EGRESS_OK.say()));
    }
    let text = words::EGRESS_ERRORS.with("list", shown.join(", "));
    Ok(Finding::hint(text))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_rules_of_the_kernel_in_words() {
        let chain = || "inet f in".to_owned();
        for (fate, words) in [
            (Fate::Untouched, &words::NFT_NONE),
            (Fate::Accepts(chain()), &words::NFT_OPEN),
            (Fate::Ufw, &words::NFT_UFW),
            (Fate::MayDrop(chain()), &words::NFT_MAYBE),
            (Fate::RuleDrops(chain()), &words::NFT_DROP),
            (Fate::PolicyDrops(chain()), &words::NFT_SHUT),
            (Fate::Diverted(chain(), 7), &words::NFT_DNAT),
            (Fate::MayDivert(chain(), 7), &words::NFT_DNAT_MAYBE),
        ] {
            assert!(judge_nft(fate, 5060, false).text.is(words));
        }
    }

    #[test]
    fn answers_that_could_not_leave() {
        let of = |errors: &str, last: &str, at: u64| {
            let text = format!(
                "{{\"written\":9000,\"send_errors\":{errors},\
                 \"sources\":[{{\"address\":\"198.51.100.7\",\"undelivered\":{last},\"last\":{at}}}]}}"
            );
            egress(&Machine::knowing(&text)).unwrap().verdict
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
}
