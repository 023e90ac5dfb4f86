//! Drives the pure core with the same phones that the load uses, always in the same way: for counting
//! instructions, not for measuring time. `instructions` builds it; it is no part of sipregd-bench.
//!
//! `core refresh|cold|options N`: a thousand phones, N operations after each has registered once.

#![forbid(unsafe_code)]

mod answer;
mod digest;
mod phone;
mod text;

use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;

use phone::{Identity, Mode, Phones, Step};
use sipreg::config::{Algorithm, Config};
use sipreg::evidence::Evidence;
use sipreg::exchange::Exchange;
use sipreg::extensions::Extensions;
use sipreg::registrar::Registrar;
use sipreg::sender::addresses;
use sipreg::seed::Seed;
use sipreg::time::{Now, Time};

const PHONES: usize = 1000;
const DOMAIN: &str = "bench.example";
const FIRST: u64 = 100_000;

struct Core {
    registrar: Registrar,
    evidence: Evidence,
    now: Now,
    local: IpAddr,
}

impl Core {
    fn new() -> Result<Core, String> {
        let seed = Seed::new([7; 16]);
        let mut list = String::new();
        for name in FIRST..FIRST + PHONES as u64 {
            writeln!(list, "{name} pw{name}").map_err(|e| e.to_string())?;
        }
        let extensions = Extensions::parse(&list, DOMAIN, &[Algorithm::Md5], seed.derive(b"extensions"))
            .map_err(|complaints| format!("{complaints:?}"))?;
        Ok(Core {
            evidence: Evidence::new(extensions.seed(), addresses(seed)),
            registrar: Registrar::new(Config::new(DOMAIN), extensions, seed),
            now: Now {
                time: Time::from_secs(1000),
                unix: 1_700_000_000,
                unix_millis: 1_700_000_000_000,
                date: *b"Thu, 01 Jan 2026 00:00:00 GMT",
            },
            local: IpAddr::from([127, 0, 0, 1]),
        })
    }

    /// What is counted: everything between a received datagram and the bytes to be written and sent, and
    /// what is remembered of it.
    #[inline(never)]
    fn counted(&mut self, peer: SocketAddr, datagram: &mut [u8], out: &mut Vec<u8>) -> bool {
        let exchange = self.registrar.handle(&self.now, peer, self.local, datagram, out);
        observed(&mut self.evidence, &self.now, &exchange);
        let is_answered = exchange.answer.is_some();
        self.registrar.journal().clear();
        is_answered
    }
}

/// What gathering the evidence costs is counted by itself, too.
#[inline(never)]
fn observed(evidence: &mut Evidence, now: &Now, exchange: &Exchange<'_>) {
    evidence.observe(now, exchange, None);
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let mode = match arguments.get(1).map(String::as_str) {
        Some("refresh") => Mode::Refresh,
        Some("cold") => Mode::Cold,
        Some("options") => Mode::Options,
        _ => return ExitCode::from(2),
    };
    let Some(count) = arguments.get(2).and_then(|n| n.parse().ok()) else { return ExitCode::from(2) };
    match drive(mode, count) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("core: {e}");
            ExitCode::FAILURE
        }
    }
}

fn drive(mode: Mode, count: usize) -> Result<(), String> {
    let mut core = Core::new()?;
    let identity = Identity {
        domain: DOMAIN.to_owned(),
        realm: DOMAIN.to_owned(),
        password: "pw{}".to_owned(),
        first: FIRST,
        sources: PHONES as u32,
        port: 5070,
        run: 1,
    };
    let mut phones = Phones::new(mode, identity, PHONES);
    let (mut datagram, mut out, mut scratch) = (Vec::new(), Vec::new(), Vec::new());
    for operation in 0..PHONES + count {
        let index = operation % PHONES;
        let peer = SocketAddr::new(phones.identity.source(index).into(), phones.identity.port);
        // Unproven traffic is limited for each source in time: a second passes between two rounds.
        core.now.time = Time::from_secs(1000 + (operation / PHONES) as u64);
        phones.begin(index, 0, &mut datagram);
        loop {
            if !core.counted(peer, &mut datagram, &mut out) {
                return Err("no answer".to_owned());
            }
            match phones.judge(&out, &mut scratch) {
                (Some(_), Step::Send) => std::mem::swap(&mut datagram, &mut scratch),
                (Some(_), Step::Done) => break,
                (_, step) => return Err(format!("{step:?}: {}", out.escape_ascii())),
            }
        }
    }
    Ok(())
}
