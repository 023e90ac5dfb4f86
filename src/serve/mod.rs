//! `run` and `demo`: the loop that receives, answers and remembers, and what it needs of the system.

mod background;
mod budget;
pub(crate) mod demo;
pub(crate) mod log;
mod notify;
mod pid;
mod pieces;
mod reload;
pub(crate) mod run;
mod signals;
mod snapshot;
pub(crate) mod socket;
pub(crate) mod store;
mod transcript;
