//! The client's half of a digest login (RFC 2617 with qop, and the older form without).

use md5::{Digest, Md5};

pub type Hex = [u8; 32];

/// MD5 of the parts joined by colons, in lower-case hex.
pub fn md5_hex(parts: &[&[u8]]) -> Hex {
    let mut hash = Md5::new();
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            hash.update(b":");
        }
        hash.update(part);
    }
    let mut hex = [0; 32];
    for (pair, byte) in hex.chunks_exact_mut(2).zip(hash.finalize()) {
        pair[0] = b"0123456789abcdef"[usize::from(byte >> 4)];
        pair[1] = b"0123456789abcdef"[usize::from(byte & 15)];
    }
    hex
}

pub fn response(ha1: &Hex, nonce: &[u8], nc: &[u8], cnonce: &[u8], ha2: &Hex) -> Hex {
    md5_hex(&[ha1, nonce, nc, cnonce, b"auth", ha2])
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 2617 §3.5
    #[test]
    fn the_example_of_the_rfc() {
        let ha1 = md5_hex(&[b"Mufasa", b"testrealm@host.com", b"Circle Of Life"]);
        let ha2 = md5_hex(&[b"GET", b"/dir/index.html"]);
        let nonce = b"dcd98b7102dd2f0e8b11d0f600bfb0c093";
        let answer = response(&ha1, nonce, b"00000001", b"0a4f113b", &ha2);
        assert_eq!(&answer, b"6629fae49393a05397450978507c4ef1");
    }
}
