"""Logins that are made wrongly, whatever the password."""
import time

from phone import challenge_of
from place import EXTENSIONS, Place
from table import SUSPECT, failure
from town import DOMAIN


def logs_in(todo, mentions="", **login):
    with Place() as place:
        phone = place.phone(place.town.host(20))
        phone.tries(with_login=login)
        said = place.why()
        assert mentions in said.text, said.text
        yield said
        place.fixed(said, todo, phone)


@failure("login: successful as another extension", "auth-user-other-account")
def other_account():
    return logs_in("enter 1001 as “Authentication name”", "1002", login="1002", password=EXTENSIONS["1002"])


@failure("login: as nobody that exists", "auth-user-unknown")
def unknown():
    return logs_in("enter 1001 as “Authentication name”", "john", login="john")


@failure("login: the realm field filled in", "realm-changed")
def other_realm():
    return logs_in("clear the “Realm” field", realm="asterisk")


@failure("login: SHA-256 where MD5 was asked", "algorithm-not-offered")
def sha256():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        phone.tries(with_login={"algorithm": "SHA-256"})
        return place.why()


@failure("login: MD5 where SHA-256 was asked", "algorithm-not-offered")
def older():
    with Place(algorithms="SHA-256") as place:
        phone = place.phone(place.town.host(20))
        phone.tries()
        said = place.why()
        yield said
        place.fixed(said, "algorithms MD5", phone)


@failure("a phone that knows SHA-256 only, and is silent", "cannot-answer", SUSPECT)
def sha256_only():
    return silent()


@failure("login: qop auth-int", "qop-not-offered")
def auth_int():
    with Place() as place:
        place.phone(place.town.host(20)).tries(with_login={"qop": "auth-int"})
        return place.why()


@failure("login: a part is missing", "credentials-incomplete")
def incomplete():
    with Place() as place:
        place.phone(place.town.host(20)).tries(with_login={"without": ("nonce", "response")})
        return place.why()


@failure("login: wrong, under a nonce of another address", "nonce-other-address")
def other_address():
    with Place() as place:
        phone = place.phone(place.town.host(20), password="falsch")
        challenge = challenge_of(phone.ask(phone.request()))
        moved = place.phone(place.town.host(21), password="falsch")
        moved.call_id, moved.cseq = phone.call_id, phone.cseq
        for _ in range(3):
            moved.ask(moved.request(authorization=moved.credentials(challenge)))
        return place.why()


@failure("login: always under a nonce that is not ours", "nonce-foreign")
def stale_loop():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        challenge = challenge_of(phone.ask(phone.request()))
        for _ in range(5):
            phone.ask(phone.request(authorization=phone.credentials({**challenge, "nonce": "0a1b2c3d4e5f60718293a4b5c6d7e8f9"})))
        return place.why()


@failure("a question of another server is answered here, then silence", "nonce-foreign", SUSPECT)
def other_server():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        challenge = {"realm": "sip.example.com", "nonce": "0a1b2c3d4e5f60718293a4b5c6d7e8f9"}
        assert phone.ask(phone.request(authorization=phone.credentials(challenge))).status == 401
        time.sleep(4)
        said = place.why()
        assert "scanner" not in said.text, said.text
        yield said
        place.fixed(said, "leave one server under that name", phone)


@failure("login: successful, to register a name that does not exist", "registers-other-name")
def registers_other():
    with Place() as place:
        machine = place.town.host(20)
        place.phone(machine, "reception", EXTENSIONS["1001"]).tries(with_login={"login": "1001"})
        said = place.why()
        assert "reception" in said.text, said.text
        yield said
        place.fixed(said, "enter 1001 as user name", place.phone(machine))


@failure("login: under a neighbour's name, with its own password", "username-in-hash")
def neighbour_name():
    return logs_in("leave “Authentication name”", "1002", login="1002")


@failure("login: a test from this machine, with a wrong password", "test-login-wrong")
def test_login():
    with Place() as place:
        place.ask("probe", "203.0.113.10", "--user", "1001", "--stdin", config=False, text="falsch\n")
        return place.why()


@failure("login: too many failed", "rate-limited")
def rate_limited():
    with Place() as place:
        place.phone(place.town.host(20), password="falsch").tries(12)
        return place.why()


@failure("login: too many failed, each with the same mistake", "rate-limited")
def rate_limited_by_mistake():
    with Place() as place:
        place.phone(place.town.host(20), password="kitob7AB ").tries(12)
        said = place.why()
    assert "a space at the end" in said.text, f"it does not name the mistake: {said.text}"
    return said


