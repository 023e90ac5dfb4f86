//! What `reload` says.

use super::words;

words! {
    WRONG: "Nothing was reloaded; the previous configuration stays in use.",
        "Reload qilinmadi; xizmat avvalgi sozlamalar bilan ishlayapti.";
    DONE: "Reloaded: {extensions}, realm {realm}", "Kuchga kirdi: {extensions}, realm {realm}";
    RESTART: "“{keyword}” has changed and needs a restart:", "“{keyword}” o'zgargan, bu o'zgarish xizmat qayta ishga tushirilgach kuchga kiradi:";
    REFUSED: "The reload failed; the previous configuration stays in use.",
        "Xizmat reload'ni rad etdi, u avvalgi sozlamalar bilan ishlayapti.";
    SILENT: "The service does not respond. Its log may say why:\n  sudo journalctl -u sipregd -n 20",
        "Xizmat javob bermayapti. Sababi jurnalda bo'lishi mumkin:\n  sudo journalctl -u sipregd -n 20";
    STOPPED: "{why} To start it:", "{why} Ishga tushirish uchun:";
    FOREIGN: "The running service reads {config}, not {path}. To reload it:",
        "Ishlayotgan xizmat {path} emas, {config} faylidan foydalanadi. Uni reload qilish uchun:";
    FORBIDDEN: "Only root and the service user may reload it. Try with sudo.",
        "Reload'ni faqat root va xizmatning o'z foydalanuvchisi qila oladi. sudo bilan urinib ko'ring.";
    LATE: "The service did not report the result of the reload within {n} s. See its log:\n  sudo journalctl -u sipregd -n 20",
        "Reload natijasi {n} soniya ichida kelmadi. Sababi jurnalda bo'lishi mumkin:\n  sudo journalctl -u sipregd -n 20";
}
