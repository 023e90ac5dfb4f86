//! What people type, and phones send, instead of a password.

use super::Mistake;
use crate::message::uri::unescape;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Most that are tried for one password.
pub(super) const MOST: usize = 256;
/// A password that the phone cut is looked for up to so many characters.
const LONGEST_CUT: usize = 64;

/// What may stand for a password, in the order of how often it happens.
pub(super) struct Variants<'p> {
    password: &'p str,
    pub(super) list: Vec<(Mistake, Cow<'p, [u8]>)>,
    /// Whether all found room.
    pub(super) is_complete: bool,
}

impl<'p> Variants<'p> {
    pub(super) fn of(password: &'p str) -> Self {
        let mut variants = Self {
            password,
            list: Vec::with_capacity(MOST),
            is_complete: true,
        };
        variants.spaces();
        variants.capitals();
        variants.file();
        variants.quotes();
        variants.similar();
        variants.cyrillic();
        variants.encodings();
        variants.cuts();
        variants
    }

    fn add(&mut self, mistake: Mistake, bytes: impl Into<Vec<u8>>) {
        self.push(mistake, Cow::Owned(bytes.into()));
    }

    fn push(&mut self, mistake: Mistake, bytes: Cow<'p, [u8]>) {
        if *bytes == *self.password.as_bytes() {
            return;
        }
        if self.list.len() < MOST {
            self.list.push((mistake, bytes));
        } else {
            self.is_complete = false;
        }
    }

    fn spaces(&mut self) {
        for (mistake, before, after) in [
            (Mistake::TrailingSpace, "", " "),
            (Mistake::LineBreak, "", "\n"),
            (Mistake::LineBreak, "", "\r\n"),
            (Mistake::LineBreak, "", "\r"),
            (Mistake::Tab, "", "\t"),
            (Mistake::NoBreakSpace, "", "\u{a0}"),
            (Mistake::LeadingSpace, " ", ""),
            (Mistake::Tab, "\t", ""),
            (Mistake::NoBreakSpace, "\u{a0}", ""),
        ] {
            self.add(mistake, [before, self.password, after].concat());
        }
    }

    fn capitals(&mut self) {
        let password = self.password;
        let mut letters = password.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        let capital: String = first.chain(letters).collect();
        self.add(Mistake::FirstCapital, capital);
        self.add(Mistake::AllCapitals, password.to_uppercase());
        self.add(Mistake::AllSmall, password.to_lowercase());
        self.add(Mistake::Empty, "");
        self.add(Mistake::Twice, [password, password].concat());
    }

    /// What was written beside the password in the file and is part of it there.
    fn file(&mut self) {
        let password = self.password;
        for quote in ['"', '\''] {
            let inner = password.strip_prefix(quote);
            if let Some(inner) = inner.and_then(|rest| rest.strip_suffix(quote)) {
                self.add(Mistake::ExtraInFile(quote.into()), inner);
            }
        }
        for mark in [" #", "\t#", " ;", "\t;"] {
            if let Some((before, _)) = password.split_once(mark) {
                let extra = Mistake::ExtraInFile(mark.trim_start().into());
                self.add(extra, before.trim_end());
            }
        }
        if let Some(rest) = password.strip_prefix('=') {
            self.add(Mistake::ExtraInFile("=".into()), rest.trim_start());
        }
    }

    /// Quotes round the password on the phone, and those that a keyboard or a word processor bends.
    fn quotes(&mut self) {
        let password = self.password;
        for quote in ["\"", "'"] {
            let quoted = [quote, password, quote].concat();
            self.add(Mistake::QuotesOnPhone, quoted);
        }
        // The letters o‘ and g‘ of Uzbek are written with any of these.
        const APOSTROPHES: [char; 5] = ['’', '‘', 'ʻ', 'ʼ', '`'];
        for bent in APOSTROPHES {
            self.replace(Mistake::Typographic, '\'', bent);
        }
        self.add(Mistake::Typographic, password.replace(APOSTROPHES, "'"));
        self.add(Mistake::Typographic, pairs(password, '“', '”'));
        self.add(Mistake::Typographic, pairs(password, '«', '»'));
        self.replace(Mistake::Typographic, '"', '”');
        let straight = password.replace(['“', '”', '„', '«', '»'], "\"");
        self.add(Mistake::Typographic, straight);
        for dash in ['–', '—', '‑', '−'] {
            self.replace(Mistake::Typographic, '-', dash);
        }
        let straight = password.replace(['–', '—', '‑', '−'], "-");
        self.add(Mistake::Typographic, straight);
        let long = password.replace("--", "—").replace("...", "…");
        self.add(
            Mistake::Typographic,
            pairs(&long.replace('\'', "’"), '“', '”'),
        );
        self.add(Mistake::Typographic, long);
    }

