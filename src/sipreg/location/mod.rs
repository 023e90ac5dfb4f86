//! The location service: address of record → bindings (RFC 3261 §10), and their expiry.
//! It applies what it is given; whether that is allowed is decided in `register`.

mod binding;

pub use binding::{Binding, BindingInfo, Kept, MAX_CONTACT, MAX_KEPT};

use crate::extensions::{Name, place, short};
use crate::message::contact::Contact;
use crate::notes::Notes;
use crate::seed::{Key, Seed, fingerprint, join, spread};
use crate::sender::{Device, Sender, is_same_source};
use crate::time::Time;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};
use hashbrown::HashTable;

#[derive(Debug)]
struct Record {
    name: Box<[u8]>,
    bindings: Vec<Binding>,
    /// The second under which `deadlines` will next look at this record.
    scheduled: u32,
}

/// What became of a contact that was bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// It is new.
    Added,
    /// It was there, and came from the same address and port.
    Refreshed,
    /// It was there, but under another URI, or it came from elsewhere.
    Moved,
}

/// How a binding ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Its time passed without a refresh.
    Expired,
    /// Its phone removed it.
    Unregistered,
    /// It was not refreshed for longest when another contact came at the limit.
    Evicted,
    /// The same phone, by its instance or an equivalent URI, is registered under another URI.
    Replaced,
    /// The password of its extension is another now.
    PasswordChanged,
    /// Its extension is not in the file any more.
    ExtensionRemoved,
}

/// A binding that has ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// How.
    pub end: End,
    /// The extension.
    pub name: Name,
    /// What it was.
    pub binding: Binding,
    /// The phone whose request ended it, if one did.
    pub successor: Option<Device>,
}

impl Ended {
    /// `binding` of `name` has ended, and not because of a request.
    pub(crate) fn new(end: End, name: &[u8], binding: &Binding) -> Self {
        Self {
            end,
            name: Name::try_from(name).unwrap_or_default(),
            binding: binding.clone(),
            successor: None,
        }
    }
}

/// Contact URIs, instances and Paths of one extension take at most this many bytes together, so that the
/// list of its contacts fits into one datagram.
pub const MAX_CONTACTS_BYTES: usize = 32 * 1024;
/// How long an ended registration still makes its phone an owner, seconds.
const OWNER_FOR: u64 = 7 * 86_400;
/// Ended registrations remembered.
const ENDED: usize = 1 << 16;

/// All bindings, found by address of record.
#[derive(Debug)]
pub struct Location {
    records: Vec<Record>,
    free: Vec<u32>,
    index: HashTable<u32>,
    /// Second → records that may have something ending then. A record appears once where it must be
    /// looked at; a refresh moves nothing, the look itself schedules it again.
    deadlines: BTreeMap<u32, Vec<u32>>,
    bindings: usize,
    /// Bindings of each source, by [`Sender::source`].
    sources: HashTable<(u64, u32)>,
    /// Registrations that have ended, and the second until which each counts.
    ended: Notes,
    names: Seed,
    addresses: Seed,
}

impl Location {
    /// An empty service. `names` keys its table of accounts, `addresses` its table of sources.
    pub fn new(names: Seed, addresses: Seed) -> Self {
        Self {
            records: Vec::new(),
            free: Vec::new(),
            index: HashTable::new(),
            deadlines: BTreeMap::new(),
            bindings: 0,
            sources: HashTable::new(),
            ended: Notes::new(ENDED),
            names,
            addresses,
        }
    }

    /// Makes room for `count` more accounts that are about to come.
    pub fn reserve(&mut self, count: usize) {
        self.records.reserve_exact(count);
        let hash = |&i: &u32| self.names.hash(&self.records[place(i)].name);
        self.index.reserve(count, hash);
        self.sources.reserve(count, |&(source, _)| source);
    }

    /// How many bindings there are, counting those that have ended since the last [`Self::expire`].
    pub fn len(&self) -> usize {
        self.bindings
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.bindings == 0
    }

    /// Whether a phone is registered from the source with that key.
    pub fn is_home(&self, source: u64) -> bool {
        self.sources.find(source, |(s, _)| *s == source).is_some()
    }

    /// Whether the account is registered from the source of `ip`.
    pub fn is_live_at(&self, now: Time, key: Key<'_>, ip: IpAddr) -> bool {
        let mut live = self.bindings(key).iter().filter(|b| b.is_live(now));
        live.any(|b| is_same_source(b.source.ip(), ip))
    }

    /// Whether the account has or had a registration with that Call-ID or instance, by its
    /// [`fingerprint`]: one that is live, or ended within seven days as far as is remembered.
    pub fn knows(&self, now: Time, key: Key<'_>, registration: u64) -> bool {
        let is_it = |b: &Binding| b.call_id == registration || instance_of(b) == registration;
        let ended = ended_key(key, registration);
        self.bindings(key).iter().any(is_it) || now.secs() < self.ended.get(ended)
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        let is_it = |&i: &u32| *self.records[place(i)].name == *key.name;
        self.index.find(key.hash, is_it).map(|&i| place(i))
    }

