//! The Authorization header: Digest credentials as the phone wrote them (RFC 3261 §22.4, RFC 7616 §3.4).
//! Whether they are right is for [`crate::auth::digest`] to say.

use crate::message::scan::{Malformed, is_lws, split_param, split_token};

/// The parameters of one `Authorization: Digest`, without quotes, escapes kept; empty if not given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Credentials<'a> {
    /// Who the phone says it is.
    pub username: &'a [u8],
    /// The realm it answers for.
    pub realm: &'a [u8],
    /// The nonce it answers.
    pub nonce: &'a [u8],
    /// The URI it hashed, which need not be the Request-URI.
    pub uri: &'a [u8],
    /// Its answer.
    pub response: &'a [u8],
    /// The algorithm it used; empty means MD5.
    pub algorithm: &'a [u8],
    /// Its own nonce, with qop.
    pub cnonce: &'a [u8],
    /// The quality of protection; empty is the form of RFC 2069.
    pub qop: &'a [u8],
    /// The count of uses of the nonce, with qop, as text.
    pub nc: &'a [u8],
}

impl<'a> Credentials<'a> {
    /// Reads the value of one Authorization header; `None` if its scheme is not Digest.
    ///
    /// Quoted and bare values, any order, any spacing and stray commas are accepted, because phones differ.
    ///
    /// # Errors
    /// [`Malformed`] if a quote is not closed, a parameter has no value, or one read here appears twice
    /// (§7.3.1): two user names in one answer are a question, not an answer.
    pub fn parse(value: &'a [u8]) -> Result<Option<Self>, Malformed> {
        let (scheme, rest) = split_token(value);
        if !scheme.eq_ignore_ascii_case(b"Digest") || !rest.first().copied().is_some_and(is_lws) {
            return Ok(None);
        }
        let mut credentials = Self::default();
        let mut seen = 0_u16;
        let mut rest = rest;
        loop {
            let skip = rest
                .iter()
                .position(|&b| !is_lws(b) && b != b',')
                .unwrap_or(rest.len());
            rest = &rest[skip..];
            if rest.is_empty() {
                return Ok(Some(credentials));
            }
            let (param, after) = split_param(rest, |b| is_lws(b) || matches!(b, b',' | b'"'))?;
            rest = after;
            let value = param.value.ok_or(Malformed)?;
            let Some((place, bit)) = credentials.place(param.name) else {
                continue;
            };
            *place = value;
            if seen & bit != 0 {
                return Err(Malformed);
            }
            seen |= bit;
        }
    }

    fn place(&mut self, name: &[u8]) -> Option<(&mut &'a [u8], u16)> {
        let first = name.first()?.to_ascii_lowercase();
        let (known, place, bit): (&[u8], _, _) = match (name.len(), first) {
            (8, b'u') => (b"username", &mut self.username, 1),
            (5, b'r') => (b"realm", &mut self.realm, 2),
            (5, b'n') => (b"nonce", &mut self.nonce, 4),
            (3, b'u') => (b"uri", &mut self.uri, 8),
            (8, b'r') => (b"response", &mut self.response, 16),
            (9, b'a') => (b"algorithm", &mut self.algorithm, 32),
            (6, b'c') => (b"cnonce", &mut self.cnonce, 64),
            (3, b'q') => (b"qop", &mut self.qop, 128),
            (2, b'n') => (b"nc", &mut self.nc, 256),
            _ => return None,
        };
        (name == known || name.eq_ignore_ascii_case(known)).then_some((place, bit))
    }

    /// Whether everything is there that an answer with or without qop needs.
    pub fn is_complete(&self) -> bool {
        let basic = ![self.username, self.nonce, self.uri, self.response].contains(&&b""[..]);
        let with_qop =
            self.qop.is_empty() || (!self.cnonce.is_empty() && self.nc_count().is_some());
        basic && with_qop
    }

    /// The nonce count: eight hexadecimal digits (RFC 7616 §3.4).
    pub fn nc_count(&self) -> Option<u32> {
        crate::hex::bytes_of(self.nc).map(u32::from_be_bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn as_phones_write_them() {
        for text in [
            r#"Digest username="1001", realm="r", nonce="n", uri="sip:h", response="x", algorithm=MD5, cnonce="c", qop=auth, nc=00000001"#,
            r#"digest  realm="r",username=1001,nonce="n",uri="sip:h",response=x,algorithm="MD5",qop="auth",cnonce="c",nc=00000001"#,
            r#"Digest , NC = 00000001, QOP=auth, CNONCE="c", username="1001", realm="r" nonce="n", uri="sip:h",response="x", algorithm=MD5, opaque="""#,
        ] {
            let c = Credentials::parse(text.as_bytes()).unwrap().unwrap();
            assert_eq!(
                (c.username, c.realm, c.nonce),
                (&b"1001"[..], &b"r"[..], &b"n"[..])
            );
            assert_eq!(
                (c.qop, c.cnonce, c.nc_count()),
                (&b"auth"[..], &b"c"[..], Some(1))
            );
            assert!(c.is_complete());
        }
    }

    #[test]
    fn other_schemes_and_broken_ones() {
        assert!(matches!(Credentials::parse(b"Basic YTpi"), Ok(None)));
        assert!(matches!(Credentials::parse(b""), Ok(None)));
        for text in [
            "Digest username=\"1001",
            "Digest username=\"a\", username=\"a\"",
            "Digest username",
            "Digest =x",
        ] {
            assert!(Credentials::parse(text.as_bytes()).is_err(), "{text}");
        }
        assert!(
            !Credentials::parse(b"Digest username=\"a\"")
                .unwrap()
                .unwrap()
                .is_complete()
        );
    }

    #[test]
    fn every_short_header_from_a_hostile_alphabet_is_read_or_refused() {
        fn grow(text: &mut Vec<u8>, left: usize) {
            let _ = Credentials::parse(text).map(|c| c.map(|c| c.is_complete()));
            for &b in [b'"', b'\\', b'=', b',', b' ', b'n', b'c', 0]
                .iter()
                .filter(|_| left > 0)
            {
                text.push(b);
                grow(text, left - 1);
                text.pop();
            }
        }
        grow(&mut b"Digest ".to_vec(), 6);
    }
}
