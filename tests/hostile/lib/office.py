"""Twenty phones behind one address, one of them with a wrong password, and someone beside them who guesses.

Their router gives half of them another port for each refresh, and in the midst the service is killed and started again.
"""
import threading
import time

from daemon import Daemon
from report import accounts
from scanners import outcomes
from sip import Challenge, Phone, Wire, word

ADDRESS = "127.0.0.9"
# A phone asks again for so long (RFC 3261 §17.1.2.2, timer F), and then has missed its refresh.
TIMER_F = 32


class Good(threading.Thread):
    """A phone that refreshes when a quarter of its time has passed, asks again when nothing comes, and keeps count."""

    def __init__(self, daemon, user, interval, is_moved):
        super().__init__(daemon=True)
        self.phone = Phone((daemon.host, daemon.port), daemon.domain, user, accounts()[user], 0.5, ADDRESS)
        self.contact = f"<sip:{user}@{self.phone.wire.host_port}>"
        self.interval, self.is_moved, self.over = interval, is_moved, threading.Event()
        self.refreshes = self.missed = self.again = 0
        self.worst = 0.0

    def register(self):
        began = time.monotonic()
        while time.monotonic() - began < min(TIMER_F, 3 * self.interval):
            answer = self.phone.register(self.contact, 4 * self.interval)
            if answer is not None and answer.status == 200:
                self.worst = max(self.worst, time.monotonic() - began)
                return True
            self.again += 1
        return False

    def run(self):
        while not self.over.wait(self.interval):
            self.refreshes += 1
            if self.is_moved:
                self.phone.wire.close()
                self.phone.wire = Wire(self.phone.wire.server, address=ADDRESS)
            self.missed += not self.register()


class Wrong(threading.Thread):
    """A phone with a wrong password that tries again every second."""

    def __init__(self, daemon, over):
        super().__init__(daemon=True)
        self.phone = Phone((daemon.host, daemon.port), daemon.domain, "1019", "a password of last year", 0.5, ADDRESS)
        self.over, self.tries = over, 0

    def run(self):
        while not self.over.wait(1):
            self.tries += 1
            self.phone.register(f"<sip:1019@{self.phone.wire.host_port}>", 60)


class Guesser(threading.Thread):
    """A tool at the same address: as many guesses as it is answered, for one account and then the next."""

    def __init__(self, daemon, over):
        super().__init__(daemon=True)
        self.phone = Phone((daemon.host, daemon.port), daemon.domain, "1001", "", 0.05, ADDRESS)
        self.over, self.tries, self.right = over, 0, 0

    def run(self):
        phone, challenge = self.phone, None
        while not self.over.wait(0.01):
            phone.user = str(1001 + self.tries // 50 % 20)
            phone.call_id = word(14)
            target, line = f"sip:{phone.user}@{phone.domain}", ""
            if challenge is not None:
                proof = challenge.credentials("REGISTER", phone.user, f"guess{self.tries}", uri=f"sip:{phone.domain}",
                                              nc=f"{self.tries + 1:08x}")
                line = challenge.line(proof, phone.user)
                self.tries += 1
            answer = phone.wire.ask(phone.request("REGISTER", target, line), phone.patience)
            if answer is not None:
                self.right += answer.status == 200
                challenge = Challenge.of(answer) or challenge


def office(report):
    seconds, interval = (600, 30) if report.is_long else (50, 10)
    with Daemon(report.binary, accounts(), login_failures="10", min_expires="5", default_expires="60") as daemon:
        phones = [Good(daemon, str(1001 + n), interval, n % 2 == 0) for n in range(18)]
        report.check(all(phone.register() for phone in phones), "18 phones behind one address register")
        over = threading.Event()
        wrong, guesser = Wrong(daemon, over), Guesser(daemon, over)
        for thread in (*phones, wrong, guesser):
            thread.start()
        time.sleep(seconds / 2)
        judged = outcomes(daemon)["wrong-login"]
        daemon.restart()
        time.sleep(seconds / 2)
        over.set()
        for phone in phones:
            phone.over.set()
        for thread in (*phones, wrong, guesser):
            thread.join(TIMER_F + 10)
        refreshes, missed = sum(p.refreshes for p in phones), sum(p.missed for p in phones)
        report.check(refreshes >= 18 * (seconds // interval - 2) // 2 and missed == 0,
                     f"{seconds} s and a restart, {refreshes} refreshes of 18 phones: {missed} missed, {sum(p.again for p in phones)} asked again, "
                     f"the slowest took {max(p.worst for p in phones) * 1000:.0f} ms")
        lines = daemon.log()
        report.check(not any("Expired" in line for line in lines), "no registration ended")
        judged += outcomes(daemon)["wrong-login"]
        # Ten attempts of up to sixteen tries before the lockout; then twenty for each extension that is at home
        # there and one a minute; all of it twice, because the restart forgets.
        report.check(judged < 2 * (160 + 18 * (20 + seconds / 60)) and guesser.right == 0,
                     f"beside them {wrong.tries} tries with a wrong password and {guesser.tries} guesses, {judged} of both judged")
        report.check(sum(f"rate-limited src={ADDRESS}" in line for line in lines) >= 1, "the log says that the address is locked out")
        blamed = [line for line in lines if "auth-fail" in line]
        report.check(blamed and all(f"auth-fail src={ADDRESS} " in line for line in blamed), f"{len(blamed)} lines name the address")
        for phone in phones:
            phone.phone.close()
        for other in (wrong, guesser):
            other.phone.close()
