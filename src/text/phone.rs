//! What `doctor EXT` and `watch` say about one extension.

use super::words;

words! {
    REGISTERED: "{user}: registered since {since}, from {from}, {agent}; {left} left",
        "{user}: {since} dan beri ro'yxatda. Manzil: {from} ({agent}). Qolgan vaqt: {left}";
    NOT_REGISTERED: "{user}: not registered.", "{user}: ro'yxatda emas.";
    LAST_TRY: "{user}: not registered.  Last try {when} from {from} ({agent}).",
        "{user}: ro'yxatda emas.  Oxirgi urinish: {when}, manzil {from} ({agent}).";
    FAILED_BESIDE: "{user}: the attempt from {from} ({agent}) failed.  Still registered from {other}.",
        "{user}: {from} dan urinish muvaffaqiyatsiz ({agent}).  {other} dagi telefon hali ro'yxatda.";
    CERTAIN: "Certain:", "Aniq:";
    LIKELY: "Likely:", "Ehtimol:";
    DO_THIS: "Do this:", "Bajaring:";
    FIRST: "First:", "Avvalo:";
    NO_AGENT: "unknown app", "dastur nomi noma'lum";

    NOT_RUNNING: "sipregd is not running, so no phone can register.", "sipregd ishlamayapti, shuning uchun birorta telefon ro'yxatdan o'ta olmaydi.";
    NOT_RUNNING_LIKELY: "It was stopped, or could not start.", "U to'xtatilgan yoki ishga tusha olmagan.";
    NOT_RUNNING_DO: "  {command}\nand if that fails:\n  sudo sipregd doctor service config other",
        "  {command}\nbu yordam bermasa:\n  sudo sipregd doctor service config other";
    STATE_UNKNOWN: "{user}: state unknown.", "{user}: holati noma'lum.";
    OTHER_SIPREGD: "another sipregd (process {pid}) listens on udp/{port}; none uses the runtime folder {runtime}.",
        "udp/{port} da boshqa sipregd ({pid}-jarayon) tinglayapti; {runtime} papkasidan birorta jarayon foydalanmayapti.";
    OTHER_SIPREGD_LIKELY: "It was started with another configuration file, or that folder was emptied while it ran.",
        "U boshqa konfiguratsiya fayli bilan ishga tushirilgan yoki ishlab turgan paytida bu papka bo'shatilgan.";
    OTHER_SIPREGD_DO: "to see with which file it was started:\n  ps -o args= -p {pid}\nthen ask with that file (-c); if it is the same file:\n  sudo systemctl restart sipregd",
        "qaysi fayl bilan ishga tushirilganini ko'ring:\n  ps -o args= -p {pid}\nkeyin so'rovni shu fayl bilan takrorlang (-c); fayl o'sha bo'lsa:\n  sudo systemctl restart sipregd";
    NO_STATUS: "{runtime} is full, so the service cannot write its state: {why}.",
        "{runtime} to'lgan, shuning uchun xizmat o'z holatini yoza olmayapti: {why}.";
    NO_STATUS_LIKELY: "The service itself works, and phones can register.", "Xizmatning o'zi ishlayapti, telefonlar ro'yxatdan o'ta oladi.";
    NO_STATUS_DO: "make room there:\n  df -h {runtime!}", "u yerda joy bo'shating:\n  df -h {runtime!}";
    NO_ANSWER: "the service is running, but does not respond: {why}.", "xizmat ishlayapti, lekin so'rovga javob bermayapti: {why}.";
    NO_ANSWER_LIKELY: "It hangs, and does not answer phones either.", "Xizmat qotib qolgan, telefonlarga ham javob bermayapti.";
    NO_ANSWER_DO: "  sudo systemctl restart sipregd", "  sudo systemctl restart sipregd";
    UNSEEN: "you do not have permission to see the state of {user}.", "{user} holatini ko'rishga ruxsatingiz yo'q.";
    UNSEEN_LIKELY: "Only root and the service user may see it.", "Uni faqat root va xizmat foydalanuvchisi ko'ra oladi.";
    UNSEEN_DO: "  sudo sipregd doctor {user!}", "  sudo sipregd doctor {user!}";

    NOT_IN_FILE: "there is no extension {user} in {file}.", "{file} da {user} ichki raqami yo'q.";
    NOT_IN_FILE_LIKELY: "It was never added, or was added under another name.", "U hali qo'shilmagan yoki boshqa nom bilan qo'shilgan.";
    NOT_IN_FILE_DO: "  sudo sipregd passwd --generate {user!}\n  {reload}", "  sudo sipregd passwd --generate {user!}\n  {reload}";
    NOT_IN_FILE_ODD_DO: "on the phone, enter the name of an extension in {file} as user name; “{user}” has characters that no extension has.",
        "telefonda foydalanuvchi nomiga {file} dagi ichki raqamlardan birini yozing; “{user}” da hech bir ichki raqamda uchramaydigan belgilar bor.";
    NOT_LOADED: "{file} was changed at {changed} and has {user}; the server still uses the extensions loaded at {loaded}.",
        "{file} {changed} da o'zgargan, unda {user} bor; server esa hali {loaded} dagi ro'yxat bilan ishlayapti.";
    NOT_LOADED_LIKELY: "The reload was forgotten.", "Fayl o'zgartirilgach, reload qilinmagan.";
    NOT_LOADED_DO: "  {reload}", "  {reload}";
    REFUSED: "{file} has {user}, but the reload at {at} failed; the server still uses the extensions loaded at {loaded}. {first}",
        "{file} da {user} bor, lekin {at} dagi reload amalga oshmagan; server hali {loaded} dagi ro'yxat bilan ishlayapti. {first}";
    REFUSED_LIKELY: "One invalid line blocks every later change.",
        "Bitta xato qator undan keyingi barcha o'zgarishlarni to'xtatib turibdi.";
    LINE_REJECTED: "line {line} of {file} (extension {user}) is invalid: {why}",
        "{file} ning {line}-qatorida {user} bor, lekin bu qatorda xato: {why}";
    LINE_REJECTED_LIKELY: "The server still uses the extensions it loaded before, without this line.",
        "Server hali eski ro'yxat bilan ishlayapti, unda bu qator yo'q.";
    FIX_DO: "fix the line, then:\n  {check}\n  {reload}", "qatorni to'g'rilang, keyin:\n  {check}\n  {reload}";
    OTHER_CASE: "there is no extension {user}, but there is {other}: names are case-sensitive.",
        "{user} ichki raqami yo'q, lekin {other} bor: katta va kichik harflar farqlanadi.";
    OTHER_CASE_LIKELY: "{other} was probably meant.", "{other} nazarda tutilgan.";
    OTHER_NAME_DO: "on the phone, enter {other} as user name; to check {other}:\n  sudo sipregd doctor {other!}",
        "telefonda foydalanuvchi nomiga {other} deb yozing; uning holati:\n  sudo sipregd doctor {other!}";
    FULL_ADDRESS: "{user} is a full address; the extension is {other}.", "{user} to'liq manzil, ichki raqam esa {other}.";
    FULL_ADDRESS_LIKELY: "The phone's user field contains the domain too.", "Telefondagi foydalanuvchi maydonida domen ham yozilgan.";
    CLOSE_TO: "there is no extension {user}, but there is {other}.", "{user} ichki raqami yo'q, lekin {other} bor.";
    CLOSE_TO_LIKELY: "Possibly the number is mistyped or an old one, or {user} has not been added yet.", "Ichki raqam xato terilgan yoki eski, yoxud {user} hali qo'shilmagan.";
    CLOSE_TO_DO: "if the phone is {other}, enter that as its user name; if not, add {user}:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload",
        "telefonning ichki raqami {other} bo'lsa, foydalanuvchi nomiga shuni yozing; bo'lmasa, {user} ni qo'shing:\n  sudo sipregd passwd --generate {user!}\n  sudo sipregd reload";
    CANNOT_COMPARE: "you do not have permission to read {file}, so it is unknown whether {user} is in it.",
        "{file} ni o'qishga ruxsatingiz yo'q, shuning uchun unda {user} bor-yo'qligi noma'lum.";
    REMOVED_FROM_FILE: "{user} is no longer in {file}; the server still uses the extensions loaded at {loaded}.",
        "{user} {file} dan olib tashlangan; server esa hali {loaded} dagi ro'yxat bilan ishlayapti.";

    NOTHING_EVER: "no packet has reached udp/{port} since sipregd started {age} ago. This is not a password problem.",
        "xizmat {age} oldin ishga tushgan; shundan beri udp/{port} ga birorta paket kelmagan. Bu parol muammosi emas.";
    NOTHING_EVER_LIKELY: "The phone sends nothing, or sends it elsewhere: check its server, port, transport, outbound proxy and STUN, and whether the account is on. Or a firewall in front of this machine blocks it, or another machine uses its address.",
        "Telefon hech narsa yubormayapti yoki boshqa joyga yuboryapti: server, port, transport, outbound proxy, STUN va hisob yoqilganini tekshiring. Yoki bu mashina oldidagi firewall to'syapti yoxud uning manzilini boshqa mashina ishlatyapti.";
    NOTHING_YET_LIKELY: "The service has only just started; phones retry by themselves, usually within minutes. If none does: the server, port, transport, outbound proxy or STUN on the phone, or a firewall in front of this machine.",
        "Xizmat hozirgina ishga tushgan; telefonlar odatda bir necha daqiqada o'zi ulanadi. Ulanmasa, sababi telefondagi server, port, transport, outbound proxy yoki STUN, yoxud bu mashina oldidagi firewall.";
    NOTHING_DO: "1. on the phone: server {server}, port {port}, transport UDP, outbound proxy empty, STUN off, account on, settings saved\n2. in the provider's console: allow incoming UDP {port}\nthen:\n  sudo sipregd watch",
        "1. telefonda: server {server}, port {port}, transport UDP, outbound proxy bo'sh, STUN o'chirilgan, hisob yoqilgan, sozlamalar saqlangan\n2. provayder panelida kiruvchi UDP {port} ga ruxsat bering\nkeyin:\n  sudo sipregd watch";
    NOT_OF_IT: "no readable REGISTER for {user} has come from outside this machine since sipregd started {age} ago; other packets have reached udp/{port} (addresses: {n}), so the port is open from outside.",
        "xizmat {age} oldin ishga tushgan; shundan beri tashqaridan {user} uchun o'qib bo'ladigan birorta REGISTER kelmagan, lekin udp/{port} ga {n} ta manzildan boshqa paketlar kelgan, demak port tashqaridan ochiq.";
    NOT_OF_IT_SCANNERS: "the REGISTER requests for {user} that the server remembers came from a scanner (the last from {from}), so udp/{port} is open from outside.",
        "server eslab qolgan {user} uchun REGISTER so'rovlari skanerdan kelgan (oxirgisi {from} dan), demak udp/{port} tashqaridan ochiq.";
    NOT_OF_IT_UNREAD: "none of the REGISTER requests read since sipregd started {age} ago was for {user}; packets dropped unread because their senders were flooding: {n}.",
        "xizmat {age} oldin ishga tushgan; shundan beri o'qilgan REGISTER so'rovlari orasida {user} uchun birortasi bo'lmagan; {n} ta paket o'qilmay tashlangan, chunki yuboruvchilari haddan tashqari ko'p paket yuboryapti.";
    NOT_OF_IT_FORGOTTEN: "nothing is recorded about a phone of {user}; more requests have arrived since sipregd started {age} ago than are kept.",
        "{user} telefoni haqida ma'lumot saqlanmagan: xizmat {age} oldin ishga tushgan, shundan beri kelgan so'rovlar saqlash mumkin bo'lganidan ko'p.";
    REGISTERS_OTHER: "the phone at {from} logs in successfully as {user}, but tries to register “{other}”, which is not among the loaded extensions.",
        "{from} dagi telefon {user} nomi bilan muvaffaqiyatli kiryapti, lekin “{other}” ni ro'yxatdan o'tkazmoqchi, bunday ichki raqam esa yo'q.";
    REGISTERS_OTHER_LIKELY: "Its user name is “{other}”, and {user} is only in “Authentication name”.",
        "Telefonda foydalanuvchi nomi “{other}”, {user} esa faqat “Authentication name” maydoniga yozilgan.";
    REGISTERS_OTHER_DO: "on the phone, enter {user} as user name; the name that others see has its own field (display name).",
        "telefonda foydalanuvchi nomiga {user} deb yozing; boshqalarga ko'rinadigan ism uchun alohida maydon bor (display name).";
    NOT_OF_IT_PROBE: "of the requests for {user} that the server remembers, all came from {from}, which calls itself sipregd-probe; so udp/{port} is open from there.",
        "server eslab qolgan {user} uchun so'rovlarning hammasi {from} dagi sipregd-probe'dan kelgan. Demak, udp/{port} o'sha yerdan ochiq.";
    BEFORE_LOADED: "{from} asked for {user} when the server had not loaded that extension.",
        "{from} dan {user} uchun so'rov server bu ichki raqamni hali yuklamagan paytda kelgan.";
    BEFORE_RELOAD: "{user} failed to register from {from} before the server loaded the current settings and extensions ({loaded}).",
        "{user} {from} dan ro'yxatdan o'ta olmagan; bu server hozirgi sozlamalar va ichki raqamlarni yuklashidan ({loaded}) oldin bo'lgan.";
    BEFORE_RELOAD_LIKELY: "The reason was: {why}. If that has been corrected meanwhile, the phone is waiting before it tries again.",
        "Sababi shu edi: {why}. Agar u to'g'rilangan bo'lsa, telefon keyingi urinishgacha kutyapti.";
    BEFORE_RELOAD_DO: "press Register on the phone; then:\n  sudo sipregd doctor {user!}",
        "telefonda Register'ni bosing; keyin:\n  sudo sipregd doctor {user!}";
    BEFORE_LOADED_LIKELY: "The phone is waiting before it tries again.", "Telefon keyingi urinishgacha kutyapti.";
    BEFORE_LOADED_DO: "press Register on the phone.", "telefonda Register'ni bosing.";
    NOT_OF_IT_INSIDE: "nothing has reached udp/{port} from outside this machine since sipregd started {age} ago.",
        "xizmat {age} oldin ishga tushgan; shundan beri udp/{port} ga tashqaridan hech narsa kelmagan.";
    NOT_OF_IT_LIKELY: "The phone sends to another address (server, port, outbound proxy), or over TCP or TLS, or nothing (STUN, account off); or its network blocks SIP; or it is not set up yet.",
        "Telefon boshqa manzilga (server, port, outbound proxy) yoki TCP/TLS orqali yuboryapti yoxud hech narsa yubormayapti (STUN, hisob o'chirilgan); tarmog'i SIP'ni to'syapti yoki u hali sozlanmagan.";
    NOT_OF_IT_DO: "on the phone: server {server}, port {port}, transport UDP, outbound proxy empty, STUN off, account on, settings saved; try mobile data instead of Wi-Fi; then:\n  sudo sipregd watch",
        "telefonda: server {server}, port {port}, transport UDP, outbound proxy bo'sh, STUN o'chirilgan, hisob yoqilgan, sozlamalar saqlangan; Wi-Fi o'rniga mobil internetda sinang; keyin:\n  sudo sipregd watch";
    ASKED_AS: "requests ({n}) for “{other}”, which is not among the loaded extensions, have arrived, the last from {from}.",
        "“{other}” nomi bilan {n} ta so'rov kelgan, oxirgisi {from} dan; bunday ichki raqam esa yuklanmagan.";
    ASKED_AS_LIKELY: "The phone's user field contains “{other}” instead of {user}.", "Telefondagi foydalanuvchi maydonida {user} o'rniga “{other}” yozilgan.";
    ASKED_AS_DO: "on the phone, enter only {user} in “User name”; the domain has its own field.",
        "telefonda “User name” maydoniga faqat {user} deb yozing; domen uchun alohida maydon bor.";
    BANNED: "{ip}, the address of {user}, is banned by fail2ban (jail {jail}).",
        "{user} ulanadigan {ip} manzili fail2ban tomonidan bloklangan (jail {jail}).";
    BANNED_LIKELY: "Wrong logins from there, perhaps by another phone behind the same address.",
        "O'sha manzildan xato loginlar kelgan, ehtimol uning ortidagi boshqa telefondan.";
    BANNED_DO: "correct the password on the phone, then:\n  sudo fail2ban-client set {jail!} unbanip {ip!}",
        "telefondagi parolni to'g'rilang, keyin:\n  sudo fail2ban-client set {jail!} unbanip {ip!}";
    ENDED: "{user} logged in {ago} from {from} and has no active registration.",
        "{user} {ago} {from} dan muvaffaqiyatli kirgan, hozir esa ro'yxatda emas.";
    ENDED_LIKELY: "The app was closed, or “register” is turned off on the phone, or {user} was missing from the extensions file for a while.",
        "Ilova yopilgan yoki telefonda “Register” o'chirilgan, yoxud {user} bir muddat extensions faylida bo'lmagan.";
    ENDED_DO: "open the app and turn the account on.", "ilovani oching va hisobni yoqing.";
    UNCLEAR: "{user} has tried from {from}; the server has too little information to say why it is not registered.",
        "{user} {from} dan uringan, lekin nega ro'yxatda emasligini aniqlash uchun ma'lumot yetarli emas.";
    UNCLEAR_BESIDE: "why the attempt of {user} from {from} failed is not known beyond what is shown above.",
        "{user} ning {from} dan urinishi nega muvaffaqiyatsiz bo'lgani haqida yuqoridagidan boshqa ma'lumot yo'q.";
    UNCLEAR_LIKELY: "The attempt is still in progress, or was abandoned.", "Urinish hali tugamagan yoki yarim yo'lda to'xtagan.";
    UNCLEAR_DO: "press Register on the phone while this runs:\n  sudo sipregd watch {user!}",
        "shu buyruqni ishga tushirib, telefonda Register'ni bosing:\n  sudo sipregd watch {user!}";
    OLD_FILE_REFUSED: "{file} was changed at {changed}, but the reload at {at} failed, so the server still uses the version loaded at {loaded}. {first} Fix that, then:\n  {check}\n  {reload}",
        "{file} {changed} da o'zgargan, lekin {at} dagi reload amalga oshmagan, shuning uchun server hali {loaded} dagi holat bilan ishlayapti. {first} Xatoni to'g'rilang, keyin:\n  {check}\n  {reload}";
    OLD_FILE: "{file} was changed at {changed}, but the server still uses the version loaded at {loaded}:\n  {reload}",
        "{file} {changed} da o'zgargan, server esa hali {loaded} dagi holati bilan ishlayapti:\n  {reload}";

    WATCH_HEAD: "Press Register on the phone now.  Watching udp {where} for {span}; press Ctrl-C to stop.",
        "Endi telefonda Register'ni bosing.  {span} davomida udp {where} kuzatiladi; to'xtatish: Ctrl-C";
    WATCH_LEFT: "{n} s left", "{n} soniya qoldi";
    RUNG_RECEIVED: "{when}  {from} ──► {method} {user}{agent}", "{when}  {from} ──► {method} {user}{agent}";
    RUNG_LOGIN: "{when}  {from} ──► {method} {user} (with credentials){agent}", "{when}  {from} ──► {method} {user} login bilan{agent}";
    RUNG_AGAIN: "{when}  {from} ──► {method} {user} retransmitted (although it was answered){agent}",
        "{when}  {from} ──► {method} {user} qayta yuborildi (javob berilgan bo'lsa ham){agent}";
    RUNG_CHALLENGED: "{when}  {from} ◄── {status} asked for credentials", "{when}  {from} ◄── {status} login so'raldi";
    RUNG_ACCEPTED: "{when}  {from} ◄── {status} accepted ({outcome})", "{when}  {from} ◄── {status} qabul qilindi ({outcome})";
    RUNG_REFUSED: "{when}  {from} ◄── {status} refused ({outcome})", "{when}  {from} ◄── {status} rad etildi ({outcome})";
    RUNG_SILENCE: "{when}  {from}  ×  not answered ({outcome})", "{when}  {from}  ×  javob berilmadi ({outcome})";
    STRANGERS: "Not shown: packets from unknown addresses (no credentials, no such extension): {n}.",
        "Ko'rsatilmadi: notanish manzillardan {n} ta paket (loginsiz, sizning ichki raqamlaringiz emas).";
    BLOCKED_HERE: "{from} reaches this machine at udp/{port} (packets: {n}), but never reaches the service.",
        "{from} dan paketlar shu mashinaning udp/{port} portiga yetib keladi ({n} ta), lekin mashinaning o'z firewall'i ularni sipregd'gacha yetkazmaydi.";
    BLOCKED_HERE_LIKELY: "A rule of this machine's own firewall drops the packets or redirects them.",
        "Shu mashina firewall'idagi qoida ularni tashlaydi yoki boshqa joyga yo'naltiradi.";
    BLOCKED_HERE_DO: "to see which rule:\n  sudo sipregd doctor ufw nft", "qaysi qoida ekanini ko'ring:\n  sudo sipregd doctor ufw nft";
    IN_PART: "of the packets that {from} sent to udp/{port} while watching ({n}), only some reached the service ({heard}).",
        "kuzatish paytida {from} udp/{port} ga {n} ta paket yubordi, ulardan faqat {heard} tasi xizmatga yetib keldi.";
    OTHER_LINE: "Its requests come in on {comes}, but the replies leave on {leaves}: the provider of that line, or a router on the way, drops replies from {local}.",
        "So'rovlari {comes} orqali keladi, javoblar esa {leaves} orqali ketadi: o'sha liniya provayderi yoki yo'ldagi router {local} dan ketgan javoblarni tashlab yuboryapti.";
    OTHER_LINE_DO: "have the replies leave on {comes} too:\n  sudo ip route replace default via {gateway!} dev {comes!} table 5060\n  sudo ip rule add from {local!} table 5060",
        "javoblar ham {comes} orqali ketsin:\n  sudo ip route replace default via {gateway!} dev {comes!} table 5060\n  sudo ip rule add from {local!} table 5060";
    OTHER_LINE_ASK_DO: "have the replies leave on {comes} too: add a rule for what comes from {local}, and a routing table with that line's router (ip-rule(8)).",
        "javoblar ham {comes} orqali ketsin: {local} dan chiqadigan paketlar uchun qoida va o'sha liniya routeri yozilgan marshrutlash jadvalini qo'shing (ip-rule(8)).";
    CHECKSUM: "{from} reaches this machine at udp/{port}, but the kernel drops packets with a wrong checksum (while watching: {n}).",
        "{from} dan paketlar shu mashinaning udp/{port} portiga yetib keladi, lekin yadro ularni nazorat yig'indisi (checksum) xato bo'lgani uchun tashlaydi (kuzatish paytida {n} ta).";
    CHECKSUM_LIKELY: "A network card or a virtual machine on the way computes checksums wrongly; this is not a firewall.",
        "Yo'ldagi tarmoq kartasi yoki virtual mashina nazorat yig'indisini xato hisoblayapti; bu firewall ishi emas.";
    CHECKSUM_DO: "turn off checksum offloading where the packets come from; on a virtual machine, also here:\n  sudo ethtool -K INTERFACE rx off tx off\nto see INTERFACE:\n  ip route get {from!}",
        "paketlar kelayotgan tomonda checksum offloading'ni o'chiring; bu virtual mashina bo'lsa, shu yerda ham:\n  sudo ethtool -K INTERFACE rx off tx off\nINTERFACE nomini bilish uchun:\n  ip route get {from!}";
    TORN: "{from} sends requests that are larger than one packet, and only their first fragment reaches this machine ({n}).",
        "{from} bitta paketga sig'maydigan so'rovlar yuboryapti, bu mashinaga ularning faqat birinchi bo'lagi yetib keladi ({n} ta).";
    TORN_LIKELY: "A router on the path drops the other fragments.", "Yo'ldagi router qolgan bo'laklarni tashlab yuboradi.";
    TORN_DO: "on the phone: turn off push, video and unused codecs, so that the request becomes smaller.",
        "telefonda push, video va keraksiz kodeklarni o'chiring, shunda so'rov kichrayadi.";
    ASTRAY: "{from} sends a REGISTER to {to} over UDP; this service listens on {listen} and does not receive it.",
        "{from} UDP orqali {to} ga REGISTER yuboryapti; bu xizmat esa {listen} da tinglaydi va uni olmaydi.";
    ASTRAY_LIKELY: "The phone was given that address, or its server name resolves to it.",
        "Telefonga shu manzil kiritilgan yoki server nomi shu manzilga olib boradi.";
    ASTRAY_DO: "in {config}:\n  listen *:{port}\nand then:\n  sudo systemctl restart sipregd",
        "{config} da:\n  listen *:{port}\nva keyin:\n  sudo systemctl restart sipregd";
    ASTRAY_PORT_LIKELY: "The phone is set to another port, or an SRV record names it.",
        "Telefonda boshqa port yozilgan yoki SRV yozuvi boshqa portni ko'rsatadi.";
    ASTRAY_PORT_DO: "on the phone: port {port}.", "telefonda: port {port}.";
    BANNED_SEEN: "{from} reaches this machine at udp/{port}, but fail2ban (jail {jail}) blocks it.",
        "{from} dan paketlar shu mashinaning udp/{port} portiga yetib keladi, lekin fail2ban (jail {jail}) bu manzilni bloklagan.";
    BANNED_SEEN_LIKELY: "Wrong logins from there. If none of your phones is at that address, the ban is correct and your phone has sent nothing.",
        "U yerdan xato loginlar kelgan. Bu manzilda telefoningiz bo'lmasa, hammasi joyida, sizning telefoningizdan esa hech narsa kelmagan.";
    BANNED_SEEN_DO: "if it is the address of your phone, correct the password on it, then:\n  sudo fail2ban-client set {jail!} unbanip {from!}",
        "agar bu telefoningizning manzili bo'lsa, undagi parolni to'g'rilang, keyin:\n  sudo fail2ban-client set {jail!} unbanip {from!}";
    TRIES_TCP: "{from} tries to connect to TCP port {there}; this server speaks UDP only.",
        "{from} TCP {there}-portga ulanishga urinyapti; bu server faqat UDP bilan ishlaydi.";
    TRIES_TCP_LIKELY: "The phone's transport is set to {transport}.", "Telefonda transport {transport} tanlangan.";
    TRIES_TCP_DO: "on the phone, set the transport to UDP and the port to {port}.", "telefonda transport uchun UDP'ni, port uchun {port} ni tanlang.";
    NOTHING_NOW: "no phone of a loaded extension has sent a request to udp/{port} while watching; unknown addresses did ({n}), so it is open from outside.",
        "kuzatish paytida udp/{port} ga ro'yxatdagi ichki raqamlarning telefonlaridan so'rov kelmadi; {n} ta notanish manzildan keldi, demak port tashqaridan ochiq.";
    OTHERS_NOW: "no request from {target} has reached udp/{port} while watching; requests from others have (addresses: {n}), so it is open from outside.",
        "kuzatish paytida udp/{port} ga {target} dan birorta so'rov kelmadi; {n} ta boshqa manzildan keldi, demak port tashqaridan ochiq.";
    INSIDE_NOW: "all requests that reached udp/{port} while watching came from this machine itself.",
        "kuzatish paytida udp/{port} ga kelgan so'rovlarning hammasi shu mashinaning o'zidan.";
    NOTHING_NOW_NONE: "no packet has reached udp/{port} while watching. This is not a password problem.",
        "kuzatish paytida udp/{port} ga birorta paket kelmadi. Bu parol muammosi emas.";
    NOTHING_NOW_BEFORE: "no packet has reached udp/{port} while watching, but others have since the start (addresses: {n}): it is open from outside.",
        "kuzatish paytida udp/{port} ga paket kelmadi, lekin xizmat ishga tushgandan beri {n} ta tashqi manzildan kelgan: port tashqaridan ochiq.";
    MISSED: "packets that reached udp/{port} while watching: {n}, more than could be examined; the phone's may have been among them.",
        "kuzatish paytida udp/{port} ga {n} ta paket keldi, hammasini tekshirishga ulgurilmadi; telefoningizniki ham ular orasida bo'lishi mumkin.";
    MISSED_LIKELY: "Unknown addresses are flooding this server.", "Notanish manzillar bu serverga haddan tashqari ko'p paket yuboryapti.";
    MISSED_DO: "see what the service has recorded about each extension:\n  sudo sipregd status",
        "xizmat har bir ichki raqam haqida nima bilishini ko'ring:\n  sudo sipregd status";
    NO_REQUEST: "packets have reached udp/{port} while watching ({n}), but no readable request.",
        "kuzatish paytida udp/{port} ga {n} ta paket keldi, lekin ular orasida o'qib bo'ladigan so'rov yo'q.";
    NO_REQUEST_LIKELY: "They are keep-alives, or not SIP. The phone you expect sends to another address, or over TCP or TLS, or is not set up yet.",
        "Ular routerdagi NAT yozuvini saqlab turadigan (keep-alive) yoki SIP'ga aloqasi yo'q paketlar. Telefoningiz esa boshqa manzilga yoki TCP/TLS orqali yuboryapti yoxud hali sozlanmagan.";
    NO_REQUEST_DO: "on the phone: server {server}, port {port}, transport UDP; what could not be read is in the log:\n  sudo journalctl -u sipregd -n 50",
        "telefonda: server {server}, port {port}, transport UDP; o'qib bo'lmagan paketlar jurnalda:\n  sudo journalctl -u sipregd -n 50";
    NOT_WATCHED: "Nothing was watched.", "Kuzatib bo'lmadi.";
    NOBODY: "No phone has registered.", "Birorta telefon ro'yxatdan o'tmadi.";
    WATCH_SUCCESS: "{user} is registered from {from} ({agent}).", "{user} {from} dan ro'yxatdan o'tdi ({agent}).";
    NO_CAPTURE: "(Run with sudo to also see packets dropped by the firewall and phones trying TCP or TLS.)",
        "(sudo bilan ishga tushirilsa, firewall tashlagan paketlar va TCP/TLS bilan urinayotgan telefonlar ham ko'rinadi.)";
}
