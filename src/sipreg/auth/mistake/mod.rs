//! Which mistake was it? After a wrong digest under a genuine nonce, a short list of likely mistakes is
//! tried, to find the one that explains the answer. The result is for the log and the operator, never for the wire.

mod typed;

use crate::auth::digest::{Hash, ha1, verify};
use crate::auth::{AuthFailure, Authenticator, account_of};
use crate::config::{Algorithm, Config};
use crate::exchange::Exchange;
use crate::extensions::{Extension, Extensions};
use crate::message::credentials::Credentials;
use crate::message::uri::Uri;
use crate::notes::Notes;
use crate::seed::{Seed, join};
use crate::time::Time;
use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::fmt;
use typed::Variants;

/// The mistake that explains a wrong login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// None of those known.
    WrongPassword,
    /// It is wrong, and with only a hash in the file most mistakes cannot be determined.
    Hashed,
    /// The digest is wrong; which mistake it was has not been searched for, or not to the end.
    NotExamined,
    /// The password has a space at its end.
    TrailingSpace,
    /// The password has a space at its start.
    LeadingSpace,
    /// The password has a line break at its end.
    LineBreak,
    /// The password has a tab at one end.
    Tab,
    /// The password has a no-break space at one end.
    NoBreakSpace,
    /// The phone's keyboard made the first letter a capital.
    FirstCapital,
    /// All letters are capitals.
    AllCapitals,
    /// All letters are small.
    AllSmall,
    /// The password is empty.
    Empty,
    /// The password was entered twice, one after the other.
    Twice,
    /// Only so many characters of the password, from its beginning.
    Cut(usize),
    /// The same, and what follows is neither letter nor digit.
    CutAtSign(usize),
    /// The file has more than the password: quotes, a remark or an equals sign; which.
    ExtraInFile(String),
    /// The phone has the password with quotes round it.
    QuotesOnPhone,
    /// Quotes or dashes are others than those in the file.
    Typographic,
    /// Characters were taken for others that look like them: 0 and O, 1 and l.
    SimilarCharacters,
    /// Letters are Cyrillic where the file has Latin ones that look the same, or the reverse.
    CyrillicLetters,
    /// The right keys, in another keyboard layout.
    KeyboardLayout,
    /// It is right, but the phone sends letters beyond ASCII as Latin-1.
    Latin1,
    /// It is right, but the phone sends Cyrillic letters as Windows-1251.
    Windows1251,
    /// It is right, but letters with marks are composed on one side only.
    DecomposedLetters,
    /// It is right, but written with `%` and digits on one side only.
    PercentEncoded,
    /// The hash from the file was entered as the password.
    HashAsPassword,
    /// It is the password of another extension.
    OfOther(String),
    /// It is the password from before the last reload.
    Old,
    /// The password is right, but the phone hashed another user name.
    UserInHash(String),
    /// The password is right, but the phone hashed another realm.
    RealmInHash(String),
    /// The phone logs in under the name of another extension than it registers, and fits neither.
    OtherName(String),
}

impl Mistake {
    /// Those that their name says all about.
    const PLAIN: [Self; 23] = [
        Self::NotExamined,
        Self::TrailingSpace,
        Self::LeadingSpace,
        Self::LineBreak,
        Self::Tab,
        Self::NoBreakSpace,
        Self::FirstCapital,
        Self::AllCapitals,
        Self::AllSmall,
        Self::Empty,
        Self::Twice,
        Self::QuotesOnPhone,
        Self::Typographic,
        Self::SimilarCharacters,
        Self::CyrillicLetters,
        Self::KeyboardLayout,
        Self::Latin1,
        Self::Windows1251,
        Self::DecomposedLetters,
        Self::PercentEncoded,
        Self::HashAsPassword,
        Self::Old,
        Self::WrongPassword,
    ];

