//! The terminal, while a password is typed.

use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};
use std::io;

/// Shows typing again when it goes away.
pub(crate) struct Hidden(Option<Termios>);

/// Stops showing what is typed on standard input.
pub(crate) fn hide_typing() -> Hidden {
    let Ok(before) = tcgetattr(io::stdin()) else {
        return Hidden(None);
    };
    let mut quiet = before.clone();
    quiet.local_flags.remove(LocalFlags::ECHO);
    let _ = tcsetattr(io::stdin(), SetArg::TCSAFLUSH, &quiet);
    Hidden(Some(before))
}

impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            let _ = tcsetattr(io::stdin(), SetArg::TCSAFLUSH, before);
        }
    }
}
