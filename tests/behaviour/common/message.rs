//! SIP messages as text: written as transcripts, taken apart line by line.

use std::ops::Range;

/// A message from indented lines: the margin goes, lines end in CR LF, and an empty line closes it.
pub(crate) fn sip(transcript: &str) -> String {
    let mut text = String::new();
    for line in transcript.trim().lines() {
        text.push_str(line.trim());
        text.push_str("\r\n");
    }
    text + "\r\n"
}

/// A message that was received; empty if none was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message(pub(crate) String);

impl Message {
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    fn lines(&self) -> impl Iterator<Item = &str> {
        self.0.split("\r\n")
    }

    /// The status line without the version: `200 OK`; empty if there is no message.
    pub(crate) fn status(&self) -> &str {
        let line = self.lines().next().unwrap_or_default();
        line.strip_prefix("SIP/2.0 ").unwrap_or_default()
    }

    /// The values of all lines of that name.
    pub(crate) fn headers(&self, name: &str) -> Vec<&str> {
        let lines = self.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(n, _)| *n == name).map(|(_, v)| v).collect()
    }

    /// The value of the only line of that name.
    pub(crate) fn header(&self, name: &str) -> &str {
        match self.headers(name)[..] {
            [value] => value,
            _ => panic!("not one {name} in:\n{}", self.0),
        }
    }

    /// What the registrar itself has to say: the status, and every line but those copied from the
    /// request, Date and Content-Length.
    pub(crate) fn said(&self) -> Vec<&str> {
        let copied = [
            "Via",
            "From",
            "To",
            "Call-ID",
            "CSeq",
            "Date",
            "Content-Length",
        ];
        let own = |line: &&str| {
            !line.is_empty() && !copied.contains(&line.split(':').next().unwrap_or_default())
        };
        let rest = self.lines().skip(1).filter(own);
        [self.status()].into_iter().chain(rest).collect()
    }

    /// The text without the Date line.
    pub(crate) fn without_date(&self) -> String {
        let lines: Vec<_> = self.lines().filter(|l| !l.starts_with("Date: ")).collect();
        lines.join("\r\n")
    }

    /// The text with `<tag>` and `<nonce>` for what depends on the secret, after a look at their form.
    pub(crate) fn masked(&self) -> String {
        let mut text = self.0.clone();
        for (before, len, mask) in [(";tag=", 8, "<tag>"), ("nonce=\"", 40, "<nonce>")] {
            let from = if mask == "<tag>" { "To: " } else { "" };
            let mut at = text.find(from).unwrap_or_default();
            while let Some(found) = text.get(at..).and_then(|t| t.find(before)) {
                at += found + before.len();
                let place: Range<usize> = at..at + len;
                let hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
                assert!(text[place.clone()].bytes().all(hex), "{mask} in:\n{text}");
                text.replace_range(place, mask);
            }
        }
        text
    }

    /// The value of `name="value"` in the only challenge.
    pub(crate) fn challenge(&self, name: &str) -> &str {
        let challenges = self.headers("WWW-Authenticate");
        let challenge = challenges
            .first()
            .unwrap_or_else(|| panic!("no challenge in:\n{}", self.0));
        challenge_part(challenge, name)
    }

    /// The nonce of the first challenge.
    pub(crate) fn nonce(&self) -> String {
        self.challenge("nonce").to_owned()
    }

    /// Whether the first challenge says `stale=true`.
    pub(crate) fn is_stale(&self) -> bool {
        self.headers("WWW-Authenticate")
            .first()
            .is_some_and(|c| c.ends_with(", stale=true"))
    }
}

fn challenge_part<'c>(challenge: &'c str, name: &str) -> &'c str {
    let (_, rest) = challenge
        .split_once(&format!("{name}=\""))
        .unwrap_or_else(|| panic!("no {name} in {challenge}"));
    rest.split('"').next().unwrap_or_default()
}
