//! A bounded memory of what strangers did: a table in two generations.
//! When the young one is full it becomes the old one and the old one is forgotten, so that what was
//! touched lately stays and no flood makes it grow.

use hashbrown::HashTable;

/// Values by a keyed hash of whatever names them; the name itself is not kept.
#[derive(Debug)]
pub(crate) struct BoundedMap<V> {
    young: HashTable<(u64, V)>,
    old: HashTable<(u64, V)>,
    half: usize,
    has_forgotten: bool,
}

/// The key of nothing; that a name has it is not to be expected of a keyed hash.
const MOVED: u64 = 0;

impl<V> BoundedMap<V> {
    /// Most memory that one of `capacity`, a power of two, takes, in bytes.
    pub(crate) const fn bytes(capacity: usize) -> usize {
        capacity * (size_of::<(u64, V)>() + 1)
    }
}

impl<V: Default> BoundedMap<V> {
    /// A memory of between 7/16 and 7/8 of `capacity`, a power of two, values once it has seen that many.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            young: HashTable::new(),
            old: HashTable::new(),
            // As many as a table of a power of two of places holds before it grows.
            half: (capacity / 2 / 8 * 7).max(1),
            has_forgotten: false,
        }
    }

    /// The value of `key`, which must be a keyed hash, if it is remembered.
    pub(crate) fn get(&self, key: u64) -> Option<&V> {
        let is_it = |e: &(u64, V)| e.0 == key;
        let entry = self.young.find(key, is_it);
        entry.or_else(|| self.old.find(key, is_it)).map(|(_, v)| v)
    }

    /// Whether any value has been forgotten.
    pub(crate) fn has_forgotten(&self) -> bool {
        self.has_forgotten
    }

    /// Every value remembered, young ones first.
    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        let old = self.old.iter().filter(|e| e.0 != MOVED);
        self.young.iter().chain(old).map(|(_, v)| v)
    }

    /// The same, to be changed.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        let old = self.old.iter_mut().filter(|e| e.0 != MOVED);
        self.young.iter_mut().chain(old).map(|(_, v)| v)
    }

    /// The value of `key`, to be changed, if it is remembered; it does not become younger.
    pub(crate) fn get_mut(&mut self, key: u64) -> Option<&mut V> {
        let young = self.young.find_mut(key, |e| e.0 == key);
        young
            .or_else(|| self.old.find_mut(key, |e| e.0 == key))
            .map(|(_, v)| v)
    }

    /// The value of `key`, fresh if it is not remembered; it is young again.
    pub(crate) fn entry(&mut self, key: u64) -> &mut V {
        let young = match self.young.find_entry(key, |e| e.0 == key) {
            Ok(entry) => return &mut entry.into_mut().1,
            Err(absent) => absent.into_table(),
        };
        // What moves leaves an empty place under no key: removed, it would leave a mark that makes every
        // later search in vain longer, until it is the whole table.
        let value = self.old.find_mut(key, |e| e.0 == key).map(|entry| {
            entry.0 = MOVED;
            core::mem::take(&mut entry.1)
        });
        if young.len() >= self.half {
            core::mem::swap(young, &mut self.old);
            self.has_forgotten |= young.iter().any(|e| e.0 != MOVED);
            young.clear();
        }
        let value = value.unwrap_or_default();
        let entry = young.insert_unique(key, (key, value), |e| e.0);
        &mut entry.into_mut().1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_touched_stays_and_the_rest_is_bounded() {
        let mut memory = BoundedMap::<u32>::new(128);
        *memory.entry(7) = 1;
        for key in 1000..2000_u64 {
            *memory.entry(key.wrapping_mul(0x9E37_79B9_7F4A_7C15)) = 2;
            assert_eq!(*memory.entry(7), 1);
            assert!(memory.young.len() + memory.old.len() <= 128);
        }
        assert_eq!(memory.get(7), Some(&1));
        assert_eq!(
            memory.get(1000_u64.wrapping_mul(0x9E37_79B9_7F4A_7C15)),
            None
        );
    }
}
