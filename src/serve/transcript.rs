//! What the log says of each message, and in which words; an interface that tests and fail2ban read.
//!
//! Nothing that a caller wrote stands before the address, and all of it is escaped.

use super::budget::Budget;
use crate::serve::socket::Refused;
use crate::sys::json::Escaped;
use log::Level;
use nix::errno::Errno;
use sipreg::auth::mistake::Mistake;
use sipreg::registrar::{Answer, Event, Note, Outcome, Registrar, Why};
use sipreg::time::Now;
use std::net::{IpAddr, SocketAddr};

/// How much of a caller's text is shown.
const SHOWN: usize = 64;
/// And of a request line, where most of it is.
const LINE_SHOWN: usize = 200;

/// An answer that has been sent, or has not.
pub(crate) struct Sent<'a> {
    pub(crate) peer: SocketAddr,
    /// Which of our addresses was asked.
    pub(crate) local: IpAddr,
    pub(crate) bytes: &'a [u8],
    /// `None`: there was nothing to send.
    pub(crate) result: Option<Result<(), Errno>>,
}

/// Writes the log of messages, within its budget.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    budget: Budget,
}

impl Transcript {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A datagram as it came, at `trace`.
    pub(crate) fn arrived(&mut self, peer: SocketAddr, datagram: &[u8]) {
        if log::log_enabled!(Level::Trace) && self.budget.message(count_lines(datagram) + 1) {
            log::trace!("<--- {} bytes from {peer} --->", datagram.len());
            trace_lines(datagram);
        }
    }

    /// What became of it.
    pub(crate) fn answered(
        &mut self,
        now: &Now,
        registrar: &mut Registrar,
        answer: &Answer<'_>,
        sent: &Sent<'_>,
    ) {
        let peer = sent.peer;
        if log::log_enabled!(Level::Info) && is_message(answer.outcome) {
            self.message(answer, sent);
        }
        if !log::log_enabled!(Level::Warn) {
            return;
        }
        match answer.outcome {
            Outcome::Registered if self.budget.event(peer.ip()) => log_registered(answer, peer),
            Outcome::Refreshed if log::log_enabled!(Level::Info) && self.budget.message(1) => {
                log_registered(answer, peer);
            }
            Outcome::Removed if self.budget.event(peer.ip()) => {
                log::info!("Unregistered {} from {peer}", Escaped(answer.user, SHOWN));
            }
            Outcome::WrongLogin | Outcome::UnknownExtension => {
                self.failed(now, registrar, answer, (peer, sent.local))
            }
            Outcome::Forbidden if self.budget.event(peer.ip()) => {
                let username = answer.credentials.map(|c| c.username).unwrap_or_default();
                log::warn!(
                    "{peer} logs in as {} but wants to register {}: “authentication name” and “user” on the phone must be the same",
                    Escaped(username, SHOWN),
                    Escaped(answer.user, SHOWN)
                );
            }
            Outcome::OutOfOrder if self.budget.event(peer.ip()) => {
                log::warn!(
                    "{} at {peer} sent an older REGISTER after a newer one (CSeq {}); if it reboots with its old Call-ID, set: cseq lenient",
                    Escaped(answer.user, SHOWN),
                    answer.cseq
                );
            }
            _ => {}
        }
        if let Some(Err(errno)) = sent.result
            && self.budget.answer(peer.ip(), errno)
        {
            let name = registrar.extensions().seed().key(answer.user);
            let is_named = registrar.extensions().find_key(name).is_some();
            let is_ours = registrar.is_trusted(now, peer);
            log_send_error(errno, answer.destination.unwrap_or(peer), is_named, is_ours);
        }
    }

