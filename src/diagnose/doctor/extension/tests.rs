#![allow(clippy::unwrap_used)]
use super::*;
use crate::text::Language;
use sipreg::cause::Strength;
use sipreg::diagnostic::Complaint;

/// What is known besides the snapshot.
struct Around {
    disk: OnDisk,
    changed: Option<u64>,
    bans: Vec<Ban>,
}

fn around(disk: OnDisk) -> Around {
    Around {
        disk,
        changed: Some(100),
        bans: Vec::new(),
    }
}

fn judge(json: &JsonValue, name: &str, around: &Around, attempt: Option<&JsonValue>) -> Diagnosis {
    let machine = Machine::with_addresses("203.0.113.10");
    let case = Case {
        machine: &machine,
        json,
        name,
        account: account_of(json, name),
        disk: around.disk.clone(),
        changed: around.changed,
        bans: around.bans.clone(),
    };
    case.judge(attempt)
}

/// A snapshot with these pieces.
fn snapshot(account: &str, more: &str) -> JsonValue {
    let text = format!(
        "{{\"written\":2000,\"started\":1000,\"realm\":\"sip.example.com\",\"extensions\":\"/etc/sipregd/extensions\",\
         \"loaded\":{{\"at\":1000,\"extensions_mtime\":100,\"accounts\":2}},\"accounts\":[{account}]{more}}}"
    );
    text.parse().unwrap()
}

fn account(causes: &str) -> String {
    format!(
        "{{\"name\":\"1001\",\"bindings\":[],\"success\":null,\
         \"failure\":{{\"at\":1990,\"from\":\"198.51.100.7:49152\",\"agent\":\"MicroSIP/3.21.5\",\"cause\":\"x\"}},\
         \"causes\":[{causes}]}}"
    )
}

fn cause(name: &str, strength: &str, detail: &str) -> String {
    format!(
        "{{\"cause\":\"{name}\",\"strength\":\"{strength}\",\"from\":\"198.51.100.7:49152\",\"detail\":\"{detail}\"}}"
    )
}

fn of(json: &JsonValue, around: &Around) -> Diagnosis {
    judge(json, "1001", around, None)
}

fn certain(diagnosis: &Diagnosis) -> String {
    diagnosis.certain.as_ref().unwrap().text(Language::English)
}

#[test]
fn a_binding_ends_the_search() {
    let json = snapshot(
        "{\"name\":\"1001\",\"bindings\":[{\"from\":\"198.51.100.7:1\",\"since\":1500,\"expires_in\":60,\"agent\":\"Z\"}]}",
        "",
    );
    assert_eq!(of(&json, &around(OnDisk::There)).cause, "registered");
}

#[test]
fn a_binding_hides_neither_who_is_pushed_out_nor_what_has_just_failed() {
    let with = |causes: &str| {
        let bound = account(causes).replace(
            "\"bindings\":[]",
            "\"bindings\":[{\"from\":\"198.51.100.9:5060\",\"since\":1500,\"expires_in\":60,\"agent\":\"Z\"}]",
        );
        snapshot(&bound, "")
    };
    let there = around(OnDisk::There);
    let both = [
        cause("wrong-password", "sure", ""),
        cause("flapping", "sure", "6"),
    ];
    let diagnosis = of(&with(&both.join(",")), &there);
    assert_eq!(diagnosis.cause, "flapping");
    let head = diagnosis.head.text(Language::English);
    assert!(head.contains("registered since"), "{head}");

    let wrong = with(&cause("wrong-password", "sure", ""));
    assert_eq!(of(&wrong, &there).cause, "registered");
    let attempt = |from: &str| -> JsonValue {
        let text = format!("{{\"from\":\"{from}\",\"agent\":\"MicroSIP/3.21.5\"}}");
        text.parse().unwrap()
    };
    // A stranger's attempt is none of which the core keeps anything.
    let stranger = attempt("203.0.113.66:5060");
    let diagnosis = judge(&wrong, "1001", &there, Some(&stranger));
    assert_eq!(diagnosis.cause, "unclear", "it has failed all the same");
    let again = attempt("198.51.100.7:49153");
    let diagnosis = judge(&wrong, "1001", &there, Some(&again));
    assert_eq!(diagnosis.cause, "wrong-password");
    let head = diagnosis.head.text(Language::English);
    for part in ["198.51.100.7:49153", "198.51.100.9:5060", "MicroSIP"] {
        assert!(head.contains(part), "{head}");
    }
}

