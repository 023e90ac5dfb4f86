//! What a mistyped word was probably meant to be.

use alloc::vec::Vec;

/// How many edits a word may be away from the one that was meant.
const FARTHEST: usize = 2;

/// The one of `known` that is nearest to `word`: at most two edits away, and fewer than half its
/// letters. `None` if no other is near enough, or if two are equally near, because then either may be
/// meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = word.chars().count();
    let mut best: Option<(usize, &str)> = None;
    let mut is_tied = false;
    for name in known {
        // A difference in length costs as many edits; most names are passed over here.
        if letters.abs_diff(name.chars().count()) > FARTHEST {
            continue;
        }
        let edits = distance(word, name);
        if edits == 0 || edits > FARTHEST || edits * 2 >= letters.max(2) {
            continue;
        }
        match best {
            Some((least, _)) if edits > least => {}
            Some((least, other)) if edits == least => is_tied |= other != name,
            _ => (best, is_tied) = (Some((edits, name)), false),
        }
    }
    best.filter(|_| !is_tied).map(|(_, name)| name)
}

/// How many letters must be added, left out, changed or swapped with their neighbour to make `b` of
/// `a` (Damerau-Levenshtein, in its restricted form).
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut two_above: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut last = None;
    for (i, x) in a.chars().enumerate() {
        let mut row = Vec::with_capacity(above.len());
        let mut left = i + 1;
        row.push(left);
        let mut left_letter = None;
        for (j, (y, pair)) in b.iter().zip(above.windows(2)).enumerate() {
            let [diagonal, up] = *pair else { continue };
            let mut least = (diagonal + usize::from(x != *y)).min(up + 1).min(left + 1);
            if last == Some(*y)
                && left_letter == Some(x)
                && let Some(before) = j.checked_sub(1).and_then(|j| two_above.get(j))
            {
                least = least.min(before + 1);
            }
            row.push(least);
            left = least;
            left_letter = Some(*y);
        }
        last = Some(x);
        two_above = core::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        for (a, b, edits) in [
            ("log", "log", 0),
            ("log", "logs", 1),
            ("log", "lgo", 1),
            ("log", "lag", 1),
            ("log", "lo", 1),
            ("", "lo", 2),
            ("statsu", "status", 1),
            ("realm", "log", 5),
        ] {
            assert_eq!((distance(a, b), distance(b, a)), (edits, edits), "{a} {b}");
        }
    }

    #[test]
    fn the_nearest_is_near_and_the_only_one() {
        for (word, near) in [
            ("statsu", Some("status")),
            ("sttats", Some("status")),
            ("dns-aa", Some("dns-a")),
            ("lgo", Some("log")),
            ("ug", None),
            ("status", None),
            ("1003", None),
            ("x", None),
        ] {
            let known = ["status", "dns-a", "dns-aaaa", "log", "1001", "1002"];
            assert_eq!(nearest(word, known), near, "{word}");
        }
    }
}
