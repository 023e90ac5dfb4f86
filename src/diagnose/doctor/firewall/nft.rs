//! What `nft -j list ruleset` says for certain of a phone's first packet. It is not followed through every chain:
//! where a rule asks for more than protocol, port, state and loopback, or is behind a jump, only the packet
//! itself can tell.

use crate::sys::snapshot::{get, list, number, text};
use tinyjson::JsonValue;

/// What the rules say of first packets to one UDP port.
#[derive(Debug, Default)]
pub(crate) struct Ruleset {
    /// The chains where such packets begin.
    pub(crate) chains: Vec<Chain>,
    /// Rules that send that port on to elsewhere.
    pub(crate) diverted: Vec<Diverted>,
    /// Helpers for SIP, and the tables they are in.
    pub(crate) helpers: Vec<String>,
}

/// A rule that sends packets on to elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Diverted {
    pub(crate) chain: String,
    /// By which it can be deleted.
    pub(crate) handle: u64,
}

/// A chain where packets begin.
#[derive(Debug)]
pub(crate) struct Chain {
    /// Such as `inet filter input`.
    pub(crate) name: String,
    pub(crate) fate: Fate,
}

/// What a chain does with the packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Nothing in its table drops anything.
    Untouched,
    /// It has a rule that accepts it.
    Accepts,
    /// Its policy drops it, and nothing can accept it.
    PolicyDrops,
    /// A rule drops it, and nothing can accept it.
    RuleDrops,
    /// It may or may not.
    MayDrop,
    /// It leaves that to the chains of ufw.
    Ufw,
}

/// Reads a ruleset for packets to `port`, over IPv6 too if `has_v6`; `None` if the text is no ruleset.
pub(crate) fn read(json: &str, port: u16, has_v6: bool) -> Option<Ruleset> {
    let json: JsonValue = json.parse().ok()?;
    let items = list(&json, "nftables");
    if items.is_empty() {
        return None;
    }
    let serves = |item: &&JsonValue| match text(item, "family") {
        "inet" | "ip" | "netdev" => true,
        "ip6" => has_v6,
        _ => false,
    };
    let of = |kind| items.iter().map(move |item| get(item, kind)).filter(serves);
    let rules: Vec<Rule> = of("rule").map(|rule| Rule::of(rule, port)).collect();
    let diverted = rules.iter().filter(|rule| rule.diverts);
    let diverted = diverted.map(|rule| Diverted {
        chain: rule.chain.clone(),
        handle: rule.handle,
    });
    let helpers = of("ct helper").filter(|helper| text(helper, "type") == "sip");
    let begins = |chain: &&JsonValue| {
        let is_bans = text(chain, "name").starts_with("f2b");
        matches!(text(chain, "hook"), "input" | "prerouting" | "ingress") && !is_bans
    };
    let chains = of("chain").filter(begins).map(|chain| {
        let name = full_name(chain, "name");
        let of_table: Vec<&Rule> = rules.iter().filter(|r| r.is_beside(&name)).collect();
        Chain {
            fate: fate(&name, text(chain, "policy") == "drop", &of_table),
            name,
        }
    });
    Some(Ruleset {
        chains: chains.collect(),
        diverted: diverted.collect(),
        helpers: helpers.map(|helper| full_name(helper, "name")).collect(),
    })
}

fn fate(name: &str, drops: bool, of_table: &[&Rule]) -> Fate {
    let own = || of_table.iter().filter(|rule| rule.chain == name);
    if own().any(|rule| rule.jumps_to_ufw) {
        return Fate::Ufw;
    }
    let mut sure = own().filter(|r| r.accepts == Fits::Yes || r.drops == Fits::Yes);
    let first = sure.next();
    let can_pass = of_table.iter().any(|rule| rule.accepts != Fits::No);
    let can_drop = drops || of_table.iter().any(|rule| rule.drops != Fits::No);
    match first {
        Some(rule) if rule.accepts == Fits::Yes => Fate::Accepts,
        Some(_) if !can_pass => Fate::RuleDrops,
        None if drops && !can_pass => Fate::PolicyDrops,
        _ if can_drop => Fate::MayDrop,
        _ => Fate::Untouched,
    }
}

/// `inet filter input`
fn full_name(item: &JsonValue, key: &str) -> String {
    let part = |key| text(item, key);
    format!("{} {} {}", part("family"), part("table"), part(key))
}

/// Whether something fits the packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fits {
    No,
    Maybe,
    Yes,
}

/// One rule, as far as it can be determined what it does with the packet.
#[derive(Debug)]
struct Rule {
    chain: String,
    handle: u64,
    accepts: Fits,
    drops: Fits,
    diverts: bool,
    jumps_to_ufw: bool,
}

