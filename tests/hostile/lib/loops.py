"""Clients that answer every answer at once: slowed by silence, never locked out, never unregistered."""
import json
import re
import time

from daemon import Daemon
from report import accounts
from scanners import outcomes
from sip import Challenge, Phone, word


def phone_of(daemon, user, password=None):
    return Phone((daemon.host, daemon.port), daemon.domain, user, password or accounts()[user], 0.5)


def contact_of(phone):
    return f"<sip:{phone.user}@{phone.wire.host_port}>"


def registers(phone):
    """Registers at once: within less than the shortest silence, but a busy machine may lose the first word."""
    for _ in range(4):
        answer = phone.register(contact_of(phone), 600)
        if answer is not None and answer.status == 200:
            return True
    return False


def storm(phone, seconds, answer_to):
    """Sends what `answer_to` makes of each answer, at once; on silence the same again after half a second. Goes on until
    it has met some silence: a busy machine loops more slowly at first."""
    began, answered, silent, answer = time.monotonic(), 0, 0, None
    while time.monotonic() - began < (seconds if silent else 4 * seconds):
        answer = phone.wire.ask(answer_to(answer), 0.5)
        answered += answer is not None
        silent += answer is None
    return answered, silent


def loops(report):
    seconds = 30 if report.is_long else 8
    with Daemon(report.binary, accounts(), login_failures="10", max_expires="3600") as daemon:
        # Registered, asks for more after every 200.
        phone = phone_of(daemon, "1001")
        target, uses, held = f"sip:1001@{daemon.domain}", [0], [None]

        def refresh(answer, wrong=None):
            held[0] = Challenge.of(answer) or held[0] if answer is not None else held[0]
            uses[0] += 1
            line = ""
            if held[0] is not None:
                proof = held[0].credentials("REGISTER", phone.user, wrong or phone.password, uri=f"sip:{daemon.domain}", nc=f"{uses[0]:08x}")
                line = held[0].line(proof, phone.user)
            return phone.request("REGISTER", target, f"Contact: {contact_of(phone)}\r\nExpires: 600\r\n{line}")

        answered, silent = storm(phone, seconds, refresh)
        report.check(silent > 0 and answered < 150 * (1 + seconds / 5),
                     f"a 200 answered with a REGISTER: {answered} answers in {seconds} s, {silent} times silence")
        phone.call_id = word(14)
        report.check(registers(phone), "… and its phone is registered, not locked out: under another Call-ID at once")

        # A wrong password, shown again after each 401: what a phone does that cannot take a no.
        typo = phone_of(daemon, "1002")
        report.check(registers(typo), "a second phone is registered")
        phone, target, held[0], uses[0] = typo, f"sip:1002@{daemon.domain}", None, 0
        typo.call_id = word(14)
        answered, silent = storm(typo, seconds, lambda answer: refresh(answer, "wrong"))
        report.check(silent > 0 and answered < 150 * (1 + seconds / 5),
                     f"a 401 answered with the same wrong password: {answered} answers in {seconds} s, {silent} times silence")
        report.check(len(registered(daemon)) == 2, "… and both registrations stand")

        # Bursts as baresip sends them, fifteen in a tenth of a second, three times: one mistake each.
        burst = phone_of(daemon, "1003")
        phone, target, held[0], uses[0] = burst, f"sip:1003@{daemon.domain}", None, 0
        for _ in range(3):
            burst.call_id = word(14)
            answer = None
            for _ in range(16):
                answer = burst.wire.ask(refresh(answer, "wrong"), 0.5)
        # The log is written batch by batch, so what comes later has the line before it.
        daemon.wait_log(f"auth-fail src={re.escape(burst.wire.address)} ", count=3)
        lines = [line for line in daemon.log() if f"auth-fail src={burst.wire.address} " in line]
        report.check(len(lines) == 3, f"three bursts of fifteen wrong answers: {len(lines)} lines")
        burst.call_id = word(14)
        report.check(registers(burst), "… and the right password is taken at once")

        # A nonce that never serves, as after a restart, shown again and again.
        stale = phone_of(daemon, "1004")
        said = []

        def show_old(answer):
            said.append(answer is not None and Challenge.of(answer) is not None and Challenge.of(answer).is_stale)
            old = Challenge("Authorization", {"realm": daemon.domain, "nonce": "0" * 40, "algorithm": "MD5", "qop": "auth"})
            proof = old.credentials("REGISTER", "1004", accounts()["1004"], uri=f"sip:{daemon.domain}")
            return stale.request("REGISTER", f"sip:1004@{daemon.domain}", old.line(proof, "1004"))

        answered, silent = storm(stale, seconds / 2, show_old)
        report.check(sum(said) <= 2 and silent > 0, f"an old nonce without end: stale=true {sum(said)} times, {answered} answers, {silent} times silence")
        stale.call_id = word(14)
        report.check(registers(stale), "… and the phone registers as soon as it takes the new nonce")
        report.check(outcomes(daemon)["slowed"] > 0 and daemon.is_running(), f"{outcomes(daemon)['slowed']} datagrams met silence because their sender looped")
        for one in (burst, stale, typo):
            one.close()


def registered(daemon):
    """The extensions with a binding."""
    outcomes(daemon)
    _, *lines = (daemon.folder / "runtime" / "status").read_text().splitlines()
    return [account["name"] for account in map(json.loads, lines) if account["bindings"]]
