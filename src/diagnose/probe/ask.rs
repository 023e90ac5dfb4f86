//! The requests that we send ourselves, as text.

use sipreg::evidence::PROBE;
use std::net::{IpAddr, SocketAddr};

/// What every request of one conversation has in common.
#[derive(Debug)]
pub(crate) struct Ask {
    /// Host and, if it is not the usual one, port, as they stand in a URI.
    pub(crate) domain: String,
    /// Where we send from, which an application rewriting SIP would find worth rewriting.
    pub(crate) local: SocketAddr,
    /// Tells this conversation from every other.
    pub(crate) token: String,
    /// The number of the request in it.
    pub(crate) cseq: u32,
}

/// What the server must hand back byte by byte.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) text: String,
    /// The topmost Via up to its parameters.
    pub(crate) sent_by: String,
    pub(crate) branch: String,
    pub(crate) from: String,
    pub(crate) call_id: String,
    pub(crate) cseq: String,
}

/// An address as the host of a URI.
pub(crate) fn host(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}

/// Random letters for a conversation; nothing depends on their being unknown.
pub(crate) fn token() -> String {
    let mut bytes = [0; 8];
    if getrandom::fill(&mut bytes).is_err() {
        bytes = u64::from(std::process::id()).to_be_bytes();
    }
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

impl Ask {
    /// The next request of the conversation. With `user` it is about that extension; `extra` are whole
    /// header lines, `body` a session description that a middle box may find worth rewriting.
    pub(crate) fn next(
        &mut self,
        method: &str,
        user: Option<&str>,
        extra: &str,
        body: &str,
    ) -> Sent {
        self.cseq += 1;
        let Self {
            domain,
            local,
            token,
            cseq,
        } = self;
        let here = format!("{}:{}", host(local.ip()), local.port());
        let sent_by = format!("SIP/2.0/UDP {here}");
        let branch = format!("z9hG4bK{token}{cseq}");
        let address = match user {
            Some(user) => format!("sip:{}@{domain}", escape(user)),
            None => format!("sip:{domain}"),
        };
        let from = match user {
            Some(_) => format!("<{address}>;tag={token}"),
            None => format!("<sip:probe@{here}>;tag={token}"),
        };
        let call_id = format!("{token}@{}", local.ip());
        let cseq = format!("{cseq} {method}");
        let contact = if method == "OPTIONS" {
            format!("Contact: <sip:probe@{here}>\r\n")
        } else {
            String::new()
        };
        let kind = if body.is_empty() {
            ""
        } else {
            "Content-Type: application/sdp\r\n"
        };
        let text = format!(
            "{method} sip:{domain} SIP/2.0\r\nVia: {sent_by};rport;branch={branch}\r\nMax-Forwards: 70\r\n\
             From: {from}\r\nTo: <{address}>\r\nCall-ID: {call_id}\r\nCSeq: {cseq}\r\n{contact}\
             User-Agent: {}/{}\r\n{extra}{kind}Content-Length: {}\r\n\r\n{body}",
            PROBE.escape_ascii(),
            env!("CARGO_PKG_VERSION"),
            body.len(),
        );
        Sent {
            text,
            sent_by,
            branch,
            from,
            call_id,
            cseq,
        }
    }
}

/// The smallest session description, with our address where a middle box looks for it.
pub(crate) fn session(local: SocketAddr) -> String {
    let (kind, ip) = match local.ip() {
        ip @ IpAddr::V4(_) => ("IP4", ip),
        ip @ IpAddr::V6(_) => ("IP6", ip),
    };
    format!(
        "v=0\r\no=- 1 1 IN {kind} {ip}\r\ns=-\r\nc=IN {kind} {ip}\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"
    )
}

/// A user part as a URI holds it (RFC 3261 §25.1).
fn escape(user: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.!~*'()&=+$,;?/".contains(&b);
    user.bytes()
        .map(|b| {
            if plain(b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sipreg::message::request::Envelope;

    #[test]
    fn our_own_core_reads_what_is_sent() {
        for local in ["192.168.1.5:40000", "[2001:db8::5]:40000"] {
            let mut ask = Ask {
                domain: "sip.example.com:5062".into(),
                local: local.parse().unwrap(),
                token: "t".into(),
                cseq: 0,
            };
            for (method, user, body) in [
                ("OPTIONS", None, session(ask.local)),
                ("REGISTER", Some("a b"), String::new()),
            ] {
                let mut bytes = ask.next(method, user, "", &body).text.into_bytes();
                let envelope = Envelope::open(&mut bytes).unwrap();
                assert!(envelope.request().is_ok(), "{local} {method}");
                assert!(envelope.via.rport);
            }
        }
    }

    #[test]
    fn the_branch_is_another_for_each_request() {
        let mut ask = Ask {
            domain: "h".into(),
            local: "127.0.0.1:1".parse().unwrap(),
            token: "t".into(),
            cseq: 0,
        };
        let first = ask.next("OPTIONS", None, "", "").branch;
        assert_ne!(first, ask.next("OPTIONS", None, "", "").branch);
    }
}
