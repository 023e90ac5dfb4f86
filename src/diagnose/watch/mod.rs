//! `sipregd watch`: follows an attempt to register while it happens, and ends with a verdict. The only test that
//! takes the same way as the phone.

mod arrivals;
mod conclusion;
mod ladder;
mod way_back;

use crate::cli::{self, Args, FAILURE, OK, Stop, print, print_pieces};
use crate::diagnose::doctor::bans::banned;
use crate::diagnose::doctor::diagnosis::Diagnosis;
use crate::diagnose::doctor::extension::diagnose;
use crate::diagnose::doctor::finding::{Report, Verdict};
use crate::diagnose::doctor::machine::Machine;
use crate::sys::address;
use crate::sys::clock::unix_now;
use crate::sys::host::capture::Capture;
use crate::sys::host::counters::Counters;
use crate::sys::json::object;
use crate::sys::settings;
use crate::sys::snapshot::{Asked, ask, text};
use crate::sys::terminal::Piece;
use crate::text::{Say, count, phone as words, usage};
use arrivals::Arrivals;
use conclusion::Silence;
use ladder::{Ladder, Target};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often the service is asked what came.
const PAUSE: Duration = Duration::from_millis(450);
/// How often it is asked once more about who has not been heard.
const LATE_TURNS: u32 = 3;
/// The longest watch; longer ones belong to the journal.
const LONGEST: u64 = 3600;
/// Whether Ctrl-C was pressed.
static STOP: AtomicBool = AtomicBool::new(false);

pub(crate) fn run(mut args: Args) -> Result<u8, Stop> {
    let (words, [json], [path, seconds]) = cli::read(&mut args, ["json"], ["config", "for"], 1)?;
    let span = Duration::from_secs(seconds.map_or(Ok(60), |word| seconds_of(&word))?);
    let target = target_of(words.into_iter().next());
    let path = cli::or_default(path);
    let machine = Machine::look(&path);
    let mut report = Report::new(json, &path);
    if machine.snapshot().is_none() {
        let name = target.extension().unwrap_or("");
        let mut diagnosis = diagnose(&machine, name, None);
        if name.is_empty() {
            diagnosis.head = words::NOT_WATCHED.say();
            if diagnosis.cause == "unseen" {
                diagnosis.todo = Some(Say::command("sudo sipregd watch"));
            }
        }
        diagnosis.show(name, &mut report);
        return Ok(FAILURE);
    }
    let is_registered = watch(&machine, target, span, &mut report);
    Ok(if is_registered { OK } else { FAILURE })
}

fn seconds_of(word: &str) -> Result<u64, Stop> {
    let number = word.parse().ok();
    number.filter(|n| (1..=LONGEST).contains(n)).ok_or_else(|| {
        let say = usage::NOT_SECONDS.with("word", word);
        Stop::Usage(say.with("most", LONGEST))
    })
}

fn target_of(word: Option<String>) -> Target {
    match word.map(|word| word.parse().map_err(|_| word)) {
        None => Target::Anybody,
        Some(Ok(ip)) => Target::Address(ip),
        Some(Err(word)) => Target::Extension(word),
    }
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
    report.say(&head.with("span", count::time(span.as_secs())));
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
fn watch(machine: &Machine, target: Target, span: Duration, report: &mut Report) -> bool {
    let names = settings::names(&machine.path);
    let capture = Capture::start();
    let Some(before) = machine.snapshot() else {
        return false;
    };
    let mut arrivals = Arrivals::new(
        machine.listen(),
        machine.own(),
        unix_now(),
        before,
        Counters::read(),
    );
    announce(machine, &target, &names, span, capture.is_some(), report);
    let mut ladder = Ladder::new(target, names, before);
    // NOTE(handler): without it Ctrl-C ends everything at once, which is what it then is for.
    let _ = ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed));

    let since = Instant::now();
    // How long it still lasts, in a line that is written over; only on a terminal.
    let has_countdown = !report.json && std::io::stdout().is_terminal();
    let count_down = |left: &str| {
        if has_countdown {
            print_pieces(&[Piece::Erase, Piece::Plain(left)]);
        }
    };
    let turn = |ladder: &mut Ladder, arrivals: &mut Arrivals| {
        if let Asked::Fresh(fresh) = ask(&machine.config.runtime) {
            count_down("");
            for shown in ladder.climb(&fresh) {
                print(&shown.text(report.language, report.json));
            }
            arrivals.settle(&fresh, Counters::read());
        }
    };
    loop {
        arrivals.take(capture.as_ref(), unix_now());
        turn(&mut ladder, &mut arrivals);
        let is_over = since.elapsed() >= span || STOP.load(Ordering::Relaxed);
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

    conclude(&machine.path, &ladder, &arrivals, report)
}

/// Says what came of it; whether a phone registered.
fn conclude(path: &str, ladder: &Ladder, arrivals: &Arrivals, report: &mut Report) -> bool {
    report.line("");
    if ladder.noise > 0 {
        report.say(&words::STRANGERS.with("n", ladder.noise));
    }
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
                .map(|name| diagnose(&fresh, name, ladder.failed()));
            // Only root sees either.
            let bans = match arrivals.unheard().next() {
                Some(_) => banned().unwrap_or_default(),
                None => Vec::new(),
            };
            let silence = Silence {
                ladder,
                arrivals,
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
    fn a_watch_has_a_length_and_a_target() {
        assert_eq!(seconds_of("30").unwrap(), 30);
        for word in ["0", "3601", "x"] {
            assert!(seconds_of(word).is_err(), "{word}");
        }
        let of = |word: &str| target_of(Some(word.to_owned()));
        assert_eq!(target_of(None), Target::Anybody);
        assert_eq!(of("101"), Target::Extension("101".into()));
        assert_eq!(
            of("198.51.100.7"),
            Target::Address("198.51.100.7".parse().unwrap())
        );
    }
}
