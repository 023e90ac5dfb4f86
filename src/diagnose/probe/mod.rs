//! `sipregd probe`: asks a registrar from any machine. Does it answer, over which kind of address, does this
//! login work, and what does NAT do to us?

pub(crate) mod answer;
pub(crate) mod line;
pub(crate) mod login;

use crate::cli::{self, Args, FAILURE, OK, Stop, language};
use crate::diagnose::doctor::finding::{Finding, Report, Verdict};
use crate::sys::address::{in_uri, is_private, list};
use crate::sys::{password, settings};
use crate::text::files::complaint;
use crate::text::{Say, Words, outside as words, passwd, system, usage};
use line::{Line, Reply};
use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};

pub(crate) fn run(mut args: Args) -> Result<u8, Stop> {
    let (words, [stdin, json], [user]) = cli::read(&mut args, ["stdin", "json"], ["user"], 1)?;
    let target = words.first();
    let target = target.ok_or_else(|| Stop::Usage(usage::MISSING_SERVER.say()))?;
    let target = Target::parse(target)
        .ok_or_else(|| Stop::Usage(usage::NOT_A_SERVER.with("word", target)))?;
    if let Some(user) = &user {
        sipreg::extensions::validate_name(user).map_err(|wrong| Stop::Usage(complaint(&wrong)))?;
    } else if stdin {
        return Err(Stop::Usage(usage::STDIN_NEEDS_USER.say()));
    }
    let with_password = |user: String| password(&user, stdin).map(|password| (user, password));
    let login = user.map(with_password).transpose()?;
    let mut report = Report::new(json, settings::DEFAULT_PATH);
    let (works, verdict) = probe(&target, login.as_ref(), &mut report);
    report.verdict(works, verdict);
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

    fn domain(&self) -> String {
        in_uri(&self.host, self.port)
    }
}

/// Asks everything; tells whether it works, and what it comes to.
fn probe(target: &Target, login: Option<&(String, String)>, report: &mut Report) -> (bool, Say) {
    let host = &target.host;
    let (addresses, why) = match (host.as_str(), target.port).to_socket_addrs() {
        Ok(found) => (found.collect(), Say::verbatim("")),
        Err(error) => (BTreeSet::new(), system::resolution(&error)),
    };
    if addresses.is_empty() {
        let text = words::NAME_NONE.with("host", host).with("why", why);
        report.show(&Finding::problem(text).of("name"));
        return (false, words::VERDICT_NO_NAME.with("host", host));
    }
    report.show(&name(target, &addresses));
    // One address of each kind: a phone takes one too.
    let (mut good, mut bad) = (None, None);
    for is_v4 in [true, false] {
        let address = addresses.iter().find(|a| a.is_ipv4() == is_v4);
        if let Some(&address) = address {
            match conversation(target, address, report) {
                Some(true) => good = good.or(Some(address)),
                Some(false) => bad = bad.or(Some(address)),
                None => {}
            }
        }
    }
    let server = target.domain();
    match (good, bad, login) {
        (None, ..) => (false, words::VERDICT_SILENT.with("server", server)),
        (Some(good), Some(bad), _) => {
            let half = words::VERDICT_HALF.with("good", good.ip());
            (false, half.with("bad", bad.ip()))
        }
        (Some(_), None, None) => (true, words::VERDICT_ANSWERS.with("server", server)),
        (Some(address), None, Some((user, password))) => {
            let login = login::login(address, &server, user, password).of("login");
            report.show(&login);
            match login.verdict {
                Verdict::Ok => (true, words::VERDICT_WORKS.with("user", user)),
                _ => (false, words::VERDICT_NO_LOGIN.with("user", user)),
            }
        }
    }
}

fn name(target: &Target, addresses: &BTreeSet<SocketAddr>) -> Finding {
    let ips = addresses.iter().map(SocketAddr::ip);
    let (v4, v6): (Vec<_>, Vec<_>) = ips.partition(IpAddr::is_ipv4);
    let (v4, v6) = (list(&v4), list(&v6));
    let is_address = target.host.parse::<IpAddr>().is_ok();
    let words = match (is_address, v4.as_str(), v6.as_str()) {
        (true, ..) => &words::NAME_IS_ADDRESS,
        (_, _, "") => &words::NAME_V4,
        (_, "", _) => &words::NAME_V6,
        _ => &words::NAME_BOTH,
    };
    let text = words.with("host", &target.host);
    Finding::ok(text.with("v4", v4).with("v6", v6)).of("name")
}

