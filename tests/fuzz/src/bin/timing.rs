//! Whether the time of an answer tells that an extension exists: `timing [PAIRS]` through the core,
//! `timing PAIRS ADDRESS` through a running daemon with the accounts 1001 to 1200 and realm example.com.

use hostile::Random;
use hostile::costly::{LONGEST, PIECES, durations, uri};
use hostile::strangers::{
    Difference, hand_in, login, moment, nonce_of, register, registrar, source,
};
use sipreg::auth::mistake::Mistake;
use sipreg::exchange::Outcome;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// A difference of this many nanoseconds would be too much.
const LIMIT: f64 = 1000.0;

/// Known names, and as many unknown ones.
const NAMES: usize = 200;

fn name(is_known: bool, random: &mut Random) -> String {
    // Both have four digits, and neither comes in an order.
    let n = random.below(NAMES);
    if is_known {
        format!("{}", 1001 + n)
    } else {
        format!("{}", 2001 + n)
    }
}

/// What an answer looks like without what must differ: name, nonce, tag, addresses.
fn shape(answer: &[u8], user: &str, call_id: &str) -> String {
    let mut text = String::from_utf8_lossy(answer)
        .replace(user, "USER")
        .replace(call_id, "CALL");
    for (before, after) in [
        ("nonce=\"", '"'),
        ("tag=", '\r'),
        ("received=", ';'),
        ("rport=", '\r'),
        ("UDP ", ';'),
    ] {
        let parts: Vec<&str> = text.split(before).collect();
        let blank = |part: &&str| {
            part.find(after)
                .map_or(String::new(), |at| part[at..].to_owned())
        };
        let rest: Vec<String> = parts[1..].iter().map(blank).collect();
        text = std::iter::once(parts[0].to_owned())
            .chain(rest)
            .collect::<Vec<_>>()
            .join(before);
    }
    text
}

struct Count {
    passed: u32,
    failed: u32,
}

impl Count {
    fn test(&mut self, holds: bool, what: &str) {
        println!("{} {what}", if holds { "ok  " } else { "FAIL" });
        *(if holds {
            &mut self.passed
        } else {
            &mut self.failed
        }) += 1;
    }

    fn compare(&mut self, what: &str, times: &[Vec<f64>; 2], shapes: &[Vec<(usize, String)>; 2]) {
        let difference = Difference::of(&times[0], &times[1]);
        // A machine busy with other things may not allow to tell; what is surely too much still fails.
        let is_open = difference.low < LIMIT
            && difference.high > -LIMIT
            && difference.high - difference.low < 10.0 * LIMIT;
        self.test(
            difference.is_below(LIMIT) || is_open,
            &format!("{what}, {} pairs: {difference}", times[0].len()),
        );
        if let (Some(known), Some(unknown)) = (shapes[0].first(), shapes[1].first()) {
            let same = shapes.iter().flatten().all(|s| s == known);
            self.test(
                same,
                &format!(
                    "{what}: all answers are the same but for name, nonce and tag, {} and {} bytes",
                    known.0, unknown.0
                ),
            );
            if !same {
                let other = shapes.iter().flatten().find(|s| *s != known);
                println!("{known:?}\n{other:?}");
            }
        }
    }
}

fn core(pairs: usize, count: &mut Count) {
    for (what, user_of) in [
        ("core, first REGISTER", None),
        ("core, wrong password", Some("")),
        ("core, wrong password of name@realm", Some("@example.com")),
    ] {
        let mut registrar = registrar("");
        let mut random = Random::new(3);
        let mut out = Vec::with_capacity(4096);
        let mut times = [Vec::new(), Vec::new()];
        let mut shapes = [Vec::new(), Vec::new()];
        for i in 0..pairs * 2 {
            // In turn, and who is first changes.
            let is_known = (i % 2 == 0) ^ (i / 2 % 2 == 0);
            let user = name(is_known, &mut random);
            // Slowly, so that no account is guessed at more often than it may be.
            let at = moment(i as u64 * 20);
            let peer = SocketAddr::new(source(i as u32), 5060);
            let call_id = format!("{:016x}", random.next());
            let mut datagram = register(peer, &user, &call_id, 1, "");
            if let Some(suffix) = user_of {
                hand_in(&mut registrar, &at, peer, &mut datagram, &mut out);
                let auth = login(&format!("{user}{suffix}"), &nonce_of(&out), 1, "wrong");
                datagram = register(peer, &user, &call_id, 2, &auth);
            }
            let began = Instant::now();
            let answer = registrar.handle(
                &at,
                peer,
                hostile::strangers::LOCAL,
                &mut datagram,
                &mut out,
            );
            let took = began.elapsed();
            assert!(answer.answer.is_some());
            let which = usize::from(!is_known);
            times[which].push(took.as_nanos() as f64);
            if i > 1000 && shapes[which].len() < 100 {
                let shape = shape(&out, &user, &call_id);
                shapes[which].push((shape.len(), shape));
            }
        }
        count.compare(what, &times, &shapes);
    }
}

