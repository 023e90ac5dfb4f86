//! `sipregd probe`: asks a registrar from any machine. Does it answer, over which kind of address, does this
//! login work, and what does the way between do to us?

pub(crate) mod answer;
pub(crate) mod ask;
pub(crate) mod line;
pub(crate) mod login;
pub(crate) mod path;

use crate::cli::{Arg, Args, Command, FAILURE, OK, Stop, language, unexpected, unknown_flag};
use crate::diagnose::doctor::finding::{Finding, Report};
use crate::sys::{password, settings};
use crate::text::files::complaint;
use crate::text::{help, outside as words, passwd, system, usage};
use ask::Ask;
use line::{Failure, Line, Reply};
use login::Login;
use path::Seen;
use std::io::{self, IsTerminal};
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::time::Duration;

pub(crate) const COMMAND: Command = Command {
    name: "probe",
    synopsis: "HOST[:PORT] [--user EXT] [--stdin] [--json]",
    about: &help::PROBE,
    help: &help::PROBE_HELP,
    run,
};

/// How long a first answer may take, and a later one; a phone waits 32 s, a person does not.
const PATIENCE: Duration = Duration::from_secs(6);
const LATER: Duration = Duration::from_secs(3);

fn run(mut args: Args) -> Result<u8, Stop> {
    let (mut target, mut user, mut stdin, mut json) = (None, None, false, false);
    while let Some(arg) = args.next()? {
        match arg {
            Arg::Flag(name) => match name.as_str() {
                "user" => user = Some(args.value()?),
                "stdin" => stdin = true,
                "json" => json = true,
                _ => return Err(unknown_flag(&name)),
            },
            Arg::Word(word) if target.is_none() => target = Some(word),
            Arg::Word(word) => return Err(unexpected(&word)),
        }
    }
    let target = target.ok_or_else(|| Stop::Usage(usage::MISSING_SERVER.say()))?;
    let target = Target::parse(&target)
        .ok_or_else(|| Stop::Usage(usage::NOT_A_SERVER.with("word", &target)))?;
    if let Some(user) = &user {
        sipreg::extensions::validate_name(user).map_err(|wrong| Stop::Usage(complaint(&wrong)))?;
    } else if stdin {
        return Err(Stop::Usage(usage::STDIN_NEEDS_USER.say()));
    }
    let login = match user {
        Some(user) => {
            let password = password(&user, stdin)?;
            Some((user, password))
        }
        None => None,
    };
    let mut report = Report::new(json, settings::DEFAULT_PATH);
    let works = probe(&target, login.as_ref(), &mut report);
    Ok(if works { OK } else { FAILURE })
}

fn password(user: &str, stdin: bool) -> Result<String, Stop> {
    if !stdin && !io::stdin().is_terminal() {
        return Err(Stop::Usage(usage::NO_TERMINAL_STDIN.say()));
    }
    let password = match stdin {
        true => password::read(),
        false => password::ask(&passwd::OF.with("name", user).text(language())),
    };
    password.map_err(Stop::Failure)
}

/// The server to ask.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    host: String,
    port: u16,
}

impl Target {
    fn parse(text: &str) -> Option<Self> {
        if let Ok(ip) = text.parse::<IpAddr>() {
            return Some(Self {
                host: ip.to_string(),
                port: 5060,
            });
        }
        let (host, port) = sipreg::message::uri::parse_hostport(text.as_bytes()).ok()?;
        let host = String::from_utf8_lossy(host);
        Some(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: port.unwrap_or(5060),
        })
    }

    /// As it is in a URI.
    fn domain(&self) -> String {
        let host = match self.host.parse() {
            Ok(ip @ IpAddr::V6(_)) => ask::host(ip),
            _ => self.host.clone(),
        };
        if self.port == 5060 {
            host
        } else {
            format!("{host}:{}", self.port)
        }
    }
}

/// Asks everything; tells whether it works.
fn probe(target: &Target, login: Option<&(String, String)>, report: &mut Report) -> bool {
    let addresses = match resolve(target) {
        Ok(addresses) => addresses,
        Err(finding) => {
            report.show(&finding);
            report.verdict(false, words::VERDICT_NO_NAME.with("host", &target.host));
            return false;
        }
    };
    report.show(&name(target, &addresses));
    // One address of each kind: a phone takes one too.
    let mut tried: Vec<(SocketAddr, bool)> = Vec::new();
    for is_v4 in [true, false] {
        let Some(&address) = addresses.iter().find(|a| a.is_ipv4() == is_v4) else {
            continue;
        };
        if let Some(answers) = conversation(target, address, report) {
            tried.push((address, answers));
        }
    }
    let Some(&(address, _)) = tried.iter().find(|(_, answers)| *answers) else {
        report.verdict(false, words::VERDICT_SILENT.with("server", target.domain()));
        return false;
    };
    if let Some((silent, _)) = tried.iter().find(|(_, answers)| !answers) {
        report.verdict(
            false,
            words::VERDICT_HALF
                .with("good", address.ip())
                .with("bad", silent.ip()),
        );
        return false;
    }
    let Some((user, password)) = login else {
        report.verdict(true, words::VERDICT_ANSWERS.with("server", target.domain()));
        return true;
    };
    let outcome = match Line::open(address) {
        Ok(line) => login::login(&line, &target.domain(), user, password, PATIENCE),
        Err(_) => Login::Silent,
    };
    let works = matches!(outcome, Login::Right { .. });
    report.show(&login_finding(user, outcome));
    let verdict = if works {
        &words::VERDICT_WORKS
    } else {
        &words::VERDICT_NO_LOGIN
    };
    report.verdict(works, verdict.with("user", user));
    works
}

