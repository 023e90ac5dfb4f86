//! One line of the file, and what may stand in it.

use super::MAX_NAME;
use crate::auth::digest::Hash;
use crate::config::Algorithm;
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

const MAX_PASSWORD: usize = 256;
/// Passwords with fewer characters are warned of.
const SHORT: usize = 8;

pub(super) enum Secret<'t> {
    Password(&'t str),
    Hash {
        realm: &'t str,
        hash: Hash,
        algorithm: Algorithm,
    },
}

pub(super) struct Entry<'t> {
    pub(super) name: &'t str,
    pub(super) secret: Secret<'t>,
}

impl<'t> Entry<'t> {
    /// Reads one line; on error, the part that is wrong and a sentence about it.
    pub(super) fn parse(line: &'t str) -> Result<Self, (&'t str, String)> {
        let content = line.trim_start();
        let first = content.split([' ', '\t']).next().unwrap_or_default();
        if let Some((name, rest)) = first.split_once(':') {
            check_name(name)?;
            return Self::parse_hashed(name, rest, content);
        }
        check_name(first)?;
        let rest = &content[first.len()..];
        let password = rest.trim_start_matches([' ', '\t']);
        check_password(password).map_err(|message| {
            if password.is_empty() && first.contains(['=', ',']) {
                let message = "The password is missing: a space is between name and password, and nothing else.";
                return (first, message.to_owned());
            }
            let place = if password.is_empty() { first } else { password };
            (place, message)
        })?;
        Ok(Self {
            name: first,
            secret: Secret::Password(password),
        })
    }

    /// What is allowed, but hardly meant: the part and a sentence about it.
    pub(super) fn doubts(&self) -> Vec<(&'t str, String)> {
        let mut list = Vec::new();
        if self.name.starts_with('-') {
            let message = "A name that begins with “-” looks like an option to every command.";
            list.push((self.name, message.to_owned()));
        }
        if self.name.ends_with([',', ';', '=']) {
            let message = "The last character is part of the name. If it is not meant, remove it.";
            list.push((self.name, message.to_owned()));
        }
        if let Secret::Password(password) = self.secret {
            list.extend(doubts(password).map(|message| (password, message.to_owned())));
        }
        list
    }

    fn parse_hashed(
        name: &'t str,
        rest: &'t str,
        content: &'t str,
    ) -> Result<Self, (&'t str, String)> {
        let form = "A hashed line is name:realm:hash, as htdigest writes it.";
        let (realm, hex) = rest
            .split_once(':')
            .ok_or((content.trim_end(), form.to_owned()))?;
        let (hash, algorithm) = Hash::from_hex(hex.as_bytes()).ok_or_else(|| {
            (
                if hex.is_empty() { rest } else { hex },
                "A hash has 32 hexadecimal digits (MD5) or 64 (SHA-256).".to_owned(),
            )
        })?;
        let after = content
            .get(name.len() + 1 + rest.len()..)
            .unwrap_or_default();
        if !after.trim().is_empty() {
            return Err((after.trim(), "Nothing may follow the hash.".to_owned()));
        }
        Ok(Self {
            name,
            secret: Secret::Hash {
                realm,
                hash,
                algorithm,
            },
        })
    }
}

/// A name may have what a user part has unescaped (RFC 3261 §25.1).
fn check_name(name: &str) -> Result<(), (&str, String)> {
    let legal = |c: &char| !c.is_whitespace() && !c.is_control() && !matches!(c, ':' | '@');
    if name.is_empty() {
        return Err((name, "A name is missing before the colon.".to_owned()));
    }
    if name.len() > MAX_NAME {
        return Err((name, format!("A name has at most {MAX_NAME} characters.")));
    }
    match name.char_indices().find(|(_, c)| !legal(c)) {
        None => Ok(()),
        Some((at, '@')) => Err((
            name.get(at..).unwrap_or(name),
            "A name has no “@”: write only the part before it; the domain is the realm in sipregd.conf.".to_owned(),
        )),
        Some((at, c)) => {
            let part = name.get(at..at + c.len_utf8()).unwrap_or(name);
            Err((part, format!("“{}” cannot stand in the name of an extension.", c.escape_default())))
        }
    }
}

/// Whether `name` can be the name of an extension.
///
/// # Errors
/// A sentence that says why not.
pub fn validate_name(name: &str) -> Result<(), String> {
    check_name(name).map_err(|(_, message)| message)
}

/// Whether `password` can be written into the file and typed into a phone.
///
/// # Errors
/// A sentence that says why not.
pub fn validate_password(password: &str) -> Result<(), String> {
    if password.starts_with([' ', '\t']) {
        return Err("A password cannot begin with a space: phones cut it off.".to_owned());
    }
    check_password(password)
}

/// What makes a password look like something else.
fn doubts(password: &str) -> impl Iterator<Item = &'static str> {
    let is_quoted = ['"', '\'']
        .iter()
        .any(|q| password.len() > 1 && password.starts_with(*q) && password.ends_with(*q));
    let doubts = [
        (
            is_quoted,
            "The quotes are part of the password. If they are not meant, remove them.",
        ),
        (
            password.contains(" #"),
            "Everything to the end of the line is the password; a comment needs a line of its own.",
        ),
        (
            password.starts_with('='),
            "The “=” is part of the password. If it is not meant, remove it.",
        ),
        (
            password.chars().any(is_invisible),
            "The password has a character that cannot be seen. Type it again.",
        ),
        (
            password.chars().count() < SHORT,
            "A password of fewer than 8 characters is soon guessed. Make one: sipregd passwd --generate EXT",
        ),
    ];
    doubts
        .into_iter()
        .filter_map(|(is_it, message)| is_it.then_some(message))
}

/// Characters without a mark of their own that copying brings along.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}'
    )
}

fn check_password(password: &str) -> Result<(), String> {
    if password.is_empty() {
        Err("The password is missing: write the name, a space, the password.".to_owned())
    } else if password.ends_with([' ', '\t']) {
        Err("The password ends with a space; phones cut it off. Remove the space.".to_owned())
    } else if password.len() > MAX_PASSWORD {
        Err(format!("A password has at most {MAX_PASSWORD} bytes."))
    } else if password.chars().any(char::is_control) {
        Err("The password has a character that cannot be typed.".to_owned())
    } else {
        Ok(())
    }
}
