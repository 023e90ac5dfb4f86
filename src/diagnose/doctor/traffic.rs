//! Does anything arrive, and from where? Silence is a fact, not a fault.

use super::finding::Finding;
use super::machine::Machine;
use crate::sys::snapshot::{get, list, number, text};
use crate::text::{Say, host as words, time};
use sipreg::evidence::PROBE;
use std::net::IpAddr;
use tinyjson::JsonValue;

/// `traffic`
pub(crate) fn traffic(machine: &Machine) -> Finding {
    match machine.snapshot() {
        Some(json) => judge_traffic(json, &machine.own(), || next_steps(machine)),
        None => machine.no_snapshot("traffic"),
    }
}

/// What to do when nothing arrives, in the order of how often it helps.
pub(crate) fn next_steps(machine: &Machine) -> Vec<Say> {
    let port = machine.listen().port();
    vec![
        words::NOTHING_CLOUD.with("port", port),
        words::NOTHING_UFW.with("port", port),
        words::NOTHING_PHONE
            .with("server", machine.server())
            .with("port", port),
    ]
}

/// Addresses outside this machine that have sent something.
pub(crate) fn outsiders<'j>(json: &'j JsonValue, own: &[IpAddr]) -> Vec<&'j JsonValue> {
    list(json, "sources")
        .iter()
        .filter(|s| {
            text(s, "address")
                .parse::<IpAddr>()
                .is_ok_and(|ip| !ip.is_loopback() && !own.contains(&ip))
        })
        .collect()
}

/// After this many seconds of silence it is worth a word.
pub(crate) const PATIENCE: u64 = 60;

fn judge_traffic(json: &JsonValue, own: &[IpAddr], steps: impl FnOnce() -> Vec<Say>) -> Finding {
    const ID: &str = "traffic";
    let (now, datagrams) = (number(json, "written"), number(json, "datagrams"));
    let up = now.saturating_sub(number(json, "started"));
    let is_outside = !outsiders(json, own).is_empty();
    let listen: Option<std::net::SocketAddr> = text(json, "listen").parse().ok();
    let port = listen.map_or(5060, |l| l.port());
    let success = list(json, "accounts")
        .iter()
        .filter(|a| !is_our_own(get(a, "success")))
        .map(|a| number(get(a, "success"), "at"))
        .max()
        .filter(|at| *at > 0);
    let finding = if datagrams == 0 && up < PATIENCE {
        Finding::ok(ID, words::TRAFFIC_NEW.with("age", time::span(up)))
    } else if datagrams == 0 {
        let text = words::TRAFFIC_NONE.with("port", port);
        with_steps(Finding::hint(ID, text.with("age", time::span(up))), steps())
    } else if !is_outside && success.is_none() {
        with_steps(
            Finding::hint(ID, words::TRAFFIC_INSIDE.with("n", datagrams)),
            steps(),
        )
    } else {
        let outside = if is_outside {
            words::YES.say()
        } else {
            words::NO.say()
        };
        let ago = |at: Option<u64>| {
            at.map_or_else(|| time::NEVER.say(), |at| time::ago(now.saturating_sub(at)))
        };
        let last = Some(number(json, "last_datagram")).filter(|at| *at > 0);
        let text = words::TRAFFIC
            .with("n", datagrams)
            .with("last", ago(last))
            .with("outside", outside)
            .with("success", ago(success));
        Finding::ok(ID, text)
    };
    finding.fact("datagrams", datagrams).fact("uptime", up)
}

fn with_steps(finding: Finding, steps: Vec<Say>) -> Finding {
    steps.into_iter().fold(finding, Finding::fix)
}

/// Whether a mark was left by a test of ours and not by a phone.
pub(crate) fn is_our_own(mark: &JsonValue) -> bool {
    text(mark, "agent").as_bytes().starts_with(PROBE)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn silence_insiders_and_outsiders() {
        let of = |written: u64, datagrams: u64, source: &str, success: &str| {
            let text = format!(
                "{{\"written\":{written},\"started\":1000,\"datagrams\":{datagrams},\"last_datagram\":1050,\"listen\":\"0.0.0.0:5062\",\
                 \"accounts\":[{{\"name\":\"1001\",\"success\":{success}}}],\"sources\":[{{\"address\":\"{source}\"}}]}}"
            );
            let own: Vec<IpAddr> = vec!["203.0.113.10".parse().unwrap()];
            judge_traffic(&text.parse().unwrap(), &own, Vec::new)
        };
        let success = "{\"at\":1040,\"agent\":\"Z\"}";
        for (finding, words) in [
            (of(1010, 0, "", "null"), &words::TRAFFIC_NEW),
            (of(2000, 0, "", "null"), &words::TRAFFIC_NONE),
            (of(2000, 5, "127.0.0.1", "null"), &words::TRAFFIC_INSIDE),
            (of(2000, 5, "203.0.113.10", "null"), &words::TRAFFIC_INSIDE),
            (of(2000, 5, "198.51.100.7", "null"), &words::TRAFFIC),
            (of(2000, 5, "127.0.0.1", success), &words::TRAFFIC),
            (
                of(
                    2000,
                    5,
                    "127.0.0.1",
                    "{\"at\":1,\"agent\":\"sipregd-probe/0.1.0\"}",
                ),
                &words::TRAFFIC_INSIDE,
            ),
        ] {
            assert!(finding.text.is(words), "{finding:?}");
        }
    }
}
