//! What reaches this machine before its firewall, held against what the service has heard.

use crate::sys::host::capture::{Capture, Packet};
use crate::sys::host::counters::Counters;
use crate::sys::snapshot::{SOURCES, get, list, number, text};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use tinyjson::JsonValue;

/// What has arrived.
#[derive(Debug)]
pub(crate) struct Arrivals {
    pub(crate) listen: SocketAddr,
    /// The addresses of this machine; none if they cannot be seen.
    own: Vec<IpAddr>,
    /// What the service had counted of each source before.
    counted: HashMap<IpAddr, Counted>,
    /// What each source has sent to where the service listens.
    sent: HashMap<IpAddr, Sent>,
    /// When packets were last taken, Unix seconds.
    taken: u64,
    /// Requests to addresses and ports of this machine where the service does not listen: source and destination.
    pub(crate) astray: Vec<(SocketAddr, SocketAddr)>,
    /// Who tried to connect by TCP, and to which port.
    pub(crate) connects: Vec<(SocketAddr, u16)>,
    /// Datagrams that the service dropped unread, as the first snapshot had it.
    silenced: Option<u64>,
    /// Sources the service has not heard at all, or not as often as they sent, by the last snapshot.
    lost: Vec<(IpAddr, Lost)>,
    /// The counters of the kernel at the beginning, and when it was last held against the service's.
    before: Counters,
    now: Counters,
}

/// How many datagrams of a source the service has counted.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    /// The second of the first; another one, if the source had been forgotten.
    first: u64,
    datagrams: u64,
}

impl Counted {
    /// How many have come since `before`; `None` if it has begun to count again.
    fn since(self, before: Self) -> Option<u64> {
        let is_same = before.datagrams == 0 || self.first.abs_diff(before.first) <= 1;
        let since = self.datagrams.checked_sub(before.datagrams);
        since.filter(|_| is_same)
    }
}

/// What one source has sent.
#[derive(Debug, Default)]
struct Sent {
    /// Datagrams, by the interface that they came by.
    datagrams: HashMap<usize, u64>,
    /// The address of this machine that the last one came to.
    local: Option<IpAddr>,
    /// First parts of larger datagrams, and later parts.
    parts: u64,
    rests: u64,
    /// Since which second the last may have come.
    since: u64,
}

impl Sent {
    /// How many datagrams: through a bridge, each comes by two interfaces.
    fn count(&self) -> u64 {
        self.datagrams.values().max().copied().unwrap_or(0)
    }
}

/// What the service did not get of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lost {
    /// Datagrams that reached the machine.
    pub(crate) sent: u64,
    /// Datagrams that the service got.
    pub(crate) heard: u64,
    /// Datagrams of which only the first part came.
    pub(crate) torn: u64,
}

/// More sources than this are a flood; their list would help nobody.
const MOST: usize = 256;

impl Arrivals {
    /// Nothing yet. At `start`, in Unix seconds, the service said `before` and the kernel had these counters.
    pub(crate) fn new(
        listen: SocketAddr,
        own: Vec<IpAddr>,
        start: u64,
        before: &JsonValue,
        counters: Counters,
    ) -> Self {
        Self {
            listen,
            own,
            counted: counted(before),
            sent: HashMap::new(),
            taken: start,
            astray: Vec::new(),
            connects: Vec::new(),
            silenced: None,
            lost: Vec::new(),
            before: counters,
            now: counters,
        }
    }

    /// Takes what has arrived by `now`, in Unix seconds; before the snapshot that it is held against is asked for.
    pub(crate) fn take(&mut self, capture: Option<&Capture>, now: u64) {
        // One of them may have come right after the last time.
        let since = std::mem::replace(&mut self.taken, now);
        let packets = std::iter::from_fn(|| capture?.next());
        packets.for_each(|(interface, packet)| self.note(interface, packet, since));
    }

