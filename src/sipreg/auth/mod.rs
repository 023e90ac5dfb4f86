//! Who sent a request: the digest, and the mistake behind a wrong one.

pub mod digest;
pub mod mistake;
