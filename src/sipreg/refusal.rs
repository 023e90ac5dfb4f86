//! Why a request is refused: each reason with the status that says it.

use crate::exchange::Outcome;
use crate::message::status::Status;

/// Why a request is refused, whoever sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The address of record of a REGISTER is not a SIP URI (RFC 3261 §10.3 step 5).
    ToIsNoSipUri,
    /// The Request-URI is not a SIP URI (RFC 3261 §8.2.2.1).
    UnsupportedScheme,
    /// It requires an extension that is not supported (RFC 3261 §8.2.2.3).
    BadExtension,
    /// Its method is not served (RFC 3261 §8.2.1).
    MethodNotAllowed,
    /// It is about a domain that is not served (RFC 3261 §10.3 steps 1 and 5).
    NotFound,
    /// The login is right, but for another account (RFC 3261 §10.3 step 4).
    Forbidden,
    /// A contact cannot be read.
    MalformedContact,
    /// A contact with its instance and Path is longer than what is kept.
    ContactTooLong,
    /// `Contact: *` beside other contacts (RFC 3261 §10.3 step 6).
    StarNotAlone,
    /// `Contact: *` with an expiry other than 0 (RFC 3261 §10.3 step 6).
    StarWithoutExpires,
    /// More contacts than an extension may have.
    TooManyContacts,
    /// CSeq is not higher than the last one under this Call-ID (RFC 3261 §10.3 step 7).
    OutOfOrder,
    /// A contact asks for less time than the minimum (RFC 3261 §10.3 step 7).
    TooBrief,
}

impl Refusal {
    /// How the request ends, and what it is answered. The phrase names the header at fault.
    const fn end(self) -> (Outcome, Status) {
        let (outcome, code, reason) = match self {
            Self::ToIsNoSipUri => (Outcome::Malformed, 400, "To Is Not A SIP URI"),
            Self::UnsupportedScheme => (Outcome::UnsupportedScheme, 416, "Unsupported URI Scheme"),
            Self::BadExtension => (Outcome::BadExtension, 420, "Bad Extension"),
            Self::MethodNotAllowed => (Outcome::MethodNotAllowed, 405, "Method Not Allowed"),
            Self::NotFound => (Outcome::NotFound, 404, "Not Found"),
            Self::Forbidden => (Outcome::Forbidden, 403, "Forbidden"),
            Self::MalformedContact => (Outcome::BadContact, 400, "Malformed Contact"),
            Self::ContactTooLong => (Outcome::BadContact, 400, "Contact Too Long"),
            Self::StarNotAlone => (Outcome::BadContact, 400, "Contact * Must Stand Alone"),
            Self::StarWithoutExpires => (Outcome::BadContact, 400, "Contact * Needs Expires 0"),
            Self::TooManyContacts => (Outcome::TooManyContacts, 403, "Too Many Contacts"),
            Self::OutOfOrder => (Outcome::OutOfOrder, 400, "CSeq Not Higher Than Before"),
            Self::TooBrief => (Outcome::TooBrief, 423, "Interval Too Brief"),
        };
        (outcome, Status::new(code, reason))
    }

    /// Status code and reason phrase.
    pub const fn status(self) -> Status {
        self.end().1
    }

    /// How the request ends.
    pub const fn outcome(self) -> Outcome {
        self.end().0
    }
}
