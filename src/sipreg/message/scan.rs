//! What all header values are made of: white space, tokens, quoted strings, numbers, lists and parameters.
//! Views borrow the message; nothing is copied, and what is not read here is not judged here.

/// A value that does not follow its grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// Whether `b` is white space inside a header value (a fold has become spaces before this).
pub(crate) fn is_lws(b: u8) -> bool {
    // Mostly it is a letter, and then one comparison tells.
    b <= b' ' && matches!(b, b' ' | b'\t')
}

/// `text` without white space at either end.
pub(crate) fn trim(text: &[u8]) -> &[u8] {
    trim_end(trim_start(text))
}

pub(crate) fn trim_start(mut text: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = text
        && is_lws(*first)
    {
        text = rest;
    }
    text
}

pub(crate) fn trim_end(mut text: &[u8]) -> &[u8] {
    while let [rest @ .., last] = text
        && is_lws(*last)
    {
        text = rest;
    }
    text
}

/// For each byte whether it is one of `marks`, or a letter or digit where those count too. Every byte of a
/// message is asked, so it is a table.
pub(crate) const fn table_of(marks: &[u8], with_alphanumeric: bool) -> [bool; 256] {
    let mut table = [false; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = with_alphanumeric && (b as u8).is_ascii_alphanumeric();
        b += 1;
    }
    let mut i = 0;
    while i < marks.len() {
        table[marks[i] as usize] = true;
        i += 1;
    }
    table
}

/// Whether `b` may stand in a token (RFC 3261 §25.1).
pub(crate) fn is_token(b: u8) -> bool {
    const TOKEN: [bool; 256] = table_of(b"-.!%*_+`'~", true);
    TOKEN[usize::from(b)]
}

/// Whether an unquoted value of a parameter ends before `b`.
fn ends_param(b: u8) -> bool {
    const ENDS: [bool; 256] = table_of(b" \t;,\"<>", false);
    ENDS[usize::from(b)]
}

/// The leading token of `text`, possibly empty, and what follows.
pub(crate) fn split_token(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text
        .iter()
        .position(|&b| !is_token(b))
        .unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, &[]))
}

/// The inside of the quoted string that `text` begins with, escapes kept, and what follows it.
pub(crate) fn split_quoted(text: &[u8]) -> Result<(&[u8], &[u8]), Malformed> {
    let inside = text.strip_prefix(b"\"").ok_or(Malformed)?;
    let mut end = 0;
    loop {
        let rest = inside.get(end..).ok_or(Malformed)?;
        end += memchr::memchr2(b'"', b'\\', rest).ok_or(Malformed)?;
        if inside.get(end) == Some(&b'"') {
            let (value, rest) = inside.split_at_checked(end).ok_or(Malformed)?;
            return Ok((value, &rest[1..]));
        }
        // A backslash and what it quotes.
        end += 2;
    }
}

/// The number that `digits`, all of it, writes; larger ones than `u64` holds become its maximum.
pub(crate) fn parse_digits(digits: &[u8]) -> Option<u64> {
    let number = digits.iter().try_fold(0_u64, |number, &b| {
        let digit = b.checked_sub(b'0').filter(|digit| *digit < 10)?;
        Some(number.saturating_mul(10).saturating_add(digit.into()))
    });
    number.filter(|_| !digits.is_empty())
}

/// Seconds of an Expires header or parameter. Too many to hold become the most there are; a text
/// that is not a number is `None`, and RFC 3261 §10.2 then takes the default.
pub(crate) fn parse_delta_seconds(text: &[u8]) -> Option<u32> {
    let text = trim(text);
    let unquoted = text
        .strip_prefix(b"\"")
        .and_then(|t| t.strip_suffix(b"\""))
        .unwrap_or(text);
    parse_digits(unquoted).map(|n| u32::try_from(n).unwrap_or(u32::MAX))
}

/// The values of a comma-separated header; commas in quotes and angle brackets do not separate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Values<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Values<'a> {
    pub(crate) fn new(value: &'a [u8]) -> Self {
        Self { rest: Some(value) }
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = Result<&'a [u8], Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.rest?;
        if memchr::memchr(b',', text).is_none() {
            // The usual case. What is not closed in it is noticed by who reads it.
            self.rest = None;
            return Some(Ok(trim(text)));
        }
        let (mut quoted, mut escaped, mut angle) = (false, false, false);
        let mut end = text.len();
        for (i, &b) in text.iter().enumerate() {
            match b {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'<' if !quoted => angle = true,
                b'>' if !quoted => angle = false,
                b',' if !quoted && !angle => {
                    end = i;
                    break;
                }
                _ => {}
            }
        }
        self.rest = text.get(end + 1..);
        if quoted || angle {
            self.rest = None;
            return Some(Err(Malformed));
        }
        Some(Ok(trim(&text[..end])))
    }
}

