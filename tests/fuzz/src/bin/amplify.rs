//! Looks for the request whose answer is longest in proportion, among those that prove nothing:
//! `amplify [SECONDS] [FOLDER…]`, folders with inputs found elsewhere.

use hostile::strangers::{LOCAL, moment};
use hostile::{Mutator, dictionary, is_unproven, seeds};
use sipreg::config::Config;
use sipreg::exchange::Outcome;
use sipreg::extensions::Extensions;
use sipreg::registrar::Registrar;
use sipreg::seed::Seed;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const LIMIT: f64 = 1.5;
const SETTINGS: [&str; 4] = [
    "realm a\n",
    "realm sip.example.com\n",
    "realm registrar.of.a-company-with-a-long-name.example.com\nalgorithms MD5 SHA-256\n",
    "realm example.com\ndomain example.com\nwrong-login 403\n",
];
/// As short as requests come.
const SHORT: [&str; 10] = [
    "REGISTER sip:a SIP/2.0\nv:SIP/2.0/UDP a\nf:sip:a\nt:sip:a\ni:1\nCSeq:1 REGISTER\n\n",
    "OPTIONS sip:a SIP/2.0\nv:SIP/2.0/UDP a\nf:sip:a\nt:sip:a\ni:1\nCSeq:1 OPTIONS\n\n",
    "X sip:a SIP/2.0\nv:SIP/2.0/UDP a;rport\nf:sip:a\nt:sip:a\ni:1\nCSeq:1 X\n\n",
    "X x:a SIP/2.0\nv:SIP/2.0/UDP a\nf:sip:a\nt:sip:a\ni:1\nCSeq:1 X\n\n",
    "OPTIONS sip:a SIP/2.0\nv:SIP/2.0/UDP a\nf:sip:a\nt:sip:a\ni:1\nCSeq:1 OPTIONS\nRequire:a,b,c,d,e,f,g,h\n\n",
    "A B SIP/2.0\nv:SIP/2.0/UDP a\n\n",
    "A B SIP/3.0\nv:SIP/2.0/UDP a\n",
    "A\nv:SIP/2.0/UDP a",
    "v:SIP/2.0/UDP a\nv:SIP/2.0/UDP a\nv:SIP/2.0/UDP a\n",
    "REGISTER tel:1 SIP/2.0\nv:SIP/2.0/UDP a\nf:sip:a\nt:tel:1\ni:1\nCSeq:1 REGISTER\n\n",
];

struct Search {
    registrars: Vec<Registrar>,
    asked: u32,
    answered: u32,
    worst: BTreeMap<&'static str, (f64, Vec<u8>)>,
    out: Vec<u8>,
}

impl Search {
    /// Asks every registrar from both families; returns the worst ratio.
    fn ask(&mut self, input: &[u8]) -> f64 {
        let mut worst = 0.0_f64;
        for i in 0..self.registrars.len() {
            self.asked += 1;
            let n = self.asked;
            let ip = if n % 2 == 0 {
                hostile::strangers::source(n)
            } else {
                // The longest an address can be written.
                IpAddr::V6(Ipv6Addr::from(
                    (0x2a0f_1234_u128 << 96) | (u128::from(n) << 64) | 0xaaaa_bbbb_cccc_dddd,
                ))
            };
            let peer = SocketAddr::new(ip, 65_000);
            let mut datagram = input.to_vec();
            let at = moment(u64::from(n / 4));
            let exchange =
                self.registrars[i].handle(&at, peer, LOCAL, &mut datagram, &mut self.out);
            if exchange.answer.is_none() || !is_unproven(&exchange) {
                continue;
            }
            self.answered += 1;
            let (out, sent) = (self.out.len(), input.len());
            let ratio = out as f64 / sent as f64;
            let name = match (exchange.outcome, ip.is_ipv4()) {
                (Outcome::Stun, true) => "stun over IPv4",
                (Outcome::Stun, false) => "stun over IPv6",
                (outcome, _) => outcome.name(),
            };
            let record = self.worst.entry(name).or_insert((0.0, Vec::new()));
            if ratio > record.0 {
                *record = (ratio, input.to_vec());
            }
            worst = worst.max(ratio);
        }
        worst
    }
}

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let seconds = words.next().and_then(|n| n.parse().ok()).unwrap_or(10);
    let seed = Seed::new([1; 16]);
    let registrars = SETTINGS.iter().map(|text| {
        let config = Config::parse(text, "h").expect("right settings");
        let accounts = Extensions::parse("1001 secret\n", &config.realm, &config.algorithms, seed);
        Registrar::new(config, accounts.expect("right accounts"), seed)
    });
    let mut search = Search {
        registrars: registrars.collect(),
        asked: 0,
        answered: 0,
        worst: BTreeMap::new(),
        out: Vec::new(),
    };

    let mut pool: Vec<Vec<u8>> = SHORT.iter().map(|t| t.as_bytes().to_vec()).collect();
    for name in ["request", "stun"] {
        seeds(name)
            .into_iter()
            .filter(|s| s.len() < 8192)
            .for_each(|s| pool.push(s));
    }
    for folder in words.map(PathBuf::from) {
        let files = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        // Dialogues are taken apart at their separators.
        for text in files.filter_map(|f| std::fs::read(f.path()).ok()) {
            let parts = text
                .split(|&b| b == 0xff)
                .map(|p| p.trim_ascii_start().to_vec());
            pool.extend(parts.filter(|p| p.len() > 8));
        }
    }
    for input in &pool {
        search.ask(input);
    }
    pool.retain(|p| p.len() < 1000);
    let mut mutator = Mutator::new(20_260_505, dictionary("request"));
    let (end, mut best) = (Instant::now() + Duration::from_secs(seconds), 0.0);
    while Instant::now() < end {
        let mut input = mutator.make(&pool);
        input.truncate(1500);
        let ratio = search.ask(&input);
        // What comes near is worth changing further.
        if ratio > best || (ratio > 1.45 && pool.len() < 4000 && input.len() < 400) {
            best = f64::max(best, ratio);
            pool.push(input);
        }
    }

    println!(
        "{} asked, {} answered without proof",
        search.asked, search.answered
    );
    let mut failed = 0;
    for (name, (ratio, input)) in &search.worst {
        // STUN's answer has a fixed size; it is judged as it travels, with its IP and UDP headers.
        let headers = match *name {
            "stun over IPv4" => 28.0,
            "stun over IPv6" => 48.0,
            _ => 0.0,
        };
        let len = input.len() as f64;
        let travels = (ratio * len + headers) / (len + headers);
        let is_within = if headers > 0.0 {
            travels <= LIMIT
        } else {
            *ratio <= LIMIT
        };
        failed += u32::from(!is_within);
        let remark = if headers > 0.0 {
            format!(" ({travels:.2} with IP and UDP headers)")
        } else {
            String::new()
        };
        let shown = &input[..input.len().min(70)];
        println!(
            "{} {name}: {ratio:.3}{remark} for {} bytes: {}",
            if is_within { "ok  " } else { "FAIL" },
            input.len(),
            shown.escape_ascii()
        );
    }
    println!(
        "{} passed, {failed} failed",
        search.worst.len() as u32 - failed
    );
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
