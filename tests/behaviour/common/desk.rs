//! The registrar without a daemon round it: the tests say what time it is and who sends what.

use super::message::Message;
use super::phone::{Phone, REALM};
use sipreg::auth::AuthFailure;
use sipreg::config::Config;
use sipreg::evidence::Evidence;
use sipreg::exchange::Outcome;
use sipreg::extensions::Extensions;
use sipreg::journal;
use sipreg::location::Ended;
use sipreg::registrar::Registrar;
use sipreg::seed::Seed;
use sipreg::sender::addresses;
use sipreg::time::{Now, Time};
use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::time::{Duration, UNIX_EPOCH};

/// The Unix second at which every test begins: Tuesday, 14 November 2023, 22:13:20.
pub(crate) const START: u64 = 1_700_000_000;
/// The Date header then.
pub(crate) const DATE: &str = "Date: Tue, 14 Nov 2023 22:13:20 GMT";
/// The address that phones reach it at.
pub(crate) const LOCAL: &str = "203.0.113.10";

/// What came of one datagram.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) outcome: Outcome,
    pub(crate) to: Option<SocketAddr>,
    /// The bytes, for what is no text.
    pub(crate) bytes: Vec<u8>,
    pub(crate) message: Message,
    pub(crate) failure: Option<AuthFailure>,
    pub(crate) is_proven: bool,
}

impl Deref for Reply {
    type Target = Message;

    fn deref(&self) -> &Message {
        &self.message
    }
}

impl AsRef<Message> for Reply {
    fn as_ref(&self) -> &Message {
        &self.message
    }
}

/// A registrar and its clock.
pub(crate) struct Desk {
    pub(crate) registrar: Registrar,
    pub(crate) evidence: Evidence,
    /// The bindings that have ended.
    pub(crate) ended: Vec<Ended>,
    /// Both files, as they are read at a restart.
    files: (String, String),
    millis: u64,
    ahead: i64,
    sent: u64,
}

impl Desk {
    /// 1001 has the password `secret`, 1002 has `other`; all else as it comes.
    pub(crate) fn new() -> Self {
        Self::with("")
    }

    /// The same with more lines of configuration.
    pub(crate) fn with(config: &str) -> Self {
        Self::of(config, "1001 secret\n1002 other\n", 7)
    }

    /// With an extensions file and a seed.
    pub(crate) fn of(config: &str, extensions: &str, seed: u8) -> Self {
        let seed = Seed::new([seed; 16]);
        let files = (config.to_owned(), extensions.to_owned());
        let (config, extensions) = tables(config, extensions, seed);
        let evidence = Evidence::new(extensions.seed(), addresses(seed));
        Self {
            files,
            evidence,
            ended: Vec::new(),
            registrar: Registrar::new(config, extensions, seed),
            millis: 1_000_000,
            ahead: 0,
            sent: 0,
        }
    }

    /// Puts other tables into force.
    pub(crate) fn reload(&mut self, config: &str, extensions: &str) {
        let seed = self.registrar.extensions().seed();
        let (config, extensions) = tables(config, extensions, seed);
        let now = self.now();
        self.registrar.reload(&now, config, extensions);
        self.evidence.reload();
        while self.registrar.is_sweeping() {
            self.tick(&now);
        }
    }

    /// Another process takes over: from the journal it knows the registrations, and nothing else.
    pub(crate) fn restart(&mut self) {
        let journal = self.registrar.journal().text().to_vec();
        let (config, extensions) = &self.files;
        let mut next = Self::of(config, extensions, 8);
        next.millis = self.millis;
        let now = next.now();
        for line in journal.split(|&b| b == b'\n').filter(|l| !l.is_empty()) {
            next.registrar
                .restore(&now, journal::read(&now, line).unwrap());
        }
        *self = next;
    }

    /// That many seconds after the start.
    pub(crate) fn time(secs: u64) -> Time {
        Time::from_secs(1000 + secs)
    }

    /// Somebody sets the clock of the day, that many seconds from where it would be.
    pub(crate) fn set_clock(&mut self, ahead: i64) {
        self.ahead = ahead;
    }