    /// Its name as a `cause=` in log and JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::WrongPassword | Self::Hashed => "wrong-password",
            Self::NotExamined => "not-examined",
            Self::TrailingSpace => "password-trailing-space",
            Self::LeadingSpace => "password-leading-space",
            Self::LineBreak => "password-line-break",
            Self::Tab => "password-tab",
            Self::NoBreakSpace => "password-no-break-space",
            Self::FirstCapital => "password-first-letter-capitalised",
            Self::AllCapitals => "password-all-caps",
            Self::AllSmall => "password-all-lower",
            Self::Empty => "password-empty",
            Self::Twice => "password-twice",
            Self::Cut(_) => "password-cut",
            Self::CutAtSign(_) => "password-cut-at-sign",
            Self::ExtraInFile(_) => "password-extra-in-file",
            Self::QuotesOnPhone => "password-in-quotes",
            Self::Typographic => "password-typographic",
            Self::SimilarCharacters => "password-similar-characters",
            Self::CyrillicLetters => "password-cyrillic-letters",
            Self::KeyboardLayout => "password-keyboard-layout",
            Self::Latin1 => "latin-1-encoding",
            Self::Windows1251 => "windows-1251-encoding",
            Self::DecomposedLetters => "decomposed-letters",
            Self::PercentEncoded => "password-percent-encoded",
            Self::HashAsPassword => "password-is-the-hash",
            Self::Old => "old-password",
            Self::OfOther(_) => "password-of-other-account",
            Self::UserInHash(_) => "username-in-hash",
            Self::RealmInHash(_) => "realm-in-hash",
            Self::OtherName(_) => "auth-user-differs",
        }
    }

    /// Whether it says no more than that the digest is wrong.
    pub const fn is_unexplained(&self) -> bool {
        matches!(self, Self::WrongPassword | Self::Hashed | Self::NotExamined)
    }

    /// What its name leaves open: another name, a realm; empty if nothing.
    pub fn detail(&self) -> Cow<'_, str> {
        match self {
            Self::OfOther(text)
            | Self::UserInHash(text)
            | Self::RealmInHash(text)
            | Self::OtherName(text)
            | Self::ExtraInFile(text) => Cow::Borrowed(text),
            Self::Cut(length) | Self::CutAtSign(length) => Cow::Owned(length.to_string()),
            Self::Hashed => Cow::Borrowed(HASHED),
            _ => Cow::Borrowed(""),
        }
    }

    /// The mistake that has this name and detail, if there is one.
    pub fn read(name: &str, detail: &str) -> Option<Self> {
        Some(match name {
            "wrong-password" if detail == HASHED => Self::Hashed,
            "password-cut" => Self::Cut(detail.parse().ok()?),
            "password-cut-at-sign" => Self::CutAtSign(detail.parse().ok()?),
            "password-extra-in-file" => Self::ExtraInFile(detail.to_string()),
            "password-of-other-account" => Self::OfOther(detail.to_string()),
            "username-in-hash" => Self::UserInHash(detail.to_string()),
            "realm-in-hash" => Self::RealmInHash(detail.to_string()),
            "auth-user-differs" => Self::OtherName(detail.to_string()),
            _ => Self::PLAIN.into_iter().find(|plain| plain.name() == name)?,
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

/// Finds the mistakes behind wrong logins, and knows what that takes besides the files in force.
#[derive(Debug)]
pub(crate) struct Mistakes {
    /// The second of the last search for each account and source.
    searched: Notes,
    /// The present second, and how many candidates were tried in it.
    second: u64,
    candidates: usize,
    /// Extensions as they were before their password changed at the last reload, and when that was.
    former: Option<(Extensions, Time)>,
}

/// Searches whose second is remembered; one that is forgotten may be made again.
const SEARCHES: usize = 1 << 10;
/// Candidates tried in a second.
const CANDIDATES: usize = 10_000;
/// How long a former password is recognised, milliseconds.
const FORMER: u64 = 3_600_000;
/// Bytes of what a phone writes into its credentials; more would be hashed once for each candidate.
const WRITTEN: usize = 512;

impl Mistakes {
    /// Nothing searched for yet.
    pub(crate) fn new() -> Self {
        Self {
            searched: Notes::new(SEARCHES),
            second: 0,
            candidates: 0,
            former: None,
        }
    }

    /// Other files are in force from now on; [`Self::keep_former`] is told what has changed.
    pub(crate) fn reload(&mut self, now: Time, names: Seed) {
        self.former = Some((Extensions::empty(names), now));
    }

    /// The password of `former` was changed by the last reload.
    pub(crate) fn keep_former(&mut self, former: Extension) {
        if let Some((list, _)) = &mut self.former {
            list.insert(former);
        }
    }

    /// Forgets former passwords after an hour.
    pub(crate) fn tick(&mut self, now: Time) {
        let is_old = |at: Time| now.millis_since(at) >= FORMER;
        if self.former.as_ref().is_some_and(|(_, at)| is_old(*at)) {
            self.former = None;
        }
    }

    /// The mistake behind the wrong login of `exchange`; `None` if it is not one.
    ///
    /// It costs the same whether the account exists, so that not even the time of the next answer tells.
    /// [`Mistake::NotExamined`] if its account and source have had their search for this second, or all
    /// searches together their share of it.
    pub(crate) fn find(
        &mut self,
        now: Time,
        exchange: &Exchange<'_>,
        authenticator: &Authenticator,
        config: &Config,
        extensions: &Extensions,
    ) -> Option<Mistake> {
        let credentials = exchange.credentials.as_ref()?;
        let failure = exchange.failure.filter(|f| f.is_wrong_login())?;
        let name = account_of(credentials.username, &config.realm).unwrap_or_default();
        let key = join(exchange.sender.source, extensions.seed().hash(&name));
        let written = credentials.uri.len() + credentials.cnonce.len() + credentials.username.len();
        if written > WRITTEN || !self.may_search(now, key, candidates(extensions)) {
            return (failure == AuthFailure::WrongDigest).then_some(Mistake::NotExamined);
        }
        let algorithm = Algorithm::named(credentials.algorithm)?;
        let uri_host = core::str::from_utf8(exchange.uri_host).unwrap_or_default();
        // A phone that was given our address takes that for the realm.
        let local = exchange.local.to_string();
        let search = Search {
            ha2: authenticator.ha2(algorithm, credentials.uri),
            credentials,
            algorithm,
            realm: &config.realm,
            realms: &[uri_host, &local],
        };
        // What can be no mistake in a password is searched for too: it must take as long.
        let known = extensions.get(&name);
        let known = known.filter(|_| failure == AuthFailure::WrongDigest);
        let decoy = authenticator.decoy();
        let mistake = if name == exchange.account {
            let former = self.former.as_ref().map(|(former, _)| former);
            search.run(known.unwrap_or(decoy), extensions, former)
        } else {
            // Then the password belongs to one of two extensions, most likely to the one to register.
            let own = extensions.get(&exchange.account);
            search.under_other_name(own.unwrap_or(decoy), &String::from_utf8_lossy(&name))
        };
        known.map(|_| mistake)
    }

    /// Whether `candidates` may be tried for `key`: one search for each account and source a second, and all
    /// searches together a hundredth of the time. It is measured in candidates, so that no clock is needed: a
    /// candidate takes about a microsecond.
    fn may_search(&mut self, now: Time, key: u64, candidates: usize) -> bool {
        if self.second != now.secs() {
            (self.second, self.candidates) = (now.secs(), 0);
        }
        if self.searched.get(key) == now.secs() || self.candidates + candidates > CANDIDATES {
            return false;
        }
        self.searched.set(key, now.secs());
        self.candidates += candidates;
        true
    }
}

/// Candidates besides the passwords of other accounts. So many are hashed in every search, that its time
/// does not tell how near a guess came.
const OWN_CANDIDATES: usize = typed::MOST + 24;

/// How many candidates a search among `all` tries.
fn candidates(all: &Extensions) -> usize {
    OWN_CANDIDATES + Some(all.len()).filter(|n| *n <= MAX_OTHERS).unwrap_or(0)
}

/// More accounts than this are not tried: the search would take longer than it is worth.
const MAX_OTHERS: usize = 500;

/// What a search has to go by.
struct Search<'a> {
    ha2: Hash,
    credentials: &'a Credentials<'a>,
    algorithm: Algorithm,
    realm: &'a str,
    /// Other realms the phone may have hashed: names and addresses by which it may know this server.
    realms: &'a [&'a str],
}

impl Search<'_> {
    fn fits(&self, user: &[u8], realm: &str, password: &[u8]) -> bool {
        let ha1 = ha1(self.algorithm, user, realm.as_bytes(), password);
        self.proves(&ha1)
    }

    fn proves(&self, ha1: &Hash) -> bool {
        verify(self.algorithm, ha1, &self.ha2, self.credentials)
    }

    /// The mistake that explains why the credentials are wrong for `extension`, in the order of how
    /// often they are made. With only hashes in the file, most cannot be determined.
    fn run(
        &self,
        extension: &Extension,
        all: &Extensions,
        previous: Option<&Extensions>,
    ) -> Mistake {
        let user = extension.name().as_bytes();
        let mut trial = Trial::default();
        let mut is_complete = all.len() <= MAX_OTHERS;
        if let Some(password) = extension.password() {
            let typed = Variants::of(password);
            is_complete &= typed.is_complete;
            for (mistake, password) in typed.list {
                trial.note(self.fits(user, self.realm, &password), || mistake);
            }
            self.try_names(&mut trial, user, password);
            self.try_realms(&mut trial, user, password);
        } else {
            trial.note(self.fits(user, self.realm, b""), || Mistake::Empty);
        }
        if let Some(ha1) = extension.ha1(self.algorithm) {
            let mut buffer = [0; 64];
            let hex = ha1.to_hex(&mut buffer);
            trial.note(self.fits(user, self.realm, hex), || Mistake::HashAsPassword);
        }
        let old = previous
            .and_then(|p| p.get(user))
            .and_then(|e| e.ha1(self.algorithm));
        if let Some(ha1) = old {
            trial.note(self.proves(ha1), || Mistake::Old);
        }
        self.fill(&mut trial, user);
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
                trial.note(fits, || Mistake::OfOther(other.name().to_string()));
            }
        }
        trial.found.unwrap_or(match extension.password() {
            _ if !is_complete => Mistake::NotExamined,
            Some(_) => Mistake::WrongPassword,
            None => Mistake::Hashed,
        })
    }

    /// The mistake in a login that names another extension, `named`, than `own`, the one to register.
    fn under_other_name(&self, own: &Extension, named: &str) -> Mistake {
        let mut trial = Trial::default();
        let written = self.credentials.username;
        if let Some(password) = own.password() {
            let fits = self.fits(written, self.realm, password.as_bytes());
            trial.note(fits, || Mistake::UserInHash(named.to_string()));
        }
        if let Some(ha1) = own.ha1(self.algorithm) {
            let named = || Mistake::UserInHash(named.to_string());
            trial.note(self.proves(ha1), named);
        }
        self.fill(&mut trial, written);
        let neither = || Mistake::OtherName(named.to_string());
        trial.found.unwrap_or_else(neither)
    }

    /// Hashes as often as the longest search does.
    fn fill(&self, trial: &mut Trial, user: &[u8]) {
        for _ in trial.tried..OWN_CANDIDATES {
            core::hint::black_box(self.fits(user, self.realm, b"Decoy-of-16-char"));
        }
    }

    /// Other user names that the phone may have hashed with the right password.
    fn try_names(&self, trial: &mut Trial, user: &[u8], password: &str) {
        let written = self.credentials.username;
        let bare = written.split(|&b| b == b'@').next().unwrap_or_default();
        let at = |host: &str| [user, b"@", host.as_bytes()].concat();
        let names = [
            at(self.realm),
            at(self.uri_host()),
            written.to_vec(),
            bare.to_vec(),
            user.to_ascii_lowercase(),
            user.to_ascii_uppercase(),
        ];
        for name in names.into_iter().filter(|name| name != user) {
            let fits = self.fits(&name, self.realm, password.as_bytes());
            trial.note(fits, || {
                Mistake::UserInHash(String::from_utf8_lossy(&name).into_owned())
            });
        }
    }

    /// Other realms that the phone may have hashed with the right password.
    fn try_realms(&self, trial: &mut Trial, user: &[u8], password: &str) {
        let usual = [self.uri_host(), "asterisk", "freeswitch", "sip", ""];
        let realms = self.realms.iter().copied().chain(usual);
        for realm in realms.filter(|realm| *realm != self.realm) {
            let fits = self.fits(user, realm, password.as_bytes());
            trial.note(fits, || Mistake::RealmInHash(realm.to_string()));
        }
    }

    /// The host in the `uri` that was hashed.
    fn uri_host(&self) -> &str {
        let host = Uri::parse(self.credentials.uri).map(|uri| uri.host);
        core::str::from_utf8(host.unwrap_or_default()).unwrap_or_default()
    }
}

