//! What `doctor` says about the host and the service.

use super::words;

words! {
    WORD_OK: "ok", "joyida";
    WORD_PROBLEM: "PROBLEM", "MUAMMO";
    WORD_HINT: "hint", "maslahat";
    WORD_UNKNOWN: "unknown", "noma'lum";
    FIX: "fix:", "yechim:";
    NO_CHECK: "There is no check “{word}”. Did you mean “{check}”?", "“{word}” nomli tekshiruv yo'q. “{check}” demoqchimidingiz?";
    HEAD: "sipregd doctor, {date}, domain {domain}", "sipregd doctor, {date}, domen {domain}";
    NO_PROBLEMS: "no problems", "muammo yo'q";
    PROBLEMS: "problems: {n} ({ids})", "muammolar: {n} ({ids})";
    COUNTS: "{problems}; hints: {hints}; undetermined: {unknowns}; ok: {fine} (--verbose)",
        "{problems}; maslahatlar: {hints}; noma'lum: {unknowns}; joyida: {fine} (--verbose)";
    ALSO: "{text} (also: {ids})", "{text} (shuningdek: {ids})";
    OUTSIDE_TEST: "To test from outside, press Register on the phone while this runs:\n  sudo sipregd watch",
        "Tashqaridan sinash uchun shu buyruqni ishga tushirib, telefonda Register'ni bosing:\n  sudo sipregd watch";
    ROOT_SEES_MORE: "Run as root to determine the rest:\n  sudo sipregd doctor",
        "Qolganini root ko'radi:\n  sudo sipregd doctor";

    REPORT_ROOT: "Run as root, the report has the log and the state of the service too:\n  sudo sipregd report",
        "Root sifatida hisobotda jurnal va xizmat holati ham bo'ladi:\n  sudo sipregd report";
    ABOUT_SERVICE: "the service is running, responds, does not crash, and starts after a reboot",
        "xizmat ishlayapti, javob beryapti, xato bilan to'xtamayapti va server qayta yuklangach o'zi ishga tushadi";
    ABOUT_CONFIG: "sipregd.conf and the extensions file are valid", "sipregd.conf va extensions fayli to'g'ri";
    ABOUT_LOADED: "the service uses the current files", "xizmat fayllarning joriy holati bilan ishlayapti";
    ABOUT_LAST_RELOAD: "the last reload succeeded", "oxirgi reload muvaffaqiyatli o'tgan";
    ABOUT_PERM: "the service can read its files and other users cannot", "fayllarni xizmat o'qiy oladi, boshqalar o'qiy olmaydi";
    ABOUT_DISK: "registrations can be saved to the disk", "registratsiyalar diskka saqlanyapti";
    ABOUT_SOCKET: "sipregd listens on the port, and not only locally", "sipregd portni tinglayapti, faqat lokal emas";
    ABOUT_OTHER: "no other program uses the port", "portni boshqa dastur band qilmagan";
    ABOUT_ADDR: "the address in `listen` is one of this machine", "listen dagi manzil shu mashinaniki";
    ABOUT_DNS_A: "the domain's A record points to this machine", "domenning A yozuvi shu mashinani ko'rsatadi";
    ABOUT_DNS_AAAA: "its AAAA record, if any, points to this machine too", "AAAA yozuvi bo'lsa, u ham shu mashinani ko'rsatadi";
    ABOUT_DNS_SRV: "its SRV record, if any, has the right host and port", "SRV yozuvi bo'lsa, undagi nom va port to'g'ri";
    ABOUT_UFW: "ufw allows the UDP port", "ufw UDP portga ruxsat bergan";
    ABOUT_NFT: "no nftables rule drops or redirects the port", "nftables qoidalari portni to'smaydi va boshqa joyga yo'naltirmaydi";
    ABOUT_EGRESS: "replies can leave this machine", "javoblar bu mashinadan chiqa oladi";
    ABOUT_BANS: "no phone is banned by fail2ban or locked out", "hech bir telefon fail2ban yoki xizmat tomonidan bloklanmagan";
    ABOUT_SIP_HELPER: "the kernel does not rewrite SIP (nf_conntrack_sip)", "yadro SIP'ni o'zgartirmaydi (nf_conntrack_sip)";
    ABOUT_RPFILTER: "reverse-path filtering drops no packets", "rp_filter paketlarni tashlamayapti";
    ABOUT_DROPS: "no packets are lost in the receive buffer", "qabul buferida paketlar yo'qolmayapti";
    ABOUT_TRAFFIC: "packets arrive, also from outside this machine", "paketlar kelyapti, tashqaridan ham";

    NEEDS_ROOT: "needs root", "root kerak";
    NOT_RUNNING_UNKNOWN: "cannot be determined while the service is not running",
        "xizmat ishlamayotganda aniqlab bo'lmaydi";
    NO_ANSWER_UNKNOWN: "no data from the running service: {why}", "xizmatdan ma'lumot olinmadi: {why}";
    PROGRAM_ABSENT: "{program} is not installed, so this cannot be checked",
        "{program} o'rnatilmagan, shuning uchun tekshirib bo'lmaydi";
    PROGRAM_FAILED: "{program} failed: {why}", "{program} xato berdi: {why}";
    KERNEL_SILENT: "cannot read {file}", "{file} ni o'qib bo'lmadi";
    SERVICE_RUNNING: "running for {age}, process {pid}", "{age}dan beri ishlayapti, {pid}-jarayon";
    SERVICE_PROCESS: "running as process {pid}, not under systemd",
        "ishlayapti ({pid}-jarayon), lekin systemd orqali emas";
    RUNTIME_FULL: "running, but it cannot write its state: {runtime} is full",
        "ishlayapti, lekin o'z holatini yoza olmayapti: {runtime} to'lgan";
    SERVICE_HANGS: "running, but it does not respond: {why}", "ishlayapti, lekin so'rovga javob bermayapti: {why}";
    SERVICE_STOPPED: "not running", "ishlamayapti";
    SERVICE_ABSENT: "not running, and no sipregd.service is installed",
        "ishlamayapti, systemd'da sipregd xizmati ham yo'q";
    SERVICE_CONFIG: "stopped because of a configuration error (exit code 78)",
        "sozlamasi noto'g'ri bo'lgani uchun to'xtagan (chiqish kodi 78)";
    EXIT: "{result}, exit code {code}", "{result}, chiqish kodi {code}";
    SERVICE_FAILED: "failed ({why})", "xato bilan to'xtagan ({why})";
    SERVICE_LOOP: "it keeps crashing: systemd has restarted it {n} times, most recently {age} ago",
        "qayta-qayta xato bilan to'xtayapti: systemd uni {n} marta qayta ishga tushirgan, oxirgisi {age} oldin";
    SERVICE_LOOP_DOWN: "it keeps crashing and is down now: systemd has restarted it {n} times ({why})",
        "qayta-qayta xato bilan to'xtagan, hozir ishlamayapti: systemd uni {n} marta qayta ishga tushirgan ({why})";
    DISABLED: "does not start after a reboot (systemctl says: {state})",
        "server qayta yuklangach o'zi ishga tushmaydi (systemctl: {state})";

    CONFIG_OK: "{config} and {extensions} are valid; extensions: {n}",
        "{config} va {extensions} to'g'ri; {n} ta ichki raqam";
    NO_EXTENSIONS: "there are no extensions yet", "hali birorta ichki raqam yo'q";
    CONFIG_WRONG_MORE: "{first} (and {n} more)", "{first} (yana {n} ta)";
    CONFIG_FIX: "fix it, then:\n  sudo sipregd check\n  {command}",
        "uni to'g'rilang, keyin:\n  sudo sipregd check\n  {command}";
    LOADED_OK: "the server is using the current files", "server fayllarning joriy holati bilan ishlayapti";
    LOADED_OLD: "{file} was changed at {changed}, but the server still uses the version loaded at {loaded}",
        "{file} {changed} da o'zgargan, server esa hali {loaded} dagi holati bilan ishlayapti";
    LOADED_GONE: "{file} no longer exists; the server still uses the version loaded at {loaded}",
        "{file} o'chirilgan; server hali {loaded} dagi holati bilan ishlayapti";
    LOADED_RESTART: "listen is {wanted} in the file, but the server was started on {running}",
        "faylda listen {wanted} yozilgan, server esa {running} bilan ishga tushgan";
    RELOAD_NONE: "no reload since the start", "ishga tushgandan beri reload qilinmagan";
    RELOAD_OK: "the last reload ({at}) succeeded", "{at} dagi reload muvaffaqiyatli";
    RELOAD_REFUSED: "the reload at {at} failed; the server still uses the version loaded at {loaded}. {first}",
        "{at} dagi reload amalga oshmagan; server hali {loaded} dagi holat bilan ishlayapti. {first}";
    PERM_OK: "{file} is {mode} {owner}:{group}", "{file}: {mode} {owner}:{group}";
    PERM_OPEN: "{file} contains passwords and is readable by every user (mode {mode})",
        "{file} da parollar bor, uni serverdagi istalgan foydalanuvchi o'qiy oladi (huquqlar {mode})";
    PERM_CLOSED: "the service user {user} cannot read {file} ({mode} {owner}:{group})",
        "{file} ({mode} {owner}:{group}) ni xizmat foydalanuvchisi {user} o'qiy olmaydi";
    PERM_ABSENT: "{file} does not exist", "{file} mavjud emas";
    DISK_OK: "{free} MB free for {folder}", "{folder} uchun diskda {free} MB bo'sh joy bor";
    DISK_FULL: "no disk space left in {folder}: registrations cannot be saved, and a restart would lose them",
        "{folder} uchun diskda joy qolmagan: registratsiyalar saqlanmayapti, qayta ishga tushirilsa yo'qoladi";
    DISK_LOW: "only {free} MB free for {folder}", "{folder} uchun diskda atigi {free} MB joy qolgan";
    DISK_CLOSED: "the service user {user} cannot write to {file} ({mode} {owner}:{group})",
        "{file} ({mode} {owner}:{group}) ga xizmat foydalanuvchisi {user} yoza olmaydi";
    DISK_FAILING: "registrations have not been saved for {age}: {why}",
        "registratsiyalar {age}dan beri saqlanmayapti: {why}";

    SOCKET_OK: "udp {where}, user {user}", "udp {where}, foydalanuvchi {user}";
    SOCKET_NONE: "nothing listens on UDP port {port}", "UDP {port} portini hech bir dastur tinglamayapti";
    SOCKET_FOREIGN: "UDP port {port} is in use, but not by this sipregd (see `other`)",
        "UDP {port} portini sipregd emas, boshqa dastur band qilgan (other ga qarang)";
    SOCKET_LOOPBACK: "it listens only on {where}, which is unreachable from outside this machine",
        "faqat {where} da tinglayapti, unga bu mashinadan tashqaridan ulanib bo'lmaydi";
    SOCKET_LOOPBACK_FIX: "in {config}:\n  listen *:{port}\nthen:\n  sudo systemctl restart sipregd",
        "{config} da:\n  listen *:{port}\nkeyin:\n  sudo systemctl restart sipregd";
    OTHER_NONE: "no other program uses UDP port {port}", "UDP {port} portini boshqa dastur band qilmagan";
    OTHER_NAMED: "{name} (process {pid}) uses UDP port {port} at {where}",
        "UDP {port} portini {where} da {name} dasturi ({pid}-jarayon) band qilgan";
    OTHER_USER: "a program of user {user} uses UDP port {port} at {where}; run as root to see which one",
        "UDP {port} portini {where} da {user} foydalanuvchisining dasturi band qilgan; qaysi dastur ekanini root ko'radi";
    OTHER_FIX_PORT: "or give sipregd another port in {config}:\n  listen *:5070",
        "yoki {config} da sipregd uchun boshqa port bering:\n  listen *:5070";
    ADDR_ALL: "listens on every address: {list}", "barcha manzillarda tinglaydi: {list}";
    ADDR_ONE: "{ip} is an address of this machine", "{ip} shu mashinaning manzili";
    ADDR_ABSENT: "{ip} is not on this machine (it has {list}). If it is your public address, the provider uses NAT",
        "{ip} bu mashinada yo'q (unda {list} bor). Agar bu sizning tashqi (public) IP manzilingiz bo'lsa, provayder NAT ishlatadi";
    ADDR_PRIVATE: "this machine has only private addresses ({list}): it is behind the provider's NAT. Give phones the public address (see the provider's console, or: curl -4 ifconfig.me)",
        "bu mashinada faqat ichki (lokal) manzillar bor ({list}): provayder NAT ishlatadi; telefonlarga tashqi (public) IP manzilni bering";
    DROPS_NONE: "no packets lost to a full receive buffer", "qabul buferi to'lgani uchun yo'qolgan paket yo'q";
    DROPS_CHECKSUM: "packets dropped because of a wrong checksum: {n}: a network card or virtual machine on the way computes them wrongly",
        "{n} ta paket nazorat yig'indisi (checksum) xato bo'lgani uchun tashlab yuborildi: yo'ldagi tarmoq kartasi yoki virtual mashina uni xato hisoblayapti";
    DROPS_SOME: "packets lost to a full receive buffer since the start: {n}; none just now",
        "ishga tushgandan beri qabul buferi to'lgani uchun {n} ta paket yo'qolgan, hozir yo'qolmayapti";
    DROPS_MANY: "packets lost because the receive buffer was full: {n}: the service was busy or stalled, usually because a scanner was flooding it",
        "qabul buferi to'lgani uchun bu mashina {n} ta paketni yo'qotdi: xizmat band bo'lgan yoki to'xtab qolgan, odatda skanerlar oqimidan";

    DOMAIN_NO_NAME: "phones cannot resolve “{name}”; give them the address instead",
        "“{name}” telefonlar DNS'dan topa oladigan nom emas; ularga IP manzilni bering";
    DOMAIN_NO_NAME_FIX: "if DNS has a name for this server, in {config}:\n  domain sip.example.com\nthen:\n  {reload}",
        "DNS'da bu server uchun nom bo'lsa, {config} da yozing:\n  domain sip.example.com\nkeyin:\n  {reload}";
    NO_NAME: "skipped: no domain name (see `dns-a`)", "tekshiriladigan domen nomi yo'q (dns-a ga qarang)";
    DNS_SILENT: "no DNS server replied ({servers})", "hech qaysi DNS server javob bermadi ({servers})";
    DNS_NO_SERVER: "/etc/resolv.conf lists no DNS server", "/etc/resolv.conf da DNS server ko'rsatilmagan";
    DNS_REFUSED: "the DNS server refused to answer (rcode {code})", "DNS server so'rovni rad etdi (kod {code})";
    DNS_TRUNCATED: "the DNS answer does not fit into a packet", "DNS javobi bitta paketga sig'madi";
    A_OK: "{domain} resolves to {list} (this machine)", "{domain} = {list} (shu mashina)";
    A_NONE: "{domain} has no A record: phones cannot find this server by that name",
        "{domain} uchun A yozuvi yo'q: telefonlar serverni shu nom bilan topa olmaydi";
    A_NO_NAME: "the name {domain} does not exist in DNS", "{domain} nomi DNS'da mavjud emas";
    A_ELSEWHERE: "{domain} resolves to {list}, but this machine has {own}; phones will contact the wrong host",
        "{domain} = {list}, lekin bu mashinada {own}: telefonlar boshqa serverga boradi";
    A_PARTLY: "{domain} has several A records and {list} is not this machine: some phones will go there",
        "{domain} uchun bir nechta A yozuvi bor, {list} esa bu mashina emas: telefonlarning bir qismi o'sha yoqqa boradi";
    A_BEHIND: "{domain} resolves to {list}; this machine has only private addresses ({own}), so doctor cannot tell whether that is this server",
        "{domain} = {list}; bu mashinada faqat ichki (lokal) manzillar bor ({own}), shuning uchun bu o'sha server ekanini bu yerdan aniqlab bo'lmaydi";
    A_FIX: "set the A record of {domain} to {own}; at Cloudflare, also turn off its proxy (orange cloud), which carries no UDP",
        "{domain} ning A yozuvini {own} qilib o'zgartiring; Cloudflare'da uning proksisini (to'q sariq bulut) ham o'chiring: u UDP'ni o'tkazmaydi";
    A_FIX_BARE: "create an A record for {domain} with the public address of this server",
        "{domain} uchun shu serverning tashqi (public) IP manzili bilan A yozuvi yarating";
    AAAA_NONE: "{domain} has no AAAA record: phones use IPv4", "{domain} uchun AAAA yozuvi yo'q: telefonlar IPv4 orqali ulanadi";
    AAAA_OK: "{domain} also has AAAA {list} (this machine), and sipregd listens on it",
        "{domain} uchun AAAA ham bor: {list} (shu mashina); sipregd unda ham tinglaydi";
    AAAA_DEAF: "{domain} also has AAAA {list}, but sipregd does not listen on IPv6: phones using IPv6 cannot connect",
        "{domain} uchun AAAA ham bor: {list}, lekin sipregd IPv6'da tinglamaydi: IPv6'dagi telefonlar ulana olmaydi";
    AAAA_DEAF_FIX: "remove the AAAA record, or in {config}:\n  listen [::]:{port}",
        "AAAA yozuvini o'chiring yoki {config} da:\n  listen [::]:{port}";
    AAAA_ELSEWHERE: "{domain} also has AAAA {list}, which is not this machine: phones using IPv6 contact the wrong host",
        "{domain} uchun AAAA ham bor: {list}, lekin u bu mashina emas: IPv6'dagi telefonlar boshqa serverga boradi";
    AAAA_FIX: "remove the AAAA record of {domain}, or set it to the IPv6 address of this machine",
        "{domain} ning AAAA yozuvini o'chiring yoki uni shu mashinaning IPv6 manziliga o'zgartiring";
    SRV_NONE: "no SRV record (none is needed)", "SRV yozuvi yo'q (u shart emas)";
    SRV_OK: "the SRV record points here ({target}:{port})", "SRV yozuvi shu yerga olib keladi ({target}:{port})";
    SRV_PORT: "the SRV record says port {there}, but sipregd listens on {port}: phones that use it cannot register",
        "SRV yozuvida {there} porti, sipregd esa {port} da tinglaydi: unga amal qiladigan telefonlar ulana olmaydi";
    SRV_HOST: "the SRV record points to {target}, which is not this machine",
        "SRV yozuvi {target} ga olib boradi, u bu mashina emas";
    SRV_FIX: "set it to:  _sip._udp.{domain}. SRV 0 0 {port} {domain}.   or remove it",
        "uni shunday qiling:  _sip._udp.{domain}. SRV 0 0 {port} {domain}.   yoki o'chiring";

    UFW_ABSENT: "ufw is not installed", "ufw o'rnatilmagan";
    UFW_OFF: "ufw is not active", "ufw yoqilmagan";
    UFW_OPEN: "ufw is active and allows UDP {port}", "ufw yoqilgan va UDP {port} ga ruxsat bergan";
    UFW_SHUT: "ufw is active and no rule allows UDP {port}", "ufw yoqilgan, UDP {port} ga ruxsat beradigan qoida yo'q";
    UFW_TCP: "ufw allows port {port} for TCP only; phones use UDP",
        "ufw {port}-portga faqat TCP uchun ruxsat bergan; telefonlar UDP orqali ulanadi";
    UFW_DENY: "a ufw rule blocks UDP {port}: {rule}", "ufw qoidasi UDP {port} ni bloklaydi: {rule}";
    UFW_FROM: "ufw allows UDP {port} from {from} only", "ufw UDP {port} ga faqat {from} dan ruxsat bergan";
    UFW_PART: "ufw blocks UDP {port} on some interfaces or addresses of this machine: {rules}",
        "ufw UDP {port} ni shu mashinaning ayrim interfeys yoki manzillarida bloklaydi: {rules}";
    UFW_LIMIT: "ufw limits UDP {port}: an office with several phones behind one address may be blocked",
        "ufw UDP {port} ni cheklaydi (limit): bitta manzil ortidagi bir nechta telefon bloklanishi mumkin";
    NFT_NONE: "no nftables rule drops incoming traffic", "nftables'da kiruvchi trafikni tashlaydigan qoida yo'q";
    NFT_OPEN: "{chain} has a rule that accepts UDP {port}", "{chain} da UDP {port} ga ruxsat beradigan qoida bor";
    NFT_SHUT: "the policy of {chain} is drop, and no rule accepts UDP {port}",
        "{chain} siyosati drop, UDP {port} ga ruxsat beradigan qoida topilmadi";
    NFT_DROP: "a rule in {chain} drops UDP {port}", "{chain} dagi qoida UDP {port} ni tashlaydi";
    NFT_MAYBE: "a rule in {chain} may drop UDP {port}; doctor cannot evaluate its conditions",
        "{chain} dagi qoida UDP {port} ni tashlashi mumkin; buni faqat haqiqiy paket ko'rsatadi";
    NFT_UFW: "the nftables rules are those of ufw (see `ufw`)", "nftables qoidalarini ufw yozgan (ufw ga qarang)";
    NFT_DNAT: "a rule in {chain} redirects UDP {port} elsewhere, perhaps to a container; it never reaches sipregd",
        "{chain} dagi qoida UDP {port} ni boshqa joyga, ehtimol konteynerga yo'naltiradi; paketlar sipregd'ga yetib kelmaydi";
    NFT_DNAT_MAYBE: "a rule in {chain} may redirect UDP {port} elsewhere, perhaps to a container; doctor cannot evaluate its conditions",
        "{chain} dagi qoida UDP {port} ni boshqa joyga, ehtimol konteynerga yo'naltirishi mumkin; buni faqat haqiqiy paket ko'rsatadi";
    NFT_DNAT_FIX: "if nothing else is to get it, remove that rule:\n  sudo nft delete rule {chain} handle {handle}", "u boshqa dasturga kerak bo'lmasa, o'sha qoidani olib tashlang:\n  sudo nft delete rule {chain} handle {handle}";
    NFT_LASTING: "to keep it after a reboot, add it to /etc/nftables.conf too",
        "server qayta yuklangach ham qolishi uchun uni /etc/nftables.conf ga ham yozing";
    EGRESS_OK: "all replies were sent", "barcha javoblar yuborildi";
    EGRESS_BLOCKED: "this machine's own firewall blocked replies (EPERM): {n}, most recently to {to}",
        "shu mashinaning firewall'i {n} ta javobni to'sdi (EPERM), oxirgisi {to} ga";
    EGRESS_WAS_BLOCKED: "this machine's own firewall has blocked replies since the start (EPERM): {n}, none recently",
        "shu mashinaning firewall'i ishga tushgandan beri {n} ta javobni to'sgan (EPERM), so'nggi paytda to'smagan";
    EGRESS_BLOCKED_FIX: "check (outgoing must be “allow”):\n  sudo ufw status verbose\n  sudo nft list ruleset | grep -n output",
        "tekshiring (outgoing “allow” bo'lishi kerak):\n  sudo ufw status verbose\n  sudo nft list ruleset | grep -n output";
    EGRESS_ERRORS: "some replies could not be sent: {list}", "ayrim javoblarni yuborib bo'lmadi: {list}";

    RPF_OK: "no packets dropped by reverse-path filtering (rp_filter)", "rp_filter tufayli tashlangan paket yo'q";
    RPF_OLD: "packets dropped by rp_filter since boot: {n}; just now: {now}",
        "server yuklangandan beri {n} ta paket rp_filter tufayli tashlangan, shundan {now} tasi hozir";
    RPF_DROPS: "packets dropped because replies would leave by another interface (rp_filter strict, {uplinks} uplinks): {n}",
        "{n} ta paket rp_filter (strict) tufayli tashlangan: javob yo'li paket kelgan interfeysdan o'tmaydi ({uplinks} ta tashqi interfeys)";
    HELPER_NONE: "the kernel's SIP helper (nf_conntrack_sip) is not loaded", "yadrodagi SIP helper (nf_conntrack_sip) yuklanmagan";
    HELPER_IDLE: "the kernel's SIP helper is loaded, but nothing uses it", "yadrodagi SIP helper yuklangan, lekin uni hech qaysi qoida ishlatmaydi";
    HELPER_ON: "the kernel's SIP helper is in use on this machine ({how}): it rewrites SIP and drops packets it does not accept",
        "bu mashinada yadrodagi SIP helper ishlayapti ({how}): u SIP'ni o'zgartiradi va mos kelmagan paketlarni tashlaydi";

    BANS_NONE: "no address is banned or locked out", "hech kim bloklanmagan";
    BANS_STRANGERS: "fail2ban (jail {jail}) has banned {list}; none of your extensions has used that address",
        "fail2ban (jail {jail}) bloklagan: {list}; ichki raqamlaringizdan hech biri u yerdan ulanmagan";
    BANS_PHONE: "{ip}, used by extension {user}, is banned by fail2ban (jail {jail})",
        "{user} ichki raqami ulanadigan {ip} manzili fail2ban tomonidan bloklangan (jail {jail})";
    BANS_LOCKED: "{ip} ({user}) is locked out after too many wrong logins; the lockout ends by itself within 5 minutes",
        "{ip} ({user}) juda ko'p xato logindan keyin bloklangan; blok 5 daqiqa ichida o'zi ochiladi";
    BANS_LOCKED_STRANGERS: "locked out after too many wrong logins: {list}; if one is your office: a phone there has a wrong name or password",
        "juda ko'p xato logindan keyin bloklangan: {list}; agar bu ofisingizning manzili bo'lsa, u yerdagi bir telefonda nom yoki parol xato";
    BANS_LOCKED_FIX: "correct the password on the phone first:\n  sudo sipregd doctor {user!}",
        "avval telefondagi parolni to'g'rilang:\n  sudo sipregd doctor {user!}";
    BANS_LOCKED_NOW: "to lift the lockout at once (phones stay registered):\n  sudo systemctl restart sipregd",
        "blokni hozir ochish uchun (telefonlar ro'yxatda qoladi):\n  sudo systemctl restart sipregd";

    TRAFFIC: "packets since the start: {n}; last: {last}; addresses outside this machine: {outside}; last successful registration: {success}",
        "ishga tushgandan beri {n} ta paket, oxirgisi {last}; tashqi manzillar: {outside} ta; oxirgi muvaffaqiyatli ro'yxatdan o'tish: {success}";
    TRAFFIC_NEW: "no packet yet; started {age} ago", "hali paket kelmagan; xizmat {age} oldin ishga tushgan";
    TRAFFIC_NONE: "no packet has reached udp/{port} since the start ({age} ago). This is not a password problem",
        "xizmat {age} oldin ishga tushgan, shundan beri udp/{port} ga birorta paket kelmagan. Bu parol muammosi emas";
    TRAFFIC_INSIDE: "packets since the start: {n}, none of them from outside",
        "ishga tushgandan beri {n} ta paket, birortasi ham tashqaridan kelmagan";

    NOTHING_CLOUD: "provider's console (firewall, security group): allow incoming UDP {port}",
        "provayder panelida (firewall, security group): kiruvchi UDP {port} ga ruxsat bering";
    NOTHING_PHONE: "phone: server {server}, port {port}, transport UDP, STUN off, registration on, settings saved",
        "telefonda: server {server}, port {port}, transport UDP, STUN o'chirilgan, Register yoqilgan, sozlamalar saqlangan";
}