    fn now(&self) -> Now {
        let unix = START.saturating_add_signed(self.ahead) + (self.millis - 1_000_000) / 1000;
        let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(unix));
        Now {
            time: Time::from_millis(self.millis),
            unix,
            unix_millis: unix * 1000 + self.millis % 1000,
            date: date.as_bytes().try_into().unwrap(),
        }
    }

    /// Lets that many seconds pass.
    pub(crate) fn wait(&mut self, secs: u64) {
        self.wait_millis(secs * 1000);
    }

    pub(crate) fn wait_millis(&mut self, millis: u64) {
        self.millis += millis;
        let now = self.now();
        self.tick(&now);
    }

    fn tick(&mut self, now: &Now) {
        self.registrar.tick(now);
        self.take_ended(now);
    }

    fn take_ended(&mut self, now: &Now) {
        for ended in self.registrar.take_ended() {
            self.evidence.ended(now, &ended);
            self.ended.push(ended);
        }
    }

    /// Sends a datagram from `peer` to [`LOCAL`].
    pub(crate) fn send(&mut self, peer: SocketAddr, datagram: impl AsRef<[u8]>) -> Reply {
        let local: IpAddr = match peer {
            SocketAddr::V4(_) => LOCAL.parse().unwrap(),
            SocketAddr::V6(_) => "2001:db8::10".parse().unwrap(),
        };
        let mut datagram = datagram.as_ref().to_vec();
        let mut out = Vec::new();
        let now = self.now();
        self.sent += 1;
        let Self {
            registrar,
            evidence,
            ..
        } = self;
        let exchange = registrar.handle(&now, peer, local, &mut datagram, &mut out);
        let mistake = registrar.find_mistake(&now, &exchange);
        evidence.observe(&now, &exchange, mistake.as_ref());
        let bytes = match exchange.answer {
            Some(_) => out,
            None => Vec::new(),
        };
        let reply = Reply {
            outcome: exchange.outcome,
            to: exchange.answer.map(|answer| answer.destination),
            message: Message(String::from_utf8_lossy(&bytes).into_owned()),
            bytes,
            failure: exchange.failure,
            is_proven: exchange.is_proven,
        };
        self.take_ended(&now);
        self.check_counters();
        reply
    }

    /// Every datagram must end in exactly one outcome, and be counted there.
    fn check_counters(&self) {
        let counted: u64 = self.registrar.counters().iter().sum();
        assert_eq!(counted, self.sent, "outcomes counted, datagrams sent");
    }

    /// A nonce for `phone`.
    pub(crate) fn nonce(&mut self, phone: &mut Phone) -> String {
        let ask = phone.ask();
        let asked = self.send(phone.addr, ask);
        assert_eq!(asked.outcome, Outcome::Challenged);
        asked.nonce()
    }

    /// One REGISTER of `phone` with these headers, and a right login under a fresh nonce.
    pub(crate) fn register(&mut self, phone: &mut Phone, headers: &[&str]) -> Reply {
        let peer = phone.addr;
        phone.register(headers, |text| self.send(peer, text))
    }

    /// The bindings of `phone`'s extension: the Contact values of a REGISTER without one.
    pub(crate) fn bindings(&mut self, phone: &Phone) -> Vec<String> {
        let mut fetch = phone.clone();
        fetch.call_id = format!("fetch-{}", self.sent);
        let reply = self.register(&mut fetch, &[]);
        assert_eq!(reply.outcome, Outcome::Queried, "{}", reply.text());
        let contacts = reply.headers("Contact");
        contacts.into_iter().map(str::to_owned).collect()
    }
}

fn tables(config: &str, extensions: &str, seed: Seed) -> (Config, Extensions) {
    let realm = match config.contains("realm ") {
        true => String::new(),
        false => format!("realm {REALM}\n"),
    };
    let config = format!("{realm}{config}\n");
    let config = Config::parse(&config, "host").unwrap();
    let extensions =
        Extensions::parse(extensions, &config.realm, &config.algorithms, seed).unwrap();
    (config, extensions)
}
