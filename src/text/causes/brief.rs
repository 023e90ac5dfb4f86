//! A cause in a few words, for the table of `status`.

use crate::text::{Say, words};
use sipreg::auth::mistake::Mistake;
use sipreg::cause::{Cause, Fact, Guess};

words! {
    REPLY_BLOCKED: "own firewall blocks reply", "firewall javobni to'sdi";
    ANSWER_REFUSED: "reply rejected there", "javob rad etildi";
    ANSWER_PROHIBITED: "firewall rejects replies", "yo'lda firewall to'sdi";
    ANSWER_UNREACHABLE: "reply undeliverable", "javob yetib bormadi";
    ANSWER_TOO_LARGE: "reply too large", "javob juda katta";
    LOOPS: "floods the same request", "bir xil so'rovlar oqimi";
    LOCKED_OUT: "locked out", "bloklangan";
    ACCOUNT_LIMITED: "password being guessed", "parol tanlanyapti";
    TEST_LOGIN_WRONG: "test with wrong password", "sinovda parol xato";
    AUTH_USER_UNKNOWN: "logs in as {detail}", "login nomi {detail}";
    REALM_CHANGED: "wrong realm", "realm noto'g'ri";
    ALGORITHM_NOT_OFFERED: "algorithm not offered", "boshqa algoritm";
    NO_HASH_FOR: "no {detail} hash in file", "{detail} xeshi yo'q";
    REALM_IN_NAME_OF_HASH: "realm in login name", "login nomida realm bor";
    QOP_NOT_OFFERED: "qop not offered", "boshqa qop";
    CREDENTIALS_INCOMPLETE: "incomplete login", "login to'liq emas";
    NONCE_OTHER_ADDRESS: "answers elsewhere", "boshqa manzildan javob";
    NONCE_FOREIGN: "another server answers", "boshqa server ham bor";
    STALE_LOOP: "repeats expired nonce", "eski nonce takrori";
    TOO_BRIEF: "expiry too short", "muddat juda qisqa";
    BAD_CONTACT: "malformed Contact", "noto'g'ri Contact";
    TOO_MANY_CONTACTS: "too many contacts", "kontaktlar juda ko'p";
    OUT_OF_ORDER: "CSeq not increasing", "CSeq o'smayapti";
    WRONG_DOMAIN: "domain {detail}", "domen {detail}";
    DOMAIN_OF_SENDER: "domain is own address", "domen o'rnida manzil";
    BAD_EXTENSION: "needs a SIP extension", "SIP kengaytmasi kerak";
    UNSUPPORTED_SCHEME: "not a SIP address", "SIP manzili emas";
    MALFORMED: "malformed request", "so'rov noto'g'ri";
    LOGIN_AFTER_GUESSES: "password was guessed?", "parol topilganmi?";
    FLAPPING: "devices displace others", "qurilmalar almashyapti";
    SHARED_INSTANCE: "devices share an id", "qurilma id'si bir xil";
    EVICTED: "displaced by another", "boshqasi siqib chiqardi";
    UNREGISTERED: "phone unregistered", "o'zi chiqqan";
    PASSWORD_CHANGED: "password was changed", "parol o'zgartirilgan";
    GUESSED: "only guesses", "faqat parol tanlash";
    MANY_WRONG: "all logins there wrong", "u yerda hammasi xato";

    WRONG_PASSWORD: "wrong password", "parol noto'g'ri";
    TRAILING_SPACE: "space at end of password", "parol oxirida bo'sh joy";
    LEADING_SPACE: "space before password", "parol boshida bo'sh joy";
    LINE_BREAK: "line break in password", "parolda satr oxiri";
    TAB: "tab in password", "parolda tabulyatsiya";
    NO_BREAK_SPACE: "hidden space in password", "parolda uzilmas joy";
    CAPITALS: "upper/lower case", "katta-kichik harf";
    EMPTY: "password is empty", "parol bo'sh";
    TWICE: "password entered twice", "parol ikki marta";
    CUT: "password cut at {detail}", "parol {detail} da uzilgan";
    EXTRA_IN_FILE: "extra text in file", "faylda ortiqcha matn";
    QUOTES: "password in quotes", "parol qo'shtirnoqda";
    TYPOGRAPHIC: "typographic quotes", "tirnoqlar har xil";
    SIMILAR: "0/O or 1/l mixed up", "0/O yoki 1/l almashgan";
    CYRILLIC: "Cyrillic letters", "kirill harflari";
    LAYOUT: "keyboard layout", "klaviatura tili";
    ENCODING: "letters encoded otherwise", "harf kodirovkasi";
    HASH: "hash as password", "parol o'rnida xesh";
    OF_OTHER: "password of {detail}", "{detail} paroli";
    OLD: "old password", "eski parol";
    NAME_IN_LOGIN: "login name {detail}", "login nomi {detail}";
    REALM_IN_LOGIN: "uses realm {detail}", "realm: {detail}";

    ALTERED: "changed by a router?", "router o'zgartirganmi?";
    ANSWERS_LOST: "replies lost?", "javob yetmayaptimi?";
    CANNOT_ANSWER: "no answer to challenge", "login so'roviga jim";
    LOGIN_TOO_LARGE: "request too long?", "so'rov juda uzunmi?";
    DROPS: "not refreshed", "yangilanmagan";
}

