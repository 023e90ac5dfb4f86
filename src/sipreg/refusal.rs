//! Why a request is refused: each reason with the status that says it.

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
    /// Status code and reason phrase. The phrase names the header at fault.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::ToIsNoSipUri => Status::bad_request("To Is Not A SIP URI"),
            Self::UnsupportedScheme => Status::new(416, "Unsupported URI Scheme"),
            Self::BadExtension => Status::new(420, "Bad Extension"),
            Self::MethodNotAllowed => Status::new(405, "Method Not Allowed"),
            Self::NotFound => Status::new(404, "Not Found"),
            Self::Forbidden => Status::FORBIDDEN,
            Self::MalformedContact => Status::bad_request("Malformed Contact"),
            Self::ContactTooLong => Status::bad_request("Contact Too Long"),
            Self::StarNotAlone => Status::bad_request("Contact * Must Stand Alone"),
            Self::StarWithoutExpires => Status::bad_request("Contact * Needs Expires 0"),
            Self::TooManyContacts => Status::new(403, "Too Many Contacts"),
            Self::OutOfOrder => Status::bad_request("CSeq Not Higher Than Before"),
            Self::TooBrief => Status::new(423, "Interval Too Brief"),
        }
    }
}
