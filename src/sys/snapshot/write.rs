//! What the status file says: the facts of the library and of the process, a line at a time.

use super::SOURCES;
use crate::sys::json::{Escaped, Json, ToJson, caller, object};
use crate::sys::settings::Loaded;
use sipreg::auth::AuthFailure;
use sipreg::cause::{Explanation, explain};
use sipreg::evidence::{Evidence, Message, Seen, Source, Unknown};
use sipreg::exchange::Outcome;
use sipreg::location::{Binding, Kept};
use sipreg::registrar::Registrar;
use sipreg::time::{Now, Time};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

/// What the process knows of its own run.
#[derive(Debug)]
pub(crate) struct Run {
    /// When it was started.
    pub(crate) started: Time,
    pub(crate) listen: SocketAddr,
    pub(crate) path: String,
    /// When the tables in force were read.
    pub(crate) loaded: Loaded,
    /// Reloads that have begun. They follow one another, so the last one has this number.
    pub(crate) reloads: u64,
    /// The last reload that is over.
    pub(crate) reload: Option<Reload>,
    /// Answers that could not be sent, by errno.
    pub(crate) send_errors: BTreeMap<String, u64>,
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

/// The journal of registrations: its size, and since when and why it cannot be written.
pub(crate) struct Journal<'a> {
    pub(crate) bytes: u64,
    pub(crate) failure: Option<(Duration, &'a str)>,
}

/// The line of the head: everything but the accounts.
pub(crate) fn head(
    now: &Now,
    run: &Run,
    registrar: &Registrar,
    evidence: &Evidence,
    journal: &Journal<'_>,
) -> String {
    let config = registrar.config();
    let (datagrams, last_datagram) = evidence.datagrams();
    let mut sources: Vec<&Source> = evidence.sources().collect();
    sources.sort_unstable_by_key(|s| std::cmp::Reverse(s.last.at));
    sources.truncate(SOURCES);
    let outcomes = Outcome::ALL.iter().zip(registrar.counters());
    line(object! {
        version: 1_u16,
        program: env!("CARGO_PKG_VERSION"),
        pid: std::process::id(),
        written: now.unix,
        started: now.unix_of(run.started),
        listen: run.listen.to_string(),
        realm: config.realm,
        config: run.path,
        extensions: config.extensions,
        loaded: object! {
            at: run.loaded.at,
            config_mtime: run.loaded.config_mtime,
            extensions_mtime: run.loaded.extensions_mtime,
            accounts: registrar.extensions().len(),
        },
        reloads: run.reloads,
        reload: run.reload.as_ref().map(|reload| object! {
            number: reload.number,
            at: reload.at,
            ok: reload.errors.is_empty(),
            errors: reload.errors,
            restart: reload.restart,
        }),
        journal: object! {
            bytes: journal.bytes,
            failing_for: journal.failure.map(|(since, _)| since.as_secs()),
            why: journal.failure.map_or("", |(_, why)| why),
        },
        datagrams: datagrams,
        last_datagram: last_datagram.map(|at| now.unix_of(at)),
        reached_at: evidence.reached_at().map(|ip| ip.to_string()),
        outcomes: counts(outcomes.map(|(outcome, count)| (outcome.name(), count))),
        send_errors: counts(run.send_errors.iter().map(|(error, count)| (error.as_str(), count))),
        bindings: registrar.location().len(),
        sources: sources.into_iter().map(|s| source(now, s)).collect::<Vec<_>>(),
        forgot: evidence.has_forgotten(),
        unknown: evidence.unknown().map(|u| unknown(now, u, registrar)).collect::<Vec<_>>(),
        recent: evidence.recent().map(message).collect::<Vec<_>>(),
    })
}

fn line(Json(text): Json) -> String {
    text + "\n"
}

fn counts<'a>(counts: impl Iterator<Item = (&'a str, &'a u64)>) -> Json {
    Json::of(&counts.map(|(name, n)| (name, n as _)).collect::<Vec<_>>())
}

