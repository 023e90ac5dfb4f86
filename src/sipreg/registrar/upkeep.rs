//! What the shell asks besides handling datagrams: reading state, letting time pass, other tables.

use super::{Outcome, Registrar};
use crate::auth::digest::UsualHa2;
use crate::config::Config;
use crate::evidence::Evidence;
use crate::extensions::Extensions;
use crate::journal::{Change, Lines};
use crate::location::{Binding, Location};
use crate::time::Now;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};

/// Something that befell a binding without its phone asking; for the log.
#[derive(Debug, PartialEq, Eq)]
pub struct Note {
    /// What happened.
    pub event: Event,
    /// The extension.
    pub name: Box<[u8]>,
    /// The contact.
    pub uri: Box<[u8]>,
    /// Where it was last heard from.
    pub source: SocketAddr,
}

/// What can befall a binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Its time ended without a refresh.
    Expired,
    /// It was the one longest untouched when another came at the limit.
    GaveWay,
    /// Its extension is no longer in the file.
    ExtensionGone,
}

impl Note {
    fn new(event: Event, name: &[u8], binding: &Binding) -> Self {
        Self {
            event,
            name: name.into(),
            uri: binding.uri().into(),
            source: binding.source(),
        }
    }

    pub(super) fn gave_way(name: &[u8], binding: &Binding) -> Self {
        Self::new(Event::GaveWay, name, binding)
    }
}

impl Registrar {
    /// The configuration in force.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The accounts in force.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// What has been seen, for diagnosis.
    #[must_use]
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// Somebody is looking at what is seen, and may look again within the minute: more is remembered.
    pub fn attend(&mut self, now: &Now) {
        self.evidence.attend(now);
    }

    /// An answer to `to` was not sent, or ICMP said that it did not arrive: `error` is its errno's name.
    pub fn undelivered(&mut self, to: SocketAddr, error: &'static str, reporter: Option<IpAddr>) {
        self.evidence.undelivered(to, error, reporter);
    }

    /// Whether a phone has lately registered from the address of `peer`; who has not may be any stranger.
    #[must_use]
    pub fn is_trusted(&self, now: &Now, peer: SocketAddr) -> bool {
        self.guard.is_trusted(now.time, self.guard.whose(peer))
    }

    /// The bindings of one extension; some may have ended.
    #[must_use]
    pub fn bindings_of(&self, name: &[u8]) -> &[Binding] {
        self.location.bindings(self.extensions.seed().key(name))
    }

    /// The bindings.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// How many datagrams came to each [`Outcome`], in the order of [`Outcome::ALL`].
    #[must_use]
    pub fn counters(&self) -> &[u64; Outcome::ALL.len()] {
        &self.counters
    }

    /// The lines that must be written before the answers since the last [`Lines::clear`] are sent.
    pub fn journal(&mut self) -> &mut Lines {
        &mut self.journal
    }

    /// What has befallen bindings since the last call.
    pub fn take_notes(&mut self) -> Vec<Note> {
        core::mem::take(&mut self.notes)
    }

    /// Glances at what is remembered of the senders of a batch. Each look waits for the memory, but
    /// these wait together, which those of [`Self::handle`], one datagram after the other, cannot.
    pub fn warm(&self, peers: impl Iterator<Item = SocketAddr>) {
        let seen = peers.fold(0, |seen, peer| {
            let whose = self.guard.whose(peer);
            seen ^ self.guard.glance(whose) ^ self.evidence.glance(whose.address())
        });
        core::hint::black_box(seen);
    }

    /// Makes room for what a journal of about `changes` changes may hold.
    pub fn expect(&mut self, changes: usize) {
        self.location.reserve(changes.min(self.extensions.len()));
    }

    /// Takes one change from the journal. Bindings of extensions that are gone are dropped.
    pub fn restore(&mut self, change: Change) {
        match change {
            Change::Bind(name, Some(binding)) => {
                let key = self.extensions.seed().key(&name);
                if self.extensions.find_key(key).is_some() {
                    let whose = self.guard.whose(binding.source());
                    self.guard.trust(whose, binding.expires());
                    self.location.restore(key, binding);
                }
            }
            Change::Bind(_, None) => {}
            Change::Unbind(name, uri) => self.location.unbind(
                self.extensions.seed().key(&name),
                |b| b.uri() == uri,
                |_| {},
            ),
        }
    }

    /// Lets time pass: bindings end, and a few of those whose extension is gone are removed. Cheap when
    /// there is nothing to do; call it now and then.
    pub fn tick(&mut self, now: &Now) {
        let Self {
            location,
            notes,
            evidence,
            extensions,
            ..
        } = self;
        let seed = extensions.seed();
        location.expire(now.time, |name, binding| {
            evidence.expired(now, seed.key(name), binding);
            notes.push(Note::new(Event::Expired, name, binding));
        });
        self.sweep_some();
    }

    /// Puts other tables into force, between two datagrams. Bindings stay; those of extensions that are
    /// gone are removed in the course of the next ticks, and cannot be refreshed from now on. What was
    /// in force is remembered for a while, to tell a phone with an old password from one with a wrong one;
    /// what was remembered before is returned, since it may be large and long in the dropping.
    pub fn reload(
        &mut self,
        now: &Now,
        config: Config,
        extensions: Extensions,
    ) -> Option<Extensions> {
        self.guard.set_limit(config.login_failures);
        if config.nonce_lifetime != self.config.nonce_lifetime {
            self.mint = self.mint.with_lifetime(config.nonce_lifetime);
            self.uses.set_lifetime(config.nonce_lifetime);
        }
        self.sweep = Some(0);
        let is_same_realm = config.realm == self.config.realm;
        self.usual = UsualHa2::new(&config.realm);
        self.config = config;
        let old = core::mem::replace(&mut self.extensions, extensions);
        let new = is_same_realm.then_some((old, now.time));
        core::mem::replace(&mut self.previous, new).map(|(tables, _)| tables)
    }

    fn sweep_some(&mut self) {
        let Some(from) = self.sweep else { return };
        let Self {
            location,
            extensions,
            journal,
            notes,
            ..
        } = self;
        let mut gone: Vec<Box<[u8]>> = Vec::new();
        self.sweep = location.walk(from, SWEEP, |name, _| {
            if extensions.get(name).is_none() {
                gone.push(name.into());
            }
        });
        for name in gone {
            location.unbind(
                extensions.seed().key(&name),
                |_| true,
                |b| {
                    journal.unbind(&name, b.uri());
                    notes.push(Note::new(Event::ExtensionGone, &name, b));
                },
            );
        }
    }

    /// Whether [`Self::tick`] has more to sweep and should come again soon.
    #[must_use]
    pub fn is_sweeping(&self) -> bool {
        self.sweep.is_some()
    }
}

/// Records looked at in one tick after a reload; at most a fraction of a millisecond.
const SWEEP: usize = 2000;