/// One `;name=value` of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Param<'a> {
    pub(crate) name: &'a [u8],
    /// Without quotes, escapes kept.
    pub(crate) value: Option<&'a [u8]>,
}

/// More parameters than this in one URI or header value are an attack, not a phone.
pub(crate) const MAX_PARAMS: usize = 64;

/// The parameters after a header value; ends after the first malformed one.
#[derive(Clone, Debug)]
pub(crate) struct Params<'a> {
    rest: &'a [u8],
    seen: usize,
}

impl<'a> Params<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self {
            rest: trim_start(text),
            seen: 0,
        }
    }

    /// What has not been read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Reads the parameter that `text` begins with.
    fn read(&mut self, text: &'a [u8]) -> Result<Param<'a>, Malformed> {
        self.seen += 1;
        if self.seen > MAX_PARAMS {
            return Err(Malformed);
        }
        let (param, rest) = split_param(text, ends_param)?;
        self.rest = trim_start(rest);
        Ok(param)
    }
}

/// The `name` or `name=value` that `text` begins with, and what follows it; `ends` tells which byte is after
/// a value without quotes.
pub(crate) fn split_param(
    text: &[u8],
    ends: impl Fn(u8) -> bool,
) -> Result<(Param<'_>, &[u8]), Malformed> {
    let (name, rest) = split_token(text);
    if name.is_empty() {
        return Err(Malformed);
    }
    let rest = trim_start(rest);
    let Some(rest) = rest.strip_prefix(b"=") else {
        return Ok((Param { name, value: None }, rest));
    };
    let rest = trim_start(rest);
    let (value, rest) = if rest.first() == Some(&b'"') {
        split_quoted(rest)?
    } else {
        let end = rest.iter().position(|&b| ends(b)).unwrap_or(rest.len());
        rest.split_at_checked(end).ok_or(Malformed)?
    };
    let value = Some(value);
    Ok((Param { name, value }, rest))
}

impl<'a> Iterator for Params<'a> {
    type Item = Result<Param<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        let param = loop {
            let [mark, after @ ..] = self.rest else {
                return None;
            };
            let after = trim_start(after);
            match (mark, after) {
                // An empty parameter, doubled or at the end, has no meaning and does no harm.
                (b';', [] | [b';', ..]) => self.rest = after,
                (b';', _) => break self.read(after),
                _ => break Err(Malformed),
            }
        };
        if param.is_err() {
            self.rest = &[];
        }
        Some(param)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::message::contact::Contact;
    use crate::message::cseq::CSeq;
    use crate::message::name_addr::NameAddr;
    use crate::message::via::Via;

