//! The registrar: one verb, [`Registrar::handle`]. Bytes, peer, local address and time in; answer
//! bytes, destination and one [`Outcome`] out. Nothing here waits, reads a clock or touches a file.

mod bindings;
mod explain;
mod login;
mod outcome;
mod register;
mod upkeep;

pub use login::Why;
pub use outcome::{Answer, Outcome};
pub use upkeep::{Event, Note};

use crate::auth::digest::{Mint, Uses, UsualHa2};
use crate::config::Config;
use crate::evidence::Evidence;
use crate::extensions::{Extensions, MAX_NAME};
use crate::guard::{Guard, Whose, is_same_source};
use crate::journal::Lines;
use crate::location::Location;
use crate::message::reply::{ALLOW, Length, Response, SUPPORTED, destination, needs_tag};
use crate::message::request::{Envelope, Name, Request, Unanswerable};
use crate::message::scan::trim;
use crate::message::stun;
use crate::message::uri::unescape;
use crate::seed::Seed;
use crate::time::{Now, Time};
use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};

/// Who may register what, and who has.
#[derive(Debug)]
pub struct Registrar {
    config: Config,
    extensions: Extensions,
    location: Location,
    mint: Mint,
    uses: Uses,
    usual: UsualHa2,
    guard: Guard,
    evidence: Evidence,
    seed: Seed,
    decoy: [u8; 16],
    journal: Lines,
    notes: Vec<Note>,
    counters: [u64; Outcome::ALL.len()],
    sweep: Option<usize>,
    /// The accounts before the last reload, and when that was.
    previous: Option<(Extensions, Time)>,
}

impl Registrar {
    /// A registrar with no bindings. `seed` must be random and new at each start: nonces, tags and
    /// tables are keyed by what is derived from it.
    #[must_use]
    pub fn new(config: Config, extensions: Extensions, seed: Seed) -> Self {
        let mut decoy = [0; 16];
        let halves = [
            seed.derive(b"decoy").hash(b"0"),
            seed.derive(b"decoy").hash(b"1"),
        ];
        for (place, half) in decoy.chunks_exact_mut(8).zip(halves) {
            place.copy_from_slice(&half.to_le_bytes());
        }
        Self {
            location: Location::new(extensions.seed()),
            mint: Mint::new(seed.derive(b"nonce"), config.nonce_lifetime),
            uses: Uses::new(config.nonce_lifetime),
            usual: UsualHa2::new(&config.realm),
            guard: Guard::new(seed.derive(b"guard"), config.login_failures),
            evidence: Evidence::new(extensions.seed(), seed.derive(b"guard")),
            seed: seed.derive(b"tag"),
            decoy,
            journal: Lines::default(),
            notes: Vec::new(),
            counters: [0; Outcome::ALL.len()],
            sweep: None,
            previous: None,
            config,
            extensions,
        }
    }

