//! CSeq, which orders the requests of one Call-ID.

use super::scan::{Malformed, is_lws, parse_digits, split_token, trim, trim_start};

/// The sequence number and method of CSeq (RFC 3261 §20.16).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CSeq<'a> {
    /// Orders the requests of one Call-ID.
    pub number: u32,
    /// Must be the method of the request line.
    pub method: &'a [u8],
}

impl<'a> CSeq<'a> {
    /// Reads the value, all of it.
    ///
    /// # Errors
    /// [`Malformed`] if the number is none that 32 bits hold or anything is after the method.
    pub fn parse(value: &'a [u8]) -> Result<Self, Malformed> {
        let value = trim(value);
        let digits_end = value
            .iter()
            .position(|b| !b.is_ascii_digit())
            .ok_or(Malformed)?;
        let (digits, rest) = value.split_at_checked(digits_end).ok_or(Malformed)?;
        let number = parse_digits(digits)
            .and_then(|n| u32::try_from(n).ok())
            .ok_or(Malformed)?;
        if !rest.first().copied().is_some_and(is_lws) {
            return Err(Malformed);
        }
        let (method, rest) = split_token(trim_start(rest));
        if method.is_empty() || !rest.is_empty() {
            return Err(Malformed);
        }
        Ok(Self { number, method })
    }
}
