//! A login by a REGISTER without Contact, which changes nothing (RFC 3261 §10.2.3).

use super::answer::Answer;
use super::line::{Line, Reply, token};
use crate::diagnose::doctor::finding::Finding;
use crate::text::{Words, outside as words};
use sipreg::auth::digest::{ha1, ha2, response};
use sipreg::config::Algorithm;
use sipreg::message::credentials::Credentials;
use std::net::SocketAddr;

/// Logs in at `server` as `user`, and tells how that went.
pub(crate) fn login(server: SocketAddr, domain: &str, user: &str, password: &str) -> Finding {
    let text = |words: &'static Words| words.with("user", user);
    let silent =
        || Finding::problem(text(&words::LOGIN_SILENT)).fix(text(&words::LOGIN_SILENT_FIX));
    let Ok(mut line) = Line::open(server, domain) else {
        return silent();
    };
    let mut header = String::new();
    // A stale nonce is asked for once more; a second time would be a loop.
    let mut attempt = 0;
    loop {
        let Ok(Reply { answer, .. }) = line.ask("REGISTER", Some(user), &header) else {
            return silent();
        };
        match (answer.code, attempt) {
            (200, 0) => return Finding::hint(text(&words::LOGIN_UNASKED)),
            (200, _) => {
                let contacts = answer.fields.values("contact").count();
                return Finding::ok(text(&words::LOGIN_RIGHT).with("n", contacts));
            }
            (401, _) if attempt == 0 || (attempt == 1 && is_stale(&answer)) => {
                let Some(next) = answer_to(&answer, domain, user, password) else {
                    let shown = answer.fields.value("www-authenticate").unwrap_or_default();
                    return Finding::problem(words::LOGIN_DIALECT.with("shown", shown));
                };
                header = next;
                attempt += 1;
            }
            (code @ (401 | 403), 1..) => {
                let wrong = text(&words::LOGIN_WRONG).with("code", code);
                return Finding::problem(wrong).fix(text(&words::LOGIN_WRONG_FIX));
            }
            (code, _) => {
                let other = text(&words::LOGIN_OTHER).with("code", code);
                return Finding::problem(other.with("reason", answer.reason));
            }
        }
    }
}

fn is_stale(answer: &Answer) -> bool {
    let mut challenges = answer.fields.values("www-authenticate");
    challenges.any(|c| parameter(c, "stale").is_some_and(|v| v.eq_ignore_ascii_case("true")))
}

/// The value of one parameter of a challenge that [`Credentials`] does not read.
fn parameter(challenge: &str, name: &str) -> Option<String> {
    let (_, list) = challenge.split_once(' ')?;
    list.split(',').find_map(|pair| {
        let (n, value) = pair.split_once('=')?;
        n.trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// The header line that answers the first challenge we know how to answer.
fn answer_to(challenge: &Answer, domain: &str, user: &str, password: &str) -> Option<String> {
    let mut challenges = challenge.fields.values("www-authenticate");
    challenges.find_map(|value| {
        let asked = Credentials::parse(value.as_bytes()).ok().flatten()?;
        let algorithm = match asked.algorithm {
            a if a.is_empty() || a.eq_ignore_ascii_case(b"MD5") => Algorithm::Md5,
            a if a.eq_ignore_ascii_case(b"SHA-256") => Algorithm::Sha256,
            _ => return None,
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let offers_auth = text(asked.qop).split(',').any(|q| q.trim() == "auth");
        if !asked.qop.is_empty() && !offers_auth {
            return None;
        }
        let (uri, cnonce) = (format!("sip:{domain}"), token());
        let credentials = Credentials {
            username: user.as_bytes(),
            realm: asked.realm,
            nonce: asked.nonce,
            uri: uri.as_bytes(),
            cnonce: cnonce.as_bytes(),
            qop: if offers_auth { b"auth" } else { b"" },
            nc: b"00000001",
            ..Credentials::default()
        };
        let secret = ha1(algorithm, user.as_bytes(), asked.realm, password.as_bytes());
        let mut buffer = [0; 64];
        let request = ha2(algorithm, b"REGISTER", credentials.uri);
        let digest = response(algorithm, &secret, &request, &credentials);
        let digest = text(digest.to_hex(&mut buffer));
        let mut line = format!(
            "Authorization: Digest username=\"{user}\", realm=\"{}\", nonce=\"{}\", uri=\"{uri}\", response=\"{digest}\", \
             algorithm={}",
            text(asked.realm),
            text(asked.nonce),
            algorithm.name(),
        );
        if offers_auth {
            line.push_str(&format!(", qop=auth, nc=00000001, cnonce=\"{cnonce}\""));
        }
        if let Some(opaque) = parameter(value, "opaque") {
            line.push_str(&format!(", opaque=\"{opaque}\""));
        }
        line.push_str("\r\n");
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sipreg::auth::digest::verify;

    fn challenge(value: &str) -> Answer {
        let text = format!("SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: {value}\r\n\r\n");
        Answer::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn the_answer_verifies_with_and_without_qop_and_in_both_algorithms() {
        for (tail, algorithm) in [
            (", qop=\"auth\", algorithm=MD5", Algorithm::Md5),
            (", opaque=\"o\"", Algorithm::Md5),
            (
                ", qop=\"auth-int,auth\", algorithm=SHA-256",
                Algorithm::Sha256,
            ),
        ] {
            let asked = challenge(&format!("Digest realm=\"r\", nonce=\"n\"{tail}"));
            let line = answer_to(&asked, "h", "1001", "secret").unwrap();
            let value = line.strip_prefix("Authorization: ").unwrap().trim_end();
            let given = Credentials::parse(value.as_bytes()).unwrap().unwrap();
            let secret = ha1(algorithm, b"1001", b"r", b"secret");
            let request = ha2(algorithm, b"REGISTER", given.uri);
            assert!(verify(algorithm, &secret, &request, &given), "{tail}");
            assert_eq!(tail.contains("opaque"), line.contains("opaque=\"o\""));
        }
    }

    #[test]
    fn what_cannot_be_answered_is_not() {
        for value in [
            "Basic realm=\"r\"",
            "Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess",
            "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"",
        ] {
            assert!(answer_to(&challenge(value), "h", "1001", "x").is_none());
        }
        assert!(is_stale(&challenge(
            "Digest realm=\"r\", nonce=\"n\", stale=TRUE"
        )));
        assert!(!is_stale(&challenge(
            "Digest realm=\"r\", nonce=\"stale=true\""
        )));
    }
}