fn resolve(target: &Target) -> Result<Vec<SocketAddr>, Finding> {
    let found = (target.host.as_str(), target.port).to_socket_addrs();
    let mut addresses: Vec<SocketAddr> = match found {
        Ok(found) => found.collect(),
        Err(error) => {
            return Err(Finding::problem(
                "name",
                words::NAME_NONE
                    .with("host", &target.host)
                    .with("why", system::resolution(&error)),
            ));
        }
    };
    addresses.sort_unstable();
    addresses.dedup();
    if addresses.is_empty() {
        let text = words::NAME_NONE.with("host", &target.host).with("why", "");
        return Err(Finding::problem("name", text));
    }
    Ok(addresses)
}

fn name(target: &Target, addresses: &[SocketAddr]) -> Finding {
    let list = |is_v4: bool| {
        let list: Vec<String> = addresses
            .iter()
            .filter(|a| a.is_ipv4() == is_v4)
            .map(|a| a.ip().to_string())
            .collect();
        list.join(" ")
    };
    let (v4, v6) = (list(true), list(false));
    let text = if target.host.parse::<IpAddr>().is_ok() {
        words::NAME_IS_ADDRESS.say()
    } else if v6.is_empty() {
        words::NAME_V4.say()
    } else if v4.is_empty() {
        words::NAME_V6.say()
    } else {
        words::NAME_BOTH.say()
    };
    let text = text
        .with("host", &target.host)
        .with("v4", &v4)
        .with("v6", &v6);
    Finding::ok("name", text).fact("a", v4).fact("aaaa", v6)
}

/// Asks one address; `None` if it cannot be tried from here.
fn conversation(target: &Target, address: SocketAddr, report: &mut Report) -> Option<bool> {
    const ID: &str = "answer";
    let line = match Line::open(address) {
        Ok(line) => line,
        Err(error) => {
            let text = words::NO_WAY
                .with("address", address.ip())
                .with("why", system::error(&error));
            report.show(&Finding::unknown(ID, text));
            return None;
        }
    };
    let mut ask = Ask {
        domain: target.domain(),
        local: line.local,
        token: ask::token(),
        cseq: 0,
    };
    let first = ask.next("OPTIONS", None, "", "");
    let reply = match line.ask(&first, PATIENCE) {
        Ok(reply) => reply,
        Err(failure) => {
            let finding = silence(ID, address, failure);
            let answers = finding.verdict != crate::diagnose::doctor::finding::Verdict::Unknown;
            report.show(&finding);
            return answers.then_some(false);
        }
    };
    let mut times = vec![reply.after.as_millis()];
    let mut lost = 0;
    for _ in 0..2 {
        match line.ask(&ask.next("OPTIONS", None, "", ""), LATER) {
            Ok(reply) => times.push(reply.after.as_millis()),
            Err(_) => lost += 1,
        }
    }
    report.show(&answered(ID, address, &reply, &times, lost));
    report.show(&way(&line, &ask.domain, &reply));
    let described = ask.next("OPTIONS", None, "", &ask::session(line.local));
    let described = line.ask(&described, LATER).ok();
    report.show(&path::rewriting(
        &first,
        &reply.answer,
        described.as_ref().map(|r| &r.answer),
    ));
    Some(true)
}

fn silence(id: &'static str, address: SocketAddr, failure: Failure) -> Finding {
    match failure {
        Failure::Silence { sent } => Finding::problem(
            id,
            words::SILENT
                .with("address", address)
                .with("n", u64::from(sent)),
        )
        .fix(words::SILENT_FIX_SERVER.with("port", address.port()))
        .fix(words::SILENT_FIX_WATCH.say()),
        Failure::Refused => Finding::problem(
            id,
            words::REFUSED
                .with("address", address)
                .with("port", address.port()),
        )
        .fix(words::REFUSED_FIX.say()),
        Failure::Forbidden => Finding::problem(id, words::FORBIDDEN.with("address", address)),
        Failure::Unreachable(why) => Finding::unknown(
            id,
            words::NO_WAY.with("address", address.ip()).with("why", why),
        ),
    }
}

