//! The last messages.

use super::{Short, nobody};
use crate::auth::AuthFailure;
use crate::exchange::{Exchange, Outcome};
use crate::time::Now;
use alloc::vec::Vec;
use core::net::SocketAddr;

/// One message and its end, as [`super::Evidence::recent`] keeps it.
#[derive(Clone, Debug)]
pub struct Message {
    /// When it came, Unix milliseconds.
    pub at: u64,
    /// Who sent it.
    pub peer: SocketAddr,
    /// Its method.
    pub method: Short<16>,
    /// The user part of its To.
    pub user: Short<32>,
    /// The status it was answered with; 0 if it was not.
    pub status: u16,
    /// Its end.
    pub outcome: Outcome,
    /// Why a login in it was not accepted.
    pub why: Option<AuthFailure>,
    /// Its User-Agent.
    pub agent: Short<40>,
    /// Whether it brought credentials.
    pub is_login: bool,
    /// Whether the same message had come before.
    pub is_repeat: bool,
}

impl Default for Message {
    fn default() -> Self {
        Self {
            at: 0,
            peer: nobody(),
            method: Short::default(),
            user: Short::default(),
            status: 0,
            outcome: Outcome::KeepAlive,
            why: None,
            agent: Short::default(),
            is_login: false,
            is_repeat: false,
        }
    }
}

/// How many are kept.
const KEPT: usize = 256;

/// The last of them, each written over the oldest.
#[derive(Debug, Default)]
pub(super) struct Messages {
    list: Vec<Message>,
    /// The place of the oldest, once there are as many as are kept.
    oldest: usize,
}

impl Messages {
    /// Most memory they take.
    pub(super) const BYTES: usize = KEPT * size_of::<Message>();

    pub(super) fn push(&mut self, now: &Now, exchange: &Exchange<'_>, is_repeat: bool) {
        let place = self.oldest;
        if self.list.len() < KEPT {
            self.list.push(Message::default());
        }
        self.oldest = (place + 1) % KEPT;
        let Some(message) = self.list.get_mut(place) else {
            return;
        };
        (message.at, message.peer) = (now.unix_millis, exchange.peer);
        message.method.set(exchange.method);
        message.user.set(&exchange.account);
        message.agent.set(exchange.agent);
        message.status = exchange.code();
        (message.outcome, message.why) = (exchange.outcome, exchange.failure);
        message.is_login = exchange.credentials.is_some();
        message.is_repeat = is_repeat;
    }

    /// All, oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Message> {
        let (late, early) = self.list.split_at(self.oldest.min(self.list.len()));
        early.iter().chain(late)
    }
}
