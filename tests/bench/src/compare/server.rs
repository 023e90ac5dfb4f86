//! Servers under test: started on their core, asked until they answer, stopped.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::Lab;
use crate::accounts;
use crate::process::Tree;

pub const DOMAIN: &str = "bench.example";
const KAMAILIO: &str = include_str!("../../kamailio.cfg");
/// How long a server may take to load its files before it counts as broken.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Server {
    pub target: SocketAddrV4,
    /// From the start of the process to its first answer.
    pub start: Duration,
    pub folder: PathBuf,
    child: Child,
    reader: Option<Child>,
}

/// What is different about one sipregd.
#[derive(Clone, Copy)]
pub struct Sipregd<'a> {
    pub extensions: u64,
    pub log: &'a str,
    /// Lines added to its configuration.
    pub more: &'a str,
    /// Where the journal is kept, if not beside the rest.
    pub state: Option<&'a Path>,
}

impl Server {
    pub fn limit(lab: &mut Lab, verb: &str) -> crate::Result<Server> {
        let target = free_port()?;
        let folder = lab.folder(verb)?;
        let mut command = on_core(lab.options.server_core, &std::env::current_exe()?);
        command.arg(verb).arg(target.to_string());
        Server::start(command, target, folder, verb.starts_with("echo"), None)
    }

    pub fn sipregd(lab: &mut Lab, what: Sipregd) -> crate::Result<Server> {
        let target = free_port()?;
        let folder = lab.folder("sipregd")?;
        let mut list = BufWriter::new(File::create(folder.join("extensions"))?);
        accounts::write_extensions(what.extensions, &mut list)?;
        list.flush()?;
        fs::create_dir_all(folder.join("run"))?;
        let state = what
            .state
            .map_or_else(|| folder.join("state"), Path::to_owned);
        fs::create_dir_all(&state)?;
        fs::write(
            folder.join("sipregd.conf"),
            format!(
                "listen {target}\nrealm {DOMAIN}\nextensions {0}/extensions\nstate {1}\nruntime {0}/run\nlog {2}\n{3}",
                folder.display(),
                state.display(),
                what.log,
                what.more,
            ),
        )?;
        let program = &lab.options.sipregd;
        Server::run_sipregd(lab, program, folder, target, what.log != "warn")
    }

    /// Starts sipregd again in the folder of one that was stopped.
    pub fn sipregd_in(
        lab: &Lab,
        folder: PathBuf,
        target: SocketAddrV4,
        is_read: bool,
    ) -> crate::Result<Server> {
        Server::run_sipregd(lab, &lab.options.sipregd, folder, target, is_read)
    }

    fn run_sipregd(
        lab: &Lab,
        program: &Path,
        folder: PathBuf,
        target: SocketAddrV4,
        is_read: bool,
    ) -> crate::Result<Server> {
        let mut command = on_core(lab.options.server_core, program);
        command
            .arg("run")
            .arg("-c")
            .arg(folder.join("sipregd.conf"));
        let mut reader = None;
        if is_read {
            let mut cat = on_core(lab.options.load_core, Path::new("cat"))
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .spawn()?;
            command.stderr(Stdio::from(cat.stdin.take().ok_or("no pipe")?));
            reader = Some(cat);
        } else {
            command.stderr(File::create(folder.join("log"))?);
        }
        Server::start(command, target, folder, false, reader)
    }

    pub fn kamailio(lab: &mut Lab, extensions: u64, pike: bool) -> crate::Result<Server> {
        let target = free_port()?;
        let folder = lab.folder("kamailio")?;
        let db = folder.join("db");
        accounts::write_db_text(extensions, &db)?;
        let text = KAMAILIO
            .replace("@PORT@", &target.port().to_string())
            .replace("@DB@", &db.display().to_string())
            .replace("@REALM@", DOMAIN);
        fs::write(folder.join("kamailio.cfg"), text)?;
        let mut command = on_core(lab.options.server_core, &lab.options.kamailio);
        command.args(["-DD", "-E", "-m", "1024", "-M", "64"]);
        if pike {
            command.args(["-A", "WITH_PIKE"]);
        }
        command
            .arg("-Y")
            .arg(&folder)
            .arg("-P")
            .arg(folder.join("pid"));
        command.arg("-f").arg(folder.join("kamailio.cfg"));
        command.stderr(File::create(folder.join("log"))?);
        Server::start(command, target, folder, false, None)
    }

    fn start(
        mut command: Command,
        target: SocketAddrV4,
        folder: PathBuf,
        is_echo: bool,
        reader: Option<Child>,
    ) -> crate::Result<Server> {
        let began = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let mut server = Server {
            target,
            start: Duration::ZERO,
            folder,
            child,
            reader,
        };
        // NOTE: the command is dropped here, so that the pipe to the reader ends with the server.
        drop(command);
        while !answers(target, is_echo)? {
            if let Some(status) = server.child.try_wait()? {
                let log = fs::read_to_string(server.folder.join("log")).unwrap_or_default();
                return Err(format!("a server ended at once ({status}): {}", log.trim()).into());
            }
            if began.elapsed() > PATIENCE {
                return Err(
                    format!("a server in {} does not answer", server.folder.display()).into(),
                );
            }
        }
        server.start = began.elapsed();
        Ok(server)
    }

    pub fn tree(&self) -> Tree {
        Tree(self.child.id())
    }

    pub fn signal(&self, signal: Signal) -> io::Result<()> {
        Ok(kill(Pid::from_raw(self.child.id() as i32), signal)?)
    }

    /// Ends the server and gives back where it kept its files.
    pub fn stop(mut self) -> io::Result<(PathBuf, SocketAddrV4)> {
        self.end();
        Ok((std::mem::take(&mut self.folder), self.target))
    }

    fn end(&mut self) {
        let _ = self.signal(Signal::SIGTERM);
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(10) {
            match self.child.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(5)),
                _ => break,
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(mut reader) = self.reader.take() {
            let _ = reader.wait();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.end();
        }
    }
}

/// A command that runs on one core and ends with us, however we end.
fn on_core(core: usize, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command
        .args(["--pdeathsig", "TERM", "taskset", "-c"])
        .arg(core.to_string())
        .arg(program);
    command
}

fn free_port() -> io::Result<SocketAddrV4> {
    let port = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port();
    Ok(SocketAddrV4::new(Ipv4Addr::LOCALHOST, port))
}

/// Asks once and waits a little.
fn answers(target: SocketAddrV4, is_echo: bool) -> io::Result<bool> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    socket.connect(target)?;
    socket.set_read_timeout(Some(Duration::from_millis(5)))?;
    let own = socket.local_addr()?;
    let question = format!(
        "OPTIONS sip:{DOMAIN} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bKready{0};rport\r\nMax-Forwards: 70\r\n\
         From: <sip:ready@{DOMAIN}>;tag=r{0}\r\nTo: <sip:ready@{DOMAIN}>\r\nCall-ID: ready{0}\r\nCSeq: 1 OPTIONS\r\n\
         Content-Length: 0\r\n\r\n",
        own.port()
    );
    let mut room = [0; 2048];
    if socket.send(question.as_bytes()).is_err() {
        std::thread::sleep(Duration::from_millis(2));
        return Ok(false);
    }
    match socket.recv(&mut room) {
        Ok(length) => Ok(is_echo || room[..length].starts_with(b"SIP/2.0 200")),
        Err(e) if e.kind() == io::ErrorKind::ConnectionRefused => {
            std::thread::sleep(Duration::from_millis(2));
            Ok(false)
        }
        Err(_) => Ok(false),
    }
}
