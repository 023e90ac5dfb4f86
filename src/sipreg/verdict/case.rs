//! What the rules ask of one case.

use super::Case;
use crate::auth::AuthFailure;
use crate::auth::mistake::Mistake;
use crate::evidence::{Account, Blame, Sighting, Source};
use crate::exchange::Outcome;
use crate::message::uri::host_eq;
use alloc::string::{String, ToString};
use core::net::IpAddr;

/// A caller's text as it may be shown.
pub(super) fn text(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

impl Case<'_> {
    /// The last message, unless the account has come in since.
    pub(super) fn failing(&self) -> Option<&Sighting> {
        self.account.last.as_ref()
    }

    pub(super) fn agent(&self) -> String {
        self.source
            .map(|s| text(s.agent.bytes()))
            .unwrap_or_default()
    }

    pub(super) fn undelivered(&self, is_it: fn(&str) -> bool) -> Option<String> {
        let (error, reporter) = self.account.undelivered?;
        // Who has answered a question has heard it: that the next answer found nobody says only that the
        // program has ended since.
        let has_heard = self.account.last.as_ref().is_some_and(|s| s.has_heard);
        let holds = is_it(error) && (error == "EPERM" || !has_heard);
        holds.then(|| reporter.map(|ip| ip.to_string()).unwrap_or_default())
    }

    /// A password that no known mistake explains, where nothing else explains it either.
    pub(super) fn wrong_password(&self, is_it: fn(&Mistake) -> bool) -> Option<String> {
        let is_explained = self.is_guess() || self.rewritten().is_some();
        self.mistake(is_it).filter(|_| !is_explained)
    }

    fn has_unknown_password(&self) -> bool {
        let is_it = |m: &Mistake| {
            matches!(
                m,
                Mistake::WrongPassword | Mistake::Hashed | Mistake::NotExamined
            )
        };
        self.mistake(is_it).is_some()
    }

    /// Whether the last wrong login is one of a series through many extensions.
    fn is_guess(&self) -> bool {
        self.blamed.is_some_and(Source::is_guessing) && self.has_unknown_password()
    }

    /// Somebody tries passwords, and that is all that is known of the extension.
    pub(super) fn guessed(&self) -> Option<String> {
        let Account {
            success,
            expired,
            last,
            failure,
            guessed,
            ..
        } = self.account;
        let is_guess = self.is_guess();
        let guess = failure.as_ref().map(|(mark, _)| mark);
        let guess = guess.filter(|_| is_guess).or(guessed.as_ref())?;
        let is_of_guesser = |s: &Sighting| is_guess && s.mark.peer.ip() == guess.peer.ip();
        let has_phone = success.is_some()
            || expired.is_some()
            || (failure.is_some() && !is_guess)
            || self.is_registered
            || !last.as_ref().is_none_or(is_of_guesser);
        (!has_phone).then(|| text(guess.agent.bytes()))
    }

    /// Whether its logins are ignored, and if so, because of its own mistakes.
    pub(super) fn locked_out(&self) -> Option<bool> {
        let last = self.failing().filter(|s| s.outcome == Outcome::LockedOut)?;
        Some(self.account.has_failed_at(last.mark.peer.ip()))
    }

    pub(super) fn mistake(&self, is_it: fn(&Mistake) -> bool) -> Option<String> {
        match &self.account.failure {
            Some((_, Blame::Mistake(mistake))) if self.account.is_failing && is_it(mistake) => {
                Some(match mistake {
                    Mistake::OfOther(name)
                    | Mistake::UserInHash(name)
                    | Mistake::RealmInHash(name) => name.clone(),
                    _ => String::new(),
                })
            }
            _ => None,
        }
    }

    pub(super) fn ended(&self, outcome: Outcome) -> Option<String> {
        self.failing()
            .filter(|s| s.outcome == outcome)
            .map(|s| text(s.login.bytes()))
    }

    pub(super) fn why(&self, why: AuthFailure) -> Option<String> {
        self.failing()
            .filter(|s| s.why == Some(why))
            .map(|_| String::new())
    }

    /// Whether a phone, and no scanner, asks to register and never answers who it is.
    pub(super) fn asks_in_vain(&self) -> bool {
        // A scanner names many extensions and gets into none; an office names many too, but gets in.
        let is_phone = self
            .source
            .is_none_or(|s| (s.users() < 5 || s.successes > 0) && !s.is_scanner);
        is_phone && !self.is_registered && self.account.asks >= 1 && self.account.logins == 0
    }

    /// The host that was hashed and the one that was asked for, where they differ: the hash protects the
    /// one and not the other. A proxy may change it too.
    fn rewritten(&self) -> Option<String> {
        let last = self
            .failing()
            .filter(|s| s.why == Some(AuthFailure::WrongDigest))?;
        let (hashed, asked) = (last.digest_host.bytes(), last.uri_host.bytes());
        let differ = !hashed.is_empty() && !host_eq(hashed, asked);
        differ.then(|| alloc::format!("{} → {}", text(hashed), text(asked)))
    }

    /// A login that nothing explains but that it was changed on its way.
    pub(super) fn spoilt(&self) -> Option<String> {
        self.rewritten()
            .filter(|_| self.has_unknown_password() && !self.is_guess())
    }

    /// A Via that something on the way has rewritten. It has an innocent reading, so it is no proof.
    pub(super) fn altered(&self) -> Option<String> {
        let last = self.failing()?;
        let (via, port, rport) = &last.via;
        let peer = last.mark.peer;
        let public_via =
            host_is(via.bytes(), peer.ip()) && *port != 0 && *port != peer.port() && !rport;
        (public_via && self.asks_in_vain() && self.account.run >= 2).then(|| text(via.bytes()))
    }
}

fn host_is(host: &[u8], ip: IpAddr) -> bool {
    let is_it = |text: String| host_eq(host, text.as_bytes());
    match ip {
        IpAddr::V4(ip) => is_it(ip.to_string()),
        IpAddr::V6(ip) => is_it(alloc::format!("[{ip}]")),
    }
}
