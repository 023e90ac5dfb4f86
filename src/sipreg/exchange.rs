//! The record of one datagram: what came, what was decided, and why, if it failed.
//!
//! [`crate::registrar::Registrar::handle`] makes one [`Exchange`] for each datagram, in one place. Log,
//! counters, evidence and the status file render it and look at nothing else.

use crate::auth::AuthFailure;
use crate::extensions::Name;
use crate::guard::Attempt;
use crate::message::credentials::Credentials;
use crate::message::request::{Envelope, Request};
use crate::message::status::Status;
use crate::message::via::Via;
use crate::seed::Key;
use crate::sender::Sender;
use crate::time::Now;
use core::net::{IpAddr, SocketAddr};

/// How one datagram ended. Each datagram ends in exactly one of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// Empty, line ends, or up to four bytes of anything: it keeps a NAT mapping open.
    #[default]
    KeepAlive,
    /// A STUN Binding request, answered.
    Stun,
    /// Another kind of STUN message, dropped.
    StunOther,
    /// A SIP response. A registrar sends no requests, so it is a stray.
    Response,
    /// It has no Via to answer to.
    Unanswerable,
    /// ACK, which is never answered.
    Ack,
    /// Dropped because its source has sent too much without proof.
    Silenced,
    /// Not answered because its sender loops: a hundred requests under one Call-ID in two seconds.
    Slowed,
    /// A login that is ignored after too many failed logins.
    LockedOut,
    /// A login that is ignored because strangers guess the password of its extension.
    AccountLimited,
    /// Not answered because the answer would be far larger than the request and nothing proves who sent it.
    TooShort,
    /// 400 or 505: its form is wrong.
    Malformed,
    /// 416: the Request-URI is not a SIP URI.
    UnsupportedScheme,
    /// 420: it requires an extension that is not supported.
    BadExtension,
    /// 405: neither REGISTER nor OPTIONS.
    MethodNotAllowed,
    /// 404: a domain that is not served.
    NotFound,
    /// 200 to OPTIONS.
    Options,
    /// 401: asked for credentials.
    Challenged,
    /// 401: the nonce cannot be used any more.
    Stale,
    /// 401 or 403: the digest is wrong.
    WrongLogin,
    /// 401 or 403: there is no such extension.
    UnknownExtension,
    /// 403: a right login, but for another extension.
    Forbidden,
    /// 400: a contact cannot be read.
    BadContact,
    /// 403: more contacts in one message than an extension may have.
    TooManyContacts,
    /// 400: its CSeq is not higher than the last.
    OutOfOrder,
    /// 423: it asks for less time than the minimum.
    TooBrief,
    /// 200: a contact is new, or comes from elsewhere than before.
    Registered,
    /// 200: known contacts have more time.
    Refreshed,
    /// 200: contacts were removed, none added.
    Removed,
    /// 200: it asked for the list.
    Queried,
    /// 200 again to a request that came again.
    Retransmitted,
}

impl Outcome {
    /// All of them, in the order of the enumeration.
    pub const ALL: [Self; 31] = [
        Self::KeepAlive,
        Self::Stun,
        Self::StunOther,
        Self::Response,
        Self::Unanswerable,
        Self::Ack,
        Self::Silenced,
        Self::Slowed,
        Self::LockedOut,
        Self::AccountLimited,
        Self::TooShort,
        Self::Malformed,
        Self::UnsupportedScheme,
        Self::BadExtension,
        Self::MethodNotAllowed,
        Self::NotFound,
        Self::Options,
        Self::Challenged,
        Self::Stale,
        Self::WrongLogin,
        Self::UnknownExtension,
        Self::Forbidden,
        Self::BadContact,
        Self::TooManyContacts,
        Self::OutOfOrder,
        Self::TooBrief,
        Self::Registered,
        Self::Refreshed,
        Self::Removed,
        Self::Queried,
        Self::Retransmitted,
    ];

    /// Its name in counters and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::KeepAlive => "keep-alive",
            Self::Stun => "stun",
            Self::StunOther => "stun-other",
            Self::Response => "response",
            Self::Unanswerable => "unanswerable",
            Self::Ack => "ack",
            Self::Silenced => "silenced",
            Self::Slowed => "slowed",
            Self::LockedOut => "locked-out",
            Self::AccountLimited => "account-limited",
            Self::TooShort => "too-short",
            Self::Malformed => "malformed",
            Self::UnsupportedScheme => "unsupported-scheme",
            Self::BadExtension => "bad-extension",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::NotFound => "not-found",
            Self::Options => "options",
            Self::Challenged => "challenged",
            Self::Stale => "stale",
            Self::WrongLogin => "wrong-login",
            Self::UnknownExtension => "unknown-extension",
            Self::Forbidden => "forbidden",
            Self::BadContact => "bad-contact",
            Self::TooManyContacts => "too-many-contacts",
            Self::OutOfOrder => "out-of-order",
            Self::TooBrief => "too-brief",
            Self::Registered => "registered",
            Self::Refreshed => "refreshed",
            Self::Removed => "removed",
            Self::Queried => "queried",
            Self::Retransmitted => "retransmitted",
        }
    }

    /// Whether the phone got what it asked for.
    pub const fn is_success(self) -> bool {
        matches!(
            self,
            Self::Registered
                | Self::Refreshed
                | Self::Removed
                | Self::Queried
                | Self::Retransmitted
        )
    }
}

