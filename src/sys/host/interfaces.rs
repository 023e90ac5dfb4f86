//! The addresses of this machine.

use nix::ifaddrs::getifaddrs;
use nix::net::if_::InterfaceFlags;
use std::net::IpAddr;

/// An address and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) interface: String,
    pub(crate) ip: IpAddr,
}

/// Every address of every interface that is up; none if the kernel does not say.
pub(crate) fn addresses() -> Vec<Address> {
    let list = getifaddrs().into_iter().flatten();
    let found = list.filter(|i| i.flags.contains(InterfaceFlags::IFF_UP));
    let addresses = found.filter_map(|i| {
        let address = i.address?;
        let v4 = address.as_sockaddr_in().map(|a| IpAddr::V4(a.ip()));
        let ip = v4.or_else(|| address.as_sockaddr_in6().map(|a| IpAddr::V6(a.ip())))?;
        Some(Address {
            interface: i.interface_name,
            ip,
        })
    });
    addresses.collect()
}

/// Whether others could reach that address at all: neither loopback nor bound to one link.
pub(crate) fn is_reachable(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !ip.is_loopback() && !ip.is_link_local() && !ip.is_unspecified(),
        IpAddr::V6(ip) => !ip.is_loopback() && !ip.is_unicast_link_local() && !ip.is_unspecified(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn this_machine_has_a_loopback() {
        let found = addresses();
        assert!(found.iter().any(|a| a.ip.is_loopback()));
    }
}
