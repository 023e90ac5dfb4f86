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
