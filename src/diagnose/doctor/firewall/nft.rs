//! What `nft -j list ruleset` says, turned into chains of [`super::filter`].

use super::filter::{Chain, Fits, Rule, Target};
use crate::sys::snapshot::{get, list, text};
use tinyjson::JsonValue;

/// A ruleset, as far as it concerns a first packet to one UDP port.
#[derive(Debug, Default)]
pub(crate) struct Ruleset {
    pub(crate) chains: Vec<Chain>,
    /// Chains that send that port on to elsewhere.
    pub(crate) diverted: Vec<String>,
    /// Helpers for SIP, and the tables they are in.
    pub(crate) helpers: Vec<String>,
}

/// Reads a ruleset for packets to `port` over IPv6 or IPv4; `None` if the text is no ruleset.
pub(crate) fn read(json: &str, port: u16, is_v6: bool) -> Option<Ruleset> {
    let json: JsonValue = json.parse().ok()?;
    let items = list(&json, "nftables");
    if items.is_empty() {
        return None;
    }
    let mut set = Ruleset::default();
    let serves = |item: &JsonValue| match text(item, "family") {
        "inet" => true,
        "ip" => !is_v6,
        "ip6" => is_v6,
        _ => false,
    };
    for item in items {
        let chain = get(item, "chain");
        if serves(chain) {
            let name = full_name(chain, text(chain, "name"));
            let hook = text(chain, "hook");
            let policy = (hook == "input").then(|| text(chain, "policy") != "drop");
            set.chains.push(Chain {
                name,
                policy,
                rules: Vec::new(),
            });
        }
        let helper = get(item, "ct helper");
        if text(helper, "type") == "sip" {
            set.helpers.push(full_name(helper, text(helper, "name")));
        }
    }
    let packet = Packet { port, is_v6 };
    for rule in items
        .iter()
        .map(|item| get(item, "rule"))
        .filter(|r| serves(r))
    {
        let name = full_name(rule, text(rule, "chain"));
        let Some(chain) = set.chains.iter_mut().find(|c| c.name == name) else {
            continue;
        };
        let (rules, diverts) = packet.rules(rule);
        chain.rules.extend(rules);
        if diverts {
            set.diverted.push(name);
        }
    }
    Some(set)
}

/// `inet filter input`
fn full_name(item: &JsonValue, name: &str) -> String {
    format!("{} {} {name}", text(item, "family"), text(item, "table"))
}

/// The first packet of a phone, from outside, to our port.
#[derive(Clone, Copy, Debug)]
struct Packet {
    port: u16,
    is_v6: bool,
}

impl Packet {
    /// One rule of the ruleset as one or more of ours, and whether it diverts our port.
    fn rules(self, rule: &JsonValue) -> (Vec<Rule>, bool) {
        let mut fits = Fits::Yes;
        let mut names_port = false;
        let (mut rules, mut diverts) = (Vec::new(), false);
        let jump = |target: &JsonValue| full_name(rule, text(target, "target"));
        for part in list(rule, "expr") {
            let JsonValue::Object(part) = part else {
                continue;
            };
            let Some((kind, value)) = part.iter().next() else {
                continue;
            };
            let target = match kind.as_str() {
                "match" => {
                    fits = fits.min(self.matches(value));
                    names_port |= is_port(get(value, "left"));
                    continue;
                }
                "vmap" => {
                    let known = self.mapped(rule, value);
                    rules.extend(known.into_iter().map(|(f, target)| Rule {
                        fits: fits.min(f),
                        target,
                    }));
                    continue;
                }
                "limit" | "meter" => {
                    fits = fits.min(Fits::Maybe);
                    continue;
                }
                "xt" => match text(value, "name") {
                    "comment" => continue,
                    "DROP" | "REJECT" => Target::Drop,
                    "LOG" | "NFLOG" => continue,
                    "DNAT" | "REDIRECT" => {
                        diverts |= names_port && fits != Fits::No;
                        continue;
                    }
                    _ => {
                        fits = fits.min(Fits::Maybe);
                        continue;
                    }
                },
                "dnat" | "redirect" | "tproxy" => {
                    diverts |= names_port && fits != Fits::No;
                    continue;
                }
                "accept" => Target::Accept,
                "drop" | "reject" | "queue" => Target::Drop,
                "return" => Target::Return,
                "jump" => Target::Jump(jump(value)),
                "goto" => Target::Goto(jump(value)),
                _ => continue,
            };
            rules.push(Rule { fits, target });
        }
        (rules, diverts)
    }

