//! `sipregd status`: who is registered, from where, until when; the last failure of each, and why.

use crate::cli::{Args, Command, FAILURE, OK, Stop, common, complain, print};
use crate::sys::clock::unix_now;
use crate::sys::json::Json;
use crate::sys::settings;
use crate::sys::snapshot::{Asked, ask, get, list, number, text};
use sipreg::command::operand;
use std::fmt::Write as _;
use tinyjson::JsonValue;

pub(crate) const COMMAND: Command = Command {
    name: "status",
    synopsis: "[EXT] [--json] [-c FILE]",
    about: "who is registered, from where, until when; last failures",
    help: "Asks the running service and prints a line for each extension that is registered or has tried;\n\
           with EXT, everything about that one. Extensions that nothing was ever heard of are counted.\n\
           The service answers root and its own user; others see the last answer and how old it is.\n\n\
           options:\n  \
             --json              the same as JSON, one object a line\n  \
             -c, --config FILE   default /etc/sipregd/sipregd.conf\n\n\
           exit: 0 printed, 1 the service does not run, cannot be seen, or does not know EXT",
    run,
};

fn run(mut args: Args) -> Result<u8, Stop> {
    let (path, name, [json]) = common(&mut args, ["json"])?;
    // Only to find the runtime folder; what else is wrong with the file is for `check` to say.
    let (config, _) = settings::load_config(&path);
    let snapshot = match ask(&config.runtime) {
        Asked::Fresh(snapshot) => snapshot,
        Asked::Old(snapshot, age, why) => {
            complain(&format!("This is {} old: {why}.\n", words(age)));
            snapshot
        }
        Asked::NotRunning(sentence) => {
            complain(&format!(
                "{sentence} To start it: sudo systemctl start sipregd\n"
            ));
            return Ok(FAILURE);
        }
        Asked::Unseen(sentence) => {
            complain(&format!("{sentence}\n"));
            return Ok(FAILURE);
        }
    };
    let accounts = list(&snapshot, "accounts");
    let chosen: Vec<&JsonValue> = accounts
        .iter()
        .filter(|a| name.as_deref().is_none_or(|n| text(a, "name") == n))
        .collect();
    if json {
        chosen
            .iter()
            .for_each(|account| print(&format!("{}\n", to_json(account))));
        return Ok(if chosen.is_empty() && name.is_some() {
            FAILURE
        } else {
            OK
        });
    }
    match name {
        Some(name) => match chosen.first() {
            Some(account) => print(&details(account, number(&snapshot, "written"))),
            None => {
                complain(&format!(
                    "Nothing was heard of {name} since the service started. Why: sipregd doctor {}\n",
                    operand(&name)
                ));
                return Ok(FAILURE);
            }
        },
        None => print(&table(&snapshot, chosen)),
    }
    Ok(OK)
}

