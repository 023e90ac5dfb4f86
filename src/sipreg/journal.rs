//! One change of the location service ⇄ one line of text with a checksum.
//! The shell does the writing and the reading of files; this is only what a line says.
//!
//! ```text
//! sipregd registrations 1
//! <checksum> + <name> <uri> <ends> <since> <granted> <cseq> <call-id> <source> <q> <reg-id> <instance> <path> <kept>...
//! <checksum> - <name> <uri>
//! ```
//! Fields are separated by one space; in them `%XX` stands for any byte that would confuse, and `-`
//! for nothing. Times are Unix seconds: they must mean the same after a reboot. The source is as it is
//! written everywhere, with the scope of a link-local one as a number: `[fe80::1%2]:5060`. The headers that
//! are kept stand last, in the order of [`Kept::ALL`]; an older journal has fewer.

use crate::hex;
use crate::location::{Binding, BindingInfo, Kept, MAX_CONTACT, MAX_KEPT};
use crate::message::contact::Contact;
use crate::message::scan::parse_digits;
use crate::message::uri::Uri;
use crate::seed::fingerprint;
use crate::time::Now;
use alloc::vec::Vec;
use core::fmt;

/// The first line of a journal that this version writes and reads.
pub const HEADER: &str = "sipregd registrations 1";

/// Whether a file that begins with the line `first` can be read.
///
/// # Errors
/// [`LineError::Newer`] if a later version wrote it, [`LineError::NoJournal`] if it is something else.
pub fn check_header(first: &[u8]) -> Result<(), LineError> {
    match first.strip_prefix(b"sipregd registrations ") {
        Some(b"1") => Ok(()),
        Some(version) if parse_digits(version).is_some() => Err(LineError::Newer),
        _ => Err(LineError::NoJournal),
    }
}

/// One change.
#[derive(Debug)]
pub enum Change {
    /// A contact was bound or refreshed.
    Bind(Vec<u8>, Binding),
    /// The contact with that URI was removed, or has ended by now.
    Unbind(Vec<u8>, Vec<u8>),
}

/// Why a line cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineError {
    /// The file is from a later version.
    Newer,
    /// The file is not a journal.
    NoJournal,
    /// The checksum does not fit: the line was torn or altered.
    Checksum,
    /// The checksum fits, but a field is not what it should be.
    Field,
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Newer => "it was written by a newer version of sipregd",
            Self::NoJournal => "it is not a journal of registrations",
            Self::Checksum => "its checksum does not fit",
            Self::Field => "a field in it cannot be read",
        })
    }
}

/// Collects whole lines in memory that is used again and again.
#[derive(Debug, Default)]
pub struct Lines {
    text: Vec<u8>,
}

impl Lines {
    /// What has been collected.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// Forgets what has been collected but keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
    }

    /// Adds the line for `binding` of `name` as it is now.
    pub fn bind(&mut self, now: &Now, name: &[u8], binding: &Binding) {
        self.line(b'+', |text| {
            field(text, name);
            field(text, binding.uri());
            for number in [
                now.unix_at(binding.expires),
                binding.since(),
                binding.granted.into(),
                binding.cseq.into(),
            ] {
                decimal(text, number);
            }
            let call_id = binding.call_id.to_be_bytes();
            text.extend_from_slice(hex::write(&call_id, &mut [0; 16]));
            text.push(b' ');
            crate::message::response::push_address(text, binding.source);
            text.push(b' ');
            match binding.q() {
                Some(q) => decimal(text, q.into()),
                None => field(text, b""),
            }
            decimal(text, binding.reg_id.into());
            field(text, binding.instance());
            field(text, binding.path());
            for header in Kept::ALL {
                field(text, binding.kept(header));
            }
        });
    }

    /// Adds the line for the removal of the contact `uri` from `name`.
    pub fn unbind(&mut self, name: &[u8], uri: &[u8]) {
        self.line(b'-', |text| {
            field(text, name);
            field(text, uri);
        });
    }

    fn line(&mut self, sign: u8, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.text.len();
        self.text.extend_from_slice(b"0000000000000000 ");
        let content = self.text.len();
        self.text.extend_from_slice(&[sign, b' ']);
        write(&mut self.text);
        self.text.pop();
        let sum = fingerprint(&self.text[content..]);
        if let Some(place) = self.text.get_mut(start..start + 16) {
            hex::write(&sum.to_be_bytes(), place);
        }
        self.text.push(b'\n');
    }
}

fn decimal(text: &mut Vec<u8>, number: u64) {
    crate::message::response::push_decimal(text, number);
    text.push(b' ');
}

