//! What systemd is told: READY, RELOADING, STOPPING, WATCHDOG. Without systemd, nobody is told anything.

use sd_notify::NotifyState;
use std::time::{Duration, Instant};

/// Says `states`; a failure to say so is no reason to stop serving.
fn say(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        log::debug!("cannot notify systemd: {error}");
    }
}

/// Serving, with a line for `systemctl status`.
pub(crate) fn ready(status: &str) {
    say(&[NotifyState::Ready, NotifyState::Status(status)]);
}

/// Reading the files again.
pub(crate) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(since) => say(&[NotifyState::Reloading, since]),
        Err(_) => say(&[NotifyState::Reloading]),
    }
}

/// On the way out.
pub(crate) fn stopping() {
    say(&[NotifyState::Stopping]);
}

/// Feeds the watchdog from the loop that serves: when that hangs, the feeding ends.
#[derive(Debug)]
pub(crate) struct Watchdog {
    every: Option<Duration>,
    last: Instant,
}

impl Watchdog {
    /// Feeds twice as often as systemd asks, if it asks.
    pub(crate) fn new() -> Self {
        Self {
            every: sd_notify::watchdog_enabled().map(|d| d / 2),
            last: Instant::now(),
        }
    }

    /// Feeds if it is time.
    pub(crate) fn feed(&mut self) {
        if self.every.is_some_and(|every| self.last.elapsed() >= every) {
            self.last = Instant::now();
            say(&[NotifyState::Watchdog]);
        }
    }
}
