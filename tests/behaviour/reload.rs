//! `sipregd reload`: when it returns, the files are in force, or it has said why not.

use crate::common::daemon::{Daemon, Line};
use crate::common::phone::Phone;
use crate::common::place::{Place, Run};
use std::process::{Command, Stdio};
use std::sync::Mutex;

const EXTENSIONS: &str = "1001 secret\n1002 other\n";

fn reload(place: &Place) -> Run {
    place.run(&["reload"], "")
}

fn status(line: &mut Line) -> String {
    line.register(&[]).status().to_owned()
}

#[test]
fn what_was_changed_is_in_force_when_it_returns() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    daemon.drain_notifications();
    for n in 0..5 {
        place.write("extensions", &format!("1001 secret-{n}\n1003 third\n"));
        let run = reload(&place);
        assert_eq!(run.code, 0, "{}", run.err);
        assert_eq!(run.out, "Reloaded: 2 extensions, realm sip.example.com\n");
        assert_eq!(run.err, "");
        let mut phone = daemon.phone("1001", &format!("secret-{n}"));
        assert_eq!(status(&mut phone), "200 OK");
    }
    daemon.stop();
}

#[test]
fn a_wrong_file_is_told_with_its_place_and_does_not_reach_the_service() {
    let place = Place::new("", EXTENSIONS);
    let mut daemon = Daemon::start(&place);
    place.write("extensions", "1001 secret\n1002\n");
    let run = reload(&place);
    assert_eq!((run.code, run.out.as_str()), (78, ""));
    let file = place.path("extensions");
    assert!(
        run.err.starts_with(&format!("{}:2:1: ", file.display())),
        "{}",
        run.err
    );
    assert!(
        run.err
            .ends_with("Nothing was reloaded; the previous configuration stays in use.\n")
    );
    assert_eq!(status(&mut daemon.phone("1002", "other")), "200 OK");
    assert!(!daemon.has_said("Reload"));
    daemon.stop();
}

#[test]
fn what_the_service_refuses_is_told_in_either_language() {
    for (language, said) in [
        (
            "language en",
            " is empty. To serve no extension, leave a comment in it.\n\
             The reload failed; the previous configuration stays in use.\n",
        ),
        (
            "language uz",
            " bo'sh. Birorta ham ichki raqam bo'lmasligi kerak bo'lsa, faylda izoh qoldiring.\n\
             Xizmat reload'ni rad etdi, u avvalgi sozlamalar bilan ishlayapti.\n",
        ),
    ] {
        let place = Place::new(language, EXTENSIONS);
        let daemon = Daemon::start(&place);
        // Not wrong to read, but hardly meant, which the service decides.
        place.write("extensions", "");
        let run = reload(&place);
        assert_eq!((run.code, run.out.as_str()), (78, ""));
        let file = place.path("extensions").display().to_string();
        assert_eq!(run.err, file + said);
        assert_eq!(status(&mut daemon.phone("1001", "secret")), "200 OK");
        // An earlier refusal is not taken for the answer to a later one.
        place.write("extensions", EXTENSIONS);
        assert_eq!(reload(&place).code, 0);
        daemon.stop();
    }
}

#[test]
fn what_needs_a_restart_is_told() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    place.configure("127.0.0.1:5099", "language uz");
    let run = reload(&place);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(
        run.out,
        "Kuchga kirdi: 2 ta ichki raqam, realm sip.example.com\n"
    );
    assert_eq!(
        run.err,
        "“listen” o'zgargan, bu o'zgarish xizmat qayta ishga tushirilgach kuchga kiradi:\n  sudo systemctl restart sipregd\n"
    );
    daemon.stop();
}

#[test]
fn only_a_service_that_runs_and_reads_this_file_is_reloaded() {
    let place = Place::new("", EXTENSIONS);
    let run = reload(&place);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.starts_with("sipregd is not running"), "{}", run.err);

    // A process number that belongs to another program, which SIGHUP would end.
    let sleep = Command::new("sleep").arg("60").stdin(Stdio::null()).spawn();
    let mut stranger = sleep.unwrap();
    place.write("sipregd.pid", &format!("{}\n", stranger.id()));
    let run = reload(&place);
    let is_alive = stranger.try_wait().unwrap().is_none();
    stranger.kill().unwrap();
    stranger.wait().unwrap();
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(is_alive, "it was signalled");

    let mut daemon = Daemon::start(&place);
    place.write("other.conf", &place.read("sipregd.conf"));
    let other = place.path("other.conf").display().to_string();
    let run = crate::common::place::run(&["reload", "-c", &other], "");
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    let ours = place.config().canonicalize().unwrap().display().to_string();
    assert_eq!(
        run.err,
        format!(
            "The running service reads {ours}, not {other}. To reload it:\n  sudo sipregd reload -c {ours}\n"
        )
    );
    assert!(!daemon.has_said("Reloaded"));
    daemon.stop();
}

#[test]
fn each_of_several_at_once_waits_for_its_own_change() {
    let place = Place::new("", EXTENSIONS);
    let daemon = Daemon::start(&place);
    daemon.drain_notifications();
    let server = daemon.addr;
    let list = Mutex::new(EXTENSIONS.to_owned());
    std::thread::scope(|scope| {
        for first in [2000, 3000, 4000] {
            let (place, list) = (&place, &list);
            scope.spawn(move || {
                for name in first..first + 5 {
                    {
                        let mut list = list.lock().unwrap();
                        list.push_str(&format!("{name} secret\n"));
                        // A reader sees the old list or the new one.
                        let next = format!("extensions-{first}");
                        place.write(&next, &list);
                        std::fs::rename(place.path(&next), place.path("extensions")).unwrap();
                    }
                    let run = reload(place);
                    assert_eq!(run.code, 0, "{}", run.err);
                    let phone = Phone::of(&name.to_string(), "secret");
                    assert_eq!(status(&mut Line::new(server, phone)), "200 OK", "{name}");
                }
            });
        }
    });
    daemon.stop();
}
