//! From, To and the address of a Contact.

use super::scan::{Malformed, Params, is_lws, split_quoted, trim, trim_start};
use crate::message::uri::Uri;

/// A name-addr or addr-spec with the parameters after it: From, To, one Contact (RFC 3261 §20.10).
#[derive(Clone, Copy, Debug)]
pub struct NameAddr<'a> {
    /// The URI, checked.
    pub uri: Uri<'a>,
    /// The header parameters, beginning with `;`, or empty; checked.
    pub params: &'a [u8],
    /// Whether one of them is a tag.
    pub has_tag: bool,
}

impl<'a> NameAddr<'a> {
    /// Reads one value.
    ///
    /// # Errors
    /// [`Malformed`] if quotes or brackets are not closed, the URI is none, or a parameter is malformed.
    /// Without brackets a `;` begins the header's parameters and a `?` may not stand (§20.10).
    pub fn parse(value: &'a [u8]) -> Result<Self, Malformed> {
        let (uri, params) = split(value)?;
        Ok(Self {
            has_tag: check_params(params)?,
            uri: Uri::parse(uri)?,
            params,
        })
    }

    /// Whether [`Self::parse`] would read `value`; `known` is a URI that need not be looked at again.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn check(value: &[u8], known: Option<&[u8]>) -> Result<(), Malformed> {
        let (uri, params) = split(value)?;
        check_params(params)?;
        if Some(uri) != known {
            Uri::parse(uri)?;
        }
        Ok(())
    }
}

/// Whether one of the parameters, all of which must be sound, is a tag.
fn check_params(params: &[u8]) -> Result<bool, Malformed> {
    let mut has_tag = false;
    for param in Params::new(params) {
        has_tag |= param?.name.eq_ignore_ascii_case(b"tag");
    }
    Ok(has_tag)
}

/// URI and parameters of one value, neither checked yet.
pub(super) fn split(value: &[u8]) -> Result<(&[u8], &[u8]), Malformed> {
    let value = trim(value);
    let after_display = if value.first() == Some(&b'"') {
        let (_, rest) = split_quoted(value)?;
        let rest = trim_start(rest);
        if rest.first() != Some(&b'<') {
            return Err(Malformed);
        }
        rest
    } else {
        match memchr::memchr(b'<', value) {
            // An unquoted display name of any words; but `sip:a@h;x=<y>` is not a display name.
            Some(at) => {
                let (display, rest) = value.split_at_checked(at).ok_or(Malformed)?;
                let odd = |b: &u8| matches!(b, b'"' | b',' | b';' | b':' | b'>' | 0..=0x08);
                if display.iter().any(odd) {
                    return Err(Malformed);
                }
                rest
            }
            None => value,
        }
    };
    let (uri, params) = match after_display.strip_prefix(b"<") {
        Some(inside) => {
            let close = memchr::memchr(b'>', inside).ok_or(Malformed)?;
            let (uri, rest) = inside.split_at_checked(close).ok_or(Malformed)?;
            (trim(uri), &rest[1..])
        }
        None => {
            let ends = |b: &u8| *b == b';' || is_lws(*b);
            let end = after_display
                .iter()
                .position(ends)
                .unwrap_or(after_display.len());
            let (uri, rest) = after_display.split_at_checked(end).ok_or(Malformed)?;
            if uri.iter().any(|b| matches!(b, b'?' | b',')) {
                return Err(Malformed);
            }
            (uri, rest)
        }
    };
    Ok((uri, trim(params)))
}