#[test]
fn why_a_name_is_not_in_the_running_list() {
    let json = snapshot("", "");
    let refused = snapshot(
        "",
        ",\"reload\":{\"at\":1500,\"ok\":false,\"errors\":[\"/e:7:1: Wrong.\"]}",
    );
    let newer = |disk| Around {
        changed: Some(1400),
        ..around(disk)
    };
    for (json, around, cause) in [
        (&json, around(OnDisk::Absent), "not-in-file"),
        (
            &json,
            around(OnDisk::Rejected(7, Complaint::NotAHash)),
            "line-rejected",
        ),
        (
            &json,
            around(OnDisk::OtherCase("Alice".into())),
            "differs-by-case",
        ),
        (
            &json,
            around(OnDisk::FullAddress("1001".into())),
            "is-full-address",
        ),
        (&json, around(OnDisk::CloseTo("1010".into())), "close-to"),
        (&json, newer(OnDisk::There), "in-file-not-loaded"),
        (&refused, newer(OnDisk::There), "reload-refused"),
    ] {
        let diagnosis = of(json, &around);
        assert_eq!(diagnosis.cause, cause);
        assert!(
            !certain(&diagnosis).contains('?'),
            "{}",
            certain(&diagnosis)
        );
    }
}

#[test]
fn a_newer_file_is_said_first_and_does_not_end_the_search() {
    let json = snapshot(&account(&cause("wrong-password", "sure", "")), "");
    let newer = Around {
        changed: Some(1400),
        ..around(OnDisk::There)
    };
    let diagnosis = of(&json, &newer);
    assert_eq!(diagnosis.cause, "wrong-password");
    assert!(diagnosis.first.is_some());
    assert!(of(&json, &around(OnDisk::There)).first.is_none());
}

/// Each cause once, by name, strength and detail.
const EVERY: &[(&str, &str, &str)] = &[
    ("reply-blocked", "sure", ""),
    ("answer-refused", "sure", ""),
    ("answer-prohibited", "sure", ""),
    ("answer-prohibited", "sure", "192.0.2.1"),
    ("answer-unreachable", "sure", ""),
    ("answer-too-large", "sure", ""),
    ("loops", "sure", "Z"),
    ("rate-limited", "sure", ""),
    ("rate-limited", "sure", "1002"),
    ("account-limited", "sure", ""),
    ("wrong-password", "sure", ""),
    ("wrong-password", "sure", "hash"),
    ("not-examined", "sure", ""),
    ("password-trailing-space", "sure", ""),
    ("password-leading-space", "sure", ""),
    ("password-first-letter-capitalised", "sure", ""),
    ("password-all-caps", "sure", ""),
    ("password-all-lower", "sure", ""),
    ("password-empty", "sure", ""),
    ("latin-1-encoding", "sure", ""),
    ("old-password", "sure", ""),
    ("password-of-other-account", "sure", "1002"),
    ("username-in-hash", "sure", "anna"),
    ("realm-in-hash", "sure", "asterisk"),
    ("auth-user-unknown", "sure", "anna"),
    ("auth-user-other-account", "sure", "1002"),
    ("realm-changed", "sure", ""),
    ("algorithm-not-offered", "sure", ""),
    ("no-hash-for-algorithm", "sure", "SHA-256"),
    ("realm-in-name-of-hash", "sure", "1001@sip.example.com"),
    ("qop-not-offered", "sure", ""),
    ("credentials-incomplete", "sure", ""),
    ("nonce-other-address", "sure", ""),
    ("stale-loop", "sure", ""),
    ("interval-too-brief", "sure", ""),
    ("bad-contact", "sure", ""),
    ("too-many-contacts", "sure", ""),
    ("cseq-not-greater", "sure", ""),
    ("wrong-domain", "sure", "example.net"),
    ("bad-extension", "sure", ""),
    ("unsupported-scheme", "sure", ""),
    ("malformed", "sure", "Missing CSeq"),
    ("to-is-no-sip-uri", "sure", ""),
    ("domain-of-sender", "sure", "198.51.100.7"),
    ("many-wrong-logins", "sure", ""),
    ("password-line-break", "sure", ""),
    ("password-tab", "sure", ""),
    ("password-no-break-space", "sure", ""),
    ("password-twice", "sure", ""),
    ("password-cut", "sure", "16"),
    ("password-cut-at-sign", "sure", "5"),
    ("password-extra-in-file", "sure", "#"),
    ("password-in-quotes", "sure", ""),
    ("password-typographic", "sure", ""),
    ("password-similar-characters", "sure", ""),
    ("password-cyrillic-letters", "sure", ""),
    ("password-keyboard-layout", "sure", ""),
    ("windows-1251-encoding", "sure", ""),
    ("decomposed-letters", "sure", ""),
    ("password-percent-encoded", "sure", ""),
    ("password-is-the-hash", "sure", ""),
    ("auth-user-differs", "sure", "1002"),
    ("login-after-guesses", "sure", "203.0.113.66:5060, 40"),
    ("test-login-wrong", "sure", ""),
    ("flapping", "sure", "4"),
    ("shared-instance", "sure", "4"),
    ("evicted", "sure", "198.51.100.9:5060"),
    ("unregistered", "sure", ""),
    ("password-changed", "sure", ""),
    ("guessed", "sure", "friendly-scanner"),
    ("sip-alg", "suspect", "sip.example.com → 203.0.113.10"),
    ("sip-alg", "suspect", "198.51.100.7"),
    ("answers-lost", "suspect", ""),
    ("answer-refused", "sure", "again"),
    ("cannot-answer", "suspect", ""),
    ("cannot-answer", "suspect", "logged-in"),
    ("algorithm-unknown", "suspect", ""),
    ("login-too-large", "suspect", "1309"),
    ("nonce-foreign", "suspect", ""),
    ("nonce-foreign", "sure", ""),
    ("algorithm-not-offered", "sure", "SHA-256"),
    ("drops", "suspect", "Z"),
];

