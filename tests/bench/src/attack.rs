//! Hostile traffic: what a registrar on the open internet hears all day, only faster.
//!
//! A quarter each of wrong logins over genuine nonces, logins as extensions that do not exist,
//! REGISTERs without a login, and garbage; from as many addresses as asked.

use std::io;
use std::net::{Ipv4Addr, SocketAddrV4};

use crate::answer::Answer;
use crate::put;
use crate::text::{hex, number};
use crate::wire::{BATCH, Wire};

/// Datagrams that one address sends in one go.
const VOLLEY: usize = 16;

/// Added to the name of an extension: it does not exist.
const UNKNOWN: u64 = 50_000_000;

/// Things that arrive on port 5060 and are no request.
pub const GARBAGE: [&[u8]; 8] = [
    b"",
    b"\r\n\r\n",
    b"\x00\x01\x00\x00\x21\x12\xa4\x42junkjunkjunk",
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"REGISTER sip:x SIP/2.0\r\n\r\n",
    b"REGISTER sip:x SIP/3.0\r\nVia: SIP/3.0/UDP 1.1.1.1;branch=z9hG4bK1\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:a@x>\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\n\r\n",
    b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 1.1.1.1;branch=z9hG4bK1\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n",
    b"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7\xf6\xf5\xf4\xf3\xf2\xf1\xf0\r\n\t: ;=\"<\r\n\r\n",
];

#[derive(Default, Clone, Copy)]
pub struct Toll {
    pub sent: u64,
    pub answered: u64,
    pub admitted: u64,
}

/// A nonce and the extension it was given for.
#[derive(Default, Clone)]
struct Challenge {
    nonce: Box<[u8]>,
    name: u64,
}

pub struct Attack {
    wire: Wire,
    domain: String,
    first: u64,
    users: u64,
    /// Datagrams a second; none means as fast as this core can.
    rate: Option<f64>,
    /// What each address was last challenged with, as an extension that exists and as one that does not.
    challenges: Vec<[Challenge; 2]>,
    volley: Vec<Vec<u8>>,
    serial: u64,
    began: Option<u64>,
    latest: u64,
    pub garbage_only: bool,
    pub toll: Toll,
}

impl Attack {
    pub fn new(
        target: SocketAddrV4,
        domain: &str,
        first: u64,
        users: u64,
        sources: usize,
        rate: Option<f64>,
    ) -> io::Result<Attack> {
        Ok(Attack {
            wire: Wire::open(target)?,
            domain: domain.to_owned(),
            first,
            users: users.max(1),
            rate,
            challenges: vec![Default::default(); sources.max(1)],
            volley: vec![Vec::new(); VOLLEY],
            serial: 0,
            began: None,
            latest: 0,
            garbage_only: false,
            toll: Toll::default(),
        })
    }

    pub fn is_flood(&self) -> bool {
        self.rate.is_none()
    }

    /// Datagrams a second that were really sent.
    pub fn actual_rate(&self) -> f64 {
        let nanos = self.latest - self.began.unwrap_or(self.latest);
        self.toll.sent as f64 * 1e9 / nanos.max(1) as f64
    }

    /// Nanoseconds until the next volley is due at `now`.
    pub fn due_in(&self, now: u64) -> u64 {
        let (Some(rate), Some(began)) = (self.rate, self.began) else {
            return 0;
        };
        let at = began + ((self.toll.sent + VOLLEY as u64) as f64 * 1e9 / rate) as u64;
        at.saturating_sub(now)
    }

    /// Sends what is due, at most two volleys, and reads what came back.
    pub fn step(&mut self, now: u64) -> io::Result<()> {
        self.began.get_or_insert(now);
        self.latest = now;
        for _ in 0..2 {
            if self.due_in(now) > 0 {
                break;
            }
            let source = (self.serial / VOLLEY as u64) as usize % self.challenges.len();
            let mut volley = std::mem::take(&mut self.volley);
            for datagram in &mut volley {
                self.write(source, datagram);
                self.serial += 1;
            }
            let sent = self.wire.send_all(address(source), &volley);
            self.volley = volley;
            self.toll.sent += sent? as u64;
        }
        self.read()
    }

