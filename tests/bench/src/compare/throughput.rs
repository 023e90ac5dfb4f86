//! Refreshes that one core carries, against a batched echo of datagrams of the same size.

use super::Lab;
use super::rounds::{Entrant, alternate};
use super::server::{Server, Sipregd};
use super::table::Table;
use crate::load::Pace;
use crate::phone::Mode;

pub fn run(lab: &mut Lab) -> crate::Result<()> {
    let users = lab.options.users as u64;
    let plain = Sipregd {
        extensions: users,
        log: "warn",
        more: "",
        state: None,
    };
    let servers = [
        (
            "echo, batched",
            Server::limit(lab, "echo-batched")?,
            Mode::Echo,
        ),
        ("echo", Server::limit(lab, "echo")?, Mode::Echo),
        (
            "sipregd, refresh",
            Server::sipregd(lab, plain)?,
            Mode::Refresh,
        ),
        (
            "kamailio, refresh",
            Server::kamailio(lab, users, false)?,
            Mode::Refresh,
        ),
    ];
    let mut entrants = Vec::new();
    for (name, server, mode) in &servers {
        entrants.push(Entrant::new(lab, name, server, *mode)?);
    }
    // Deep enough that a batching server always finds the next batch waiting.
    let pace = Pace::Window(lab.options.window * 2);
    alternate(lab, &mut entrants, pace)?;
    let mut table = Table::new(&[
        "server",
        "per second",
        "to echo",
        "busy",
        "a full core",
        "to echo",
        "lost",
    ]);
    // Where the server is not busy all the time, the load was the limit; the full core is what its
    // cost for one operation allows.
    let full = |e: &Entrant| 1e6 / e.cost();
    let echo = (entrants[0].median(|f| f.rate()), full(&entrants[0]));
    for entrant in &entrants {
        let rate = entrant.median(|f| f.rate());
        table.row(vec![
            entrant.name.clone(),
            format!("{rate:.0}"),
            format!("{:.2}", rate / echo.0),
            format!(
                "{:.0} %",
                entrant.median(|f| f.busy().unwrap_or(f64::NAN)) * 100.0
            ),
            format!("{:.0}", full(entrant)),
            format!("{:.2}", full(entrant) / echo.1),
            entrant.lost().to_string(),
        ]);
    }
    table.print("throughput on one core");
    Ok(())
}
