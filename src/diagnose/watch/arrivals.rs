//! What reaches this machine before its firewall, held against what the service has heard.

use crate::sys::clock::unix_now;
use crate::sys::host::capture::{Capture, Packet};
use crate::sys::host::counters::Counters;
use crate::sys::snapshot::{SOURCES, get, list, number, text};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use tinyjson::JsonValue;

/// What has arrived.
#[derive(Debug)]
pub(crate) struct Arrivals {
    listen: SocketAddr,
    /// The addresses of this machine; none if they cannot be seen.
    own: Vec<IpAddr>,
    /// When the watch began, Unix seconds.
    start: u64,
    /// How many datagrams the service had counted of each source before.
    counted: HashMap<IpAddr, u64>,
    /// When packets were last taken, Unix seconds.
    taken: u64,
    /// Who sent datagrams of which no snapshot knows yet, and since which second the last may have come.
    unheard: Vec<(IpAddr, u64)>,
    /// Who tried to connect by TCP, and to which port.
    connects: Vec<(SocketAddr, u16)>,
    /// Datagrams that the service dropped unread, as the first snapshot had it.
    silenced: Option<u64>,
    before: Counters,
}

/// More sources than this are a flood; their list would help nobody.
const MOST: usize = 256;

impl Arrivals {
    /// Nothing yet, at a service that listens there on a machine with these addresses, and that said
    /// `before` just now.
    pub(crate) fn new(
        listen: SocketAddr,
        own: Vec<IpAddr>,
        start: u64,
        before: &JsonValue,
    ) -> Self {
        let counted = list(before, "sources")
            .iter()
            .filter_map(|s| Some((text(s, "address").parse().ok()?, number(s, "datagrams"))));
        Self {
            listen,
            own,
            start,
            counted: counted.collect(),
            taken: start,
            unheard: Vec::new(),
            connects: Vec::new(),
            silenced: None,
            before: Counters::read(),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.listen.port()
    }

    /// Takes what has arrived since the last time. What a snapshot is to be held against must have been
    /// taken before it was asked for.
    pub(crate) fn take(&mut self, capture: Option<&Capture>) {
        // One of them may have come right after the last time.
        let since = std::mem::replace(&mut self.taken, unix_now());
        let packets = std::iter::from_fn(|| capture?.next());
        packets.for_each(|packet| self.note(packet, since));
    }

    pub(crate) fn note(&mut self, packet: Packet, since: u64) {
        match packet {
            Packet::Datagram { from, to } if self.is_for_us(to) => {
                let ip = from.ip();
                if let Some((_, at)) = self.unheard.iter_mut().find(|(known, _)| *known == ip) {
                    *at = since;
                } else if self.unheard.len() < MOST {
                    self.unheard.push((ip, since));
                }
            }
            Packet::Connect { from, to }
                if [5060, 5061, self.port()].contains(&to.port()) && self.connects.len() < MOST =>
            {
                self.connects.push((from, to.port()));
            }
            _ => {}
        }
    }

    /// Whether the socket should get it: one that listens on IPv4 or on one address only does not get
    /// the rest, and what is forwarded to others it does not get either.
    fn is_for_us(&self, to: SocketAddr) -> bool {
        let (listen, ip) = (self.listen.ip(), to.ip());
        let is_there = if listen.is_unspecified() {
            (listen.is_ipv6() || ip.is_ipv4())
                && (self.own.is_empty() || ip.is_loopback() || self.own.contains(&ip))
        } else {
            ip == listen
        };
        to.port() == self.port() && is_there
    }

    /// Strikes out whom the service has heard in this watch, and of whom the snapshot cannot tell.
    pub(crate) fn settle(&mut self, json: &JsonValue) {
        let silenced = number(get(json, "outcomes"), "silenced");
        let is_silencing = silenced > *self.silenced.get_or_insert(silenced);
        let sources = list(json, "sources");
        // It lists the latest; whoever was heard before the last of a full list may be missing.
        let last = |source: &JsonValue| number(source, "last");
        let is_full = sources.len() >= SOURCES;
        let oldest = sources.iter().map(last).min().filter(|_| is_full);
        let (start, counted) = (self.start, &self.counted);
        self.unheard.retain(|(ip, at)| {
            let known = sources
                .iter()
                .find(|s| text(s, "address").parse() == Ok(*ip));
            // Of the second in which the watch began the time alone does not tell.
            let is_heard = known.is_some_and(|s| {
                let has_come = || counted.get(ip) != Some(&number(s, "datagrams"));
                last(s) > start || (last(s) == start && has_come())
            });
            let may_be_missing = oldest.is_some_and(|oldest| oldest >= *at);
            // What is dropped unread leaves no trace at its source, nor at its whole network.
            let may_be_silenced = is_silencing && (known.is_some() || is_full || ip.is_ipv6());
            !(is_heard || may_be_missing || may_be_silenced)
        });
    }

    /// Who sent datagrams that have reached the machine and not the service. Nobody, if some were lost for
    /// want of room in the socket.
    pub(crate) fn unheard(&self) -> impl Iterator<Item = IpAddr> {
        let has_room = Counters::read().full <= self.before.full;
        self.unheard
            .iter()
            .map(|(ip, _)| *ip)
            .filter(move |_| has_room)
    }

    /// Who tried to connect by TCP, and to which port.
    pub(crate) fn connects(&self) -> impl Iterator<Item = (SocketAddr, u16)> {
        self.connects.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const START: u64 = 1000;
    const PHONE: &str = "198.51.100.7";

    fn arrivals(listen: &str, to: &str, at: u64) -> Arrivals {
        let own = vec![
            "203.0.113.10".parse().unwrap(),
            "2001:db8::10".parse().unwrap(),
        ];
        let before = format!(
            "{{\"sources\":[{{\"address\":\"{PHONE}\",\"last\":{},\"datagrams\":4}}]}}",
            START - 1
        );
        let before = before.parse().unwrap();
        let mut arrivals = Arrivals::new(listen.parse().unwrap(), own, START, &before);
        let to: SocketAddr = to.parse().unwrap();
        let from = if to.is_ipv6() {
            "[2001:db8::7]:1"
        } else {
            "198.51.100.7:1"
        };
        let from = from.parse().unwrap();
        arrivals.note(Packet::Datagram { from, to }, at);
        arrivals
    }

    fn is_unheard(arrivals: &Arrivals) -> bool {
        !arrivals.unheard.is_empty()
    }

    #[test]
    fn only_what_the_socket_should_get_counts() {
        for (listen, to, is_for_us) in [
            ("0.0.0.0:5060", "203.0.113.10:5060", true),
            ("0.0.0.0:5060", "127.0.0.1:5060", true),
            ("0.0.0.0:5060", "203.0.113.10:53", false),
            ("0.0.0.0:5060", "172.17.0.2:5060", false),
            ("0.0.0.0:5060", "[2001:db8::10]:5060", false),
            ("[::]:5060", "[2001:db8::10]:5060", true),
            ("[::]:5060", "203.0.113.10:5060", true),
            ("203.0.113.10:5060", "203.0.113.10:5060", true),
            ("10.0.0.5:5060", "203.0.113.10:5060", false),
        ] {
            assert_eq!(
                is_unheard(&arrivals(listen, to, START)),
                is_for_us,
                "{listen} {to}"
            );
        }
    }

    fn snapshot(silenced: u64, sources: &[(String, u64)]) -> JsonValue {
        let sources: Vec<String> = sources
            .iter()
            .map(|(ip, last)| format!("{{\"address\":\"{ip}\",\"last\":{last}}}"))
            .collect();
        let sources = sources.join(",");
        let text = format!("{{\"outcomes\":{{\"silenced\":{silenced}}},\"sources\":[{sources}]}}");
        text.parse().unwrap()
    }

    fn others(count: usize, last: u64) -> Vec<(String, u64)> {
        (0..count)
            .map(|n| (format!("198.18.{}.{}", n / 250, n % 250), last))
            .collect()
    }

    #[test]
    fn who_was_heard_or_may_have_been_is_not_blocked() {
        let phone = |last| vec![(PHONE.to_owned(), last)];
        for (name, sources, silenced, expected) in [
            ("never heard", vec![], 0, true),
            ("heard before only", phone(START - 1), 0, true),
            ("heard now", phone(START), 0, false),
            (
                "the list is full of later ones",
                others(SOURCES, START + 9),
                0,
                false,
            ),
            (
                "the list is full and reaches back",
                others(SOURCES, START + 4),
                0,
                true,
            ),
            (
                "heard before, and some are silenced",
                phone(START - 1),
                1,
                false,
            ),
            (
                "never heard, and some are silenced",
                others(1, START),
                1,
                true,
            ),
        ] {
            let mut arrivals = arrivals("0.0.0.0:5060", "203.0.113.10:5060", START + 5);
            arrivals.settle(&snapshot(0, &others(1, START - 9)));
            assert!(is_unheard(&arrivals), "{name}: too early");
            arrivals.settle(&snapshot(silenced, &sources));
            assert_eq!(is_unheard(&arrivals), expected, "{name}");
        }
    }

    #[test]
    fn who_was_heard_in_the_second_before_the_watch_may_be_blocked_in_it() {
        for (datagrams, expected) in [(4, true), (5, false), (1, false)] {
            let mut arrivals = arrivals("0.0.0.0:5060", "203.0.113.10:5060", START);
            let text = format!(
                "{{\"sources\":[{{\"address\":\"{PHONE}\",\"last\":{START},\"datagrams\":{datagrams}}}]}}"
            );
            arrivals.settle(&text.parse().unwrap());
            assert_eq!(is_unheard(&arrivals), expected, "{datagrams} datagrams");
        }
    }
}
