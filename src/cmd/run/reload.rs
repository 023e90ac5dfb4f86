//! Both files anew, all or nothing, while the loop goes on: a thread reads, the loop takes over what it
//! has read between two batches.

use crate::settings::{self, Problems, Settings};
use sipreg::config::Config;
use sipreg::seed::Seed;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

/// When tables were read, and when their files were changed, Unix seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loaded {
    pub(super) at: u64,
    pub(super) config_mtime: u64,
    pub(super) extensions_mtime: u64,
}

impl Loaded {
    /// The times of the files behind `config`, which is read at `path` now.
    pub(super) fn now(path: &str, config: &Config) -> Self {
        let changed = |path: &str| {
            let changed = std::fs::metadata(path).and_then(|m| m.modified()).ok();
            changed
                .and_then(|t| t.duration_since(UNIX_EPOCH).ok())
                .unwrap_or_default()
                .as_secs()
        };
        Self {
            at: crate::sys::clock::unix_now(),
            config_mtime: changed(path),
            extensions_mtime: changed(&config.extensions),
        }
    }
}

/// What a reading came to.
pub(super) type Read = Result<(Settings, Loaded), Problems>;

/// Files being read.
#[derive(Debug)]
pub(super) struct Reload {
    done: Receiver<Read>,
}

impl Reload {
    /// Starts reading.
    ///
    /// # Errors
    /// If no thread can be had.
    pub(super) fn start(path: &str, seed: Seed) -> io::Result<Self> {
        let (say, done) = channel();
        let path = path.to_owned();
        let read = move || {
            let result = settings::load(&path, seed);
            let result = result.map(|settings| {
                let loaded = Loaded::now(&path, &settings.config);
                (settings, loaded)
            });
            let _ = say.send(result);
        };
        thread::Builder::new()
            .name("sipregd-reload".to_owned())
            .spawn(read)?;
        Ok(Self { done })
    }

    /// What was read, if it is there or comes in time.
    pub(super) fn poll(&self, patience: Duration) -> Option<Read> {
        match self.done.recv_timeout(patience) {
            Ok(read) => Some(read),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => {
                let sentence = "The thread that read the files ended without a word.".to_owned();
                Some(Err(Problems::of(sentence)))
            }
        }
    }
}

/// Drops something large where nobody waits for it.
pub(super) fn drop_aside<T: Send + 'static>(large: T) {
    let aside = thread::Builder::new().name("sipregd-drop".to_owned());
    // Without a thread it is dropped here.
    let _ = aside.spawn(move || drop(large));
}
