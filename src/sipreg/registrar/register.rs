//! REGISTER by RFC 3261 §10.3, step after step. Who it is says [`super::login`]; what is done to the
//! bindings says [`super::bindings`].

use super::bindings::{Grant, Wish, refreshes};
use super::login::{Login, Verdict, account_of};
use super::{Answer, Ask, Outcome, Registrar, Why};
use crate::config::Algorithm;
use crate::extensions::MAX_NAME;
use crate::guard::{Standing, is_same_source};
use crate::message::reply::{Length, is_host};
use crate::message::request::{Name, Request};
use crate::message::uri::{Scheme, unescape};
use crate::seed::Key;
use core::net::IpAddr;

impl Registrar {
    /// RFC 3261 §10.3. Returns whether the sender proved who it is.
    pub(super) fn register<'d>(
        &mut self,
        ask: &mut Ask<'d, '_, '_>,
        request: &Request<'d, '_>,
        answer: &mut Answer<'d>,
    ) -> bool {
        let (now, peer) = (ask.now, ask.peer);
        // The address of record must be a SIP URI (§10.3 step 5 takes it apart).
        if request.to.uri.scheme == Scheme::Other {
            self.say(
                ask,
                answer,
                Outcome::Malformed,
                (400, "To Is Not A SIP URI"),
                |_, _| {},
            );
            return false;
        }
        // Step 1: a registrar that is no proxy answers for its own domain only; and step 2.
        if request.has_sip_uri() && !self.serves(request.uri.host, ask.local) {
            self.say(
                ask,
                answer,
                Outcome::NotFound,
                (404, "Not Found"),
                |_, _| {},
            );
            return false;
        }
        if !self.admit_uri_and_require(ask, request, answer) {
            return false;
        }
        // Step 5, the canonical form: without parameters, escapes resolved, compared with its case.
        let mut aor = [0; MAX_NAME];
        let aor = unescape(request.to.uri.user.unwrap_or_default(), &mut aor).unwrap_or_default();

        // Step 3: who is it?
        let mut beside = None;
        if self.guard.is_locked(now.time, ask.whose)
            && ask.envelope.first(Name::Authorization).is_some()
        {
            beside = self.admit_beside(ask, aor, request);
            if beside.is_none() {
                answer.outcome = Outcome::LockedOut;
                return false;
            }
        }
        let mut account = [0; MAX_NAME];
        let (verdict, len) = self.judge(now, ask.whose, request, &mut account);
        let account = account.get(..len).unwrap_or_default();
        let Verdict {
            login,
            why,
            credentials,
            is_proven,
        } = verdict;
        (answer.why, answer.credentials, answer.is_proven) = (why, credentials, is_proven);
        let is_retransmission = match login {
            Login::Right { is_retransmission } => is_retransmission,
            Login::Ask => {
                self.challenge(ask, request, answer, Outcome::Challenged, false);
                return false;
            }
            Login::Stale => {
                let stale = self.guard.may_say_stale(ask.whose);
                self.challenge(ask, request, answer, Outcome::Stale, stale);
                return false;
            }
            Login::Wrong => {
                self.wrong_login(ask, request, answer, beside);
                return false;
            }
        };
        let longest = self.config.max_expires;
        let account = self.extensions.seed().key(account);
        self.guard
            .succeed(now.time, ask.whose, account.hash, longest);
        ask.is_proven = is_proven;

        // Step 4: may this account change that address of record? Only its own.
        if account.name != aor {
            answer.why = Why::OtherExtension;
            self.say(
                ask,
                answer,
                Outcome::Forbidden,
                (403, "Forbidden"),
                |_, _| {},
            );
            return true;
        }
        // Step 5: is the address of record one of this domain? Not before the login: it would tell.
        if !self.serves(request.to.uri.host, ask.local) {
            self.say(
                ask,
                answer,
                Outcome::NotFound,
                (404, "Not Found"),
                |_, _| {},
            );
            return true;
        }
        let aor = account;
        // Steps 6 and 7. What has come before is not done again, only answered again.
        let (wish, grant) = match self.check(now, aor, request, is_retransmission) {
            Ok(wish) if is_retransmission => (wish, Grant::default()),
            Ok(wish) => {
                let grant = self.apply(now, peer, aor, request, &wish);
                (wish, grant)
            }
            Err((outcome, status)) => {
                let min_expires = self.config.min_expires;
                self.say(ask, answer, outcome, status, |_, response| {
                    if outcome == Outcome::TooBrief {
                        response.number("Min-Expires", min_expires.into());
                    }
                });
                return true;
            }
        };
        if let Wish::Contacts { first, granted } = &wish {
            (answer.contact, answer.expires) = (first.uri.text, *granted);
        }
        let outcome = if is_retransmission {
            Outcome::Retransmitted
        } else {
            grant.outcome()
        };
        self.confirm(ask, request, answer, (aor, outcome, &wish));
        true
    }

    /// By which standing a login is judged although its source is locked out: a phone that is registered
    /// as `aor` from there must not suffer for its neighbours. `None`: it is ignored.
    fn admit_beside(
        &mut self,
        ask: &Ask<'_, '_, '_>,
        aor: &[u8],
        request: &Request<'_, '_>,
    ) -> Option<Standing> {
        let mut buffer = [0; 256];
        let username = self.pick_credentials(request)?.username;
        if account_of(username, &self.config.realm, &mut buffer) != aor {
            return None;
        }
        let (now, peer) = (ask.now.time, ask.peer);
        let key = self.extensions.seed().key(aor);
        let bindings = self.location.bindings(key).iter();
        let standing = bindings
            .filter(|b| b.is_live(now) && is_same_source(b.source().ip(), peer.ip()))
            .map(|b| {
                if b.source() == peer || b.call_id() == request.call {
                    Standing::Flow
                } else if refreshes(request, b) {
                    Standing::Contact
                } else {
                    Standing::Source
                }
            })
            .max()?;
        self.guard.admits_beside(now, ask.whose, key.hash, standing)
    }

    /// Step 8.
    fn confirm(
        &self,
        ask: &mut Ask<'_, '_, '_>,
        request: &Request<'_, '_>,
        answer: &mut Answer<'_>,
        (aor, outcome, wish): (Key<'_>, Outcome, &Wish<'_>),
    ) {
        let now = ask.now;
        self.say(ask, answer, outcome, (200, "OK"), |registrar, response| {
            registrar.list(now, aor, request, wish, response);
            response.header("Date", &now.date);
        });
    }

    /// 401 with one challenge for each algorithm on offer (RFC 3261 §22.1, RFC 8760 §2).
    fn challenge(
        &self,
        ask: &mut Ask<'_, '_, '_>,
        request: &Request<'_, '_>,
        answer: &mut Answer<'_>,
        outcome: Outcome,
        stale: bool,
    ) {
        let salt = request.call ^ u64::from(request.cseq) << 32 ^ u64::from(ask.peer.port()) << 16;
        let salt = u32::try_from((salt ^ salt >> 32) & u64::from(u32::MAX)).unwrap_or_default();
        let nonce = self.mint.mint(ask.now.time, ask.whose.address(), salt);
        self.say(
            ask,
            answer,
            outcome,
            (401, "Unauthorized"),
            |registrar, response| {
                let offered = registrar.config.algorithms.iter();
                let is_short = response.length() != Length::Full;
                let few = if response.length() == Length::Least {
                    1
                } else {
                    usize::MAX
                };
                for algorithm in offered.take(few) {
                    // None named means MD5 (RFC 7616 §3.3), where room is short.
                    let is_named = !is_short || *algorithm != Algorithm::Md5;
                    response.part(b"WWW-Authenticate: Digest realm=\"");
                    response.part(registrar.config.realm.as_bytes());
                    response.part(b"\", nonce=\"");
                    response.part(&nonce);
                    response.part(b"\"");
                    if is_named {
                        response.part(b", algorithm=");
                        response.part(algorithm.name().as_bytes());
                    }
                    response.part(b", qop=\"auth\"");
                    response.part(if stale { b", stale=true\r\n" } else { b"\r\n" });
                }
            },
        );
    }

    /// The same answer to a wrong password and to an unknown name.
    fn wrong_login(
        &mut self,
        ask: &mut Ask<'_, '_, '_>,
        request: &Request<'_, '_>,
        answer: &mut Answer<'_>,
        beside: Option<Standing>,
    ) {
        self.guard.end_streak(ask.whose);
        if answer.is_proven {
            let account = self.login_hash(answer);
            let what = (request.call, account);
            let failure = self.guard.fail(ask.now.time, ask.whose, what, beside);
            (answer.is_attempt, answer.locks_out) = (failure.is_attempt, failure.locks_out);
        }
        let outcome = if answer.why == Why::Unknown {
            Outcome::UnknownExtension
        } else {
            Outcome::WrongLogin
        };
        if self.config.wrong_login_403 {
            self.say(ask, answer, outcome, (403, "Forbidden"), |_, _| {});
        } else {
            self.challenge(ask, request, answer, outcome, false);
        }
    }

    /// The hash of the account that `answer`'s credentials name.
    fn login_hash(&self, answer: &Answer<'_>) -> u64 {
        let mut buffer = [0; 256];
        let username = answer.credentials.map_or(&b""[..], |c| c.username);
        let name = account_of(username, &self.config.realm, &mut buffer);
        self.extensions.seed().hash(name)
    }

    /// Whether requests for `host` are ours: by the configured names, or by the address that was asked.
    fn serves(&self, host: &[u8], local: IpAddr) -> bool {
        self.config.serves(host) || is_host(host, local)
    }
}
