//! The settings for a phone, as `phone` and `demo` print them. The names of the fields are those that the
//! phones show; what is not typed into one is said in words.

use super::words;

words! {
    ON: "on", "yoqilgan";
    OFF: "off", "o'chirilgan";
    EMPTY: "(empty)", "(bo'sh)";
    HIDDEN: "(hidden; to see it: {command} {name!})", "(yashirilgan; ko'rish uchun: {command} {name!})";
    HASHED: "(only its hash is stored; to set another: {command} {name!})", "(faqat xeshi saqlangan; yangisini o'rnatish uchun: {command} {name!})";
    SEE_ABOVE: "(see above)", "(yuqoriga qarang)";
    NOTE: "Note: {note}", "Eslatma: {note}";
    NO_DNS: "The DNS has no address for {name}, so phones are told the address.{reached}{set}",
        "DNS'da {name} uchun manzil yo'q, shuning uchun telefonlarga IP manzil beriladi.{reached}{set}";
    REACHED: " Phones reach this server at {ip}.", " Telefonlar bu serverga {ip} orqali ulanadi.";
    BEHIND_NAT: " If this machine is behind a provider's NAT, give phones the public address.",
        " Agar bu mashina provayder NAT'i ortida bo'lsa, telefonlarga tashqi (public) IP manzilni bering.";
    SET_DOMAIN_ADDRESS: " Set: domain {name} {ip}", " Sozlamada yozing: domain {name} {ip}";
    SET_DOMAIN: " To give them a name, let the DNS point {name} to this server, or set another: domain sip.example.com",
        " Nom bilan ulanish uchun DNS'da {name} ni shu serverga yo'naltiring yoki sozlamada boshqasini yozing: domain sip.example.com";
    SET_NAME: " To give them a name that the DNS has for this server, set: domain sip.example.com",
        " DNS'da shu server uchun nom bo'lsa, uni sozlamada yozing: domain sip.example.com";
    ENTER: "Enter these settings on the phone and press Register. Press Ctrl-C to stop.\nIn another terminal:\n  {watch}\n  {status}",
        "Shu sozlamalarni telefonga kiritib, Register'ni bosing. To'xtatish: Ctrl-C.\nBoshqa terminalda:\n  {watch}\n  {status}";
    BY_PHONE: "Field by field, as the apps and phones name them:",
        "Har bir telefon uchun, maydonlari inglizcha ekranidagidek nomlangan:";
    WERE: "The demo has ended. Its settings were:", "Demo to'xtadi. Uning sozlamalari:";
    LOCAL: "Only programs on this machine can reach {listen}; for a phone:\n  {program} demo --listen 0.0.0.0:{port}",
        "{listen} ga faqat shu mashinadagi dasturlar ulana oladi; telefon uchun:\n  {program} demo --listen 0.0.0.0:{port}";
}
