//! What the measuring programs share: a registrar of the usual settings, requests as strangers write
//! them, the memory this process has, and how sure a difference is.

use crate::desk::now;
use sipreg::auth::digest::{ha1, ha2, response};
use sipreg::config::{Algorithm, Config};
use sipreg::evidence::Evidence;
use sipreg::exchange::Exchange;
use sipreg::extensions::Extensions;
use sipreg::message::credentials::Credentials;
use sipreg::registrar::Registrar;
use sipreg::seed::Seed;
use sipreg::sender::addresses;
use sipreg::time::Now;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The password of every account.
pub const PASSWORD: &str = "correct horse battery";

/// A registrar with the accounts 1001 to 1200 and `settings` besides the realm.
///
/// # Panics
/// If `settings` are none.
#[must_use]
pub fn registrar(settings: &str) -> Registrar {
    let text = format!("realm example.com\n{settings}");
    let config = Config::parse(&text, "host").expect("right settings");
    let accounts: String = (1001..=1200).map(|n| format!("{n} {PASSWORD}\n")).collect();
    let seed = Seed::new([5; 16]);
    let extensions = Extensions::parse(&accounts, &config.realm, &config.algorithms, seed);
    Registrar::new(config, extensions.expect("right accounts"), seed)
}

/// What is remembered for diagnosis by a daemon with such a registrar.
#[must_use]
pub fn evidence() -> Evidence {
    let seed = Seed::new([5; 16]);
    Evidence::new(seed, addresses(seed))
}

/// Our own address.
pub const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// The IPv4 address number `n`, none of them loopback.
#[must_use]
pub fn source(n: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from(0x1000_0000 + n))
}

/// A REGISTER without credentials, or with those in `extra`.
#[must_use]
pub fn register(peer: SocketAddr, user: &str, call_id: &str, cseq: u32, extra: &str) -> Vec<u8> {
    format!(
        "REGISTER sip:example.com SIP/2.0\r\nVia: SIP/2.0/UDP {peer};branch=z9hG4bK{call_id}{cseq};rport\r\n\
         Max-Forwards: 70\r\nFrom: <sip:{user}@example.com>;tag=f\r\nTo: <sip:{user}@example.com>\r\n\
         Call-ID: {call_id}\r\nCSeq: {cseq} REGISTER\r\nContact: <sip:{user}@{peer}>\r\n\
         User-Agent: stranger\r\n{extra}Content-Length: 0\r\n\r\n"
    )
    .into_bytes()
}

/// The Authorization line of `user` for `nonce` with `password`.
#[must_use]
pub fn login(user: &str, nonce: &str, nc: u32, password: &str) -> String {
    let head = format!(
        "Digest username=\"{user}\", realm=\"example.com\", nonce=\"{nonce}\", uri=\"sip:example.com\", \
         algorithm=MD5, qop=auth, nc={nc:08x}, cnonce=\"c\""
    );
    let mut buffer = [0; 64];
    let hash = match Credentials::parse(head.as_bytes()) {
        Ok(Some(shown)) => {
            let ha1 = ha1(
                Algorithm::Md5,
                user.as_bytes(),
                b"example.com",
                password.as_bytes(),
            );
            let ha2 = ha2(Algorithm::Md5, b"REGISTER", shown.uri);
            response(Algorithm::Md5, &ha1, &ha2, &shown)
                .to_hex(&mut buffer)
                .to_vec()
        }
        _ => Vec::new(),
    };
    format!(
        "Authorization: {head}, response=\"{}\"\r\n",
        hash.escape_ascii()
    )
}

/// Hands `datagram` in.
pub fn hand_in<'d>(
    registrar: &mut Registrar,
    at: &Now,
    peer: SocketAddr,
    datagram: &'d mut [u8],
    out: &mut Vec<u8>,
) -> Exchange<'d> {
    registrar.handle(at, peer, LOCAL, datagram, out)
}

/// The nonce in an answer; empty if there is none.
#[must_use]
pub fn nonce_of(answer: &[u8]) -> String {
    let text = String::from_utf8_lossy(answer);
    let nonce = text
        .split("nonce=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    nonce.unwrap_or_default().to_owned()
}

/// The moment `millis` after the start.
#[must_use]
pub fn moment(millis: u64) -> Now {
    let mut at = now(millis / 1000);
    at.time = sipreg::time::Time::from_millis(at.time.millis() + millis % 1000);
    at.unix_millis += millis % 1000;
    at
}

/// Resident memory of this process, KiB.
#[must_use]
pub fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text
        .lines()
        .find(|l| l.starts_with("VmRSS:"))
        .unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(0)
}

/// Two samples that were taken in turn: their medians, and between what bounds the true difference of
/// medians lies with 95 % confidence, all in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    /// The median of the first.
    pub first: f64,
    /// The median of the second.
    pub second: f64,
    /// Lower bound of first − second.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Difference {
    /// From samples that were taken in turn, cut into blocks whose medians are compared: what comes and
    /// goes on the machine meets both alike.
    #[must_use]
    pub fn of(first: &[f64], second: &[f64]) -> Self {
        let block = (first.len() / 100).max(1);
        let differences: Vec<f64> = first
            .chunks_exact(block)
            .zip(second.chunks_exact(block))
            .map(|(a, b)| median(&mut a.to_vec()) - median(&mut b.to_vec()))
            .collect();
        let count = differences.len() as f64;
        // Of the blocks themselves a tenth at either end is left out: the machine had other things to do.
        let mut kept = differences;
        kept.sort_by(f64::total_cmp);
        let cut = kept.len() / 10;
        let kept = &kept[cut..kept.len() - cut];
        let mean = kept.iter().sum::<f64>() / kept.len() as f64;
        let variance =
            kept.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (kept.len() as f64 - 1.0);
        // Trimming makes the rest look steadier than it is; 1.3 makes up for that in a normal sample.
        let error = 1.96 * 1.3 * (variance / (count * 0.8)).sqrt();
        Self {
            first: median(&mut first.to_vec()),
            second: median(&mut second.to_vec()),
            low: mean - error,
            high: mean + error,
        }
    }

    /// Whether the difference is surely smaller than `limit` nanoseconds.
    #[must_use]
    pub fn is_below(&self, limit: f64) -> bool {
        self.low > -limit && self.high < limit
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            first,
            second,
            low,
            high,
        } = self;
        write!(
            f,
            "{:.2} µs known, {:.2} µs unknown, difference {:+.3} µs (95 %: {:+.3} to {:+.3})",
            first / 1e3,
            second / 1e3,
            (low + high) / 2e3,
            low / 1e3,
            high / 1e3
        )
    }
}