/// Asks one address; `None` if it cannot be tried from here.
fn conversation(target: &Target, address: SocketAddr, report: &mut Report) -> Option<bool> {
    let line = Line::open(address, &target.domain());
    let asked = line.and_then(|mut line| Ok((line.ask("OPTIONS", None, "")?, line.local)));
    match asked {
        Ok((reply, local)) => {
            report.show(&answered(address, &reply).of("answer"));
            let seen = reply.answer.fields.seen_from(local);
            report.show(&translation(address, local, seen).of("nat"));
            Some(true)
        }
        Err(finding) => {
            let is_tried = finding.verdict != Verdict::Unknown;
            report.show(&finding.of("answer"));
            is_tried.then_some(false)
        }
    }
}

fn answered(address: SocketAddr, reply: &Reply) -> Finding {
    let answer = &reply.answer;
    let status = format!("{} {}", answer.code, answer.reason);
    let milliseconds = u64::try_from(reply.after.as_millis()).unwrap_or(u64::MAX);
    let with = |words: &'static Words| {
        let text = words.with("address", address).with("status", &status);
        text.with("n", reply.sent).with("ms", milliseconds + 1)
    };
    match reply.sent {
        1 => Finding::ok(with(&words::ANSWERED)),
        _ => Finding::hint(with(&words::ANSWERED_LATE)),
    }
}

/// What NAT does to a socket that is at `here`, and that the server has `seen` elsewhere.
fn translation(server: SocketAddr, here: SocketAddr, seen: Option<SocketAddr>) -> Finding {
    let Some(seen) = seen else {
        return Finding::unknown(words::NAT_UNSAID.say());
    };
    if seen != here {
        Finding::ok(words::NAT.with("here", here).with("seen", seen))
    } else if is_private(here.ip()) && !is_private(server.ip()) {
        let text = words::NAT_HIDDEN.with("seen", seen);
        Finding::hint(text.with("server", server.ip())).fix(words::ALG_FIX.say())
    } else {
        Finding::ok(words::NAT_NONE.with("seen", seen))
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
        assert!(
            name(&target, &BTreeSet::from([v4]))
                .text
                .is(&words::NAME_V4)
        );
        assert!(
            name(&target, &BTreeSet::from([v6]))
                .text
                .is(&words::NAME_V6)
        );
        assert!(
            name(&target, &BTreeSet::from([v4, v6]))
                .text
                .is(&words::NAME_BOTH)
        );
    }

    #[test]
    fn each_kind_of_translation_has_its_words() {
        let server: SocketAddr = "203.0.113.10:5060".parse().unwrap();
        for (here, seen, words, verdict) in [
            (
                "198.51.100.7:1000",
                "198.51.100.7:1000",
                &words::NAT_NONE,
                Verdict::Ok,
            ),
            (
                "192.168.1.5:1000",
                "192.168.1.5:1000",
                &words::NAT_HIDDEN,
                Verdict::Hint,
            ),
            (
                "192.168.1.5:40000",
                "198.51.100.7:40000",
                &words::NAT,
                Verdict::Ok,
            ),
            (
                "192.168.1.5:40000",
                "",
                &words::NAT_UNSAID,
                Verdict::Unknown,
            ),
        ] {
            let finding = translation(server, here.parse().unwrap(), seen.parse().ok());
            assert!(finding.text.is(words), "{finding:?}");
            assert_eq!(finding.verdict, verdict);
        }
    }

    #[test]
    fn private_addresses() {
        for (ip, private) in [
            ("192.168.0.1", true),
            ("100.64.0.1", true),
            ("100.128.0.1", false),
            ("fd00::1", true),
            ("2001:db8::1", false),
        ] {
            assert_eq!(is_private(ip.parse().unwrap()), private, "{ip}");
        }
    }
}
