//! Contact, which is what a REGISTER is about.

use super::name_addr;
use super::scan::{Malformed, Params, parse_delta_seconds, parse_digits};
use crate::message::uri::Uri;

/// One contact of a REGISTER (RFC 3261 §10.2.1, RFC 5626 §4.2).
#[derive(Clone, Copy, Debug)]
pub struct Contact<'a> {
    /// Where the phone wants to be reached, any scheme.
    pub uri: Uri<'a>,
    /// What its own `expires` asks for; beats the header. `Some(None)`: given, but no number.
    pub expires: Option<Option<u32>>,
    /// Its `q`, in thousandths.
    pub q: Option<u16>,
    /// Its `+sip.instance`, without quotes; empty if none.
    pub instance: &'a [u8],
    /// Its `reg-id`; 0 if none.
    pub reg_id: u32,
}

/// Most parameters and headers that the URI of a contact may have. Phones that are woken by push have
/// about ten parameters, and none has a header.
const MAX_PARAMS: usize = 12;
const MAX_HEADERS: usize = 4;

impl<'a> Contact<'a> {
    /// Reads one value of a Contact header that is not `*`.
    ///
    /// # Errors
    /// [`Malformed`] as for [`super::name_addr::NameAddr::parse`], for a `q` out of range, a `reg-id` that is not a number,
    /// or one of the parameters read here standing twice (§7.3.1).
    pub fn parse(value: &'a [u8]) -> Result<Self, Malformed> {
        let (uri, params) = name_addr::split(value)?;
        let uri = Uri::parse(uri)?;
        // Each is compared with each of another contact (§19.1.4), so that many of them stall everybody.
        let parts = |text: &[u8], mark| memchr::memchr_iter(mark, text).count();
        if parts(uri.params, b';') > MAX_PARAMS || parts(uri.headers, b'&') >= MAX_HEADERS {
            return Err(Malformed);
        }
        let mut contact = Self {
            uri,
            expires: None,
            q: None,
            instance: &[],
            reg_id: 0,
        };
        let mut seen = [false; 4];
        for param in Params::new(params) {
            let param = param?;
            let known: [&[u8]; 4] = [b"expires", b"q", b"+sip.instance", b"reg-id"];
            let Some(which) = known
                .iter()
                .position(|k| param.name.eq_ignore_ascii_case(k))
            else {
                continue;
            };
            if core::mem::replace(&mut seen[which], true) {
                return Err(Malformed);
            }
            let value = param.value.unwrap_or_default();
            match which {
                0 => contact.expires = Some(parse_delta_seconds(value)),
                1 => contact.q = Some(parse_qvalue(value)?),
                2 => contact.instance = value,
                _ => {
                    let id = parse_digits(value).ok_or(Malformed)?;
                    contact.reg_id = u32::try_from(id).map_err(|_| Malformed)?;
                }
            }
        }
        Ok(contact)
    }
}

/// `0`, `1`, or either with up to three decimals, at most 1; in thousandths.
fn parse_qvalue(text: &[u8]) -> Result<u16, Malformed> {
    let mut thousandths = *b"0000";
    match text {
        [whole, b'.', decimals @ ..] if decimals.len() <= 3 => {
            thousandths[0] = *whole;
            thousandths[1..=decimals.len()].copy_from_slice(decimals);
        }
        [whole] => thousandths[0] = *whole,
        _ => return Err(Malformed),
    }
    let q = parse_digits(&thousandths).filter(|q| *q <= 1000);
    q.and_then(|q| u16::try_from(q).ok()).ok_or(Malformed)
}
