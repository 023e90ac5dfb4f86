//! What the rules of nftables say for certain of a phone's first packet. Where a rule asks for more than protocol,
//! port, state and loopback, or is behind a jump, only the packet itself can tell.

use crate::sys::snapshot::{get, list, number, text};
use std::collections::HashMap;
use std::net::IpAddr;
use tinyjson::JsonValue;

/// What becomes of the packet, by the chain that decides. What matters most comes first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// The rule with that handle sends it on to elsewhere.
    Diverted(String, u64),
    /// The policy drops it, and nothing can accept it.
    PolicyDrops(String),
    /// A rule drops it, and nothing can accept it.
    RuleDrops(String),
    /// The rule with that handle may send it on to elsewhere.
    MayDivert(String, u64),
    /// It may be dropped or not.
    MayDrop(String),
    /// That is left to the chains of ufw.
    Ufw,
    /// A rule accepts it.
    Accepts(String),
    /// Nothing drops anything.
    Untouched,
}

/// What `ruleset` does to packets to `port` of a machine with these addresses, over IPv6 too if `has_v6`.
pub(crate) fn fate(ruleset: &JsonValue, port: u16, own: &[IpAddr], has_v6: bool) -> Fate {
    let serves = |item: &&JsonValue| match text(item, "family") {
        "inet" | "ip" | "netdev" => true,
        "ip6" => has_v6,
        _ => false,
    };
    let items = list(ruleset, "nftables").iter();
    let of = |kind| items.clone().map(move |i| get(i, kind)).filter(serves);
    let effects: Vec<Effect> = of("rule")
        .flat_map(|rule| effects(rule, port, own))
        .collect();
    let hook_of = |name: &str| {
        let chain = of("chain").find(|chain| full_name(chain, "name") == name);
        chain.map_or("", |chain| text(chain, "hook"))
    };
    let diverted = effects
        .iter()
        .enumerate()
        .filter(|(_, e)| e.act == Act::Divert);
    let diverted = diverted.filter_map(|(n, effect)| {
        let (chain, handle) = (effect.chain.clone(), effect.handle);
        let is_first = || {
            !effects[..n]
                .iter()
                .any(|e| e.chain == chain && e.act.ends())
        };
        match hook_of(&chain) {
            "prerouting" if effect.is_sure && is_first() => Some(Fate::Diverted(chain, handle)),
            // Behind a jump it may come from there.
            "prerouting" | "" => Some(Fate::MayDivert(chain, handle)),
            _ => None,
        }
    });
    // A table may be dormant, and a device another than the one that phones come by; neither is always told.
    let is_flagged = |chain: &JsonValue| {
        let is_its = |t: &&JsonValue| {
            ["family", "name"].map(|key| text(t, key))
                == ["family", "table"].map(|key| text(chain, key))
        };
        let mut tables = of("table").filter(is_its);
        tables.any(|t| !matches!(get(t, "flags"), JsonValue::Null))
    };
    let begins = |chain: &&JsonValue| {
        let is_bans = text(chain, "name").starts_with("f2b");
        matches!(text(chain, "hook"), "input" | "prerouting" | "ingress") && !is_bans
    };
    let chains = of("chain").filter(begins).map(|chain| {
        let drops = text(chain, "policy") == "drop";
        let fate = fate_in(full_name(chain, "name"), drops, &effects);
        let is_unsure = text(chain, "hook") == "ingress" || is_flagged(chain);
        match fate {
            Fate::PolicyDrops(name) | Fate::RuleDrops(name) if is_unsure => Fate::MayDrop(name),
            fate => fate,
        }
    });
    chains.chain(diverted).min().unwrap_or(Fate::Untouched)
}