/// The line of one account.
pub(crate) fn account(
    now: &Now,
    registrar: &Registrar,
    evidence: &Evidence,
    name: &[u8],
    bindings: &[Binding],
) -> String {
    let known = evidence.account(name);
    let binding = |b: &Binding| {
        let heard = evidence.heard(b.source).unwrap_or_default();
        let heard = now.unix_of(heard.max(b.touched()));
        let kept = Kept::ALL.map(|header| (header.name(), caller(b.kept(header))));
        object! {
            uri: caller(b.uri()),
            from: b.source.to_string(),
            since: b.since(),
            expires_in: b.expires.secs_from(now.time),
            granted: b.granted,
            heard: heard,
            ..&kept.each_ref().map(|(name, text)| (*name, text as &dyn ToJson))
        }
    };
    let refreshed = bindings.iter().map(Seen::of_binding);
    let success = known.and_then(|a| a.success.clone()).into_iter();
    let success = success.chain(refreshed).max_by_key(|seen| seen.at);
    // Bindings end with the second; until it has been noted that they have, nothing else explains it.
    let is_registered = !bindings.is_empty();
    let config = registrar.config();
    let explained = known.map(|a| explain(evidence, a, config, is_registered, now.time));
    let explained = explained.unwrap_or_default();
    line(object! {
        name: caller(name),
        bindings: bindings.iter().map(binding).collect::<Vec<_>>(),
        named: known.is_some(),
        answer_bytes: known.and_then(|a| a.answer_bytes),
        success: success.map(|seen| object! {
            at: now.unix_of(seen.at),
            from: seen.peer.to_string(),
            agent: caller(&seen.agent),
        }),
        failure: known.and_then(|a| a.failure.as_ref()).map(|failure| object! {
            at: now.unix_of(failure.seen.at),
            from: failure.seen.peer.to_string(),
            agent: caller(&failure.seen.agent),
            cause: failure.reason.to_string(),
        }),
        causes: explained.iter().map(cause).collect::<Vec<_>>(),
    })
}

fn cause(explanation: &Explanation) -> Json {
    let cause = &explanation.cause;
    object! {
        cause: cause.name(),
        strength: cause.strength().name(),
        detail: cause.detail().as_ref(),
        from: explanation.from.to_string(),
        past: explanation.is_past,
    }
}

fn source(now: &Now, s: &Source) -> Json {
    object! {
        address: s.last.peer.ip().to_string(),
        port: s.last.peer.port(),
        first: now.unix_of(s.first),
        last: now.unix_of(s.last.at),
        datagrams: s.datagrams,
        keep_alives: s.keep_alives,
        successes: s.successes,
        user: caller(&s.user),
        users: s.users(),
        agent: caller(&s.last.agent),
        via: format!("{}:{}", Escaped(&s.via.host, 40), s.via.port),
        rport: s.via.rport,
        uri_host: caller(&s.uri_host),
        outcome: s.outcome.name(),
        why: why(s.failure),
        undelivered: s.undelivered.map(|u| u.obstacle.name()),
        undelivered_by: s.undelivered.and_then(|u| u.reporter).map(|ip| ip.to_string()),
        looped: s.looped.map(|at| now.unix_of(at)),
    }
}

fn unknown(now: &Now, unknown: &Unknown, registrar: &Registrar) -> Json {
    object! {
        name: caller(&unknown.account.name),
        login: caller(&unknown.login),
        tries: unknown.tries,
        loaded: registrar.extensions().get(&unknown.account.name).is_some(),
        at: now.unix_of(unknown.last.at),
        from: unknown.last.peer.to_string(),
    }
}

fn message(message: &Message) -> Json {
    object! {
        at: message.at,
        from: message.peer.to_string(),
        method: caller(&message.method),
        user: caller(&message.user),
        status: message.status,
        outcome: message.outcome.name(),
        why: why(message.failure),
        agent: caller(&message.agent),
        login: message.is_login,
        again: message.is_repeat,
        probe: message.is_probe,
    }
}

fn why(failure: Option<AuthFailure>) -> &'static str {
    failure.map_or("none", AuthFailure::name)
}
