//! Who sent a request: nonces, digests, the judgement on a login, and the mistake behind a wrong one.

mod authenticator;
pub mod digest;
mod failure;
mod login;
pub mod mistake;
mod nonce;

/// Memory that the nonces that were used take at most, in bytes.
pub const NONCES_BYTES: usize = nonce::Uses::BYTES;

pub(crate) use authenticator::{Authenticator, Challenge, Served};
pub use failure::AuthFailure;
pub(crate) use login::Login;
pub use login::account_of;
