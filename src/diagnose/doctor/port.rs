//! The socket: is it there, is it ours, can it be reached?

use super::finding::{Checked, Finding};
use super::machine::Machine;
use crate::sys::address::{is_private, list, listens};
use crate::sys::host::interfaces::is_reachable;
use crate::sys::host::sockets::{Socket, holder};
use crate::sys::host::{line, user_name};
use crate::sys::settings;
use crate::sys::snapshot::Asked;
use crate::text::host as words;
use std::net::{IpAddr, SocketAddr};

pub(crate) fn socket(machine: &Machine) -> Checked {
    let silent = || words::KERNEL_SILENT.with("file", "/proc/net/udp");
    let sockets = machine.sockets.as_ref().ok_or_else(silent)?;
    let port = machine.listen().port();
    Ok(match machine.our_socket() {
        Some(socket) => judge_socket(socket, &machine.path),
        // Whose socket it is cannot be seen.
        None if matches!(machine.asked, Asked::Unseen(_)) => return Err(machine.no_snapshot()),
        None if !sockets.is_empty() => Finding::problem(words::SOCKET_FOREIGN.with("port", port)),
        None if matches!(machine.asked, Asked::NotRunning(_)) => return Err(machine.no_snapshot()),
        None => Finding::problem(words::SOCKET_NONE.with("port", port))
            .fix(settings::start_command(&machine.path)),
    })
}

fn judge_socket(socket: &Socket, config: &str) -> Finding {
    let at = socket.local;
    if at.ip().is_loopback() {
        let fix = words::SOCKET_LOOPBACK_FIX.with("config", config);
        Finding::problem(words::SOCKET_LOOPBACK.with("where", at)).fix(fix.with("port", at.port()))
    } else {
        let text = words::SOCKET_OK.with("where", listens(at));
        Finding::ok(text.with("user", user_name(socket.uid)))
    }
}

/// A socket of another program where ours belongs.
fn foreign<'m>(machine: &Machine, sockets: &'m [Socket]) -> Option<&'m Socket> {
    let listen = machine.listen();
    let mut sockets = sockets.iter();
    sockets.find(|s| overlaps(s.local, listen) && !machine.is_ours(s))
}

/// The process that listens there, if it is a sipregd, but not the one that was asked for.
pub(crate) fn other_sipregd(machine: &Machine) -> Option<u32> {
    let socket = foreign(machine, machine.sockets.as_ref()?)?;
    holder(socket.inode).filter(|pid| is_sipregd(*pid))
}

fn is_sipregd(pid: u32) -> bool {
    about(pid, "comm") == "sipregd"
}

/// What the kernel says in this file about a process.
fn about(pid: u32, file: &str) -> String {
    line(&format!("/proc/{pid}/{file}")).unwrap_or_default()
}

pub(crate) fn other(machine: &Machine) -> Checked {
    let silent = || words::KERNEL_SILENT.with("file", "/proc/net/udp");
    let sockets = machine.sockets.as_ref().ok_or_else(silent)?;
    if matches!(machine.asked, Asked::Unseen(_)) {
        return Err(machine.no_snapshot());
    }
    Ok(match foreign(machine, sockets) {
        None => Finding::ok(words::OTHER_NONE.with("port", machine.listen().port())),
        Some(socket) => judge_other(socket, holder(socket.inode), machine),
    })
}

/// Whether two sockets want the same packets.
fn overlaps(a: SocketAddr, b: SocketAddr) -> bool {
    let (x, y) = (a.ip(), b.ip());
    let any = |ip: IpAddr| ip.is_unspecified();
    // The wildcard of IPv6 takes IPv4 too.
    a.port() == b.port()
        && (x == y
            || (any(x) && (x.is_ipv6() || y.is_ipv4()))
            || (any(y) && (y.is_ipv6() || x.is_ipv4())))
}

fn judge_other(socket: &Socket, holder: Option<u32>, machine: &Machine) -> Finding {
    let (text, fix) = match holder {
        Some(pid) => (
            words::OTHER_NAMED
                .with("name", about(pid, "comm"))
                .with("pid", pid),
            match is_sipregd(pid) {
                // It may be the service, and asked for with the wrong file.
                true => format!("ps -o args= -p {pid}"),
                false => stop_command(pid, &about(pid, "cgroup")),
            },
        ),
        None => (
            words::OTHER_USER.with("user", user_name(socket.uid)),
            "sudo sipregd doctor other".to_owned(),
        ),
    };
    let at = socket.local;
    Finding::problem(text.with("port", at.port()).with("where", at))
        .fix(fix)
        .fix(words::OTHER_FIX_PORT.with("config", &machine.path))
}

/// What stops a process for good: its service, if it belongs to one.
fn stop_command(pid: u32, group: &str) -> String {
    match group.rsplit('/').next() {
        Some(unit) if unit.ends_with(".service") && !unit.starts_with("user@") => {
            format!("sudo systemctl disable --now {unit}")
        }
        _ => format!("sudo kill {pid}"),
    }
}

