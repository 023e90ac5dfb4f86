//! UDP sockets of this machine, by /proc/net/udp and udp6, and who holds them.

use std::fs;
use std::net::{IpAddr, SocketAddr};

/// One UDP socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Socket {
    pub(crate) local: SocketAddr,
    pub(crate) uid: u32,
    pub(crate) inode: u64,
    /// Datagrams that met its full receive buffer since it was made.
    pub(crate) drops: u64,
}

/// The UDP sockets at that port in this network namespace; `None` if the kernel does not say.
pub(crate) fn at_port(port: u16) -> Option<Vec<Socket>> {
    let v4 = fs::read_to_string("/proc/net/udp").ok()?;
    let v6 = fs::read_to_string("/proc/net/udp6").unwrap_or_default();
    let sockets = v4.lines().chain(v6.lines()).filter_map(parse);
    Some(sockets.filter(|s| s.local.port() == port).collect())
}

fn parse(line: &str) -> Option<Socket> {
    let mut fields = line.split_whitespace();
    let local = address(fields.nth(1)?)?;
    // Then: remote address, state, queues, timer, retransmissions.
    let uid = fields.nth(5)?.parse().ok()?;
    let inode = fields.nth(1)?.parse().ok()?;
    let drops = fields.nth(2)?.parse().ok()?;
    Some(Socket {
        local,
        uid,
        inode,
        drops,
    })
}

/// `0100007F:13C4`: the address as words of the machine's own byte order, the port as a number.
fn address(text: &str) -> Option<SocketAddr> {
    let (ip, port) = text.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let words = (0..ip.len() / 8).map(|n| u32::from_str_radix(ip.get(n * 8..n * 8 + 8)?, 16).ok());
    let bytes = words.collect::<Option<Vec<_>>>()?.into_iter();
    let bytes: Vec<u8> = bytes.flat_map(u32::to_ne_bytes).collect();
    let v4 = <[u8; 4]>::try_from(bytes.as_slice()).map(IpAddr::from);
    let ip = v4
        .or_else(|_| <[u8; 16]>::try_from(bytes.as_slice()).map(IpAddr::from))
        .ok()?;
    Some(SocketAddr::new(ip, port))
}

/// The process that holds the socket with that inode, as far as we may see: root sees all, others their own.
pub(crate) fn holder(inode: u64) -> Option<u32> {
    let wanted = format!("socket:[{inode}]");
    let all = fs::read_dir("/proc").into_iter().flatten();
    let mut pids = all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    pids.find(|pid| {
        let files = fs::read_dir(format!("/proc/{pid}/fd")).into_iter();
        let mut links = files
            .flatten()
            .filter_map(|f| fs::read_link(f.ok()?.path()).ok());
        links.any(|link| link.as_os_str() == wanted.as_str())
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::net::UdpSocket;

    #[test]
    fn lines_of_both_files() {
        for (line, local, uid, inode, drops) in [
            (
                "  497: 00000000:13C4 00000000:0000 07 00000000:00000000 00:00000000 00000000   998        0 20117 2 00000000a1b2c3d4 194",
                "0.0.0.0:5060",
                998,
                20117,
                194,
            ),
            (
                " 1123: 0100007F:3ADE 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 7 2 0000000000000000 0",
                "127.0.0.1:15070",
                0,
                7,
                0,
            ),
            (
                "  497: 00000000000000000000000000000000:13C4 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000   998        0 20118 2 0000000000000000 0",
                "[::]:5060",
                998,
                20118,
                0,
            ),
            (
                "  1: B80D0120000000000000000001000000:13C4 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000 998 0 9 2 0 3",
                "[2001:db8::1]:5060",
                998,
                9,
                3,
            ),
        ] {
            let socket = parse(line).unwrap();
            assert_eq!(
                socket,
                Socket {
                    local: local.parse().unwrap(),
                    uid,
                    inode,
                    drops
                }
            );
        }
        assert_eq!(parse("  sl  local_address rem_address   st tx_queue"), None);
    }

    #[test]
    fn our_own_socket_is_found_with_its_holder() {
        let ours = UdpSocket::bind("127.0.0.1:0").unwrap();
        let local = ours.local_addr().unwrap();
        let found = at_port(local.port()).unwrap();
        let found = found.iter().find(|s| s.local == local).unwrap();
        assert_eq!(holder(found.inode).unwrap(), std::process::id());
    }
}
