//! Via, which decides where an answer goes.

use super::scan::{Malformed, Params, Values, split_token, trim, trim_end, trim_start};
use crate::message::uri::{parse_hostport, parse_port};

/// The topmost Via value, as far as it decides where the answer goes (RFC 3261 §18.2, RFC 3581).
#[derive(Clone, Copy, Debug)]
pub struct Via<'a> {
    /// What of the value goes back as it came, in order: all but `received` and `rport`, and up to the
    /// first parameter that cannot be read.
    pub echoed: [&'a [u8]; 3],
    /// The values after it in the same line.
    pub(crate) others: Values<'a>,
    /// The host of sent-by.
    pub host: &'a [u8],
    /// The port of sent-by.
    pub port: Option<u16>,
    /// Whether the client asks for the source port (RFC 3581 §3).
    pub rport: bool,
    /// The transaction identifier; empty if none is written.
    pub branch: &'a [u8],
    /// Whether there is a host, and port and parameters follow the grammar.
    pub is_sound: bool,
}

impl<'a> Via<'a> {
    /// Reads the first value of a Via header.
    ///
    /// # Errors
    /// [`Malformed`] if the protocol cannot be read. A missing host, a port that is not a number and bad
    /// parameters are no error here but in [`Via::is_sound`]: they still allow an answer.
    pub fn parse(value: &'a [u8]) -> Result<Self, Malformed> {
        let mut others = Values::new(value);
        let value = others.next().ok_or(Malformed)??;
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
        if !matches!(rest.first(), None | Some(b' ' | b'\t' | b';')) {
            return Err(Malformed);
        }
        let rest = trim_start(rest);
        let params_at = memchr::memchr(b';', rest).unwrap_or(rest.len());
        let sent_by = parse_sent_by(trim(rest.get(..params_at).ok_or(Malformed)?));
        let mut params = Params::new(rest.get(params_at..).ok_or(Malformed)?);
        let (mut rport, mut branch) = (false, &b""[..]);
        let mut is_sound = sent_by.is_ok();
        let (host, port) = sent_by.unwrap_or_default();
        let mut echoed = [&b""[..]; 3];
        let (mut piece, mut from) = (0, 0);
        let end = loop {
            let at = value.len() - params.rest().len();
            let param = match params.next() {
                None => break at,
                Some(Ok(param)) => param,
                Some(Err(Malformed)) => {
                    is_sound = false;
                    break at;
                }
            };
            if param.name.eq_ignore_ascii_case(b"branch") {
                branch = param.value.unwrap_or_default();
                continue;
            }
            let is_rport = param.name.eq_ignore_ascii_case(b"rport");
            if !is_rport && !param.name.eq_ignore_ascii_case(b"received") {
                continue;
            }
            rport |= is_rport;
            // Each may stand once (RFC 3261 §7.3.1); a third would be one too many.
            if piece == 2 {
                is_sound = false;
                break at;
            }
            echoed[piece] = &value[from..at];
            piece += 1;
            from = value.len() - params.rest().len();
        };
        echoed[piece] = &value[from..end];
        Ok(Self {
            echoed: echoed.map(trim_end),
            others,
            host,
            port,
            rport,
            branch,
            is_sound,
        })
    }
}

/// `host [ : port ]`, with white space allowed round the colon (RFC 3261 §20.42). Whatever stands for the
/// host is taken: phones write the name of their computer, and the answer goes to where the request came
/// from. Only the port must be a number.
fn parse_sent_by(text: &[u8]) -> Result<(&[u8], Option<u16>), Malformed> {
    if text.is_empty() {
        return Err(Malformed);
    }
    if let Ok(sent_by) = parse_hostport(text) {
        return Ok(sent_by);
    }
    let bracket = memchr::memrchr(b']', text).unwrap_or_default();
    let mut colons = memchr::memchr_iter(b':', &text[bracket..]);
    let (Some(colon), None) = (colons.next(), colons.next()) else {
        // None, or an IPv6 address without brackets.
        return Ok((text, None));
    };
    let (host, port) = text.split_at(bracket + colon);
    let (host, port) = (trim(host), parse_port(trim(&port[1..])));
    if host.is_empty() || port.is_none() {
        return Err(Malformed);
    }
    Ok((host, port))
}
