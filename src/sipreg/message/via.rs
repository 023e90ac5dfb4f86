//! Via, which decides where an answer goes.

use super::scan::{Malformed, Params, Values, is_lws, parse_digits, split_token, trim, trim_start};
use crate::message::uri::parse_hostport;

/// The topmost Via value, as far as it decides where the answer goes (RFC 3261 §18.2, RFC 3581).
#[derive(Clone, Copy, Debug)]
pub struct Via<'a> {
    /// The whole value up to its parameters, as sent.
    pub sent: &'a [u8],
    /// The host of sent-by.
    pub host: &'a [u8],
    /// The port of sent-by.
    pub port: Option<u16>,
    /// The parameters, beginning with `;`, or empty; not checked yet.
    pub params: &'a [u8],
    /// Whether the client asks for the source port (RFC 3581 §3).
    pub rport: bool,
    /// The transaction identifier; empty if none is written.
    pub branch: &'a [u8],
    /// Whether the parameters follow the grammar.
    pub is_sound: bool,
}

impl<'a> Via<'a> {
    /// Reads the first value of a Via header and tells what stands after its comma.
    ///
    /// # Errors
    /// [`Malformed`] if protocol or sent-by cannot be read, so that no answer can be routed.
    /// Bad parameters are no error here but in [`Via::is_sound`]: they still allow an answer.
    pub fn parse(value: &'a [u8]) -> Result<Self, Malformed> {
        let value = Values::new(value).next().ok_or(Malformed)??;
        // sent-protocol: name SLASH version SLASH transport, each slash between optional spaces.
        let mut rest = value;
        for part in 0..3 {
            let (token, after) = split_token(trim_start(rest));
            if token.is_empty() || (part == 0 && !token.eq_ignore_ascii_case(b"SIP")) {
                return Err(Malformed);
            }
            rest = after;
            if part < 2 {
                rest = trim_start(rest).strip_prefix(b"/").ok_or(Malformed)?;
            }
        }
        if !rest.first().copied().is_some_and(is_lws) {
            return Err(Malformed);
        }
        let rest = trim_start(rest);
        let params_at = rest.iter().position(|&b| b == b';').unwrap_or(rest.len());
        let (sent_by, params) = rest.split_at_checked(params_at).ok_or(Malformed)?;
        let (host, port) = parse_sent_by(trim(sent_by))?;
        let sent_len = value.len() - params.len();
        let sent = trim(value.get(..sent_len).ok_or(Malformed)?);
        let (mut rport, mut branch) = (false, &b""[..]);
        let mut is_sound = true;
        for param in Params::new(params) {
            let Ok(param) = param else {
                is_sound = false;
                break;
            };
            if param.name.eq_ignore_ascii_case(b"rport") {
                rport = true;
            } else if param.name.eq_ignore_ascii_case(b"branch") {
                branch = param.value.unwrap_or_default();
            }
        }
        Ok(Self {
            sent,
            host,
            port,
            params,
            rport,
            branch,
            is_sound,
        })
    }
}

/// `host [ : port ]`, with white space allowed round the colon (RFC 3261 §20.42).
fn parse_sent_by(text: &[u8]) -> Result<(&[u8], Option<u16>), Malformed> {
    if !text.iter().copied().any(is_lws) {
        return Ok(parse_hostport(text)?);
    }
    let colon = text.iter().rposition(|&b| b == b':').ok_or(Malformed)?;
    let (host, port) = text.split_at_checked(colon).ok_or(Malformed)?;
    let (host, none) = parse_hostport(trim(host))?;
    let port = parse_digits(trim(port.get(1..).unwrap_or_default())).ok_or(Malformed)?;
    if none.is_some() {
        return Err(Malformed);
    }
    Ok((host, Some(u16::try_from(port).map_err(|_| Malformed)?)))
}
