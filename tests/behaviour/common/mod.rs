//! What the behaviour tests share: messages, a phone that speaks them, a registrar at a time of our
//! choosing, and the running daemon.

pub(crate) mod daemon;
pub(crate) mod desk;
pub(crate) mod login;
pub(crate) mod message;
pub(crate) mod phone;
pub(crate) mod place;