    /// The bindings of that name; some may have ended.
    pub fn bindings(&self, key: Key<'_>) -> &[Binding] {
        self.find(key).map_or(&[], |at| &self.records[at].bindings)
    }

    /// Binds `contact` to the name, or refreshes it. Each binding that ends by this goes to `ended`:
    /// those whose time has passed, those that are the same phone under another URI, and, beyond
    /// `max_contacts` contacts or [`MAX_CONTACTS_BYTES`], those that were not refreshed for longest.
    pub fn bind(
        &mut self,
        now: Time,
        key: Key<'_>,
        contact: &Contact<'_>,
        info: &BindingInfo<'_>,
        max_contacts: usize,
        mut ended: impl FnMut(End, &Binding),
    ) -> (Bound, &Binding) {
        let at = self.find(key).unwrap_or_else(|| self.insert(key));
        self.schedule(at, info.expires);
        let own = &mut self.records[at].bindings;
        if let [binding] = own.as_mut_slice()
            && binding.uri() == contact.uri.text
            && binding.source == info.source
            && binding.is_live(now)
        {
            // What nearly every REGISTER is: the only phone goes on.
            binding.refresh(contact, info);
            return (Bound::Refreshed, &self.records[at].bindings[0]);
        }
        // Out of the record while other tables change with them.
        let mut bindings = core::mem::take(&mut self.records[at].bindings);
        let mut end = |location: &mut Self, kind: End, binding: &Binding| {
            location.remember_end(now, key, binding);
            ended(kind, binding);
        };
        let same = bindings.iter().position(|b| b.uri() == contact.uri.text);
        let same = same.or_else(|| bindings.iter().position(|b| b.is_of(contact)));
        let known = same.map(|i| bindings.remove(i));
        bindings.retain(|b| {
            let is_other = b.is_live(now) && !b.is_of(contact);
            if !is_other {
                let kind = if b.is_live(now) {
                    End::Replaced
                } else {
                    End::Expired
                };
                end(self, kind, b);
            }
            is_other
        });
        let (bound, binding) = match known {
            Some(mut binding) if binding.is_live(now) => {
                let is_same_uri = binding.uri() == contact.uri.text;
                let bound = if is_same_uri && binding.source == info.source {
                    Bound::Refreshed
                } else {
                    if is_same_uri {
                        self.remember_end(now, key, &binding);
                    } else {
                        end(self, End::Replaced, &binding);
                    }
                    self.count_in(info.source);
                    Bound::Moved
                };
                binding.refresh(contact, info);
                (bound, binding)
            }
            gone => {
                if let Some(old) = gone {
                    end(self, End::Expired, &old);
                }
                let binding = Binding::new(contact, info);
                self.count_in(binding.source);
                (Bound::Added, binding)
            }
        };
        evict(&mut bindings, &binding, max_contacts, |old| {
            end(self, End::Evicted, old);
        });
        bindings.push(binding);
        let record = &mut self.records[at];
        record.bindings = bindings;
        (bound, &record.bindings[record.bindings.len() - 1])
    }

    /// Removes the bindings of the name for which `is_doomed` says so; each goes to `removed`.
    pub fn unbind(
        &mut self,
        now: Time,
        key: Key<'_>,
        is_doomed: impl FnMut(&Binding) -> bool,
        removed: impl FnMut(&Binding),
    ) {
        if let Some(at) = self.find(key) {
            self.remove(now, key, at, is_doomed, removed);
        }
    }

    /// The same for the record at that place.
    fn remove(
        &mut self,
        now: Time,
        key: Key<'_>,
        at: usize,
        mut is_doomed: impl FnMut(&Binding) -> bool,
        mut removed: impl FnMut(&Binding),
    ) {
        let mut bindings = core::mem::take(&mut self.records[at].bindings);
        bindings.retain(|b| {
            let is_kept = !is_doomed(b);
            if !is_kept {
                self.remember_end(now, key, b);
                removed(b);
            }
            is_kept
        });
        if bindings.is_empty() {
            self.remove_record(at);
        } else {
            self.records[at].bindings = bindings;
        }
    }

    /// Takes a binding as the journal has it; it replaces one with the same URI.
    pub fn restore(&mut self, now: Time, key: Key<'_>, binding: Binding) {
        self.unbind(now, key, |b| b.uri() == binding.uri(), |_| {});
        let at = self.find(key).unwrap_or_else(|| self.insert(key));
        self.schedule(at, binding.expires);
        self.count_in(binding.source);
        // Most accounts have one phone: ask for room for one, not for four.
        let bindings = &mut self.records[at].bindings;
        bindings.reserve_exact(1);
        bindings.push(binding);
    }

    /// Removes every binding that has ended; each goes to `ended` with its address of record. Looks only
    /// at records that may have one.
    pub fn expire(&mut self, now: Time, mut ended: impl FnMut(&[u8], &Binding)) {
        while let Some(entry) = self.deadlines.first_entry()
            && u64::from(*entry.key()) <= now.secs()
        {
            let (second, due) = entry.remove_entry();
            for at in due.into_iter().map(place) {
                if self.records[at].scheduled == second {
                    self.records[at].scheduled = u32::MAX;
                    self.expire_record(now, at, &mut ended);
                }
            }
        }
    }

