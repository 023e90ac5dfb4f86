//! What is wrong with the files that the operator writes.

use super::{Say, said_of, words};
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
    OR: "{one} or {other}", "{one} yoki {other}";
}

/// What the service has written down of files that it could not take, in English.
pub(crate) fn written(english: &str) -> Say {
    let known = [&EMPTY, &CANNOT_READ, &NO_THREAD];
    let mut read = known.iter().filter_map(|words| words.read(english));
    read.next().unwrap_or_else(|| Say::verbatim(english))
}

said_of! {
    complaint: Complaint;
    Complaint::ByteOrderMark =>
        "The file begins with an invisible mark (BOM), which some editors on Windows add. Save it as UTF-8 without BOM.",
        "Fayl boshida ko'rinmaydigan BOM belgisi bor, uni Windows'dagi ba'zi muharrirlar qo'shadi. Faylni BOM'siz UTF-8 qilib saqlang.";
    Complaint::UnknownKeyword { keyword, nearest: None }, keyword: keyword =>
        "Unknown keyword “{keyword}”.",
        "Noma'lum kalit so'z: “{keyword}”.";
    Complaint::UnknownKeyword { keyword, nearest: Some(nearest) }, keyword: keyword, nearest: nearest =>
        "Unknown keyword “{keyword}”. Did you mean “{nearest}”?",
        "Noma'lum kalit so'z: “{keyword}”. “{nearest}” demoqchimidingiz?";
    Complaint::KeywordTwice { keyword, first_line }, keyword: keyword, line: first_line =>
        "“{keyword}” is already set in line {line}.",
        "“{keyword}” {line}-qatorda allaqachon berilgan.";
    Complaint::NoValue(keyword), keyword: keyword =>
        "“{keyword}” needs a value.",
        "“{keyword}” uchun qiymat yozilmagan.";
    Complaint::NotANumber { value, range }, value: value, least: range.start(), most: range.end() =>
        "“{value}” is not a number between {least} and {most}.",
        "“{value}” {least} dan {most} gacha bo'lgan son emas.";
    Complaint::NeitherOffNorANumber { value, range }, value: value, least: range.start(), most: range.end() =>
        "“{value}” is neither “off” nor a number between {least} and {most}.",
        "“{value}” “off” ham, {least} dan {most} gacha bo'lgan son ham emas.";
    Complaint::NotOneOf { value, choices }, value: value, choices: choices.join(", ") =>
        "“{value}” is not one of: {choices}.",
        "“{value}” quyidagilardan biri emas: {choices}.";
    Complaint::NotAnAddressAndPort(value), value: value =>
        "“{value}” is not an address and a port, such as *:5060, 0.0.0.0:5060 or [2001:db8::1]:5060.",
        "“{value}” manzil va port emas; to'g'ri yozilishi: *:5060, 0.0.0.0:5060 yoki [2001:db8::1]:5060.";
    Complaint::NotARealm =>
        "A realm is a name such as sip.example.com: at most 255 characters, no space, no quote, no colon.",
        "Realm – sip.example.com kabi nom: ko'pi bilan 255 ta belgi, bo'sh joy, qo'shtirnoq va ikki nuqtasiz.";
    Complaint::NoHostName => "Write at least one host name, or “any”.", "Kamida bitta domen nomi yoki “any” yozing.";
    Complaint::AnyAndHostNames => "“any” cannot be combined with names: it accepts every host name.",
        "“any” boshqa nomlar bilan birga yozilmaydi: u barcha nomlarni qabul qiladi.";
    Complaint::NotAHostName(name), name: name =>
        "“{name}” is not a host name; write names or addresses, without a port.",
        "“{name}” domen nomi emas; nom yoki IP manzil yozing, portsiz.";
    Complaint::NotAFullPath(value), value: value =>
        "“{value}” is not a full path; it must begin with “/”.",
        "“{value}” to'liq yo'l emas; u “/” bilan boshlanishi kerak.";
    Complaint::NoAlgorithm => "Write MD5, SHA-256 or both.", "MD5, SHA-256 yoki ikkalasini yozing.";
    Complaint::NotAnAlgorithm(name), name: name =>
        "“{name}” is not a digest algorithm: write MD5, SHA-256 or both.",
        "“{name}” digest algoritmi emas: MD5, SHA-256 yoki ikkalasini yozing.";
    Complaint::AlgorithmTwice(name), name: name =>
        "{name} is listed twice.",
        "{name} ikki marta yozilgan.";
    Complaint::DecreasingExpiries { min, default, max }, min: min, default: default, max: max =>
        "min-expires ({min}), default-expires ({default}) and max-expires ({max}) must not decrease in this order.",
        "min-expires ({min}), default-expires ({default}) va max-expires ({max}) shu tartibda kamaymasligi kerak.";

    Complaint::NoName => "A name is missing before the colon.", "Ikki nuqtadan oldin nom yozilmagan.";
    Complaint::NameTooLong, most: MAX_NAME =>
        "A name has at most {most} characters.",
        "Nomda ko'pi bilan {most} ta belgi bo'ladi.";
    Complaint::NameWithDomain =>
        "A name has no “@”: write only the part before it; the domain is the realm in sipregd.conf.",
        "Nomda “@” bo'lmaydi: faqat undan oldingi qismni yozing; domen sipregd.conf dagi realm'dan olinadi.";
    Complaint::NameWith(character), character: character.escape_default() =>
        "“{character}” is not allowed in an extension name.",
        "Ichki raqam nomida “{character}” bo'lishi mumkin emas.";
    Complaint::NameTwice { name, first_line }, name: name, line: first_line =>
        "“{name}” is already defined in line {line}.",
        "“{name}” {line}-qatorda allaqachon bor.";
    Complaint::NoPassword => "The password is missing: write the name, a space, the password.",
        "Parol yozilmagan: avval nom, keyin bo'sh joy, keyin parol yozing.";
    Complaint::NoPasswordBehindMark =>
        "The password is missing: separate name and password with a space, and nothing else.",
        "Parol yozilmagan: nom va parolni faqat bo'sh joy bilan ajrating.";
    Complaint::PasswordBeginsWithSpace => "A password cannot begin with a space: phones cut it off.",
        "Parol bo'sh joy bilan boshlanmaydi: telefonlar uni kesib tashlaydi.";
    Complaint::PasswordEndsWithSpace => "The password ends with a space; phones cut it off. Remove the space.",
        "Parol oxirida bo'sh joy bor, telefonlar uni kesib tashlaydi. Bo'sh joyni o'chiring.";
    Complaint::PasswordTooLong, most: MAX_PASSWORD =>
        "A password has at most {most} bytes.",
        "Parol ko'pi bilan {most} bayt bo'ladi.";
    Complaint::PasswordWithControl => "The password has a character that cannot be typed.",
        "Parolda terib bo'lmaydigan belgi bor.";
    Complaint::NotAHashedLine =>
        "A hashed line has the form name:realm:hash (htdigest). For a plain password, separate name and password with a space.",
        "Xeshli qator nom:realm:xesh ko'rinishida bo'ladi (htdigest). Oddiy parol uchun nom va parolni bo'sh joy bilan ajrating.";
    Complaint::NotAHash => "A hash has 32 hexadecimal digits (MD5) or 64 (SHA-256).",
        "Xesh 32 ta (MD5) yoki 64 ta (SHA-256) o'n oltilik raqamdan iborat bo'ladi.";
    Complaint::TextBehindHash => "Nothing may follow the hash.", "Xeshdan keyin hech narsa yozilmaydi.";
    Complaint::HashOfOtherRealm { name, hashed, realm }, name: name, hashed: hashed, realm: realm =>
        "This hash is for the realm “{hashed}”, but the realm of this server is “{realm}”. Create it again: sudo sipregd passwd --hash {name!}",
        "Bu xesh “{hashed}” realm'i uchun, serverning realm'i esa “{realm}”. Uni qayta yarating: sudo sipregd passwd --hash {name!}";
    Complaint::NoHash { name, algorithms }, name: name, algorithms: alternatives(algorithms) =>
        "“{name}” has no hash for {algorithms}, which is all that “algorithms” offers.",
        "“{name}” uchun {algorithms} xeshi yo'q, “algorithms” esa faqat shuni taklif qiladi.";
    Complaint::NoHashForOne { name, algorithm }, name: name, algorithm: algorithm =>
        "“{name}” has no hash for {algorithm}, which “algorithms” offers: a phone that chooses it is refused. Create it again: sudo sipregd passwd --hash {name!}",
        "“{name}” uchun {algorithm} xeshi yo'q, “algorithms” esa uni taklif qiladi: uni tanlagan telefon rad etiladi. Uni qayta yarating: sudo sipregd passwd --hash {name!}";
    Complaint::NameLikeOption => "A name that begins with “-” looks like an option to every command.",
        "“-” bilan boshlanadigan nom har bir buyruqda opsiyaga o'xshab qoladi.";
    Complaint::NameEndsWithMark => "The last character is part of the name. If it is not meant, remove it.",
        "Oxirgi belgi ham nomga kiradi. Agar u ortiqcha bo'lsa, o'chiring.";
    Complaint::PasswordInQuotes => "The quotes are part of the password. If they are not meant, remove them.",
        "Qo'shtirnoq ham parolga kiradi. Agar u ortiqcha bo'lsa, o'chiring.";
    Complaint::PasswordWithComment =>
        "Everything to the end of the line is the password; a comment needs a line of its own.",
        "Qator oxirigacha hammasi parol; izoh alohida qatorda bo'lishi kerak.";
    Complaint::PasswordBeginsWithEquals => "The “=” is part of the password. If it is not meant, remove it.",
        "“=” ham parolga kiradi. Agar u ortiqcha bo'lsa, o'chiring.";
    Complaint::PasswordWithInvisible => "The password has a character that cannot be seen. Type it again.",
        "Parolda ko'rinmaydigan belgi bor. Parolni qayta tering.";
    Complaint::PasswordShort, least: SHORT_PASSWORD =>
        "A password of fewer than {least} characters is soon guessed. Make one: sudo sipregd passwd --generate EXT",
        "{least} ta belgidan qisqa parol tez topiladi. Yangisini yarating: sudo sipregd passwd --generate EXT";
}

/// `A or B`.
fn alternatives(names: &[&str]) -> Say {
    let mut names = names.iter();
    let first = names.next().copied().unwrap_or_default();
    names.fold(Say::verbatim(first), |one, other| {
        OR.with("one", one).with("other", *other)
    })
}
