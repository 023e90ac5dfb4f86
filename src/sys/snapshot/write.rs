//! What the status file says: the facts of the library and of the process, a line at a time.

use super::SOURCES;
use crate::sys::json::{Escaped, Json};
use crate::sys::settings::Loaded;
use sipreg::auth::AuthFailure;
use sipreg::cause::{Explanation, explain};
use sipreg::evidence::{Evidence, Message, Seen, Source};
use sipreg::exchange::Outcome;
use sipreg::location::Binding;
use sipreg::registrar::Registrar;
use sipreg::time::Now;
use std::net::SocketAddr;
use std::time::Duration;

/// What the process knows of its own run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) started: u64,
    pub(crate) listen: SocketAddr,
    pub(crate) path: String,
    /// When the tables in force were read.
    pub(crate) loaded: Loaded,
    /// Reloads that have begun. They follow one another, so the last one has this number.
    pub(crate) reloads: u64,
    /// The last reload that is over.
    pub(crate) reload: Option<Reload>,
    /// Answers that could not be sent, by errno.
    pub(crate) send_errors: Vec<(&'static str, u64)>,
}

/// What came of a reload.
#[derive(Debug)]
pub(crate) struct Reload {
    /// Which one it was, from 1.
    pub(crate) number: u64,
    /// When it was over, Unix seconds.
    pub(crate) at: u64,
    /// Why it was refused; nothing if it was not.
    pub(crate) errors: Vec<String>,
    /// The keywords whose new values need a restart.
    pub(crate) restart: Vec<&'static str>,
}

impl Run {
    /// Counts an answer that could not be sent.
    pub(crate) fn count_send_error(&mut self, error: &'static str) {
        match self.send_errors.iter_mut().find(|(e, _)| *e == error) {
            Some((_, count)) => *count += 1,
            None => self.send_errors.push((error, 1)),
        }
    }
}

/// The journal of registrations: its size, and since when and why it cannot be written.
pub(crate) struct Journal<'a> {
    pub(crate) bytes: u64,
    pub(crate) failure: Option<(Duration, &'a str)>,
}

/// Writes the head: everything but the accounts.
pub(crate) fn head(
    json: &mut Json,
    now: &Now,
    run: &Run,
    registrar: &Registrar,
    evidence: &Evidence,
    journal: &Journal<'_>,
) {
    let config = registrar.config();
    json.open()
        .plain("version", 1)
        .text("program", env!("CARGO_PKG_VERSION"))
        .plain("pid", std::process::id());
    json.plain("written", now.unix)
        .plain("started", run.started)
        .text("listen", &run.listen.to_string());
    json.text("realm", &config.realm)
        .text("config", &run.path)
        .text("extensions", &config.extensions);
    let Loaded {
        at,
        config_mtime,
        extensions_mtime,
    } = run.loaded;
    json.open_object("loaded")
        .plain("at", at)
        .plain("config_mtime", config_mtime);
    json.plain("extensions_mtime", extensions_mtime)
        .plain("accounts", registrar.extensions().len())
        .close();
    json.plain("reloads", run.reloads);
    match &run.reload {
        None => json.plain("reload", "null"),
        Some(reload) => {
            json.open_object("reload")
                .plain("number", reload.number)
                .plain("at", reload.at)
                .plain("ok", reload.errors.is_empty())
                .open_array("errors");
            for error in &reload.errors {
                json.item(error);
            }
            json.close_array().open_array("restart");
            for keyword in &reload.restart {
                json.item(keyword);
            }
            json.close_array().close()
        }
    };
    json.open_object("journal")
        .plain("bytes", journal.bytes)
        .maybe("failing_for", journal.failure.map(|(d, _)| d.as_secs()));
    json.text("why", journal.failure.map_or("", |(_, why)| why))
        .close();
    let (datagrams, last) = evidence.datagrams();
    json.plain("datagrams", datagrams)
        .maybe("last_datagram", last);
    let reached_at = evidence.reached_at().map(|ip| ip.to_string());
    json.text("reached_at", &reached_at.unwrap_or_default());
    json.open_object("outcomes");
    for (outcome, count) in Outcome::ALL.iter().zip(registrar.counters()) {
        json.plain(outcome.name(), count);
    }
    json.close().open_object("send_errors");
    for (error, count) in &run.send_errors {
        json.plain(error, count);
    }
    json.close().plain("bindings", registrar.location().len());
    arrivals(json, evidence);
    json.close().end_line();
}

