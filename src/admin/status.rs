//! `sipregd status`: who is registered, from where, until when; the last failure of each, and why.

use super::counted;
use super::metrics::metrics;
use crate::cli::{
    Args, Command, FAILURE, OK, Stop, common, complain, did_you_mean, language, print, unexpected,
};
use crate::sys::clock::unix_now;
use crate::sys::json::Json;
use crate::sys::settings;
use crate::sys::snapshot::{Asked, ask_about, get, list, number, text};
use crate::text::{Say, help};
use sipreg::command::Word;
use sipreg::seed::Seed;
use std::fmt::Write as _;
use tinyjson::JsonValue;

pub(crate) const COMMAND: Command = Command {
    name: "status",
    synopsis: "[EXT] [--json|--prometheus] [-c FILE]",
    about: &help::STATUS,
    help: &help::STATUS_HELP,
    run,
};

fn run(mut args: Args) -> Result<u8, Stop> {
    let (path, name, [json, prometheus]) = common(&mut args, ["json", "prometheus"])?;
    // Only to find the runtime folder; what else is wrong with the file is for `check` to say.
    let (config, _) = settings::load_config(&path);
    if prometheus {
        if let Some(name) = name {
            return Err(unexpected(&name));
        }
        let (text, is_up) = metrics(&config.runtime);
        print(&text);
        return Ok(if is_up { OK } else { FAILURE });
    }
    let mut shown = Shown::default();
    let asked = ask_about(&config.runtime, |head, account| {
        if name.as_deref().is_none_or(|n| text(account, "name") == n) {
            if json {
                let name = text(account, "name").to_owned();
                shown.objects.push((name, to_json(account)));
            } else if name.is_some() {
                shown
                    .details
                    .push_str(&details(account, number(head, "written")));
            } else {
                shown.here += usize::from(!list(account, "bindings").is_empty());
                shown.rows.extend(rows_of(account, number(head, "written")));
            }
            shown.accounts += 1;
        }
        // What is to be printed has been taken from it.
        false
    });
    let head = match asked {
        Asked::Fresh(head) => head,
        Asked::Old(head, age, why) => {
            complain(&format!("This is {} old: {why}.\n", words(age)));
            head
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
    match name {
        Some(name) if shown.accounts == 0 => {
            if !json {
                complain(&format!(
                    "Nothing was heard of {name} since the service started.{} Why: sipregd doctor {}\n",
                    meant(&path, &name).text(language()),
                    Word::operand(&name)
                ));
            }
            return Ok(FAILURE);
        }
        _ if json => {
            shown.objects.sort_unstable();
            for (_, object) in &shown.objects {
                print(&format!("{object}\n"));
            }
        }
        Some(_) => print(&shown.details),
        None => print(&table(&head, shown.rows, shown.here)),
    }
    Ok(OK)
}

/// Asks whether another extension was meant, if the file can be read and has none of this name.
fn meant(path: &str, name: &str) -> Say {
    match settings::load(path, Seed::new([0; 16])) {
        Ok(settings) if settings.extensions.get(name.as_bytes()).is_none() => {
            did_you_mean(name, settings.extensions.iter().map(|e| e.name()), "")
        }
        _ => Say::verbatim(""),
    }
}

/// What is to be printed of the accounts. They are read one at a time, so only this is kept of them.
#[derive(Default)]
struct Shown {
    accounts: usize,
    /// Those that are registered.
    here: usize,
    rows: Vec<Row>,
    /// The names, to sort by, and the accounts as JSON.
    objects: Vec<(String, String)>,
    details: String,
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
            parts.push(counted(count, name));
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

/// Seconds as the largest unit alone, such as `2m`.
fn short(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        3600..86_400 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// The columns of the table and how wide each may be: together with the spaces between, 80.
const COLUMNS: [(&str, usize); 6] = [
    ("extension", 9),
    ("state", 6),
    ("from", 21),
    ("left", 4),
    ("heard", 5),
    ("phone, or why not", 25),
];

/// A line of the table.
struct Row {
    /// Problems come first.
    is_well: bool,
    cells: [String; 6],
}

fn rows_of(account: &JsonValue, written: u64) -> Vec<Row> {
    let name = text(account, "name").to_owned();
    let bindings = list(account, "bindings");
    if bindings.is_empty() {
        let failure = get(account, "failure");
        let is_known = !matches!(failure, JsonValue::Null);
        let last = if is_known {
            failure
        } else {
            get(account, "success")
        };
        let heard = match number(last, "at") {
            0 => String::new(),
            at => short(written.saturating_sub(at)),
        };
        let why = match text(failure, "cause") {
            "" => "not refreshed".to_owned(),
            cause => cause.to_owned(),
        };
        let from = text(last, "from").to_owned();
        let cells = [name, "absent".to_owned(), from, String::new(), heard, why];
        let is_well = false;
        return vec![Row { is_well, cells }];
    }
    let causes = list(account, "causes");
    let alert = causes
        .iter()
        .find(|cause| text(cause, "cause") == "login-after-guesses");
    let row = |b: &JsonValue| Row {
        is_well: alert.is_none(),
        cells: [
            name.clone(),
            "here".to_owned(),
            text(b, "from").to_owned(),
            short(number(b, "expires_in")),
            short(written.saturating_sub(number(b, "heard"))),
            match alert {
                Some(cause) => text(cause, "cause").to_owned(),
                None => text(b, "agent").to_owned(),
            },
        ],
    };
    bindings.iter().map(row).collect()
}

/// One row for each contact, or one for an extension without.
fn table(head: &JsonValue, mut rows: Vec<Row>, here: usize) -> String {
    rows.sort_by(|a, b| (a.is_well, &a.cells[0]).cmp(&(b.is_well, &b.cells[0])));
    let mut out = String::new();
    if !rows.is_empty() {
        let titles = COLUMNS.map(|(title, _)| title.to_owned());
        let all = [titles]
            .into_iter()
            .chain(rows.into_iter().map(|row| row.cells));
        for cells in all {
            let cells = cells.iter().zip(COLUMNS).map(|(cell, (_, width))| {
                // What is too long is cut, so that a line stays a line.
                let cell: String = cell.chars().take(width).collect();
                format!("{cell:width$}")
            });
            out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
            out.push('\n');
        }
        out.push('\n');
    }
    out + &summary(head, here)
}

fn summary(head: &JsonValue, here: usize) -> String {
    let total = number(get(head, "loaded"), "accounts");
    let contacts = number(head, "bindings");
    let up = number(head, "written").saturating_sub(number(head, "started"));
    let mut out = format!(
        "{here} of {} registered, {}; up for {}\n",
        counted(total, "extension"),
        counted(contacts, "contact"),
        words(up)
    );
    let journal = get(head, "journal");
    if !matches!(get(journal, "failing_for"), JsonValue::Null) {
        // NOTE(write): writing to memory cannot fail.
        let _ = writeln!(
            out,
            "Registrations have not been saved for {}: {}. A restart would lose them; free disk space.",
            words(number(journal, "failing_for")),
            text(journal, "why")
        );
    }
    out
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
        let _ = writeln!(out, "  last heard: {}", ago(written, number(b, "heard")));
        let _ = writeln!(
            out,
            "  expires in: {}, of {} granted",
            words(number(b, "expires_in")),
            words(number(b, "granted"))
        );
    }
    let size = number(account, "answer_bytes");
    if size > 0 {
        let _ = writeln!(
            out,
            "answers: {size} bytes, more than one packet; some routers drop the rest"
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
            Word::operand(text(account, "name"))
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
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_line_has_eighty_columns_at_most_and_problems_come_first() {
        let snapshot: JsonValue =
            "{\"written\":2000,\"started\":1000,\"bindings\":1,\"loaded\":{\"accounts\":3}}"
                .parse()
                .unwrap();
        let here: JsonValue = "{\"name\":\"1001\",\"failure\":null,\"bindings\":[{\"from\":\"198.51.100.7:40112\",\
            \"expires_in\":3599,\"heard\":1880,\"agent\":\"Z 5.6.6 v2.10.20.5 with a very long name\"}]}"
            .parse()
            .unwrap();
        let absent: JsonValue =
            "{\"name\":\"1002\",\"bindings\":[],\"success\":null,\"failure\":{\"at\":1990,\
            \"from\":\"203.0.113.9:5060\",\"cause\":\"password-trailing-space\"}}"
                .parse()
                .unwrap();
        let rows = [&here, &absent].into_iter();
        let rows = rows.flat_map(|account| rows_of(account, 2000)).collect();
        let text = table(&snapshot, rows, 1);
        assert_eq!(
            text,
            "extension  state   from                   left  heard  phone, or why not\n\
             1002       absent  203.0.113.9:5060             10s    password-trailing-space\n\
             1001       here    198.51.100.7:40112     59m   2m     Z 5.6.6 v2.10.20.5 with a\n\n\
             1 of 3 extensions registered, 1 contact; up for 16 minutes 40 seconds\n"
        );
        assert!(text.lines().all(|line| line.chars().count() <= 80));
    }

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
