//! Does anything arrive, and from where? Silence is a fact, not a fault.

use super::finding::{Checked, Finding};
use super::machine::Machine;
use crate::sys::snapshot::{SOURCES, get, list, number, text};
use crate::text::{Say, count, host as words};
use sipreg::evidence::PROBE;
use std::fmt;
use tinyjson::JsonValue;

/// The addresses outside this machine that have sent something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outsiders {
    /// How many are known.
    pub(crate) count: usize,
    /// Whether there may be more: only the latest sources are listed.
    is_cut: bool,
}

impl Outsiders {
    pub(crate) fn of(json: &JsonValue, machine: &Machine) -> Self {
        let sources = list(json, "sources");
        let addresses = sources.iter().map(|s| text(s, "address").parse());
        let outside = addresses.flatten().filter(|ip| machine.is_outside(*ip));
        Self {
            count: outside.count(),
            is_cut: sources.len() >= SOURCES,
        }
    }

    /// Whether it is known that there are none.
    pub(crate) fn is_nobody(self) -> bool {
        self.count == 0 && !self.is_cut
    }
}

impl fmt::Display for Outsiders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, if self.is_cut { "+" } else { "" })
    }
}

/// After this many seconds of silence it is worth a word.
pub(crate) const PATIENCE: u64 = 60;

pub(crate) fn traffic(machine: &Machine) -> Checked {
    let json = machine.known()?;
    let (now, datagrams) = (number(json, "written"), number(json, "datagrams"));
    let up = now.saturating_sub(number(json, "started"));
    let outside = Outsiders::of(json, machine);
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
    } else if outside.is_nobody() && success == 0 {
        hint(words::TRAFFIC_INSIDE.with("n", datagrams))
    } else {
        let ago = |at: u64| match at {
            0 => count::NEVER.say(),
            at => count::ago(now.saturating_sub(at)),
        };
        let text = words::TRAFFIC
            .with("n", datagrams)
            .with("last", ago(number(json, "last_datagram")))
            .with("outside", outside.to_string())
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

    #[test]
    fn a_list_that_is_full_is_not_said_to_be_all() {
        let machine = Machine::with_addresses("203.0.113.10");
        let of = |inside: usize, outside: usize| {
            let inside = (0..inside).map(|n| format!("127.0.{}.{}", n / 250, n % 250 + 1));
            let outside = (0..outside).map(|n| format!("198.51.100.{n}"));
            let sources = inside.chain(outside);
            let sources = sources.map(|ip| format!("{{\"address\":\"{ip}\"}}"));
            let sources = sources.collect::<Vec<_>>().join(",");
            let json = format!("{{\"sources\":[{sources}]}}");
            Outsiders::of(&json.parse().unwrap(), &machine)
        };
        for (inside, outside, is_nobody, shown) in [
            (0, 0, true, "0"),
            (511, 0, true, "0"),
            (512, 0, false, "0+"),
            (500, 11, false, "11"),
            (500, 12, false, "12+"),
        ] {
            let outsiders = of(inside, outside);
            assert_eq!(outsiders.is_nobody(), is_nobody);
            assert_eq!(outsiders.to_string(), shown);
        }
    }
}
