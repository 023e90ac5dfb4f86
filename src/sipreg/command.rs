//! How a name appears in a command that people copy into a shell.

use core::fmt;

/// A word of a command. As it is shown, every shell reads it as the text that it was made of.
#[derive(Clone, Copy, Debug)]
pub struct Word<'t> {
    text: &'t str,
    is_operand: bool,
}

impl<'t> Word<'t> {
    /// A word that cannot be taken for an option there.
    pub const fn of(text: &'t str) -> Self {
        Self {
            text,
            is_operand: false,
        }
    }

    /// The last operand of a command, where a word that begins with `-` would be an option.
    pub const fn operand(text: &'t str) -> Self {
        Self {
            text,
            is_operand: true,
        }
    }

    /// A name that came from the network: only one that means itself to every shell and every command
    /// appears in a command.
    pub fn of_stranger(name: &'t str) -> Option<Self> {
        is_plain(name).then_some(Self::of(name))
    }
}

impl fmt::Display for Word<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_operand && self.text.starts_with('-') {
            out.write_str("-- ")?;
        }
        if is_plain(self.text) || is_path(self.text) {
            return out.write_str(self.text);
        }
        out.write_str("'")?;
        for (n, part) in self.text.split('\'').enumerate() {
            if n > 0 {
                // Within single quotes nothing has a meaning but the quote that ends them.
                out.write_str("'\\''")?;
            }
            out.write_str(part)?;
        }
        out.write_str("'")
    }
}

fn is_plain(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    !name.is_empty() && !name.starts_with('-') && name.bytes().all(plain)
}

fn is_path(text: &str) -> bool {
    text.starts_with('/')
        && text
            .split('/')
            .skip(1)
            .all(|part| part.is_empty() || is_plain(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_name_means_itself_or_is_quoted() {
        for (name, shown) in [
            ("1001", "1001"),
            ("anna.b-c_d", "anna.b-c_d"),
            ("/etc/sipregd/extensions", "/etc/sipregd/extensions"),
            ("1009;touch$IFS/tmp/owned;#", "'1009;touch$IFS/tmp/owned;#'"),
            ("o'brien", "'o'\\''brien'"),
            ("-rf", "-- '-rf'"),
            ("", "''"),
            ("+49301", "'+49301'"),
        ] {
            assert_eq!(Word::operand(name).to_string(), shown);
        }
    }

    #[test]
    fn of_a_stranger_only_what_is_plain() {
        assert!(Word::of_stranger("anna.b-c_d").is_some());
        for name in ["", "-rf", "+49301", "a b", "o'brien", "x;y", "Jo\u{e3}o"] {
            assert!(Word::of_stranger(name).is_none(), "{name}");
        }
    }
}
