//! sipregd: a SIP registrar for one server. This is the table of its subcommands; each has its file.

mod admin;
mod cli;
mod diagnose;
mod serve;
mod sys;
mod text;

use admin::{check, passwd, phone, reload, status};
use cli::{
    Args, CONFIG, Command, FAILURE, OK, Stop, USAGE, complain, did_you_mean, language, no_option,
    print,
};
use diagnose::{doctor, probe, report, watch};
use lexopt::prelude::*;
use serve::{demo, run};
use std::process::ExitCode;
use sys::{sheet, terminal};
use text::{Say, Words, help as words, usage};

/// In the order of the list: the commands of every day first.
const COMMANDS: &[Command] = &[
    Command {
        name: "status",
        synopsis: "[EXT] [--all] [--json|--prometheus] [-c FILE]",
        about: &words::STATUS,
        help: &words::STATUS_HELP,
        run: status::run,
    },
    Command {
        name: "doctor",
        synopsis: "[EXT|CHECK…] [--verbose] [--json] [--list-checks] [-c FILE]",
        about: &words::DOCTOR,
        help: &words::DOCTOR_HELP,
        run: doctor::run,
    },
    Command {
        name: "watch",
        synopsis: "[EXT|IP] [--for SECONDS] [--json] [-c FILE]",
        about: &words::WATCH,
        help: &words::WATCH_HELP,
        run: watch::run,
    },
    Command {
        name: "phone",
        synopsis: "EXT [-c FILE] [--show-password]",
        about: &words::PHONE,
        help: &words::PHONE_HELP,
        run: phone::run,
    },
    Command {
        name: "passwd",
        synopsis: "EXT [-c FILE] [--generate|--stdin|--delete] [--hash]",
        about: &words::PASSWD,
        help: &words::PASSWD_HELP,
        run: passwd::run,
    },
    Command {
        name: "reload",
        synopsis: "[-c FILE]",
        about: &words::RELOAD,
        help: &words::RELOAD_HELP,
        run: reload::run,
    },
    Command {
        name: "check",
        synopsis: "[-c FILE]",
        about: &words::CHECK,
        help: &words::CHECK_HELP,
        run: check::run,
    },
    Command {
        name: "report",
        synopsis: "[EXT] [-c FILE]",
        about: &words::REPORT,
        help: &words::REPORT_HELP,
        run: report::run,
    },
    Command {
        name: "probe",
        synopsis: "HOST[:PORT] [--user EXT] [--stdin] [--json]",
        about: &words::PROBE,
        help: &words::PROBE_HELP,
        run: probe::run,
    },
    Command {
        name: "demo",
        synopsis: "[--listen ADDR:PORT]",
        about: &words::DEMO,
        help: &words::DEMO_HELP,
        run: demo::run,
    },
    Command {
        name: "run",
        synopsis: "[-c FILE]",
        about: &words::RUN,
        help: &words::RUN_HELP,
        run: run::run,
    },
    Command {
        name: "help",
        synopsis: "[COMMAND]",
        about: &words::HELP,
        help: &words::HELP_HELP,
        run: help,
    },
    Command {
        name: "version",
        synopsis: "",
        about: &words::VERSION,
        help: &words::VERSION_HELP,
        run: version,
    },
];

/// Finds the subcommand, runs it, and says what went wrong.
fn main() -> ExitCode {
    ExitCode::from(match dispatch() {
        Ok(code) => code,
        Err(Stop::Failure(say)) => failed(&say, FAILURE),
        Err(Stop::Config(text)) => {
            complain(&text);
            CONFIG
        }
        Err(Stop::Usage(say)) => failed(&usage::TRY_HELP.with("what", say), USAGE),
        Err(Stop::Help) => OK,
    })
}

/// Says what went wrong; the exit code.
fn failed(say: &Say, code: u8) -> u8 {
    complain(&format!("sipregd: {}\n", say.text(language())));
    code
}

fn dispatch() -> Result<u8, Stop> {
    let mut parser = Args::from_env();
    let name = match parser.next()? {
        None => {
            complain(&overview());
            return Ok(USAGE);
        }
        Some(Long("help") | Short('h')) => {
            print(&overview());
            return Ok(OK);
        }
        Some(Long("version") | Short('V')) => "version".to_owned(),
        Some(Value(name)) => cli::text(name)?,
        Some(Long(name)) => return Err(no_option(name, ["help", "version"])),
        Some(Short(letter)) => return Err(no_option(&letter.to_string(), [])),
    };
    let command = command(&name)?;
    match (command.run)(parser) {
        Err(Stop::Help) => {
            print(&help_of(command));
            Ok(OK)
        }
        // What `help` is asked about wrongly, the list of commands answers.
        Err(Stop::Usage(say)) if command.name != "help" => {
            let say = usage::TRY_HELP_OF.with("what", say);
            Ok(failed(&say.with("command", command.name), USAGE))
        }
        result => result,
    }
}

fn command(name: &str) -> Result<&'static Command, Stop> {
    COMMANDS.iter().find(|c| c.name == name).ok_or_else(|| {
        let hint = did_you_mean(name, COMMANDS.iter().map(|c| c.name), "");
        Stop::Usage(usage::UNKNOWN_COMMAND.with("word", name).with("hint", hint))
    })
}

/// What `sipregd help` says.
fn overview() -> String {
    let say = |words: &'static Words| words.say().text(language());
    let call = |c: &Command| {
        let operands = c.synopsis.split("[-").next().unwrap_or_default();
        format!("{} {operands}", c.name).trim_end().to_owned()
    };
    let calls = COMMANDS.iter().map(|c| call(c).chars().count());
    let width = calls.max().unwrap_or_default();
    let mut text = format!(
        "{}\n\n{} {}\n\n",
        say(&words::TITLE),
        say(&words::USAGE),
        say(&words::CALL)
    );
    for command in COMMANDS {
        let (call, about) = (call(command), say(command.about));
        text.push_str(&format!("  {call:width$}  {about}\n"));
    }
    text + "\n" + &laid_out(&say(&words::NEXT))
}

fn help_of(command: &Command) -> String {
    let usage = words::USAGE.say().text(language());
    let call = format!("{usage} sipregd {} {}", command.name, command.synopsis);
    let help = command.help.with("phones", sheet::phones());
    let help = laid_out(&help.text(language()));
    format!("{}\n\n{help}", call.trim_end())
}

/// `text` for the width of the terminal. A line that begins with two spaces is an option and what it does,
/// or a command.
fn laid_out(text: &str) -> String {
    let width = terminal::width();
    let mut page = String::new();
    for line in text.lines() {
        let (option, about) = match line.strip_prefix("  ").and_then(|l| l.split_once("  ")) {
            Some((_, about)) => line.split_at(line.len() - about.trim_start().len()),
            None if line.starts_with("  ") => (line, ""),
            None => ("", line),
        };
        page.push_str(option);
        let column = option.chars().count();
        terminal::push_wrapped(&mut page, about, [column, column], width);
        page.push('\n');
    }
    page
}

fn help(mut args: Args) -> Result<u8, Stop> {
    let (words, [], []) = cli::read(&mut args, [], [], 1)?;
    print(&match words.first() {
        None => overview(),
        Some(name) => help_of(command(name)?),
    });
    Ok(OK)
}

fn version(mut args: Args) -> Result<u8, Stop> {
    let (_, [], []) = cli::read(&mut args, [], [], 0)?;
    print(concat!("sipregd ", env!("CARGO_PKG_VERSION"), "\n"));
    Ok(OK)
}
