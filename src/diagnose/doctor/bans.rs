//! Who is blocked: by fail2ban, and by the service itself after wrong logins.

use super::finding::{Checked, Finding};
use super::machine::Machine;
use super::service::no_answer;
use crate::sys::address::list as list_of;
use crate::sys::host::command::{Trouble, run};
use crate::sys::snapshot::{self, get, ip_of, list, number, text};
use crate::text::host as words;
use sipreg::command::Word;
use sipreg::evidence::is_scanner;
use std::collections::HashMap;
use std::net::IpAddr;
use tinyjson::JsonValue;

/// A ban.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ban {
    pub(crate) jail: String,
    pub(crate) ip: IpAddr,
}

impl Ban {
    /// Whether the jail is the one that is for this service. What another keeps out is not known: often only SSH.
    pub(crate) fn is_for_us(&self) -> bool {
        self.jail == "sipregd"
    }
}

/// Every ban of fail2ban, or why they cannot be seen. One that is not there or not running bans nobody.
pub(crate) fn banned() -> Result<Vec<Ban>, Trouble> {
    match run("fail2ban-client", &["banned"]) {
        Ok(said) => read(&said).ok_or(Trouble::Failed(said)),
        Err(Trouble::Absent) => Ok(Vec::new()),
        Err(Trouble::Failed(why)) if why.contains("Is fail2ban running") => Ok(Vec::new()),
        Err(trouble) => Err(trouble),
    }
}

/// Reads `[{'sipregd': ['203.0.113.66']}]`.
fn read(said: &str) -> Option<Vec<Ban>> {
    let jails: JsonValue = said.replace('\'', "\"").parse().ok()?;
    let jails = jails.get::<Vec<_>>()?.iter();
    let jails = jails
        .filter_map(|jail| jail.get::<HashMap<_, _>>())
        .flatten();
    let bans = jails.flat_map(|(jail, ips): (&String, &JsonValue)| {
        let ips = ips.get::<Vec<_>>().into_iter().flatten();
        let ips = ips.filter_map(|ip| ip.get::<String>()?.parse().ok());
        ips.map(|ip| Ban {
            jail: jail.clone(),
            ip,
        })
    });
    Some(bans.collect())
}

pub(crate) fn bans(machine: &Machine) -> Checked {
    let json = machine.snapshot();
    let locked: Vec<IpAddr> = json.into_iter().flat_map(snapshot::locked_out).collect();
    let phone = |ip: &IpAddr| Some((*ip, extension_at(json?, *ip)?));
    if let Some((ip, user)) = locked.iter().find_map(phone) {
        let text = words::BANS_LOCKED.with("ip", ip).with("user", &user);
        let finding = Finding::problem(text).fix(words::BANS_LOCKED_FIX.with("user", user));
        return Ok(finding.fix(words::BANS_LOCKED_NOW.say()));
    }
    let strangers = (!locked.is_empty())
        .then(|| Finding::hint(words::BANS_LOCKED_STRANGERS.with("list", list_of(&locked))));
    if !machine.is_root {
        return strangers.ok_or_else(|| words::NEEDS_ROOT.say());
    }
    match (banned(), strangers) {
        (Ok(bans), Some(strangers)) if bans.is_empty() => Ok(strangers),
        (Ok(bans), _) if bans.is_empty() && json.is_none() => Err(machine.no_snapshot()),
        (Ok(bans), _) => Ok(judge_bans(&bans, json)),
        (Err(trouble), _) => Err(no_answer("fail2ban-client", &trouble)),
    }
}

/// The extension that comes from `ip`: one of the list that has got in from there, or that alone is named
/// from there, and by no scanner. To block a sender that tries many is the defence at work.
fn extension_at(json: &JsonValue, ip: IpAddr) -> Option<String> {
    let is_there = |item: &JsonValue| ip_of(item) == Some(ip);
    let source = list(json, "sources")
        .iter()
        .find(|s| text(s, "address").parse() == Ok(ip));
    let is_scan =
        source.is_some_and(|s| number(s, "users") > 1 || is_scanner(text(s, "agent").as_bytes()));
    let accounts = list(json, "accounts");
    let got_in = accounts
        .iter()
        .find(|a| is_there(get(a, "success")) || list(a, "bindings").iter().any(is_there));
    let failed = || {
        let named = source.map(|s| text(s, "user"));
        // Whose phone is registered elsewhere is guessed at from here.
        accounts
            .iter()
            .filter(|a| list(a, "bindings").is_empty() && !is_scan)
            .find(|a| is_there(get(a, "failure")) || named == Some(text(a, "name")))
    };
    let account = got_in.or_else(failed)?;
    Some(text(account, "name").to_owned())
}

