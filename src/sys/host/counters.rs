//! The counters of /proc/net/snmp and /proc/net/netstat: pairs of lines, names above numbers.

use std::fs;

/// The number under `name` in the group `group` of such a text.
pub(crate) fn counter(text: &str, group: &str, name: &str) -> Option<u64> {
    let mut lines = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(g, _)| *g == group)
        .map(|(_, rest)| rest.split_whitespace());
    let (mut names, mut numbers) = (lines.next()?, lines.next()?);
    let place = names.position(|n| n == name)?;
    numbers.nth(place)?.parse().ok()
}

/// The counters that tell of lost packets, at one moment; `None` where the kernel does not say.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counters {
    /// Datagrams that met a full receive buffer, of all sockets.
    pub(crate) full: Option<u64>,
    /// Packets dropped since the way back would be another.
    pub(crate) reverse: Option<u64>,
    /// Packets that could not be put together from their fragments.
    pub(crate) fragments: Option<u64>,
}

impl Counters {
    /// Their state now.
    pub(crate) fn read() -> Self {
        let text = |path| fs::read_to_string(path).unwrap_or_default();
        Self::of(&text("/proc/net/snmp"), &text("/proc/net/netstat"))
    }

    fn of(snmp: &str, netstat: &str) -> Self {
        Self {
            full: counter(snmp, "Udp", "RcvbufErrors"),
            reverse: counter(netstat, "TcpExt", "IPReversePathFilter"),
            fragments: counter(snmp, "Ip", "ReasmFails"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SNMP: &str = "Ip: Forwarding DefaultTTL ReasmReqds ReasmFails\nIp: 2 64 10 4\n\
        Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors\nUdp: 190309 12 194 1903 194\n\
        UdpLite: InDatagrams RcvbufErrors\nUdpLite: 0 0\n";
    const NETSTAT: &str =
        "TcpExt: SyncookiesSent IPReversePathFilter\nTcpExt: 0 7\nIpExt: InNoRoutes\nIpExt: 1\n";

    #[test]
    fn each_number_is_under_its_name() {
        assert_eq!(counter(SNMP, "Udp", "InDatagrams"), Some(190_309));
        assert_eq!(counter(SNMP, "UdpLite", "RcvbufErrors"), Some(0));
        assert_eq!(counter(SNMP, "Udp", "Absent"), None);
        assert_eq!(counter("", "Udp", "InDatagrams"), None);
        let all = Counters::of(SNMP, NETSTAT);
        assert_eq!(
            (all.full, all.reverse, all.fragments),
            (Some(194), Some(7), Some(4))
        );
    }
}
