//! Who is shut out: by fail2ban, and by the service itself after wrong logins.

use super::finding::Finding;
use super::scene::Scene;
use super::service::trouble_of;
use crate::sys::host::command::{Output, Trouble, run};
use crate::sys::snapshot::{get, list, number, text};
use crate::words::host as words;
use std::net::{IpAddr, SocketAddr};
use tinyjson::JsonValue;

/// A ban.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ban {
    pub(super) jail: String,
    pub(super) ip: IpAddr,
}

/// Every ban of fail2ban.
///
/// # Errors
/// Why they cannot be seen.
pub(super) fn banned() -> Result<Vec<Ban>, Trouble> {
    let said = run("fail2ban-client", &["status"])?;
    if said.code != Some(0) {
        return Err(refusal(&said));
    }
    let mut bans = Vec::new();
    for jail in jails(&said.stdout) {
        let said = run("fail2ban-client", &["status", &jail])?;
        if said.code != Some(0) {
            return Err(refusal(&said));
        }
        bans.extend(addresses(&said.stdout).into_iter().map(|ip| Ban {
            jail: jail.clone(),
            ip,
        }));
    }
    Ok(bans)
}

/// A fail2ban that does not run bans nobody.
fn refusal(said: &Output) -> Trouble {
    let why = format!("{} {}", said.stderr, said.stdout);
    if why.contains("Is fail2ban running") || why.contains("Failed to access socket") {
        Trouble::Absent
    } else {
        Trouble::Failed(said.stderr.trim().to_owned())
    }
}

fn jails(status: &str) -> Vec<String> {
    after(status, "Jail list:")
        .split(',')
        .map(|jail| jail.trim().to_owned())
        .filter(|jail| !jail.is_empty())
        .collect()
}

fn addresses(status: &str) -> Vec<IpAddr> {
    after(status, "Banned IP list:")
        .split_whitespace()
        .filter_map(|ip| ip.parse().ok())
        .collect()
}

fn after<'t>(text: &'t str, label: &str) -> &'t str {
    text.lines()
        .find_map(|line| line.split_once(label).map(|(_, rest)| rest.trim()))
        .unwrap_or_default()
}

/// `bans`
pub(super) fn bans(scene: &Scene) -> Finding {
    const ID: &str = "bans";
    let json = scene.snapshot();
    if let Some((ip, user)) = json.and_then(locked_out) {
        let text = words::BANS_LOCKED.with("ip", ip).with("user", &user);
        return Finding::problem(ID, text)
            .mend(words::BANS_LOCKED_FIX.with("user", user))
            .mend("sudo systemctl restart sipregd");
    }
    if !scene.is_root {
        return scene.needs_root(ID);
    }
    match banned() {
        Ok(bans) => judge_bans(&bans, json),
        Err(Trouble::Absent) if json.is_some() => Finding::ok(ID, words::BANS_NO_FAIL2BAN.say()),
        Err(Trouble::Absent) => scene.no_snapshot(ID),
        Err(trouble) => trouble_of(ID, "fail2ban-client", &trouble),
    }
}

/// Seconds that the service ignores the logins of a source.
const LOCKOUT: u64 = 300;

/// A source that the service ignores now, and the extension it named.
fn locked_out(json: &JsonValue) -> Option<(String, String)> {
    let now = number(json, "written");
    let source = list(json, "sources").iter().find(|s| {
        text(s, "outcome") == "locked-out" && now.saturating_sub(number(s, "last")) < LOCKOUT
    })?;
    Some((
        text(source, "address").to_owned(),
        text(source, "user").to_owned(),
    ))
}

/// The extension that comes from `ip`, if one of the list has tried or done so.
fn extension_at(json: &JsonValue, ip: IpAddr) -> Option<String> {
    let is_there = |item: &JsonValue| {
        text(item, "from")
            .parse::<SocketAddr>()
            .is_ok_and(|from| from.ip() == ip)
    };
    let account = list(json, "accounts").iter().find(|a| {
        is_there(get(a, "success"))
            || is_there(get(a, "failure"))
            || list(a, "bindings").iter().any(is_there)
    })?;
    Some(text(account, "name").to_owned())
}

fn judge_bans(bans: &[Ban], json: Option<&JsonValue>) -> Finding {
    const ID: &str = "bans";
    let shown: Vec<String> = bans.iter().map(|b| b.ip.to_string()).collect();
    let phone = bans
        .iter()
        .find_map(|b| Some((b, extension_at(json?, b.ip)?)));
    if let Some((Ban { jail, ip }, user)) = phone {
        let text = words::BANS_PHONE
            .with("ip", *ip)
            .with("user", user)
            .with("jail", jail);
        return Finding::problem(ID, text)
            .mend(format!("sudo fail2ban-client set {jail} unbanip {ip}"))
            .fact("banned", shown);
    }
    match bans.first() {
        None => Finding::ok(ID, words::BANS_NONE.say()),
        Some(Ban { jail, ip }) => {
            let text = words::BANS_STRANGERS.with("jail", jail);
            Finding::hint(ID, text.with("list", shown.join(" ")))
                .mend(format!("sudo fail2ban-client set {jail} unbanip {ip}"))
                .fact("banned", shown)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::cmd::doctor::finding::Verdict;

    const JAILS: &str = "Status\n|- Number of jail:\t2\n`- Jail list:\tsipregd, sshd\n";
    const JAIL: &str = "Status for the jail: sipregd\n|- Filter\n|  |- Currently failed:\t0\n|  `- Journal matches:\t_SYSTEMD_UNIT=sipregd.service\n\
        `- Actions\n   |- Currently banned:\t2\n   |- Total banned:\t2\n   `- Banned IP list:\t203.0.113.66 2001:db8::9\n";

    #[test]
    fn what_fail2ban_prints() {
        assert_eq!(jails(JAILS), ["sipregd", "sshd"]);
        assert_eq!(addresses(JAIL).len(), 2);
        assert!(addresses("`- Banned IP list:\t\n").is_empty());
        let said = Output {
            code: Some(255),
            stderr: "Failed to access socket path: /var/run/fail2ban/fail2ban.sock. Is fail2ban running?".into(),
            ..Output::default()
        };
        assert_eq!(refusal(&said), Trouble::Absent);
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
    }

    #[test]
    fn only_a_lockout_that_still_holds_counts() {
        let of = |written: u64| {
            let text = format!(
                "{{\"written\":{written},\"sources\":[{{\"address\":\"203.0.113.66\",\"user\":\"1001\",\"outcome\":\"locked-out\",\"last\":1000}}]}}"
            );
            locked_out(&text.parse().unwrap())
        };
        assert!(of(1010).is_some());
        assert!(of(1400).is_none());
    }
}
