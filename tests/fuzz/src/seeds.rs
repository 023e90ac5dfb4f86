//! What every target begins with: the hard messages of tests/data/torture, the files in etc/, and the
//! inputs in which something was once found wrong.

use crate::desk::now;
use crate::dialogue::SEPARATOR;
use crate::tokens::replace;
use sipreg::seed::fingerprint;
use std::fs;
use std::path::{Path, PathBuf};

fn tree() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.is_file())
        .collect();
    paths.sort();
    paths.iter().filter_map(|p| fs::read(p).ok()).collect()
}

/// The messages, with everything filled in but what depends on the challenge.
fn messages() -> Vec<Vec<u8>> {
    let values: [(&[u8], &[u8]); 18] = [
        (b"{{DOMAIN}}", b"example.com"),
        (b"{{UCDOMAIN}}", b"EXAMPLE.COM"),
        (b"{{USER}}", b"1001"),
        (b"{{UCUSER}}", b"1001"),
        (b"{{ESCUSER}}", b"%31001"),
        (b"{{QPUSER}}", b"\\1001"),
        (b"{{REALM}}", b"example.com"),
        (b"{{SIP}}", b"192.0.2.7"),
        (b"{{SPORT}}", b"5060"),
        (b"{{BRANCH}}", b"z9hG4bKb"),
        (b"{{TAG}}", b"t"),
        (b"{{CALLID}}", b"c@h"),
        (b"{{CSEQ}}", b"1"),
        (b"{{MARK}}", b"m"),
        (b"{{CNONCE}}", b"c"),
        (b"{{OPAQUE}}", b""),
        (b"{{ALGNAME}}", b"algorithm"),
        (b"{{ALG}}", b"MD5"),
    ];
    let data = tree().join("tests/data/torture");
    let mut all = Vec::new();
    for folder in ["adapted", "crafted"] {
        for message in files(&data.join(folder)) {
            all.push(
                values
                    .iter()
                    .fold(message, |m, (token, value)| replace(&m, token, value)),
            );
        }
    }
    all
}

fn register(extra: &str) -> Vec<u8> {
    format!(
        "REGISTER sip:example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bKb;rport\r\n\
         Max-Forwards: 70\r\nFrom: <sip:1001@example.com>;tag=f\r\nTo: <sip:1001@example.com>\r\n\
         Call-ID: c@h\r\nCSeq: 1 REGISTER\r\n{extra}Content-Length: 0\r\n\r\n"
    )
    .into_bytes()
}

fn binding_request() -> Vec<u8> {
    let mut request = vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
    request.extend(1..=12);
    request
}

fn join(records: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut text = Vec::new();
    for (i, (control, datagram)) in records.iter().enumerate() {
        if i > 0 {
            text.extend_from_slice(SEPARATOR);
        }
        text.push(*control);
        text.extend_from_slice(datagram);
    }
    text
}

fn dialogues() -> Vec<Vec<u8>> {
    let contact = "Contact: <sip:1001@192.0.2.7:5060>\r\n";
    let asked = register(contact);
    let mut all = Vec::new();
    for choice in 0..4 {
        let login = register(&format!("{contact}{{{{AUTH}}}}"));
        let gone = replace(
            &register("Contact: *\r\nExpires: 0\r\n{{AUTH}}"),
            b"CSeq: 1",
            b"CSeq: 2",
        );
        let two = "Contact: <sip:a@192.0.2.7>;q=0.5;+sip.instance=\"<urn:x>\";reg-id=1, <sip:b@h>\r\nExpires: 600\r\n\
                   Supported: path\r\nPath: <sip:p;lr>\r\n{{AUTH}}";
        let wrong = register(&format!("{contact}{{{{BAD}}}}"));
        let records = [
            (0, asked.clone()),
            (0x40, login.clone()),
            (0x20, login),
            (0, register(two)),
            (3 << 3, gone),
            (1, asked.clone()),
            (1, wrong.clone()),
            (0x41, wrong),
            (2, binding_request()),
            (0x84, b"\r\n".to_vec()),
        ];
        all.push([vec![choice], join(&records)].concat());
    }
    for (i, message) in messages().into_iter().enumerate() {
        let choice = [u8::try_from(i % 4).unwrap_or(0)];
        all.push([&choice[..], &join(&[(0, asked.clone()), (0, message)])].concat());
    }
    all
}