/// What the chain `name` does, whose policy `drops`.
fn fate_in(name: String, drops: bool, effects: &[Effect]) -> Fate {
    let own = || effects.iter().filter(|effect| effect.chain == name);
    if own().any(|effect| effect.act == Act::AskUfw) {
        return Fate::Ufw;
    }
    // Rules of the same table may be jumped to.
    let (table, _) = name.rsplit_once(' ').unwrap_or_default();
    let may = |act| {
        let is_beside = |e: &&Effect| e.chain.rsplit_once(' ').is_some_and(|(t, _)| t == table);
        effects.iter().filter(is_beside).any(|e| e.act == act)
    };
    let can_pass = may(Act::Accept) || own().any(|effect| effect.act == Act::Return);
    let can_drop = drops || may(Act::Drop);
    let mut sure = own().filter(|e| e.is_sure && matches!(e.act, Act::Accept | Act::Drop));
    match sure.next().map(|effect| effect.act) {
        Some(Act::Accept) => Fate::Accepts(name),
        Some(_) if !can_pass => Fate::RuleDrops(name),
        None if drops && !can_pass => Fate::PolicyDrops(name),
        _ if can_drop => Fate::MayDrop(name),
        _ => Fate::Untouched,
    }
}

/// `inet filter input`
fn full_name(item: &JsonValue, key: &str) -> String {
    let part = |key| text(item, key);
    format!("{} {} {}", part("family"), part("table"), part(key))
}

/// What a rule does to the packet, or may do.
#[derive(Debug)]
struct Effect {
    chain: String,
    handle: u64,
    act: Act,
    is_sure: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Accept,
    Drop,
    /// The rest of the chain is skipped.
    Return,
    Divert,
    AskUfw,
}

impl Act {
    /// Whether what comes after it in the chain may not be reached.
    fn ends(self) -> bool {
        matches!(self, Self::Accept | Self::Drop | Self::Return)
    }
}

fn effects(rule: &JsonValue, port: u16, own: &[IpAddr]) -> Vec<Effect> {
    let (mut fits, mut names_port, mut acts) = (Fits::Yes, false, Vec::new());
    let parts = list(rule, "expr").iter().filter_map(JsonValue::get);
    for (kind, value) in parts.flat_map(|part: &HashMap<String, JsonValue>| part) {
        match (kind.as_str(), text(value, "name")) {
            ("match", _) => {
                fits = fits.min(match text(value, "op") {
                    "==" | "in" => compare(get(value, "left"), get(value, "right"), port),
                    _ => Fits::Maybe,
                });
                names_port |= text(get(get(value, "left"), "payload"), "field") == "dport";
            }
            ("accept", _) => acts.push((Act::Accept, fits)),
            // What iptables wrote comes as `xt`; half of it is not told.
            ("drop" | "reject", _) | ("xt", "DROP" | "REJECT") => acts.push((Act::Drop, fits)),
            ("return", _) => acts.push((Act::Return, fits)),
            ("dnat" | "redirect" | "tproxy", _) if names_port => {
                acts.push((Act::Divert, fits.min(leads_away(kind, value, port, own))));
            }
            // Where that leads is not told.
            ("xt", "DNAT" | "REDIRECT") if names_port => {
                acts.push((Act::Divert, fits.min(Fits::Maybe)));
            }
            // Those for IPv6 begin with `ufw6-`.
            ("jump" | "goto", _) if text(value, "target").starts_with("ufw") => {
                acts.push((Act::AskUfw, fits));
            }
            // A map or a program may come to anything.
            ("vmap" | "queue", _) => {
                let fits = fits.min(Fits::Maybe);
                acts.extend([(Act::Accept, fits), (Act::Drop, fits)]);
            }
            ("counter" | "log" | "comment" | "jump" | "goto", _)
            | ("xt", "comment" | "LOG" | "NFLOG") => {}
            _ => fits = fits.min(Fits::Maybe),
        }
    }
    let acts = acts.into_iter().filter(|(_, fits)| *fits != Fits::No);
    acts.map(|(act, fits)| Effect {
        chain: full_name(rule, "chain"),
        handle: number(rule, "handle"),
        act,
        is_sure: fits == Fits::Yes,
    })
    .collect()
}

