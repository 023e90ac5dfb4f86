//! `sipregd.conf`: text in, [`Config`] or everything that is wrong with it out.
//! It opens no file and asks for no host name; the shell hands both in.

use crate::diagnostic::{Complaint, Complaints, Diagnostic, spoken_lines};
use crate::message::uri::{host_eq, parse_hostport};
use crate::nearest::nearest;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use core::ops::RangeInclusive;

/// A digest algorithm that can be offered (RFC 2617, RFC 8760).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// MD5, the only one that every phone speaks.
    Md5,
    /// SHA-256
    Sha256,
}

impl Algorithm {
    /// The algorithm of that name in any case. No name means MD5 (RFC 7616 §3.4).
    pub fn named(name: &[u8]) -> Option<Self> {
        let is_named = |a: &Self| a.name().as_bytes().eq_ignore_ascii_case(name);
        match name {
            b"" => Some(Self::Md5),
            _ => [Self::Md5, Self::Sha256].into_iter().find(is_named),
        }
    }

    /// Its name on the wire and in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }
}

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Only what the operator must act on.
    Error,
    /// And what was survived but should not be.
    Warn,
    /// And state changes and failed logins.
    Notice,
    /// And every message, within a budget.
    Info,
    /// And why each was answered as it was.
    Debug,
    /// And whole messages, credentials masked.
    Trace,
}

/// The language of the commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// What the environment asks for.
    Auto,
    /// English.
    English,
    /// Uzbek, in Latin script.
    Uzbek,
}

/// Where to listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listen {
    /// At this port of every address, IPv4 and IPv6.
    Everywhere(u16),
    /// At this address and port. `0.0.0.0` is every address of IPv4, `[::]` every address.
    At(SocketAddr),
}

impl Listen {
    /// The address to bind to: of both families where it is every address.
    pub const fn address(self) -> SocketAddr {
        match self {
            Self::Everywhere(port) => SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), port),
            Self::At(address) => address,
        }
    }

    /// The address to bind to where the kernel has no IPv6, if it is another.
    pub const fn without_ipv6(self) -> Option<SocketAddr> {
        match self {
            Self::Everywhere(port) => {
                Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port))
            }
            Self::At(_) => None,
        }
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everywhere(port) => write!(f, "*:{port}"),
            Self::At(address) => address.fmt(f),
        }
    }
}

/// What `sipregd.conf` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Address and port to serve.
    pub listen: Listen,
    /// The digest realm.
    pub realm: String,
    /// Whether that is the first name of `domain`, because none is written.
    pub is_realm_of_domain: bool,
    /// Host names accepted in Request-URI and To; `None` accepts every host.
    pub domain: Option<Vec<String>>,
    /// Path of the extensions file.
    pub extensions: String,
    /// Folder of the journal.
    pub state: String,
    /// Folder of the pid file and the status file.
    pub runtime: String,
    /// Challenges to offer, in order; never empty.
    pub algorithms: Vec<Algorithm>,
    /// Shortest registration granted, seconds.
    pub min_expires: u32,
    /// What is granted when nothing is asked, seconds.
    pub default_expires: u32,
    /// Longest registration granted, seconds.
    pub max_expires: u32,
    /// Contacts of one extension.
    pub max_contacts: usize,
    /// How long a nonce serves, seconds.
    pub nonce_lifetime: u32,
    /// Whether a lower CSeq under the same Call-ID is accepted.
    pub cseq_lenient: bool,
    /// Whether a wrong password is answered 403 instead of 401.
    pub wrong_login_403: bool,
    /// Failed logins of one source in 10 minutes before its logins are ignored; `None`: never.
    pub login_failures: Option<u32>,
    /// Seconds between two fsyncs of the journal; what a power cut can cost.
    pub sync: u32,
    /// How much is logged.
    pub log: LogLevel,
    /// The language of the commands.
    pub language: Language,
}

