//! Mistakes in the login: the password, the name, the way it is computed.

use super::{PROGRAM, sentences, w};
use crate::text::Words;

const TYPE_AGAIN: Words = w(
    "on the phone, clear the password field and type the password again (do not paste).",
    "telefonda parol maydonini tozalab, parolni qo'lda qayta tering (nusxalab qo'ymang).",
);
const DOES_NOT_FIT: Words = w(
    "the last login as {user}, from {from}, does not match the password that the server has loaded.",
    "{user} nomi bilan {from} dan kelgan oxirgi login server yuklagan parolga mos kelmaydi.",
);
const TYPE_OR_SET: Words = w(
    "type it again on the phone, or set a new one:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
    "parolni telefonda qayta tering yoki yangisini o'rnating:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
);
const KEYBOARD: Words = w(
    "The phone's keyboard (auto-capitalisation) or Caps Lock.",
    "Sababi telefon klaviaturasi (avtomatik bosh harf) yoki Caps Lock.",
);
const COPIED: Words = w(
    "It was copied along with the password.",
    "Bu belgi parolni nusxalashda qo'shilib qolgan.",
);
const SETTINGS: Words = w(
    "A setting is left over from another provider.",
    "Sozlama boshqa provayderdan qolib ketgan.",
);
const REPORT: Words = w(
    "update the phone's app or firmware; to see what it sends:\n  sudo sipregd watch {user!}",
    "telefon dasturini yangilang; u nima yuborayotganini ko'rish uchun:\n  sudo sipregd watch {user!}",
);

const PLAIN_PASSWORD: Words = w(
    "give {user} a password of A–Z, a–z and 0–9:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
    "{user} ga faqat A–Z, a–z va 0–9 dan iborat parol o'rnating:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
);

