//! What `status` shows, and why the running service cannot be asked.

use super::{Words, words};
use sipreg::location::Kept;

words! {
    EXTENSION: "extension", "ichki raqam";
    STATE: "state", "holat";
    FROM: "from", "manzil";
    LEFT: "left", "qoldi";
    HEARD: "heard", "oldin";
    PHONE: "phone, or why not", "telefon yoki sababi";
    HERE: "here", "bor";
    ABSENT: "absent", "yo'q";
    NEVER: "nothing recorded", "qayd etilmagan";
    NO_LOGIN: "challenged, no login yet", "hali login yubormagan";
    ENDED: "registration ended", "registratsiya tugagan";
    SUMMARY: "{here} of {extensions} registered, {contacts}; up for {time}",
        "{extensions}dan {here} tasi ro'yxatda, {contacts}\nXizmat {time}dan beri ishlayapti";
    NOT_SAVED: "Registrations have not been saved for {time}: {why}. A restart would lose them; free disk space.",
        "Registratsiyalar {time}dan beri saqlanmayapti: {why}. Qayta ishga tushirilsa, yo'qoladi; diskda joy bo'shating.";
    LOCKED: "Locked out after too many wrong logins (for 5 minutes): {list}",
        "Ko'p xato logindan keyin bloklangan (5 daqiqaga): {list}";
    OLD: "This is {time} old: {why}.", "Bu ma'lumot {time} oldingi: {why}.";
    TO_START: "{why} To start it:\n  {start}", "{why} Ishga tushirish uchun:\n  {start}";
    NOT_HEARD: "Nothing is recorded of {name} since the service started.{hint} To find out why:\n  {doctor} {name!}",
        "Xizmat ishga tushgandan beri {name} haqida hech narsa qayd etilmagan.{hint} Sababini bilish uchun:\n  {doctor} {name!}";

    DETAIL_EXTENSION: "extension: {name}", "ichki raqam: {name}";
    DETAIL_REGISTERED: "state: registered", "holat: ro'yxatda";
    DETAIL_NOT_REGISTERED: "state: not registered", "holat: ro'yxatda emas";
    DETAIL_CONTACT: "contact: {uri}", "kontakt: {uri}";
    DETAIL_FROM: "  from: {from}", "  manzil: {from}";
    DETAIL_AGENT: "  user agent: {text}", "  dastur: {text}";
    DETAIL_SINCE: "  registered: {when}", "  ro'yxatdan o'tgan: {when}";
    DETAIL_HEARD: "  last heard: {when}", "  oxirgi so'rov: {when}";
    DETAIL_EXPIRES: "  expires in: {left}, of {granted} granted", "  qolgan vaqt: {left}, berilgan muddat: {granted}";
    DETAIL_ANSWERS: "answers: {n} bytes, more than one packet; some routers drop the rest",
        "javoblar: {n} bayt, bitta paketga sig'maydi; ba'zi routerlar qolganini tashlab yuboradi";
    DETAIL_SUCCESS: "last success: {when}, from {from}", "oxirgi muvaffaqiyatli kirish: {when}, manzil {from}";
    DETAIL_FAILURE: "last failure: {when}, from {from}", "oxirgi muvaffaqiyatsiz urinish: {when}, manzil {from}";
    DETAIL_REASON: "  reason: {cause}", "  sababi: {cause}";
    DETAIL_WHY: "why, and what to do:\n  {doctor} {name!}", "sababi va nima qilish kerak:\n  {doctor} {name!}";

    NO_PID_FILE: "sipregd is not running (there is no {file}).", "sipregd ishlamayapti ({file} fayli yo'q).";
    PID_GONE: "sipregd is not running (process {pid} of {file} is gone).", "sipregd ishlamayapti ({file} dagi {pid}-jarayon tugagan).";
    PID_FAILS: "sipregd is not running (process {pid}: {why}).", "sipregd ishlamayapti ({pid}-jarayon: {why}).";
    NO_PID: "{file} does not contain a process ID.", "{file} da jarayon raqami (PID) yo'q.";
    CANNOT_READ: "Cannot read {file}: {why}. Try with sudo.", "{file} ni o'qib bo'lmadi: {why}. sudo bilan urinib ko'ring.";
    NOT_ALLOWED: "only root and the service user can request current data: sudo sipregd status",
        "joriy ma'lumotni faqat root va xizmat foydalanuvchisi so'ray oladi: sudo sipregd status";
    SILENT: "process {pid} did not answer within {n} s", "{pid}-jarayon {n} soniya ichida javob bermadi";
    NOT_A_STATUS_FILE: "{file} is not a status file of sipregd.", "{file} sipregd'ning holat fayli emas.";
    BECAUSE: "{what} ({why})", "{what} ({why})";
}

/// The line of a header that is kept with a contact.
pub(crate) fn kept(header: Kept) -> &'static Words {
    match header {
        Kept::UserAgent => &DETAIL_AGENT,
    }
}
