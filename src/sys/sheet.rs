//! What phones are told: under which name or address they reach this server, and the sheet of settings.
//! `phone`, `demo`, `doctor` and `probe` say the same because they ask here.

use crate::sys::address;
use crate::sys::host::dns::{self, Kind, Record, Reply};
use crate::sys::snapshot::{Asked, ask_about, text};
use crate::text::{Language, Say, help, sheet as words};
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
        let name = config.domain.as_ref().and_then(|names| names.first());
        let (keyword, name) = match name {
            Some(name) => ("domain", name.as_str()),
            None => ("realm", config.realm.as_str()),
        };
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
        let set = match (keyword, public) {
            // `domain` refuses what it does not list, but for the addresses of this machine.
            ("domain", Some(ip)) => words::SET_DOMAIN_ADDRESS.with("ip", ip),
            ("domain", None) => words::SET_DOMAIN.say(),
            _ => words::SET_REALM.say(),
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
    let servers = dns::nameservers();
    let is_address = |record: &Record| matches!(record, Record::Address(ip) if !ip.is_loopback());
    for kind in [Kind::A, Kind::Aaaa] {
        match dns::ask(&servers, name, kind) {
            Some(Reply::Records(records)) if records.iter().any(is_address) => return true,
            Some(_) => {}
            // Who is silent once would be silent again.
            None => return false,
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

/// Everything to enter on a phone.
pub(crate) struct Sheet {
    server: Server,
    user: String,
    password: Say,
    port: u16,
    expires: u32,
}

impl Sheet {
    /// The sheet of extension `user` of a server that listens on `listen`.
    pub(crate) fn new(
        config: &Config,
        listen: SocketAddr,
        reached_at: impl FnOnce() -> Option<IpAddr>,
        user: &str,
        password: Say,
    ) -> Self {
        Self {
            server: Server::of(config, listen, reached_at),
            user: user.to_owned(),
            password,
            port: listen.port(),
            expires: config.default_expires,
        }
    }

    /// The domain with the port where it is not the usual one, for phones without a field for it.
    fn host_port(&self) -> String {
        let host = &self.server.host;
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            host.clone()
        };
        if self.port == 5060 {
            host
        } else {
            format!("{host}:{}", self.port)
        }
    }

    /// The sheet as `Label: value` lines; with `phones`, also field by field for some phones.
    pub(crate) fn text(&self, phones: bool, language: Language) -> String {
        let mut text = String::new();
        let password = self.password.text(language);
        let off = words::OFF.say().text(language);
        let on = words::ON.say().text(language);
        let empty = words::EMPTY.say().text(language);
        let expires = self.expires.to_string();
        let port = self.port.to_string();
        let general = [
            ("Domain", self.server.host.as_str()),
            ("User", &self.user),
            ("Password", &password),
            ("Port", &port),
            ("Transport", "UDP"),
            ("STUN", &off),
            ("Expires", &expires),
            ("Register", &on),
            ("Authentication name", &empty),
            ("Outbound proxy", &empty),
            ("Keep-alive", "30"),
        ];
        for (label, value) in general {
            text.push_str(&format!("{label}: {value}\n"));
        }
        if let Some(note) = &self.server.note {
            let note = words::NOTE.with("note", note).text(language);
            text.push_str(&(note + "\n"));
        }
        if phones {
            self.push_phones(&mut text, &expires, language);
        }
        text
    }

    fn push_phones(&self, text: &mut String, expires: &str, language: Language) {
        let server = self.host_port();
        let password = self.password.text(language);
        let off = words::OFF.say().text(language);
        let empty = words::EMPTY.say().text(language);
        text.push_str(&format!("\n{}\n", words::BY_PHONE.say().text(language)));
        for (phone, fields) in PHONES {
            text.push_str(&format!("\n{phone}\n"));
            for (label, field) in *fields {
                let value = match field {
                    Field::Server => &server,
                    Field::User => &self.user,
                    Field::Password => &password,
                    Field::Expires => expires,
                    Field::Fixed(value) => value,
                    Field::Off => &off,
                    Field::Empty => &empty,
                };
                text.push_str(&format!("  {label}: {value}\n"));
            }
        }
    }
}

/// The names of the phones that the sheet is printed for, as the help lists them.
pub(crate) fn phones() -> Say {
    let names: Vec<&str> = PHONES.iter().map(|(phone, _)| *phone).collect();
    match names.as_slice() {
        [first @ .., last] => help::AND.with("list", first.join(", ")).with("last", *last),
        [] => Say::verbatim(""),
    }
}

/// What goes into one field of a phone.
enum Field {
    Server,
    User,
    Password,
    Expires,
    /// What the phone itself calls so.
    Fixed(&'static str),
    Off,
    Empty,
}

use Field::{Empty, Expires, Fixed, Off, Password, Server as Host, User};

/// The fields of some phones, in the order and by the names that their screens have.
const PHONES: &[(&str, &[(&str, Field)])] = &[
    (
        "Zoiper",
        &[
            ("Account type", Fixed("SIP")),
            ("Domain", Host),
            ("Username", User),
            ("Password", Password),
            ("Authentication user", Empty),
            ("Outbound proxy", Empty),
            ("Transport", Fixed("UDP")),
            ("Use STUN", Off),
            ("Registration expiry", Expires),
            ("Keep-alive", Fixed("30")),
        ],
    ),
    (
        "Linphone",
        &[
            ("Username", User),
            ("User ID (Auth ID)", Empty),
            ("Password", Password),
            ("Domain", Host),
            ("Transport", Fixed("UDP")),
            ("Outbound proxy", Off),
            ("STUN/ICE", Off),
            ("Expire", Expires),
        ],
    ),
    (
        "MicroSIP",
        &[
            ("SIP server", Host),
            ("SIP proxy", Empty),
            ("Username", User),
            ("Domain", Host),
            ("Login", Empty),
            ("Password", Password),
            ("Transport", Fixed("UDP")),
            ("Use STUN", Off),
            ("Register Refresh", Expires),
            ("Keep-Alive", Fixed("30")),
        ],
    ),
    (
        "Grandstream",
        &[
            ("Primary SIP Server", Host),
            ("Outbound Proxy", Empty),
            ("SIP User ID", User),
            ("Authenticate ID", User),
            ("Authenticate Password", Password),
            ("SIP Registration", Fixed("Yes")),
            ("SIP Transport", Fixed("UDP")),
            ("NAT Traversal", Fixed("Keep-Alive")),
            ("Use Random Port", Fixed("No")),
        ],
    ),
    (
        "Yealink",
        &[
            ("Line Active", Fixed("Enabled")),
            ("Register Name", User),
            ("User Name", User),
            ("Password", Password),
            ("Server Host", Host),
            ("Transport", Fixed("UDP")),
            ("Server Expires", Expires),
            ("Outbound Proxy", Fixed("Disabled")),
            ("NAT", Fixed("Disabled")),
        ],
    ),
    (
        "Groundwire",
        &[
            ("Username", User),
            ("Password", Password),
            ("Domain", Host),
            ("Proxy", Empty),
            ("Auth Username", Empty),
            ("Transport", Fixed("udp")),
            ("Expires", Expires),
            ("Keep Alive", Fixed("30")),
        ],
    ),
];
