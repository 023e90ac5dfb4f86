//! The registrar: one verb, [`Registrar::handle`]. A datagram, its addresses and the time go in; the bytes
//! of an answer and one [`Exchange`] come out. Nothing here waits, reads a clock or touches a file.

use crate::auth::mistake::{Mistake, Mistakes};
use crate::auth::{AuthFailure, Authenticator, Login, Served};
use crate::config::Config;
use crate::exchange::{Answered, Arrival, Asked, Exchange, Outcome, Question};
use crate::extensions::{Extension, Extensions, canonical};
use crate::guard::{Attempt, Guard, Limit};
use crate::journal::{Change, Lines};
use crate::location::{Binding, End, Ended, Location};
use crate::message::contact::Contact;
use crate::message::credentials::Credentials;
use crate::message::request::{Envelope, Name, Request, Unanswerable};
use crate::message::status::Status;
use crate::message::uri::{Scheme, address_of};
use crate::message::{is_keep_alive, response, stun};
use crate::refusal::Refusal;
use crate::register::{self, Wanted};
use crate::reply::{self, Reply};
use crate::seed::{Seed, fingerprint};
use crate::sender::addresses;
use crate::time::{Now, Time};
use alloc::vec::{self, Vec};
use arrayvec::ArrayVec;
use core::net::{IpAddr, SocketAddr};

/// Who may register what, and who has.
#[derive(Debug)]
pub struct Registrar {
    config: Config,
    extensions: Extensions,
    location: Location,
    authenticator: Authenticator,
    guard: Guard,
    tags: Seed,
    journal: Lines,
    ended: Vec<Ended>,
    counters: [u64; Outcome::ALL.len()],
    sweep: Option<Sweep>,
    mistakes: Mistakes,
}

/// The extensions as they were before a reload, as far as they have not been compared with those now in force.
#[derive(Debug)]
struct Sweep {
    old: vec::IntoIter<Extension>,
    /// When they ceased to be in force.
    since: Time,
    is_same_realm: bool,
}

/// Extensions compared at once; at most a fraction of a millisecond.
const SWEPT: usize = 2000;

/// What is decided about a request.
#[derive(Default)]
struct Decision<'d> {
    outcome: Outcome,
    /// `None`: nothing is answered.
    reply: Option<Reply<'d>>,
    credentials: Option<Credentials<'d>>,
    is_proven: bool,
    failure: Option<AuthFailure>,
    attempt: Attempt,
}

impl<'d> Decision<'d> {
    fn new(outcome: Outcome, reply: Reply<'d>) -> Self {
        Self {
            reply: Some(reply),
            ..Self::silence(outcome)
        }
    }

    fn silence(outcome: Outcome) -> Self {
        Self {
            outcome,
            ..Self::default()
        }
    }

    /// A login that is not looked at.
    fn ignore(limit: Limit, login: &Login<'d>) -> Self {
        Self {
            credentials: Some(login.credentials),
            ..Self::silence(match limit {
                Limit::Source => Outcome::LockedOut,
                Limit::Account => Outcome::AccountLimited,
            })
        }
    }

    fn refuse(refusal: Refusal) -> Self {
        Self::new(refusal.outcome(), Reply::Refusal(refusal))
    }

    /// Whether the sender has logged in with this request.
    fn is_right(&self) -> bool {
        self.is_proven
            && self
                .failure
                .is_none_or(|failure| failure == AuthFailure::OtherExtension)
    }
}

impl Registrar {
    /// A registrar with no bindings. `seed` must be random and new at each start: nonces, tags and
    /// tables are keyed by what is derived from it.
    pub fn new(config: Config, extensions: Extensions, seed: Seed) -> Self {
        let addresses = addresses(seed);
        Self {
            location: Location::new(extensions.seed(), addresses),
            authenticator: Authenticator::new(seed, &config),
            guard: Guard::new(addresses),
            tags: seed.derive(b"tag"),
            journal: Lines::default(),
            ended: Vec::new(),
            counters: [0; Outcome::ALL.len()],
            sweep: None,
            mistakes: Mistakes::new(),
            config,
            extensions,
        }
    }

