//! The status snapshot: what the process knows, written to a file when SIGUSR1 asks, a piece between
//! two batches, so that nobody waits for it. Nothing is written when nobody asks.

use crate::serve::background::Background;
use crate::serve::store::Store;
use crate::sys::file::Replacement;
use crate::sys::snapshot::write::{self, Journal, Run};
use sipreg::evidence::Evidence;
use sipreg::extensions::Name;
use sipreg::location::Binding;
use sipreg::registrar::Registrar;
use sipreg::time::Now;
use std::collections::HashSet;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;
use std::vec;

/// Accounts in one piece.
const PIECE: usize = 200;
#[derive(Debug)]
enum Place {
    /// Accounts with bindings, from this place of the location service.
    Bound(usize),
    /// All others of which something is known, and those that came or went meanwhile.
    Others(vec::IntoIter<Name>),
}

/// A snapshot in the making.
pub(crate) struct Snapshot {
    /// Lines that are not in the file yet.
    lines: String,
    stage: Stage,
    /// The accounts that have been written, by their hash: some change while it is being made.
    written: HashSet<u64>,
}

enum Stage {
    Writing(Replacement, Place),
    /// Put in the place of the last by a thread: freeing that one takes the system milliseconds.
    Placing(Background<io::Result<()>>),
}

impl Snapshot {
    /// Starts one in the folder `runtime`.
    ///
    /// # Errors
    /// Whatever the system says.
    pub(crate) fn start(
        runtime: &str,
        now: &Now,
        run: &Run,
        registrar: &Registrar,
        evidence: &Evidence,
        store: &Store,
    ) -> io::Result<Self> {
        let next = Replacement::start(&Path::new(runtime).join("status"))?;
        next.take_after(0o640)?;
        let journal = Journal {
            bytes: store.len(),
            failure: store.failure(),
        };
        Ok(Self {
            lines: write::head(now, run, registrar, evidence, &journal),
            stage: Stage::Writing(next, Place::Bound(0)),
            written: HashSet::new(),
        })
    }

    /// Whether there is a piece to write that should not wait.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self.stage, Stage::Writing(..))
    }

    /// Writes the next piece; `None` when the file is in place.
    ///
    /// # Errors
    /// Whatever the system says; the snapshot is lost then.
    pub(crate) fn go_on(
        mut self,
        now: &Now,
        registrar: &Registrar,
        evidence: &Evidence,
    ) -> io::Result<Option<Self>> {
        let stage = match self.stage {
            Stage::Writing(mut next, place) => {
                let place = piece(
                    &mut self.lines,
                    &mut self.written,
                    place,
                    now,
                    registrar,
                    evidence,
                );
                next.file.write_all(self.lines.as_bytes())?;
                self.lines.clear();
                match place {
                    Some(place) => Stage::Writing(next, place),
                    None => {
                        Stage::Placing(Background::start("sipregd-status", move || next.rename())?)
                    }
                }
            }
            Stage::Placing(work) => match work.poll(Duration::ZERO) {
                Some(result) => return result.and_then(|r| r).map(|()| None),
                None => Stage::Placing(work),
            },
        };
        Ok(Some(Self { stage, ..self }))
    }
}

/// Writes what is to be said at `place`; where to go on, unless that was the end.
fn piece(
    lines: &mut String,
    written: &mut HashSet<u64>,
    place: Place,
    now: &Now,
    registrar: &Registrar,
    evidence: &Evidence,
) -> Option<Place> {
    let seed = registrar.extensions().seed();
    let mut write = |name: &[u8], bindings: &[Binding]| {
        if written.insert(seed.hash(name)) {
            let line = write::account(now, registrar, evidence, name, bindings);
            lines.push_str(&line);
        }
    };
    match place {
        Place::Bound(from) => {
            let next = registrar.location().walk(from, PIECE, |name, bindings| {
                write(name, bindings);
            });
            Some(next.map_or_else(
                || {
                    let names: Vec<Name> = evidence.accounts().map(|a| a.name.clone()).collect();
                    Place::Others(names.into_iter())
                },
                Place::Bound,
            ))
        }
        Place::Others(mut names) => {
            for name in names.by_ref().take(PIECE) {
                write(&name, registrar.bindings_of(&name));
            }
            (names.len() > 0).then_some(Place::Others(names))
        }
    }
}
