//! Work that would keep the loop waiting, done by a thread of its own: waiting for the disk, freeing what
//! a large file held, reading tables. One thread serves; such a one only ever hands its result back.

use std::io;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// Work under way; dropping it does not stop it.
#[derive(Debug)]
pub(crate) struct Background<T> {
    done: Receiver<T>,
}

impl<T: Send + 'static> Background<T> {
    /// Starts `work` in a thread that goes by `name`.
    pub(crate) fn start(name: &str, work: impl FnOnce() -> T + Send + 'static) -> io::Result<Self> {
        let (say, done) = channel();
        let work = move || {
            // Perhaps nobody is waiting any more, which does not matter.
            let _ = say.send(work());
        };
        thread::Builder::new().name(name.to_owned()).spawn(work)?;
        Ok(Self { done })
    }

    /// Its result, if it is there or comes in time. No thread ends without one: a panic ends the process.
    pub(crate) fn poll(&self, patience: Duration) -> Option<T> {
        self.done.recv_timeout(patience).ok()
    }
}