/// Whether `target` of a rule of this `kind` is another place than the service.
fn leads_away(kind: &str, target: &JsonValue, port: u16, own: &[IpAddr]) -> Fits {
    let is_here = match (kind, get(target, "addr")) {
        ("dnat", JsonValue::String(ip)) => match ip.parse() {
            Ok(ip) if !own.is_empty() => own.contains(&ip),
            _ => return Fits::Maybe,
        },
        (_, JsonValue::Null) => kind != "dnat",
        _ => return Fits::Maybe,
    };
    match get(target, "port") {
        JsonValue::Null if is_here => Fits::No,
        JsonValue::Number(n) if is_here && *n == f64::from(port) => Fits::No,
        JsonValue::Null | JsonValue::Number(_) => Fits::Yes,
        _ => Fits::Maybe,
    }
}

/// Whether something fits the packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fits {
    No,
    Maybe,
    Yes,
}

fn compare(left: &JsonValue, right: &JsonValue, port: u16) -> Fits {
    let word = |word: &str| JsonValue::String(word.to_owned());
    let payload = get(left, "payload");
    match (text(payload, "protocol"), text(payload, "field")) {
        ("udp" | "th", "dport") if port == 5060 => among(right, f64::from(port), &word("sip")),
        ("udp" | "th", "dport") => among(right, f64::from(port), &JsonValue::Null),
        ("ip", "protocol") | ("ip6", "nexthdr") => among(right, 17.0, &word("udp")),
        ("tcp" | "icmp" | "icmpv6" | "igmp" | "sctp" | "dccp" | "esp" | "ah" | "arp", _) => {
            Fits::No
        }
        ("", "") => match text(get(left, "meta"), "key") {
            "l4proto" => among(right, 17.0, &word("udp")),
            // A phone comes from outside.
            "iifname" | "iif" if among(right, 1.0, &word("lo")) == Fits::Yes => Fits::No,
            _ if text(get(left, "ct"), "key") == "state" => {
                // A rule elsewhere may have it not tracked.
                let untracked = among(right, 64.0, &word("untracked")).min(Fits::Maybe);
                among(right, 8.0, &word("new")).max(untracked)
            }
            _ => Fits::Maybe,
        },
        _ => Fits::Maybe,
    }
}

