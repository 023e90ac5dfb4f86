//! What became of a datagram: every one ends in exactly one [`Outcome`], which counters, log and
//! diagnosis all share.

use crate::message::credentials::Credentials;
use crate::registrar::login::Why;
use core::net::SocketAddr;

/// The end of one datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing, line ends, or up to four bytes of anything: it keeps a NAT mapping open.
    KeepAlive,
    /// A STUN Binding request, answered.
    Stun,
    /// STUN of another kind, dropped.
    StunOther,
    /// A SIP response; a registrar sends no requests, so it is a stray.
    Response,
    /// No Via to answer by.
    Unanswerable,
    /// ACK, which is never answered.
    Ack,
    /// Dropped unread: its source has sent too much without proof.
    Silenced,
    /// Not answered, since its sender loops: a hundred requests under one Call-ID in two seconds.
    Slowed,
    /// A login that is ignored, after too many failed ones from its source.
    LockedOut,
    /// Not answered, since the answer would be far larger than the request and nothing proves who asked.
    TooShort,
    /// 400 or 505: its form is wrong.
    Malformed,
    /// 416: the Request-URI is no SIP URI.
    UnsupportedScheme,
    /// 420: it requires an extension that is not there.
    BadExtension,
    /// 405: neither REGISTER nor OPTIONS.
    MethodNotAllowed,
    /// 404: another domain's business.
    NotFound,
    /// 200 to OPTIONS.
    Options,
    /// 401: who are you?
    Challenged,
    /// 401: that nonce no longer serves.
    Stale,
    /// 401 or 403: the password is wrong.
    WrongLogin,
    /// 401 or 403: there is no such extension.
    UnknownExtension,
    /// 403: a right login for another extension.
    Forbidden,
    /// 400: a contact cannot be read.
    BadContact,
    /// 403: more contacts in one message than an extension may have.
    TooManyContacts,
    /// 400: its CSeq is not higher than the last.
    OutOfOrder,
    /// 423: it asks for less time than the least.
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
    /// All of them with their names, in the order of the enumeration.
    pub const ALL: [(Self, &'static str); 30] = [
        (Self::KeepAlive, "keep-alive"),
        (Self::Stun, "stun"),
        (Self::StunOther, "stun-other"),
        (Self::Response, "response"),
        (Self::Unanswerable, "unanswerable"),
        (Self::Ack, "ack"),
        (Self::Silenced, "silenced"),
        (Self::Slowed, "slowed"),
        (Self::LockedOut, "locked-out"),
        (Self::TooShort, "too-short"),
        (Self::Malformed, "malformed"),
        (Self::UnsupportedScheme, "unsupported-scheme"),
        (Self::BadExtension, "bad-extension"),
        (Self::MethodNotAllowed, "method-not-allowed"),
        (Self::NotFound, "not-found"),
        (Self::Options, "options"),
        (Self::Challenged, "challenged"),
        (Self::Stale, "stale"),
        (Self::WrongLogin, "wrong-login"),
        (Self::UnknownExtension, "unknown-extension"),
        (Self::Forbidden, "forbidden"),
        (Self::BadContact, "bad-contact"),
        (Self::TooManyContacts, "too-many-contacts"),
        (Self::OutOfOrder, "out-of-order"),
        (Self::TooBrief, "too-brief"),
        (Self::Registered, "registered"),
        (Self::Refreshed, "refreshed"),
        (Self::Removed, "removed"),
        (Self::Queried, "queried"),
        (Self::Retransmitted, "retransmitted"),
    ];

    /// Its name in counters and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(o, _)| *o == self)
            .map_or("", |(_, name)| name)
    }

    /// Whether the phone got what it asked for.
    #[must_use]
    pub fn is_success(self) -> bool {
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

/// What came of one datagram: what the shell needs to send, log and diagnose. The bytes of the answer
/// are in the caller's buffer.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'d> {
    /// The end it came to.
    pub outcome: Outcome,
    /// Where the answer goes; `None` if there is none.
    pub destination: Option<SocketAddr>,
    /// Status code and reason phrase; 0 if there is none.
    pub status: (u16, &'static str),
    /// The start line as it came.
    pub line: &'d [u8],
    /// The method.
    pub method: &'d [u8],
    /// The user part of To as sent, still escaped.
    pub user: &'d [u8],
    /// The first contact's URI.
    pub contact: &'d [u8],
    /// Seconds granted to it.
    pub expires: u32,
    /// The User-Agent.
    pub agent: &'d [u8],
    /// The fingerprint of the Call-ID; 0 if there is none.
    pub call_id: u64,
    /// The CSeq; 0 if there is none.
    pub cseq: u32,
    /// The branch of the topmost Via.
    pub branch: &'d [u8],
    /// The host and port of the topmost Via, and whether it asks for rport.
    pub via: (&'d [u8], Option<u16>, bool),
    /// The host of the Request-URI.
    pub uri_host: &'d [u8],
    /// What the login showed; `None` if none was.
    pub credentials: Option<Credentials<'d>>,
    /// Why the login was not accepted.
    pub why: Why,
    /// Whether the sender showed a nonce that was given to this very address.
    pub is_proven: bool,
    /// Whether this failure is a new attempt, worth a line.
    pub is_attempt: bool,
    /// Whether this failure was the last that its source was allowed.
    pub locks_out: bool,
}

impl Answer<'_> {
    /// An answer of nothing, to be filled in.
    #[must_use]
    pub fn silence(outcome: Outcome) -> Self {
        Self {
            outcome,
            destination: None,
            status: (0, ""),
            line: &[],
            method: &[],
            user: &[],
            contact: &[],
            expires: 0,
            agent: &[],
            call_id: 0,
            cseq: 0,
            branch: &[],
            via: (&[], None, false),
            uri_host: &[],
            credentials: None,
            why: Why::None,
            is_proven: false,
            is_attempt: false,
            locks_out: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole_and_in_order() {
        for (i, (outcome, name)) in Outcome::ALL.iter().enumerate() {
            assert_eq!(*outcome as usize, i, "{name}");
        }
        assert_eq!(Outcome::Retransmitted as usize + 1, Outcome::ALL.len());
    }
}
