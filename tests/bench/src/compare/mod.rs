//! `compare`: several servers in one run, each on the same core in turn, the load on another.
//!
//! What one run says about one server depends on the machine and on its neighbours; what it says
//! about two servers, measured in alternating rounds, does not. So every table has a ratio.

mod cpu;
mod journal;
mod latency;
mod mixed;
mod rounds;
mod scale;
mod server;
mod table;
mod throughput;

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::prelude::*;

use crate::process::settle_on;

const USAGE: &str = "\
sipregd-bench compare [OPTION…] [PART…]
PART: cpu throughput latency scale mixed journal (cpu throughput)
  --sipregd FILE     the product (sipregd)
  --kamailio FILE    the peer (kamailio)
  --folder DIR       an empty folder for everything written (needed)
  --rounds N         alternating rounds (3)
  --seconds N        length of one round (1.5)
  --users N          extensions (10000)
  --window N         operations in flight (64)
  --scales A,B,…     numbers of bindings for scale (10000,100000,1000000)
  --server-core N    (0)
  --load-core N      (1)
";

pub struct Options {
    pub sipregd: PathBuf,
    pub kamailio: PathBuf,
    pub folder: PathBuf,
    pub rounds: usize,
    pub seconds: f64,
    pub users: usize,
    pub window: usize,
    pub scales: Vec<usize>,
    pub server_core: usize,
    pub load_core: usize,
}

pub struct Lab {
    pub options: Options,
    folders: usize,
    /// Answers that were wrong, and what the first of them was.
    pub wrong: u64,
    pub first_wrong: Option<String>,
}

impl Lab {
    /// A new folder for one server.
    fn folder(&mut self, name: &str) -> io::Result<PathBuf> {
        self.folders += 1;
        let folder = self.options.folder.join(format!("{}-{name}", self.folders));
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    fn note_wrong(&mut self, name: &str, tally: &crate::tally::Tally) {
        self.wrong += tally.wrong;
        if let (None, Some(what)) = (&self.first_wrong, &tally.first_wrong) {
            self.first_wrong = Some(format!("{name}: {what}"));
        }
    }
}

pub fn run(mut arguments: lexopt::Parser) -> crate::Result<ExitCode> {
    let mut options = Options {
        sipregd: "sipregd".into(),
        kamailio: "kamailio".into(),
        folder: PathBuf::new(),
        rounds: 3,
        seconds: 1.5,
        users: 10_000,
        window: 64,
        scales: vec![10_000, 100_000, 1_000_000],
        server_core: 0,
        load_core: 1,
    };
    let mut parts = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(part) => parts.push(part.string()?),
            Long("sipregd") => options.sipregd = arguments.value()?.into(),
            Long("kamailio") => options.kamailio = arguments.value()?.into(),
            Long("folder") => options.folder = arguments.value()?.into(),
            Long("rounds") => options.rounds = arguments.value()?.parse()?,
            Long("seconds") => options.seconds = arguments.value()?.parse()?,
            Long("users") => options.users = arguments.value()?.parse()?,
            Long("window") => options.window = arguments.value()?.parse()?,
            Long("server-core") => options.server_core = arguments.value()?.parse()?,
            Long("load-core") => options.load_core = arguments.value()?.parse()?,
            Long("scales") => {
                let text = arguments.value()?.string()?;
                options.scales = text.split(',').map(str::parse).collect::<Result<_, _>>()?;
            }
            Long("help") => {
                print!("{USAGE}");
                return Ok(ExitCode::SUCCESS);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    if options.folder.as_os_str().is_empty() || options.users == 0 || options.rounds == 0 {
        eprint!("{USAGE}");
        return Ok(ExitCode::from(2));
    }
    if parts.is_empty() {
        parts = vec!["cpu".to_owned(), "throughput".to_owned()];
    }
    settle_on(options.load_core)?;
    let mut lab = Lab {
        options,
        folders: 0,
        wrong: 0,
        first_wrong: None,
    };
    for part in &parts {
        match part.as_str() {
            "cpu" => cpu::run(&mut lab)?,
            "throughput" => throughput::run(&mut lab)?,
            "latency" => latency::run(&mut lab)?,
            "scale" => scale::run(&mut lab)?,
            "mixed" => mixed::run(&mut lab)?,
            "journal" => journal::run(&mut lab)?,
            other => return Err(format!("{other:?} is no part\n{USAGE}").into()),
        }
    }
    if let Some(what) = &lab.first_wrong {
        println!("\n{} wrong answers; the first: {what}", lab.wrong);
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}