    /// Answers one datagram that came from `peer` to our address `local`. The answer is written into
    /// `out`; changes of bindings are added to [`Self::journal`], which must be on its way to the disk
    /// before the answer is sent.
    pub fn handle<'d>(
        &mut self,
        now: &Now,
        peer: SocketAddr,
        local: IpAddr,
        datagram: &'d mut [u8],
        out: &mut Vec<u8>,
    ) -> Exchange<'d> {
        let sender = self.guard.sender(peer);
        let arrival = Arrival {
            now,
            peer,
            local,
            sender,
            size: datagram.len(),
        };
        let is_home = || self.location.is_home(sender.source);
        let exchange = if !self.guard.may_read(now.time, sender, is_home) {
            arrival.unread(Outcome::Silenced)
        } else if stun::is_stun(datagram) {
            self.answer_stun(arrival, datagram, out)
        } else if is_keep_alive(datagram) {
            arrival.unread(Outcome::KeepAlive)
        } else {
            match Envelope::open(datagram) {
                Err(Unanswerable::Response) => arrival.unread(Outcome::Response),
                Err(Unanswerable::NoVia) => arrival.unread(Outcome::Unanswerable),
                Ok(envelope) => self.answer(arrival, &envelope, out),
            }
        };
        self.counters[exchange.outcome as usize] += 1;
        exchange
    }

    fn answer_stun<'d>(
        &mut self,
        arrival: Arrival<'_>,
        datagram: &[u8],
        out: &mut Vec<u8>,
    ) -> Exchange<'d> {
        let mut exchange = arrival.unread(Outcome::StunOther);
        if stun::answer(datagram, arrival.peer, out) && self.spend_unproven(arrival) {
            exchange.outcome = Outcome::Stun;
            exchange.answer = Some(Answered {
                destination: arrival.peer,
                status: None,
                size: out.len(),
            });
        }
        exchange
    }

    /// Decides about a request and writes the answer: here the record of the datagram is made.
    fn answer<'d>(
        &mut self,
        arrival: Arrival<'_>,
        envelope: &Envelope<'d>,
        out: &mut Vec<u8>,
    ) -> Exchange<'d> {
        let request = envelope.request();
        let to = match &request {
            Ok(request) => request.to.uri.addressee(),
            // Whose phone it is can often be read all the same.
            Err(_) if envelope.method == b"REGISTER" => envelope.addressee(),
            Err(_) => b"",
        };
        let name = canonical(to);
        let aor = self.extensions.seed().key(&name);
        let asked = Asked {
            arrival,
            envelope,
            request: request.as_ref().map_err(|fault| *fault),
            aor,
        };
        let decision = self.decide(asked);
        let (mut outcome, mut answer) = (decision.outcome, None);
        if let Some(reply) = &decision.reply {
            answer = self.write(asked, reply, decision.is_right(), out);
            if answer.is_none() {
                outcome = Outcome::TooShort;
            } else if !decision.is_right() && !self.may_send(asked, outcome) {
                (answer, outcome) = (None, Outcome::Silenced);
            }
        }
        let wanted = match &decision.reply {
            Some(Reply::Bindings(wanted)) => Some(wanted),
            _ => None,
        };
        Exchange {
            line: envelope.line,
            method: envelope.method,
            via: Some(envelope.via),
            agent: envelope.user_agent(),
            call_id: request.as_ref().map_or(0, |r| r.call),
            cseq: request.as_ref().map_or(0, |r| r.cseq),
            uri_host: request.as_ref().map_or(b"", |r| r.uri.host),
            account_key: aor.hash,
            is_extension: self.extensions.find_key(aor).is_some(),
            contact: wanted.map_or(b"", Wanted::first_contact),
            expires: wanted.and_then(Wanted::granted).unwrap_or_default(),
            credentials: decision.credentials,
            is_proven: decision.is_proven,
            failure: decision.failure,
            attempt: decision.attempt,
            account: name,
            answer,
            ..arrival.unread(outcome)
        }
    }

    fn decide<'d>(&mut self, asked: Asked<'_, 'd>) -> Decision<'d> {
        let (method, arrival, aor) = (asked.envelope.method, asked.arrival, asked.aor);
        // RFC 3261 §17: an ACK has no answer, whatever else is wrong with it.
        if method == b"ACK" {
            return Decision::silence(Outcome::Ack);
        }
        let request = match asked.request {
            Ok(request) => request,
            Err(fault) => return Decision::new(Outcome::Malformed, Reply::Status(fault)),
        };
        let (now, sender) = (arrival.now.time, arrival.sender);
        if !self.guard.count_request(now, sender, request.call) {
            return Decision::silence(Outcome::Slowed);
        }
        match method {
            b"REGISTER" => self.register(Question {
                arrival,
                request,
                aor,
            }),
            // RFC 3261 §11.2, the same for every user part: nobody learns from it who exists.
            b"OPTIONS" => match check_uri_and_require(request) {
                Ok(()) => Decision::new(Outcome::Options, Reply::Options),
                Err(refusal) => Decision::refuse(refusal),
            },
            _ => Decision::refuse(Refusal::MethodNotAllowed),
        }
    }

    /// RFC 3261 §10.3.
    fn register<'d>(&mut self, question: Question<'_, 'd>) -> Decision<'d> {
        let Question {
            arrival,
            request,
            aor,
        } = question;
        // The address of record must be a SIP URI: step 5 takes it apart.
        if request.to.uri.scheme == Scheme::Other {
            return Decision::refuse(Refusal::ToIsNoSipUri);
        }
        // Steps 1 and 2: a registrar that is not a proxy answers for its own domain only.
        if request.has_sip_uri() && !self.serves(request.uri.host, arrival.local) {
            return Decision::refuse(Refusal::NotFound);
        }
        if let Err(refusal) = check_uri_and_require(request) {
            return Decision::refuse(refusal);
        }
        // Step 3: who is it?
        let login = Login::of(request, &self.config.realm, aor, self.extensions.seed());
        let login = match login {
            Ok(login) => login,
            Err(failure) => return self.reject(question, failure),
        };
        let (now, sender) = (arrival.now.time, arrival.sender);
        let owners = || owners(&self.location, question, &login);
        let permit = match self.guard.may_check(now, sender, login.account, owners) {
            Ok(permit) => permit,
            Err(limit) => return Decision::ignore(limit, &login),
        };
        let (config, extensions) = (&self.config, &self.extensions);
        let judgement = self
            .authenticator
            .judge(question, &login, config, extensions);
        let mut decision = match judgement.result {
            Ok(served) => self.grant(question, &login, served),
            Err(failure) => self.reject(question, failure),
        };
        if decision.failure.is_some_and(AuthFailure::is_wrong_login) {
            let (account, call, limit) = (login.account, request.call, self.config.login_failures);
            decision.attempt = self.guard.failed(now, sender, account, call, permit, limit);
            if self.config.wrong_login_403 {
                decision.reply = Some(Reply::Status(Status::FORBIDDEN));
            }
        }
        decision.credentials = Some(login.credentials);
        decision.is_proven = judgement.is_proven;
        decision
    }

    /// Asks for a login, or for another because of `failure`.
    fn reject<'d>(&mut self, question: Question<'_, 'd>, failure: AuthFailure) -> Decision<'d> {
        let challenge = self.authenticator.challenge(question, failure);
        Decision {
            failure: Some(failure),
            ..Decision::new(failure.into(), Reply::Challenge(challenge))
        }
    }

    /// Steps 4 to 8 for a request whose login is right.
    fn grant<'d>(
        &mut self,
        question: Question<'_, 'd>,
        login: &Login<'d>,
        served: Served,
    ) -> Decision<'d> {
        let result = match served.before {
            // A retransmission of a refused request is refused again, whatever has changed since.
            Some(Some(refusal)) => Err(refusal),
            _ => self.check(question, login, served.before.is_some()),
        };
        match result {
            Ok(wanted) => {
                let outcome = if served.before.is_some() {
                    Outcome::Retransmitted
                } else {
                    let (location, journal) = (&mut self.location, &mut self.journal);
                    let (ended, max) = (&mut self.ended, self.config.max_contacts);
                    register::commit(question, &wanted, max, location, journal, ended)
                };
                Decision::new(outcome, Reply::Bindings(wanted))
            }
            Err(refusal) => {
                self.authenticator.refuse(served.nonce, refusal);
                Decision {
                    failure: (refusal == Refusal::Forbidden).then_some(AuthFailure::OtherExtension),
                    ..Decision::refuse(refusal)
                }
            }
        }
    }

    fn check<'d>(
        &self,
        question: Question<'_, 'd>,
        login: &Login<'d>,
        is_retransmission: bool,
    ) -> Result<Wanted<'d>, Refusal> {
        let (arrival, request) = (question.arrival, question.request);
        // Step 4: an account may change its own address of record only.
        if login.name() != question.aor.name {
            return Err(Refusal::Forbidden);
        }
        // Step 5: is the address of record one of this domain? Not before the login: it would tell.
        if !self.serves(request.to.uri.host, arrival.local) {
            return Err(Refusal::NotFound);
        }
        // Steps 6 and 7.
        let wanted = Wanted::of(request, &self.config)?;
        if !is_retransmission {
            let bindings = self.location.bindings(question.aor);
            register::check_order(arrival.now, &wanted, bindings, &self.config)?;
        }
        Ok(wanted)
    }

    /// Writes the answer to `envelope`. An unauthenticated sender gets at most one and a half times
    /// the bytes of the request: if need be in fewer words, else no answer at all. Only loopback
    /// addresses cannot be forged from outside, so that an answer to them hits nobody.
    fn write(
        &self,
        asked: Asked<'_, '_>,
        reply: &Reply<'_>,
        is_right: bool,
        out: &mut Vec<u8>,
    ) -> Option<Answered> {
        let (peer, envelope) = (asked.arrival.peer, asked.envelope);
        // RFC 3261 §8.2.6.2 and §8.2.7: the same tag whenever the same request comes again.
        let request = asked.request;
        let needs_tag = request.map_or_else(|_| envelope.needs_to_tag(), |r| !r.to.has_tag);
        let call_id = envelope.first(Name::CallId).unwrap_or_default();
        let tag = needs_tag.then(|| self.tags.hash(call_id));
        let limit = if is_right || peer.ip().is_loopback() {
            usize::MAX
        } else {
            envelope.datagram.len() * 3 / 2
        };
        let (config, location) = (&self.config, &self.location);
        reply::write(asked, reply, config, location, tag, limit, out).then(|| Answered {
            destination: response::destination(envelope, peer),
            status: Some(reply.status()),
            size: out.len(),
        })
    }

    /// Whether an answer to a request that proved nothing may be sent. Requests that may come from a
    /// registered phone are answered even if forgers have used up what its address may cause.
    fn may_send(&mut self, asked: Asked<'_, '_>, outcome: Outcome) -> bool {
        let is_guess = matches!(outcome, Outcome::WrongLogin | Outcome::UnknownExtension);
        let Arrival { now, peer, .. } = asked.arrival;
        self.spend_unproven(asked.arrival)
            || (!is_guess && self.location.is_live_at(now.time, asked.aor, peer.ip()))
    }

    fn spend_unproven(&mut self, arrival: Arrival<'_>) -> bool {
        let Arrival { now, sender, .. } = arrival;
        let is_home = || self.location.is_home(sender.source);
        self.guard.spend_unproven(now.time, sender, is_home)
    }

    /// Whether requests for `host` are ours: by the configured names, or by the address that was asked.
    fn serves(&self, host: &[u8], local: IpAddr) -> bool {
        self.config.serves(host) || address_of(host) == Some(local)
    }
}

