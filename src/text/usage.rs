//! What is wrong with a command line, and what keeps a command from being done.

use super::words;

words! {
    TRY_HELP: "{what} Try: sipregd help", "{what} Yordam: sipregd help";
    TRY_HELP_OF: "{what} Try: sipregd help {command}", "{what} Yordam: sipregd help {command}";
    DID_YOU_MEAN: " Did you mean “{near}”?", " “{near}” demoqchimidingiz?";
    UNKNOWN_COMMAND: "Unknown command “{word}”.{hint}", "Noma'lum buyruq: “{word}”.{hint}";
    UNKNOWN_OPTION: "Unknown option {option}.{hint}", "Noma'lum opsiya: {option}.{hint}";
    UNEXPECTED: "Unexpected argument “{word}”.", "Ortiqcha argument: “{word}”.";
    NO_VALUE: "Option {option} needs a value.", "{option} opsiyasi uchun qiymat yozilmagan.";
    NEEDS_NO_VALUE: "Option {option} takes no value.", "{option} opsiyasi qiymat olmaydi.";
    NOT_UTF8: "“{word}” is not UTF-8 text.", "“{word}” UTF-8 matn emas.";

    MISSING_EXTENSION: "Missing extension. Example: sipregd {command} 1001.", "Ichki raqam yozilmagan. Masalan: sipregd {command} 1001.";
    MISSING_SERVER: "Missing server. Example: sipregd probe sip.example.com.", "Server yozilmagan. Masalan: sipregd probe sip.example.com.";
    NOT_A_SERVER: "“{word}” is not a host or host:port.", "“{word}” server nomi yoki nom:port emas.";
    NOT_AN_ADDRESS: "“{word}” is not an address and a port, such as 0.0.0.0:5060.", "“{word}” manzil va port emas; masalan: 0.0.0.0:5060.";
    NOT_SECONDS: "“{word}” is not a number of seconds (1 to {most}).", "“{word}” soniyalar soni emas (1 dan {most} gacha).";
    NEITHER: "“{word}” is neither a check nor an extension.", "“{word}” tekshiruv nomi ham, ichki raqam ham emas.";
    ONE_SOURCE: "Use only one of --generate, --stdin and --delete.", "--generate, --stdin va --delete dan faqat bittasini yozing.";
    HASH_WITH_DELETE: "--hash cannot be used with --delete.", "--hash va --delete birga ishlatilmaydi.";
    STDIN_NEEDS_USER: "--stdin needs --user.", "--stdin bilan birga --user ham kerak.";
    NO_TERMINAL: "No terminal to ask for the password on: use --generate or --stdin.", "Parolni so'rash uchun terminal yo'q: --generate yoki --stdin dan foydalaning.";
    NO_TERMINAL_STDIN: "No terminal to ask for the password on: use --stdin.", "Parolni so'rash uchun terminal yo'q: --stdin dan foydalaning.";

    NO_RANDOM: "Cannot get random numbers: {why}.", "Tasodifiy sonlar olinmadi: {why}.";
    CANNOT_READ_PASSWORD: "Cannot read the password: {why}.", "Parolni o'qib bo'lmadi: {why}.";
    CANNOT_MAKE_FILES: "Cannot make temporary files: {why}.", "Vaqtinchalik fayllarni yaratib bo'lmadi: {why}.";
    NO_EXTENSION: "There is no extension {name} in {file}.{hint}", "{file} da {name} ichki raqami yo'q.{hint}";
    NO_EXTENSION_ADD: "There is no extension {name} in {file}.{hint} To add it: {add} {name!}", "{file} da {name} ichki raqami yo'q.{hint} Uni qo'shish uchun: {add} {name!}";
}
