//! Phones: what each one knows, what it sends next, and whether the answer was right.
//!
//! No clock and no socket here: the load drives, the phones speak.

use std::net::Ipv4Addr;

use crate::answer::Answer;
use crate::digest::{Hex, md5_hex, response};
use crate::put;
use crate::text::{hex, number};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// One OPTIONS, one 200.
    Options,
    /// REGISTER, 401, REGISTER with a digest, 200: every time from nothing.
    Cold,
    /// REGISTER with the nonce at hand and the next nc; a new nonce only when the server asks.
    Refresh,
    /// As cold, with a wrong password.
    BadPassword,
    /// As cold, as an extension that does not exist.
    Unknown,
    /// Any datagram, expected back as it was.
    Echo,
}

/// What all phones of one load share.
pub struct Identity {
    pub domain: String,
    pub realm: String,
    /// `{}` stands for the extension's name.
    pub password: String,
    pub first: u64,
    pub sources: u32,
    /// Our own port, the same in every Via and Contact.
    pub port: u16,
    /// Tells the Call-IDs of one run from those of another.
    pub run: u32,
}

impl Identity {
    pub fn extension(&self, index: usize) -> u64 {
        self.first + index as u64
    }

    /// Phones live in 127.1.0.0 and above; the attack in 127.128.0.0 and above.
    pub fn source(&self, index: usize) -> Ipv4Addr {
        Ipv4Addr::from(0x7f01_0001 + index as u32 % self.sources.max(1))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    Nothing,
    Challenge,
    Final,
}

pub struct Phone {
    cseq: u32,
    nc: u32,
    stale: u8,
    waiting: Waiting,
    nonce: Box<[u8]>,
    ha1: Option<Box<Hex>>,
    /// When the operation began, in the load's nanoseconds.
    pub began: u64,
}

/// What an answer means for the operation in flight.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Send what is now in the buffer.
    Send,
    /// The operation is complete and everything in the answer was right.
    Done,
    /// The operation ended with an answer that should not have come.
    Wrong(&'static str),
    /// Nobody waits for this: the answer to an earlier copy.
    Late,
}

pub struct Phones {
    pub mode: Mode,
    pub identity: Identity,
    phones: Vec<Phone>,
    ha2: Hex,
    pub stale: u64,
}

impl Phones {
    pub fn new(mode: Mode, identity: Identity, count: usize) -> Phones {
        let ha2 = md5_hex(&[b"REGISTER", format!("sip:{}", identity.domain).as_bytes()]);
        let phone = || Phone {
            cseq: 0,
            nc: 0,
            stale: 0,
            waiting: Waiting::Nothing,
            nonce: Box::default(),
            ha1: None,
            began: 0,
        };
        Phones {
            mode,
            identity,
            phones: (0..count).map(|_| phone()).collect(),
            ha2,
            stale: 0,
        }
    }

    pub fn len(&self) -> usize {
        self.phones.len()
    }

    pub fn is_idle(&self, index: usize) -> bool {
        self.phones[index].waiting == Waiting::Nothing
    }

    /// Whether the request with this CSeq is still without an answer.
    pub fn awaits(&self, index: usize, cseq: u32) -> bool {
        let phone = &self.phones[index];
        phone.waiting != Waiting::Nothing && phone.cseq == cseq
    }

    pub fn cseq(&self, index: usize) -> u32 {
        self.phones[index].cseq
    }

    pub fn began(&self, index: usize) -> u64 {
        self.phones[index].began
    }

    /// Starts an operation and writes its first request.
    pub fn begin(&mut self, index: usize, now: u64, out: &mut Vec<u8>) {
        let reuse = self.mode == Mode::Refresh && !self.phones[index].nonce.is_empty();
        let final_at_once = reuse || matches!(self.mode, Mode::Options | Mode::Echo);
        let phone = &mut self.phones[index];
        phone.began = now;
        phone.stale = 0;
        self.send_as(
            index,
            if final_at_once {
                Waiting::Final
            } else {
                Waiting::Challenge
            },
            out,
        );
    }