/// The values of the headers in all messages.
fn values(names: &[&str]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for message in messages() {
        let text = message
            .split(|&b| b == b'\n')
            .map(|l| l.strip_suffix(b"\r").unwrap_or(l));
        for line in text {
            let Some(colon) = line.iter().position(|&b| b == b':') else {
                continue;
            };
            let (name, value) = (line[..colon].trim_ascii(), line[colon + 1..].trim_ascii());
            if names
                .iter()
                .any(|n| name.eq_ignore_ascii_case(n.as_bytes()))
            {
                all.push(value.to_vec());
            }
        }
    }
    all
}

/// The URIs inside header values, alone and in pairs.
fn uris() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = values(&["To", "t", "From", "f", "Contact", "m"])
        .iter()
        .filter_map(|v| {
            let inside = &v[v.iter().position(|&b| b == b'<')? + 1..];
            Some(inside[..inside.iter().position(|&b| b == b'>')?].to_vec())
        })
        .collect();
    // RFC 3261 §19.1.4: equal and not.
    let pairs: [(&[u8], &[u8]); 4] = [
        (
            b"sip:%61lice@atlanta.com;transport=TCP",
            b"sip:alice@AtlanTa.CoM;Transport=tcp",
        ),
        (
            b"sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
            b"sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
        ),
        (
            b"SIP:ALICE@AtLanTa.CoM;Transport=udp",
            b"sip:alice@AtLanTa.CoM;Transport=UDP",
        ),
        (b"sip:bob@[2001:db8::1]:5060", b"sip:bob@[2001:DB8:0::1]"),
    ];
    all.extend(pairs.iter().map(|(a, b)| [*a, SEPARATOR, *b].concat()));
    all
}

fn journal_lines() -> Vec<Vec<u8>> {
    let ends = now(600).unix;
    let line = format!(
        "+ 10%2501 sip:10%252501@192.0.2.1:5060;ob {ends} 1700000000 600 7 000000000000feed [2001:db8::1]:40000 500 2 \
         <urn:x%20y> <sip:p;lr> Z%205"
    );
    let plain = format!(
        "+ 1001 sip:1001@h {ends} 1700000000 600 7 000000000000feed 192.0.2.7:5060 - 0 - - -"
    );
    let gone = "- 1001 sip:1001@h".to_owned();
    let mut all: Vec<Vec<u8>> = [line, plain, gone]
        .into_iter()
        .map(String::into_bytes)
        .collect();
    all.push(format!("{:016x} ", fingerprint(&all[2])).into_bytes());
    all.push(b"sipregd registrations 1".to_vec());
    all
}

/// The seeds of a target, never none; then what is in `regressions`.
#[must_use]
pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    let tree = tree();
    let mut all = match target {
        "registrar" => dialogues(),
        "request" => messages(),
        "uri" => uris(),
        // Each piece alone, as often as there is room.
        "costly" => (0..u8::MAX).take(crate::costly::PIECES.len()).map(|n| vec![n, 15]).collect(),
        "header" => values(&["To", "t", "From", "f", "Contact", "m", "Via", "v", "CSeq"]),
        "credentials" => [
            &b"Digest username=\"1001\", realm=\"r\", nonce=\"n\", uri=\"sip:h\", response=\"x\", algorithm=MD5, cnonce=\"c\", qop=auth, nc=00000001"[..],
            b"digest , NC = 00000001, QOP=auth username=1001,realm=\"r\\\"\" nonce=\"n\", uri=\"sip:h\",response=\"x\", opaque=\"\"",
            b"Basic YTpi",
        ].map(<[u8]>::to_vec).to_vec(),
        "stun" => {
            let mut long = binding_request();
            long[3] = 8;
            long.extend([0x80, 0x28, 0, 4, 1, 2, 3, 4]);
            vec![binding_request(), long]
        }
        "config" => {
            let mut all = files(&tree.join("packaging/examples"));
            all.extend(fs::read(tree.join("etc/sipregd.conf")).ok());
            all
        }
        "extensions" => {
            let hashed = "1002:sip.example.com:5f4dcc3b5aa765d61d8327deb882cf99\n1001 correct horse battery\n# a\n\n 7\tx y\n";
            let mut all = vec![hashed.as_bytes().to_vec()];
            all.extend(files(&tree.join("packaging/examples")));
            all.extend(fs::read(tree.join("etc/extensions")).ok());
            all
        }
        "journal" => journal_lines(),
        _ => Vec::new(),
    };
    all.extend(files(&tree.join("tests/fuzz/regressions").join(target)));
    if all.is_empty() {
        all.push(b" ".to_vec());
    }
    all
}

