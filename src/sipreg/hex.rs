//! Hexadecimal digits, read and written by table: every nonce and every digest is made of them.

const DIGITS: &[u8; 16] = b"0123456789abcdef";
const NONE: u8 = 16;

/// What each byte is worth as a digit of either case.
const VALUES: [u8; 256] = {
    let mut table = [NONE; 256];
    let mut n = 0;
    while n < 16 {
        table[DIGITS[n] as usize] = n as u8;
        table[DIGITS[n].to_ascii_uppercase() as usize] = n as u8;
        n += 1;
    }
    table
};

/// The two digits of each byte.
const PAIRS: [[u8; 2]; 256] = {
    let mut table = [[0; 2]; 256];
    let mut n = 0;
    while n < 256 {
        table[n] = [DIGITS[n >> 4], DIGITS[n & 15]];
        n += 1;
    }
    table
};

/// The byte that two digits write.
pub(crate) fn byte_of(digits: &[u8]) -> Option<u8> {
    bytes_of::<1>(digits).map(|[byte]| byte)
}

/// The bytes that twice as many digits write.
pub(crate) fn bytes_of<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
    let (pairs, rest) = digits.as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let (mut bytes, mut all) = ([0; N], 0);
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        let [high, low] = [high, low].map(|digit| VALUES[usize::from(*digit)]);
        all |= high | low;
        *byte = high << 4 | low;
    }
    (all & NONE == 0).then_some(bytes)
}

/// Writes `bytes` in lower-case digits to the beginning of `buffer`, as far as it reaches.
pub(crate) fn write<'b>(bytes: &[u8], buffer: &'b mut [u8]) -> &'b [u8] {
    for (pair, &byte) in buffer.chunks_exact_mut(2).zip(bytes) {
        pair.copy_from_slice(&PAIRS[usize::from(byte)]);
    }
    &buffer[..bytes.len() * 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_bytes_is_a_byte_or_none() {
        for high in 0..=255_u8 {
            for low in 0..=255_u8 {
                let text = [high, low];
                let digits = text.iter().all(u8::is_ascii_hexdigit);
                let known = core::str::from_utf8(&text).ok().filter(|_| digits);
                let known = known.and_then(|t| u8::from_str_radix(t, 16).ok());
                assert_eq!(byte_of(&text), known);
            }
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = [0x00, 0x9a, 0xff, 0x10];
        let mut buffer = [0; 8];
        assert_eq!(write(&bytes, &mut buffer), b"009aff10");
        assert_eq!(bytes_of(&buffer), Some(bytes));
        assert_eq!(bytes_of::<4>(b"009aff1"), None);
    }
}
