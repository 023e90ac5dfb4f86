//! The header block: folds are undone in place, and the fields that matter are found.

use super::{CONTROL, CUT};
use crate::message::scan::{is_lws, trim, trim_end};
use crate::message::status::Status;
use alloc::vec::Vec;

/// The header fields that a registrar reads. All other lines are skipped, readable or not (RFC 3261 §8.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Via,
    From,
    To,
    CallId,
    CSeq,
    Contact,
    Expires,
    Authorization,
    Require,
    Supported,
    ContentLength,
    UserAgent,
    Path,
}

/// How many there are.
const NAMES: usize = Name::Path as usize + 1;

impl Name {
    /// The field of that name, long or compact (RFC 3261 §7.3.3), in any case.
    fn of(name: &[u8]) -> Option<Self> {
        // By length and first letter there is at most one; and mostly it is written as the RFC writes it.
        let first = name.first()?.to_ascii_lowercase();
        let (long, field): (&[u8], Self) = match (name.len(), first) {
            (1, b'v') => return Some(Self::Via),
            (1, b'f') => return Some(Self::From),
            (1, b't') => return Some(Self::To),
            (1, b'i') => return Some(Self::CallId),
            (1, b'm') => return Some(Self::Contact),
            (1, b'k') => return Some(Self::Supported),
            (1, b'l') => return Some(Self::ContentLength),
            (2, _) => (b"To", Self::To),
            (3, _) => (b"Via", Self::Via),
            (4, b'f') => (b"From", Self::From),
            (4, b'c') => (b"CSeq", Self::CSeq),
            (4, _) => (b"Path", Self::Path),
            (7, b'c') if name.get(1) == Some(&b'a') || name.get(1) == Some(&b'A') => {
                (b"Call-ID", Self::CallId)
            }
            (7, b'c') => (b"Contact", Self::Contact),
            (7, b'e') => (b"Expires", Self::Expires),
            (7, _) => (b"Require", Self::Require),
            (9, _) => (b"Supported", Self::Supported),
            (10, _) => (b"User-Agent", Self::UserAgent),
            (13, _) => (b"Authorization", Self::Authorization),
            (14, _) => (b"Content-Length", Self::ContentLength),
            _ => return None,
        };
        (name == long || name.eq_ignore_ascii_case(long)).then_some(field)
    }
}

/// Where in the datagram the value of a field is; a datagram has at most 65,535 bytes.
#[derive(Clone, Copy, Debug)]
struct Field {
    start: u16,
    len: u16,
    /// The place of the next one of the same name, or [`NONE`].
    next: u16,
}

/// No place in the list.
const NONE: u16 = u16::MAX;

/// Fields that a message usually has: room for them is asked for at once.
const USUAL: usize = 24;

/// The fields of one message.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    list: Vec<Field>,
    /// The places of the first and the last field of each name.
    ends: [(u16, u16); NAMES],
}

impl Fields {
    /// Finds the fields of `datagram`, whose start line ends before `line_end`, and where the body
    /// begins. A fold becomes one space in place; what that saves is added as spaces to the end of its
    /// line, so that no length changes. What is found stays if the block is broken, so that the 400 can
    /// be addressed.
    pub(super) fn find(datagram: &mut [u8], line_end: usize) -> (Self, Result<usize, Status>) {
        let mut fields = Self {
            list: Vec::with_capacity(USUAL),
            ends: [(NONE, NONE); NAMES],
        };
        let mut fault = None;
        let mut start = line_end;
        loop {
            let end = end_of_line(datagram, start);
            if end.is_none() {
                fault = Some(CUT);
            }
            let end = end.unwrap_or(datagram.len());
            let line = match &datagram[start..end] {
                [line @ .., b'\r'] => line,
                line => line,
            };
            if line.is_empty() {
                return (fields, fault.map_or(Ok(end + 1), Err));
            }
            if let Some(colon) = memchr::memchr(b':', line)
                && let Some(name) = Name::of(trim_end(&line[..colon]))
            {
                let value = trim(&line[colon + 1..]);
                // What is echoed must not carry what no header may hold.
                if is_sound(value) {
                    // Both are of one datagram, but an empty value may be anywhere.
                    let offset = value.as_ptr().addr().wrapping_sub(datagram.as_ptr().addr());
                    let offset = if value.is_empty() { 0 } else { offset };
                    fields.push(name, offset, value.len());
                } else {
                    fault = fault.or(Some(CONTROL));
                }
            }
            start = end + 1;
            if start > datagram.len() {
                return (fields, Err(CUT));
            }
        }
    }

