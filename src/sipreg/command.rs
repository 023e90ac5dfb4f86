//! How a name stands in a command that people copy into a shell.

use alloc::borrow::Cow;
use alloc::string::String;

/// Whether `name` means itself to every shell and every command. Names that came from the network stand
/// in a command only if they do.
#[must_use]
pub fn is_plain(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    !name.is_empty() && !name.starts_with('-') && name.bytes().all(plain)
}

/// `text` as one word of a shell.
#[must_use]
pub fn word(text: &str) -> Cow<'_, str> {
    if is_plain(text) || is_path(text) {
        return Cow::Borrowed(text);
    }
    let mut quoted = String::from("'");
    for c in text.chars() {
        match c {
            // Within single quotes nothing has a meaning but the quote that ends them.
            '\'' => quoted.push_str("'\\''"),
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    Cow::Owned(quoted)
}

/// The same as the last operand of a command, where a word that begins with `-` would be an option.
#[must_use]
pub fn operand(text: &str) -> Cow<'_, str> {
    match word(text) {
        word if text.starts_with('-') => Cow::Owned(alloc::format!("-- {word}")),
        word => word,
    }
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
            assert_eq!(operand(name), shown);
        }
    }
}
