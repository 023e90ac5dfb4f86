//! The extensions file: text in, [`Extensions`] or everything that is wrong with it out, and
//! the one edit that `passwd` makes. It opens no file.

mod edit;
mod entry;

pub use edit::edit;
pub use entry::{MAX_PASSWORD, SHORT_PASSWORD, validate_name, validate_password};

use crate::auth::digest::{Hash, ha1};
use crate::config::Algorithm;
use crate::diagnostic::{Complaint, Complaints, Diagnostic, spoken_lines};
use crate::message::uri::unescape;
use crate::seed::{Key, Seed};
use alloc::boxed::Box;
use alloc::vec::Vec;
use arrayvec::ArrayVec;
use entry::{Entry, Secret};
use hashbrown::HashTable;

/// Names are at most this long; nothing longer is a user part that anybody types.
pub const MAX_NAME: usize = 64;

/// The canonical name of an account: the user part of a SIP URI, escapes resolved, case kept.
pub type Name = ArrayVec<u8, MAX_NAME>;

/// The canonical form of a user part (RFC 3261 §10.3 step 5): escapes resolved, compared with its case.
pub(crate) fn canonical(user: &[u8]) -> Name {
    if !user.contains(&b'%') {
        return Name::try_from(user).unwrap_or_default();
    }
    let mut buffer = [0; MAX_NAME];
    let name = unescape(user, &mut buffer).unwrap_or_default();
    Name::try_from(name).unwrap_or_default()
}

/// One account.
#[derive(Clone, Debug, Default)]
pub struct Extension {
    name: Box<str>,
    password: Option<Box<str>>,
    md5: Option<Hash>,
    sha256: Option<Box<Hash>>,
    /// The line of the file that defines it, from 1.
    pub line: u32,
}

impl Extension {
    /// Its name, the user part that its phone registers.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The password, if the file holds it as plain text.
    pub fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    /// An account with a plain password; hashes are made for `algorithms` under `realm`.
    fn of_password(
        name: &str,
        password: &str,
        realm: &str,
        algorithms: &[Algorithm],
        line: u32,
    ) -> Self {
        let (user, secret) = (name.as_bytes(), password.as_bytes());
        let hash = |algorithm| {
            let is_offered = algorithms.contains(&algorithm);
            is_offered.then(|| ha1(algorithm, user, realm.as_bytes(), secret))
        };
        Self {
            name: name.into(),
            password: Some(password.into()),
            md5: hash(Algorithm::Md5),
            sha256: hash(Algorithm::Sha256).map(Box::new),
            line,
        }
    }

    /// Stands for an extension that does not exist where the same work must be done for both. Nobody knows
    /// its password: a right answer to it would take less time.
    pub(crate) fn decoy(seed: Seed, realm: &str, algorithms: &[Algorithm]) -> Self {
        let password = alloc::format!("{:016x}", seed.derive(b"decoy").hash(b""));
        Self::of_password("decoy", &password, realm, algorithms, 0)
    }

    /// Whether `other`, of the same name and realm, has another password, as far as the hashes that both
    /// have tell.
    pub(crate) fn has_other_password(&self, other: &Self) -> bool {
        let differs = |algorithm| {
            let hashes = self.ha1(algorithm).zip(other.ha1(algorithm));
            hashes.is_some_and(|(one, two)| !one.is_same(two))
        };
        differs(Algorithm::Md5) || differs(Algorithm::Sha256)
    }

    /// H(name:realm:password), if it is known for that algorithm (RFC 7616 §3.4.2).
    pub(crate) fn ha1(&self, algorithm: Algorithm) -> Option<&Hash> {
        match algorithm {
            Algorithm::Md5 => self.md5.as_ref(),
            Algorithm::Sha256 => self.sha256.as_deref(),
        }
    }
}

/// All accounts, found by name.
#[derive(Clone, Debug)]
pub struct Extensions {
    /// In the order of the file.
    pub(crate) list: Vec<Extension>,
    index: HashTable<u32>,
    seed: Seed,
}

impl Extensions {
    /// No account at all; `seed` keys the table, because strangers choose what is looked up in it.
    pub fn empty(seed: Seed) -> Self {
        Self {
            list: Vec::new(),
            index: HashTable::new(),
            seed,
        }
    }

    /// Adds an account whose name is not there yet.
    pub(crate) fn insert(&mut self, extension: Extension) {
        let at = short(self.list.len());
        let hash = self.seed.hash(extension.name.as_bytes());
        self.list.push(extension);
        let Self { list, index, seed } = self;
        index.insert_unique(hash, at, |&i| seed.hash(list[place(i)].name.as_bytes()));
    }

