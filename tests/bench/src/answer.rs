//! What a server said, taken apart far enough to judge it.
//!
//! A fast answer that is wrong is worth nothing, so every datagram that comes back is read in full.

use crate::text::number;

/// More contacts than this in one answer are not looked at.
const CONTACTS: usize = 16;

#[derive(Default)]
pub struct Answer<'a> {
    pub status: u16,
    pub call_id: &'a [u8],
    pub cseq: u32,
    pub method: &'a [u8],
    pub branch: &'a [u8],
    pub to_tag: bool,
    pub challenge: Option<Challenge<'a>>,
    contacts: [&'a [u8]; CONTACTS],
    contact_count: usize,
}

#[derive(Clone, Copy, Default)]
pub struct Challenge<'a> {
    pub realm: &'a [u8],
    pub nonce: &'a [u8],
    pub algorithm: &'a [u8],
    pub qop: &'a [u8],
    pub stale: bool,
}

impl<'a> Answer<'a> {
    /// None when the bytes are no SIP response or lack a mandatory header.
    pub fn read(bytes: &'a [u8]) -> Option<Answer<'a>> {
        let mut answer = Answer::default();
        let mut lines = bytes.split(|&b| b == b'\n');
        let start = lines.next()?.strip_prefix(b"SIP/2.0 ")?;
        answer.status = number(start.get(..3)?)? as u16;
        let mut ended = false;
        for line in lines {
            let line = line.strip_suffix(b"\r")?;
            if line.is_empty() {
                ended = true;
                break;
            }
            let colon = line.iter().position(|&b| b == b':')?;
            let value = line[colon + 1..].trim_ascii();
            match name(&line[..colon]) {
                b"via" if answer.branch.is_empty() => {
                    answer.branch = parameter(value, b"branch=").unwrap_or_default();
                }
                b"to" => answer.to_tag = parameter(value, b"tag=").is_some(),
                b"call-id" => answer.call_id = value,
                b"cseq" => {
                    let space = value.iter().position(|&b| b == b' ')?;
                    answer.cseq = number(&value[..space])?.try_into().ok()?;
                    answer.method = value[space + 1..].trim_ascii();
                }
                b"www-authenticate" if answer.challenge.is_none() => {
                    answer.challenge = Challenge::read(value);
                }
                b"contact" if answer.contact_count < CONTACTS => {
                    answer.contacts[answer.contact_count] = value;
                    answer.contact_count += 1;
                }
                _ => {}
            }
        }
        (ended && answer.cseq > 0 && !answer.call_id.is_empty()).then_some(answer)
    }

    /// Seconds that the listed contact `uri` still lives, when the answer lists it.
    pub fn expires_of(&self, uri: &[u8]) -> Option<u32> {
        self.contacts[..self.contact_count]
            .iter()
            .find_map(|value| {
                let after = find(value, uri).map(|at| &value[at + uri.len()..])?;
                let own = after.split(|&b| b == b',').next()?;
                number(parameter(own, b"expires=")?)?.try_into().ok()
            })
    }
}

impl<'a> Challenge<'a> {
    fn read(value: &'a [u8]) -> Option<Challenge<'a>> {
        let value = value.strip_prefix(b"Digest ")?;
        let field = |name: &[u8]| {
            let at = find(value, name)? + name.len();
            let rest = &value[at..];
            match rest.strip_prefix(b"\"") {
                Some(quoted) => quoted.split(|&b| b == b'"').next(),
                None => rest.split(|&b| b == b',' || b == b' ').next(),
            }
        };
        Some(Challenge {
            realm: field(b"realm=")?,
            nonce: field(b"nonce=").filter(|nonce| !nonce.is_empty())?,
            algorithm: field(b"algorithm=").unwrap_or(b"MD5"),
            qop: field(b"qop=").unwrap_or_default(),
            stale: field(b"stale=").is_some_and(|s| s.eq_ignore_ascii_case(b"true")),
        })
    }

    /// What is wrong with this challenge for a phone that speaks MD5 and qop=auth.
    pub fn fault(&self, realm: &[u8]) -> Option<&'static str> {
        if self.realm != realm {
            return Some("a challenge for another realm");
        }
        if !self.algorithm.eq_ignore_ascii_case(b"MD5") {
            return Some("a challenge that is not MD5");
        }
        (!self.qop.split(|&b| b == b',').any(|q| q == b"auth"))
            .then_some("a challenge without qop=auth")
    }
}

fn name(raw: &[u8]) -> &[u8] {
    const KNOWN: [&[u8]; 6] = [
        b"via",
        b"to",
        b"call-id",
        b"cseq",
        b"www-authenticate",
        b"contact",
    ];
    KNOWN
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(raw))
        .unwrap_or(b"other")
}

fn parameter<'a>(value: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    value
        .split(|&b| b == b';')
        .skip(1)
        .find_map(|p| p.trim_ascii().strip_prefix(name))
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge() {
        let bytes = b"SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/UDP 127.0.0.1:5;branch=z9hG4bK7;rport=5\r\n\
            To: <sip:1@x>;tag=a\r\nCall-ID: 3-c\r\nCSeq: 7 REGISTER\r\n\
            WWW-Authenticate: Digest realm=\"x\", nonce=\"0a\", algorithm=MD5, qop=\"auth\", stale=true\r\n\r\n";
        let answer = Answer::read(bytes).expect("a response");
        assert_eq!((answer.status, answer.cseq, answer.to_tag), (401, 7, true));
        assert_eq!(answer.branch, b"z9hG4bK7");
        let challenge = answer.challenge.expect("a challenge");
        assert_eq!(challenge.nonce, b"0a");
        assert!(challenge.stale && challenge.fault(b"x").is_none());
        assert!(challenge.fault(b"y").is_some());
    }

    #[test]
    fn contacts_in_one_line_and_in_many() {
        let bytes = b"SIP/2.0 200 OK\r\nCall-ID: 3-c\r\nCSeq: 7 REGISTER\r\n\
            Contact: <sip:a@b:1>;expires=5, <sip:a@b:2>;expires=6\r\nContact: <sip:a@b:3>;q=1;expires=7\r\n\r\n";
        let answer = Answer::read(bytes).expect("a response");
        assert_eq!(answer.expires_of(b"<sip:a@b:1>"), Some(5));
        assert_eq!(answer.expires_of(b"<sip:a@b:2>"), Some(6));
        assert_eq!(answer.expires_of(b"<sip:a@b:3>"), Some(7));
        assert_eq!(answer.expires_of(b"<sip:a@b:4>"), None);
    }

    #[test]
    fn no_answer() {
        assert!(Answer::read(b"").is_none());
        assert!(Answer::read(b"REGISTER sip:x SIP/2.0\r\n\r\n").is_none());
        assert!(Answer::read(b"SIP/2.0 200 OK\r\nCall-ID: 3\r\nCSeq: 1 X\r\n").is_none());
    }
}
