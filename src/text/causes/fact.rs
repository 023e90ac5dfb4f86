//! What this server has seen or computed.

use super::{PROGRAM, SETTINGS, mistake, sentences};
use crate::text::words;
use sipreg::cause::Fact;

words! {
    REPORT: "update the phone's app or firmware; to see what it sends:\n  sudo sipregd watch {user!}",
        "telefon dasturini yangilang; u nima yuborayotganini ko'rish uchun:\n  sudo sipregd watch {user!}";
}

sentences! {
    Fact, Fact::Mistake(mistake) => mistake::of(mistake);
    Fact::ReplyBlocked => {
        brief: "own firewall blocks reply", "firewall javobni to'sdi";
        certain: "this machine's own firewall blocked the last reply to {from} (EPERM).",
            "{from} ga oxirgi javobni shu mashinaning firewall'i to'sdi (EPERM).";
        likely: "A rule for outgoing packets blocks it.",
            "Chiquvchi paketlar qoidasi javoblarni to'syapti.";
        todo: "check (outgoing must be “allow”):\n  sudo ufw status verbose\n  sudo nft list ruleset | grep -n output",
            "tekshiring (outgoing “allow” bo'lishi kerak):\n  sudo ufw status verbose\n  sudo nft list ruleset | grep -n output";
    }
    Fact::AnswerRefused => {
        brief: "reply rejected there", "javob rad etildi";
        certain: "the reply to {from} was rejected: that port is closed there.",
            "{from} ga yuborilgan javob rad etildi: u yerda bu port yopiq.";
        likely: "The phone's app was closed, or its router dropped the NAT mapping.",
            "Telefon dasturi yopilgan yoki router NAT yozuvini o'chirgan.";
        todo: "on the phone, turn on “rport” or “allow IP rewrite”, turn off STUN, and register again.",
            "telefonda: “rport” yoki “allow IP rewrite” ni yoqing, STUN'ni o'chiring va qayta register qiling.";
    }
    Fact::AnswerRefusedAgain => {
        brief: "reply rejected there", "javob rad etildi";
        certain: "{user} repeats its request from {from}, and a reply was rejected there: that port is closed.",
            "{user} so'rovini {from} dan takrorlayapti, javob esa u yerda rad etildi: bu port yopiq.";
        likely: "The replies reach another device: two devices in the phone's network share one address, or its router forwards the replies to another one.",
            "Javoblar boshqa qurilmaga boryapti: telefon tarmog'ida ikki qurilmaning manzili bir xil yoki router javoblarni boshqasiga yo'naltiryapti.";
        todo: "in the phone's network, give each device an address of its own (in the router: DHCP), and register again; if that does not help, remove rules for port {port} from the router.",
            "telefon tarmog'ida har bir qurilmaga alohida manzil bering (routerda: DHCP) va qayta register qiling; yordam bermasa, routerdan {port}-port uchun qoidalarni olib tashlang.";
    }
    Fact::AnswerProhibited(_) => {
        brief: "firewall rejects replies", "yo'lda firewall to'sdi";
        certain: "a firewall on the path rejects the replies to {from}.",
            "yo'ldagi firewall {from} ga yuborilgan javoblarni rad etyapti.";
        likely: "Probably the firewall or router in front of the phone (the error came from {detail}).",
            "Bu telefon oldidagi firewall yoki router; xato {detail} manzilidan keldi.";
        todo: "there, allow UDP in both directions between the phone and port {port} of this server.",
            "u yerda telefon bilan shu serverning {port}-porti orasida UDP'ga ikki tomonlama ruxsat bering.";
    }
    Fact::AnswerUnreachable => {
        brief: "reply undeliverable", "javob yetib bormadi";
        certain: "{from} is unreachable: the last reply came back as undeliverable.",
            "{from} ga yo'l yo'q: oxirgi javob yetkazilmay qaytdi.";
        likely: "The phone has left that network, or this server has no route back to it (VPN, private addresses).",
            "Telefon u tarmoqdan chiqib ketgan yoki bu serverda unga qaytish marshruti yo'q (VPN, ichki manzillar).";
        todo: "register again on the phone; if it still fails, check the route on this server:\n  ip route get {out_of!}",
            "telefonda qayta register qiling; o'zgarmasa, serverda tekshiring:\n  ip route get {out_of!}";
    }
    Fact::AnswerTooLarge => {
        brief: "reply too large", "javob juda katta";
        certain: "a reply to {from} exceeded the path MTU.",
            "{from} ga yuborilgan javob yo'ldagi MTU'dan katta bo'ldi.";
        likely: "There is a tunnel with a small MTU on the path, and the phone sends very long headers.",
            "Orada MTU'si kichik tunnel bor, telefon esa juda uzun sarlavhalar yuboradi.";
        todo: "on the phone: turn off push, video and unused codecs.",
            "telefonda push, video va keraksiz kodeklarni o'chiring.";
    }
    Fact::Loops(_) => {
        brief: "floods the same request", "bir xil so'rovlar oqimi";
        certain: "{user} ({agent}, {from}) sends the same request repeatedly, dozens of times a second.",
            "{user} ({agent}, {from}) bir xil so'rovni soniyasiga o'nlab marta yuboryapti.";
        likely: "A bug in the phone's app or firmware.", "Telefon dasturida xato bor.";
        todo: "restart or update the phone's app or firmware.",
            "telefon dasturini qayta ishga tushiring yoki yangilang.";
    }
    Fact::LockedOut => {
        brief: "locked out", "bloklangan";
        certain: "{out_of} was locked out after too many wrong logins; for five minutes from then its logins are ignored, as the last of {user} was.",
            "{out_of} juda ko'p xato logindan keyin bloklangan; blok besh daqiqa davom etadi va u yerdan kelgan loginlar e'tiborsiz qoldiriladi, {user} ning oxirgi logini ham.";
        likely: "The password on the phone is wrong, and the phone kept retrying by itself.",
            "Telefondagi parol noto'g'ri, telefonning o'zi qayta-qayta uringan.";
        todo: "turn the account off on the phone, correct the password, wait five minutes, turn it on again.",
            "telefonda hisobni o'chirib qo'ying, parolni to'g'rilang, besh daqiqadan keyin qayta yoqing.";
    }
    Fact::LockedOutBeside(_) => {
        brief: "locked out", "bloklangan";
        certain: "{out_of} was locked out after too many wrong logins, most recently as {detail}; for five minutes from then logins from there are ignored, as the last of {user} was.",
            "{out_of} juda ko'p xato logindan keyin bloklangan, oxirgisi {detail} nomi bilan; blok besh daqiqa davom etadi va u yerdan kelgan loginlar e'tiborsiz qoldiriladi, {user} ning oxirgi logini ham.";
        likely: "Another phone behind the same address has a wrong name or password; {user}'s own password was not checked.",
            "Shu manzil ortidagi boshqa telefonda nom yoki parol noto'g'ri; {user} ning o'z paroli hali tekshirilmagan.";
        todo: "correct the password on the phone of {detail}, wait five minutes, register {user} again.",
            "{detail} telefonida parolni to'g'rilang, besh daqiqa kuting, {user} ni qayta register qiling.";
    }
    Fact::AccountLimited => {
        brief: "too many wrong logins", "xato loginlar juda ko'p";
        certain: "the last login of {user} from {from} was not checked: too many wrong logins for this extension had come before it.",
            "{user} ning {from} dan kelgan oxirgi logini tekshirilmadi: undan oldin shu ichki raqam uchun juda ko'p xato login kelgan.";
        likely: "Someone is guessing its password, or a phone repeats a wrong one. Phones that are registered, or were within the last seven days, are not affected; a new phone waits.",
            "Kimdir uning parolini topishga urinyapti yoki biror telefon xato parolni takrorlayapti. Hozir ro'yxatda bo'lgan yoki oxirgi yetti kunda ro'yxatdan o'tgan telefonlarga bu ta'sir qilmaydi; yangi telefon kutadi.";
        todo: "wait until that stops and press Register again, or give the phone an extension with a name that nobody guesses.",
            "urinishlar to'xtashini kutib, Register'ni yana bosing yoki telefonga nomini topish qiyin bo'lgan ichki raqam bering.";
    }
    Fact::TestLoginWrong => {
        brief: "test with wrong password", "sinovda parol xato";
        certain: "the last login as {user}, from {from}, which calls itself sipregd-probe, does not match the password that the server has loaded.",
            "{user} nomi bilan oxirgi login {from} dan kelgan, u o'zini sipregd-probe deb ataydi va server yuklagan parolga mos kelmaydi.";
        likely: "It was a test, and a different password was typed for it. Nothing is known about the phone itself.",
            "Bu sinov edi va unda boshqa parol terilgan. Telefonning o'zi haqida hech narsa ma'lum emas.";
        todo: "repeat the test with the password from the extensions file, or press Register on the phone while this runs:\n  sudo sipregd watch {user!}",
            "sinovni extensions faylidagi parol bilan takrorlang yoki shu buyruqni ishga tushirib, telefonda Register'ni bosing:\n  sudo sipregd watch {user!}";
    }
    Fact::AuthUserUnknown(_) => {
        brief: "logs in as {detail}", "login nomi {detail}";
        certain: "the last login for {user}, from {from}, is as “{detail}”, which does not exist here.",
            "{from} dan {user} uchun kelgan oxirgi login “{detail}” nomi bilan, bunday ichki raqam esa yo'q.";
        likely: SETTINGS;
        todo: "on the phone, enter {user} as “Authentication name” (Login, Auth ID), or leave it empty.",
            "telefonda “Authentication name” (Login, Auth ID) {user} yoki bo'sh bo'lishi kerak.";
    }
    Fact::AuthUserOtherAccount(_) => {
        brief: "logs in as {detail}", "login nomi {detail}";
        certain: "the phone logs in successfully as {detail}, but tries to register {user}.",
            "telefon {detail} nomi bilan muvaffaqiyatli kiryapti, lekin {user} ni ro'yxatdan o'tkazmoqchi.";
        likely: "Two extensions were mixed up in its settings.",
            "Telefon sozlamalarida ikki ichki raqam almashib qolgan.";
        todo: "on the phone, enter {user} as “Authentication name” or leave it empty, with the password of {user}.",
            "telefonda “Authentication name” {user} yoki bo'sh bo'lishi kerak, parol esa {user} ning paroli.";
    }
    Fact::RealmChanged => {
        brief: "wrong realm", "realm noto'g'ri";
        certain: "the phone at {from} answered for a different realm; it was asked for “{realm}”.",
            "server “{realm}” realm'ini so'radi, {from} dagi telefon esa boshqa realm uchun javob berdi.";
        likely: SETTINGS;
        todo: "on the phone, clear the “Realm” field, or enter * or {realm}.",
            "telefonda “Realm” maydonini bo'sh qoldiring yoki * yoxud {realm} deb yozing.";
    }
    Fact::AlgorithmNotOffered => {
        brief: "algorithm not offered", "boshqa algoritm";
        certain: "the phone at {from} answers with a digest algorithm that was not offered.",
            "{from} dagi telefon server taklif qilmagan digest algoritmi bilan javob beryapti.";
        likely: PROGRAM;
        todo: "update the phone; if that does not help, in sipregd.conf:\n  algorithms MD5 SHA-256\nthen (this can stop other phones from registering):\n  sudo sipregd reload",
            "telefonni yangilang; yordam bermasa, sipregd.conf da:\n  algorithms MD5 SHA-256\nkeyin (bu boshqa telefonlarga xalaqit berishi mumkin):\n  sudo sipregd reload";
    }
    Fact::OlderAlgorithm => {
        brief: "algorithm not offered", "boshqa algoritm";
        certain: "the phone at {from} was challenged with {detail} and answers with another digest algorithm.",
            "server {detail} ni so'radi, {from} dagi telefon esa boshqa digest algoritmi bilan javob beryapti.";
        likely: "The phone does not support {detail} and answers with MD5 anyway.",
            "Telefon dasturi {detail} ni qo'llab-quvvatlamaydi va baribir MD5 bilan javob beradi.";
        todo: "in sipregd.conf:\n  algorithms MD5\nthen:\n  sudo sipregd reload",
            "sipregd.conf da:\n  algorithms MD5\nkeyin:\n  sudo sipregd reload";
    }
    Fact::NoHashFor(_) => {
        brief: "no {detail} hash in file", "{detail} xeshi yo'q";
        certain: "the phone of {user} chose {detail}, but the extensions file has no {detail} hash for {user}, so no password can match.",
            "{user} telefoni {detail} ni tanladi, lekin extensions faylida {user} uchun {detail} xeshi yo'q, shuning uchun hech qanday parol mos kelmaydi.";
        likely: "The password on the phone may be right.",
            "Telefondagi parol to'g'ri bo'lishi mumkin.";
        todo: "write a hash for each algorithm that is offered:\n  sudo sipregd passwd --hash {user!}\n  sudo sipregd reload",
            "taklif qilinadigan har bir algoritm uchun xesh yozing:\n  sudo sipregd passwd --hash {user!}\n  sudo sipregd reload";
    }
    Fact::RealmInNameOfHash(_) => {
        brief: "realm in login name", "login nomida realm bor";
        certain: "the phone of {user} logs in as “{detail}”; the extensions file has only a hash for {user}, which cannot confirm that name.",
            "{user} telefoni “{detail}” nomi bilan kiryapti; extensions faylida {user} uchun faqat xesh bor, shuning uchun parolni tekshirib bo'lmaydi.";
        likely: "The password on the phone may be right.",
            "Telefondagi parol to'g'ri bo'lishi mumkin.";
        todo: "on the phone: set the authentication name to {user}, without @ and what follows.",
            "telefonda “Authentication name” maydoniga {user} deb yozing, @ va undan keyingi qismsiz.";
    }
    Fact::QopNotOffered => {
        brief: "qop not offered", "boshqa qop";
        certain: "the phone at {from} answers with a quality of protection (qop) that was not offered.",
            "{from} dagi telefon server taklif qilmagan himoya turi (qop) bilan javob beryapti.";
        likely: PROGRAM;
        todo: REPORT;
    }
    Fact::CredentialsIncomplete => {
        brief: "incomplete login", "login to'liq emas";
        certain: "the login that {from} sends is incomplete: a part of the answer is missing.",
            "{from} dan yuborilgan login to'liq emas: javobning bir qismi yo'q.";
        likely: PROGRAM;
        todo: REPORT;
    }
    Fact::NonceOtherAddress => {
        brief: "answers elsewhere", "boshqa manzildan javob";
        certain: "{user} is repeatedly challenged at one address and answers from another ({from}).",
            "{user} ga login so'rovi bir manzilga yuboriladi, javob esa qayta-qayta boshqa manzildan ({from}) keladi.";
        likely: "The phone changed networks while registering, or its provider's NAT uses several addresses.",
            "Telefon ro'yxatdan o'tayotganda tarmoqni almashtirgan yoki provayder NAT'i bir nechta manzil ishlatadi.";
        todo: "put the phone on another network (mobile data or Wi-Fi) and press Register again.",
            "telefonni boshqa tarmoqqa (mobil internet yoki Wi-Fi) ulang va Register'ni yana bosing.";
    }
    Fact::NonceForeign => {
        brief: "another server answers", "boshqa server ham bor";
        certain: "{user} at {from} keeps answering challenges that this server has not sent since it started.",
            "{from} dagi {user} qayta-qayta bu server ishga tushgandan beri yubormagan so'rovlarga (nonce) javob beryapti.";
        likely: "Another server answers under the same name or address (a second DNS record, a balancer, an old server), and the phone talks to both in turn.",
            "Shu nom yoki manzilda boshqa server ham javob beryapti (ikkinchi DNS yozuvi, balanslagich, eski server), telefon ikkalasi bilan navbatma-navbat ishlayapti.";
        todo: "leave one server under that name and address; to see which addresses the name has:\n  sudo sipregd doctor dns-a",
            "shu nom va manzilda faqat bitta server qoldiring; nomning IP manzillarini ko'rish uchun:\n  sudo sipregd doctor dns-a";
    }
    Fact::StaleLoop => {
        brief: "repeats expired nonce", "eski nonce takrori";
        certain: "{user} keeps answering an old challenge (nonce).",
            "{user} qayta-qayta eski so'rovga (nonce) javob beryapti.";
        likely: "The phone ignores the new challenge that it gets each time.",
            "Telefon har safar yuborilgan yangi so'rovni qabul qilmayapti.";
        todo: "restart the phone's app; if it is old, update it.",
            "telefon dasturini qayta ishga tushiring; versiyasi eski bo'lsa, yangilang.";
    }
    Fact::TooBrief => {
        brief: "expiry too short", "muddat juda qisqa";
        certain: "the phone at {from} asks for a shorter registration than min-expires allows (423), and has not asked for a longer one.",
            "{from} dagi telefon min-expires ruxsat berganidan qisqa muddat so'rayapti (423) va uzunrog'ini so'ramadi.";
        likely: PROGRAM;
        todo: "on the phone, set “Expires” to 300 or more; or lower min-expires in sipregd.conf.",
            "telefonda “Expires” ni 300 yoki ko'proq qiling; yoki sipregd.conf da min-expires'ni kamaytiring.";
    }
    Fact::BadContact => {
        brief: "Contact rejected", "Contact rad etildi";
        certain: "the Contact that the phone at {from} sends is malformed, contradicts itself or is too long (400).",
            "{from} dagi telefon yuborgan Contact noto'g'ri tuzilgan, ziddiyatli yoki juda uzun (400).";
        likely: "A bug in the phone, or a router that rewrites SIP.",
            "Telefon dasturida xato bor yoki router SIP'ni o'zgartiryapti.";
        todo: "turn off “SIP ALG” in the router and STUN on the phone.",
            "routerda “SIP ALG” ni, telefonda STUN'ni o'chiring.";
    }
    Fact::TooManyContacts => {
        brief: "too many contacts", "kontaktlar juda ko'p";
        certain: "{user} registers more contacts in one message than max-contacts allows (403).",
            "{user} bitta so'rovda max-contacts ruxsat berganidan ko'p kontakt so'rayapti (403).";
        likely: PROGRAM;
        todo: "raise max-contacts in sipregd.conf, or give each device an extension of its own.",
            "sipregd.conf da max-contacts'ni oshiring yoki har bir qurilmaga alohida ichki raqam bering.";
    }
    Fact::OutOfOrder => {
        brief: "CSeq not increasing", "CSeq o'smayapti";
        certain: "the phone at {from} reuses its Call-ID with a CSeq that is not higher than the last (400).",
            "{from} dagi telefon eski Call-ID bilan oxirgisidan katta bo'lmagan CSeq yuboryapti (400).";
        likely: "It was restarted and lost its CSeq counter.",
            "Telefon qayta ishga tushgan va CSeq hisoblagichi noldan boshlangan.";
        todo: "in sipregd.conf:\n  cseq lenient\nthen:\n  sudo sipregd reload",
            "sipregd.conf da:\n  cseq lenient\nkeyin:\n  sudo sipregd reload";
    }
    Fact::WrongDomain(_) => {
        brief: "domain {detail}", "domen {detail}";
        certain: "the last request for {user}, from {from}, was sent to “{detail}”, which is not one of this server's domains.",
            "{from} dan {user} uchun kelgan oxirgi so'rov “{detail}” domeniga yuborilgan, bu server domeni emas.";
        likely: "A typing mistake in the domain.", "Domen nomi xato terilgan.";
        todo: "on the phone, enter {domain} as domain; or add the other name to “domain” in sipregd.conf.",
            "telefonda domenga {domain} deb yozing; yoki o'sha nomni sipregd.conf dagi “domain” ga qo'shing.";
    }
    Fact::DomainOfSender(_) => {
        brief: "domain is own address", "domen o'rnida manzil";
        certain: "the last request for {user} was sent to {detail}, which is the address it came from, and not one of this server's domains.",
            "{user} uchun kelgan oxirgi so'rovda domen o'rnida {detail} turibdi: bu so'rov kelgan manzil, server domeni emas.";
        likely: "A router in front of the phone (“SIP ALG”) wrote its own address into the request. The phone itself is probably set up correctly.",
            "Telefon oldidagi router (“SIP ALG”) so'rovga o'z manzilini yozib qo'ygan. Telefonning o'zi to'g'ri sozlangan bo'lsa kerak.";
        todo: "in the router, turn off “SIP ALG” or “SIP helper” and restart it.",
            "routerda “SIP ALG” yoki “SIP helper” ni o'chirib, routerni qayta yoqing.";
    }
    Fact::BadExtension => {
        brief: "needs a SIP extension", "SIP kengaytmasi kerak";
        certain: "the phone at {from} requires a SIP extension that this server does not support (420).",
            "{from} dagi telefon bu serverda yo'q SIP kengaytmasini (extension) talab qilyapti (420).";
        likely: "It is set up for an operator's network (IMS), or for calls through a proxy.",
            "U operator tarmog'i (IMS) yoki proxy orqali qo'ng'iroqlar uchun sozlangan.";
        todo: "on the phone, turn off “outbound”, “sec-agree”, “precondition” and 100rel; to see the last ones:\n  sudo journalctl -u sipregd -g 'response 420'",
            "telefonda “outbound”, “sec-agree”, “precondition” va 100rel ni o'chiring; oxirgi so'rovlarni ko'rish uchun:\n  sudo journalctl -u sipregd -g 'response 420'";
    }
    Fact::UnsupportedScheme => {
        brief: "not a SIP address", "SIP manzili emas";
        certain: "the phone at {from} sends its request to something that is not a SIP address (416).",
            "{from} dagi telefon SIP manzili bo'lmagan manzilga so'rov yuboryapti (416).";
        likely: "The domain or server field contains a phone number or a web address.",
            "Domen yoki server maydoniga telefon raqami yoki veb-manzil yozilgan.";
        todo: "on the phone, enter {domain} as domain, without “http://” or “tel:”.",
            "telefonda domenga {domain} deb yozing, “http://” yoki “tel:” siz.";
    }
    Fact::Malformed(_) => {
        brief: "malformed request", "so'rov noto'g'ri";
        certain: "the last request for {user}, from {from}, was rejected as malformed: {detail}.",
            "{from} dan {user} uchun kelgan oxirgi so'rov noto'g'ri tuzilgani uchun rad etildi: {detail}.";
        likely: "A bug in the phone, or a router that rewrites SIP.",
            "Telefon dasturida xato bor yoki router SIP'ni o'zgartiryapti.";
        todo: "turn off “SIP ALG” in the router; to see the last ones:\n  sudo journalctl -u sipregd -g 'response 400'",
            "routerda “SIP ALG” ni o'chiring; oxirgi so'rovlarni ko'rish uchun:\n  sudo journalctl -u sipregd -g 'response 400'";
    }
    Fact::NoSipAddress => {
        brief: "not a SIP address", "SIP manzili emas";
        certain: "the account of {user} on the phone at {from} is not a SIP address: its requests have “tel:” or another scheme in To (400).",
            "{from} dagi telefonda {user} hisobi SIP manzili emas: so'rovlarining To sarlavhasida “tel:” yoki boshqa sxema bor (400).";
        likely: "A telephone number was entered as the account.",
            "Hisob sifatida telefon raqami kiritilgan.";
        todo: "on the phone, enter the account as  sip:{user}@{domain}",
            "telefonda hisobni shunday yozing:  sip:{user}@{domain}";
    }
    Fact::LoginAfterGuesses(..) => {
        brief: "password was guessed?", "parol topilganmi?";
        certain: "a login as {user} succeeded after many wrong logins from the same address within an hour (address, number): {detail}.",
            "o'sha manzildan bir soat ichida ko'p xato urinishlardan keyin {user} nomi bilan kirilgan (manzil, urinishlar soni): {detail}.";
        likely: "If that address is not yours, someone has found the password.",
            "Bu manzil sizniki bo'lmasa, kimdir parolni topgan.";
        todo: "set a new password, which ends that registration:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
            "yangi parol o'rnating, shunda o'sha registratsiya bekor bo'ladi:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload";
    }
    Fact::Flapping(_) => {
        brief: "devices displace others", "qurilmalar almashyapti";
        certain: "contacts of {user} at different addresses push each other out: because {user} has no room for more, they were replaced {detail} times within ten minutes.",
            "{user} ning turli manzillardagi kontaktlari bir-birini siqib chiqaryapti: {user} da yana kontaktga joy bo'lmagani uchun o'n daqiqada {detail} marta almashtirildi.";
        likely: "More devices use one extension than max-contacts allows; or their contacts are very long.",
            "Bitta ichki raqamni max-contacts ruxsat berganidan ko'p qurilma ishlatyapti yoki kontaktlari juda uzun.";
        todo: "in sipregd.conf, allow as many as there are devices:\n  max-contacts 10\nthen:\n  sudo sipregd reload",
            "sipregd.conf da qurilmalar soniga yetadigan qiymat qo'ying:\n  max-contacts 10\nkeyin:\n  sudo sipregd reload";
    }
    Fact::SharedInstance(_) => {
        brief: "devices share an id", "qurilma id'si bir xil";
        certain: "contacts of {user} at different addresses replace each other, {detail} times within ten minutes: they have the same instance or the same URI, so the server has to treat them as one phone.",
            "{user} ning turli manzillardagi kontaktlari o'n daqiqada {detail} marta bir-birining o'rnini egalladi: ularning instance yoki URI qiymati bir xil, shuning uchun server ularni bitta telefon deb hisoblaydi.";
        likely: "Two devices have a copy of the same settings, or one phone keeps switching between two networks.",
            "Ikki qurilmaga bir xil sozlamalar nusxalangan yoki bitta telefon ikki tarmoq orasida almashib turibdi.";
        todo: "on one of the devices, delete the account (in a copied app, its data too) and set it up again; or give it an extension of its own.",
            "qurilmalardan birida hisobni (nusxalangan ilovada uning ma'lumotlarini ham) o'chirib, qaytadan sozlang yoki unga alohida ichki raqam bering.";
    }
    Fact::Evicted(_) => {
        brief: "displaced by another", "boshqasi siqib chiqardi";
        certain: "the contact of {user} at {detail} was replaced by a newer one from another app, because {user} has no room for more.",
            "{user} ning {detail} dagi kontakti o'rnini boshqa dasturning yangi kontakti egalladi, chunki {user} da yana kontaktga joy yo'q.";
        likely: "More devices use one extension than max-contacts allows; or their contacts are very long.",
            "Bitta ichki raqamni max-contacts ruxsat berganidan ko'p qurilma ishlatyapti yoki kontaktlari juda uzun.";
        todo: "if both are to be registered, in sipregd.conf, allow as many as there are devices:\n  max-contacts 10\nthen:\n  sudo sipregd reload",
            "ikkalasi ham ro'yxatda bo'lishi kerak bo'lsa, sipregd.conf da qurilmalar soniga yetadigan qiymat qo'ying:\n  max-contacts 10\nkeyin:\n  sudo sipregd reload";
    }
    Fact::Unregistered => {
        brief: "phone unregistered", "o'zi chiqqan";
        certain: "a request from {from} unregistered {user}.",
            "{user} {from} dan kelgan so'rov bilan ro'yxatdan chiqarilgan.";
        likely: "The app was closed, or “register” is turned off on the phone.",
            "Ilova yopilgan yoki telefonda “Register” o'chirilgan.";
        todo: "open the app and turn the account on.", "ilovani oching va hisobni yoqing.";
    }
    Fact::PasswordChanged => {
        brief: "password was changed", "parol o'zgartirilgan";
        certain: "the registration of {user} from {from} ended because its password was changed in the file.",
            "{user} ning {from} dagi registratsiyasi bekor qilindi, chunki faylda paroli o'zgartirilgan.";
        likely: "The phone will register again when its registration runs out, still with the old password.",
            "Telefon navbatdagi yangilashda eski parol bilan urinadi.";
        todo: "enter the new password on the phone.", "telefonga yangi parolni kiriting.";
    }
    Fact::Guessed(_) => {
        brief: "only guesses", "faqat parol tanlash";
        certain: "someone at {from} is guessing passwords for {user}, without success.",
            "{from} dan kimdir {user} parolini topishga urinyapti, lekin kira olmadi.";
        likely: "A scanner; every public server gets them. Nothing has arrived from {user}'s own phone. But if that address is yours, several phones there have wrong passwords.",
            "Bu skaner, ular har bir ochiq serverga keladi; {user} telefonining o'zidan hech narsa kelmagan. Lekin bu manzil sizniki bo'lsa, u yerdagi bir nechta telefonning paroli noto'g'ri.";
        todo: "on the phone of {user}: server {domain}, port {port}, transport UDP; then:\n  sudo sipregd watch {user!}\nand press Register on the phone.",
            "{user} telefonida: server {domain}, port {port}, transport UDP; keyin:\n  sudo sipregd watch {user!}\nva telefonda Register'ni bosing.";
    }
    Fact::ManyWrong => {
        brief: "all logins there wrong", "u yerda hammasi xato";
        certain: "logins from {from} as {user} and as other extensions are wrong, and no successful one from there is recorded.",
            "{from} dan {user} va boshqa ichki raqamlar nomi bilan kelgan loginlar xato, u yerdan to'g'ri login qayd etilmagan.";
        likely: "If that address is yours: several phones there have wrong passwords, as after a move from another server. If not: a scanner is guessing passwords, and nothing from {user}'s own phone has arrived.",
            "Bu manzil sizniki bo'lsa, u yerdagi bir nechta telefonning paroli noto'g'ri, masalan boshqa serverdan ko'chirilgandan keyin. Sizniki bo'lmasa, bu parol tanlayotgan skaner, {user} telefonining o'zidan hech narsa kelmagan.";
        todo: "on the phone of {user}, enter the password from the extensions file, server {domain}, port {port}, transport UDP; then:\n  sudo sipregd watch {user!}\nand press Register on the phone.",
            "{user} telefoniga extensions faylidagi parolni, server {domain}, port {port}, transport UDP ni kiriting; keyin:\n  sudo sipregd watch {user!}\nva telefonda Register'ni bosing.";
    }
}
