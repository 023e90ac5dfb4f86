//! `sipregd check`: reads both files and prints every problem with its place.

use crate::cli::{Args, CONFIG, OK, Stop, complain, file_alone, language, print, tell};
use crate::sys::settings;
use crate::text::{check as words, count};
use std::os::unix::fs::MetadataExt;

pub(crate) fn run(mut args: Args) -> Result<u8, Stop> {
    let path = file_alone(&mut args)?;
    let language = language();
    match settings::read(&path) {
        Ok(settings) => {
            let file = &settings.config.extensions;
            if std::fs::metadata(file).is_ok_and(|m| m.mode() & 0o004 != 0) {
                tell(&words::OPEN.with("file", file));
            }
            let doubts = settings::doubts(&settings.config);
            for warnings in [&settings.warnings, &doubts] {
                complain(&warnings.text(language));
            }
            let done = match settings.warnings.len() + doubts.len() {
                0 => words::OK.say(),
                n => words::OK_WITH_WARNINGS.with("warnings", count::of(n, &count::WARNINGS)),
            };
            let extensions = count::of(settings.extensions.len(), &count::EXTENSIONS);
            let config = &settings.config;
            let done = done
                .with("listen", config.listen.to_string())
                .with("realm", &config.realm)
                .with("extensions", extensions)
                .with("file", file);
            print(&(done.text(language) + "\n"));
            Ok(OK)
        }
        Err(problems) => {
            complain(&problems.told(language));
            tell(&count::of(problems.len(), &count::PROBLEMS));
            Ok(CONFIG)
        }
    }
}
