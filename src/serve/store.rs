//! The journal on the disk: replayed at start, appended before each answer leaves, rewritten in small
//! steps when it has grown, and never a reason to stop serving.
//!
//! One thread serves. Others only ever wait for the disk: they are told to sync a file, or to put it in
//! place, and say when that is done.

use crate::serve::background::Background;
use crate::serve::pieces::Pieces;
use crate::sys::file::Replacement;
use crate::sys::snapshot::write::Journal;
use crate::text::system::{self, plain};
use crate::text::{Say, serve as words};
use nix::fcntl::{Flock, FlockArg};
use sipreg::journal::{HEADER, LineError, Lines, check_header, read};
use sipreg::registrar::Registrar;
use sipreg::time::Now;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A journal may grow to this many times what it holds before it is rewritten,
const GROWTH: u64 = 4;
/// but one that grows by more than this, bytes, only by half: a start reads all of it.
const MUCH: u64 = 64 << 20;
/// Below this size, bytes, rewriting is not worth it.
const SMALL: u64 = 256 * 1024;
/// Records rewritten in one step; a step takes well under a millisecond.
const STEP: usize = 500;
/// How long to wait before a failed disk is tried again.
const RETRY: Duration = Duration::from_secs(2);
/// Complaints about single lines that are printed; the rest are counted.
const SHOWN: usize = 20;
const TORN: &str = "; it is the last line and incomplete";
/// Few lines that bind a contact are shorter, bytes.
const SHORT: u64 = 100;

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

impl Unusable {
    /// What to do about it, for the folder `state`.
    pub(crate) fn told(&self, state: &str) -> Say {
        let say = match self {
            Self::Taken => words::STATE_IN_USE.say(),
            Self::Alien(why) => words::JOURNAL_ALIEN.with("why", why.to_string()),
            Self::Io(error) => words::STATE_FAILS.with("why", system::error(error)),
        };
        say.with("state", state)
    }
}

impl From<io::Error> for Unusable {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The next version of the journal, being written.
#[derive(Debug)]
struct Rewrite {
    /// What is appended to the old one meanwhile goes here too.
    file: File,
    /// Whether something could not be appended to it; the next rewrite will have it.
    is_spoilt: bool,
    /// How much of it is what memory held; the rest, however much came meanwhile, may be gone again.
    held: u64,
    /// From which place of the location service to go on.
    pieces: Pieces<usize>,
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
    sync: Option<Background<io::Result<()>>>,
    last_sync: Instant,
    is_dirty: bool,
    /// Since when, and why, it does not hold what memory holds.
    failing: Option<(Instant, String)>,
    next_try: Instant,
}

impl Store {
    /// Opens the journal of `registrar` and gives it what it holds.
    pub(crate) fn open(now: &Now, registrar: &mut Registrar) -> Result<Self, Unusable> {
        let folder = PathBuf::from(&registrar.config().state);
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(folder.join("lock"))?;
        let lock =
            Flock::lock(lock, FlockArg::LockExclusiveNonblock).map_err(|_| Unusable::Taken)?;
        let path = folder.join("registrations");
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .read(true)
            .mode(0o600)
            .open(&path)?;
        replay(&path, &file, now, registrar)?;
        let mut len = file.metadata()?.len();
        let header = format!("{HEADER}\n");
        if len < header.len() as u64 {
            // New, or torn within its first line.
            file.set_len(0)?;
            file.write_all(header.as_bytes())?;
            len = header.len() as u64;
        }
        let mut last = [0];
        file.read_exact_at(&mut last, len - 1)?;
        if last != *b"\n" {
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
            last_sync: now,
            is_dirty: false,
            failing: None,
            next_try: now,
        };
        Ok(store)
    }

    /// What the status file says of it.
    pub(crate) fn about(&self) -> Journal<'_> {
        let failing = self.failing.as_ref();
        Journal {
            bytes: self.len,
            failure: failing.map(|(since, why)| (since.elapsed(), why.as_str())),
        }
    }

    /// Takes `lines` and writes them, whole, before the answers they belong to are sent.
    pub(crate) fn append(&mut self, lines: &mut Lines) {
        let text = lines.text();
        if text.is_empty() {
            return;
        }
        if let Some(rewrite) = &mut self.rewrite {
            // Lines say how a contact is now, so saying so twice, or once too often, does no harm.
            if let Err(error) = rewrite.file.write_all(text) {
                rewrite.is_spoilt = true;
                self.fail(&error);
            }
        }
        if self.failing.is_none() {
            match self.file.write_all(text) {
                Ok(()) => {
                    self.len += text.len() as u64;
                    self.is_dirty = true;
                }
                Err(error) => {
                    // Half a line must not stay: the next one would be glued to it.
                    let _ = self.file.set_len(self.len);
                    self.fail(&error);
                }
            }
        }
        lines.clear();
    }

    fn fail(&mut self, error: &io::Error) {
        self.next_try = Instant::now() + RETRY;
        if self.failing.is_none() {
            let why = plain(error);
            log::error!(
                "Registrations cannot be saved: {}: {why}. They are kept in memory and would be lost by a restart; free space or repair the disk; saving then resumes automatically",
                self.path.display()
            );
            self.failing = Some((Instant::now(), why));
        }
    }

    /// Whether there is work for [`Self::tick`] that should not wait.
    pub(crate) fn is_busy(&self) -> bool {
        self.rewrite.as_ref().is_some_and(|r| r.pieces.is_busy())
    }

