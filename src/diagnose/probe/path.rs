//! What lies between here and the server, as far as one answer shows it: NAT, and devices that
//! rewrite SIP. Pure judgement; the asking is done elsewhere.

use super::answer::{Answer, Fields};
use super::ask::Sent;
use crate::diagnose::doctor::finding::Finding;
use crate::sys::address::is_private;
use crate::text::outside as words;
use std::net::SocketAddr;

/// What NAT does to a socket that is at `here`, and that the server has `seen` elsewhere.
pub(crate) fn translation(
    server: SocketAddr,
    here: SocketAddr,
    seen: Option<SocketAddr>,
) -> Finding {
    let Some(seen) = seen else {
        return Finding::unknown(words::NAT_UNSAID.say());
    };
    if seen != here {
        Finding::ok(words::NAT.with("here", here).with("seen", seen))
    } else if is_private(here.ip()) && !is_private(server.ip()) {
        let text = words::NAT_HIDDEN.with("seen", seen);
        Finding::hint(text.with("server", server.ip())).fix(words::ALG_FIX.say())
    } else {
        Finding::ok(words::NAT_NONE.with("seen", seen))
    }
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
    let back = &answer.fields;
    let pairs = parts(&sent.fields).into_iter().zip(parts(back));
    let mut changes = pairs.map(|((field, was), (_, is))| Change { field, was, is });
    let length = back.value("content-length");
    let length = length.filter(|length| length.parse() != Ok(back.body));
    let cut = length.map(|length| Change {
        field: "Content-Length",
        was: back.body.to_string(),
        is: length.to_owned(),
    });
    changes.find(|change| change.was != change.is).or(cut)
}

/// What must come back as it was sent, but for white space.
fn parts(fields: &Fields) -> [(&'static str, String); 6] {
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let of = |name| squeeze(fields.value(name).unwrap_or_default());
    let via = fields.via().map(|via| [via.sent, via.branch]);
    let [sent, branch] = via.unwrap_or_default();
    [
        ("Via", squeeze(&String::from_utf8_lossy(sent))),
        ("branch", String::from_utf8_lossy(branch).into_owned()),
        ("From", of("from")),
        ("Call-ID", of("call-id")),
        ("CSeq", of("cseq")),
        ("Via", fields.values("via").count().to_string()),
    ]
}

/// Whether something on the way rewrites SIP.
pub(crate) fn rewriting(sent: &Sent, answer: &Answer) -> Finding {
    let Some(Change { field, was, is }) = change(sent, answer) else {
        return Finding::ok(words::NOT_REWRITTEN.say());
    };
    let text = words::REWRITTEN.with("field", field);
    Finding::problem(text.with("was", &was).with("is", &is)).fix(words::ALG_FIX.say())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diagnose::doctor::finding::Verdict;
    use crate::diagnose::probe::ask::Ask;

    #[test]
    fn each_kind_of_translation_has_its_words() {
        let server: SocketAddr = "203.0.113.10:5060".parse().unwrap();
        for (here, seen, words, verdict) in [
            (
                "198.51.100.7:1000",
                "198.51.100.7:1000",
                &words::NAT_NONE,
                Verdict::Ok,
            ),
            (
                "192.168.1.5:1000",
                "192.168.1.5:1000",
                &words::NAT_HIDDEN,
                Verdict::Hint,
            ),
            (
                "192.168.1.5:40000",
                "198.51.100.7:40000",
                &words::NAT,
                Verdict::Ok,
            ),
            (
                "192.168.1.5:40000",
                "",
                &words::NAT_UNSAID,
                Verdict::Unknown,
            ),
        ] {
            let finding = translation(server, here.parse().unwrap(), seen.parse().ok());
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
            let text = sent
                .text
                .replacen("OPTIONS sip:h SIP/2.0", "SIP/2.0 200 OK", 1);
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
