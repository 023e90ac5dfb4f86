//! The same server with ten thousand, a hundred thousand, a million bindings.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::Lab;
use super::rounds::Entrant;
use super::server::{Server, Sipregd};
use super::table::{Table, bytes};
use crate::load::{Pace, Until};
use crate::phone::Mode;

/// Phones that go on refreshing once all are registered.
const SPEAKING: usize = 100_000;

pub fn run(lab: &mut Lab) -> crate::Result<()> {
    let mut table = Table::new(&[
        "bindings",
        "µs CPU a refresh",
        "ratio",
        "stale if all speak",
        "idle memory",
        "full memory",
        "bytes a binding",
        "journal",
        "start, empty",
        "start, full",
        "wake-ups/s idle",
    ]);
    let mut first_cost = None;
    for count in lab.options.scales.clone() {
        let what = Sipregd {
            extensions: count as u64,
            log: "warn",
            more: "",
            state: None,
        };
        let server = Server::sipregd(lab, what)?;
        let empty_start = server.start;
        let idle = server.tree().resident().unwrap_or(0);
        let window = lab.options.window;
        let mut entrant = Entrant::with_users("sipregd", &server, Mode::Refresh, count, window)?;
        let full = server.tree().resident().unwrap_or(0);
        // A registrar may forget nonces that so many phones use; then each refresh asks for a new one.
        // Those of a part of the phones, spread over all, it should remember.
        let seconds = lab.options.seconds;
        entrant.run(lab, Pace::Window(window), seconds)?;
        let stale = entrant.median(|f| f.tally.stale as f64 / f.tally.done.max(1) as f64);
        entrant.figures.clear();
        entrant.load.stride = count.div_ceil(SPEAKING);
        let speaking = count.div_ceil(entrant.load.stride) as u64;
        entrant
            .load
            .run("settle", Pace::Window(window), Until::Count(speaking), None)?;
        for _ in 0..lab.options.rounds {
            let seconds = lab.options.seconds;
            entrant.run(lab, Pace::Window(window), seconds)?;
        }
        let cost = entrant.cost();
        let ratio = cost / *first_cost.get_or_insert(cost);
        let journal = size(&server.folder.join("state"));
        let before = server.tree().sleeps();
        thread::sleep(Duration::from_secs(10));
        // A short-lived thread that ends meanwhile takes its count with it.
        let wakes = server.tree().sleeps().saturating_sub(before) as f64 / 10.0;
        drop(entrant);
        let (folder, target) = server.stop()?;
        let again = Server::sipregd_in(lab, folder, target, false)?;
        table.row(vec![
            count.to_string(),
            format!("{cost:.2}"),
            format!("{ratio:.2}"),
            format!("{:.0} %", stale * 100.0),
            bytes(idle as f64),
            bytes(full as f64),
            format!("{:.0}", (full.saturating_sub(idle)) as f64 / count as f64),
            bytes(journal as f64),
            format!("{:.0} ms", empty_start.as_secs_f64() * 1e3),
            format!("{:.0} ms", again.start.as_secs_f64() * 1e3),
            format!("{wakes:.1}"),
        ]);
        let (folder, _) = again.stop()?;
        fs::remove_dir_all(folder)?;
    }
    table.print("scale: sipregd with as many extensions as bindings");
    Ok(())
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|e| e.metadata().ok())
        .map(|m| m.len())
        .sum()
}
