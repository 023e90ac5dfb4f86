//! Passwords that are made up, and keeping passwords to this process.

use crate::text::{Say, usage};
use nix::sys::prctl::set_dumpable;

/// Letters and digits that are not taken for one another when read off a screen.
const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// A password nobody guesses and a thumb can type: 16 small letters and digits, some 79 bits.
///
/// # Errors
/// A sentence, if the system gives no random numbers.
pub(crate) fn generate() -> Result<String, Say> {
    let mut password = String::new();
    while password.len() < 16 {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)
            .map_err(|error| usage::NO_RANDOM.with("why", error.to_string()))?;
        // Bytes beyond the last whole round of letters are thrown away, so that all are equally likely.
        let even = bytes
            .iter()
            .filter(|b| usize::from(**b) < 256 / LETTERS.len() * LETTERS.len());
        let letters = even.filter_map(|b| LETTERS.get(usize::from(*b) % LETTERS.len()));
        password.extend(letters.map(|b| char::from(*b)));
    }
    password.truncate(16);
    Ok(password)
}

/// No core file holds the passwords in this process, and no other process of its user reads its memory.
pub(crate) fn hide_memory() {
    // It can fail only for a value that the kernel does not know.
    let _ = set_dumpable(false);
}
