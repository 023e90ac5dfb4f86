//! Why the service cannot start. `run` writes it into the log, in English; `demo` says it to a person.

use super::words;

words! {
    PORT_IN_USE: "Port {port} on {ip} is already in use by another program. To see which: sudo ss -ulpn 'sport = :{port}'",
        "{ip} da {port}-portni boshqa dastur band qilgan. Qaysi biri ekanini ko'rish uchun: sudo ss -ulpn 'sport = :{port}'";
    NO_ADDRESS: "The address {ip} is not on this machine, which has: {list}. To listen at every address: listen *:{port}",
        "{ip} manzili bu mashinada yo'q, unda bor manzillar: {list}. Barcha manzillarda tinglash uchun: listen *:{port}";
    PORT_NEEDS_ROOT: "This user may not listen on port {port} of {ip}; ports below 1024 need root.",
        "Bu foydalanuvchi {ip} da {port}-portni tinglay olmaydi; 1024 dan kichik portlar uchun root kerak.";
    CANNOT_LISTEN: "Cannot listen on {listen}: {why}", "{listen} da tinglab bo'lmadi: {why}";
    CANNOT_CATCH: "cannot catch signals: {why}", "signallarni qabul qilib bo'lmadi: {why}";
    STATE_IN_USE: "The folder {state} is in use by another sipregd; each instance needs its own “state” folder",
        "{state} papkasini boshqa sipregd ishlatyapti; har biriga alohida “state” papkasi kerak";
    JOURNAL_ALIEN: "The journal {state}/registrations cannot be used: {why}. Move it aside to start with no registrations",
        "{state}/registrations faylidan foydalanib bo'lmaydi: {why}. Registratsiyalarsiz ishga tushirish uchun uni boshqa joyga ko'chiring";
    STATE_FAILS: "Cannot use the folder {state}: {why}", "{state} papkasidan foydalanib bo'lmaydi: {why}";
}
