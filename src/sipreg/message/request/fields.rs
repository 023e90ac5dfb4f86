//! The header block: its lines put straight, the fields that matter found.

use super::Fault;
use crate::message::scan::trim;
use alloc::vec::Vec;

/// The header fields that are looked at; all others are only checked for their form.
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

/// Where in the datagram the value of a field stands; a datagram has at most 65,535 bytes.
#[derive(Clone, Copy, Debug)]
struct Field {
    start: u16,
    len: u16,
    /// The place of the next one of the same name, or [`NONE`].
    next: u8,
}

/// No place in the list.
const NONE: u8 = u8::MAX;

/// How many of the fields in [`Name`] one message may hold. RFC 4475's longest has 44.
const MAX_FIELDS: usize = 64;
/// How many header lines are read without asking for memory, and at most.
const USUAL_HEADERS: usize = 48;
const MAX_HEADERS: usize = 2048;

#[derive(Clone, Debug)]
pub(super) struct Fields {
    list: [Field; MAX_FIELDS],
    len: u8,
    /// The places of the first and the last field of each name.
    ends: [(u8, u8); NAMES],
}

impl Fields {
    fn new() -> Self {
        let nothing = Field {
            start: 0,
            len: 0,
            next: NONE,
        };
        Self {
            list: [nothing; MAX_FIELDS],
            len: 0,
            ends: [(NONE, NONE); NAMES],
        }
    }

    fn clear(&mut self) {
        self.len = 0;
        self.ends = [(NONE, NONE); NAMES];
    }

    /// Finds the fields of `datagram`, whose start line ends before `line_end`, and where the body
    /// begins. Folded lines and spaces before colons are straightened in place on the way. If the block
    /// is broken, what looks like fields is found all the same, so that the 400 can be addressed.
    pub(super) fn find(datagram: &mut [u8], line_end: usize) -> (Self, Result<usize, Fault>) {
        let mut fields = Self::new();
        let mut found = find_fields(datagram, line_end, &mut fields);
        if found.is_err() {
            // Only here, since few phones fold: the usual message is read once and never written.
            unfold(datagram.get_mut(line_end..).unwrap_or_default());
            found = find_fields(datagram, line_end, &mut fields);
        }
        if found.is_err() && datagram.windows(2).any(is_control_pair) {
            // httparse knows no quoted pairs, in which even a NUL may stand (RFC 3261 §25.1). It is
            // shown a copy without them; what it finds is where it was.
            let masked = mask_control_pairs(datagram);
            found = find_fields(&masked, line_end, &mut fields);
        }
        let found = found.map_err(|fault| {
            fields.clear();
            find_fields_leniently(datagram, line_end, &mut fields)
                .err()
                .unwrap_or(fault)
        });
        (fields, found)
    }

    /// The values of all fields of that name, in order, each a whole line.
    pub(super) fn values<'a>(
        &self,
        name: Name,
        datagram: &'a [u8],
    ) -> impl Iterator<Item = &'a [u8]> + use<'a, '_> {
        let mut next = self.ends.get(name as usize).map_or(NONE, |ends| ends.0);
        core::iter::from_fn(move || {
            let field = self.list.get(usize::from(next))?;
            next = field.next;
            let start = usize::from(field.start);
            datagram.get(start..start + usize::from(field.len))
        })
    }

    fn push(&mut self, name: Name, base: &[u8], value: &[u8]) -> Result<(), Fault> {
        // NOTE(addr): both come from one datagram, so the difference is an offset into it.
        let start = value.as_ptr().addr().wrapping_sub(base.as_ptr().addr());
        let start = if value.is_empty() { 0 } else { start };
        let (Ok(start), Ok(len)) = (u16::try_from(start), u16::try_from(value.len())) else {
            return Err(Fault::Headers);
        };
        let at = self.len;
        let slot = self.list.get_mut(usize::from(at));
        *slot.ok_or(Fault::TooManyHeaders)? = Field {
            start,
            len,
            next: NONE,
        };
        self.len += 1;
        if let Some((first, last)) = self.ends.get_mut(name as usize) {
            match self.list.get_mut(usize::from(*last)) {
                Some(before) => before.next = at,
                None => *first = at,
            }
            *last = at;
        }
        Ok(())
    }
}

