//! Who a request says it is: its Digest credentials and the account that they name, before they are judged.

use super::failure::AuthFailure;
use crate::extensions::Name;
use crate::message::credentials::Credentials;
use crate::message::request::{Name as Header, Request};
use crate::seed::{Key, Seed};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// The credentials of a request, before they are judged.
#[derive(Clone, Debug)]
pub(crate) struct Login<'d> {
    pub(crate) credentials: Credentials<'d>,
    /// The user name, quotes resolved; empty if it is too long for any account.
    pub(super) username: Cow<'d, [u8]>,
    /// How much of it is the account's name: all but `@realm`.
    name_len: usize,
    /// The keyed hash of the account's name.
    pub(crate) account: u64,
}

impl<'d> Login<'d> {
    /// The Digest credentials of `request` for our realm, else the first Digest ones: a request may
    /// carry several (RFC 3261 §22.3). Mostly they are those of the account of To, `aor`.
    ///
    /// # Errors
    /// [`AuthFailure::NoCredentials`] or [`AuthFailure::Incomplete`].
    pub(crate) fn of(
        request: &Request<'d, '_>,
        realm: &str,
        aor: Key<'_>,
        names: Seed,
    ) -> Result<Self, AuthFailure> {
        let mut first = None;
        let mut failure = AuthFailure::NoCredentials;
        for value in request.envelope.values(Header::Authorization) {
            match Credentials::parse(value) {
                Ok(Some(shown)) if shown.realm == realm.as_bytes() => {
                    return Ok(Self::new(shown, realm, aor, names));
                }
                Ok(Some(shown)) => first = first.or(Some(shown)),
                _ => failure = AuthFailure::Incomplete,
            }
        }
        match first {
            Some(shown) => Ok(Self::new(shown, realm, aor, names)),
            None => Err(failure),
        }
    }

    fn new(credentials: Credentials<'d>, realm: &str, aor: Key<'_>, names: Seed) -> Self {
        let username = unquote(credentials.username).unwrap_or_default();
        let name = without_realm(&username, realm);
        let name_len = name.len();
        let account = if name == aor.name {
            aor.hash
        } else {
            names.hash(name)
        };
        Self {
            account,
            credentials,
            username,
            name_len,
        }
    }

    /// Whether the user name is `name@realm`.
    pub(super) fn has_realm(&self) -> bool {
        self.name_len < self.username.len()
    }

    /// The account that the credentials name.
    pub(crate) fn name(&self) -> &[u8] {
        &self.username[..self.name_len]
    }
}

/// `name` without `@realm`, if it ends with that: `1001` of `1001@realm`.
fn without_realm<'n>(name: &'n [u8], realm: &str) -> &'n [u8] {
    let Some(at) = name.iter().rposition(|&b| b == b'@') else {
        return name;
    };
    if name[at + 1..].eq_ignore_ascii_case(realm.as_bytes()) {
        &name[..at]
    } else {
        name
    }
}

/// The account name that `username` stands for, as the phone wrote it: quotes resolved, realm removed.
pub fn account_of(username: &[u8], realm: &str) -> Option<Name> {
    let username = unquote(username)?;
    Name::try_from(without_realm(&username, realm)).ok()
}

/// User names at most this long are looked at, bytes.
const MAX_USERNAME: usize = 256;

/// Resolves the escapes of a quoted string (RFC 3261 §25.1 quoted-pair); `None` if it is too long for
/// any name.
fn unquote(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    if text.len() > MAX_USERNAME {
        return None;
    }
    if !text.contains(&b'\\') {
        return Some(Cow::Borrowed(text));
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(&b) = bytes.next() {
        plain.extend(if b == b'\\' { bytes.next() } else { Some(&b) });
    }
    Some(Cow::Owned(plain))
}
