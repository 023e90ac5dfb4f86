//! Signals as flags: a handler sets one, the loop looks at them between two datagrams.

use nix::sys::signal::{Signal, kill};
use nix::unistd::getpid;
use signal_hook::consts::{SIGHUP, SIGTERM, SIGUSR1};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The flags.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    stop: Arc<AtomicBool>,
    reload: Arc<AtomicBool>,
    snapshot: Arc<AtomicBool>,
}

impl Signals {
    /// Takes over SIGTERM, SIGINT, SIGHUP and SIGUSR1.
    pub(crate) fn install() -> io::Result<Self> {
        let signals = Self::default();
        signal_hook::flag::register(SIGTERM, Arc::clone(&signals.stop))?;
        signal_hook::flag::register(SIGHUP, Arc::clone(&signals.reload))?;
        signal_hook::flag::register(SIGUSR1, Arc::clone(&signals.snapshot))?;
        // Ctrl-C arrives in a thread of its own, when the loop may already be waiting again; so it is
        // passed on as the signal that interrupts the wait.
        ctrlc::set_handler(|| {
            let _ = kill(getpid(), Signal::SIGTERM);
        })
        .map_err(io::Error::other)?;
        Ok(signals)
    }

    /// Whether to stop.
    pub(crate) fn is_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether to read the files again; asking answers it.
    pub(crate) fn take_reload(&self) -> bool {
        self.reload.load(Ordering::Relaxed) && self.reload.swap(false, Ordering::Relaxed)
    }

    /// Whether the snapshot is to be written.
    pub(crate) fn is_snapshot(&self) -> bool {
        self.snapshot.load(Ordering::Relaxed)
    }

    /// Whether to write the snapshot; asking answers it.
    pub(crate) fn take_snapshot(&self) -> bool {
        self.snapshot.load(Ordering::Relaxed) && self.snapshot.swap(false, Ordering::Relaxed)
    }
}