@failure("login: one wrong password after another, the phone never came", "many-wrong-logins")
def guessed():
    with Place() as place:
        stranger = place.town.host(66)
        for user in EXTENSIONS:
            place.phone(stranger, user, "123456").tries()
        said = place.why()
    assert "the phone" not in said.facts["certain"], said.text
    return said


@failure("login: right, but a neighbour has failed too often", "rate-limited")
def neighbour():
    with Place() as place:
        router, one, two = place.town.home(1, phones=2)
        place.phone(one, password="falsch").tries(12)
        place.phone(two, "1002").tries()
        said = place.why("1002")
    assert "password on the phone is wrong" not in said.text, f"it blames the right password: {said.text}"
    assert "1001" in said.text, f"it does not say who failed: {said.text}"
    return said


@failure("host: an address is locked out", "bans")
def locked_out():
    with Place() as place:
        place.phone(place.town.host(20), password="falsch").tries(12)
        return place.check("bans")


def silent():
    return silent_when_asked("MD5", "enter the password on the phone, clear the “Realm” field")


def silent_when_asked(algorithms, todo, more=""):
    with Place(algorithms=algorithms) as place:
        phone = place.phone(place.town.host(20))
        assert phone.ask(phone.request(more=more)).status == 401
        time.sleep(4)
        said = place.why()
        assert "MD5" in said.text if algorithms != "MD5" else "MD5" not in said.text, said.text
        yield said
        place.fixed(said, todo, phone)


@failure("asked with SHA-256 only, the phone is silent", "algorithm-unknown", SUSPECT)
def only_sha256():
    return silent_when_asked("SHA-256", "algorithms MD5")


@failure("asked with MD5 and SHA-256, the phone is silent", "algorithm-unknown", SUSPECT)
def both_algorithms():
    return silent_when_asked("MD5 SHA-256", "algorithms MD5")


@failure("a request of nearly a packet, then silence", "login-too-large", SUSPECT)
def large_request():
    return silent_when_asked("MD5", "turn off push notifications", f"X-Push: {'p' * 900}\r\n")


@failure("the phone hears the question and is silent", "cannot-answer", SUSPECT)
def cannot_answer():
    return silent()


@failure("watch: the phone hears the question and is silent", "cannot-answer", SUSPECT)
def watch_cannot_answer():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        with place.watching(6, "1001") as said:
            phone.ask(phone.request())
        yield said[0]
        place.fixed(said[0], "enter the password on the phone", phone)


@failure("watch: the realm was changed, the registered phone does not answer", "cannot-answer", SUSPECT)
def old_realm():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        phone.registers()
        place.config.write_text(place.config.read_text().replace(f"realm {DOMAIN}", "realm new.example.com"))
        place.reload()
        with place.watching(4, "1001") as said:
            assert phone.ask(phone.request()).status == 401
        yield said[0]
        place.fixed(said[0], "clear the “Realm” field, enter the password again", phone)


@failure("an office has moved here, each phone with its old password", "many-wrong-logins")
def moved_office():
    with Place() as place:
        _, *machines = place.town.home(30, phones=4)
        phones = [place.phone(machine, user, password=f"old-{user}", agent=agent) for machine, user, agent in
                  zip(machines, EXTENSIONS, ("Linphone/5.1", "Yealink T46U", "Twinkle/1.10", "Zoiper"))]
        for phone in phones:
            phone.tries(2)
        said = place.why()
        yield said
        place.fixed(said, "enter the password from the extensions file", phones[0], password=EXTENSIONS["1001"])


@failure("someone has guessed the password, the phone is registered too", "login-after-guesses")
def found():
    with Place(login_failures="30") as place:
        phone = place.phone(place.town.host(20))
        phone.registers()
        thief = place.phone(place.town.host(66), agent="friendly-scanner")
        for word in range(12):
            thief.password = f"guess-{word}"
            thief.tries(1)
        thief.password, thief.contact = EXTENSIONS["1001"], "<sip:123@192.0.2.99>"
        thief.registers()
        place.sure_log("alert: 1001 logged in from 203.0.113.66")
        said = place.why()
        yield said
        place.fixed(said, "set a new password", phone)
        bindings = place.snapshot()["accounts"][0]["bindings"]
        assert len(bindings) == 1 and "192.0.2.99" not in str(bindings), bindings
