//! Microseconds of the server's processor for one operation.

use super::Lab;
use super::rounds::{Entrant, alternate};
use super::server::{Server, Sipregd};
use super::table::{Table, time};
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
        ("sipregd", Server::sipregd(lab, plain)?),
        (
            "sipregd, log info",
            Server::sipregd(
                lab,
                Sipregd {
                    log: "info",
                    ..plain
                },
            )?,
        ),
        ("null", Server::limit(lab, "null")?),
        ("null, batched", Server::limit(lab, "null-batched")?),
        ("kamailio, 1 child", Server::kamailio(lab, users, false)?),
    ];
    for (title, mode) in [
        (
            "refresh: one REGISTER, digest with a nonce in use",
            Mode::Refresh,
        ),
        (
            "cold registration: REGISTER, 401, REGISTER, 200",
            Mode::Cold,
        ),
        ("OPTIONS", Mode::Options),
    ] {
        let mut entrants = Vec::new();
        for (name, server) in &servers {
            entrants.push(Entrant::new(lab, name, server, mode)?);
        }
        let pace = Pace::Window(lab.options.window);
        alternate(lab, &mut entrants, pace)?;
        print(&format!("cpu: {title}"), &entrants);
    }
    Ok(())
}

fn print(title: &str, entrants: &[Entrant]) {
    let mut table = Table::new(&[
        "server",
        "µs CPU each",
        "range",
        "to null",
        "per second",
        "busy",
        "p50",
        "p99",
        "answer",
        "lost",
    ]);
    let null = entrants
        .iter()
        .find(|e| e.name == "null")
        .map_or(f64::NAN, Entrant::cost);
    for entrant in entrants {
        let (low, high) = entrant.cost_range();
        table.row(vec![
            entrant.name.clone(),
            format!("{:.2}", entrant.cost()),
            format!("{low:.2}–{high:.2}"),
            format!("{:.2}", entrant.cost() / null),
            format!("{:.0}", entrant.median(|f| f.rate())),
            format!(
                "{:.0} %",
                entrant.median(|f| f.busy().unwrap_or(f64::NAN)) * 100.0
            ),
            time(entrant.median(|f| f.percentile(0.5))),
            time(entrant.median(|f| f.percentile(0.99))),
            format!("{:.0} B", entrant.median(|f| f.answer_bytes())),
            entrant.lost().to_string(),
        ]);
    }
    table.print(title);
}
