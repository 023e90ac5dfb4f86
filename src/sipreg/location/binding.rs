//! One contact of an address of record, kept in as few bytes as will do.

use crate::message::contact::Contact;
use crate::message::request::Name;
use crate::message::uri::Uri;
use crate::time::Time;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::net::SocketAddr;

/// What a REGISTER says of one contact, besides the contact itself.
#[derive(Clone, Copy, Debug)]
pub struct BindingInfo<'a> {
    /// [`crate::seed::fingerprint`] of the Call-ID.
    pub call_id: u64,
    /// The number of CSeq.
    pub cseq: u32,
    /// Seconds granted.
    pub granted: u32,
    /// When the binding ends.
    pub expires: Time,
    /// The Unix second of the first registration; kept when a binding is refreshed.
    pub since: u64,
    /// Where the REGISTER came from, by the socket's word.
    pub source: SocketAddr,
    /// The Path header values to echo (RFC 3327), or empty.
    pub path: &'a [u8],
    /// The headers of [`Kept::ALL`], each cut to [`MAX_KEPT`] bytes.
    pub kept: [&'a [u8]; Kept::ALL.len()],
}

/// A header of the REGISTER that is kept with each of its contacts, to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The app or firmware of the phone.
    UserAgent,
}

impl Kept {
    /// All of them, in the order of the journal: a new one comes last.
    pub const ALL: [Self; 1] = [Self::UserAgent];

    /// Its name in the status file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UserAgent => "agent",
        }
    }

    pub(crate) const fn header(self) -> Name {
        match self {
            Self::UserAgent => Name::UserAgent,
        }
    }
}

/// How many bytes of such a header are kept.
pub const MAX_KEPT: usize = 64;
/// Contact URI, instance and path together are at most this long; longer contacts are refused.
pub const MAX_CONTACT: usize = 2048;

/// One contact of an address of record.
#[derive(Clone, Debug)]
pub struct Binding {
    /// URI, instance and Path, then each kept header behind a byte that says how long it is.
    text: Box<[u8]>,
    uri_len: u16,
    instance_len: u16,
    path_len: u16,
    q: u16,
    /// Its `reg-id`; 0 if none.
    pub reg_id: u32,
    /// The CSeq of the REGISTER that last touched it.
    pub cseq: u32,
    /// Seconds granted then.
    pub granted: u32,
    since: u32,
    /// The fingerprint of that REGISTER's Call-ID.
    pub call_id: u64,
    /// When it ends.
    pub expires: Time,
    /// Where its REGISTER came from.
    pub source: SocketAddr,
}

const NO_Q: u16 = u16::MAX;

impl Binding {
    /// A binding of `contact` with these particulars.
    pub fn new(contact: &Contact<'_>, info: &BindingInfo<'_>) -> Self {
        let parts = [contact.uri.text, contact.instance, info.path];
        let all = parts.iter().chain(&info.kept).map(|p| p.len());
        let mut text = Vec::with_capacity(all.sum::<usize>() + Kept::ALL.len());
        parts.iter().for_each(|p| text.extend_from_slice(p));
        for header in info.kept {
            text.push(u8::try_from(header.len()).unwrap_or(u8::MAX));
            text.extend_from_slice(header);
        }
        // NOTE(len): `Contact` values over MAX_CONTACT and headers over MAX_KEPT never get here.
        let len = |part: &[u8]| u16::try_from(part.len()).unwrap_or(u16::MAX);
        Self {
            text: text.into_boxed_slice(),
            uri_len: len(contact.uri.text),
            instance_len: len(contact.instance),
            path_len: len(info.path),
            q: contact.q.unwrap_or(NO_Q),
            reg_id: contact.reg_id,
            cseq: info.cseq,
            granted: info.granted,
            since: u32::try_from(info.since).unwrap_or(u32::MAX),
            call_id: info.call_id,
            expires: info.expires,
            source: info.source,
        }
    }

    /// Takes over what a later REGISTER says of the same contact; asks for no memory if the texts
    /// are the same, as they are in a plain refresh.
    pub(super) fn refresh(&mut self, contact: &Contact<'_>, info: &BindingInfo<'_>) {
        let since = self.since;
        if self.uri() == contact.uri.text
            && self.instance() == contact.instance
            && self.path() == info.path
            && Kept::ALL.map(|header| self.kept(header)) == info.kept
        {
            self.q = contact.q.unwrap_or(NO_Q);
            self.reg_id = contact.reg_id;
            self.cseq = info.cseq;
            self.granted = info.granted;
            self.call_id = info.call_id;
            self.expires = info.expires;
            self.source = info.source;
        } else {
            *self = Self::new(contact, info);
            self.since = since;
        }
    }

    fn part(&self, start: usize, len: u16) -> &[u8] {
        &self.text[start..start + usize::from(len)]
    }

    /// Bytes of its URI, instance and Path.
    pub(super) fn contact_bytes(&self) -> usize {
        usize::from(self.uri_len) + usize::from(self.instance_len) + usize::from(self.path_len)
    }

    /// The contact URI as sent.
    pub fn uri(&self) -> &[u8] {
        self.part(0, self.uri_len)
    }

    /// Its `+sip.instance` without quotes, or empty.
    pub fn instance(&self) -> &[u8] {
        self.part(usize::from(self.uri_len), self.instance_len)
    }

    /// The Path stored with it, or empty.
    pub fn path(&self) -> &[u8] {
        self.part(
            usize::from(self.uri_len) + usize::from(self.instance_len),
            self.path_len,
        )
    }

    /// What `header` said when it was registered, or empty.
    pub fn kept(&self, header: Kept) -> &[u8] {
        let mut rest = &self.text[self.contact_bytes()..];
        for _ in 0..header as usize {
            rest = &rest[1 + usize::from(rest[0])..];
        }
        &rest[1..=usize::from(rest[0])]
    }

    /// Its `q` in thousandths.
    pub fn q(&self) -> Option<u16> {
        (self.q != NO_Q).then_some(self.q)
    }

    /// The Unix second of its first registration.
    pub fn since(&self) -> u64 {
        u64::from(self.since)
    }

    /// Whether it has not ended.
    pub fn is_live(&self, now: Time) -> bool {
        self.expires > now
    }

    /// When a REGISTER last touched it.
    pub fn touched(&self) -> Time {
        let granted = u64::from(self.granted) * 1000;
        Time::from_millis(self.expires.millis().saturating_sub(granted))
    }

    /// Whether `contact` is this one: the same instance and flow (RFC 5626 §6) or an equivalent URI.
    pub fn is_of(&self, contact: &Contact<'_>) -> bool {
        if self.uri() == contact.uri.text {
            return true;
        }
        if !contact.instance.is_empty()
            && self.instance() == contact.instance
            && self.reg_id == contact.reg_id
        {
            return true;
        }
        Uri::parse(self.uri()).is_ok_and(|uri| uri.is_equivalent(&contact.uri))
    }
}
