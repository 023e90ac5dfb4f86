//! The status of an answer.

use core::fmt;

/// The status of an answer: code and reason phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// 200 to 699.
    pub code: u16,
    /// What people read.
    pub reason: &'static str,
}

impl Status {
    /// 200
    pub const OK: Self = Self::new(200, "OK");
    /// 401
    pub const UNAUTHORIZED: Self = Self::new(401, "Unauthorized");
    /// 403
    pub const FORBIDDEN: Self = Self::new(403, "Forbidden");

    /// A status of that code and reason phrase.
    pub const fn new(code: u16, reason: &'static str) -> Self {
        Self { code, reason }
    }

    /// The three digits of the code.
    pub(crate) fn digits(self) -> [u8; 3] {
        let digit = |n: u16| b'0' + u8::try_from(n % 10).unwrap_or_default();
        [
            digit(self.code / 100),
            digit(self.code / 10),
            digit(self.code),
        ]
    }

    /// 400 with that reason phrase.
    pub const fn bad_request(reason: &'static str) -> Self {
        Self::new(400, reason)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.reason)
    }
}
