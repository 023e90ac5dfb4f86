//! Passwords that are made up or typed, and keeping passwords to this process.

use crate::sys::terminal::{Piece, shown};
use crate::text::{Say, system, usage};
use nix::sys::prctl::set_dumpable;
use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};
use std::io::{self, BufRead, Write};

/// Letters and digits that are not taken for one another when read off a screen.
const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// A password nobody guesses and a thumb can type: 16 small letters and digits, some 79 bits.
pub(crate) fn generate() -> Result<String, Say> {
    let letter = |_| {
        // Of so many numbers, none makes a letter more likely than another by more than one in 10^17.
        let number = getrandom::u64();
        let number = number.map_err(|error| usage::NO_RANDOM.with("why", error.to_string()))?;
        Ok(char::from(
            LETTERS[(number % LETTERS.len() as u64) as usize],
        ))
    };
    (0..16).map(letter).collect()
}

/// No core file holds the passwords in this process, and no other process of its user reads its memory.
pub(crate) fn hide_memory() {
    // It can fail only for a value that the kernel does not know.
    let _ = set_dumpable(false);
}

/// Reads one from standard input.
pub(crate) fn read() -> Result<String, Say> {
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    read.map_err(|e| usage::CANNOT_READ_PASSWORD.with("why", system::error(&e)))?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

/// The exit code of a program that Ctrl-C has ended.
const INTERRUPTED: i32 = 130;

/// Asks for one at the terminal, where it is not shown while it is typed.
pub(crate) fn ask(prompt: &str) -> Result<String, Say> {
    show_typing(false);
    // Ctrl-C ends the program as everywhere, but not before typing is shown again. It fails if it is set.
    let _ = ctrlc::set_handler(|| {
        show_typing(true);
        std::process::exit(INTERRUPTED);
    });
    let say = |text| io::stderr().write_all(shown(&[Piece::Plain(text)], false).as_bytes());
    let _ = say(prompt);
    let password = read();
    let _ = say("\n");
    show_typing(true);
    password
}

fn show_typing(is_shown: bool) {
    if let Ok(mut terminal) = tcgetattr(io::stdin()) {
        terminal.local_flags.set(LocalFlags::ECHO, is_shown);
        let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &terminal);
    }
}
