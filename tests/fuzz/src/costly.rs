//! Looks for the datagram of 64 KB that takes longest, from someone who can log in and has as many contacts
//! as allowed.

use crate::strangers::{PASSWORD, hand_in, login, moment, nonce_of, register, registrar, source};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long a datagram may take at most.
pub const LONGEST: Duration = Duration::from_millis(5);

/// What a request is made of, in the order of the bytes that choose it.
pub const PIECES: [&str; 48] = [
    "Contact: <sip:1001@h.example.com",
    "Contact: ",
    "m:",
    "<sip:1001@h.example.com",
    "sip:a@h",
    "sip:1001@192.0.2.7:5060",
    ";p=%61b",
    ";p00=%61b;p01=%61b;p02=%61b;p03=%61b;p04=%61b;p05=%61b;p06=%61b;p07=%61b;p08=%61b;p09=%61b;p10=%61b;z=1",
    ";a",
    ";transport=udp",
    ";+sip.instance=\"<urn:uuid:1>\"",
    ";reg-id=1",
    ";q=0.5",
    ";expires=0",
    ";expires=3600",
    ";expires=4294967295",
    "?h00=%62&h01=%62&h02=%62&z=50",
    "?a=b",
    "&a=b",
    ">",
    ",",
    "\r\n",
    "\r\n ",
    " ",
    "\"",
    "\\\"",
    "%61",
    "%",
    "a",
    "\"a\\\"b\" ",
    "Expires: 0\r\n",
    "Path: <sip:p;lr>\r\n",
    "<sip:p;lr>",
    "Supported: path\r\n",
    "Supported: path,outbound,gruu\r\n",
    "Require: a,b\r\n",
    "Via: SIP/2.0/UDP a;branch=b\r\n",
    "v:",
    "SIP/2.0/UDP a;rport;branch=b",
    "Route: <sip:a;lr>\r\n",
    "User-Agent: ",
    "X: y\r\n",
    "Authorization: Digest ",
    "username=\"1001\",",
    "nonce=\"a\",",
    "a=b,",
    "To: <sip:1001@example.com>\r\n",
    "*",
];

/// Bytes of the datagram besides its head.
const ROOM: usize = 63_000;

/// Two bytes choose a piece and how often it comes: 2 to the power of the second.
fn filling(input: &[u8]) -> String {
    let mut text = String::new();
    for pair in input.chunks_exact(2) {
        let piece = PIECES[usize::from(pair[0]) % PIECES.len()];
        let room = ROOM.saturating_sub(text.len()) / piece.len();
        text.push_str(&piece.repeat(room.min(1 << (pair[1] % 16))));
    }
    text.push_str("\r\n");
    text
}

/// A contact that takes long to compare with others of its kind: only the last parts differ.
#[must_use]
pub fn uri(n: usize) -> String {
    let parts: String = (0..11).map(|i| format!(";p{i:02}=%61b")).collect();
    let headers: Vec<String> = (0..3).map(|i| format!("h{i:02}=%62")).collect();
    format!(
        "sip:1001@h.example.com{parts};z=1?{}&z={n}",
        headers.join("&")
    )
}

/// How long a REGISTER with `filling` takes, each of `times` again: without proof, or from someone who logs in.
///
/// # Panics
/// If it cannot.
#[must_use]
pub fn durations(filling: &str, is_login: bool, times: u64) -> Vec<Duration> {
    let mut registrar = registrar("max-contacts 10");
    let mut out = Vec::new();
    let mut durations = Vec::new();
    for n in 0..times {
        let (at, peer) = (moment(n * 2000), SocketAddr::new(source(1), 5060));
        let call_id = format!("w{n}");
        let mut auth = String::new();
        if is_login {
            let contacts: String = (50..60)
                .map(|n| format!("Contact: <{}>;expires=3600\r\n", uri(n)))
                .collect();
            let mut ask = |call_id: &str| {
                let mut first = register(peer, "1001", call_id, 1, "");
                hand_in(&mut registrar, &at, peer, &mut first, &mut out);
                login("1001", &nonce_of(&out), 1, PASSWORD)
            };
            let bind = format!("{}{contacts}", ask(&format!("b{n}")));
            auth = ask(&call_id);
            let bind = register(peer, "1001", &format!("b{n}"), 2, &bind);
            let own = format!("Contact: <sip:1001@{peer}>\r\n");
            let mut bind = String::from_utf8_lossy(&bind)
                .replace(&own, "")
                .into_bytes();
            let bound = hand_in(&mut registrar, &at, peer, &mut bind, &mut out);
            assert!(bound.outcome.is_success(), "{:?}", bound.outcome);
        }
        let extra = format!("{auth}{filling}");
        let mut datagram = register(peer, "1001", &call_id, 2, &extra);
        datagram.truncate(65_000);
        let began = Instant::now();
        hand_in(&mut registrar, &at, peer, &mut datagram, &mut out);
        durations.push(began.elapsed());
        registrar.journal().clear();
        registrar.take_ended();
    }
    durations
}

/// # Panics
/// If the datagram that `input` describes takes longer than [`LONGEST`].
pub fn costly(input: &[u8]) {
    let filling = filling(input);
    let shortest = |times| durations(&filling, true, times).into_iter().min();
    // What is longer than the shortest was spent waiting for the processor.
    let is_long = |times| shortest(times).is_some_and(|took| took > LONGEST);
    assert!(!(is_long(1) && is_long(5)), "{:?}", shortest(5));
}