pub(crate) fn addr(machine: &Machine) -> Checked {
    let (listen, all) = (machine.listen(), &machine.addresses);
    // There is always one, that of loopback.
    if all.is_empty() {
        return Err(words::KERNEL_SILENT.with("file", "getifaddrs"));
    }
    let ip = listen.ip();
    // A socket of IPv4 hears nothing of IPv6.
    let is_heard = |ip: &IpAddr| is_reachable(*ip) && (ip.is_ipv4() || listen.is_ipv6());
    let own: Vec<IpAddr> = all.iter().map(|a| a.ip).filter(is_heard).collect();
    let shown = list(&own);
    if ip.is_unspecified() || all.iter().any(|a| a.ip == ip) {
        let is_private = own.iter().all(|ip| is_private(*ip));
        if is_private && !own.is_empty() && !ip.is_loopback() {
            return Ok(Finding::hint(words::ADDR_PRIVATE.with("list", shown)));
        }
        return Ok(Finding::ok(match ip.is_unspecified() {
            true => words::ADDR_ALL.with("list", shown),
            false => words::ADDR_ONE.with("ip", ip),
        }));
    }
    let text = words::ADDR_ABSENT.with("ip", ip).with("list", shown);
    let fix = words::SOCKET_LOOPBACK_FIX.with("config", &machine.path);
    Ok(Finding::problem(text).fix(fix.with("port", listen.port())))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::text::Say;
    use sipreg::config::Listen;

    fn socket_at(local: &str) -> Socket {
        Socket {
            local: local.parse().unwrap(),
            uid: 0,
            inode: 1,
            drops: 0,
        }
    }

    #[test]
    fn bound_to_all_or_to_loopback_only() {
        for (local, words) in [
            ("0.0.0.0:5060", &words::SOCKET_OK),
            ("127.0.0.1:5060", &words::SOCKET_LOOPBACK),
            ("[::1]:5060", &words::SOCKET_LOOPBACK),
        ] {
            assert!(judge_socket(&socket_at(local), "/c").text.is(words));
        }
    }

    #[test]
    fn the_socket_of_another_or_none() {
        let mut machine = Machine::nowhere();
        machine.sockets = Some(vec![socket_at("0.0.0.0:5060")]);
        assert!(socket(&machine).unwrap().text.is(&words::SOCKET_FOREIGN));
        machine.sockets = Some(Vec::new());
        assert!(
            socket(&machine)
                .unwrap_err()
                .is(&words::NOT_RUNNING_UNKNOWN)
        );
        machine.asked = Asked::Fresh("{}".parse().unwrap());
        assert!(socket(&machine).unwrap().text.is(&words::SOCKET_NONE));
        machine.asked = Asked::Unseen(Say::verbatim(""));
        assert!(socket(&machine).is_err());
        assert!(other(&machine).is_err());
    }

    #[test]
    fn sockets_that_want_the_same_packets() {
        for (a, b, same) in [
            ("0.0.0.0:5060", "203.0.113.10:5060", true),
            ("[::]:5060", "203.0.113.10:5060", true),
            ("203.0.113.10:5060", "203.0.113.11:5060", false),
            ("0.0.0.0:5060", "[2001:db8::1]:5060", false),
            ("0.0.0.0:5060", "0.0.0.0:5061", false),
        ] {
            assert_eq!(
                overlaps(a.parse().unwrap(), b.parse().unwrap()),
                same,
                "{a} {b}"
            );
        }
    }

    #[test]
    fn the_holder_is_named_with_what_stops_it() {
        assert_eq!(
            stop_command(811, "0::/system.slice/asterisk.service"),
            "sudo systemctl disable --now asterisk.service"
        );
        assert_eq!(
            stop_command(811, "0::/user.slice/session-1.scope"),
            "sudo kill 811"
        );
        let machine = Machine::nowhere();
        let finding = judge_other(
            &socket_at("0.0.0.0:5060"),
            Some(std::process::id()),
            &machine,
        );
        assert!(finding.text.is(&words::OTHER_NAMED));
        assert!(
            judge_other(&socket_at("0.0.0.0:5060"), None, &machine)
                .text
                .is(&words::OTHER_USER)
        );
    }

    #[test]
    fn addresses_that_this_machine_lacks_or_that_are_translated() {
        let judge = |listen: &str, own: &str| {
            let mut machine = Machine::with_addresses(own);
            machine.config.listen = Listen::At(listen.parse().unwrap());
            addr(&machine).unwrap().text
        };
        for (listen, own, words) in [
            ("203.0.113.10:5060", "10.0.0.5", &words::ADDR_ABSENT),
            ("0.0.0.0:5060", "10.0.0.5", &words::ADDR_PRIVATE),
            ("0.0.0.0:5060", "203.0.113.10", &words::ADDR_ALL),
            ("203.0.113.10:5060", "203.0.113.10", &words::ADDR_ONE),
        ] {
            assert!(judge(listen, own).is(words), "{listen} {own}");
        }
        for (listen, has_v6) in [("0.0.0.0:5060", false), ("[::]:5060", true)] {
            let text = judge(listen, "203.0.113.10 2001:db8::1");
            let text = text.text(crate::text::Language::English);
            assert_eq!(text.contains("2001:db8::1"), has_v6, "{text}");
        }
    }
}
