//! Hostile datagrams by the million, each from another source, under another name, Call-ID, branch and
//! nonce: resident memory must stay within the bounds that the core states. `memory [COUNT]`.

use hostile::Random;
use hostile::strangers::{
    evidence, hand_in, login, moment, nonce_of, register, registrar, resident, source,
};
use sipreg::auth::NONCES_BYTES;
use sipreg::evidence::Evidence;
use sipreg::guard::Guard;
use sipreg::registrar::Registrar;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;

/// What may grow a little besides the tables: buffers of the allocator and of this program, KiB.
const SLACK: u64 = 1024;

fn main() -> ExitCode {
    let count: u32 = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(10_000_000);
    let strangers = flood(count);
    let insider = insider(1_000_000);
    println!(
        "{} passed, {} failed",
        u32::from(strangers) + u32::from(insider),
        u32::from(!strangers) + u32::from(!insider)
    );
    if strangers && insider {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn kib(bytes: usize) -> u64 {
    bytes as u64 / 1024
}

/// One stranger's datagrams; returns how many.
fn visit(
    registrar: &mut Registrar,
    evidence: &mut Evidence,
    n: u32,
    random: &mut Random,
    out: &mut Vec<u8>,
) -> u32 {
    let ip = if n % 4 == 0 {
        IpAddr::V6(Ipv6Addr::from(
            (0x2001_0db8_u128 << 96) | (u128::from(n) << 64) | 1,
        ))
    } else {
        source(n)
    };
    let peer = SocketAddr::new(ip, (random.next() >> 20) as u16);
    let at = moment(u64::from(n) / 50);
    let id = random.next();
    let user = if n % 3 == 0 {
        format!("{}", 1001 + id % 100)
    } else {
        format!("u{id:x}")
    };
    let call_id = format!("{id:016x}{n}");
    let mut sent = 1;
    match n % 8 {
        0 => {
            let text = format!(
                "OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch={id:x}\r\nFrom: <sip:{user}@h>\r\nTo: <sip:{user}@h>\r\n\
                 Call-ID: {call_id}\r\nCSeq: 1 OPTIONS\r\n\r\n"
            );
            evidence.observe(
                &at,
                &hand_in(registrar, &at, peer, &mut text.into_bytes(), out),
                None,
            );
        }
        1 => {
            evidence.observe(
                &at,
                &hand_in(registrar, &at, peer, &mut id.to_be_bytes(), out),
                None,
            );
        }
        2 => {
            // A nonce that nobody gave.
            let foreign = format!("{id:016x}{id:016x}{:08x}", n);
            let auth = login(&user, &foreign, 1, "x");
            hand_in(
                registrar,
                &at,
                peer,
                &mut register(peer, &user, &call_id, 1, &auth),
                out,
            );
        }
        _ => {
            hand_in(
                registrar,
                &at,
                peer,
                &mut register(peer, &user, &call_id, 1, ""),
                out,
            );
            let nonce = nonce_of(out);
            let auth = login(&user, &nonce, 1, &call_id);
            let mut datagram = register(peer, &user, &call_id, 2, &auth);
            let exchange = hand_in(registrar, &at, peer, &mut datagram, out);
            assert!(!exchange.outcome.is_success());
            let mistake = registrar.find_mistake(&at, &exchange);
            evidence.observe(&at, &exchange, mistake.as_ref());
            sent = 2;
        }
    }
    if n % 1000 == 0 {
        registrar.tick(&at);
    }
    sent
}

fn flood(count: u32) -> bool {
    let mut registrar = registrar("");
    let mut evidence = evidence();
    let mut out = Vec::with_capacity(4096);
    let mut random = Random::new(1);
    visit(&mut registrar, &mut evidence, 7, &mut random, &mut out);
    let before = resident();
    let (mut sent, mut n, mut at_million, mut ends) = (0, 8, 0, [0_u64; 2]);
    while sent < count {
        sent += visit(&mut registrar, &mut evidence, n, &mut random, &mut out);
        n += 1;
        if at_million == 0 && sent >= count / 10 {
            at_million = resident();
        }
    }
    ends[0] = resident();
    ends[1] = ends[0].saturating_sub(before);
    let (guard, evidence) = (kib(Guard::BYTES), kib(Evidence::BYTES));
    let is_flat = ends[0] <= at_million + SLACK;
    let is_bounded = ends[1] <= guard + evidence + SLACK;
    println!(
        "{} strangers: {sent} datagrams from {n} sources, resident {before} KiB before, {at_million} at a tenth, {} at the end: \
         {} grown; bounds: guard {guard} + evidence {evidence} KiB{}{}",
        if is_flat && is_bounded {
            "ok  "
        } else {
            "FAIL"
        },
        ends[0],
        ends[1],
        if is_flat { "" } else { "; NOT FLAT" },
        if is_bounded { "" } else { "; MORE THAN STATED" },
    );
    is_flat && is_bounded
}

/// An account of one's own, registered and unregistered without end, from so many addresses that none
/// is too fast.
fn insider(rounds: u32) -> bool {
    let mut registrar = registrar("");
    let mut out = Vec::new();
    let mut step = |registrar: &mut Registrar, n: u32, expires: &str| {
        let at = moment(u64::from(n) / 10);
        let peer = SocketAddr::new(source(1 + n % 5000), 5060);
        let mut ask = register(peer, "1001", &format!("a{n}{}", expires.len()), 1, expires);
        hand_in(registrar, &at, peer, &mut ask, &mut out);
        let auth = login("1001", &nonce_of(&out), 1, hostile::strangers::PASSWORD);
        let mut show = register(
            peer,
            "1001",
            &format!("a{n}{}", expires.len()),
            2,
            &format!("{expires}{auth}"),
        );
        let is_success = hand_in(registrar, &at, peer, &mut show, &mut out)
            .outcome
            .is_success();
        registrar.journal().clear();
        registrar.take_ended();
        is_success
    };
    assert!(step(&mut registrar, 0, "Expires: 3600\r\n"));
    let before = resident();
    let mut done = 0;
    for n in 1..rounds / 2 {
        done += u32::from(step(&mut registrar, n, "Expires: 3600\r\n"))
            + u32::from(step(&mut registrar, n, "Expires: 0\r\n"));
    }
    let grown = resident().saturating_sub(before);
    // The addresses fill the tables of the guard besides.
    let (nonces, guard) = (kib(NONCES_BYTES), kib(Guard::BYTES));
    let is_bounded = grown <= nonces + guard + SLACK;
    println!(
        "{} insider: {done} changes of one account, {grown} KiB grown; bounds: nonces {nonces} + guard {guard} KiB",
        if is_bounded && done > rounds / 2 {
            "ok  "
        } else {
            "FAIL"
        }
    );
    is_bounded && done > rounds / 2
}