impl Rule {
    fn of(rule: &JsonValue, port: u16) -> Self {
        let (mut fits, mut names_port) = (Fits::Yes, false);
        let mut it = Self {
            chain: full_name(rule, "chain"),
            handle: number(rule, "handle"),
            accepts: Fits::No,
            drops: Fits::No,
            diverts: false,
            jumps_to_ufw: false,
        };
        for part in list(rule, "expr") {
            let JsonValue::Object(part) = part else {
                continue;
            };
            for (kind, value) in part {
                match kind.as_str() {
                    "match" => {
                        fits = fits.min(matches(value, port));
                        names_port |= text(get(get(value, "left"), "payload"), "field") == "dport";
                    }
                    "accept" => it.accepts = fits,
                    "drop" | "reject" | "queue" => it.drops = fits,
                    "dnat" | "redirect" | "tproxy" => it.diverts = names_port && fits != Fits::No,
                    "jump" | "goto" => it.jumps_to_ufw |= text(value, "target").starts_with("ufw-"),
                    "vmap" => it.map(value, port, fits),
                    // What iptables wrote; half of it is not told.
                    "xt" => match text(value, "name") {
                        "DROP" | "REJECT" => it.drops = fits,
                        "DNAT" | "REDIRECT" => it.diverts = names_port && fits != Fits::No,
                        "comment" | "LOG" | "NFLOG" => {}
                        _ => fits = fits.min(Fits::Maybe),
                    },
                    "counter" | "log" | "comment" => {}
                    _ => fits = fits.min(Fits::Maybe),
                }
            }
        }
        it
    }

    /// A map of verdicts.
    fn map(&mut self, value: &JsonValue, port: u16, fits: Fits) {
        let key = get(value, "key");
        let data = get(value, "data");
        if !matches!(data, JsonValue::Object(_)) {
            (self.accepts, self.drops) = (fits.min(Fits::Maybe), fits.min(Fits::Maybe));
        }
        for pair in list(data, "set") {
            let JsonValue::Array(pair) = pair else {
                continue;
            };
            let [member, JsonValue::Object(verdict)] = pair.as_slice() else {
                continue;
            };
            let fits = fits.min(compare(key, member, port));
            if verdict.contains_key("accept") {
                self.accepts = self.accepts.max(fits);
            } else if verdict.contains_key("drop") {
                self.drops = self.drops.max(fits);
            }
        }
    }

    /// Whether it is in the table of the chain `name`.
    fn is_beside(&self, name: &str) -> bool {
        let table = |name: &str| name.rsplit_once(' ').map(|(table, _)| table.to_owned());
        table(&self.chain) == table(name)
    }
}

/// Whether one `match` fits.
fn matches(value: &JsonValue, port: u16) -> Fits {
    match text(value, "op") {
        "==" | "in" => compare(get(value, "left"), get(value, "right"), port),
        _ => Fits::Maybe,
    }
}

fn compare(left: &JsonValue, right: &JsonValue, port: u16) -> Fits {
    let payload = get(left, "payload");
    let is_udp = |value: &JsonValue| match value {
        JsonValue::Number(n) => Some(*n == 17.0),
        JsonValue::String(name) => Some(name == "udp"),
        _ => None,
    };
    match (text(payload, "protocol"), text(payload, "field")) {
        ("udp" | "th", "dport") => return among(right, &|value| is_port(value, port)),
        ("ip", "protocol") | ("ip6", "nexthdr") => return among(right, &is_udp),
        ("tcp" | "icmp" | "icmpv6" | "igmp" | "sctp" | "dccp" | "esp" | "ah" | "arp", _) => {
            return Fits::No;
        }
        _ => {}
    }
    let is = |wanted| move |value: &JsonValue| Some(value.get::<String>()? == wanted);
    match text(get(left, "meta"), "key") {
        "l4proto" => among(right, &is_udp),
        // A phone comes from outside.
        "iifname" | "iif" if among(right, &is("lo")) == Fits::Yes => Fits::No,
        _ if text(get(left, "ct"), "key") == "state" => among(right, &is("new")),
        _ => Fits::Maybe,
    }
}

/// Whether one of the values on the right side is it: a value, a list or a set. Of named sets nothing is known.
fn among(right: &JsonValue, is_it: &dyn Fn(&JsonValue) -> Option<bool>) -> Fits {
    let members = match right {
        JsonValue::Array(members) => members.as_slice(),
        JsonValue::String(name) if name.starts_with('@') => return Fits::Maybe,
        _ if list(right, "set").is_empty() => std::slice::from_ref(right),
        _ => list(right, "set"),
    };
    let fits = members.iter().map(|member| match is_it(member) {
        Some(true) => Fits::Yes,
        Some(false) => Fits::No,
        None => Fits::Maybe,
    });
    fits.max().unwrap_or(Fits::Maybe)
}

