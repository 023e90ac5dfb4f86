//! What `ufw status verbose` says about one UDP port.

use crate::diagnose::doctor::finding::Finding;
use crate::text::host as words;

/// One rule of the list.
#[derive(Debug, PartialEq, Eq)]
struct Rule<'t> {
    line: &'t str,
    to: &'t str,
    action: &'t str,
    from: &'t str,
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

/// What the left column says of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    Udp,
    TcpOnly,
    Other,
}

fn names(to: &str, port: u16) -> Names {
    // Such as: `5060/udp (sipregd) (v6) on eth0`, `203.0.113.10 5060/udp`, `Anywhere`.
    let words = to.split(' ').filter(|w| !w.starts_with('('));
    let words: Vec<&str> = words.take_while(|w| *w != "on").collect();
    let Some(last) = words.last() else {
        return Names::Other;
    };
    let (ports, protocol) = last.split_once('/').unwrap_or((last, ""));
    let fits = ports == "Anywhere"
        || ports.split(',').any(|part| {
            let (from, to) = part.split_once(':').unwrap_or((part, part));
            matches!((from.parse::<u16>(), to.parse::<u16>()), (Ok(from), Ok(to)) if (from..=to).contains(&port))
        });
    match (fits, protocol) {
        (true, "" | "udp") => Names::Udp,
        (true, _) => Names::TcpOnly,
        (false, _) => Names::Other,
    }
}

/// The first `Default:` policy of that kind.
fn policy<'t>(text: &'t str, kind: &str) -> &'t str {
    let line = text.lines().find_map(|l| l.strip_prefix("Default:"));
    line.unwrap_or_default()
        .split(',')
        .find_map(|part| part.trim().strip_suffix(kind))
        .map_or("", str::trim)
}

/// Judges the output for first packets to `port`; `has_profile` says whether ufw knows us by name.
pub(crate) fn judge(text: &str, port: u16, has_profile: bool) -> Finding {
    const ID: &str = "ufw";
    let finding = judge_in(text, port, has_profile);
    let outgoing = policy(text, "(outgoing)");
    let lets_out = rules(text).any(|r| r.action == "ALLOW OUT");
    if finding.verdict == crate::diagnose::doctor::finding::Verdict::Ok
        && text.contains("Status: active")
        && matches!(outgoing, "deny" | "reject")
        && !lets_out
    {
        return Finding::problem(ID, words::UFW_OUT.with("policy", outgoing))
            .fix("sudo ufw default allow outgoing");
    }
    finding
}

fn judge_in(text: &str, port: u16, has_profile: bool) -> Finding {
    const ID: &str = "ufw";
    if !text.contains("Status: active") {
        return Finding::ok(ID, words::UFW_OFF.say());
    }
    let open = if has_profile && port == 5060 {
        "sudo ufw allow sipregd".to_owned()
    } else {
        format!("sudo ufw allow {port}/udp")
    };
    let with_port = |words: &'static crate::text::Words| words.with("port", port);
    let mut is_tcp_open = false;
    let mut only_from: Vec<&str> = Vec::new();
    for rule in rules(text).filter(|r| !r.action.ends_with("OUT") && !r.action.ends_with("FWD")) {
        if rule.to.contains("(v6)") {
            continue;
        }
        let named = names(rule.to, port);
        if named == Names::TcpOnly {
            is_tcp_open |= rule.action.starts_with("ALLOW");
        }
        if named != Names::Udp {
            continue;
        }
        let verb = rule.action.split(' ').next().unwrap_or_default();
        let from_all = rule.from.starts_with("Anywhere");
        match verb {
            "ALLOW" if from_all => return Finding::ok(ID, with_port(&words::UFW_OPEN)),
            "LIMIT" if from_all => {
                return Finding::hint(ID, with_port(&words::UFW_LIMIT)).fix(open);
            }
            "ALLOW" | "LIMIT" => only_from.push(rule.from),
            "DENY" | "REJECT" if from_all => {
                let rule = rule.line.split_whitespace().collect::<Vec<_>>().join(" ");
                let text = with_port(&words::UFW_DENY).with("rule", rule);
                return Finding::problem(ID, text)
                    .fix("sudo ufw status numbered")
                    .fix(format!("sudo ufw prepend allow {port}/udp"));
            }
            _ => {}
        }
    }
    if policy(text, "(incoming)") == "allow" {
        return Finding::ok(ID, with_port(&words::UFW_OPEN));
    }
    let text = if !only_from.is_empty() {
        let text = with_port(&words::UFW_FROM).with("from", only_from.join(", "));
        return Finding::hint(ID, text).fix(open);
    } else if is_tcp_open {
        with_port(&words::UFW_TCP)
    } else {
        with_port(&words::UFW_SHUT)
    };
    Finding::problem(ID, text).fix(open)
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
            let finding = judge(&status(rules), 5060, true);
            assert!(finding.text.is(words), "{rules} {finding:?}");
        }
        assert!(
            judge("Status: inactive\n", 5060, true)
                .text
                .is(&words::UFW_OFF)
        );
    }

    #[test]
    fn the_fix_fits_the_port_and_outgoing_counts_too() {
        let fix = |port, profile| format!("{:?}", judge(&status(""), port, profile).fix);
        assert!(fix(5060, true).contains("sudo ufw allow sipregd"));
        assert!(fix(5060, false).contains("sudo ufw allow 5060/udp"));
        assert!(fix(5062, true).contains("sudo ufw allow 5062/udp"));
        let open = status("5060/udp                   ALLOW IN    Anywhere\n");
        let shut = open.replace("allow (outgoing)", "deny (outgoing)");
        let finding = judge(&shut, 5060, true);
        assert!(finding.text.is(&words::UFW_OUT));
        assert_eq!(finding.verdict, Verdict::Problem);
    }
}