    /// Whether one `match` fits.
    fn matches(self, value: &JsonValue) -> Fits {
        let fits = self.compare(get(value, "left"), get(value, "right"));
        match text(value, "op") {
            "!=" => fits.not(),
            "<" | ">" | "<=" | ">=" if fits != Fits::No => Fits::Maybe,
            _ => fits,
        }
    }

    fn compare(self, left: &JsonValue, right: &JsonValue) -> Fits {
        if is_port(left) {
            let protocol = text(get(left, "payload"), "protocol");
            return match protocol {
                "udp" | "th" => self.is_among(right, |v| self.is_port(v)),
                _ => Fits::No,
            };
        }
        let payload = get(left, "payload");
        match (text(payload, "protocol"), text(payload, "field")) {
            ("ip", "protocol") | ("ip6", "nexthdr") => return self.is_among(right, is_udp),
            ("tcp" | "icmp" | "icmpv6" | "sctp" | "dccp" | "esp" | "ah" | "arp", _) => {
                return Fits::No;
            }
            _ => {}
        }
        match text(get(left, "meta"), "key") {
            "l4proto" => return self.is_among(right, is_udp),
            "nfproto" => {
                let ours = if self.is_v6 { "ipv6" } else { "ipv4" };
                return self.is_among(right, |v| {
                    (v.get::<String>().map(String::as_str) == Some(ours)).into()
                });
            }
            "iifname" | "iif" => {
                return self.is_among(right, |v| match v.get::<String>().map(String::as_str) {
                    Some("lo") => Fits::No,
                    _ => Fits::Maybe,
                });
            }
            _ => {}
        }
        if text(get(left, "ct"), "key") == "state" {
            return self.is_among(right, |v| {
                (v.get::<String>().map(String::as_str) == Some("new")).into()
            });
        }
        Fits::Maybe
    }

    /// Whether one of the values on the right side fits: a value, a list, a set, a range or a named set.
    fn is_among(self, right: &JsonValue, is_it: impl Fn(&JsonValue) -> Fits) -> Fits {
        let members = match right {
            JsonValue::Array(members) => members.as_slice(),
            _ => list(right, "set"),
        };
        if members.is_empty() {
            if matches!(right, JsonValue::String(name) if name.starts_with('@')) {
                return Fits::Maybe;
            }
            return is_it(right);
        }
        members.iter().map(is_it).max().unwrap_or(Fits::No)
    }

    fn is_port(self, value: &JsonValue) -> Fits {
        let port = f64::from(self.port);
        match value {
            JsonValue::Number(n) => (*n == port).into(),
            JsonValue::String(name) => (name == "sip" && self.port == 5060).into(),
            _ => match list(value, "range") {
                [JsonValue::Number(from), JsonValue::Number(to)] => {
                    (*from <= port && port <= *to).into()
                }
                _ => Fits::Maybe,
            },
        }
    }

    /// The verdicts of a map that may or do apply.
    fn mapped(self, rule: &JsonValue, value: &JsonValue) -> Vec<(Fits, Target)> {
        let key = get(value, "key");
        let data = get(value, "data");
        let pairs = list(data, "set").iter().filter_map(|pair| match pair {
            JsonValue::Array(pair) => Some((pair.first()?, pair.get(1)?)),
            _ => None,
        });
        pairs
            .filter_map(|(member, verdict)| {
                let fits = self.compare(key, member);
                let JsonValue::Object(verdict) = verdict else {
                    return None;
                };
                let (kind, value) = verdict.iter().next()?;
                let target = match kind.as_str() {
                    "accept" => Target::Accept,
                    "drop" => Target::Drop,
                    "jump" => Target::Jump(full_name(rule, text(value, "target"))),
                    "goto" => Target::Goto(full_name(rule, text(value, "target"))),
                    _ => return None,
                };
                (fits != Fits::No).then_some((fits, target))
            })
            .collect()
    }
}

fn is_port(left: &JsonValue) -> bool {
    text(get(left, "payload"), "field") == "dport"
}

