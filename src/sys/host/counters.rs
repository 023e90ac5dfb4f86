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
    /// Datagrams whose checksum was wrong, of both families.
    pub(crate) checksums: Option<u64>,
    /// Packets dropped because the way back would be another.
    pub(crate) reverse: Option<u64>,
}

impl Counters {
    /// Their state now.
    pub(crate) fn read() -> Self {
        let text = |path| fs::read_to_string(path).unwrap_or_default();
        let six = text("/proc/net/snmp6");
        let mut all = Self::of(&text("/proc/net/snmp"), &text("/proc/net/netstat"));
        let of_six = six
            .lines()
            .find_map(|line| line.strip_prefix("Udp6InCsumErrors"));
        let of_six = of_six.and_then(|n| n.trim().parse::<u64>().ok());
        all.checksums = all.checksums.map(|n| n + of_six.unwrap_or(0));
        all
    }

    fn of(snmp: &str, netstat: &str) -> Self {
        Self {
            full: counter(snmp, "Udp", "RcvbufErrors"),
            checksums: counter(snmp, "Udp", "InCsumErrors"),
            reverse: counter(netstat, "TcpExt", "IPReversePathFilter"),
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
        assert_eq!((all.full, all.reverse), (Some(194), Some(7)));
    }
}
