//! What `ufw status verbose` says about one UDP port.

use crate::diagnose::doctor::finding::Finding;
use crate::text::host as words;
use std::net::IpAddr;

/// One rule of the list.
#[derive(Debug, PartialEq, Eq)]
struct Rule<'t> {
    line: &'t str,
    to: &'t str,
    action: &'t str,
    from: &'t str,
}

impl Rule<'_> {
    /// As it was written.
    fn text(&self) -> String {
        self.line.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether it is for one interface, or for one address of this machine.
    fn is_in_part(&self) -> bool {
        let first = self.to.split([' ', '/']).next().unwrap_or_default();
        self.to.contains(" on ") || first.parse::<IpAddr>().is_ok()
    }
}

fn rules(text: &str) -> impl Iterator<Item = Rule<'_>> {
    let lines = text.lines().skip_while(|l| !l.starts_with("--")).skip(1);
    lines.filter_map(|line| {
        let line = line.split(" # ").next().unwrap_or(line).trim_end();
        let mut columns = line.split("  ").map(str::trim).filter(|c| !c.is_empty());
        Some(Rule {
            line,
            to: columns.next()?,
            action: columns.next()?,
            from: columns.next()?,
        })
    })
}

/// Whether the left column has the port, such as `5060/udp (sipregd) (v6) on eth0`, `203.0.113.10 5060/udp`
/// or `Anywhere`, and for which protocol; an empty one is every one.
fn protocol_of(to: &str, port: u16) -> Option<&str> {
    let words = to.split(' ').take_while(|w| *w != "on");
    let last = words.filter(|w| !w.starts_with('(')).last()?;
    let (ports, protocol) = last.split_once('/').unwrap_or((last, ""));
    let is_in = |part: &str| {
        let (from, to) = part.split_once(':').unwrap_or((part, part));
        matches!((from.parse(), to.parse()), (Ok(from), Ok(to)) if (from..=to).contains(&port))
    };
    (ports == "Anywhere" || ports.split(',').any(is_in)).then_some(protocol)
}

