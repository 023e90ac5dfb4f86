//! Why an extension is not registered: for each cause what is certain, what is likely and what to do.
//! Nothing that only the phone or the way there could know is under “certain”.

pub(crate) mod brief;
mod login;
mod way;

use super::Words;
use sipreg::auth::mistake::Mistake;
use sipreg::cause::{Cause, Fact, Guess};

/// What is said of a cause. Gaps: {user}, {from}, {agent}, {detail}, {realm}, {domain}, {port}, {out_of}.
#[derive(Debug)]
pub(crate) struct Sentences {
    pub(crate) certain: Words,
    pub(crate) likely: Words,
    pub(crate) todo: Words,
}

const fn w(en: &'static str, uz: &'static str) -> Words {
    Words { en, uz }
}

/// Defines sentences, and for the tests a list of them all.
macro_rules! sentences {
    ($($name:ident = $certain:expr, $likely:expr, $todo:expr;)*) => {
        $(pub(super) static $name: $crate::text::causes::Sentences =
            $crate::text::causes::Sentences { certain: $certain, likely: $likely, todo: $todo };)*
        #[cfg(test)]
        pub(super) static ALL: &[(&str, &$crate::text::causes::Sentences)] =
            &[$((stringify!($name), &$name)),*];
    };
}
use sentences;

const PROGRAM: Words = w(
    "A quirk of the phone's app or firmware.",
    "Bu telefon dasturining o'ziga xos xususiyati.",
);

/// What is said of `cause`.
pub(crate) fn of(cause: &Cause) -> &'static Sentences {
    match cause {
        Cause::Sure(proven) => of_fact(proven.fact()),
        Cause::Suspect(guess) => of_guess(guess),
    }
}

/// What is said of a test whose login was wrong.
pub(crate) const fn test_login_wrong() -> &'static Sentences {
    &login::TEST_LOGIN_WRONG
}

fn of_fact(fact: &Fact) -> &'static Sentences {
    match fact {
        Fact::ReplyBlocked => &way::REPLY_BLOCKED,
        Fact::AnswerRefused => &way::ANSWER_REFUSED,
        Fact::AnswerRefusedAgain => &way::ANSWER_REFUSED_AGAIN,
        Fact::AnswerProhibited(_) => &way::ANSWER_PROHIBITED,
        Fact::AnswerUnreachable => &way::ANSWER_UNREACHABLE,
        Fact::AnswerTooLarge => &way::ANSWER_TOO_LARGE,
        Fact::Loops(_) => &way::LOOPS,
        Fact::LockedOut => &way::RATE_LIMITED,
        Fact::LockedOutBeside(_) => &way::RATE_LIMITED_NEIGHBOUR,
        Fact::AccountLimited => &way::ACCOUNT_LIMITED,
        Fact::Mistake(mistake) => of_mistake(mistake),
        Fact::TestLoginWrong => &login::TEST_LOGIN_WRONG,
        Fact::AuthUserUnknown(_) => &login::AUTH_USER_UNKNOWN,
        Fact::AuthUserOtherAccount(_) => &login::AUTH_USER_OTHER_ACCOUNT,
        Fact::RealmChanged => &login::REALM_CHANGED,
        Fact::AlgorithmNotOffered => &login::ALGORITHM_NOT_OFFERED,
        Fact::OlderAlgorithm => &login::OLDER_ALGORITHM,
        Fact::NoHashFor(_) => &login::NO_HASH_FOR_ALGORITHM,
        Fact::RealmInNameOfHash(_) => &login::REALM_IN_NAME_OF_HASH,
        Fact::QopNotOffered => &login::QOP_NOT_OFFERED,
        Fact::CredentialsIncomplete => &login::CREDENTIALS_INCOMPLETE,
        Fact::NonceOtherAddress => &login::NONCE_OTHER_ADDRESS,
        Fact::NonceForeign => &way::NONCE_FOREIGN,
        Fact::StaleLoop => &way::STALE_LOOP,
        Fact::TooBrief => &way::INTERVAL_TOO_BRIEF,
        Fact::BadContact => &way::BAD_CONTACT,
        Fact::TooManyContacts => &way::TOO_MANY_CONTACTS,
        Fact::OutOfOrder => &way::CSEQ_NOT_GREATER,
        Fact::WrongDomain(_) => &way::WRONG_DOMAIN,
        Fact::DomainOfSender(_) => &way::DOMAIN_OF_SENDER,
        Fact::BadExtension => &way::BAD_EXTENSION,
        Fact::UnsupportedScheme => &way::UNSUPPORTED_SCHEME,
        Fact::Malformed(_) => &way::MALFORMED,
        Fact::NoSipAddress => &way::NO_SIP_ADDRESS,
        Fact::LoginAfterGuesses(..) => &login::LOGIN_AFTER_GUESSES,
        Fact::Flapping(_) => &way::FLAPPING,
        Fact::SharedInstance(_) => &way::SHARED_INSTANCE,
        Fact::Evicted(_) => &way::EVICTED,
        Fact::Unregistered => &way::UNREGISTERED,
        Fact::PasswordChanged => &way::PASSWORD_CHANGED,
        Fact::Guessed(_) => &login::GUESSED,
        Fact::ManyWrong => &login::MANY_WRONG,
    }
}

