//! The running daemon, and a phone with a socket. Whatever waits here waits for a sign, up to a limit.

use super::message::Message;
use super::phone::Phone;
use super::place::{Place, sipregd};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::io::{BufRead, BufReader, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::os::unix::net::UnixDatagram;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// The longest wait for anything; a wait that long is a failure.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// A line of the log without time and level, as in `2026-11-27T23:05:12Z INFO  [SIP] Stopping`; none if it has no such.
pub(crate) fn without_time(line: &str) -> Option<&str> {
    let (start, rest) = line.split_at_checked("2026-11-27T23:05:12Z INFO  ".len())?;
    let form = start.replace(|c: char| c.is_ascii_digit(), "0");
    ["ERROR", "WARN ", "INFO ", "DEBUG", "TRACE"]
        .iter()
        .any(|level| form == format!("0000-00-00T00:00:00Z {level} "))
        .then_some(rest)
}

/// `sipregd run`, ready to serve.
pub(crate) struct Daemon {
    child: Child,
    notify: UnixDatagram,
    lines: Receiver<String>,
    /// Everything logged so far, without time and level.
    pub(crate) log: Vec<String>,
    /// How much of it has been waited for.
    read: usize,
    /// Where it listens.
    pub(crate) addr: SocketAddr,
}

impl Daemon {
    pub(crate) fn start(place: &Place) -> Self {
        Self::start_with(place, &[])
    }

    /// Starts it with these environment variables and waits for READY=1.
    pub(crate) fn start_with(place: &Place, environment: &[(&str, &str)]) -> Self {
        let mut daemon = Self::spawn(place, environment);
        let ready = daemon.notified();
        assert!(ready.starts_with("READY=1\n"), "{ready}");
        let started = daemon.line("SIP Registrar started on ");
        let (_, rest) = started.split_once("started on ").unwrap();
        daemon.addr = rest.split("/udp").next().unwrap().parse().unwrap();
        daemon
    }

    /// Starts it and waits for nothing.
    pub(crate) fn spawn(place: &Place, environment: &[(&str, &str)]) -> Self {
        let socket = place.path("notify");
        let _ = std::fs::remove_file(&socket);
        let notify = UnixDatagram::bind(&socket).unwrap();
        notify.set_read_timeout(Some(LIMIT)).unwrap();
        let mut child = sipregd()
            .args(["run", "-c", place.config().to_str().unwrap()])
            .env("NOTIFY_SOCKET", &socket)
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (say, lines) = channel();
        thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let line = without_time(&line).map(str::to_owned).unwrap_or(line);
                if say.send(line).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            notify,
            lines,
            log: Vec::new(),
            read: 0,
            addr: ([0, 0, 0, 0], 0).into(),
        }
    }

    /// The next message on the notification socket.
    pub(crate) fn notified(&self) -> String {
        let mut buffer = [0; 4096];
        loop {
            match self.notify.recv(&mut buffer) {
                Ok(len) => return String::from_utf8_lossy(&buffer[..len]).into_owned(),
                // With a timeout on the socket the system does not start the call again itself.
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => panic!("no notification: {error}; the log: {:#?}", self.log),
            }
        }
    }

    /// Takes all notifications from now on, as systemd does: a full socket would hold the daemon up.
    pub(crate) fn drain_notifications(&self) {
        let socket = self.notify.try_clone().unwrap();
        thread::spawn(move || while socket.recv(&mut [0; 4096]).is_ok() {});
    }

    /// Waits for the next line with `part` in it.
    pub(crate) fn line(&mut self, part: &str) -> String {
        self.until(part).pop().unwrap()
    }

    /// Waits for the next line with `part` in it; returns all lines since the last wait, this one last.
    pub(crate) fn until(&mut self, part: &str) -> Vec<String> {
        let end = Instant::now() + LIMIT;
        let from = self.read;
        loop {
            if let Some(found) = self.log[self.read..].iter().position(|l| l.contains(part)) {
                self.read += found + 1;
                return self.log[from..self.read].to_vec();
            }
            self.read = self.log.len();
            match self
                .lines
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(line) => self.log.push(line),
                Err(_) => panic!("no line with “{part}” in the log: {:#?}", self.log),
            }
        }
    }

    /// Whether a line with `part` has been logged so far.
    pub(crate) fn has_said(&mut self, part: &str) -> bool {
        while let Ok(line) = self.lines.try_recv() {
            self.log.push(line);
        }
        self.log.iter().any(|line| line.contains(part))
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap());
        kill(pid, signal).unwrap();
    }

    /// Reads both files again and waits until that is over.
    pub(crate) fn reload(&self) {
        self.signal(Signal::SIGHUP);
        assert!(self.notified().starts_with("RELOADING=1\n"));
        assert!(self.notified().starts_with("READY=1\n"));
    }

    /// Waits for its end; returns its exit code, if a signal did not end it. The log is then whole.
    pub(crate) fn end(&mut self) -> Option<i32> {
        let end = Instant::now() + LIMIT;
        loop {
            match self
                .lines
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(line) => self.log.push(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it does not end: {:#?}", self.log),
            }
        }
        self.child.wait().unwrap().code()
    }

    /// Stops it as systemd would.
    pub(crate) fn stop(mut self) {
        self.signal(Signal::SIGTERM);
        assert_eq!(self.end(), Some(0), "{:#?}", self.log);
    }

    /// Ends it as a crash would.
    pub(crate) fn kill(mut self) {
        self.signal(Signal::SIGKILL);
        assert_eq!(self.end(), None);
    }

    /// A phone of that extension on a loopback socket, with this daemon to talk to.
    pub(crate) fn phone(&self, user: &str, password: &str) -> Line {
        let ip = if self.addr.is_ipv6() {
            "::1"
        } else {
            "127.0.0.1"
        };
        let server = SocketAddr::new(ip.parse().unwrap(), self.addr.port());
        Line::new(server, Phone::of(user, password))
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A phone with its socket, which takes answers from the address it asked and from no other.
pub(crate) struct Line {
    pub(crate) socket: UdpSocket,
    pub(crate) phone: Phone,
}

impl Line {
    pub(crate) fn new(server: SocketAddr, phone: Phone) -> Self {
        let ip = if server.is_ipv6() { "::1" } else { "127.0.0.1" };
        Self::from(ip, server, phone)
    }

    /// With an address of its own.
    pub(crate) fn from(ip: &str, server: SocketAddr, mut phone: Phone) -> Self {
        let socket = UdpSocket::bind((ip, 0)).unwrap();
        socket.connect(server).unwrap();
        socket.set_read_timeout(Some(LIMIT)).unwrap();
        phone.addr = socket.local_addr().unwrap();
        Self { socket, phone }
    }

    /// Sends a datagram and waits for the answer.
    pub(crate) fn exchange(&self, datagram: impl AsRef<[u8]>) -> Message {
        self.socket.send(datagram.as_ref()).unwrap();
        self.receive()
    }

    pub(crate) fn receive(&self) -> Message {
        let mut buffer = [0; 65_535];
        let len = loop {
            match self.socket.recv(&mut buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => break result.unwrap(),
            }
        };
        Message(String::from_utf8_lossy(&buffer[..len]).into_owned())
    }

    /// Registers with these headers.
    pub(crate) fn register(&mut self, headers: &[&str]) -> Message {
        let Self { socket, phone } = self;
        let line = Self {
            socket: socket.try_clone().unwrap(),
            phone: phone.clone(),
        };
        phone.register(headers, |text| line.exchange(text))
    }

    /// Registers its own contact.
    pub(crate) fn register_contact(&mut self) -> Message {
        let contact = self.phone.contact();
        self.register(&[&contact])
    }
}

impl AsRef<Message> for Message {
    fn as_ref(&self) -> &Message {
        self
    }
}
