//! What `help` prints: the list of commands, and everything about one.

use super::words;

words! {
    TITLE: "sipregd: a SIP registrar for one server", "sipregd: bitta server uchun SIP registrar";
    USAGE: "usage:", "foydalanish:";
    CALL: "sipregd COMMAND [ARGUMENTS]", "sipregd BUYRUQ [ARGUMENTLAR]";
    NEXT: "Everything about one command:\n  sipregd help COMMAND\n\
        A phone does not register? To find out why:\n  sudo sipregd doctor EXT\n\n\
        exit codes: 0 success, 1 problem or failure, 2 usage error, 78 bad configuration",
        "Bitta buyruq haqida hammasi:\n  sipregd help BUYRUQ\n\
        Telefon ro'yxatdan o'tmayaptimi? Sababini bilish uchun:\n  sudo sipregd doctor EXT\n\n\
        chiqish kodlari: 0 muvaffaqiyatli, 1 muammo bor yoki bajarilmadi, 2 buyruq xato yozilgan, 78 sozlamada xato";
    AND: "{list} and {last}", "{list} va {last}";

    RUN: "serve in the foreground; log to stderr",
        "serverni shu terminalda ishga tushirish";
    RUN_HELP: "Serves until SIGTERM or Ctrl-C. SIGHUP reads both files again, all or nothing; SIGUSR1 writes the status file.\n\n\
        options:\n  \
          -c, --config FILE   default /etc/sipregd/sipregd.conf\n\n\
        exit: 0 stopped by a signal, 1 cannot serve, 78 a file is wrong",
        "SIGTERM yoki Ctrl-C kelguncha ishlaydi. SIGHUP ikkala faylni qayta o'qiydi (xato bo'lsa, hech narsa o'zgarmaydi); SIGUSR1 joriy holatni faylga yozadi.\n\n\
        opsiyalar:\n  \
          -c, --config FILE   odatda /etc/sipregd/sipregd.conf\n\n\
        chiqish kodi: 0 signal bilan to'xtadi, 1 ishga tusha olmadi, 78 faylda xato bor";

    DEMO: "serve without any setup; prints the phone's settings",
        "hech narsa sozlamasdan sinab ko'rish";
    DEMO_HELP: "Serves extension 1001 with a random password from temporary files, until Ctrl-C. The settings for the phone are printed first; everything else works as with “sipregd run”.\n\n\
        options:\n  \
          --listen ADDR:PORT  default 0.0.0.0:5060\n\n\
        exit: 0 stopped, 1 cannot serve",
        "Vaqtinchalik fayllar bilan, tasodifiy parolli 1001 ichki raqami uchun Ctrl-C bosilguncha ishlaydi. Avval telefon sozlamalari chiqadi; qolgan hammasi “sipregd run” dagidek.\n\n\
        opsiyalar:\n  \
          --listen ADDR:PORT  odatda 0.0.0.0:5060\n\n\
        chiqish kodi: 0 to'xtatildi, 1 ishga tusha olmadi";

    CHECK: "read both files; print every problem with its place",
        "ikkala faylni tekshirish; har bir xato joyi bilan";
    CHECK_HELP: "Reads sipregd.conf and the extensions it names, and prints every problem as file:line:column: sentence, with the line and a caret below it. Changes nothing.\n\n\
        options:\n  \
          -c, --config FILE   default /etc/sipregd/sipregd.conf\n\n\
        exit: 0 “configuration OK”, 78 a problem was found",
        "sipregd.conf ni va undagi extensions faylini o'qib, har bir xatoni fayl:qator:ustun: jumla ko'rinishida, qatorning o'zi va ostidagi belgi bilan chiqaradi. Hech narsani o'zgartirmaydi.\n\n\
        opsiyalar:\n  \
          -c, --config FILE   odatda /etc/sipregd/sipregd.conf\n\n\
        chiqish kodi: 0 sozlamalar to'g'ri, 78 xato topildi";

    RELOAD: "have the service read both files again, and wait for it",
        "xizmat ikkala faylni qayta o'qiydi; tugashini kutadi";
    RELOAD_HELP: "Reads both files as “check” does. If nothing is wrong with them, the running service reads them again, all or nothing, and this waits until they are in force, or says why they were refused.\n\n\
        options:\n  \
          -c, --config FILE   default /etc/sipregd/sipregd.conf\n\n\
        exit: 0 in force, 1 the service is not running or does not answer, 78 a file is wrong",
        "Ikkala faylni “check” kabi tekshiradi. Xato bo'lmasa, ishlayotgan xizmat ularni qayta o'qiydi va bu buyruq ular kuchga kirishini kutadi yoki nega rad etilganini ko'rsatadi.\n\n\
        opsiyalar:\n  \
          -c, --config FILE   odatda /etc/sipregd/sipregd.conf\n\n\
        chiqish kodi: 0 kuchga kirdi, 1 xizmat ishlamayapti yoki javob bermayapti, 78 faylda xato bor";

    PASSWD: "add, change or remove one extension",
        "ichki raqamni qo'shish, o'zgartirish, o'chirish";
    PASSWD_HELP: "Sets the password of extension EXT, or adds it. Asks for the password on the terminal unless told otherwise; it is never an argument. The file is replaced whole; comments, order, mode and owner stay. The running service sees it after: sudo sipregd reload\n\n\
        options:\n  \
          --generate          make up a password and print it\n  \
          --stdin             read it from the first line of standard input\n  \
          --delete            remove the extension\n  \
          --hash              store only a hash (typing mistakes can then not be diagnosed)\n  \
          -c, --config FILE   default /etc/sipregd/sipregd.conf\n\n\
        exit: 0 done, 1 not done, 2 usage, 78 the configuration is wrong",
        "EXT ichki raqamining parolini o'rnatadi yoki yangi ichki raqam qo'shadi. Boshqacha ko'rsatilmasa, parolni terminalda so'raydi; parol hech qachon argument sifatida berilmaydi. Fayl butunligicha almashtiriladi; izohlar, tartib, huquqlar va egasi saqlanadi. O'zgarish kuchga kirishi uchun: sudo sipregd reload\n\n\
        opsiyalar:\n  \
          --generate          parolni o'zi yaratadi va chiqaradi\n  \
          --stdin             parolni standart kirishning birinchi qatoridan o'qiydi\n  \
          --delete            ichki raqamni o'chiradi\n  \
          --hash              faqat xeshini saqlaydi (terish xatolarini keyin aniqlab bo'lmaydi)\n  \
          -c, --config FILE   odatda /etc/sipregd/sipregd.conf\n\n\
        chiqish kodi: 0 bajarildi, 1 bajarilmadi, 2 buyruq xato yozilgan, 78 sozlamada xato bor";

    PHONE: "the settings to enter in Zoiper, Linphone, MicroSIP …",
        "Zoiper, Linphone, MicroSIP va boshqalar uchun sozlamalar";
    PHONE_HELP: "Prints what to enter on the phone of extension EXT, first in general terms, then in the names that the fields have in {phones}.\n\n\
        options:\n  \
          --show-password     print the password too\n  \
          -c, --config FILE   default /etc/sipregd/sipregd.conf\n\n\
        exit: 0 printed, 1 there is no such extension, 78 a file is wrong",
        "EXT ichki raqamining telefoniga nima kiritishni ko'rsatadi: avval umumiy, keyin maydonlarning {phones} dagi nomlari bilan.\n\n\
        opsiyalar:\n  \
          --show-password     parolni ham chiqaradi\n  \
          -c, --config FILE   odatda /etc/sipregd/sipregd.conf\n\n\
        chiqish kodi: 0 chiqarildi, 1 bunday ichki raqam yo'q, 78 faylda xato bor";

    STATUS: "who is registered, from where, until when; last failures",
        "kim ro'yxatda, qayerdan, qachongacha; oxirgi xatolar";
    STATUS_HELP: "Asks the running service and prints a line for each extension that is registered or has tried; with EXT, everything about that one. Extensions that never tried are only counted. The service answers only root and its own user.\n\n\
        options:\n  \
          --all               extensions of which nothing is recorded too\n  \
          --json              the same as JSON, one object a line\n  \
          --prometheus        counters and gauges instead, for node_exporter\n  \
          -c, --config FILE   default /etc/sipregd/sipregd.conf\n\n\
        exit: 0 printed, 1 the service is not running, cannot be seen, or does not know EXT",
        "Ishlayotgan xizmatdan so'rab, ro'yxatdan o'tgan yoki uringan har bir ichki raqam uchun bitta qator chiqaradi; EXT berilsa, faqat shu ichki raqam haqida hamma narsani. Hech urinmaganlari faqat sanaladi. Xizmat faqat root'ga va o'z foydalanuvchisiga javob beradi.\n\n\
        opsiyalar:\n  \
          --all               hech narsa qayd etilmagan ichki raqamlar ham\n  \
          --json              xuddi shuni JSON'da, har qatorda bitta obyekt\n  \
          --prometheus        o'rniga node_exporter uchun hisoblagichlar\n  \
          -c, --config FILE   odatda /etc/sipregd/sipregd.conf\n\n\
        chiqish kodi: 0 chiqarildi, 1 xizmat ishlamayapti, ko'rinmayapti yoki EXT topilmadi";

    DOCTOR: "check host and service, or why EXT is not registered",
        "serverni tekshirish yoki EXT nega ro'yxatda emasligi";
    DOCTOR_HELP: "Checks everything on this machine that can keep phones from registering. Prints problems with the commands that fix them, then hints, then what could not be determined (usually it takes sudo), and counts the checks that are ok. Arguments: names of checks to run only those; an extension to find out why it is not registered. Changes nothing.\n\n\
        options:\n  \
          --verbose           list the checks that are ok too\n  \
          --json              one object a line: id, result, text, fix, facts\n  \
          --list-checks       print the names of the checks and what they are about\n  \
          -c, --config FILE   default /etc/sipregd/sipregd.conf\n\n\
        exit: 0 no problem found, 1 a problem, or EXT cannot be seen, 2 usage",
        "Telefonlarning ro'yxatdan o'tishiga xalaqit beradigan hamma narsani shu mashinada tekshiradi. Avval muammolarni tuzatadigan buyruqlari bilan, keyin maslahatlarni, keyin noma'lum qolganlarini (odatda sudo kerak) chiqaradi, joyida bo'lganlarini sanaydi. Argument sifatida tekshiruv nomlari berilsa, faqat shular bajariladi; ichki raqam berilsa, u nega ro'yxatda emasligi chiqadi. Hech narsani o'zgartirmaydi.\n\n\
        opsiyalar:\n  \
          --verbose           joyida bo'lgan tekshiruvlarni ham chiqaradi\n  \
          --json              har qatorda bitta obyekt: id, result, text, fix, facts\n  \
          --list-checks       tekshiruvlarni va ular nima haqidaligini chiqaradi\n  \
          -c, --config FILE   odatda /etc/sipregd/sipregd.conf\n\n\
        chiqish kodi: 0 muammo topilmadi, 1 muammo bor yoki EXT ko'rinmaydi, 2 buyruq xato yozilgan";

    REPORT: "one text without secrets, to send to someone who helps",
        "yordamchiga yuboriladigan matn, maxfiy ma'lumotsiz";
    REPORT_HELP: "Prints the version, the settings, what all checks of doctor found, the state of each extension, the last requests and the last lines of the log, in English. With EXT, also why that extension is not registered. It has names and addresses in it, but no passwords. Changes nothing.\n\n\
        options:\n  \
          -c, --config FILE   default /etc/sipregd/sipregd.conf\n\n\
        exit: 0 printed, 2 usage",
        "Versiya, sozlamalar, doctor tekshiruvlarining natijasi, har bir ichki raqam holati, oxirgi so'rovlar va jurnalning oxirgi qatorlarini ingliz tilida chiqaradi. EXT berilsa, u nega ro'yxatda emasligini ham. Unda nomlar va manzillar bor, parollar yo'q. Hech narsani o'zgartirmaydi.\n\n\
        opsiyalar:\n  \
          -c, --config FILE   odatda /etc/sipregd/sipregd.conf\n\n\
        chiqish kodi: 0 chiqarildi, 2 buyruq xato yozilgan";

    WATCH: "press Register now: follow it live, end with a verdict",
        "Register'ni bosing: urinish jonli ko'rinadi, oxiri xulosa";
    WATCH_HELP: "Shows requests and replies live while you press Register on the phone, for SECONDS (60), or until a registration succeeds. With EXT or IP, shows only that one. Packets from unknown senders are counted, not shown. As root it also sees packets that this machine's own firewall drops, and phones that try TCP or TLS. Ends with what is certain, what is likely, and what to do.\n\n\
        options:\n  \
          --for SECONDS       how long to watch, 1 to 3600; default 60\n  \
          --json              one object a line\n  \
          -c, --config FILE   default /etc/sipregd/sipregd.conf\n\n\
        exit: 0 registered, 1 not, 2 usage",
        "Telefonda Register'ni bosganingizda so'rov va javoblarni jonli ko'rsatadi: SECONDS soniya (60) yoki ro'yxatdan o'tish muvaffaqiyatli bo'lguncha. EXT yoki IP berilsa, faqat shuni ko'rsatadi. Notanish manzillarning paketlari ko'rsatilmaydi, faqat sanaladi. Root sifatida shu mashinaning firewall'i tashlagan paketlarni va TCP yoki TLS bilan urinayotgan telefonlarni ham ko'radi. Oxirida nima aniq, nima ehtimol va nima qilish kerakligi chiqadi.\n\n\
        opsiyalar:\n  \
          --for SECONDS       qancha kuzatish, 1 dan 3600 gacha; odatda 60\n  \
          --json              har qatorda bitta obyekt\n  \
          -c, --config FILE   odatda /etc/sipregd/sipregd.conf\n\n\
        chiqish kodi: 0 ro'yxatdan o'tdi, 1 o'tmadi, 2 buyruq xato yozilgan";

    PROBE: "from any machine: test the registrar, a login, NAT",
        "istalgan mashinadan: registrar, login, NAT sinovi";
    PROBE_HELP: "Asks the registrar at HOST from here, as a phone would: whether OPTIONS is answered, over IPv4 and over IPv6, what NAT does to this machine's address, and with --user whether the login works. Registers nothing.\n\n\
        options:\n  \
          --user EXT   log in as this extension; the password is asked for on the terminal\n  \
          --stdin      read the password from the first line of standard input\n  \
          --json       one object a line: id, result, text, fix, facts\n\n\
        exit: 0 it works, 1 it does not, 2 usage",
        "HOST dagi registrarni shu yerdan telefon kabi tekshiradi: OPTIONS so'roviga IPv4 va IPv6 orqali javob beradimi, NAT shu mashinaning manzilini qanday o'zgartiradi, --user bilan esa login ham ishlaydimi. Hech narsani ro'yxatdan o'tkazmaydi.\n\n\
        opsiyalar:\n  \
          --user EXT   shu ichki raqam bilan kiradi; parol terminalda so'raladi\n  \
          --stdin      parolni standart kirishning birinchi qatoridan o'qiydi\n  \
          --json       har qatorda bitta obyekt: id, result, text, fix, facts\n\n\
        chiqish kodi: 0 ishlaydi, 1 ishlamaydi, 2 buyruq xato yozilgan";

    HELP: "this list, or the help of one command",
        "shu ro'yxat yoki bitta buyruq haqida yordam";
    HELP_HELP: "Prints the list of commands, or everything about one.", "Buyruqlar ro'yxatini yoki bitta buyruq haqida hammasini chiqaradi.";
    VERSION: "the version",
        "versiya";
    VERSION_HELP: "Prints the version.", "Versiyani chiqaradi.";
}