fn of_mistake(mistake: &Mistake) -> &'static Sentences {
    match mistake {
        Mistake::WrongPassword => &login::WRONG_PASSWORD,
        Mistake::Hashed => &login::WRONG_PASSWORD_HASHED,
        Mistake::NotExamined => &login::NOT_EXAMINED,
        Mistake::TrailingSpace => &login::PASSWORD_TRAILING_SPACE,
        Mistake::LeadingSpace => &login::PASSWORD_LEADING_SPACE,
        Mistake::LineBreak => &login::PASSWORD_LINE_BREAK,
        Mistake::Tab => &login::PASSWORD_TAB,
        Mistake::NoBreakSpace => &login::PASSWORD_NO_BREAK_SPACE,
        Mistake::FirstCapital => &login::PASSWORD_FIRST_LETTER_CAPITALISED,
        Mistake::AllCapitals => &login::PASSWORD_ALL_CAPS,
        Mistake::AllSmall => &login::PASSWORD_ALL_LOWER,
        Mistake::Empty => &login::PASSWORD_EMPTY,
        Mistake::Twice => &login::PASSWORD_TWICE,
        Mistake::Cut(_) => &login::PASSWORD_CUT,
        Mistake::CutAtSign(_) => &login::PASSWORD_CUT_AT_SIGN,
        Mistake::ExtraInFile(_) => &login::PASSWORD_EXTRA_IN_FILE,
        Mistake::QuotesOnPhone => &login::PASSWORD_IN_QUOTES,
        Mistake::Typographic => &login::PASSWORD_TYPOGRAPHIC,
        Mistake::SimilarCharacters => &login::PASSWORD_SIMILAR_CHARACTERS,
        Mistake::CyrillicLetters => &login::PASSWORD_CYRILLIC_LETTERS,
        Mistake::KeyboardLayout => &login::PASSWORD_KEYBOARD_LAYOUT,
        Mistake::Latin1 => &login::LATIN_1_ENCODING,
        Mistake::Windows1251 => &login::WINDOWS_1251_ENCODING,
        Mistake::DecomposedLetters => &login::DECOMPOSED_LETTERS,
        Mistake::PercentEncoded => &login::PASSWORD_PERCENT_ENCODED,
        Mistake::HashAsPassword => &login::PASSWORD_IS_THE_HASH,
        Mistake::Old => &login::OLD_PASSWORD,
        Mistake::OfOther(_) => &login::PASSWORD_OF_OTHER_ACCOUNT,
        Mistake::UserInHash(_) => &login::USERNAME_IN_HASH,
        Mistake::RealmInHash(_) => &login::REALM_IN_HASH,
        Mistake::OtherName(_) => &login::AUTH_USER_DIFFERS,
    }
}

fn of_guess(guess: &Guess) -> &'static Sentences {
    match guess {
        Guess::AlteredDigest(..) => &way::SIP_ALG_DIGEST,
        Guess::AlteredVia(_) => &way::SIP_ALG,
        Guess::AnswersLost => &way::ANSWERS_LOST,
        Guess::CannotAnswer => &way::CANNOT_ANSWER,
        Guess::CannotAnswerAnyMore => &way::CANNOT_ANSWER_ANY_MORE,
        Guess::AlgorithmUnknown => &way::ALGORITHM_UNKNOWN,
        Guess::LoginTooLarge(_) => &way::LOGIN_TOO_LARGE,
        Guess::NonceForeign => &way::NONCE_FOREIGN_ONCE,
        Guess::Drops(_) => &way::DROPS,
    }
}

/// Every sentence, for the test of them all.
#[cfg(test)]
pub(crate) fn every_sentence() -> Vec<(&'static str, &'static Words)> {
    let all = login::ALL.iter().chain(way::ALL);
    all.flat_map(|(name, s)| [(*name, &s.certain), (*name, &s.likely), (*name, &s.todo)])
        .collect()
}
