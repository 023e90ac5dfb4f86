//! What lies between here and the server, as far as one answer shows it: NAT, and devices that
//! rewrite SIP. Pure judgement; the asking is done elsewhere.

use super::answer::Answer;
use super::ask::Sent;
use crate::diagnose::doctor::finding::Finding;
use crate::sys::address::is_private;
use crate::text::outside as words;
use std::net::{IpAddr, SocketAddr};

/// Where one of our sockets is, and where the server saw it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) local: SocketAddr,
    pub(crate) address: Option<IpAddr>,
    pub(crate) port: Option<u16>,
}

/// What NAT does to two sockets.
pub(crate) fn translation(server: SocketAddr, first: Seen, second: Option<Seen>) -> Finding {
    const ID: &str = "nat";
    let here = first.local;
    let (Some(address), Some(port)) = (first.address, first.port) else {
        return Finding::unknown(ID, words::NAT_UNSAID.say());
    };
    let seen = SocketAddr::new(address, port);
    let facts = |finding: Finding| {
        finding
            .fact("local", here.to_string())
            .fact("seen", seen.to_string())
    };
    if seen == here {
        let is_odd = is_private(here.ip()) && !is_private(server.ip());
        return facts(if is_odd {
            let text = words::NAT_HIDDEN.with("seen", seen);
            Finding::hint(ID, text.with("server", server.ip())).fix(words::ALG_FIX.say())
        } else {
            Finding::ok(ID, words::NAT_NONE.with("seen", seen))
        });
    }
    let text = match second.and_then(|s| Some((s.local.port(), s.address?, s.port?))) {
        Some((_, other, _)) if other != address => words::NAT_POOL.with("other", other),
        Some((own, _, theirs)) if own == theirs && here.port() == port => words::NAT_KEEPS.say(),
        Some((_, _, theirs)) => words::NAT_PORTS.with("second", theirs),
        None => words::NAT_ONE.say(),
    };
    let text = text.with("here", here).with("seen", seen);
    facts(Finding::ok(ID, text))
}

/// A field that came back otherwise than it was sent.
#[derive(Debug)]
pub(crate) struct Change {
    field: &'static str,
    was: String,
    is: String,
}

/// The first of them.
fn change(sent: &Sent, answer: &Answer) -> Option<Change> {
    let via = answer.via();
    let own =
        |bytes: Option<&[u8]>| String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned();
    let back = |name| answer.value(name).unwrap_or_default().to_owned();
    let vias = answer.values("via").count();
    let body = answer.body.to_string();
    let length = answer
        .value("content-length")
        .map_or(body.clone(), str::to_owned);
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let pairs = [
        ("Via", sent.sent_by.clone(), own(via.map(|via| via.sent))),
        (
            "branch",
            sent.branch.clone(),
            own(via.map(|via| via.branch)),
        ),
        ("From", sent.from.clone(), back("from")),
        ("Call-ID", sent.call_id.clone(), back("call-id")),
        ("CSeq", sent.cseq.clone(), back("cseq")),
        ("Via", "1".to_owned(), vias.max(1).to_string()),
        ("Content-Length", body, length),
    ];
    let changes = pairs.map(|(field, was, is)| Change { field, was, is });
    let mut changes = changes.into_iter();
    changes.find(|change| squeeze(&change.was) != squeeze(&change.is))
}

/// Whether something on the way rewrites SIP.
pub(crate) fn rewriting(sent: &Sent, answer: &Answer) -> Finding {
    const ID: &str = "rewriting";
    let Some(Change { field, was, is }) = change(sent, answer) else {
        return Finding::ok(ID, words::NOT_REWRITTEN.say());
    };
    let text = words::REWRITTEN.with("field", field);
    Finding::problem(ID, text.with("was", &was).with("is", &is))
        .fix(words::ALG_FIX.say())
        .fact("field", field)
        .fact("sent", was)
        .fact("returned", is)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diagnose::doctor::finding::Verdict;
    use crate::diagnose::probe::ask::Ask;

    fn seen(local: &str, address: &str) -> Seen {
        let at: SocketAddr = address.parse().unwrap();
        Seen {
            local: local.parse().unwrap(),
            address: Some(at.ip()),
            port: Some(at.port()),
        }
    }

    #[test]
    fn each_kind_of_translation_has_its_words() {
        let server: SocketAddr = "203.0.113.10:5060".parse().unwrap();
        let kept = seen("192.168.1.5:40000", "198.51.100.7:40000");
        let table = [
            (
                seen("198.51.100.7:1000", "198.51.100.7:1000"),
                None,
                &words::NAT_NONE,
                Verdict::Ok,
            ),
            (
                seen("192.168.1.5:1000", "192.168.1.5:1000"),
                None,
                &words::NAT_HIDDEN,
                Verdict::Hint,
            ),
            (kept, None, &words::NAT_ONE, Verdict::Ok),
            (
                kept,
                Some(seen("192.168.1.5:40001", "198.51.100.7:40001")),
                &words::NAT_KEEPS,
                Verdict::Ok,
            ),
            (
                kept,
                Some(seen("192.168.1.5:40001", "198.51.100.7:9999")),
                &words::NAT_PORTS,
                Verdict::Ok,
            ),
            (
                kept,
                Some(seen("192.168.1.5:40001", "198.51.100.8:40001")),
                &words::NAT_POOL,
                Verdict::Ok,
            ),
            (
                Seen {
                    address: None,
                    ..kept
                },
                None,
                &words::NAT_UNSAID,
                Verdict::Unknown,
            ),
        ];
        for (first, second, words, verdict) in table {
            let finding = translation(server, first, second);
            assert!(finding.text.is(words), "{finding:?}");
            assert_eq!(finding.verdict, verdict);
        }
    }

    #[test]
    fn private_addresses() {
        for (ip, private) in [
            ("192.168.0.1", true),
            ("100.64.0.1", true),
            ("100.128.0.1", false),
            ("fd00::1", true),
            ("2001:db8::1", false),
        ] {
            assert_eq!(is_private(ip.parse().unwrap()), private, "{ip}");
        }
    }

    #[test]
    fn what_comes_back_changed_is_named() {
        let mut ask = Ask::new("h", "192.168.1.5:40000".parse().unwrap());
        let sent = ask.next("OPTIONS", None, "");
        let echo = |from: &str, to: &str| {
            let text = format!(
                "SIP/2.0 200 OK\r\nVia: {};rport=5;branch={}\r\nFrom: {}\r\nCall-ID: {}\r\nCSeq: {}\r\nContent-Length: 0\r\n\r\n",
                sent.sent_by, sent.branch, sent.from, sent.call_id, sent.cseq
            );
            Answer::parse(text.replace(from, to).as_bytes()).unwrap()
        };
        assert!(change(&sent, &echo("", "")).is_none());
        for (from, to, field) in [
            ("UDP 192.168.1.5:40000", "UDP 198.51.100.7:1024", "Via"),
            ("@192.168.1.5\r", "@198.51.100.7\r", "Call-ID"),
            ("branch=z9hG4bK", "branch=z9hG4bKother", "branch"),
            ("Length: 0", "Length: 12", "Content-Length"),
        ] {
            let changed = change(&sent, &echo(from, to));
            assert_eq!(changed.unwrap().field, field);
            let finding = rewriting(&sent, &echo(from, to));
            assert_eq!(finding.verdict, Verdict::Problem);
        }
        assert_eq!(rewriting(&sent, &echo("", "")).verdict, Verdict::Ok);
    }
}
