//! Does the service run, and will it after a reboot?

use super::files;
use super::finding::{Checked, Finding};
use super::machine::Machine;
use crate::sys::host::command::{Trouble, run};
use crate::sys::settings;
use crate::sys::snapshot::Asked;
use crate::text::{Say, count, host as words};
use nix::time::{ClockId, clock_gettime};
use sipreg::command::Word;

const LOOK: &str = "journalctl -u sipregd -b -n 50";

/// What systemd knows of the service: lines of `Key=value`.
#[derive(Clone, Debug)]
struct Unit(String);

impl Unit {
    /// Asks systemd; `None` if it knows no such service.
    fn ask() -> Result<Option<Self>, Trouble> {
        let unit = Self(run("systemctl", &["show", "sipregd"])?);
        Ok((unit.text("LoadState") != "not-found").then_some(unit))
    }

    fn text(&self, key: &str) -> &str {
        let mut lines = self.0.lines();
        let value = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        value.unwrap_or_default()
    }

    fn number(&self, key: &str) -> u64 {
        self.text(key).parse().unwrap_or_default()
    }

    fn is_started_at_boot(&self) -> bool {
        let state = self.text("UnitFileState");
        ["enabled", "enabled-runtime", "alias", "static"].contains(&state)
    }

    /// Seconds since it became active.
    fn age(&self) -> u64 {
        let now = clock_gettime(ClockId::CLOCK_MONOTONIC).map_or(0, |now| now.tv_sec());
        let since = self.number("ActiveEnterTimestampMonotonic") / 1_000_000;
        u64::try_from(now).unwrap_or_default().saturating_sub(since)
    }
}

/// Crashes within this time make a loop of restarts.
const RECENT: u64 = 600;

pub(crate) fn service(machine: &Machine) -> Checked {
    Ok(match (Unit::ask(), &machine.asked) {
        (_, Asked::Old(_, _, why) | Asked::Unseen(why)) if machine.is_root => {
            if files::is_runtime_full(machine) {
                let runtime = &machine.config.runtime;
                let text = words::RUNTIME_FULL.with("runtime", runtime);
                let fix = format!("df -h {}", Word::of(runtime));
                return Ok(Finding::problem(text).fix(fix));
            }
            Finding::problem(words::SERVICE_HANGS.with("why", why))
                .fix("sudo systemctl restart sipregd")
                .fix(LOOK)
        }
        (Ok(unit), _) => judge_service(unit, machine)?,
        // Whether there is such a service is not known.
        (Err(_), Asked::NotRunning(_)) => Finding::problem(words::SERVICE_STOPPED.say())
            .fix(settings::start_command(&machine.path)),
        (Err(_), _) => judge_service(None, machine)?,
    })
}

