//! What the log says of each message, and in which words; an interface that tests and fail2ban read.
//!
//! Nothing that a caller wrote is before the address, and all of it is escaped.

use super::budget::Budget;
use crate::serve::log::shows_messages;
use crate::serve::socket::Refused;
use crate::sys::json::Escaped;
use crate::text::{Language, causes};
use log::Level;
use nix::errno::Errno;
use sipreg::auth::AuthFailure;
use sipreg::auth::mistake::Mistake;
use sipreg::cause::{Cause, Strength};
use sipreg::command::Word;
use sipreg::evidence::Intrusion;
use sipreg::exchange::{Exchange, Outcome};
use sipreg::location::{End, Ended};
use sipreg::message::status::Status;
use sipreg::registrar::Registrar;
use sipreg::time::Now;
use std::borrow::Cow;
use std::net::SocketAddr;

/// How much of a caller's text is shown.
const SHOWN: usize = 64;
/// And of a request line, where most of it is.
const LINE_SHOWN: usize = 200;

/// An answer that has been sent, or has not.
pub(crate) struct Sent<'a> {
    pub(crate) bytes: &'a [u8],
    /// `None`: there was nothing to send.
    pub(crate) result: Option<Result<(), Errno>>,
    /// The mistake behind a wrong login of an extension.
    pub(crate) mistake: Option<Mistake>,
}

/// Writes the log of messages, within its budget.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    budget: Budget,
}

impl Transcript {
    /// A datagram as it came, at `trace`.
    pub(crate) fn arrived(&mut self, now: &Now, peer: SocketAddr, datagram: &[u8]) {
        self.tick(now);
        if log::log_enabled!(Level::Trace) && self.budget.message(count_lines(datagram) + 1) {
            log::trace!("<--- {} bytes from {peer} --->", datagram.len());
            trace_lines(datagram);
        }
    }

    /// What became of it.
    pub(crate) fn answered(
        &mut self,
        registrar: &Registrar,
        exchange: &Exchange<'_>,
        sent: &Sent<'_>,
    ) {
        let peer = exchange.peer;
        if shows_messages() && is_message(exchange.outcome) {
            self.message(exchange, sent);
        }
        match exchange.outcome {
            Outcome::Registered if self.budget.event(peer.ip()) => log_registered(exchange),
            Outcome::Refreshed if shows_messages() && self.budget.message(1) => {
                log_registered(exchange);
            }
            Outcome::Removed if self.budget.event(peer.ip()) => {
                let name = Escaped(&exchange.account, SHOWN);
                match registrar.bindings_of(&exchange.account).len() {
                    0 => log::info!("Unregistered {name} from {peer}"),
                    left => log::info!("Removed a contact of {name} from {peer}, {left} left"),
                }
            }
            Outcome::WrongLogin | Outcome::UnknownExtension => {
                self.failed(registrar, exchange, sent.mistake.as_ref());
            }
            Outcome::Forbidden if self.budget.event(peer.ip()) => {
                let username = exchange.credentials.map(|c| c.username).unwrap_or_default();
                log::warn!(
                    "{peer} logs in as {} but wants to register {}: “authentication name” and “user” on the phone must be the same",
                    Escaped(username, SHOWN),
                    Escaped(&exchange.account, SHOWN)
                );
            }
            Outcome::OutOfOrder if self.budget.event(peer.ip()) => {
                log::warn!(
                    "{} at {peer} sent an older REGISTER after a newer one (CSeq {}); if it reboots with its old Call-ID, set: cseq lenient",
                    Escaped(&exchange.account, SHOWN),
                    exchange.cseq
                );
            }
            _ => {}
        }
        if let (Some(Err(errno)), Some(answer)) = (sent.result, exchange.answer)
            && self.budget.answer(peer.ip(), errno)
        {
            let to = answer.destination;
            // A firewall here also blocks phones that have never come, so it matters for all that are named.
            let is_blocked = errno == Errno::EPERM;
            let level = level(registrar.is_home(peer) || (is_blocked && exchange.is_extension));
            match is_blocked {
                true => log::log!(
                    level,
                    "reply-blocked dst={} port={} errno=EPERM cause=local-output-firewall: this machine's own firewall forbids the answer: sudo nft list ruleset | grep -n output",
                    to.ip(),
                    to.port()
                ),
                false => log::log!(level, "Response not sent to {to}: {}", errno.desc()),
            }
        }
    }

