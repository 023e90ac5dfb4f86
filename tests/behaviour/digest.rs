//! Who is it? Challenges, nonces and answers by RFC 3261 §22, RFC 7616, RFC 8760 and RFC 2069.

use crate::common::desk::Desk;
use crate::common::login::{asked, is_asked, is_right, show};
use crate::common::phone::{Phone, ha1, ha1_sha256};
use sipreg::auth::AuthFailure;
use sipreg::config::Algorithm;
use sipreg::exchange::Outcome;

const CONTACT: &str = "Contact: <sip:1001@192.0.2.7:5060>";

#[test]
fn one_challenge_in_one_form() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let request = phone.request("REGISTER", &[CONTACT]);
    let answer = desk.send(phone.addr, request);
    is_asked(&answer, Outcome::Challenged, AuthFailure::NoCredentials);
    assert!(answer.masked().contains(
        "\r\nWWW-Authenticate: Digest realm=\"sip.example.com\", nonce=\"<nonce>\", algorithm=MD5, qop=\"auth\"\r\n"
    ));
}

#[test]
fn each_algorithm_on_offer_has_its_challenge_in_order() {
    for (config, names) in [
        ("algorithms MD5", &["MD5"][..]),
        ("algorithms SHA-256", &["SHA-256"]),
        ("algorithms SHA-256 MD5", &["SHA-256", "MD5"]),
        ("algorithms MD5, SHA-256", &["MD5", "SHA-256"]),
    ] {
        let mut desk = Desk::with(config);
        let mut phone = Phone::new();
        // As long as a phone's requests are; to very short ones less is said.
        let request = phone.request(
            "REGISTER",
            &[
                CONTACT,
                "User-Agent: Phone of some maker, version 1.2.3",
                "Supported: replaces, outbound, path",
            ],
        );
        let answer = desk.send(phone.addr, request);
        let expected: Vec<_> = names
            .iter()
            .map(|name| {
                format!(
                    "Digest realm=\"sip.example.com\", nonce=\"{}\", algorithm={name}, qop=\"auth\"",
                    answer.nonce()
                )
            })
            .collect();
        assert_eq!(answer.headers("WWW-Authenticate"), expected);
    }
}

#[test]
fn every_form_of_answer_against_every_form_of_account() {
    let hashed = format!(
        "1001:sip.example.com:{}\n1001:sip.example.com:{}\n",
        ha1("1001", "secret"),
        ha1_sha256("1001", "secret").to_uppercase()
    );
    for extensions in ["1001 secret\n", &hashed] {
        let mut desk = Desk::of("algorithms MD5 SHA-256", extensions, 7);
        let mut phone = Phone::new();
        for algorithm in [Some("MD5"), Some("SHA-256"), None] {
            for qop in [Some("auth"), None] {
                let mut login = asked(&mut desk, &mut phone);
                login.algorithm = algorithm.map(str::to_owned);
                login.qop = qop.map(str::to_owned);
                is_right(&show(&mut desk, &mut phone, &login));

                let mut login = asked(&mut desk, &mut phone);
                login.algorithm = algorithm.map(str::to_owned);
                login.qop = qop.map(str::to_owned);
                login.password = "Secret".to_owned();
                let answer = show(&mut desk, &mut phone, &login);
                is_asked(&answer, Outcome::WrongLogin, AuthFailure::WrongDigest);
            }
        }
    }
}

#[test]
fn what_was_not_offered_is_not_taken() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let mut login = asked(&mut desk, &mut phone);
    login.algorithm = Some("SHA-256".to_owned());
    let answer = show(&mut desk, &mut phone, &login);
    is_asked(
        &answer,
        Outcome::Challenged,
        AuthFailure::AlgorithmNotOffered,
    );

    let mut login = asked(&mut desk, &mut phone);
    login.algorithm = Some("MD5-sess".to_owned());
    let answer = show(&mut desk, &mut phone, &login);
    is_asked(
        &answer,
        Outcome::Challenged,
        AuthFailure::AlgorithmNotOffered,
    );

    let mut login = asked(&mut desk, &mut phone);
    login.qop = Some("auth-int".to_owned());
    let answer = show(&mut desk, &mut phone, &login);
    is_asked(&answer, Outcome::Challenged, AuthFailure::QopNotOffered);

    // None written is MD5, which is not on offer here.
    let mut desk = Desk::with("algorithms SHA-256");
    let mut login = asked(&mut desk, &mut phone);
    login.algorithm = None;
    let answer = show(&mut desk, &mut phone, &login);
    is_asked(
        &answer,
        Outcome::Challenged,
        AuthFailure::AlgorithmNotOffered,
    );
}