/// One exchange with the daemon, and how long it took.
fn exchange(socket: &UdpSocket, datagram: &[u8], buffer: &mut [u8]) -> Option<(Duration, usize)> {
    let began = Instant::now();
    socket.send(datagram).ok()?;
    let len = socket.recv(buffer).ok()?;
    Some((began.elapsed(), len))
}

/// The search for the mistake behind a wrong login must not cost what the caller likes: the longest that is
/// looked into, and one that is not.
fn long_login(count: &mut Count) {
    for (len, is_looked_into) in [(400, true), (60_000, false)] {
        let mut registrar = registrar("");
        let mut out = Vec::new();
        let mut times = Vec::new();
        for n in 0..21 {
            let (at, peer) = (moment(n * 2000), SocketAddr::new(source(n as u32), 5060));
            let mut first = register(peer, "1001", "long", 1, "");
            hand_in(&mut registrar, &at, peer, &mut first, &mut out);
            let auth = login("1001", &nonce_of(&out), 1, "wrong");
            let cnonce = format!("cnonce=\"{}\"", "c".repeat(len));
            let auth = auth.replace("cnonce=\"c\"", &cnonce);
            let mut datagram = register(peer, "1001", "long", 2, &auth);
            let answer = hand_in(&mut registrar, &at, peer, &mut datagram, &mut out);
            assert_eq!(answer.outcome, Outcome::WrongLogin);
            let began = Instant::now();
            let mistake = registrar.find_mistake(&at, &answer);
            times.push(began.elapsed());
            assert_eq!(
                mistake != Some(Mistake::NotExamined),
                is_looked_into,
                "{mistake:?}"
            );
        }
        // All cost the same; what is longer was spent waiting for the processor.
        times.sort();
        let usual = times[times.len() / 2];
        count.test(
            usual < Duration::from_millis(5),
            &format!("core, looking for the mistake in a login with a cnonce of {len} bytes takes {usual:?}"),
        );
    }
}

/// What fills a request up to 64 KB, in the shapes that cost most to read, compare and store.
fn fillings() -> Vec<(&'static str, String)> {
    let contacts = |count: usize, pad: usize| -> String {
        let contact = |n| {
            format!(
                "Contact: <{}>;expires=0;q=0.5;x={}\r\n",
                uri(n),
                "y".repeat(pad)
            )
        };
        (0..count).map(contact).collect()
    };
    let repeat = |line: &str, bytes: usize| line.repeat(bytes / line.len());
    vec![
        ("contacts", contacts(10, 5500)),
        (
            "contacts of one host",
            repeat(&format!("Contact: <{}>;expires=0\r\n", uri(1)), 8000),
        ),
        ("too many contacts", contacts(110, 10)),
        (
            "URI headers",
            format!("Contact: <sip:a@h?{}>\r\n", repeat("a=b&", 62_000)),
        ),
        (
            "Path",
            repeat("Path: <sip:p;lr>\r\n", 60_000) + "Supported: path\r\n",
        ),
        ("Supported", repeat("Supported: a,b,c,d\r\n", 62_000)),
        (
            "Via in one line",
            format!("Via: {}SIP/2.0/UDP a\r\n", repeat("SIP/2.0/UDP a,", 62_000)),
        ),
        ("folds", format!("X: y\r\n{}\r\n", repeat(" z\r\n", 62_000))),
        (
            "parameters",
            format!("Contact: <sip:a@h>{}\r\n", repeat(";a", 62_000)),
        ),
        (
            "one long text",
            format!("User-Agent: {}\r\n", "a".repeat(62_000)),
        ),
    ]
}

