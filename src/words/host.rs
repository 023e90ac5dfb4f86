//! What `doctor` says about the host and the service.

use super::words;

words! {
    WORD_OK: "ok", "yaxshi";
    WORD_PROBLEM: "PROBLEM", "MUAMMO";
    WORD_HINT: "hint", "maslahat";
    WORD_UNKNOWN: "unknown", "noma'lum";
    FIX: "fix:", "yechim:";
    DISABLED: "it does not start after a reboot (systemctl says: {state})",
        "qayta yuklashdan keyin o'zi ishga tushmaydi (systemctl: {state})";
}
