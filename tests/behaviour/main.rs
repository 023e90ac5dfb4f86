//! Behaviour through the public surface: the core on a desk with a clock of its own, and the real daemon.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

mod addressing;
mod causes;
mod commands;
mod contacts;
mod daemon;
mod defence;
mod digest;
mod explain;
mod files;
mod journal;
mod languages;
mod log;
mod messages;
mod neighbours;
mod network;
mod nonces;
mod owned;
mod passwd;
mod register;
mod reload;
mod report;
mod status;
mod whose;
