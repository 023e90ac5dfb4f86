//! Both files anew, all or nothing, while the loop goes on: a thread reads, the loop takes over what it
//! has read between two batches.

use crate::serve::background::Background;
use crate::sys::settings::{self, Problems, Settings};
use sipreg::config::Config;
use sipreg::seed::Seed;
use std::io;
use std::time::UNIX_EPOCH;

/// When tables were read, and when their files were changed, Unix seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Loaded {
    pub(crate) at: u64,
    pub(crate) config_mtime: u64,
    pub(crate) extensions_mtime: u64,
}

impl Loaded {
    /// The times of the files behind `config`, which is read at `path` now.
    pub(crate) fn now(path: &str, config: &Config) -> Self {
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
pub(crate) type Read = Result<(Settings, Loaded), Problems>;

/// Starts reading.
///
/// # Errors
/// If no thread can be had.
pub(crate) fn start(path: &str, seed: Seed) -> io::Result<Background<Read>> {
    let path = path.to_owned();
    Background::start("sipregd-reload", move || {
        let settings = settings::load(&path, seed)?;
        if settings.is_blank {
            // More likely a slip of an editor or a full disk than a wish to end all registrations.
            return Err(Problems::of(format!(
                "{} is empty. To serve no extension, leave a comment in it.",
                settings.config.extensions
            )));
        }
        let loaded = Loaded::now(&path, &settings.config);
        Ok((settings, loaded))
    })
}