/// Judges the output for first packets to `port`. Answers leave whatever its policy for outgoing packets is.
pub(crate) fn judge(text: &str, port: u16) -> Finding {
    if !text.contains("Status: active") {
        return Finding::ok(words::UFW_OFF.say());
    }
    let open = format!("sudo ufw allow {port}/udp");
    let (mut is_tcp_open, mut is_shut) = (false, false);
    let mut only_from: Vec<&str> = Vec::new();
    let mut shut_in_part: Vec<String> = Vec::new();
    let in_part = |rules: &[String]| {
        let text = words::UFW_PART.with("port", port);
        Finding::hint(text.with("rules", rules.join("; "))).fix("sudo sipregd watch")
    };
    let is_incoming = |r: &Rule<'_>| !r.action.ends_with("OUT") && !r.action.ends_with("FWD");
    for rule in rules(text).filter(|r| is_incoming(r) && !r.to.contains("(v6)")) {
        let is_from_all = rule.from.starts_with("Anywhere");
        let verb = rule.action.split(' ').next().unwrap_or_default();
        match (protocol_of(rule.to, port), verb) {
            (None, _) => {}
            (Some("" | "udp"), "DENY" | "REJECT") if is_from_all && rule.is_in_part() => {
                shut_in_part.push(rule.text());
            }
            (Some("" | "udp"), "ALLOW" | "LIMIT") if is_from_all && !shut_in_part.is_empty() => {
                return in_part(&shut_in_part);
            }
            (Some("" | "udp"), "ALLOW") if is_from_all => {
                return Finding::ok(words::UFW_OPEN.with("port", port));
            }
            (Some("" | "udp"), "LIMIT") if is_from_all => {
                return Finding::hint(words::UFW_LIMIT.with("port", port)).fix(open);
            }
            (Some("" | "udp"), "ALLOW" | "LIMIT") => only_from.push(rule.from),
            // Whom a rule before it lets in is not shut out.
            (Some("" | "udp"), "DENY" | "REJECT") if is_from_all && !only_from.is_empty() => {
                is_shut = true;
                break;
            }
            (Some("" | "udp"), "DENY" | "REJECT") if is_from_all => {
                let text = words::UFW_DENY.with("port", port).with("rule", rule.text());
                return Finding::problem(text)
                    .fix("sudo ufw status numbered")
                    .fix(format!("sudo ufw prepend allow {port}/udp"));
            }
            (Some(_), _) => is_tcp_open |= verb == "ALLOW",
        }
    }
    if text.contains("allow (incoming)") && !shut_in_part.is_empty() {
        return in_part(&shut_in_part);
    }
    if text.contains("allow (incoming)") && !is_shut {
        return Finding::ok(words::UFW_OPEN.with("port", port));
    }
    if !only_from.is_empty() {
        let text = words::UFW_FROM.with("port", port);
        return Finding::hint(text.with("from", only_from.join(", "))).fix(open);
    }
    let words = match is_tcp_open {
        true => &words::UFW_TCP,
        false => &words::UFW_SHUT,
    };
    Finding::problem(words.with("port", port)).fix(open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::doctor::finding::Verdict;

    fn status(rules: &str) -> String {
        format!(
            "Status: active\nLogging: on (low)\nDefault: deny (incoming), allow (outgoing), disabled (routed)\nNew profiles: skip\n\n\
             To                         Action      From\n--                         ------      ----\n\
             22/tcp                     ALLOW IN    Anywhere\n{rules}22/tcp (v6)                ALLOW IN    Anywhere (v6)\n"
        )
    }

    #[test]
    fn each_kind_of_rule() {
        for (rules, words) in [
            ("", &words::UFW_SHUT),
            (
                "5060/udp                   ALLOW IN    Anywhere\n",
                &words::UFW_OPEN,
            ),
            (
                "5060/udp (sipregd)         ALLOW IN    Anywhere                   # phones\n",
                &words::UFW_OPEN,
            ),
            (
                "5060                       ALLOW IN    Anywhere\n",
                &words::UFW_OPEN,
            ),
            (
                "53,5060:5070/udp           ALLOW IN    Anywhere\n",
                &words::UFW_OPEN,
            ),
            (
                "203.0.113.10 5060/udp      ALLOW IN    Anywhere\n",
                &words::UFW_OPEN,
            ),
            (
                "5060/udp on eth0           ALLOW IN    Anywhere\n",
                &words::UFW_OPEN,
            ),
            (
                "5060/tcp                   ALLOW IN    Anywhere\n",
                &words::UFW_TCP,
            ),
            (
                "5060/udp                   ALLOW IN    198.51.100.0/24\n",
                &words::UFW_FROM,
            ),
            (
                "5060/udp                   LIMIT IN    Anywhere\n",
                &words::UFW_LIMIT,
            ),
            (
                "5060/udp                   DENY IN     Anywhere\n5060/udp                   ALLOW IN    Anywhere\n",
                &words::UFW_DENY,
            ),
            (
                "5060/udp on eth1           DENY IN     Anywhere\n5060/udp                   ALLOW IN    Anywhere\n",
                &words::UFW_PART,
            ),
            (
                "203.0.113.99 5060/udp      REJECT IN   Anywhere\n5060/udp on eth0           ALLOW IN    Anywhere\n",
                &words::UFW_PART,
            ),
            (
                "5060/udp on eth1           DENY IN     Anywhere\n",
                &words::UFW_SHUT,
            ),
            (
                "5060/udp                   ALLOW IN    10.0.0.0/8\n5060/udp                   DENY IN     Anywhere\n",
                &words::UFW_FROM,
            ),
            (
                "Anywhere                   DENY IN     203.0.113.66\n5060/udp                   ALLOW IN    Anywhere\n",
                &words::UFW_OPEN,
            ),
            (
                "5060/udp (v6)              ALLOW IN    Anywhere (v6)\n",
                &words::UFW_SHUT,
            ),
            (
                "5060/udp                   ALLOW OUT   Anywhere\n",
                &words::UFW_SHUT,
            ),
        ] {
            let finding = judge(&status(rules), 5060);
            assert!(finding.text.is(words), "{rules} {finding:?}");
        }
        assert!(judge("Status: inactive\n", 5060).text.is(&words::UFW_OFF));
    }

    #[test]
    fn the_fix_fits_the_port_and_answers_leave_whatever_the_policy() {
        let fix = |port| format!("{:?}", judge(&status(""), port).fix);
        assert!(fix(5060).contains("sudo ufw allow 5060/udp"));
        assert!(fix(5062).contains("sudo ufw allow 5062/udp"));
        let open = status("5060/udp                   ALLOW IN    Anywhere\n");
        let shut = open.replace("allow (outgoing)", "deny (outgoing)");
        assert_eq!(judge(&shut, 5060).verdict, Verdict::Ok);
    }
}
