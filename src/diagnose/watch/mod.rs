//! `sipregd watch`: follows an attempt to register while it happens, and ends with a verdict. The only test that
//! takes the same way as the phone.

mod arrivals;
mod conclusion;
mod ladder;
mod way_back;

use crate::cli::{
    Arg, Args, Command, FAILURE, OK, Stop, print, print_pieces, unexpected, unknown_flag,
};
use crate::diagnose::doctor::bans::banned;
use crate::diagnose::doctor::diagnosis::Diagnosis;
use crate::diagnose::doctor::extension::diagnose;
use crate::diagnose::doctor::finding::{Report, Verdict};
use crate::diagnose::doctor::machine::Machine;
use crate::sys::address;
use crate::sys::clock::unix_now;
use crate::sys::host::capture::Capture;
use crate::sys::json::object;
use crate::sys::settings;
use crate::sys::snapshot::{Asked, ask, text};
use crate::sys::terminal::Piece;
use crate::text::{Say, help, phone as words, time, usage};
use arrivals::Arrivals;
use conclusion::Silence;
use ladder::{Ladder, Target};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tinyjson::JsonValue;

pub(crate) const COMMAND: Command = Command {
    name: "watch",
    synopsis: "[EXT|IP] [--for SECONDS] [--json] [-c FILE]",
    about: &help::WATCH,
    help: &help::WATCH_HELP,
    run,
};

/// How often the service is asked what came.
const PAUSE: Duration = Duration::from_millis(450);
/// How often it is asked once more about who has not been heard.
const LATE_TURNS: u32 = 3;
/// The longest watch; longer ones belong to the journal.
const LONGEST: u64 = 3600;

fn run(mut args: Args) -> Result<u8, Stop> {
    let mut path = settings::DEFAULT_PATH.to_owned();
    let (mut json, mut span, mut given) = (false, None, Vec::new());
    while let Some(arg) = args.next()? {
        match arg {
            Arg::Flag(name) => match name.as_str() {
                "config" => path = args.value()?,
                "json" => json = true,
                "for" => span = Some(args.value()?),
                _ => return Err(unknown_flag(&name)),
            },
            Arg::Word(word) if given.len() < 2 => given.push(word),
            Arg::Word(word) => return Err(unexpected(&word)),
        }
    }
    let machine = Machine::look(&path);
    let names = settings::names(&path);
    let is_extension = |word: &str| names.iter().any(|n| n == word);
    let (seconds, target) = understand(span.as_deref(), &given, is_extension)?;
    let mut report = Report::new(json, &path);
    if machine.snapshot().is_none() {
        let name = target.extension().unwrap_or("");
        let mut diagnosis = diagnose(&machine, name, None);
        if name.is_empty() {
            diagnosis.head = words::NOBODY.say();
            if diagnosis.cause == "unseen" {
                diagnosis.todo = Some(Say::command("sudo sipregd watch"));
            }
        }
        diagnosis.show(name, &mut report);
        return Ok(FAILURE);
    }
    let span = Duration::from_secs(seconds);
    let is_registered = watch(&path, machine, names, target, span, &mut report);
    Ok(if is_registered { OK } else { FAILURE })
}

/// Reads `[EXT|IP]` and `--for SECONDS`, or `[SECONDS] [EXT|IP]`, where a number alone is an extension if
/// there is one of that name.
fn understand(
    span: Option<&str>,
    given: &[String],
    is_extension: impl Fn(&str) -> bool,
) -> Result<(u64, Target), Stop> {
    let seconds = |word: &str| {
        let number = word.parse().ok();
        number.filter(|n| (1..=LONGEST).contains(n))
    };
    let is_span = |word: &str| seconds(word).is_some() && !is_extension(word);
    let (span, word) = match (span, given) {
        (_, []) => (span, None),
        (None, [word]) if is_span(word) => (Some(&**word), None),
        (_, [word]) => (span, Some(word)),
        // A number that is an extension is that, also where it stands first.
        (None, [word, span]) if is_extension(word) && !is_extension(span) => {
            (Some(&**span), Some(word))
        }
        (None, [span, word]) => (Some(&**span), Some(word)),
        (_, [_, word, ..]) => return Err(unexpected(word)),
    };
    let not_seconds = |word: &str| {
        let say = usage::NOT_SECONDS.with("word", word);
        Stop::Usage(say.with("most", LONGEST))
    };
    let seconds = match span {
        Some(span) => seconds(span).ok_or_else(|| not_seconds(span))?,
        None => 60,
    };
    let target = match word.map(|word| (word, word.parse())) {
        None => Target::Anybody,
        Some((_, Ok(ip))) => Target::Address(ip),
        Some((word, Err(_))) => Target::Extension(word.clone()),
    };
    Ok((seconds, target))
}

/// Says what is watched, and for how long.
fn announce(
    machine: &Machine,
    target: &Target,
    names: &[String],
    span: Duration,
    captures: bool,
    report: &mut Report,
) {
    let head = words::WATCH_HEAD.with("where", address::listens(machine.listen()));
    report.say(&head.with("span", time::span(span.as_secs())));
    if report.json {
        // From now on nothing is missed.
        let began = object! {
            event: "watching",
            listen: machine.listen().to_string(),
            seconds: span.as_secs(),
        };
        print(&format!("{began}\n"));
    } else if !captures {
        report.say(&words::NO_CAPTURE.say());
    }
    if let Target::Extension(name) = target
        && !names.is_empty()
        && !names.contains(name)
    {
        let text = words::NOT_IN_FILE.with("user", name);
        report.say(&text.with("file", &machine.config.extensions));
    }
}

