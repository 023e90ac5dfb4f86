//! Which mistake was it? After a wrong digest under a genuine nonce, a short list of likely mistakes is
//! tried until one explains the answer. The result is for the log and the operator, never for the wire.

use crate::auth::digest::{Hash, ha1, verify_with};
use crate::config::Algorithm;
use crate::extensions::{Extension, Extensions};
use crate::message::credentials::Credentials;
use crate::time::Time;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

/// The mistake that explains a wrong login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// None of those known; the password is simply another.
    WrongPassword,
    /// It is wrong, and with only a hash in the file most mistakes cannot be told.
    Hashed,
    /// The digest is wrong; which mistake it was has not been searched for.
    NotExamined,
    /// The password has a space at its end.
    TrailingSpace,
    /// The password has a space at its start.
    LeadingSpace,
    /// The phone's keyboard made the first letter a capital.
    FirstCapital,
    /// All letters are capitals.
    AllCapitals,
    /// All letters are small.
    AllSmall,
    /// The password is empty.
    Empty,
    /// It is right, but the phone sends letters beyond ASCII as Latin-1.
    Latin1,
    /// It is the password of another extension.
    OfOther(String),
    /// It is the password from before the last reload.
    Old,
    /// The password is right, but the phone hashed another user name.
    UserInHash(String),
    /// The password is right, but the phone hashed another realm.
    RealmInHash(String),
}

impl Mistake {
    /// Its name as a `cause=` in log and JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::WrongPassword | Self::Hashed => "wrong-password",
            Self::NotExamined => "not-examined",
            Self::TrailingSpace => "password-trailing-space",
            Self::LeadingSpace => "password-leading-space",
            Self::FirstCapital => "password-first-letter-capitalised",
            Self::AllCapitals => "password-all-caps",
            Self::AllSmall => "password-all-lower",
            Self::Empty => "password-empty",
            Self::Latin1 => "latin-1-encoding",
            Self::Old => "old-password",
            Self::OfOther(_) => "password-of-other-account",
            Self::UserInHash(_) => "username-in-hash",
            Self::RealmInHash(_) => "realm-in-hash",
        }
    }

    /// What its name leaves open: another name, a realm; empty if nothing.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::OfOther(text) | Self::UserInHash(text) | Self::RealmInHash(text) => text,
            Self::Hashed => HASHED,
            _ => "",
        }
    }

    /// The mistake that has this name and detail, if there is one.
    #[must_use]
    pub fn read(name: &str, detail: &str) -> Option<Self> {
        Some(match name {
            "wrong-password" if detail == HASHED => Self::Hashed,
            "wrong-password" => Self::WrongPassword,
            "not-examined" => Self::NotExamined,
            "password-trailing-space" => Self::TrailingSpace,
            "password-leading-space" => Self::LeadingSpace,
            "password-first-letter-capitalised" => Self::FirstCapital,
            "password-all-caps" => Self::AllCapitals,
            "password-all-lower" => Self::AllSmall,
            "password-empty" => Self::Empty,
            "latin-1-encoding" => Self::Latin1,
            "old-password" => Self::Old,
            "password-of-other-account" => Self::OfOther(detail.to_string()),
            "username-in-hash" => Self::UserInHash(detail.to_string()),
            "realm-in-hash" => Self::RealmInHash(detail.to_string()),
            _ => return None,
        })
    }
}

/// The detail of [`Mistake::Hashed`].
const HASHED: &str = "hash";

impl fmt::Display for Mistake {
    /// The `cause=` of the log, without spaces or quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OfOther(name) => write!(f, "{}={name}", self.name()),
            _ => f.write_str(self.name()),
        }
    }
}

/// How much may be searched for: one search for each account and source a second, and all searches
/// together a hundredth of the time. It is measured in candidates, so that no clock is needed: a
/// candidate takes about a microsecond.
#[derive(Debug)]
pub(crate) struct SearchBudget {
    /// The last search in each place: half of its key, and the second in 32 bits. Of two keys that share
    /// a place the later is remembered; the other may be searched for again.
    last: Vec<u64>,
    second: u64,
    candidates: usize,
}

impl SearchBudget {
    const PLACES: usize = 1 << 10;
    /// Candidates tried in a second.
    const CANDIDATES: usize = 10_000;

    pub(crate) fn new() -> Self {
        Self {
            last: alloc::vec![0; Self::PLACES],
            second: 0,
            candidates: 0,
        }
    }

    /// Takes one search of at most `candidates` for `key`; whether there was one left.
    pub(crate) fn take(&mut self, now: Time, key: u64, candidates: usize) -> bool {
        if self.second != now.secs() {
            (self.second, self.candidates) = (now.secs(), 0);
        }
        let at = usize::try_from(key >> 32).unwrap_or_default() % Self::PLACES;
        let search = key << 32 | now.secs() & u64::from(u32::MAX);
        if self.last[at] == search || self.candidates + candidates > Self::CANDIDATES {
            return false;
        }
        self.last[at] = search;
        self.candidates += candidates;
        true
    }
}

