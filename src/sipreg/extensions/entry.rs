//! One line of the file, and what may stand in it.

use super::MAX_NAME;
use crate::auth::digest::Hash;
use crate::config::Algorithm;
use crate::diagnostic::Complaint;
use alloc::vec::Vec;

/// Passwords have at most this many bytes.
pub const MAX_PASSWORD: usize = 256;
/// Passwords with fewer characters are warned of.
pub const SHORT_PASSWORD: usize = 8;

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
    /// Reads one line; on error, the part that is wrong and what is wrong with it.
    pub(super) fn parse(line: &'t str) -> Result<Self, (&'t str, Complaint)> {
        let content = line.trim_start();
        let first = content.split([' ', '\t']).next().unwrap_or_default();
        if let Some((name, rest)) = first.split_once(':') {
            check_name(name)?;
            let (realm, hex) = rest
                .split_once(':')
                .ok_or((content.trim_end(), Complaint::NotAHashedLine))?;
            let (hash, algorithm) = Hash::from_hex(hex.as_bytes()).ok_or_else(|| {
                let place = if hex.is_empty() { rest } else { hex };
                (place, Complaint::NotAHash)
            })?;
            let after = content[first.len()..].trim();
            if !after.is_empty() {
                return Err((after, Complaint::TextBehindHash));
            }
            let secret = Secret::Hash {
                realm,
                hash,
                algorithm,
            };
            return Ok(Self { name, secret });
        }
        check_name(first)?;
        let rest = &content[first.len()..];
        let password = rest.trim_start_matches([' ', '\t']);
        check_password(password).map_err(|complaint| {
            if password.is_empty() && first.contains(['=', ',']) {
                return (first, Complaint::NoPasswordBehindMark);
            }
            let place = if password.is_empty() { first } else { password };
            (place, complaint)
        })?;
        Ok(Self {
            name: first,
            secret: Secret::Password(password),
        })
    }

    /// What is allowed, but hardly meant: the part, and what is odd about it.
    pub(super) fn doubts(&self) -> Vec<(&'t str, Complaint)> {
        let mut list = Vec::new();
        if self.name.starts_with('-') {
            list.push((self.name, Complaint::NameLikeOption));
        }
        if self.name.ends_with([',', ';', '=']) {
            list.push((self.name, Complaint::NameEndsWithMark));
        }
        if let Secret::Password(password) = self.secret {
            list.extend(doubts(password).map(|complaint| (password, complaint)));
        }
        list
    }
}

/// A name may have what a user part has unescaped (RFC 3261 §25.1).
fn check_name(name: &str) -> Result<(), (&str, Complaint)> {
    let legal = |c: &char| !c.is_whitespace() && !c.is_control() && !matches!(c, ':' | '@');
    if name.is_empty() {
        return Err((name, Complaint::NoName));
    }
    if name.len() > MAX_NAME {
        return Err((name, Complaint::NameTooLong));
    }
    match name.char_indices().find(|(_, c)| !legal(c)) {
        None => Ok(()),
        Some((at, '@')) => Err((name.get(at..).unwrap_or(name), Complaint::NameWithDomain)),
        Some((at, character)) => {
            let part = name.get(at..at + character.len_utf8()).unwrap_or(name);
            Err((part, Complaint::NameWith(character)))
        }
    }
}

/// Whether `name` can be the name of an extension.
///
/// # Errors
/// Why not.
pub fn validate_name(name: &str) -> Result<(), Complaint> {
    check_name(name).map_err(|(_, complaint)| complaint)
}

/// Whether `password` can be written into the file and typed into a phone.
///
/// # Errors
/// Why not.
pub fn validate_password(password: &str) -> Result<(), Complaint> {
    if password.starts_with([' ', '\t']) {
        return Err(Complaint::PasswordBeginsWithSpace);
    }
    check_password(password)
}

/// What makes a password look like something else.
fn doubts(password: &str) -> impl Iterator<Item = Complaint> {
    let is_quoted = ['"', '\'']
        .iter()
        .any(|q| password.len() > 1 && password.starts_with(*q) && password.ends_with(*q));
    let doubts = [
        (is_quoted, Complaint::PasswordInQuotes),
        (password.contains(" #"), Complaint::PasswordWithComment),
        (
            password.starts_with('='),
            Complaint::PasswordBeginsWithEquals,
        ),
        (
            password.chars().any(is_invisible),
            Complaint::PasswordWithInvisible,
        ),
        (
            password.chars().count() < SHORT_PASSWORD,
            Complaint::PasswordShort,
        ),
    ];
    doubts
        .into_iter()
        .filter_map(|(is_it, complaint)| is_it.then_some(complaint))
}

/// Characters without a mark of their own that copying brings along.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}'
    )
}

fn check_password(password: &str) -> Result<(), Complaint> {
    if password.is_empty() {
        Err(Complaint::NoPassword)
    } else if password.ends_with([' ', '\t']) {
        Err(Complaint::PasswordEndsWithSpace)
    } else if password.len() > MAX_PASSWORD {
        Err(Complaint::PasswordTooLong)
    } else if password.chars().any(char::is_control) {
        Err(Complaint::PasswordWithControl)
    } else {
        Ok(())
    }
}
