//! Asking a system program, in the language of programs, with a limit on its time and its words.

use crate::text::system::plain;
use std::io::{ErrorKind, Read};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

/// How long a program may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// How much of what it says is read.
const LIMIT: u64 = 8 << 20;

/// What a program said.
#[derive(Clone, Debug, Default)]
pub(crate) struct Output {
    /// Its exit code; `None` if a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Why it said nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// There is no such program.
    Absent,
    /// It took too long.
    TimedOut,
    /// It could not be started.
    Failed(String),
}

/// Runs `program` and waits for its end. Programs for administrators are found by everybody.
///
/// # Errors
/// [`Trouble`]; a failure that the program itself reports is in [`Output::code`].
pub(crate) fn run(program: &str, arguments: &[&str]) -> Result<Output, Trouble> {
    let path = search_path(&std::env::var("PATH").unwrap_or_default());
    let child = Command::new(program)
        .args(arguments)
        .env("LC_ALL", "C")
        .env("PATH", path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.map_err(|error| match error.kind() {
        ErrorKind::NotFound => Trouble::Absent,
        _ => Trouble::Failed(plain(&error)),
    })?;
    let (stdout, stderr) = (reader(child.stdout.take()), reader(child.stderr.take()));
    let code = wait(&mut child)?;
    let text = |thread: JoinHandle<String>| thread.join().unwrap_or_default();
    Ok(Output {
        code,
        stdout: text(stdout),
        stderr: text(stderr),
    })
}

/// Where programs are looked for. Root takes them from the system alone; others also from their own
/// folders, but never from the one they happen to be in.
fn search_path(own: &str) -> String {
    const SYSTEM: &str = "/usr/sbin:/usr/bin:/sbin:/bin";
    let folders = own.split(':').filter(|folder| folder.starts_with('/'));
    match super::is_root() {
        true => SYSTEM.to_owned(),
        false => folders.chain([SYSTEM]).collect::<Vec<_>>().join(":"),
    }
}

fn wait(child: &mut Child) -> Result<Option<i32>, Trouble> {
    let since = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.code()),
            Ok(None) if since.elapsed() < PATIENCE => {
                sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(20));
            }
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(Trouble::TimedOut);
            }
            Err(error) => return Err(Trouble::Failed(plain(&error))),
        }
    }
}

fn reader(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            // NOTE(read): what was read before an error is still worth having.
            let _ = pipe.take(LIMIT).read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn output_code_and_absence() {
        let said = run(
            "sh",
            &["-c", "echo out; echo err >&2; echo $LC_ALL; exit 3"],
        )
        .unwrap();
        assert_eq!(said.code, Some(3));
        assert_eq!(
            (said.stdout.as_str(), said.stderr.as_str()),
            ("out\nC\n", "err\n")
        );
        assert_eq!(
            run("no-such-program-anywhere", &[]).unwrap_err(),
            Trouble::Absent
        );
    }
}
