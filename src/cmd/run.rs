//! `sipregd run`: the loop. Receive, let the core decide, journal, send, log; then look whether a signal
//! came or time has passed.

mod budget;
mod snapshot;
mod transcript;

use super::{Args, Command, FAILURE, OK, Stop, common, unexpected};
use crate::settings::{self, Settings};
use crate::sys::clock::Clock;
use crate::sys::file::{self, Replacement};
use crate::sys::notify::{self, Watchdog};
use crate::sys::signals::Signals;
use crate::sys::socket::{BATCH, Outgoing, Server};
use crate::sys::store::{Store, Unusable};
use crate::sys::{log as logger, socket};
use nix::errno::Errno;
use sipreg::config::Config;
use sipreg::registrar::Registrar;
use sipreg::seed::Seed;
use sipreg::time::Now;
use snapshot::{Run, Snapshot};
use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;
use std::path::Path;
use transcript::{Sent, Transcript};

pub(super) const COMMAND: Command = Command {
    name: "run",
    synopsis: "[-c FILE]",
    about: "serve in the foreground; log to stderr",
    help: "Serves until SIGTERM or Ctrl-C. SIGHUP reads both files anew, all or nothing; SIGUSR1 writes\n\
           the status snapshot.\n\n\
           options:\n  \
             -c, --config FILE   default /etc/sipregd/sipregd.conf\n\n\
           exit: 0 stopped by a signal, 1 cannot serve, 78 a file is wrong",
    run,
};

fn run(mut args: Args) -> Result<u8, Stop> {
    let (path, word, []) = common(&mut args, [])?;
    if let Some(word) = word {
        return Err(unexpected(&word));
    }
    let seed = random_seed()?;
    let settings = settings::load(&path, seed.derive(b"extensions"));
    let settings = settings.map_err(|problems| Stop::Config(problems.text()))?;
    logger::start(settings.config.log);
    let result = serve(&path, settings, seed, |_| {});
    logger::flush();
    result
}

/// Sixteen random bytes; the only randomness there is.
pub(super) fn random_seed() -> Result<Seed, Stop> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Stop::Failure(format!("The system gives no random numbers: {error}.")))?;
    Ok(Seed::new(bytes))
}

/// Serves until told to stop; `started` is told where, before the first datagram.
pub(super) fn serve(
    path: &str,
    settings: Settings,
    seed: Seed,
    started: impl FnOnce(SocketAddr),
) -> Result<u8, Stop> {
    match Service::start(path, settings, seed) {
        Ok(service) => {
            started(
                service
                    .server
                    .local_addr()
                    .unwrap_or(service.registrar.config().listen),
            );
            service.run()
        }
        Err(sentence) => {
            log::error!("{sentence}");
            Ok(FAILURE)
        }
    }
}

struct Service {
    path: String,
    seed: Seed,
    registrar: Registrar,
    server: Server,
    store: Store,
    signals: Signals,
    clock: Clock,
    transcript: Transcript,
    watchdog: Watchdog,
    about: Run,
    snapshot: Option<Snapshot>,
}

impl Service {
    fn start(path: &str, settings: Settings, seed: Seed) -> Result<Self, String> {
        let Settings { config, extensions } = settings;
        let signals =
            Signals::install().map_err(|e| format!("cannot catch signals: {}", file::plain(&e)))?;
        // First the socket: who cannot have the port must not touch the journal of who has it.
        let listen = config.listen;
        let server = Server::bind(listen).map_err(|error| bind_error(listen, &error))?;
        let mut clock = Clock::new();
        let mut registrar = Registrar::new(config, extensions, seed);
        let (state, sync) = (registrar.config().state.clone(), registrar.config().sync);
        let store = Store::open(Path::new(&state), sync, &clock.now(), &mut registrar)
            .map_err(|error| store_error(&state, &error))?;
        write_pid(registrar.config());

        let local = server.local_addr().unwrap_or(listen);
        let realm = &registrar.config().realm;
        let accounts = registrar.extensions().len();
        let restored = registrar.location().len();
        log::info!(
            "SIP Registrar started on {local}/udp, realm {realm}, {accounts} extensions, {restored} registrations restored"
        );
        logger::flush();
        notify::ready(&format!("serving {local}/udp, {accounts} extensions"));
        let about = Run {
            started: clock.now().unix,
            listen: local,
            path: path.to_owned(),
            loaded: loaded(path, registrar.config(), clock.now().unix),
            reload: None,
            send_errors: Vec::new(),
        };
        Ok(Self {
            path: path.to_owned(),
            seed,
            registrar,
            server,
            store,
            signals,
            clock,
            transcript: Transcript::new(),
            watchdog: Watchdog::new(),
            about,
            snapshot: None,
        })
    }

