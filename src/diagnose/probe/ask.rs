//! The requests that we send ourselves, as text.

use super::answer::Fields;
use sipreg::evidence::PROBE;
use std::net::SocketAddr;

/// What every request of one conversation has in common.
#[derive(Debug)]
pub(crate) struct Ask {
    /// Host and, if it is not the usual one, port, as they stand in a URI.
    domain: String,
    /// Where we send from.
    local: SocketAddr,
    /// Tells this conversation from every other.
    token: String,
    /// The number of the request in it.
    cseq: u32,
}

/// A request, and its fields, of which the server must hand back some byte by byte.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) text: String,
    pub(crate) fields: Fields,
}

/// Random letters for a conversation; nothing depends on their being unknown.
pub(crate) fn token() -> String {
    let number = getrandom::u64().unwrap_or(std::process::id().into());
    format!("{number:016x}")
}

impl Ask {
    /// A conversation with `domain` that begins.
    pub(crate) fn new(domain: &str, local: SocketAddr) -> Self {
        Self {
            domain: domain.to_owned(),
            local,
            token: token(),
            cseq: 0,
        }
    }

    /// The next request of the conversation. With `user` it is about that extension; `extra` are whole
    /// header lines.
    pub(crate) fn next(&mut self, method: &str, user: Option<&str>, extra: &str) -> Sent {
        self.cseq += 1;
        let Self {
            domain,
            local,
            token,
            cseq,
        } = self;
        let (to, from) = match user.map(|user| format!("sip:{}@{domain}", escape(user))) {
            Some(user) => (user.clone(), user),
            None => (format!("sip:{domain}"), format!("sip:probe@{local}")),
        };
        let text = format!(
            "{method} sip:{domain} SIP/2.0\r\nVia: SIP/2.0/UDP {local};rport;branch=z9hG4bK{token}{cseq}\r\n\
             Max-Forwards: 70\r\nFrom: <{from}>;tag={token}\r\nTo: <{to}>\r\nCall-ID: {token}@{}\r\n\
             CSeq: {cseq} {method}\r\nUser-Agent: {}/{}\r\n{extra}Content-Length: 0\r\n\r\n",
            local.ip(),
            PROBE.escape_ascii(),
            env!("CARGO_PKG_VERSION"),
        );
        let fields = Fields::parse(&text);
        Sent { text, fields }
    }
}

/// A user part as a URI holds it (RFC 3261 §25.1).
fn escape(user: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.!~*'()&=+$,;?/".contains(&b);
    let escaped = user.bytes().map(|b| match plain(b) {
        true => char::from(b).to_string(),
        false => format!("%{b:02X}"),
    });
    escaped.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sipreg::message::request::Envelope;

    #[test]
    fn our_own_core_reads_what_is_sent() {
        for local in ["192.168.1.5:40000", "[2001:db8::5]:40000"] {
            let mut ask = Ask::new("sip.example.com:5062", local.parse().unwrap());
            for (method, user) in [("OPTIONS", None), ("REGISTER", Some("a b"))] {
                let mut bytes = ask.next(method, user, "").text.into_bytes();
                let envelope = Envelope::open(&mut bytes).unwrap();
                assert!(envelope.request().is_ok(), "{local} {method}");
                assert!(envelope.via.rport);
            }
        }
    }

    #[test]
    fn the_branch_is_another_for_each_request() {
        let mut ask = Ask::new("h", "127.0.0.1:1".parse().unwrap());
        let [first, second] = [(); 2].map(|()| ask.next("OPTIONS", None, "").fields);
        assert_ne!(first.via().unwrap().branch, second.via().unwrap().branch);
    }
}
