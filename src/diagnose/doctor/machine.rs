//! What all checks look at: the files, the running process, the sockets, gathered once.

use crate::sys::clock::unix_now;
use crate::sys::host;
use crate::sys::host::counters::Counters;
use crate::sys::host::interfaces::{self, Address, is_reachable};
use crate::sys::host::sockets::{self, Socket};
use crate::sys::settings::{self, Problems};
use crate::sys::sheet::Server;
use crate::sys::snapshot::{Asked, ask, number, text};
use crate::text::{Say, host as words};
use sipreg::config::Config;
use std::cell::OnceCell;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::MetadataExt;
use std::time::{Duration, Instant};
use tinyjson::JsonValue;

/// The place and everything in it.
pub(crate) struct Machine {
    /// The file the operator means.
    pub(crate) path: String,
    /// What it says, as far as it can be read; defaults else.
    pub(crate) config: Config,
    pub(crate) problems: Problems,
    /// What the running process says.
    pub(crate) asked: Asked,
    /// The number of the running process, if it is known.
    pub(crate) pid: Option<u32>,
    pub(crate) is_root: bool,
    pub(crate) now: u64,
    /// Sockets at our port; `None` if the kernel does not say.
    pub(crate) sockets: Option<Vec<Socket>>,
    /// Empty if the kernel does not say.
    pub(crate) addresses: Vec<Address>,
    before: Counters,
    since: Instant,
    server: OnceCell<String>,
}

impl Machine {
    /// Looks at everything once.
    pub(crate) fn look(path: &str) -> Self {
        let (before, since) = (Counters::read(), Instant::now());
        let (config, problems) = settings::load_config(path);
        let asked = ask(&config.runtime);
        let pid = match &asked {
            Asked::Fresh(json) | Asked::Old(json, ..) => u32::try_from(number(json, "pid")).ok(),
            Asked::Unseen(_) | Asked::NotRunning(_) => None,
        };
        let mut machine = Self {
            path: path.to_owned(),
            config,
            problems,
            asked,
            pid: pid.filter(|p| *p > 0),
            is_root: host::is_root(),
            now: unix_now(),
            sockets: None,
            addresses: interfaces::addresses(),
            before,
            since,
            server: OnceCell::new(),
        };
        machine.sockets = sockets::at_port(machine.listen().port());
        machine
    }

    /// What the running process says now; not what it once said.
    pub(crate) fn snapshot(&self) -> Option<&JsonValue> {
        match &self.asked {
            Asked::Fresh(json) => Some(json),
            _ => None,
        }
    }

    /// The same, or why it is not known.
    pub(crate) fn known(&self) -> Result<&JsonValue, Say> {
        self.snapshot().ok_or_else(|| self.no_snapshot())
    }

    /// Why there is no [`Self::snapshot`].
    pub(crate) fn no_snapshot(&self) -> Say {
        match &self.asked {
            Asked::NotRunning(_) => words::NOT_RUNNING_UNKNOWN.say(),
            Asked::Old(_, _, why) | Asked::Unseen(why) if self.is_root => {
                words::NO_ANSWER_UNKNOWN.with("why", why)
            }
            _ => words::NEEDS_ROOT.say(),
        }
    }

    /// Where the process listens, or would.
    pub(crate) fn listen(&self) -> SocketAddr {
        self.snapshot()
            .and_then(|json| text(json, "listen").parse().ok())
            .unwrap_or(self.config.listen.address())
    }

    /// What to write into the phone as its server. The DNS is asked once.
    pub(crate) fn server(&self) -> &str {
        self.server.get_or_init(|| {
            let reached_at = || text(self.snapshot()?, "reached_at").parse().ok();
            Server::of(&self.config, self.listen(), reached_at).host
        })
    }

    /// Whether our process holds `socket`, or where that cannot be seen, its user does.
    pub(crate) fn is_ours(&self, socket: &Socket) -> bool {
        let Some(pid) = self.pid else {
            return false;
        };
        match sockets::holder(socket.inode) {
            Some(holder) => holder == pid,
            // A user who may not look into a process still sees whose it is.
            None => fs::metadata(format!("/proc/{pid}")).is_ok_and(|m| m.uid() == socket.uid),
        }
    }

    pub(crate) fn our_socket(&self) -> Option<&Socket> {
        let mut sockets = self.sockets.iter().flatten();
        sockets.find(|socket| self.is_ours(socket))
    }

    /// The addresses of this machine that others could reach.
    pub(crate) fn own(&self) -> Vec<IpAddr> {
        let all = self.addresses.iter().map(|a| a.ip);
        all.filter(|ip| is_reachable(*ip)).collect()
    }

    /// Whether `ip` is an address of another machine.
    pub(crate) fn is_outside(&self, ip: IpAddr) -> bool {
        !ip.is_loopback() && !self.own().contains(&ip)
    }

    /// The command that makes the process read its files again.
    pub(crate) fn reload_command(&self) -> String {
        settings::with_path("sudo sipregd reload", &self.path)
    }

    /// Goes on only for root.
    pub(crate) fn as_root(&self) -> Result<(), Say> {
        self.is_root.then_some(()).ok_or(words::NEEDS_ROOT.say())
    }

    /// By how much a counter has grown since the first look, at least a second ago, and what it is now.
    pub(crate) fn growth(&self, counter: fn(&Counters) -> Option<u64>) -> Option<(u64, u64)> {
        let second = Duration::from_secs(1);
        std::thread::sleep(second.saturating_sub(self.since.elapsed()));
        let now = counter(&Counters::read())?;
        Some((now.saturating_sub(counter(&self.before)?), now))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    impl Machine {
        /// A machine without any service, for judging without looking.
        pub(crate) fn nowhere() -> Self {
            let (config, problems) = settings::load_config("/nonexistent/sipregd.conf");
            Self {
                path: "/nonexistent/sipregd.conf".to_owned(),
                config,
                problems,
                asked: Asked::NotRunning(crate::text::Say::verbatim("")),
                pid: None,
                is_root: true,
                now: 1_000_000,
                sockets: None,
                addresses: Vec::new(),
                before: Counters::default(),
                since: Instant::now(),
                server: OnceCell::from("sip.example.com".to_owned()),
            }
        }

        /// The same with a service that says so.
        pub(crate) fn knowing(json: &str) -> Self {
            Self {
                asked: Asked::Fresh(json.parse().unwrap()),
                ..Self::nowhere()
            }
        }

        /// The same with these addresses.
        pub(crate) fn with_addresses(ips: &str) -> Self {
            let address = |ip: &str| Address {
                interface: "eth0".to_owned(),
                ip: ip.parse().unwrap(),
            };
            Self {
                addresses: ips.split_whitespace().map(address).collect(),
                ..Self::nowhere()
            }
        }
    }
}
