"""Wrong passwords: each mistake must be named, also in the log that fail2ban reads."""
import hashlib
import os

from place import EXTENSIONS, Place
from real import Baresip, sipp, sipsak
from table import failure

RIGHT = EXTENSIONS["1001"]


def typed(password, cause, user="1001", **login):
    with Place() as place:
        phone = place.phone(place.town.host(20), user, password)
        phone.tries(with_login=login)
        place.sure_log(f'auth-fail src=203.0.113.20 port={phone.port} proof=nonce user="{user}" cause={cause}')
        return place.why(user)


@failure("password: another (baresip)", "wrong-password")
def another():
    with Place() as place, Baresip(place.town.host(20), "1001", "falsch") as phone:
        phone.wait_for("401 Unauthorized")
        return place.why()


@failure("password: a space at its end (sipsak)", "password-trailing-space")
def trailing():
    with Place() as place:
        is_registered, _ = sipsak(place.town.host(20), "1001", f"{RIGHT} ", 5070)
        assert not is_registered, "sipsak registered"
        return place.why()


@failure("password: a space at its beginning", "password-leading-space")
def leading():
    return typed(f" {RIGHT}", "password-leading-space")


@failure("password: its first letter a capital (sipp)", "password-first-letter-capitalised")
def first_capital():
    with Place() as place:
        is_registered, _ = sipp(place.town.host(20), "1001", RIGHT[0].upper() + RIGHT[1:], 5070)
        assert not is_registered, "sipp registered"
        return place.why()


@failure("password: all capitals (baresip)", "password-all-caps")
def capitals():
    with Place() as place, Baresip(place.town.host(20), "1001", RIGHT.upper()) as phone:
        phone.wait_for("401 Unauthorized")
        return place.why()


@failure("password: all small letters", "password-all-lower")
def small():
    return typed(RIGHT.lower(), "password-all-lower")


for _name, _password, _cause in (
    ("a line break at its end", f"{RIGHT}\n", "password-line-break"),
    ("a no-break space at its end", f"{RIGHT}\u00a0", "password-no-break-space"),
    ("entered twice", RIGHT * 2, "password-twice"),
    ("cut", RIGHT[:5], "password-cut"),
    ("a Cyrillic letter in it", RIGHT.replace("o", "\u043e", 1), "password-cyrillic-letters"),
):
    failure(f"password: {_name}", _cause)(lambda password=_password, cause=_cause: typed(password, cause))


@failure("file: a remark behind the password", "password-extra-in-file")
def remark():
    with Place({"1001": f"{RIGHT}   # Ali", "1002": EXTENSIONS["1002"]}) as place:
        place.phone(place.town.host(20), "1001", RIGHT).tries()
        return place.why()


@failure("password: empty", "password-empty")
def empty():
    return typed("", "password-empty")


@failure("password: a space at its end, and someone guesses passwords", "password-trailing-space")
def beside_guesses():
    with Place() as place:
        place.phone(place.town.host(20), password=f"{RIGHT} ").tries()
        stranger = place.town.host(66)
        for user in ("1002", "1003", "Karima", "1001", "1001"):
            place.phone(stranger, user, "123456").tries()
        return place.why()


@failure("password: a space at its end, and a probe logs in successfully", "password-trailing-space")
def beside_probe():
    with Place() as place:
        place.phone(place.town.host(20), password=f"{RIGHT} ").tries()
        place.ask("probe", "203.0.113.10", "--user", "1001", "--stdin", machine=place.town.host(21), config=False, text=f"{RIGHT}\n")
        return place.why()


@failure("password: another extension's", "password-of-other-account")
def others():
    said = typed(EXTENSIONS["1002"], "password-of-other-account=1002")
    assert "1002" in said.text, said.text
    return said


@failure("password: its letters in another encoding", "latin-1-encoding")
def latin():
    return typed(EXTENSIONS["1003"], "latin-1-encoding", "1003", encoding="latin-1")


@failure("password: the one before the reload", "old-password")
def old():
    with Place() as place:
        place.write({**EXTENSIONS, "1001": "yangi-parol-9"})
        place.reload()
        place.phone(place.town.host(20)).tries()
        return place.why()


@failure("password: right, a full address hashed", "username-in-hash")
def address_in_hash():
    return typed(RIGHT, "username-in-hash", hashed_user="1001@sip.example.com")


@failure("password: right, another realm hashed", "realm-in-hash")
def realm_in_hash():
    return typed(RIGHT, "realm-in-hash", hashed_realm="asterisk")


@failure("password: right, the address hashed as realm", "realm-in-hash")
def address_as_realm():
    return typed(RIGHT, "realm-in-hash", hashed_realm="203.0.113.10")


@failure("password: wrong, and only a hash in the file", "wrong-password")
def hash_in_file():
    ha1 = hashlib.md5(f"1001:sip.example.com:{RIGHT}".encode()).hexdigest()
    with Place(extensions=f"1001:sip.example.com:{ha1}\n") as place:
        place.phone(place.town.host(20), password="falsch").tries()
        said = place.why()
    assert "none of the usual ones" not in said.text, f"it tried none of them: {said.text}"
    return said


@failure("password: wrong after it was right", "wrong-password")
def wrong_after_right():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        phone.registers()
        phone.leave()
        phone.password = os.urandom(4).hex()
        phone.tries()
        return place.why()


@failure("watch: wrong password", "password-trailing-space")
def watched():
    with Place() as place:
        phone = place.phone(place.town.host(20), password=f"{RIGHT} ")
        with place.watching(4) as said:
            phone.tries()
    assert len(said[0].messages) == 2, f"{len(said[0].messages)} messages shown of 2"
    return said[0]


@failure("watch: wrong password of a second phone, the first is registered", "wrong-password")
def second_phone():
    with Place() as place:
        place.phone(place.town.host(20)).registers()
        with place.watching(4, "1001") as said:
            place.phone(place.town.host(21), password="falsch").tries()
    return said[0]
