//! `sipregd report`: everything that someone who helps needs, in one text without secrets.

use super::doctor::extension::diagnose;
use super::doctor::finding::Report;
use super::doctor::findings;
use super::doctor::machine::Machine;
use super::doctor::overview::Overview;
use super::doctor::page::Page;
use crate::cli::{Args, OK, Stop, common, complain, print, speak_english};
use crate::sys::clock::unix_now;
use crate::sys::file::{self, read_regular};
use crate::sys::host::command;
use crate::sys::host::line;
use crate::sys::host::when::date;
use crate::sys::json::Json;
use crate::sys::snapshot::{Asked, list, text};
use crate::text::{Language, Say, host as words};
use nix::fcntl::OFlag;
use sipreg::config::KEYWORDS;
use std::fmt::Write as _;
use std::path::Path;
use tinyjson::JsonValue;

/// How many of the last requests and of the last senders are shown.
const LAST: usize = 40;
/// How many lines of the log are.
const LOG: &str = "100";
/// How much of a file is read.
const LIMIT: u64 = 16 << 20;

pub(crate) fn run(mut args: Args) -> Result<u8, Stop> {
    let (path, name, []) = common(&mut args, [])?;
    speak_english();
    let machine = Machine::look(&path);
    let mut out = format!("sipregd report, {}\n", date(unix_now()));
    section(&mut out, "version", &version(&machine));
    section(&mut out, "settings", &set(&path));
    let page = Page::new(&path);
    section(&mut out, "doctor", &doctor(&machine));
    if let Some(name) = &name {
        let diagnosis = diagnose(&machine, name, None);
        let text = diagnosis.text(&page, Language::English);
        section(&mut out, &format!("doctor {name}"), &text);
    }
    section(&mut out, "state", &state(&machine));
    section(&mut out, "log", &log());
    print(&without(&out, &secrets(&machine.config.extensions)));
    if !machine.is_root {
        let sentence = words::REPORT_ROOT.say().text(Language::English);
        complain(&format!("{}\n", page.lay_out(&sentence, 0)));
    }
    Ok(OK)
}

/// What all checks found.
fn doctor(machine: &Machine) -> String {
    let report = Report::new(false, &machine.path);
    let all = Overview::of(&findings(machine), true, machine.is_root);
    let findings = all.findings.iter().map(|f| report.text(f).concat());
    let sentence = |say: &Say| report.page.lay_out(&say.text(report.language), 0) + "\n";
    let sentences: String = all.sentences.iter().map(sentence).collect();
    findings.collect::<String>() + "\n" + &sentences
}

fn section(out: &mut String, title: &str, text: &str) {
    // NOTE(write): writing to memory cannot fail.
    let _ = write!(out, "\n== {title}\n\n{}\n", text.trim_end());
}

fn version(machine: &Machine) -> String {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|l| l.strip_prefix("PRETTY_NAME="));
    format!(
        "sipregd {}, running: {}\n{}, Linux {}, {}\n",
        env!("CARGO_PKG_VERSION"),
        machine
            .snapshot()
            .map_or("not seen", |json| text(json, "program")),
        name.unwrap_or("unknown system").trim_matches('"'),
        line("/proc/sys/kernel/osrelease").unwrap_or_default(),
        std::env::consts::ARCH
    )
}

/// What is set in the configuration; lines that are none of its keywords may be anything.
fn set(path: &str) -> String {
    let text = match file::read(path) {
        Ok(text) => text,
        Err(unread) => return unread.say.text(Language::English),
    };
    let is_keyword = |line: &&str| {
        let first = line.split_whitespace().next().unwrap_or_default();
        KEYWORDS.iter().any(|(keyword, ..)| *keyword == first)
    };
    let lines: Vec<&str> = text.lines().filter(is_keyword).collect();
    match lines.is_empty() {
        true => format!("{path}: all defaults"),
        false => lines.join("\n"),
    }
}

/// What the service knows, an object a line: in numbers, by extension, by sender, and the last requests.
fn state(machine: &Machine) -> String {
    let json = match &machine.asked {
        Asked::Fresh(json) | Asked::Old(json, ..) => json,
        Asked::NotRunning(why) | Asked::Unseen(why) => return why.text(Language::English),
    };
    let mut head = json.clone();
    if let JsonValue::Object(members) = &mut head {
        // The names that strangers tried are not shown.
        members.retain(|key, _| !["accounts", "sources", "unknown", "recent"].contains(&&**key));
    }
    let mut accounts: Vec<&JsonValue> = list(json, "accounts").iter().collect();
    accounts.sort_unstable_by_key(|account| text(account, "name"));
    let sources = list(json, "sources").iter().take(LAST).collect();
    let recent = list(json, "recent");
    let recent = recent.iter().skip(recent.len().saturating_sub(LAST));
    let parts = [vec![&head], accounts, sources, recent.collect()];
    let lines = |part: Vec<&JsonValue>| -> String {
        let lines = part
            .into_iter()
            .map(|value| format!("{}\n", Json::from(value)));
        lines.collect()
    };
    parts.map(lines).join("\n")
}

fn log() -> String {
    let arguments = ["-u", "sipregd", "-n", LOG, "--no-pager", "-o", "short-iso"];
    let said = command::run("journalctl", &arguments);
    said.unwrap_or_else(|trouble| format!("journalctl: {trouble:?}"))
}

/// What the extensions file says behind each name, whether or not it is a valid line. Short ones would
/// hide half of the text, and nothing writes a password into it in the first place.
fn secrets(extensions: &str) -> Vec<String> {
    let bytes = read_regular(Path::new(extensions), LIMIT, OFlag::empty()).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().map(str::trim).filter(|l| !l.starts_with('#'));
    let mut secrets: Vec<String> = lines
        .filter_map(|line| {
            let by_space = line.split_once(char::is_whitespace).map(|(_, rest)| rest);
            by_space.or_else(|| line.rsplit_once(':').map(|(_, hash)| hash))
        })
        .map(|secret| secret.trim().to_owned())
        .filter(|secret| secret.len() >= 6)
        .collect();
    secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
}

fn without(text: &str, secrets: &[String]) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| {
        text.replace(secret, "********")
    })
}
