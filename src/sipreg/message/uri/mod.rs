//! SIP URIs: parsing, equality by RFC 3261 §19.1.4, and the address of record.
//! It does not resolve names and does not look at headers round a URI.

mod equality;

pub use equality::{address_of, host_eq, unescape};

use crate::message::scan::{MAX_PARAMS, Malformed, parse_digits, table_of};

/// How a URI begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// `sip:`
    Sip,
    /// `sips:`
    Sips,
    /// Any other; a contact may have one (RFC 3261 §20.10), a Request-URI or To may not.
    #[default]
    Other,
}

/// A URI, borrowed from the message and checked for what the registrar relies on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Uri<'a> {
    /// All of it, as sent.
    pub text: &'a [u8],
    /// What it begins with; the fields below are empty for [`Scheme::Other`].
    pub scheme: Scheme,
    /// The user part without password, still escaped.
    pub user: Option<&'a [u8]>,
    /// The password after the user; compared, never used.
    pub password: Option<&'a [u8]>,
    /// Host name, IPv4 address, or IPv6 address in brackets.
    pub host: &'a [u8],
    /// The port, if one is written; 1 to 65535.
    pub port: Option<u16>,
    /// What is between host and headers, beginning with `;`, or empty.
    pub params: &'a [u8],
    /// What follows `?`, or empty.
    pub headers: &'a [u8],
}

impl<'a> Uri<'a> {
    /// The account it names: its user, or the number in a `tel:` URI (RFC 3966), which is refused but tells
    /// whose phone that is; else empty.
    pub(crate) fn addressee(&self) -> &'a [u8] {
        match self.text.split_at_checked(4) {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case(b"tel:") => {
                rest.split(|&b| b == b';').next().unwrap_or_default()
            }
            _ => self.user.unwrap_or_default(),
        }
    }

    /// Reads `text`, all of which must be one URI.
    ///
    /// # Errors
    /// [`Malformed`]; of schemes other than sip and sips only the scheme is checked.
    pub fn parse(text: &'a [u8]) -> Result<Self, Malformed> {
        let marks = Marks::find(text)?;
        let (scheme, rest) = cut(text, marks.scheme.ok_or(Malformed)?);
        let scheme = if scheme.eq_ignore_ascii_case(b"sip") {
            Scheme::Sip
        } else if scheme.eq_ignore_ascii_case(b"sips") {
            Scheme::Sips
        } else {
            return other_scheme(text, scheme, rest);
        };
        // All places count from the beginning of the text.
        let start = text.len() - rest.len();
        let (mut user, mut password) = (None, None);
        let mut after = rest;
        if let Some(at) = marks.at {
            let (info, rest) = cut(rest, at.checked_sub(start).ok_or(Malformed)?);
            after = rest;
            let (name, secret) = match marks.password.filter(|&colon| colon < at) {
                Some(colon) => cut(info, colon - start),
                None => (info, &[][..]),
            };
            if name.is_empty() {
                return Err(Malformed);
            }
            user = Some(name);
            password = (name.len() < info.len()).then_some(secret);
        }
        let start = text.len() - after.len();
        let (rest, headers) = match marks.headers {
            Some(at) => cut(after, at - start),
            None => (after, &[][..]),
        };
        let (hostport, params) = match marks.params {
            Some(at) => rest.split_at_checked(at - start).unwrap_or((rest, &[])),
            None => (rest, &[][..]),
        };
        let (host, port) = parse_hostport(hostport)?;
        check_params(params)?;
        Ok(Self {
            text,
            scheme,
            user,
            password,
            host,
            port,
            params,
            headers,
        })
    }
}

/// What a byte means in a URI: nothing, that an escape begins, that it cannot stand there, or that it
/// may separate two parts.
const ESCAPE: u8 = 1;
const ILLEGAL: u8 = 2;
const SEPARATOR: u8 = 4;
const CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b as u8 {
            b'%' => ESCAPE,
            0..=0x20 | b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | 0x7f.. => ILLEGAL,
            b':' | b'@' | b';' | b'?' => SEPARATOR,
            _ => 0,
        };
        b += 1;
    }
    table
};

/// Where the parts of a URI meet, found in one pass.
#[derive(Default)]
struct Marks {
    /// The colon after the scheme.
    scheme: Option<usize>,
    /// The next colon; a password follows if it is before the `@`.
    password: Option<usize>,
    /// The last `@`. Neither host, parameters nor headers may hold one, so it ends the user part. A
    /// user part that itself holds one is a phone whose user field has the full address: readable, and
    /// worth a diagnosis rather than a refusal.
    at: Option<usize>,
    /// The first `;` after that, before any `?`.
    params: Option<usize>,
    /// The first `?` after that.
    headers: Option<usize>,
}

