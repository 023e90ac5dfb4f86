//! What `reload` says.

use super::words;

words! {
    WRONG: "Nothing was reloaded; the previous configuration stays in use.",
        "Hech narsa qayta o'qilmadi; xizmat avvalgi sozlamalar bilan ishlayapti.";
    DONE: "Reloaded: {n} extensions, realm {realm}", "Kuchga kirdi: {n} ta raqam, realm {realm}";
    RESTART: "“{keyword}” has changed and needs a restart:", "“{keyword}” o'zgargan, xizmatni qayta ishga tushirish kerak:";
    REFUSED: "The reload failed; the previous configuration stays in use.",
        "Xizmat qayta o'qishni rad etdi va avvalgi sozlamalar bilan ishlayapti.";
    SILENT: "The service does not respond. Its log may say why: journalctl -u sipregd -n 20",
        "Xizmat javob bermayapti. Sababi jurnalda bo'lishi mumkin: journalctl -u sipregd -n 20";
    UNSEEN: "{why}", "{why}";
    STOPPED: "{why} To start it:", "{why} Ishga tushirish uchun:";
    FOREIGN: "The running service reads {config}, not {path}. To reload it:",
        "Ishlayotgan xizmat {path} emas, {config} faylini o'qiydi. Uni qayta o'qitish uchun:";
    FORBIDDEN: "Only root and the service user may reload it. Try with sudo.",
        "Uni faqat root va xizmatning o'z foydalanuvchisi qayta o'qita oladi. sudo bilan urinib ko'ring.";
    LATE: "The service did not report the result of the reload within {n} s. See its log: journalctl -u sipregd -n 20",
        "Xizmat {n} soniya ichida qayta o'qish natijasini aytmadi. Uning jurnaliga qarang: journalctl -u sipregd -n 20";
}
