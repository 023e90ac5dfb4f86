//! Alternating rounds: every server once, then every server again; the median of each.

use std::time::Duration;

use super::Lab;
use super::server::{DOMAIN, Server};
use super::table::median;
use crate::accounts;
use crate::load::{Load, Pace, Until};
use crate::phone::{Identity, Mode};
use crate::tally::Figures;

/// One server under one kind of load.
pub struct Entrant {
    pub name: String,
    pub load: Load,
    pub figures: Vec<Figures>,
}

impl Entrant {
    pub fn new(lab: &Lab, name: &str, server: &Server, mode: Mode) -> crate::Result<Entrant> {
        Entrant::with_users(name, server, mode, lab.options.users, lab.options.window)
    }

    /// Phones for `server`, registered if the mode needs it.
    pub fn with_users(
        name: &str,
        server: &Server,
        mode: Mode,
        users: usize,
        window: usize,
    ) -> crate::Result<Entrant> {
        let identity = Identity {
            domain: DOMAIN.to_owned(),
            realm: DOMAIN.to_owned(),
            password: accounts::PASSWORD.to_owned(),
            first: accounts::FIRST,
            sources: users as u32,
            port: 0,
            run: std::process::id(),
        };
        let mut load = Load::new(server.target, mode, identity, users)?;
        load.server = Some(server.tree());
        let mut entrant = Entrant {
            name: name.to_owned(),
            load,
            figures: Vec::new(),
        };
        if mode == Mode::Refresh {
            entrant.register(window)?;
        }
        Ok(entrant)
    }

    pub fn register(&mut self, window: usize) -> crate::Result<Figures> {
        let figures = self.load.register_all(window)?;
        if figures.tally.lost + figures.tally.wrong > 0 {
            return Err(format!(
                "{}: phones could not register\n{}",
                self.name,
                figures.table()
            )
            .into());
        }
        Ok(figures)
    }

    pub fn run(&mut self, lab: &mut Lab, pace: Pace, seconds: f64) -> crate::Result<&Figures> {
        let figures = self.load.run(
            "run",
            pace,
            Until::Elapsed(Duration::from_secs_f64(seconds)),
            None,
        )?;
        lab.note_wrong(&self.name, &figures.tally);
        self.figures.push(figures);
        self.figures.last().ok_or_else(|| "no figures".into())
    }

    pub fn median(&self, what: impl Fn(&Figures) -> f64) -> f64 {
        median(self.figures.iter().map(what))
    }

    pub fn cost(&self) -> f64 {
        self.median(|f| f.cost().unwrap_or(f64::NAN))
    }

    /// The lowest and the highest cost: how far to trust the median.
    pub fn cost_range(&self) -> (f64, f64) {
        let costs = || self.figures.iter().filter_map(Figures::cost);
        (
            costs().fold(f64::INFINITY, f64::min),
            costs().fold(0.0, f64::max),
        )
    }

    pub fn lost(&self) -> u64 {
        self.figures
            .iter()
            .map(|f| f.tally.lost + f.tally.retransmissions)
            .sum()
    }
}

/// A short warm-up of each, then as many rounds as asked for.
pub fn alternate(lab: &mut Lab, entrants: &mut [Entrant], pace: Pace) -> crate::Result<()> {
    let (rounds, seconds) = (lab.options.rounds, lab.options.seconds);
    for entrant in entrants.iter_mut() {
        entrant.run(lab, pace, 0.3)?;
        entrant.figures.clear();
    }
    for _ in 0..rounds {
        for entrant in entrants.iter_mut() {
            entrant.run(lab, pace, seconds)?;
        }
    }
    Ok(())
}
