//! sipregd: a SIP registrar for one server. This is the table of its subcommands; each has its file.

mod admin;
mod cli;
mod diagnose;
mod serve;
mod sys;
mod text;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
