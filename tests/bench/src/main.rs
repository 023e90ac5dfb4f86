//! Measures sipregd: load, the limits of the machine, and peers, side by side in one run.

#![forbid(unsafe_code)]

mod accounts;
mod answer;
mod attack;
mod compare;
mod digest;
mod limits;
mod load;
mod load_command;
mod phone;
mod process;
mod tally;
mod text;
mod wire;

use std::io::{self, BufWriter, Write};
use std::net::SocketAddrV4;
use std::process::ExitCode;

const USAGE: &str = "\
sipregd-bench load MODE --target 127.0.0.1:PORT [OPTION…]   send and verify (load --help)
sipregd-bench compare [OPTION…] [PART…]                     servers side by side (compare --help)
sipregd-bench echo | echo-batched | null | null-batched 127.0.0.1:PORT
                                                            the limits, to be measured like a server
sipregd-bench extensions N                                  sipregd's extensions file, to the output
sipregd-bench db-text N FOLDER                              the same for Kamailio
";

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(e) => {
            eprintln!("sipregd-bench: {e}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let mut arguments = lexopt::Parser::from_env();
    let Some(lexopt::Arg::Value(verb)) = arguments.next()? else {
        print!("{USAGE}");
        return Ok(ExitCode::from(2));
    };
    let value = |arguments: &mut lexopt::Parser| -> Result<String> {
        Ok(arguments
            .value()?
            .into_string()
            .map_err(|_| "an argument that is no text")?)
    };
    let limit =
        |arguments: &mut lexopt::Parser| -> Result<SocketAddrV4> { Ok(value(arguments)?.parse()?) };
    match verb.to_str().unwrap_or_default() {
        "load" => return load_command::run(arguments),
        "compare" => return compare::run(arguments),
        "echo" => limits::serve(limit(&mut arguments)?, limits::echo)?,
        "echo-batched" => limits::serve_batched(limit(&mut arguments)?, limits::echo)?,
        "null" => limits::serve(limit(&mut arguments)?, limits::null)?,
        "null-batched" => limits::serve_batched(limit(&mut arguments)?, limits::null)?,
        "extensions" => {
            let mut out = BufWriter::new(io::stdout().lock());
            accounts::write_extensions(value(&mut arguments)?.parse()?, &mut out)?;
            out.flush()?;
        }
        "db-text" => {
            let count = value(&mut arguments)?.parse()?;
            accounts::write_db_text(count, value(&mut arguments)?.as_ref())?;
        }
        other => {
            eprintln!("sipregd-bench: {other:?} is not a command\n{USAGE}");
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}