fn is_plain(b: u8) -> bool {
    matches!(b, b'!'..=b'~') && b != b'%'
}

fn field(text: &mut Vec<u8>, value: &[u8]) {
    match value {
        b"" => text.push(b'-'),
        b"-" => text.extend_from_slice(b"%2d"),
        _ if value.iter().fold(true, |plain, &b| plain & is_plain(b)) => {
            text.extend_from_slice(value)
        }
        _ => {
            let mut rest = value;
            while let Some(at) = rest.iter().position(|b| !is_plain(*b)) {
                text.extend_from_slice(&rest[..at]);
                text.push(b'%');
                text.extend_from_slice(hex::write(&[rest[at]], &mut [0; 2]));
                rest = &rest[at + 1..];
            }
            text.extend_from_slice(rest);
        }
    }
    text.push(b' ');
}

/// Reads one line, without its end.
///
/// # Errors
/// [`LineError::Checksum`] or [`LineError::Field`]; such a line is skipped, never fatal.
pub fn read(now: &Now, line: &[u8]) -> Result<Change, LineError> {
    let (sum, content) = line.split_at_checked(17).ok_or(LineError::Checksum)?;
    let sum = sum
        .strip_suffix(b" ")
        .and_then(|digits| number(digits, 16))
        .ok_or(LineError::Checksum)?;
    if sum != fingerprint(content) {
        return Err(LineError::Checksum);
    }
    read_content(now, content).ok_or(LineError::Field)
}

fn read_content(now: &Now, content: &[u8]) -> Option<Change> {
    let mut fields = content.split(|&b| b == b' ');
    let sign = fields.next()?;
    let name = text_of(fields.next()?)?;
    let uri = text_of(fields.next()?)?;
    match sign {
        b"-" => Some(Change::Unbind(name, uri)),
        b"+" => {
            let mut decimal = || number(fields.next()?, 10);
            let (ends, since) = (decimal()?, decimal()?);
            let granted = u32::try_from(decimal()?).ok()?;
            let cseq = u32::try_from(decimal()?).ok()?;
            let call_id = number(fields.next()?, 16)?;
            let source = core::str::from_utf8(fields.next()?).ok()?.parse().ok()?;
            let q = match fields.next()? {
                b"-" => None,
                q => Some(u16::try_from(number(q, 10)?).ok()?),
            };
            let reg_id = u32::try_from(number(fields.next()?, 10)?).ok()?;
            let (instance, path) = (text_of(fields.next()?)?, text_of(fields.next()?)?);
            let mut kept = Kept::ALL.map(|_| Vec::new());
            for (text, field) in kept.iter_mut().zip(fields.by_ref()) {
                *text = text_of(field)?;
                text.truncate(MAX_KEPT);
            }
            if fields.next().is_some() || uri.len() + instance.len() + path.len() > MAX_CONTACT {
                return None;
            }
            if ends <= now.unix {
                // An older line of the same contact may have a later end: that was shortened.
                return Some(Change::Unbind(name, uri));
            }
            // A wall clock that stood wrong must not make anything live longer than was granted.
            let expires = now.time_of(ends).min(now.time.plus_secs(granted));
            let contact = Contact {
                uri: Uri::parse(&uri).ok()?,
                expires: None,
                q,
                instance: &instance,
                reg_id,
            };
            let info = BindingInfo {
                call_id,
                cseq,
                granted,
                expires,
                since,
                source,
                path: &path,
                kept: kept.each_ref().map(Vec::as_slice),
            };
            Some(Change::Bind(name, Binding::new(&contact, &info)))
        }
        _ => None,
    }
}

fn number(digits: &[u8], radix: u32) -> Option<u64> {
    u64::from_str_radix(core::str::from_utf8(digits).ok()?, radix).ok()
}

