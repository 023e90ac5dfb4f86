//! What the kernel does to packets on its own: drops for their way back, SIP helpers, full buffers.

use super::finding::{Checked, Finding};
use super::firewall::ruleset;
use super::machine::Machine;
use super::port::socket;
use crate::sys::host::interfaces::is_reachable;
use crate::sys::host::{line, sockets};
use crate::sys::snapshot::{get, list, number, text};
use crate::text::host as words;
use std::collections::BTreeSet;
use std::path::Path;
use tinyjson::JsonValue;

pub(crate) fn rpfilter(machine: &Machine) -> Checked {
    let growth = machine.growth(|counters| counters.reverse);
    let (grown, total) =
        growth.ok_or_else(|| words::KERNEL_SILENT.with("file", "/proc/net/netstat"))?;
    let addresses = machine.addresses.iter();
    let outside = addresses.filter(|address| is_reachable(address.ip));
    let uplinks: BTreeSet<&str> = outside.map(|a| a.interface.as_str()).collect();
    let is_strict = uplinks.iter().any(|uplink| is_strict(uplink));
    Ok(judge_rpfilter(total, grown, is_strict, uplinks.len()))
}

/// Whether this interface drops what would go back another way: the larger of its value and that for all is 1.
fn is_strict(interface: &str) -> bool {
    let value = |name| line(&format!("/proc/sys/net/ipv4/conf/{name}/rp_filter"));
    value(interface).max(value("all")).as_deref() == Some("1")
}

fn judge_rpfilter(total: u64, grown: u64, strict: bool, uplinks: usize) -> Finding {
    if total == 0 {
        return Finding::ok(words::RPF_OK.say());
    }
    // With one uplink every packet goes back the way it came; what is dropped then is forged.
    if strict && (uplinks > 1 || grown > 0) {
        let text = words::RPF_DROPS.with("n", total).with("uplinks", uplinks);
        Finding::problem(text)
            .fix("sudo sysctl -w net.ipv4.conf.all.rp_filter=2")
            .fix("echo net.ipv4.conf.all.rp_filter=2 | sudo tee /etc/sysctl.d/90-sipregd.conf")
    } else {
        Finding::hint(words::RPF_OLD.with("n", total).with("now", grown))
    }
}

pub(crate) fn sip_helper(machine: &Machine) -> Checked {
    if !Path::new("/sys/module/nf_conntrack_sip").exists() {
        return Ok(Finding::ok(words::HELPER_NONE.say()));
    }
    Ok(judge_helper(&ruleset(machine)?))
}

/// What the loaded helper does, by the rules of nftables.
fn judge_helper(rules: &JsonValue) -> Finding {
    let items = list(rules, "nftables").iter();
    let mut helpers = items.map(|item| get(item, "ct helper"));
    match helpers.find(|helper| text(helper, "type") == "sip") {
        None => Finding::ok(words::HELPER_IDLE.say()),
        Some(helper) => {
            let table = format!("{} {}", text(helper, "family"), text(helper, "table"));
            let how = format!("nft ct helper {table} {}", text(helper, "name"));
            Finding::problem(words::HELPER_ON.with("how", how))
                .fix(format!("sudo nft -a list table {table}"))
                .fix("sudo modprobe -r nf_nat_sip nf_conntrack_sip")
        }
    }
}

pub(crate) fn drops(machine: &Machine) -> Checked {
    let Some(ours) = machine.our_socket() else {
        return Err(socket(machine)?.text);
    };
    let checksums = machine.growth(|counters| counters.checksums);
    let later = sockets::at_port(ours.local.port()).unwrap_or_default();
    let now = later.iter().find(|s| s.inode == ours.inode);
    let total = now.map_or(ours.drops, |s| s.drops);
    let grown = total.saturating_sub(ours.drops);
    // The kernel counts what had a wrong checksum among the drops of the socket.
    let torn = checksums.map_or(0, |(_, now)| now).min(total);
    if torn > 0 && torn >= total - torn {
        return Ok(Finding::hint(words::DROPS_CHECKSUM.with("n", torn)));
    }
    let received = machine.snapshot().map(|json| number(json, "datagrams"));
    Ok(judge_drops(total - torn, grown, received))
}

/// A few lost long ago are past; a share of one in a thousand, or any just now, is not.
fn judge_drops(total: u64, grown: u64, received: Option<u64>) -> Finding {
    let many = received.is_none_or(|received| total > received / 1000);
    if total == 0 {
        return Finding::ok(words::DROPS_NONE.say());
    }
    if grown > 0 || many {
        Finding::problem(words::DROPS_MANY.with("n", total))
            .fix("sudo sysctl -w net.core.rmem_max=8388608")
            .fix("sudo systemctl restart sipregd")
            .fix("sudo sipregd status")
    } else {
        Finding::hint(words::DROPS_SOME.with("n", total))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diagnose::doctor::finding::Verdict;

    #[test]
    fn drops_for_the_way_back_matter_where_there_are_two_ways() {
        for (total, strict, uplinks, verdict) in [
            (0, true, 2, Verdict::Ok),
            (7, true, 2, Verdict::Problem),
            (7, false, 2, Verdict::Hint),
            (7, true, 1, Verdict::Hint),
        ] {
            assert_eq!(judge_rpfilter(total, 0, strict, uplinks).verdict, verdict);
        }
        assert_eq!(judge_rpfilter(7, 1, true, 1).verdict, Verdict::Problem);
    }

    #[test]
    fn a_helper_matters_when_it_is_in_use() {
        let of =
            |helper: &str| judge_helper(&format!("{{\"nftables\":[{helper}]}}").parse().unwrap());
        let used = "{\"ct helper\":{\"family\":\"inet\",\"table\":\"raw\",\"name\":\"sip-help\",\"type\":\"sip\"}}";
        assert!(of("").text.is(&words::HELPER_IDLE));
        let found = of(used);
        assert!(found.text.is(&words::HELPER_ON));
        assert!(format!("{:?}", found.fix).contains("sudo nft -a list table inet raw"));
    }

    #[test]
    fn drops_now_or_in_numbers_are_a_problem() {
        for (total, grown, received, verdict) in [
            (0, 0, Some(10), Verdict::Ok),
            (3, 0, Some(100_000), Verdict::Hint),
            (3, 1, Some(100_000), Verdict::Problem),
            (194, 0, Some(6), Verdict::Problem),
            (1, 0, None, Verdict::Problem),
        ] {
            assert_eq!(
                judge_drops(total, grown, received).verdict,
                verdict,
                "{total} {grown}"
            );
        }
    }
}