    /// The values of all fields of that name, in order, each a whole line.
    pub(super) fn values<'a>(
        &self,
        name: Name,
        datagram: &'a [u8],
    ) -> impl Iterator<Item = &'a [u8]> + use<'a, '_> {
        let mut next = self.ends[name as usize].0;
        core::iter::from_fn(move || {
            let field = self.list.get(usize::from(next))?;
            next = field.next;
            let start = usize::from(field.start);
            Some(&datagram[start..start + usize::from(field.len)])
        })
    }

    fn push(&mut self, name: Name, start: usize, len: usize) {
        let (Ok(at), Ok(start), Ok(len)) = (
            u16::try_from(self.list.len()),
            u16::try_from(start),
            u16::try_from(len),
        ) else {
            // Beyond what a datagram can hold.
            return;
        };
        self.list.push(Field {
            start,
            len,
            next: NONE,
        });
        let (first, last) = &mut self.ends[name as usize];
        match self.list.get_mut(usize::from(*last)) {
            Some(before) => before.next = at,
            None => *first = at,
        }
        *last = at;
    }
}

/// The place of the line feed that ends the line at `start`, once its folds (a line end before white
/// space, RFC 3261 §7.3.1) are undone; `None` if there is none.
fn end_of_line(datagram: &mut [u8], start: usize) -> Option<usize> {
    let line_feed = |from: usize| Some(from + memchr::memchr(b'\n', datagram.get(from..)?)?);
    let mut end = line_feed(start)?;
    let is_empty = matches!(&datagram[start..end], [] | [b'\r']);
    if is_empty || !datagram.get(end + 1).copied().is_some_and(is_lws) {
        return Some(end);
    }
    while datagram.get(end + 1).copied().is_some_and(is_lws) {
        end = line_feed(end + 1)?;
    }
    unfold(&mut datagram[start..end]);
    Some(end)
}

/// Makes one space of each fold of `line`, and adds as many spaces to its end as that saves.
fn unfold(line: &mut [u8]) {
    let (mut to, mut from) = (0, 0);
    while from < line.len() {
        let mut byte = line[from];
        from += 1;
        if byte == b'\n' {
            if to > 0 && line[to - 1] == b'\r' {
                to -= 1;
            }
            while to > 0 && is_lws(line[to - 1]) {
                to -= 1;
            }
            while from < line.len() && is_lws(line[from]) {
                from += 1;
            }
            byte = b' ';
        }
        line[to] = byte;
        to += 1;
    }
    if to > 0 && line[to - 1] == b'\r' {
        to -= 1;
    }
    line[to..].fill(b' ');
}

/// Whether `value` has no control at all. Every byte of a message is asked, so eight are asked at once; the last
/// eight may be asked twice.
fn is_plain(value: &[u8]) -> bool {
    const ONES: u64 = u64::MAX / 0xff;
    let below = |bytes: u64, limit: u64| bytes.wrapping_sub(ONES * limit) & !bytes;
    let odd = |chunk: &[u8; 8]| {
        let bytes = u64::from_le_bytes(*chunk);
        (below(bytes, 0x20) | below(bytes ^ (ONES * 0x7f), 1)) & (ONES << 7)
    };
    let Some(last) = value.last_chunk() else {
        return value.iter().all(|b| (b' '..0x7f).contains(b));
    };
    value
        .as_chunks()
        .0
        .iter()
        .fold(odd(last), |all, chunk| all | odd(chunk))
        == 0
}

/// Whether a value has no control but tabs, and those that a backslash quotes (RFC 3261 §25.1).
fn is_sound(value: &[u8]) -> bool {
    let is_control = |b: u8| (b < b' ' && b != b'\t') || b == 0x7f;
    if is_plain(value) {
        return true;
    }
    let mut is_quoted = false;
    value.iter().all(|&b| {
        let is_allowed = is_quoted && !matches!(b, b'\r' | b'\n');
        is_quoted = b == b'\\' && !is_quoted;
        is_allowed || !is_control(b)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_is_seen_wherever_it_is() {
        for len in 1..20 {
            for at in 0..len {
                for byte in 0..=255_u8 {
                    let mut value = alloc::vec![b'a'; len];
                    value[at] = byte;
                    let is_control = byte < b' ' || byte == 0x7f;
                    assert!(!(is_control && is_plain(&value)), "{value:?}");
                    let is_allowed = !is_control || byte == b'\t';
                    assert_eq!(is_sound(&value), is_allowed, "{value:?}");
                }
            }
        }
    }
}
