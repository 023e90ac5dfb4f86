//! The rules: what the evidence about one extension proves or suggests, the surest and most particular first.

use super::{Cause, Fact, Guess, Proven};
use crate::auth::AuthFailure;
use crate::auth::mistake::Mistake;
use crate::config::{Algorithm, Config};
use crate::evidence::{
    Account, Displacements, Evidence, Obstacle, PROBE, Reason, Register, Seen, Source, is_scanner,
    nobody,
};
use crate::exchange::Outcome;
use crate::location::End;
use crate::message::uri::{address_of, host_eq};
use crate::refusal::Refusal;
use crate::time::Time;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::SocketAddr;

/// One reason why an extension is not registered, and whom it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The reason.
    pub cause: Cause,
    /// The address that it is about. Several may have sent something for one extension.
    pub from: SocketAddr,
    /// Whether it was judged by other extensions and settings than those in force: then it may hold no more.
    pub is_past: bool,
}

/// Why `account` is not registered, or if it `is_registered`, what troubles it, the surest first.
pub fn explain(
    evidence: &Evidence,
    account: &Account,
    config: &Config,
    is_registered: bool,
    now: Time,
) -> Vec<Explanation> {
    let at = |seen: &Seen| evidence.source(seen.peer.ip());
    let last = account.last();
    let is_ignored = |register: &&Register| register.outcome == Outcome::LockedOut;
    let case = Case {
        account,
        key: evidence.account_key(&account.name),
        last,
        source: last.and_then(|register| at(&register.seen)),
        blamed: account.failure.as_ref().and_then(|f| at(&f.seen)),
        failed_beside: last
            .filter(is_ignored)
            .and_then(|register| evidence.failed_at(register.seen.peer.ip())),
        is_registered,
        offers_sha256: config.algorithms.contains(&Algorithm::Sha256),
        now,
    };
    case.explanations()
}

/// One extension, and what is known of those who spoke for it.
struct Case<'a> {
    account: &'a Account,
    /// The hash of its name.
    key: u64,
    /// Its last REGISTER, unless it succeeded.
    last: Option<&'a Register>,
    /// The source of that, if it is remembered.
    source: Option<&'a Source>,
    /// The source of the last failure, likewise.
    blamed: Option<&'a Source>,
    /// The extension whose login was last wrong where its logins are ignored.
    failed_beside: Option<&'a [u8]>,
    is_registered: bool,
    /// Whether it is asked with SHA-256.
    offers_sha256: bool,
    now: Time,
}

/// How long after a request it may be said that the phone does not answer, seconds: its answer may be on
/// the way.
const PATIENCE: u64 = 3;
/// A request of so many bytes does not fit into one packet any more once a login of about 300 is in it.
const LARGE: u16 = 1150;
/// A loop is over after so many seconds.
const LOOPED: u64 = 60;
/// So long it is worth telling that one phone made room for another, seconds.
const HOUR: u64 = 3600;
/// And that a password may have been found.
const DAY: u64 = 24 * HOUR;
/// Displacements within [`Displacements::WINDOW`] that make a pattern.
const FLAPS: u32 = 4;
/// A source that names so many extensions and gets into none is a scanner.
const MANY: u32 = 5;

