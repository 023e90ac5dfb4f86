//! Phones that refresh at a steady rate while the rest of the internet knocks.

use std::time::Duration;

use super::Lab;
use super::rounds::Entrant;
use super::server::{DOMAIN, Server, Sipregd};
use super::table::{Table, time};
use crate::accounts;
use crate::attack::Attack;
use crate::load::{Pace, Until};
use crate::phone::Mode;

/// Good refreshes a second; each phone speaks once in five seconds.
const GOOD: f64 = 2000.0;
const SOURCES: usize = 1000;
/// What counts as undisturbed: this part answered at the first try, the slowest percent in this time.
const PROMPT: f64 = 0.999;
const SLOWEST: f64 = 20_000.0;

#[derive(Clone, Copy)]
struct Peer {
    name: &'static str,
    start: fn(&mut Lab) -> crate::Result<Server>,
}

const PEERS: [Peer; 3] = [
    Peer {
        name: "sipregd",
        start: |lab| {
            Server::sipregd(
                lab,
                Sipregd {
                    extensions: 10_000,
                    log: "warn",
                    more: "",
                    state: None,
                },
            )
        },
    },
    Peer {
        name: "kamailio, 1 child",
        start: |lab| Server::kamailio(lab, 10_000, false),
    },
    Peer {
        name: "kamailio, pike",
        start: |lab| Server::kamailio(lab, 10_000, true),
    },
];

pub fn run(lab: &mut Lab) -> crate::Result<()> {
    let mut table = Table::new(&[
        "server",
        "attack/s",
        "really",
        "good at once",
        "in the end",
        "p50 before",
        "during",
        "after",
        "p99 before",
        "during",
        "after",
        "busy",
        "attack answered",
    ]);
    for peer in PEERS {
        for rate in [Some(20_000.0), Some(50_000.0), Some(100_000.0), None] {
            table.row(storm(lab, peer, rate)?);
        }
    }
    table.print(&format!(
        "mixed: {GOOD:.0} refreshes a second under attack from {SOURCES} addresses"
    ));

    let mut table = Table::new(&["server", "attack/s borne", "to kamailio"]);
    let mut borne = Vec::new();
    for peer in PEERS {
        borne.push((peer.name, limit(lab, peer)?));
    }
    let kamailio = borne[1].1.0;
    for (name, (rate, is_all)) in borne {
        table.row(vec![
            name.to_owned(),
            format!("{}{rate:.0}", if is_all { "≥ " } else { "" }),
            format!("{}{:.1}", if is_all { "≥ " } else { "" }, rate / kamailio),
        ]);
    }
    table.print(&format!(
        "mixed: highest attack at which {} % of the refreshes are answered at once, p99 below {}\n  (≥: all that the generator could send)",
        PROMPT * 100.0,
        time(SLOWEST)
    ));
    Ok(())
}

fn attack(server: &Server, rate: Option<f64>) -> crate::Result<Attack> {
    Ok(Attack::new(
        server.target,
        DOMAIN,
        accounts::FIRST,
        10_000,
        SOURCES,
        rate,
    )?)
}

/// Before, during, after; on a server of its own, so that no earlier storm has taught it anything.
fn storm(lab: &mut Lab, peer: Peer, rate: Option<f64>) -> crate::Result<Vec<String>> {
    let server = (peer.start)(lab)?;
    let mut entrant = Entrant::with_users(
        peer.name,
        &server,
        Mode::Refresh,
        10_000,
        lab.options.window,
    )?;
    let (pace, seconds) = (Pace::Rate(GOOD), lab.options.seconds.max(1.0));
    entrant.run(lab, pace, seconds)?;
    let mut attack = attack(&server, rate)?;
    let until = Until::Elapsed(Duration::from_secs_f64(seconds * 2.0));
    let during = entrant.load.run("during", pace, until, Some(&mut attack))?;
    lab.note_wrong(peer.name, &during.tally);
    lab.wrong += attack.toll.admitted;
    entrant.figures.push(during);
    entrant.run(lab, pace, seconds)?;
    let f = &entrant.figures;
    let each = |q: f64| [0, 1, 2].map(|i: usize| time(f[i].percentile(q)));
    let mut row = vec![
        peer.name.to_owned(),
        rate.map_or("max".to_owned(), |r| format!("{r:.0}")),
        format!("{:.0}", attack.actual_rate()),
        format!("{:.2} %", f[1].prompt() * 100.0),
        format!(
            "{:.2} %",
            f[1].answered as f64 * 100.0 / f[1].tally.started.max(1) as f64
        ),
    ];
    row.extend(each(0.5));
    row.extend(each(0.99));
    row.push(format!("{:.0} %", f[1].busy().unwrap_or(f64::NAN) * 100.0));
    row.push(format!(
        "{:.1} %",
        attack.toll.answered as f64 * 100.0 / attack.toll.sent.max(1) as f64
    ));
    Ok(row)
}

/// Doubles until it breaks, then halves the gap. True: it never broke.
fn limit(lab: &mut Lab, peer: Peer) -> crate::Result<(f64, bool)> {
    let (mut good, mut bad) = (0.0_f64, f64::INFINITY);
    let mut rate = 4000.0;
    while bad.is_infinite() {
        match sustains(lab, peer, rate)? {
            None => bad = rate,
            Some(actual) if actual < rate * 0.9 => return Ok((actual, true)),
            Some(_) => {
                good = rate;
                rate *= 2.0;
            }
        }
    }
    while bad / good.max(1.0) > 1.1 && bad > 1000.0 {
        let middle = (good + bad) / 2.0;
        match sustains(lab, peer, middle)? {
            Some(_) => good = middle,
            None => bad = middle,
        }
    }
    Ok((good, false))
}

/// The rate really sent, if the phones did not notice it. Three tries: what a neighbour of this
/// machine takes away for a moment must not count against the server.
fn sustains(lab: &mut Lab, peer: Peer, rate: f64) -> crate::Result<Option<f64>> {
    for _ in 0..3 {
        let server = (peer.start)(lab)?;
        let window = lab.options.window;
        let mut entrant = Entrant::with_users(peer.name, &server, Mode::Refresh, 10_000, window)?;
        let mut attack = attack(&server, Some(rate))?;
        let until = Until::Elapsed(Duration::from_secs_f64(lab.options.seconds.max(1.0) * 2.0));
        let figures = entrant
            .load
            .run("during", Pace::Rate(GOOD), until, Some(&mut attack))?;
        if figures.prompt() >= PROMPT && figures.percentile(0.99) < SLOWEST {
            return Ok(Some(attack.actual_rate()));
        }
    }
    Ok(None)
}