fn judge_service(unit: Option<Unit>, machine: &Machine) -> Checked {
    let main = unit.as_ref().map(|unit| unit.number("MainPID"));
    // A process that is not systemd's is looked at for itself: -c may name another file than the service's.
    if let Some(pid) = machine.pid.map(u64::from).filter(|pid| main != Some(*pid)) {
        return Ok(Finding::ok(words::SERVICE_PROCESS.with("pid", pid)));
    }
    let Some(unit) = unit else {
        return match machine.asked {
            Asked::NotRunning(_) => {
                Ok(Finding::problem(words::SERVICE_ABSENT.say()).fix("sudo sipregd run"))
            }
            _ => Err(machine.no_snapshot()),
        };
    };
    let (restarts, exit) = (unit.number("NRestarts"), unit.text("ExecMainStatus"));
    let why = words::EXIT.with("result", unit.text("Result"));
    let why = why.with("code", exit);
    Ok(match unit.text("ActiveState") {
        "active" | "reloading" if restarts >= 3 && unit.age() < RECENT => {
            let text = words::SERVICE_LOOP.with("n", restarts);
            Finding::problem(text.with("age", count::time(unit.age()))).fix(LOOK)
        }
        "active" | "reloading" if !unit.is_started_at_boot() => {
            let state = unit.text("UnitFileState");
            let verb = match state {
                "masked" => "unmask",
                _ => "enable",
            };
            Finding::problem(words::DISABLED.with("state", state))
                .fix(format!("sudo systemctl {verb} sipregd"))
        }
        "active" | "reloading" => {
            let text = words::SERVICE_RUNNING.with("age", count::time(unit.age()));
            Finding::ok(text.with("pid", unit.number("MainPID")))
        }
        "activating" if restarts > 0 => {
            let text = words::SERVICE_LOOP_DOWN.with("n", restarts);
            Finding::problem(text.with("why", why)).fix(LOOK)
        }
        "failed" if exit == "78" => Finding::problem(words::SERVICE_CONFIG.say())
            .fix("sudo sipregd check")
            .fix("sudo systemctl restart sipregd"),
        "failed" => Finding::problem(words::SERVICE_FAILED.with("why", why))
            .fix(LOOK)
            .fix("sudo systemctl restart sipregd"),
        _ => Finding::problem(words::SERVICE_STOPPED.say()).fix("sudo systemctl start sipregd"),
    })
}

/// Why `program` did not say anything.
pub(crate) fn no_answer(program: &'static str, trouble: &Trouble) -> Say {
    let text = match trouble {
        Trouble::Absent => words::PROGRAM_ABSENT.say(),
        Trouble::Failed(why) => words::PROGRAM_FAILED.with("why", why),
    };
    text.with("program", program)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diagnose::doctor::finding::Verdict;

    fn unit(file: &str, state: &str, restarts: u64, exit: &str) -> Unit {
        Unit(format!(
            "LoadState=loaded\nUnitFileState={file}\nActiveState={state}\nMainPID=811\nNRestarts={restarts}\n\
             ActiveEnterTimestampMonotonic={}\nResult=exit-code\nExecMainStatus={exit}\n",
            u64::MAX
        ))
    }

    #[test]
    fn each_state_of_the_unit_has_its_words() {
        let mut machine = Machine::nowhere();
        for (state, restarts, exit, words, verdict) in [
            ("active", 0, "0", &words::SERVICE_RUNNING, Verdict::Ok),
            ("active", 5, "0", &words::SERVICE_LOOP, Verdict::Problem),
            (
                "activating",
                9,
                "1",
                &words::SERVICE_LOOP_DOWN,
                Verdict::Problem,
            ),
            ("failed", 0, "78", &words::SERVICE_CONFIG, Verdict::Problem),
            ("failed", 0, "1", &words::SERVICE_FAILED, Verdict::Problem),
            (
                "inactive",
                0,
                "0",
                &words::SERVICE_STOPPED,
                Verdict::Problem,
            ),
        ] {
            let unit = unit("enabled", state, restarts, exit);
            let finding = judge_service(Some(unit), &machine).unwrap();
            assert!(finding.text.is(words), "{state}");
            assert_eq!(
                (finding.verdict, finding.fix.is_empty()),
                (verdict, verdict == Verdict::Ok)
            );
        }
        for file in ["disabled", "masked"] {
            let finding = judge_service(Some(unit(file, "active", 0, "0")), &machine).unwrap();
            assert!(finding.text.is(&words::DISABLED), "{file}");
        }
        machine.asked = Asked::Unseen(crate::text::Say::verbatim(""));
        assert!(service(&machine).unwrap().text.is(&words::SERVICE_HANGS));
        machine.asked = Asked::NotRunning(crate::text::Say::verbatim(""));
        let finding = judge_service(None, &machine).unwrap();
        assert!(finding.text.is(&words::SERVICE_ABSENT));
        machine.pid = Some(99);
        let other = judge_service(Some(unit("enabled", "inactive", 0, "0")), &machine).unwrap();
        assert!(other.text.is(&words::SERVICE_PROCESS));
    }
}