/// Candidates besides the passwords of other accounts, at most.
const OWN_CANDIDATES: usize = 24;

/// How many candidates a search among `all` may try.
pub(crate) fn candidates(all: &Extensions) -> usize {
    let others = if all.len() <= MAX_OTHERS {
        all.len()
    } else {
        0
    };
    OWN_CANDIDATES + others
}

/// More accounts than this are not tried: the search would take longer than it is worth.
const MAX_OTHERS: usize = 200;

/// What a search has to go by.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// [`crate::auth::digest::ha2`] of the request, the same for all that is tried.
    pub ha2: Hash,
    /// What the phone showed.
    pub credentials: &'a Credentials<'a>,
    /// The algorithm it used.
    pub algorithm: Algorithm,
    /// The realm of this server.
    pub realm: &'a str,
    /// Other realms it may have hashed: names and addresses by which it may know this server.
    pub realms: &'a [&'a str],
}

impl Search<'_> {
    fn fits(&self, user: &[u8], realm: &str, password: &[u8]) -> bool {
        let ha1 = ha1(self.algorithm, user, realm.as_bytes(), password);
        self.proves(&ha1)
    }

    fn proves(&self, ha1: &Hash) -> bool {
        verify_with(self.algorithm, ha1, &self.ha2, self.credentials)
    }

    /// The mistake that explains why the credentials are wrong for `extension`, in the order of how
    /// often they are made. With only hashes in the file, most cannot be told.
    #[must_use]
    pub fn run(
        &self,
        extension: &Extension,
        all: &Extensions,
        previous: Option<&Extensions>,
    ) -> Mistake {
        let user = extension.name().as_bytes();
        if let Some(password) = extension.password() {
            let mistake = self
                .of_password(user, password)
                .or_else(|| self.of_names(user, password));
            if let Some(mistake) = mistake {
                return mistake;
            }
        } else if self.fits(user, self.realm, b"") {
            return Mistake::Empty;
        }
        let old = previous
            .and_then(|p| p.get(user))
            .and_then(|e| e.ha1(self.algorithm));
        if old.is_some_and(|ha1| self.proves(ha1)) {
            return Mistake::Old;
        }
        if all.len() <= MAX_OTHERS {
            for other in all.iter().filter(|e| e.name() != extension.name()) {
                // A phone types the other's password under its own name; hashes alone tell only when
                // the other's name was hashed too.
                let fits = match other.password() {
                    Some(password) => self.fits(user, self.realm, password.as_bytes()),
                    None => other
                        .ha1(self.algorithm)
                        .is_some_and(|ha1| self.proves(ha1)),
                };
                if fits {
                    return Mistake::OfOther(other.name().to_string());
                }
            }
        }
        match extension.password() {
            Some(_) => Mistake::WrongPassword,
            None => Mistake::Hashed,
        }
    }

    fn of_password(&self, user: &[u8], password: &str) -> Option<Mistake> {
        let capital = {
            let mut letters = password.chars();
            letters
                .next()
                .map(|c| c.to_uppercase().chain(letters).collect::<String>())
                .unwrap_or_default()
        };
        let latin1: Option<Vec<u8>> = password
            .chars()
            .map(|c| u8::try_from(u32::from(c)).ok())
            .collect();
        let latin1 = latin1.filter(|_| !password.is_ascii());
        let candidates = [
            (
                Mistake::TrailingSpace,
                Some([password, " "].concat().into_bytes()),
            ),
            (
                Mistake::LeadingSpace,
                Some([" ", password].concat().into_bytes()),
            ),
            (Mistake::FirstCapital, Some(capital.into_bytes())),
            (
                Mistake::AllCapitals,
                Some(password.to_uppercase().into_bytes()),
            ),
            (
                Mistake::AllSmall,
                Some(password.to_lowercase().into_bytes()),
            ),
            (Mistake::Empty, Some(Vec::new())),
            (Mistake::Latin1, latin1),
        ];
        candidates
            .into_iter()
            .filter(|(_, c)| c.as_deref().is_some_and(|c| c != password.as_bytes()))
            .find(|(_, c)| self.fits(user, self.realm, c.as_deref().unwrap_or_default()))
            .map(|(mistake, _)| mistake)
    }

    fn of_names(&self, user: &[u8], password: &str) -> Option<Mistake> {
        let shown = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
        let full = [user, b"@", self.realm.as_bytes()].concat();
        let written = self.credentials.username;
        for name in [&full[..], written] {
            if name != user && self.fits(name, self.realm, password.as_bytes()) {
                return Some(Mistake::UserInHash(shown(name)));
            }
        }
        let uri_host = crate::message::uri::Uri::parse(self.credentials.uri)
            .map(|u| u.host)
            .unwrap_or_default();
        let uri_host = core::str::from_utf8(uri_host).unwrap_or_default();
        let realms =
            self.realms
                .iter()
                .copied()
                .chain([uri_host, "asterisk", "freeswitch", "sip", ""]);
        realms
            .filter(|r| *r != self.realm)
            .find(|realm| self.fits(user, realm, password.as_bytes()))
            .map(|realm| Mistake::RealmInHash(realm.to_string()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::auth::digest::ha2;
    use crate::seed::Seed;

    const REALM: &str = "sip.example.com";

    fn credentials<'a>(response: &'a str, qop: &'a str) -> Credentials<'a> {
        Credentials {
            username: b"1001",
            realm: REALM.as_bytes(),
            nonce: b"0a1b2c3d4e5f60718293a4b5c6d7e8f9",
            uri: b"sip:sip.example.com",
            response: response.as_bytes(),
            cnonce: b"0a4f113b",
            qop: qop.as_bytes(),
            nc: b"00000001",
            algorithm: b"MD5",
        }
    }

    fn search_of<'a>(credentials: &'a Credentials<'a>, realms: &'a [&'a str]) -> Search<'a> {
        Search {
            ha2: ha2(Algorithm::Md5, b"REGISTER", credentials.uri),
            credentials,
            algorithm: Algorithm::Md5,
            realm: REALM,
            realms,
        }
    }

    fn search(response: &str, qop: &str) -> Mistake {
        let seed = Seed::new([9; 16]);
        let all = Extensions::parse(
            "1001 kitob7ab\n1002 daftar9x\n",
            REALM,
            &[Algorithm::Md5],
            seed,
        )
        .unwrap();
        let before = Extensions::parse("1001 zzz-old\n", REALM, &[Algorithm::Md5], seed).unwrap();
        let credentials = credentials(response, qop);
        let search = search_of(&credentials, &["203.0.113.10"]);
        search.run(all.get(b"1001").unwrap(), &all, Some(&before))
    }

    #[test]
    fn each_mistake_is_named_with_and_without_qop() {
        let table = [
            (
                "faf605d56b40e9902359a1dcc93b81a3",
                "e5c0dea31e66b43c50dbae39cea5372f",
                "wrong-password",
            ),
            (
                "901daf1f44715361973d91fff1d99a5f",
                "421b433ece0a024eb0a2f8fafc4d4054",
                "password-trailing-space",
            ),
            (
                "9613d05f5abe0d945cd56bebba595a3d",
                "57cf2e7d96eb4188685b6055ae022e1d",
                "password-first-letter-capitalised",
            ),
            (
                "ee515080762b7d726c7914ad068cc4b0",
                "eacee637d0216ff973ada109e6f09c94",
                "password-all-caps",
            ),
            (
                "f9691f8d1b3368ec23580eb413fe9045",
                "1718ed940caa98bac503bffd9d911213",
                "password-empty",
            ),
            (
                "1d3d73d6a14746a73fc35931d4913f7f",
                "d2aef1bc05abc5b923db40183378765e",
                "username-in-hash",
            ),
            (
                "9296488fa4d8269b7d9402b2235bc24d",
                "04836b575ef46f7e0f880e467750293e",
                "realm-in-hash",
            ),
            (
                "4f4453214380ca050829fa8fa3deb830",
                "ca8fa5c6bc6ec9e25fb12e61e45c3c58",
                "realm-in-hash",
            ),
            (
                "5ab2116e1143a42b0a33734479a227ac",
                "101932cb906e9f1feb30838d09a6dcd4",
                "password-of-other-account=1002",
            ),
        ];
        for (with, without, cause) in table {
            assert_eq!(search(with, "auth").to_string(), cause, "with qop");
            assert_eq!(search(without, "").to_string(), cause, "without qop");
        }
        assert_eq!(
            search("9296488fa4d8269b7d9402b2235bc24d", "auth"),
            Mistake::RealmInHash("asterisk".into())
        );
    }

    #[test]
    fn a_search_is_made_once_a_second_for_each_and_for_all_within_a_budget() {
        let mut budget = SearchBudget::new();
        let t = Time::from_secs;
        assert!(budget.take(t(1), 7, 24) && !budget.take(t(1), 7, 24));
        assert!(budget.take(t(1), 8, 24), "another one has its own");
        assert!(budget.take(t(2), 7, 24));
        let taken = (0..1000).filter(|i| budget.take(t(3), i << 40 | i, 224));
        assert_eq!(taken.count(), SearchBudget::CANDIDATES / 224);
        assert!(budget.take(t(4), 7, 224));
    }

    #[test]
    fn with_a_hash_in_the_file_it_is_said_that_little_could_be_tried() {
        let seed = Seed::new([9; 16]);
        let hash = "1001:sip.example.com:5f4dcc3b5aa765d61d8327deb882cf99\n";
        let all = Extensions::parse(hash, REALM, &[Algorithm::Md5], seed).unwrap();
        let credentials = credentials("901daf1f44715361973d91fff1d99a5f", "auth");
        let search = search_of(&credentials, &[]);
        let mistake = search.run(all.get(b"1001").unwrap(), &all, None);
        assert_eq!(mistake, Mistake::Hashed);
        assert_eq!(mistake.to_string(), "wrong-password");
    }
}