    #[test]
    fn commas_in_quotes_and_brackets_do_not_separate() {
        let values: Vec<_> =
            Values::new(br#""a, \"b" <sip:x@h>, <sip:y,z@h>;q=1 ,sip:w@h"#).collect();
        assert_eq!(
            values,
            [
                Ok(&br#""a, \"b" <sip:x@h>"#[..]),
                Ok(&b"<sip:y,z@h>;q=1"[..]),
                Ok(&b"sip:w@h"[..])
            ]
        );
        assert_eq!(
            Values::new(b"<sip:a@h, <sip:b@h>").next(),
            Some(Ok(&b"<sip:a@h, <sip:b@h>"[..]))
        );
        assert_eq!(Values::new(b"\"a, <sip:b@h>").next(), Some(Err(Malformed)));
    }

    #[test]
    fn a_name_addr_may_have_any_unquoted_display_name() {
        for text in [
            "Fanvil X3 <sip:1001@h>;tag=a",
            "caller<sip:1001@h>;tag=a",
            "\"A, B\" <sip:1001@h> ; tag = a",
        ] {
            let addr = NameAddr::parse(text.as_bytes()).unwrap();
            assert_eq!(addr.uri.text, b"sip:1001@h");
            assert!(addr.has_tag && addr.params.ends_with(b"a"));
        }
    }

    #[test]
    fn without_brackets_a_semicolon_begins_header_parameters() {
        let addr = NameAddr::parse(b"sip:1001@h;tag=hdr").unwrap();
        assert_eq!(addr.uri.text, b"sip:1001@h");
        assert!(addr.has_tag && addr.params == b";tag=hdr");
        assert!(!NameAddr::parse(b"<sip:1001@h;tag=uri>").unwrap().has_tag);
        assert!(NameAddr::parse(b"sip:user@example.com?Route=%3Csip:sip.example.com%3E").is_err());
    }

    #[test]
    fn broken_name_addrs_are_refused() {
        for text in [
            "<sip:a@h",
            "<<sip:a@h>>",
            "None",
            "\"a <sip:a@h>",
            "Bell, A <sip:a@h>",
            "",
            "\"a\" sip:a@h",
        ] {
            assert!(NameAddr::parse(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn the_top_via_survives_spaces_and_odd_parameters() {
        let via = Via::parse(
            b"SIP  / 2.0  / TCP     spindle.example.com   ;  branch  =   z9hG4bK9ikj8  , SIP/2.0/UDP x",
        )
        .unwrap();
        assert_eq!(via.host, b"spindle.example.com");
        assert_eq!(via.branch, b"z9hG4bK9ikj8");
        assert!(!via.rport);
        let via = Via::parse(b"SIP/2.0/UDP [2001:db8::1] : 5070;rport;branch=z9hG4bKx").unwrap();
        assert_eq!(
            (via.host, via.port, via.rport),
            (&b"[2001:db8::1]"[..], Some(5070), true)
        );
        let via = Via::parse(b"SIP/2.0/UDP 192.0.2.15;;,;,,").unwrap();
        assert!(via.is_sound);
        for text in [
            "SIP/2.0/UDP",
            "SIP/2.0/UDP ;branch=x",
            "SIP/2.0/UDP h:50x60",
        ] {
            assert!(!Via::parse(text.as_bytes()).unwrap().is_sound, "{text}");
        }
        for text in ["HTTP/1.1/TCP h", "SIP/2.0/UDPh/", ""] {
            assert!(Via::parse(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn cseq_takes_32_bits_and_nothing_after_the_method() {
        assert_eq!(
            CSeq::parse(b"0009  REGISTER"),
            Ok(CSeq {
                number: 9,
                method: b"REGISTER"
            })
        );
        assert_eq!(
            CSeq::parse(b"4294967295 REGISTER").map(|c| c.number),
            Ok(u32::MAX)
        );
        for text in [
            "4294967296 REGISTER",
            "-1 REGISTER",
            "1 REGISTER x",
            "1",
            "REGISTER",
            "1REGISTER",
            "",
        ] {
            assert!(CSeq::parse(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn contact_parameters() {
        let contact =
            Contact::parse(br#"<sip:a@h;ob>;expires=60;q=0.25;+sip.instance="<urn:uuid:X>";reg-id=1;methods="INVITE,ACK""#).unwrap();
        assert_eq!(
            (contact.expires, contact.q, contact.reg_id),
            (Some(Some(60)), Some(250), 1)
        );
        assert_eq!(contact.instance, b"<urn:uuid:X>");
        assert_eq!(
            Contact::parse(b"<sip:a@h>;expires=\"60\"").unwrap().expires,
            Some(Some(60))
        );
        assert_eq!(
            Contact::parse(b"<sip:a@h>;expires=-1").unwrap().expires,
            Some(None)
        );
        assert_eq!(
            Contact::parse(b"<sip:a@h>;expires=99999999999999999999")
                .unwrap()
                .expires,
            Some(Some(u32::MAX))
        );
        for q in ["1.5", "1.001", "0.1234", ".5", "2", "x", ""] {
            assert!(
                Contact::parse(format!("<sip:a@h>;q={q}").as_bytes()).is_err(),
                "q={q}"
            );
        }
        for q in ["1.000", "0.", "0", "1."] {
            assert!(
                Contact::parse(format!("<sip:a@h>;q={q}").as_bytes()).is_ok(),
                "q={q}"
            );
        }
        assert!(Contact::parse(b"<sip:a@h>;expires=1;expires=2").is_err());
    }

    #[test]
    fn every_short_value_from_a_hostile_alphabet_is_read_or_refused() {
        fn grow(text: &mut Vec<u8>, left: usize) {
            let total: usize = Values::new(text).flatten().map(<[u8]>::len).sum();
            assert!(total <= text.len());
            let _ = (
                NameAddr::parse(text),
                Contact::parse(text),
                CSeq::parse(text),
            );
            let _ = Via::parse(text).map(|v| v.is_sound);
            assert!(Params::new(text).count() <= text.len() + 1);
            for &b in [b'"', b'\\', b'<', b'>', b',', b';', b'=', b' ', b'q']
                .iter()
                .filter(|_| left > 0)
            {
                text.push(b);
                grow(text, left - 1);
                text.pop();
            }
        }
        grow(&mut Vec::new(), 5);
        grow(&mut b"<sip:a@h>".to_vec(), 5);
        grow(&mut b"SIP/2.0/UDP h".to_vec(), 5);
    }
}