fn answered(
    id: &'static str,
    address: SocketAddr,
    reply: &Reply,
    times: &[u128],
    lost: u64,
) -> Finding {
    let Reply { answer, bytes, .. } = reply;
    let fastest = times.iter().min().copied().unwrap_or_default();
    let slowest = times.iter().max().copied().unwrap_or_default();
    let status = format!("{} {}", answer.code, answer.reason);
    let tries = u64::try_from(times.len()).unwrap_or_default() + lost;
    let resent = u64::from(reply.sent.saturating_sub(1));
    let text = if lost + resent == 0 {
        &words::ANSWERED
    } else {
        &words::ANSWERED_LOSSY
    };
    let text = text
        .with("address", address)
        .with("status", &status)
        .with("n", tries)
        .with("lost", lost + resent)
        .with("fast", fastest.to_string())
        .with("slow", slowest.to_string());
    let finding = if lost + resent == 0 {
        Finding::ok(id, text)
    } else {
        Finding::hint(id, text)
    };
    finding
        .fact("address", address.to_string())
        .fact("status", status)
        .fact("server", answer.value("server").unwrap_or_default())
        .fact("bytes", u64::try_from(*bytes).unwrap_or_default())
        .fact("lost", lost + resent)
        .fact("milliseconds", u64::try_from(fastest).unwrap_or_default())
}

/// Examines NAT, with a second socket beside the first.
fn way(line: &Line, domain: &str, reply: &Reply) -> Finding {
    let seen = |local: SocketAddr, reply: &Reply| {
        let (address, port) = reply.answer.seen_from();
        Seen {
            local,
            // RFC 3261 §18.2.1: `received` may be left out when it says nothing new.
            address: address.or_else(|| port.map(|_| local.ip())),
            port,
        }
    };
    let second = Line::open(line.peer).ok().and_then(|other| {
        let mut ask = Ask {
            domain: domain.to_owned(),
            local: other.local,
            token: ask::token(),
            cseq: 0,
        };
        let reply = other.ask(&ask.next("OPTIONS", None, "", ""), LATER).ok()?;
        Some(seen(other.local, &reply))
    });
    path::translation(line.peer, seen(line.local, reply), second)
}

fn login_finding(user: &str, login: Login) -> Finding {
    const ID: &str = "login";
    match login {
        Login::Right { contacts } => Finding::ok(
            ID,
            words::LOGIN_RIGHT.with("user", user).with("n", contacts),
        ),
        Login::Unasked => Finding::hint(ID, words::LOGIN_UNASKED.with("user", user)),
        Login::Wrong { code } => {
            Finding::problem(ID, words::LOGIN_WRONG.with("user", user).with("code", code))
                .fix(words::LOGIN_WRONG_FIX.with("user", user))
        }
        Login::Dialect(shown) => Finding::problem(ID, words::LOGIN_DIALECT.with("shown", shown)),
        Login::Other { code, reason } => Finding::problem(
            ID,
            words::LOGIN_OTHER
                .with("user", user)
                .with("code", code)
                .with("reason", reason),
        ),
        Login::Silent => Finding::problem(ID, words::LOGIN_SILENT.with("user", user))
            .fix(words::LOGIN_SILENT_FIX.with("user", user)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn hosts_ports_and_addresses() {
        for (text, host, port, domain) in [
            (
                "sip.example.com",
                "sip.example.com",
                5060,
                "sip.example.com",
            ),
            ("h:5062", "h", 5062, "h:5062"),
            ("203.0.113.10", "203.0.113.10", 5060, "203.0.113.10"),
            (
                "[2001:db8::1]:5070",
                "2001:db8::1",
                5070,
                "[2001:db8::1]:5070",
            ),
            ("2001:db8::1", "2001:db8::1", 5060, "[2001:db8::1]"),
        ] {
            let target = Target::parse(text).unwrap();
            assert_eq!((target.host.as_str(), target.port), (host, port));
            assert_eq!(target.domain(), domain);
        }
        for text in ["", "sip:h", "h:0", "a b", "http://h"] {
            assert_eq!(Target::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_the_name_gives_is_told_apart() {
        let target = Target::parse("h").unwrap();
        let (v4, v6) = (
            "203.0.113.10:5060".parse().unwrap(),
            "[2001:db8::1]:5060".parse().unwrap(),
        );
        assert!(name(&target, &[v4]).text.is(&words::NAME_V4));
        assert!(name(&target, &[v6]).text.is(&words::NAME_V6));
        assert!(name(&target, &[v4, v6]).text.is(&words::NAME_BOTH));
    }
}