    pub(crate) fn note(&mut self, interface: usize, packet: Packet, since: u64) {
        match packet {
            Packet::Datagram {
                from, to, is_part, ..
            } if self.is_for_us(to) => {
                let Some(sent) = self.sent_by(from.ip()) else {
                    return;
                };
                *sent.datagrams.entry(interface).or_default() += 1;
                sent.local = Some(to.ip());
                sent.parts += u64::from(is_part);
                sent.since = since;
            }
            Packet::Datagram {
                from,
                to,
                is_register: true,
                ..
            } if self.is_own(to.ip()) && self.astray.len() < MOST => self.astray.push((from, to)),
            Packet::Rest { from } => {
                if let Some(sent) = self.sent.get_mut(&from) {
                    sent.rests += 1;
                }
            }
            Packet::Connect { from, to }
                if [5060, 5061, self.listen.port()].contains(&to.port())
                    && self.connects.len() < MOST =>
            {
                self.connects.push((from, to.port()));
            }
            _ => {}
        }
    }

    fn sent_by(&mut self, ip: IpAddr) -> Option<&mut Sent> {
        let has_room = self.sent.len() < MOST || self.sent.contains_key(&ip);
        has_room.then(|| self.sent.entry(ip).or_default())
    }

    fn is_own(&self, ip: IpAddr) -> bool {
        self.own.is_empty() || ip.is_loopback() || self.own.contains(&ip)
    }

    /// Whether the socket should get it: not what goes to other addresses, or is forwarded.
    fn is_for_us(&self, to: SocketAddr) -> bool {
        let (listen, ip) = (self.listen.ip(), to.ip());
        let is_there = if listen.is_unspecified() {
            (listen.is_ipv6() || ip.is_ipv4()) && self.is_own(ip)
        } else {
            ip == listen
        };
        to.port() == self.listen.port() && is_there
    }

    /// Holds what was sent against what the service and the kernel have counted. Where that is unclear, nobody is lost.
    pub(crate) fn settle(&mut self, json: &JsonValue, counters: Counters) {
        // What a rule redirects to the service was not sent to it, but has reached it.
        self.astray.retain(|(from, _)| {
            let from = from.to_string();
            let mut recent = list(json, "recent").iter();
            !recent.any(|message| text(message, "from") == from)
        });
        self.now = counters;
        let silenced = number(get(json, "outcomes"), "silenced");
        let is_silencing = silenced > *self.silenced.get_or_insert(silenced);
        let sources = list(json, "sources");
        // It lists the latest; whoever was heard before the last of a full list may be missing.
        let last = |source: &JsonValue| number(source, "last");
        let is_full = sources.len() >= SOURCES;
        let oldest = sources.iter().map(last).min().filter(|_| is_full);
        let now = counted(json);
        let lost = self.sent.iter().filter_map(|(ip, sent)| {
            let (known, before) = (now.get(ip), self.counted.get(ip));
            let may_be_missing = known.is_none() && oldest.is_some_and(|old| old >= sent.since);
            // What is dropped unread leaves no trace at its source, nor at its whole network.
            let may_be_silenced = is_silencing && (known.is_some() || is_full || ip.is_ipv6());
            // A source counted from zero again had been forgotten, or the service was restarted.
            let before = before.copied().unwrap_or_default();
            let known = known.copied().unwrap_or(Counted {
                datagrams: 0,
                ..before
            });
            let heard = known.since(before);
            let heard = heard.filter(|_| !may_be_missing && !may_be_silenced)?;
            let lost = Lost {
                sent: sent.count(),
                heard,
                torn: if sent.rests == 0 { sent.parts } else { 0 },
            };
            (heard < lost.sent).then_some((*ip, lost))
        });
        self.lost = lost.collect();
        self.lost.sort_unstable_by_key(|(ip, _)| *ip);
    }

    /// Sources that the service has not heard as often as they sent; nobody, if the socket had no room for some.
    pub(crate) fn lost(&self) -> impl Iterator<Item = (IpAddr, Lost)> {
        let has_room = self.now.full <= self.before.full;
        self.lost.iter().copied().filter(move |_| has_room)
    }

    /// Who sent datagrams that have reached the machine and not the service.
    pub(crate) fn unheard(&self) -> impl Iterator<Item = (IpAddr, Lost)> {
        self.lost().filter(|(_, lost)| lost.heard == 0)
    }