    /// Characters that look the same in many typefaces.
    fn similar(&mut self) {
        for (one, other) in [('0', 'O'), ('0', 'o'), ('1', 'l'), ('1', 'I'), ('l', 'I')] {
            self.replace_each(&Mistake::SimilarCharacters, one, other);
            self.replace_each(&Mistake::SimilarCharacters, other, one);
        }
    }

    fn cyrillic(&mut self) {
        for layout in [RUSSIAN, UZBEK] {
            for only_letters in [false, true] {
                for is_back in [false, true] {
                    let typed = typed_on(self.password, layout, only_letters, is_back);
                    self.add(Mistake::KeyboardLayout, typed);
                }
            }
        }
        let pairs = || LATIN.chars().zip(LOOK_ALIKES.chars());
        let all = |from_latin: bool| {
            let letters = self.password.chars().map(|c| {
                let mut pairs = pairs().map(|(a, b)| if from_latin { (a, b) } else { (b, a) });
                pairs.find(|(from, _)| *from == c).map_or(c, |(_, to)| to)
            });
            letters.collect::<String>()
        };
        let (cyrillic, latin) = (all(true), all(false));
        self.add(Mistake::CyrillicLetters, cyrillic);
        self.add(Mistake::CyrillicLetters, latin);
        for (latin, cyrillic) in pairs() {
            self.replace_each(&Mistake::CyrillicLetters, latin, cyrillic);
        }
    }

    fn encodings(&mut self) {
        let password = self.password;
        let encode = |byte: fn(char) -> Option<u8>| -> Option<Vec<u8>> {
            password.chars().map(byte).collect()
        };
        if !password.is_ascii() {
            if let Some(bytes) = encode(|c| u8::try_from(u32::from(c)).ok()) {
                self.add(Mistake::Latin1, bytes);
            }
            if let Some(bytes) = encode(windows_1251) {
                self.add(Mistake::Windows1251, bytes);
            }
        }
        self.add(Mistake::DecomposedLetters, decomposed(password));
        self.add(Mistake::DecomposedLetters, composed(password));
        for digits in [b"0123456789ABCDEF", b"0123456789abcdef"] {
            self.add(
                Mistake::PercentEncoded,
                percent_encoded(password.as_bytes(), digits),
            );
        }
        let mut decoded = vec![0; password.len()];
        if let Some(decoded) = unescape(password.as_bytes(), &mut decoded) {
            self.add(Mistake::PercentEncoded, decoded);
        }
    }

    fn cuts(&mut self) {
        let password = self.password;
        let ends = password.char_indices().skip(1).take(LONGEST_CUT);
        for (length, (end, next)) in (1..).zip(ends) {
            let mistake = if next.is_alphanumeric() {
                Mistake::Cut(length)
            } else {
                Mistake::CutAtSign(length)
            };
            // Nothing is copied: how long the search takes must not depend on the length of the password.
            self.push(mistake, Cow::Borrowed(&password.as_bytes()[..end]));
        }
    }

    /// All of one character are the other.
    fn replace(&mut self, mistake: Mistake, from: char, to: char) {
        let mut buffer = [0; 4];
        self.add(
            mistake,
            self.password.replace(from, to.encode_utf8(&mut buffer)),
        );
    }

    /// All of one character are the other, or one of them is.
    fn replace_each(&mut self, mistake: &Mistake, from: char, to: char) {
        self.replace(mistake.clone(), from, to);
        let password = self.password;
        if password.matches(from).count() < 2 {
            return;
        }
        for (at, _) in password.match_indices(from) {
            let (before, after) = (&password[..at], &password[at + from.len_utf8()..]);
            let mut buffer = [0; 4];
            let variant = [before, to.encode_utf8(&mut buffer), after].concat();
            self.add(mistake.clone(), variant);
        }
    }
}

/// Straight quotes become opening and closing ones in turn.
fn pairs(text: &str, open: char, close: char) -> String {
    let mut is_open = false;
    let bend = |c| {
        if c != '"' {
            return c;
        }
        is_open = !is_open;
        if is_open { open } else { close }
    };
    text.chars().map(bend).collect()
}

