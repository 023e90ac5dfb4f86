//! What the system says when something fails.

use super::{Say, words};
use std::io;

words! {
    listed in KNOWN;
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
    written(&plain(error))
}

/// What is said of an error in English, by the system or by the service, in every language.
pub(crate) fn written(english: &str) -> Say {
    let known = KNOWN.iter().find(|words| words.en == english);
    known.map_or_else(|| Say::verbatim(english), |words| words.say())
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
    use crate::text::Language::Uzbek;
    use nix::errno::Errno;

    #[test]
    fn what_the_system_says_is_translated() {
        for (errno, words) in [
            (Errno::ENOENT, &NO_FILE),
            (Errno::ESRCH, &NO_PROCESS),
            (Errno::EACCES, &DENIED),
            (Errno::EPERM, &NOT_PERMITTED),
            (Errno::ENOSPC, &DISK_FULL),
            (Errno::EROFS, &READ_ONLY),
            (Errno::EISDIR, &IS_FOLDER),
            (Errno::ENOTDIR, &NO_FOLDER),
            (Errno::EIO, &IO),
            (Errno::EADDRINUSE, &IN_USE),
            (Errno::ENETUNREACH, &NO_NETWORK),
            (Errno::EHOSTUNREACH, &NO_ROUTE),
        ] {
            assert_eq!(error(&errno.into()).text(Uzbek), words.uz, "{errno}");
        }
    }
}
