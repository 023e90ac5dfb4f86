//! What phones are told: under which name or address they reach this server, and the sheet of settings.
//! `phone`, `demo`, `doctor` and `probe` say the same because they ask here.

use crate::sys::address;
use crate::sys::host::dns::addresses;
use crate::sys::snapshot::{Asked, ask_about, text};
use crate::sys::terminal;
use crate::text::{Language, Say, Words, help, sheet as words};
use simple_dns::rdata::TYPE;
use sipreg::config::Config;
use std::net::{IpAddr, SocketAddr};

/// Under what a phone reaches this server, and what to know about that.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    /// A name or an address.
    pub(crate) host: String,
    /// Why it is not the name in the configuration, and what to do; `None` if it is.
    pub(crate) note: Option<Say>,
}

impl Server {
    /// Phones use the first name of `domain`, else the realm, if the DNS knows it. Else they use the
    /// address: the one that phones have `reached_at`, if it is known, because this machine may stand
    /// behind the NAT of its provider. `reached_at` is asked only where it may.
    pub(crate) fn of(
        config: &Config,
        listen: SocketAddr,
        reached_at: impl FnOnce() -> Option<IpAddr>,
    ) -> Self {
        let name = config.name();
        if name.parse::<IpAddr>().is_ok() || is_known(name) {
            let (host, note) = (name.to_owned(), None);
            return Self { host, note };
        }
        let address = address::reachable(listen);
        let is_private = address::is_private(address);
        let public = is_private.then(reached_at).flatten();
        let host = public.unwrap_or(address).to_string();
        let reached = match public {
            Some(ip) => words::REACHED.with("ip", ip),
            None if is_private => words::BEHIND_NAT.say(),
            None => Say::verbatim(""),
        };
        let set = match (&config.domain, public) {
            // `domain` refuses what it does not list, but for the addresses of this machine.
            (Some(_), Some(ip)) => words::SET_DOMAIN_ADDRESS.with("ip", ip),
            (Some(_), None) => words::SET_DOMAIN.say(),
            _ => words::SET_NAME.say(),
        };
        let note = words::NO_DNS.with("name", name).with("reached", reached);
        let note = Some(note.with("set", set.with("name", name)));
        Self { host, note }
    }
}

/// Whether the DNS itself gives an address for `name` that others can reach. /etc/hosts is not asked:
/// phones do not have it.
fn is_known(name: &str) -> bool {
    if !name.contains('.') {
        return false;
    }
    for kind in [TYPE::A, TYPE::AAAA] {
        match addresses(name, kind) {
            Ok(Some(found)) if !found.iter().all(IpAddr::is_loopback) => return true,
            Ok(_) => {}
            // A server that is silent once would be silent again.
            Err(_) => return false,
        }
    }
    false
}

/// The address under which phones have reached the running service, if it is another than its own.
pub(crate) fn reached_at(config: &Config) -> Option<IpAddr> {
    match ask_about(&config.runtime, |_, _| false) {
        Asked::Fresh(json) | Asked::Old(json, ..) => text(&json, "reached_at").parse().ok(),
        Asked::NotRunning(_) | Asked::Unseen(_) => None,
    }
}

/// Whose settings, and of which server.
pub(crate) struct Sheet<'a> {
    pub(crate) config: &'a Config,
    pub(crate) listen: SocketAddr,
    pub(crate) user: &'a str,
    /// The password, or why it is not shown.
    pub(crate) password: Say,
    /// The same for the fields of some phones, if they are shown too.
    pub(crate) by_phone: Option<Say>,
}

impl Sheet<'_> {
    /// The settings as `Label: value` lines, and field by field for some phones.
    pub(crate) fn text(
        self,
        reached_at: impl FnOnce() -> Option<IpAddr>,
        language: Language,
    ) -> String {
        let Server { host, note } = Server::of(self.config, self.listen, reached_at);
        let server = address::in_uri(&host, self.listen.port());
        let fill = |words: &'static Words, password: &Say| {
            words
                .with("host", &host)
                .with("server", &server)
                .with("port", self.listen.port())
                .with("user", self.user)
                .with("password", password)
                .with("expires", self.config.default_expires)
                .with("on", words::ON.say())
                .with("off", words::OFF.say())
                .with("empty", words::EMPTY.say())
                .text(language)
        };
        let mut text = fill(&GENERAL, &self.password);
        if let Some(note) = note {
            let note = words::NOTE.with("note", note).text(language);
            terminal::push_sentence(&mut text, &note);
            text.push('\n');
        }
        if let Some(password) = &self.by_phone {
            let by_phone = words::BY_PHONE.say().text(language);
            text.push_str(&format!("\n{by_phone}\n{}", fill(&PHONES, password)));
        }
        text
    }
}

/// The names of the phones that the sheet is printed for, as the help lists them.
pub(crate) fn phones() -> Say {
    let names = FIELDS.lines().filter(|line| !line.is_empty());
    let names: Vec<&str> = names.filter(|line| !line.starts_with(' ')).collect();
    match names.as_slice() {
        [first @ .., last] => help::AND.with("list", first.join(", ")).with("last", *last),
        [] => Say::verbatim(""),
    }
}

static GENERAL: Words = Words {
    en: LABELS,
    uz: LABELS,
};

static PHONES: Words = Words {
    en: FIELDS,
    uz: FIELDS,
};

const LABELS: &str = "\
Domain: {host}
User: {user}
Password: {password}
Port: {port}
Transport: UDP
STUN: {off}
Expires: {expires}
Register: {on}
Authentication name: {empty}
Outbound proxy: {empty}
Keep-alive: 30
";

/// The fields of some phones, in the order and by the names that their screens have.
const FIELDS: &str = "
Zoiper
  Account type: SIP
  Domain: {server}
  Username: {user}
  Password: {password}
  Authentication user: {empty}
  Outbound proxy: {empty}
  Transport: UDP
  Use STUN: {off}
  Registration expiry: {expires}
  Keep-alive: 30

Linphone
  Username: {user}
  User ID (Auth ID): {empty}
  Password: {password}
  Domain: {server}
  Transport: UDP
  Outbound proxy: {off}
  STUN/ICE: {off}
  Expire: {expires}

MicroSIP
  SIP server: {server}
  SIP proxy: {empty}
  Username: {user}
  Domain: {server}
  Login: {empty}
  Password: {password}
  Transport: UDP
  Use STUN: {off}
  Register Refresh: {expires}
  Keep-Alive: 30

Grandstream
  Primary SIP Server: {server}
  Outbound Proxy: {empty}
  SIP User ID: {user}
  Authenticate ID: {user}
  Authenticate Password: {password}
  SIP Registration: Yes
  SIP Transport: UDP
  NAT Traversal: Keep-Alive
  Use Random Port: No

Yealink
  Line Active: Enabled
  Register Name: {user}
  User Name: {user}
  Password: {password}
  Server Host: {server}
  Transport: UDP
  Server Expires: {expires}
  Outbound Proxy: Disabled
  NAT: Disabled

Groundwire
  Username: {user}
  Password: {password}
  Domain: {server}
  Proxy: {empty}
  Auth Username: {empty}
  Transport: udp
  Expires: {expires}
  Keep Alive: 30
";
