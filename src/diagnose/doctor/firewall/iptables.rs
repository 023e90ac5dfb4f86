//! What `iptables -S` says, turned into chains of [`super::filter`]. Its chains are also in nftables, but
//! there half of what they match is hidden.

use super::filter::{Chain, Fits, Rule, Target};

/// Reads the filter table for first packets to UDP `port`.
pub(crate) fn read(text: &str, port: u16) -> Vec<Chain> {
    let mut chains: Vec<Chain> = Vec::new();
    for line in text.lines() {
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["-P", name, policy, ..] => chains.push(Chain {
                name: (*name).to_owned(),
                policy: (*name == "INPUT").then_some(*policy == "ACCEPT"),
                rules: Vec::new(),
            }),
            ["-N", name] => chains.push(Chain {
                name: (*name).to_owned(),
                ..Chain::default()
            }),
            ["-A", name, rest @ ..] => {
                if let Some(chain) = chains.iter_mut().find(|c| c.name == *name) {
                    chain.rules.push(rule(rest, port));
                }
            }
            _ => {}
        }
    }
    chains
}

/// The words of a line; quotes hold several together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words.retain(|w| !w.is_empty());
    words
}

fn rule(words: &[&str], port: u16) -> Rule {
    let (mut fits, mut target) = (Fits::Yes, Target::Nowhere);
    let mut negated = false;
    let mut words = words.iter().copied();
    while let Some(word) = words.next() {
        let was_negated = std::mem::take(&mut negated);
        let fit = match word {
            "!" => {
                negated = true;
                continue;
            }
            "-p" => words.next().map(|p| (p == "udp" || p == "all").into()),
            "-m" => {
                words.next();
                None
            }
            "--dport" | "--dports" => words.next().map(|list| is_among(list, port).into()),
            "-i" => words
                .next()
                .map(|i| if i == "lo" { Fits::No } else { Fits::Maybe }),
            "--ctstate" | "--state" => words
                .next()
                .map(|list| list.split(',').any(|s| s == "NEW").into()),
            "--comment" | "--log-prefix" | "--log-level" | "--reject-with" => {
                words.next();
                None
            }
            "-j" | "-g" => {
                let name = words.next().unwrap_or_default();
                target = match (word, name) {
                    (_, "ACCEPT") => Target::Accept,
                    (_, "DROP" | "REJECT") => Target::Drop,
                    (_, "RETURN") => Target::Return,
                    (_, "LOG" | "NFLOG") => Target::Nowhere,
                    ("-g", name) => Target::Goto(name.to_owned()),
                    (_, name) => Target::Jump(name.to_owned()),
                };
                None
            }
            option if option.starts_with('-') => Some(Fits::Maybe),
            _ => None,
        };
        if let Some(fit) = fit {
            fits = fits.min(if was_negated { fit.not() } else { fit });
        }
    }
    Rule { fits, target }
}

/// Whether a list of ports and ranges has `port` in it.
fn is_among(list: &str, port: u16) -> bool {
    list.split(',').any(|part| {
        let (from, to) = part.split_once(':').unwrap_or((part, part));
        let number = |text: &str, empty: u16| if text.is_empty() { Ok(empty) } else { text.parse() };
        matches!((number(from, 0), number(to, u16::MAX)), (Ok(from), Ok(to)) if (from..=to).contains(&port))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::filter::{Fate, fate};
    use super::*;

    fn of(text: &str) -> Fate {
        let chains = read(text, 5060);
        fate(&chains, chains.iter().find(|c| c.policy.is_some()).unwrap())
    }

    #[test]
    fn what_iptables_prints_decides_the_fate() {
        let usual = "-P INPUT DROP\n-P FORWARD DROP\n-P OUTPUT ACCEPT\n-N sip\n-A INPUT -i lo -j ACCEPT\n\
            -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n";
        for (more, expected) in [
            ("", Fate::DroppedByPolicy),
            (
                "-A INPUT -p udp -m udp --dport 5060 -j ACCEPT\n",
                Fate::Accepted,
            ),
            (
                "-A INPUT -p udp -m multiport --dports 53,5060:5070 -m comment --comment \"my phones -j DROP\" -j ACCEPT\n",
                Fate::Accepted,
            ),
            (
                "-A INPUT -s 198.51.100.0/24 -p udp -m udp --dport 5060 -j ACCEPT\n",
                Fate::Unclear,
            ),
            (
                "-A INPUT -p udp -j sip\n-A sip -p udp -m udp --dport 5060 -j ACCEPT\n",
                Fate::Accepted,
            ),
            ("-A INPUT ! -p tcp -j ACCEPT\n", Fate::Accepted),
        ] {
            assert_eq!(of(&format!("{usual}{more}")), expected, "{more}");
        }
        // The images of one provider.
        assert_eq!(
            of(
                "-P INPUT ACCEPT\n-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT\n-A INPUT -j REJECT --reject-with icmp-host-prohibited\n"
            ),
            Fate::DroppedByRule
        );
    }
}