/// How long one datagram takes at most: without proof, and from someone who can log in and has as many
/// contacts as allowed.
fn worst_datagram(count: &mut Count) {
    let mut worst = [(Duration::ZERO, ""); 2];
    // Besides, each piece of which the search makes its own.
    let pieces = PIECES.map(|piece| (piece, format!("{}\r\n", piece.repeat(62_000 / piece.len()))));
    for (shape, filling) in fillings().into_iter().chain(pieces) {
        for (is_login, worst) in [false, true].into_iter().zip(&mut worst) {
            let mut times = durations(&filling, is_login, 15);
            // All do the same work; what is longer was spent waiting for the processor, now and then by
            // half of them.
            times.sort();
            if times[times.len() / 4] > worst.0 {
                *worst = (times[times.len() / 4], shape);
            }
        }
    }
    let [(stranger, by), (owner, of)] = worst;
    count.test(
        owner < LONGEST && owner < 3 * stranger,
        &format!(
            "core, one datagram of 64 KB takes at most {owner:?} with a right login ({of:?}), {stranger:?} without proof ({by:?})"
        ),
    );
}

#[derive(Clone, Copy, PartialEq)]
enum Question {
    First,
    Wrong,
    After,
}

/// Asks the daemon for known and unknown names in turn, and adds how long each took.
fn ask(
    question: Question,
    pairs: usize,
    to: SocketAddr,
    serial: &mut u32,
    times: &mut [Vec<f64>; 2],
) -> std::io::Result<()> {
    let mut random = Random::new(4 + u64::from(*serial));
    let mut buffer = [0; 4096];
    for i in 0..pairs * 2 {
        let is_known = (i % 2 == 0) ^ (i / 2 % 2 == 0);
        let user = name(is_known, &mut random);
        *serial += 1;
        let here = IpAddr::V4(Ipv4Addr::from(0x7f10_0001 + (*serial % 0xe0_0000)));
        let socket = UdpSocket::bind((here, 0))?;
        socket.set_read_timeout(Some(Duration::from_secs(1)))?;
        socket.connect(to)?;
        let peer = socket.local_addr()?;
        let call_id = format!("{:016x}", random.next());
        let first = exchange(
            &socket,
            &register(peer, &user, &call_id, 1, ""),
            &mut buffer,
        );
        let mut took = first.map(|(took, _)| took);
        if question != Question::First {
            let nonce = nonce_of(&buffer[..first.map_or(0, |(_, len)| len)]);
            let wrong = register(peer, &user, &call_id, 2, &login(&user, &nonce, 1, "wrong"));
            took = exchange(&socket, &wrong, &mut buffer).map(|(took, _)| took);
        }
        if question == Question::After {
            let next = register(peer, "9999", "next", 1, "");
            took = exchange(&socket, &next, &mut buffer).map(|(took, _)| took);
            // Slowly, so that the log has room for a line about each.
            std::thread::sleep(Duration::from_micros(2500));
        }
        times[usize::from(!is_known)].extend(took.map(|took| took.as_nanos() as f64));
    }
    let len = times[0].len().min(times[1].len());
    times.iter_mut().for_each(|t| t.truncate(len));
    Ok(())
}

fn daemon(pairs: usize, to: SocketAddr, count: &mut Count) -> std::io::Result<()> {
    let mut serial = 0;
    for (what, question, pairs) in [
        ("daemon, first REGISTER", Question::First, pairs),
        ("daemon, wrong password", Question::Wrong, pairs / 8),
        (
            "daemon, what comes right after a wrong password",
            Question::After,
            pairs / 5,
        ),
    ] {
        let mut times = [Vec::new(), Vec::new()];
        // On a busy machine more samples make sure; not so many that an account is guessed at more
        // often than it may be.
        for _ in 0..8 {
            ask(question, pairs, to, &mut serial, &mut times)?;
            if Difference::of(&times[0], &times[1]).is_below(LIMIT) {
                break;
            }
        }
        count.compare(what, &times, &[Vec::new(), Vec::new()]);
    }
    Ok(())
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let pairs = words
        .first()
        .and_then(|n| n.parse().ok())
        .unwrap_or(100_000);
    let mut count = Count {
        passed: 0,
        failed: 0,
    };
    match words.get(1).map(|w| w.parse()) {
        None => {
            core(pairs, &mut count);
            long_login(&mut count);
            worst_datagram(&mut count);
        }
        Some(Ok(to)) => {
            if let Err(error) = daemon(pairs, to, &mut count) {
                count.test(false, &format!("daemon: {error}"));
            }
        }
        Some(Err(_)) => {
            eprintln!("usage: timing [PAIRS [ADDRESS:PORT]]");
            return ExitCode::from(2);
        }
    }
    println!("{} passed, {} failed", count.passed, count.failed);
    if count.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
