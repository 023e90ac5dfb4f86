//! What `doctor EXT` and `watch` say about one extension.

use super::words;

words! {
    REGISTERED: "{user}: registered since {since}, from {from}, {agent}; {left} left",
        "{user}: {since} dan beri ro'yxatda, {from} dan, {agent}; {left} qoldi";
    NOT_REGISTERED: "{user}: not registered.", "{user}: ro'yxatda emas.";
    LAST_TRY: "{user}: not registered.  Last try {when} from {from} ({agent}).",
        "{user}: ro'yxatda emas.  Oxirgi urinish {when}, {from} dan ({agent}).";
    FAILED_BESIDE: "{user}: the attempt from {from} ({agent}) failed.  Still registered from {other}.",
        "{user}: {from} ({agent}) dan urinish bajarilmadi.  {other} dan hali ro'yxatda.";
    CERTAIN: "Certain:", "Aniq:";
    LIKELY: "Likely:", "Ehtimol:";
    DO_THIS: "Do this:", "Bajaring:";
    FIRST: "First:", "Avvalo:";
    NO_AGENT: "unknown app", "dastur nomi yo'q";

    NOT_RUNNING: "sipregd is not running, so no phone can register.", "sipregd ishlamayapti, hech kim ro'yxatdan o'ta olmaydi.";
    NOT_RUNNING_LIKELY: "It was stopped, or could not start.", "U to'xtatilgan yoki ishga tusha olmagan.";
    NOT_RUNNING_DO: "{command}   and if that fails:  sudo sipregd doctor service config other",
        "{command}   bu yordam bermasa:  sudo sipregd doctor service config other";
    NO_ANSWER: "the service is running, but does not respond: {why}.", "xizmat ishlayapti, lekin hech narsa aytmaydi: {why}.";
    NO_ANSWER_LIKELY: "It hangs, and does not answer phones either.", "U qotib qolgan, telefonlarga ham javob bermaydi.";
    NO_ANSWER_DO: "sudo systemctl restart sipregd", "sudo systemctl restart sipregd";
    UNSEEN: "you do not have permission to see the state of {user}.", "bu foydalanuvchidan {user} haqida hech narsa ko'rinmaydi.";
    UNSEEN_LIKELY: "Only root and the service user may see it.", "Xizmat ko'proq bilishi mumkin.";
    UNSEEN_DO: "sudo sipregd doctor {user!}", "sudo sipregd doctor {user!}";

    NOT_IN_FILE: "there is no extension {user} in {file}.", "{file} da {user} raqami yo'q.";
    NOT_IN_FILE_LIKELY: "It was never added, or was added under another name.", "U qo'shilmagan yoki boshqa nom bilan qo'shilgan.";
    NOT_IN_FILE_DO: "sudo sipregd passwd --generate {user!} && {reload}", "sudo sipregd passwd --generate {user!} && {reload}";
    NOT_IN_FILE_ODD_DO: "on the phone, enter the name of an extension in {file} as user name; “{user}” has characters that no extension has.",
        "telefonda foydalanuvchi nomiga {file} dagi raqam nomini yozing; “{user}” da hech bir raqamda yo'q belgilar bor.";
    NOT_LOADED: "{file} was changed at {changed} and has {user}; the server still uses the extensions loaded at {loaded}.",
        "{file} {changed} da o'zgartirilgan va unda {user} bor; server hali {loaded} dagi ro'yxatni ishlatyapti.";
    NOT_LOADED_LIKELY: "The reload was forgotten.", "Qayta o'qitish unutilgan.";
    NOT_LOADED_DO: "{reload}", "{reload}";
    REFUSED: "{file} has {user}, but the reload at {at} failed; the server still uses the extensions loaded at {loaded}. {first}",
        "{file} da {user} bor, lekin {at} dagi qayta o'qish rad etilgan; server hali {loaded} dagi ro'yxatni ishlatyapti. {first}";
    REFUSED_LIKELY: "One invalid line blocks every later change.",
        "Bitta noto'g'ri qator shundan beri qo'shilganlarning hammasini ushlab turibdi.";
    LINE_REJECTED: "line {line} of {file} (extension {user}) is invalid: {why}",
        "{file} ning {line}-qatorida {user} bor, lekin u rad etilgan: {why}";
    LINE_REJECTED_LIKELY: "The server still uses the extensions it loaded before, without this line.",
        "Server bu qatorsiz eskiroq ro'yxatni ishlatyapti.";
    FIX_DO: "fix the line, then:  {check} && {reload}", "qatorni tuzating, keyin:  {check} && {reload}";
    OTHER_CASE: "there is no extension {user}, but there is {other}: names are case-sensitive.",
        "{user} raqami yo'q, lekin {other} bor: katta-kichik harflar farq qiladi.";
    OTHER_CASE_LIKELY: "{other} was probably meant.", "{other} nazarda tutilgan.";
    OTHER_NAME_DO: "on the phone, enter {other} as user name; to check {other}:  sudo sipregd doctor {other!}",
        "telefonda foydalanuvchi nomiga {other} deb yozing; uning holati:  sudo sipregd doctor {other!}";
    FULL_ADDRESS: "{user} is a full address; the extension is {other}.", "{user} to'liq manzil; raqam esa {other}.";
    FULL_ADDRESS_LIKELY: "The phone's user field holds the domain too.", "Telefondagi foydalanuvchi maydonida domen ham yozilgan.";
    CLOSE_TO: "there is no extension {user}, but there is {other}.", "{user} raqami yo'q, lekin {other} bor.";
    CLOSE_TO_LIKELY: "Possibly {other} was meant, or {user} has not been added yet.", "Balki {other} nazarda tutilgan; yoki {user} hali qo'shilmagan.";
    CLOSE_TO_DO: "if {other} was meant, enter it on the phone as user name; if not, add {user}:  sudo sipregd passwd --generate {user!} && {reload}",
        "{other} nazarda tutilgan bo'lsa, telefonda foydalanuvchi nomiga shuni yozing; bo'lmasa, {user} ni qo'shing:  sudo sipregd passwd --generate {user!} && {reload}";
    CANNOT_COMPARE: "you do not have permission to read {file}, so it is unknown whether {user} is in it.",
        "{file} ni bu yerdan o'qib bo'lmaydi, unda {user} bor-yo'qligi noma'lum.";
    REMOVED_FROM_FILE: "{user} is no longer in {file}; the server still uses the extensions loaded at {loaded}.",
        "{user} endi {file} da yo'q; server hali {loaded} dagi ro'yxatni ishlatyapti.";

    NOTHING_EVER: "no packet has reached udp/{port} since sipregd started {age} ago. This is not a password problem.",
        "ishga tushgandan beri, {age} oldin, udp/{port} ga birorta paket kelmagan. Bu parol muammosi emas.";
    NOTHING_EVER_LIKELY: "A firewall in front of this machine, the server name or port on the phone, or its transport (it must be UDP).",
        "Bu mashina oldidagi firewall, telefondagi server nomi yoki port, yoki transport (UDP bo'lishi kerak).";
    NOTHING_YET_LIKELY: "The service has only just started; phones retry by themselves, usually within minutes. If none does: a firewall in front of this machine, or the server name, port or transport on the phone.",
        "Xizmat hozirgina ishga tushgan; telefonlar o'zi keladi, ko'pi bir necha daqiqada. Kelmasa: bu mashina oldidagi firewall yoki telefondagi server nomi, port yoki transport.";
    NOTHING_DO: "1 provider's console: allow UDP {port} in; 2 sudo ufw allow {port}/udp; 3 phone: server {server}, port {port}, transport UDP, STUN off, saved; then:  sudo sipregd watch",
        "1 provayder paneli: kiruvchi UDP {port} ni oching; 2 sudo ufw allow {port}/udp; 3 telefon: server {server}, port {port}, transport UDP, STUN o'chirilgan, saqlangan; keyin:  sudo sipregd watch";
    NOT_OF_IT: "no packet for {user} has arrived since sipregd started {age} ago; others have reached udp/{port} (addresses: {n}), so the port is open from outside.",
        "ishga tushgandan beri, {age} oldin, birorta paketda {user} nomi bo'lmagan; udp/{port} ga {n} ta boshqa manzil yetib kelgan, demak u tashqaridan ochiq.";
    NOT_OF_IT_SCANNERS: "only a scanner at {from} has asked for {user} since sipregd started {age} ago; so udp/{port} is open from outside, and nothing from its phone has arrived.",
        "ishga tushgandan beri, {age} oldin, {user} nomini faqat {from} dagi skaner aytgan; demak udp/{port} tashqaridan ochiq, uning telefonidan esa hech narsa kelmagan.";
    NOT_OF_IT_UNREAD: "none of the packets read since sipregd started {age} ago was for {user}; packets dropped unread because their senders were flooding: {n}.",
        "ishga tushgandan beri, {age} oldin, o'qilgan paketlarning birortasida {user} nomi bo'lmagan; {n} tasi o'qilmay tashlangan, chunki yuboruvchilari serverni ko'mib tashlayapti.";
    NOT_OF_IT_FORGOTTEN: "nothing is recorded about {user}; more names have been tried since sipregd started {age} ago than are kept.",
        "{user} haqida hech narsa eslab qolinmagan; ishga tushgandan beri, {age} oldin, saqlanadiganidan ko'p nom eshitilgan.";
    REGISTERS_OTHER: "the phone at {from} logs in successfully as {user}, but tries to register “{other}”, which is not among the loaded extensions.",
        "{from} dagi telefon {user} sifatida to'g'ri kiradi, lekin “{other}” ni ro'yxatdan o'tkazmoqchi, u ishlayotgan ro'yxatda yo'q.";
    REGISTERS_OTHER_LIKELY: "Its user name is “{other}”, and {user} is only in “Authentication name”.",
        "Uning foydalanuvchi nomi “{other}”, {user} esa faqat “Authentication name” da yozilgan.";
    REGISTERS_OTHER_DO: "on the phone, enter {user} as user name; the name that others see has its own field (display name).",
        "telefonda foydalanuvchi nomiga {user} deb yozing; boshqalar ko'radigan nomning o'z maydoni bor (display name).";
    NOT_OF_IT_PROBE: "only {from}, which calls itself sipregd-probe, has asked for {user} since sipregd started {age} ago; so udp/{port} is open from there.",
        "ishga tushgandan beri, {age} oldin, {user} nomini faqat o'zini sipregd-probe deb atagan {from} aytgan; demak udp/{port} u yerdan ochiq.";
    BEFORE_LOADED: "{from} asked for {user} before it was loaded ({loaded}); nothing has arrived from there since.",
        "{from} {user} ni u ishlayotgan ro'yxatga ({loaded}) kirishidan oldin so'ragan; shundan beri undan hech narsa kelmagan.";
    BEFORE_LOADED_LIKELY: "The phone is waiting before it tries again.", "Telefon qayta urinishdan oldin kutyapti.";
    BEFORE_LOADED_DO: "press Register on the phone.", "telefonda Register'ni bosing.";
    NOT_OF_IT_INSIDE: "no packet for {user} has arrived since sipregd started {age} ago, and none at all from outside this machine.",
        "ishga tushgandan beri, {age} oldin, birorta paketda {user} nomi bo'lmagan, bu mashinadan tashqaridan esa umuman hech narsa kelmagan.";
    NOT_OF_IT_LIKELY: "The phone sends to another address, or over TCP or TLS; or its network blocks SIP; or it is not set up yet.",
        "Telefon boshqa manzilga, TCP yoki TLS orqali yuboryapti, tarmog'i SIP'ni to'sadi yoki u hali sozlanmagan.";
    NOT_OF_IT_DO: "on the phone: server {server}, port {port}, transport UDP; try mobile data instead of Wi-Fi; then:  sudo sipregd watch",
        "telefonda: server {server}, port {port}, transport UDP; Wi-Fi o'rniga mobil internetda sinang; keyin:  sudo sipregd watch";
    ASKED_AS: "no request for {user} has arrived, but {from} sent requests ({n}) for “{other}”, which is not among the loaded extensions.",
        "hech kim {user} ni so'ramagan, lekin {from} “{other}” ni {n} marta so'ragan, u ishlayotgan ro'yxatda yo'q.";
    ASKED_AS_LIKELY: "The phone's user field holds “{other}” instead of {user}.", "Telefondagi foydalanuvchi maydonida {user} o'rniga “{other}” yozilgan.";
    ASKED_AS_DO: "on the phone, enter only {user} in “User name”; the domain has its own field.",
        "telefonda “User name” ga faqat {user} deb yozing; domenning o'z maydoni bor.";
    BANNED: "{ip}, the address of {user}, is banned by fail2ban (jail {jail}).",
        "{user} keladigan {ip} fail2ban tomonidan bloklangan (jail {jail}).";
    BANNED_LIKELY: "Wrong logins from there, perhaps by another phone behind the same address.",
        "O'sha yerdan xato loginlar bo'lgan, balki o'sha manzil ortidagi boshqa telefondan.";
    BANNED_DO: "sudo fail2ban-client set {jail!} unbanip {ip!}   and correct the password on the phone.",
        "sudo fail2ban-client set {jail!} unbanip {ip!}   va telefondagi parolni tuzating.";
    ENDED: "{user} logged in {ago} from {from} and has no active registration: the phone unregistered, or only queried.",
        "{user} {ago} {from} dan kirgan, hozir kontakti yo'q: o'zini ro'yxatdan chiqargan yoki faqat so'ragan.";
    ENDED_LIKELY: "The app was closed, or “register” is turned off on the phone.", "Ilova yopilgan yoki telefonda “register” o'chirilgan.";
    ENDED_DO: "open the app and turn the account on.", "ilovani oching va hisobni yoqing.";
    UNCLEAR: "{user} has tried from {from}; the server has too little information to say why it is not registered.",
        "{user} {from} dan uringan, ma'lum narsalar nega ro'yxatda emasligini tushuntirmaydi.";
    UNCLEAR_BESIDE: "{user} has tried from {from}; the server has too little information to say why that failed.",
        "{user} {from} dan uringan, ma'lum narsalar nega natija chiqmaganini tushuntirmaydi.";
    UNCLEAR_LIKELY: "The attempt is still in progress, or was abandoned.", "Urinish hali davom etyapti yoki yarmida tashlab ketilgan.";
    UNCLEAR_DO: "press Register on the phone while this runs:  sudo sipregd watch 60 {user!}",
        "bu ishlayotganda telefonda Register'ni bosing:  sudo sipregd watch 60 {user!}";
    OLD_FILE_REFUSED: "{file} was changed at {changed}, but the reload at {at} failed, so the server still uses the version loaded at {loaded}. {first} Fix that, then:  {check} && {reload}",
        "{file} {changed} da o'zgartirilgan, lekin {at} dagi qayta o'qish rad etilgan, shuning uchun server hali {loaded} dagi holatni ishlatyapti. {first} Buni tuzating, keyin:  {check} && {reload}";
    OLD_FILE: "{file} was changed at {changed}, but the server still uses the version loaded at {loaded}:  {reload}",
        "{file} {changed} da o'zgartirilgan, server hali {loaded} dagi holatni ishlatyapti:  {reload}";

    WATCH_HEAD: "Press Register on the phone now.  Watching udp {where} for {span}; press Ctrl-C to stop.",
        "Endi telefonda Register'ni bosing.  udp {where} {span} kuzatiladi; Ctrl-C tugatadi.";
    RUNG_RECEIVED: "{when}  {from} ──► {method} {user}{agent}", "{when}  {from} ──► {method} {user}{agent}";
    RUNG_LOGIN: "{when}  {from} ──► {method} {user} (with credentials){agent}", "{when}  {from} ──► {method} {user} login bilan{agent}";
    RUNG_AGAIN: "{when}  {from} ──► {method} {user} retransmitted (although it was answered){agent}",
        "{when}  {from} ──► {method} {user} yana (javob berilgan bo'lsa ham takrorlandi){agent}";
    RUNG_CHALLENGED: "{when}  {from} ◄── {status} asked for credentials", "{when}  {from} ◄── {status} login so'raldi";
    RUNG_ACCEPTED: "{when}  {from} ◄── {status} accepted ({outcome})", "{when}  {from} ◄── {status} qabul qilindi ({outcome})";
    RUNG_REFUSED: "{when}  {from} ◄── {status} refused ({outcome})", "{when}  {from} ◄── {status} rad etildi ({outcome})";
    RUNG_SILENCE: "{when}  {from}  ×  not answered ({outcome})", "{when}  {from}  ×  javob berilmadi ({outcome})";
    STRANGERS: "Not shown: packets from unknown addresses (no credentials, no such extension): {n}; addresses: {m}.",
        "Ko'rsatilmadi: begonalarning {n} paketi (loginsiz, raqamlaringizdan emas), manzillar: {m}.";
    AS_IT_IS: "{text}", "{text}";
    BLOCKED_HERE: "{from} reaches this machine at udp/{port} (packets: {n}), but never reaches the service.",
        "{from} shu mashinaning udp/{port} portiga yetib keladi ({n} paket), lekin mashina ularni xizmatga uzatmaydi.";
    BLOCKED_HERE_LIKELY: "A rule of this machine's own firewall drops the packets or redirects them.",
        "Shu mashinaning o'z firewall'idagi qoida ularni tashlab yuboradi yoki boshqa joyga yo'naltiradi.";
    BLOCKED_HERE_DO: "to see which rule:  sudo sipregd doctor ufw nft", "qaysi qoidaligini ko'ring:  sudo sipregd doctor ufw nft";
    IN_PART: "of the packets that {from} sent to udp/{port} while watching ({n}), only some reached the service ({heard}).",
        "kuzatish paytida {from} udp/{port} ga {n} paket yubordi, mashina ulardan {heard} tasini xizmatga uzatdi.";
    CHECKSUM: "{from} reaches this machine at udp/{port}, but the kernel drops packets with a wrong checksum (while watching: {n}).",
        "{from} shu mashinaning udp/{port} portiga yetib keladi, lekin yadro nazorat yig'indisi xato paketlarni tashlab yuboradi (kuzatish paytida {n} ta).";
    CHECKSUM_LIKELY: "A network card or a virtual machine on the way computes checksums wrongly; this is not a firewall.",
        "Yo'ldagi tarmoq kartasi yoki virtual mashina nazorat yig'indisini xato hisoblaydi; buni firewall qilmaydi.";
    CHECKSUM_DO: "turn off checksum offloading where the packets come from; on a virtual machine, also here:  sudo ethtool -K INTERFACE rx off tx off   (INTERFACE:  ip route get {from!})",
        "paketlar keladigan tomonda checksum offloading'ni o'chiring; virtual mashina bo'lsa, shu yerda ham:  sudo ethtool -K INTERFACE rx off tx off   (INTERFACE:  ip route get {from!})";
    TORN: "{from} sends requests that are larger than one packet, and only their first fragment reaches this machine ({n}).",
        "{from} bitta paketga sig'maydigan so'rovlar yuboradi, bu mashinaga ularning faqat birinchi qismi yetib keladi ({n} ta).";
    TORN_LIKELY: "A router on the path drops the other fragments.", "Yo'ldagi router qolgan qismlarni tashlab yuboradi.";
    TORN_DO: "on the phone: turn off push, video and unused codecs, so that the request becomes smaller.",
        "telefonda: push, video va keraksiz kodeklarni o'chiring, so'rov kichrayadi.";
    ASTRAY: "{from} sends a REGISTER to {to} over UDP; this service listens on {listen} and does not receive it.",
        "{from} UDP orqali {to} ga REGISTER yuboryapti; bu xizmat {listen} da tinglaydi va uni olmaydi.";
    ASTRAY_LIKELY: "The phone was given that address, or its server name resolves to it.",
        "Telefonga shu manzil berilgan yoki server nomi shu manzilga olib boradi.";
    ASTRAY_DO: "in {config}:  listen *:{port}   and then:  sudo systemctl restart sipregd",
        "{config} da:  listen *:{port}   va keyin:  sudo systemctl restart sipregd";
    ASTRAY_PORT_LIKELY: "The phone is set to another port, or an SRV record names it.",
        "Telefonda boshqa port qo'yilgan yoki uni SRV yozuvi aytadi.";
    ASTRAY_PORT_DO: "on the phone: port {port}.", "telefonda: port {port}.";
    BANNED_SEEN: "{from} reaches this machine at udp/{port}, but fail2ban (jail {jail}) blocks it.",
        "{from} shu mashinaning udp/{port} portiga yetib keladi, lekin fail2ban (jail {jail}) uni kiritmayapti.";
    BANNED_SEEN_LIKELY: "Wrong logins from there. If none of your phones is at that address, the ban is correct and your phone has sent nothing.",
        "U yerdan xato loginlar bo'lgan. Bu manzilda telefoningiz bo'lmasa, hammasi joyida, sizniki esa hech narsa yubormagan.";
    BANNED_SEEN_DO: "if it is the address of your phone:  sudo fail2ban-client set {jail!} unbanip {from!}   and correct the password on the phone.",
        "agar bu telefoningizning manzili bo'lsa:  sudo fail2ban-client set {jail!} unbanip {from!}   va telefondagi parolni tuzating.";
    TRIES_TCP: "{from} tries to connect to TCP port {there}; this server speaks UDP only.",
        "{from} TCP {there} portiga ulanmoqchi; bu server faqat UDP bilan ishlaydi.";
    TRIES_TCP_LIKELY: "The phone's transport is set to {transport}.", "Telefonda transport {transport} qilib qo'yilgan.";
    TRIES_TCP_DO: "on the phone, set the transport to UDP and the port to {port}.", "telefonda transportni UDP, portni {port} qiling.";
    NOTHING_NOW: "no phone has reached udp/{port} while watching; unknown addresses did ({n}), so it is open from outside.",
        "kuzatish paytida udp/{port} ga birorta telefon yetib kelmadi; begonalar yetib keldi (manzillar: {n}), demak u tashqaridan ochiq.";
    OTHERS_NOW: "no request from {target} has reached udp/{port} while watching; requests from others have (addresses: {n}), so it is open from outside.",
        "kuzatish paytida udp/{port} da {target} ning birorta so'rovi o'qilmadi; boshqalarniki o'qildi (manzillar: {n}), demak u tashqaridan ochiq.";
    INSIDE_NOW: "all requests that reached udp/{port} while watching came from this machine itself.",
        "kuzatish paytida udp/{port} da o'qilgan so'rovlarning hammasi shu mashinaning o'zidan keldi.";
    NOTHING_NOW_NONE: "no packet has reached udp/{port} while watching. This is not a password problem.",
        "kuzatish paytida udp/{port} ga birorta paket kelmadi. Bu parol muammosi emas.";
    NOTHING_NOW_BEFORE: "no packet has reached udp/{port} while watching, but others have since the start (addresses: {n}): it is open from outside.",
        "kuzatish paytida udp/{port} ga paket kelmadi, lekin ishga tushgandan beri tashqaridan {n} ta manzil yetib kelgan: u tashqaridan ochiq.";
    MISSED: "packets that reached udp/{port} while watching: {n}, more than could be examined; the phone's may have been among them.",
        "kuzatish paytida udp/{port} ga {n} ta paket keldi, ko'rib ulgurib bo'lmadi; telefonniki ham ular orasida bo'lishi mumkin.";
    MISSED_LIKELY: "Unknown addresses are flooding this server.", "Begonalar bu serverni ko'mib tashlayapti.";
    MISSED_DO: "see what the service has recorded about each extension:  sudo sipregd status",
        "xizmat har bir raqam haqida nimani eslab qolganini ko'ring:  sudo sipregd status";
    NO_REQUEST: "packets have reached udp/{port} while watching ({n}), but no readable request.",
        "kuzatish paytida udp/{port} ga {n} ta paket keldi, lekin o'qib bo'ladigan so'rov bo'lmadi.";
    NO_REQUEST_LIKELY: "They are keep-alives, or not SIP. The phone you expect sends to another address, or over TCP or TLS, or is not set up yet.",
        "Ular router orqali yo'lni ochiq ushlab turadi yoki SIP emas. Kutilgan telefon boshqa manzilga, TCP yoki TLS orqali yuboryapti yoki hali sozlanmagan.";
    NO_REQUEST_DO: "on the phone: server {server}, port {port}, transport UDP; what could not be read is in the log:  sudo journalctl -u sipregd -n 50",
        "telefonda: server {server}, port {port}, transport UDP; kelgan va o'qib bo'lmagan narsa jurnalda:  sudo journalctl -u sipregd -n 50";
    NOBODY: "No phone has registered.", "Birorta telefon ro'yxatdan o'tmadi.";
    WATCH_SUCCESS: "{user} is registered from {from} ({agent}).", "{user} {from} dan ro'yxatdan o'tdi ({agent}).";
    NO_CAPTURE: "(Run with sudo to also see packets dropped by the firewall and phones trying TCP or TLS.)",
        "(Root sifatida bu firewall tashlab yuborganini va TCP yoki TLS'ni sinayotgan telefonlarni ham ko'radi.)";
}
