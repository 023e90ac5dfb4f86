//! What the journal costs: on disk as always, in memory, and with rare or frequent flushes.

use std::path::PathBuf;

use super::Lab;
use super::rounds::{Entrant, alternate};
use super::server::{Server, Sipregd};
use super::table::Table;
use crate::load::Pace;
use crate::phone::Mode;

pub fn run(lab: &mut Lab) -> crate::Result<()> {
    let users = lab.options.users as u64;
    let memory = PathBuf::from("/dev/shm").join(format!("sipregd-bench-{}", std::process::id()));
    std::fs::create_dir_all(&memory)?;
    let outcome = measure(lab, users, &memory);
    std::fs::remove_dir_all(&memory)?;
    outcome
}

fn measure(lab: &mut Lab, users: u64, memory: &std::path::Path) -> crate::Result<()> {
    let plain = Sipregd {
        extensions: users,
        log: "warn",
        more: "",
        state: None,
    };
    let servers = [
        ("on disk", Server::sipregd(lab, plain)?),
        (
            "on disk, sync 1",
            Server::sipregd(
                lab,
                Sipregd {
                    more: "sync 1\n",
                    ..plain
                },
            )?,
        ),
        (
            "on disk, sync 3600",
            Server::sipregd(
                lab,
                Sipregd {
                    more: "sync 3600\n",
                    ..plain
                },
            )?,
        ),
        (
            "in memory",
            Server::sipregd(
                lab,
                Sipregd {
                    state: Some(memory),
                    ..plain
                },
            )?,
        ),
    ];
    let mut entrants = Vec::new();
    for (name, server) in &servers {
        entrants.push(Entrant::new(lab, name, server, Mode::Refresh)?);
    }
    let pace = Pace::Window(lab.options.window);
    alternate(lab, &mut entrants, pace)?;
    let mut table = Table::new(&[
        "journal",
        "µs CPU each",
        "to disk",
        "per second",
        "p99",
        "lost",
    ]);
    let disk = entrants[0].cost();
    for entrant in &entrants {
        table.row(vec![
            entrant.name.clone(),
            format!("{:.2}", entrant.cost()),
            format!("{:.2}", entrant.cost() / disk),
            format!("{:.0}", entrant.median(|f| f.rate())),
            super::table::time(entrant.median(|f| f.percentile(0.99))),
            entrant.lost().to_string(),
        ]);
    }
    table.print("journal: refreshes");
    Ok(())
}
