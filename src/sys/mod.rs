//! What the commands share of the system: files, terminal, clock, and the format of the status file.

pub(crate) mod address;
pub(crate) mod clock;
pub(crate) mod file;
pub(crate) mod host;
pub(crate) mod json;
pub(crate) mod password;
pub(crate) mod settings;
pub(crate) mod sheet;
pub(crate) mod snapshot;
pub(crate) mod terminal;
