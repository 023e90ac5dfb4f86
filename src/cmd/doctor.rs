//! `sipregd doctor`
pub(super) mod finding;
