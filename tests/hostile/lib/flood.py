"""A flood costs counters and not the disk, and phones stay registered meanwhile."""
import collections
import re
import threading
import time

from daemon import Daemon
from report import accounts, resident
from sip import Phone

# What the log may have about messages, a second.
MESSAGES = 200
# A phone asks again for so long (RFC 3261 §17.1.2.2), and then has missed its refresh.
TIMER_F = 32


class Refresher(threading.Thread):
    """A phone that registers again twice a second, retransmitting as RFC 3261 says, and counts what it missed."""

    def __init__(self, daemon, user="1001"):
        super().__init__(daemon=True)
        self.phone = Phone((daemon.host, daemon.port), daemon.domain, user, accounts()[user], patience=0.5)
        self.refreshes = self.missed = self.again = 0
        self.is_over = threading.Event()

    def run(self):
        contact = f"<sip:{self.phone.user}@{self.phone.wire.host_port}>"
        while not self.is_over.wait(0.5):
            self.refreshes += 1
            began = time.monotonic()
            while True:
                answer = self.phone.register(contact, 120)
                if answer is not None and answer.status == 200:
                    break
                self.again += 1
                if time.monotonic() - began > TIMER_F:
                    self.missed += 1
                    break

    def end(self):
        self.is_over.set()
        self.join(TIMER_F + 10)
        self.phone.close()


def size(lines):
    return sum(len(line.encode()) + 1 for line in lines)


def attack(report, daemon, kind, seconds, sources):
    """One flood with a phone beside it; returns the lines logged, the most in a second, and how many seconds it took."""
    phone = Refresher(daemon)
    phone.start()
    first, marks, began = len(daemon.log()), [], time.monotonic()
    before = resident(daemon.pid)
    flood = report.start("flood", f"127.0.0.1:{daemon.port}", seconds, kind, sources)
    while flood.poll() is None:
        time.sleep(1)
        marks.append(len(daemon.log()) - first)
    sent = int(flood.stdout.read() or 0)
    time.sleep(1.5)
    phone.end()
    lines, took = daemon.log()[first:], time.monotonic() - began
    rate = max([b - a for a, b in zip(marks, marks[1:])] or [len(lines)])
    report.check(daemon.is_running() and sent > 100 and phone.refreshes > seconds / 4 and phone.missed == 0,
                 f"{kind}: {sent} datagrams in {seconds} s from {sources} addresses; a phone beside it refreshed {phone.refreshes} "
                 f"times and missed {phone.missed} ({phone.again} asked again)")
    report.check(resident(daemon.pid) - before < 16 * 1024,
                 f"{kind}: resident memory {before} KiB before, {resident(daemon.pid)} after")
    return lines, rate, took


def log(report):
    report.build()
    seconds = 60 if report.is_long else 10
    short = 15 if report.is_long else 5
    with Daemon(report.binary, accounts(), login_failures="10") as daemon:
        lines, rate, took = attack(report, daemon, "mixed", seconds, 500)
        # An event of the phone's is one line each; the counting second and the daemon's are not the same.
        bound = round((took + 2) * (MESSAGES + 5))
        report.check(len(lines) <= bound, f"mixed: {len(lines)} lines (at most {bound}), {len(lines) / took:.0f} a second, "
                     f"{rate} in the fullest, {size(lines) / 1024:.0f} KiB; a minute is {size(lines) * 60 / took / 1024:.0f} KiB")
        report.check(any("more log lines in the last second were suppressed" in line for line in lines), "mixed: what is not shown is counted")
        report.check(not any("auth-fail" in line for line in lines), "mixed: nobody is blamed for what proves nothing")

        lines, rate, took = attack(report, daemon, "closed", short, 500)
        bound = round((took + 2) * (MESSAGES + 5))
        report.check(len(lines) <= bound,
                     f"closed: {len(lines)} lines about answers refused and the rest (at most {bound}), {rate} in the fullest second")

        lines, rate, took = attack(report, daemon, "proven", short, 30)
        blamed = collections.Counter(m[1] for m in (re.search(r"auth-fail src=(\S+) port=\d+ proof=nonce ", line) for line in lines) if m)
        bound = round((took + 2) * (MESSAGES + 5)) + 30 * 11
        report.check(len(lines) <= bound, f"proven: {len(lines)} lines (at most {bound}), {rate} in the fullest second, "
                     f"{sum(blamed.values())} of them auth-fail")
        report.check(blamed and all(ip.startswith("127.66.") for ip in blamed) and max(blamed.values()) <= 10,
                     f"proven: {len(blamed)} addresses blamed, each at most {max(blamed.values(), default=0)} times (its ten attempts)")
        locked = sum("rate-limited src=" in line for line in lines)
        report.check(locked == len({ip for ip, count in blamed.items() if count == 10}),
                     f"proven: {locked} addresses locked out, one line for each")
