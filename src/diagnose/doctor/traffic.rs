//! Does anything arrive, and from where? Silence is a fact, not a fault.

use super::finding::{Checked, Finding};
use super::machine::Machine;
use crate::sys::snapshot::{get, list, number, text};
use crate::text::{Say, count, host as words};
use sipreg::evidence::PROBE;
use tinyjson::JsonValue;

/// How many addresses outside this machine have sent something.
pub(crate) fn outsiders(json: &JsonValue, machine: &Machine) -> usize {
    let sources = list(json, "sources").iter();
    let addresses = sources.filter_map(|s| text(s, "address").parse().ok());
    addresses.filter(|ip| machine.is_outside(*ip)).count()
}

/// After this many seconds of silence it is worth a word.
pub(crate) const PATIENCE: u64 = 60;

pub(crate) fn traffic(machine: &Machine) -> Checked {
    let json = machine.known()?;
    let (now, datagrams) = (number(json, "written"), number(json, "datagrams"));
    let up = now.saturating_sub(number(json, "started"));
    let outside = outsiders(json, machine);
    let port = machine.listen().port();
    let successes = list(json, "accounts").iter().map(|a| get(a, "success"));
    let success = successes.filter(|mark| !is_our_own(mark));
    let success = success.map(|mark| number(mark, "at")).max().unwrap_or(0);
    let hint = |text: Say| {
        let phone = words::NOTHING_PHONE.with("server", machine.server());
        let hint = Finding::hint(text).fix(words::NOTHING_CLOUD.with("port", port));
        hint.fix(phone.with("port", port))
    };
    Ok(if datagrams == 0 && up < PATIENCE {
        Finding::ok(words::TRAFFIC_NEW.with("age", count::time(up)))
    } else if datagrams == 0 {
        let text = words::TRAFFIC_NONE.with("port", port);
        hint(text.with("age", count::time(up)))
    } else if outside == 0 && success == 0 {
        hint(words::TRAFFIC_INSIDE.with("n", datagrams))
    } else {
        let ago = |at: u64| match at {
            0 => count::NEVER.say(),
            at => count::ago(now.saturating_sub(at)),
        };
        let text = words::TRAFFIC
            .with("n", datagrams)
            .with("last", ago(number(json, "last_datagram")))
            .with("outside", outside)
            .with("success", ago(success));
        Finding::ok(text)
    })
}

/// Whether a mark was left by a test of ours and not by a phone.
pub(crate) fn is_our_own(mark: &JsonValue) -> bool {
    text(mark, "agent").as_bytes().starts_with(PROBE)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::sys::snapshot::Asked;

    #[test]
    fn silence_insiders_and_outsiders() {
        let of = |written: u64, datagrams: u64, source: &str, success: &str| {
            let text = format!(
                "{{\"written\":{written},\"started\":1000,\"datagrams\":{datagrams},\"last_datagram\":1050,\"listen\":\"0.0.0.0:5062\",\
                 \"accounts\":[{{\"name\":\"1001\",\"success\":{success}}}],\"sources\":[{{\"address\":\"{source}\"}}]}}"
            );
            let mut machine = Machine::with_addresses("203.0.113.10");
            machine.asked = Asked::Fresh(text.parse().unwrap());
            traffic(&machine).unwrap()
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
