//! What mistake a wrong login was, for the log and the operator.

use crate::auth::mistake::{Mistake, Search};
use crate::config::Algorithm;
use crate::registrar::login::{strip_realm, unquote};
use crate::registrar::{Answer, Registrar};
use crate::time::Now;
use alloc::string::ToString;
use core::net::{IpAddr, SocketAddr};

/// How long an old password is recognised after a reload, seconds.
const MEMORY: u64 = 3600;

impl Registrar {
    /// The mistake behind the wrong login `answer` of `peer` to our address `local`; `None` if there is none to explain, or the
    /// source has had its search for this second.
    ///
    /// Meant to be called after the answer is sent. It costs the same whether the account exists, so that
    /// not even the time of the next answer tells.
    pub fn explain(
        &mut self,
        now: &Now,
        (peer, local): (SocketAddr, IpAddr),
        answer: &Answer<'_>,
    ) -> Option<Mistake> {
        let credentials = answer.credentials.as_ref()?;
        // No phone writes more; a longer text would be paid for once for each candidate.
        let len = credentials.uri.len() + credentials.cnonce.len() + credentials.username.len();
        if len > 512 {
            return None;
        }
        if !self.guard.may_search(now.time, self.guard.whose(peer)) {
            return None;
        }
        let mut buffer = [0; 256];
        let username = unquote(credentials.username, &mut buffer)?;
        let name = strip_realm(username, &self.config.realm);
        let algorithm = if credentials
            .algorithm
            .eq_ignore_ascii_case(Algorithm::Sha256.name().as_bytes())
        {
            Algorithm::Sha256
        } else {
            Algorithm::Md5
        };
        let uri_host = core::str::from_utf8(answer.uri_host).unwrap_or_default();
        // A phone that was given our address takes that for the realm.
        let local = local.to_string();
        let realms = [uri_host, &local];
        let search = Search {
            ha2: self.usual.of(algorithm, answer.method, credentials.uri),
            credentials,
            algorithm,
            realm: &self.config.realm,
            realms: &realms,
        };
        let known = self.extensions.get(name);
        let subject = known.or_else(|| self.extensions.iter().next())?;
        let previous = self
            .previous
            .as_ref()
            .filter(|(_, at)| now.time.millis_since(*at) < MEMORY * 1000);
        let mistake = search.run(subject, &self.extensions, previous.map(|(e, _)| e));
        known?;
        self.evidence.explain(answer.user, peer, &mistake);
        Some(mistake)
    }
}
