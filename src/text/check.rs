//! What `check` says besides what is wrong in the files.

use super::words;

words! {
    OPEN: "warning: {file} is readable by every user of this machine: sudo chmod o= {file!}",
        "ogohlantirish: {file} ni serverdagi istalgan foydalanuvchi o'qiy oladi: sudo chmod o= {file!}";
    OK: "configuration OK: listen {listen}, realm {realm}, {extensions} in {file}", "sozlamalar to'g'ri: listen {listen}, realm {realm}, {file} da {extensions}";
    OK_WITH_WARNINGS: "configuration OK: listen {listen}, realm {realm}, {extensions} in {file}, {warnings}", "sozlamalar to'g'ri: listen {listen}, realm {realm}, {file} da {extensions}, {warnings}";
}