#[test]
fn as_phones_write_it() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    for rewrite in [
        |header: String| header.replace("algorithm=MD5", "algorithm=md5"),
        |header: String| header.replace("algorithm=MD5", "algorithm=\"MD5\""),
        |header: String| header.replace("qop=auth", "qop=\"auth\""),
        |header: String| header.replace(", ", ","),
        |header: String| header.replace(", ", " ,   "),
        |header: String| header.replace(", ", ",\r\n "),
        |header: String| header.replace('=', " = "),
        |header: String| header.replace("Authorization: Digest", "authorization :  DIGEST"),
        |header: String| header + ", opaque=\"\", stale=false",
        |header: String| {
            let (name, rest) = header.split_once("Digest ").unwrap();
            let mut parts: Vec<_> = rest.split(", ").collect();
            parts.reverse();
            format!("{name}Digest {}", parts.join(", "))
        },
    ] {
        let header = rewrite(asked(&mut desk, &mut phone).header());
        let request = phone.request("REGISTER", &[CONTACT, &header]);
        let answer = desk.send(phone.addr, request);
        assert_eq!(answer.status(), "200 OK", "{header}\n{}", answer.text());
    }
    // The uri that the phone wrote is hashed, whatever the Request-URI says (sipp and others differ).
    for uri in ["sip:203.0.113.10:5060", "sip:sip.example.com;transport=UDP"] {
        let mut login = asked(&mut desk, &mut phone);
        login.uri = uri.to_owned();
        is_right(&show(&mut desk, &mut phone, &login));
    }
}

#[test]
fn a_name_with_the_realm_is_the_name() {
    for (extensions, qop) in [("1001 secret\n", Some("auth")), ("1001 secret\n", None)] {
        let mut desk = Desk::of("", extensions, 7);
        let mut phone = Phone::new();
        let mut login = asked(&mut desk, &mut phone);
        login.username = "1001@sip.example.com".to_owned();
        login.qop = qop.map(str::to_owned);
        is_right(&show(&mut desk, &mut phone, &login));
        let mut login = asked(&mut desk, &mut phone);
        login.username = "1001@example.org".to_owned();
        let answer = show(&mut desk, &mut phone, &login);
        is_asked(
            &answer,
            Outcome::UnknownExtension,
            AuthFailure::UnknownExtension,
        );
    }
}

#[test]
fn what_no_digest_can_be_right_for_is_told_from_a_wrong_password() {
    let hashed = format!("1001:sip.example.com:{}\n", ha1("1001", "secret"));
    let mut desk = Desk::of("algorithms MD5 SHA-256", &hashed, 7);
    let mut phone = Phone::new();
    let mut login = asked(&mut desk, &mut phone);
    login.algorithm = Some("SHA-256".to_owned());
    let answer = show(&mut desk, &mut phone, &login);
    let no_hash = AuthFailure::NoHashFor(Algorithm::Sha256);
    is_asked(&answer, Outcome::WrongLogin, no_hash);

    // The hash on the line is that of the name alone.
    for (hashed_username, failure) in [
        (None, Some(AuthFailure::RealmInNameOfHash)),
        (Some("1001".to_owned()), None),
    ] {
        let mut login = asked(&mut desk, &mut phone);
        login.username = "1001@sip.example.com".to_owned();
        login.hashed_username = hashed_username;
        let answer = show(&mut desk, &mut phone, &login);
        assert_eq!(answer.failure, failure, "{}", answer.text());
    }
}

#[test]
fn broken_and_foreign_credentials_are_a_question_to_be_asked_again() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let nonce = desk.nonce(&mut phone);
    for header in [
        "Authorization: Basic MTAwMTpzZWNyZXQ=".to_owned(),
        "Authorization: Digest".to_owned(),
        "Authorization: Digest username=\"1001".to_owned(),
        format!(
            "Authorization: Digest username=\"1001\", realm=\"sip.example.com\", nonce=\"{nonce}\""
        ),
        phone
            .login_with(&nonce)
            .header()
            .replace("nc=00000001", "nc=1"),
        phone
            .login_with(&nonce)
            .header()
            .replace(", cnonce=\"0a4f113b\"", ""),
        phone
            .login_with(&nonce)
            .header()
            .replace("username=\"1001\"", "username=\"1001\", username=\"1002\""),
    ] {
        let request = phone.request("REGISTER", &[CONTACT, &header]);
        let answer = desk.send(phone.addr, request);
        is_asked(&answer, Outcome::Challenged, AuthFailure::Incomplete);
    }

    // Left from another provider: a plain challenge, and not `stale`.
    let mut login = phone.login_with("d41d8cd98f00b204e9800998ecf8427e");
    login.realm = "asterisk".to_owned();
    let answer = show(&mut desk, &mut phone, &login);
    is_asked(&answer, Outcome::Challenged, AuthFailure::OtherRealm);
    login.nonce = nonce;
    let answer = show(&mut desk, &mut phone, &login);
    is_asked(&answer, Outcome::Challenged, AuthFailure::RealmChanged);
}

