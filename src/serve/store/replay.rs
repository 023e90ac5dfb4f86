//! Reading the journal back.

use super::Unusable;
use sipreg::journal::{HEADER, check_header, read};
use sipreg::registrar::Registrar;
use sipreg::time::Now;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Complaints about single lines that are printed; the rest are counted.
const SHOWN: usize = 20;

/// Few lines that bind a contact are shorter, bytes.
const SHORT: u64 = 100;

/// Gives every line to `registrar`.
///
/// # Errors
/// [`Unusable`] if it is not a journal of ours; a bad line is not an error, it is logged and skipped.
pub(crate) fn replay(
    path: &Path,
    file: File,
    now: &Now,
    registrar: &mut Registrar,
) -> Result<(), Unusable> {
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
                    let torn = if is_whole {
                        ""
                    } else {
                        "; it is the last line and incomplete"
                    };
                    log::warn!(
                        "{}:{number}: a line of the journal is skipped: {error}{torn}",
                        path.display()
                    );
                }
            }
        }
    }
    if skipped > SHOWN {
        log::warn!(
            "{}: {} more lines are skipped",
            path.display(),
            skipped - SHOWN
        );
    }
    Ok(())
}
