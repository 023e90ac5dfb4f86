//! How a request ended, in words.

use super::{Words, words};
use sipreg::exchange::Outcome;

words! {
    KEEP_ALIVE: "keep-alive", "keep-alive paketi";
    STUN: "STUN request", "STUN so'rovi";
    RESPONSE: "a response, not a request", "so'rov emas, javob";
    UNANSWERABLE: "no way to reply", "javob yuborib bo'lmaydi";
    ACK: "ACK gets no reply", "ACK so'roviga javob berilmaydi";
    SILENCED: "sender is flooding", "haddan tashqari ko'p so'rov";
    SLOWED: "sender has to wait", "yuboruvchi kutishi kerak";
    LOCKED_OUT: "locked out", "bloklangan";
    ACCOUNT_LIMITED: "extension is being guessed", "ichki raqam paroli tanlanyapti";
    TOO_SHORT: "request too short", "so'rov juda qisqa";
    MALFORMED: "malformed", "noto'g'ri tuzilgan";
    UNSUPPORTED_SCHEME: "not a SIP address", "SIP manzili emas";
    BAD_EXTENSION: "unsupported SIP extension", "qo'llanmaydigan SIP kengaytmasi";
    METHOD_NOT_ALLOWED: "method not served", "bu metod qo'llanmaydi";
    NOT_FOUND: "other domain", "boshqa domen";
    OPTIONS: "OPTIONS", "OPTIONS so'rovi";
    CHALLENGED: "asked for credentials", "login so'raldi";
    STALE: "nonce expired", "nonce muddati o'tgan";
    WRONG_LOGIN: "wrong login", "login xato";
    UNKNOWN_EXTENSION: "no such extension", "bunday ichki raqam yo'q";
    FORBIDDEN: "login of another extension", "boshqa ichki raqam logini";
    BAD_CONTACT: "malformed Contact", "noto'g'ri Contact";
    TOO_MANY_CONTACTS: "too many contacts", "kontaktlar juda ko'p";
    OUT_OF_ORDER: "CSeq not higher than before", "CSeq oldingisidan katta emas";
    TOO_BRIEF: "interval too brief", "muddat juda qisqa";
    REGISTERED: "registered", "ro'yxatdan o'tdi";
    REFRESHED: "refreshed", "yangilandi";
    REMOVED: "unregistered", "ro'yxatdan chiqdi";
    QUERIED: "queried", "holat so'raldi";
    RETRANSMITTED: "retransmitted", "takror so'rov";
}

/// The words for `outcome`.
pub(crate) fn of(outcome: Outcome) -> &'static Words {
    match outcome {
        Outcome::KeepAlive => &KEEP_ALIVE,
        Outcome::Stun | Outcome::StunOther => &STUN,
        Outcome::Response => &RESPONSE,
        Outcome::Unanswerable => &UNANSWERABLE,
        Outcome::Ack => &ACK,
        Outcome::Silenced => &SILENCED,
        Outcome::Slowed => &SLOWED,
        Outcome::LockedOut => &LOCKED_OUT,
        Outcome::AccountLimited => &ACCOUNT_LIMITED,
        Outcome::TooShort => &TOO_SHORT,
        Outcome::Malformed => &MALFORMED,
        Outcome::UnsupportedScheme => &UNSUPPORTED_SCHEME,
        Outcome::BadExtension => &BAD_EXTENSION,
        Outcome::MethodNotAllowed => &METHOD_NOT_ALLOWED,
        Outcome::NotFound => &NOT_FOUND,
        Outcome::Options => &OPTIONS,
        Outcome::Challenged => &CHALLENGED,
        Outcome::Stale => &STALE,
        Outcome::WrongLogin => &WRONG_LOGIN,
        Outcome::UnknownExtension => &UNKNOWN_EXTENSION,
        Outcome::Forbidden => &FORBIDDEN,
        Outcome::BadContact => &BAD_CONTACT,
        Outcome::TooManyContacts => &TOO_MANY_CONTACTS,
        Outcome::OutOfOrder => &OUT_OF_ORDER,
        Outcome::TooBrief => &TOO_BRIEF,
        Outcome::Registered => &REGISTERED,
        Outcome::Refreshed => &REFRESHED,
        Outcome::Removed => &REMOVED,
        Outcome::Queried => &QUERIED,
        Outcome::Retransmitted => &RETRANSMITTED,
    }
}
