"""Odd, and no failure: noise, strangers, phones that recover by themselves."""
import socket
import time

from phone import challenge_of
from place import EXTENSIONS, Place
from silence import knocks, scan
from table import healthy, nothing_claimed


def registered(place, number=20, **more):
    phone = place.phone(place.town.host(number), **more)
    phone.registers()
    return phone


@healthy("a scanner asks for many extensions")
def scanner():
    with Place() as place:
        registered(place)
        scan(place, place.town.host(66), 60)
        return nothing_claimed(place)


@healthy("a scanner asks also for an extension that exists")
def scanner_hits():
    with Place() as place:
        stranger = place.town.host(66)
        for name in ("1000", "1001", "1002", "1004", "1005"):
            phone = place.phone(stranger, name, "", agent="friendly-scanner")
            phone.ask(phone.request())
        time.sleep(4)
        causes = [c for a in place.snapshot()["accounts"] for c in a["causes"]]
        assert not causes, f"a scanner makes causes: {causes}"
        loud = [line for line in place.log() if line.startswith(("<3>", "<4>"))]
        assert not loud, loud


@healthy("a scanner asks and does not wait for answers")
def scanner_gone():
    with Place() as place:
        registered(place)
        knocks(place.town.host(66), ["203.0.113.66"] * 20, 0.01)
        return nothing_claimed(place)


@healthy("OPTIONS pings")
def pings():
    with Place() as place:
        registered(place)
        other = place.phone(place.town.host(21))
        for _ in range(10):
            assert other.ask(other.request("OPTIONS", contact=None, expires=None)).status == 200
        return nothing_claimed(place)


@healthy("OPTIONS pings only, from one that never registers")
def only_pings():
    with Place() as place:
        other = place.phone(place.town.host(21))
        for _ in range(5):
            other.ask(other.request("OPTIONS", contact=None, expires=None))
        return nothing_claimed(place, expected="nothing-of-it")


@healthy("keep-alives only, from one that is not registered")
def keep_alives():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        for data in (b"\r\n\r\n", b"\0", b"jaK\0", b"") * 3:
            phone.send(data)
        return nothing_claimed(place, expected="nothing-of-it")


@healthy("keep-alives and STUN of a registered phone")
def kept_alive():
    with Place() as place:
        phone = registered(place)
        for _ in range(5):
            phone.send(b"\r\n\r\n")
        phone.send(bytes.fromhex("000100002112a442") + b"0123456789ab")
        phone.socket.settimeout(2)
        assert phone.socket.recv(200)[:2] == b"\x01\x01", "no STUN answer"
        return nothing_claimed(place)


@healthy("the full address as login")
def full_address():
    with Place() as place:
        place.phone(place.town.host(20)).registers(with_login={"login": "1001@sip.example.com"})
        return nothing_claimed(place)


@healthy("SUBSCRIBE, PUBLISH and others that are not served")
def noise():
    with Place() as place:
        phone = registered(place)
        for method in ("SUBSCRIBE", "PUBLISH", "MESSAGE", "NOTIFY", "INVITE"):
            answer = phone.ask(phone.request(method, more="Event: message-summary\r\n"))
            assert answer.status in (405, 489), answer.start
        return nothing_claimed(place)


@healthy("the phone changes its network")
def moves():
    with Place() as place:
        phone = registered(place)
        moved = place.phone(place.town.host(21))
        moved.call_id, moved.cseq = phone.call_id, phone.cseq
        moved.registers()
        return nothing_claimed(place)


@healthy("the phone changes its network between question and login")
def moves_between():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        challenge = challenge_of(phone.ask(phone.request()))
        moved = place.phone(place.town.host(21))
        moved.call_id, moved.cseq = phone.call_id, phone.cseq
        answer = moved.ask(moved.request(authorization=moved.credentials(challenge)))
        if answer.status == 401:
            answer = moved.ask(moved.request(authorization=moved.credentials(challenge_of(answer))))
        assert answer.status == 200, answer.start
        return nothing_claimed(place)


@healthy("asks for its contacts only")
def fetches():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        phone.registers(contact=None, expires=None)
        return nothing_claimed(place, expected="ended")


@healthy("an interval too brief, then a longer one")
def longer():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        assert phone.login(expires=5).status == 423
        phone.registers(expires=60)
        return nothing_claimed(place)