/// What RFC 3261 §8.2.2.1 and §8.2.2.3 ask of every request.
fn check_uri_and_require(request: &Request<'_, '_>) -> Result<(), Refusal> {
    if !request.has_sip_uri() {
        return Err(Refusal::UnsupportedScheme);
    }
    if request.envelope.unsupported().next().is_some() {
        return Err(Refusal::BadExtension);
    }
    Ok(())
}

/// What makes the sender of `login` an owner of the account, the best first: what it continues, then its source.
fn owners(
    location: &Location,
    question: Question<'_, '_>,
    login: &Login<'_>,
) -> ArrayVec<u64, { NAMED + 2 }> {
    let (request, aor) = (question.request, question.aor);
    let mut owners = ArrayVec::new();
    if login.name() != aor.name {
        return owners;
    }
    let now = question.arrival.now.time;
    let contacts = register::contact_values(request).take(NAMED).flatten();
    let instances = contacts
        .filter_map(|value| Contact::parse(value).ok())
        .filter(|contact| !contact.instance.is_empty())
        .map(|contact| fingerprint(contact.instance));
    for registration in core::iter::once(request.call).chain(instances) {
        if location.knows(now, aor, registration) {
            owners.push(registration);
        }
    }
    if location.is_live_at(now, aor, question.arrival.peer.ip()) {
        owners.push(question.arrival.sender.source);
    }
    owners
}

