//! Does the service run, and will it after a reboot?

use super::finding::Finding;
use super::machine::Machine;
use crate::sys::host::command::{Output, Trouble, run};
use crate::sys::settings;
use crate::sys::snapshot::{Asked, number};
use crate::text::{host as words, time};
use nix::time::{ClockId, clock_gettime};
use std::time::Duration;

const LOOK: &str = "journalctl -u sipregd -b -n 50";

/// What systemd knows of the service.
#[derive(Clone, Debug, Default)]
struct Unit {
    is_found: bool,
    state: String,
    pid: u32,
    restarts: u64,
    /// Seconds since it became active.
    age: u64,
    result: String,
    exit: String,
}

impl Unit {
    /// Reads `Key=value` lines of `systemctl show`; `now` is the monotonic clock in microseconds.
    fn parse(text: &str, now: u64) -> Self {
        let value = |key: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
                .unwrap_or_default()
        };
        let number = |key: &str| value(key).parse::<u64>().unwrap_or_default();
        Self {
            is_found: value("LoadState") == "loaded",
            state: value("ActiveState").to_owned(),
            pid: value("MainPID").parse().unwrap_or_default(),
            restarts: number("NRestarts"),
            age: now.saturating_sub(number("ActiveEnterTimestampMonotonic")) / 1_000_000,
            result: value("Result").to_owned(),
            exit: value("ExecMainStatus").to_owned(),
        }
    }

    fn ask() -> Result<Self, Trouble> {
        let wanted = "--property=LoadState,ActiveState,MainPID,NRestarts,ActiveEnterTimestampMonotonic,Result,ExecMainStatus";
        let Output {
            code,
            stdout,
            stderr,
        } = run("systemctl", &["show", "sipregd", wanted])?;
        if code != Some(0) {
            return Err(Trouble::Failed(stderr.trim().to_owned()));
        }
        let now = clock_gettime(ClockId::CLOCK_MONOTONIC)
            .map(Duration::from)
            .unwrap_or_default();
        let now = u64::try_from(now.as_micros()).unwrap_or_default();
        Ok(Self::parse(&stdout, now))
    }
}

/// Crashes within this time make a loop of restarts.
const RECENT: u64 = 600;

/// `service`
pub(crate) fn service(machine: &Machine) -> Finding {
    let age = machine
        .snapshot()
        .map(|json| number(json, "written").saturating_sub(number(json, "started")));
    judge_service(Unit::ask().ok(), machine.pid, age, &machine.asked, machine)
}

fn judge_service(
    unit: Option<Unit>,
    pid: Option<u32>,
    age: Option<u64>,
    asked: &Asked,
    machine: &Machine,
) -> Finding {
    const ID: &str = "service";
    let unit = unit.filter(|u| u.is_found);
    // A process that is not systemd's is looked at for itself: -c may name another file than the service's.
    if let Some(pid) = pid
        && unit.as_ref().is_none_or(|u| u.pid != pid)
    {
        let found = Finding::ok(ID, words::SERVICE_PROCESS.with("pid", u64::from(pid)));
        return found.fact("pid", u64::from(pid));
    }
    let Some(unit) = unit else {
        return match asked {
            Asked::NotRunning(_) => Finding::problem(ID, words::SERVICE_ABSENT.say())
                .fix(machine.with_path("sudo sipregd run")),
            _ => machine.no_snapshot(ID),
        };
    };
    let why = words::EXIT.with("result", &unit.result);
    let why = why.with("code", &unit.exit);
    let finding = match unit.state.as_str() {
        "active" | "reloading" if unit.restarts >= 3 && unit.age < RECENT => {
            let text = words::SERVICE_LOOP
                .with("n", unit.restarts)
                .with("age", time::span(unit.age));
            Finding::problem(ID, text).fix(LOOK)
        }
        "active" | "reloading" => {
            let age = time::span(age.unwrap_or(unit.age));
            let text = words::SERVICE_RUNNING.with("age", age);
            Finding::ok(ID, text.with("pid", u64::from(unit.pid)))
        }
        "activating" if unit.restarts > 0 => {
            let text = words::SERVICE_LOOP_DOWN
                .with("n", unit.restarts)
                .with("why", &why);
            Finding::problem(ID, text).fix(LOOK)
        }
        "failed" if unit.exit == "78" => Finding::problem(ID, words::SERVICE_CONFIG.say())
            .fix("sudo sipregd check")
            .fix("sudo systemctl restart sipregd"),
        "failed" => Finding::problem(ID, words::SERVICE_FAILED.with("why", &why))
            .fix(LOOK)
            .fix("sudo systemctl restart sipregd"),
        _ => Finding::problem(ID, words::SERVICE_STOPPED.say()).fix("sudo systemctl start sipregd"),
    };
    finding
        .fact("state", unit.state)
        .fact("pid", u64::from(unit.pid))
        .fact("restarts", unit.restarts)
        .fact("exit", unit.exit)
}

