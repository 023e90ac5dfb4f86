//! The mistake behind a wrong digest: the password, the name, the way it is computed.

use super::{PROGRAM, SETTINGS, sentences};
use crate::text::words;
use sipreg::auth::mistake::Mistake;

words! {
    CAPITALS: "upper/lower case", "katta-kichik harf";
    WRONG: "wrong password", "parol noto'g'ri";
    ENCODING: "letters encoded otherwise", "harf kodirovkasi";
    TYPE_AGAIN: "on the phone, clear the password field and type the password again (do not paste).",
        "telefonda parol maydonini tozalab, parolni qo'lda qayta tering (nusxalab qo'ymang).";
    DOES_NOT_FIT: "the last login as {user}, from {from}, does not match the password that the server has loaded.",
        "{user} nomi bilan {from} dan kelgan oxirgi login server yuklagan parolga mos kelmaydi.";
    TYPE_OR_SET: "type it again on the phone, or set a new one:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
        "parolni telefonda qayta tering yoki yangisini o'rnating:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload";
    KEYBOARD: "The phone's keyboard (auto-capitalisation) or Caps Lock.",
        "Sababi telefon klaviaturasi (avtomatik bosh harf) yoki Caps Lock.";
    COPIED: "It was copied along with the password.",
        "Bu belgi parolni nusxalashda qo'shilib qolgan.";
    PLAIN_PASSWORD: "give {user} a password of A–Z, a–z and 0–9:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
        "{user} ga faqat A–Z, a–z va 0–9 dan iborat parol o'rnating:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload";
}

