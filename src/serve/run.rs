//! `sipregd run`: the loop. Receive, let the core decide, journal, send, log; then look whether a signal
//! came or time has passed.

use super::reload::{Read, Reading};
use super::snapshot::Snapshot;
use super::transcript::{Sent, Transcript};
use crate::cli::{Args, FAILURE, OK, Stop, file_alone};
use crate::serve::log as logger;
use crate::serve::notify::{self, Watchdog};
use crate::serve::signals::Signals;
use crate::serve::socket::{BATCH, Buffers, Outgoing, Received, Server, obstacle};
use crate::serve::store::Store;
use crate::sys::address;
use crate::sys::clock::Clock;
use crate::sys::password::hide_memory;
use crate::sys::settings::{self, Problems, Settings};
use crate::sys::snapshot::write::{Reload, Run};
use crate::text::{Language, Say, count, serve as words, system, usage};
use sipreg::config::{Config, Listen};
use sipreg::evidence::{Evidence, Undelivered};
use sipreg::registrar::Registrar;
use sipreg::seed::Seed;
use sipreg::sender::addresses;
use sipreg::time::{Now, Time};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

pub(crate) fn run(mut args: Args) -> Result<u8, Stop> {
    let path = file_alone(&mut args)?;
    let seed = random_seed()?;
    let settings = settings::load(&path, seed.derive(b"extensions"));
    let settings = settings.map_err(|problems| Stop::Config(problems.text(Language::English)))?;
    logger::start(settings.config.log);
    let result = match serve(&path, settings, seed, LATE, |_, _| {}) {
        // Whoever starts a service looks for it in the log.
        Err(Stop::Failure(say)) => {
            log::error!("{}", say.text(Language::English));
            Ok(FAILURE)
        }
        result => result,
    };
    logger::flush();
    result
}

/// Sixteen random bytes; the only randomness there is.
pub(crate) fn random_seed() -> Result<Seed, Stop> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Stop::Failure(usage::NO_RANDOM.with("why", error.to_string())))?;
    Ok(Seed::new(bytes))
}

/// Serves until told to stop; `started` is told what and where, before the first datagram. An address
/// that is not there yet is waited for, `late` at most.
pub(crate) fn serve(
    path: &str,
    settings: Settings,
    seed: Seed,
    late: Duration,
    started: impl FnOnce(&Config, SocketAddr),
) -> Result<u8, Stop> {
    hide_memory();
    let service = Service::start(path, settings, seed, late).map_err(Stop::Failure)?;
    started(service.registrar.config(), service.about.listen);
    service.run();
    Ok(OK)
}

struct Service {
    registrar: Registrar,
    evidence: Evidence,
    server: Server,
    store: Store,
    signals: Signals,
    clock: Clock,
    transcript: Transcript,
    watchdog: Watchdog,
    about: Run,
    snapshot: Option<Snapshot>,
    reload: Option<Reading>,
    /// When time was last passed, and whether the error queue has something to say.
    passed: Time,
    has_refusals: bool,
}

impl Service {
    fn start(path: &str, settings: Settings, seed: Seed, late: Duration) -> Result<Self, Say> {
        warn(&settings.warnings);
        let signals =
            Signals::install().map_err(|e| words::CANNOT_CATCH.with("why", system::error(&e)))?;
        // First the socket: a second process, which cannot have the port, must not touch the journal.
        let listen = settings.config.listen;
        let server = bind(listen, late, &signals)?;
        let mut clock = Clock::new();
        let evidence = Evidence::new(settings.extensions.seed(), addresses(seed));
        let mut registrar = Registrar::new(settings.config, settings.extensions, seed);
        let store = Store::open(&clock.now(), &mut registrar)
            .map_err(|unusable| unusable.told(&registrar.config().state))?;
        super::pid::write(registrar.config());

        let local = server.local_addr().unwrap_or(listen.address());
        let shown = match listen {
            Listen::Everywhere(_) => format!("*:{}", local.port()),
            Listen::At(_) => local.to_string(),
        };
        let realm = &registrar.config().realm;
        let extensions = counted(registrar.extensions().len());
        let restored = count::of(registrar.location().len(), &count::RESTORED);
        let restored = restored.text(Language::English);
        log::info!("SIP Registrar started on {shown}/udp, realm {realm}, {extensions}, {restored}");
        logger::flush();
        notify::ready(&format!("serving {shown}/udp, {extensions}"));
        let about = Run {
            started: clock.now().time,
            listen: local,
            path: path.to_owned(),
            loaded: settings.loaded,
            reloads: 0,
            reload: None,
            send_errors: BTreeMap::new(),
        };
        Ok(Self {
            registrar,
            evidence,
            server,
            store,
            signals,
            clock,
            transcript: Transcript::default(),
            watchdog: Watchdog::new(),
            about,
            snapshot: None,
            reload: None,
            passed: Time::default(),
            has_refusals: false,
        })
    }