/// Finds the fields with httparse; returns where the body begins.
fn find_fields(datagram: &[u8], line_end: usize, fields: &mut Fields) -> Result<usize, Fault> {
    let block = datagram.get(line_end..).unwrap_or_default();
    let mut usual = [httparse::EMPTY_HEADER; USUAL_HEADERS];
    match httparse::parse_headers(block, &mut usual) {
        Ok(httparse::Status::Complete((len, headers))) => {
            index(datagram, headers, fields)?;
            Ok(line_end + len)
        }
        Err(httparse::Error::TooManyHeaders) => {
            let mut many = alloc::vec![httparse::EMPTY_HEADER; MAX_HEADERS];
            match httparse::parse_headers(block, &mut many) {
                Ok(httparse::Status::Complete((len, headers))) => {
                    index(datagram, headers, fields)?;
                    Ok(line_end + len)
                }
                Err(httparse::Error::TooManyHeaders) => Err(Fault::TooManyHeaders),
                _ => Err(Fault::Headers),
            }
        }
        _ => Err(Fault::Headers),
    }
}

/// Whether these two bytes are a backslash and a control that it quotes.
fn is_control_pair(pair: &[u8]) -> bool {
    matches!(pair, [b'\\', 0..=8 | 11 | 12 | 14..=31 | 127])
}

fn mask_control_pairs(datagram: &[u8]) -> Vec<u8> {
    let mut masked = datagram.to_vec();
    for (i, pair) in datagram.windows(2).enumerate() {
        if is_control_pair(pair)
            && let Some(control) = masked.get_mut(i + 1)
        {
            *control = b'?';
        }
    }
    masked
}

fn index(
    datagram: &[u8],
    headers: &[httparse::Header<'_>],
    fields: &mut Fields,
) -> Result<(), Fault> {
    fields.clear();
    for header in headers {
        if let Some(name) = Name::of(header.name.as_bytes()) {
            fields.push(name, datagram, trim(header.value))?;
        }
    }
    Ok(())
}

/// Finds whatever lines look like fields, so that a message with one bad line still gets its 400.
fn find_fields_leniently(
    datagram: &[u8],
    line_end: usize,
    fields: &mut Fields,
) -> Result<(), Fault> {
    let block = datagram.get(line_end..).unwrap_or_default();
    for line in block.split(|&b| b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        let Some(colon) = line.iter().position(|&b| b == b':') else {
            continue;
        };
        let value = trim(line.get(colon + 1..).unwrap_or_default());
        // What is echoed must not carry what no header may hold.
        let sound = value
            .iter()
            .all(|&b| b == b'\t' || (b >= b' ' && b != 0x7f));
        if let Some(name) = Name::of(trim(line.get(..colon).unwrap_or_default()))
            && sound
        {
            fields.push(name, datagram, value)?;
        }
    }
    Ok(())
}

/// Turns each fold (a line end before white space, RFC 3261 §7.3.1) into spaces, and moves each colon
/// to the end of its field name, up to the empty line. Lengths stay as they are.
fn unfold(block: &mut [u8]) {
    // The search goes on where it was, not where the line began, or many folds would cost their square.
    let (mut line_start, mut from) = (0, 0);
    while let Some(len) = block
        .get(from..)
        .and_then(|b| b.iter().position(|&b| b == b'\n'))
    {
        let end = from + len;
        from = end + 1;
        if matches!(block.get(line_start..end), Some([] | [b'\r'])) {
            return;
        }
        if block.get(end + 1).is_some_and(|&b| b == b' ' || b == b'\t') {
            // A line of nothing but white space ends no header block in httparse's eyes either.
            if let Some(cr) = end
                .checked_sub(1)
                .and_then(|i| block.get_mut(i))
                .filter(|b| **b == b'\r')
            {
                *cr = b' ';
            }
            if let Some(lf) = block.get_mut(end) {
                *lf = b' ';
            }
            continue;
        }
        if let Some(line) = block.get_mut(line_start..end) {
            close_up_colon(line);
        }
        line_start = end + 1;
    }
}

fn close_up_colon(line: &mut [u8]) {
    let Some(colon) = line.iter().position(|&b| b == b':') else {
        return;
    };
    let Some(name) = line.get(..colon) else {
        return;
    };
    let name_len = trim(name).len();
    if name_len == colon || name_len == 0 || name.first().is_some_and(|&b| b == b' ' || b == b'\t')
    {
        return;
    }
    if let Some(b) = line.get_mut(colon) {
        *b = b' ';
    }
    if let Some(b) = line.get_mut(name_len) {
        *b = b':';
    }
}
