//! What is wrong with the files that the operator writes.

use super::{Say, words};
use sipreg::diagnostic::Complaint;
use sipreg::extensions::{MAX_NAME, MAX_PASSWORD, SHORT_PASSWORD};

words! {
    AT: "{path}:{line}:{column}: {sentence}", "{path}:{line}:{column}: {sentence}";
    MORE: "… and {n} more", "… yana {n} ta";
    CANNOT_READ: "Cannot read {path}: {why}.", "{path} ni o'qib bo'lmadi: {why}.";
    TRY_SUDO: "Try with sudo.", "sudo bilan urinib ko'ring.";
    DENIED: "{what} Try with sudo.", "{what} sudo bilan urinib ko'ring.";
    NOT_TEXT: "{path}:{line}:{column}: This byte is not UTF-8 text.",
        "{path}:{line}:{column}: Bu bayt UTF-8 matn emas.";
    EMPTY: "{file} is empty. To serve no extension, leave a comment in it.",
        "{file} bo'sh. Birorta ham ichki raqam bo'lmasligi kerak bo'lsa, faylda izoh qoldiring.";
    NO_THREAD: "Cannot reload: {why}.", "Reload qilib bo'lmadi: {why}.";
    HASHES_OF_HOST: "{path}: the hashes in {extensions} are for the realm {realm}, so that is used. To say so: realm {realm}",
        "{path}: {extensions} dagi xeshlar {realm} realm'i uchun, shuning uchun shu realm ishlatiladi. Buni aniq yozish uchun: realm {realm}";

    BYTE_ORDER_MARK: "The file begins with an invisible mark (BOM), which some editors on Windows add. Save it as UTF-8 without BOM.",
        "Fayl boshida ko'rinmaydigan BOM belgisi bor, uni Windows'dagi ba'zi muharrirlar qo'shadi. Faylni BOM'siz UTF-8 qilib saqlang.";
    UNKNOWN_KEYWORD: "Unknown keyword “{keyword}”.", "Noma'lum kalit so'z: “{keyword}”.";
    UNKNOWN_KEYWORD_NEAR: "Unknown keyword “{keyword}”. Did you mean “{nearest}”?",
        "Noma'lum kalit so'z: “{keyword}”. “{nearest}” demoqchimidingiz?";
    KEYWORD_TWICE: "“{keyword}” is already set in line {line}.", "“{keyword}” {line}-qatorda allaqachon berilgan.";
    NO_VALUE: "“{keyword}” needs a value.", "“{keyword}” uchun qiymat yozilmagan.";
    NOT_A_NUMBER: "“{value}” is not a number between {least} and {most}.",
        "“{value}” {least} dan {most} gacha bo'lgan son emas.";
    NEITHER_OFF_NOR_A_NUMBER: "“{value}” is neither “off” nor a number between {least} and {most}.",
        "“{value}” “off” ham, {least} dan {most} gacha bo'lgan son ham emas.";
    NOT_ONE_OF: "“{value}” is not one of: {choices}.", "“{value}” quyidagilardan biri emas: {choices}.";
    NOT_AN_ADDRESS_AND_PORT: "“{value}” is not an address and a port, such as *:5060, 0.0.0.0:5060 or [2001:db8::1]:5060.",
        "“{value}” manzil va port emas; to'g'ri yozilishi: *:5060, 0.0.0.0:5060 yoki [2001:db8::1]:5060.";
    NOT_A_REALM: "A realm is a name such as sip.example.com: at most 255 characters, no space, no quote, no colon.",
        "Realm – sip.example.com kabi nom: ko'pi bilan 255 ta belgi, bo'sh joy, qo'shtirnoq va ikki nuqtasiz.";
    NO_HOST_NAME: "Write at least one host name, or “any”.", "Kamida bitta domen nomi yoki “any” yozing.";
    ANY_AND_HOST_NAMES: "“any” cannot be combined with names: it accepts every host name.",
        "“any” boshqa nomlar bilan birga yozilmaydi: u barcha nomlarni qabul qiladi.";
    NOT_A_HOST_NAME: "“{name}” is not a host name; write names or addresses, without a port.",
        "“{name}” domen nomi emas; nom yoki IP manzil yozing, portsiz.";
    NOT_A_FULL_PATH: "“{value}” is not a full path; it must begin with “/”.",
        "“{value}” to'liq yo'l emas; u “/” bilan boshlanishi kerak.";
    NO_ALGORITHM: "Write MD5, SHA-256 or both.", "MD5, SHA-256 yoki ikkalasini yozing.";
    NOT_AN_ALGORITHM: "“{name}” is not a digest algorithm: write MD5, SHA-256 or both.",
        "“{name}” digest algoritmi emas: MD5, SHA-256 yoki ikkalasini yozing.";
    ALGORITHM_TWICE: "{name} is listed twice.", "{name} ikki marta yozilgan.";
    DECREASING_EXPIRIES: "min-expires ({min}), default-expires ({default}) and max-expires ({max}) must not decrease in this order.",
        "min-expires ({min}), default-expires ({default}) va max-expires ({max}) shu tartibda kamaymasligi kerak.";

    NO_NAME: "A name is missing before the colon.", "Ikki nuqtadan oldin nom yozilmagan.";
    NAME_TOO_LONG: "A name has at most {most} characters.", "Nomda ko'pi bilan {most} ta belgi bo'ladi.";
    NAME_WITH_DOMAIN: "A name has no “@”: write only the part before it; the domain is the realm in sipregd.conf.",
        "Nomda “@” bo'lmaydi: faqat undan oldingi qismni yozing; domen sipregd.conf dagi realm'dan olinadi.";
    NAME_WITH: "“{character}” is not allowed in an extension name.", "Ichki raqam nomida “{character}” bo'lishi mumkin emas.";
    NAME_TWICE: "“{name}” is already defined in line {line}.", "“{name}” {line}-qatorda allaqachon bor.";
    NO_PASSWORD: "The password is missing: write the name, a space, the password.",
        "Parol yozilmagan: avval nom, keyin bo'sh joy, keyin parol yozing.";
    NO_PASSWORD_BEHIND_MARK: "The password is missing: separate name and password with a space, and nothing else.",
        "Parol yozilmagan: nom va parolni faqat bo'sh joy bilan ajrating.";
    PASSWORD_BEGINS_WITH_SPACE: "A password cannot begin with a space: phones cut it off.",
        "Parol bo'sh joy bilan boshlanmaydi: telefonlar uni kesib tashlaydi.";
    PASSWORD_ENDS_WITH_SPACE: "The password ends with a space; phones cut it off. Remove the space.",
        "Parol oxirida bo'sh joy bor, telefonlar uni kesib tashlaydi. Bo'sh joyni o'chiring.";
    PASSWORD_TOO_LONG: "A password has at most {most} bytes.", "Parol ko'pi bilan {most} bayt bo'ladi.";
    PASSWORD_WITH_CONTROL: "The password has a character that cannot be typed.",
        "Parolda terib bo'lmaydigan belgi bor.";
    NOT_A_HASHED_LINE: "A hashed line has the form name:realm:hash (htdigest). For a plain password, separate name and password with a space.",
        "Xeshli qator nom:realm:xesh ko'rinishida bo'ladi (htdigest). Oddiy parol uchun nom va parolni bo'sh joy bilan ajrating.";
    NOT_A_HASH: "A hash has 32 hexadecimal digits (MD5) or 64 (SHA-256).",
        "Xesh 32 ta (MD5) yoki 64 ta (SHA-256) o'n oltilik raqamdan iborat bo'ladi.";
    TEXT_BEHIND_HASH: "Nothing may follow the hash.", "Xeshdan keyin hech narsa yozilmaydi.";
    HASH_OF_OTHER_REALM: "This hash is for the realm “{hashed}”, but the realm of this server is “{realm}”. Create it again: sudo sipregd passwd --hash {name!}",
        "Bu xesh “{hashed}” realm'i uchun, serverning realm'i esa “{realm}”. Uni qayta yarating: sudo sipregd passwd --hash {name!}";
    NO_HASH: "“{name}” has no hash for {algorithms}, which is all that “algorithms” offers.",
        "“{name}” uchun {algorithms} xeshi yo'q, “algorithms” esa faqat shuni taklif qiladi.";
    OR: "{one} or {other}", "{one} yoki {other}";
    NO_HASH_FOR_ONE: "“{name}” has no hash for {algorithm}, which “algorithms” offers: a phone that chooses it is refused. Create it again: sudo sipregd passwd --hash {name!}",
        "“{name}” uchun {algorithm} xeshi yo'q, “algorithms” esa uni taklif qiladi: uni tanlagan telefon rad etiladi. Uni qayta yarating: sudo sipregd passwd --hash {name!}";
    NAME_LIKE_OPTION: "A name that begins with “-” looks like an option to every command.",
        "“-” bilan boshlanadigan nom har bir buyruqda opsiyaga o'xshab qoladi.";
    NAME_ENDS_WITH_MARK: "The last character is part of the name. If it is not meant, remove it.",
        "Oxirgi belgi ham nomga kiradi. Agar u ortiqcha bo'lsa, o'chiring.";
    PASSWORD_IN_QUOTES: "The quotes are part of the password. If they are not meant, remove them.",
        "Qo'shtirnoq ham parolga kiradi. Agar u ortiqcha bo'lsa, o'chiring.";
    PASSWORD_WITH_COMMENT: "Everything to the end of the line is the password; a comment needs a line of its own.",
        "Qator oxirigacha hammasi parol; izoh alohida qatorda bo'lishi kerak.";
    PASSWORD_BEGINS_WITH_EQUALS: "The “=” is part of the password. If it is not meant, remove it.",
        "“=” ham parolga kiradi. Agar u ortiqcha bo'lsa, o'chiring.";
    PASSWORD_WITH_INVISIBLE: "The password has a character that cannot be seen. Type it again.",
        "Parolda ko'rinmaydigan belgi bor. Parolni qayta tering.";
    PASSWORD_SHORT: "A password of fewer than {least} characters is soon guessed. Make one: sudo sipregd passwd --generate EXT",
        "{least} ta belgidan qisqa parol tez topiladi. Yangisini yarating: sudo sipregd passwd --generate EXT";
}