    fn expire_record(&mut self, now: Time, at: usize, ended: &mut impl FnMut(&[u8], &Binding)) {
        if self.records[at].bindings.is_empty() {
            return;
        }
        let name = self.records[at].name.clone();
        let (key, is_over) = (self.names.key(&name), |b: &Binding| !b.is_live(now));
        self.remove(now, key, at, is_over, |b| ended(&name, b));
        let left = self.records[at].bindings.iter();
        if let Some(next) = left.map(|b| b.expires).min() {
            self.schedule(at, next);
        }
    }

    /// Goes on from place `from` and shows up to `count` records; returns where to go on, or `None`
    /// at the end. What changes behind the place while others are shown is not shown again.
    pub fn walk(
        &self,
        from: usize,
        count: usize,
        mut show: impl FnMut(&[u8], &[Binding]),
    ) -> Option<usize> {
        let end = from.saturating_add(count);
        for record in self.records.iter().skip(from).take(count) {
            if !record.bindings.is_empty() {
                show(&record.name, &record.bindings);
            }
        }
        (end < self.records.len()).then_some(end)
    }

    /// A binding from that address has begun.
    fn count_in(&mut self, address: SocketAddr) {
        self.bindings += 1;
        let source = Sender::new(self.addresses, address).source;
        let entry = self
            .sources
            .entry(source, |(s, _)| *s == source, |(s, _)| *s)
            .or_insert((source, 0));
        entry.into_mut().1 += 1;
    }

    /// A binding has ended: its source has one less, and its registration is remembered.
    fn remember_end(&mut self, now: Time, key: Key<'_>, binding: &Binding) {
        self.bindings -= 1;
        let source = Sender::new(self.addresses, binding.source).source;
        if let Ok(mut entry) = self.sources.find_entry(source, |(s, _)| *s == source) {
            entry.get_mut().1 -= 1;
            if entry.get().1 == 0 {
                entry.remove();
            }
        }
        for registration in [binding.call_id, instance_of(binding)] {
            let ended = ended_key(key, registration);
            self.ended.set(ended, now.secs() + OWNER_FOR);
        }
    }

    fn insert(&mut self, key: Key<'_>) -> usize {
        let mut record = Record {
            name: key.name.into(),
            bindings: Vec::with_capacity(1),
            scheduled: u32::MAX,
        };
        let at = match self.free.pop().map(place) {
            Some(at) => {
                record.scheduled = self.records[at].scheduled;
                self.records[at] = record;
                at
            }
            None => {
                self.records.push(record);
                self.records.len() - 1
            }
        };
        let hash = |&i: &u32| self.names.hash(&self.records[place(i)].name);
        self.index.insert_unique(key.hash, short(at), hash);
        at
    }

    fn remove_record(&mut self, at: usize) {
        let record = &mut self.records[at];
        let name = core::mem::take(&mut record.name);
        record.bindings = Vec::new();
        // It stays scheduled: an account that comes and goes all the time would be scheduled each time.
        let hash = self.names.hash(&name);
        if let Ok(entry) = self.index.find_entry(hash, |&i| i == short(at)) {
            entry.remove();
        }
        self.free.push(short(at));
    }

    /// Sees to it that the record is looked at when `expires` has come.
    fn schedule(&mut self, at: usize, expires: Time) {
        let second = u32::try_from(expires.millis().div_ceil(1000)).unwrap_or(u32::MAX - 1);
        let record = &mut self.records[at];
        if second < record.scheduled {
            record.scheduled = second;
            let due = self.deadlines.entry(second).or_default();
            // An account that comes and goes within a second is not written down each time.
            if due.last() != Some(&short(at)) {
                due.push(short(at));
            }
        }
    }
}

/// Removes those of `bindings` that were not refreshed for longest, until `next` has room beside them.
fn evict(
    bindings: &mut Vec<Binding>,
    next: &Binding,
    max_contacts: usize,
    mut evicted: impl FnMut(&Binding),
) {
    let mut bytes: usize = bindings.iter().map(Binding::contact_bytes).sum();
    while bindings.len() >= max_contacts || bytes + next.contact_bytes() > MAX_CONTACTS_BYTES {
        let oldest = (0..bindings.len()).min_by_key(|&i| bindings[i].touched());
        let Some(oldest) = oldest else { break };
        let old = bindings.remove(oldest);
        bytes -= old.contact_bytes();
        evicted(&old);
    }
}

/// The key of the instance of a binding; 0 if it has none.
fn instance_of(binding: &Binding) -> u64 {
    match binding.instance() {
        b"" => 0,
        instance => fingerprint(instance),
    }
}

/// The key of a registration of the account.
fn ended_key(key: Key<'_>, registration: u64) -> u64 {
    spread(join(key.hash, registration))
}

#[cfg(test)]
mod tests;