sentences! {
    WRONG_PASSWORD =
        DOES_NOT_FIT,
        w(
            "Another password was entered on the phone; none of the usual mistakes (spaces, capitals, similar characters, another extension's password) explains it.",
            "Telefonga boshqa parol kiritilgan yoki parol xato terilgan; odatdagi xatolarning (bo'sh joy, bosh harf, o'xshash belgilar, boshqa ichki raqam paroli) hech biri mos kelmadi.",
        ),
        TYPE_OR_SET;
    WRONG_PASSWORD_HASHED =
        DOES_NOT_FIT,
        w(
            "A typing mistake on the phone, or the hash is of something else (made with echo, it includes a line break). Which of the two cannot be determined, because the file holds only a hash.",
            "Telefonda parol xato terilgan yoki xesh boshqa matndan olingan: masalan, echo bilan tayyorlangan bo'lsa, unga satr oxiri belgisi ham kirgan. Faylda faqat xesh bo'lgani uchun qaysi biri ekanini aniqlab bo'lmaydi.",
        ),
        w(
            "make the hash again, and enter the same password on the phone:\n  sudo sipregd passwd --hash {user!}\n  sudo sipregd reload",
            "xeshni qaytadan yarating va o'sha parolni telefonga ham kiriting:\n  sudo sipregd passwd --hash {user!}\n  sudo sipregd reload",
        );
    NOT_EXAMINED =
        w(
            "the last login as {user}, from {from}, does not match the password that the server has loaded. The search for the mistake was skipped or not finished.",
            "{user} nomi bilan {from} dan kelgan oxirgi login server yuklagan parolga mos kelmaydi. Xatoning turi tekshirilmagan yoki tekshiruv oxiriga yetmagan.",
        ),
        w(
            "Other logins failed in the same second, or there are too many extensions to try. The password on the phone may contain a common mistake, or be a different one.",
            "O'sha soniyada boshqa loginlar ham xato bo'lgan yoki solishtirish uchun ichki raqamlar juda ko'p. Telefondagi parolda odatdagi xato bo'lishi yoki u butunlay boshqa parol bo'lishi mumkin.",
        ),
        w(
            "press Register on the phone once more, then:\n  sudo sipregd doctor {user!}",
            "telefonda Register'ni yana bir marta bosing, keyin:\n  sudo sipregd doctor {user!}",
        );
    PASSWORD_TRAILING_SPACE =
        w(
            "the phone's password has a space at the end. Everything else is right.",
            "telefondagi parol oxirida ortiqcha bo'sh joy bor. Qolgani to'g'ri.",
        ),
        COPIED,
        TYPE_AGAIN;
    PASSWORD_LEADING_SPACE =
        w(
            "the phone's password has a space at the beginning. Everything else is right.",
            "telefondagi parol boshida ortiqcha bo'sh joy bor. Qolgani to'g'ri.",
        ),
        COPIED,
        TYPE_AGAIN;
    PASSWORD_FIRST_LETTER_CAPITALISED =
        w(
            "the phone's password begins with a capital letter; the one in the file does not. Everything else is right.",
            "telefondagi parol bosh harf bilan boshlangan, fayldagisi esa kichik harf bilan. Qolgani to'g'ri.",
        ),
        KEYBOARD,
        TYPE_AGAIN;
    PASSWORD_ALL_CAPS =
        w(
            "the phone's password is all upper-case. Everything else is right.",
            "telefondagi parol to'liq bosh harflarda yozilgan. Qolgani to'g'ri.",
        ),
        KEYBOARD,
        TYPE_AGAIN;
    PASSWORD_ALL_LOWER =
        w(
            "the phone's password is all lower-case; the one in the file is not. Everything else is right.",
            "telefondagi parol faqat kichik harflarda yozilgan, fayldagisida esa bosh harflar ham bor. Qolgani to'g'ri.",
        ),
        KEYBOARD,
        TYPE_AGAIN;
    PASSWORD_EMPTY =
        w(
            "the last login as {user}, from {from}, has an empty password.",
            "{user} nomi bilan {from} dan kelgan oxirgi loginda parol bo'sh.",
        ),
        w(
            "The password field was not filled in, or the settings were not saved.",
            "Parol maydoni to'ldirilmagan yoki sozlamalar saqlanmagan.",
        ),
        w(
            "enter the password on the phone and save.",
            "telefonda parolni kiriting va saqlang.",
        );
    LATIN_1_ENCODING =
        w(
            "the password is right, but the phone encodes it in Latin-1 instead of UTF-8.",
            "parol to'g'ri, lekin telefon uni UTF-8 emas, boshqa kodirovkada (Latin-1) yuboradi.",
        ),
        PROGRAM,
        PLAIN_PASSWORD;
    PASSWORD_LINE_BREAK =
        w(
            "the phone's password has a line break at the end. Everything else is right.",
            "telefondagi parol oxirida satr oxiri belgisi bor. Qolgani to'g'ri.",
        ),
        COPIED,
        TYPE_AGAIN;
    PASSWORD_TAB =
        w(
            "the phone's password has a tab at its beginning or end. Everything else is right.",
            "telefondagi parol boshida yoki oxirida tabulyatsiya belgisi bor. Qolgani to'g'ri.",
        ),
        COPIED,
        TYPE_AGAIN;
    PASSWORD_NO_BREAK_SPACE =
        w(
            "the phone's password has a no-break space at its beginning or end, which cannot be seen. Everything else is right.",
            "telefondagi parol boshida yoki oxirida ko'zga ko'rinmaydigan uzilmas bo'sh joy bor. Qolgani to'g'ri.",
        ),
        COPIED,
        TYPE_AGAIN;
    PASSWORD_TWICE =
        w(
            "the phone has the password twice, one after the other.",
            "telefonga parol ketma-ket ikki marta kiritilgan.",
        ),
        w(
            "It was pasted into a field that was not empty.",
            "Parol bo'shatilmagan maydonga nusxalab qo'yilgan.",
        ),
        TYPE_AGAIN;
    PASSWORD_CUT =
        w(
            "the phone has only the beginning of the password: the first {detail} characters.",
            "telefonda parolning faqat boshi bor: birinchi {detail} ta belgisi.",
        ),
        w(
            "It was not typed to the end, or the phone truncates it: some do at a certain length.",
            "Parol oxirigacha terilmagan yoki telefon uni kesib qo'yadi: ba'zi telefonlar parolni ma'lum uzunlikda kesadi.",
        ),
        w(
            "type it again on the phone; if that does not help, set a shorter one:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
            "parolni telefonda qayta tering; yordam bermasa, qisqarog'ini o'rnating:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
        );
    PASSWORD_CUT_AT_SIGN =
        w(
            "the phone has only the beginning of the password, up to a character that is neither a letter nor a digit: the first {detail} characters.",
            "telefonda parolning faqat boshi bor, harf ham, raqam ham bo'lmagan belgigacha: birinchi {detail} ta belgisi.",
        ),
        w(
            "The phone truncates it there: some do at “;”, “#” or a space.",
            "Telefon uni shu yerda kesib qo'yadi: ba'zi telefonlar parolni “;”, “#” yoki bo'sh joyda kesadi.",
        ),
        w(
            "set a password of letters and digits, and enter it on the phone:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
            "faqat harf va raqamlardan iborat parol o'rnating va uni telefonga kiriting:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
        );
    PASSWORD_EXTRA_IN_FILE =
        w(
            "the phone has the password of {user} without the {detail} that the extensions file has; in the file it is part of the password.",
            "extensions faylida {user} paroli yonida {detail} ham yozilgan, telefonda u yo'q; fayldagi bu qism ham parolga kiradi.",
        ),
        w(
            "In that file everything after the name is the password, including quotes, comments and an equals sign.",
            "Bu faylda nomdan keyingi hamma narsa parol hisoblanadi: qo'shtirnoq, izoh va tenglik belgisi ham.",
        ),
        w(
            "write the password alone:\n  sudo sipregd passwd {user!}\n  sudo sipregd reload",
            "faqat parolning o'zini yozing:\n  sudo sipregd passwd {user!}\n  sudo sipregd reload",
        );
    PASSWORD_IN_QUOTES =
        w(
            "the phone's password has quotes around it. Everything else is right.",
            "telefondagi parol qo'shtirnoq ichiga olingan. Qolgani to'g'ri.",
        ),
        COPIED,
        TYPE_AGAIN;
    PASSWORD_TYPOGRAPHIC =
        w(
            "the phone and the file write the quotes or dashes of the password differently (' and ’, - and –). Everything else is right.",
            "paroldagi tirnoq yoki chiziqchalar telefonda va faylda turlicha yozilgan (' va ’, - va –). Qolgani to'g'ri.",
        ),
        w(
            "A keyboard or a word processor inserted typographic ones.",
            "Klaviatura yoki matn muharriri ularni o'zi almashtirgan.",
        ),
        TYPE_OR_SET;
    PASSWORD_SIMILAR_CHARACTERS =
        w(
            "characters of the password are mixed up on the phone: 0 and O, or 1, l and I. Everything else is right.",
            "telefonda paroldagi o'xshash belgilar almashib qolgan: 0 va O yoki 1, l va I. Qolgani to'g'ri.",
        ),
        w(
            "They look alike where the password was read.",
            "Parol o'qib olingan joyda bu belgilar bir xil ko'rinadi.",
        ),
        TYPE_OR_SET;
    PASSWORD_CYRILLIC_LETTERS =
        w(
            "the password has Cyrillic letters on one side, the phone or the file, and Latin ones that look the same on the other. Everything else is right.",
            "parolning bir tomonida (telefonda yoki faylda) kirill harflari, ikkinchisida ularga o'xshash lotin harflari bor. Qolgani to'g'ri.",
        ),
        w(
            "It was typed on a Cyrillic keyboard.",
            "Parol kirill klaviaturasida terilgan.",
        ),
        w(
            "on the phone, switch the keyboard to English and type the password again; if that does not help, set a new one:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
            "telefonda klaviaturani inglizchaga o'tkazib, parolni qayta tering; yordam bermasa, yangisini o'rnating:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
        );
    PASSWORD_KEYBOARD_LAYOUT =
        w(
            "the password was typed with the right keys in another keyboard layout. Everything else is right.",
            "parol to'g'ri tugmalar bilan, lekin klaviaturaning boshqa tilida terilgan. Qolgani to'g'ri.",
        ),
        w(
            "The keyboard was set to Russian or Uzbek letters.",
            "Klaviatura rus yoki o'zbek tiliga o'tkazilgan edi.",
        ),
        w(
            "on the phone, switch the keyboard to English and type the password again.",
            "telefonda klaviaturani inglizchaga o'tkazib, parolni qayta tering.",
        );
    WINDOWS_1251_ENCODING =
        w(
            "the password is right, but the phone encodes it in Windows-1251 instead of UTF-8.",
            "parol to'g'ri, lekin telefon uni UTF-8 emas, boshqa kodirovkada (Windows-1251) yuboradi.",
        ),
        PROGRAM,
        PLAIN_PASSWORD;
    DECOMPOSED_LETTERS =
        w(
            "the password is right, but the phone and the file write letters with marks (é, ö) in two different ways.",
            "parol to'g'ri, lekin telefon va fayl ustida belgisi bor harflarni (é, ö) ikki xil kodlaydi.",
        ),
        PROGRAM,
        PLAIN_PASSWORD;
    PASSWORD_PERCENT_ENCODED =
        w(
            "the password is right, but the phone or the file writes its special characters as % and two digits.",
            "parol to'g'ri, lekin telefonda yoki faylda maxsus belgilar % va ikkita raqam bilan yozilgan.",
        ),
        PROGRAM,
        PLAIN_PASSWORD;
    PASSWORD_IS_THE_HASH =
        w(
            "the phone has the password's hash instead of the password.",
            "telefonda parol o'rniga uning xeshi kiritilgan.",
        ),
        w(
            "It was copied from a line of the extensions file.",
            "Xesh extensions faylidagi qatordan nusxalangan.",
        ),
        w(
            "enter the password itself on the phone; if nobody knows it, set a new one:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
            "telefonga parolning o'zini kiriting; uni hech kim bilmasa, yangisini o'rnating:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
        );
    AUTH_USER_DIFFERS =
        w(
            "the phone registers {user} but logs in as {detail}, and the login matches the password of neither.",
            "telefon {user} ni ro'yxatdan o'tkazmoqchi, lekin {detail} nomi bilan kiryapti, parol esa ikkalasinikiga ham mos kelmaydi.",
        ),
        w(
            "Two extensions were mixed up in its settings.",
            "Telefon sozlamalarida ikki ichki raqam almashib qolgan.",
        ),
        w(
            "on the phone, enter {user} as “Authentication name” or leave it empty, with the password of {user}.",
            "telefonda “Authentication name” {user} yoki bo'sh bo'lishi kerak, parol esa {user} ning paroli.",
        );
    OLD_PASSWORD =
        w(
            "the phone uses the password from before the last reload.",
            "telefon oxirgi reload'dan oldingi eski parolni ishlatyapti.",
        ),
        w(
            "The password was changed in the file, but not yet on the phone.",
            "Parol faylda o'zgartirilgan, telefonda esa hali o'zgartirilmagan.",
        ),
        w(
            "enter the new password on the phone.",
            "telefonga yangi parolni kiriting.",
        );
    PASSWORD_OF_OTHER_ACCOUNT =
        w(
            "the phone uses the password of extension {detail}.",
            "telefon {detail} ichki raqamining parolini ishlatyapti.",
        ),
        w(
            "Two phones were mixed up while they were set up.",
            "Sozlash paytida ikki telefon almashib qolgan.",
        ),
        w(
            "decide which extension this phone should use, and enter that name and its password.",
            "bu telefon qaysi ichki raqamda ishlashini hal qilib, shu ichki raqam va uning parolini kiriting.",
        );
    USERNAME_IN_HASH =
        w(
            "the password is right, but the phone sends “{detail}” as its login name.",
            "parol to'g'ri, lekin telefon login nomi sifatida “{detail}” ni yuboradi.",
        ),
        SETTINGS,
        w(
            "on the phone, leave “Authentication name” (Login, Auth ID) empty, or enter {user}.",
            "telefonda “Authentication name” (Login, Auth ID) maydonini bo'sh qoldiring yoki {user} deb yozing.",
        );
    REALM_IN_HASH =
        w(
            "the password is right, but the phone uses the realm “{detail}” instead of “{realm}”.",
            "parol to'g'ri, lekin telefon uni “{realm}” o'rniga “{detail}” realm'i uchun hisoblaydi.",
        ),
        SETTINGS,
        w(
            "on the phone, clear the “Realm” field, or enter {realm}.",
            "telefonda “Realm” maydonini bo'sh qoldiring yoki {realm} deb yozing.",
        );
    GUESSED =
        w(
            "someone at {from} is guessing passwords for {user}, without success.",
            "{from} dan kimdir {user} parolini topishga urinyapti, lekin kira olmadi.",
        ),
        w(
            "A scanner; every public server gets them. Nothing has arrived from {user}'s own phone. But if that address is yours, several phones there have wrong passwords.",
            "Bu skaner, ular har bir ochiq serverga keladi; {user} telefonining o'zidan hech narsa kelmagan. Lekin bu manzil sizniki bo'lsa, u yerdagi bir nechta telefonning paroli noto'g'ri.",
        ),
        w(
            "on the phone of {user}: server {domain}, port {port}, transport UDP; then:\n  sudo sipregd watch {user!}\nand press Register on the phone.",
            "{user} telefonida: server {domain}, port {port}, transport UDP; keyin:\n  sudo sipregd watch {user!}\nva telefonda Register'ni bosing.",
        );
    LOGIN_AFTER_GUESSES =
        w(
            "a login as {user} succeeded after many wrong logins from the same address within an hour (address, number): {detail}.",
            "o'sha manzildan bir soat ichida ko'p xato urinishlardan keyin {user} nomi bilan kirilgan (manzil, urinishlar soni): {detail}.",
        ),
        w(
            "If that address is not yours, someone has found the password.",
            "Bu manzil sizniki bo'lmasa, kimdir parolni topgan.",
        ),
        w(
            "set a new password, which ends that registration:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
            "yangi parol o'rnating, shunda o'sha registratsiya bekor bo'ladi:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
        );
    MANY_WRONG =
        w(
            "logins from {from} as {user} and as other extensions are wrong, and none from there has ever succeeded.",
            "{from} dan {user} va boshqa ichki raqamlar nomi bilan kelgan loginlar xato, u yerdan birorta ham to'g'ri login kelmagan.",
        ),
        w(
            "If that address is yours: several phones there have wrong passwords, as after a move from another server. If not: a scanner is guessing passwords, and nothing from {user}'s own phone has arrived.",
            "Bu manzil sizniki bo'lsa, u yerdagi bir nechta telefonning paroli noto'g'ri, masalan boshqa serverdan ko'chirilgandan keyin. Sizniki bo'lmasa, bu parol tanlayotgan skaner, {user} telefonining o'zidan hech narsa kelmagan.",
        ),
        w(
            "on the phone of {user}, enter the password from the extensions file, server {domain}, port {port}, transport UDP; then:\n  sudo sipregd watch {user!}\nand press Register on the phone.",
            "{user} telefoniga extensions faylidagi parolni, server {domain}, port {port}, transport UDP ni kiriting; keyin:\n  sudo sipregd watch {user!}\nva telefonda Register'ni bosing.",
        );
    NONCE_OTHER_ADDRESS =
        w(
            "{user} is repeatedly challenged at one address and answers from another ({from}).",
            "{user} ga login so'rovi bir manzilga yuboriladi, javob esa qayta-qayta boshqa manzildan ({from}) keladi.",
        ),
        w(
            "The phone changed networks while registering, or its provider's NAT uses several addresses.",
            "Telefon ro'yxatdan o'tayotganda tarmoqni almashtirgan yoki provayder NAT'i bir nechta manzil ishlatadi.",
        ),
        w(
            "put the phone on another network (mobile data or Wi-Fi) and press Register again.",
            "telefonni boshqa tarmoqqa (mobil internet yoki Wi-Fi) ulang va Register'ni yana bosing.",
        );
    TEST_LOGIN_WRONG =
        w(
            "the last login as {user} was a test with sipregd probe from {from}, and it does not match the password that the server has loaded.",
            "{user} nomi bilan oxirgi login {from} dan qilingan sipregd probe sinovi edi, u server yuklagan parolga mos kelmaydi.",
        ),
        w(
            "A different password was typed for the test. Nothing is known about the phone itself.",
            "Sinovda boshqa parol terilgan. Telefonning o'zi haqida hech narsa ma'lum emas.",
        ),
        w(
            "repeat the test with the password from the extensions file, or press Register on the phone while this runs:\n  sudo sipregd watch {user!}",
            "sinovni extensions faylidagi parol bilan takrorlang yoki shu buyruqni ishga tushirib, telefonda Register'ni bosing:\n  sudo sipregd watch {user!}",
        );
    AUTH_USER_UNKNOWN =
        w(
            "the last login for {user}, from {from}, is as “{detail}”, which does not exist here.",
            "{from} dan {user} uchun kelgan oxirgi login “{detail}” nomi bilan, bunday ichki raqam esa yo'q.",
        ),
        SETTINGS,
        w(
            "on the phone, enter {user} as “Authentication name” (Login, Auth ID), or leave it empty.",
            "telefonda “Authentication name” (Login, Auth ID) {user} yoki bo'sh bo'lishi kerak.",
        );
    AUTH_USER_OTHER_ACCOUNT =
        w(
            "the phone logs in successfully as {detail}, but tries to register {user}.",
            "telefon {detail} nomi bilan muvaffaqiyatli kiryapti, lekin {user} ni ro'yxatdan o'tkazmoqchi.",
        ),
        w(
            "Two extensions were mixed up in its settings.",
            "Telefon sozlamalarida ikki ichki raqam almashib qolgan.",
        ),
        w(
            "on the phone, enter {user} as “Authentication name” or leave it empty, with the password of {user}.",
            "telefonda “Authentication name” {user} yoki bo'sh bo'lishi kerak, parol esa {user} ning paroli.",
        );
    REALM_CHANGED =
        w(
            "the phone answered for a different realm; it was asked for “{realm}”.",
            "server “{realm}” realm'ini so'radi, telefon esa boshqa realm uchun javob berdi.",
        ),
        SETTINGS,
        w(
            "on the phone, clear the “Realm” field, or enter * or {realm}.",
            "telefonda “Realm” maydonini bo'sh qoldiring yoki * yoxud {realm} deb yozing.",
        );
    ALGORITHM_NOT_OFFERED =
        w(
            "the phone answers with a digest algorithm that was not offered.",
            "telefon server taklif qilmagan digest algoritmi bilan javob beryapti.",
        ),
        PROGRAM,
        w(
            "update the phone; if that does not help, in sipregd.conf:\n  algorithms MD5 SHA-256\nthen (this can stop other phones from registering):\n  sudo sipregd reload",
            "telefonni yangilang; yordam bermasa, sipregd.conf da:\n  algorithms MD5 SHA-256\nkeyin (bu boshqa telefonlarga xalaqit berishi mumkin):\n  sudo sipregd reload",
        );
    OLDER_ALGORITHM =
        w(
            "the phone was challenged with {detail} and answers with another digest algorithm.",
            "server {detail} ni so'radi, telefon esa boshqa digest algoritmi bilan javob beryapti.",
        ),
        w(
            "The phone does not support {detail} and answers with MD5 anyway.",
            "Telefon dasturi {detail} ni qo'llab-quvvatlamaydi va baribir MD5 bilan javob beradi.",
        ),
        w(
            "in sipregd.conf:\n  algorithms MD5\nthen:\n  sudo sipregd reload",
            "sipregd.conf da:\n  algorithms MD5\nkeyin:\n  sudo sipregd reload",
        );
    NO_HASH_FOR_ALGORITHM =
        w(
            "the phone of {user} chose {detail}, but the extensions file has no {detail} hash for {user}, so no password can match.",
            "{user} telefoni {detail} ni tanladi, lekin extensions faylida {user} uchun {detail} xeshi yo'q, shuning uchun hech qanday parol mos kelmaydi.",
        ),
        w(
            "The password on the phone may be right.",
            "Telefondagi parol to'g'ri bo'lishi mumkin.",
        ),
        w(
            "write a hash for each algorithm that is offered:\n  sudo sipregd passwd --hash {user!}\n  sudo sipregd reload",
            "taklif qilinadigan har bir algoritm uchun xesh yozing:\n  sudo sipregd passwd --hash {user!}\n  sudo sipregd reload",
        );
    REALM_IN_NAME_OF_HASH =
        w(
            "the phone of {user} logs in as “{detail}”; the extensions file has only a hash for {user}, which cannot confirm that name.",
            "{user} telefoni “{detail}” nomi bilan kiryapti; extensions faylida {user} uchun faqat xesh bor, shuning uchun parolni tekshirib bo'lmaydi.",
        ),
        w(
            "The password on the phone may be right.",
            "Telefondagi parol to'g'ri bo'lishi mumkin.",
        ),
        w(
            "on the phone: set the authentication name to {user}, without @ and what follows.",
            "telefonda “Authentication name” maydoniga {user} deb yozing, @ va undan keyingi qismsiz.",
        );
    QOP_NOT_OFFERED =
        w(
            "the phone answers with a quality of protection (qop) that was not offered.",
            "telefon server taklif qilmagan himoya turi (qop) bilan javob beryapti.",
        ),
        PROGRAM,
        REPORT;
    CREDENTIALS_INCOMPLETE =
        w(
            "the phone's login is incomplete: a part of the answer is missing.",
            "telefon yuborgan login to'liq emas: javobning bir qismi yo'q.",
        ),
        PROGRAM,
        REPORT;
}