/// Contacts of an unproven request that are looked at: a phone names one.
const NAMED: usize = 4;

/// What the shell asks besides handling datagrams.
impl Registrar {
    /// The configuration in force.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The extensions in force.
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// The bindings.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The bindings of one extension; some may have ended.
    pub fn bindings_of(&self, name: &[u8]) -> &[Binding] {
        self.location.bindings(self.extensions.seed().key(name))
    }

    /// Whether a phone is registered from the source of `peer`. Anybody else may be any stranger.
    pub fn is_home(&self, peer: SocketAddr) -> bool {
        self.location.is_home(self.guard.sender(peer).source)
    }

    /// How many datagrams ended in each [`Outcome`], in the order of [`Outcome::ALL`].
    pub fn counters(&self) -> &[u64; Outcome::ALL.len()] {
        &self.counters
    }

    /// The lines that must be written before the answers since the last [`Lines::clear`] are sent.
    pub fn journal(&mut self) -> &mut Lines {
        &mut self.journal
    }

    /// The bindings that have ended since the last call.
    pub fn take_ended(&mut self) -> Vec<Ended> {
        core::mem::take(&mut self.ended)
    }

    /// Makes room for what a journal of about `changes` changes may hold.
    pub fn expect(&mut self, changes: usize) {
        self.location.reserve(changes.min(self.extensions.len()));
    }

