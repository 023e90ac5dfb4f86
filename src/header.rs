//! The header values that a registrar reads: lists, name-addr, parameters, Via, Contact, CSeq, numbers.
//! Views borrow the message; nothing is copied, and what is not read here is not judged here.
//! This file has what all of them are made of; each has its own. Credentials are in
//! [`crate::credentials`].

mod contact;
mod cseq;
mod name_addr;
mod via;

pub use contact::Contact;
pub use cseq::CSeq;
pub use name_addr::NameAddr;
pub use via::Via;

use crate::uri::{MAX_PARAMS, UriError};

/// A value that does not follow its grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl From<UriError> for Malformed {
    fn from(_: UriError) -> Self {
        Self
    }
}

/// Whether `b` is white space inside a header value (a fold has become spaces before this).
pub(crate) fn is_lws(b: u8) -> bool {
    matches!(b, b' ' | b'\t')
}

/// `text` without white space at either end.
pub(crate) fn trim(text: &[u8]) -> &[u8] {
    trim_start(match text.iter().rposition(|&b| !is_lws(b)) {
        Some(last) => text.get(..=last).unwrap_or_default(),
        None => &[],
    })
}

fn trim_start(text: &[u8]) -> &[u8] {
    match text.iter().position(|&b| !is_lws(b)) {
        Some(first) => text.get(first..).unwrap_or_default(),
        None => &[],
    }
}

/// Which bytes may stand in a token (RFC 3261 §25.1); a table, since every byte of a message is asked.
const TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let others = b"-.!%*_+`'~";
    let mut b = 0;
    while b < 256 {
        let mut i = 0;
        while i < others.len() {
            if others[i] as usize == b {
                table[b] = true;
            }
            i += 1;
        }
        if (b as u8).is_ascii_alphanumeric() {
            table[b] = true;
        }
        b += 1;
    }
    table
};

/// Whether `b` may stand in a token.
pub(crate) fn is_token(b: u8) -> bool {
    TOKEN.get(usize::from(b)).copied().unwrap_or_default()
}

/// Whether an unquoted value of a parameter ends before `b`.
fn ends_param(b: u8) -> bool {
    const ENDS: [bool; 256] = {
        let mut table = [false; 256];
        let (marks, mut i) = (b" \t;,\"<>", 0);
        while i < marks.len() {
            table[marks[i] as usize] = true;
            i += 1;
        }
        table
    };
    ENDS.get(usize::from(b)).copied().unwrap_or_default()
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
        let rest = inside.get(end..).unwrap_or_default();
        end += memchr::memchr2(b'"', b'\\', rest).ok_or(Malformed)?;
        if inside.get(end) == Some(&b'"') {
            let (value, rest) = inside.split_at_checked(end).ok_or(Malformed)?;
            return Ok((value, rest.get(1..).unwrap_or_default()));
        }
        // A backslash and what it quotes.
        end += 2;
    }
}

/// The number that `digits`, all of it, writes; larger ones than `u64` holds become its maximum.
pub(crate) fn parse_digits(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(digits.iter().fold(0_u64, |n, &d| {
        n.saturating_mul(10).saturating_add(u64::from(d - b'0'))
    }))
}

/// Seconds of an Expires header or parameter. Too many to hold become the most there are; a text
/// that is no number is `None`, and RFC 3261 §10.2 then takes the default.
pub(crate) fn parse_delta_seconds(text: &[u8]) -> Option<u32> {
    let text = trim(text);
    let unquoted = text
        .strip_prefix(b"\"")
        .and_then(|t| t.strip_suffix(b"\""))
        .unwrap_or(text);
    parse_digits(unquoted).map(|n| u32::try_from(n).unwrap_or(u32::MAX))
}

/// The values of a comma-separated header; commas in quotes and angle brackets do not separate.
#[derive(Clone, Debug)]
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
        if !text.contains(&b',') {
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
        Some(Ok(trim(text.get(..end).unwrap_or_default())))
    }
}

/// One `;name=value` of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Param<'a> {
    pub(crate) name: &'a [u8],
    /// Without quotes, escapes kept.
    pub(crate) value: Option<&'a [u8]>,
    /// The value with its quotes, for copying; empty if there is none.
    pub(crate) raw: &'a [u8],
}

/// The parameters after a header value; ends after the first malformed one.
#[derive(Clone, Debug)]
pub(crate) struct Params<'a> {
    rest: &'a [u8],
    seen: usize,
}

impl<'a> Params<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self {
            rest: text,
            seen: 0,
        }
    }

    fn read(&mut self) -> Result<Param<'a>, Malformed> {
        let rest = trim_start(self.rest.strip_prefix(b";").ok_or(Malformed)?);
        let (name, rest) = split_token(rest);
        self.seen += 1;
        if name.is_empty() || self.seen > MAX_PARAMS {
            return Err(Malformed);
        }
        let rest = trim_start(rest);
        let Some(rest) = rest.strip_prefix(b"=") else {
            self.rest = rest;
            return Ok(Param {
                name,
                value: None,
                raw: &[],
            });
        };
        let whole = trim_start(rest);
        let (value, rest) = if whole.first() == Some(&b'"') {
            split_quoted(whole)?
        } else {
            let end = whole.iter().position(|&b| ends_param(b));
            let end = end.unwrap_or(whole.len());
            whole.split_at_checked(end).ok_or(Malformed)?
        };
        self.rest = trim_start(rest);
        let raw = whole.get(..whole.len() - rest.len()).unwrap_or_default();
        Ok(Param {
            name,
            value: Some(value),
            raw,
        })
    }
}

impl<'a> Iterator for Params<'a> {
    type Item = Result<Param<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rest = trim_start(self.rest);
        if self.rest.is_empty() {
            return None;
        }
        let param = self.read();
        if param.is_err() {
            self.rest = &[];
        }
        Some(param)
    }
}

#[cfg(test)]
#[path = "header_tests.rs"]
mod tests;
