//! A whole registrar with a clock of its own, and the promises that hold for every single datagram.

use crate::tokens::Challenge;
use sipreg::auth::AuthFailure;
use sipreg::cause::{Cause, explain};
use sipreg::config::Config;
use sipreg::evidence::Evidence;
use sipreg::exchange::{Exchange, Outcome};
use sipreg::extensions::Extensions;
use sipreg::journal;
use sipreg::location::Binding;
use sipreg::registrar::Registrar;
use sipreg::seed::Seed;
use sipreg::sender::addresses;
use sipreg::time::{Now, Time};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

/// Accounts, whose passwords [`crate::tokens`] knows too.
const EXTENSIONS: &str = "1001 secret\n1002 correct horse battery\nalice correct horse battery\na;b x\n\
     hashed:example.com:5f4dcc3b5aa765d61d8327deb882cf99\n";
const CONFIGS: [&str; 4] = [
    "realm example.com\nmax-contacts 3\nlogin-failures 5\n",
    "realm example.com\nalgorithms MD5 SHA-256\nlogin-failures off\n",
    "realm example.com\ndomain example.com\nwrong-login 403\ncseq lenient\n",
    "realm example.com\nalgorithms SHA-256 MD5\nnonce-lifetime 10\nmin-expires 1\nmax-expires 20\ndefault-expires 10\n",
];

/// Our own address.
pub const LOCAL: &str = "192.0.2.1";

/// What one datagram came to, without borrowing it.
#[derive(Debug)]
pub struct Told {
    /// Its end.
    pub outcome: Outcome,
    /// Whether it was answered.
    pub is_answered: bool,
}

/// The registrar and who looks at what it does.
pub struct Desk {
    registrar: Registrar,
    evidence: Evidence,
    /// All lines that the journal has been given.
    journal: Vec<u8>,
    config: Config,
    seconds: u64,
    challenge: Challenge,
    out: Vec<u8>,
}

/// The moment `seconds` after a fixed start.
#[must_use]
pub fn now(seconds: u64) -> Now {
    Now {
        time: Time::from_secs(1000 + seconds),
        unix: 1_700_000_000 + seconds,
        unix_millis: (1_700_000_000 + seconds) * 1000,
        date: *b"Sun, 06 Nov 1994 08:49:37 GMT",
    }
}

/// Whether nothing in an exchange proves who asked.
#[must_use]
pub fn is_unproven(exchange: &Exchange<'_>) -> bool {
    let outcome = exchange.outcome;
    let is_login = exchange.credentials.is_some();
    use Outcome::{BadContact, Forbidden, NotFound, OutOfOrder, TooBrief, TooManyContacts};
    let after_login = matches!(
        outcome,
        BadContact | OutOfOrder | TooBrief | TooManyContacts
    ) || (matches!(outcome, Forbidden | NotFound) && is_login);
    !(outcome.is_success() || after_login || exchange.failure == Some(AuthFailure::OtherExtension))
}

impl Desk {
    /// One with the configuration that `choice` names.
    #[must_use]
    pub fn new(choice: u8) -> Self {
        let text = CONFIGS[usize::from(choice) % CONFIGS.len()];
        let config = Config::parse(text, "host").expect("a right configuration");
        let seed = Seed::new([7; 16]);
        let extensions = Extensions::parse(EXTENSIONS, &config.realm, &config.algorithms, seed);
        let extensions = extensions.or_else(|_| {
            let plain: String = EXTENSIONS.lines().take(4).flat_map(|l| [l, "\n"]).collect();
            Extensions::parse(&plain, &config.realm, &config.algorithms, seed)
        });
        Self {
            evidence: Evidence::new(seed, addresses(seed)),
            registrar: Registrar::new(config.clone(), extensions.expect("right accounts"), seed),
            journal: Vec::new(),
            config,
            seconds: 0,
            challenge: Challenge::none(),
            out: Vec::new(),
        }
    }