    /// Takes one change from the journal. Bindings of extensions that are gone are dropped.
    pub fn restore(&mut self, now: &Now, change: Change) {
        match change {
            Change::Bind(name, binding) => {
                let key = self.extensions.seed().key(&name);
                if self.extensions.find_key(key).is_some() {
                    self.location.restore(now.time, key, binding);
                }
            }
            Change::Unbind(name, uri) => {
                let key = self.extensions.seed().key(&name);
                let is_it = |b: &Binding| b.uri() == uri;
                self.location.unbind(now.time, key, is_it, |_| {});
            }
        }
    }

    /// Lets time pass: bindings end, and after a reload a few of those are removed whose extension is
    /// gone or has another password. Cheap when there is nothing to do; call it now and then.
    pub fn tick(&mut self, now: &Now) {
        let ended = &mut self.ended;
        self.location.expire(now.time, |name, binding| {
            ended.push(Ended::new(End::Expired, name, binding));
        });
        self.mistakes.tick(now.time);
        self.sweep_some(now);
    }

    /// Puts other tables into force, between two datagrams. Bindings stay, but for those of extensions
    /// that are gone or have another password: they end in the course of the next ticks, and cannot be
    /// refreshed from now on. Changed passwords are remembered for an hour, to tell a phone with a former
    /// one from a phone with a wrong one; those of extensions that are gone are forgotten.
    pub fn reload(&mut self, now: &Now, config: Config, extensions: Extensions) {
        self.authenticator.reload(&config);
        let is_same_realm = config.realm == self.config.realm;
        self.mistakes.reload(now.time, extensions.seed());
        self.config = config;
        let old = core::mem::replace(&mut self.extensions, extensions);
        self.sweep = Some(Sweep {
            old: old.list.into_iter(),
            since: now.time,
            is_same_realm,
        });
    }

    fn sweep_some(&mut self, now: &Now) {
        let Some(sweep) = &mut self.sweep else {
            return;
        };
        for old in sweep.old.by_ref().take(SWEPT) {
            let key = self.extensions.seed().key(old.name().as_bytes());
            let end = match self.extensions.find_key(key) {
                None => End::ExtensionRemoved,
                // In another realm the same password has another hash.
                Some(new) if sweep.is_same_realm && new.has_other_password(&old) => {
                    End::PasswordChanged
                }
                Some(_) => continue,
            };
            // A phone that has registered with the new password meanwhile stays.
            let is_older = |b: &Binding| b.touched() <= sweep.since;
            self.location.unbind(now.time, key, is_older, |binding| {
                self.journal.unbind(key.name, binding.uri());
                self.ended.push(Ended::new(end, key.name, binding));
            });
            if end == End::PasswordChanged {
                self.mistakes.keep_former(old);
            }
        }
        if sweep.old.len() == 0 {
            self.sweep = None;
        }
    }

    /// Whether [`Self::tick`] has more to sweep and should come again soon.
    pub fn is_sweeping(&self) -> bool {
        self.sweep.is_some()
    }

    /// The mistake behind the wrong login of `exchange`; `None` if it is not one. To be called after the
    /// answer is sent. [`Mistake::NotExamined`] if its account and source have had their search for this
    /// second, or all searches together their share of it.
    pub fn find_mistake(&mut self, now: &Now, exchange: &Exchange<'_>) -> Option<Mistake> {
        let (authenticator, config) = (&self.authenticator, &self.config);
        let extensions = &self.extensions;
        (self.mistakes).find(now.time, exchange, authenticator, config, extensions)
    }
}