impl From<AuthFailure> for Outcome {
    fn from(failure: AuthFailure) -> Self {
        match failure {
            AuthFailure::UnknownExtension => Self::UnknownExtension,
            _ if failure.is_wrong_login() => Self::WrongLogin,
            _ if failure.is_stale() => Self::Stale,
            _ => Self::Challenged,
        }
    }
}

/// The answer to one datagram. Its bytes are in the buffer that `handle` was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Where it goes.
    pub destination: SocketAddr,
    /// Status code and reason phrase; `None` for STUN.
    pub status: Option<Status>,
    /// Its size in bytes.
    pub size: usize,
}

/// The record of one datagram. Text fields are empty where the datagram has nothing of the kind.
#[derive(Clone, Debug)]
pub struct Exchange<'d> {
    /// The address and port that sent it.
    pub peer: SocketAddr,
    /// The keys under which that sender is remembered.
    pub sender: Sender,
    /// Our address that it was sent to.
    pub local: IpAddr,
    /// Bytes received.
    pub size: usize,
    /// The start line, as sent.
    pub line: &'d [u8],
    /// The method; empty if the datagram was not read as a SIP request.
    pub method: &'d [u8],
    /// The topmost Via.
    pub via: Option<Via<'d>>,
    /// The User-Agent.
    pub agent: &'d [u8],
    /// [`crate::seed::fingerprint`] of the Call-ID; 0 if there is none.
    pub call_id: u64,
    /// The number of CSeq; 0 if there is none.
    pub cseq: u32,
    /// The host of the Request-URI.
    pub uri_host: &'d [u8],
    /// The account of a REGISTER: the canonical user of To.
    pub account: Name,
    /// Its keyed hash, under the seed of the extensions.
    pub account_key: u64,
    /// Whether that account is a loaded extension.
    pub is_extension: bool,
    /// The URI of the first contact.
    pub contact: &'d [u8],
    /// Seconds granted to the first contact that stays; 0 if none does.
    pub expires: u32,
    /// The Digest credentials that were shown.
    pub credentials: Option<Credentials<'d>>,
    /// Whether they answer a nonce that was given to this very sender and account: then the address
    /// is real, and answers arrive there.
    pub is_proven: bool,
    /// Why the login was not accepted.
    pub failure: Option<AuthFailure>,
    /// What this failed login counts for.
    pub attempt: Attempt,
    /// How it ended.
    pub outcome: Outcome,
    /// The answer, if there is one.
    pub answer: Option<Answered>,
}

/// A datagram that has come.
#[derive(Clone, Copy)]
pub(crate) struct Arrival<'a> {
    pub(crate) now: &'a Now,
    pub(crate) peer: SocketAddr,
    pub(crate) local: IpAddr,
    pub(crate) sender: Sender,
    /// Bytes.
    pub(crate) size: usize,
}

/// A request as it came, or the answer to what is wrong with its form.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a, 'd> {
    pub(crate) arrival: Arrival<'a>,
    pub(crate) envelope: &'a Envelope<'d>,
    pub(crate) request: Result<&'a Request<'d, 'a>, Status>,
    /// The account it is about.
    pub(crate) aor: Key<'a>,
}

/// A request whose form is right, and the account it is about.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a, 'd> {
    pub(crate) arrival: Arrival<'a>,
    pub(crate) request: &'a Request<'d, 'a>,
    pub(crate) aor: Key<'a>,
}

impl Arrival<'_> {
    /// It ended in `outcome` without an answer, and nothing more is known of it.
    pub(crate) fn unread<'d>(self, outcome: Outcome) -> Exchange<'d> {
        Exchange {
            peer: self.peer,
            sender: self.sender,
            local: self.local,
            size: self.size,
            line: &[],
            method: &[],
            via: None,
            agent: &[],
            call_id: 0,
            cseq: 0,
            uri_host: &[],
            account: Name::new(),
            account_key: 0,
            is_extension: false,
            contact: &[],
            expires: 0,
            credentials: None,
            is_proven: false,
            failure: None,
            attempt: Attempt::default(),
            outcome,
            answer: None,
        }
    }
}

impl Exchange<'_> {
    /// The status code of the answer; 0 if there is none.
    pub fn code(&self) -> u16 {
        self.status().map_or(0, |status| status.code)
    }

    /// Status code and reason phrase of the answer.
    pub fn status(&self) -> Option<Status> {
        self.answer.and_then(|answer| answer.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole_and_in_order() {
        for (i, outcome) in Outcome::ALL.iter().enumerate() {
            assert_eq!(*outcome as usize, i, "{}", outcome.name());
        }
        assert_eq!(Outcome::Retransmitted as usize + 1, Outcome::ALL.len());
    }
}
