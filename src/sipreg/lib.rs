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
//! | 3261 §10.3 steps 6, 7; 3327; 5626 §6 | `register`, [`location`] |
//! | 3261 §10.3 step 8 | `register`, `reply` |
//! | 3581 | [`message::response::destination`] |
//! | 5389, 5626 §3.5 | [`message::stun`] |
//!
//! What was considered and rejected:
//!
//! - *Several threads, or an async runtime.* One thread answers more phones than one server has. Without
//!   locks each datagram meets what the one before it has left, and a test can compare whole answers byte by byte.
//! - *A database.* What is lost by losing the bindings comes back within the hour. A line of text for each
//!   change, written before the answer leaves, survives a kill as well and can be read without a tool.
//! - *A complete SIP parser.* A registrar reads thirteen headers. What it does not read may be malformed, and
//!   costs nothing.
//! - *A table of the nonces that were given out.* Strangers could fill it. A nonce proves itself by a keyed
//!   hash; only those that were used with a right digest are remembered.
//! - *An exact table of sources in the guard.* Who can fill it pushes out what guards. Counts stand in fixed
//!   arrays, each source in two places of which the lesser counts.
//! - *A clock of its own.* Time comes in with the datagram: the core cannot be slow or wrong because of it,
//!   and tests need not wait.

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
mod notes;
pub mod seed;
pub mod sender;
pub mod time;
