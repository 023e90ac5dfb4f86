//! Which address of this machine to give to a phone, and what an address means.

use super::host::interfaces;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// A UDP socket on a free port that hears only `peer`.
pub(crate) fn connected(peer: SocketAddr) -> io::Result<UdpSocket> {
    let any: IpAddr = match peer {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0))?;
    socket.connect(peer)?;
    Ok(socket)
}

/// The address this machine would send from to the outside; nothing is sent to find out.
pub(crate) fn outward() -> Option<IpAddr> {
    // An address for documentation: the kernel only looks up the route that it would take.
    let somewhere = SocketAddr::from((Ipv4Addr::new(192, 0, 2, 1), 9));
    let ip = connected(somewhere).ok()?.local_addr().ok()?.ip();
    (!ip.is_unspecified()).then_some(ip)
}

/// An address of this machine that others on its network can reach.
fn own() -> Option<IpAddr> {
    let all = interfaces::addresses().into_iter();
    all.map(|address| address.ip)
        .filter(|ip| interfaces::is_reachable(*ip))
        .min_by_key(IpAddr::is_ipv6)
}

/// Addresses, for a sentence.
pub(crate) fn list(addresses: &[IpAddr]) -> String {
    let texts: Vec<String> = addresses.iter().map(IpAddr::to_string).collect();
    texts.join(" ")
}

/// The addresses of this machine but loopback, for a sentence.
pub(crate) fn all() -> String {
    let all = interfaces::addresses().into_iter();
    let others = all.map(|address| address.ip).filter(|ip| !ip.is_loopback());
    let list: Vec<String> = others.map(|ip| ip.to_string()).collect();
    match list.is_empty() {
        true => "none but loopback".to_owned(),
        false => list.join(", "),
    }
}

/// Where a socket listens, for a person: every address is `*`, as in the configuration.
pub(crate) fn listens(at: SocketAddr) -> String {
    match at.ip() {
        IpAddr::V6(ip) if ip.is_unspecified() => format!("*:{}", at.port()),
        _ => at.to_string(),
    }
}

/// The address to tell a phone if nothing better is known: the one listened on, never a wildcard.
pub(crate) fn reachable(listen: SocketAddr) -> IpAddr {
    match listen.ip() {
        // Without a route to the outside this machine may still have a network.
        ip if ip.is_unspecified() => outward()
            .or_else(own)
            .unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        ip => ip,
    }
}

/// Whether an address is one that the public network does not carry.
pub(crate) fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let shared = Ipv4Addr::new(100, 64, 0, 0).to_bits();
            ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.to_bits() & 0xffc0_0000 == shared
        }
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// `host` as it is in a URI, with `port` where it is not the usual one.
pub(crate) fn in_uri(host: &str, port: u16) -> String {
    let host = match host.contains(':') {
        true => format!("[{host}]"),
        false => host.to_owned(),
    };
    match port {
        5060 => host,
        port => format!("{host}:{port}"),
    }
}