#[test]
fn every_cause_fills_all_its_gaps() {
    let mut said = Vec::new();
    for (name, strength, detail) in EVERY {
        let json = snapshot(&account(&cause(name, strength, detail)), "");
        let diagnosis = of(&json, &around(OnDisk::There));
        assert_eq!(diagnosis.cause, *name);
        assert_eq!(diagnosis.strength.map(Strength::name), Some(*strength));
        for say in [&diagnosis.certain, &diagnosis.likely, &diagnosis.todo] {
            for language in [Language::English, Language::Uzbek] {
                let text = say.as_ref().unwrap().text(language);
                assert!(!text.contains(['?', '{']), "{name}: {text}");
            }
        }
        said.push(causes::of(&Cause::read(name, strength, detail).unwrap()));
    }
    for (name, sentences) in causes::every() {
        assert!(said.contains(&sentences), "{name}");
    }
}

#[test]
fn what_is_sure_comes_before_what_is_suspected() {
    let both = [
        cause("answers-lost", "suspect", "3"),
        cause("password-empty", "sure", ""),
    ]
    .join(",");
    let diagnosis = of(&snapshot(&account(&both), ""), &around(OnDisk::There));
    assert_eq!(diagnosis.cause, "password-empty");
}

#[test]
fn what_else_was_found_is_the_likely_reason() {
    for (first, other, strength, part) in [
        ("answer-refused", "sip-alg", "suspect", "SIP ALG"),
        (
            "rate-limited",
            "password-trailing-space",
            "sure",
            "a space at the end",
        ),
    ] {
        let both = [cause(first, "sure", ""), cause(other, strength, "")].join(",");
        let diagnosis = of(&snapshot(&account(&both), ""), &around(OnDisk::There));
        assert_eq!(diagnosis.cause, first);
        let likely = diagnosis.likely.unwrap().text(Language::English);
        assert!(likely.contains(part), "{likely}");
    }
}

#[test]
fn one_cause_may_need_different_words() {
    let said = |name: &str, detail: &str| {
        let found = cause(name, "sure", detail);
        let diagnosis = of(&snapshot(&account(&found), ""), &around(OnDisk::There));
        (
            diagnosis.cause,
            diagnosis.likely.unwrap().text(Language::English),
        )
    };
    let (cause, likely) = said("rate-limited", "1002");
    assert_eq!(cause, "rate-limited");
    assert!(likely.contains("Another phone"), "{likely}");
    let (cause, likely) = said("wrong-password", "hash");
    assert_eq!(cause, "wrong-password");
    assert!(likely.contains("only a hash"), "{likely}");
}

