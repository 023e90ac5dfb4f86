//! Whether two URIs are the same, RFC 3261 §19.1.4.

use super::{Scheme, Uri};
use crate::hex::byte_of;
use core::net::IpAddr;

impl Uri<'_> {
    /// Whether both name the same resource, RFC 3261 §19.1.4.
    pub fn is_equivalent(&self, other: &Uri<'_>) -> bool {
        if self.text == other.text {
            return true;
        }
        if self.scheme != other.scheme || self.scheme == Scheme::Other {
            // Nothing but identity is known of foreign schemes.
            return false;
        }
        opt_eq(self.user, other.user, escaped_eq)
            && opt_eq(self.password, other.password, escaped_eq)
            && host_eq(self.host, other.host)
            && self.port == other.port
            && params_match(self.params, other.params)
            && params_match(other.params, self.params)
            && headers_match(self.headers, other.headers)
            && headers_match(other.headers, self.headers)
    }
}

fn opt_eq(a: Option<&[u8]>, b: Option<&[u8]>, eq: fn(&[u8], &[u8]) -> bool) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => eq(a, b),
        _ => false,
    }
}

/// RFC 3261 §19.1.4: characters other than the reserved ones equal their escapes.
fn escaped_eq(a: &[u8], b: &[u8]) -> bool {
    Unescaped(a).eq(Unescaped(b))
}

fn escaped_eq_ignore_case(a: &[u8], b: &[u8]) -> bool {
    let lower = |(b, e): (u8, bool)| (b.to_ascii_lowercase(), e);
    Unescaped(a).map(lower).eq(Unescaped(b).map(lower))
}

/// Bytes with escapes resolved; the flag tells an escaped reserved character from a plain one.
struct Unescaped<'a>(&'a [u8]);

impl Iterator for Unescaped<'_> {
    type Item = (u8, bool);

    fn next(&mut self) -> Option<(u8, bool)> {
        let (&first, rest) = self.0.split_first()?;
        if first == b'%'
            && let Some((hex, after)) = rest.split_at_checked(2)
            && let Some(byte) = byte_of(hex)
        {
            self.0 = after;
            let reserved = matches!(
                byte,
                b';' | b'/' | b'?' | b':' | b'@' | b'&' | b'=' | b'+' | b'$' | b','
            );
            return Some((byte, reserved));
        }
        self.0 = rest;
        Some((first, false))
    }
}

/// Writes `user` with its escapes resolved into `buffer`; `None` if it does not fit.
pub fn unescape<'b>(user: &[u8], buffer: &'b mut [u8]) -> Option<&'b [u8]> {
    let mut len = 0;
    for (byte, _) in Unescaped(user) {
        *buffer.get_mut(len)? = byte;
        len += 1;
    }
    buffer.get(..len)
}

/// Whether both host texts name the same host: letter case and the spelling of IPv6 do not matter.
pub fn host_eq(a: &[u8], b: &[u8]) -> bool {
    // A final dot only says that the name is complete.
    let (a, b) = (
        a.strip_suffix(b".").unwrap_or(a),
        b.strip_suffix(b".").unwrap_or(b),
    );
    if a.eq_ignore_ascii_case(b) {
        return true;
    }
    address_of(a).is_some_and(|address| address_of(b) == Some(address))
}

/// The address that a host text is, IPv6 in brackets; `None` if it is a name.
pub fn address_of(host: &[u8]) -> Option<IpAddr> {
    let text = core::str::from_utf8(host).ok()?;
    match text.strip_prefix('[') {
        Some(inside) => inside.strip_suffix(']')?.parse().ok().map(IpAddr::V6),
        None => text.parse().ok().map(IpAddr::V4),
    }
}

fn split_pair(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    let mut parts = text.splitn(2, |&b| b == b'=');
    (parts.next().unwrap_or_default(), parts.next())
}

fn find_param<'a>(params: &'a [u8], name: &[u8]) -> Option<Option<&'a [u8]>> {
    params
        .split(|&b| b == b';')
        .skip(1)
        .map(split_pair)
        .find(|(n, _)| escaped_eq_ignore_case(n, name))
        .map(|(_, value)| value)
}

/// Whether each parameter of `a` allows equality with a URI whose parameters are `b`.
fn params_match(a: &[u8], b: &[u8]) -> bool {
    a.split(|&c| c == b';')
        .skip(1)
        .map(split_pair)
        .all(|(name, value)| match find_param(b, name) {
            Some(other) => opt_eq(value, other, escaped_eq_ignore_case),
            // These never match their absence, not even as a default; all others are ignored then.
            None => ![
                b"user".as_slice(),
                b"ttl",
                b"method",
                b"maddr",
                b"transport",
            ]
            .iter()
            .any(|strict| name.eq_ignore_ascii_case(strict)),
        })
}

/// Whether each header component of `a` is in `b`; they are never ignored.
fn headers_match(a: &[u8], b: &[u8]) -> bool {
    a.split(|&c| c == b'&')
        .filter(|h| !h.is_empty())
        .map(split_pair)
        .all(|(name, value)| {
            b.split(|&c| c == b'&')
                .map(split_pair)
                .any(|(n, v)| escaped_eq_ignore_case(n, name) && opt_eq(v, value, escaped_eq))
        })
}
