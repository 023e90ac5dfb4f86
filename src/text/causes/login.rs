//! Mistakes in the login: the password, the name, the way it is computed.

use super::{PROGRAM, sentences, w};
use crate::text::Words;

const TYPE_AGAIN: Words = w(
    "on the phone, clear the password field and type the password again (do not paste).",
    "telefonda parol maydonini tozalab, parolni qaytadan tering (nusxa ko'chirmang).",
);
const DOES_NOT_FIT: Words = w(
    "the last login as {user}, from {from}, does not match the password that the server has loaded.",
    "{from} dan {user} nomi bilan oxirgi kirish server yuklagan parolga mos emas.",
);
const TYPE_OR_SET: Words = w(
    "type it again on the phone, or set a new one: sudo sipregd passwd --generate {user!} && sudo systemctl reload sipregd",
    "uni telefonda qayta tering yoki yangisini o'rnating: sudo sipregd passwd --generate {user!} && sudo systemctl reload sipregd",
);
const KEYBOARD: Words = w(
    "The phone's keyboard (auto-capitalisation) or Caps Lock.",
    "Buni telefon klaviaturasi yoki Caps Lock qilgan.",
);
const COPIED: Words = w(
    "It was copied along with the password.",
    "U parolni nusxalashda qo'shilib qolgan.",
);
const SETTINGS: Words = w(
    "A setting is left over from another provider.",
    "Sozlama boshqa provayderdan qolgan.",
);
const REPORT: Words = w(
    "look at what it sends: journalctl -u sipregd -g {user!}; if its program is old, update it.",
    "u nima yuborayotganini ko'ring: journalctl -u sipregd -g {user!}; dasturi eski bo'lsa, yangilang.",
);

const PLAIN_PASSWORD: Words = w(
    "give {user} a password of A–Z, a–z and 0–9: sudo sipregd passwd --generate {user!} && sudo systemctl reload sipregd",
    "{user} ga A–Z, a–z va 0–9 dan iborat parol bering: sudo sipregd passwd --generate {user!} && sudo systemctl reload sipregd",
);

