//! What `doctor` says about the host and the service.

use super::words;

words! {
    WORD_OK: "ok", "yaxshi";
    WORD_PROBLEM: "PROBLEM", "MUAMMO";
    WORD_HINT: "hint", "maslahat";
    WORD_UNKNOWN: "unknown", "noma'lum";
    FIX: "fix:", "yechim:";
    NO_CHECK: "There is no check “{word}”. Did you mean “{check}”?", "“{word}” degan tekshiruv yo'q. “{check}” demoqchimidingiz?";
    HEAD: "sipregd doctor, {date}, domain {domain}", "sipregd doctor, {date}, domen {domain}";
    SUMMARY: "{problems} problems, {unknowns} unknown.", "{problems} muammo, {unknowns} noma'lum.";
    SUMMARY_ONE: "1 problem, {unknowns} unknown.", "1 muammo, {unknowns} noma'lum.";
    OUTSIDE_TEST: "Test from outside:  sudo sipregd watch   (then press Register on the phone)",
        "Tashqaridan sinash:  sudo sipregd watch   (keyin telefonda Register tugmasini bosing)";
    ROOT_SEES_MORE: "Run as root to determine the rest:  sudo sipregd doctor",
        "Noma'lum qolganlari uchun root kerak:  sudo sipregd doctor";

    NEEDS_ROOT: "needs root:  sudo sipregd doctor {id!}", "root kerak:  sudo sipregd doctor {id!}";
    NOT_RUNNING_UNKNOWN: "cannot be determined while the service is not running",
        "xizmat ishlamayotganda buni bilib bo'lmaydi";
    NO_ANSWER_UNKNOWN: "no data from the running service: {why}", "ishlayotgan xizmat aytmadi: {why}";
    PROGRAM_ABSENT: "{program} is not installed, so this cannot be checked",
        "{program} o'rnatilmagan, shuning uchun buni ko'rib bo'lmaydi";
    PROGRAM_FAILED: "{program} failed: {why}", "{program} aytmadi: {why}";
    KERNEL_SILENT: "cannot read {file}", "yadro aytmaydi ({file})";
    NEXT_LOOK: "then check again:  sudo sipregd doctor", "va yana tekshiring:  sudo sipregd doctor";

    SERVICE_RUNNING: "running for {age}, process {pid}", "{age}dan beri ishlayapti, jarayon {pid}";
    SERVICE_PROCESS: "running as process {pid}, not under systemd",
        "{pid} jarayoni sifatida ishlayapti, systemd'siz";
    SERVICE_STOPPED: "not running", "ishlamayapti";
    SERVICE_ABSENT: "not running, and no sipregd.service is installed",
        "ishlamayapti, systemd ham sipregd xizmatini bilmaydi";
    SERVICE_CONFIG: "stopped because of a configuration error (exit code 78)",
        "sozlamasi noto'g'ri bo'lgani uchun to'xtagan (chiqish kodi 78)";
    SERVICE_FAILED: "failed ({why})", "nosozlik bilan to'xtagan ({why})";
    SERVICE_LOOP: "it keeps crashing: systemd has restarted it {n} times, most recently {age} ago",
        "qayta-qayta qulayapti: systemd uni {n} marta qayta ishga tushirgan, oxirgisi {age} oldin";
    SERVICE_LOOP_DOWN: "it keeps crashing and is down now: systemd has restarted it {n} times ({why})",
        "qayta-qayta qulayapti va hozir ishlamayapti: systemd uni {n} marta qayta ishga tushirgan ({why})";
    ENABLED: "starts after a reboot", "qayta yuklashdan keyin o'zi ishga tushadi";
    DISABLED: "does not start after a reboot (systemctl says: {state})",
        "qayta yuklashdan keyin o'zi ishga tushmaydi (systemctl: {state})";
    NOT_A_SERVICE: "no sipregd.service is installed, so it will not start after a reboot",
        "systemd sipregd xizmatini bilmaydi, qayta yuklashdan keyin uni hech narsa ishga tushirmaydi";

    CONFIG_OK: "{config} and {extensions} are valid; extensions: {n}",
        "{config} va {extensions} joyida; {n} ta raqam";
    CONFIG_WRONG: "{first}", "{first}";
    CONFIG_WRONG_MORE: "{first} (and {n} more)", "{first} (yana {n} ta)";
    CONFIG_UNREADABLE: "{file} can only be read by root: sudo sipregd doctor {id!}",
        "{file} ni faqat root o'qiy oladi: sudo sipregd doctor {id!}";
    LOADED_OK: "the server is using the current files", "server fayllarning hozirgi holatini ishlatyapti";
    LOADED_OLD: "{file} was changed at {changed}, but the server still uses the version loaded at {loaded}",
        "{file} soat {changed} da o'zgartirilgan, server esa {loaded} da o'qilganini ishlatyapti";
    LOADED_GONE: "{file} no longer exists; the server still uses the version loaded at {loaded}",
        "{file} yo'q bo'lgan; server hali {loaded} da o'qilganini ishlatyapti";
    LOADED_RESTART: "listen is {wanted} in the file, but the server was started on {running}",
        "faylda listen {wanted}, lekin server {running} da ishga tushirilgan";
    RELOAD_NONE: "no reload since the start", "ishga tushgandan beri qayta o'qish bo'lmagan";
    RELOAD_OK: "the last reload ({at}) succeeded", "{at} dagi qayta o'qish yaxshi o'tgan";
    RELOAD_REFUSED: "the reload at {at} failed; the server still uses the version loaded at {loaded}. {first}",
        "{at} dagi qayta o'qish rad etilgan; server hali {loaded} dagi holatni ishlatyapti. {first}";
    PERM_OK: "{file} is {mode} {owner}:{group}", "{file}: {mode} {owner}:{group}";
    PERM_OPEN: "{file} contains passwords and is readable by every user (mode {mode})",
        "{file} da parollar bor va uni shu mashinadagi hamma o'qiy oladi (huquqlar {mode})";
    PERM_CLOSED: "the service user {user} cannot read {file} ({mode} {owner}:{group})",
        "{file} ({mode} {owner}:{group}) ni xizmat foydalanuvchisi {user} o'qiy olmaydi";
    PERM_ABSENT: "{file} does not exist", "{file} mavjud emas";
    DISK_OK: "{free} MB free for {folder}", "{folder} uchun {free} MB bo'sh joy bor";
    DISK_FULL: "no disk space left in {folder}: registrations cannot be saved, and a restart would lose them",
        "{folder} uchun joy qolmagan: ro'yxatga olishlar saqlanmaydi, qayta ishga tushirilsa yo'qoladi";
    DISK_LOW: "only {free} MB free for {folder}", "{folder} uchun atigi {free} MB qolgan";
    DISK_FAILING: "registrations have not been saved for {age}: {why}",
        "ro'yxatga olishlar {age}dan beri saqlanmayapti: {why}";

    SOCKET_OK: "udp {where}, user {user}", "udp {where}, foydalanuvchi {user}";
    SOCKET_NONE: "nothing listens on UDP port {port}", "UDP {port} portida hech narsa tinglamayapti";
    SOCKET_FOREIGN: "UDP port {port} is in use, but not by this sipregd (see `other`)",
        "UDP {port} porti band, lekin sipregd tomonidan emas (other ga qarang)";
    SOCKET_LOOPBACK: "it listens only on {where}, which is unreachable from outside this machine",
        "faqat {where} da tinglayapti, bu mashinadan tashqaridagi hech kim unga yeta olmaydi";
    SOCKET_LOOPBACK_FIX: "in {config}:  listen 0.0.0.0:{port}   then:  sudo systemctl restart sipregd",
        "{config} da:  listen 0.0.0.0:{port}   keyin:  sudo systemctl restart sipregd";
    OTHER_NONE: "no other program uses UDP port {port}", "UDP {port} portini boshqa hech kim band qilmagan";
    OTHER_NAMED: "{name} (process {pid}) uses UDP port {port} at {where}",
        "UDP {port} portini {where} da {name} ({pid} jarayoni) band qilgan";
    OTHER_USER: "a program of user {user} uses UDP port {port} at {where}; run as root to see which one",
        "UDP {port} portini {where} da {user} foydalanuvchisining dasturi band qilgan; qaysi biri ekanini root ko'radi";
    OTHER_FIX_PORT: "or give sipregd another port in {config}:  listen 0.0.0.0:5070",
        "yoki {config} da sipregd uchun boshqa port bering:  listen 0.0.0.0:5070";
    ALIVE_OK: "answers on this machine within {ms} ms (this does not prove that it is reachable from outside)",
        "shu mashinada {ms} ms ichida javob beradi (bu tashqaridan kirish yo'li haqida hech narsa demaydi)";
    ALIVE_SILENT: "{where} is bound but does not answer: the service hangs, or a firewall blocks local traffic too",
        "{where} band, lekin javob bermaydi: xizmat qotib qolgan yoki firewall qoidasi shu mashinaning o'ziga ham tegishli";
    ALIVE_NOBODY: "not tried: nothing listens on UDP port {port}",
        "so'raydigan hech narsa yo'q: UDP {port} portida hech narsa tinglamayapti";
    LOGIN_OK: "extension {name} can log in with the password in the file",
        "{name} raqami fayldagi parol bilan kira oladi";
    LOGIN_WRONG: "extension {name} cannot log in with the password in the file ({code}): the server uses other credentials than the file, or has a fault",
        "{name} raqami fayldagi parol bilan kira olmadi ({code}): server boshqa ro'yxatni ishlatyapti yoki nosoz";
    LOGIN_LATER: "not tried, because the server does not use the current files (see `loaded`)",
        "sinalmadi, chunki server fayllarning hozirgi holatini ishlatmayapti (loaded ga qarang)";
    LOGIN_SPARED: "not tried: a test login would replace what is recorded about real phones. To try one:  sipregd probe {where!} --user EXT",
        "sinalmadi, chunki sinov logini telefonlar haqidagi ma'lumotni o'chirib yuboradi; birini sinash uchun:  sipregd probe {where!} --user EXT";
    LOGIN_HASHES: "not tried: the file has no plain-text password", "sinalmadi: faylda ochiq parol yo'q";
    LOGIN_EMPTY: "there are no extensions yet", "hali birorta raqam yo'q";
    ADDR_ALL: "listens on every address: {list}", "barcha manzillarda tinglaydi: {list}";
    ADDR_ONE: "{ip} is an address of this machine", "{ip} shu mashinaning manzili";
    ADDR_ABSENT: "{ip} is not on this machine (it has {list}). If it is your public address, the provider uses NAT",
        "{ip} bu mashinada yo'q (bunda {list} bor). Agar u ommaviy manzil bo'lsa, uni provayder almashtiradi";
    ADDR_PRIVATE: "this machine has only private addresses ({list}): it is behind the provider's NAT. Give phones the public address (see the provider's console, or: curl -4 ifconfig.me)",
        "bu mashinada faqat xususiy manzillar bor ({list}): ommaviy manzilni provayder almashtiradi; telefonlarga ommaviysi kerak";
    DROPS_NONE: "no packets lost to a full receive buffer", "birorta paket to'lgan qabul buferiga duch kelmagan";
    DROPS_CHECKSUM: "packets dropped because of a wrong checksum: {n}: a network card or virtual machine on the way computes them wrongly",
        "{n} paketning nazorat yig'indisi xato bo'lgani uchun tashlab yuborildi: yo'ldagi tarmoq kartasi yoki virtual mashina uni xato hisoblaydi";
    DROPS_SOME: "packets lost to a full receive buffer since the start: {n}; none just now",
        "ishga tushgandan beri {n} paket to'lgan qabul buferiga duch kelgan, hozir yo'q";
    DROPS_MANY: "packets lost because the receive buffer was full: {n}: the service was busy or stalled, usually because a scanner was flooding it",
        "qabul buferi to'lgani uchun bu mashina {n} paketni yo'qotdi: xizmat band bo'lgan yoki to'xtab qolgan, odatda skaner toshqinidan";

    DOMAIN_NO_NAME: "phones cannot resolve the realm {realm}; give them the address instead",
        "realm {realm} telefonlar topa oladigan nom emas; ularga manzilni berish kerak";
    NO_NAME: "skipped: no domain name (see `dns-a`)", "izlanadigan nom yo'q (dns-a ga qarang)";
    DNS_SILENT: "no DNS server replied ({servers})", "hech qaysi DNS server javob bermadi ({servers})";
    DNS_NO_SERVER: "/etc/resolv.conf lists no DNS server", "/etc/resolv.conf da DNS server yo'q";
    DNS_REFUSED: "the DNS server refused to answer (rcode {code})", "DNS server aytmadi (kod {code})";
    A_OK: "{domain} resolves to {list} (this machine)", "{domain} = {list}, shu mashina";
    A_NONE: "{domain} has no A record: phones cannot find this server by that name",
        "{domain} uchun A yozuvi yo'q: telefonlar serverni shu nom bilan topa olmaydi";
    A_NO_NAME: "the name {domain} does not exist in DNS", "{domain} nomi DNS'da mavjud emas";
    A_ELSEWHERE: "{domain} resolves to {list}, but this machine has {own}; phones will contact the wrong host",
        "{domain} = {list}, lekin bu mashinada {own}: telefonlar boshqa joyga boradi";
    A_PARTLY: "{domain} has several A records and {list} is not this machine: some phones will go there",
        "{domain} uchun bir nechta A yozuvi bor, {list} bu mashina emas: telefonlar navbat bilan o'sha yoqqa boradi";
    A_BEHIND: "{domain} resolves to {list}; this machine has only private addresses ({own}), so doctor cannot tell whether that is this server",
        "{domain} = {list}; bu mashinada faqat xususiy manzillar bor ({own}), shu manzil o'ziniki ekanini bu yerdan bilib bo'lmaydi";
    A_CLOUDFLARE: "turn off the proxy (orange cloud) of this record: it does not carry UDP",
        "shu yozuvning proksisini (to'q sariq bulut) o'chiring: u UDP'ni o'tkazmaydi";
    A_FIX: "set the A record of {domain} to {own}", "{domain} ning A yozuvini {own} qilib o'zgartiring";
    A_FIX_BARE: "create an A record for {domain} with the public address of this server",
        "{domain} uchun shu serverning ommaviy manzili bilan A yozuvi yarating";
    AAAA_NONE: "{domain} has no AAAA record: phones use IPv4", "{domain} uchun AAAA yozuvi yo'q: telefonlar IPv4 orqali keladi";
    AAAA_OK: "{domain} also has AAAA {list} (this machine), and sipregd listens on it",
        "{domain} = {list} ham, shu mashina, sipregd u yerda ham tinglaydi";
    AAAA_DEAF: "{domain} also has AAAA {list}, but sipregd does not listen on IPv6: phones using IPv6 cannot connect",
        "{domain} uchun AAAA {list} ham bor, lekin sipregd IPv6'da tinglamaydi: IPv6'dagi telefonlar hech qachon yetib kelmaydi";
    AAAA_DEAF_FIX: "remove the AAAA record, or in {config}:  listen [::]:{port}",
        "AAAA yozuvini o'chiring yoki {config} da:  listen [::]:{port}";
    AAAA_ELSEWHERE: "{domain} also has AAAA {list}, which is not this machine: phones using IPv6 contact the wrong host",
        "{domain} uchun AAAA {list} ham bor, lekin u bu mashina emas: IPv6'dagi telefonlar boshqa joyga boradi";
    AAAA_FIX: "remove the AAAA record of {domain}, or set it to the IPv6 address of this machine",
        "{domain} ning AAAA yozuvini o'chiring yoki uni shu mashinaning IPv6 manziliga o'zgartiring";
    SRV_NONE: "no SRV record (none is needed)", "SRV yozuvi yo'q, bu normal holat";
    SRV_OK: "the SRV record points here ({target}:{port})", "SRV yozuvi shu yerga olib keladi ({target}:{port})";
    SRV_PORT: "the SRV record says port {there}, but sipregd listens on {port}: phones that use it cannot register",
        "SRV yozuvida {there} porti, sipregd esa {port} da tinglaydi: unga amal qiladigan telefonlar ulana olmaydi";
    SRV_HOST: "the SRV record points to {target}, which is not this machine",
        "SRV yozuvi {target} ga olib boradi, u bu mashina emas";
    SRV_FIX: "set it to:  _sip._udp.{domain}. SRV 0 0 {port} {domain}.   or remove it",
        "uni shunday qiling:  _sip._udp.{domain}. SRV 0 0 {port} {domain}.   yoki o'chiring";

    UFW_ABSENT: "ufw is not installed", "ufw o'rnatilmagan";
    UFW_OFF: "ufw is not active", "ufw yoqilmagan";
    UFW_OPEN: "ufw is active and allows UDP {port}", "ufw yoqilgan va UDP {port} ni kiritadi";
    UFW_SHUT: "ufw is active and no rule allows UDP {port}", "ufw yoqilgan, UDP {port} ni kiritadigan qoida yo'q";
    UFW_TCP: "ufw allows port {port} for TCP only; phones use UDP",
        "ufw {port} portini faqat TCP orqali kiritadi; telefonlar UDP orqali keladi";
    UFW_DENY: "a ufw rule blocks UDP {port}: {rule}", "ufw qoidasi UDP {port} ni rad etadi: {rule}";
    UFW_FROM: "ufw allows UDP {port} from {from} only", "ufw UDP {port} ni faqat {from} dan kiritadi";
    UFW_LIMIT: "ufw limits UDP {port}: an office with several phones behind one address may be blocked",
        "ufw UDP {port} ni cheklaydi: bitta manzil ortidagi bir nechta telefon to'silib qolishi mumkin";
    UFW_OUT: "ufw blocks outgoing traffic by default (outgoing: {policy}), so replies cannot leave",
        "ufw bu mashina yuboradigan narsani taqiqlaydi (outgoing: {policy}); javoblar chiqa olmaydi";
    UFW_ENABLED_UNKNOWN: "ufw is enabled; run as root to see its rules:  sudo sipregd doctor ufw",
        "ufw yoqilgan; qanday qoidalari borligini root ko'radi:  sudo sipregd doctor ufw";
    NFT_NONE: "no nftables rule drops incoming traffic", "nftables'da kiruvchini tashlab yuboradigan qoida yo'q";
    NFT_OPEN: "{chain} has a rule that accepts UDP {port}", "{chain} da UDP {port} ni qabul qiladigan qoida bor";
    NFT_SHUT: "the policy of {chain} is drop, and no rule accepts UDP {port}",
        "{chain} siyosati drop, UDP {port} ni qabul qiladigan qoida ko'rinmaydi";
    NFT_DROP: "a rule in {chain} drops UDP {port}", "{chain} dagi qoida UDP {port} ni tashlab yuboradi";
    NFT_MAYBE: "a rule in {chain} may drop UDP {port}; doctor cannot evaluate its conditions",
        "{chain} dagi qoida UDP {port} ni tashlab yuborishi mumkin; buni faqat paketning o'zi ko'rsatadi";
    NFT_UFW: "the nftables rules are those of ufw (see `ufw`)", "nftables qoidalari ufw'niki (ufw ga qarang)";
    NFT_DNAT: "a rule in {chain} redirects UDP {port} elsewhere, perhaps to a container; it never reaches sipregd",
        "{chain} dagi qoida UDP {port} ni boshqa joyga, balki konteynerga yo'naltiradi; sipregd'ga yetib kelmaydi";
    NFT_DNAT_FIX: "find it:  sudo nft list ruleset | grep -w {port}", "uni toping:  sudo nft list ruleset | grep -w {port}";
    NFT_LASTING: "to keep it after a reboot, add it to /etc/nftables.conf too",
        "qayta yuklashdan keyin ham qolishi uchun uni /etc/nftables.conf ga ham yozing";
    EGRESS_OK: "all replies were sent", "barcha javoblar yuborildi";
    EGRESS_BLOCKED: "this machine's own firewall blocked replies (EPERM): {n}, most recently to {to}",
        "shu mashinaning o'z firewall'i {n} ta javobni taqiqladi (EPERM), oxirgisi {to} ga";
    EGRESS_WAS_BLOCKED: "this machine's own firewall has blocked replies since the start (EPERM): {n}, none recently",
        "shu mashinaning o'z firewall'i ishga tushgandan beri {n} ta javobni taqiqlagan (EPERM), yaqin orada yo'q";
    EGRESS_BLOCKED_FIX: "look at:  sudo nft list ruleset | grep -n output ; sudo ufw status verbose   (outgoing must be “allow”)",
        "qarang:  sudo nft list ruleset | grep -n output ; sudo ufw status verbose   (outgoing “allow” bo'lishi kerak)";
    EGRESS_ERRORS: "some replies could not be sent: {list}", "ba'zi javoblarni yuborib bo'lmadi: {list}";

    RPF_OK: "no packets dropped by reverse-path filtering (rp_filter)", "qaytish yo'li uchun birorta paket tashlanmagan (rp_filter)";
    RPF_OLD: "packets dropped by rp_filter since boot: {n}; just now: {now}",
        "yuklangandan beri {n} paket qaytish yo'li boshqa bo'lgani uchun tashlangan (rp_filter), shundan {now} tasi hozir";
    RPF_DROPS: "packets dropped because replies would leave by another interface (rp_filter strict, {uplinks} uplinks): {n}",
        "{n} paket kelgan yo'lidan qaytmagani uchun tashlangan (rp_filter qat'iy, {uplinks} ta chiqish)";
    HELPER_NONE: "the kernel's SIP helper (nf_conntrack_sip) is not loaded", "yadroning SIP yordamchisi (nf_conntrack_sip) yuklanmagan";
    HELPER_IDLE: "the kernel's SIP helper is loaded, but nothing uses it", "yadroning SIP yordamchisi bor, lekin uni hech narsa ishlatmaydi";
    HELPER_MAYBE: "the kernel's SIP helper is loaded; run as root to see whether a rule uses it:  sudo sipregd doctor sip-helper",
        "yadroning SIP yordamchisi bor; biror qoida uni ishlatishini root ko'radi:  sudo sipregd doctor sip-helper";
    HELPER_ON: "the kernel's SIP helper is in use on this machine ({how}): it rewrites SIP and drops packets it does not accept",
        "bu mashinada yadroning SIP yordamchisi ishlayapti ({how}): u SIP'ni o'zgartiradi va yoqmaganini tashlab yuboradi";
    FRAG_OK: "no fragmented packets lost just now", "hozir birorta katta paket bo'laklarini yo'qotmadi";
    FRAG_LOST: "fragments are being lost (during this check: {n}): phones with long requests suffer (Linphone with push, many codecs)",
        "katta paketlarning bo'laklari yo'qolyapti (qarash paytida {n} ta): uzun so'rovli telefonlar qiynaladi (push'li Linphone, ko'p kodek)";
    FRAG_FIX: "on the phone: turn off push, video and unused codecs", "telefonda: push, video va keraksiz kodeklarni o'chiring";

    BANS_NONE: "no address is banned or locked out", "hech kim bloklanmagan";
    BANS_NO_FAIL2BAN: "no address is locked out; fail2ban is not used for sipregd", "hech kim bloklanmagan; sipregd uchun fail2ban ishlatilmayapti";
    BANS_STRANGERS: "fail2ban (jail {jail}) has banned {list}; none of your extensions has used that address",
        "fail2ban (jail {jail}) bloklagan: {list}; raqamlaringizdan hech biri u yerdan kelmagan";
    BANS_PHONE: "{ip}, used by extension {user}, is banned by fail2ban (jail {jail})",
        "{user} raqami keladigan {ip} manzili fail2ban tomonidan bloklangan (jail {jail})";
    BANS_LOCKED: "{ip} ({user}) is locked out after too many wrong logins; the lockout ends by itself within 5 minutes",
        "{ip} ({user}) juda ko'p xato logindan keyin bloklangan; 5 daqiqa ichida o'zi tugaydi";
    BANS_LOCKED_STRANGERS: "locked out after too many wrong logins: {list}; if one is your office: a phone there has a wrong name or password",
        "juda ko'p xato logindan keyin bloklangan: {list}; agar bu ofisingiz bo'lsa: u yerdagi telefonda nom yoki parol xato";
    BANS_LOCKED_FIX: "correct the password on the phone first:  sudo sipregd doctor {user!}",
        "avval telefondagi parolni tuzating:  sudo sipregd doctor {user!}";
    BANS_LOCKED_NOW: "to lift the lockout at once:  sudo systemctl restart sipregd   (phones stay registered)",
        "keyin, kutib bo'lmasa:  sudo systemctl restart sipregd   (telefonlar ro'yxatda qoladi)";

    TRAFFIC: "packets since the start: {n}; last: {last}; from outside: {outside}; last successful registration: {success}",
        "ishga tushgandan beri {n} paket, oxirgisi {last}; tashqaridan: {outside}; oxirgi muvaffaqiyatli ro'yxatga olish: {success}";
    TRAFFIC_NEW: "no packet yet; started {age} ago", "hali paket yo'q; {age} oldin ishga tushgan";
    TRAFFIC_NONE: "no packet has reached udp/{port} since the start ({age} ago). This is not a password problem",
        "ishga tushgandan beri ({age} oldin) udp/{port} ga birorta paket yetib kelmagan. Bu parol muammosi emas";
    TRAFFIC_INSIDE: "packets since the start: {n}, none of them from outside",
        "ishga tushgandan beri {n} paket, birortasi ham tashqaridan emas";
    YES: "yes", "ha";
    NO: "no", "yo'q";

    NOTHING_CLOUD: "provider's console (firewall, security group): allow incoming UDP {port}",
        "provayder paneli (firewall, security group): kiruvchi UDP {port} ni oching";
    NOTHING_UFW: "sudo ufw allow {port}/udp", "sudo ufw allow {port}/udp";
    NOTHING_PHONE: "phone: server {server}, port {port}, transport UDP, STUN off, registration on, settings saved",
        "telefon: server {server}, port {port}, transport UDP, STUN o'chirilgan, register yoqilgan, sozlamalar saqlangan";
}
