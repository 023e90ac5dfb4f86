//! What gathering evidence for diagnosis costs: the same server with it and without.

use super::Lab;
use super::rounds::{Entrant, alternate};
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
    let servers = [
        ("without evidence", Server::sipregd(lab, blind)?),
        ("with evidence", Server::sipregd(lab, plain)?),
    ];
    for (title, mode) in [
        ("refreshes", Mode::Refresh),
        ("cold registrations", Mode::Cold),
    ] {
        let mut entrants = Vec::new();
        for (name, server) in &servers {
            entrants.push(Entrant::new(lab, name, server, mode)?);
        }
        alternate(lab, &mut entrants, Pace::Window(lab.options.window))?;
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