    /// The five lines of a message.
    fn message(&mut self, exchange: &Exchange<'_>, sent: &Sent<'_>) {
        let peer = exchange.peer;
        let finds = found_password(exchange);
        let is_named = finds || exchange.outcome == Outcome::UnknownExtension;
        // Received, Request, Processing; whose password, if it was looked at; Sending and sent, or neither.
        let lines = if sent.result == Some(Ok(())) { 5 } else { 4 };
        if !self.budget.message(lines + u32::from(is_named)) {
            return;
        }
        let user = Escaped(&exchange.account, SHOWN);
        let destination = exchange.answer.map_or(peer, |answer| answer.destination);
        // The password is that of the login name, which need not be the extension in To.
        let name = exchange
            .credentials
            .map_or(&exchange.account[..], |c| c.username);
        let login = Escaped(name, SHOWN);
        log::info!("Received message from {peer}");
        let line = without_passwords(exchange.line);
        log::info!("Request: {}", Escaped(&line, LINE_SHOWN));
        log::info!("Processing {} from {peer}", Escaped(exchange.method, SHOWN));
        match exchange.outcome {
            Outcome::UnknownExtension => {
                let remedy = match str::from_utf8(name).ok().and_then(Word::of_stranger) {
                    // To add it would not help: the extension is there, and the phone logs in as another.
                    _ if exchange.is_extension => format!(
                        "; on the phone of {user}, set the authentication name to {user} or leave it empty"
                    ),
                    Some(name) => format!(
                        "; to add it: sudo sipregd passwd --generate {name}, then sudo sipregd reload"
                    ),
                    // A name that means something to a shell appears in no command.
                    None => ", and its name has characters that no extension needs".to_owned(),
                };
                log::info!(
                    "SIP password not available for extension {login}: it is not among the loaded extensions{remedy}"
                );
            }
            _ if finds => log::info!("Password found in cache for {login}"),
            _ => {}
        }
        match sent.result {
            None => {
                log::info!("No answer to {peer}: {}", exchange.outcome.name());
                return;
            }
            Some(_) if exchange.code() == 401 => {
                log::info!("Sending 401 challenge for {user} to {destination}");
            }
            Some(_) => {
                let status = exchange.status().unwrap_or(Status::OK);
                if exchange.account.is_empty() {
                    log::info!("Sending response {status} to {destination}");
                } else {
                    log::info!("Sending response {status} for {user} to {destination}");
                }
            }
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
        registrar: &Registrar,
        exchange: &Exchange<'_>,
        mistake: Option<&Mistake>,
    ) {
        let ip = exchange.peer.ip();
        // A source that is locked out has just had its ten lines: that it was the last goes with it.
        let is_said = exchange.attempt.is_new && self.budget.event(ip);
        if is_said {
            log_failed(exchange, mistake);
            if exchange.is_extension && self.budget.message(1) {
                let realm = &registrar.config().realm;
                log_explained(exchange, mistake, realm);
            }
        }
        if exchange.attempt.locks_out && (is_said || self.budget.event(ip)) {
            log::warn!(
                "rate-limited src={ip}: too many failed logins; its logins are ignored for 5 minutes"
            );
        }
        if exchange.attempt.limits_account && self.budget.event(ip) {
            let name = exchange.credentials.map(|c| c.username).unwrap_or_default();
            log::warn!(
                "account-limited user=\"{}\": too many wrong logins from everywhere; of those from unknown addresses one a second is checked. Phones that are registered are not affected",
                Escaped(name, SHOWN)
            );
        }
    }

    /// A password may have been guessed. It has no budget: it takes ten wrong logins and a right one.
    pub(crate) fn alert(exchange: &Exchange<'_>, intrusion: &Intrusion) {
        // It is registered, so it is an extension of ours.
        let name = String::from_utf8_lossy(&exchange.account);
        log::warn!(
            "alert: {} logged in from {} after {} wrong logins there within an hour, none of them a usual mistake. If that was not its owner: sudo sipregd passwd --generate {}",
            Escaped(&exchange.account, SHOWN),
            intrusion.peer,
            intrusion.guesses,
            Word::operand(&name)
        );
    }

    /// A binding has ended, and not because its phone asked.
    pub(crate) fn ended(&mut self, ended: &Ended) {
        let source = ended.binding.source;
        if !self.budget.event(source.ip()) {
            return;
        }
        let name = Escaped(&ended.name, SHOWN);
        let uri = without_passwords(ended.binding.uri());
        let uri = Escaped(&uri, LINE_SHOWN);
        match ended.end {
            // The exchange that caused it has its own line.
            End::Unregistered => {}
            End::Replaced => log::info!(
                "{name} at {uri} was replaced: the same phone is registered under another contact"
            ),
            End::Expired => {
                log::info!("Expired {name} at {uri} from {source}: it was not refreshed in time")
            }
            End::Evicted => log::warn!(
                "{name} at {uri} was replaced by a newer contact: more phones than “max-contacts” use this extension"
            ),
            End::ExtensionRemoved => {
                log::info!("Removed {name} at {uri}: the extension is no longer in the file")
            }
            End::PasswordChanged => log::info!(
                "Removed {name} at {uri} from {source}: the password of the extension has changed"
            ),
        }
    }

    /// What ICMP said of an answer.
    pub(crate) fn refused(&mut self, registrar: &Registrar, refused: &Refused) {
        // Forged addresses cause these too: they must not crowd out what phones do.
        if !self.budget.answer(refused.to.ip(), refused.errno) {
            return;
        }
        let (to, by) = (refused.to, refused.undelivered.reporter);
        let why = match refused.errno {
            Errno::ECONNREFUSED => "no program listens on that port there",
            errno => errno.desc(),
        };
        let by = by.map(|ip| format!(", says {ip}")).unwrap_or_default();
        log::log!(
            level(registrar.is_home(to)),
            "Answer refused at {to}: {why}{by}"
        );
    }

    /// Once a second, what was left unsaid.
    pub(crate) fn tick(&mut self, now: &Now) {
        if let Some(unsaid) = self.budget.turn(now.unix) {
            log::info!("{unsaid} more log lines in the last second were suppressed");
        }
    }
}

fn log_registered(exchange: &Exchange<'_>) {
    log::info!(
        "Registered {} at {} from {} for {} s, ua=\"{}\"",
        Escaped(&exchange.account, SHOWN),
        Escaped(&without_passwords(exchange.contact), LINE_SHOWN),
        exchange.peer,
        exchange.expires,
        Escaped(exchange.agent, SHOWN)
    );
}

fn log_failed(exchange: &Exchange<'_>, mistake: Option<&Mistake>) {
    let cause = match (mistake, exchange.failure) {
        (Some(mistake), Some(AuthFailure::WrongDigest)) => mistake.to_string(),
        // The extension exists; only its login name does not.
        (_, Some(AuthFailure::UnknownExtension)) if exchange.is_extension => {
            "auth-user-unknown".to_owned()
        }
        (_, Some(failure)) => failure.name().to_owned(),
        (_, None) => return,
    };
    let username = exchange.credentials.map(|c| c.username).unwrap_or_default();
    log::warn!(
        "auth-fail src={} port={} proof=nonce user=\"{}\" cause={} ua=\"{}\"",
        exchange.peer.ip(),
        exchange.peer.port(),
        Escaped(username, SHOWN),
        Escaped(cause.as_bytes(), 2 * SHOWN),
        Escaped(exchange.agent, SHOWN)
    );
}

/// The same in one sentence for people, about an extension that is loaded.
fn log_explained(exchange: &Exchange<'_>, mistake: Option<&Mistake>, realm: &str) {
    let username = exchange.credentials.map(|c| c.username).unwrap_or_default();
    let username = Escaped(username, SHOWN).to_string();
    let (name, detail) = match (mistake, exchange.failure) {
        (Some(mistake), Some(AuthFailure::WrongDigest)) => {
            let detail = mistake.detail();
            let shown = Escaped(detail.as_bytes(), SHOWN).to_string();
            (mistake.name(), shown)
        }
        (_, Some(AuthFailure::UnknownExtension)) => ("auth-user-unknown", username),
        (_, Some(failure @ AuthFailure::NoHashFor(algorithm))) => {
            (failure.name(), algorithm.name().to_owned())
        }
        (_, Some(failure)) => (failure.name(), username),
        (_, None) => return,
    };
    let Some(cause) = Cause::read(name, Strength::Sure.name(), &detail) else {
        return;
    };
    let user = String::from_utf8_lossy(&exchange.account);
    let ip = exchange.peer.ip();
    let certain = causes::of(&cause).certain.with("user", &*user);
    let certain = certain.with("from", ip).with("realm", realm);
    let certain = certain.with("detail", detail).text(Language::English);
    // What follows the first sentence is for who has time: for `doctor`.
    let first = certain.split(". ").next().unwrap_or_default();
    log::warn!(
        "{} from {ip}: {}; details: sudo sipregd doctor {}",
        Escaped(&exchange.account, SHOWN),
        first.trim_end_matches('.'),
        Word::operand(&user)
    );
}

/// How serious it is that an answer does not arrive.
fn level(is_serious: bool) -> Level {
    if is_serious { Level::Warn } else { Level::Info }
}

/// Whether an outcome is a message worth its lines; what strangers send without sense is only counted.
fn is_message(outcome: Outcome) -> bool {
    use Outcome::{Ack, KeepAlive, Response, Silenced, Slowed, Stun, StunOther, Unanswerable};
    !matches!(
        outcome,
        Ack | KeepAlive | Response | Silenced | Slowed | Stun | StunOther | Unanswerable
    )
}

/// Whether the extension was there and its password was looked at.
fn found_password(exchange: &Exchange<'_>) -> bool {
    match exchange.failure {
        None => exchange.credentials.is_some() && exchange.is_proven,
        Some(AuthFailure::UnknownExtension) => false,
        Some(AuthFailure::OtherExtension | AuthFailure::NonceReplayed) => true,
        Some(failure) => failure.is_wrong_login(),
    }
}

/// Whether a header of that name carries credentials, or what may be some.
fn is_secret(name: &[u8]) -> bool {
    let is_part = |part: &[u8]| {
        name.windows(part.len())
            .any(|w| w.eq_ignore_ascii_case(part))
    };
    is_part(b"authorization") || is_part(b"authentication-info") || is_part(b"cookie")
}

/// `text` with a mask in place of the password of each SIP URI in it (RFC 3261 §19.1.1).
fn without_passwords(text: &[u8]) -> Cow<'_, [u8]> {
    let mut shown = Cow::Borrowed(text);
    // How much of `text` has been looked at, and how much is in the copy with masks.
    let (mut seen, mut kept) = (0, 0);
    // NOTE(sips): its end is the same.
    let is_scheme = |w: &[u8]| w.eq_ignore_ascii_case(b"sip:") || w.eq_ignore_ascii_case(b"ips:");
    while let Some(scheme) = text[seen..].windows(4).position(is_scheme) {
        let user = seen + scheme + 4;
        let ends = |b: &u8| matches!(b, b'@' | b'<' | b'>' | b'"' | b' ' | b'\t');
        let len = text[user..].iter().position(ends);
        seen = len.map_or(text.len(), |len| user + len);
        let colon = text[user..seen].iter().position(|b| *b == b':');
        if let Some(colon) = colon.filter(|_| text.get(seen) == Some(&b'@')) {
            if kept == 0 {
                shown = Cow::default();
            }
            let shown = shown.to_mut();
            shown.extend_from_slice(&text[kept..=user + colon]);
            shown.extend_from_slice(b"(masked)");
            kept = seen;
        }
    }
    if kept > 0 {
        shown.to_mut().extend_from_slice(&text[kept..]);
    }
    shown
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
        masked = if is_fold { masked } else { is_secret(name) };
        if masked {
            log::trace!("| {}: (masked)", if is_fold { "…" } else { "credentials" });
        } else if !line.is_empty() {
            log::trace!("| {}", Escaped(&without_passwords(line), 1000));
        }
    }
}