/// What a search has come to. It goes on after it has found something: its time must not tell.
#[derive(Default)]
struct Trial {
    found: Option<Mistake>,
    tried: usize,
}

impl Trial {
    fn note(&mut self, fits: bool, mistake: impl FnOnce() -> Mistake) {
        self.tried += 1;
        if fits && self.found.is_none() {
            self.found = Some(mistake());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::auth::digest::{ha2, response};

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

    /// What is found if the file has one password and the phone another.
    fn found(in_file: &str, on_phone: impl AsRef<[u8]>) -> Mistake {
        let file = alloc::format!("1001 {in_file}\n1002 daftar9x\n");
        let algorithms = [Algorithm::Md5];
        let all = Extensions::parse(&file, REALM, &algorithms, Seed::new([9; 16])).unwrap();
        let ha1 = ha1(Algorithm::Md5, b"1001", REALM.as_bytes(), on_phone.as_ref());
        let blank = credentials("", "auth");
        let response = response(
            Algorithm::Md5,
            &ha1,
            &ha2(Algorithm::Md5, b"REGISTER", blank.uri),
            &blank,
        );
        let mut buffer = [0; 64];
        let hex = core::str::from_utf8(response.to_hex(&mut buffer)).unwrap();
        let credentials = credentials(hex, "auth");
        search_of(&credentials, &[]).run(all.get(b"1001").unwrap(), &all, None)
    }

    #[test]
    fn what_is_typed_instead_of_a_password_is_named() {
        use Mistake::*;
        for (in_file, on_phone, mistake) in [
            ("kitob7ab", "kitob7ab\n", LineBreak),
            ("kitob7ab", "kitob7ab\r\n", LineBreak),
            ("kitob7ab", "kitob7ab\t", Tab),
            ("kitob7ab", "\tkitob7ab", Tab),
            ("kitob7ab", "kitob7ab\u{a0}", NoBreakSpace),
            ("kitob7ab", "\u{a0}kitob7ab", NoBreakSpace),
            ("kitob7ab", "kitob7abkitob7ab", Twice),
            ("kitob;7ab", "kitob", CutAtSign(5)),
            ("kitob;7ab", "kitob;", Cut(6)),
            ("kitob-daftar-qalam", "kitob-daftar-qal", Cut(16)),
            ("kitob7ab", "kitob7\u{430}b", CyrillicLetters),
            ("maktab-2024", "m\u{430}kt\u{430}b-2024", CyrillicLetters),
            ("maktab-2024", "makt\u{430}b-2024", CyrillicLetters),
            ("makt\u{430}b-2024", "maktab-2024", CyrillicLetters),
            ("Kitob7ab", "Лшещи7фи", KeyboardLayout),
            ("kitob.7ab", "лшещи.7фи", KeyboardLayout),
            ("kitob.7ab", "лшещию7фи", KeyboardLayout),
            ("sos-kitob", "қўқғлшеўи", KeyboardLayout),
            ("Лшещи7фи", "Kitob7ab", KeyboardLayout),
            ("o'quv-joy", "o’quv-joy", Typographic),
            ("o’quv-joy", "o'quv-joy", Typographic),
            ("say \"salom\" 1", "say “salom” 1", Typographic),
            ("kitob-7-ab", "kitob–7–ab", Typographic),
            ("kitob--7ab", "kitob—7ab", Typographic),
            ("k0tob70b", "kOtob70b", SimilarCharacters),
            ("k0tob70b", "kOtob7Ob", SimilarCharacters),
            ("ki1ob7ab", "kilob7ab", SimilarCharacters),
            ("ki1ob7ab", "kiIob7ab", SimilarCharacters),
            ("kitob7é", "kitob7e\u{301}", DecomposedLetters),
            ("kitob7e\u{301}", "kitob7é", DecomposedLetters),
            ("\u{439}il-7ab", "\u{438}\u{306}il-7ab", DecomposedLetters),
            ("kit@b/7ab", "kit%40b%2F7ab", PercentEncoded),
            ("kit%40b%2f7ab", "kit@b/7ab", PercentEncoded),
            ("\"kitob7ab\"", "kitob7ab", ExtraInFile("\"".into())),
            ("'kitob7ab'", "kitob7ab", ExtraInFile("'".into())),
            ("kitob7ab   # Ali", "kitob7ab", ExtraInFile("#".into())),
            ("= kitob7ab", "kitob7ab", ExtraInFile("=".into())),
            ("=kitob7ab", "kitob7ab", ExtraInFile("=".into())),
            ("kitob7ab", "\"kitob7ab\"", QuotesOnPhone),
            ("kitob7ab", "KITOB7AB", AllCapitals),
            ("kitob7ab", "daftar9x", OfOther("1002".into())),
            ("kitob7ab", "another", WrongPassword),
            ("kitob7ab", "kitob7ac", WrongPassword),
        ] {
            assert_eq!(found(in_file, on_phone), mistake, "{in_file} {on_phone}");
        }
        // “Привет-5” and “Ў№5” in Windows-1251.
        let bytes = b"\xcf\xf0\xe8\xe2\xe5\xf2-5";
        assert_eq!(found("Привет-5", bytes), Windows1251);
        assert_eq!(found("Ў№5", b"\xa1\xb95"), Windows1251);
        // MD5 of 1001:sip.example.com:kitob7ab, in the file as plain text and as that hash.
        let hash = "f34b9e42c3b93046155f8aedad236a25";
        assert_eq!(found("kitob7ab", hash), HashAsPassword);
    }

    #[test]
    fn every_search_takes_as_many_candidates_as_it_was_allowed() {
        let long = "0O1lI".repeat(40);
        let variants = Variants::of(&long);
        assert!(!variants.is_complete && variants.list.len() == typed::MOST);
        assert_eq!(found(&long, "another"), Mistake::NotExamined);
        assert!(Variants::of("maktab-2024").is_complete);
        let many: String = (0..=MAX_OTHERS)
            .map(|n| alloc::format!("{n} password-{n}\n"))
            .collect();
        let all = Extensions::parse(&many, REALM, &[Algorithm::Md5], Seed::new([9; 16])).unwrap();
        let credentials = credentials("901daf1f44715361973d91fff1d99a5f", "auth");
        let mistake = search_of(&credentials, &[]).run(all.get(b"7").unwrap(), &all, None);
        assert_eq!(mistake, Mistake::NotExamined, "others were not tried");
    }

    #[test]
    fn every_mistake_is_read_as_it_is_written() {
        let text = || String::from("1002");
        let others = [
            Mistake::Hashed,
            Mistake::Cut(16),
            Mistake::CutAtSign(16),
            Mistake::ExtraInFile(text()),
            Mistake::OfOther(text()),
            Mistake::UserInHash(text()),
            Mistake::RealmInHash(text()),
            Mistake::OtherName(text()),
        ];
        for mistake in Mistake::PLAIN.into_iter().chain(others) {
            let read = Mistake::read(mistake.name(), &mistake.detail());
            assert_eq!(read, Some(mistake));
        }
    }

    #[test]
    fn a_search_is_made_once_a_second_for_each_and_for_all_within_a_budget() {
        let mut mistakes = Mistakes::new();
        let mut take = |now, key, candidates| mistakes.may_search(now, key, candidates);
        let t = Time::from_secs;
        assert!(take(t(1), 7, 24) && !take(t(1), 7, 24));
        assert!(take(t(1), 8, 24), "another one has its own");
        assert!(take(t(2), 7, 24));
        let taken = (0..1000).filter(|i| take(t(3), i << 40 | i, 224));
        assert_eq!(taken.count(), CANDIDATES / 224);
        assert!(take(t(4), 7, 224));
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
