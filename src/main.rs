//! sipregd: a SIP registrar for one server. This is the table of its subcommands; each has its file.

mod cmd;
mod settings;
mod sys;
mod words;

use std::process::ExitCode;

fn main() -> ExitCode {
    cmd::main()
}
