#![allow(clippy::unwrap_used)]
use super::*;
use alloc::string::ToString;

const MD5: &[Algorithm] = &[Algorithm::Md5];
const HASH: &str = "5f4dcc3b5aa765d61d8327deb882cf99";

/// The accounts in `text`, or what is wrong with it, each with its line and column.
fn parse(text: &str) -> Result<Extensions, Vec<(usize, usize, Complaint)>> {
    Extensions::parse(text, "sip.example.com", MD5, Seed::new([7; 16])).map_err(|list| {
        let list = list.into_iter();
        list.map(|d| (d.line, d.column, d.complaint)).collect()
    })
}

#[test]
fn both_forms() {
    let text = format!(
        "# phones\n\n1001    correct horse battery\n1002:sip.example.com:{HASH}\n  1003\tx#y\r\n"
    );
    let all = parse(&text).unwrap();
    assert_eq!(all.len(), 3);
    assert_eq!(
        all.get(b"1001").unwrap().password(),
        Some("correct horse battery")
    );
    assert_eq!(all.get(b"1002").unwrap().password(), None);
    assert!(all.get(b"1002").unwrap().ha1(Algorithm::Md5).is_some());
    assert_eq!(all.get(b"1003").unwrap().password(), Some("x#y"));
    assert_eq!(all.get(b"1003").unwrap().line, 5);
    assert!(all.get(b"1004").is_none());
}

#[test]
fn all_errors_come_at_once_with_line_and_column() {
    let text = format!(
        "1001 a\n1001 b\n1002@h pw\n10\u{200a}03 pw\n1004\n1005 pw \n1006:other:{HASH}\n1007:sip.example.com:abc\n1008:x\nд pw\n9901#1 pw\n"
    );
    assert_eq!(
        parse(&text).unwrap_err(),
        [
            (
                2,
                1,
                Complaint::NameTwice {
                    name: "1001".to_string(),
                    first_line: 1
                }
            ),
            (3, 5, Complaint::NameWithDomain),
            (4, 3, Complaint::NameWith('\u{200a}')),
            (5, 1, Complaint::NoPassword),
            (6, 6, Complaint::PasswordEndsWithSpace),
            (
                7,
                6,
                Complaint::HashOfOtherRealm {
                    name: "1006".to_string(),
                    hashed: "other".to_string(),
                    realm: "sip.example.com".to_string()
                }
            ),
            (8, 22, Complaint::NotAHash),
            (9, 1, Complaint::NotAHashedLine),
        ]
    );
}

#[test]
fn one_hash_for_each_algorithm_and_no_more() {
    let sha = HASH.repeat(2);
    let both = format!("a:sip.example.com:{HASH}\na:sip.example.com:{sha}\n");
    assert_eq!(parse(&both).unwrap().len(), 1);
    assert!(parse(&format!("{both}a:sip.example.com:{HASH}\n")).is_err());
    assert!(parse(&format!("{both}a pw\n")).is_err());
    assert_eq!(
        parse(&format!("a:sip.example.com:{sha}\n")).unwrap_err(),
        [(
            1,
            1,
            Complaint::NoHash {
                name: "a".to_string(),
                algorithms: vec!["MD5"]
            }
        )]
    );
}

#[test]
fn an_edit_touches_nothing_else() {
    let text = "# top\n1001 a\n\n1002 b # no comment\n#1001 old";
    let set = |name: &str| edit(text, name, &[format!("{name} new")]);
    assert_eq!(
        set("1001"),
        (
            "# top\n1001 new\n\n1002 b # no comment\n#1001 old".to_string(),
            true
        )
    );
    assert_eq!(set("1003"), (format!("{text}\n1003 new\n"), false));
    assert_eq!(
        edit(text, "1002", &[]),
        ("# top\n1001 a\n\n#1001 old".to_string(), true)
    );
    assert_eq!(edit(text, "9", &[]), (text.to_string(), false));
    assert_eq!(
        edit("a:r:x\na:r:y\nb z\n", "a", &["a pw".to_string()]),
        ("a pw\nb z\n".to_string(), true)
    );
}

#[test]
fn every_short_line_from_a_hostile_alphabet_is_read_or_refused() {
    fn grow(text: &mut String, left: usize) {
        match parse(text) {
            Ok(all) => assert!(all.iter().all(|e| validate_name(e.name()).is_ok())),
            Err(list) => assert!(!list.is_empty()),
        }
        for c in ['1', ':', ' ', '\t', '\n', '#', '\r', 'é']
            .into_iter()
            .filter(|_| left > 0)
        {
            text.push(c);
            grow(text, left - 1);
            text.pop();
        }
    }
    grow(&mut String::new(), 5);
}