    fn run(mut self) {
        let mut buffers = Buffers::new();
        let mut outs: Vec<Vec<u8>> = (0..BATCH).map(|_| Vec::with_capacity(ANSWER)).collect();
        let mut is_idle = true;
        while !self.signals.is_stop() {
            self.advance_reload(is_idle);
            let is_busy = self.is_busy();
            let received = self.server.receive(&mut buffers, !is_busy);
            is_idle = received.is_err();
            let now = match received {
                Ok(received) => self.answer(&received, &mut buffers, &mut outs),
                Err(error) => {
                    // Whatever else it is, it is about one datagram, and a stranger can cause it.
                    self.has_refusals |=
                        !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted);
                    self.clock.now()
                }
            };
            if std::mem::take(&mut self.has_refusals) {
                self.hear_refusals();
            }
            self.pass_time(&now);
        }
        notify::stopping();
        log::info!("Stopping");
        super::pid::remove(self.registrar.config());
        self.store.close();
    }

    /// Whether there is work that should not wait for the next datagram.
    fn is_busy(&self) -> bool {
        self.store.is_busy()
            || self.registrar.is_sweeping()
            || self.snapshot.as_ref().is_some_and(|s| s.pieces.is_busy())
            || self.reload.as_ref().is_some_and(|r| !r.is_late)
    }

    /// What ICMP had to say of earlier answers.
    fn hear_refusals(&mut self) {
        for refused in self.server.refusals() {
            self.evidence.undelivered(refused.to, refused.undelivered);
            self.transcript.refused(&self.registrar, &refused);
        }
    }

    /// One batch: decide all, journal all, send all; then remember and log each.
    fn answer(
        &mut self,
        received: &[Received],
        buffers: &mut Buffers,
        outs: &mut [Vec<u8>],
    ) -> Now {
        let now = self.clock.now();
        let registrar = &mut self.registrar;
        let mut exchanges = Vec::with_capacity(received.len());
        for ((buffer, it), out) in buffers.iter_mut().zip(received).zip(outs.iter_mut()) {
            let datagram = &mut buffer[..it.len];
            self.transcript.arrived(&now, it.peer, datagram);
            exchanges.push(registrar.handle(&now, it.peer, it.local, datagram, out));
            self.watchdog.feed();
        }
        self.store.append(registrar.journal());

        let answers = exchanges.iter().zip(outs.iter());
        let outgoing: Vec<Outgoing<'_>> = answers
            .filter_map(|(exchange, out)| {
                exchange.answer.map(|answer| Outgoing {
                    bytes: out,
                    to: answer.destination,
                    from: exchange.local,
                })
            })
            .collect();
        let mut results = self.server.send(&outgoing).into_iter();
        for (exchange, out) in exchanges.iter().zip(outs.iter()) {
            // Whatever the log shows: what is known must not depend on it.
            let mistake = registrar.find_mistake(&now, exchange);
            if let Some(intrusion) = self.evidence.observe(&now, exchange, mistake.as_ref()) {
                Transcript::alert(exchange, intrusion);
            }
            let sent = Sent {
                bytes: out,
                result: exchange.answer.and_then(|_| results.next()),
                mistake,
            };
            if let (Some(Err(errno)), Some(answer)) = (sent.result, exchange.answer) {
                self.has_refusals = true;
                let errors = &mut self.about.send_errors;
                *errors.entry(format!("{errno:?}")).or_default() += 1;
                let undelivered = Undelivered {
                    obstacle: obstacle(errno),
                    reporter: None,
                };
                self.evidence.undelivered(answer.destination, undelivered);
            }
            self.transcript.answered(registrar, exchange, &sent);
        }
        now
    }

    /// Lets time pass, not more often than is worth it.
    fn pass_time(&mut self, now: &Now) {
        logger::flush();
        let is_due = now.time.millis_since(self.passed) >= TICK;
        if !is_due && !self.is_busy() && !self.signals.is_snapshot() {
            return;
        }
        self.passed = now.time;
        self.registrar.tick(now);
        self.store.append(self.registrar.journal());
        self.store.tick(now, &self.registrar);
        for ended in self.registrar.take_ended() {
            self.evidence.ended(now, &ended);
            self.transcript.ended(&ended);
        }
        self.transcript.tick(now);
        self.take_snapshot(now);
        // Errors that no call reports take the room of datagrams.
        self.hear_refusals();
        self.watchdog.feed();
        logger::flush();
    }

    /// Writes the next piece of the snapshot, then starts the one that SIGUSR1 asked for. In this order the
    /// last one, which is in place by now, does not hold up the next until something wakes the loop.
    fn take_snapshot(&mut self, now: &Now) {
        if let Some(snapshot) = self.snapshot.take() {
            match snapshot.go_on(now, &self.registrar, &self.evidence) {
                Ok(snapshot) => self.snapshot = snapshot,
                Err(error) => log::warn!("Cannot write the status file: {}", system::plain(&error)),
            }
        }
        if self.snapshot.is_none() && self.signals.take_snapshot() {
            self.evidence.show_refreshes(now);
            let (registrar, journal) = (&self.registrar, self.store.about());
            match Snapshot::start(now, &self.about, registrar, &self.evidence, &journal) {
                Ok(snapshot) => self.snapshot = Some(snapshot),
                Err(error) => {
                    let (runtime, why) = (&registrar.config().runtime, system::plain(&error));
                    log::warn!("Cannot write the status file in {runtime}: {why}");
                }
            }
        }
    }

    /// Starts the reading that SIGHUP asked for, or takes over what has been read; waits a moment for it
    /// if there is nothing else to do.
    fn advance_reload(&mut self, is_idle: bool) {
        let patience = Duration::from_millis(is_idle.into());
        if let Some(read) = self.reload.as_ref().and_then(|r| r.work.poll(patience)) {
            self.reload = None;
            self.take_over(read);
        }
        if let Some(reading) = &mut self.reload {
            reading.watch(self.clock.now().time);
        }
        if self.reload.as_ref().is_none_or(|r| r.is_late) && self.signals.take_reload() {
            notify::reloading();
            self.about.reloads += 1;
            let seed = self.registrar.extensions().seed();
            match Reading::start(&self.about.path, seed, self.clock.now().time) {
                Ok(reading) => self.reload = Some(reading),
                Err(problems) => self.take_over(Err(problems)),
            }
        }
    }

    /// All or nothing.
    fn take_over(&mut self, read: Read) {
        let now = self.clock.now();
        let (errors, restart) = match read {
            Ok(settings) => (Vec::new(), self.put_into_force(&now, settings)),
            Err(problems) => {
                let errors: Vec<String> = problems.log_lines().collect();
                errors.iter().for_each(|headline| log::error!("{headline}"));
                log::error!("Reload failed; the previous configuration stays in use");
                (errors, Vec::new())
            }
        };
        self.about.reload = Some(Reload {
            number: self.about.reloads,
            at: now.unix,
            errors,
            restart,
        });
        let extensions = counted(self.registrar.extensions().len());
        logger::flush();
        notify::ready(&format!("serving, {extensions}"));
    }

    /// Takes over what has been read; returns the keywords whose new values need a restart.
    fn put_into_force(&mut self, now: &Now, settings: Settings) -> Vec<&'static str> {
        warn(&settings.warnings);
        self.about.loaded = settings.loaded;
        let (mut config, extensions) = (settings.config, settings.extensions);
        let running = self.registrar.config();
        let changed = [
            ("listen", config.listen != running.listen),
            ("state", config.state != running.state),
            ("runtime", config.runtime != running.runtime),
        ];
        let changed = changed.into_iter().filter(|(_, is_new)| *is_new);
        let restart: Vec<&str> = changed.map(|(keyword, _)| keyword).collect();
        for keyword in &restart {
            log::warn!("“{keyword}” has changed; to apply it: sudo systemctl restart sipregd");
        }
        config.listen = running.listen;
        config.state.clone_from(&running.state);
        config.runtime.clone_from(&running.runtime);
        logger::set_level(config.log);
        let (path, realm) = (&self.about.path, &config.realm);
        let count = counted(extensions.len());
        log::info!("Reloaded {path}: realm {realm}, {count}");
        self.registrar.reload(now, config, extensions);
        self.evidence.reload();
        restart
    }
}

