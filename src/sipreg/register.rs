//! REGISTER on one page: RFC 3261 §10.3, steps 6 and 7, after the sender has proved to own the account.
//!
//! [`Wanted`] is what the request asks for, parsed once. [`check_order`] compares it with the bindings there
//! are and changes nothing: a request that is refused changes nothing, and what is granted is done by
//! [`commit`], which cannot fail.

use crate::config::Config;
use crate::exchange::{Arrival, Outcome, Question};
use crate::journal::Lines;
use crate::location::{
    Binding, BindingInfo, Bound, End, Ended, Kept, Location, MAX_CONTACT, MAX_KEPT,
};
use crate::message::contact::Contact;
use crate::message::request::{Name, Request};
use crate::message::scan::{Malformed, Values, parse_delta_seconds, trim};
use crate::refusal::Refusal;
use crate::sender::Device;
use crate::time::Now;
use alloc::vec::Vec;
use core::cmp::Reverse;

/// Contacts in one request beyond those an extension may have: a phone may remove as many as it adds.
const SPARE_CONTACTS: usize = 10;

/// What a REGISTER asks for; neither `*` nor contacts: the list.
#[derive(Debug)]
pub(crate) struct Wanted<'d> {
    /// `*`: all contacts are to be removed, and none is named.
    removes_all: bool,
    /// Each contact with the seconds it is granted; 0 removes it.
    contacts: Vec<Granted<'d>>,
    /// The Path to store and to echo; empty if there is none, or the phone does not support it (RFC 3327 §5.3).
    pub(crate) path: Vec<u8>,
    call: u64,
    cseq: u32,
}

#[derive(Debug)]
struct Granted<'d> {
    contact: Contact<'d>,
    seconds: u32,
}

impl<'d> Wanted<'d> {
    /// Reads Contact, Expires and Path of `request`.
    ///
    /// # Errors
    /// A [`Refusal`] for what cannot be read, granted or stored.
    pub(crate) fn of(request: &Request<'d, '_>, config: &Config) -> Result<Self, Refusal> {
        let header = request.envelope.first(Name::Expires);
        let header = header.and_then(parse_delta_seconds);
        let path = path_of(request);
        let mut contacts = Vec::with_capacity(1);
        let mut removes_all = false;
        for value in contact_values(request) {
            let value = value.map_err(|_| Refusal::MalformedContact)?;
            if removes_all || (value == b"*" && !contacts.is_empty()) {
                return Err(Refusal::StarNotAlone);
            }
            if value == b"*" {
                removes_all = true;
                continue;
            }
            if contacts.len() >= config.max_contacts + SPARE_CONTACTS {
                return Err(Refusal::TooManyContacts);
            }
            let contact = Contact::parse(value).map_err(|_| Refusal::MalformedContact)?;
            if contact.uri.text.len() + contact.instance.len() + path.len() > MAX_CONTACT {
                return Err(Refusal::ContactTooLong);
            }
            // Its own `expires`, else the header, else the default. What is not a number counts as not
            // given (RFC 3261 §10.2.1.1, §10.3 step 7).
            let asked = contact.expires.unwrap_or(header);
            let seconds = asked.unwrap_or(config.default_expires);
            let seconds = seconds.min(config.max_expires);
            if seconds > 0 && seconds < config.min_expires {
                return Err(Refusal::TooBrief);
            }
            contacts.push(Granted { contact, seconds });
        }
        // Step 6: `*` only alone and with Expires 0.
        if removes_all && header != Some(0) {
            return Err(Refusal::StarWithoutExpires);
        }
        let staying = contacts.iter().filter(|g: &&Granted<'_>| g.seconds > 0);
        if staying.count() > config.max_contacts {
            return Err(Refusal::TooManyContacts);
        }
        Ok(Self {
            removes_all,
            contacts,
            path,
            call: request.call,
            cseq: request.cseq,
        })
    }

    /// The first contact that is named.
    pub(crate) fn first_contact(&self) -> &'d [u8] {
        self.contacts.first().map_or(b"", |g| g.contact.uri.text)
    }

    /// Seconds granted to the first contact that stays, 0 if none does; `None` if the list was asked for.
    pub(crate) fn granted(&self) -> Option<u32> {
        let mut granted = self.contacts.iter().map(|g| g.seconds);
        let is_list = !self.removes_all && self.contacts.is_empty();
        (!is_list).then(|| granted.find(|s| *s > 0).unwrap_or_default())
    }
}

/// All Contact values of `request`.
pub(crate) fn contact_values<'d>(
    request: &Request<'d, '_>,
) -> impl Iterator<Item = Result<&'d [u8], Malformed>> {
    request.envelope.values(Name::Contact).flat_map(Values::new)
}

/// The Path to store, all of it: only if the phone says that it understands it (RFC 3327 §5.3), because
/// it must be echoed then.
fn path_of(request: &Request<'_, '_>) -> Vec<u8> {
    let paths: Vec<&[u8]> = request.envelope.values(Name::Path).collect();
    let mut supported = request.envelope.values(Name::Supported);
    let is_path = |tag: &[u8]| trim(tag).eq_ignore_ascii_case(b"path");
    let is_stored = !paths.is_empty() && supported.any(|v| v.split(|&b| b == b',').any(is_path));
    if is_stored {
        paths.join(&b", "[..])
    } else {
        Vec::new()
    }
}

