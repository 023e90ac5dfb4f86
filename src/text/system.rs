//! What the system says when something fails.

use super::{Say, Words, words};
use nix::errno::Errno;
use std::{fmt, io};

words! {
    NO_FILE: "no such file or directory", "bunday fayl yoki papka yo'q";
    NO_PROCESS: "no such process", "bunday jarayon yo'q";
    DENIED: "permission denied", "ruxsat yo'q";
    NOT_PERMITTED: "operation not permitted", "bu amalga ruxsat yo'q";
    DISK_FULL: "no space left on device", "diskda joy qolmagan";
    READ_ONLY: "read-only file system", "fayl tizimi faqat o'qish uchun ulangan";
    IS_FOLDER: "is a directory", "bu fayl emas, papka";
    NO_FOLDER: "not a directory", "bu papka emas";
    IO: "input/output error", "kiritish-chiqarish xatosi (disk nosoz bo'lishi mumkin)";
    IN_USE: "address already in use", "bu manzil va port band";
    NO_NETWORK: "network is unreachable", "tarmoqqa yo'l yo'q";
    NO_ROUTE: "no route to host", "bu manzilga yo'l yo'q";
    NOT_REGULAR: "it is not a regular file", "bu oddiy fayl emas";
    TOO_LARGE: "it is too large", "u juda katta";
    NO_SUCH_NAME: "the name is unknown", "bunday nom yo'q";
    DNS_SILENT: "the DNS server did not answer", "DNS server javob bermadi";
}

/// Why a file is not read although it can be opened.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unfit {
    NotRegular,
    TooLarge,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotRegular => NOT_REGULAR.en,
            Self::TooLarge => TOO_LARGE.en,
        })
    }
}

impl std::error::Error for Unfit {}

/// The words of an error without its number.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => text.to_owned(),
    }
}

/// What `error` says.
pub(crate) fn error(error: &io::Error) -> Say {
    let inner = error.get_ref().and_then(|e| e.downcast_ref::<Unfit>());
    let known: Option<&'static Words> = match (inner, error.raw_os_error().map(Errno::from_raw)) {
        (Some(Unfit::NotRegular), _) => Some(&NOT_REGULAR),
        (Some(Unfit::TooLarge), _) => Some(&TOO_LARGE),
        (None, Some(errno)) => {
            let known = KNOWN.iter().find(|known| known.errno == errno);
            known.map(|known| known.words)
        }
        (None, None) => None,
    };
    known.map_or_else(|| Say::verbatim(plain(error)), Words::say)
}

/// What `errno` says.
pub(crate) fn errno(errno: Errno) -> Say {
    error(&errno.into())
}

/// An error that has words of its own.
struct Known {
    errno: Errno,
    words: &'static Words,
}

const fn known(errno: Errno, words: &'static Words) -> Known {
    Known { errno, words }
}

const KNOWN: [Known; 12] = [
    known(Errno::ENOENT, &NO_FILE),
    known(Errno::ESRCH, &NO_PROCESS),
    known(Errno::EACCES, &DENIED),
    known(Errno::EPERM, &NOT_PERMITTED),
    known(Errno::ENOSPC, &DISK_FULL),
    known(Errno::EROFS, &READ_ONLY),
    known(Errno::EISDIR, &IS_FOLDER),
    known(Errno::ENOTDIR, &NO_FOLDER),
    known(Errno::EIO, &IO),
    known(Errno::EADDRINUSE, &IN_USE),
    known(Errno::ENETUNREACH, &NO_NETWORK),
    known(Errno::EHOSTUNREACH, &NO_ROUTE),
];

/// What the service has written down of an error, in English.
pub(crate) fn written(english: &str) -> Say {
    let known = KNOWN.iter().map(|known| known.words);
    let mut known = known.chain([&NOT_REGULAR, &TOO_LARGE]);
    known
        .find(|words| words.en == english)
        .map_or_else(|| Say::verbatim(english), Words::say)
}

/// Why a name could not be resolved.
pub(crate) fn resolution(failed: &io::Error) -> Say {
    // The standard library keeps only the text of getaddrinfo.
    let text = plain(failed);
    if text.ends_with("Name or service not known")
        || text.ends_with("No address associated with hostname")
    {
        NO_SUCH_NAME.say()
    } else if text.ends_with("Temporary failure in name resolution") {
        DNS_SILENT.say()
    } else {
        error(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language::English;

    #[test]
    fn in_english_the_words_are_those_of_the_system() {
        for known in &KNOWN {
            let failed = known.errno.into();
            assert_eq!(error(&failed).text(English), plain(&failed));
        }
    }
}