    pub fn give_up(&mut self, index: usize) {
        self.phones[index].waiting = Waiting::Nothing;
    }

    fn send_as(&mut self, index: usize, waiting: Waiting, out: &mut Vec<u8>) {
        let phone = &mut self.phones[index];
        phone.cseq += 1;
        phone.waiting = waiting;
        if waiting == Waiting::Final {
            phone.nc += 1;
            // An echo is not read by anybody; its digest need not be right.
            if phone.ha1.is_none() && !matches!(self.mode, Mode::Options | Mode::Echo) {
                let name = self.identity.extension(index).to_string();
                let mut password = self.identity.password.replace("{}", &name);
                if self.mode == Mode::BadPassword {
                    password.push_str("-wrong");
                }
                let parts = [
                    name.as_bytes(),
                    self.identity.realm.as_bytes(),
                    password.as_bytes(),
                ];
                phone.ha1 = Some(Box::new(md5_hex(&parts)));
            }
        }
        self.write(index, out);
    }

    /// Writes the request in flight, the same bytes each time: also the retransmission.
    pub fn write(&self, index: usize, out: &mut Vec<u8>) {
        let phone = &self.phones[index];
        let Identity { domain, port, .. } = &self.identity;
        let (name, source) = (self.identity.extension(index), self.identity.source(index));
        let method = if self.mode == Mode::Options {
            "OPTIONS"
        } else {
            "REGISTER"
        };
        let (cseq, number) = (u64::from(phone.cseq), index as u64);
        let (port, run) = (u64::from(*port), hex(self.identity.run));
        out.clear();
        put!(out;
            method, " sip:", *domain,
            " SIP/2.0\r\nVia: SIP/2.0/UDP ", source, ":", port, ";branch=z9hG4bK", run, number, ".", cseq,
            ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:", name, "@", *domain, ">;tag=", run, number,
            "\r\nTo: <sip:", name, "@", *domain,
            ">\r\nCall-ID: ", number, "-", run, "@", source, "\r\nCSeq: ", cseq, " ", method, "\r\n",
        );
        if self.mode == Mode::Options {
            put!(out; "Accept: application/sdp\r\n");
        } else {
            put!(out; "Contact: ");
            self.write_contact(index, out);
            put!(out; "\r\nExpires: 3600\r\nAllow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\n");
            if phone.waiting == Waiting::Final {
                self.write_login(index, out);
            }
        }
        put!(out; "User-Agent: sipregd-bench\r\nContent-Length: 0\r\n\r\n");
    }

    fn write_contact(&self, index: usize, out: &mut Vec<u8>) {
        let (name, source) = (self.identity.extension(index), self.identity.source(index));
        put!(out; "<sip:", name, "@", source, ":", u64::from(self.identity.port), ">");
    }

    fn write_login(&self, index: usize, out: &mut Vec<u8>) {
        let phone = &self.phones[index];
        let (nc, cnonce) = (hex(phone.nc), hex(phone.cseq.wrapping_mul(0x9e37_79b9)));
        let digest = match &phone.ha1 {
            Some(ha1) => response(ha1, &phone.nonce, &nc, &cnonce, &self.ha2),
            None => [b'0'; 32],
        };
        put!(out;
            "Authorization: Digest username=\"", self.identity.extension(index),
            "\", realm=\"", self.identity.realm, "\", nonce=\"", phone.nonce,
            "\", uri=\"sip:", self.identity.domain, "\", response=\"", digest,
            "\", algorithm=MD5, qop=auth, nc=", nc, ", cnonce=\"", cnonce, "\"\r\n",
        );
    }

