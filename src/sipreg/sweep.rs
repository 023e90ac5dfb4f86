//! After a reload, a few at a time: which registrations end, because their extension is gone or has another
//! password.

use crate::extensions::{Extension, Extensions};
use crate::location::End;
use crate::time::Time;
use alloc::vec;
use alloc::vec::Vec;

/// The extensions as they were before a reload, as far as they have not been compared yet.
#[derive(Debug)]
pub(crate) struct Sweep {
    old: vec::IntoIter<Extension>,
    /// When they ceased to be in force.
    pub(crate) since: Time,
    is_same_realm: bool,
}

/// Extensions compared at once; at most a fraction of a millisecond.
const FEW: usize = 2000;

impl Sweep {
    /// `old` is no longer in force.
    pub(crate) fn new(old: Extensions, since: Time, is_same_realm: bool) -> Self {
        Self {
            old: old.into_list().into_iter(),
            since,
            is_same_realm,
        }
    }

    /// Compares the next few with `new`; those whose registrations end, and how.
    pub(crate) fn next_few(&mut self, new: &Extensions) -> Vec<(Extension, End)> {
        let few = self.old.by_ref().take(FEW);
        few.filter_map(|old| {
            let end = match new.find_key(new.seed().key(old.name().as_bytes())) {
                None => End::ExtensionRemoved,
                // In another realm the same password has another hash.
                Some(new) if self.is_same_realm && new.has_other_password(&old) => {
                    End::PasswordChanged
                }
                Some(_) => return None,
            };
            Some((old, end))
        })
        .collect()
    }

    /// Whether all have been compared.
    pub(crate) fn is_over(&self) -> bool {
        self.old.len() == 0
    }
}
