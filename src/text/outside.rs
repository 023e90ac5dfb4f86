//! What `probe` says, from another machine.

use super::words;

words! {
    NAME_IS_ADDRESS: "{host} is an IP address (no DNS lookup)",
        "{host} – IP manzil, DNS so'ralmadi";
    NAME_V4: "{host} has the IPv4 address {v4} and no IPv6 address",
        "{host} nomining IPv4 manzili {v4}, IPv6 manzili yo'q";
    NAME_V6: "{host} has only IPv6 addresses ({v6}): phones on networks without IPv6 cannot reach it",
        "{host} nomining faqat IPv6 manzili bor ({v6}): IPv6'siz tarmoqdagi telefonlar unga ulana olmaydi";
    NAME_BOTH: "{host} has the IPv4 address {v4} and the IPv6 address {v6}",
        "{host} nomining IPv4 manzili {v4}, IPv6 manzili {v6}";
    NAME_NONE: "{host} does not resolve: {why}",
        "{host} nomi uchun IP manzil topilmadi: {why}";
    NO_WAY: "{address} cannot be reached from this machine: {why}",
        "{address} manziliga bu mashinadan ulanib bo'lmaydi: {why}";

    ANSWERED: "{address} answers OPTIONS with {status} within {ms} ms",
        "{address} OPTIONS so'roviga {ms} ms ichida javob beradi: {status}";
    ANSWERED_LATE: "{address} answers OPTIONS with {status}, but packets are lost: it had to be sent {n} times",
        "{address} OPTIONS so'roviga javob beradi: {status}, lekin paketlar yo'qolyapti: so'rov {n} marta yuborildi";
    SILENT: "{address} does not answer: OPTIONS was sent {n} times. Either nothing gets there, or nothing comes back",
        "{address} javob bermayapti: OPTIONS {n} marta yuborildi. Yo so'rov yetib bormayapti, yo javob qaytmayapti";
    SILENT_FIX_SERVER: "on the server:\n  sudo sipregd doctor\nin the provider's console: allow incoming UDP {port}",
        "serverda:\n  sudo sipregd doctor\nprovayder panelida: kiruvchi UDP {port} ga ruxsat bering";
    SILENT_FIX_WATCH: "on the server:\n  sudo sipregd watch\nthen run this probe again: watch shows whether the packets arrive",
        "serverda:\n  sudo sipregd watch\nkeyin bu tekshiruvni takrorlang: paketlar yetib borayotgani ko'rinadi";
    REFUSED: "{address} is there, but nothing listens on UDP {port}",
        "{address} bor, lekin UDP {port} portini hech bir dastur tinglamayapti";
    REFUSED_FIX: "on the server:\n  sudo systemctl start sipregd\nor its configuration uses another port",
        "serverda:\n  sudo systemctl start sipregd\nyoki sozlamada boshqa port yozilgan";
    FORBIDDEN: "this machine's own firewall blocks sending to {address}",
        "shu mashinaning firewall'i {address} ga paket yuborishni to'sadi";

    NAT_NONE: "no NAT: the server sees this machine's own address, {seen}",
        "NAT yo'q: server bizni o'z manzilimiz ({seen}) bilan ko'ryapti";
    NAT_HIDDEN: "the answer says that the server {server} saw {seen}, a private address that cannot reach it unchanged: something on the path probably rewrites SIP (SIP ALG)",
        "javobga ko'ra {server} serveri ichki (lokal) {seen} manzilini ko'rgan, bunday manzil o'zgarmasdan yetib bora olmaydi: yo'lda SIP'ni o'zgartiradigan qurilma (SIP ALG) bo'lsa kerak";
    NAT: "behind NAT: {here} is seen as {seen}",
        "NAT ortida: {here} tashqaridan {seen} bo'lib ko'rinadi";
    NAT_UNSAID: "the server does not say where it saw the request come from (no rport in its answer)",
        "server so'rov qaysi manzildan kelganini ko'rsatmadi (javobida rport yo'q)";

    ALG_FIX: "in the router, turn off “SIP ALG” (or “SIP helper”) and restart it; or let the server listen on another port than 5060",
        "routerda “SIP ALG” (yoki “SIP helper”) ni o'chirib, routerni qayta yoqing; yoki server uchun 5060 dan boshqa port tanlang";

    LOGIN_RIGHT: "{user} can log in; registered contacts: {n}",
        "{user} kira oladi; hozir ro'yxatdagi kontaktlar: {n} ta";
    LOGIN_UNASKED: "the server answers for {user} without asking for a password",
        "server {user} uchun parol so'ramasdan javob beradi";
    LOGIN_WRONG: "the login of {user} was rejected ({code}): the name or the password is wrong; the server does not tell which",
        "{user} logini rad etildi ({code}): nom yoki parol noto'g'ri; qaysi biri ekanini server bildirmaydi";
    LOGIN_WRONG_FIX: "on the server, which knows what is wrong:\n  sudo sipregd doctor {user!}",
        "sababini serverda ko'ring:\n  sudo sipregd doctor {user!}";
    LOGIN_DIALECT: "the server uses an unsupported challenge: {shown}",
        "server loginni qo'llab-quvvatlanmaydigan usulda so'rayapti: {shown}";
    LOGIN_OTHER: "REGISTER for {user} is answered with {code} {reason}: it may not be a SIP registrar",
        "{user} uchun REGISTER so'roviga {code} {reason} javobi keldi: bu SIP registrar bo'lmasligi mumkin";
    LOGIN_SILENT: "OPTIONS is answered, but REGISTER for {user} is not: something on the path drops it, or this address is locked out after failed logins",
        "OPTIONS'ga javob bor, lekin {user} uchun REGISTER'ga yo'q: yo'ldagi qurilma uni tashlab yuboryapti yoki bu manzil xato loginlardan keyin bloklangan";
    LOGIN_SILENT_FIX: "on the server:\n  sudo sipregd doctor bans {user!}",
        "serverda:\n  sudo sipregd doctor bans {user!}";

    VERDICT_NO_NAME: "The name {host} does not resolve. Check its spelling and its DNS record.",
        "{host} nomi DNS'da topilmadi. Yozilishini va DNS yozuvini tekshiring.";
    VERDICT_SILENT: "{server} does not answer from here. On the server:\n  sudo sipregd doctor",
        "{server} bu yerdan javob bermayapti. Serverda:\n  sudo sipregd doctor";
    VERDICT_HALF: "{good} answers and {bad} does not. A phone that prefers the second will fail: remove that DNS record or let the server listen there too.",
        "{good} javob beradi, {bad} esa yo'q. Ikkinchisini tanlagan telefon ulana olmaydi: o'sha DNS yozuvini o'chiring yoki server u manzilda ham tinglasin.";
    VERDICT_ANSWERS: "{server} answers from here. To try a login too: --user EXT",
        "{server} bu yerdan javob beradi. Loginni ham sinash uchun: --user EXT";
    VERDICT_WORKS: "A phone at this place can register as {user} with this password over UDP.",
        "Bu yerdagi telefon {user} nomi va shu parol bilan UDP orqali ro'yxatdan o'ta oladi.";
    VERDICT_NO_LOGIN: "The server answers, but {user} cannot log in.",
        "Server javob beradi, lekin {user} kira olmayapti.";
}
