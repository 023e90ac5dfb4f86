//! A folder with everything one daemon needs, gone when the test ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

static PLACES: AtomicU32 = AtomicU32::new(0);

/// The folder.
#[derive(Debug)]
pub(crate) struct Place {
    path: PathBuf,
}

impl Place {
    /// With both files; `config` is what is in it besides listen, realm and the paths.
    pub(crate) fn new(config: &str, extensions: &str) -> Self {
        Self::listening("127.0.0.1:0", config, extensions)
    }

    /// The same for another address.
    pub(crate) fn listening(listen: &str, config: &str, extensions: &str) -> Self {
        let place = Self::empty();
        place.configure(listen, config);
        place.write("extensions", extensions);
        place
    }

    pub(crate) fn empty() -> Self {
        let number = PLACES.fetch_add(1, Ordering::Relaxed);
        let name = format!("sipregd-test-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Self { path }
    }

    /// Writes sipregd.conf.
    pub(crate) fn configure(&self, listen: &str, config: &str) {
        let folder = self.path.display();
        let text = format!(
            "listen {listen}\nrealm sip.example.com\nextensions {folder}/extensions\nstate {folder}\nruntime {folder}\n{config}\n"
        );
        self.write("sipregd.conf", &text);
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path.join(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path.join(name)).unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.path("sipregd.conf")
    }

    /// Runs `sipregd VERB… -c sipregd.conf` to its end, with `input` on standard input.
    pub(crate) fn run(&self, verb: &[&str], input: &str) -> Run {
        let config = self.config();
        let mut words = verb.to_vec();
        words.extend(["-c", config.to_str().unwrap()]);
        run(&words, input)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// What a command has said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The binary, without anything that systemd or a test before it has left in the environment.
pub(crate) fn sipregd() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sipregd"));
    for name in [
        "NOTIFY_SOCKET",
        "WATCHDOG_USEC",
        "WATCHDOG_PID",
        "JOURNAL_STREAM",
        "LANG",
        "LANGUAGE",
        "LC_ALL",
        "LC_MESSAGES",
    ] {
        command.env_remove(name);
    }
    command.current_dir(Path::new("/"));
    command
}

/// Runs `sipregd WORDS…` to its end.
pub(crate) fn run(words: &[&str], input: &str) -> Run {
    use std::io::Write;
    let mut child = sipregd()
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read its input may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