#[test]
fn a_ban_on_the_place_it_comes_from() {
    let json = snapshot(&account(&cause("wrong-password", "sure", "")), "");
    let nothing = snapshot(&account(""), "");
    // The ban of another jail may be for SSH alone.
    for (jail, json, cause, strength) in [
        ("sipregd", &json, "banned", Strength::Sure),
        ("sshd", &json, "wrong-password", Strength::Sure),
        ("sshd", &nothing, "banned", Strength::Suspect),
    ] {
        let bans = vec![Ban {
            jail: jail.into(),
            ip: "198.51.100.7".parse().unwrap(),
        }];
        let around = Around {
            bans,
            ..around(OnDisk::There)
        };
        let diagnosis = of(json, &around);
        assert_eq!(
            (diagnosis.cause, diagnosis.strength),
            (cause, Some(strength))
        );
    }
}

#[test]
fn a_name_is_known_in_every_spelling_of_it() {
    let there = around(OnDisk::There);
    let cause = |name: &str, other: &str| {
        let unknown = format!(
            ",\"datagrams\":4,\"sources\":[{{\"address\":\"198.51.100.9\"}}],\"unknown\":[{{\"name\":\"{other}\",\"tries\":3,\"at\":1900,\"from\":\"198.51.100.7:5060\"}}]"
        );
        judge(&snapshot("", &unknown), name, &there, None).cause
    };
    for (name, other) in [
        ("1001", "1001 "),
        ("1001", " 1001"),
        ("1001", "1001@sip.example.com"),
        ("1001", "sip:1001"),
        ("998901234567", "+998901234567"),
        ("+998901234567", "00998901234567"),
        ("998901234567", "+998 (90) 123-45-67"),
        ("Zafar.T", "zafar.t"),
    ] {
        assert_eq!(cause(name, other), "asked-as-other", "{name} {other}");
    }
    for (name, other) in [
        ("1001", "1002"),
        ("1001", "10010"),
        ("ali", "vali"),
        ("1001", ""),
    ] {
        assert_eq!(cause(name, other), "nothing-of-it", "{name} {other}");
    }
}

#[test]
fn a_refused_reload_is_named_before_another_one() {
    let failing = account(&cause("wrong-password", "sure", ""));
    let refused = ",\"reload\":{\"at\":1500,\"ok\":false,\"errors\":[\"/e:2:6: Wrong.\"]}";
    let newer = Around {
        changed: Some(1400),
        ..around(OnDisk::There)
    };
    let diagnosis = of(&snapshot(&failing, refused), &newer);
    let first = diagnosis.first.unwrap().text(Language::English);
    let check = first.find("sudo sipregd check").unwrap();
    assert!(first.find("/e:2:6: Wrong.").unwrap() < check, "{first}");
    let said = certain(&of(&snapshot(&failing, refused), &newer));
    assert!(said.contains("that the server has loaded"), "{said}");
}

#[test]
fn nothing_heard_of_it() {
    let there = around(OnDisk::There);
    let other = ",\"unknown\":[{\"name\":\"reception\",\"login\":\"1001\",\"tries\":3,\"at\":1900,\"from\":\"198.51.100.7:5060\"}]";
    let early = ",\"unknown\":[{\"name\":\"1001\",\"login\":\"\",\"tries\":2,\"at\":900,\"from\":\"198.51.100.7:5060\"}]";
    let unknown = ",\"unknown\":[{\"name\":\"1001%40sip.example.com\",\"tries\":3,\"at\":1900,\"from\":\"198.51.100.7:5060\"}]";
    for (more, cause) in [
        (",\"datagrams\":0", "nothing-arrived"),
        (
            ",\"datagrams\":4,\"sources\":[{\"address\":\"127.0.0.1\"},{\"address\":\"203.0.113.10\"}]",
            "nothing-from-outside",
        ),
        (
            ",\"datagrams\":4,\"sources\":[{\"address\":\"198.51.100.9\"}]",
            "nothing-of-it",
        ),
        (unknown, "asked-as-other"),
        (other, "registers-other-name"),
        (early, "asked-before-loaded"),
    ] {
        let diagnosis = of(&snapshot("", more), &there);
        assert_eq!(diagnosis.cause, cause);
        let said = certain(&diagnosis);
        assert!(
            !said.contains("offline") && !said.contains("wrong password"),
            "{said}"
        );
    }
}

