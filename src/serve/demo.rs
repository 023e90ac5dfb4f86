//! `sipregd demo`: the real server without any setup, from a temporary folder that is removed when it ends.

use super::run::{random_seed, serve};
use crate::cli::{self, Args, Stop, language, print};
use crate::serve::log as logger;
use crate::sys::password::generate;
use crate::sys::settings;
use crate::sys::sheet::Sheet;
use crate::sys::{address, file};
use crate::text::{Say, sheet as words, system, usage};
use sipreg::command::Word;
use std::fs::DirBuilder;
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::time::Duration;

const EXTENSION: &str = "1001";

pub(crate) fn run(mut args: Args) -> Result<u8, Stop> {
    let (_, [], [listen]) = cli::read(&mut args, [], ["listen"], 0)?;
    let listen = listen.unwrap_or_else(|| "0.0.0.0:5060".to_owned());
    let listen: SocketAddr = listen
        .parse()
        .map_err(|_| Stop::Usage(usage::NOT_AN_ADDRESS.with("word", &listen)))?;
    let password = generate().map_err(Stop::Failure)?;
    let failure = |error: io::Error| {
        Stop::Failure(usage::CANNOT_MAKE_FILES.with("why", system::error(&error)))
    };
    let folder = Folder::create().map_err(failure)?;
    let path = folder.fill(listen, &password).map_err(failure)?;

    let seed = random_seed()?;
    let settings = settings::load(&path, seed.derive(b"extensions"));
    let settings = settings
        .map_err(|problems| Stop::Failure(Say::verbatim(problems.text(language()).trim_end())))?;
    logger::start(settings.config.log);
    let mut shown = String::new();
    let result = serve(&path, settings, seed, Duration::ZERO, |config, local| {
        let sheet = Sheet {
            config,
            listen: local,
            user: EXTENSION,
            password: Say::verbatim(password),
            by_phone: None,
        };
        shown = sheet.text(|| None, language());
        print(&shown);
        let program = program();
        if local.ip().is_loopback() {
            let only = words::LOCAL.with("listen", local).with("program", &program);
            let only = only.with("port", local.port()).text(language());
            print(&format!("\n{only}\n"));
        }
        let command = |name: &str| settings::with_path(&format!("{program} {name}"), &path);
        let enter = words::ENTER
            .with("watch", command("watch"))
            .with("status", command("status"));
        print(&format!("\n{}\n\n", enter.text(language())));
    });
    logger::flush();
    // The log has pushed them out of the window.
    if result.is_ok() {
        let were = words::WERE.say().text(language());
        print(&format!("\n{were}\n\n{shown}"));
    }
    result
}

/// What to call this program by: its name if a shell found it by that, else its path, as in a checkout.
fn program() -> String {
    let called = std::env::args_os().next().unwrap_or_default();
    match std::env::current_exe() {
        Ok(path) if called.as_encoded_bytes().contains(&b'/') => {
            Word::of(&path.to_string_lossy()).to_string()
        }
        _ => called.to_string_lossy().into_owned(),
    }
}

/// A folder for as long as the demo lasts, closed to others.
struct Folder(PathBuf);

impl Folder {
    fn create() -> io::Result<Self> {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes)?;
        let name = format!("sipregd-demo-{:016x}", u64::from_ne_bytes(bytes));
        let path = std::env::temp_dir().join(name);
        DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }

    /// Writes both files; returns the path of the configuration.
    fn fill(&self, listen: SocketAddr, password: &str) -> io::Result<String> {
        let folder = self.0.display();
        let realm = address::reachable(listen).to_string();
        // A realm has no colon; phones do not care what it is.
        let realm = realm.replace(':', "-");
        let config = format!(
            "listen {listen}\nrealm {realm}\nextensions {folder}/extensions\nstate {folder}\nruntime {folder}\nlog notice\n"
        );
        let path = self.0.join("sipregd.conf");
        file::replace(&path, config.as_bytes(), 0o600)?;
        let extensions = format!("{EXTENSION} {password}\n");
        file::replace(&self.0.join("extensions"), extensions.as_bytes(), 0o600)?;
        Ok(path.to_string_lossy().into_owned())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