/// Words of the field for a target.
#[must_use]
pub fn dictionary(target: &str) -> Vec<Vec<u8>> {
    let wire: &[&str] = &[
        "REGISTER",
        "OPTIONS",
        "ACK",
        "SIP/2.0",
        "Via: SIP/2.0/UDP h",
        "v:SIP/2.0/UDP h;rport",
        "From: ",
        "To: ",
        "t:",
        "f:",
        "i:",
        "Call-ID: ",
        "CSeq: ",
        "1 REGISTER",
        "Contact: *",
        "Contact: <sip:a@h>",
        "m:",
        "Expires: 0",
        "Expires: 60",
        "Require: path",
        "Supported: path",
        "Path: <sip:p>",
        "Content-Length: 0",
        "l:0",
        "User-Agent: u",
        "Authorization: Digest ",
        ";expires=0",
        ";q=0.5",
        ";+sip.instance=\"<urn:x>\"",
        ";reg-id=1",
        ";tag=x",
        ";rport",
        ";received=1.2.3.4",
        ";branch=",
        ";maddr=192.0.2.99",
        "{{NONCE}}",
        "{{AUTH}}",
        "{{BAD}}",
        "{{RESP}}",
        "\r\n",
        "\r\n ",
        "\n",
        "\r",
        "\r\n\r\n",
        " \r\n",
        "\"",
        "\\\"",
        "\\",
        "<",
        ">",
        "<sip:",
        "sip:",
        "sips:",
        "tel:1",
        "[::1]",
        "[2001:db8::1]:5060",
        "192.0.2.1",
        "example.com",
        "@example.com",
        "@",
        "%00",
        "%61",
        "%",
        ";",
        ",",
        "=",
        "?a=b",
        "*",
        "username=\"1001\"",
        "realm=\"example.com\"",
        "nonce=\"{{NONCE}}\"",
        "uri=\"sip:example.com\"",
        "response=\"{{RESP}}\"",
        "qop=auth",
        "nc=00000001",
        "cnonce=\"c\"",
        "algorithm=MD5",
        "algorithm=SHA-256",
    ];
    let files: &[&str] = &[
        "listen 0.0.0.0:5060",
        "realm ",
        "domain any",
        "algorithms MD5 SHA-256",
        "min-expires 30",
        "default-expires ",
        "max-expires ",
        "max-contacts 1",
        "nonce-lifetime 10",
        "cseq lenient",
        "wrong-login 403",
        "login-failures off",
        "log trace",
        "sync 1",
        "state /",
        "\n",
        "\r\n",
        "\t",
        " ",
        "#",
        ":",
        "\u{a0}",
        "\u{2028}",
        "\u{b}",
        "é",
        "1001 x",
        "a:sip.example.com:",
        "5f4dcc3b5aa765d61d8327deb882cf99",
    ];
    let lines: &[&str] = &[
        "+ ",
        "- ",
        "-",
        "%",
        "%20",
        "%2d",
        " ",
        "1700000600",
        "192.0.2.7:5060",
        "[::1]:1",
        "sip:a@h",
        "4294967296",
    ];
    let words = match target {
        "config" | "extensions" => files,
        "journal" => lines,
        // Its input is numbers.
        "costly" => &[],
        _ => wire,
    };
    let mut words: Vec<Vec<u8>> = words.iter().map(|w| w.as_bytes().to_vec()).collect();
    if target == "costly" {
        let pieces = 0..u8::MAX;
        let pieces = pieces.take(crate::costly::PIECES.len());
        words = pieces
            .flat_map(|n| [0, 4, 8, 15].map(|times| vec![n, times]))
            .collect();
    }
    if target == "registrar" || target == "uri" {
        words.push(SEPARATOR.to_vec());
    }
    words
}