    fn run(mut self) -> Result<u8, Stop> {
        let mut outs: Vec<Vec<u8>> = (0..BATCH).map(|_| Vec::with_capacity(2048)).collect();
        while !self.signals.is_stop() {
            if self.signals.take_reload() {
                self.reload();
            }
            let wait =
                !self.store.is_busy() && !self.registrar.is_sweeping() && self.snapshot.is_none();
            match self.server.receive(wait) {
                Ok(received) => self.answer(&received, &mut outs),
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
                // Whatever it is, it is about one datagram, and a stranger can cause it.
                Err(error) => log::debug!("receive: {}", file::plain(&error)),
            }
            for refused in self.server.refusals() {
                self.registrar
                    .undelivered(refused.to, errno_name(refused.errno), refused.reporter);
                self.transcript.refused(&refused);
            }
            self.pass_time();
        }
        notify::stopping();
        log::info!("Stopping");
        let runtime = self.registrar.config().runtime.clone();
        let _ = std::fs::remove_file(Path::new(&runtime).join("sipregd.pid"));
        self.store.close();
        logger::flush();
        Ok(OK)
    }

    /// One batch: decide all, journal all, send all, log all.
    fn answer(&mut self, received: &[socket::Received], outs: &mut [Vec<u8>]) {
        let now = self.clock.now();
        let Self {
            registrar,
            server,
            store,
            transcript,
            about,
            ..
        } = self;
        transcript.tick(&now);
        let (datagrams, mut link) = server.split(received);
        let mut answers = Vec::with_capacity(received.len());
        for ((datagram, it), out) in datagrams.into_iter().zip(received).zip(outs.iter_mut()) {
            transcript.arrived(it.peer, datagram);
            answers.push(registrar.handle(&now, it.peer, it.local, datagram, out));
        }
        store.append(registrar.journal().text());
        registrar.journal().clear();

        let outgoing: Vec<Outgoing<'_>> = answers
            .iter()
            .zip(received)
            .zip(outs.iter())
            .filter_map(|((answer, it), out)| {
                answer.destination.map(|to| Outgoing {
                    bytes: out,
                    to,
                    from: it.local,
                })
            })
            .collect();
        let mut results = Server::send(&mut link, &outgoing).into_iter();
        for ((answer, it), out) in answers.iter().zip(received).zip(outs.iter()) {
            let result = answer.destination.and_then(|_| results.next());
            if let (Some(Err(errno)), Some(to)) = (result, answer.destination) {
                about.count_send_error(errno_name(errno));
                registrar.undelivered(to, errno_name(errno), None);
            }
            let sent = Sent {
                peer: it.peer,
                bytes: out,
                result,
            };
            transcript.answered(&now, registrar, answer, &sent);
        }
    }

    fn pass_time(&mut self) {
        let now = self.clock.now();
        self.registrar.tick(&now);
        self.store.append(self.registrar.journal().text());
        self.registrar.journal().clear();
        self.store.tick(&now, &self.registrar);
        for note in self.registrar.take_notes() {
            self.transcript.note(&note);
        }
        self.transcript.tick(&now);
        self.take_snapshot(&now);
        self.watchdog.feed();
        logger::flush();
    }

    /// Starts the snapshot that SIGUSR1 asked for, or writes its next piece.
    fn take_snapshot(&mut self, now: &Now) {
        if self.snapshot.is_none() && self.signals.take_snapshot() {
            let runtime = &self.registrar.config().runtime;
            let started = Snapshot::start(runtime, now, &self.about, &self.registrar, &self.store);
            self.snapshot = started
                .map_err(|e| {
                    log::warn!(
                        "Cannot write the snapshot in {runtime}: {}",
                        file::plain(&e)
                    )
                })
                .ok();
        }
        if let Some(snapshot) = &mut self.snapshot {
            match snapshot.go_on(now, &self.registrar) {
                Ok(false) => {}
                Ok(true) => self.snapshot = None,
                Err(error) => {
                    log::warn!("Cannot write the snapshot: {}", file::plain(&error));
                    self.snapshot = None;
                }
            }
        }
    }

