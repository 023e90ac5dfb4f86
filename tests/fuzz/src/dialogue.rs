//! A whole conversation from one input: several datagrams, several senders, time that passes.

use crate::desk::Desk;
use sipreg::exchange::Outcome;
use std::net::SocketAddr;

/// What is between two datagrams of one input.
pub const SEPARATOR: &[u8] = b"\xff\n";

/// Who sends: two programs at one address, strangers, two addresses of one IPv6 network, and ourselves.
const PEERS: [&str; 8] = [
    "192.0.2.7:5060",
    "192.0.2.7:40000",
    "198.51.100.9:5060",
    "203.0.113.66:1",
    "[2001:db8::1]:5060",
    "[2001:db8::2]:65535",
    "192.0.2.1:5060",
    "127.0.0.1:0",
];

/// Plays the datagrams in `data`. The first byte chooses the configuration. The first byte of each
/// datagram says who sends it (3 bits), how long to wait before (3 bits: 0, 0, 0, 1, 9, 30, 301 or 4000
/// seconds), whether the same comes twice, and whether the files are read again.
pub fn registrar(data: &[u8]) {
    let Some((&choice, mut rest)) = data.split_first() else {
        return;
    };
    let mut desk = Desk::new(choice);
    for _ in 0..24 {
        let end = rest.windows(SEPARATOR.len()).position(|w| w == SEPARATOR);
        let (record, after) = match end {
            Some(at) => (&rest[..at], Some(&rest[at + SEPARATOR.len()..])),
            None => (rest, None),
        };
        if let Some((&control, datagram)) = record.split_first() {
            play(&mut desk, control, datagram);
        }
        match after {
            Some(after) => rest = after,
            None => break,
        }
    }
    desk.close();
}

fn play(desk: &mut Desk, control: u8, datagram: &[u8]) {
    let peer: SocketAddr = PEERS[usize::from(control & 7)].parse().expect("an address");
    match [0, 0, 0, 1, 9, 30, 301, 4000][usize::from(control >> 3 & 7)] {
        0 => {}
        seconds => desk.wait(seconds),
    }
    if control & 0x80 != 0 {
        desk.reload(control);
    }
    let first = desk.send(peer, datagram);
    if control & 0x40 == 0 {
        return;
    }
    let second = desk.send(peer, datagram);
    use Outcome::{
        BadExtension, Malformed, MethodNotAllowed, NotFound, Options, Silenced, Slowed,
        UnsupportedScheme,
    };
    // What asks for nothing that could change is answered the same again, unless it is too much.
    if matches!(
        first.outcome,
        BadExtension | Malformed | MethodNotAllowed | NotFound | Options | UnsupportedScheme
    ) && !matches!(second.outcome, Silenced | Slowed)
    {
        assert_eq!(first.outcome, second.outcome);
        assert_eq!(first.is_answered, second.is_answered);
    }
}