fn is_udp(value: &JsonValue) -> Fits {
    match value {
        JsonValue::Number(n) => (*n == 17.0).into(),
        JsonValue::String(name) => (name == "udp").into(),
        _ => Fits::Maybe,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::filter::{Fate, fate};
    use super::*;

    fn ruleset(policy: &str, rules: &[&str]) -> Ruleset {
        let rules: String = rules
            .iter()
            .map(|expr| format!(",{{\"rule\":{{\"family\":\"inet\",\"table\":\"filter\",\"chain\":\"input\",\"handle\":4,\"expr\":[{expr}]}}}}"))
            .collect();
        let json = format!(
            "{{\"nftables\":[{{\"metainfo\":{{\"version\":\"1.0.6\"}}}},{{\"table\":{{\"family\":\"inet\",\"name\":\"filter\"}}}},\
             {{\"chain\":{{\"family\":\"inet\",\"table\":\"filter\",\"name\":\"input\",\"handle\":1,\"type\":\"filter\",\"hook\":\"input\",\"prio\":0,\"policy\":\"{policy}\"}}}}{rules}]}}"
        );
        read(&json, 5060, false).unwrap()
    }

    const PORT: &str = r#"{"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":5060}}"#;

    #[test]
    fn what_nft_prints_decides_the_fate() {
        let accept = r#",{"counter":{"packets":0,"bytes":0}},{"accept":null}"#;
        let with = |expr: &str| format!("{expr}{accept}");
        let lo = r#"{"match":{"op":"==","left":{"meta":{"key":"iifname"}},"right":"lo"}}"#;
        let established = r#"{"match":{"op":"in","left":{"ct":{"key":"state"}},"right":["established","related"]}}"#;
        let set = r#"{"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":{"set":[53,{"range":[5060,5070]}]}}}"#;
        let tcp = r#"{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":5060}}"#;
        let saddr = r#"{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":"198.51.100.7"}}"#;
        let vmap = r#"{"vmap":{"key":{"ct":{"key":"state"}},"data":{"set":[["established",{"accept":null}],["invalid",{"drop":null}]]}}}"#;
        let portmap = r#"{"vmap":{"key":{"payload":{"protocol":"udp","field":"dport"}},"data":{"set":[[5060,{"accept":null}]]}}}"#;
        for (policy, rules, expected) in [
            ("accept", vec![], Fate::Accepted),
            (
                "drop",
                vec![with(lo), with(established), with(tcp), vmap.to_owned()],
                Fate::DroppedByPolicy,
            ),
            ("drop", vec![with(lo), with(PORT)], Fate::Accepted),
            ("drop", vec![with(set)], Fate::Accepted),
            ("drop", vec![portmap.to_owned()], Fate::Accepted),
            (
                "drop",
                vec![with(&format!("{saddr},{PORT}"))],
                Fate::Unclear,
            ),
            (
                "accept",
                vec![format!("{PORT},{{\"drop\":null}}")],
                Fate::DroppedByRule,
            ),
            (
                "accept",
                vec!["{\"reject\":{\"type\":\"icmpx\",\"expr\":\"port-unreachable\"}}".to_owned()],
                Fate::DroppedByRule,
            ),
        ] {
            let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
            let set = ruleset(policy, &rules);
            assert_eq!(
                fate(&set.chains, &set.chains[0]),
                expected,
                "{policy} {rules:?}"
            );
        }
    }

    #[test]
    fn diversions_and_helpers_are_found() {
        let json = format!(
            "{{\"nftables\":[{{\"chain\":{{\"family\":\"ip\",\"table\":\"nat\",\"name\":\"DOCKER\",\"type\":\"nat\",\"hook\":\"prerouting\",\"policy\":\"accept\"}}}},\
             {{\"rule\":{{\"family\":\"ip\",\"table\":\"nat\",\"chain\":\"DOCKER\",\"expr\":[{PORT},{{\"dnat\":{{\"addr\":\"172.17.0.2\",\"port\":5060}}}}]}}}},\
             {{\"ct helper\":{{\"family\":\"inet\",\"table\":\"raw\",\"name\":\"sip-help\",\"type\":\"sip\",\"protocol\":\"udp\"}}}}]}}"
        );
        let set = read(&json, 5060, false).unwrap();
        assert_eq!(set.diverted, ["ip nat DOCKER"]);
        assert_eq!(set.helpers, ["inet raw sip-help"]);
        assert!(read(&json, 5062, false).unwrap().diverted.is_empty());
        let by_iptables = json.replace(
            "{\"dnat\":{\"addr\":\"172.17.0.2\",\"port\":5060}}",
            "{\"xt\":{\"type\":\"target\",\"name\":\"DNAT\"}}",
        );
        assert_ne!(by_iptables, json);
        assert_eq!(read(&by_iptables, 5060, false).unwrap().diverted.len(), 1);
        assert!(read("no json", 5060, false).is_none());
    }
}
