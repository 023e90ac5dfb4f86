//! Both files again, all or nothing, while the loop goes on: a thread reads, the loop takes over what it
//! has read between two batches.

use crate::serve::background::Background;
use crate::sys::settings::{self, Problems, Settings};
use crate::text::{files as words, system};
use sipreg::seed::Seed;
use sipreg::time::Time;
use std::io;

/// What a reading came to.
pub(crate) type Read = Result<Settings, Problems>;

/// Files that take longer than this to read, in milliseconds, lie where nothing answers, as on a server
/// that is gone. The next reload does not wait for them.
const LATE: u64 = 5000;

/// A reading under way; dropping it does not stop it.
#[derive(Debug)]
pub(crate) struct Reading {
    /// What has been read, once it is there.
    pub(crate) work: Background<Read>,
    since: Time,
    /// Whether it takes too long.
    pub(crate) is_late: bool,
}

impl Reading {
    /// Starts to read the files that `path` leads to.
    pub(crate) fn start(path: &str, seed: Seed, since: Time) -> Result<Self, Problems> {
        let path = path.to_owned();
        Self::of(since, move || read(&path, seed))
            .map_err(|error| Problems::of(words::NO_THREAD.with("why", system::error(&error))))
    }

    fn of(since: Time, work: impl FnOnce() -> Read + Send + 'static) -> io::Result<Self> {
        Ok(Self {
            work: Background::start("sipregd-reload", work)?,
            since,
            is_late: false,
        })
    }

    /// Says once that it takes too long.
    pub(crate) fn watch(&mut self, now: Time) {
        if !self.is_late && now.millis_since(self.since) >= LATE {
            self.is_late = true;
            log::warn!(
                "The reload has been reading the files for {} s; the files as they were before go on serving",
                LATE / 1000
            );
        }
    }
}

fn read(path: &str, seed: Seed) -> Read {
    let settings = settings::load(path, seed)?;
    if settings.is_blank {
        // More likely a slip of an editor or a full disk than a wish to end all registrations.
        let file = &settings.config.extensions;
        return Err(Problems::of(words::EMPTY.with("file", file)));
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::text::Language::English;
    use crate::text::Say;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    #[test]
    fn a_reading_is_late_after_five_seconds_and_its_end_still_counts() {
        let (done, wait) = channel::<()>();
        let start = Time::from_millis(1000);
        let work = move || {
            let _ = wait.recv();
            Err(Problems::of(Say::verbatim("too late")))
        };
        let mut reading = Reading::of(start, work).unwrap();
        reading.watch(Time::from_millis(5999));
        assert!(!reading.is_late);
        reading.watch(Time::from_millis(6000));
        assert!(reading.is_late);
        assert!(reading.work.poll(Duration::ZERO).is_none());
        drop(done);
        let read = reading.work.poll(Duration::from_secs(10)).unwrap();
        assert_eq!(read.err().unwrap().text(English), "too late\n");
    }
}
