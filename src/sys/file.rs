//! Files: read whole, replaced whole. A reader never sees half of one, and no crash leaves half of one.

use crate::text::{Say, files as words, system};
use nix::fcntl::{Flock, FlockArg, OFlag};
use nix::unistd::{Gid, Uid, fchown};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Why a file was not read.
#[derive(Debug)]
pub(crate) struct Unread {
    /// A sentence with the path in it.
    pub(crate) say: Say,
    /// Another user may read it.
    pub(crate) is_denied: bool,
}

impl Unread {
    /// What to say to the person who has run a command, and may run it as root.
    pub(crate) fn told(self) -> Say {
        match self.is_denied {
            true => words::DENIED.with("what", self.say),
            false => self.say,
        }
    }
}

/// Reads a text file.
pub(crate) fn read(path: &str) -> Result<String, Unread> {
    let bytes = read_regular(Path::new(path), u64::MAX, OFlag::empty()).map_err(|error| {
        let say = words::CANNOT_READ.with("path", path);
        Unread {
            say: say.with("why", system::error(&error)),
            is_denied: error.kind() == io::ErrorKind::PermissionDenied,
        }
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|&&b| b == b'\n').count() + 1;
        let column = good.iter().rev().take_while(|&&b| b != b'\n').count() + 1;
        let say = words::NOT_TEXT.with("path", path);
        Unread {
            say: say.with("line", line).with("column", column),
            is_denied: false,
        }
    })
}

/// Opens a regular file to read. Anything else, such as a pipe, could keep the reader waiting for ever.
pub(crate) fn open_regular(path: &Path, flags: OFlag) -> io::Result<(File, fs::Metadata)> {
    let file = OpenOptions::new()
        .read(true)
        .custom_flags((OFlag::O_NONBLOCK | flags).bits())
        .open(path)?;
    let about = file.metadata()?;
    if about.is_file() {
        Ok((file, about))
    } else {
        Err(io::Error::other(system::NOT_REGULAR.en))
    }
}

/// Reads a regular file of at most `limit` bytes.
pub(crate) fn read_regular(path: &Path, limit: u64, flags: OFlag) -> io::Result<Vec<u8>> {
    let (file, about) = open_regular(path, flags)?;
    if about.len() > limit {
        return Err(io::Error::other(system::TOO_LARGE.en));
    }
    let mut bytes = Vec::new();
    file.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The next version of a file, being written.
#[derive(Debug)]
pub(crate) struct Replacement {
    /// The file it is to replace.
    path: PathBuf,
    /// Its name until then, always the same, so that what a crash left of one is found.
    next: PathBuf,
    /// To be written to.
    pub(crate) file: File,
}

impl Replacement {
    /// Starts it, empty, readable by nobody else yet, and throws away what a crash left of an earlier one. The
    /// file has one writer, or its writers have [`lock_folder`].
    pub(crate) fn start(path: &Path) -> io::Result<Self> {
        let mut next = path.as_os_str().to_owned();
        next.push(".new");
        let next = PathBuf::from(next);
        match fs::remove_file(&next) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&next)?;
        Ok(Self {
            path: path.to_owned(),
            next,
            file,
        })
    }

    /// Gives it mode and owner of the file it replaces; an error if that file has an access control list.
    pub(crate) fn keep_readers(&self, old: &fs::Metadata) -> io::Result<()> {
        if has_acl(&self.path) {
            return Err(io::Error::other(
                "it has an access control list, which would be lost; edit the file itself",
            ));
        }
        let (uid, gid) = (Uid::from_raw(old.uid()), Gid::from_raw(old.gid()));
        fchown(&self.file, Some(uid), Some(gid)).map_err(|errno| {
            let why = errno.desc().to_lowercase();
            io::Error::other(format!("its owner cannot be kept ({why}); try with sudo"))
        })?;
        self.set_mode(old.mode())
    }

    /// Gives it that mode.
    pub(crate) fn set_mode(&self, mode: u32) -> io::Result<()> {
        let mode = fs::Permissions::from_mode(mode & 0o7777);
        self.file.set_permissions(mode)
    }

    /// Puts it in the place of the old one, as durable as the disk can make it.
    ///
    /// # Errors
    /// Whatever the system says; the old file is then still there.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.file.sync_all()?;
        let folder = folder_of(&self.path)?;
        self.place()?;
        // The rename is durable when the folder is.
        folder.sync_all()
    }

    /// Puts it in place without waiting for the disk; for what need not outlive the machine.
    pub(crate) fn place(self) -> io::Result<()> {
        fs::rename(&self.next, &self.path)
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // Once it is in place there is nothing left to remove.
        let _ = fs::remove_file(&self.next);
    }
}

/// Keeps others from changing files of the folder that holds `path` at the same time. It ends with the
/// process, however that ends.
///
/// # Errors
/// `WouldBlock` if someone else has it; else whatever the system says.
pub(crate) fn lock_folder(path: &Path) -> io::Result<Flock<File>> {
    let lock = Flock::lock(folder_of(path)?, FlockArg::LockExclusiveNonblock);
    lock.map_err(|(_, errno)| errno.into())
}

fn folder_of(path: &Path) -> io::Result<File> {
    File::open(path.parent().unwrap_or(Path::new(".")))
}

/// Whether more people may read `path` than its mode says (acl(5)).
fn has_acl(path: &Path) -> bool {
    matches!(xattr::get(path, "system.posix_acl_access"), Ok(Some(_)))
}

/// Replaces `path` by `text`.
pub(crate) fn replace(path: &Path, text: &[u8], mode: u32) -> io::Result<()> {
    let mut next = Replacement::start(path)?;
    next.set_mode(mode)?;
    next.file.write_all(text)?;
    next.finish()
}
