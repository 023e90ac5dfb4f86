//! What the kernel says about a server: processor time, memory, wake-ups; and pinning ourselves.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use nix::sched::{CpuSet, sched_setaffinity};
use nix::unistd::Pid;

/// A process and all its descendants: a server may answer from children.
#[derive(Clone, Copy)]
pub struct Tree(pub u32);

impl Tree {
    fn members(self) -> Vec<u32> {
        let mut parents: HashMap<u32, Vec<u32>> = HashMap::new();
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|n| n.parse().ok()) else {
                continue;
            };
            let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else {
                continue;
            };
            // The command name may hold spaces and parentheses; the fields begin after the last one.
            let parent = stat
                .rsplit(')')
                .next()
                .and_then(|rest| rest.split_whitespace().nth(1)?.parse().ok());
            parents.entry(parent.unwrap_or(0)).or_default().push(pid);
        }
        let mut members = vec![self.0];
        let mut next = 0;
        while let Some(pid) = members.get(next) {
            members.extend(parents.get(pid).into_iter().flatten());
            next += 1;
        }
        members
    }

    fn threads(self) -> Vec<PathBuf> {
        let tasks = |pid| {
            fs::read_dir(format!("/proc/{pid}/task"))
                .into_iter()
                .flatten()
                .flatten()
        };
        self.members()
            .into_iter()
            .flat_map(tasks)
            .map(|entry| entry.path())
            .collect()
    }

    /// Time on a processor, user and system, of all living threads, to the nanosecond.
    pub fn processor(self) -> Duration {
        let nanos = |path: PathBuf| -> Option<u64> {
            fs::read_to_string(path.join("schedstat"))
                .ok()?
                .split_whitespace()
                .next()?
                .parse()
                .ok()
        };
        Duration::from_nanos(self.threads().into_iter().filter_map(nanos).sum())
    }

    /// Times a thread went to sleep by itself, and so was woken.
    pub fn sleeps(self) -> u64 {
        let count = |path: PathBuf| {
            field(
                &fs::read_to_string(path.join("status")).ok()?,
                "voluntary_ctxt_switches:",
            )
        };
        self.threads().into_iter().filter_map(count).sum()
    }

    /// Resident bytes; pages that several processes share are counted once.
    pub fn resident(self) -> Option<u64> {
        let kib = |pid: u32| {
            field(
                &fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?,
                "Pss:",
            )
        };
        let all: Vec<u64> = self.members().into_iter().filter_map(kib).collect();
        (!all.is_empty()).then(|| all.iter().sum::<u64>() * 1024)
    }
}

fn field(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Processor time of this thread.
pub fn own_processor() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(
        text.split_whitespace()
            .next()
            .and_then(|n| n.parse().ok())
            .unwrap_or(0),
    )
}

/// Keeps this process on one core, and its timers sharp.
pub fn settle_on(core: usize) -> io::Result<()> {
    let mut set = CpuSet::new();
    set.set(core)?;
    sched_setaffinity(Pid::from_raw(0), &set)?;
    nix::sys::prctl::set_timerslack(1000)?;
    Ok(())
}
