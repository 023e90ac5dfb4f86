//! The status snapshot: what the process knows, written to a file when SIGUSR1 asks, a piece between
//! two batches, so that nobody waits for it. Nothing is written when nobody asks.

use super::reload::Loaded;
use crate::serve::background::Background;
use crate::serve::store::Store;
use crate::sys::file::Replacement;
use crate::sys::json::Json;
use sipreg::auth::AuthFailure;
use sipreg::cause::{Explanation, explain};
use sipreg::evidence::{Evidence, Message, Seen, Source};
use sipreg::exchange::{Name, Outcome};
use sipreg::location::Binding;
use sipreg::registrar::Registrar;
use sipreg::time::Now;
use std::collections::HashSet;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use std::vec;

/// Accounts in one piece.
const PIECE: usize = 200;
/// Sources shown, the latest.
const SOURCES: usize = 512;

/// What the process knows of its own run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) started: u64,
    pub(crate) listen: SocketAddr,
    pub(crate) path: String,
    /// When the tables in force were read.
    pub(crate) loaded: Loaded,
    /// The last reload: when, and what was wrong.
    pub(crate) reload: Option<(u64, Vec<String>)>,
    /// Answers that could not be sent, by errno.
    pub(crate) send_errors: Vec<(&'static str, u64)>,
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

#[derive(Debug)]
enum Place {
    /// Accounts with bindings, from this place of the location service.
    Bound(usize),
    /// All others of which something is known, and those that came or went meanwhile.
    Others(vec::IntoIter<Name>),
    Rest,
}

/// A snapshot in the making.
pub(crate) struct Snapshot {
    json: Json,
    stage: Stage,
    /// The accounts that have been written, by their hash: some change while it is being made.
    written: HashSet<u64>,
}

enum Stage {
    Writing(Replacement, Place),
    /// Put in the place of the last by a thread: freeing that one takes the system milliseconds.
    Placing(Background<io::Result<()>>),
}

impl Snapshot {
    /// Starts one in the folder `runtime`.
    ///
    /// # Errors
    /// Whatever the system says.
    pub(crate) fn start(
        runtime: &str,
        now: &Now,
        run: &Run,
        registrar: &Registrar,
        evidence: &Evidence,
        store: &Store,
    ) -> io::Result<Self> {
        let next = Replacement::start_over(&Path::new(runtime).join("status"))?;
        next.take_after(0o640)?;
        let mut json = Json::new();
        head(&mut json, now, run, registrar, evidence, store);
        json.open_array("accounts");
        Ok(Self {
            json,
            stage: Stage::Writing(next, Place::Bound(0)),
            written: HashSet::new(),
        })
    }

    /// Whether there is a piece to write that should not wait.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self.stage, Stage::Writing(..))
    }

    /// Writes the next piece; `None` when the file is in place.
    ///
    /// # Errors
    /// Whatever the system says; the snapshot is lost then.
    pub(crate) fn go_on(
        mut self,
        now: &Now,
        registrar: &Registrar,
        evidence: &Evidence,
    ) -> io::Result<Option<Self>> {
        let stage = match self.stage {
            Stage::Writing(mut next, place) => {
                let place = piece(
                    &mut self.json,
                    &mut self.written,
                    place,
                    now,
                    registrar,
                    evidence,
                );
                next.file.write_all(self.json.take().as_bytes())?;
                match place {
                    Some(place) => Stage::Writing(next, place),
                    None => {
                        next.file.write_all(b"\n")?;
                        Stage::Placing(Background::start("sipregd-status", move || next.rename())?)
                    }
                }
            }
            Stage::Placing(work) => match work.poll(Duration::ZERO) {
                Some(result) => return result.and_then(|r| r).map(|()| None),
                None => Stage::Placing(work),
            },
        };
        Ok(Some(Self { stage, ..self }))
    }
}

/// Writes what is to be said at `place`; where to go on, unless that was the end.
fn piece(
    json: &mut Json,
    written: &mut HashSet<u64>,
    place: Place,
    now: &Now,
    registrar: &Registrar,
    evidence: &Evidence,
) -> Option<Place> {
    let seed = registrar.extensions().seed();
    let mut write = |json: &mut Json, name: &[u8], bindings: &[Binding]| {
        if written.insert(seed.hash(name)) {
            account(json, now, evidence, name, bindings);
        }
    };
    match place {
        Place::Bound(from) => {
            let next = registrar.location().walk(from, PIECE, |name, bindings| {
                write(json, name, bindings);
            });
            Some(next.map_or_else(
                || {
                    let names: Vec<Name> = evidence.accounts().map(|a| a.name.clone()).collect();
                    Place::Others(names.into_iter())
                },
                Place::Bound,
            ))
        }
        Place::Others(mut names) => {
            for name in names.by_ref().take(PIECE) {
                write(json, &name, registrar.bindings_of(&name));
            }
            Some(match names.len() {
                0 => Place::Rest,
                _ => Place::Others(names),
            })
        }
        Place::Rest => {
            json.close_array();
            rest(json, evidence);
            json.close();
            None
        }
    }
}

fn head(
    json: &mut Json,
    now: &Now,
    run: &Run,
    registrar: &Registrar,
    evidence: &Evidence,
    store: &Store,
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
    match &run.reload {
        None => json.plain("reload", "null"),
        Some((at, errors)) => {
            json.open_object("reload")
                .plain("at", at)
                .plain("ok", errors.is_empty())
                .open_array("errors");
            for error in errors {
                json.item(error);
            }
            json.close_array().close()
        }
    };
    let failure = store.failure();
    json.open_object("journal")
        .plain("bytes", store.len())
        .maybe("failing_for", failure.map(|(d, _)| d.as_secs()));
    json.text("why", failure.map_or("", |(_, why)| why)).close();
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
}

fn account(json: &mut Json, now: &Now, evidence: &Evidence, name: &[u8], bindings: &[Binding]) {
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
        causes(json, &explain(evidence, known, is_registered, now.unix));
    }
    json.close_array().close();
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

fn rest(json: &mut Json, evidence: &Evidence) {
    let mut sources: Vec<&Source> = evidence.sources().collect();
    sources.sort_unstable_by_key(|s| std::cmp::Reverse(s.last));
    json.open_array("sources");
    for s in sources.into_iter().take(SOURCES) {
        source(json, s);
    }
    json.close_array().plain("forgot", evidence.has_forgotten());
    json.open_array("unknown");
    for unknown in evidence.unknown() {
        json.open()
            .caller("name", &unknown.name)
            .caller("login", &unknown.login)
            .plain("tries", unknown.tries);
        json.plain("at", unknown.at)
            .text("from", &unknown.peer.to_string())
            .close();
    }
    json.close_array().open_array("recent");
    for message in evidence.recent() {
        recent(json, message);
    }
    json.close_array();
}

fn source(json: &mut Json, s: &Source) {
    let via = format!(
        "{}:{}",
        crate::sys::json::Escaped(&s.via.host, 40),
        s.via.port
    );
    json.open()
        .text("address", &s.peer.ip().to_string())
        .plain("port", s.peer.port());
    json.plain("first", s.first)
        .plain("last", s.last)
        .plain("datagrams", s.datagrams)
        .plain("keep_alives", s.keep_alives)
        .plain("successes", s.successes);
    json.caller("user", &s.user)
        .plain("users", s.users())
        .caller("agent", &s.agent)
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
        .plain("again", message.is_repeat);
    json.close();
}

fn why(failure: Option<AuthFailure>) -> &'static str {
    failure.map_or("none", AuthFailure::name)
}
