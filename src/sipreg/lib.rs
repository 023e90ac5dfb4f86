//! sipreg: the pure core of a SIP registrar.
//!
//! ```text
//! datagram ─► guard ─► request ─► authenticator ─► register ─► reply ─► send
//!                                        │
//!                                        └─► Exchange ─► log · counters · evidence · status file
//! ```
//!
//! The promise: this library cannot read a clock, open a file, touch a socket or start a thread. It is
//! `no_std`, so the compiler says so. Bytes, addresses and time go in; bytes and one
//! [`exchange::Exchange`] come out. Randomness goes in once, as a [`seed::Seed`]. No input makes it
//! panic, and no stranger makes it grow without bound.
//!
//! A newcomer reads [`registrar::Registrar::handle`] first, then the modules in the order below, which
//! is the order in which a message passes through them.
//!
//! | RFC | where |
//! |---|---|
//! | 3261 §7, §8.2, §18.2, §19.1, §20, §25 | [`message`] |
//! | 3261 §10.3 step 3, §22; 7616; 8760 | [`auth`] |
//! | 3261 §10.3 steps 1, 2, 4, 5 | [`registrar`] |
//! | 3261 §10.3 steps 6, 7, 8; 3327; 5626 §6 | `register`, [`location`] |
//! | 3581 | [`message::response::destination`] |
//! | 5389, 5626 §3.5 | [`message::stun`] |

#![cfg_attr(not(test), no_std)]

extern crate alloc;

// What a message is.
pub mod message;

// Who sent it, and what they may do.
pub mod auth;
pub mod guard;
pub mod journal;
pub mod location;
mod register;

// What is decided, said and recorded.
pub mod exchange;
pub mod refusal;
pub mod registrar;
mod reply;
mod sweep;

// What was seen, and what may be concluded from it.
pub mod cause;
pub mod evidence;

// What the operator wrote.
pub mod config;
pub mod diagnostic;
pub mod extensions;

// What all of them stand on.
mod bounded_map;
pub mod command;
mod hex;
pub mod nearest;
pub mod seed;
pub mod sender;
pub mod time;