    /// Lets time pass.
    pub fn wait(&mut self, seconds: u64) {
        self.seconds += seconds;
        self.registrar.tick(&now(self.seconds));
        self.keep_journal();
        self.take_ended();
    }

    fn take_ended(&mut self) {
        for ended in self.registrar.take_ended() {
            assert!(!ended.name.is_empty(), "{ended:?}");
            self.evidence.ended(&now(self.seconds), &ended);
        }
    }

    /// Reads other files.
    pub fn reload(&mut self, choice: u8) {
        let next = Self::new(choice);
        self.config = next.config.clone();
        let accounts = next.registrar.extensions().clone();
        self.registrar
            .reload(&now(self.seconds), next.config, accounts);
        self.evidence.reload();
    }

    /// Sends `text` with its tokens filled in, and holds the answer to what was promised.
    pub fn send(&mut self, peer: SocketAddr, text: &[u8]) -> Told {
        let (mut datagram, may_be_right) = self.challenge.fill(text);
        datagram.truncate(65_507);
        let sent = datagram.clone();
        let local: IpAddr = LOCAL.parse().expect("an address");
        let at = now(self.seconds);
        let counted = *self.registrar.counters();
        let bound = self.registrar.location().len();
        let mut out = std::mem::take(&mut self.out);
        let exchange = self
            .registrar
            .handle(&at, peer, local, &mut datagram, &mut out);

        let new: Vec<_> = self
            .registrar
            .counters()
            .iter()
            .zip(&counted)
            .map(|(a, b)| a - b)
            .collect();
        assert_eq!(new.iter().sum::<u64>(), 1, "one datagram, one end");
        assert_eq!(
            new[exchange.outcome as usize], 1,
            "and the one that was told"
        );
        check_answer(&sent, &exchange, &out);
        if exchange.outcome.is_success() {
            assert!(
                may_be_right,
                "logged in without having been given a right answer"
            );
        } else {
            assert_eq!(
                self.registrar.location().len(),
                bound,
                "{:?} changed a binding",
                exchange.outcome
            );
            assert!(
                self.registrar.journal().text().is_empty(),
                "{:?} wrote to the journal",
                exchange.outcome
            );
        }
        if exchange.answer.is_some() {
            self.challenge.take(&out);
        }
        let mistake = self.registrar.find_mistake(&at, &exchange);
        if let Some(mistake) = &mistake {
            assert!(!mistake.to_string().contains([' ', '"']));
        }
        self.evidence.observe(&at, &exchange, mistake.as_ref());
        let told = Told {
            outcome: exchange.outcome,
            is_answered: exchange.answer.is_some(),
        };
        assert_straightened(&sent, &datagram);
        self.out = out;
        self.take_ended();
        self.keep_journal();
        told
    }

    fn keep_journal(&mut self) {
        let text = self.registrar.journal().text();
        for line in text.split_inclusive(|&b| b == b'\n') {
            let line = line.strip_suffix(b"\n").expect("whole lines");
            assert!(
                line.iter().all(|b| matches!(b, b' '..=b'~')),
                "{}",
                line.escape_ascii()
            );
            journal::read(&now(self.seconds), line).expect("what was written can be read");
        }
        self.journal.extend_from_slice(text);
        self.registrar.journal().clear();
    }

    /// At the end: what the journal says is what there is, and what was seen can be reported.
    pub fn close(mut self) {
        self.wait(0);
        let at = now(self.seconds);
        let accounts = self.registrar.extensions().clone();
        let mut again = Registrar::new(self.config.clone(), accounts, Seed::new([9; 16]));
        for line in self
            .journal
            .split(|&b| b == b'\n')
            .filter(|l| !l.is_empty())
        {
            again.restore(
                &at,
                journal::read(&at, line).expect("what was written can be read"),
            );
        }
        again.tick(&at);
        while self.registrar.is_sweeping() {
            self.registrar.tick(&at);
        }
        assert_eq!(
            bindings(&again, &at),
            bindings(&self.registrar, &at),
            "the journal tells all"
        );
        let evidence = &self.evidence;
        for account in evidence.accounts() {
            let explained = explain(evidence, account, self.registrar.config(), false, at.time);
            for cause in explained.into_iter().map(|e| e.cause) {
                let (name, strength) = (cause.name(), cause.strength().name());
                assert_eq!(Cause::read(name, strength, &cause.detail()), Some(cause));
            }
        }
        assert!(evidence.recent().count() <= 256);
    }
}

