"""A malicious sender with an account: it comes and goes without end, with the longest contacts there may be."""
import os
import threading
import time

from daemon import Daemon
from flood import MESSAGES, Refresher
from report import accounts, resident
from sip import Phone, word

# What a change writes into the journal: ten contacts of two kilobytes.
CHANGE = 20 << 10


class Owner(threading.Thread):
    """Registers ten contacts and removes them, each time for another span and under another Call-ID."""

    def __init__(self, daemon, user):
        super().__init__(daemon=True)
        self.phone = Phone((daemon.host, daemon.port), daemon.domain, user, accounts()[user], 1)
        self.over, self.changes = threading.Event(), 0

    def run(self):
        # Not as fast as possible: how long the journal grows while the disk syncs it is not what is measured.
        while not self.over.wait(0.01):
            self.phone.call_id = word(14)
            tail = f"{self.changes};x={'x' * 1900}"
            contacts = ", ".join(f"<sip:{self.phone.user}@10.0.0.{n};n={tail}>" for n in range(10))
            for contact, seconds in ((contacts, 60 + self.changes * 7 % 3000), ("*", 0)):
                answer = self.phone.register(contact, seconds)
                self.changes += answer is not None and answer.status == 200


def owner(report):
    seconds = 60 if report.is_long else 15
    with Daemon(report.binary, accounts(), login_failures="10", min_expires="30") as daemon:
        owners, phone = [Owner(daemon, "1001"), Owner(daemon, "1002")], Refresher(daemon, "1003")
        before, first, began, longest = resident(daemon.pid), len(daemon.log()), time.monotonic(), 0
        for thread in (*owners, phone):
            thread.start()
        journal = daemon.folder / "state" / "registrations"
        while time.monotonic() - began < seconds:
            longest = max(longest, os.path.getsize(journal))
            time.sleep(0.05)
        for thread in owners:
            thread.over.set()
        for thread in owners:
            thread.join(10)
        phone.end()
        took, lines, changes = time.monotonic() - began, len(daemon.log()) - first, sum(o.changes for o in owners)
        written = changes * CHANGE
        report.check(changes > 100 and longest < max(written / 2, 1 << 20),
                     f"{changes} times ten contacts of 2 KB came or went in {took:.0f} s, {written >> 10} KiB: "
                     f"the journal had at most {longest >> 10} KiB")
        report.check(resident(daemon.pid) - before < 8 * 1024, f"resident memory {before} KiB before, {resident(daemon.pid)} after")
        # Each of three sources has ten lines a second for what it achieves.
        bound = round((took + 2) * (MESSAGES + 1 + 30))
        report.check(lines <= bound, f"{lines} lines of log (at most {bound})")
        report.check(phone.refreshes > seconds / 4 and phone.missed == 0,
                     f"a phone beside them refreshed {phone.refreshes} times and missed {phone.missed}")
        for one in owners:
            one.phone.close()
