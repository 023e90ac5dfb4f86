//! The journal on the disk: replayed at start, appended before each answer leaves, rewritten in small
//! steps when it has grown, and never a reason to stop serving.
//!
//! One thread serves. Another only ever waits for the disk: it is told to sync a file and says when
//! that is done.

mod replay;

use super::file::{Replacement, plain, sync_folder};
use nix::fcntl::{Flock, FlockArg};
use replay::replay;
use sipreg::journal::{HEADER, LineError};
use sipreg::registrar::Registrar;
use sipreg::time::Now;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// A journal this much larger than what it holds is rewritten.
const GROWTH: u64 = 4;
/// Below this size, bytes, rewriting is not worth it.
const SMALL: u64 = 256 * 1024;
/// Records rewritten in one step; a step takes well under a millisecond.
const STEP: usize = 500;
/// How long to wait before a failed disk is tried again.
const RETRY: Duration = Duration::from_secs(2);

/// Why the journal cannot be used at all.
#[derive(Debug)]
pub(crate) enum Unusable {
    /// Another process has the folder.
    Taken,
    /// It is from a newer version, or is something else.
    Alien(LineError),
    /// The system will not have it.
    Io(io::Error),
}

impl From<io::Error> for Unusable {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A sync that another thread waits for.
#[derive(Debug)]
struct Sync {
    done: Receiver<io::Result<()>>,
}

impl Sync {
    /// Starts it.
    fn start(file: File, folder_of: Option<PathBuf>) -> io::Result<Self> {
        let (say, done) = channel();
        thread::Builder::new()
            .name("sipregd-sync".to_owned())
            .spawn(move || {
                let result = file
                    .sync_data()
                    .and_then(|()| folder_of.map_or(Ok(()), |path| sync_folder(&path)));
                let _ = say.send(result);
            })?;
        Ok(Self { done })
    }

    /// How it went, if it is over.
    fn poll(&self) -> Option<io::Result<()>> {
        match self.done.try_recv() {
            Ok(result) => Some(result),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(io::Error::other("the sync thread died"))),
        }
    }
}

/// The next version of the journal, being written.
#[derive(Debug)]
struct Rewrite {
    next: Replacement,
    len: u64,
    place: Option<usize>,
    sync: Option<Sync>,
}

/// The journal of one state folder.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    _lock: Flock<File>,
    file: File,
    len: u64,
    /// How long it was when last rewritten.
    base: u64,
    rewrite: Option<Rewrite>,
    sync: Option<Sync>,
    sync_every: Duration,
    last_sync: Instant,
    is_dirty: bool,
    /// Since when, and why, it does not hold what memory holds.
    failing: Option<(Instant, String)>,
    next_try: Instant,
}