sentences! {
    WRONG_PASSWORD =
        DOES_NOT_FIT,
        w(
            "Another password was entered on the phone; none of the usual mistakes (spaces, capitals, similar characters, another extension's password) explains it.",
            "Telefonga boshqa parol kiritilgan; odatdagi xatolarning (bo'sh joy, bosh harf, o'xshash belgilar, boshqa raqam paroli) hech biri mos kelmadi.",
        ),
        TYPE_OR_SET;
    WRONG_PASSWORD_HASHED =
        DOES_NOT_FIT,
        w(
            "A typing mistake on the phone, or the hash is of something else (made with echo, it includes a line break). Which of the two cannot be determined, because the file holds only a hash.",
            "Telefonda terish xatosi yoki xesh boshqa narsaniki: echo bilan yasalgan bo'lsa, unda satr oxiri belgisi bor. Qaysi biri ekanini xeshdan bilib bo'lmaydi.",
        ),
        TYPE_OR_SET;
    NOT_EXAMINED =
        w(
            "the last login as {user}, from {from}, does not match the password that the server has loaded. The search for the mistake was skipped or not finished.",
            "{from} dan {user} nomi bilan oxirgi kirish server yuklagan parolga mos emas. Xatoni qidirish o'tkazilmagan yoki oxiriga yetmagan.",
        ),
        w(
            "Other logins failed in the same second, or there are too many extensions to try. The password on the phone may contain a common mistake, or be a different one.",
            "O'sha soniyada boshqa loginlar ham xato bo'lgan yoki sinash uchun raqamlar juda ko'p. Telefondagi parolda odatdagi xato bo'lishi yoki u boshqa parol bo'lishi mumkin.",
        ),
        w(
            "press Register on the phone once more, then:  sudo sipregd doctor {user!}",
            "telefonda Register'ni yana bir marta bosing, keyin:  sudo sipregd doctor {user!}",
        );
    PASSWORD_TRAILING_SPACE =
        w(
            "the phone's password has a space at the end. Everything else is right.",
            "telefondagi parol oxirida bo'sh joy bor. Qolgan hammasi to'g'ri.",
        ),
        COPIED,
        TYPE_AGAIN;
    PASSWORD_LEADING_SPACE =
        w(
            "the phone's password has a space at the beginning. Everything else is right.",
            "telefondagi parol boshida bo'sh joy bor. Qolgan hammasi to'g'ri.",
        ),
        COPIED,
        TYPE_AGAIN;
    PASSWORD_FIRST_LETTER_CAPITALISED =
        w(
            "the phone's password begins with a capital letter; the one in the file does not. Everything else is right.",
            "telefondagi parol bosh harf bilan boshlangan, faylda esa kichik harf. Qolgan hammasi to'g'ri.",
        ),
        KEYBOARD,
        TYPE_AGAIN;
    PASSWORD_ALL_CAPS =
        w(
            "the phone's password is all upper-case. Everything else is right.",
            "telefondagi parol bosh harflarda. Qolgan hammasi to'g'ri.",
        ),
        KEYBOARD,
        TYPE_AGAIN;
    PASSWORD_ALL_LOWER =
        w(
            "the phone's password is all lower-case; the one in the file is not. Everything else is right.",
            "telefondagi parol faqat kichik harflarda, fayldagi esa unday emas. Qolgan hammasi to'g'ri.",
        ),
        KEYBOARD,
        TYPE_AGAIN;
    PASSWORD_EMPTY =
        w(
            "the last login as {user}, from {from}, has an empty password.",
            "{from} dan {user} nomi bilan oxirgi kirishda parol bo'sh.",
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
            "parol to'g'ri, lekin telefon harflarni boshqa kodlashda (Latin-1) yuboradi.",
        ),
        PROGRAM,
        PLAIN_PASSWORD;
    PASSWORD_LINE_BREAK =
        w(
            "the phone's password has a line break at the end. Everything else is right.",
            "telefondagi parol oxirida satr oxiri belgisi bor. Qolgan hammasi to'g'ri.",
        ),
        COPIED,
        TYPE_AGAIN;
    PASSWORD_TAB =
        w(
            "the phone's password has a tab at its beginning or end. Everything else is right.",
            "telefondagi parol boshida yoki oxirida tabulyatsiya bor. Qolgan hammasi to'g'ri.",
        ),
        COPIED,
        TYPE_AGAIN;
    PASSWORD_NO_BREAK_SPACE =
        w(
            "the phone's password has a no-break space at its beginning or end, which cannot be seen. Everything else is right.",
            "telefondagi parol boshida yoki oxirida ko'rinmaydigan uzilmas bo'sh joy bor. Qolgan hammasi to'g'ri.",
        ),
        COPIED,
        TYPE_AGAIN;
    PASSWORD_TWICE =
        w(
            "the phone has the password twice, one after the other.",
            "telefonda parol ikki marta ketma-ket kiritilgan.",
        ),
        w(
            "It was pasted into a field that was not empty.",
            "U bo'sh bo'lmagan maydonga qo'yilgan.",
        ),
        TYPE_AGAIN;
    PASSWORD_CUT =
        w(
            "the phone has only the beginning of the password: the first {detail} characters.",
            "telefonda parolning faqat boshi bor: birinchi {detail} ta belgi.",
        ),
        w(
            "It was not typed to the end, or the phone truncates it: some do at a certain length, or at “;”, “#” or a space.",
            "U oxirigacha terilmagan yoki telefon uni shu yerda kesadi: ba'zilari ma'lum uzunlikda yoki “;”, “#”, bo'sh joyda kesadi.",
        ),
        w(
            "type it again on the phone; if that does not help, set a password of letters and digits: sudo sipregd passwd --generate {user!} && sudo systemctl reload sipregd",
            "uni telefonda qayta tering; yordam bermasa, harf va raqamlardan parol qo'ying: sudo sipregd passwd --generate {user!} && sudo systemctl reload sipregd",
        );
    PASSWORD_EXTRA_IN_FILE =
        w(
            "the phone has the password of {user} without the {detail} that the extensions file has; in the file it is part of the password.",
            "telefonda {user} paroli extensions faylida u bilan turgan {detail} siz kiritilgan; faylda esa u parolning qismi.",
        ),
        w(
            "In that file everything after the name is the password, including quotes, comments and an equals sign.",
            "O'sha faylda nomdan keyingi hamma narsa parol: qo'shtirnoq, izoh va tenglik belgisi ham.",
        ),
        w(
            "write the password alone: sudo sipregd passwd {user!} && sudo systemctl reload sipregd",
            "faqat parolning o'zini yozing: sudo sipregd passwd {user!} && sudo systemctl reload sipregd",
        );
    PASSWORD_IN_QUOTES =
        w(
            "the phone's password has quotes around it. Everything else is right.",
            "telefondagi parol qo'shtirnoq ichida. Qolgan hammasi to'g'ri.",
        ),
        COPIED,
        TYPE_AGAIN;
    PASSWORD_TYPOGRAPHIC =
        w(
            "the phone and the file write the quotes or dashes of the password differently (' and ’, - and –). Everything else is right.",
            "telefon va fayl paroldagi tirnoq yoki chiziqchalarni turlicha yozadi (' va ’, - va –). Qolgan hammasi to'g'ri.",
        ),
        w(
            "A keyboard or a word processor inserted typographic ones.",
            "Klaviatura yoki matn muharriri ularni bosma belgilarga almashtirgan.",
        ),
        TYPE_OR_SET;
    PASSWORD_SIMILAR_CHARACTERS =
        w(
            "characters of the password are mixed up on the phone: 0 and O, or 1, l and I. Everything else is right.",
            "telefonda parol belgilari adashtirilgan: 0 va O yoki 1, l va I. Qolgan hammasi to'g'ri.",
        ),
        w(
            "They look alike where the password was read.",
            "Parol o'qilgan joyda ular bir xil ko'rinadi.",
        ),
        TYPE_OR_SET;
    PASSWORD_CYRILLIC_LETTERS =
        w(
            "the password has Cyrillic letters on one side, the phone or the file, and Latin ones that look the same on the other. Everything else is right.",
            "parolda bir tomonda (telefonda yoki faylda) kirill harflari, ikkinchisida xuddi shunday ko'rinadigan lotin harflari bor. Qolgan hammasi to'g'ri.",
        ),
        w(
            "It was typed on a Cyrillic keyboard.",
            "U kirill klaviaturasida terilgan.",
        ),
        w(
            "on the phone, switch the keyboard to English and type the password again; if that does not help, set a new one: sudo sipregd passwd --generate {user!} && sudo systemctl reload sipregd",
            "telefonda klaviaturani inglizchaga o'tkazib, parolni qaytadan tering; yordam bermasa, yangisini qo'ying: sudo sipregd passwd --generate {user!} && sudo systemctl reload sipregd",
        );
    PASSWORD_KEYBOARD_LAYOUT =
        w(
            "the password was typed with the right keys in another keyboard layout. Everything else is right.",
            "parol to'g'ri tugmalar bilan, lekin boshqa klaviatura tartibida terilgan. Qolgan hammasi to'g'ri.",
        ),
        w(
            "The keyboard was set to Russian or Uzbek letters.",
            "Klaviatura ruscha yoki o'zbekcha harflarga o'tkazilgan edi.",
        ),
        w(
            "on the phone, switch the keyboard to English and type the password again.",
            "telefonda klaviaturani inglizchaga o'tkazib, parolni qaytadan tering.",
        );
    WINDOWS_1251_ENCODING =
        w(
            "the password is right, but the phone encodes it in Windows-1251 instead of UTF-8.",
            "parol to'g'ri, lekin telefon harflarni boshqa kodlashda (Windows-1251) yuboradi.",
        ),
        PROGRAM,
        PLAIN_PASSWORD;
    DECOMPOSED_LETTERS =
        w(
            "the password is right, but the phone and the file write letters with marks (é, ö) in two different ways.",
            "parol to'g'ri, lekin telefon va fayl belgili harflarni (é, ö) ikki xil yozadi.",
        ),
        PROGRAM,
        PLAIN_PASSWORD;
    PASSWORD_PERCENT_ENCODED =
        w(
            "the password is right, but the phone or the file writes its special characters as % and two digits.",
            "parol to'g'ri, lekin telefon yoki fayl maxsus belgilarni % va ikki raqam bilan yozadi.",
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
            "U extensions faylining satridan nusxalangan.",
        ),
        w(
            "enter the password itself on the phone; if nobody knows it, set a new one: sudo sipregd passwd --generate {user!} && sudo systemctl reload sipregd",
            "telefonga parolning o'zini kiriting; uni hech kim bilmasa, yangisini qo'ying: sudo sipregd passwd --generate {user!} && sudo systemctl reload sipregd",
        );
    AUTH_USER_DIFFERS =
        w(
            "the phone registers {user} but logs in as {detail}, and the login matches the password of neither.",
            "telefon {user} ni ro'yxatdan o'tkazadi, lekin {detail} nomi bilan kiradi va login hech birining paroliga mos emas.",
        ),
        w(
            "Two extensions were mixed up in its settings.",
            "Sozlamalarda ikki raqam adashtirilgan.",
        ),
        w(
            "on the phone, “Authentication name” must be {user} or empty, with the password of {user}.",
            "telefonda “Authentication name” {user} yoki bo'sh bo'lishi kerak, parol ham {user} niki.",
        );
    OLD_PASSWORD =
        w(
            "the phone uses the password from before the last reload.",
            "telefon oxirgi qayta o'qishdan oldingi parolni ishlatyapti.",
        ),
        w(
            "The password was changed in the file, but not yet on the phone.",
            "Parol faylda o'zgartirilgan, telefonda esa hali yo'q.",
        ),
        w(
            "enter the new password on the phone.",
            "telefonda yangi parolni kiriting.",
        );
    PASSWORD_OF_OTHER_ACCOUNT =
        w(
            "the phone uses the password of extension {detail}.",
            "telefon {detail} raqamining parolini ishlatyapti.",
        ),
        w(
            "Two phones were mixed up while they were set up.",
            "Sozlashda ikki telefon adashtirilgan.",
        ),
        w(
            "decide which extension this phone is, and give it that name and that password.",
            "bu telefon qaysi raqam ekanini aniqlang va unga o'sha nom bilan parolni bering.",
        );
    USERNAME_IN_HASH =
        w(
            "the password is right, but the phone sends “{detail}” as its login name.",
            "parol to'g'ri, lekin telefon “{detail}” nomi bilan kiradi.",
        ),
        SETTINGS,
        w(
            "on the phone, leave “Authentication name” (Login, Auth ID) empty, or write {user}.",
            "telefonda “Authentication name” (Login, Auth ID) maydonini bo'sh qoldiring yoki {user} deb yozing.",
        );
    REALM_IN_HASH =
        w(
            "the password is right, but the phone uses the realm “{detail}” instead of “{realm}”.",
            "parol to'g'ri, lekin telefon uni “{realm}” o'rniga “{detail}” realm'i uchun hisoblaydi.",
        ),
        SETTINGS,
        w(
            "on the phone, empty the field “Realm”, or write {realm}.",
            "telefonda “Realm” maydonini bo'shating yoki {realm} deb yozing.",
        );
    GUESSED =
        w(
            "someone at {from} is guessing passwords for {user}, without success.",
            "{from} dan kimdir {user} parolini topishga urinyapti, kira olmadi.",
        ),
        w(
            "A scanner; every public server gets them. Nothing has arrived from {user}'s own phone. But if that address is yours, several phones there have wrong passwords.",
            "Har bir ochiq serverga keladigan skaner; {user} ning o'zidan hech narsa kelmagan. Lekin bu manzil sizniki bo'lsa, u yerdagi bir nechta telefonning paroli noto'g'ri.",
        ),
        w(
            "on the phone of {user}: server {domain}, port {port}, transport UDP; then: sudo sipregd watch 60 {user!}   and press Register there.",
            "{user} telefonida: server {domain}, port {port}, transport UDP; keyin: sudo sipregd watch 60 {user!}   va u yerda Register'ni bosing.",
        );
    LOGIN_AFTER_GUESSES =
        w(
            "a login as {user} succeeded after many wrong logins from the same address within an hour (address, number): {detail}.",
            "{user} ga bir soat ichida o'sha manzildan ko'p xato urinishlardan keyin kirilgan (manzil, soni): {detail}.",
        ),
        w(
            "If that address is not yours, someone has found the password.",
            "Bu manzil sizniki bo'lmasa, kimdir parolni topgan.",
        ),
        w(
            "set a new password, which ends that registration: sudo sipregd passwd --generate {user!} && sudo systemctl reload sipregd",
            "yangi parol qo'ying, shunda o'sha ro'yxat tugaydi: sudo sipregd passwd --generate {user!} && sudo systemctl reload sipregd",
        );
    MANY_WRONG =
        w(
            "logins from {from} as {user} and as other extensions are wrong, and none from there has ever succeeded.",
            "{from} dan {user} va boshqa raqamlar nomi bilan kirishlar xato, u yerdan hech biri to'g'ri bo'lmagan.",
        ),
        w(
            "If that address is yours: several phones there have wrong passwords, as after a move from another server. If not: a scanner is guessing passwords, and nothing from {user}'s own phone has arrived.",
            "Bu manzil sizniki bo'lsa: u yerdagi bir nechta telefonning paroli noto'g'ri, masalan boshqa serverdan ko'chgandan keyin. Bo'lmasa: skaner parol qidiryapti, {user} ning o'zidan hech narsa kelmagan.",
        ),
        w(
            "on the phone of {user}, enter the password from the extensions file, server {domain}, port {port}, transport UDP; then: sudo sipregd watch 60 {user!}   and press Register there.",
            "{user} telefoniga extensions faylidagi parolni, server {domain}, port {port}, transport UDP ni kiriting; keyin: sudo sipregd watch 60 {user!}   va u yerda Register'ni bosing.",
        );
    NONCE_OTHER_ADDRESS =
        w(
            "{user} is repeatedly challenged at one address and answers from another ({from}).",
            "{user} dan bir manzilda so'ralyapti, u esa qayta-qayta boshqasidan ({from}) javob beryapti.",
        ),
        w(
            "The phone changed networks while registering, or its provider's NAT uses several addresses.",
            "Telefon ro'yxatdan o'tayotganda tarmoqni almashtirgan yoki provayderi bir nechta manzilni ulashadi.",
        ),
        w(
            "put the phone on another network (mobile data or Wi-Fi) and press Register again.",
            "telefonni boshqa tarmoqqa (mobil internet yoki Wi-Fi) ulang va Register'ni yana bosing.",
        );
    TEST_LOGIN_WRONG =
        w(
            "the last login as {user} was a test with sipregd probe from {from}, and it does not match the password that the server has loaded.",
            "{user} nomi bilan oxirgi kirish {from} dan sipregd probe sinovi edi, u server yuklagan parolga mos emas.",
        ),
        w(
            "A different password was typed for the test. Nothing is known about the phone itself.",
            "Sinov uchun boshqa parol terilgan. Telefonning o'zi haqida hech narsa ma'lum emas.",
        ),
        w(
            "repeat the test with the password from the extensions file, or press Register on the phone while this runs:  sudo sipregd watch 60 {user!}",
            "sinovni extensions faylidagi parol bilan takrorlang yoki bu ishlayotganda telefonda Register'ni bosing:  sudo sipregd watch 60 {user!}",
        );
    AUTH_USER_UNKNOWN =
        w(
            "the last login for {user}, from {from}, is as “{detail}”, which does not exist here.",
            "{from} dan {user} uchun oxirgi kirish “{detail}” nomi bilan, bunday raqam bu yerda yo'q.",
        ),
        SETTINGS,
        w(
            "on the phone, “Authentication name” (Login, Auth ID) must be {user} or empty.",
            "telefonda “Authentication name” (Login, Auth ID) {user} yoki bo'sh bo'lishi kerak.",
        );
    AUTH_USER_OTHER_ACCOUNT =
        w(
            "the phone logs in successfully as {detail}, but tries to register {user}.",
            "telefon {detail} sifatida to'g'ri kiradi, lekin {user} ni ro'yxatdan o'tkazmoqchi.",
        ),
        w(
            "Two extensions were mixed up in its settings.",
            "Sozlamalarda ikki raqam adashtirilgan.",
        ),
        w(
            "on the phone, “Authentication name” must be {user} or empty, with the password of {user}.",
            "telefonda “Authentication name” {user} yoki bo'sh bo'lishi kerak, parol ham {user} niki.",
        );
    REALM_CHANGED =
        w(
            "the phone answered for a different realm; it was asked for “{realm}”.",
            "telefondan “{realm}” so'raldi, u boshqa realm uchun javob beryapti.",
        ),
        SETTINGS,
        w(
            "on the phone, empty the field “Realm”, or write * or {realm}.",
            "telefonda “Realm” maydonini bo'shating yoki * yoxud {realm} deb yozing.",
        );
    ALGORITHM_NOT_OFFERED =
        w(
            "the phone answers with a digest algorithm that was not offered.",
            "telefon o'zidan so'ralmagan digest algoritmi bilan javob beradi.",
        ),
        PROGRAM,
        w(
            "in the configuration, try:  algorithms MD5 SHA-256   then:  sudo systemctl reload sipregd",
            "sozlamada sinab ko'ring:  algorithms MD5 SHA-256   keyin:  sudo systemctl reload sipregd",
        );
    OLDER_ALGORITHM =
        w(
            "the phone was challenged with {detail} and answers with another digest algorithm.",
            "telefondan {detail} bilan so'raldi, u boshqa digest algoritmi bilan javob beryapti.",
        ),
        w(
            "The phone does not support {detail} and answers with MD5 anyway.",
            "Dasturi {detail} ni bilmaydi va baribir MD5 bilan javob beradi.",
        ),
        w(
            "in the configuration:  algorithms MD5   then:  sudo systemctl reload sipregd",
            "sozlamada:  algorithms MD5   keyin:  sudo systemctl reload sipregd",
        );
    NO_HASH_FOR_ALGORITHM =
        w(
            "the phone of {user} chose {detail}, but the extensions file has no {detail} hash for {user}, so no password can match.",
            "{user} telefoni {detail} ni tanladi, lekin extensions faylida {user} uchun {detail} xeshi yo'q, shuning uchun hech qaysi parol to'g'ri kelmaydi.",
        ),
        w(
            "The password on the phone may be right.",
            "Telefondagi parol to'g'ri bo'lishi mumkin.",
        ),
        w(
            "sudo sipregd passwd --hash {user!}, which writes a hash for each algorithm on offer; then sudo systemctl reload sipregd",
            "sudo sipregd passwd --hash {user!}, u har bir taklif qilingan algoritm uchun xesh yozadi; keyin sudo systemctl reload sipregd",
        );
    REALM_IN_NAME_OF_HASH =
        w(
            "the phone of {user} logs in as “{detail}”; the extensions file has only a hash for {user}, which cannot confirm that name.",
            "{user} telefoni “{detail}” nomi bilan kiradi; extensions faylida {user} uchun faqat xesh bor, u buni tasdiqlay olmaydi.",
        ),
        w(
            "The password on the phone may be right.",
            "Telefondagi parol to'g'ri bo'lishi mumkin.",
        ),
        w(
            "on the phone: set the authentication name to {user}, without @ and what follows.",
            "telefonda: autentifikatsiya nomini {user} qilib yozing, @ va undan keyingisisiz.",
        );
    QOP_NOT_OFFERED =
        w(
            "the phone answers with a quality of protection (qop) that was not offered.",
            "telefon o'zidan so'ralmagan himoya turi (qop) bilan javob beradi.",
        ),
        PROGRAM,
        REPORT;
    CREDENTIALS_INCOMPLETE =
        w(
            "the phone's login is incomplete: a part of the answer is missing.",
            "telefon logini to'liq emas: javobning bir qismi yo'q.",
        ),
        PROGRAM,
        REPORT;
}
