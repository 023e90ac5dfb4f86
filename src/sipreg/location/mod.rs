//! The location service: address of record → bindings (RFC 3261 §10), and their expiry.
//! It applies what it is told; whether it may be told so is the registrar's part.

mod binding;

pub use binding::{Binding, MAX_AGENT, MAX_CONTACT, Particulars};

use crate::message::contact::Contact;
use crate::seed::{Key, Seed};
use crate::time::Time;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use hashbrown::HashTable;

#[derive(Debug)]
struct Record {
    name: Box<[u8]>,
    bindings: Vec<Binding>,
    /// The second under which `deadlines` will next look at this record.
    filed: u32,
}

/// What became of a contact that was bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// It is new.
    Added,
    /// It was there, and came from the same address and port.
    Refreshed,
    /// It was there, but came from elsewhere.
    Moved,
}

/// All bindings, found by address of record.
#[derive(Debug)]
pub struct Location {
    records: Vec<Record>,
    free: Vec<u32>,
    index: HashTable<u32>,
    /// Second → records that may have something ending then. A record stands once where it must be
    /// looked at; a refresh moves nothing, the look itself files it anew.
    deadlines: BTreeMap<u32, Vec<u32>>,
    bindings: usize,
    seed: Seed,
}

impl Location {
    /// An empty service; `seed` keys its table.
    #[must_use]
    pub fn new(seed: Seed) -> Self {
        Self {
            records: Vec::new(),
            free: Vec::new(),
            index: HashTable::new(),
            deadlines: BTreeMap::new(),
            bindings: 0,
            seed,
        }
    }

    /// Makes room for `count` accounts more that are about to come.
    pub fn reserve(&mut self, count: usize) {
        let Self {
            records,
            index,
            seed,
            ..
        } = self;
        records.reserve_exact(count);
        index.reserve(count, |&i| name_hash(records, *seed, i));
    }

    /// How many bindings there are, counting those that have ended since the last [`Self::expire`].
    #[must_use]
    pub fn len(&self) -> usize {
        self.bindings
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bindings == 0
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        let hit = |&i: &u32| self.nth(i).is_some_and(|r| *r.name == *key.name);
        self.index
            .find(key.hash, hit)
            .and_then(|&i| usize::try_from(i).ok())
    }

    fn nth(&self, i: u32) -> Option<&Record> {
        self.records.get(usize::try_from(i).ok()?)
    }

    /// The bindings of that name; some may have ended.
    #[must_use]
    pub fn bindings(&self, key: Key<'_>) -> &[Binding] {
        self.find(key)
            .and_then(|i| self.records.get(i))
            .map_or(&[], |r| &r.bindings)
    }

    /// Binds `contact` to the name, or refreshes it. At `limit` live contacts the one longest untouched
    /// gives way and goes to `removed`.
    pub fn bind(
        &mut self,
        key: Key<'_>,
        contact: &Contact<'_>,
        it: &Particulars<'_>,
        (now, limit): (Time, usize),
        mut removed: impl FnMut(&Binding),
    ) -> (Bound, &Binding) {
        let at = self.find(key).unwrap_or_else(|| self.insert(key));
        self.file(at, it.expires);
        let Self {
            records,
            bindings: count,
            ..
        } = self;
        // NOTE(index): `find` and `insert` return places in `records`.
        #[allow(clippy::indexing_slicing)]
        let bindings = &mut records[at].bindings;
        let was = bindings.len();
        // One of those that are this contact stays to be refreshed; two can be it when one has its
        // URI and another its instance.
        let mut own = 0;
        bindings.retain(|b| {
            let is_own = b.is_of(contact);
            own += usize::from(is_own);
            if is_own { own == 1 } else { b.is_live(now) }
        });
        let (bound, at) = match bindings.iter().position(|b| b.is_of(contact)) {
            Some(i) => {
                #[allow(clippy::indexing_slicing)]
                let binding = &mut bindings[i];
                let bound = if binding.source() == it.source && binding.is_live(now) {
                    Bound::Refreshed
                } else if binding.is_live(now) {
                    Bound::Moved
                } else {
                    binding.begin(it.since);
                    Bound::Added
                };
                binding.refresh(contact, it);
                (bound, i)
            }
            None => {
                if bindings.len() >= limit
                    && let Some(oldest) =
                        (0..bindings.len()).min_by_key(|&i| bindings.get(i).map(Binding::touched))
                {
                    removed(&bindings.remove(oldest));
                }
                bindings.push(Binding::new(contact, it));
                (Bound::Added, bindings.len() - 1)
            }
        };
        *count = *count + bindings.len() - was;
        #[allow(clippy::indexing_slicing)]
        (bound, &bindings[at])
    }