#[test]
fn who_answers_what_other_settings_asked_is_asked_again_and_not_blamed() {
    for config in ["realm other.example.com", "algorithms SHA-256"] {
        let mut desk = Desk::new();
        let mut phone = Phone::new();
        let login = asked(&mut desk, &mut phone);
        desk.reload(config, "1001 secret\n");
        let answer = show(&mut desk, &mut phone, &login);
        let expected = match config {
            "algorithms SHA-256" => AuthFailure::NonceExpired,
            _ => AuthFailure::OtherRealm,
        };
        assert_eq!(answer.failure, Some(expected), "{config}");
        assert!(answer.said()[0].starts_with("401"), "{config}");

        // What the phone was asked before holds again with the settings.
        desk.reload("", "1001 secret\n");
        is_right(&show(&mut desk, &mut phone, &login));
    }
}

#[test]
fn an_algorithm_that_another_server_offered_is_not_held_against_a_phone() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let header = asked(&mut desk, &mut phone).header();
    let nonce = phone
        .login_with("d41d8cd98f00b204e9800998ecf8427e")
        .header();
    for (header, failure) in [
        (header, AuthFailure::AlgorithmNotOffered),
        (nonce, AuthFailure::NonceForeign),
    ] {
        let header = header.replace("algorithm=MD5", "algorithm=MD5-sess");
        let request = phone.request("REGISTER", &[CONTACT, &header]);
        let answer = desk.send(phone.addr, request);
        assert_eq!(answer.failure, Some(failure), "{header}");
    }
}

#[test]
fn of_several_credentials_those_for_our_realm_count() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let mut other = phone.login_with("0123456789");
    other.realm = "proxy.example.net".to_owned();
    let ours = asked(&mut desk, &mut phone);
    let request = phone.request("REGISTER", &[CONTACT, &other.header(), &ours.header()]);
    is_right(&desk.send(phone.addr, request));
}

#[test]
fn a_wrong_password_is_asked_again_with_another_nonce_or_ended_by_403() {
    let mut phone = Phone::new();
    let mut desk = Desk::new();
    let mut login = asked(&mut desk, &mut phone);
    login.password = "wrong".to_owned();
    let answer = show(&mut desk, &mut phone, &login);
    is_asked(&answer, Outcome::WrongLogin, AuthFailure::WrongDigest);
    assert_ne!(answer.nonce(), login.nonce);

    let mut desk = Desk::with("wrong-login 403");
    for user in ["1001", "1009"] {
        let mut login = asked(&mut desk, &mut phone);
        login.password = "wrong".to_owned();
        login.username = user.to_owned();
        let answer = show(&mut desk, &mut phone, &login);
        assert_eq!(answer.said(), ["403 Forbidden"], "{user}");
    }
}

#[test]
fn an_unknown_extension_gets_the_answer_of_a_wrong_password() {
    let mut answers = Vec::new();
    for (extensions, outcome) in [
        ("1001 other\n", Outcome::WrongLogin),
        ("1002 other\n", Outcome::UnknownExtension),
    ] {
        let mut desk = Desk::of("", extensions, 7);
        let mut phone = Phone::new();
        let login = asked(&mut desk, &mut phone);
        let answer = show(&mut desk, &mut phone, &login);
        assert_eq!(answer.outcome, outcome);
        assert!(!answer.is_stale());
        answers.push(answer.masked());
    }
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn who_writes_qop_and_hashes_without_it_is_let_in_once_for_each_nonce() {
    let mut desk = Desk::new();
    let mut phone = Phone::new();
    let mut login = asked(&mut desk, &mut phone);
    login.qop = None;
    let hashed = format!("response=\"{}\"", login.response());
    login.qop = Some("auth".to_owned());
    let written = format!("response=\"{}\"", login.response());
    let header = login.header().replace(&written, &hashed);
    let request = phone.request("REGISTER", &[&header]);
    is_right(&desk.send(phone.addr, request));
    // The digest does not cover the count, so that a higher one proves nothing.
    let header = header.replace("nc=00000001", "nc=00000002");
    let request = phone.request("REGISTER", &[&header]);
    let again = desk.send(phone.addr, request);
    assert_eq!(again.outcome, Outcome::Stale);
    assert_eq!(again.failure, Some(AuthFailure::NonceReplayed));
}