/// The command that starts the service, or this configuration of it.
pub(crate) fn start_command(machine: &Machine) -> String {
    settings::start_command(&machine.path)
}

/// `enabled`
pub(crate) fn enabled(_: &Machine) -> Finding {
    const ID: &str = "enabled";
    match run("systemctl", &["is-enabled", "sipregd"]) {
        Ok(said) => judge_enabled(&said),
        Err(trouble) => unknown_because(ID, "systemctl", &trouble),
    }
}

fn judge_enabled(said: &Output) -> Finding {
    const ID: &str = "enabled";
    let state = said.stdout.trim();
    match state {
        "enabled" | "enabled-runtime" | "alias" | "static" => {
            Finding::ok(ID, words::ENABLED.say()).fact("state", state)
        }
        "" | "not-found" if said.stderr.contains("No such file") || state == "not-found" => {
            Finding::hint(ID, words::NOT_A_SERVICE.say())
        }
        "" => {
            let why = said.stderr.lines().next().unwrap_or_default().trim();
            let text = words::PROGRAM_FAILED.with("program", "systemctl");
            Finding::unknown(ID, text.with("why", why))
        }
        _ => Finding::problem(ID, words::DISABLED.with("state", state))
            .fix("sudo systemctl enable sipregd")
            .fact("state", state),
    }
}

/// A program that did not say anything leaves its check unknown.
pub(crate) fn unknown_because(
    id: &'static str,
    program: &'static str,
    trouble: &Trouble,
) -> Finding {
    let text = match trouble {
        Trouble::Absent => words::PROGRAM_ABSENT.with("program", program),
        Trouble::TimedOut => words::PROGRAM_FAILED
            .with("program", program)
            .with("why", "timeout"),
        Trouble::Failed(why) => words::PROGRAM_FAILED
            .with("program", program)
            .with("why", why),
    };
    Finding::unknown(id, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::doctor::finding::Verdict;

    fn unit(state: &str, restarts: u64, exit: &str) -> Unit {
        let text = format!(
            "LoadState=loaded\nActiveState={state}\nMainPID=811\nNRestarts={restarts}\n\
             ActiveEnterTimestampMonotonic=5000000\nResult=exit-code\nExecMainStatus={exit}\n"
        );
        Unit::parse(&text, 65_000_000)
    }

    #[test]
    fn each_state_of_the_unit_has_its_words() {
        let machine = Machine::nowhere();
        let asked = Asked::NotRunning(crate::text::Say::verbatim(""));
        let table = [
            (unit("active", 0, "0"), &words::SERVICE_RUNNING, Verdict::Ok),
            (
                unit("active", 5, "0"),
                &words::SERVICE_LOOP,
                Verdict::Problem,
            ),
            (
                unit("activating", 9, "1"),
                &words::SERVICE_LOOP_DOWN,
                Verdict::Problem,
            ),
            (
                unit("failed", 0, "78"),
                &words::SERVICE_CONFIG,
                Verdict::Problem,
            ),
            (
                unit("failed", 0, "1"),
                &words::SERVICE_FAILED,
                Verdict::Problem,
            ),
            (
                unit("inactive", 0, "0"),
                &words::SERVICE_STOPPED,
                Verdict::Problem,
            ),
        ];
        for (unit, words, verdict) in table {
            let state = unit.state.clone();
            let finding = judge_service(Some(unit), None, None, &asked, &machine);
            assert!(finding.text.is(words), "{state}");
            assert_eq!(
                (finding.verdict, finding.fix.is_empty()),
                (verdict, verdict == Verdict::Ok)
            );
        }
        let finding = judge_service(None, None, None, &asked, &machine);
        assert!(finding.text.is(&words::SERVICE_ABSENT));
        let other = judge_service(
            Some(unit("inactive", 0, "0")),
            Some(99),
            None,
            &asked,
            &machine,
        );
        assert!(other.text.is(&words::SERVICE_PROCESS));
        assert_eq!(unit("active", 0, "0").age, 60);
    }

    #[test]
    fn enabled_disabled_and_absent() {
        let said = |stdout: &str, stderr: &str| {
            judge_enabled(&Output {
                code: Some(1),
                stdout: stdout.into(),
                stderr: stderr.into(),
            })
            .verdict
        };
        assert_eq!(said("enabled\n", ""), Verdict::Ok);
        assert_eq!(said("disabled\n", ""), Verdict::Problem);
        assert_eq!(said("masked\n", ""), Verdict::Problem);
        assert_eq!(
            said(
                "",
                "Failed to get unit file state for sipregd.service: No such file or directory\n"
            ),
            Verdict::Hint
        );
        assert_eq!(said("", "Failed to connect to bus\n"), Verdict::Unknown);
    }
}
