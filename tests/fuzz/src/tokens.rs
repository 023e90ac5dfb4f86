//! The words in an input that stand for what only an answer can bring: a nonce, and the digest for it.

use sipreg::auth::digest::{ha1, ha2, response};
use sipreg::config::Algorithm;
use sipreg::message::credentials::Credentials;

/// Who may log in, with what.
const ACCOUNTS: [(&str, &str); 4] = [
    ("1001", "secret"),
    ("1002", "correct horse battery"),
    ("alice", "correct horse battery"),
    ("a;b", "x"),
];

/// The nonce given last, and how often it was shown.
pub(crate) struct Challenge {
    nonce: Vec<u8>,
    count: u32,
}

impl Challenge {
    /// None yet.
    pub(crate) fn none() -> Self {
        Self {
            nonce: b"0".to_vec(),
            count: 0,
        }
    }

    /// Takes the nonce of `answer`, if there is one in it.
    pub(crate) fn take(&mut self, answer: &[u8]) {
        if let Some(nonce) = between(answer, b"nonce=\"", b'"') {
            self.nonce = nonce.to_vec();
            self.count = 0;
        }
    }

    /// Fills in `{{NONCE}}`, `{{AUTH}}`, `{{BAD}}` and `{{RESP}}`; tells whether a right answer is in it.
    pub(crate) fn fill(&mut self, text: &[u8]) -> (Vec<u8>, bool) {
        let uri = request_uri(text);
        let mut filled = replace(text, b"{{NONCE}}", &self.nonce.clone());
        let mut is_right = false;
        for (token, password) in [(&b"{{AUTH}}"[..], "secret"), (b"{{BAD}}", "wrong")] {
            if !contains(&filled, token) {
                continue;
            }
            self.count += 1;
            let line = format!(
                "Authorization: Digest username=\"1001\", realm=\"example.com\", nonce=\"{}\", uri=\"{}\", \
                 response=\"{{{{RESP{password}}}}}\", algorithm=MD5, qop=auth, nc={:08x}, cnonce=\"c\"\r\n",
                self.nonce.escape_ascii(),
                uri.escape_ascii(),
                self.count,
            );
            filled = replace(&filled, token, line.as_bytes());
        }
        for (token, password) in [
            (&b"{{RESPsecret}}"[..], Some("secret")),
            (b"{{RESPwrong}}", Some("wrong")),
            (b"{{RESP}}", None),
        ] {
            for _ in 0..8 {
                let Some(answer) = answer_at(&filled, token, password) else {
                    break;
                };
                filled = replace_first(&filled, token, &answer);
                is_right |= token != b"{{RESPwrong}}";
            }
        }
        (filled, is_right)
    }
}

/// The digest for the credentials on the line that contains `token`.
fn answer_at(text: &[u8], token: &[u8], password: Option<&str>) -> Option<Vec<u8>> {
    let at = find(text, token)?;
    let start = text[..at]
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |i| i + 1);
    let end = text[at..]
        .iter()
        .position(|&b| b == b'\n')
        .map_or(text.len(), |i| at + i);
    let line = text[start..end].trim_ascii_end();
    let value = line
        .iter()
        .position(|&b| b == b':')
        .map_or(line, |i| line[i + 1..].trim_ascii_start());
    let none = vec![b'0'; 32];
    let Ok(Some(credentials)) = Credentials::parse(value) else {
        return Some(none);
    };
    let algorithm = if credentials.algorithm.eq_ignore_ascii_case(b"SHA-256") {
        Algorithm::Sha256
    } else {
        Algorithm::Md5
    };
    let name = credentials
        .username
        .split(|&b| b == b'@')
        .next()
        .unwrap_or_default();
    let known = ACCOUNTS
        .iter()
        .find(|(n, _)| n.as_bytes() == name)
        .map(|(_, p)| *p);
    let password = password.or(known).unwrap_or("none");
    let ha1 = ha1(
        algorithm,
        credentials.username,
        credentials.realm,
        password.as_bytes(),
    );
    let method = text
        .split(|b| b.is_ascii_whitespace())
        .find(|w| !w.is_empty())
        .unwrap_or_default();
    let ha2 = ha2(algorithm, method, credentials.uri);
    let hash = response(algorithm, &ha1, &ha2, &credentials);
    Some(hash.to_hex(&mut [0; 64]).to_vec())
}

fn request_uri(text: &[u8]) -> &[u8] {
    let line = text
        .split(|&b| b == b'\r' || b == b'\n')
        .find(|l| !l.is_empty())
        .unwrap_or_default();
    let uri = line.split(|&b| b == b' ').nth(1).unwrap_or_default();
    if uri.is_empty() {
        b"sip:example.com"
    } else {
        uri
    }
}

pub(crate) fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|w| w == part)
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    find(text, part).is_some()
}

fn replace_first(text: &[u8], part: &[u8], by: &[u8]) -> Vec<u8> {
    match find(text, part) {
        Some(at) => [&text[..at], by, &text[at + part.len()..]].concat(),
        None => text.to_vec(),
    }
}

pub(crate) fn replace(text: &[u8], part: &[u8], by: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    // A few are enough, and the text stays small.
    for _ in 0..16 {
        let Some(at) = find(rest, part) else { break };
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(by);
        rest = &rest[at + part.len()..];
    }
    out.extend_from_slice(rest);
    out
}

fn between<'t>(text: &'t [u8], before: &[u8], after: u8) -> Option<&'t [u8]> {
    let rest = &text[find(text, before)? + before.len()..];
    Some(&rest[..rest.iter().position(|&b| b == after)?])
}
