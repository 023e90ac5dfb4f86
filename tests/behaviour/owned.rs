//! Anyone who owns the process of the service can put what they like into its folder. They get nothing out of root for
//! that, who asks with `status`, `doctor` or `watch`.

use crate::common::daemon::{Daemon, LIMIT};
use crate::common::place::{Place, Run, sipregd};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::Signal;
use nix::sys::stat::Mode;
use std::fs;
use std::net::UdpSocket;
use std::os::unix::fs::symlink;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const EXTENSIONS: &str = "1001 s3cr3t-9x\n";

/// What `status` says of a status file that someone else has made, of a service that does not write another.
fn status_of(make: impl FnOnce(&Path)) -> Run {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    assert_eq!(place.run(&["status"], "").code, 0);
    daemon.signal(Signal::SIGSTOP);
    let path = place.path("status");
    fs::remove_file(&path).unwrap();
    make(&path);
    place.run(&["status"], "")
}

#[test]
fn a_status_file_that_is_none_harms_nobody() {
    type Make = fn(&Path);
    let cases: [(Make, &str); 4] = [
        (
            |path| nix::unistd::mkfifo(path, Mode::S_IRUSR | Mode::S_IWUSR).unwrap(),
            "it is not a regular file",
        ),
        (
            |path| symlink(path.with_file_name("extensions"), path).unwrap(),
            "symbolic link",
        ),
        (
            |path| fs::write(path, "[".repeat(1 << 20) + "\n").unwrap(),
            "is not a status file of sipregd",
        ),
        (
            |path| fs::File::create(path).unwrap().set_len(1 << 36).unwrap(),
            "is not a status file of sipregd",
        ),
    ];
    // Each waits five seconds for an answer.
    let cases = cases.map(|(make, why)| (thread::spawn(move || status_of(make)), why));
    for (run, why) in cases {
        let run = run.join().unwrap();
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{run:?}");
        assert!(run.err.contains(why), "{run:?}");
    }
}

#[test]
fn nothing_in_a_status_file_steers_a_terminal() {
    let evil = "\\u001b]52;c;ZXZpbA==\\u0007\\u001b[2J";
    let run = status_of(|path| {
        let head = "\"pid\":1,\"written\":7,\"started\":1,\"listen\":\"127.0.0.1:1\"";
        let line = format!("{{\"name\":\"{evil}\",\"failure\":{{\"at\":5,\"agent\":\"{evil}\"}}}}");
        fs::write(path, format!("{{{head},\"realm\":\"{evil}\"}}\n{line}\n")).unwrap();
    });
    for text in [&run.out, &run.err] {
        assert!(!text.contains(['\u{1b}', '\u{7}']), "{run:?}");
    }
    assert!(run.out.contains("\\x1b]52;c;"), "{run:?}");
}

fn is_alive(child: &mut Child) -> bool {
    child.try_wait().unwrap().is_none()
}

/// SIGUSR1 and SIGHUP end a program that does not expect them.
#[test]
fn no_signal_reaches_another_process() {
    let place = Place::new("", EXTENSIONS);
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let server = silent.local_addr().unwrap().to_string();
    let mut other = Command::new("sleep").arg("60").spawn().unwrap();
    let mut ours = sipregd()
        .args(["probe", &server])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    silent.set_read_timeout(Some(LIMIT)).unwrap();
    silent.recv(&mut [0; 4096]).unwrap();
    for child in [&mut other, &mut ours] {
        place.write("sipregd.pid", &format!("{}\n", child.id()));
        for verb in ["status", "reload"] {
            let run = place.run(&[verb], "");
            assert_eq!(run.code, 1, "{run:?}");
            assert!(run.err.contains("not running"), "{run:?}");
        }
        thread::sleep(Duration::from_millis(20));
        assert!(is_alive(child));
    }
    for mut child in [other, ours] {
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

#[test]
fn no_core_file_is_written() {
    let (_, most) = getrlimit(Resource::RLIMIT_CORE).unwrap();
    setrlimit(Resource::RLIMIT_CORE, most, most).unwrap();
    let place = Place::new("", EXTENSIONS);
    let mut child = sipregd()
        .args(["run", "-c", place.config().to_str().unwrap()])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let end = Instant::now() + LIMIT;
    while !place.path("sipregd.pid").exists() {
        assert!(Instant::now() < end && is_alive(&mut child));
        thread::sleep(Duration::from_millis(5));
    }
    let pid = nix::unistd::Pid::from_raw(i32::try_from(child.id()).unwrap());
    nix::sys::signal::kill(pid, Signal::SIGABRT).unwrap();
    let status = child.wait().unwrap();
    assert_eq!(status.signal(), Some(Signal::SIGABRT as i32));
    assert!(!status.core_dumped());
}
