//! The one edit that is made to the file.

use alloc::string::String;

/// The text with every line of `name` replaced by `lines` (none to delete it), all else as it was;
/// a new name goes to the end. A byte order mark is left out: the file is refused while it has one,
/// and it would hide the first name. The flag tells whether the name was there before.
pub fn edit(text: &str, name: &str, lines: &[String]) -> (String, bool) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut edited = String::with_capacity(text.len() + 100);
    let mut pending = Some(lines);
    let write = |to: &mut String, pending: &mut Option<&[String]>| {
        for line in pending.take().unwrap_or_default() {
            to.push_str(line);
            to.push('\n');
        }
    };
    let mut was_there = false;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        let own = !content.starts_with('#') && content.split([' ', '\t', ':']).next() == Some(name);
        if own && !content.is_empty() {
            was_there = true;
            write(&mut edited, &mut pending);
        } else {
            edited.push_str(line);
        }
    }
    if pending.is_some_and(|l| !l.is_empty()) && !edited.is_empty() && !edited.ends_with('\n') {
        edited.push('\n');
    }
    write(&mut edited, &mut pending);
    (edited, was_there)
}
