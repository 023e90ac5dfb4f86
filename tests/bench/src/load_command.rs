//! `load`: one mode against one server, by hand.

use std::net::SocketAddrV4;
use std::process::ExitCode;
use std::time::Duration;

use lexopt::prelude::*;

use crate::accounts;
use crate::attack::Attack;
use crate::load::{Load, Pace, Until};
use crate::phone::{Identity, Mode};
use crate::process::{Tree, settle_on};
use crate::tally::Figures;

const USAGE: &str = "\
sipregd-bench load MODE --target 127.0.0.1:PORT [OPTION…]
MODE: options | cold | refresh | bad-password | unknown | echo | garbage | mixed
  --window N         operations in flight (64)
  --rate N           or operations begun each second
  --seconds N        length of the measured run (5)
  --count N          or a number of operations
  --warm-up N        seconds before it (1)
  --users N          extensions (10000)
  --first N          name of the first (100000)
  --sources N        loopback addresses the phones send from (as many as users)
  --domain NAME      and realm (bench.example)
  --password PATTERN {} stands for the name (pw{})
  --attack-rate N    mixed, garbage: hostile datagrams a second, or max (20000)
  --attack-sources N mixed, garbage: addresses they come from (1000)
  --server-pid PID   count the processor time of this process and its children
  --core N           stay on this core
  --json             one line for a program
Exit code 1 when an answer was wrong.
";

struct Options {
    mode: String,
    target: Option<SocketAddrV4>,
    pace: Option<Pace>,
    until: Until,
    warm_up: f64,
    users: usize,
    first: u64,
    sources: Option<u32>,
    domain: String,
    password: String,
    attack_rate: Option<f64>,
    attack_sources: usize,
    server: Option<Tree>,
    core: Option<usize>,
    json: bool,
}

pub fn run(mut arguments: lexopt::Parser) -> crate::Result<ExitCode> {
    let Some(options) = read(&mut arguments)? else {
        print!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    };
    if let Some(core) = options.core {
        settle_on(core)?;
    }
    let (figures, attack) = measure(&options)?;
    if options.json {
        println!("{}", figures.json());
    } else {
        println!("{}", figures.table());
        if let Some(attack) = &attack {
            println!(
                "{:<24}{:.0} /s, {} answered, {} admitted",
                "attack",
                attack.actual_rate(),
                attack.toll.answered,
                attack.toll.admitted
            );
        }
    }
    let admitted = attack.map_or(0, |a| a.toll.admitted);
    Ok(if figures.tally.wrong + admitted > 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn measure(options: &Options) -> crate::Result<(Figures, Option<Attack>)> {
    let target = options.target.ok_or("--target is needed")?;
    let hostile = matches!(options.mode.as_str(), "mixed" | "garbage");
    let (mode, name) = match options.mode.as_str() {
        "options" => (Mode::Options, "options"),
        "cold" => (Mode::Cold, "cold"),
        "refresh" => (Mode::Refresh, "refresh"),
        "bad-password" => (Mode::BadPassword, "bad-password"),
        "unknown" => (Mode::Unknown, "unknown"),
        "echo" => (Mode::Echo, "echo"),
        "mixed" => (Mode::Refresh, "mixed"),
        "garbage" => (Mode::Options, "garbage"),
        other => return Err(format!("{other:?} is not a mode").into()),
    };
    let identity = Identity {
        domain: options.domain.clone(),
        realm: options.domain.clone(),
        password: options.password.clone(),
        first: if mode == Mode::Unknown {
            options.first + 50_000_000
        } else {
            options.first
        },
        sources: options.sources.unwrap_or(options.users as u32),
        port: 0,
        run: std::process::id(),
    };
    let mut load = Load::new(target, mode, identity, options.users)?;
    let pace = options.pace.unwrap_or(match options.mode.as_str() {
        "mixed" => Pace::Rate(1000.0),
        // A few questions that must be answered, to see that the server lives.
        "garbage" => Pace::Rate(100.0),
        _ => Pace::Window(64),
    });
    if mode == Mode::Refresh {
        let first = load.register_all(64)?;
        if first.tally.wrong + first.tally.lost > 0 {
            return Err(format!("the phones could not register:\n{}", first.table()).into());
        }
    }
    load.run(
        name,
        pace,
        Until::Elapsed(Duration::from_secs_f64(options.warm_up)),
        None,
    )?;
    load.server = options.server;
    let mut attack = None;
    if hostile {
        let users = options.users as u64;
        let mut a = Attack::new(
            target,
            &options.domain,
            options.first,
            users,
            options.attack_sources,
            options.attack_rate,
        )?;
        a.garbage_only = options.mode == "garbage";
        attack = Some(a);
    }
    let figures = load.run(name, pace, options.until, attack.as_mut())?;
    Ok((figures, attack))
}

fn read(arguments: &mut lexopt::Parser) -> crate::Result<Option<Options>> {
    let mut options = Options {
        mode: String::new(),
        target: None,
        pace: None,
        until: Until::Elapsed(Duration::from_secs(5)),
        warm_up: 1.0,
        users: 10_000,
        first: accounts::FIRST,
        sources: None,
        domain: "bench.example".to_owned(),
        password: accounts::PASSWORD.to_owned(),
        attack_rate: Some(20_000.0),
        attack_sources: 1000,
        server: None,
        core: None,
        json: false,
    };
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(mode) if options.mode.is_empty() => options.mode = mode.string()?,
            Long("target") => options.target = Some(arguments.value()?.parse()?),
            Long("window") => options.pace = Some(Pace::Window(arguments.value()?.parse()?)),
            Long("rate") => options.pace = Some(Pace::Rate(arguments.value()?.parse()?)),
            Long("seconds") => {
                options.until = Until::Elapsed(Duration::from_secs_f64(arguments.value()?.parse()?))
            }
            Long("count") => options.until = Until::Count(arguments.value()?.parse()?),
            Long("warm-up") => options.warm_up = arguments.value()?.parse()?,
            Long("users") => options.users = arguments.value()?.parse()?,
            Long("first") => options.first = arguments.value()?.parse()?,
            Long("sources") => options.sources = Some(arguments.value()?.parse()?),
            Long("domain") => options.domain = arguments.value()?.string()?,
            Long("password") => options.password = arguments.value()?.string()?,
            Long("attack-rate") => {
                let rate = arguments.value()?.string()?;
                options.attack_rate = if rate == "max" {
                    None
                } else {
                    Some(rate.parse()?)
                };
            }
            Long("attack-sources") => options.attack_sources = arguments.value()?.parse()?,
            Long("server-pid") => options.server = Some(Tree(arguments.value()?.parse()?)),
            Long("core") => options.core = Some(arguments.value()?.parse()?),
            Long("json") => options.json = true,
            Long("help") => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    if options.users == 0 || options.mode.is_empty() {
        return Ok(None);
    }
    Ok(Some(options))
}
