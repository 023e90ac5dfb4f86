//! The file with the process number, by which the other commands find the service.

use crate::sys::file;
use crate::text::system;
use sipreg::config::Config;
use std::path::{Path, PathBuf};

fn path(config: &Config) -> PathBuf {
    Path::new(&config.runtime).join("sipregd.pid")
}

/// Leaves the process number for `status` and `doctor`; without it they cannot ask, but phones register.
pub(crate) fn write(config: &Config) {
    let path = path(config);
    let number = format!("{}\n", std::process::id());
    if let Err(error) = file::replace(&path, number.as_bytes(), 0o644) {
        log::warn!(
            "Cannot write {}: {}. “sipregd status” will not find this process",
            path.display(),
            system::plain(&error)
        );
    }
}

/// Takes it away again, if it is there.
pub(crate) fn remove(config: &Config) {
    let _ = std::fs::remove_file(path(config));
}
