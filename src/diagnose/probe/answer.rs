//! The fields of what is asked and answered, as far as the one who asked must read them.

use sipreg::message::via::Via;
use std::net::SocketAddr;

/// The fields of a SIP message.
#[derive(Debug)]
pub(crate) struct Fields(Vec<(String, String)>);

/// A SIP response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: u16,
    pub(crate) reason: String,
    pub(crate) fields: Fields,
}

/// The long name of a field that has a short one (RFC 3261 §7.3.3), of those that are read.
fn long_name(name: &str) -> &str {
    match name {
        "v" => "via",
        "i" => "call-id",
        "m" => "contact",
        other => other,
    }
}

impl Answer {
    /// Reads one; `None` if the datagram is not a response.
    pub(crate) fn parse(datagram: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(datagram);
        let status = text.lines().next()?.strip_prefix("SIP/2.0 ")?;
        let (code, reason) = status.split_once(' ').unwrap_or((status, ""));
        Some(Self {
            code: code.parse().ok().filter(|c| (100..700).contains(c))?,
            reason: reason.to_owned(),
            fields: Fields::parse(&text),
        })
    }
}

impl Fields {
    /// Reads those of a whole message.
    pub(crate) fn parse(message: &str) -> Self {
        let (head, _) = message.split_once("\r\n\r\n").unwrap_or((message, ""));
        let mut list: Vec<(String, String)> = Vec::new();
        for line in head.split("\r\n").skip(1) {
            if line.starts_with([' ', '\t']) {
                // A folded line goes on with the one before (RFC 3261 §7.3.1).
                if let Some((_, value)) = list.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                let name = name.trim().to_ascii_lowercase();
                list.push((long_name(&name).to_owned(), value.trim().to_owned()));
            }
        }
        Self(list)
    }

    /// The values of a field, by its long name in small letters.
    pub(crate) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let found = self.0.iter().filter(move |(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first of them.
    pub(crate) fn value<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.values(name).next()
    }

    /// The topmost Via.
    pub(crate) fn via(&self) -> Option<Via<'_>> {
        Via::parse(self.value("via")?.as_bytes()).ok()
    }

    /// A parameter of the topmost Via.
    pub(crate) fn via_param(&self, name: &str) -> Option<String> {
        let topmost = self.value("via")?.split(',').next()?;
        let mut params = topmost.split(';').filter_map(|param| param.split_once('='));
        let found = params.find(|(n, _)| n.trim().eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_owned())
    }

    /// Where the server saw the request come from that was sent from `here`, if it says so (RFC 3581 §4).
    pub(crate) fn seen_from(&self, here: SocketAddr) -> Option<SocketAddr> {
        let received = self.via_param("received");
        let ip = received.and_then(|text| text.trim_matches(['[', ']']).parse().ok());
        let port = self.via_param("rport")?.parse().ok()?;
        // It may be left out when it says nothing new (RFC 3261 §18.2.1).
        Some(SocketAddr::new(ip.unwrap_or(here.ip()), port))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn short_names_folded_lines_and_bodies_are_read() {
        let answer = Answer::parse(
            b"SIP/2.0 200 OK\r\nv: SIP/2.0/UDP 10.0.0.2:5060\r\n ;rport=40112;received=198.51.100.7;branch=z9hG4bKx\r\n\
              i: a@b\r\nContact: <sip:a@b>\r\nm: <sip:c@d>\r\n\r\nabc",
        )
        .unwrap();
        let fields = answer.fields;
        assert_eq!(answer.code, 200);
        assert_eq!(fields.value("call-id"), Some("a@b"));
        assert_eq!(fields.values("contact").count(), 2);
        assert_eq!(
            fields.seen_from("10.0.0.2:5060".parse().unwrap()),
            Some("198.51.100.7:40112".parse().unwrap())
        );
        assert_eq!(fields.via().unwrap().branch, b"z9hG4bKx");
    }

    #[test]
    fn what_is_no_response_is_none() {
        for text in ["", "OPTIONS sip:a SIP/2.0\r\n\r\n", "SIP/2.0 9 x\r\n\r\n"] {
            assert!(Answer::parse(text.as_bytes()).is_none(), "{text}");
        }
    }
}
