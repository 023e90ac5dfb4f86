//! How long a phone waits when the server is half busy, and while it does something heavy besides.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use nix::sys::signal::Signal;

use super::Lab;
use super::rounds::Entrant;
use super::server::{Server, Sipregd};
use super::table::{Table, time};
use crate::load::Pace;
use crate::phone::Mode;
use crate::tally::Figures;

/// Extensions in the file that is read again under load.
const RELOADED: u64 = 100_000;

pub fn run(lab: &mut Lab) -> crate::Result<()> {
    at_half_load(lab)?;
    beside_heavy_work(lab)
}

/// The rate at which the server is busy half the time. It takes a few steps: the more seldom the
/// datagrams, the fewer come in one batch, and the more each one costs.
fn half_load(lab: &mut Lab, entrant: &mut Entrant) -> crate::Result<f64> {
    let mut rate = 10_000.0;
    for _ in 0..4 {
        let busy = entrant
            .run(lab, Pace::Rate(rate), 0.5)?
            .busy()
            .unwrap_or(0.5);
        rate *= (0.5 / busy).clamp(0.3, 3.0);
        // The one who drives must not be the limit.
        rate = f64::min(rate, 60_000.0);
    }
    entrant.figures.clear();
    Ok(rate)
}

fn at_half_load(lab: &mut Lab) -> crate::Result<()> {
    let users = lab.options.users as u64;
    let plain = Sipregd {
        extensions: users,
        log: "warn",
        more: "",
        state: None,
    };
    let servers = [
        ("null", Server::limit(lab, "null")?),
        ("sipregd", Server::sipregd(lab, plain)?),
        ("kamailio, 1 child", Server::kamailio(lab, users, false)?),
    ];
    let (mut entrants, mut halves) = (Vec::new(), Vec::new());
    for (name, server) in &servers {
        let mut entrant = Entrant::new(lab, name, server, Mode::Refresh)?;
        halves.push(half_load(lab, &mut entrant)?);
        entrants.push(entrant);
    }
    let kamailio = halves[2];
    let own = halves[1];
    for (title, rate) in [
        ("at Kamailio's half load", kamailio),
        ("at sipregd's half load", own),
    ] {
        let mut table = Table::new(&[
            "server",
            "p50",
            "p90",
            "p99",
            "p99.9",
            "max",
            "µs CPU each",
            "busy",
            "answered at once",
        ]);
        for entrant in &mut entrants {
            if entrant.name.starts_with("kamailio") && rate > kamailio * 1.5 {
                continue;
            }
            entrant.figures.clear();
            for _ in 0..lab.options.rounds {
                let seconds = lab.options.seconds;
                entrant.run(lab, Pace::Rate(rate), seconds)?;
            }
            let p = |q: f64| time(entrant.median(|f| f.percentile(q)));
            table.row(vec![
                entrant.name.clone(),
                p(0.5),
                p(0.9),
                p(0.99),
                p(0.999),
                time(entrant.median(Figures::max)),
                format!("{:.1}", entrant.cost()),
                format!(
                    "{:.0} %",
                    entrant.median(|f| f.busy().unwrap_or(f64::NAN)) * 100.0
                ),
                format!("{:.3} %", entrant.median(Figures::prompt) * 100.0),
            ]);
        }
        table.print(&format!("latency: {rate:.0} refreshes a second, {title}"));
    }
    Ok(())
}

fn beside_heavy_work(lab: &mut Lab) -> crate::Result<()> {
    let what = Sipregd {
        extensions: RELOADED,
        log: "warn",
        more: "",
        state: None,
    };
    let server = Server::sipregd(lab, what)?;
    let mut entrant = Entrant::new(lab, "sipregd", &server, Mode::Refresh)?;
    let rate = half_load(lab, &mut entrant)?;
    let seconds = lab.options.seconds.max(1.0) * 4.0;
    let mut table = Table::new(&[
        "beside",
        "events",
        "p50",
        "p99",
        "p99.9",
        "max",
        "answered at once",
    ]);
    let row = |what: &str, events: String, f: &Figures| {
        let mut row = vec![what.to_owned(), events];
        row.extend([0.5, 0.99, 0.999].map(|q| time(f.percentile(q))));
        row.extend([time(f.max()), format!("{:.3} %", f.prompt() * 100.0)]);
        row
    };
    // How long phones wait on this machine for a server that does nothing else.
    let null = Server::limit(lab, "null")?;
    let mut floor = Entrant::new(lab, "null", &null, Mode::Refresh)?;
    let figures = floor.run(lab, Pace::Rate(rate), seconds)?;
    table.row(row("(null, beside nothing)", String::new(), figures));

    let journal = server.folder.join("state/registrations");
    let watch = Watch::start(journal);
    let figures = entrant.run(lab, Pace::Rate(rate), seconds)?;
    table.row(row(
        "the journal",
        format!("{} compactions", watch.stop()),
        figures,
    ));

    let (stop, pid) = (Arc::new(AtomicBool::new(false)), server.tree().0);
    let stopped = stop.clone();
    let reloads = thread::spawn(move || {
        let mut count = 0;
        while !stopped.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(700));
            let hup =
                nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid as i32), Signal::SIGHUP);
            count += u32::from(hup.is_ok());
        }
        count
    });
    let outcome = entrant.run(lab, Pace::Rate(rate), seconds);
    stop.store(true, Ordering::Relaxed);
    let count = reloads.join().map_err(|_| "the reloading thread died")?;
    table.row(row(
        &format!("reloading {RELOADED} extensions"),
        format!("{count} SIGHUP"),
        outcome?,
    ));
    table.print(&format!(
        "latency: {rate:.0} refreshes a second, beside other work of sipregd"
    ));
    Ok(())
}

/// Counts how often a file is replaced.
struct Watch {
    stop: Arc<AtomicBool>,
    thread: thread::JoinHandle<u32>,
}

impl Watch {
    fn start(file: PathBuf) -> Watch {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let thread = thread::spawn(move || {
            let identity = || fs::metadata(&file).ok().map(|m| m.ino());
            let (mut last, mut count) = (identity(), 0);
            while !stopped.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(5));
                let now = identity();
                count += u32::from(now != last && now.is_some());
                last = now;
            }
            count
        });
        Watch { stop, thread }
    }

    fn stop(self) -> u32 {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap_or(0)
    }
}
