//! Who sent a request: nonces, digests, the judgement on a login, and the mistake behind a wrong one.

mod authenticator;
pub mod digest;
pub mod mistake;
mod nonce;

/// Memory that the nonces that were used take at most, in bytes.
pub const NONCES_BYTES: usize = nonce::Uses::BYTES;

pub use authenticator::{AuthFailure, account_of};
pub(crate) use authenticator::{Authenticator, Challenge, Judgement, Login, Question};