/// A caller's text as it may be shown.
fn text(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

impl Case<'_> {
    /// Whether `cause` was judged by other extensions or settings than those in force.
    fn is_past(&self, cause: &Cause) -> bool {
        use Fact::{
            AlgorithmNotOffered, AuthUserOtherAccount, AuthUserUnknown, DomainOfSender, Mistake,
            NoHashFor, OlderAlgorithm, OutOfOrder, RealmChanged, RealmInNameOfHash, TestLoginWrong,
            TooBrief, TooManyContacts, WrongDomain,
        };
        let account = self.account;
        match cause.fact() {
            Some(Mistake(_) | TestLoginWrong) => {
                account.failure.as_ref().is_some_and(|f| f.is_past)
            }
            Some(
                AlgorithmNotOffered
                | AuthUserOtherAccount(_)
                | AuthUserUnknown(_)
                | DomainOfSender(_)
                | NoHashFor(_)
                | OlderAlgorithm
                | OutOfOrder
                | RealmChanged
                | RealmInNameOfHash(_)
                | TooBrief
                | TooManyContacts
                | WrongDomain(_),
            ) => self.last.is_some_and(|last| last.is_past),
            _ => false,
        }
    }

    /// Every rule, and the message that its cause is about: of several that spoke for the extension, the one
    /// that proves it.
    fn explanations(&self) -> Vec<Explanation> {
        let account = self.account;
        let last = self.last.map(|register| &register.seen);
        let failure = account.failure.as_ref().map(|failure| &failure.seen);
        let ending = account.ending.as_ref().map(|ending| &ending.seen);
        let repeated = self.repeated().map(|register| &register.seen);
        let facts = [
            (self.reply_blocked(), last),
            (self.loops(), last),
            (self.ignored(), last),
            (self.mistake(), failure),
            (self.login(), last),
            (self.stale(), last),
            (self.undelivered(), last),
            (self.refused(), last),
            (self.intrusion(), last),
            (self.displaced(), last),
            (self.evicted(), last),
            (self.ended(), ending),
            (self.guessed(), self.guess()),
        ];
        let guesses = [
            (self.altered_digest(), failure),
            (self.altered_via(), last),
            (self.answers_lost(), repeated),
            (self.cannot_answer(), last),
            (self.foreign(), last),
            (self.drops(), ending),
        ];
        let sure = |(fact, seen): (Option<Fact>, _)| Some((Cause::Sure(Proven(fact?)), seen));
        let suspect = |(guess, seen): (Option<Guess>, _)| Some((Cause::Suspect(guess?), seen));
        let facts = facts.into_iter().filter_map(sure);
        let causes = facts.chain(guesses.into_iter().filter_map(suspect));
        let explain = |(cause, seen): (Cause, Option<&Seen>)| {
            let seen = seen.or(last).or(account.success.as_ref());
            Explanation {
                from: seen.map_or_else(nobody, |seen| seen.peer),
                is_past: self.is_past(&cause),
                cause,
            }
        };
        causes.map(explain).collect()
    }

    fn reply_blocked(&self) -> Option<Fact> {
        let undelivered = self.account.undelivered?;
        (undelivered.obstacle == Obstacle::OwnFirewall).then_some(Fact::ReplyBlocked)
    }

    fn undelivered(&self) -> Option<Fact> {
        let undelivered = self.account.undelivered?;
        // A phone that answered a challenge has received it: that the next reply found nobody says only that
        // the app was closed since.
        if self.last.is_some_and(|register| register.has_heard) {
            return None;
        }
        match undelivered.obstacle {
            Obstacle::OwnFirewall | Obstacle::Other => None,
            // A program that has ended repeats nothing.
            Obstacle::PortClosed if self.repeats() >= 2 => Some(Fact::AnswerRefusedAgain),
            Obstacle::PortClosed => Some(Fact::AnswerRefused),
            Obstacle::Prohibited => Some(Fact::AnswerProhibited(undelivered.reporter)),
            Obstacle::NoRoute => Some(Fact::AnswerUnreachable),
            Obstacle::TooLarge => Some(Fact::AnswerTooLarge),
        }
    }

    fn loops(&self) -> Option<Fact> {
        let (last, source) = (self.last?, self.source?);
        let is_lately = |at| self.now.secs_since(at) < LOOPED;
        let is_lately = source.looped.is_some_and(is_lately);
        let is_program = source.looper == last.seen.peer.port();
        let is_it = is_lately && is_program && source.looping == self.key;
        is_it.then(|| Fact::Loops(text(&source.last.agent)))
    }

    /// Its logins are ignored.
    fn ignored(&self) -> Option<Fact> {
        let last = self.last?;
        match last.outcome {
            Outcome::AccountLimited => Some(Fact::AccountLimited),
            Outcome::LockedOut if self.account.has_failed_at(last.seen.peer.ip()) => {
                Some(Fact::LockedOut)
            }
            Outcome::LockedOut => Some(Fact::LockedOutBeside(self.failed_beside.map(text))),
            _ => None,
        }
    }

    /// The mistake behind the last failure, if nothing was right since.
    fn last_mistake(&self) -> Option<&Mistake> {
        let failure = self.account.failure.as_ref();
        match &failure.filter(|_| self.account.is_failing)?.reason {
            Reason::Mistake(mistake) => Some(mistake),
            Reason::Login(_) | Reason::Refused(_) => None,
        }
    }

    /// Whether the digest was wrong, and no known mistake explains it.
    fn is_unexplained(&self) -> bool {
        self.last_mistake().is_some_and(Mistake::is_unexplained)
    }

    fn mistake(&self) -> Option<Fact> {
        let mistake = self.last_mistake()?;
        // What nothing explains may have another cause than the password.
        let has_other_cause = || self.is_guess() || self.rewritten().is_some();
        let is_it = !(self.is_unexplained() && has_other_cause());
        let failure = self.account.failure.as_ref();
        let is_test = failure.is_some_and(|failure| failure.seen.agent.starts_with(PROBE));
        is_it.then(|| {
            if is_test {
                Fact::TestLoginWrong
            } else {
                Fact::Mistake(mistake.clone())
            }
        })
    }

    /// What was wrong with the last login besides its digest.
    fn login(&self) -> Option<Fact> {
        let last = self.last?;
        match last.failure? {
            AuthFailure::UnknownExtension => Some(Fact::AuthUserUnknown(text(&last.login))),
            AuthFailure::OtherExtension => Some(Fact::AuthUserOtherAccount(text(&last.login))),
            AuthFailure::RealmChanged => Some(Fact::RealmChanged),
            AuthFailure::AlgorithmNotOffered if self.offers_sha256 => Some(Fact::OlderAlgorithm),
            AuthFailure::AlgorithmNotOffered => Some(Fact::AlgorithmNotOffered),
            AuthFailure::NoHashFor(algorithm) => Some(Fact::NoHashFor(algorithm.name().into())),
            AuthFailure::RealmInNameOfHash => Some(Fact::RealmInNameOfHash(text(&last.login))),
            AuthFailure::QopNotOffered => Some(Fact::QopNotOffered),
            AuthFailure::Incomplete => Some(Fact::CredentialsIncomplete),
            AuthFailure::NoCredentials
            | AuthFailure::OtherRealm
            | AuthFailure::NonceForeign
            | AuthFailure::NonceExpired
            | AuthFailure::NonceOtherAddress
            | AuthFailure::NonceReplayed
            | AuthFailure::WrongDigest => None,
        }
    }

    /// One nonce after the other cannot serve.
    fn stale(&self) -> Option<Fact> {
        let last = self.last.filter(|_| self.account.stale >= 3)?;
        Some(match last.failure {
            Some(AuthFailure::NonceOtherAddress) => Fact::NonceOtherAddress,
            Some(AuthFailure::NonceForeign) => Fact::NonceForeign,
            _ => Fact::StaleLoop,
        })
    }

    fn refused(&self) -> Option<Fact> {
        let last = self.last?;
        match last.outcome {
            Outcome::TooBrief => Some(Fact::TooBrief),
            Outcome::BadContact => Some(Fact::BadContact),
            Outcome::TooManyContacts => Some(Fact::TooManyContacts),
            Outcome::OutOfOrder => Some(Fact::OutOfOrder),
            // Nobody types the address that their router has outside.
            Outcome::NotFound if address_of(&last.uri_host) == Some(last.seen.peer.ip()) => {
                Some(Fact::DomainOfSender(last.seen.peer.ip()))
            }
            Outcome::NotFound => Some(Fact::WrongDomain(text(&last.uri_host))),
            Outcome::BadExtension => Some(Fact::BadExtension),
            Outcome::UnsupportedScheme => Some(Fact::UnsupportedScheme),
            // Anybody can send that; while the phone is registered it is not the phone's.
            Outcome::Malformed if self.is_registered => None,
            Outcome::Malformed if last.reason == Refusal::ToIsNoSipUri.status().reason => {
                Some(Fact::NoSipAddress)
            }
            Outcome::Malformed => Some(Fact::Malformed(last.reason.into())),
            _ => None,
        }
    }

    /// A login was right after many that were not, and is the one that holds.
    fn intrusion(&self) -> Option<Fact> {
        let intrusion = self.account.intrusion.as_ref()?;
        let is_it = self.is_registered && self.now.secs_since(intrusion.at) < DAY;
        is_it.then_some(Fact::LoginAfterGuesses(intrusion.peer, intrusion.guesses))
    }

    /// Two phones take one another's place.
    fn displaced(&self) -> Option<Fact> {
        let Displacements {
            count, at, last, ..
        } = self.account.displacements;
        let is_lately = self.now.secs_since(at) < Displacements::WINDOW;
        match last.filter(|_| is_lately && count >= FLAPS)? {
            End::Evicted => Some(Fact::Flapping(count)),
            End::Replaced => Some(Fact::SharedInstance(count)),
            End::Expired | End::Unregistered | End::PasswordChanged | End::ExtensionRemoved => None,
        }
    }

    /// One phone lost its place to one of another program. One that changes networks does so to itself.
    fn evicted(&self) -> Option<Fact> {
        let ending = self.account.ending.as_ref();
        let ending = ending.filter(|ending| ending.end == End::Evicted)?;
        let is_lately = self.now.secs_since(ending.seen.at) < HOUR;
        let is_it = is_lately && self.is_registered && ending.is_for_other_program;
        is_it.then_some(Fact::Evicted(ending.seen.peer))
    }

    /// The last registration ended as someone wanted it, and nothing has come since.
    fn ended(&self) -> Option<Fact> {
        let ending = self.account.ending.as_ref()?;
        let success = self.account.success.as_ref();
        let is_last = success.is_none_or(|success| success.at <= ending.seen.at);
        if self.is_registered || self.last.is_some() || !is_last {
            return None;
        }
        match ending.end {
            End::Unregistered => Some(Fact::Unregistered),
            End::PasswordChanged => Some(Fact::PasswordChanged),
            End::Expired | End::Evicted | End::Replaced | End::ExtensionRemoved => None,
        }
    }

    /// Whether the last wrong login is one of a series through many extensions.
    fn is_guess(&self) -> bool {
        self.is_unexplained() && self.blamed.is_some_and(Source::is_guessing)
    }

    /// The last wrong login of someone who tries passwords.
    fn guess(&self) -> Option<&Seen> {
        let failure = self.account.failure.as_ref();
        let failure = failure.filter(|_| self.is_guess());
        let guess = failure.map(|failure| &failure.seen);
        guess.or(self.account.guessed.as_deref())
    }

    /// Someone tries passwords, and that is all that is known of the extension.
    fn guessed(&self) -> Option<Fact> {
        let account = self.account;
        let is_guess = self.is_guess();
        let guess = self.guess()?;
        let is_of_phone =
            |register: &&Register| !(is_guess && register.seen.peer.ip() == guess.peer.ip());
        let has_phone = account.success.is_some()
            || account.ending.is_some()
            || (account.failure.is_some() && !is_guess)
            || self.is_registered
            || self.last.filter(is_of_phone).is_some();
        let fact = if is_scanner(&guess.agent) {
            Fact::Guessed(text(&guess.agent))
        } else {
            // An office that has moved here from another server looks like a scanner.
            Fact::ManyWrong
        };
        (!has_phone).then_some(fact)
    }

    /// Whether a phone, and no scanner, asks to register and never answers who it is.
    fn asks_in_vain(&self) -> bool {
        // A scanner names many extensions and gets into none; an office names many too, but gets in.
        let is_phone = self
            .source
            .is_none_or(|s| (s.users() < MANY || s.successes > 0) && !s.is_scanner);
        let registers = &self.account.registers;
        is_phone
            && registers.iter().any(|r| r.outcome == Outcome::Challenged)
            && !registers.iter().any(|r| r.is_login)
    }

    /// The request that was repeated most.
    fn repeated(&self) -> Option<&Register> {
        self.account.registers.iter().max_by_key(|r| r.repeats)
    }

    /// How often that was repeated.
    fn repeats(&self) -> u32 {
        self.repeated().map_or(0, |register| register.repeats)
    }

    /// The host that was hashed and the one that was asked for, where they differ: the hash protects the
    /// one and not the other. A proxy may change it too.
    fn rewritten(&self) -> Option<(String, String)> {
        let last = self
            .last
            .filter(|r| r.failure == Some(AuthFailure::WrongDigest))?;
        let differ = !last.digest_host.is_empty() && !host_eq(&last.digest_host, &last.uri_host);
        differ.then(|| (text(&last.digest_host), text(&last.uri_host)))
    }

    /// A login that nothing explains but that it was changed on its way.
    fn altered_digest(&self) -> Option<Guess> {
        let is_it = self.is_unexplained() && !self.is_guess();
        let (hashed, asked) = self.rewritten().filter(|_| is_it)?;
        Some(Guess::AlteredDigest(hashed, asked))
    }

    /// A Via that something on the way has rewritten. It has an innocent reading, so it is not a proof.
    fn altered_via(&self) -> Option<Guess> {
        let last = self.last?;
        let (via, peer) = (&last.via, last.seen.peer);
        let is_rewritten = address_of(&via.host) == Some(peer.ip())
            && via.port != 0
            && via.port != peer.port()
            && !via.rport;
        let is_it = is_rewritten && self.asks_in_vain() && self.repeats() >= 2;
        is_it.then(|| Guess::AlteredVia(text(&via.host)))
    }

    fn answers_lost(&self) -> Option<Guess> {
        (self.asks_in_vain() && self.repeats() >= 2).then_some(Guess::AnswersLost)
    }

    /// Whether its last request was answered so long ago that it will not answer in its turn.
    fn is_silent(&self) -> bool {
        let last = self.last.map(|register| register.seen.at);
        last.is_some_and(|at| self.now.secs_since(at) >= PATIENCE)
    }

    /// It asks and does not retransmit: the challenge arrives and is not answered.
    fn cannot_answer(&self) -> Option<Guess> {
        let is_it = self.is_silent() && self.asks_in_vain() && self.repeats() == 0;
        let size = self.last.filter(|_| is_it)?.size;
        Some(if self.account.success.is_some() {
            Guess::CannotAnswerAnyMore
        } else if self.offers_sha256 {
            Guess::AlgorithmUnknown
        } else if size >= LARGE {
            Guess::LoginTooLarge(size)
        } else {
            Guess::CannotAnswer
        })
    }

    /// It brought a nonce that is not ours, was given one that is, and is silent. A scanner that makes
    /// one up sends on.
    fn foreign(&self) -> Option<Guess> {
        let last = self.last?;
        let is_it = last.failure == Some(AuthFailure::NonceForeign)
            && last.outcome == Outcome::Stale
            && self.account.stale < 3
            && self.is_silent()
            && !self.is_registered;
        is_it.then_some(Guess::NonceForeign)
    }

    fn drops(&self) -> Option<Guess> {
        let ending = self.account.ending.as_ref();
        let seen = &ending.filter(|ending| ending.end == End::Expired)?.seen;
        let success = self.account.success.as_ref();
        let is_last = success.is_none_or(|success| success.at <= seen.at);
        let is_it = is_last && self.last.is_none() && !self.is_registered;
        is_it.then(|| Guess::Drops(text(&seen.agent)))
    }
}

#[cfg(test)]
mod tests;