sentences! {
    Mistake;
    Mistake::WrongPassword => {
        brief: WRONG;
        certain: DOES_NOT_FIT;
        likely: "Another password was entered on the phone; none of the usual mistakes (spaces, capitals, similar characters, another extension's password) explains it.",
            "Telefonga boshqa parol kiritilgan yoki parol xato terilgan; odatdagi xatolarning (bo'sh joy, bosh harf, o'xshash belgilar, boshqa ichki raqam paroli) hech biri mos kelmadi.";
        todo: TYPE_OR_SET;
    }
    Mistake::Hashed => {
        brief: WRONG;
        certain: DOES_NOT_FIT;
        likely: "A typing mistake on the phone, or the hash is of something else (made with echo, it includes a line break). Which of the two cannot be determined, because the file holds only a hash.",
            "Telefonda parol xato terilgan yoki xesh boshqa matndan olingan: masalan, echo bilan tayyorlangan bo'lsa, unga satr oxiri belgisi ham kirgan. Faylda faqat xesh bo'lgani uchun qaysi biri ekanini aniqlab bo'lmaydi.";
        todo: "make the hash again, and enter the same password on the phone:\n  sudo sipregd passwd --hash {user!}\n  sudo sipregd reload",
            "xeshni qaytadan yarating va o'sha parolni telefonga ham kiriting:\n  sudo sipregd passwd --hash {user!}\n  sudo sipregd reload";
    }
    Mistake::NotExamined => {
        brief: WRONG;
        certain: "the last login as {user}, from {from}, does not match the password that the server has loaded. The search for the mistake was skipped or not finished.",
            "{user} nomi bilan {from} dan kelgan oxirgi login server yuklagan parolga mos kelmaydi. Xatoning turi tekshirilmagan yoki tekshiruv oxiriga yetmagan.";
        likely: "Other logins failed in the same second, or there are too many extensions to try. The password on the phone may contain a common mistake, or be a different one.",
            "O'sha soniyada boshqa loginlar ham xato bo'lgan yoki solishtirish uchun ichki raqamlar juda ko'p. Telefondagi parolda odatdagi xato bo'lishi yoki u butunlay boshqa parol bo'lishi mumkin.";
        todo: "press Register on the phone once more, then:\n  sudo sipregd doctor {user!}",
            "telefonda Register'ni yana bir marta bosing, keyin:\n  sudo sipregd doctor {user!}";
    }
    Mistake::TrailingSpace => {
        brief: "space at end of password", "parol oxirida bo'sh joy";
        certain: "the phone's password has a space at the end. Everything else is right.",
            "telefondagi parol oxirida ortiqcha bo'sh joy bor. Qolgani to'g'ri.";
        likely: COPIED;
        todo: TYPE_AGAIN;
    }
    Mistake::LeadingSpace => {
        brief: "space before password", "parol boshida bo'sh joy";
        certain: "the phone's password has a space at the beginning. Everything else is right.",
            "telefondagi parol boshida ortiqcha bo'sh joy bor. Qolgani to'g'ri.";
        likely: COPIED;
        todo: TYPE_AGAIN;
    }
    Mistake::LineBreak => {
        brief: "line break in password", "parolda satr oxiri";
        certain: "the phone's password has a line break at the end. Everything else is right.",
            "telefondagi parol oxirida satr oxiri belgisi bor. Qolgani to'g'ri.";
        likely: COPIED;
        todo: TYPE_AGAIN;
    }
    Mistake::Tab => {
        brief: "tab in password", "parolda tabulyatsiya";
        certain: "the phone's password has a tab at its beginning or end. Everything else is right.",
            "telefondagi parol boshida yoki oxirida tabulyatsiya belgisi bor. Qolgani to'g'ri.";
        likely: COPIED;
        todo: TYPE_AGAIN;
    }
    Mistake::NoBreakSpace => {
        brief: "hidden space in password", "parolda uzilmas joy";
        certain: "the phone's password has a no-break space at its beginning or end, which cannot be seen. Everything else is right.",
            "telefondagi parol boshida yoki oxirida ko'zga ko'rinmaydigan uzilmas bo'sh joy bor. Qolgani to'g'ri.";
        likely: COPIED;
        todo: TYPE_AGAIN;
    }
    Mistake::FirstCapital => {
        brief: CAPITALS;
        certain: "the phone's password begins with a capital letter; the one in the file does not. Everything else is right.",
            "telefondagi parol bosh harf bilan boshlangan, fayldagisi esa kichik harf bilan. Qolgani to'g'ri.";
        likely: KEYBOARD;
        todo: TYPE_AGAIN;
    }
    Mistake::AllCapitals => {
        brief: CAPITALS;
        certain: "the phone's password is all upper-case. Everything else is right.",
            "telefondagi parol to'liq bosh harflarda yozilgan. Qolgani to'g'ri.";
        likely: KEYBOARD;
        todo: TYPE_AGAIN;
    }
    Mistake::AllSmall => {
        brief: CAPITALS;
        certain: "the phone's password is all lower-case; the one in the file is not. Everything else is right.",
            "telefondagi parol faqat kichik harflarda yozilgan, fayldagisida esa bosh harflar ham bor. Qolgani to'g'ri.";
        likely: KEYBOARD;
        todo: TYPE_AGAIN;
    }
    Mistake::Empty => {
        brief: "password is empty", "parol bo'sh";
        certain: "the last login as {user}, from {from}, has an empty password.",
            "{user} nomi bilan {from} dan kelgan oxirgi loginda parol bo'sh.";
        likely: "The password field was not filled in, or the settings were not saved.",
            "Parol maydoni to'ldirilmagan yoki sozlamalar saqlanmagan.";
        todo: "enter the password on the phone and save.", "telefonda parolni kiriting va saqlang.";
    }
    Mistake::Twice => {
        brief: "password entered twice", "parol ikki marta";
        certain: "the phone has the password twice, one after the other.",
            "telefonga parol ketma-ket ikki marta kiritilgan.";
        likely: "It was pasted into a field that was not empty.",
            "Parol bo'shatilmagan maydonga nusxalab qo'yilgan.";
        todo: TYPE_AGAIN;
    }
    Mistake::Cut(_) => {
        brief: "password cut at {detail}", "parol {detail} da uzilgan";
        certain: "the phone has only the beginning of the password: the first {detail} characters.",
            "telefonda parolning faqat boshi bor: birinchi {detail} ta belgisi.";
        likely: "It was not typed to the end, or the phone truncates it: some do at a certain length.",
            "Parol oxirigacha terilmagan yoki telefon uni kesib qo'yadi: ba'zi telefonlar parolni ma'lum uzunlikda kesadi.";
        todo: "type it again on the phone; if that does not help, set a shorter one:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
            "parolni telefonda qayta tering; yordam bermasa, qisqarog'ini o'rnating:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload";
    }
    Mistake::CutAtSign(_) => {
        brief: "password cut at {detail}", "parol {detail} da uzilgan";
        certain: "the phone has only the beginning of the password, up to a character that is neither a letter nor a digit: the first {detail} characters.",
            "telefonda parolning faqat boshi bor, harf ham, raqam ham bo'lmagan belgigacha: birinchi {detail} ta belgisi.";
        likely: "The phone truncates it there: some do at “;”, “#” or a space.",
            "Telefon uni shu yerda kesib qo'yadi: ba'zi telefonlar parolni “;”, “#” yoki bo'sh joyda kesadi.";
        todo: "set a password of letters and digits, and enter it on the phone:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
            "faqat harf va raqamlardan iborat parol o'rnating va uni telefonga kiriting:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload";
    }
    Mistake::ExtraInFile(_) => {
        brief: "extra text in file", "faylda ortiqcha matn";
        certain: "the phone has the password of {user} without the {detail} that the extensions file has; in the file it is part of the password.",
            "extensions faylida {user} paroli yonida {detail} ham yozilgan, telefonda u yo'q; fayldagi bu qism ham parolga kiradi.";
        likely: "In that file everything after the name is the password, including quotes, comments and an equals sign.",
            "Bu faylda nomdan keyingi hamma narsa parol hisoblanadi: qo'shtirnoq, izoh va tenglik belgisi ham.";
        todo: "write the password alone:\n  sudo sipregd passwd {user!}\n  sudo sipregd reload",
            "faqat parolning o'zini yozing:\n  sudo sipregd passwd {user!}\n  sudo sipregd reload";
    }
    Mistake::QuotesOnPhone => {
        brief: "password in quotes", "parol qo'shtirnoqda";
        certain: "the phone's password has quotes around it. Everything else is right.",
            "telefondagi parol qo'shtirnoq ichiga olingan. Qolgani to'g'ri.";
        likely: COPIED;
        todo: TYPE_AGAIN;
    }
    Mistake::Typographic => {
        brief: "typographic quotes", "tirnoqlar har xil";
        certain: "the phone and the file write the quotes or dashes of the password differently (' and ’, - and –). Everything else is right.",
            "paroldagi tirnoq yoki chiziqchalar telefonda va faylda turlicha yozilgan (' va ’, - va –). Qolgani to'g'ri.";
        likely: "A keyboard or a word processor inserted typographic ones.",
            "Klaviatura yoki matn muharriri ularni o'zi almashtirgan.";
        todo: TYPE_OR_SET;
    }
    Mistake::SimilarCharacters => {
        brief: "0/O or 1/l mixed up", "0/O yoki 1/l almashgan";
        certain: "characters of the password are mixed up on the phone: 0 and O, or 1, l and I. Everything else is right.",
            "telefonda paroldagi o'xshash belgilar almashib qolgan: 0 va O yoki 1, l va I. Qolgani to'g'ri.";
        likely: "They look alike where the password was read.",
            "Parol o'qib olingan joyda bu belgilar bir xil ko'rinadi.";
        todo: TYPE_OR_SET;
    }
    Mistake::CyrillicLetters => {
        brief: "Cyrillic letters", "kirill harflari";
        certain: "the password has Cyrillic letters on one side, the phone or the file, and Latin ones that look the same on the other. Everything else is right.",
            "parolning bir tomonida (telefonda yoki faylda) kirill harflari, ikkinchisida ularga o'xshash lotin harflari bor. Qolgani to'g'ri.";
        likely: "It was typed on a Cyrillic keyboard.", "Parol kirill klaviaturasida terilgan.";
        todo: "on the phone, switch the keyboard to English and type the password again; if that does not help, set a new one:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
            "telefonda klaviaturani inglizchaga o'tkazib, parolni qayta tering; yordam bermasa, yangisini o'rnating:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload";
    }
    Mistake::KeyboardLayout => {
        brief: "keyboard layout", "klaviatura tili";
        certain: "the password was typed with the right keys in another keyboard layout. Everything else is right.",
            "parol to'g'ri tugmalar bilan, lekin klaviaturaning boshqa tilida terilgan. Qolgani to'g'ri.";
        likely: "The keyboard was set to Russian or Uzbek letters.",
            "Klaviatura rus yoki o'zbek tiliga o'tkazilgan edi.";
        todo: "on the phone, switch the keyboard to English and type the password again.",
            "telefonda klaviaturani inglizchaga o'tkazib, parolni qayta tering.";
    }
    Mistake::Latin1 => {
        brief: ENCODING;
        certain: "the password is right, but the phone encodes it in Latin-1 instead of UTF-8.",
            "parol to'g'ri, lekin telefon uni UTF-8 emas, boshqa kodirovkada (Latin-1) yuboradi.";
        likely: PROGRAM;
        todo: PLAIN_PASSWORD;
    }
    Mistake::Windows1251 => {
        brief: ENCODING;
        certain: "the password is right, but the phone encodes it in Windows-1251 instead of UTF-8.",
            "parol to'g'ri, lekin telefon uni UTF-8 emas, boshqa kodirovkada (Windows-1251) yuboradi.";
        likely: PROGRAM;
        todo: PLAIN_PASSWORD;
    }
    Mistake::DecomposedLetters => {
        brief: ENCODING;
        certain: "the password is right, but the phone and the file write letters with marks (é, ö) in two different ways.",
            "parol to'g'ri, lekin telefon va fayl ustida belgisi bor harflarni (é, ö) ikki xil kodlaydi.";
        likely: PROGRAM;
        todo: PLAIN_PASSWORD;
    }
    Mistake::PercentEncoded => {
        brief: ENCODING;
        certain: "the password is right, but the phone or the file writes its special characters as % and two digits.",
            "parol to'g'ri, lekin telefonda yoki faylda maxsus belgilar % va ikkita raqam bilan yozilgan.";
        likely: PROGRAM;
        todo: PLAIN_PASSWORD;
    }
    Mistake::HashAsPassword => {
        brief: "hash as password", "parol o'rnida xesh";
        certain: "the phone has the password's hash instead of the password.",
            "telefonda parol o'rniga uning xeshi kiritilgan.";
        likely: "It was copied from a line of the extensions file.",
            "Xesh extensions faylidagi qatordan nusxalangan.";
        todo: "enter the password itself on the phone; if nobody knows it, set a new one:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
            "telefonga parolning o'zini kiriting; uni hech kim bilmasa, yangisini o'rnating:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload";
    }
    Mistake::Old => {
        brief: "old password", "eski parol";
        certain: "the phone uses the password from before the last reload.",
            "telefon oxirgi reload'dan oldingi eski parolni ishlatyapti.";
        likely: "The password was changed in the file, but not yet on the phone.",
            "Parol faylda o'zgartirilgan, telefonda esa hali o'zgartirilmagan.";
        todo: "enter the new password on the phone.", "telefonga yangi parolni kiriting.";
    }
    Mistake::OfOther(_) => {
        brief: "password of {detail}", "{detail} paroli";
        certain: "the phone uses the password of extension {detail}.",
            "telefon {detail} ichki raqamining parolini ishlatyapti.";
        likely: "Two phones were mixed up while they were set up.",
            "Sozlash paytida ikki telefon almashib qolgan.";
        todo: "decide which extension this phone should use, and enter that name and its password.",
            "bu telefon qaysi ichki raqamda ishlashini hal qilib, shu ichki raqam va uning parolini kiriting.";
    }
    Mistake::UserInHash(_) => {
        brief: "login name {detail}", "login nomi {detail}";
        certain: "the password is right, but the phone sends “{detail}” as its login name.",
            "parol to'g'ri, lekin telefon login nomi sifatida “{detail}” ni yuboradi.";
        likely: SETTINGS;
        todo: "on the phone, leave “Authentication name” (Login, Auth ID) empty, or enter {user}.",
            "telefonda “Authentication name” (Login, Auth ID) maydonini bo'sh qoldiring yoki {user} deb yozing.";
    }
    Mistake::RealmInHash(_) => {
        brief: "uses realm {detail}", "realm: {detail}";
        certain: "the password is right, but the phone uses the realm “{detail}” instead of “{realm}”.",
            "parol to'g'ri, lekin telefon uni “{realm}” o'rniga “{detail}” realm'i uchun hisoblaydi.";
        likely: SETTINGS;
        todo: "on the phone, clear the “Realm” field, or enter {realm}.",
            "telefonda “Realm” maydonini bo'sh qoldiring yoki {realm} deb yozing.";
    }
    Mistake::OtherName(_) => {
        brief: "login name {detail}", "login nomi {detail}";
        certain: "the phone registers {user} but logs in as {detail}, and the login matches the password of neither.",
            "telefon {user} ni ro'yxatdan o'tkazmoqchi, lekin {detail} nomi bilan kiryapti, parol esa ikkalasinikiga ham mos kelmaydi.";
        likely: "Two extensions were mixed up in its settings.",
            "Telefon sozlamalarida ikki ichki raqam almashib qolgan.";
        todo: "on the phone, enter {user} as “Authentication name” or leave it empty, with the password of {user}.",
            "telefonda “Authentication name” {user} yoki bo'sh bo'lishi kerak, parol esa {user} ning paroli.";
    }
}