fn check_answer(sent: &[u8], exchange: &Exchange<'_>, out: &[u8]) {
    let Some(answer) = exchange.answer else {
        assert!(!exchange.outcome.is_success(), "a success is said");
        return;
    };
    let peer = exchange.peer;
    let to = answer.destination;
    assert_eq!(
        to.ip(),
        peer.ip(),
        "an answer goes to the sender of the request"
    );
    assert_eq!(answer.size, out.len());
    let Some(status) = answer.status else {
        // The size of a STUN answer is fixed by RFC 5389; with IP and UDP header it is below the limit.
        let headers = if peer.is_ipv4() { 28 } else { 48 };
        assert!((out.len() + headers) * 2 <= (sent.len() + headers) * 3);
        return;
    };
    // Loopback is no place to send a flood to.
    if (is_unproven(exchange) || !exchange.is_proven) && !peer.ip().is_loopback() {
        assert!(
            out.len() * 2 <= sent.len() * 3,
            "{:?}: {} bytes for {}",
            exchange.outcome,
            out.len(),
            sent.len()
        );
    }
    let start = format!("SIP/2.0 {status}\r\n");
    assert!(out.starts_with(start.as_bytes()), "{}", out.escape_ascii());
    assert_block(&out[start.len()..]);
}

/// Lines may be straightened in place: only white space and colons change places.
fn assert_straightened(before: &[u8], after: &[u8]) {
    assert_eq!(before.len(), after.len());
    let visible = |text: &[u8]| -> Vec<u8> {
        let blank = |b: &u8| !matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b':');
        text.iter().copied().filter(blank).collect()
    };
    let (b, a) = (visible(before), visible(after));
    assert!(
        b == a,
        "{} became {}",
        before.escape_ascii(),
        after.escape_ascii()
    );
}

/// The headers of an answer: whole lines, no control inside, one Content-Length of 0 at the end.
fn assert_block(block: &[u8]) {
    let text = block.escape_ascii();
    assert!(block.ends_with(b"\r\n\r\n"), "{text}");
    let lines: Vec<&[u8]> = block[..block.len() - 4].split(|&b| b == b'\n').collect();
    for (i, line) in lines.iter().enumerate() {
        let line = if i + 1 < lines.len() {
            line.strip_suffix(b"\r").expect("\\r\\n ends a line")
        } else {
            line
        };
        assert!(!line.contains(&b'\r') && !line.is_empty(), "{text}");
        let colon = line
            .iter()
            .position(|&b| b == b':')
            .expect("a header has a colon");
        assert!(
            line[..colon]
                .iter()
                .all(|b| b.is_ascii_alphabetic() || *b == b'-'),
            "{text}"
        );
        let ends = i + 1 == lines.len();
        assert_eq!(
            ends,
            matches!(line, b"Content-Length: 0" | b"l:0"),
            "{text}"
        );
    }
}

fn bindings(registrar: &Registrar, at: &Now) -> BTreeMap<Vec<u8>, Vec<String>> {
    let mut all = BTreeMap::new();
    let live = |b: &&Binding| b.is_live(at.time);
    registrar.location().walk(0, usize::MAX, |name, bindings| {
        let mut list: Vec<String> = bindings
            .iter()
            .filter(live)
            .map(|b| format!("{b:?}"))
            .collect();
        list.sort();
        if !list.is_empty() {
            all.insert(name.to_vec(), list);
        }
    });
    all
}
