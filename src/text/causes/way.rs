//! What goes wrong on the way, with the request itself, or after it.

use super::{PROGRAM, sentences, w};
use crate::text::Words;

const ASKED_IN_VAIN: Words = w(
    "{user} sent a request from {from}, was asked for its password, and has not answered. It did not retransmit, as phones do when they receive nothing.",
    "{user} {from} dan REGISTER yubordi, login so'raldi, javob kelmadi. Javob ololmagan telefon so'rovni takrorlaydi, u esa takrorlamadi.",
);

sentences! {
    REPLY_BLOCKED =
        w(
            "this machine's own firewall blocked the last reply to {from} (EPERM).",
            "{from} ga oxirgi javobni shu mashinaning firewall'i to'sdi (EPERM).",
        ),
        w(
            "A rule for outgoing packets blocks it.",
            "Chiquvchi paketlar qoidasi javoblarni to'syapti.",
        ),
        w(
            "check (outgoing must be “allow”):\n  sudo ufw status verbose\n  sudo nft list ruleset | grep -n output",
            "tekshiring (outgoing “allow” bo'lishi kerak):\n  sudo ufw status verbose\n  sudo nft list ruleset | grep -n output",
        );
    ANSWER_REFUSED =
        w(
            "the reply to {from} was rejected: that port is closed there.",
            "{from} ga yuborilgan javob rad etildi: u yerda bu port yopiq.",
        ),
        w(
            "The phone's app was closed, or its router dropped the NAT mapping.",
            "Telefon dasturi yopilgan yoki router NAT yozuvini o'chirgan.",
        ),
        w(
            "on the phone, turn on “rport” or “allow IP rewrite”, turn off STUN, and register again.",
            "telefonda: “rport” yoki “allow IP rewrite” ni yoqing, STUN'ni o'chiring va qayta register qiling.",
        );
    ANSWER_REFUSED_AGAIN =
        w(
            "{user} repeats its request from {from}, and a reply was rejected there: that port is closed.",
            "{user} so'rovini {from} dan takrorlayapti, javob esa u yerda rad etildi: bu port yopiq.",
        ),
        w(
            "The replies reach another device: two devices in the phone's network share one address, or its router forwards the replies to another one.",
            "Javoblar boshqa qurilmaga boryapti: telefon tarmog'ida ikki qurilmaning manzili bir xil yoki router javoblarni boshqasiga yo'naltiryapti.",
        ),
        w(
            "in the phone's network, give each device an address of its own (in the router: DHCP), and register again; if that does not help, remove rules for port {port} from the router.",
            "telefon tarmog'ida har bir qurilmaga alohida manzil bering (routerda: DHCP) va qayta register qiling; yordam bermasa, routerdan {port}-port uchun qoidalarni olib tashlang.",
        );
    ANSWER_PROHIBITED =
        w(
            "a firewall on the path rejects the replies to {from}.",
            "yo'ldagi firewall {from} ga yuborilgan javoblarni rad etyapti.",
        ),
        w(
            "Probably the firewall or router in front of the phone (the error came from {detail}).",
            "Bu telefon oldidagi firewall yoki router; xato {detail} manzilidan keldi.",
        ),
        w(
            "there, allow UDP in both directions between the phone and port {port} of this server.",
            "u yerda telefon bilan shu serverning {port}-porti orasida UDP'ga ikki tomonlama ruxsat bering.",
        );
    ANSWER_UNREACHABLE =
        w(
            "{from} is unreachable: the last reply came back as undeliverable.",
            "{from} ga yo'l yo'q: oxirgi javob yetkazilmay qaytdi.",
        ),
        w(
            "The phone has left that network, or this server has no route back to it (VPN, private addresses).",
            "Telefon u tarmoqdan chiqib ketgan yoki bu serverda unga qaytish marshruti yo'q (VPN, ichki manzillar).",
        ),
        w(
            "register again on the phone; if it still fails, check the route on this server:\n  ip route get {out_of!}",
            "telefonda qayta register qiling; o'zgarmasa, serverda tekshiring:\n  ip route get {out_of!}",
        );
    ANSWER_TOO_LARGE =
        w(
            "a reply to {from} exceeded the path MTU.",
            "{from} ga yuborilgan javob yo'ldagi MTU'dan katta bo'ldi.",
        ),
        w(
            "There is a tunnel with a small MTU on the path, and the phone sends very long headers.",
            "Orada MTU'si kichik tunnel bor, telefon esa juda uzun sarlavhalar yuboradi.",
        ),
        w(
            "on the phone: turn off push, video and unused codecs.",
            "telefonda push, video va keraksiz kodeklarni o'chiring.",
        );
    LOOPS =
        w(
            "{user} ({agent}, {from}) sends the same request repeatedly, dozens of times a second.",
            "{user} ({agent}, {from}) bir xil so'rovni soniyasiga o'nlab marta yuboryapti.",
        ),
        w(
            "A bug in the phone's app or firmware.",
            "Telefon dasturida xato bor.",
        ),
        w(
            "restart or update the phone's app or firmware.",
            "telefon dasturini qayta ishga tushiring yoki yangilang.",
        );
    STALE_LOOP =
        w(
            "{user} keeps answering an expired challenge (nonce).",
            "{user} qayta-qayta muddati o'tgan so'rovga (nonce) javob beryapti.",
        ),
        w(
            "The phone ignores the new challenge that it gets each time.",
            "Telefon har safar yuborilgan yangi so'rovni qabul qilmayapti.",
        ),
        w(
            "restart the phone's app; if it is old, update it.",
            "telefon dasturini qayta ishga tushiring; versiyasi eski bo'lsa, yangilang.",
        );
    INTERVAL_TOO_BRIEF =
        w(
            "the phone asks for a shorter registration than min-expires allows (423), and does not ask for a longer one.",
            "telefon min-expires ruxsat berganidan qisqa muddat so'rayapti (423) va uzunrog'ini so'ramayapti.",
        ),
        PROGRAM,
        w(
            "on the phone, set “Expires” to 300 or more; or lower min-expires in sipregd.conf.",
            "telefonda “Expires” ni 300 yoki ko'proq qiling; yoki sipregd.conf da min-expires'ni kamaytiring.",
        );
    BAD_CONTACT =
        w(
            "the Contact that the phone sends is malformed or contradicts itself (400).",
            "telefon yuborgan Contact noto'g'ri tuzilgan yoki ziddiyatli (400).",
        ),
        w(
            "A bug in the phone, or a router that rewrites SIP.",
            "Telefon dasturida xato bor yoki router SIP'ni o'zgartiryapti.",
        ),
        w(
            "turn off “SIP ALG” in the router and STUN on the phone.",
            "routerda “SIP ALG” ni, telefonda STUN'ni o'chiring.",
        );
    TOO_MANY_CONTACTS =
        w(
            "{user} registers more contacts in one message than max-contacts allows (403).",
            "{user} bitta so'rovda max-contacts ruxsat berganidan ko'p kontakt so'rayapti (403).",
        ),
        PROGRAM,
        w(
            "raise max-contacts in sipregd.conf, or give each device an extension of its own.",
            "sipregd.conf da max-contacts'ni oshiring yoki har bir qurilmaga alohida ichki raqam bering.",
        );
    CSEQ_NOT_GREATER =
        w(
            "the phone reuses its Call-ID with a CSeq that is not higher than the last (400).",
            "telefon eski Call-ID bilan oxirgisidan katta bo'lmagan CSeq yuboryapti (400).",
        ),
        w(
            "It was restarted and lost its CSeq counter.",
            "Telefon qayta ishga tushgan va CSeq hisoblagichi noldan boshlangan.",
        ),
        w(
            "in sipregd.conf:\n  cseq lenient\nthen:\n  sudo sipregd reload",
            "sipregd.conf da:\n  cseq lenient\nkeyin:\n  sudo sipregd reload",
        );
    WRONG_DOMAIN =
        w(
            "the last request for {user}, from {from}, was sent to “{detail}”, which is not one of this server's domains.",
            "{from} dan {user} uchun kelgan oxirgi so'rov “{detail}” domeniga yuborilgan, bu server domeni emas.",
        ),
        w(
            "A typing mistake in the domain.",
            "Domen nomi xato terilgan.",
        ),
        w(
            "on the phone, enter {domain} as domain; or add the other name to “domain” in sipregd.conf.",
            "telefonda domenga {domain} deb yozing; yoki o'sha nomni sipregd.conf dagi “domain” ga qo'shing.",
        );
    DOMAIN_OF_SENDER =
        w(
            "the last request for {user} was sent to {detail}, which is the address it came from, and not one of this server's domains.",
            "{user} uchun kelgan oxirgi so'rovda domen o'rnida {detail} turibdi: bu so'rov kelgan manzil, server domeni emas.",
        ),
        w(
            "A router in front of the phone (“SIP ALG”) wrote its own address into the request. The phone itself is probably set up correctly.",
            "Telefon oldidagi router (“SIP ALG”) so'rovga o'z manzilini yozib qo'ygan. Telefonning o'zi to'g'ri sozlangan bo'lsa kerak.",
        ),
        w(
            "in the router, turn off “SIP ALG” or “SIP helper” and restart it.",
            "routerda “SIP ALG” yoki “SIP helper” ni o'chirib, routerni qayta yoqing.",
        );
    NO_SIP_ADDRESS =
        w(
            "the account of {user} on the phone is not a SIP address: its requests have “tel:” or another scheme in To (400).",
            "telefondagi {user} hisobi SIP manzili emas: so'rovlarining To sarlavhasida “tel:” yoki boshqa sxema bor (400).",
        ),
        w(
            "A telephone number was entered as the account.",
            "Hisob sifatida telefon raqami kiritilgan.",
        ),
        w(
            "on the phone, enter the account as  sip:{user}@{domain}",
            "telefonda hisobni shunday yozing:  sip:{user}@{domain}",
        );
    BAD_EXTENSION =
        w(
            "the phone requires a SIP extension that this server does not support (420).",
            "telefon bu serverda yo'q SIP kengaytmasini (extension) talab qilyapti (420).",
        ),
        w(
            "It is set up for an operator's network (IMS), or for calls through a proxy.",
            "U operator tarmog'i (IMS) yoki proxy orqali qo'ng'iroqlar uchun sozlangan.",
        ),
        w(
            "on the phone, turn off “outbound”, “sec-agree”, “precondition” and 100rel; to see the last ones:\n  sudo journalctl -u sipregd -g 'response 420'",
            "telefonda “outbound”, “sec-agree”, “precondition” va 100rel ni o'chiring; oxirgi so'rovlarni ko'rish uchun:\n  sudo journalctl -u sipregd -g 'response 420'",
        );
    UNSUPPORTED_SCHEME =
        w(
            "the phone sends its request to something that is not a SIP address (416).",
            "telefon SIP manzili bo'lmagan manzilga so'rov yuboryapti (416).",
        ),
        w(
            "The domain or server field contains a phone number or a web address.",
            "Domen yoki server maydoniga telefon raqami yoki veb-manzil yozilgan.",
        ),
        w(
            "on the phone, enter {domain} as domain, without “http://” or “tel:”.",
            "telefonda domenga {domain} deb yozing, “http://” yoki “tel:” siz.",
        );
    MALFORMED =
        w(
            "the last request for {user}, from {from}, was rejected as malformed: {detail}.",
            "{from} dan {user} uchun kelgan oxirgi so'rov noto'g'ri tuzilgani uchun rad etildi: {detail}.",
        ),
        w(
            "A bug in the phone, or a router that rewrites SIP.",
            "Telefon dasturida xato bor yoki router SIP'ni o'zgartiryapti.",
        ),
        w(
            "turn off “SIP ALG” in the router; to see the last ones:\n  sudo journalctl -u sipregd -g 'response 400'",
            "routerda “SIP ALG” ni o'chiring; oxirgi so'rovlarni ko'rish uchun:\n  sudo journalctl -u sipregd -g 'response 400'",
        );
    RATE_LIMITED =
        w(
            "{out_of} was locked out after too many wrong logins; for five minutes from then its logins are ignored, as the last of {user} was.",
            "{out_of} juda ko'p xato logindan keyin bloklangan; blok besh daqiqa davom etadi va u yerdan kelgan loginlar e'tiborsiz qoldiriladi, {user} ning oxirgi logini ham.",
        ),
        w(
            "The password on the phone is wrong, and the phone kept retrying by itself.",
            "Telefondagi parol noto'g'ri, telefonning o'zi qayta-qayta uringan.",
        ),
        w(
            "turn the account off on the phone, correct the password, wait five minutes, turn it on again.",
            "telefonda hisobni o'chirib qo'ying, parolni to'g'rilang, besh daqiqadan keyin qayta yoqing.",
        );
    ACCOUNT_LIMITED =
        w(
            "the last login of {user} from {from} was not checked: too many password guesses for this extension had come from elsewhere.",
            "{user} ning {from} dan kelgan oxirgi logini tekshirilmadi: notanish manzillar uning parolini juda ko'p marta topishga uringan.",
        ),
        w(
            "Phones that are registered, or were within the last seven days, are not affected; a new phone waits.",
            "Hozir ro'yxatda bo'lgan yoki oxirgi yetti kunda ro'yxatdan o'tgan telefonlarga bu ta'sir qilmaydi; yangi telefon kutadi.",
        ),
        w(
            "wait until the guessing stops and press Register again, or give the phone an extension with a name that nobody guesses.",
            "urinishlar to'xtashini kutib, Register'ni yana bosing yoki telefonga nomini topish qiyin bo'lgan ichki raqam bering.",
        );
    RATE_LIMITED_NEIGHBOUR =
        w(
            "{out_of} was locked out after too many wrong logins, most recently as {detail}; for five minutes from then logins from there are ignored, as the last of {user} was.",
            "{out_of} juda ko'p xato logindan keyin bloklangan, oxirgisi {detail} nomi bilan; blok besh daqiqa davom etadi va u yerdan kelgan loginlar e'tiborsiz qoldiriladi, {user} ning oxirgi logini ham.",
        ),
        w(
            "Another phone behind the same address has a wrong name or password; {user}'s own password was not checked.",
            "Shu manzil ortidagi boshqa telefonda nom yoki parol noto'g'ri; {user} ning o'z paroli hali tekshirilmagan.",
        ),
        w(
            "correct the password on the phone of {detail}, wait five minutes, register {user} again.",
            "{detail} telefonida parolni to'g'rilang, besh daqiqa kuting, {user} ni qayta register qiling.",
        );
    FLAPPING =
        w(
            "contacts of {user} at different addresses push each other out: because max-contacts was reached, they were replaced {detail} times within ten minutes.",
            "{user} ning turli manzillardagi kontaktlari bir-birini siqib chiqaryapti: max-contacts to'lgani uchun o'n daqiqada {detail} marta almashtirildi.",
        ),
        w(
            "More devices use one extension than max-contacts allows.",
            "Bitta ichki raqamni max-contacts ruxsat berganidan ko'p qurilma ishlatyapti.",
        ),
        w(
            "in sipregd.conf, allow as many as there are devices:\n  max-contacts 10\nthen:\n  sudo sipregd reload",
            "sipregd.conf da qurilmalar soniga yetadigan qiymat qo'ying:\n  max-contacts 10\nkeyin:\n  sudo sipregd reload",
        );
    SHARED_INSTANCE =
        w(
            "contacts of {user} at different addresses replace each other, {detail} times within ten minutes: they have the same instance or the same URI, so the server has to treat them as one phone.",
            "{user} ning turli manzillardagi kontaktlari o'n daqiqada {detail} marta bir-birining o'rnini egalladi: ularning instance yoki URI qiymati bir xil, shuning uchun server ularni bitta telefon deb hisoblaydi.",
        ),
        w(
            "Two devices have a copy of the same settings, or one phone keeps switching between two networks.",
            "Ikki qurilmaga bir xil sozlamalar nusxalangan yoki bitta telefon ikki tarmoq orasida almashib turibdi.",
        ),
        w(
            "on one of the devices, delete the account (in a copied app, its data too) and set it up again; or give it an extension of its own.",
            "qurilmalardan birida hisobni (nusxalangan ilovada uning ma'lumotlarini ham) o'chirib, qaytadan sozlang yoki unga alohida ichki raqam bering.",
        );
    EVICTED =
        w(
            "the contact of {user} at {detail} was replaced by a newer one from another app, because max-contacts was reached.",
            "{user} ning {detail} dagi kontakti o'rnini boshqa dasturning yangi kontakti egalladi, chunki max-contacts to'lgan.",
        ),
        w(
            "More devices use one extension than max-contacts allows.",
            "Bitta ichki raqamni max-contacts ruxsat berganidan ko'p qurilma ishlatyapti.",
        ),
        w(
            "if both are to be registered, in sipregd.conf, allow as many as there are devices:\n  max-contacts 10\nthen:\n  sudo sipregd reload",
            "ikkalasi ham ro'yxatda bo'lishi kerak bo'lsa, sipregd.conf da qurilmalar soniga yetadigan qiymat qo'ying:\n  max-contacts 10\nkeyin:\n  sudo sipregd reload",
        );
    UNREGISTERED =
        w(
            "the phone of {user} at {from} unregistered.",
            "{user} ning {from} dagi telefoni o'zi ro'yxatdan chiqqan.",
        ),
        w(
            "The app was closed, or “register” is turned off on the phone.",
            "Ilova yopilgan yoki telefonda “Register” o'chirilgan.",
        ),
        w(
            "open the app and turn the account on.",
            "ilovani oching va hisobni yoqing.",
        );
    PASSWORD_CHANGED =
        w(
            "the registration of {user} from {from} ended because its password was changed in the file; nothing has arrived from it since.",
            "{user} ning {from} dagi registratsiyasi bekor qilindi, chunki faylda paroli o'zgartirilgan; shundan beri u yerdan hech narsa kelmagan.",
        ),
        w(
            "The phone will register again when its registration runs out, still with the old password.",
            "Telefon navbatdagi yangilashda eski parol bilan urinadi.",
        ),
        w(
            "enter the new password on the phone.",
            "telefonga yangi parolni kiriting.",
        );
    SIP_ALG_DIGEST =
        w(
            "the credentials of {user} do not match, and they were computed for another URI than the request's: {detail}.",
            "{user} logini mos kelmaydi va u so'rovdagi URI uchun emas, boshqasi uchun hisoblangan: {detail}.",
        ),
        w(
            "The router's “SIP ALG” or “SIP helper” probably rewrites requests on the path; if it does not, the password is wrong.",
            "Routerdagi “SIP ALG” yoki “SIP helper” so'rovlarni yo'lda o'zgartiryapti; bo'lmasa, parol noto'g'ri.",
        ),
        w(
            "in the router, turn it off and restart the router; if the login still fails, type the password again on the phone.",
            "routerda uni o'chirib, routerni qayta yoqing; login baribir mos kelmasa, telefonda parolni qayta tering.",
        );
    SIP_ALG =
        w(
            "the request of {user} looks rewritten on the path: its Via says {detail}, but it came from {from}.",
            "{user} so'rovi yo'lda o'zgartirilganga o'xshaydi: Via'da {detail} yozilgan, so'rov esa {from} dan keldi.",
        ),
        w(
            "The router's “SIP ALG” or “SIP helper” is probably on.",
            "Routerda “SIP ALG” yoki “SIP helper” yoqilgan.",
        ),
        w(
            "in the router, turn it off and restart the router; or let the server listen on another port than 5060, which such routers leave alone.",
            "routerda uni o'chirib, routerni qayta yoqing; yoki server uchun 5060 dan boshqa port tanlang, bunday qurilmalar unga tegmaydi.",
        );
    ANSWERS_LOST =
        w(
            "{user} sent its request from {from} repeatedly although the server replied. The password is not the problem: it has not been sent yet.",
            "{user} {from} dan REGISTER yubordi, javob berilganiga qaramay takrorladi. Parol muammosi emas: u hali yuborilmagan.",
        ),
        w(
            "The replies probably do not arrive: a router or firewall in front of the phone drops them.",
            "Javoblar telefonga yetib bormayapti: uning oldidagi router yoki firewall ularni tashlab yuboryapti.",
        ),
        w(
            "1. try the phone on mobile data instead of this Wi-Fi\n2. in the router, turn off “SIP ALG”\n3. on the phone, turn on rport or “allow IP rewrite”, and turn off STUN",
            "1. telefonni shu Wi-Fi o'rniga mobil internetda sinang\n2. routerda “SIP ALG” ni o'chiring\n3. telefonda rport yoki “allow IP rewrite” ni yoqing, STUN'ni o'chiring",
        );
    CANNOT_ANSWER =
        ASKED_IN_VAIN,
        w(
            "The phone receives the challenge but cannot answer it: its password field is empty, or its “Realm” is not “{realm}”. Or a firewall that limits packets drops its answer.",
            "Telefon so'rovni oladi, lekin javob bera olmaydi: parol maydoni bo'sh yoki “Realm” maydonida “{realm}” emas, boshqa qiymat bor. Yoki paketlar sonini cheklaydigan firewall javobni tashlab yuboradi.",
        ),
        w(
            "enter the password on the phone, clear the “Realm” field, save, and register again.",
            "telefonda parolni kiriting, “Realm” maydonini bo'sh qoldiring, saqlang va qayta register qiling.",
        );
    CANNOT_ANSWER_ANY_MORE =
        ASKED_IN_VAIN,
        w(
            "It has logged in before, so its settings changed or those of the server did: it may still use an older realm than “{realm}”, or its password was deleted.",
            "Telefon ilgari kirgan, demak uning yoki serverning sozlamasi o'zgargan: telefonda “{realm}” dan oldingi realm qolgan yoki parol o'chirilgan bo'lishi mumkin.",
        ),
        w(
            "on the phone, clear the “Realm” field, enter the password again, save, and register; in Linphone, delete the account and add it again.",
            "telefonda “Realm” maydonini bo'sh qoldiring, parolni qayta kiriting, saqlang va register qiling; Linphone'da hisobni o'chirib, qaytadan qo'shing.",
        );
    ALGORITHM_UNKNOWN =
        ASKED_IN_VAIN,
        w(
            "It was challenged with SHA-256, which many phones do not support, even when MD5 is offered too. Or its password field is empty.",
            "Undan SHA-256 bilan login so'raldi; ko'p telefonlar, yonida MD5 taklif qilinsa ham, uni qo'llab-quvvatlamaydi. Yoki parol maydoni bo'sh.",
        ),
        w(
            "in sipregd.conf:\n  algorithms MD5\nthen:\n  sudo sipregd reload\nand register again; if it still does not answer, enter the password on the phone.",
            "sipregd.conf da:\n  algorithms MD5\nkeyin:\n  sudo sipregd reload\nva qayta register qiling; baribir javob bo'lmasa, telefonda parolni kiriting.",
        );
    LOGIN_TOO_LARGE =
        ASKED_IN_VAIN,
        w(
            "Its request without a login has {detail} bytes already; with one it is too long for one packet, and routers may drop its fragments. Or its password field is empty.",
            "Telefonning loginsiz so'rovi {detail} bayt; login bilan u bitta paketga sig'maydi, routerlar esa bo'laklarni tashlab yuborishi mumkin. Yoki parol maydoni bo'sh.",
        ),
        w(
            "on the phone, turn off push notifications, video and unused codecs, and register again; if it still does not answer, enter the password.",
            "telefonda push, video va keraksiz kodeklarni o'chirib, qayta register qiling; baribir javob bo'lmasa, parolni kiriting.",
        );
    NONCE_FOREIGN =
        w(
            "{user} at {from} keeps answering challenges that this server has not sent since it started.",
            "{from} dagi {user} qayta-qayta bu server ishga tushgandan beri yubormagan so'rovlarga (nonce) javob beryapti.",
        ),
        w(
            "Another server answers under the same name or address (a second DNS record, a balancer, an old server), and the phone talks to both in turn.",
            "Shu nom yoki manzilda boshqa server ham javob beryapti (ikkinchi DNS yozuvi, balanslagich, eski server), telefon ikkalasi bilan navbatma-navbat ishlayapti.",
        ),
        w(
            "leave one server under that name and address; to see which addresses the name has:\n  sudo sipregd doctor dns-a",
            "shu nom va manzilda faqat bitta server qoldiring; nomning IP manzillarini ko'rish uchun:\n  sudo sipregd doctor dns-a",
        );
    NONCE_FOREIGN_ONCE =
        w(
            "{user} at {from} answered a challenge that this server has not sent since it started, was challenged again, and has not answered.",
            "{from} dagi {user} bu server ishga tushgandan beri yubormagan so'rovga (nonce) javob berdi, login qayta so'raldi, javob kelmadi.",
        ),
        w(
            "Another server answers under the same name or address, and the phone continued with that one; or the service was restarted in between.",
            "Shu nom yoki manzilda boshqa server ham javob beryapti va telefon u bilan davom etgan; yoki shu orada xizmat qayta ishga tushgan.",
        ),
        w(
            "leave one server under that name and address, and register again; to see which addresses the name has:\n  sudo sipregd doctor dns-a",
            "shu nom va manzilda faqat bitta server qoldiring va qayta register qiling; nomning IP manzillarini ko'rish uchun:\n  sudo sipregd doctor dns-a",
        );
    DROPS =
        w(
            "the registration of {user} expired without being refreshed ({agent}, {from}).",
            "{user} ro'yxatda edi, registratsiya yangilanmay, muddati tugadi ({agent}, {from}).",
        ),
        w(
            "The app sleeps (battery saving), the phone lost its network, or the router dropped the NAT mapping.",
            "Ilova uxlab qolgan (batareya tejash rejimi), telefon tarmoqdan uzilgan yoki router NAT yozuvini o'chirgan.",
        ),
        w(
            "allow the app to run in the background and set keep-alive to 30 s; or set max-expires 120 in sipregd.conf.",
            "ilovaga fonda ishlashga ruxsat bering va keep-alive'ni 30 soniya qiling; yoki sipregd.conf da max-expires 120 qiling.",
        );
}