/// Step 7, the check: whether the order of requests allows what is wanted.
///
/// # Errors
/// [`Refusal::OutOfOrder`].
pub(crate) fn check_order(
    now: &Now,
    wanted: &Wanted<'_>,
    bindings: &[Binding],
    config: &Config,
) -> Result<(), Refusal> {
    if config.cseq_lenient {
        return Ok(());
    }
    let is_late =
        |b: &&Binding| b.call_id == wanted.call && wanted.cseq <= b.cseq && b.is_live(now.time);
    let is_wanted =
        |b: &Binding| wanted.removes_all || wanted.contacts.iter().any(|g| b.is_of(&g.contact));
    if bindings.iter().filter(is_late).any(is_wanted) {
        return Err(Refusal::OutOfOrder);
    }
    Ok(())
}

/// Step 7, the work. Every change goes to the journal; every binding that ends goes to `ended`.
pub(crate) fn commit(
    question: Question<'_, '_>,
    wanted: &Wanted<'_>,
    max_contacts: usize,
    location: &mut Location,
    journal: &mut Lines,
    ended: &mut Vec<Ended>,
) -> Outcome {
    let Question {
        arrival: Arrival { now, peer, .. },
        request,
        aor,
    } = question;
    let ended_before = ended.len();
    let mut end = |journal: &mut Lines, kind: End, binding: &Binding| {
        if kind != End::Expired {
            journal.unbind(aor.name, binding.uri());
        }
        ended.push(Ended {
            successor: Some(Device::new(peer, request.envelope.user_agent())),
            ..Ended::new(kind, aor.name, binding)
        });
    };
    let mut outcome = Outcome::Queried;
    if wanted.removes_all {
        let remove = |b: &Binding| end(journal, End::Unregistered, b);
        location.unbind(now.time, aor, |_| true, remove);
    }
    for Granted { contact, seconds } in &wanted.contacts {
        let is_it = |b: &Binding| b.is_of(contact);
        if *seconds == 0 {
            location.unbind(now.time, aor, is_it, |b| end(journal, End::Unregistered, b));
            continue;
        }
        let info = info(question, wanted, *seconds);
        let end = |kind, b: &Binding| end(journal, kind, b);
        let (bound, binding) = location.bind(now.time, aor, contact, &info, max_contacts, end);
        journal.bind(now, aor.name, binding);
        match bound {
            Bound::Added | Bound::Moved => outcome = Outcome::Registered,
            Bound::Refreshed if outcome == Outcome::Registered => {}
            Bound::Refreshed => outcome = Outcome::Refreshed,
        }
    }
    let mut ended_now = ended[ended_before..].iter();
    let is_removed = ended_now.any(|ended| ended.end == End::Unregistered);
    if outcome == Outcome::Queried && is_removed {
        Outcome::Removed
    } else {
        outcome
    }
}

fn info<'q>(question: Question<'q, '_>, wanted: &'q Wanted<'_>, seconds: u32) -> BindingInfo<'q> {
    let envelope = question.request.envelope;
    let Arrival { now, peer, .. } = question.arrival;
    BindingInfo {
        call_id: wanted.call,
        cseq: wanted.cseq,
        granted: seconds,
        expires: now.time.plus_secs(seconds),
        since: now.unix,
        source: peer,
        path: &wanted.path,
        kept: Kept::ALL.map(|kept| {
            let text = envelope.first(kept.header()).unwrap_or_default();
            &text[..text.len().min(MAX_KEPT)]
        }),
    }
}

/// Step 8: the live bindings, each with the seconds that are left of it. First come those that the request
/// named, in its order, or without Contact those of its Call-ID; then the others, those refreshed last first.
pub(crate) fn list<'l>(
    now: &Now,
    wanted: &Wanted<'_>,
    bindings: &'l [Binding],
) -> Vec<(&'l Binding, u32)> {
    // What this very request was granted is said to the second, also when it comes again: some phones
    // follow every second that is missing.
    let is_own = |b: &Binding| b.call_id == wanted.call && b.cseq == wanted.cseq;
    let left = |b: &Binding| {
        if is_own(b) {
            b.granted
        } else {
            b.expires.secs_from(now.time)
        }
    };
    let place = |b: &Binding| {
        if wanted.contacts.is_empty() {
            return (b.call_id == wanted.call).then_some(0);
        }
        let mut named = wanted.contacts.iter().map(|g| g.contact.uri.text);
        named.position(|uri| uri == b.uri())
    };
    let live = bindings.iter().filter(|b| b.is_live(now.time));
    let mut live: Vec<_> = live.map(|b| (b, left(b))).collect();
    live.sort_by_cached_key(|(b, _)| (place(b).unwrap_or(usize::MAX), Reverse(b.touched())));
    live
}
