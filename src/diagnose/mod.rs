//! The commands that say why a phone does not register.

pub(crate) mod doctor;
pub(crate) mod probe;
pub(crate) mod report;
pub(crate) mod watch;
