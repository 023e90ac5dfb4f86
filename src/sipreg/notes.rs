//! A fixed table with one number for each key, such as when something last happened. Of two keys that share
//! a place the later is remembered.

use crate::seed::place_of;
use alloc::vec;
use alloc::vec::Vec;

/// In each place half of a keyed hash, and below it a number in 32 bits.
#[derive(Debug)]
pub(crate) struct Notes {
    places: Vec<u64>,
}

const LOW: u64 = u32::MAX as u64;

impl Notes {
    pub(crate) fn new(places: usize) -> Self {
        Self {
            places: vec![0; places],
        }
    }

    /// What is noted of `key`; 0 if nothing is.
    pub(crate) fn get(&self, key: u64) -> u64 {
        let noted = self.places[place_of(key, self.places.len())];
        if noted >> 32 == key & LOW {
            noted & LOW
        } else {
            0
        }
    }

    /// Notes the lower half of `number`.
    pub(crate) fn set(&mut self, key: u64, number: u64) {
        let at = place_of(key, self.places.len());
        self.places[at] = key << 32 | number & LOW;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_of_its_key_alone() {
        let mut notes = Notes::new(1 << 12);
        let (a, b) = (0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210);
        let mut next = |key| {
            notes.set(key, notes.get(key) + 1);
            notes.get(key)
        };
        assert_eq!([a, a, b, a].map(&mut next), [1, 2, 1, 3]);
        assert_eq!(next(a ^ 1), 1, "another one in the same place");
        assert_eq!(next(a), 1);
    }
}