@healthy("credentials of another provider, then the right ones")
def other_provider():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        foreign = phone.credentials({"realm": "asterisk", "nonce": "1448d5cc"})
        answer = phone.ask(phone.request(authorization=foreign))
        assert phone.ask(phone.request(authorization=phone.credentials(challenge_of(answer)))).status == 200
        return nothing_claimed(place)


@healthy("every request comes twice")
def twice():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        for _ in range(2):
            data = phone.request()
            phone.send(data)
            challenge = challenge_of(phone.ask(data))
            phone.hear(0.3)
            data = phone.request(authorization=phone.credentials(challenge))
            phone.send(data)
            assert phone.ask(data).status == 200
            assert phone.hear(0.5).status == 200
        return nothing_claimed(place)


@healthy("the phone is restarted without un-registering")
def restarted():
    with Place() as place:
        machine = place.town.host(20)
        for _ in range(3):
            phone = place.phone(machine)
            phone.registers()
            phone.close()
        return nothing_claimed(place)


@healthy("garbage, HTTP and TLS on the port")
def garbage():
    with Place() as place:
        registered(place)
        stranger = place.town.host(66).socket()
        for data in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", bytes.fromhex("16030100a5010000a1"), bytes(1200), b"A" * 60000):
            stranger.sendto(data, ("203.0.113.10", 5060))
        stranger.close()
        return nothing_claimed(place)


@healthy("someone sends malformed requests for an extension that is registered")
def malformed_beside():
    with Place() as place:
        registered(place)
        stranger = place.phone(place.town.host(66))
        for _ in range(3):
            assert stranger.ask(stranger.request().replace(b" REGISTER\r", b" INVITE\r")).status == 400
        return nothing_claimed(place)


@healthy("someone connects to TCP 5060 while a phone registers")
def tcp_beside():
    with Place() as place:
        machine = place.town.host(66)
        phone = place.phone(place.town.host(20))
        with place.watching(8) as said:
            line = machine.socket(kind=socket.SOCK_STREAM)
            line.settimeout(1)
            try:
                line.connect(("203.0.113.10", 5060))
            except OSError:
                pass
            line.close()
            phone.registers()
        assert said[0].cause == "registered", said[0]


@healthy("the file is changed and reloaded")
def reloaded():
    with Place() as place:
        registered(place)
        place.write({**EXTENSIONS, "2001": "yangi-5"})
        place.reload()
        place.phone(place.town.host(21), "2001", "yangi-5").registers()
        for name in ("loaded", "last-reload", "config", "perm"):
            found = place.check(name)
            assert found.strength == "ok", f"{name}: {found.text}"
        nothing_claimed(place, "2001")
        return nothing_claimed(place)


def guess(place, stranger, times=12):
    """Guesses passwords of the extensions that there are."""
    for user in [u for u in EXTENSIONS] * (times // len(EXTENSIONS)):
        place.phone(stranger, user, "123456", agent="friendly-scanner").tries()


@healthy("a scanner guesses passwords and is locked out")
def guesses():
    with Place() as place:
        registered(place)
        guess(place, place.town.host(66))
        found = place.check("bans")
        assert found.strength != "problem", f"bans: {found.text}"
        said = place.why()
        assert said.cause == "registered", said


@healthy("a scanner has guessed a password, the phone never came")
def guessed():
    with Place() as place:
        guess(place, place.town.host(66), 8)
        said = place.why()
        assert "the phone" not in said.facts.get("certain", ""), f"{said.cause}: {said.text}"


@healthy("a probe with a wrong password, the phone never came")
def probed_wrongly():
    with Place() as place:
        place.ask("probe", "203.0.113.10", "--user", "1001", "--stdin", machine=place.town.host(20), config=False, text="falsch\n")
        said = place.why()
        assert "the phone" not in said.facts.get("certain", ""), f"{said.cause}: {said.text}"


@healthy("a neighbour behind the same router has a wrong password")
def neighbour():
    with Place() as place:
        _, one, two = place.town.home(1, phones=2)
        phone = place.phone(two, "1002")
        phone.registers()
        place.phone(one, password="falsch").tries(12)
        phone.registers()
        said = place.why("1002")
        assert said.cause == "registered", said