    /// Judges one datagram. Gives the phone it is for, and what follows from it.
    pub fn judge(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> (Option<usize>, Step) {
        if self.mode == Mode::Echo {
            return self.judge_echo(bytes, out);
        }
        let Some(answer) = Answer::read(bytes) else {
            return (None, Step::Wrong("no SIP response"));
        };
        let Some(index) = self.addressee(answer.call_id) else {
            return (None, Step::Wrong("a Call-ID that nobody used"));
        };
        if !self.awaits(index, answer.cseq) {
            return (Some(index), Step::Late);
        }
        let step = self.judge_for(index, &answer, out);
        if matches!(step, Step::Done | Step::Wrong(_)) {
            self.phones[index].waiting = Waiting::Nothing;
        }
        (Some(index), step)
    }

    fn judge_echo(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> (Option<usize>, Step) {
        let call_id = bytes
            .windows(9)
            .position(|w| w == b"Call-ID: ")
            .map(|at| &bytes[at + 9..]);
        let Some(index) = call_id.and_then(|id| self.addressee(id)) else {
            return (None, Step::Wrong("not what was sent"));
        };
        self.write(index, out);
        if bytes != out.as_slice() {
            return (Some(index), Step::Late);
        }
        self.phones[index].waiting = Waiting::Nothing;
        (Some(index), Step::Done)
    }

    fn addressee(&self, call_id: &[u8]) -> Option<usize> {
        let digits = call_id.split(|&b| b == b'-').next()?;
        let index = number(digits)? as usize;
        let ours = call_id
            .get(digits.len() + 1..)?
            .starts_with(&hex(self.identity.run));
        (ours && index < self.phones.len()).then_some(index)
    }

    fn judge_for(&mut self, index: usize, answer: &Answer, out: &mut Vec<u8>) -> Step {
        let method: &[u8] = if self.mode == Mode::Options {
            b"OPTIONS"
        } else {
            b"REGISTER"
        };
        if answer.method != method {
            return Step::Wrong("another method in CSeq");
        }
        out.clear();
        put!(out; "z9hG4bK", hex(self.identity.run), index as u64, ".", u64::from(answer.cseq));
        if answer.branch != out.as_slice() {
            return Step::Wrong("another branch in Via");
        }
        if !answer.to_tag {
            return Step::Wrong("no tag in To");
        }
        let waiting = self.phones[index].waiting;
        match (waiting, answer.status) {
            (Waiting::Final, 200) => self.judge_success(index, answer, out),
            (Waiting::Challenge | Waiting::Final, 401) => self.judge_challenge(index, answer, out),
            (Waiting::Final, 403) if self.mode == Mode::BadPassword => Step::Done,
            (Waiting::Final, 403) if self.mode == Mode::Unknown => Step::Done,
            _ => Step::Wrong("an unexpected status"),
        }
    }

    fn judge_success(&mut self, index: usize, answer: &Answer, out: &mut Vec<u8>) -> Step {
        match self.mode {
            Mode::Options => return Step::Done,
            Mode::BadPassword => return Step::Wrong("200 to a wrong password"),
            Mode::Unknown => return Step::Wrong("200 to an unknown extension"),
            _ => {}
        }
        out.clear();
        self.write_contact(index, out);
        match answer.expires_of(out) {
            Some(1..=3600) => Step::Done,
            Some(_) => Step::Wrong("an expires that was not asked for"),
            None => Step::Wrong("200 without our contact"),
        }
    }

    fn judge_challenge(&mut self, index: usize, answer: &Answer, out: &mut Vec<u8>) -> Step {
        let Some(challenge) = answer.challenge else {
            return Step::Wrong("401 without a usable challenge");
        };
        if let Some(fault) = challenge.fault(self.identity.realm.as_bytes()) {
            return Step::Wrong(fault);
        }
        let phone = &mut self.phones[index];
        if phone.waiting == Waiting::Final {
            let refused = matches!(self.mode, Mode::BadPassword | Mode::Unknown);
            if refused && !challenge.stale {
                return Step::Done;
            }
            phone.stale += 1;
            if !challenge.stale || phone.stale > 2 {
                return Step::Wrong("401 to a right login");
            }
            self.stale += 1;
        }
        phone.nonce = challenge.nonce.into();
        phone.nc = 0;
        self.send_as(index, Waiting::Final, out);
        Step::Send
    }
}
