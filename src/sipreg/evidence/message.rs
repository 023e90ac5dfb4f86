//! The last messages.

use super::{Text, is_our_probe, keep};
use crate::auth::AuthFailure;
use crate::exchange::{Exchange, Outcome};
use crate::time::Now;
use core::net::SocketAddr;

/// One message and its end, as [`super::Evidence::recent`] keeps it.
#[derive(Clone, Debug)]
pub struct Message {
    /// When it came, Unix milliseconds.
    pub at: u64,
    /// Who sent it.
    pub peer: SocketAddr,
    /// Its method.
    pub method: Text<16>,
    /// The user part of its To.
    pub user: Text<32>,
    /// The status it was answered with; 0 if it was not.
    pub status: u16,
    /// Its end.
    pub outcome: Outcome,
    /// Why a login in it was not accepted.
    pub failure: Option<AuthFailure>,
    /// Its User-Agent.
    pub agent: Text<40>,
    /// Whether it brought credentials.
    pub is_login: bool,
    /// Whether the same message had come before.
    pub is_repeat: bool,
    /// Whether it is a test from this machine, and no phone's.
    pub is_probe: bool,
}

impl Message {
    /// How many are kept.
    pub const KEPT: usize = 256;

    pub(super) fn of(now: &Now, exchange: &Exchange<'_>, is_repeat: bool) -> Self {
        Self {
            at: now.unix_millis,
            peer: exchange.peer,
            method: keep(exchange.method),
            user: keep(&exchange.account),
            status: exchange.code(),
            outcome: exchange.outcome,
            failure: exchange.failure,
            agent: keep(exchange.agent),
            is_login: exchange.credentials.is_some(),
            is_repeat,
            is_probe: is_our_probe(exchange),
        }
    }
}
