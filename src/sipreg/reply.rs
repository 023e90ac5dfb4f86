//! The one place that turns a decision into the bytes of an answer.

use crate::auth::Challenge;
use crate::config::Algorithm;
use crate::message::request::{Envelope, Name, SUPPORTED};
use crate::message::response::{ALLOW, Length, Response};
use crate::message::status::Status;
use crate::refusal::Refusal;
use crate::register::Listing;
use alloc::vec::Vec;
use core::fmt::Write as _;
use core::net::SocketAddr;

/// What an answer says besides what it copies from the request.
pub(crate) enum Body<'b> {
    /// Nothing but that status.
    Status(Status),
    /// A refusal. 423 names the minimum of seconds.
    Refusal { refusal: Refusal, min_expires: u32 },
    /// 401, one challenge for each algorithm (RFC 3261 §22.1, RFC 8760 §2).
    Challenge {
        challenge: &'b Challenge,
        realm: &'b str,
        algorithms: &'b [Algorithm],
    },
    /// 200 to OPTIONS.
    Options,
    /// 200 with the bindings of an account (RFC 3261 §10.3 step 8).
    Bindings(Listing<'b>),
}

impl Body<'_> {
    pub(crate) fn status(&self) -> Status {
        match self {
            Self::Status(status) => *status,
            Self::Refusal { refusal, .. } => refusal.status(),
            Self::Challenge { .. } => Status::UNAUTHORIZED,
            Self::Options | Self::Bindings(_) => Status::OK,
        }
    }
}

/// Writes the answer to `envelope` into `out`, in as many words as `limit` bytes allow; whether they
/// allow any. `tag` is what a To without one gets.
pub(crate) fn write(
    envelope: &Envelope<'_>,
    peer: SocketAddr,
    tag: Option<u64>,
    body: &Body<'_>,
    limit: usize,
    out: &mut Vec<u8>,
) -> bool {
    for length in [Length::Full, Length::Compact, Length::Least] {
        let mut response = Response::begin(out, length, body.status(), envelope, peer, tag);
        match body {
            Body::Status(_) => {}
            Body::Refusal {
                refusal,
                min_expires,
            } => refuse(&mut response, envelope, *refusal, *min_expires),
            Body::Challenge {
                challenge,
                realm,
                algorithms,
            } => ask(&mut response, challenge, realm, algorithms),
            Body::Options => {
                response.header("Allow", ALLOW.as_bytes());
                if length == Length::Full {
                    // No body is understood, so none but the default is accepted (RFC 3261 §20.1).
                    response.part(b"Accept: application/sdp\r\nSupported: ");
                    response.part(SUPPORTED.as_bytes());
                    response.part(b"\r\n");
                }
            }
            Body::Bindings(listing) => list(&mut response, envelope, listing),
        }
        response.end();
        if out.len() <= limit {
            return true;
        }
    }
    false
}

fn refuse(
    response: &mut Response<'_>,
    envelope: &Envelope<'_>,
    refusal: Refusal,
    min_expires: u32,
) {
    match refusal {
        Refusal::MethodNotAllowed => response.header("Allow", ALLOW.as_bytes()),
        Refusal::TooBrief => response.number("Min-Expires", min_expires),
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

fn ask(response: &mut Response<'_>, challenge: &Challenge, realm: &str, algorithms: &[Algorithm]) {
    let is_short = response.length() != Length::Full;
    let count = match response.length() {
        Length::Least => 1,
        Length::Full | Length::Compact => algorithms.len(),
    };
    for algorithm in algorithms.iter().take(count) {
        response.part(b"WWW-Authenticate: Digest realm=\"");
        response.part(realm.as_bytes());
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
fn list(response: &mut Response<'_>, envelope: &Envelope<'_>, listing: &Listing<'_>) {
    for (binding, left) in listing.bindings() {
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
        if binding.reg_id() != 0 {
            response.part(b";reg-id=");
            response.part_number(binding.reg_id());
        }
        response.part(b"\r\n");
    }
    response.number("Expires", listing.expires());
    if listing.stores_path {
        // RFC 3327 §5.3: the phone sees what was stored.
        for value in envelope.values(Name::Path) {
            response.header("Path", value);
        }
    }
    response.header("Date", &listing.now.date);
}
