//! `sipregd check`: reads both files and prints every problem with its place.

use super::counted;
use crate::cli::{Args, CONFIG, Command, OK, Stop, common, complain, language, print, unexpected};
use crate::sys::settings;
use crate::text::help;
use sipreg::command;
use sipreg::seed::Seed;
use std::os::unix::fs::MetadataExt;

pub(crate) const COMMAND: Command = Command {
    name: "check",
    synopsis: "[-c FILE]",
    about: &help::CHECK,
    help: &help::CHECK_HELP,
    run,
};

fn run(mut args: Args) -> Result<u8, Stop> {
    let (path, word, []) = common(&mut args, [])?;
    if let Some(word) = word {
        return Err(unexpected(&word));
    }
    let language = language();
    match settings::load(&path, Seed::new([0; 16])) {
        Ok(settings) => {
            let file = &settings.config.extensions;
            if std::fs::metadata(file).is_ok_and(|m| m.mode() & 0o004 != 0) {
                complain(&format!(
                    "warning: {file} is readable by every user of this machine: sudo chmod o= {}\n",
                    command::Word::of(file)
                ));
            }
            let doubts = settings::doubts(&settings.config);
            for warnings in [&settings.warnings, &doubts] {
                complain(&warnings.text(language));
            }
            print(&format!(
                "configuration OK: {} in {file}{}\n",
                counted(settings.extensions.len(), "extension"),
                match settings.warnings.len() + doubts.len() {
                    0 => String::new(),
                    n => format!(", {}", counted(n, "warning")),
                }
            ));
            Ok(OK)
        }
        Err(problems) => {
            complain(&problems.text(language));
            complain(&format!("{}\n", counted(problems.len(), "problem")));
            Ok(CONFIG)
        }
    }
}