impl Marks {
    fn find(text: &[u8]) -> Result<Self, Malformed> {
        let mut marks = Self::default();
        let mut all = 0;
        for (i, &b) in text.iter().enumerate() {
            let class = CLASS[usize::from(b)];
            all |= class;
            if class != SEPARATOR {
                continue;
            }
            match b {
                b':' if marks.scheme.is_none() => marks.scheme = Some(i),
                b':' => marks.password = marks.password.or(Some(i)),
                b'@' => (marks.at, marks.params, marks.headers) = (Some(i), None, None),
                b'?' => marks.headers = marks.headers.or(Some(i)),
                _ if marks.headers.is_none() => marks.params = marks.params.or(Some(i)),
                _ => {}
            }
        }
        if all & ILLEGAL != 0 {
            return Err(Malformed);
        }
        if all & ESCAPE != 0 {
            check_escapes(text)?;
        }
        Ok(marks)
    }
}

/// What is before and after the byte at `at`.
fn cut(text: &[u8], at: usize) -> (&[u8], &[u8]) {
    let (before, rest) = text.split_at_checked(at).unwrap_or((text, &[]));
    (before, &rest[1..])
}

fn check_escapes(text: &[u8]) -> Result<(), Malformed> {
    for (i, _) in text.iter().enumerate().filter(|(_, b)| **b == b'%') {
        let pair = text.get(i + 1..i + 3).ok_or(Malformed)?;
        if !pair.iter().all(u8::is_ascii_hexdigit) {
            return Err(Malformed);
        }
    }
    Ok(())
}

fn other_scheme<'a>(text: &'a [u8], scheme: &[u8], rest: &[u8]) -> Result<Uri<'a>, Malformed> {
    let starts_well = scheme.first().is_some_and(u8::is_ascii_alphabetic);
    let legal = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    if !starts_well || !scheme.iter().all(legal) || rest.is_empty() {
        return Err(Malformed);
    }
    Ok(Uri {
        text,
        ..Uri::default()
    })
}

/// Host and port of `host[:port]`; the host may be an IPv6 address in brackets.
///
/// # Errors
/// [`Malformed`] if the host is missing or none, or the port is not 1 to 65535.
pub fn parse_hostport(text: &[u8]) -> Result<(&[u8], Option<u16>), Malformed> {
    let host_len = if text.first() == Some(&b'[') {
        let close = text.iter().position(|&b| b == b']').ok_or(Malformed)?;
        let inside = &text[1..close];
        let legal = |b: &u8| b.is_ascii_hexdigit() || matches!(b, b':' | b'.');
        // RFC 5118 §4.10: the grammar of RFC 3261 allows ":::" by mistake; be lenient in form.
        if inside.len() < 2 || !inside.iter().all(legal) || !inside.contains(&b':') {
            return Err(Malformed);
        }
        close + 1
    } else {
        let end = text.iter().position(|&b| !is_host_byte(b));
        match end.unwrap_or(text.len()) {
            0 => return Err(Malformed),
            end => end,
        }
    };
    let (host, rest) = text.split_at_checked(host_len).ok_or(Malformed)?;
    let port = match rest.split_first() {
        None => None,
        Some((b':', digits)) => Some(parse_port(digits).ok_or(Malformed)?),
        Some(_) => return Err(Malformed),
    };
    Ok((host, port))
}

/// Whether a host name may hold `b`.
fn is_host_byte(b: u8) -> bool {
    const HOST: [bool; 256] = table_of(b".-_", true);
    HOST[usize::from(b)]
}

/// A port, 1 to 65535.
pub(super) fn parse_port(digits: &[u8]) -> Option<u16> {
    let port = parse_digits(digits)?;
    u16::try_from(port).ok().filter(|&p| p != 0)
}