    /// To which address of this machine packets of `from` came, and by which interfaces.
    pub(crate) fn came(&self, from: IpAddr) -> Option<(IpAddr, Vec<usize>)> {
        let sent = self.sent.get(&from)?;
        Some((sent.local?, sent.datagrams.keys().copied().collect()))
    }

    /// Datagrams that the kernel has dropped meanwhile because of their checksums.
    pub(crate) fn wrong_checksums(&self) -> u64 {
        let now = self.now.checksums.unwrap_or(0);
        now.saturating_sub(self.before.checksums.unwrap_or(now))
    }
}

/// What the service has counted of each source that it lists.
fn counted(json: &JsonValue) -> HashMap<IpAddr, Counted> {
    let of = |source: &JsonValue| {
        let counted = Counted {
            first: number(source, "first"),
            datagrams: number(source, "datagrams"),
        };
        Some((text(source, "address").parse().ok()?, counted))
    };
    list(json, "sources").iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const START: u64 = 1000;
    const PHONE: &str = "198.51.100.7";

    fn datagram(to: &str) -> Packet {
        let to: SocketAddr = to.parse().unwrap();
        let from = if to.is_ipv6() {
            "[2001:db8::7]:1"
        } else {
            "198.51.100.7:1"
        };
        Packet::Datagram {
            from: from.parse().unwrap(),
            to,
            is_register: true,
            is_part: false,
        }
    }

    fn none(listen: &str) -> Arrivals {
        let own = vec![
            "203.0.113.10".parse().unwrap(),
            "2001:db8::10".parse().unwrap(),
        ];
        let before = snapshot(0, &[(PHONE.to_owned(), START - 1, 4)]);
        Arrivals::new(
            listen.parse().unwrap(),
            own,
            START,
            &before,
            Counters::default(),
        )
    }

    fn one(listen: &str, to: &str, since: u64) -> Arrivals {
        let mut arrivals = none(listen);
        arrivals.note(1, datagram(to), since);
        arrivals
    }

    fn snapshot(silenced: u64, sources: &[(String, u64, u64)]) -> JsonValue {
        let sources: Vec<String> = sources
            .iter()
            .map(|(ip, last, count)| {
                format!("{{\"address\":\"{ip}\",\"last\":{last},\"datagrams\":{count}}}")
            })
            .collect();
        let sources = sources.join(",");
        let text = format!("{{\"outcomes\":{{\"silenced\":{silenced}}},\"sources\":[{sources}]}}");
        text.parse().unwrap()
    }

    fn others(count: usize, last: u64) -> Vec<(String, u64, u64)> {
        (0..count)
            .map(|n| (format!("198.18.{}.{}", n / 250, n % 250), last, 1))
            .collect()
    }

    #[test]
    fn what_the_socket_gets_and_what_goes_astray() {
        for (listen, to, is_for_us, is_astray) in [
            ("0.0.0.0:5060", "203.0.113.10:5060", true, false),
            ("0.0.0.0:5060", "127.0.0.1:5060", true, false),
            ("0.0.0.0:5060", "203.0.113.10:5061", false, true),
            ("0.0.0.0:5060", "172.17.0.2:5060", false, false),
            ("0.0.0.0:5060", "[2001:db8::10]:5060", false, true),
            ("[::]:5060", "[2001:db8::10]:5060", true, false),
            ("[::]:5060", "203.0.113.10:5060", true, false),
            ("203.0.113.10:5060", "203.0.113.10:5060", true, false),
            ("10.0.0.5:5060", "203.0.113.10:5060", false, true),
        ] {
            let arrivals = one(listen, to, START);
            assert_eq!(!arrivals.sent.is_empty(), is_for_us, "{listen} {to}");
            assert_eq!(!arrivals.astray.is_empty(), is_astray, "{listen} {to}");
        }
    }

    #[test]
    fn what_is_redirected_to_the_service_is_not_astray() {
        let is_astray = |from: &str| {
            let mut arrivals = one("0.0.0.0:5060", "203.0.113.10:5070", START);
            let json = format!("{{\"recent\":[{{\"from\":\"{from}\"}}]}}");
            arrivals.settle(&json.parse().unwrap(), Counters::default());
            !arrivals.astray.is_empty()
        };
        assert!(!is_astray("198.51.100.7:1"));
        assert!(is_astray("198.51.100.7:2"));
    }

    #[test]
    fn who_was_heard_or_may_have_been_is_not_blocked() {
        let phone = |count| vec![(PHONE.to_owned(), START, count)];
        for (name, sources, silenced, expected) in [
            ("never heard", vec![], 0, false),
            ("heard before only", phone(4), 0, true),
            ("heard now", phone(5), 0, false),
            ("forgotten and heard again", phone(1), 0, false),
            (
                "the list is full of later ones",
                others(SOURCES, START + 9),
                0,
                false,
            ),
            ("heard before, and some are silenced", phone(4), 1, false),
        ] {
            let mut arrivals = one("0.0.0.0:5060", "203.0.113.10:5060", START + 5);
            arrivals.settle(&snapshot(0, &phone(4)), Counters::default());
            assert!(arrivals.unheard().next().is_some(), "{name}: too early");
            arrivals.settle(&snapshot(silenced, &sources), Counters::default());
            assert_eq!(arrivals.unheard().next().is_some(), expected, "{name}");
        }
    }

    #[test]
    fn who_was_never_heard_is_blocked_unless_he_may_be_missing() {
        for (sources, silenced, expected) in [
            (vec![], 0, true),
            (others(1, START), 1, true),
            (others(SOURCES, START + 4), 0, true),
            (others(SOURCES, START + 5), 0, false),
        ] {
            let mut arrivals = none("0.0.0.0:5060");
            arrivals.counted.clear();
            arrivals.note(1, datagram("203.0.113.10:5060"), START + 5);
            arrivals.settle(&snapshot(0, &[]), Counters::default());
            arrivals.settle(&snapshot(silenced, &sources), Counters::default());
            assert_eq!(arrivals.unheard().next().is_some(), expected);
        }
    }

    #[test]
    fn a_source_that_was_forgotten_and_counted_again_proves_nothing() {
        let before = Counted {
            first: 900,
            datagrams: 4,
        };
        for (first, datagrams, heard) in [
            (900, 4, Some(0)),
            (901, 5, Some(1)),
            (1003, 5, None),
            (1003, 1, None),
        ] {
            assert_eq!(Counted { first, datagrams }.since(before), heard);
        }
        let fresh = Counted {
            first: 1003,
            datagrams: 2,
        };
        assert_eq!(fresh.since(Counted::default()), Some(2));
    }

    #[test]
    fn each_datagram_counts_once_whatever_it_came_by() {
        let mut arrivals = none("0.0.0.0:5060");
        for interface in [1, 2, 2, 1, 2] {
            arrivals.note(interface, datagram("203.0.113.10:5060"), START);
        }
        arrivals.settle(
            &snapshot(0, &[(PHONE.to_owned(), START, 5)]),
            Counters::default(),
        );
        let lost = Lost {
            sent: 3,
            heard: 1,
            torn: 0,
        };
        let phone = PHONE.parse().unwrap();
        assert_eq!(arrivals.lost().collect::<Vec<_>>(), [(phone, lost)]);
        assert!(arrivals.unheard().next().is_none());
        arrivals.settle(
            &snapshot(0, &[(PHONE.to_owned(), START, 7)]),
            Counters::default(),
        );
        assert!(arrivals.lost().next().is_none());
    }

    #[test]
    fn a_datagram_whose_rest_does_not_come_is_torn() {
        let mut arrivals = none("0.0.0.0:5060");
        let first = Packet::Datagram {
            from: "198.51.100.7:1".parse().unwrap(),
            to: "203.0.113.10:5060".parse().unwrap(),
            is_register: true,
            is_part: true,
        };
        arrivals.note(1, first, START);
        let before = snapshot(0, &[(PHONE.to_owned(), START, 4)]);
        arrivals.settle(&before, Counters::default());
        let torn = |arrivals: &Arrivals| arrivals.lost().map(|(_, lost)| lost.torn).sum::<u64>();
        assert_eq!(torn(&arrivals), 1);
        let from = PHONE.parse().unwrap();
        arrivals.note(1, Packet::Rest { from }, START);
        arrivals.settle(&before, Counters::default());
        assert_eq!(torn(&arrivals), 0);
    }
}