    /// Answers one datagram that came from `peer` to our address `local`. The answer is written into
    /// `out`; changes of bindings are added to [`Self::journal`], which must be on its way to the disk
    /// before the answer is sent.
    pub fn handle<'d>(
        &mut self,
        now: &Now,
        peer: SocketAddr,
        local: IpAddr,
        datagram: &'d mut [u8],
        out: &mut Vec<u8>,
    ) -> Answer<'d> {
        let whose = self.guard.whose(peer);
        let answer = self.dispatch(now, (peer, whose), local, datagram, out);
        if let Some(count) = self.counters.get_mut(answer.outcome as usize) {
            *count += 1;
        }
        let Self {
            evidence,
            extensions,
            ..
        } = self;
        if cfg!(not(feature = "blind")) {
            evidence.observe(now, (peer, whose.address()), &answer, |key| {
                extensions.find_key(key).is_some()
            });
        }
        answer
    }

    fn dispatch<'d>(
        &mut self,
        now: &Now,
        (peer, whose): (SocketAddr, Whose),
        local: IpAddr,
        datagram: &'d mut [u8],
        out: &mut Vec<u8>,
    ) -> Answer<'d> {
        if !self.guard.admits(now.time, whose) {
            return Answer::silence(Outcome::Silenced);
        }
        if stun::is_stun(datagram) {
            if !stun::answer(datagram, peer, out) || !self.guard.spend(now.time, whose) {
                return Answer::silence(Outcome::StunOther);
            }
            return Answer {
                destination: Some(peer),
                ..Answer::silence(Outcome::Stun)
            };
        }
        // RFC 5626 §3.5.1 and what older phones send instead.
        if datagram.len() <= 4 || datagram.iter().all(|b| matches!(b, b'\r' | b'\n' | 0)) {
            return Answer::silence(Outcome::KeepAlive);
        }
        let envelope = match Envelope::open(datagram) {
            Ok(envelope) => envelope,
            Err(Unanswerable::Response) => return Answer::silence(Outcome::Response),
            Err(Unanswerable::NoVia) => return Answer::silence(Outcome::Unanswerable),
        };
        let mut answer = Answer {
            line: envelope.line,
            method: envelope.method,
            agent: envelope.user_agent(),
            branch: envelope.via.branch,
            via: (envelope.via.host, envelope.via.port, envelope.via.rport),
            ..Answer::silence(Outcome::Ack)
        };
        // RFC 3261 §17: an ACK has no answer, whatever else is wrong with it.
        if envelope.method == b"ACK" {
            return answer;
        }
        let mut ask = Ask {
            now,
            peer,
            local,
            envelope: &envelope,
            out,
            is_proven: false,
            needs_tag: None,
            whose,
        };
        let is_proof = match envelope.request() {
            Ok(request) => {
                answer.call_id = request.call;
                ask.needs_tag = Some(!request.to.has_tag);
                answer.cseq = request.cseq;
                answer.user = request.to.uri.user.unwrap_or_default();
                answer.uri_host = request.uri.host;
                if !self.guard.is_patient(now.time, whose, request.call) {
                    return Answer {
                        outcome: Outcome::Slowed,
                        ..answer
                    };
                }
                match envelope.method {
                    b"REGISTER" => self.register(&mut ask, &request, &mut answer),
                    b"OPTIONS" => self.options(&mut ask, &request, &mut answer),
                    _ => self.refuse_method(&mut ask, &mut answer),
                }
            }
            Err(fault) => {
                if envelope.line.starts_with(b"REGISTER ") {
                    // Whose phone it is can often be read all the same.
                    (answer.method, answer.user) = (b"REGISTER", envelope.addressee());
                }
                self.say(
                    &mut ask,
                    &mut answer,
                    Outcome::Malformed,
                    fault.status(),
                    |_, _| {},
                );
                false
            }
        };
        if answer.destination.is_some() && !is_proof && !self.guard.spend(now.time, whose) {
            // Even from beside a registered phone, guesses are paid for.
            let is_guess = matches!(
                answer.outcome,
                Outcome::WrongLogin | Outcome::UnknownExtension
            );
            if is_guess || !self.has_phone_at(now.time, answer.user, peer.ip()) {
                return Answer {
                    destination: None,
                    outcome: Outcome::Silenced,
                    ..answer
                };
            }
        }
        answer
    }

    /// Whether the extension, its name as it was sent, has a live binding that came from the source of
    /// `ip`: its phone must not suffer for what its neighbours behind the same address do.
    fn has_phone_at(&self, now: Time, name: &[u8], ip: IpAddr) -> bool {
        let mut buffer = [0; MAX_NAME];
        let name = unescape(name, &mut buffer).unwrap_or_default();
        self.location
            .bindings(self.extensions.seed().key(name))
            .iter()
            .any(|b| b.is_live(now) && is_same_source(b.source().ip(), ip))
    }

    /// Writes the answer to `ask`, with what `more` adds to it. Who has proved nothing gets at most one
    /// and a half times what was sent: if need be in fewer words, else no answer at all. Only loopback
    /// addresses cannot be forged from outside, so that nobody could be hit by an answer to them.
    fn say(
        &self,
        ask: &mut Ask<'_, '_, '_>,
        answer: &mut Answer<'_>,
        outcome: Outcome,
        status: (u16, &'static str),
        more: impl Fn(&Self, &mut Response<'_>),
    ) {
        let needs = ask.needs_tag;
        let Ask {
            peer,
            envelope,
            out,
            is_proven,
            ..
        } = ask;
        // RFC 3261 §8.2.6.2 and §8.2.7: the same tag whenever the same request comes again.
        let call_id = envelope.first(Name::CallId).unwrap_or_default();
        let needs_tag =
            needs.unwrap_or_else(|| needs_tag(envelope.first(Name::To).unwrap_or_default()));
        let tag = needs_tag.then(|| self.seed.hash(call_id));
        answer.status = status;
        let is_safe = *is_proven || peer.ip().is_loopback();
        for length in [Length::Full, Length::Compact, Length::Least] {
            let mut response = Response::begin(out, length, status, envelope, *peer, tag);
            more(self, &mut response);
            response.end();
            if is_safe || out.len() * 2 <= envelope.datagram().len() * 3 {
                answer.outcome = outcome;
                answer.destination = Some(destination(envelope, *peer));
                return;
            }
        }
        answer.outcome = Outcome::TooShort;
    }

    /// 405 to every method but two; OPTIONS and REGISTER are all that is served.
    fn refuse_method(&self, ask: &mut Ask<'_, '_, '_>, answer: &mut Answer<'_>) -> bool {
        self.say(
            ask,
            answer,
            Outcome::MethodNotAllowed,
            (405, "Method Not Allowed"),
            |_, response| {
                response.header("Allow", ALLOW.as_bytes());
            },
        );
        false
    }

    /// RFC 3261 §11.2, the same for every user part: nobody learns from it who exists.
    fn options(
        &self,
        ask: &mut Ask<'_, '_, '_>,
        request: &Request<'_, '_>,
        answer: &mut Answer<'_>,
    ) -> bool {
        if !self.admit_uri_and_require(ask, request, answer) {
            return false;
        }
        self.say(ask, answer, Outcome::Options, (200, "OK"), |_, response| {
            response.header("Allow", ALLOW.as_bytes());
            if response.length() == Length::Full {
                // No body is understood, so none but the default is accepted (RFC 3261 §20.1).
                response.header("Accept", b"application/sdp");
                response.header("Supported", SUPPORTED.join(", ").as_bytes());
            }
        });
        false
    }

    /// RFC 3261 §8.2.2.1 and §8.2.2.3, which hold for every request.
    fn admit_uri_and_require(
        &self,
        ask: &mut Ask<'_, '_, '_>,
        request: &Request<'_, '_>,
        answer: &mut Answer<'_>,
    ) -> bool {
        if !request.has_sip_uri() {
            self.say(
                ask,
                answer,
                Outcome::UnsupportedScheme,
                (416, "Unsupported URI Scheme"),
                |_, _| {},
            );
            return false;
        }
        let envelope = ask.envelope;
        let lacking = || {
            let tags = envelope
                .values(Name::Require)
                .flat_map(|v| v.split(|&b| b == b','))
                .map(trim);
            tags.filter(|t| {
                !t.is_empty()
                    && !SUPPORTED
                        .iter()
                        .any(|s| t.eq_ignore_ascii_case(s.as_bytes()))
            })
        };
        if lacking().next().is_some() {
            self.say(
                ask,
                answer,
                Outcome::BadExtension,
                (420, "Bad Extension"),
                |_, response| {
                    response.part(b"Unsupported: ");
                    for (i, tag) in lacking().enumerate() {
                        response.part(if i > 0 { b", " } else { b"" });
                        response.part(tag);
                    }
                    response.part(b"\r\n");
                },
            );
            return false;
        }
        true
    }
}

/// One request on its way to its answer.
struct Ask<'d, 'e, 'o> {
    now: &'o Now,
    peer: SocketAddr,
    local: IpAddr,
    envelope: &'e Envelope<'d>,
    out: &'o mut Vec<u8>,
    /// Whether the sender has logged in with this request.
    is_proven: bool,
    /// Whether To lacks a tag, once it has been read.
    needs_tag: Option<bool>,
    whose: Whose,
}
