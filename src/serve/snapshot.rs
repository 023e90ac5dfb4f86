//! The status file: what the process knows, written to a file when SIGUSR1 asks, a piece between
//! two batches, so that nobody waits for it. Nothing is written when nobody asks.

use crate::serve::pieces::Pieces;
use crate::sys::file::Replacement;
use crate::sys::snapshot::write::{self, Journal, Run};
use sipreg::evidence::Evidence;
use sipreg::extensions::Name;
use sipreg::location::Binding;
use sipreg::registrar::Registrar;
use sipreg::time::Now;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::vec;

/// Accounts in one piece.
const PIECE: usize = 200;

#[derive(Debug)]
pub(crate) enum Place {
    /// Accounts with bindings, from this place of the location service.
    Bound(usize),
    /// All others of which something is known, and those that came or went meanwhile.
    Others(vec::IntoIter<Name>),
}

/// A snapshot in the making.
pub(crate) struct Snapshot {
    pub(crate) pieces: Pieces<Place>,
    /// The accounts that have been written, by their hash: some change while it is being made.
    written: HashSet<u64>,
}

impl Snapshot {
    /// Starts one.
    pub(crate) fn start(
        now: &Now,
        run: &Run,
        registrar: &Registrar,
        evidence: &Evidence,
        journal: &Journal<'_>,
    ) -> io::Result<Self> {
        let runtime = Path::new(&registrar.config().runtime);
        let mut next = Replacement::start(&runtime.join("status"))?;
        next.set_mode(0o640)?;
        let head = write::head(now, run, registrar, evidence, journal);
        next.file.write_all(head.as_bytes())?;
        Ok(Self {
            pieces: Pieces::Writing(next, Place::Bound(0)),
            written: HashSet::new(),
        })
    }

    /// Writes the next piece; `None` when the file is in place.
    pub(crate) fn go_on(
        mut self,
        now: &Now,
        registrar: &Registrar,
        evidence: &Evidence,
    ) -> io::Result<Option<Self>> {
        let write = |file: &mut File, place| {
            let mut lines = String::new();
            let mut say = |name: &[u8], bindings: &[Binding]| {
                if self
                    .written
                    .insert(registrar.extensions().seed().hash(name))
                {
                    lines += &write::account(now, registrar, evidence, name, bindings);
                }
            };
            let next = match place {
                Place::Bound(from) => match registrar.location().walk(from, PIECE, &mut say) {
                    Some(next) => Some(Place::Bound(next)),
                    None => {
                        let names = evidence.accounts().map(|a| a.name.clone());
                        Some(Place::Others(names.collect::<Vec<_>>().into_iter()))
                    }
                },
                Place::Others(mut names) => {
                    for name in names.by_ref().take(PIECE) {
                        say(&name, registrar.bindings_of(&name));
                    }
                    (names.len() > 0).then_some(Place::Others(names))
                }
            };
            file.write_all(lines.as_bytes()).map(|()| next)
        };
        let pieces = self.pieces.go_on(write, Replacement::place)?;
        Ok(pieces.map(|pieces| Self { pieces, ..self }))
    }
}
