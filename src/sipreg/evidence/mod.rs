//! What was seen of each account and each source, and the last messages: bounded, and gathered in passing
//! from [`Exchange`]s. It holds facts; what they allow to be said is decided in [`crate::cause`].

mod account;
mod displacement;
mod guesses;
mod message;
mod source;

use account::fragmented;
pub use account::{Account, Ending, Failure, Reason, Register};
pub use displacement::Displacements;
pub use guesses::Intrusion;
pub use message::Message;
pub use source::{Source, is_scanner};

use crate::auth::mistake::Mistake;
use crate::bounded_map::BoundedMap;
use crate::exchange::{Exchange, Outcome};
use crate::extensions::Name;
use crate::location::{Binding, Ended, Kept};
use crate::message::uri::address_of;
use crate::message::via::Via;
use crate::notes::Notes;
use crate::seed::Seed;
use crate::sender::{Sender, is_same_source};
use crate::time::{Now, Time};
use alloc::collections::VecDeque;
use arrayvec::ArrayVec;
use core::net::{IpAddr, SocketAddr};

/// The first `N` bytes of a caller's text.
pub type Text<const N: usize> = ArrayVec<u8, N>;

/// What is kept of `text`.
pub(crate) fn keep<const N: usize>(text: &[u8]) -> Text<N> {
    let mut kept = Text::new();
    // It fits, because it is cut.
    let _ = kept.try_extend_from_slice(&text[..text.len().min(N)]);
    kept
}

/// A moment, and who was there.
#[derive(Clone, Debug)]
pub struct Seen {
    /// When. The clock of the day may be set meanwhile, and this one never steps.
    pub at: Time,
    /// The address and port.
    pub peer: SocketAddr,
    /// The User-Agent.
    pub agent: Text<40>,
}

impl Seen {
    fn of(now: &Now, exchange: &Exchange<'_>) -> Self {
        Self {
            at: now.time,
            peer: exchange.peer,
            agent: keep(exchange.agent),
        }
    }

    /// The last REGISTER of `binding`.
    pub fn of_binding(binding: &Binding) -> Self {
        Self {
            at: binding.touched(),
            peer: binding.source,
            agent: keep(binding.kept(Kept::UserAgent)),
        }
    }
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            at: Time::default(),
            peer: nobody(),
            agent: Text::new(),
        }
    }
}

/// What the Via of a request says.
#[derive(Clone, Debug, Default)]
pub struct ViaSeen {
    /// Its host.
    pub host: Text<40>,
    /// Its port; 0 if there is none.
    pub port: u16,
    /// Whether it asks for the source port.
    pub rport: bool,
}

impl ViaSeen {
    fn of(via: &Via<'_>) -> Self {
        Self {
            host: keep(via.host),
            port: via.port.unwrap_or_default(),
            rport: via.rport,
        }
    }
}

/// What keeps an answer from being delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// This machine's own firewall forbids it (EPERM).
    OwnFirewall,
    /// The port is closed there.
    PortClosed,
    /// A firewall on the way says no.
    Prohibited,
    /// There is no route to it.
    NoRoute,
    /// It is too large for the way.
    TooLarge,
    /// Something else; its errno is in the log.
    Other,
}

impl Obstacle {
    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OwnFirewall => "own-firewall",
            Self::PortClosed => "port-closed",
            Self::Prohibited => "prohibited",
            Self::NoRoute => "no-route",
            Self::TooLarge => "too-large",
            Self::Other => "other",
        }
    }
}

/// An answer that was not delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// Why.
    pub obstacle: Obstacle,
    /// Who said so in an ICMP message, if the kernel tells.
    pub reporter: Option<IpAddr>,
}

impl Undelivered {
    /// Notes `self` as the last. A firewall of our own that refuses an answer may send us an ICMP message
    /// besides, which is not the phone's.
    fn note(self, last: &mut Option<Self>) {
        if last.is_none_or(|last| last.obstacle != Obstacle::OwnFirewall) {
            *last = Some(self);
        }
    }
}

/// An extension that was asked for and is not among the loaded extensions.
#[derive(Clone, Debug, Default)]
pub struct Unknown {
    /// What was seen of it, as of an extension. To note one takes as long as the other, so that not even
    /// the time of the next answer tells which names exist.
    pub account: Account,
    /// How often it was asked for.
    pub tries: u32,
    /// When it was last tried, and from where; that of `login` if there is one.
    pub last: Seen,
    /// The extension that logged in successfully to register this name; empty if none did.
    pub login: Name,
}