/// Writes the line of one account.
pub(crate) fn account(
    json: &mut Json,
    now: &Now,
    registrar: &Registrar,
    evidence: &Evidence,
    name: &[u8],
    bindings: &[Binding],
) {
    let known = evidence.account(name);
    json.open().caller("name", name).open_array("bindings");
    // Bindings end with the second; until it has been noted that they have, nothing else explains it.
    let is_registered = !bindings.is_empty();
    for b in bindings {
        json.open()
            .caller("uri", b.uri())
            .text("from", &b.source().to_string())
            .plain("since", b.since());
        json.plain("expires_in", b.expires().secs_from(now.time))
            .plain("granted", b.granted());
        let heard = evidence.heard(b.source());
        json.plain(
            "heard",
            heard.unwrap_or_default().max(now.unix_of(b.touched())),
        );
        json.caller("agent", b.agent()).close();
    }
    json.close_array();
    let bytes = known.and_then(|a| a.answer_bytes);
    json.maybe("answer_bytes", bytes.map(u64::from));
    let refreshed = bindings.iter().map(|b| Seen::of_binding(now, b));
    let success = known.and_then(|a| a.success.clone()).into_iter();
    let success = success.chain(refreshed).max_by_key(|m| m.at);
    seen(json, "success", success.as_ref(), None);
    let failure = known.and_then(|a| a.failure.as_ref());
    let reason = failure.map(|failure| failure.reason.to_string());
    seen(json, "failure", failure.map(|f| &f.seen), reason.as_deref());
    json.open_array("causes");
    if let Some(known) = known {
        causes(
            json,
            &explain(evidence, known, registrar.config(), is_registered, now.unix),
        );
    }
    json.close_array().close().end_line();
}

fn causes(json: &mut Json, explanation: &Explanation) {
    let from = explanation.from.to_string();
    for cause in &explanation.causes {
        json.open()
            .text("cause", cause.name())
            .text("strength", cause.strength().name())
            .text("detail", &cause.detail())
            .text("from", &from)
            .close();
    }
}

fn seen(json: &mut Json, key: &str, seen: Option<&Seen>, cause: Option<&str>) {
    let Some(seen) = seen else {
        json.plain(key, "null");
        return;
    };
    json.open_object(key)
        .plain("at", seen.at)
        .text("from", &seen.peer.to_string());
    json.caller("agent", &seen.agent);
    if let Some(cause) = cause {
        json.text("cause", cause);
    }
    json.close();
}

/// Where datagrams came from, and what the last of them were.
fn arrivals(json: &mut Json, evidence: &Evidence) {
    let mut sources: Vec<&Source> = evidence.sources().collect();
    sources.sort_unstable_by_key(|s| std::cmp::Reverse(s.last.at));
    json.open_array("sources");
    for s in sources.into_iter().take(SOURCES) {
        source(json, s);
    }
    json.close_array().plain("forgot", evidence.has_forgotten());
    json.open_array("unknown");
    for unknown in evidence.unknown() {
        json.open()
            .caller("name", &unknown.account.name)
            .caller("login", &unknown.login)
            .plain("tries", unknown.tries);
        json.plain("at", unknown.last.at)
            .text("from", &unknown.last.peer.to_string())
            .close();
    }
    json.close_array().open_array("recent");
    for message in evidence.recent() {
        recent(json, message);
    }
    json.close_array();
}

fn source(json: &mut Json, s: &Source) {
    let via = format!("{}:{}", Escaped(&s.via.host, 40), s.via.port);
    json.open()
        .text("address", &s.last.peer.ip().to_string())
        .plain("port", s.last.peer.port());
    json.plain("first", s.first)
        .plain("last", s.last.at)
        .plain("datagrams", s.datagrams)
        .plain("keep_alives", s.keep_alives)
        .plain("successes", s.successes);
    json.caller("user", &s.user)
        .plain("users", s.users())
        .caller("agent", &s.last.agent)
        .text("via", &via)
        .plain("rport", s.via.rport)
        .caller("uri_host", &s.uri_host);
    json.text("outcome", s.outcome.name())
        .text("why", why(s.failure));
    match s.undelivered {
        Some(undelivered) => json.text("undelivered", undelivered.obstacle.name()),
        None => json.plain("undelivered", "null"),
    };
    match s.undelivered.and_then(|undelivered| undelivered.reporter) {
        Some(by) => json.text("undelivered_by", &by.to_string()),
        None => json.plain("undelivered_by", "null"),
    };
    json.plain("looped", s.looped).close();
}

fn recent(json: &mut Json, message: &Message) {
    json.open()
        .plain("at", message.at)
        .text("from", &message.peer.to_string());
    json.caller("method", &message.method)
        .caller("user", &message.user);
    json.plain("status", message.status)
        .text("outcome", message.outcome.name())
        .text("why", why(message.failure));
    json.caller("agent", &message.agent)
        .plain("login", message.is_login)
        .plain("again", message.is_repeat)
        .plain("probe", message.is_probe);
    json.close();
}

fn why(failure: Option<AuthFailure>) -> &'static str {
    failure.map_or("none", AuthFailure::name)
}
