//! A file that is replaced without the loop waiting for it: the loop writes a piece between two batches, a
//! thread puts the whole in place.

use crate::serve::background::Background;
use crate::sys::file::Replacement;
use std::fs::File;
use std::io;
use std::time::Duration;

/// A file being replaced; `P` is the place in what it is made of from which to go on.
#[derive(Debug)]
pub(crate) enum Pieces<P> {
    Writing(Replacement, P),
    /// Freeing what it replaces takes the system milliseconds, and the disk may take long.
    Placing(Background<io::Result<()>>),
}

impl<P> Pieces<P> {
    /// Whether there is a piece to write that should not wait.
    pub(crate) const fn is_busy(&self) -> bool {
        matches!(self, Self::Writing(..))
    }

    /// Has `write` write the next piece; it returns where to go on, unless that was the last. Then a thread
    /// has `place` put the file in place. `None` once it is there; after an error it is given up.
    pub(crate) fn go_on(
        self,
        write: impl FnOnce(&mut File, P) -> io::Result<Option<P>>,
        place: fn(Replacement) -> io::Result<()>,
    ) -> io::Result<Option<Self>> {
        let next = match self {
            Self::Writing(mut next, from) => match write(&mut next.file, from)? {
                Some(from) => Self::Writing(next, from),
                None => Self::Placing(Background::start("sipregd-place", move || place(next))?),
            },
            Self::Placing(work) => match work.poll(Duration::ZERO) {
                Some(result) => return result.map(|()| None),
                None => Self::Placing(work),
            },
        };
        Ok(Some(next))
    }
}
