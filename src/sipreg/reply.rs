//! The one place that turns a decision into the bytes of an answer.

use crate::auth::Challenge;
use crate::config::{Algorithm, Config};
use crate::exchange::Asked;
use crate::location::Location;
use crate::message::request::{Envelope, Name, SUPPORTED};
use crate::message::response::{ALLOW, Length, Response};
use crate::message::status::Status;
use crate::refusal::Refusal;
use crate::register::{self, Wanted};
use alloc::vec::Vec;
use core::fmt::Write as _;

/// What an answer says besides what it copies from the request.
pub(crate) enum Reply<'d> {
    /// Nothing but that status.
    Status(Status),
    /// A refusal.
    Refusal(Refusal),
    /// 401, one challenge for each algorithm (RFC 3261 §22.1, RFC 8760 §2).
    Challenge(Challenge),
    /// 200 to OPTIONS.
    Options,
    /// 200 with the bindings of an account (RFC 3261 §10.3 step 8).
    Bindings(Wanted<'d>),
}

impl Reply<'_> {
    pub(crate) fn status(&self) -> Status {
        match self {
            Self::Status(status) => *status,
            Self::Refusal(refusal) => refusal.status(),
            Self::Challenge(_) => Status::UNAUTHORIZED,
            Self::Options | Self::Bindings(_) => Status::OK,
        }
    }
}

/// Writes the answer to what is `asked` into `out`, in as many words as `limit` bytes allow; whether they
/// allow any. `tag` is what a To without one gets.
pub(crate) fn write(
    asked: Asked<'_, '_>,
    reply: &Reply<'_>,
    config: &Config,
    location: &Location,
    tag: Option<u64>,
    limit: usize,
    out: &mut Vec<u8>,
) -> bool {
    let Asked {
        arrival, envelope, ..
    } = asked;
    for length in [Length::Full, Length::Compact, Length::Least] {
        let mut response =
            Response::begin(out, length, reply.status(), envelope, arrival.peer, tag);
        match reply {
            Reply::Status(_) => {}
            Reply::Refusal(refusal) => refuse(&mut response, envelope, *refusal, config),
            Reply::Challenge(challenge) => ask(&mut response, challenge, config),
            Reply::Options => {
                response.header("Allow", ALLOW.as_bytes());
                if length == Length::Full {
                    // No body is understood, so none but the default is accepted (RFC 3261 §20.1).
                    response.part(b"Accept: application/sdp\r\nSupported: ");
                    response.part(SUPPORTED.as_bytes());
                    response.part(b"\r\n");
                }
            }
            Reply::Bindings(wanted) => list(&mut response, asked, wanted, location),
        }
        response.end();
        if out.len() <= limit {
            return true;
        }
    }
    false
}

fn refuse(response: &mut Response<'_>, envelope: &Envelope<'_>, refusal: Refusal, config: &Config) {
    match refusal {
        Refusal::MethodNotAllowed => response.header("Allow", ALLOW.as_bytes()),
        Refusal::TooBrief => response.number("Min-Expires", config.min_expires),
        Refusal::BadExtension => {
            response.part(b"Unsupported: ");
            for (i, tag) in envelope.unsupported().enumerate() {
                response.part(if i > 0 { b", " } else { b"" });
                response.part(tag);
            }
            response.part(b"\r\n");
        }
        _ => {}
    }
}

fn ask(response: &mut Response<'_>, challenge: &Challenge, config: &Config) {
    let is_short = response.length != Length::Full;
    let count = match response.length {
        Length::Least => 1,
        Length::Full | Length::Compact => config.algorithms.len(),
    };
    for algorithm in config.algorithms.iter().take(count) {
        response.part(b"WWW-Authenticate: Digest realm=\"");
        response.part(config.realm.as_bytes());
        response.part(b"\", nonce=\"");
        response.part(&challenge.nonce);
        response.part(b"\"");
        // No name means MD5 (RFC 7616 §3.3), which is enough where room is short.
        if !is_short || *algorithm != Algorithm::Md5 {
            response.part(b", algorithm=");
            response.part(algorithm.name().as_bytes());
        }
        response.part(b", qop=\"auth\"");
        response.part(if challenge.is_stale {
            b", stale=true\r\n"
        } else {
            b"\r\n"
        });
    }
}

/// Every live contact as it was sent, with what is left of its time.
fn list(
    response: &mut Response<'_>,
    asked: Asked<'_, '_>,
    wanted: &Wanted<'_>,
    location: &Location,
) {
    let now = asked.arrival.now;
    let listed = register::list(now, wanted, location.bindings(asked.aor));
    for &(binding, left) in &listed {
        response.part(b"Contact: <");
        response.part(binding.uri());
        response.part(b">;expires=");
        response.part_number(left);
        if let Some(q) = binding.q() {
            // Writing to memory cannot fail.
            let _ = write!(response, ";q={}.{:03}", q / 1000, q % 1000);
        }
        if !binding.instance().is_empty() {
            response.part(b";+sip.instance=\"");
            response.part(binding.instance());
            response.part(b"\"");
        }
        if binding.reg_id != 0 {
            response.part(b";reg-id=");
            response.part_number(binding.reg_id);
        }
        response.part(b"\r\n");
    }
    // The same however often the request comes.
    let longest = || listed.iter().map(|(_, left)| *left).max();
    let expires = wanted.granted().or_else(longest);
    response.number("Expires", expires.unwrap_or_default());
    if !wanted.path.is_empty() {
        // RFC 3327 §5.3: the phone sees what was stored.
        for value in asked.envelope.values(Name::Path) {
            response.header("Path", value);
        }
    }
    response.header("Date", &now.date);
}
