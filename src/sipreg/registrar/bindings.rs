//! May they, and where? Steps 6 to 8 of RFC 3261 §10.3 for a REGISTER whose login is right.
//!
//! First everything is checked, then everything is done: a request that is refused changes nothing.

use crate::location::{Binding, Bound, MAX_AGENT, MAX_CONTACT, Particulars};
use crate::message::contact::Contact;
use crate::message::reply::Response;
use crate::message::request::{Name, Request};
use crate::message::scan::{Malformed, Values, parse_delta_seconds, trim};
use crate::registrar::outcome::Outcome;
use crate::registrar::{Note, Registrar};
use crate::seed::Key;
use crate::time::Now;
use alloc::borrow::Cow;
use core::fmt::Write as _;
use core::net::SocketAddr;

/// Contacts of an unproven request that are looked at.
const NAMED: usize = 4;

/// A refusal: what it is, and how it is said.
pub(super) type Refusal = (Outcome, (u16, &'static str));

/// What the Contact headers of a request ask for.
pub(super) enum Wish<'d> {
    /// There is none: the list.
    List,
    /// `*`: remove all.
    RemoveAll,
    /// The contacts given.
    Contacts {
        /// The first; mostly it is the only one.
        first: Contact<'d>,
        /// What the first lasting one is granted, seconds; 0 if all are to go.
        granted: u32,
    },
}

/// What was granted.
#[derive(Default)]
pub(super) struct Grant {
    pub(super) added: bool,
    pub(super) refreshed: bool,
    pub(super) removed: bool,
}

impl Grant {
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self { added: true, .. } => Outcome::Registered,
            Self {
                refreshed: true, ..
            } => Outcome::Refreshed,
            Self { removed: true, .. } => Outcome::Removed,
            _ => Outcome::Queried,
        }
    }
}

fn contacts<'d>(request: &Request<'d, '_>) -> impl Iterator<Item = Result<&'d [u8], Malformed>> {
    request.envelope.values(Name::Contact).flat_map(Values::new)
}

/// Whether `request` names the contact of `binding`, and may so refresh it. Only a few are looked at: a
/// phone names one, and this is asked before anything is proven.
pub(super) fn refreshes(request: &Request<'_, '_>, binding: &Binding) -> bool {
    let mut named = contacts(request)
        .take(NAMED)
        .flatten()
        .flat_map(Contact::parse);
    named.any(|contact| binding.is_of(&contact))
}

/// The Path to store, all of it: only if the phone says that it understands it (RFC 3327 §5.3), for it
/// must be echoed then.
fn path_of<'d>(request: &Request<'d, '_>) -> Cow<'d, [u8]> {
    let mut paths = request.envelope.values(Name::Path);
    let Some(first) = paths.next() else {
        return Cow::default();
    };
    let mut supported = request
        .envelope
        .values(Name::Supported)
        .flat_map(|v| v.split(|&b| b == b','));
    if !supported.any(|tag| trim(tag).eq_ignore_ascii_case(b"path")) {
        return Cow::default();
    }
    paths.fold(Cow::Borrowed(first), |all, next| {
        Cow::Owned([&*all, b", ", next].concat())
    })
}

fn expires_header(request: &Request<'_, '_>) -> Option<u32> {
    request
        .envelope
        .first(Name::Expires)
        .and_then(parse_delta_seconds)
}