    /// The five lines of a message.
    fn message(&mut self, answer: &Answer<'_>, sent: &Sent<'_>) {
        let peer = sent.peer;
        let finds = found_password(answer.outcome, answer.why);
        let is_named = finds || answer.outcome == Outcome::UnknownExtension;
        // Received, Request, Processing; whose password, if it was looked at; Sending and sent, or neither.
        let lines = match sent.result {
            None => 4,
            Some(Ok(())) => 5,
            Some(Err(_)) => 4,
        };
        if !self.budget.message(lines + u32::from(is_named)) {
            return;
        }
        let user = Escaped(answer.user, SHOWN);
        let destination = answer.destination.unwrap_or(peer);
        // The password is that of who logs in, who need not be whom the request is about.
        let login = answer.credentials.map_or(answer.user, |c| c.username);
        let login = Escaped(login, SHOWN);
        log::info!("Received message from {peer}");
        log::info!("Request: {}", Escaped(answer.line, LINE_SHOWN));
        log::info!("Processing {} from {peer}", Escaped(answer.method, SHOWN));
        match answer.outcome {
            Outcome::UnknownExtension => log::info!(
                "SIP password not available for extension {login}: it is not in the list that is running; to add it: sudo sipregd passwd {login} --generate, then sudo systemctl reload sipregd"
            ),
            _ if finds => log::info!("Password found in cache for {login}"),
            _ => {}
        }
        let (code, reason) = answer.status;
        match sent.result {
            None => {
                log::info!("No answer to {peer}: {}", answer.outcome.name());
                return;
            }
            Some(_) if code == 401 => {
                log::info!("Sending 401 challenge for {user} to {destination}")
            }
            Some(_) if answer.user.is_empty() => {
                log::info!("Sending response {code} {reason} to {destination}")
            }
            Some(_) => log::info!("Sending response {code} {reason} for {user} to {destination}"),
        }
        if sent.result == Some(Ok(())) {
            log::info!("Response sent successfully to {destination}");
        }
        if log::log_enabled!(Level::Trace) && self.budget.message(count_lines(sent.bytes) + 1) {
            log::trace!("<--- {} bytes to {destination} --->", sent.bytes.len());
            trace_lines(sent.bytes);
        }
    }

    /// A failed login; the one place where `auth-fail` is said. What fail2ban counts must have been
    /// sent by who holds the address, so it is said only of a source that showed its own nonce.
    fn failed(
        &mut self,
        now: &Now,
        registrar: &mut Registrar,
        answer: &Answer<'_>,
        (peer, local): (SocketAddr, IpAddr),
    ) {
        // Whoever is locked out has just had his ten lines: that it was the last goes with it.
        let is_said = answer.is_attempt && self.budget.event(peer.ip());
        if is_said {
            log_failed(now, registrar, answer, (peer, local));
        }
        if answer.locks_out && (is_said || self.budget.event(peer.ip())) {
            log::warn!(
                "rate-limited src={}: too many failed logins; its logins are ignored for 5 minutes",
                peer.ip()
            );
        }
    }

    /// What befell a binding without its phone asking.
    pub(crate) fn note(&mut self, note: &Note) {
        if !self.budget.event(note.source.ip()) {
            return;
        }
        let (name, uri) = (Escaped(&note.name, SHOWN), Escaped(&note.uri, LINE_SHOWN));
        match note.event {
            Event::Expired => log::info!(
                "Expired {name} at {uri} from {}: it was not refreshed in time",
                note.source
            ),
            Event::GaveWay => log::warn!(
                "{name} at {uri} gave way to a newer contact: more phones than “max-contacts” use this extension"
            ),
            Event::ExtensionGone => {
                log::info!("Removed {name} at {uri}: the extension is no longer in the file")
            }
        }
    }

    /// What ICMP said of an answer.
    pub(crate) fn refused(&mut self, now: &Now, registrar: &Registrar, refused: &Refused) {
        // Forged addresses cause these too: they must not crowd out what phones do.
        if !self.budget.answer(refused.to.ip(), refused.errno) {
            return;
        }
        let level = if registrar.is_trusted(now, refused.to) {
            Level::Warn
        } else {
            Level::Info
        };
        let by = refused
            .reporter
            .map(|ip| format!(", says {ip}"))
            .unwrap_or_default();
        match refused.errno {
            Errno::ECONNREFUSED => {
                log::log!(
                    level,
                    "Answer refused at {}: no program listens on that port there{by}",
                    refused.to
                );
            }
            errno => log::log!(
                level,
                "Answer refused at {}: {}{by}",
                refused.to,
                errno.desc()
            ),
        }
    }

