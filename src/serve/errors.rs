//! What can go wrong with socket and folder, in words that say what to do.

use crate::serve::socket::Refused;
use crate::serve::store::Unusable;
use crate::sys::address;
use crate::text::{Say, serve as words, system};
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

/// Why the socket cannot be had, and what to do.
pub(crate) fn bind_error(listen: Listen, error: &io::Error) -> Say {
    let say = match error.kind() {
        ErrorKind::AddrInUse => words::PORT_IN_USE.say(),
        ErrorKind::AddrNotAvailable => words::NO_ADDRESS.with("list", address::all()),
        ErrorKind::PermissionDenied => words::PORT_NEEDS_ROOT.say(),
        _ => words::CANNOT_LISTEN.with("why", system::error(error)),
    };
    say.with("listen", listen.to_string())
        .with("ip", listen.address().ip())
        .with("port", listen.address().port())
}

/// Why the folder of the journal cannot be used, and what to do.
pub(crate) fn store_error(state: &str, error: &Unusable) -> Say {
    let say = match error {
        Unusable::Taken => words::STATE_IN_USE.say(),
        Unusable::Alien(why) => words::JOURNAL_ALIEN.with("why", why.to_string()),
        Unusable::Io(error) => words::STATE_FAILS.with("why", system::error(error)),
    };
    say.with("state", state)
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
