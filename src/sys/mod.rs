//! The only places that touch the system.

pub(crate) mod address;
pub(crate) mod aside;
pub(crate) mod clock;
pub(crate) mod file;
pub(crate) mod host;
pub(crate) mod json;
pub(crate) mod log;
pub(crate) mod notify;
pub(crate) mod signals;
pub(crate) mod snapshot;
pub(crate) mod socket;
pub(crate) mod store;
pub(crate) mod terminal;
