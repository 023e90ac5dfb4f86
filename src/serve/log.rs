//! The log: `log` in front, `env_logger` behind, one buffer between them and standard error, so that a
//! batch of datagrams costs one write. What is said is decided elsewhere; this is how it looks.

use crate::sys::clock;
use log::{Level, LevelFilter};
use sipreg::config::LogLevel;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

static BUFFER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Starts logging to standard error, everything up to `level`.
///
/// Under systemd, which adds the time itself, a line begins with its priority; elsewhere with time and level.
pub(crate) fn start(level: LogLevel) {
    let journal = std::env::var_os("JOURNAL_STREAM").is_some();
    let mut builder = env_logger::Builder::new();
    builder
        .filter_level(LevelFilter::Trace)
        .target(env_logger::Target::Pipe(Box::new(Buffer)));
    builder.format(move |f, record| {
        let (level, text) = (record.level(), record.args());
        if journal {
            writeln!(f, "<{}>[SIP] {text}", priority(level))
        } else {
            let time = clock::timestamp(SystemTime::now());
            writeln!(f, "{time} {level:5} [SIP] {text}")
        }
    });
    // Only fails if a logger is set already, which then is this one.
    let _ = builder.try_init();
    set_level(level);
}

/// Whether each message has its lines: at `info` and below, but not at `notice`, which the crate does not
/// know.
static MESSAGES: AtomicBool = AtomicBool::new(true);

/// Whether each message has its lines, and not only what it changed.
pub(crate) fn shows_messages() -> bool {
    MESSAGES.load(Ordering::Relaxed) && log::log_enabled!(Level::Info)
}

/// Changes what is logged, as a reload may.
pub(crate) fn set_level(level: LogLevel) {
    MESSAGES.store(level >= LogLevel::Info, Ordering::Relaxed);
    log::set_max_level(match level {
        LogLevel::Error => LevelFilter::Error,
        LogLevel::Warn => LevelFilter::Warn,
        LogLevel::Notice | LogLevel::Info => LevelFilter::Info,
        LogLevel::Debug => LevelFilter::Debug,
        LogLevel::Trace => LevelFilter::Trace,
    });
}

/// The priorities of sd-daemon(3).
fn priority(level: Level) -> u8 {
    match level {
        Level::Error => 3,
        Level::Warn => 4,
        Level::Info => 6,
        Level::Debug | Level::Trace => 7,
    }
}

/// Writes what has been logged to standard error. Nothing can be done if that fails.
pub(crate) fn flush() {
    let mut buffer = BUFFER.lock().unwrap_or_else(PoisonError::into_inner);
    if !buffer.is_empty() {
        let _ = io::stderr().lock().write_all(&buffer);
        buffer.clear();
    }
}

struct Buffer;

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut buffer = BUFFER.lock().unwrap_or_else(PoisonError::into_inner);
        buffer.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