/// Seconds in words: the two largest units.
pub(crate) fn words(seconds: u64) -> String {
    let units = [
        (86_400, "day"),
        (3600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (size, name) in units {
        let count = rest / size;
        rest %= size;
        if count > 0 {
            parts.push(format!(
                "{count} {name}{}",
                if count == 1 { "" } else { "s" }
            ));
        } else if !parts.is_empty() {
            break;
        }
        if parts.len() == 2 {
            break;
        }
    }
    if parts.is_empty() {
        "0 seconds".to_owned()
    } else {
        parts.join(" ")
    }
}

fn ago(written: u64, at: u64) -> String {
    format!("{} ago", words(written.saturating_sub(at)))
}

/// One row for each contact, or one for an extension without.
fn table(snapshot: &JsonValue, mut accounts: Vec<&JsonValue>) -> String {
    accounts.sort_by_key(|a| text(a, "name"));
    let written = number(snapshot, "written");
    let head = [
        "extension",
        "state",
        "contact",
        "from",
        "user agent",
        "registered",
        "expires in",
        "last failure",
    ];
    let mut rows: Vec<[String; 8]> = vec![head.map(str::to_owned)];
    let mut registered = 0;
    for account in &accounts {
        let name = text(account, "name");
        let failure = get(account, "failure");
        let failed = match failure {
            JsonValue::Null => "-".to_owned(),
            _ => format!(
                "{}, {}",
                text(failure, "cause"),
                ago(written, number(failure, "at"))
            ),
        };
        let bindings = list(account, "bindings");
        registered += usize::from(!bindings.is_empty());
        if bindings.is_empty() {
            let from = if matches!(failure, JsonValue::Null) {
                "-"
            } else {
                text(failure, "from")
            };
            let agent = if matches!(failure, JsonValue::Null) {
                "-"
            } else {
                text(failure, "agent")
            };
            let state = "not registered";
            rows.push([name, state, "-", from, agent, "-", "-", &failed].map(str::to_owned));
        }
        for b in bindings {
            let since = ago(written, number(b, "since"));
            let left = words(number(b, "expires_in"));
            let row = [
                name,
                "registered",
                text(b, "uri"),
                text(b, "from"),
                text(b, "agent"),
                &since,
                &left,
                &failed,
            ];
            rows.push(row.map(str::to_owned));
        }
    }
    let mut out = String::new();
    let widths: Vec<usize> = (0..head.len())
        .map(|c| {
            rows.iter()
                .filter_map(|r| r.get(c))
                .map(|t| t.chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    for row in rows.iter().filter(|_| !accounts.is_empty()) {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, w)| format!("{cell:w$}"))
            .collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    let total = number(get(snapshot, "loaded"), "accounts");
    let contacts = number(snapshot, "bindings");
    if !accounts.is_empty() {
        out.push('\n');
    }
    // NOTE(write): writing to memory cannot fail.
    let _ = writeln!(
        out,
        "{registered} of {total} extension{} registered, {contacts} contact{}; up for {}",
        plural(total),
        plural(contacts),
        words(written.saturating_sub(number(snapshot, "started")))
    );
    let journal = get(snapshot, "journal");
    if !matches!(get(journal, "failing_for"), JsonValue::Null) {
        let _ = writeln!(
            out,
            "Registrations have not been saved for {}: {}. A restart would lose them; make room on the disk.",
            words(number(journal, "failing_for")),
            text(journal, "why")
        );
    }
    out
}

fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// Everything about one extension.
fn details(account: &JsonValue, written: u64) -> String {
    let mut out = format!("extension: {}\n", text(account, "name"));
    let bindings = list(account, "bindings");
    let _ = writeln!(
        out,
        "state: {}",
        if bindings.is_empty() {
            "not registered"
        } else {
            "registered"
        }
    );
    for b in bindings {
        let _ = writeln!(out, "contact: {}", text(b, "uri"));
        let _ = writeln!(out, "  from: {}", text(b, "from"));
        let _ = writeln!(out, "  user agent: {}", text(b, "agent"));
        let _ = writeln!(out, "  registered: {}", ago(written, number(b, "since")));
        let _ = writeln!(
            out,
            "  expires in: {}, of {} granted",
            words(number(b, "expires_in")),
            words(number(b, "granted"))
        );
    }
    for (label, key) in [("last success", "success"), ("last failure", "failure")] {
        let mark = get(account, key);
        if matches!(mark, JsonValue::Null) {
            continue;
        }
        let _ = writeln!(
            out,
            "{label}: {} from {}",
            ago(written, number(mark, "at")),
            text(mark, "from")
        );
        let _ = writeln!(out, "  user agent: {}", text(mark, "agent"));
        if key == "failure" {
            let _ = writeln!(out, "  reason: {}", text(mark, "cause"));
        }
    }
    if bindings.is_empty() {
        let _ = writeln!(
            out,
            "why, and what to do: sipregd doctor {}",
            operand(text(account, "name"))
        );
    }
    out
}

/// The account as the snapshot has it, with the state in words.
fn to_json(account: &JsonValue) -> String {
    let state = if list(account, "bindings").is_empty() {
        "not registered"
    } else {
        "registered"
    };
    let mut json = Json::new();
    json.open()
        .text("extension", text(account, "name"))
        .text("state", state)
        .plain("at", unix_now());
    for key in ["bindings", "success", "failure", "causes"] {
        // NOTE(stringify): it came from JSON, so it goes back into JSON.
        json.plain(
            key,
            get(account, key)
                .stringify()
                .unwrap_or_else(|_| "null".to_owned()),
        );
    }
    json.close();
    json.take()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn durations_in_words() {
        for (seconds, text) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (61, "1 minute 1 second"),
            (3600, "1 hour"),
            (3661, "1 hour 1 minute"),
            (90_000, "1 day 1 hour"),
            (86_405, "1 day"),
        ] {
            assert_eq!(words(seconds), text);
        }
    }
}
