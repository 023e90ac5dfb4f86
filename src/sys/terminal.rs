//! The terminal: what it is shown.

use std::io::{self, IsTerminal};

/// A colour of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    Green,
    Red,
    Yellow,
    Cyan,
}

/// Text to show.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece<'a> {
    Plain(&'a str),
    Coloured(Colour, &'a str),
    /// What follows takes the place of the line.
    Erase,
}

/// The bytes that show `pieces`, in colour or without. Whatever came from files, the network or other programs, nothing in it
/// steers the terminal: only our own colours become escapes.
pub(crate) fn shown(pieces: &[Piece<'_>], has_colour: bool) -> String {
    let mut bytes = String::new();
    for piece in pieces {
        match piece {
            Piece::Coloured(_, text) if !has_colour => push_harmless(&mut bytes, text),
            Piece::Plain(text) => push_harmless(&mut bytes, text),
            Piece::Erase => bytes.push_str("\r\x1b[K"),
            Piece::Coloured(colour, text) => {
                bytes.push_str(match colour {
                    Colour::Green => "\x1b[32m",
                    Colour::Red => "\x1b[1;31m",
                    Colour::Yellow => "\x1b[33m",
                    Colour::Cyan => "\x1b[36m",
                });
                push_harmless(&mut bytes, text);
                bytes.push_str("\x1b[0m");
            }
        }
    }
    bytes
}

fn push_harmless(bytes: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\n' | '\t' => bytes.push(c),
            // C0, DEL and C1 begin escapes; the others change the direction of what follows.
            '\0'..='\x1f' | '\x7f'..='\u{9f}' => {
                bytes.push_str(&format!("\\x{:02x}", u32::from(c)))
            }
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                bytes.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => bytes.push(c),
        }
    }
}

/// Whether standard output may be coloured.
pub(crate) fn has_colour() -> bool {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    !plain && io::stdout().is_terminal()
}

/// How wide lines on standard output may be: as the terminal is, where it is neither very narrow nor
/// wider than what the eye follows; 80 where there is none.
pub(crate) fn width() -> usize {
    match rustix::termios::tcgetwinsize(io::stdout()) {
        Ok(size) if size.ws_col > 0 => usize::from(size.ws_col).clamp(40, 120),
        _ => 80,
    }
}

/// `text`, or as much of it as fits into `width` and a mark that it is cut.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept = text.chars().take(width.saturating_sub(1));
    kept.chain(['…']).collect()
}

/// Adds `sentence` to `page`, broken between words so that no line is wider than `width`. Its first line
/// begins at the first column of `indents`, which is reached already, the others at the second.
pub(crate) fn push_wrapped(page: &mut String, sentence: &str, indents: [usize; 2], width: usize) {
    let [indent, hanging] = indents;
    let mut column = indent;
    for (i, word) in sentence.split(' ').enumerate() {
        let letters = word.chars().count();
        if i > 0 && column + 1 + letters > width {
            page.truncate(page.trim_end_matches(' ').len());
            page.push_str(&format!("\n{:hanging$}", ""));
            column = hanging;
        } else if i > 0 && column > indent {
            page.push(' ');
            column += 1;
        }
        page.push_str(word);
        column += letters;
    }
}

/// The same for a sentence that begins a line; whole where no person reads it.
pub(crate) fn push_sentence(page: &mut String, sentence: &str) {
    match io::stdout().is_terminal() {
        true => push_wrapped(page, sentence, [0, 0], width()),
        false => page.push_str(sentence),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_colours_steer_the_terminal() {
        let hostile = "a\x1b]0;title\x07b\u{9b}2Jc\u{202e}d\x7f\r\n";
        let pieces = [Piece::Plain(hostile), Piece::Coloured(Colour::Red, "\x1bx")];
        let text = shown(&pieces, true);
        assert_eq!(
            text,
            "a\\x1b]0;title\\x07b\\x9b2Jc\\u{202e}d\\x7f\\x0d\n\x1b[1;31m\\x1bx\x1b[0m"
        );
    }
}
