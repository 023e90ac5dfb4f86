//! Hostile input for sipregd, and what must hold whatever comes.
//!
//! Every target takes bytes and panics if a promise is broken. [`registrar`] plays whole dialogues; the
//! others take one text each. `cargo fuzz` drives them by coverage, `short` without any tool by a
//! mutator with a fixed seed.

pub mod costly;
mod desk;
mod dialogue;
mod messages;
mod mutator;
mod seeds;
pub mod strangers;
mod texts;
mod tokens;

pub use desk::{Desk, Told, is_unproven, now};
pub use dialogue::{SEPARATOR, registrar};
pub use messages::{credentials, header, request, stun, uri};
pub use mutator::{Mutator, Random};
pub use seeds::{dictionary, seeds};
pub use texts::{config, extensions, journal};

/// A target: what it is called, and what is done with the bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 10] = [
    ("registrar", registrar),
    ("request", request),
    ("uri", uri),
    ("header", header),
    ("credentials", credentials),
    ("stun", stun),
    ("config", config),
    ("extensions", extensions),
    ("journal", journal),
    ("costly", costly::costly),
];