fn text_of(field: &[u8]) -> Option<Vec<u8>> {
    if field == b"-" {
        return Some(Vec::new());
    }
    if !field.contains(&b'%') {
        return (!field.is_empty()).then(|| field.to_vec());
    }
    let mut parts = field.split(|&b| b == b'%');
    let mut text = parts.next()?.to_vec();
    for part in parts {
        let (hex, rest) = part.split_at_checked(2)?;
        text.push(hex::byte_of(hex)?);
        text.extend_from_slice(rest);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::time::Time;

    fn now(secs: u64) -> Now {
        Now {
            time: Time::from_secs(secs),
            unix: 1_700_000_000 + secs,
            unix_millis: 0,
            date: [b' '; 29],
        }
    }

    fn binding() -> Binding {
        let contact =
            br#"<sip:10%2501@192.0.2.1:5060;ob>;q=0.5;+sip.instance="<urn:x y>";reg-id=2"#;
        let info = BindingInfo {
            call_id: 0xfeed,
            cseq: 7,
            granted: 600,
            expires: Time::from_secs(700),
            since: 1_700_000_050,
            source: "[2001:db8::1]:40000".parse().unwrap(),
            path: b"<sip:p;lr>",
            kept: ["Z 5 \u{e9}\n".as_bytes()],
        };
        Binding::new(&Contact::parse(contact).unwrap(), &info)
    }

    #[test]
    fn a_binding_comes_back_as_it_went() {
        let mut lines = Lines::default();
        lines.bind(&now(100), b"1001", &binding());
        lines.unbind(b"-", b"sip:a@h");
        let text = core::str::from_utf8(lines.text()).unwrap();
        assert!(text.is_ascii());
        let mut read = text.lines().map(|l| read(&now(100), l.as_bytes()).unwrap());
        let Some(Change::Bind(name, back)) = read.next() else {
            panic!()
        };
        assert_eq!(name, b"1001");
        assert_eq!(
            alloc::format!("{back:?}"),
            alloc::format!("{:?}", binding())
        );
        let Some(Change::Unbind(name, uri)) = read.next() else {
            panic!()
        };
        assert_eq!((&*name, &*uri), (&b"-"[..], &b"sip:a@h"[..]));
    }

    #[test]
    fn what_has_ended_does_not_rise_and_nothing_outlives_its_grant() {
        let mut lines = Lines::default();
        lines.bind(&now(100), b"1001", &binding());
        let line = lines.text().strip_suffix(b"\n").unwrap();
        assert!(matches!(read(&now(700), line), Ok(Change::Unbind(..))));
        let early = Now {
            unix: 5,
            ..now(100)
        };
        let Ok(Change::Bind(_, back)) = read(&early, line) else {
            panic!()
        };
        assert_eq!(back.expires, Time::from_secs(700));
    }

    #[test]
    fn a_line_cut_or_bent_anywhere_is_noticed() {
        let mut lines = Lines::default();
        lines.bind(&now(100), b"1001", &binding());
        let line = lines.text().strip_suffix(b"\n").unwrap();
        for cut in 0..line.len() {
            assert_eq!(
                read(&now(100), &line[..cut]).err(),
                Some(LineError::Checksum),
                "cut at {cut}"
            );
            let mut bent = line.to_vec();
            bent[cut] ^= 1;
            assert_eq!(
                read(&now(100), &bent).err(),
                Some(LineError::Checksum),
                "bent at {cut}"
            );
        }
    }

    #[test]
    fn a_contact_too_long_to_keep_is_not_read_nor_a_field_too_many() {
        let of = |path: usize| {
            let uri = alloc::format!("<sip:{}@h>", "u".repeat(994));
            let info = BindingInfo {
                call_id: 1,
                cseq: 1,
                granted: 600,
                expires: Time::from_secs(700),
                since: 1_700_000_050,
                source: "192.0.2.1:5060".parse().unwrap(),
                path: &alloc::vec![b'p'; path],
                kept: [b""],
            };
            let contact = Contact {
                instance: &[b'i'; 500],
                ..Contact::parse(uri.as_bytes()).unwrap()
            };
            let mut lines = Lines::default();
            lines.bind(&now(100), b"1001", &Binding::new(&contact, &info));
            let text = lines.text().to_vec();
            lines.clear();
            assert_eq!(lines.text(), b"");
            text.strip_suffix(b"\n").unwrap().to_vec()
        };
        let longest = of(MAX_CONTACT - 1500);
        assert!(matches!(read(&now(100), &longest), Ok(Change::Bind(..))));
        let longer = of(MAX_CONTACT - 1499);
        assert_eq!(read(&now(100), &longer).err(), Some(LineError::Field));

        let content = [&longest[17..], b" more"].concat();
        let sum = alloc::format!("{:016x} ", fingerprint(&content));
        let more = [sum.as_bytes(), &content].concat();
        assert_eq!(read(&now(100), &more).err(), Some(LineError::Field));
    }

    #[test]
    fn headers() {
        assert_eq!(check_header(HEADER.as_bytes()), Ok(()));
        assert_eq!(
            check_header(b"sipregd registrations 2"),
            Err(LineError::Newer)
        );
        assert_eq!(check_header(b"1001 password"), Err(LineError::NoJournal));
    }
}
