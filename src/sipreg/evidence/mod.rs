//! What was seen of each account and each source, and the last messages: bounded, gathered in passing,
//! drawn upon by [`crate::verdict`]. It holds facts; what they allow to be said is decided there.

mod account;
mod message;
mod short;
mod source;

use account::Sender;
pub(crate) use account::WINDOW;
pub use account::{Account, Blame, Mark, Sighting};
pub use message::Message;
use message::Messages;
pub use short::Short;
pub use source::{Source, is_scanner};

use crate::auth::mistake::Mistake;
use crate::bounded_map::Generations;
use crate::exchange::{Exchange, Outcome};
use crate::location::End;
use crate::registrar::Ended;
use crate::seed::Seed;
use crate::sender::is_same_source;
use crate::time::Now;
use core::net::{IpAddr, SocketAddr};
use hashbrown::HashTable;

/// What kept the last answer from being delivered, and who says so.
pub(crate) type Undelivered = Option<(&'static str, Option<IpAddr>)>;

/// An extension that was asked for and is not in the running list.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// Its name.
    pub name: Short<64>,
    /// How often it was asked for.
    pub tries: u32,
    /// When last, Unix seconds.
    pub at: u64,
    /// By whom last.
    pub peer: SocketAddr,
}

impl Default for Unknown {
    fn default() -> Self {
        Self {
            name: Short::default(),
            tries: 0,
            at: 0,
            peer: nobody(),
        }
    }
}

/// Notes what kept the last answer from being delivered. A firewall of our own that refuses it may send us
/// an ICMP message besides, which is not the phone's.
fn note(last: &mut Undelivered, error: &'static str, reporter: Option<IpAddr>) {
    if !matches!(last, Some(("EPERM", _))) {
        *last = Some((error, reporter));
    }
}

/// The address of nobody, where none is known yet.
pub(crate) fn nobody() -> SocketAddr {
    SocketAddr::from(([0, 0, 0, 0], 0))
}

/// How the User-Agent of `sipregd probe` begins.
pub const PROBE: &[u8] = b"sipregd-probe";

const ACCOUNTS: usize = 1 << 13;
const SOURCES: usize = 1 << 12;
const UNKNOWN: usize = 1 << 9;
/// More than all accounts remembered can be, a power of two.
const OPEN: usize = 2 * ACCOUNTS;

/// Everything remembered for diagnosis.
#[derive(Debug)]
pub struct Evidence {
    accounts: Generations<Account>,
    sources: Generations<Source>,
    unknown: Generations<Unknown>,
    recent: Messages,
    /// Accounts, by their hash, of which something is known that a refresh ends. In health there is none,
    /// so that a refresh need not look for its account.
    open: HashTable<u64>,
    /// Until when plain refreshes are among them, Unix seconds.
    attended_until: u64,
    datagrams: u64,
    last_datagram: Option<u64>,
    seed: Seed,
    addresses: Seed,
}

impl Evidence {
    /// Most memory it takes, in bytes.
    pub const BYTES: usize = Generations::<Account>::bytes(ACCOUNTS)
        + Generations::<Source>::bytes(SOURCES)
        + Generations::<Unknown>::bytes(UNKNOWN)
        + Messages::BYTES
        + 2 * OPEN * (size_of::<u64>() + 1);

    /// Nothing seen yet. The seeds are those under which names and addresses are hashed elsewhere.
    #[must_use]
    pub fn new(names: Seed, addresses: Seed) -> Self {
        Self {
            accounts: Generations::new(ACCOUNTS),
            sources: Generations::new(SOURCES),
            unknown: Generations::new(UNKNOWN),
            recent: Messages::default(),
            open: HashTable::new(),
            attended_until: 0,
            datagrams: 0,
            last_datagram: None,
            seed: names,
            addresses,
        }
    }

    /// Somebody looks: for a minute, plain refreshes are remembered too.
    pub fn record_refreshes(&mut self, now: &Now) {
        self.attended_until = now.unix + 60;
    }

    /// Takes note of one datagram and its end.
    pub fn observe(&mut self, now: &Now, exchange: &Exchange<'_>) {
        self.datagrams += 1;
        self.last_datagram = Some(now.unix);
        if exchange.outcome == Outcome::Silenced && exchange.line.is_empty() {
            // Not even read: it has cost enough already.
            return;
        }
        if exchange.outcome == Outcome::Refreshed {
            return self.observe_refresh(now, exchange);
        }
        let source = self.sources.entry(exchange.sender.address());
        source.see(now, exchange);
        if exchange.method.is_empty() {
            return;
        }
        let sender = Sender::of(source);
        self.recent.push(now, exchange, sender.is_repeat);
        if exchange.method != b"REGISTER"
            || exchange.account.is_empty()
            || exchange.outcome == Outcome::Slowed
        {
            return;
        }
        let key = exchange.account_key;
        // A test of ours, not the phone, whose own trouble it must not hide.
        if exchange.agent.starts_with(PROBE) {
            return;
        }
        let is_wrong = matches!(
            exchange.outcome,
            Outcome::WrongLogin | Outcome::UnknownExtension
        );
        if is_wrong && let Some(source) = self.sources.peek_mut(exchange.sender.address()) {
            source.failed = key;
        }
        if exchange.is_extension {
            self.accounts.entry(key).see(now, exchange, sender);
            if exchange.outcome.is_success() {
                self.close(key);
            } else {
                self.open(key);
            }
        } else if exchange.outcome == Outcome::UnknownExtension
            || exchange.outcome == Outcome::Challenged
        {
            let unknown = self.unknown.entry(key);
            unknown.name = Short::of(&exchange.account);
            unknown.tries = unknown.tries.saturating_add(1);
            (unknown.at, unknown.peer) = (now.unix, exchange.peer);
        }
    }

