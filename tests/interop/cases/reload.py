"""SIGHUP in the middle of 500 registrations a second: the new file counts, and nobody notices."""
import tempfile
import threading

from cases import case, registrar, sure
from peers import sipp, write_logins
from sip import Phone

RATE, SECONDS = 500, 10
PHONES = {str(2000 + n): f"secret-{n}" for n in range(400)}
BEFORE = {**PHONES, "1001": "leaves soon", "1003": "keeps its binding"}
AFTER = {**PHONES, "1002": "has just come", "1003": "keeps its binding"}


class Load(threading.Thread):
    """sipp at work beside the case."""

    def __init__(self, daemon, folder):
        super().__init__()
        self.daemon_under_test = daemon
        self.last = list(PHONES)[-1]
        self.extra = ("-inf", write_logins(PHONES, folder), "-nr", "-recv_timeout", "2000")

    def run(self):
        self.outcome = sipp(
            self.daemon_under_test, "many", calls=RATE * SECONDS, rate=RATE, extra=self.extra, seconds=SECONDS + 20)

    def wait_until_well_on_its_way(self, tries=200):
        """Every phone has registered once; most of the load is still to come."""
        daemon, pause = self.daemon_under_test, threading.Event()
        for _ in range(tries):
            with Phone(daemon.server(), daemon.domain, self.last, PHONES[self.last]) as phone:
                if phone.bindings():
                    return
            pause.wait(0.02)
        raise AssertionError(f"the load does not get as far as {self.last}")

    def sure_nobody_noticed(self):
        self.join()
        done = self.outcome.statistics
        figures = f"{done.get('SuccessfulCall(C)')} of {RATE * SECONDS} registered, {done.get('FailedCall(C)')} failed"
        sure(self.outcome.is_success and done.get("SuccessfulCall(C)") == str(RATE * SECONDS),
             f"{figures}; {self.outcome.last_words}")
        elapsed = float(done.get("ElapsedTime(C)", "00:00:00").split(":")[2]) or 0
        sure(elapsed < SECONDS + 5, f"the load took {elapsed} s instead of {SECONDS}")


def status(daemon, name, password, contact=None):
    with Phone(daemon.server(), daemon.domain, name, password) as phone:
        answer = phone.register(contact, 300 if contact else None)
        return answer.status if answer else None


def becomes(daemon, name, password, wanted, contact, tries=200):
    """Asks until the answer is the wanted one: a reload has no other sign on the wire. Each ask takes a round trip."""
    pause = threading.Event()
    for _ in range(tries):
        got = status(daemon, name, password, contact)
        if got == wanted:
            return
        pause.wait(0.02)
    raise AssertionError(f"extension {name} is still answered {got}, not {wanted}")


@case
def new_file_under_load():
    with registrar(BEFORE, login_failures="10") as daemon, tempfile.TemporaryDirectory() as folder:
        sure(status(daemon, "1001", BEFORE["1001"], "<sip:1001@192.0.2.1>") == 200, "1001 cannot register")
        sure(status(daemon, "1003", BEFORE["1003"], "<sip:1003@192.0.2.3>") == 200, "1003 cannot register")
        sure(status(daemon, "1002", AFTER["1002"]) == 401, "1002 is there too early")
        load = Load(daemon, folder)
        load.start()
        load.wait_until_well_on_its_way()
        daemon.write_extensions(AFTER)
        daemon.hang_up()
        becomes(daemon, "1002", AFTER["1002"], 200, "<sip:1002@192.0.2.2>")
        sure(load.is_alive(), "the load was over before the reload")
        sure(status(daemon, "1001", BEFORE["1001"]) == 401, "an extension that is gone from the file still registers")
        with Phone(daemon.server(), daemon.domain, "1003", AFTER["1003"]) as phone:
            kept = phone.bindings()
        sure(kept and "192.0.2.3" in kept[0], f"the binding of 1003 was lost: {kept}")
        load.sure_nobody_noticed()


@case
def password_change_under_load():
    with registrar(BEFORE, login_failures="10") as daemon, tempfile.TemporaryDirectory() as folder:
        load = Load(daemon, folder)
        load.start()
        load.wait_until_well_on_its_way()
        daemon.write_extensions({**BEFORE, "1001": "is another now"})
        daemon.hang_up()
        becomes(daemon, "1001", "is another now", 200, "<sip:1001@192.0.2.1>")
        sure(load.is_alive(), "the load was over before the reload")
        sure(status(daemon, "1001", BEFORE["1001"]) == 401, "the old password is still taken")
        load.sure_nobody_noticed()


@case
def extension_that_is_gone_loses_its_bindings():
    with registrar(BEFORE) as daemon:
        sure(status(daemon, "1001", BEFORE["1001"], "<sip:1001@192.0.2.1>") == 200, "1001 cannot register")
        daemon.write_extensions(AFTER)
        daemon.hang_up()
        daemon.wait_log(r"Removed 1001 at sip:1001@192\.0\.2\.1")
        daemon.write_extensions(BEFORE)
        daemon.hang_up()
        becomes(daemon, "1001", BEFORE["1001"], 200, None)
        with Phone(daemon.server(), daemon.domain, "1001", BEFORE["1001"]) as phone:
            back = phone.bindings()
        sure(back == [], f"1001 came back with its old bindings: {back}")


@case
def file_with_an_error_changes_nothing():
    broken = "1002  has just come\n\n1003  one\n1003  two\nbad name  three\n"
    with registrar(BEFORE, login_failures="10") as daemon, tempfile.TemporaryDirectory() as folder:
        load = Load(daemon, folder)
        load.start()
        load.wait_until_well_on_its_way()
        daemon.write_extensions(broken)
        daemon.hang_up()
        daemon.wait_log(r"extensions:4:\d+\b")
        sure(load.is_alive(), "the load was over before the reload")
        sure(status(daemon, "1001", BEFORE["1001"], "<sip:1001@192.0.2.1>") == 200, "a broken file cost 1001 its login")
        sure(status(daemon, "1002", "has just come") == 401, "half of a broken file was taken")
        load.sure_nobody_noticed()


@case
def configuration_with_an_error_changes_nothing():
    with registrar() as daemon:
        text = daemon.config.read_text()
        daemon.config.write_text(text + "max-contacts many\nmax-conacts 5\n")
        lines = text.count("\n")
        daemon.hang_up()
        daemon.wait_log(rf"sipregd\.conf:{lines + 1}:14\b")
        daemon.wait_log(rf"sipregd\.conf:{lines + 2}:1\b")
        sure(status(daemon, "1001", "correct horse battery", "<sip:1001@192.0.2.1>") == 200, "1001 cannot register")


@case
def repaired_file_is_taken():
    with registrar(BEFORE) as daemon:
        daemon.write_extensions("1001\n")
        daemon.hang_up()
        daemon.wait_log(r"extensions:1:\d+\b")
        daemon.write_extensions(AFTER)
        daemon.hang_up()
        becomes(daemon, "1002", AFTER["1002"], 200, "<sip:1002@192.0.2.2>")


@case
def another_listen_address_needs_a_restart():
    with registrar() as daemon:
        daemon.config.write_text(daemon.config.read_text().replace("listen 127.0.0.1:0", "listen 127.0.0.1:5999"))
        daemon.hang_up()
        daemon.wait_log(r"“listen” has changed; to apply it: sudo systemctl restart sipregd")
        sure(status(daemon, "1001", "correct horse battery") == 200, "it no longer serves the old address")