/// Watches; tells whether a phone has registered.
fn watch(
    path: &str,
    machine: Machine,
    names: Vec<String>,
    target: Target,
    span: Duration,
    report: &mut Report,
) -> bool {
    let capture = Capture::start();
    let Some(before) = machine.snapshot() else {
        return false;
    };
    let mut arrivals = Arrivals::new(machine.listen(), machine.own(), unix_now(), before);
    announce(&machine, &target, &names, span, capture.is_some(), report);
    let mut ladder = Ladder::new(target, names, before);
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    // NOTE(handler): without it Ctrl-C ends everything at once, which is what it then is for.
    let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));

    let since = Instant::now();
    // How long it still lasts, in a line that is written over; only on a terminal.
    let has_countdown = !report.json && std::io::stdout().is_terminal();
    let count_down = |left: &str| {
        if has_countdown {
            print_pieces(&[Piece::Erase, Piece::Plain(left)]);
        }
    };
    let mut json = None;
    let mut turn = |ladder: &mut Ladder, arrivals: &mut Arrivals| {
        if let Asked::Fresh(fresh) = ask(&machine.config.runtime) {
            count_down("");
            for shown in ladder.climb(&fresh) {
                print(&shown.text(report.language, report.json));
            }
            arrivals.settle(&fresh);
            json = Some(fresh);
        }
    };
    loop {
        arrivals.take(capture.as_ref(), unix_now());
        turn(&mut ladder, &mut arrivals);
        let is_over = since.elapsed() >= span || stop.load(Ordering::Relaxed);
        if ladder.success.is_some() || is_over {
            break;
        }
        let left = span.saturating_sub(since.elapsed());
        let seconds = words::WATCH_LEFT.with("n", left.as_secs() + 1);
        count_down(&seconds.text(report.language));
        sleep(PAUSE.min(left));
    }
    count_down("");
    // What came last may still wait in the socket.
    for _ in 0..LATE_TURNS {
        if ladder.success.is_some() || arrivals.lost().next().is_none() {
            break;
        }
        sleep(PAUSE / 2);
        turn(&mut ladder, &mut arrivals);
    }

    conclude(path, &ladder, &arrivals, json.as_ref(), report)
}

/// Says what came of it; whether a phone registered.
fn conclude(
    path: &str,
    ladder: &Ladder,
    arrivals: &Arrivals,
    json: Option<&JsonValue>,
    report: &mut Report,
) -> bool {
    report.line("");
    if ladder.noise > 0 {
        let text = words::STRANGERS.with("n", ladder.noise);
        report.say(&text.with("m", ladder.strangers.len()));
    }
    let Some(json) = json else {
        return false;
    };
    let name = ladder.name();
    let diagnosis = match &ladder.success {
        Some(success) => Diagnosis::well(
            words::WATCH_SUCCESS
                .with("user", name.as_deref().unwrap_or(""))
                .with("from", text(success, "from"))
                .with("agent", text(success, "agent")),
        ),
        None => {
            let fresh = Machine::look(path);
            let by_tree = name
                .as_deref()
                .map(|name| diagnose(&fresh, name, ladder.failed.as_ref()));
            // Only root sees either.
            let bans = match arrivals.unheard().next() {
                Some(_) => banned().unwrap_or_default(),
                None => Vec::new(),
            };
            let silence = Silence {
                ladder,
                arrivals,
                json,
                machine: &fresh,
                bans: &bans,
            };
            silence.judge(by_tree)
        }
    };
    let is_registered = diagnosis.verdict == Verdict::Ok;
    diagnosis.show(name.as_deref().unwrap_or(""), report);
    is_registered
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn seconds_extensions_and_addresses_are_told_apart() {
        let words = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let of = |list: &[&str]| understand(None, &words(list), |w| w == "101").unwrap();
        assert_eq!(of(&[]), (60, Target::Anybody));
        assert_eq!(of(&["30"]), (30, Target::Anybody));
        assert_eq!(of(&["101"]), (60, Target::Extension("101".into())));
        assert_eq!(of(&["alice"]), (60, Target::Extension("alice".into())));
        assert_eq!(of(&["30", "1001"]), (30, Target::Extension("1001".into())));
        assert_eq!(
            of(&["5", "198.51.100.7"]),
            (5, Target::Address("198.51.100.7".parse().unwrap()))
        );
        assert_eq!(of(&["101", "30"]), (30, Target::Extension("101".into())));
        assert_eq!(of(&["30", "101"]), (30, Target::Extension("101".into())));
        assert!(understand(None, &words(&["x", "1001"]), |_| false).is_err());
        let of = |span: &str, list: &[&str]| understand(Some(span), &words(list), |_| false);
        assert_eq!(of("30", &[]).unwrap(), (30, Target::Anybody));
        assert_eq!(
            of("30", &["99"]).unwrap(),
            (30, Target::Extension("99".into()))
        );
        assert!(of("0", &[]).is_err() && of("30", &["1", "2"]).is_err());
    }
}