#[test]
fn what_a_scanner_or_a_flood_leaves_open() {
    let there = around(OnDisk::There);
    let others = ",\"datagrams\":4,\"sources\":[{\"address\":\"198.51.100.9\"}]";
    let scanner = "{\"at\":1,\"from\":\"198.51.100.9:5060\",\"method\":\"REGISTER\",\"user\":\"1001\",\"agent\":\"friendly-scanner\"}";
    let probe = scanner.replace("friendly-scanner", "sipregd-probe/0.2.0");
    for (more, part, strength) in [
        (
            "",
            "no readable REGISTER for 1001 has come from outside",
            Strength::Sure,
        ),
        (
            ",\"outcomes\":{\"silenced\":7}",
            "their senders were flooding: 7",
            Strength::Suspect,
        ),
        (
            ",\"forgot\":true",
            "more requests have arrived",
            Strength::Suspect,
        ),
        (
            &format!(",\"recent\":[{probe}]"),
            "all came from 198.51.100.9:5060, which calls itself sipregd-probe",
            Strength::Sure,
        ),
        (
            &format!(",\"recent\":[{scanner}]"),
            "came from a scanner (the last from 198.51.100.9:5060)",
            Strength::Sure,
        ),
    ] {
        let diagnosis = of(&snapshot("", &format!("{others}{more}")), &there);
        assert_eq!(diagnosis.cause, "nothing-of-it");
        assert_eq!(diagnosis.strength, Some(strength));
        let said = certain(&diagnosis);
        assert!(said.contains(part) && !said.contains('?'), "{said}");
    }
}

#[test]
fn who_was_named_by_requests_that_are_none_of_the_last_was_named() {
    let others = ",\"datagrams\":4,\"sources\":[{\"address\":\"198.51.100.9\"}]";
    let of_account = |named: bool| {
        let account =
            format!("{{\"name\":\"1001\",\"bindings\":[],\"causes\":[],\"named\":{named}}}");
        let diagnosis = of(&snapshot(&account, others), &around(OnDisk::There));
        (diagnosis.cause, diagnosis.strength)
    };
    assert_eq!(of_account(false), ("nothing-of-it", Some(Strength::Sure)));
    assert_eq!(of_account(true), ("nothing-of-it", Some(Strength::Suspect)));
}

#[test]
fn what_was_wrong_before_a_reload_may_be_right_now() {
    let past = cause("wrong-password", "sure", "").replace('}', ",\"past\":true}");
    let diagnosis = of(&snapshot(&account(&past), ""), &around(OnDisk::There));
    assert_eq!(diagnosis.cause, "tried-before-reload");
    let said = certain(&diagnosis);
    assert!(!said.contains("password"), "{said}");
    let likely = diagnosis.likely.unwrap().text(Language::English);
    assert!(
        likely.contains("The reason was: wrong password."),
        "{likely}"
    );
}

#[test]
fn after_a_restart_silence_is_put_down_to_it() {
    let likely = |up: u64| {
        let json = snapshot("", ",\"datagrams\":0").stringify().unwrap();
        let json = json.replace("\"started\":1000", &format!("\"started\":{}", 2000 - up));
        let diagnosis = of(&json.parse().unwrap(), &around(OnDisk::There));
        assert_eq!(diagnosis.cause, "nothing-arrived");
        diagnosis.likely.unwrap()
    };
    assert!(likely(5).is(&words::NOTHING_YET_LIKELY));
    assert!(likely(60).is(&words::NOTHING_EVER_LIKELY));
}

#[test]
fn seen_but_not_explained() {
    let there = around(OnDisk::There);
    assert_eq!(of(&snapshot(&account(""), ""), &there).cause, "unclear");
    let gone = "{\"name\":\"1001\",\"bindings\":[],\"failure\":null,\"success\":{\"at\":1500,\"from\":\"198.51.100.7:1\",\"agent\":\"Z\"},\"causes\":[]}";
    assert_eq!(of(&snapshot(gone, ""), &there).cause, "ended");
    let ours = gone.replace("\"Z\"", "\"sipregd-probe/0.1.0\"");
    assert_eq!(
        of(&snapshot(&ours, ",\"datagrams\":0"), &there).cause,
        "nothing-arrived"
    );
}

#[test]
fn a_login_that_nobody_remembers_is_no_scanner() {
    let login = "{\"at\":1,\"from\":\"198.51.100.9:5060\",\"method\":\"REGISTER\",\"user\":\"1001\",\"login\":true,\"agent\":\"Z\"}";
    let more = format!(
        ",\"datagrams\":4,\"sources\":[{{\"address\":\"198.51.100.9\"}}],\"recent\":[{login}]"
    );
    let diagnosis = of(&snapshot("", &more), &around(OnDisk::There));
    assert_eq!(diagnosis.cause, "unclear");
    assert_eq!(diagnosis.strength, Some(Strength::Suspect));
}