/// What the service has written down of files that it could not take, in English.
pub(crate) fn written(english: &str) -> Say {
    let known = [&EMPTY, &CANNOT_READ, &NO_THREAD];
    let mut read = known.iter().filter_map(|words| words.read(english));
    read.next().unwrap_or_else(|| Say::verbatim(english))
}

/// What is said of `complaint`.
pub(crate) fn complaint(complaint: &Complaint) -> Say {
    match complaint {
        Complaint::ByteOrderMark => BYTE_ORDER_MARK.say(),
        Complaint::UnknownKeyword { keyword, nearest } => match nearest {
            Some(nearest) => UNKNOWN_KEYWORD_NEAR.with("nearest", *nearest),
            None => UNKNOWN_KEYWORD.say(),
        }
        .with("keyword", keyword),
        Complaint::KeywordTwice {
            keyword,
            first_line,
        } => KEYWORD_TWICE
            .with("keyword", keyword)
            .with("line", *first_line),
        Complaint::NoValue { keyword } => NO_VALUE.with("keyword", keyword),
        Complaint::NotANumber { value, range } => NOT_A_NUMBER
            .with("value", value)
            .with("least", *range.start())
            .with("most", *range.end()),
        Complaint::NeitherOffNorANumber { value, range } => NEITHER_OFF_NOR_A_NUMBER
            .with("value", value)
            .with("least", *range.start())
            .with("most", *range.end()),
        Complaint::NotOneOf { value, choices } => NOT_ONE_OF
            .with("value", value)
            .with("choices", choices.join(", ")),
        Complaint::NotAnAddressAndPort { value } => NOT_AN_ADDRESS_AND_PORT.with("value", value),
        Complaint::NotARealm => NOT_A_REALM.say(),
        Complaint::NoHostName => NO_HOST_NAME.say(),
        Complaint::AnyAndHostNames => ANY_AND_HOST_NAMES.say(),
        Complaint::NotAHostName { name } => NOT_A_HOST_NAME.with("name", name),
        Complaint::NotAFullPath { value } => NOT_A_FULL_PATH.with("value", value),
        Complaint::NoAlgorithm => NO_ALGORITHM.say(),
        Complaint::NotAnAlgorithm { name } => NOT_AN_ALGORITHM.with("name", name),
        Complaint::AlgorithmTwice { name } => ALGORITHM_TWICE.with("name", name),
        Complaint::DecreasingExpiries { min, default, max } => DECREASING_EXPIRIES
            .with("min", *min)
            .with("default", *default)
            .with("max", *max),
        Complaint::NoName => NO_NAME.say(),
        Complaint::NameTooLong => NAME_TOO_LONG.with("most", MAX_NAME),
        Complaint::NameWithDomain => NAME_WITH_DOMAIN.say(),
        Complaint::NameWith { character } => {
            NAME_WITH.with("character", character.escape_default().to_string())
        }
        Complaint::NameTwice { name, first_line } => {
            NAME_TWICE.with("name", name).with("line", *first_line)
        }
        Complaint::NoPassword => NO_PASSWORD.say(),
        Complaint::NoPasswordBehindMark => NO_PASSWORD_BEHIND_MARK.say(),
        Complaint::PasswordBeginsWithSpace => PASSWORD_BEGINS_WITH_SPACE.say(),
        Complaint::PasswordEndsWithSpace => PASSWORD_ENDS_WITH_SPACE.say(),
        Complaint::PasswordTooLong => PASSWORD_TOO_LONG.with("most", MAX_PASSWORD),
        Complaint::PasswordWithControl => PASSWORD_WITH_CONTROL.say(),
        Complaint::NotAHashedLine => NOT_A_HASHED_LINE.say(),
        Complaint::NotAHash => NOT_A_HASH.say(),
        Complaint::TextBehindHash => TEXT_BEHIND_HASH.say(),
        Complaint::HashOfOtherRealm {
            name,
            hashed,
            realm,
        } => HASH_OF_OTHER_REALM
            .with("name", name)
            .with("hashed", hashed)
            .with("realm", realm),
        Complaint::NoHash { name, algorithms } => NO_HASH
            .with("name", name)
            .with("algorithms", alternatives(algorithms)),
        Complaint::NoHashForOne { name, algorithm } => NO_HASH_FOR_ONE
            .with("name", name)
            .with("algorithm", *algorithm),
        Complaint::NameLikeOption => NAME_LIKE_OPTION.say(),
        Complaint::NameEndsWithMark => NAME_ENDS_WITH_MARK.say(),
        Complaint::PasswordInQuotes => PASSWORD_IN_QUOTES.say(),
        Complaint::PasswordWithComment => PASSWORD_WITH_COMMENT.say(),
        Complaint::PasswordBeginsWithEquals => PASSWORD_BEGINS_WITH_EQUALS.say(),
        Complaint::PasswordWithInvisible => PASSWORD_WITH_INVISIBLE.say(),
        Complaint::PasswordShort => PASSWORD_SHORT.with("least", SHORT_PASSWORD),
    }
}

/// `A or B`.
fn alternatives(names: &[&str]) -> Say {
    let mut names = names.iter();
    let first = names.next().copied().unwrap_or_default();
    names.fold(Say::verbatim(first), |one, other| {
        OR.with("one", one).with("other", *other)
    })
}
