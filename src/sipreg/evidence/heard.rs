//! When each address and port last sent anything.

use crate::seed::place_of;
use alloc::vec;
use alloc::vec::Vec;

/// The last second of each flow. Of two flows that share a place the later is remembered.
#[derive(Debug)]
pub(super) struct Heard {
    /// Half of the key of a flow, and below it Unix seconds in 32 bits.
    places: Vec<u64>,
}

const PLACES: usize = 1 << 12;

impl Heard {
    /// Memory it takes, in bytes.
    pub(super) const BYTES: usize = PLACES * size_of::<u64>();

    pub(super) fn new() -> Self {
        Self {
            places: vec![0; PLACES],
        }
    }

    pub(super) fn note(&mut self, flow: u64, unix: u64) {
        self.places[place_of(flow, PLACES)] = flow << 32 | unix & u64::from(u32::MAX);
    }

    pub(super) fn when(&self, flow: u64) -> Option<u64> {
        let noted = self.places[place_of(flow, PLACES)];
        let is_it = noted != 0 && noted >> 32 == flow & u64::from(u32::MAX);
        is_it.then_some(noted & u64::from(u32::MAX))
    }
}
