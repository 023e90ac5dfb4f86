//! The commands for the files of the operator and for the state of the service: what is configured, and who is registered.

pub(crate) mod check;
mod metrics;
pub(crate) mod passwd;
pub(crate) mod phone;
pub(crate) mod reload;
pub(crate) mod status;