    /// Both files anew, all or nothing.
    fn reload(&mut self) {
        notify::reloading();
        match settings::load(&self.path, self.seed.derive(b"extensions")) {
            Ok(Settings {
                mut config,
                extensions,
            }) => {
                let running = self.registrar.config();
                for (keyword, is_new) in [
                    ("listen", config.listen != running.listen),
                    ("state", config.state != running.state),
                    ("runtime", config.runtime != running.runtime),
                ] {
                    if is_new {
                        log::warn!(
                            "“{keyword}” has changed and needs restart: sudo systemctl restart sipregd"
                        );
                    }
                }
                config.listen = running.listen;
                config.state.clone_from(&running.state);
                config.runtime.clone_from(&running.runtime);
                logger::set_level(config.log);
                self.store.set_sync(config.sync);
                log::info!(
                    "Reloaded {}: realm {}, {} extensions",
                    self.path,
                    config.realm,
                    extensions.len()
                );
                let now = self.clock.now();
                self.about.loaded = loaded(&self.path, &config, now.unix);
                self.about.reload = Some((now.unix, Vec::new()));
                self.registrar.reload(&now, config, extensions);
            }
            Err(problems) => {
                for headline in problems.headlines() {
                    log::error!("{headline}");
                }
                self.about.reload = Some((self.clock.now().unix, problems.headlines().collect()));
                log::error!("Reload refused; the files as they were before go on serving");
            }
        }
        let accounts = self.registrar.extensions().len();
        logger::flush();
        notify::ready(&format!("serving, {accounts} extensions"));
    }
}

/// When the tables were read, and when their files were changed, Unix seconds.
fn loaded(path: &str, config: &Config, now: u64) -> (u64, u64, u64) {
    let changed = |path: &str| {
        let changed = std::fs::metadata(path).and_then(|m| m.modified()).ok();
        changed
            .and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok())
            .unwrap_or_default()
            .as_secs()
    };
    (now, changed(path), changed(&config.extensions))
}

/// The name of an errno, for evidence and JSON.
fn errno_name(errno: Errno) -> &'static str {
    match errno {
        Errno::EPERM => "EPERM",
        Errno::EACCES => "EACCES",
        Errno::ECONNREFUSED => "ECONNREFUSED",
        Errno::EHOSTUNREACH => "EHOSTUNREACH",
        Errno::ENETUNREACH => "ENETUNREACH",
        Errno::EMSGSIZE => "EMSGSIZE",
        Errno::ENOBUFS => "ENOBUFS",
        _ => "other",
    }
}

/// Why the socket cannot be had, and what to do.
fn bind_error(listen: SocketAddr, error: &io::Error) -> String {
    let (ip, port) = (listen.ip(), listen.port());
    match error.kind() {
        ErrorKind::AddrInUse => format!(
            "Port {port} on {ip} is already in use by another program. To see which: sudo ss -ulpn 'sport = :{port}'"
        ),
        ErrorKind::AddrNotAvailable => format!(
            "The address {ip} is not on this machine, so nothing can listen there. Use: listen {}:{port}",
            if listen.is_ipv4() { "0.0.0.0" } else { "[::]" }
        ),
        ErrorKind::PermissionDenied => {
            format!("This user may not listen on port {port} of {ip}; ports below 1024 need root.")
        }
        _ => format!("Cannot listen on {listen}: {}", file::plain(error)),
    }
}

fn store_error(state: &str, error: &Unusable) -> String {
    match error {
        Unusable::Taken => format!(
            "The folder {state} is in use by another sipregd; each needs a “state” of its own"
        ),
        Unusable::Alien(why) => {
            format!(
                "The journal {state}/registrations cannot be used: {why}. Move it away to start with no registrations"
            )
        }
        Unusable::Io(error) => format!("Cannot use the folder {state}: {}", file::plain(error)),
    }
}

/// Leaves the process number for `status` and `doctor`; without it they cannot ask, but phones register.
fn write_pid(config: &Config) {
    let path = Path::new(&config.runtime).join("sipregd.pid");
    let written = Replacement::start_over(&path).and_then(|mut next| {
        next.take_after(0o644)?;
        writeln!(next.file, "{}", std::process::id())?;
        next.rename()
    });
    if let Err(error) = written {
        log::warn!(
            "Cannot write {}: {}. “sipregd status” will not find this process",
            path.display(),
            file::plain(&error)
        );
    }
}
