//! What can go wrong with socket and folder, in words that say what to do.

use crate::serve::socket::Refused;
use crate::serve::store::Unusable;
use crate::sys::address;
use crate::text::system;
use nix::errno::Errno;
use sipreg::config::Listen;
use sipreg::evidence::Obstacle;
use std::io::{self, ErrorKind};

/// What kept an answer from being delivered, as ICMP tells.
pub(crate) fn obstacle_of(refused: &Refused) -> Obstacle {
    if refused.is_prohibited() {
        Obstacle::Prohibited
    } else {
        obstacle(refused.errno)
    }
}

/// What kept an answer from being sent.
pub(crate) fn obstacle(errno: Errno) -> Obstacle {
    match errno {
        Errno::EPERM => Obstacle::OwnFirewall,
        Errno::ECONNREFUSED => Obstacle::PortClosed,
        Errno::EHOSTUNREACH | Errno::ENETUNREACH | Errno::EHOSTDOWN | Errno::EACCES => {
            Obstacle::NoRoute
        }
        Errno::EMSGSIZE => Obstacle::TooLarge,
        _ => Obstacle::Other,
    }
}

/// The name of an errno, for evidence and JSON.
pub(crate) fn errno_name(errno: Errno) -> &'static str {
    match errno {
        Errno::EPERM => "EPERM",
        Errno::EACCES => "EACCES",
        Errno::ECONNREFUSED => "ECONNREFUSED",
        Errno::EHOSTUNREACH => "EHOSTUNREACH",
        Errno::EHOSTDOWN => "EHOSTDOWN",
        Errno::ENETUNREACH => "ENETUNREACH",
        Errno::EMSGSIZE => "EMSGSIZE",
        Errno::ENOBUFS => "ENOBUFS",
        _ => "other",
    }
}

/// Why the socket cannot be had, and what to do.
pub(crate) fn bind_error(listen: Listen, error: &io::Error) -> String {
    let (ip, port) = (listen.address().ip(), listen.address().port());
    match error.kind() {
        ErrorKind::AddrInUse => format!(
            "Port {port} on {ip} is already in use by another program. To see which: sudo ss -ulpn 'sport = :{port}'"
        ),
        ErrorKind::AddrNotAvailable => format!(
            "The address {ip} is not on this machine, which has: {}. To listen at every address: listen *:{port}",
            address::all()
        ),
        ErrorKind::PermissionDenied => {
            format!("This user may not listen on port {port} of {ip}; ports below 1024 need root.")
        }
        _ => format!("Cannot listen on {listen}: {}", system::plain(error)),
    }
}

pub(crate) fn store_error(state: &str, error: &Unusable) -> String {
    match error {
        Unusable::Taken => format!(
            "The folder {state} is in use by another sipregd; each instance needs its own “state” folder"
        ),
        Unusable::Alien(why) => {
            format!(
                "The journal {state}/registrations cannot be used: {why}. Move it aside to start with no registrations"
            )
        }
        Unusable::Io(error) => format!("Cannot use the folder {state}: {}", system::plain(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::socket::Icmp;
    use std::net::SocketAddr;

    #[test]
    fn a_firewall_on_the_way_is_told_from_a_way_that_is_not_there() {
        use Obstacle::{NoRoute, PortClosed, Prohibited};
        for (icmp, errno, obstacle) in [
            (Some((Icmp::V4, 3, 9)), Errno::ENETUNREACH, Prohibited),
            (Some((Icmp::V4, 3, 10)), Errno::EHOSTUNREACH, Prohibited),
            (Some((Icmp::V4, 3, 13)), Errno::EHOSTUNREACH, Prohibited),
            (Some((Icmp::V6, 1, 1)), Errno::EACCES, Prohibited),
            (Some((Icmp::V4, 3, 0)), Errno::ENETUNREACH, NoRoute),
            (Some((Icmp::V4, 3, 1)), Errno::EHOSTUNREACH, NoRoute),
            (Some((Icmp::V4, 3, 3)), Errno::ECONNREFUSED, PortClosed),
            (Some((Icmp::V6, 1, 3)), Errno::EHOSTUNREACH, NoRoute),
            (Some((Icmp::V4, 11, 13)), Errno::EHOSTUNREACH, NoRoute),
            (None, Errno::EHOSTUNREACH, NoRoute),
        ] {
            let refused = Refused {
                to: SocketAddr::from(([198, 51, 100, 7], 5060)),
                errno,
                reporter: None,
                icmp,
            };
            assert_eq!(obstacle_of(&refused), obstacle, "{icmp:?}");
        }
    }
}