/// `cause` in a few words.
pub(crate) fn of(cause: &Cause) -> Say {
    let words = match cause {
        Cause::Sure(proven) => of_fact(proven.fact()),
        Cause::Suspect(guess) => match guess {
            Guess::AlteredDigest(..) | Guess::AlteredVia(_) => &ALTERED,
            Guess::AnswersLost => &ANSWERS_LOST,
            Guess::CannotAnswer | Guess::CannotAnswerAnyMore | Guess::AlgorithmUnknown => {
                &CANNOT_ANSWER
            }
            Guess::LoginTooLarge(_) => &LOGIN_TOO_LARGE,
            Guess::NonceForeign => &NONCE_FOREIGN,
            Guess::Drops(_) => &DROPS,
        },
    };
    words.with("detail", cause.detail().into_owned())
}

fn of_fact(fact: &Fact) -> &'static super::Words {
    match fact {
        Fact::ReplyBlocked => &REPLY_BLOCKED,
        Fact::AnswerRefused | Fact::AnswerRefusedAgain => &ANSWER_REFUSED,
        Fact::AnswerProhibited(_) => &ANSWER_PROHIBITED,
        Fact::AnswerUnreachable => &ANSWER_UNREACHABLE,
        Fact::AnswerTooLarge => &ANSWER_TOO_LARGE,
        Fact::Loops(_) => &LOOPS,
        Fact::LockedOut | Fact::LockedOutBeside(_) => &LOCKED_OUT,
        Fact::AccountLimited => &ACCOUNT_LIMITED,
        Fact::Mistake(mistake) => of_mistake(mistake),
        Fact::TestLoginWrong => &TEST_LOGIN_WRONG,
        Fact::AuthUserUnknown(_) | Fact::AuthUserOtherAccount(_) => &AUTH_USER_UNKNOWN,
        Fact::RealmChanged => &REALM_CHANGED,
        Fact::AlgorithmNotOffered | Fact::OlderAlgorithm => &ALGORITHM_NOT_OFFERED,
        Fact::NoHashFor(_) => &NO_HASH_FOR,
        Fact::RealmInNameOfHash(_) => &REALM_IN_NAME_OF_HASH,
        Fact::QopNotOffered => &QOP_NOT_OFFERED,
        Fact::CredentialsIncomplete => &CREDENTIALS_INCOMPLETE,
        Fact::NonceOtherAddress => &NONCE_OTHER_ADDRESS,
        Fact::NonceForeign => &NONCE_FOREIGN,
        Fact::StaleLoop => &STALE_LOOP,
        Fact::TooBrief => &TOO_BRIEF,
        Fact::BadContact => &BAD_CONTACT,
        Fact::TooManyContacts => &TOO_MANY_CONTACTS,
        Fact::OutOfOrder => &OUT_OF_ORDER,
        Fact::WrongDomain(_) => &WRONG_DOMAIN,
        Fact::DomainOfSender(_) => &DOMAIN_OF_SENDER,
        Fact::BadExtension => &BAD_EXTENSION,
        Fact::UnsupportedScheme | Fact::NoSipAddress => &UNSUPPORTED_SCHEME,
        Fact::Malformed(_) => &MALFORMED,
        Fact::LoginAfterGuesses(..) => &LOGIN_AFTER_GUESSES,
        Fact::Flapping(_) => &FLAPPING,
        Fact::SharedInstance(_) => &SHARED_INSTANCE,
        Fact::Evicted(_) => &EVICTED,
        Fact::Unregistered => &UNREGISTERED,
        Fact::PasswordChanged => &PASSWORD_CHANGED,
        Fact::Guessed(_) => &GUESSED,
        Fact::ManyWrong => &MANY_WRONG,
    }
}

fn of_mistake(mistake: &Mistake) -> &'static super::Words {
    match mistake {
        Mistake::WrongPassword | Mistake::Hashed | Mistake::NotExamined => &WRONG_PASSWORD,
        Mistake::TrailingSpace => &TRAILING_SPACE,
        Mistake::LeadingSpace => &LEADING_SPACE,
        Mistake::LineBreak => &LINE_BREAK,
        Mistake::Tab => &TAB,
        Mistake::NoBreakSpace => &NO_BREAK_SPACE,
        Mistake::FirstCapital | Mistake::AllCapitals | Mistake::AllSmall => &CAPITALS,
        Mistake::Empty => &EMPTY,
        Mistake::Twice => &TWICE,
        Mistake::Cut(_) | Mistake::CutAtSign(_) => &CUT,
        Mistake::ExtraInFile(_) => &EXTRA_IN_FILE,
        Mistake::QuotesOnPhone => &QUOTES,
        Mistake::Typographic => &TYPOGRAPHIC,
        Mistake::SimilarCharacters => &SIMILAR,
        Mistake::CyrillicLetters => &CYRILLIC,
        Mistake::KeyboardLayout => &LAYOUT,
        Mistake::Latin1
        | Mistake::Windows1251
        | Mistake::DecomposedLetters
        | Mistake::PercentEncoded => &ENCODING,
        Mistake::HashAsPassword => &HASH,
        Mistake::Old => &OLD,
        Mistake::OfOther(_) => &OF_OTHER,
        Mistake::UserInHash(_) | Mistake::OtherName(_) => &NAME_IN_LOGIN,
        Mistake::RealmInHash(_) => &REALM_IN_LOGIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The width of the last column of `status`, in each language.
    #[test]
    fn a_cause_without_detail_fits_its_column() {
        for (name, words) in ALL.iter().filter(|(_, words)| !words.en.contains('{')) {
            assert!(words.en.chars().count() <= 25, "{name}");
            assert!(words.uz.chars().count() <= 23, "{name}");
        }
    }
}
