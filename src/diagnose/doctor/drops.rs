//! Does the receive buffer overflow?

use super::finding::Finding;
use super::machine::Machine;
use super::port;
use crate::sys::host::sockets;
use crate::sys::snapshot::number;
use crate::text::host as words;

pub(crate) fn drops(machine: &Machine) -> Finding {
    let Some(socket) = machine.our_socket() else {
        return Finding::unknown(port::socket(machine).text);
    };
    let checksums = machine.growth(|counters| counters.checksums);
    let later = sockets::at_port(socket.local.port()).unwrap_or_default();
    let now = later.iter().find(|s| s.inode == socket.inode);
    let total = now.map_or(socket.drops, |s| s.drops);
    let grown = total.saturating_sub(socket.drops);
    // The kernel counts what had a wrong checksum among the drops of the socket.
    let torn = checksums.map_or(0, |(_, now)| now).min(total);
    if torn > 0 && torn >= total - torn {
        return Finding::hint(words::DROPS_CHECKSUM.with("n", torn)).fact("checksums", torn);
    }
    let received = machine.snapshot().map(|json| number(json, "datagrams"));
    judge_drops(total - torn, grown, received)
}

/// A few lost long ago are past; a share of one in a thousand, or any just now, is not.
fn judge_drops(total: u64, grown: u64, received: Option<u64>) -> Finding {
    let many = received.is_none_or(|received| total > received / 1000);
    if total == 0 {
        return Finding::ok(words::DROPS_NONE.say());
    }
    let finding = if grown > 0 || many {
        Finding::problem(words::DROPS_MANY.with("n", total))
            .fix("sudo sysctl -w net.core.rmem_max=8388608")
            .fix("sudo systemctl restart sipregd")
            .fix("sudo sipregd status")
    } else {
        Finding::hint(words::DROPS_SOME.with("n", total))
    };
    finding.fact("drops", total).fact("growth", grown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::doctor::finding::Verdict;

    #[test]
    fn drops_now_or_in_numbers_are_a_problem() {
        for (total, grown, received, verdict) in [
            (0, 0, Some(10), Verdict::Ok),
            (3, 0, Some(100_000), Verdict::Hint),
            (3, 1, Some(100_000), Verdict::Problem),
            (194, 0, Some(6), Verdict::Problem),
            (1, 0, None, Verdict::Problem),
        ] {
            assert_eq!(
                judge_drops(total, grown, received).verdict,
                verdict,
                "{total} {grown}"
            );
        }
    }
}
