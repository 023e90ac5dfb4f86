//! Numbers written without `core::fmt`, which would cost the generator as much as the digest does.

use std::net::Ipv4Addr;

pub fn decimal(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

pub fn hex(number: u32) -> [u8; 8] {
    std::array::from_fn(|i| b"0123456789abcdef"[(number >> (28 - 4 * i)) as usize & 15])
}

pub fn address(out: &mut Vec<u8>, address: Ipv4Addr) {
    for (i, octet) in address.octets().into_iter().enumerate() {
        if i > 0 {
            out.push(b'.');
        }
        decimal(out, octet.into());
    }
}

pub fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 18 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(digits.iter().fold(0, |n, d| n * 10 + u64::from(d - b'0')))
}

/// Appends each part to the buffer: bytes, or a call of one of the writers above.
#[macro_export]
macro_rules! put {
    ($out:expr; $($part:expr),+ $(,)?) => {{ $( $crate::text::Part::put(&$part, $out); )+ }};
}

/// What [`put!`] can append.
pub trait Part {
    fn put(&self, out: &mut Vec<u8>);
}

impl Part for &str {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
    }
}

impl Part for String {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.as_bytes());
    }
}

impl<const N: usize> Part for [u8; N] {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }
}

impl Part for Box<[u8]> {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }
}

impl Part for u64 {
    fn put(&self, out: &mut Vec<u8>) {
        decimal(out, *self);
    }
}

impl Part for Ipv4Addr {
    fn put(&self, out: &mut Vec<u8>) {
        address(out, *self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let mut out = Vec::new();
        put!(&mut out; "a", 0_u64, ' '.to_string(), 1_234_567_u64, hex(0xdead_0001), Ipv4Addr::new(127, 0, 10, 200));
        assert_eq!(out, b"a0 1234567dead0001127.0.10.200");
    }

    #[test]
    fn numbers() {
        assert_eq!(number(b"1234567"), Some(1_234_567));
        assert_eq!(number(b"12a"), None);
        assert_eq!(number(b""), None);
    }
}