/// What cannot work, or hardly, is said at the start and at each reload.
fn warn(warnings: &Problems) {
    for headline in warnings.log_lines() {
        log::warn!("{headline}");
    }
}

/// How long an address that is not there yet is waited for, and how often it is tried.
const LATE: Duration = Duration::from_secs(60);
const RETRY: Duration = Duration::from_millis(500);

/// Binds to `listen`. An address that this machine does not have yet, because its network is still being
/// set up, is tried again for as long as `late`.
fn bind(listen: Listen, late: Duration, signals: &Signals) -> Result<Server, Say> {
    let ip = listen.address().ip();
    let since = Instant::now();
    let mut is_said = false;
    loop {
        let error = match Server::bind(listen) {
            Ok(server) => return Ok(server),
            Err(error) => error,
        };
        let is_late = error.kind() == ErrorKind::AddrNotAvailable;
        if !is_late || since.elapsed() >= late || signals.is_stop() {
            let say = match error.kind() {
                ErrorKind::AddrInUse => words::PORT_IN_USE.say(),
                ErrorKind::AddrNotAvailable => words::NO_ADDRESS.with("list", address::all()),
                ErrorKind::PermissionDenied => words::PORT_NEEDS_ROOT.say(),
                _ => words::CANNOT_LISTEN.with("why", system::error(&error)),
            };
            let say = say.with("listen", listen.to_string()).with("ip", ip);
            return Err(say.with("port", listen.address().port()));
        }
        if !is_said {
            is_said = true;
            log::warn!(
                "{ip} is not an address of this machine yet; trying for {} s. This machine has: {}",
                late.as_secs(),
                address::all()
            );
            logger::flush();
        }
        std::thread::sleep(RETRY);
    }
}

/// So many extensions, for the log.
fn counted(n: usize) -> String {
    count::of(n, &count::EXTENSIONS).text(Language::English)
}

/// Room for an answer, bytes.
const ANSWER: usize = 2048;
/// How often time is passed while datagrams keep coming, milliseconds.
const TICK: u64 = 10;
