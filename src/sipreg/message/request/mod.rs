//! One datagram read as one request: its lines put straight in place, its headers found, its
//! mandatory fields checked. It decides nothing about who asks or what for.
//!
//! [`Envelope`] is what any answer needs; [`Request`] is what the registrar needs. A message whose
//! envelope cannot be opened cannot be answered.

mod fields;

pub(crate) use fields::Name;

use crate::message::cseq::CSeq;
use crate::message::name_addr::NameAddr;
use crate::message::scan::{Values, parse_digits, split_token, trim};
use crate::message::status::Status;
use crate::message::uri::{Scheme, Uri};
use crate::message::via::Via;
use crate::seed::fingerprint;
use fields::Fields;

/// The option tag that is supported (RFC 3261 §19.2).
pub(crate) const SUPPORTED: &str = "path";

const REQUEST_LINE: Status = Status::bad_request("Malformed Request-Line");
const CONTENT_LENGTH: Status = Status::bad_request("Malformed Content-Length");
/// The message was cut.
const CUT: Status = Status::bad_request("Headers Without Final Empty Line");
const CONTROL: Status = Status::bad_request("Control Character In Header");

/// Why nothing can be said to the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswerable {
    /// It is a response; a registrar never answers one (RFC 3261 §18.1.2).
    Response,
    /// It has no Via from which an answer could be routed.
    NoVia,
}

/// A request whose topmost Via can be read: enough to answer it.
#[derive(Debug)]
pub struct Envelope<'a> {
    /// The bytes as they came, from the start line on.
    pub datagram: &'a [u8],
    fields: Fields,
    /// The start line as sent, without its end.
    pub line: &'a [u8],
    /// The method, compared with its case (RFC 3261 §7.1), even if the rest of the line is malformed.
    pub method: &'a [u8],
    uri: &'a [u8],
    body_len: usize,
    /// The topmost Via.
    pub via: Via<'a>,
    /// What its answer says is wrong with its form, if that is already known.
    fault: Option<Status>,
}

impl<'a> Envelope<'a> {
    /// Straightens folded lines and spaces before colons in place, without changing the length, then
    /// finds the fields.
    ///
    /// # Errors
    /// [`Unanswerable`]; every other fault is kept for [`Envelope::request`].
    pub fn open(datagram: &'a mut [u8]) -> Result<Self, Unanswerable> {
        // RFC 3261 §7.5: empty lines before the start line are ignored.
        let skip = datagram
            .iter()
            .position(|b| !matches!(b, b'\r' | b'\n'))
            .unwrap_or(datagram.len());
        let datagram = datagram.get_mut(skip..).unwrap_or_default();
        if datagram
            .get(..4)
            .is_some_and(|b| b.eq_ignore_ascii_case(b"SIP/"))
        {
            return Err(Unanswerable::Response);
        }
        let line_end = memchr::memchr(b'\n', datagram).map_or(datagram.len(), |i| i + 1);

        let (fields, body) = Fields::find(datagram, line_end);
        let (fault, body_at) = match body {
            Ok(body_at) => (None, body_at),
            Err(fault) => (Some(fault), datagram.len()),
        };

        let datagram = &*datagram;
        let via = fields.values(Name::Via, datagram).next();
        let via = via.and_then(|value| Via::parse(value).ok());
        let line = &datagram[..line_end];
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let (method, rest) = split_token(trim(line));
        // A message of another version may look different in all else (RFC 3261 §7.1).
        let (uri, fault) = match uri_of(rest) {
            Ok(uri) => (uri, fault),
            Err(fault) => (&[][..], Some(fault)),
        };
        Ok(Self {
            via: via.ok_or(Unanswerable::NoVia)?,
            datagram,
            fields,
            line,
            method,
            uri,
            body_len: datagram.len().saturating_sub(body_at),
            fault,
        })
    }

    /// The values of all fields of that name, in order, each a whole line.
    pub(crate) fn values(&self, name: Name) -> impl Iterator<Item = &'a [u8]> + '_ {
        self.fields.values(name, self.datagram)
    }

