//! The one edit that is made to the file.

use alloc::string::String;

/// The text with every line of `name` replaced by `lines` (none to delete it), all else as it was;
/// a new name goes to the end. A byte order mark is left out: the file is refused while it has one,
/// and it would hide the first name. The flag tells whether the name was there before.
pub fn edit(text: &str, name: &str, lines: &[String]) -> (String, bool) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_own = |line: &str| {
        let content = line.trim();
        let is_entry = !content.is_empty() && !content.starts_with('#');
        is_entry && content.split([' ', '\t', ':']).next() == Some(name)
    };
    let lines: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
    let mut edited = String::with_capacity(text.len() + lines.len() + 1);
    let mut was_there = false;
    for line in text.split_inclusive('\n') {
        if !is_own(line) {
            edited.push_str(line);
        } else if !core::mem::replace(&mut was_there, true) {
            edited.push_str(&lines);
        }
    }
    if !was_there {
        if !lines.is_empty() && !edited.is_empty() && !edited.ends_with('\n') {
            edited.push('\n');
        }
        edited.push_str(&lines);
    }
    (edited, was_there)
}
