//! What a mistyped word was probably meant to be.

use alloc::vec;
use alloc::vec::Vec;

/// How many edits a word may be away from the one that was meant.
const FARTHEST: usize = 2;

/// The one of `known` that is nearest to `word`: at most two edits away, and fewer than half its
/// letters. `None` if no other is near enough, or if two are equally near, because then either may be
/// meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = word.chars().count();
    // A difference in length costs as many edits; most names are passed over here.
    let known = known.into_iter();
    let known = known.filter(|name| letters.abs_diff(name.chars().count()) <= FARTHEST);
    let near = known.map(|name| (distance(word, name), name));
    let is_near = |edits: usize| (1..=FARTHEST).contains(&edits) && edits * 2 < letters.max(2);
    let mut near: Vec<_> = near.filter(|(edits, _)| is_near(*edits)).collect();
    near.sort_unstable();
    near.dedup();
    match near[..] {
        [(least, _), (next, _), ..] if least == next => None,
        _ => near.first().map(|(_, name)| *name),
    }
}

/// How many letters must be added, left out, changed or swapped with their neighbour to make `b` of
/// `a` (Damerau-Levenshtein, in its restricted form).
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // The edits from the first `i` letters of the one to the first `j` of the other.
    let mut edits = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, j) in (0..=a.len()).flat_map(|i| (0..=b.len()).map(move |j| (i, j))) {
        edits[i][j] = if i == 0 || j == 0 {
            i + j
        } else {
            let change = edits[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let least = change.min(edits[i - 1][j] + 1).min(edits[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least.min(edits[i - 2][j - 2] + 1)
            } else {
                least
            }
        };
    }
    edits[a.len()][b.len()]
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