/// The keys of a Latin keyboard, small and capital.
const KEYS: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`-=QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?~_+@#$^&";
/// The same keys in the Russian layout.
const RUSSIAN: &str =
    "йцукенгшщзхъфывапролджэячсмитьбю.ё-=ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,Ё_+\"№;:?";
/// And in the Cyrillic layout of Uzbek.
const UZBEK: &str =
    "йцукенгшўзхъфқвапролджэячсмитьбю.ёғҳЙЦУКЕНГШЎЗХЪФҚВАПРОЛДЖЭЯЧСМИТЬБЮ,ЁҒҲ\"№;:?";

/// The same keys pressed in another layout, or, if it `is_back`, in the Latin one instead of that. On a
/// telephone only the letters change place.
fn typed_on(password: &str, layout: &str, only_letters: bool, is_back: bool) -> String {
    let press = |c: char| {
        if only_letters && !c.is_alphabetic() {
            return c;
        }
        let mut keys = KEYS.chars().zip(layout.chars());
        let key = if is_back {
            keys.find(|(_, there)| *there == c).map(|(latin, _)| latin)
        } else {
            keys.find(|(latin, _)| *latin == c).map(|(_, there)| there)
        };
        key.unwrap_or(c)
    };
    password.chars().map(press).collect()
}

const LATIN: &str = "aceopxyikABCEHKMOPTX";
/// Cyrillic letters that look like [`LATIN`] ones.
const LOOK_ALIKES: &str = "асеорхуікАВСЕНКМОРТХ";

fn windows_1251(c: char) -> Option<u8> {
    const OTHERS: [(char, u8); 9] = [
        ('Ё', 0xa8),
        ('ё', 0xb8),
        ('Ў', 0xa1),
        ('ў', 0xa2),
        ('І', 0xb2),
        ('і', 0xb3),
        ('Ї', 0xaf),
        ('ї', 0xbf),
        ('№', 0xb9),
    ];
    match c {
        '\0'..='\x7f' => u8::try_from(u32::from(c)).ok(),
        'А'..='я' => u8::try_from(u32::from(c) - u32::from('А') + 0xc0).ok(),
        _ => OTHERS
            .iter()
            .find(|(known, _)| *known == c)
            .map(|(_, b)| *b),
    }
}

/// Letters with a mark: one character, or the letter and the mark as two.
const MARKED: [(char, &str, &str); 9] = [
    ('\u{300}', "aeiouAEIOU", "àèìòùÀÈÌÒÙ"),
    ('\u{301}', "aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ"),
    ('\u{302}', "aeiouAEIOU", "âêîôûÂÊÎÔÛ"),
    ('\u{303}', "anoANO", "ãñõÃÑÕ"),
    ('\u{306}', "gGиИуУ", "ğĞйЙўЎ"),
    ('\u{308}', "aeiouyAEIOUеЕіІ", "äëïöüÿÄËÏÖÜёЁїЇ"),
    ('\u{30a}', "aA", "åÅ"),
    ('\u{327}', "csCS", "çşÇŞ"),
    ('\u{30c}', "cszCSZ", "čšžČŠŽ"),
];

fn marks() -> impl Iterator<Item = (char, char, char)> {
    MARKED.iter().flat_map(|(mark, letters, whole)| {
        let letters = letters.chars().zip(whole.chars());
        letters.map(|(letter, whole)| (*mark, letter, whole))
    })
}

fn decomposed(password: &str) -> String {
    let mut parts = String::with_capacity(2 * password.len());
    for c in password.chars() {
        match marks().find(|(.., whole)| *whole == c) {
            Some((mark, letter, _)) => parts.extend([letter, mark]),
            None => parts.push(c),
        }
    }
    parts
}

fn composed(password: &str) -> String {
    let mut whole = String::with_capacity(password.len());
    for c in password.chars() {
        let last = whole.chars().next_back();
        let fits = |(mark, letter, _): &(char, char, char)| *mark == c && Some(*letter) == last;
        match marks().find(fits) {
            Some((.., one)) => {
                whole.pop();
                whole.push(one);
            }
            None => whole.push(c),
        }
    }
    whole
}

/// Everything but letters, digits and `-._~` written as `%` and two digits (RFC 3986 §2.1).
fn percent_encoded(text: &[u8], digits: &[u8; 16]) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(text.len());
    for &b in text {
        if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
            encoded.push(b);
        } else {
            encoded.extend([
                b'%',
                digits[usize::from(b >> 4)],
                digits[usize::from(b & 15)],
            ]);
        }
    }
    encoded
}