/// Whether the right side is it, or has it. Nothing is known of ranges and of sets with a name.
fn among(right: &JsonValue, number: f64, word: &JsonValue) -> Fits {
    let members = match right {
        JsonValue::Array(members) => members.as_slice(),
        _ if list(right, "set").is_empty() => std::slice::from_ref(right),
        _ => list(right, "set"),
    };
    let fits = members.iter().map(|member| match member {
        JsonValue::String(name) if name.starts_with('@') => Fits::Maybe,
        JsonValue::Number(n) if *n == number => Fits::Yes,
        _ if member == word => Fits::Yes,
        JsonValue::Number(_) | JsonValue::String(_) => Fits::No,
        _ => Fits::Maybe,
    });
    fits.max().unwrap_or(Fits::Maybe)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const PORT: &str = r#"{"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":5060}}"#;

    fn fate_of(family: &str, policy: &str, rules: &[&str]) -> Fate {
        let rules: String = rules
            .iter()
            .map(|expr| format!(",{{\"rule\":{{\"family\":\"{family}\",\"table\":\"filter\",\"chain\":\"input\",\"handle\":4,\"expr\":[{expr}]}}}}"))
            .collect();
        let json = format!(
            "{{\"nftables\":[{{\"metainfo\":{{\"version\":\"1.0.6\"}}}},{{\"table\":{{\"family\":\"{family}\",\"name\":\"filter\"}}}},\
             {{\"chain\":{{\"family\":\"{family}\",\"table\":\"filter\",\"name\":\"input\",\"handle\":1,\"type\":\"filter\",\"hook\":\"input\",\"prio\":0,\"policy\":\"{policy}\"}}}}{rules}]}}"
        );
        fate(&json.parse().unwrap(), 5060, &[], false)
    }

    #[test]
    fn what_is_certain_of_a_first_packet() {
        let accept = r#",{"counter":{"packets":0,"bytes":0}},{"accept":null}"#;
        let with = |expr: &str| format!("{expr}{accept}");
        let lo = r#"{"match":{"op":"==","left":{"meta":{"key":"iifname"}},"right":"lo"}}"#;
        let established = r#"{"match":{"op":"in","left":{"ct":{"key":"state"}},"right":["established","related"]}}"#;
        let set = r#"{"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":{"set":[53,5060]}}}"#;
        let named = r#"{"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":"@phones"}}"#;
        let tcp = r#"{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":5060}}"#;
        let saddr = r#"{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":"198.51.100.7"}}"#;
        let hidden = r#"{"xt":{"type":"match","name":"hashlimit"}}"#;
        let vmap = r#"{"vmap":{"key":{"ct":{"key":"state"}},"data":{"set":[["established",{"accept":null}],["invalid",{"drop":null}]]}}}"#;
        let jump = r#"{"jump":{"target":"ufw-before-input"}}"#;
        let reject = "{\"reject\":{\"type\":\"icmpx\",\"expr\":\"port-unreachable\"}}";
        let drop = format!("{PORT},{{\"drop\":null}}");
        let name = || "inet filter input".to_owned();
        for (policy, rules, expected) in [
            ("accept", vec![], Fate::Untouched),
            ("drop", vec![], Fate::PolicyDrops(name())),
            (
                "drop",
                vec![with(lo), with(established), with(tcp)],
                Fate::PolicyDrops(name()),
            ),
            ("drop", vec![with(lo), with(PORT)], Fate::Accepts(name())),
            ("drop", vec![with(set)], Fate::Accepts(name())),
            ("drop", vec![vmap.to_owned()], Fate::MayDrop(name())),
            (
                "drop",
                vec![vmap.to_owned(), with(PORT)],
                Fate::Accepts(name()),
            ),
            ("drop", vec![with(named)], Fate::MayDrop(name())),
            (
                "drop",
                vec![with(&format!("{saddr},{PORT}"))],
                Fate::MayDrop(name()),
            ),
            (
                "drop",
                vec![with(&format!("{PORT},{hidden}"))],
                Fate::MayDrop(name()),
            ),
            ("accept", vec![drop.clone()], Fate::RuleDrops(name())),
            (
                "accept",
                vec![with(hidden), drop.clone()],
                Fate::MayDrop(name()),
            ),
            (
                "accept",
                vec![format!("{saddr},{{\"drop\":null}}")],
                Fate::MayDrop(name()),
            ),
            ("accept", vec![reject.to_owned()], Fate::RuleDrops(name())),
            (
                "accept",
                vec![with(PORT), reject.to_owned()],
                Fate::Accepts(name()),
            ),
            ("drop", vec![jump.to_owned()], Fate::Ufw),
            ("drop", vec![jump.replace("ufw-", "ufw6-")], Fate::Ufw),
        ] {
            let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
            assert_eq!(
                fate_of("inet", policy, &rules),
                expected,
                "{policy} {rules:?}"
            );
        }
        // A rule for IPv6 alone does not concern a socket of IPv4.
        assert_eq!(fate_of("ip6", "drop", &[]), Fate::Untouched);
    }

    /// The fate of the first packet to port 5060 of 203.0.113.10, by these items of a ruleset.
    fn fate_by(items: &str) -> Fate {
        let json = format!("{{\"nftables\":[{items}]}}");
        let own = ["203.0.113.10".parse().unwrap()];
        fate(&json.parse().unwrap(), 5060, &own, false)
    }

    fn chain(name: &str, more: &str) -> String {
        format!("{{\"chain\":{{\"family\":\"ip\",\"table\":\"t\",\"name\":\"{name}\"{more}}}}}")
    }

    fn rule(chain: &str, expr: &str) -> String {
        format!(
            "{{\"rule\":{{\"family\":\"ip\",\"table\":\"t\",\"chain\":\"{chain}\",\"handle\":7,\"expr\":[{expr}]}}}}"
        )
    }

    #[test]
    fn rules_that_send_the_port_on_to_elsewhere() {
        let name = || "ip t pre".to_owned();
        let diverted = || Fate::Diverted(name(), 7);
        let may = || Fate::MayDivert(name(), 7);
        let pre = chain("pre", r#","hook":"prerouting","policy":"accept""#);
        let dnat = r#"{"dnat":{"addr":"172.17.0.2","port":5060}}"#;
        let saddr = r#"{"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":"10.0.0.1"}}"#;
        let other = PORT.replace("5060", "5062");
        let range = PORT.replace("5060", r#"{"range":[5060,5069]}"#);
        for (expr, expected) in [
            (format!("{PORT},{dnat}"), diverted()),
            (format!("{other},{dnat}"), Fate::Untouched),
            (format!("{saddr},{PORT},{dnat}"), may()),
            (
                format!("{PORT},{}", dnat.replace("172.17.0.2", "203.0.113.10")),
                Fate::Untouched,
            ),
            (
                format!(r#"{PORT},{{"dnat":{{"addr":"203.0.113.10","port":5070}}}}"#),
                diverted(),
            ),
            (
                format!(r#"{PORT},{{"redirect":{{"port":5070}}}}"#),
                diverted(),
            ),
            (
                format!(r#"{PORT},{{"redirect":{{"port":5060}}}}"#),
                Fate::Untouched,
            ),
            (format!(r#"{PORT},{{"redirect":null}}"#), Fate::Untouched),
            (
                format!(r#"{range},{{"redirect":{{"port":5060}}}}"#),
                Fate::Untouched,
            ),
            (
                format!(r#"{PORT},{{"xt":{{"type":"target","name":"DNAT"}}}}"#),
                may(),
            ),
        ] {
            assert_eq!(
                fate_by(&format!("{pre},{}", rule("pre", &expr))),
                expected,
                "{expr}"
            );
        }
        let both = format!("{PORT},{dnat}");
        let passes = rule("pre", &format!("{PORT},{{\"accept\":null}}"));
        let behind = format!("{pre},{passes},{}", rule("pre", &both));
        assert_eq!(
            fate_by(&behind),
            may(),
            "what is accepted before goes nowhere"
        );
        let out = chain("pre", r#","hook":"output""#);
        let out = format!("{out},{}", rule("pre", &both));
        assert_eq!(fate_by(&out), Fate::Untouched, "phones are not here");
        let jumped = format!("{},{}", chain("pre", ""), rule("pre", &both));
        assert_eq!(fate_by(&jumped), may());
    }

    #[test]
    fn what_may_not_be_reached_is_not_certain() {
        let name = || "ip t in".to_owned();
        let base = |policy: &str| chain("in", &format!(r#","hook":"input","policy":"{policy}""#));
        let drop = rule("in", &format!(r#"{PORT},{{"drop":null}}"#));
        let returns = rule("in", r#"{"return":null}"#);
        let accept = format!("{},{drop}", base("accept"));
        assert_eq!(fate_by(&accept), Fate::RuleDrops(name()));
        let returned = format!("{},{returns},{drop}", base("accept"));
        assert_eq!(fate_by(&returned), Fate::MayDrop(name()));
        let queue = rule(
            "in",
            &format!(r#"{PORT},{{"queue":{{"num":0,"flags":"bypass"}}}}"#),
        );
        assert_eq!(
            fate_by(&format!("{},{queue}", base("accept"))),
            Fate::MayDrop(name())
        );
        let untracked =
            r#"{"match":{"op":"in","left":{"ct":{"key":"state"}},"right":"untracked"}}"#;
        let untracked = rule("in", &format!(r#"{untracked},{{"accept":null}}"#));
        let tracked = untracked.replace("untracked", "established");
        assert_eq!(
            fate_by(&format!("{},{tracked}", base("drop"))),
            Fate::PolicyDrops(name())
        );
        assert_eq!(
            fate_by(&format!("{},{untracked}", base("drop"))),
            Fate::MayDrop(name())
        );
        let dormant = r#"{"table":{"family":"ip","name":"t","flags":"dormant"}}"#;
        assert_eq!(
            fate_by(&format!("{dormant},{accept}")),
            Fate::MayDrop(name())
        );
        let ingress = base("drop").replace("input", "ingress");
        assert_eq!(
            fate_by(&ingress),
            Fate::MayDrop(name()),
            "of another device perhaps"
        );
    }
}
