//! How a request ended, in words.

use super::said_of;
use sipreg::exchange::Outcome;

said_of! {
    of: Outcome;
    Outcome::KeepAlive => "keep-alive", "keep-alive paketi";
    Outcome::Stun | Outcome::StunOther => "STUN request", "STUN so'rovi";
    Outcome::Response => "a response, not a request", "so'rov emas, javob";
    Outcome::Unanswerable => "no way to reply", "javob yuborib bo'lmaydi";
    Outcome::Ack => "ACK gets no reply", "ACK so'roviga javob berilmaydi";
    Outcome::Silenced => "sender is flooding", "haddan tashqari ko'p so'rov";
    Outcome::Slowed => "sender has to wait", "yuboruvchi kutishi kerak";
    Outcome::LockedOut => "locked out", "bloklangan";
    Outcome::AccountLimited => "too many wrong logins", "xato loginlar juda ko'p";
    Outcome::TooShort => "request too short", "so'rov juda qisqa";
    Outcome::Malformed => "malformed", "noto'g'ri tuzilgan";
    Outcome::UnsupportedScheme => "not a SIP address", "SIP manzili emas";
    Outcome::BadExtension => "unsupported SIP extension", "qo'llanmaydigan SIP kengaytmasi";
    Outcome::MethodNotAllowed => "method not served", "bu metod qo'llanmaydi";
    Outcome::NotFound => "other domain", "boshqa domen";
    Outcome::Options => "OPTIONS", "OPTIONS so'rovi";
    Outcome::Challenged => "asked for credentials", "login so'raldi";
    Outcome::Stale => "nonce expired", "nonce muddati o'tgan";
    Outcome::WrongLogin => "wrong login", "login xato";
    Outcome::UnknownExtension => "no such extension", "bunday ichki raqam yo'q";
    Outcome::Forbidden => "login of another extension", "boshqa ichki raqam logini";
    Outcome::BadContact => "Contact rejected", "Contact rad etildi";
    Outcome::TooManyContacts => "too many contacts", "kontaktlar juda ko'p";
    Outcome::OutOfOrder => "CSeq not higher than before", "CSeq oldingisidan katta emas";
    Outcome::TooBrief => "interval too brief", "muddat juda qisqa";
    Outcome::Registered => "registered", "ro'yxatdan o'tdi";
    Outcome::Refreshed => "refreshed", "yangilandi";
    Outcome::Removed => "unregistered", "ro'yxatdan chiqdi";
    Outcome::Queried => "queried", "holat so'raldi";
    Outcome::Retransmitted => "retransmitted", "takror so'rov";
}