fn judge_bans(bans: &[Ban], json: Option<&JsonValue>) -> Finding {
    let ips: Vec<IpAddr> = bans.iter().map(|ban| ban.ip).collect();
    let mut of_phones = bans
        .iter()
        .filter_map(|ban| Some((ban, extension_at(json?, ban.ip)?)));
    let (ban, finding) = match (of_phones.next(), bans.first()) {
        (Some((ban, user)), _) => {
            let text = words::BANS_PHONE.with("ip", ban.ip).with("user", user);
            let text = text.with("jail", &ban.jail);
            let finding = match ban.is_for_us() {
                true => Finding::problem(text),
                false => Finding::hint(text),
            };
            (ban, finding)
        }
        (None, Some(ban)) => {
            let text = words::BANS_STRANGERS.with("list", list_of(&ips));
            (ban, Finding::hint(text.with("jail", &ban.jail)))
        }
        (None, None) => return Finding::ok(words::BANS_NONE.say()),
    };
    let jail = Word::of(&ban.jail);
    finding.fix(format!(
        "sudo fail2ban-client set {jail} unbanip {}",
        ban.ip
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diagnose::doctor::finding::Verdict;

    #[test]
    fn what_fail2ban_prints() {
        let said = "[{'sshd': []}, {'sipregd': ['203.0.113.66', '2001:db8::9']}]\n";
        let bans = read(said).unwrap();
        let ips: Vec<String> = bans.iter().map(|b| b.ip.to_string()).collect();
        assert_eq!(ips, ["203.0.113.66", "2001:db8::9"]);
        assert!(bans.iter().all(|b| b.jail == "sipregd"));
        assert_eq!(read("[]"), Some(Vec::new()));
        assert_eq!(read("Banned"), None);
    }

    #[test]
    fn a_banned_phone_is_a_problem_and_a_banned_stranger_is_not() {
        let json: JsonValue = r#"{"accounts":[{"name":"1001","bindings":[],"success":null,
            "failure":{"at":1,"from":"203.0.113.66:5060","cause":"wrong-password"}}]}"#
            .parse()
            .unwrap();
        let ban = |ip: &str| {
            vec![Ban {
                jail: "sipregd".into(),
                ip: ip.parse().unwrap(),
            }]
        };
        assert_eq!(
            judge_bans(&ban("203.0.113.66"), Some(&json)).verdict,
            Verdict::Problem
        );
        assert_eq!(
            judge_bans(&ban("203.0.113.67"), Some(&json)).verdict,
            Verdict::Hint
        );
        assert_eq!(judge_bans(&[], Some(&json)).verdict, Verdict::Ok);
        let mut other = ban("203.0.113.66");
        other[0].jail = "sshd".into();
        assert_eq!(judge_bans(&other, Some(&json)).verdict, Verdict::Hint);
    }

    fn json(written: u64, source: &str, account: &str) -> JsonValue {
        let text = format!(
            "{{\"written\":{written},\"sources\":[{{\"address\":\"203.0.113.66\",\"outcome\":\"locked-out\",\"last\":1000,{source}}}],\
             \"accounts\":[{{\"name\":\"1001\",\"bindings\":[],{account}}}]}}"
        );
        text.parse().unwrap()
    }

    #[test]
    fn only_a_lockout_that_still_holds_counts() {
        let of = |written| {
            let source = "\"user\":\"1001\",\"users\":1,\"agent\":\"Z\"";
            snapshot::locked_out(&json(written, source, "\"success\":null")).count()
        };
        assert_eq!((of(1010), of(1400)), (1, 0));
    }

    #[test]
    fn to_shut_out_strangers_is_no_problem() {
        let one = "\"user\":\"1001\",\"users\":1,\"agent\":\"Z\"";
        let many = "\"user\":\"1001\",\"users\":4,\"agent\":\"Z\"";
        let scanner = "\"user\":\"1001\",\"users\":1,\"agent\":\"friendly-scanner\"";
        let unknown = "\"user\":\"100\",\"users\":1,\"agent\":\"Z\"";
        let never = "\"success\":null";
        let been_there = "\"success\":{\"from\":\"203.0.113.66:5060\"}";
        for (source, account, is_phone) in [
            (one, never, true),
            (many, never, false),
            (scanner, never, false),
            (unknown, never, false),
            (many, been_there, true),
            (scanner, been_there, true),
        ] {
            let found = extension_at(
                &json(1010, source, account),
                "203.0.113.66".parse().unwrap(),
            );
            assert_eq!(found.is_some(), is_phone, "{source} {account}");
        }
    }
}