impl Config {
    /// The defaults; the realm is `host_name`.
    pub fn new(host_name: &str) -> Self {
        Self {
            listen: Listen::Everywhere(5060),
            realm: host_name.to_owned(),
            is_realm_of_domain: false,
            domain: None,
            extensions: "/etc/sipregd/extensions".to_owned(),
            state: "/var/lib/sipregd".to_owned(),
            runtime: "/run/sipregd".to_owned(),
            algorithms: alloc::vec![Algorithm::Md5],
            min_expires: 30,
            default_expires: 3600,
            max_expires: 3600,
            max_contacts: 10,
            nonce_lifetime: 300,
            cseq_lenient: false,
            wrong_login_403: false,
            login_failures: Some(10),
            sync: 5,
            log: LogLevel::Info,
            language: Language::Auto,
        }
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// Everything wrong with it, in the order of its lines.
    pub fn parse(text: &str, host_name: &str) -> Result<Self, Vec<Diagnostic>> {
        match Self::read(text, host_name) {
            (config, complaints) if complaints.is_empty() => Ok(config),
            (_, complaints) => Err(complaints),
        }
    }

    /// Reads the text of a file as far as it can be read, for looking at what else is wrong elsewhere,
    /// and tells everything wrong with it.
    pub fn read(text: &str, host_name: &str) -> (Self, Vec<Diagnostic>) {
        let mut config = Self::new(host_name);
        let mut complaints = Complaints::default();
        let mut seen: Vec<(&str, usize, &str)> = Vec::new();
        let text = complaints.without_mark(text);
        for (number, line) in spoken_lines(text) {
            if complaints.is_full() {
                break;
            }
            let content = line.trim();
            let (keyword, value) = content.split_once([' ', '\t']).unwrap_or((content, ""));
            let value = value.trim();
            let is_known = KEYWORDS.iter().any(|(k, _)| *k == keyword);
            let first = seen.iter().find(|(k, ..)| *k == keyword);
            // An empty value has no place of its own; its complaint points at the keyword.
            let (place, result) = match first {
                Some((_, first, _)) => {
                    let complaint = Complaint::KeywordTwice {
                        keyword: keyword.to_owned(),
                        first_line: *first,
                    };
                    (keyword, Err(complaint))
                }
                None if is_known && value.is_empty() => {
                    (keyword, Err(Complaint::NoValue(keyword.to_owned())))
                }
                None if is_known => (value, config.set(keyword, value)),
                None => (keyword, config.set(keyword, value)),
            };
            if is_known {
                seen.push((keyword, number, line));
            }
            if let Err(complaint) = result {
                complaints.push(number, line, place, complaint);
            }
        }
        let is_set = |keyword: &str| seen.iter().any(|(k, ..)| *k == keyword);
        if !is_set("default-expires") {
            config.default_expires = config.default_expires.min(config.max_expires);
        }
        if !is_set("max-expires") {
            config.max_expires = config.max_expires.max(config.default_expires);
        }
        let first = config.domain.as_ref().and_then(|names| names.first());
        if !is_set("realm")
            && let Some(name) = first.and_then(|name| realm(name).ok())
        {
            config.realm = name;
            config.is_realm_of_domain = true;
        }
        config.check_expiries(&seen, &mut complaints);
        (config, complaints.into_list())
    }

    /// The name that phones are told: the first of `domain`, else the realm.
    pub fn name(&self) -> &str {
        let first = self.domain.as_ref().and_then(|names| names.first());
        first.unwrap_or(&self.realm)
    }

    fn set(&mut self, keyword: &str, value: &str) -> Result<(), Complaint> {
        match keyword {
            "algorithms" => self.algorithms = algorithms(value)?,
            "cseq" => self.cseq_lenient = choice(value, [("strict", false), ("lenient", true)])?,
            "default-expires" => self.default_expires = number(value, SECONDS)?,
            "domain" => self.domain = domain(value)?,
            "extensions" => self.extensions = path(value)?,
            "language" => self.language = choice(value, LANGUAGES)?,
            "listen" => self.listen = listen(value)?,
            "log" => self.log = choice(value, LEVELS)?,
            "login-failures" => self.login_failures = login_failures(value)?,
            "max-contacts" => {
                let most = number(value, 1..=100)?;
                self.max_contacts = usize::try_from(most).unwrap_or(usize::MAX);
            }
            "max-expires" => self.max_expires = number(value, SECONDS)?,
            "min-expires" => self.min_expires = number(value, SECONDS)?,
            "nonce-lifetime" => self.nonce_lifetime = number(value, 10..=86_400)?,
            "realm" => self.realm = realm(value)?,
            "runtime" => self.runtime = path(value)?,
            "state" => self.state = path(value)?,
            "sync" => self.sync = number(value, 1..=3600)?,
            "wrong-login" => self.wrong_login_403 = choice(value, [("401", false), ("403", true)])?,
            _ => return Err(unknown_keyword(keyword)),
        }
        Ok(())
    }

    fn check_expiries(&self, seen: &[(&str, usize, &str)], complaints: &mut Complaints) {
        let (min, default, max) = (self.min_expires, self.default_expires, self.max_expires);
        let wanted = ["default-expires", "max-expires", "min-expires"];
        let mut places = wanted
            .iter()
            .filter_map(|k| seen.iter().find(|(s, ..)| s == k));
        if !(min..=max).contains(&default)
            && let Some((keyword, number, line)) = places.next()
        {
            let complaint = Complaint::DecreasingExpiries { min, default, max };
            complaints.push(*number, line, keyword, complaint);
        }
    }

    /// Whether requests for `host` are this server's to answer.
    pub fn serves(&self, host: &[u8]) -> bool {
        match &self.domain {
            None => true,
            Some(names) => names.iter().any(|n| host_eq(n.as_bytes(), host)),
        }
    }
}

/// Every keyword and its default as the manual states it; sorted.
pub const KEYWORDS: [(&str, &str); 18] = [
    ("algorithms", "MD5"),
    ("cseq", "strict"),
    ("default-expires", "3600"),
    ("domain", "any"),
    ("extensions", "/etc/sipregd/extensions"),
    ("language", "auto"),
    ("listen", "*:5060"),
    ("log", "info"),
    ("login-failures", "10"),
    ("max-contacts", "10"),
    ("max-expires", "3600"),
    ("min-expires", "30"),
    ("nonce-lifetime", "300"),
    ("realm", "first name of domain, else the host name"),
    ("runtime", "/run/sipregd"),
    ("state", "/var/lib/sipregd"),
    ("sync", "5"),
    ("wrong-login", "401"),
];

/// A week is the longest registration that makes sense to anybody.
const SECONDS: RangeInclusive<u32> = 1..=604_800;

const LANGUAGES: [(&str, Language); 3] = [
    ("auto", Language::Auto),
    ("en", Language::English),
    ("uz", Language::Uzbek),
];

const LEVELS: [(&str, LogLevel); 6] = [
    ("error", LogLevel::Error),
    ("warn", LogLevel::Warn),
    ("notice", LogLevel::Notice),
    ("info", LogLevel::Info),
    ("debug", LogLevel::Debug),
    ("trace", LogLevel::Trace),
];

fn unknown_keyword(keyword: &str) -> Complaint {
    Complaint::UnknownKeyword {
        keyword: keyword.to_owned(),
        nearest: nearest(keyword, KEYWORDS.iter().map(|(k, ..)| *k)),
    }
}

fn number(value: &str, range: RangeInclusive<u32>) -> Result<u32, Complaint> {
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    let number = value.parse().ok();
    let number = number.filter(|n| digits && range.contains(n));
    let value = value.to_owned();
    number.ok_or(Complaint::NotANumber { value, range })
}

fn choice<T: Copy, const N: usize>(
    value: &str,
    choices: [(&'static str, T); N],
) -> Result<T, Complaint> {
    choices
        .iter()
        .find(|(name, _)| *name == value)
        .map(|(_, v)| *v)
        .ok_or_else(|| Complaint::NotOneOf {
            value: value.to_owned(),
            choices: choices.iter().map(|(name, _)| *name).collect(),
        })
}

fn listen(value: &str) -> Result<Listen, Complaint> {
    let listen = match value.strip_prefix("*:") {
        Some(port) if port.bytes().all(|b| b.is_ascii_digit()) => {
            port.parse().ok().map(Listen::Everywhere)
        }
        _ => value.parse().ok().map(Listen::At),
    };
    listen.ok_or_else(|| Complaint::NotAnAddressAndPort(value.to_owned()))
}

fn realm(value: &str) -> Result<String, Complaint> {
    let legal = |b: u8| matches!(b, b'!'..=b'~') && !matches!(b, b'"' | b'\\' | b':');
    if value.len() > 255 || !value.bytes().all(legal) {
        return Err(Complaint::NotARealm);
    }
    Ok(value.to_owned())
}

fn domain(value: &str) -> Result<Option<Vec<String>>, Complaint> {
    let names: Vec<&str> = value
        .split([' ', '\t', ','])
        .filter(|n| !n.is_empty())
        .collect();
    if names.is_empty() {
        return Err(Complaint::NoHostName);
    }
    if names == ["any"] {
        return Ok(None);
    }
    for name in &names {
        if *name == "any" {
            return Err(Complaint::AnyAndHostNames);
        }
        if parse_hostport(name.as_bytes()).map(|(_, port)| port) != Ok(None) {
            return Err(Complaint::NotAHostName((*name).to_owned()));
        }
    }
    Ok(Some(names.into_iter().map(ToOwned::to_owned).collect()))
}

fn path(value: &str) -> Result<String, Complaint> {
    let value = value.to_owned();
    if value.starts_with('/') {
        Ok(value)
    } else {
        Err(Complaint::NotAFullPath(value))
    }
}

fn algorithms(value: &str) -> Result<Vec<Algorithm>, Complaint> {
    let mut list = Vec::new();
    for name in value.split([' ', '\t', ',']).filter(|n| !n.is_empty()) {
        let algorithm = [Algorithm::Md5, Algorithm::Sha256]
            .into_iter()
            .find(|a| a.name() == name)
            .ok_or_else(|| Complaint::NotAnAlgorithm(name.to_owned()))?;
        if list.contains(&algorithm) {
            return Err(Complaint::AlgorithmTwice(name.to_owned()));
        }
        list.push(algorithm);
    }
    if list.is_empty() {
        return Err(Complaint::NoAlgorithm);
    }
    Ok(list)
}

fn login_failures(value: &str) -> Result<Option<u32>, Complaint> {
    if value == "off" {
        return Ok(None);
    }
    let range = 1..=1_000_000;
    let value = value.to_owned();
    match number(&value, range.clone()) {
        Ok(number) => Ok(Some(number)),
        Err(_) => Err(Complaint::NeitherOffNorANumber { value, range }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    /// What is wrong with `text`, each with its line and column.
    fn complaints(text: &str) -> Vec<(usize, usize, Complaint)> {
        let list = Config::parse(text, "host").unwrap_err();
        let list = list.into_iter();
        list.map(|d| (d.line, d.column, d.complaint)).collect()
    }

    #[test]
    fn nothing_said_is_everything_default() {
        assert_eq!(
            Config::parse("# only a comment\n\n", "pbx.example.com"),
            Ok(Config::new("pbx.example.com"))
        );
    }

    #[test]
    fn the_defaults_in_the_table_are_the_defaults() {
        for (keyword, default) in KEYWORDS.iter().filter(|(k, ..)| *k != "realm") {
            let text = format!("{keyword} {default}\n");
            assert_eq!(Config::parse(&text, "h"), Ok(Config::new("h")), "{keyword}");
        }
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(KEYWORDS.is_sorted_by_key(|(k, ..)| *k));
    }

    #[test]
    fn every_keyword_is_heard() {
        let text = "listen [::]:5070\nrealm sip.example.com\ndomain a.example, b.example 192.0.2.1\nextensions /x\n\
            state /s\nruntime /r\nalgorithms SHA-256 MD5\nmin-expires 60\ndefault-expires 120\nmax-expires 180\n\
            max-contacts 2\nnonce-lifetime 30\ncseq lenient\nwrong-login 403\nlogin-failures off\nsync 1\nlog trace\n\
            language uz\n";
        for (keyword, ..) in KEYWORDS {
            let is_its = |line: &&str| line.split(' ').next() == Some(keyword);
            let line = text.lines().find(is_its).expect(keyword);
            assert_ne!(Config::read(line, "h").0, Config::new("h"), "{line}");
        }
        let config = Config::parse(text, "host").unwrap();
        assert_eq!(config.listen, Listen::At("[::]:5070".parse().unwrap()));
        assert_eq!(config.algorithms, [Algorithm::Sha256, Algorithm::Md5]);
        assert!(
            config.serves(b"B.example")
                && config.serves(b"192.0.2.1")
                && !config.serves(b"c.example")
        );
        assert_eq!(
            (config.login_failures, config.log, config.max_expires),
            (None, LogLevel::Trace, 180)
        );
        assert!(config.cseq_lenient && config.wrong_login_403);
    }

    #[test]
    fn all_errors_come_at_once_with_line_and_column() {
        let text = "listen 5060\nmax-contact 5\n  log   loud\nmax-contacts\nrealm a\nrealm b\ndomain any x\nstate here\nsync 0\n";
        assert_eq!(
            complaints(text),
            [
                (1, 8, Complaint::NotAnAddressAndPort("5060".to_owned())),
                (
                    2,
                    1,
                    Complaint::UnknownKeyword {
                        keyword: "max-contact".to_owned(),
                        nearest: Some("max-contacts")
                    }
                ),
                (
                    3,
                    9,
                    Complaint::NotOneOf {
                        value: "loud".to_owned(),
                        choices: LEVELS.map(|(name, _)| name).to_vec()
                    }
                ),
                (4, 1, Complaint::NoValue("max-contacts".to_owned())),
                (
                    6,
                    1,
                    Complaint::KeywordTwice {
                        keyword: "realm".to_owned(),
                        first_line: 5
                    }
                ),
                (7, 8, Complaint::AnyAndHostNames),
                (8, 7, Complaint::NotAFullPath("here".to_owned())),
                (
                    9,
                    6,
                    Complaint::NotANumber {
                        value: "0".to_owned(),
                        range: 1..=3600
                    }
                ),
            ]
        );
    }

    #[test]
    fn expiries_must_not_decrease() {
        assert_eq!(
            complaints("default-expires 3600\nmax-expires 600\n"),
            [(
                1,
                1,
                Complaint::DecreasingExpiries {
                    min: 30,
                    default: 3600,
                    max: 600
                }
            )]
        );
    }

    #[test]
    fn an_expiry_that_is_not_set_gives_way_to_the_one_that_is() {
        let of = |text: &str| {
            let config = Config::parse(text, "host").unwrap();
            (config.default_expires, config.max_expires)
        };
        assert_eq!(of("max-expires 600\n"), (600, 600));
        assert_eq!(of("default-expires 7200\n"), (7200, 7200));
        assert_eq!(of("max-expires 7200\n"), (3600, 7200));
        assert_eq!(of("default-expires 600\n"), (600, 3600));
    }

    #[test]
    fn the_realm_is_the_first_name_of_the_domain() {
        let realm = |text: &str| Config::parse(text, "host").unwrap().realm;
        assert_eq!(realm("domain a.example b.example\n"), "a.example");
        assert_eq!(realm("domain a.example\nrealm c.example\n"), "c.example");
        assert_eq!(realm("domain any\n"), "host");
        assert_eq!(realm("domain [2001:db8::1]\n"), "host", "no colon in it");
    }

    #[test]
    fn a_list_without_names_and_a_mark_before_the_file() {
        assert_eq!(
            complaints("\u{feff}domain ,\nalgorithms ,\n"),
            [
                (1, 1, Complaint::ByteOrderMark),
                (1, 8, Complaint::NoHostName),
                (2, 12, Complaint::NoAlgorithm),
            ]
        );
    }
}