    /// Removes the bindings of the name for which `doomed` says so, handing each to `removed`.
    pub fn unbind(
        &mut self,
        key: Key<'_>,
        mut doomed: impl FnMut(&Binding) -> bool,
        mut removed: impl FnMut(&Binding),
    ) {
        let Some(at) = self.find(key) else { return };
        let Some(record) = self.records.get_mut(at) else {
            return;
        };
        let was = record.bindings.len();
        record.bindings.retain(|b| {
            let gone = doomed(b);
            if gone {
                removed(b);
            }
            !gone
        });
        self.bindings -= was - record.bindings.len();
        if record.bindings.is_empty() {
            self.remove_record(at);
        }
    }

    /// Takes a binding as the journal gives it; it replaces one with the same URI.
    pub fn restore(&mut self, key: Key<'_>, binding: Binding) {
        let at = self.find(key).unwrap_or_else(|| self.insert(key));
        self.file(at, binding.expires());
        let Some(record) = self.records.get_mut(at) else {
            return;
        };
        match record
            .bindings
            .iter_mut()
            .find(|b| b.uri() == binding.uri())
        {
            Some(old) => *old = binding,
            None => {
                // Most accounts have one phone: ask for room for one, not for four.
                record.bindings.reserve_exact(1);
                record.bindings.push(binding);
                self.bindings += 1;
            }
        }
    }

    /// Removes every binding that has ended, handing each to `ended` with its address of record.
    /// Looks only at records that may have one.
    pub fn expire(&mut self, now: Time, mut ended: impl FnMut(&[u8], &Binding)) {
        while let Some(entry) = self.deadlines.first_entry()
            && u64::from(*entry.key()) <= now.secs()
        {
            let (second, due) = entry.remove_entry();
            for i in due {
                let Ok(at) = usize::try_from(i) else { continue };
                let Some(record) = self.records.get_mut(at) else {
                    continue;
                };
                if record.filed != second {
                    continue;
                }
                if record.bindings.is_empty() {
                    record.filed = u32::MAX;
                    continue;
                }
                let was = record.bindings.len();
                let Record {
                    name,
                    bindings,
                    filed,
                } = record;
                bindings.retain(|b| {
                    let live = b.is_live(now);
                    if !live {
                        ended(name, b);
                    }
                    live
                });
                self.bindings -= was - bindings.len();
                *filed = u32::MAX;
                match bindings.iter().map(Binding::expires).min() {
                    Some(next) => self.file(at, next),
                    None => self.remove_record(at),
                }
            }
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
        for record in self
            .records
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take(count)
        {
            if !record.bindings.is_empty() {
                show(&record.name, &record.bindings);
            }
        }
        (end < self.records.len()).then_some(end)
    }

    fn insert(&mut self, key: Key<'_>) -> usize {
        let mut record = Record {
            name: key.name.into(),
            bindings: Vec::with_capacity(1),
            filed: u32::MAX,
        };
        let at = match self.free.pop().and_then(|i| usize::try_from(i).ok()) {
            Some(at) => {
                if let Some(slot) = self.records.get_mut(at) {
                    record.filed = slot.filed;
                    *slot = record;
                }
                at
            }
            None => {
                self.records.push(record);
                self.records.len() - 1
            }
        };
        let Self {
            index,
            records,
            seed,
            ..
        } = self;
        // NOTE(u32): four thousand million accounts do not fit into memory.
        let short = u32::try_from(at).unwrap_or(u32::MAX);
        index.insert_unique(key.hash, short, |&i| name_hash(records, *seed, i));
        at
    }

    fn remove_record(&mut self, at: usize) {
        let Some(record) = self.records.get_mut(at) else {
            return;
        };
        let name = core::mem::take(&mut record.name);
        record.bindings = Vec::new();
        // It stays filed: who comes and goes all the time would be filed again each time.
        let Ok(short) = u32::try_from(at) else { return };
        if let Ok(entry) = self
            .index
            .find_entry(self.seed.hash(&name), |&i| i == short)
        {
            entry.remove();
        }
        self.free.push(short);
    }

    /// Sees to it that the record is looked at when `expires` has come.
    fn file(&mut self, at: usize, expires: Time) {
        let second = u32::try_from(expires.millis().div_ceil(1000)).unwrap_or(u32::MAX - 1);
        let Some(record) = self.records.get_mut(at) else {
            return;
        };
        if second < record.filed {
            record.filed = second;
            let due = self.deadlines.entry(second).or_default();
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            // Who comes and goes within a second is not written down each time.
            if due.last() != Some(&at) {
                due.push(at);
            }
        }
    }
}

fn name_hash(records: &[Record], seed: Seed, i: u32) -> u64 {
    let record = usize::try_from(i).ok().and_then(|i| records.get(i));
    seed.hash(record.map_or(&[], |r| &r.name))
}

#[cfg(test)]
mod tests;