    /// The first value of that name.
    pub(crate) fn first(&self, name: Name) -> Option<&'a [u8]> {
        self.values(name).next()
    }

    /// The User-Agent as sent; empty if none.
    pub fn user_agent(&self) -> &'a [u8] {
        self.first(Name::UserAgent).unwrap_or_default()
    }

    /// The user of To, as far as it can be read in a message that may be malformed.
    pub(crate) fn addressee(&self) -> &'a [u8] {
        let mut values = self.values(Name::To);
        let to = values.next().filter(|_| values.next().is_none());
        let to = to.and_then(|to| NameAddr::parse(to).ok());
        to.map_or(b"", |to| to.uri.addressee())
    }

    /// Whether the To of an answer must be given a tag (RFC 3261 §8.2.6.2). A tag inside the brackets is
    /// a parameter of the URI and does not count.
    pub(crate) fn needs_to_tag(&self) -> bool {
        let to = self.first(Name::To).unwrap_or_default();
        NameAddr::parse(to).is_ok_and(|to| !to.has_tag)
    }

    /// The option tags that are required and not supported (RFC 3261 §8.2.2.3).
    pub(crate) fn unsupported(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        let tags = self.values(Name::Require);
        let tags = tags.flat_map(|v| v.split(|&b| b == b',')).map(trim);
        tags.filter(|tag| !tag.is_empty() && !tag.eq_ignore_ascii_case(SUPPORTED.as_bytes()))
    }

    /// Checks what RFC 3261 §8.1.1 and §8.2 ask of every request.
    ///
    /// # Errors
    /// The answer to the first fault found.
    pub fn request(&self) -> Result<Request<'a, '_>, Status> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if !self.via.is_sound || self.has_empty_via() {
            return Err(Status::bad_request("Malformed Via"));
        }
        let from = self.only(Name::From, "Missing From", "Repeated From")?;
        let to = self.only(Name::To, "Missing To", "Repeated To")?;
        let call_id = self.only(Name::CallId, "Missing Call-ID", "Repeated Call-ID")?;
        let cseq = self.only(Name::CSeq, "Missing CSeq", "Repeated CSeq")?;
        if call_id.is_empty() || call_id.iter().any(|b| *b <= b' ') {
            return Err(Status::bad_request("Malformed Call-ID"));
        }
        let cseq = CSeq::parse(cseq).map_err(|_| Status::bad_request("Malformed CSeq"))?;
        if cseq.method != self.method {
            return Err(Status::bad_request(
                "CSeq Method Differs From Request Method",
            ));
        }
        let to = NameAddr::parse(to);
        // A phone registers itself, so From mostly has the URI of To, which is checked then.
        let known = to.as_ref().ok().map(|to| to.uri.text);
        NameAddr::check(from, known).map_err(|_| Status::bad_request("Malformed From"))?;
        let to = to.map_err(|_| Status::bad_request("Malformed To"))?;
        self.check_content_length()?;
        let uri = Uri::parse(self.uri).map_err(|_| REQUEST_LINE)?;
        if !uri.headers.is_empty() {
            // RFC 3261 §19.1.1: header components may not stand in a Request-URI.
            return Err(REQUEST_LINE);
        }
        Ok(Request {
            envelope: self,
            uri,
            to,
            call_id,
            call: fingerprint(call_id),
            cseq: cseq.number,
        })
    }

    /// The Vias below the topmost: the rest of its line, and the lines after it.
    pub(crate) fn lower_vias(&self) -> (Values<'a>, impl Iterator<Item = &'a [u8]> + '_) {
        (self.via.others, self.values(Name::Via).skip(1))
    }

    /// Lower Vias are only copied, but a list with nothing between its commas is not a list.
    fn has_empty_via(&self) -> bool {
        let (in_line, lines) = self.lower_vias();
        let lists = lines.filter(|v| memchr::memchr(b',', v).is_some());
        in_line
            .chain(lists.flat_map(Values::new))
            .any(|v| v.is_ok_and(<[u8]>::is_empty))
    }

    /// The only value of that name; else what is said if it is missing or there are several.
    fn only(
        &self,
        name: Name,
        missing: &'static str,
        repeated: &'static str,
    ) -> Result<&'a [u8], Status> {
        let mut values = self.values(name);
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value),
            (None, _) => Err(Status::bad_request(missing)),
            _ => Err(Status::bad_request(repeated)),
        }
    }

    /// RFC 3261 §18.3: bytes beyond the body are ignored, a body cut short is an error, and without
    /// the header the body runs to the end of the datagram.
    fn check_content_length(&self) -> Result<(), Status> {
        let mut length = None;
        for value in self.values(Name::ContentLength) {
            let value = parse_digits(value).ok_or(CONTENT_LENGTH)?;
            if length.is_some_and(|l| l != value) {
                return Err(CONTENT_LENGTH);
            }
            length = Some(value);
        }
        match length.map(usize::try_from) {
            Some(Ok(length)) if length <= self.body_len => Ok(()),
            None => Ok(()),
            Some(_) => Err(Status::bad_request("Content-Length Larger Than Body")),
        }
    }
}

/// A request with all its mandatory fields in order.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a, 'e> {
    /// The envelope it came in.
    pub envelope: &'e Envelope<'a>,
    /// The Request-URI; its scheme may still be one that is not served.
    pub uri: Uri<'a>,
    /// The account it is about.
    pub to: NameAddr<'a>,
    /// The Call-ID.
    pub call_id: &'a [u8],
    /// Its fingerprint, which is what is remembered of it.
    pub call: u64,
    /// The number of CSeq.
    pub cseq: u32,
}

impl Request<'_, '_> {
    /// Whether the Request-URI is a SIP URI (RFC 3261 §8.2.2.1).
    pub fn has_sip_uri(&self) -> bool {
        self.uri.scheme != Scheme::Other
    }
}

/// The Request-URI of what follows a method. Several spaces between the parts and some at the end are forgiven.
fn uri_of(rest: &[u8]) -> Result<&[u8], Status> {
    let space = rest.iter().rposition(|&b| b == b' ');
    let (uri, version) = rest.split_at(space.ok_or(REQUEST_LINE)?);
    let version = trim(version);
    let is_version = |v: &[u8]| v.eq_ignore_ascii_case(b"SIP/");
    if !rest.starts_with(b" ") {
        Err(REQUEST_LINE)
    } else if version == b"SIP/2.0" || version.eq_ignore_ascii_case(b"SIP/2.0") {
        Ok(trim(uri))
    } else if version.get(..4).is_some_and(is_version) {
        // RFC 3261 §21.5.7
        Err(Status::new(505, "Version Not Supported"))
    } else {
        Err(REQUEST_LINE)
    }
}

#[cfg(test)]
mod tests;
