//! `sipregd status --prometheus`: counters and gauges as text for the textfile collector of node_exporter.

use crate::sys::snapshot::{Asked, ask_about, get, list, number, text};
use std::collections::BTreeMap;
use tinyjson::JsonValue;

/// What the service that has the folder `runtime` counts, and whether it answers.
pub(crate) fn metrics(runtime: &str) -> (String, bool) {
    let mut accounts = Accounts::default();
    let asked = ask_about(runtime, |_, account| {
        accounts.count(account);
        false
    });
    match asked {
        Asked::Fresh(head) => (render(&head, &accounts), true),
        Asked::Old(..) | Asked::NotRunning(_) | Asked::Unseen(_) => (up(false), false),
    }
}

/// What is counted of the accounts.
#[derive(Default)]
struct Accounts {
    registered: u64,
    causes: BTreeMap<String, u64>,
}

impl Accounts {
    fn count(&mut self, account: &JsonValue) {
        self.registered += u64::from(!list(account, "bindings").is_empty());
        if let Some(cause) = list(account, "causes").first() {
            let name = text(cause, "cause").to_owned();
            *self.causes.entry(name).or_default() += 1;
        }
    }
}

/// A family of metrics: each value under its label, written out, or under none.
fn family(kind: &str, name: &str, help: &str, values: &[(String, u64)]) -> String {
    let values = values.iter();
    let values = values.map(|(label, value)| format!("sipregd_{name}{label} {value}\n"));
    let head = format!("# HELP sipregd_{name} {help}\n# TYPE sipregd_{name} {kind}\n");
    head + &values.collect::<String>()
}

fn gauge(name: &str, help: &str, value: u64) -> String {
    family("gauge", name, help, &[(String::new(), value)])
}

fn counter(name: &str, help: &str, value: u64) -> String {
    family("counter", name, help, &[(String::new(), value)])
}

fn up(is_up: bool) -> String {
    gauge("up", "Whether the service answers.", is_up.into())
}

fn render(head: &JsonValue, accounts: &Accounts) -> String {
    let mut text = up(true);
    let of = |key| number(head, key);
    let (loaded, journal) = (get(head, "loaded"), get(head, "journal"));
    let is_refused = matches!(get(get(head, "reload"), "ok"), JsonValue::Boolean(false));
    let is_failing = !matches!(get(journal, "failing_for"), JsonValue::Null);

    let help = "When the service started, Unix seconds.";
    text += &gauge("start_time_seconds", help, of("started"));
    let in_force = number(loaded, "accounts");
    text += &gauge("extensions", "Extensions in force.", in_force);
    let help = "Extensions with at least one registration.";
    text += &gauge("extensions_registered", help, accounts.registered);
    text += &gauge("bindings", "Registrations in force.", of("bindings"));
    text += &counter("datagrams_total", "Datagrams received.", of("datagrams"));
    let help = "When the last datagram came, Unix seconds; 0 if none did.";
    text += &gauge("last_datagram_time_seconds", help, of("last_datagram"));
    text += &counter("reloads_total", "Reloads since the start.", of("reloads"));
    let help = "Whether the last reload was refused.";
    text += &gauge("reload_refused", help, is_refused.into());
    let help = "Size of the journal of registrations.";
    text += &gauge("journal_size_bytes", help, number(journal, "bytes"));
    let help = "Whether registrations cannot be written to the disk.";
    text += &gauge("journal_failing", help, is_failing.into());

    let help = "Datagrams by how they ended.";
    let outcomes = labelled(get(head, "outcomes"), "outcome");
    text += &family("counter", "outcomes_total", help, &outcomes);
    let help = "Answers that could not be sent, by the name of the error.";
    let errors = labelled(get(head, "send_errors"), "errno");
    text += &family("counter", "send_errors_total", help, &errors);
    let help = "Extensions by what keeps them from registering, or endangers them.";
    let causes = accounts.causes.iter();
    let causes: Vec<_> = causes.map(|(name, n)| (label("cause", name), *n)).collect();
    text += &family("gauge", "extensions_in_trouble", help, &causes);
    text
}

fn label(key: &str, value: &str) -> String {
    format!("{{{key}=\"{value}\"}}")
}

/// The numbers of an object, each with its name under `key`.
fn labelled(object: &JsonValue, key: &str) -> Vec<(String, u64)> {
    let JsonValue::Object(map) = object else {
        return Vec::new();
    };
    let mut all: Vec<_> = map
        .keys()
        .map(|name| (label(key, name), number(object, name)))
        .collect();
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_family_for_each_fact() {
        let head = "{\"started\":5,\"loaded\":{\"accounts\":3},\"bindings\":2,\"datagrams\":9,\"reload\":{\"ok\":false},\
                     \"journal\":{\"bytes\":70,\"failing_for\":null},\"outcomes\":{\"registered\":2,\"challenged\":4}}";
        let mut accounts = Accounts::default();
        accounts.count(&"{\"bindings\":[{}]}".parse().unwrap());
        accounts.count(
            &"{\"causes\":[{\"cause\":\"drops\"},{\"cause\":\"x\"}]}"
                .parse()
                .unwrap(),
        );
        let text = render(&head.parse().unwrap(), &accounts);
        for line in [
            "sipregd_up 1",
            "sipregd_start_time_seconds 5",
            "sipregd_extensions 3",
            "sipregd_extensions_registered 1",
            "sipregd_reload_refused 1",
            "sipregd_journal_failing 0",
            "sipregd_outcomes_total{outcome=\"challenged\"} 4",
            "sipregd_extensions_in_trouble{cause=\"drops\"} 1",
            "# TYPE sipregd_outcomes_total counter",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} in\n{text}");
        }
        assert!(!text.contains("cause=\"x\""), "the surest alone");
        assert!(up(false).ends_with("sipregd_up 0\n"));
    }
}