    fn read(&mut self) -> io::Result<()> {
        loop {
            let count = self.wire.receive()?;
            for index in 0..count {
                let bytes = self.wire.datagram(index);
                self.toll.answered += 1;
                if bytes.starts_with(b"SIP/2.0 200") {
                    self.toll.admitted += 1;
                } else if bytes.starts_with(b"SIP/2.0 401") {
                    remember(&mut self.challenges, bytes);
                }
            }
            if count < BATCH {
                return Ok(());
            }
        }
    }

    fn write(&self, source: usize, out: &mut Vec<u8>) {
        let serial = self.serial;
        out.clear();
        let kind = if self.garbage_only { 3 } else { serial % 4 };
        if kind == 3 {
            out.extend_from_slice(GARBAGE[(serial / 4) as usize % GARBAGE.len()]);
            return;
        }
        let (address, port, domain) = (address(source), u64::from(self.wire.port()), &self.domain);
        // A login needs the nonce of a challenge for the same extension. Who has none yet asks for one.
        let turn = serial / 4 % self.users;
        let asked = [self.first + turn, self.first + turn + UNKNOWN];
        let [known, unknown] = &self.challenges[source];
        let challenge = match kind {
            1 => Some(known),
            2 => Some(unknown),
            _ => None,
        };
        let challenge = challenge.filter(|c| !c.nonce.is_empty());
        let name = challenge.map_or(asked[(serial / 4 % 2) as usize], |c| c.name);
        put!(out;
            "REGISTER sip:", *domain, " SIP/2.0\r\nVia: SIP/2.0/UDP ", address, ":", port,
            ";branch=z9hG4bKa", serial, ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:", name, "@", *domain,
            ">;tag=a", serial, "\r\nTo: <sip:", name, "@", *domain, ">\r\nCall-ID: ", source as u64, "-", name, "-a", serial,
            "\r\nCSeq: 1 REGISTER\r\nContact: <sip:", name, "@", address, ":", port,
            ">\r\nExpires: 3600\r\nUser-Agent: friendly-scanner\r\n",
        );
        if let Some(Challenge { nonce, .. }) = challenge {
            // Any 32 digits are as wrong as the digest of a guessed password, and cost nothing to make.
            let guess = hex((serial as u32).wrapping_mul(0x9e37_79b9));
            put!(out;
                "Authorization: Digest username=\"", name, "\", realm=\"", *domain, "\", nonce=\"", *nonce,
                "\", uri=\"sip:", *domain, "\", response=\"", guess, guess, guess, guess,
                "\", algorithm=MD5, qop=auth, nc=", hex(serial as u32), ", cnonce=\"c", serial, "\"\r\n",
            );
        }
        out.extend_from_slice(b"Content-Length: 0\r\n\r\n");
    }
}

/// Keeps a challenge for the address that it was sent to.
fn remember(challenges: &mut [[Challenge; 2]], bytes: &[u8]) {
    let Some(answer) = Answer::read(bytes) else {
        return;
    };
    let mut parts = answer.call_id.split(|&b| b == b'-').map(number);
    let (Some(Some(source)), Some(Some(name))) = (parts.next(), parts.next()) else {
        return;
    };
    let slot = challenges.get_mut(source as usize);
    if let (Some(slot), Some(challenge)) = (slot, answer.challenge) {
        let slot = &mut slot[usize::from(name >= UNKNOWN)];
        slot.name = name;
        slot.nonce = challenge.nonce.into();
    }
}

fn address(source: usize) -> Ipv4Addr {
    Ipv4Addr::from(0x7f80_0001 + source as u32)
}