    /// Once a second, what was left unsaid.
    pub(crate) fn tick(&mut self, now: &Now) {
        if let Some(unsaid) = self.budget.turn(now.unix) {
            log::info!("{unsaid} more lines in the last second are not shown");
        }
    }
}

fn log_registered(answer: &Answer<'_>, peer: SocketAddr) {
    log::info!(
        "Registered {} at {} from {peer} for {} s, ua=\"{}\"",
        Escaped(answer.user, SHOWN),
        Escaped(answer.contact, LINE_SHOWN),
        answer.expires,
        Escaped(answer.agent, SHOWN)
    );
}

fn log_failed(
    now: &Now,
    registrar: &mut Registrar,
    answer: &Answer<'_>,
    (peer, local): (SocketAddr, IpAddr),
) {
    // Asked for in both cases: nobody may learn from the time it takes which names there are.
    let mistake = registrar.explain(now, (peer, local), answer);
    let cause = match answer.why {
        Why::Unknown => "not-in-file".to_owned(),
        _ => mistake.unwrap_or(Mistake::WrongPassword).to_string(),
    };
    let username = answer.credentials.map(|c| c.username).unwrap_or_default();
    log::warn!(
        "auth-fail src={} port={} proof=nonce user=\"{}\" cause={} ua=\"{}\"",
        peer.ip(),
        peer.port(),
        Escaped(username, SHOWN),
        Escaped(cause.as_bytes(), 2 * SHOWN),
        Escaped(answer.agent, SHOWN)
    );
}

/// A firewall here also shuts out phones that have never come, so it matters for all that are named.
fn log_send_error(errno: Errno, to: SocketAddr, is_named: bool, is_ours: bool) {
    let is_serious = is_ours || (is_named && errno == Errno::EPERM);
    let level = if is_serious { Level::Warn } else { Level::Info };
    match errno {
        Errno::EPERM => log::log!(
            level,
            "reply-blocked dst={} port={} errno=EPERM cause=local-output-firewall: this machine's own firewall forbids the answer: sudo nft list ruleset | grep -n output",
            to.ip(),
            to.port()
        ),
        errno => log::log!(level, "Response not sent to {to}: {}", errno.desc()),
    }
}

/// Whether an outcome is a message worth its lines; what strangers send without sense is only counted.
fn is_message(outcome: Outcome) -> bool {
    use Outcome::{Ack, KeepAlive, Response, Silenced, Slowed, Stun, StunOther, Unanswerable};
    !matches!(
        outcome,
        Ack | KeepAlive | Response | Silenced | Slowed | Stun | StunOther | Unanswerable
    )
}

/// Whether the account was there and its password was looked at.
fn found_password(outcome: Outcome, why: Why) -> bool {
    outcome.is_success()
        || matches!(why, Why::Digest | Why::OtherExtension | Why::ReplayedNonce)
        || matches!(
            outcome,
            Outcome::BadContact
                | Outcome::TooManyContacts
                | Outcome::OutOfOrder
                | Outcome::TooBrief
        )
}

fn count_lines(message: &[u8]) -> u32 {
    u32::try_from(message.iter().filter(|&&b| b == b'\n').count()).unwrap_or(u32::MAX / 2)
}

/// A whole message, a line each, with the proof of the password masked, also where it is folded.
fn trace_lines(message: &[u8]) {
    let mut masked = false;
    for line in message.split(|&b| b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_fold = line.first().is_some_and(|b| matches!(b, b' ' | b'\t'));
        let name = line
            .split(|&b| b == b':')
            .next()
            .unwrap_or_default()
            .trim_ascii();
        masked = if is_fold {
            masked
        } else {
            name.eq_ignore_ascii_case(b"authorization")
        };
        if masked {
            log::trace!("| Authorization: (masked)");
        } else if !line.is_empty() {
            log::trace!("| {}", Escaped(line, 1000));
        }
    }
}
