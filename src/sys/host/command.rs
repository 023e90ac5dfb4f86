//! Asking a system program, in the language of programs, with a limit on its time.

use crate::text::system::plain;
use std::process::{Command, Stdio};

/// Seconds that a program may take.
const PATIENCE: &str = "8";
/// Where programs are looked for: those of the system, never one that lies in the folder we happen to be in.
const PATH: &str = "/usr/sbin:/usr/bin:/sbin:/bin";

/// Why a program did not say what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// There is no such program.
    Absent,
    /// It could not be started, took too long, or failed as it says.
    Failed(String),
}

/// What `program` prints, if it ends with exit code 0. Programs for administrators are found by everybody.
pub(crate) fn run(program: &str, arguments: &[&str]) -> Result<String, Trouble> {
    let said = Command::new("timeout")
        .args(["-k", "1", PATIENCE, program])
        .args(arguments)
        .env("LC_ALL", "C")
        .env("PATH", PATH)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Trouble::Failed(plain(&error)))?;
    let errors = String::from_utf8_lossy(&said.stderr);
    match said.status.code() {
        Some(0) => Ok(String::from_utf8_lossy(&said.stdout).into_owned()),
        // What `timeout` says of a program that it cannot find, and of one that it had to end.
        Some(127) => Err(Trouble::Absent),
        Some(124 | 137) => Err(Trouble::Failed("timeout".to_owned())),
        _ => {
            let first = errors.lines().next().unwrap_or_default();
            Err(Trouble::Failed(first.trim().to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_failure_and_absence() {
        let say = |what| run("sh", &["-c", what]);
        assert_eq!(say("echo out $LC_ALL"), Ok("out C\n".to_owned()));
        let failed = Trouble::Failed("err".to_owned());
        assert_eq!(say("echo out; echo err >&2; exit 3"), Err(failed));
        let absent = run("no-such-program-anywhere", &[]);
        assert_eq!(absent, Err(Trouble::Absent));
    }
}
