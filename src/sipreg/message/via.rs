//! Via, which decides where an answer goes.

use super::scan::{Malformed, Params, Values, parse_digits, split_token, trim, trim_start};
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
    /// Whether there is a host, and port and parameters follow the grammar.
    pub is_sound: bool,
}

impl<'a> Via<'a> {
    /// Reads the first value of a Via header and tells what follows its comma.
    ///
    /// # Errors
    /// [`Malformed`] if the protocol cannot be read. A missing host, a port that is not a number and bad
    /// parameters are no error here but in [`Via::is_sound`]: they still allow an answer.
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
        if !matches!(rest.first(), None | Some(b' ' | b'\t' | b';')) {
            return Err(Malformed);
        }
        let rest = trim_start(rest);
        let params_at = rest.iter().position(|&b| b == b';').unwrap_or(rest.len());
        let (sent_by, params) = rest.split_at_checked(params_at).ok_or(Malformed)?;
        let sent_by = parse_sent_by(trim(sent_by));
        let sent_len = value.len() - params.len();
        let sent = trim(value.get(..sent_len).ok_or(Malformed)?);
        let (mut rport, mut branch) = (false, &b""[..]);
        let mut is_sound = sent_by.is_ok();
        let sent_by = sent_by.unwrap_or(SentBy {
            host: &[],
            port: None,
        });
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
            host: sent_by.host,
            port: sent_by.port,
            params,
            rport,
            branch,
            is_sound,
        })
    }
}

/// `host [ : port ]`, with white space allowed round the colon (RFC 3261 §20.42). Whatever stands for the
/// host is taken: phones write the name of their computer, and the answer goes to where the request came
/// from. Only the port must be a number.
fn parse_sent_by(text: &[u8]) -> Result<SentBy<'_>, Malformed> {
    if text.is_empty() {
        return Err(Malformed);
    }
    if let Ok((host, port)) = parse_hostport(text) {
        return Ok(SentBy { host, port });
    }
    let after_bracket = text.iter().rposition(|&b| b == b']').map_or(0, |i| i + 1);
    let mut colons = text[after_bracket..].iter().enumerate();
    let mut colons = colons
        .by_ref()
        .filter(|(_, b)| **b == b':')
        .map(|(i, _)| i + after_bracket);
    match (colons.next(), colons.next()) {
        // An IPv6 address without brackets.
        (Some(_), Some(_)) | (None, _) => Ok(SentBy {
            host: text,
            port: None,
        }),
        (Some(colon), None) => {
            let host = trim(&text[..colon]);
            let port = parse_digits(trim(&text[colon + 1..])).ok_or(Malformed)?;
            let port = u16::try_from(port).ok().filter(|&port| port != 0);
            if host.is_empty() || port.is_none() {
                return Err(Malformed);
            }
            Ok(SentBy { host, port })
        }
    }
}

struct SentBy<'a> {
    host: &'a [u8],
    port: Option<u16>,
}