impl Unknown {
    fn see(&mut self, now: &Now, exchange: &Exchange<'_>, source: Option<&Source>) {
        let is_repeat =
            source.is_some_and(|s| s.is_repeat) || self.account.first_of(exchange).is_some();
        self.account.see(now, exchange, source, is_repeat);
        self.tries = self.tries.saturating_add(1);
        if let (Outcome::Forbidden, Some(shown)) = (exchange.outcome, exchange.credentials) {
            self.login = Name::try_from(shown.username).unwrap_or_default();
        } else if !self.login.is_empty() {
            // Who only asks for the name must not take the place of who logged in.
            return;
        }
        self.last = Seen::of(now, exchange);
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
const HEARD: usize = 1 << 12;
/// For how long after someone looked plain refreshes are among the last messages, seconds.
const ATTENTION: u32 = 60;

/// Everything remembered for diagnosis.
#[derive(Debug)]
pub struct Evidence {
    accounts: BoundedMap<Account>,
    sources: BoundedMap<Source>,
    unknown: BoundedMap<Unknown>,
    recent: VecDeque<Message>,
    /// Until when plain refreshes are among the last messages.
    shows_refreshes_until: Time,
    datagrams: u64,
    last_datagram: Option<Time>,
    reached_at: Option<IpAddr>,
    /// The second in which each address and port last sent anything.
    heard: Notes,
    names: Seed,
    addresses: Seed,
}

impl Evidence {
    /// Most memory it takes, in bytes.
    pub const BYTES: usize = BoundedMap::<Account>::bytes(ACCOUNTS)
        + BoundedMap::<Source>::bytes(SOURCES)
        + BoundedMap::<Unknown>::bytes(UNKNOWN)
        + (ACCOUNTS + UNKNOWN) * Account::APART
        + Message::KEPT * size_of::<Message>()
        + HEARD * size_of::<u64>();

    /// Nothing seen yet. The seeds are those under which names and addresses are hashed elsewhere.
    pub fn new(names: Seed, addresses: Seed) -> Self {
        Self {
            accounts: BoundedMap::new(ACCOUNTS),
            sources: BoundedMap::new(SOURCES),
            unknown: BoundedMap::new(UNKNOWN),
            recent: VecDeque::new(),
            shows_refreshes_until: Time::default(),
            datagrams: 0,
            last_datagram: None,
            reached_at: None,
            heard: Notes::new(HEARD),
            names,
            addresses,
        }
    }

    /// Someone looks: for a minute, plain refreshes are remembered too, as messages and of their sources.
    /// Otherwise they would push out everything else.
    pub fn show_refreshes(&mut self, now: &Now) {
        self.shows_refreshes_until = now.time.plus_secs(ATTENTION);
    }

    /// Takes note of one datagram and its end, and of the mistake behind its login if one was found. If it
    /// registered a phone, returns the guesses at the password that came from the same address before.
    pub fn observe(
        &mut self,
        now: &Now,
        exchange: &Exchange<'_>,
        mistake: Option<&Mistake>,
    ) -> Option<&Intrusion> {
        self.datagrams += 1;
        self.last_datagram = Some(now.time);
        self.heard.set(exchange.sender.flow, now.time.secs());
        if exchange.outcome == Outcome::Silenced && exchange.line.is_empty() {
            // Not even read: it has cost enough already.
            return None;
        }
        // A plain refresh is what happens all the time. It is no reason to remember a source or an
        // account; it only ends what is remembered of their trouble.
        let is_plain =
            exchange.outcome == Outcome::Refreshed && now.time >= self.shows_refreshes_until;
        let address = exchange.sender.address;
        let mut source = if is_plain {
            self.sources.get_mut(address)
        } else {
            Some(self.sources.entry(address))
        };
        if let Some(source) = &mut source {
            source.see(now, exchange);
        }
        if exchange.method.is_empty() {
            return None;
        }
        let source = source.as_deref();
        // A probe is a test of ours and not the phone, whose own trouble it must not hide.
        let is_of_phone = exchange.method == b"REGISTER"
            && !exchange.account.is_empty()
            && exchange.outcome != Outcome::Slowed
            && !is_our_probe(exchange);
        let is_refresh = exchange.outcome == Outcome::Refreshed && fragmented(exchange).is_none();
        let key = exchange.account_key;
        let mut account = if is_of_phone && exchange.is_extension && !is_refresh {
            Some(self.accounts.entry(key))
        } else {
            self.accounts.get_mut(key)
        };
        let has_seen = |account: &mut &mut Account| account.first_of(exchange).is_some();
        let is_repeat =
            source.is_some_and(|source| source.is_repeat) || account.as_mut().is_some_and(has_seen);
        if !is_plain {
            if self.recent.len() >= Message::KEPT {
                self.recent.pop_front();
            }
            self.recent.push_back(Message::of(now, exchange, is_repeat));
        }
        if !is_of_phone {
            return None;
        }
        let is_new = exchange.outcome == Outcome::Registered;
        if is_new
            && let Some(address) = address_of(exchange.uri_host)
            && address != exchange.local
        {
            self.reached_at = Some(address);
        }
        if exchange.is_extension {
            let account = account?;
            account.see(now, exchange, source, is_repeat);
            if let Some(mistake) = mistake {
                account.explain(exchange.peer, mistake);
            }
            let intrusion = account.intrusion.as_deref().filter(|_| is_new);
            return intrusion.filter(|i| i.at == now.time && i.peer == exchange.peer);
        }
        if matches!(
            exchange.outcome,
            Outcome::UnknownExtension | Outcome::Challenged | Outcome::Forbidden
        ) {
            self.unknown.entry(key).see(now, exchange, source);
        }
        None
    }

    fn key(&self, ip: IpAddr) -> u64 {
        Sender::new(self.addresses, SocketAddr::new(ip, 0)).address
    }

    /// Other extensions or settings are in force from now on: what failed before may not fail again.
    pub fn reload(&mut self) {
        self.accounts.values_mut().for_each(Account::reload);
    }

    /// An answer to `to` was not sent, or ICMP said that it did not arrive.
    pub fn undelivered(&mut self, to: SocketAddr, undelivered: Undelivered) {
        let key = self.key(to.ip());
        let Some(source) = self.sources.get_mut(key) else {
            return;
        };
        undelivered.note(&mut source.undelivered);
        let key = self.names.hash(&source.user);
        if let Some(account) = self.accounts.get_mut(key) {
            // Of strangers that name it too nothing follows for the phone.
            // A phone beside it may have another port of the same address.
            let is_its = match account.last() {
                Some(register) => {
                    register.seen.peer.ip() == to.ip() && register.answered_at == to.port()
                }
                None => account.success.as_ref().is_some_and(|s| s.peer == to),
            };
            if is_its {
                undelivered.note(&mut account.undelivered);
            }
        }
    }

    /// A binding has ended.
    pub fn ended(&mut self, now: &Now, ended: &Ended) {
        let account = self.accounts.entry(self.names.hash(&ended.name));
        account.name = ended.name.clone();
        account.end(now, ended);
    }

    /// What is known of the account `name`.
    pub fn account(&self, name: &[u8]) -> Option<&Account> {
        self.accounts.get(self.names.hash(name))
    }

    /// The hash that stands for the account `name`.
    pub(crate) fn account_key(&self, name: &[u8]) -> u64 {
        self.names.hash(name)
    }

    /// All accounts of which anything is known.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// The extension whose login was last wrong at `ip` or beside it, if its name is remembered.
    pub fn failed_at(&self, ip: IpAddr) -> Option<&[u8]> {
        // Of IPv6 a lockout concerns the whole network.
        let own = self.source(ip).filter(|_| ip.is_ipv4());
        let near = self.sources().filter(|_| ip.is_ipv6());
        let near = near.filter(|s| is_same_source(s.last.peer.ip(), ip));
        let failed = own.into_iter().chain(near).filter(|s| s.failed != 0);
        let failed = failed.max_by_key(|s| s.failed_at)?.failed;
        let unknown = || self.unknown.get(failed).map(|u| &u.account);
        let account = self.accounts.get(failed).or_else(unknown)?;
        Some(&account.name)
    }

    /// What is known of the source `ip`.
    pub fn source(&self, ip: IpAddr) -> Option<&Source> {
        self.sources.get(self.key(ip))
    }

    /// All sources remembered.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.values()
    }

    /// Whether names have been forgotten, so that one of which nothing is known may have been heard.
    pub fn has_forgotten(&self) -> bool {
        self.accounts.has_forgotten() || self.unknown.has_forgotten()
    }

    /// Extensions asked for that are not among the loaded extensions.
    pub fn unknown(&self) -> impl Iterator<Item = &Unknown> {
        self.unknown.values()
    }

    /// The last messages, oldest first; plain refreshes only if someone has been looking.
    pub fn recent(&self) -> impl Iterator<Item = &Message> {
        self.recent.iter()
    }

    /// The address that the last phone that registered asks for, if it is none of this machine: then
    /// the machine is behind NAT, and this is its public address.
    pub fn reached_at(&self) -> Option<IpAddr> {
        self.reached_at
    }

    /// When anything last came from this address and port, keep-alives too; `None` if that
    /// has been forgotten.
    pub fn heard(&self, from: SocketAddr) -> Option<Time> {
        let heard = self.heard.get(Sender::new(self.addresses, from).flow);
        (heard != 0).then(|| Time::from_secs(heard))
    }

    /// Datagrams since the start, and when the last came.
    pub fn datagrams(&self) -> (u64, Option<Time>) {
        (self.datagrams, self.last_datagram)
    }
}

/// Whether it comes from our own probe. Only from this machine is what a User-Agent says believed.
fn is_our_probe(exchange: &Exchange<'_>) -> bool {
    let ip = exchange.peer.ip();
    exchange.agent.starts_with(PROBE) && (ip.is_loopback() || ip == exchange.local)
}
