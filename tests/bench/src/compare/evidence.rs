//! What gathering evidence for diagnosis costs: the same server with it and without.

use super::Lab;
use super::rounds::Entrant;
use super::server::{Server, Sipregd};
use super::table::{Table, time};
use crate::load::Pace;
use crate::phone::Mode;

pub fn run(lab: &mut Lab) -> crate::Result<()> {
    let plain = Sipregd {
        extensions: lab.options.users as u64,
        log: "warn",
        more: "",
        state: None,
        is_blind: false,
    };
    let blind = Sipregd {
        is_blind: true,
        ..plain
    };
    let pace = Pace::Window(lab.options.window);
    let (rounds, seconds) = (lab.options.rounds, lab.options.seconds);
    for (title, mode) in [
        ("refreshes", Mode::Refresh),
        ("cold registrations", Mode::Cold),
    ] {
        // Where a process happens to lie in memory makes more of a difference than what is asked here, so
        // each round has processes of its own.
        let mut entrants: Vec<Entrant> = Vec::new();
        for round in 0..rounds {
            let kinds = [("without evidence", blind), ("with evidence", plain)];
            for (place, (name, what)) in kinds.into_iter().enumerate() {
                let server = Server::sipregd(lab, what)?;
                let mut entrant = Entrant::new(lab, name, &server, mode)?;
                entrant.run(lab, pace, 0.3)?;
                entrant.figures.clear();
                entrant.run(lab, pace, seconds)?;
                if round == 0 {
                    entrants.push(entrant);
                } else {
                    entrants[place].figures.append(&mut entrant.figures);
                }
            }
        }
        let mut table = Table::new(&[
            "server",
            "µs CPU each",
            "range",
            "to without",
            "per second",
            "p99",
            "lost",
        ]);
        let without = entrants[0].cost();
        for entrant in &entrants {
            let (low, high) = entrant.cost_range();
            table.row(vec![
                entrant.name.clone(),
                format!("{:.2}", entrant.cost()),
                format!("{low:.2}–{high:.2}"),
                format!("{:.3}", entrant.cost() / without),
                format!("{:.0}", entrant.median(|f| f.rate())),
                time(entrant.median(|f| f.percentile(0.99))),
                entrant.lost().to_string(),
            ]);
        }
        table.print(&format!("evidence: {title}"));
    }
    Ok(())
}