fn is_port(value: &JsonValue, port: u16) -> Option<bool> {
    let port = f64::from(port);
    match value {
        JsonValue::Number(n) => Some(*n == port),
        JsonValue::String(name) => (name == "sip").then_some(port == 5060.0),
        _ => match list(value, "range") {
            [JsonValue::Number(from), JsonValue::Number(to)] => Some(*from <= port && port <= *to),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const PORT: &str = r#"{"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":5060}}"#;

    fn ruleset(family: &str, policy: &str, rules: &[&str]) -> Ruleset {
        let rules: String = rules
            .iter()
            .map(|expr| format!(",{{\"rule\":{{\"family\":\"{family}\",\"table\":\"filter\",\"chain\":\"input\",\"handle\":4,\"expr\":[{expr}]}}}}"))
            .collect();
        let json = format!(
            "{{\"nftables\":[{{\"metainfo\":{{\"version\":\"1.0.6\"}}}},{{\"table\":{{\"family\":\"{family}\",\"name\":\"filter\"}}}},\
             {{\"chain\":{{\"family\":\"{family}\",\"table\":\"filter\",\"name\":\"input\",\"handle\":1,\"type\":\"filter\",\"hook\":\"input\",\"prio\":0,\"policy\":\"{policy}\"}}}}{rules}]}}"
        );
        read(&json, 5060, false).unwrap()
    }

    #[test]
    fn what_is_certain_of_a_first_packet() {
        let accept = r#",{"counter":{"packets":0,"bytes":0}},{"accept":null}"#;
        let with = |expr: &str| format!("{expr}{accept}");
        let lo = r#"{"match":{"op":"==","left":{"meta":{"key":"iifname"}},"right":"lo"}}"#;
        let established = r#"{"match":{"op":"in","left":{"ct":{"key":"state"}},"right":["established","related"]}}"#;
        let set = r#"{"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":{"set":[53,{"range":[5060,5070]}]}}}"#;
        let named = r#"{"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":"@phones"}}"#;
        let tcp = r#"{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":5060}}"#;
        let saddr = r#"{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":"198.51.100.7"}}"#;
        let hidden = r#"{"xt":{"type":"match","name":"hashlimit"}}"#;
        let vmap = r#"{"vmap":{"key":{"ct":{"key":"state"}},"data":{"set":[["established",{"accept":null}],["invalid",{"drop":null}]]}}}"#;
        let portmap = r#"{"vmap":{"key":{"payload":{"protocol":"udp","field":"dport"}},"data":{"set":[[5060,{"accept":null}]]}}}"#;
        let jump = r#"{"jump":{"target":"ufw-before-input"}}"#;
        let reject = "{\"reject\":{\"type\":\"icmpx\",\"expr\":\"port-unreachable\"}}";
        let drop = format!("{PORT},{{\"drop\":null}}");
        for (policy, rules, expected) in [
            ("accept", vec![], Fate::Untouched),
            ("drop", vec![], Fate::PolicyDrops),
            (
                "drop",
                vec![with(lo), with(established), with(tcp), vmap.to_owned()],
                Fate::PolicyDrops,
            ),
            ("drop", vec![with(lo), with(PORT)], Fate::Accepts),
            ("drop", vec![with(set)], Fate::Accepts),
            ("drop", vec![portmap.to_owned()], Fate::Accepts),
            ("drop", vec![with(named)], Fate::MayDrop),
            (
                "drop",
                vec![with(&format!("{saddr},{PORT}"))],
                Fate::MayDrop,
            ),
            (
                "drop",
                vec![with(&format!("{PORT},{hidden}"))],
                Fate::MayDrop,
            ),
            ("accept", vec![drop.clone()], Fate::RuleDrops),
            ("accept", vec![with(hidden), drop.clone()], Fate::MayDrop),
            (
                "accept",
                vec![format!("{saddr},{{\"drop\":null}}")],
                Fate::MayDrop,
            ),
            ("accept", vec![reject.to_owned()], Fate::RuleDrops),
            ("accept", vec![with(PORT), reject.to_owned()], Fate::Accepts),
            ("drop", vec![jump.to_owned()], Fate::Ufw),
        ] {
            let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
            let set = ruleset("inet", policy, &rules);
            assert_eq!(set.chains[0].fate, expected, "{policy} {rules:?}");
        }
        // A rule for IPv6 alone does not concern a socket of IPv4.
        assert!(ruleset("ip6", "drop", &[]).chains.is_empty());
    }

    #[test]
    fn diversions_and_helpers_are_found() {
        let json = format!(
            "{{\"nftables\":[{{\"chain\":{{\"family\":\"ip\",\"table\":\"nat\",\"name\":\"DOCKER\",\"type\":\"nat\",\"hook\":\"prerouting\",\"policy\":\"accept\"}}}},\
             {{\"rule\":{{\"family\":\"ip\",\"table\":\"nat\",\"chain\":\"DOCKER\",\"expr\":[{PORT},{{\"dnat\":{{\"addr\":\"172.17.0.2\",\"port\":5060}}}}]}}}},\
             {{\"ct helper\":{{\"family\":\"inet\",\"table\":\"raw\",\"name\":\"sip-help\",\"type\":\"sip\",\"protocol\":\"udp\"}}}}]}}"
        );
        let set = read(&json, 5060, false).unwrap();
        assert_eq!(set.diverted[0].chain, "ip nat DOCKER");
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
