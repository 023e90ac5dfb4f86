//! sipreg: the pure core of a SIP registrar.
//!
//! ```text
//! datagram ─► request ─► digest ─► registrar ─► location ─► response ─► send
//!  (shell)     parse      who?      may they?     where?      say so     (shell)
//! ```
//!
//! The promise: this library cannot read a clock, open a file, touch a socket or start a thread — it is
//! `no_std`, so the compiler says so. Bytes, addresses and time go in; bytes and one [`registrar::Outcome`]
//! come out. Randomness goes in once, as a [`seed::Seed`]. No input makes it panic, and no stranger makes
//! it grow without bound.
//!
//! A newcomer reads [`registrar::Registrar::handle`] first, then the modules in the order below, which
//! is the order in which a message passes through them.

#![cfg_attr(not(test), no_std)]

extern crate alloc;

// What a message is.
pub mod message;

// Who may do what, and what is known.
pub mod auth;
pub mod guard;
pub mod location;

// What was seen, and what may be said of it.
pub mod evidence;
pub mod registrar;
pub mod verdict;

// What the operator wrote, and what must outlive the process.
pub mod config;
pub mod diagnostic;
pub mod extensions;
pub mod journal;

// What all of them stand on.
mod bounded_map;
mod hex;
pub mod seed;
pub mod time;
