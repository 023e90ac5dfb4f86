//! What can be wrong with the form of a message, and how that is said.

use crate::message::status::Status;

/// What is wrong with the form of a message that has a usable Via; each is answered 400 or 505.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The request line is not `method uri version`.
    RequestLine,
    /// The version is another than SIP/2.0 (RFC 3261 §21.5.7).
    Version,
    /// The header block does not end with an empty line: the message was cut.
    Cut,
    /// A header that is read has a control character.
    Control,
    /// The parameters of the topmost Via are malformed.
    ViaParams,
    /// A mandatory field is missing, appears twice or is malformed.
    Field(FieldFault, MandatoryField),
    /// CSeq names another method than the request line.
    MethodMismatch,
    /// Content-Length is not a number, or two differ.
    ContentLength,
    /// Content-Length promises more than came.
    Truncated,
}

/// What is wrong with a mandatory field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldFault {
    /// It is not there.
    Missing,
    /// It appears twice.
    Repeated,
    /// It does not follow its grammar.
    Malformed,
}

/// The fields that RFC 3261 §8.1.1 asks of every request, besides Via.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MandatoryField {
    /// From
    From,
    /// To
    To,
    /// Call-ID
    CallId,
    /// CSeq
    CSeq,
}

impl Fault {
    /// Status code and reason phrase of the answer.
    #[must_use]
    pub const fn status(self) -> Status {
        use FieldFault::{Malformed, Missing, Repeated};
        use MandatoryField::{CSeq, CallId, From, To};
        match self {
            Self::RequestLine => Status::new(400, "Malformed Request-Line"),
            Self::Version => Status::new(505, "Version Not Supported"),
            Self::Cut => Status::new(400, "Headers Without Final Empty Line"),
            Self::Control => Status::new(400, "Control Character In Header"),
            Self::ViaParams => Status::new(400, "Malformed Via"),
            Self::MethodMismatch => Status::new(400, "CSeq Method Differs From Request Method"),
            Self::ContentLength => Status::new(400, "Malformed Content-Length"),
            Self::Truncated => Status::new(400, "Content-Length Larger Than Body"),
            Self::Field(fault, field) => {
                let reason = match (fault, field) {
                    (Missing, From) => "Missing From",
                    (Missing, To) => "Missing To",
                    (Missing, CallId) => "Missing Call-ID",
                    (Missing, CSeq) => "Missing CSeq",
                    (Repeated, From) => "Repeated From",
                    (Repeated, To) => "Repeated To",
                    (Repeated, CallId) => "Repeated Call-ID",
                    (Repeated, CSeq) => "Repeated CSeq",
                    (Malformed, From) => "Malformed From",
                    (Malformed, To) => "Malformed To",
                    (Malformed, CallId) => "Malformed Call-ID",
                    (Malformed, CSeq) => "Malformed CSeq",
                };
                Status::new(400, reason)
            }
        }
    }
}
