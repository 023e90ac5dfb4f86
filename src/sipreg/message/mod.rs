//! What a SIP message is: from bytes to typed values that borrow them, and back to bytes.

pub mod contact;
pub mod credentials;
pub mod cseq;
pub mod name_addr;
pub mod request;
pub mod response;
pub mod scan;
pub mod status;
pub mod stun;
pub mod uri;
pub mod via;

/// Whether a datagram only keeps a NAT mapping open: RFC 5626 §3.5.1, and what older phones send instead.
pub fn is_keep_alive(datagram: &[u8]) -> bool {
    datagram.len() <= 4 || datagram.iter().all(|b| matches!(b, b'\r' | b'\n' | 0))
}
