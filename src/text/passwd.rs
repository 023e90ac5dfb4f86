//! What `passwd` asks and says, and the question of `probe` for a password.

use super::words;

words! {
    NEW: "New password for {name}: ", "{name} uchun yangi parol: ";
    AGAIN: "Repeat new password for {name}: ", "{name} uchun yangi parolni takrorlang: ";
    OF: "Password of {name}: ", "{name} paroli: ";
    ADDED: "Added {name}. To apply:\n  {reload}\nThe settings for the phone:\n  {phone} {name!}",
        "{name} qo'shildi. Kuchga kirishi uchun:\n  {reload}\nTelefon sozlamalari:\n  {phone} {name!}";
    CHANGED: "Changed {name}. To apply:\n  {reload}\nThis ends the registrations made with the old password. The settings for the phone:\n  {phone} {name!}",
        "{name} paroli o'zgartirildi. Kuchga kirishi uchun:\n  {reload}\nShunda eski parol bilan qilingan registratsiyalar bekor bo'ladi. Telefon sozlamalari:\n  {phone} {name!}";
    REMOVED: "Removed {name}. To apply (this ends its registrations):\n  {reload}", "{name} o'chirildi. Kuchga kirishi uchun (shunda registratsiyalari bekor bo'ladi):\n  {reload}";
    DIFFER: "The passwords do not match; nothing was changed.", "Parollar bir xil emas; hech narsa o'zgartirilmadi.";
    NONE_ON_STDIN: "There is no password on standard input.", "Standart kirishda parol yo'q.";
    CANNOT_WRITE: "Cannot write {file}: {why}.", "{file} ga yozib bo'lmadi: {why}.";
    BUSY: "Someone else is changing {file} right now; try again.", "Hozir {file} ni boshqa jarayon o'zgartiryapti; qayta urinib ko'ring.";
}