    /// Does a little of what is to be done: a step of a rewrite, the start or the end of a sync.
    pub(crate) fn tick(&mut self, now: &Now, registrar: &Registrar) {
        self.tick_sync(Duration::from_secs(registrar.config().sync.into()));
        if let Some(rewrite) = self.rewrite.take() {
            match self.go_on(rewrite, now, registrar) {
                Ok(rewrite) => self.rewrite = rewrite,
                Err(error) => self.fail(&error),
            }
        }
        let is_due = match self.failing {
            Some(_) => Instant::now() >= self.next_try,
            None => self.len > SMALL && self.len > largest(self.base),
        };
        if self.rewrite.is_none() && is_due {
            match Rewrite::start(&self.path) {
                Ok(rewrite) => self.rewrite = Some(rewrite),
                Err(error) => self.fail(&error),
            }
        }
    }

    fn tick_sync(&mut self, every: Duration) {
        if let Some(result) = self.sync.as_ref().and_then(|s| s.poll(Duration::ZERO)) {
            self.sync = None;
            if let Err(error) = result {
                self.fail(&error);
            }
        }
        if self.is_dirty
            && self.sync.is_none()
            && self.last_sync.elapsed() >= every
            && let Err(error) = self.start_sync()
        {
            log::warn!("cannot sync the journal: {}", plain(&error));
        }
    }

    fn start_sync(&mut self) -> io::Result<()> {
        self.last_sync = Instant::now();
        let file = self.file.try_clone()?;
        self.sync = Some(Background::start("sipregd-sync", move || file.sync_data())?);
        self.is_dirty = false;
        Ok(())
    }

    /// Writes the next piece of a rewrite, or sees whether it is in place.
    fn go_on(
        &mut self,
        mut rewrite: Rewrite,
        now: &Now,
        registrar: &Registrar,
    ) -> io::Result<Option<Rewrite>> {
        if rewrite.is_spoilt && rewrite.pieces.is_busy() {
            return Ok(None);
        }
        let mut lines = Lines::default();
        let write = |file: &mut File, from| {
            let next = registrar.location().walk(from, STEP, |name, bindings| {
                for binding in bindings.iter().filter(|b| b.is_live(now.time)) {
                    lines.bind(now, name, binding);
                }
            });
            file.write_all(lines.text()).map(|()| next)
        };
        let pieces = rewrite.pieces.go_on(write, Replacement::finish)?;
        rewrite.held += lines.text().len() as u64;
        if let Some(pieces) = pieces {
            return Ok(Some(Rewrite { pieces, ..rewrite }));
        }
        // What is in place now may lack something; the next one will not.
        if !rewrite.is_spoilt {
            (self.len, self.base) = (rewrite.file.metadata()?.len(), rewrite.held);
            let old = std::mem::replace(&mut self.file, rewrite.file);
            // Nobody has it by name any more: letting go of it frees what it took on the disk. Without a
            // thread that is done here.
            let _ = Background::start("sipregd-drop", move || drop(old));
            self.start_sync()?;
            if let Some((since, _)) = self.failing.take() {
                let time = since.elapsed().as_secs();
                log::warn!("Registrations are saved again, after {time} s");
            }
        }
        Ok(None)
    }

    /// Makes everything written durable; for the way out.
    pub(crate) fn close(mut self) {
        // A rewrite in the making is given up, because the old journal has everything; unless it may be in
        // place already.
        let next = self.rewrite.take().filter(|r| !r.pieces.is_busy());
        for file in [self.file].into_iter().chain(next.map(|r| r.file)) {
            if let Err(error) = file.sync_all() {
                log::error!("cannot sync the journal: {}", plain(&error));
            }
        }
    }
}

impl Rewrite {
    fn start(path: &Path) -> io::Result<Self> {
        let mut next = Replacement::start(path)?;
        next.file.write_all(format!("{HEADER}\n").as_bytes())?;
        Ok(Self {
            // The clone shares the place in the file.
            file: next.file.try_clone()?,
            is_spoilt: false,
            held: 0,
            pieces: Pieces::Writing(next, 0),
        })
    }
}

/// How long a journal that held `base` bytes when it was rewritten may become.
fn largest(base: u64) -> u64 {
    base + (base * (GROWTH - 1)).min(MUCH.max(base / 2))
}

/// Gives every line to `registrar`; a bad one is logged and skipped.
fn replay(path: &Path, file: &File, now: &Now, registrar: &mut Registrar) -> Result<(), Unusable> {
    let path = path.display();
    let len = file.metadata().map_or(0, |m| m.len());
    registrar.expect(usize::try_from(len / SHORT).unwrap_or_default());
    let mut skipped = 0_usize;
    let mut reader = BufReader::with_capacity(1 << 18, file);
    let mut line = Vec::new();
    let mut number = 0_usize;
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        number += 1;
        let is_whole = line.pop_if(|b| *b == b'\n').is_some();
        if number == 1 {
            match check_header(&line) {
                Ok(()) => continue,
                // Not even the first line was written to its end: there is nothing to lose.
                Err(_) if !is_whole && HEADER.as_bytes().starts_with(&line) => break,
                Err(error) => return Err(Unusable::Alien(error)),
            }
        }
        match read(now, &line) {
            Ok(change) => registrar.restore(now, change),
            // What a failed write or an old tear was closed up with.
            Err(_) if line.is_empty() => {}
            Err(error) => {
                skipped += 1;
                if skipped <= SHOWN {
                    let torn = if is_whole { "" } else { TORN };
                    log::warn!("{path}:{number}: a line of the journal is skipped: {error}{torn}");
                }
            }
        }
    }
    if skipped > SHOWN {
        let more = skipped - SHOWN;
        log::warn!("{path}: {more} more lines are skipped");
    }
    Ok(())
}
