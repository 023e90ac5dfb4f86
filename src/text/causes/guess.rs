//! What the evidence suggests, but does not prove.

use super::sentences;
use crate::text::words;
use sipreg::cause::Guess;

words! {
    SILENT: "no answer to challenge", "login so'roviga jim";
    ASKED_IN_VAIN: "{user} sent a request from {from}, was asked for its password, and has not answered. It did not retransmit, as phones do when they receive nothing.",
        "{user} {from} dan REGISTER yubordi, login so'raldi, javob kelmadi. Javob ololmagan telefon so'rovni takrorlaydi, u esa takrorlamadi.";
}

sentences! {
    Guess;
    Guess::AlteredDigest(..) => {
        brief: "changed by a router?", "router o'zgartirganmi?";
        certain: "the credentials of {user} do not match, and they were computed for another URI than the request's: {detail}.",
            "{user} logini mos kelmaydi va u so'rovdagi URI uchun emas, boshqasi uchun hisoblangan: {detail}.";
        likely: "The router's “SIP ALG” or “SIP helper” probably rewrites requests on the path; if it does not, the password is wrong.",
            "Routerdagi “SIP ALG” yoki “SIP helper” so'rovlarni yo'lda o'zgartiryapti; bo'lmasa, parol noto'g'ri.";
        todo: "in the router, turn it off and restart the router; if the login still fails, type the password again on the phone.",
            "routerda uni o'chirib, routerni qayta yoqing; login baribir mos kelmasa, telefonda parolni qayta tering.";
    }
    Guess::AlteredVia(_) => {
        brief: "changed by a router?", "router o'zgartirganmi?";
        certain: "the request of {user} looks rewritten on the path: its Via says {detail}, but it came from {from}.",
            "{user} so'rovi yo'lda o'zgartirilganga o'xshaydi: Via'da {detail} yozilgan, so'rov esa {from} dan keldi.";
        likely: "The router's “SIP ALG” or “SIP helper” is probably on.",
            "Routerda “SIP ALG” yoki “SIP helper” yoqilgan.";
        todo: "in the router, turn it off and restart the router; or let the server listen on another port than 5060, which such routers leave alone.",
            "routerda uni o'chirib, routerni qayta yoqing; yoki server uchun 5060 dan boshqa port tanlang, bunday qurilmalar unga tegmaydi.";
    }
    Guess::AnswersLost => {
        brief: "replies lost?", "javob yetmayaptimi?";
        certain: "{user} sent its request from {from} repeatedly although the server replied. The password is not the problem: it has not been sent yet.",
            "{user} {from} dan REGISTER yubordi, javob berilganiga qaramay takrorladi. Parol muammosi emas: u hali yuborilmagan.";
        likely: "The replies probably do not arrive: a router or firewall in front of the phone drops them.",
            "Javoblar telefonga yetib bormayapti: uning oldidagi router yoki firewall ularni tashlab yuboryapti.";
        todo: "1. try the phone on mobile data instead of this Wi-Fi\n2. in the router, turn off “SIP ALG”\n3. on the phone, turn on rport or “allow IP rewrite”, and turn off STUN",
            "1. telefonni shu Wi-Fi o'rniga mobil internetda sinang\n2. routerda “SIP ALG” ni o'chiring\n3. telefonda rport yoki “allow IP rewrite” ni yoqing, STUN'ni o'chiring";
    }
    Guess::CannotAnswer => {
        brief: SILENT;
        certain: ASKED_IN_VAIN;
        likely: "The phone receives the challenge but cannot answer it: its password field is empty, or its “Realm” is not “{realm}”. Or a firewall that limits packets drops its answer.",
            "Telefon so'rovni oladi, lekin javob bera olmaydi: parol maydoni bo'sh yoki “Realm” maydonida “{realm}” emas, boshqa qiymat bor. Yoki paketlar sonini cheklaydigan firewall javobni tashlab yuboradi.";
        todo: "enter the password on the phone, clear the “Realm” field, save, and register again.",
            "telefonda parolni kiriting, “Realm” maydonini bo'sh qoldiring, saqlang va qayta register qiling.";
    }
    Guess::CannotAnswerAnyMore => {
        brief: SILENT;
        certain: ASKED_IN_VAIN;
        likely: "It has logged in before, so its settings changed or those of the server did: it may still use an older realm than “{realm}”, or its password was deleted.",
            "Telefon ilgari kirgan, demak uning yoki serverning sozlamasi o'zgargan: telefonda “{realm}” dan oldingi realm qolgan yoki parol o'chirilgan bo'lishi mumkin.";
        todo: "on the phone, clear the “Realm” field, enter the password again, save, and register; in Linphone, delete the account and add it again.",
            "telefonda “Realm” maydonini bo'sh qoldiring, parolni qayta kiriting, saqlang va register qiling; Linphone'da hisobni o'chirib, qaytadan qo'shing.";
    }
    Guess::AlgorithmUnknown => {
        brief: SILENT;
        certain: ASKED_IN_VAIN;
        likely: "It was challenged with SHA-256, which many phones do not support, even when MD5 is offered too. Or its password field is empty.",
            "Undan SHA-256 bilan login so'raldi; ko'p telefonlar, yonida MD5 taklif qilinsa ham, uni qo'llab-quvvatlamaydi. Yoki parol maydoni bo'sh.";
        todo: "in sipregd.conf:\n  algorithms MD5\nthen:\n  sudo sipregd reload\nand register again; if it still does not answer, enter the password on the phone.",
            "sipregd.conf da:\n  algorithms MD5\nkeyin:\n  sudo sipregd reload\nva qayta register qiling; baribir javob bo'lmasa, telefonda parolni kiriting.";
    }
    Guess::LoginTooLarge(_) => {
        brief: "request too long?", "so'rov juda uzunmi?";
        certain: ASKED_IN_VAIN;
        likely: "Its request without a login has {detail} bytes already; with one it is too long for one packet, and routers may drop its fragments. Or its password field is empty.",
            "Telefonning loginsiz so'rovi {detail} bayt; login bilan u bitta paketga sig'maydi, routerlar esa bo'laklarni tashlab yuborishi mumkin. Yoki parol maydoni bo'sh.";
        todo: "on the phone, turn off push notifications, video and unused codecs, and register again; if it still does not answer, enter the password.",
            "telefonda push, video va keraksiz kodeklarni o'chirib, qayta register qiling; baribir javob bo'lmasa, parolni kiriting.";
    }
    Guess::NonceForeign => {
        brief: "another server answers", "boshqa server ham bor";
        certain: "{user} at {from} answered a challenge that this server has not sent since it started, was challenged again, and has not answered.",
            "{from} dagi {user} bu server ishga tushgandan beri yubormagan so'rovga (nonce) javob berdi, login qayta so'raldi, javob kelmadi.";
        likely: "Another server answers under the same name or address, and the phone continued with that one; or the service was restarted in between.",
            "Shu nom yoki manzilda boshqa server ham javob beryapti va telefon u bilan davom etgan; yoki shu orada xizmat qayta ishga tushgan.";
        todo: "leave one server under that name and address, and register again; to see which addresses the name has:\n  sudo sipregd doctor dns-a",
            "shu nom va manzilda faqat bitta server qoldiring va qayta register qiling; nomning IP manzillarini ko'rish uchun:\n  sudo sipregd doctor dns-a";
    }
    Guess::Drops(_) => {
        brief: "not refreshed", "yangilanmagan";
        certain: "the registration of {user} expired without being refreshed ({agent}, {from}).",
            "{user} ro'yxatda edi, registratsiya yangilanmay, muddati tugadi ({agent}, {from}).";
        likely: "The app sleeps (battery saving), the phone lost its network, or the router dropped the NAT mapping.",
            "Ilova uxlab qolgan (batareya tejash rejimi), telefon tarmoqdan uzilgan yoki router NAT yozuvini o'chirgan.";
        todo: "allow the app to run in the background and set keep-alive to 30 s; or set max-expires 120 in sipregd.conf.",
            "ilovaga fonda ishlashga ruxsat bering va keep-alive'ni 30 soniya qiling; yoki sipregd.conf da max-expires 120 qiling.";
    }
}
