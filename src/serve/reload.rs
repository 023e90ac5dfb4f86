//! Both files anew, all or nothing, while the loop goes on: a thread reads, the loop takes over what it
//! has read between two batches.

use crate::serve::background::Background;
use crate::sys::settings::{self, Loaded, Problems, Settings};
use sipreg::seed::Seed;
use std::io;

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