impl Registrar {
    /// Steps 6 and 7, the checks.
    pub(super) fn check<'d>(
        &self,
        now: &Now,
        aor: Key<'_>,
        request: &Request<'d, '_>,
        is_retransmission: bool,
    ) -> Result<Wish<'d>, Refusal> {
        let bad = |reason| (Outcome::BadContact, (400, reason));
        let bindings = self.location.bindings(aor);
        let is_late = |b: &Binding| {
            // Equal is late too, unless it is the very request that made the binding.
            let last = request.cseq < b.cseq() || (request.cseq == b.cseq() && !is_retransmission);
            last && b.call_id() == request.call && b.is_live(now.time) && !self.config.cseq_lenient
        };
        let late = (Outcome::OutOfOrder, (400, "CSeq Not Higher Than Before"));

        let (mut first, mut granted, mut lasting) = (None, 0, 0_usize);
        let (mut count, mut star) = (0_usize, false);
        for value in contacts(request) {
            let value = value.map_err(|_| bad("Malformed Contact"))?;
            count += 1;
            if value == b"*" {
                star = true;
                continue;
            }
            let contact = Contact::parse(value).map_err(|_| bad("Malformed Contact"))?;
            let len = contact.uri.text.len() + contact.instance.len() + path_of(request).len();
            if len > MAX_CONTACT {
                return Err(bad("Contact Too Long"));
            }
            let wanted = self.expires_of(request, &contact);
            if wanted > 0 {
                if wanted < self.config.min_expires {
                    // Step 7: too brief, and nothing of the request is done.
                    return Err((Outcome::TooBrief, (423, "Interval Too Brief")));
                }
                lasting += 1;
                granted = if granted == 0 { wanted } else { granted };
            }
            if bindings.iter().any(|b| is_late(b) && b.is_of(&contact)) {
                return Err(late);
            }
            first = first.or(Some(contact));
        }
        if star {
            // Step 6: `*` stands alone and only with Expires 0, and obeys the order of requests too.
            if count > 1 {
                return Err(bad("Contact * Must Stand Alone"));
            }
            if expires_header(request) != Some(0) {
                return Err(bad("Contact * Needs Expires 0"));
            }
            if bindings.iter().any(is_late) {
                return Err(late);
            }
            return Ok(Wish::RemoveAll);
        }
        if lasting > self.config.max_contacts {
            return Err((Outcome::TooManyContacts, (403, "Too Many Contacts")));
        }
        Ok(first.map_or(Wish::List, |first| Wish::Contacts { first, granted }))
    }

    /// Step 7, the work. Nothing here can be refused any more.
    pub(super) fn apply(
        &mut self,
        now: &Now,
        peer: SocketAddr,
        aor: Key<'_>,
        request: &Request<'_, '_>,
        wish: &Wish<'_>,
    ) -> Grant {
        let mut grant = Grant::default();
        match wish {
            Wish::List => {}
            Wish::RemoveAll => {
                let Self {
                    location, journal, ..
                } = self;
                location.unbind(
                    aor,
                    |_| true,
                    |b| {
                        grant.removed = true;
                        journal.unbind(aor.name, b.uri());
                    },
                );
            }
            Wish::Contacts { first, .. } => {
                self.apply_one(now, peer, aor, request, first, &mut grant);
                for contact in contacts(request).skip(1).flatten().flat_map(Contact::parse) {
                    self.apply_one(now, peer, aor, request, &contact, &mut grant);
                }
            }
        }
        grant
    }

    fn apply_one(
        &mut self,
        now: &Now,
        peer: SocketAddr,
        aor: Key<'_>,
        request: &Request<'_, '_>,
        contact: &Contact<'_>,
        grant: &mut Grant,
    ) {
        let granted = self.expires_of(request, contact);
        let path = path_of(request);
        let agent = request.envelope.user_agent();
        let it = Particulars {
            call_id: request.call,
            cseq: request.cseq,
            granted,
            expires: now.time.plus_secs(granted),
            since: now.unix,
            source: peer,
            path: &path,
            agent: agent.get(..MAX_AGENT).unwrap_or(agent),
        };
        let Self {
            location,
            journal,
            notes,
            evidence,
            ..
        } = self;
        // The same phone under another URI (its instance tells), or removed: the old line must go.
        let goes = |b: &Binding| (granted == 0 || b.uri() != contact.uri.text) && b.is_of(contact);
        if granted == 0 {
            location.unbind(aor, goes, |b| {
                grant.removed = true;
                journal.unbind(aor.name, b.uri());
            });
            return;
        }
        for old in location.bindings(aor).iter().filter(|b| goes(b)) {
            journal.unbind(aor.name, old.uri());
        }
        let limit = self.config.max_contacts;
        let (bound, binding) = location.bind(aor, contact, &it, (now.time, limit), |b| {
            journal.unbind(aor.name, b.uri());
            evidence.gave_way(now, aor);
            notes.push(Note::gave_way(aor.name, b));
        });
        journal.bind(now, aor.name, binding);
        match bound {
            Bound::Added | Bound::Moved => grant.added = true,
            Bound::Refreshed => grant.refreshed = true,
        }
    }

    /// What is granted to `contact`: its own `expires`, else the header's, else the default; cut at the
    /// most. What is no number counts as not given (RFC 3261 §10.2.1.1, §10.3 step 7).
    fn expires_of(&self, request: &Request<'_, '_>, contact: &Contact<'_>) -> u32 {
        let asked = match contact.expires {
            Some(own) => own,
            None => expires_header(request),
        };
        asked
            .unwrap_or(self.config.default_expires)
            .min(self.config.max_expires)
    }

    /// Step 8: every live contact with what is left of its time, as it was sent.
    pub(super) fn list(
        &self,
        now: &Now,
        aor: Key<'_>,
        request: &Request<'_, '_>,
        wish: &Wish<'_>,
        response: &mut Response<'_>,
    ) {
        let mut longest = 0;
        for b in self
            .location
            .bindings(aor)
            .iter()
            .filter(|b| b.is_live(now.time))
        {
            // What this very request was granted is repeated to the second, also when it comes again:
            // some phones follow every second that is missing.
            let own = b.call_id() == request.call && b.cseq() == request.cseq;
            let left = if own {
                b.granted()
            } else {
                b.expires().secs_from(now.time)
            };
            longest = longest.max(left);
            response.part(b"Contact: <");
            response.part(b.uri());
            response.part(b">;expires=");
            response.part_number(left.into());
            if let Some(q) = b.q() {
                // NOTE(write): writing to memory cannot fail.
                let _ = write!(response, ";q={}.{:03}", q / 1000, q % 1000);
            }
            if !b.instance().is_empty() {
                response.part(b";+sip.instance=\"");
                response.part(b.instance());
                response.part(b"\"");
            }
            if b.reg_id() != 0 {
                response.part(b";reg-id=");
                response.part_number(b.reg_id().into());
            }
            response.part(b"\r\n");
        }
        // The same however often the request comes: what the first lasting contact was granted, 0 if
        // all were to go; to who asked for the list, the longest there is.
        let expires = match wish {
            Wish::List => longest,
            Wish::RemoveAll => 0,
            Wish::Contacts { granted, .. } => *granted,
        };
        response.number("Expires", expires.into());
        if !path_of(request).is_empty() {
            // RFC 3327 §5.3: the phone sees what was stored.
            for value in request.envelope.values(Name::Path) {
                response.header("Path", value);
            }
        }
    }
}
