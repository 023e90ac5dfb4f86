//! The short run: every target for its share of the time, all its seeds first, then mutations of them.
//! `short [SECONDS] [SEED]`; a target is a test, and the last line is `N passed, N failed`.

use hostile::{Mutator, TARGETS, Target, dictionary, seeds};
use std::cell::RefCell;
use std::panic;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// No input may take longer than this by far: a datagram takes microseconds.
const SLOW: Duration = Duration::from_millis(100);
const SEED: u64 = 20_260_505;

thread_local! {
    static COMPLAINT: RefCell<String> = const { RefCell::new(String::new()) };
}

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let mut number = |default| match words.next().map(|w| w.parse::<u64>()) {
        None => Some(default),
        Some(n) => n.ok(),
    };
    let (Some(seconds), Some(seed)) = (number(60), number(SEED)) else {
        eprintln!("usage: short [SECONDS] [SEED]");
        return ExitCode::from(2);
    };
    panic::set_hook(Box::new(|info| {
        COMPLAINT.with(|c| *c.borrow_mut() = info.to_string());
    }));
    println!("seed {seed}, {seconds} s");
    // Dialogues reach most of the code: they get half of the time.
    let share = |name: &str| {
        if name == "registrar" {
            seconds * 500
        } else {
            seconds * 500 / (TARGETS.len() as u64 - 1)
        }
    };
    let failed = TARGETS
        .iter()
        .filter(|target| !holds(target, Duration::from_millis(share(target.0)), seed))
        .count();
    println!("{} passed, {failed} failed", TARGETS.len() - failed);
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Runs one target; tells the input on which it broke.
fn holds((name, run): &Target, time: Duration, seed: u64) -> bool {
    let mut mutator = Mutator::new(seed, dictionary(name));
    let mut pool = seeds(name);
    let (began, mut count, mut slowest) = (Instant::now(), 0_u64, Duration::ZERO);
    let mut inputs = pool.clone().into_iter();
    loop {
        let input = match inputs.next() {
            Some(input) => input,
            None if began.elapsed() >= time => break,
            None => mutator.make(&pool),
        };
        let at = Instant::now();
        let result = panic::catch_unwind(|| run(&input));
        let mut took = at.elapsed();
        if result.is_ok() && took > SLOW {
            // Perhaps it was the machine: the best of three counts.
            for _ in 0..3 {
                let at = Instant::now();
                run(&input);
                took = took.min(at.elapsed());
            }
        }
        count += 1;
        if took > slowest {
            // What takes longest is worth changing further.
            slowest = took;
            pool.push(input.clone());
        }
        if result.is_err() || took > SLOW {
            let why = COMPLAINT.with(|c| c.take());
            println!(
                "FAIL {name} after {count} inputs: {}",
                if result.is_err() {
                    why
                } else {
                    format!("{took:?} for one input")
                }
            );
            tell(name, &input);
            return false;
        }
    }
    println!("ok   {name}: {count} inputs, the slowest took {slowest:?}",);
    true
}

fn tell(name: &str, input: &[u8]) {
    let path = std::env::temp_dir().join(format!("sipregd-fuzz-{name}-{}", std::process::id()));
    match std::fs::write(&path, input) {
        Ok(()) => println!(
            "     its {} bytes are in {}; to keep it: tests/fuzz/regressions/{name}/",
            input.len(),
            path.display()
        ),
        Err(error) => println!("     its {} bytes cannot be written: {error}", input.len()),
    }
    println!("     {}", &input[..input.len().min(600)].escape_ascii());
}