impl Store {
    /// Opens the journal in `folder` and gives what it holds to `registrar`.
    ///
    /// # Errors
    /// [`Unusable`]; a bad line is none, it is logged and skipped.
    pub(crate) fn open(
        folder: &Path,
        sync: u32,
        now: &Now,
        registrar: &mut Registrar,
    ) -> Result<Self, Unusable> {
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(folder.join("lock"))?;
        let lock =
            Flock::lock(lock, FlockArg::LockExclusiveNonblock).map_err(|_| Unusable::Taken)?;
        let path = folder.join("registrations");
        match File::open(&path) {
            Ok(file) => replay(&path, file, now, registrar)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .read(true)
            .mode(0o600)
            .open(&path)?;
        let mut len = file.metadata()?.len();
        let header = format!("{HEADER}\n");
        if len < header.len() as u64 {
            // New, or torn within its first line.
            file.set_len(0)?;
            file.write_all(header.as_bytes())?;
            len = header.len() as u64;
        } else if !ends_with_newline(&path, len)? {
            // What follows a torn line must not become part of it.
            file.write_all(b"\n")?;
            len += 1;
        }
        let now = Instant::now();
        let store = Self {
            path,
            _lock: lock,
            file,
            len,
            base: len / GROWTH,
            rewrite: None,
            sync: None,
            sync_every: Duration::from_secs(sync.into()),
            last_sync: now,
            is_dirty: false,
            failing: None,
            next_try: now,
        };
        Ok(store)
    }

    /// Why and for how long the journal has not been holding what memory holds; `None` if it does.
    pub(crate) fn failure(&self) -> Option<(Duration, &str)> {
        self.failing
            .as_ref()
            .map(|(since, why)| (since.elapsed(), why.as_str()))
    }

    /// How long it is, bytes.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Sets the time between syncs, as a reload may.
    pub(crate) fn set_sync(&mut self, seconds: u32) {
        self.sync_every = Duration::from_secs(seconds.into());
    }

    /// Writes `lines`, whole, before the answers they belong to are sent.
    pub(crate) fn append(&mut self, lines: &[u8]) {
        if lines.is_empty() {
            return;
        }
        if let Some(rewrite) = &mut self.rewrite {
            // Lines say how a contact is now, so saying so twice, or once too often, does no harm.
            if let Err(error) = rewrite.next.file.write_all(lines) {
                self.rewrite = None;
                self.fail(&error);
            } else {
                rewrite.len += lines.len() as u64;
            }
        }
        if self.failing.is_some() {
            return;
        }
        match self.file.write_all(lines) {
            Ok(()) => {
                self.len += lines.len() as u64;
                self.is_dirty = true;
            }
            Err(error) => {
                // Half a line must not stay: the next one would be glued to it.
                let _ = self.file.set_len(self.len);
                self.fail(&error);
            }
        }
    }

    fn fail(&mut self, error: &io::Error) {
        self.next_try = Instant::now() + RETRY;
        if self.failing.is_none() {
            let why = plain(error);
            log::error!(
                "Registrations cannot be saved: {}: {why}. They are kept in memory and would be lost by a restart; make room or mend the disk, saving then resumes by itself",
                self.path.display()
            );
            self.failing = Some((Instant::now(), why));
        }
    }

    /// Whether there is work for [`Self::tick`] that should not wait.
    pub(crate) fn is_busy(&self) -> bool {
        self.rewrite.as_ref().is_some_and(|r| r.sync.is_none())
    }

    /// Does a little of what is to be done: a step of a rewrite, the start or the end of a sync.
    pub(crate) fn tick(&mut self, now: &Now, registrar: &Registrar) {
        self.tick_sync();
        if let Err(error) = self.tick_rewrite(now, registrar) {
            self.rewrite = None;
            self.fail(&error);
        }
        let is_due = match self.failing {
            Some(_) => Instant::now() >= self.next_try,
            None => self.len > SMALL && self.len > self.base.saturating_mul(GROWTH),
        };
        if self.rewrite.is_none()
            && is_due
            && let Err(error) = self.start_rewrite()
        {
            self.fail(&error);
        }
    }

    fn tick_sync(&mut self) {
        if let Some(result) = self.sync.as_ref().and_then(Sync::poll) {
            self.sync = None;
            if let Err(error) = result {
                self.fail(&error);
            }
        }
        if self.is_dirty && self.sync.is_none() && self.last_sync.elapsed() >= self.sync_every {
            self.is_dirty = false;
            self.last_sync = Instant::now();
            match self
                .file
                .try_clone()
                .and_then(|file| Sync::start(file, None))
            {
                Ok(sync) => self.sync = Some(sync),
                Err(error) => log::warn!("cannot sync the journal: {}", plain(&error)),
            }
        }
    }

    fn start_rewrite(&mut self) -> io::Result<()> {
        let mut next = Replacement::start_over(&self.path)?;
        let header = format!("{HEADER}\n");
        next.file.write_all(header.as_bytes())?;
        self.rewrite = Some(Rewrite {
            next,
            len: header.len() as u64,
            place: Some(0),
            sync: None,
        });
        Ok(())
    }

    fn tick_rewrite(&mut self, now: &Now, registrar: &Registrar) -> io::Result<()> {
        let Some(rewrite) = &mut self.rewrite else {
            return Ok(());
        };
        if let Some(place) = rewrite.place {
            let mut lines = sipreg::journal::Lines::default();
            rewrite.place = registrar.location().walk(place, STEP, |name, bindings| {
                for binding in bindings.iter().filter(|b| b.is_live(now.time)) {
                    lines.bind(now, name, binding);
                }
            });
            rewrite.next.file.write_all(lines.text())?;
            rewrite.len += lines.text().len() as u64;
            return Ok(());
        }
        match &rewrite.sync {
            None => {
                rewrite.sync = Some(Sync::start(rewrite.next.file.try_clone()?, None)?);
                Ok(())
            }
            Some(sync) => match sync.poll() {
                None => Ok(()),
                Some(Err(error)) => Err(error),
                Some(Ok(())) => self.finish_rewrite(),
            },
        }
    }

    fn finish_rewrite(&mut self) -> io::Result<()> {
        let Some(mut rewrite) = self.rewrite.take() else {
            return Ok(());
        };
        let file = rewrite.next.file.try_clone()?;
        rewrite.next.rename()?;
        // Appending goes on where writing has stopped: the clone shares the place in the file.
        self.file = file.try_clone()?;
        (self.len, self.base) = (rewrite.len, rewrite.len);
        self.sync = Some(Sync::start(file, Some(self.path.clone()))?);
        self.last_sync = Instant::now();
        if let Some((since, _)) = self.failing.take() {
            log::warn!(
                "Registrations are saved again, after {} s",
                since.elapsed().as_secs()
            );
        }
        Ok(())
    }

    /// Makes everything written durable; for the way out.
    pub(crate) fn close(mut self) {
        // A rewrite in the making is given up: the old journal has everything.
        self.rewrite = None;
        if let Err(error) = self.file.sync_all() {
            log::error!("cannot sync the journal: {}", plain(&error));
        }
    }
}

fn ends_with_newline(path: &Path, len: u64) -> io::Result<bool> {
    use std::os::unix::fs::FileExt;
    let mut last = [0];
    File::open(path)?.read_exact_at(&mut last, len - 1)?;
    Ok(last == *b"\n")
}