    /// Reads the text of a file. Hashes are made for `algorithms` under `realm`.
    ///
    /// # Errors
    /// Everything wrong with it, in the order of its lines.
    pub fn parse(
        text: &str,
        realm: &str,
        algorithms: &[Algorithm],
        seed: Seed,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut all = Self::empty(seed);
        // A line each, or a few fewer: growing step by step would hash every name several times.
        let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        all.list.reserve_exact(lines);
        all.index.reserve(lines, |_| 0);
        let mut complaints = Complaints::of_secrets();
        let text = complaints.without_mark(text);
        for (number, line) in spoken_lines(text) {
            let entry = Entry::parse(line);
            let added = entry.and_then(|entry| all.add(entry, number, realm, algorithms));
            if let Err((part, complaint)) = added {
                complaints.push(number, line, part, complaint);
            }
        }
        let has_any = |e: &Extension| algorithms.iter().any(|&a| e.ha1(a).is_some());
        if !all.list.iter().all(has_any) {
            let lines = all.defining_lines(text);
            for (number, line, extension) in lines.filter(|(_, _, e)| !has_any(e)) {
                let complaint = Complaint::NoHash {
                    name: extension.name.as_ref().into(),
                    algorithms: algorithms.iter().map(|a| a.name()).collect(),
                };
                complaints.push(number, line, line.trim(), complaint);
            }
        }
        complaints.or(all)
    }

    /// The lines of `text` that define these accounts, each once.
    fn defining_lines<'t>(
        &self,
        text: &'t str,
    ) -> impl Iterator<Item = (usize, &'t str, &Extension)> {
        let mut list = self.list.iter().peekable();
        spoken_lines(text).filter_map(move |(number, line)| {
            let is_it = |e: &&Extension| usize::try_from(e.line) == Ok(number);
            list.next_if(is_it)
                .map(|extension| (number, line, extension))
        })
    }

    /// Lines of `text`, from which these accounts were read, that let some logins fail: without a hash
    /// for an algorithm that is offered.
    pub fn gaps(&self, text: &str, algorithms: &[Algorithm]) -> Vec<Diagnostic> {
        let mut gaps = Complaints::of_secrets();
        for (number, line, extension) in self.defining_lines(text) {
            if let Some(missing) = algorithms.iter().find(|a| extension.ha1(**a).is_none()) {
                let complaint = Complaint::NoHashForOne {
                    name: extension.name.as_ref().into(),
                    algorithm: missing.name(),
                };
                gaps.push(number, line, line.trim(), complaint);
            }
        }
        gaps.into_list()
    }

    /// What is allowed in the file, but hardly meant.
    pub fn doubts(text: &str) -> Vec<Diagnostic> {
        let mut doubts = Complaints::of_secrets();
        for (number, line) in spoken_lines(text) {
            let entry = Entry::parse(line).ok();
            for (part, complaint) in entry.iter().flat_map(Entry::doubts) {
                doubts.push(number, line, part, complaint);
            }
        }
        doubts.into_list()
    }

    fn add<'t>(
        &mut self,
        entry: Entry<'t>,
        number: usize,
        realm: &str,
        algorithms: &[Algorithm],
    ) -> Result<(), (&'t str, Complaint)> {
        let name = entry.name;
        let line = u32::try_from(number).unwrap_or(u32::MAX);
        let known = self.find(self.seed.key(name.as_bytes()));
        match entry.secret {
            Secret::Password(password) => {
                if let Some(at) = known {
                    return Err((name, twice(name, &self.list[at])));
                }
                self.insert(Extension::of_password(
                    name, password, realm, algorithms, line,
                ));
            }
            Secret::Hash {
                realm: theirs,
                hash,
                algorithm,
            } => {
                if theirs != realm {
                    let complaint = Complaint::HashOfOtherRealm {
                        name: name.into(),
                        hashed: theirs.into(),
                        realm: realm.into(),
                    };
                    return Err((theirs, complaint));
                }
                if known.is_none() {
                    self.insert(Extension {
                        name: name.into(),
                        line,
                        ..Extension::default()
                    });
                }
                let at = known.unwrap_or(self.list.len() - 1);
                let extension = &mut self.list[at];
                if extension.password.is_some() || extension.ha1(algorithm).is_some() {
                    return Err((name, twice(name, extension)));
                }
                match algorithm {
                    Algorithm::Md5 => extension.md5 = Some(hash),
                    Algorithm::Sha256 => extension.sha256 = Some(Box::new(hash)),
                }
            }
        }
        Ok(())
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        let is_it = |&i: &u32| self.list[place(i)].name.as_bytes() == key.name;
        self.index.find(key.hash, is_it).map(|&i| place(i))
    }

    /// The account of that name, compared with its case.
    pub fn get(&self, name: &[u8]) -> Option<&Extension> {
        self.find_key(self.seed.key(name))
    }

    /// The same for a name whose hash is known.
    pub fn find_key(&self, key: Key<'_>) -> Option<&Extension> {
        self.list.get(self.find(key)?)
    }

    /// The seed of this table and of all others that are asked for the names of extensions.
    pub fn seed(&self) -> Seed {
        self.seed
    }

    /// All accounts in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Extension> {
        self.list.iter()
    }

    /// How many accounts there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// `name` is defined again, after `first`.
fn twice(name: &str, first: &Extension) -> Complaint {
    Complaint::NameTwice {
        name: name.into(),
        first_line: first.line,
    }
}

/// The place in a list, from the 32 bits in which a table has it.
pub(crate) fn place(short: u32) -> usize {
    usize::try_from(short).unwrap_or(usize::MAX)
}

/// A place in 32 bits: four thousand million accounts do not fit into memory.
pub(crate) fn short(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