fn check_params(params: &[u8]) -> Result<(), Malformed> {
    let mut params = params.split(|&b| b == b';').skip(1).enumerate();
    let is_sound = params.all(|(n, param)| n < MAX_PARAMS && param.first() != Some(&b'='));
    if is_sound { Ok(()) } else { Err(Malformed) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn eq(a: &str, b: &str) -> bool {
        let (a, b) = (
            Uri::parse(a.as_bytes()).unwrap(),
            Uri::parse(b.as_bytes()).unwrap(),
        );
        assert_eq!(
            a.is_equivalent(&b),
            b.is_equivalent(&a),
            "equality is symmetric"
        );
        a.is_equivalent(&b)
    }

    #[test]
    fn parts() {
        let uri = Uri::parse(b"sip:alice:secret@[2001:db8::1]:5070;transport=tcp;lr?Route=x&b=c")
            .unwrap();
        assert_eq!(uri.user, Some(&b"alice"[..]));
        assert_eq!(uri.password, Some(&b"secret"[..]));
        assert_eq!(uri.host, b"[2001:db8::1]");
        assert_eq!(uri.port, Some(5070));
        assert_eq!(uri.params, b";transport=tcp;lr");
        assert_eq!(uri.headers, b"Route=x&b=c");
    }

    #[test]
    fn semicolons_and_an_escaped_at_stay_in_the_user_part() {
        let uri = Uri::parse(b"sip:user;par=u%40example.net@example.com").unwrap();
        assert_eq!(uri.user, Some(&b"user;par=u%40example.net"[..]));
    }

    #[test]
    fn a_full_address_in_the_user_field_is_readable() {
        let uri = Uri::parse(b"sip:1001@sip.example.com@sip.example.com").unwrap();
        assert_eq!(uri.user, Some(&b"1001@sip.example.com"[..]));
    }

    #[test]
    fn refused() {
        for text in [
            "sip:a@192.0.2.1:5060transport=udp",
            "sip:a@192.0.2.1:70000",
            "sip:a@192.0.2.1:0",
            "sip:@",
            "sip:a@",
            "sip:a%@h",
            "sip:2001:db8::10",
            "sip:u@2001:db8::10",
            "None",
            "<sip:a@h",
            "sip:a@h;=x",
        ] {
            assert!(Uri::parse(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn equal_by_the_rfc() {
        assert!(eq(
            "sip:%61lice@atlanta.com;transport=TCP",
            "sip:alice@AtLanTa.CoM;Transport=tcp"
        ));
        assert!(eq(
            "sip:carol@chicago.com",
            "sip:carol@chicago.com;newparam=5"
        ));
        assert!(eq(
            "sip:carol@chicago.com;security=on",
            "sip:carol@chicago.com;newparam=5"
        ));
        assert!(eq(
            "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
            "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"
        ));
        assert!(eq(
            "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
            "sip:alice@atlanta.com?priority=urgent&subject=project%20x"
        ));
        assert!(eq("sip:a@[2001:db8::1]", "sip:a@[2001:DB8:0::1]"));
        assert!(eq("sip:a@h.example.", "sip:a@h.example"));
        assert!(eq("sip:a@h;;transport=udp;", "sip:a@h;transport=udp"));
    }

    #[test]
    fn unequal_by_the_rfc() {
        assert!(!eq(
            "SIP:ALICE@AtLanTa.CoM;Transport=udp",
            "sip:alice@AtLanTa.CoM;Transport=UDP"
        ));
        assert!(!eq("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"));
        assert!(!eq(
            "sip:bob@biloxi.com",
            "sip:bob@biloxi.com;transport=udp"
        ));
        assert!(!eq(
            "sip:bob@biloxi.com",
            "sip:bob@biloxi.com:6000;transport=tcp"
        ));
        assert!(!eq(
            "sip:carol@chicago.com",
            "sip:carol@chicago.com?Subject=next%20meeting"
        ));
        assert!(!eq("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"));
        assert!(!eq(
            "sip:carol@chicago.com;security=on",
            "sip:carol@chicago.com;security=off"
        ));
        assert!(!eq("sip:a@h", "sips:a@h"));
        assert!(
            !eq("sip:a%3Bb@h", "sip:a;b@h"),
            "a reserved character is not its escape"
        );
    }

    #[test]
    fn every_short_text_from_a_hostile_alphabet_is_parsed_or_refused() {
        let alphabet = [
            b's', b':', b'@', b'%', b'4', b';', b'=', b'?', b'[', b']', b'.', 0,
        ];
        let mut text = b"sip:".to_vec();
        fn grow(text: &mut Vec<u8>, alphabet: &[u8], left: usize) {
            if let Ok(uri) = Uri::parse(text) {
                assert!(uri.is_equivalent(&uri));
                assert!(uri.scheme == Scheme::Other || !uri.host.is_empty());
            }
            for &b in alphabet.iter().filter(|_| left > 0) {
                text.push(b);
                grow(text, alphabet, left - 1);
                text.pop();
            }
        }
        grow(&mut text, &alphabet, 5);
        grow(&mut Vec::new(), &alphabet, 5);
    }
}