    /// A plain refresh is the one thing that happens all the time: it is nothing to remember a source or
    /// an account for, it only ends what was open.
    fn observe_refresh(&mut self, now: &Now, exchange: &Exchange<'_>) {
        let source = self.sources.touch(exchange.sender.address());
        let sender = source.map_or(Sender::default(), |source| {
            source.see(now, exchange);
            Sender::of(source)
        });
        if now.unix < self.attended_until {
            self.recent.push(now, exchange, sender.is_repeat);
        }
        let key = exchange.account_key;
        if self.close(key)
            && let Some(account) = self.accounts.touch(key)
        {
            account.see(now, exchange, sender);
        }
    }

    /// The next refresh of the account must look at it.
    fn open(&mut self, key: u64) {
        let Self { open, accounts, .. } = self;
        if open.len() >= OPEN {
            open.retain(|&mut k| accounts.peek(k).is_some());
        }
        open.entry(key, |&k| k == key, |&k| k).or_insert(key);
    }

    /// It need not; false if that is so already.
    fn close(&mut self, key: u64) -> bool {
        match self.open.find_entry(key, |&k| k == key) {
            Ok(entry) => {
                entry.remove();
                true
            }
            Err(_) => false,
        }
    }

    fn key(&self, ip: IpAddr) -> u64 {
        match ip {
            IpAddr::V4(ip) => self.addresses.hash(&ip.octets()),
            IpAddr::V6(ip) => self.addresses.hash(&ip.octets()),
        }
    }

    /// The mistake behind the wrong login of `exchange` has been searched for.
    pub fn explain(&mut self, exchange: &Exchange<'_>, mistake: &Mistake) {
        if let Some(account) = self.accounts.peek_mut(exchange.account_key) {
            account.explain(exchange.peer, mistake);
        }
    }

    /// An answer to `to` was not sent, or ICMP said that it did not arrive.
    pub fn undelivered(&mut self, to: SocketAddr, error: &'static str, reporter: Option<IpAddr>) {
        let Some(source) = self.sources.peek_mut(self.key(to.ip())) else {
            return;
        };
        note(&mut source.undelivered, error, reporter);
        let key = self.seed.hash(source.user.bytes());
        if let Some(account) = self.accounts.peek_mut(key) {
            // Of strangers that name it too nothing follows for the phone.
            let last = account.last.as_ref().map(|s| s.mark.peer);
            let at = last.or_else(|| account.success.as_ref().map(|m| m.peer));
            if at.is_some_and(|peer| peer.ip() == to.ip()) {
                note(&mut account.undelivered, error, reporter);
                self.open(key);
            }
        }
    }

    /// A binding has ended.
    pub fn ended(&mut self, now: &Now, ended: &Ended) {
        if !matches!(ended.end, End::Expired | End::Evicted) {
            return;
        }
        let account = self.accounts.entry(self.seed.hash(&ended.name));
        account.name = Short::of(&ended.name);
        match ended.end {
            End::Expired => account.expire(now, &ended.binding),
            _ => account.count_push_out(now),
        }
    }

    /// What is known of the account `name`.
    #[must_use]
    pub fn account(&self, name: &[u8]) -> Option<&Account> {
        self.accounts.peek(self.seed.hash(name))
    }

    /// All accounts of which anything is known.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// The extension whose login was last wrong at `ip` or beside it, if its name is remembered.
    #[must_use]
    pub fn failed_at(&self, ip: IpAddr) -> Option<&[u8]> {
        let failed = self.source(ip).map(|s| s.failed).filter(|f| *f != 0);
        let beside = || {
            // Of IPv6 a lockout concerns the whole network; one address of it may never have failed.
            let sources = self.sources().filter(|s| s.failed != 0);
            let near = sources.filter(|s| ip.is_ipv6() && is_same_source(s.peer.ip(), ip));
            near.max_by_key(|s| s.last).map(|s| s.failed)
        };
        let failed = failed.or_else(beside)?;
        let known = self.accounts.peek(failed).map(|a| &a.name);
        let name = known.or_else(|| self.unknown.peek(failed).map(|u| &u.name));
        name.map(Short::bytes)
    }

    /// What is known of the source `ip`.
    #[must_use]
    pub fn source(&self, ip: IpAddr) -> Option<&Source> {
        self.sources.peek(self.key(ip))
    }

    /// All sources remembered.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.values()
    }

    /// Extensions asked for that are not in the running list.
    pub fn unknown(&self) -> impl Iterator<Item = &Unknown> {
        self.unknown.values()
    }

    /// The last messages, oldest first; plain refreshes only if somebody has been looking.
    pub fn recent(&self) -> impl Iterator<Item = &Message> {
        self.recent.iter()
    }

    /// Datagrams since the start, and when the last came, Unix seconds.
    #[must_use]
    pub fn datagrams(&self) -> (u64, Option<u64>) {
        (self.datagrams, self.last_datagram)
    }
}
