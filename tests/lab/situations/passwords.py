"""Wrong passwords: each mistake must be named, also in the log that fail2ban reads."""
import hashlib
import os

from place import EXTENSIONS, Place
from real import Baresip, sipp, sipsak
from table import failure

RIGHT = EXTENSIONS["1001"]


def typed(password, cause, user="1001", todo="type the password again", **login):
    with Place() as place:
        phone = place.phone(place.town.host(20), user, password)
        phone.tries(with_login=login)
        place.sure_log(f'auth-fail src=203.0.113.20 port={phone.port} proof=nonce user="{user}" cause={cause}')
        said = place.why(user)
        yield said
        place.fixed(said, todo, phone, password=EXTENSIONS[user])


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
):
    failure(f"password: {_name}", _cause)(lambda password=_password, cause=_cause: typed(password, cause))


@failure("password: cut", "password-cut")
def cut():
    return typed(RIGHT[:5], "password-cut", todo="type it again on the phone")


@failure("password: a Cyrillic letter in it", "password-cyrillic-letters")
def cyrillic():
    return typed(RIGHT.replace("o", "\u043e", 1), "password-cyrillic-letters", todo="switch the keyboard to English and type")


@failure("password: typed in the Russian layout", "password-keyboard-layout")
def layout():
    return typed("лшещи7ФИ", "password-keyboard-layout", todo="switch the keyboard to English and type")


def of_file(in_file, on_phone, todo, **changes):
    """`in_file` is the password as the file has it."""
    with Place({"1001": in_file, "1002": EXTENSIONS["1002"]}) as place:
        phone = place.phone(place.town.host(20), "1001", on_phone)
        phone.tries()
        said = place.why()
        yield said
        place.fixed(said, todo, phone, **changes)


@failure("password: O for 0", "password-similar-characters")
def similar():
    return of_file("K0rpus-7B", "KOrpus-7B", "type it again on the phone", password="K0rpus-7B")


@failure("password: the phone cuts it at “;”", "password-cut-at-sign")
def cut_at_sign():
    return of_file("kitob;7AB", "kitob", "set a password of letters and digits")


@failure("file: a remark behind the password", "password-extra-in-file")
def remark():
    return of_file(f"{RIGHT}   # Ali", RIGHT, "write the password alone", password=f"{RIGHT}   # Ali")


@failure("password: empty", "password-empty")
def empty():
    return typed("", "password-empty", todo="enter the password on the phone")


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
    return typed(EXTENSIONS["1002"], "password-of-other-account=1002", todo="enter that name and its password")


@failure("password: its letters in another encoding", "latin-1-encoding")
def latin():
    return typed(EXTENSIONS["1003"], "latin-1-encoding", "1003", "a password of A–Z, a–z and 0–9", encoding="latin-1")


@failure("password: the one before the reload", "old-password")
def old():
    with Place() as place:
        place.write({**EXTENSIONS, "1001": "yangi-parol-9"})
        place.reload()
        phone = place.phone(place.town.host(20))
        phone.tries()
        said = place.why()
        yield said
        place.fixed(said, "enter the new password", phone, password="yangi-parol-9")


@failure("password: changed in the file and on the phone, not reloaded", "wrong-password")
def not_reloaded():
    with Place() as place:
        place.write({**EXTENSIONS, "1001": "yangi-parol-9"})
        phone = place.phone(place.town.host(20), password="yangi-parol-9")
        phone.tries()
        said = place.why()
        assert "not the one in the file" not in said.text, said.text
        yield said
        place.fixed(said, "the server still uses the version", phone)


@failure("password: changed in the file and on the phone, the reload was refused", "wrong-password")
def reload_refused():
    with Place() as place:
        place.write("1001  yangi-parol-9\n1002\n")
        place.reload()
        phone = place.phone(place.town.host(20), password="yangi-parol-9")
        phone.tries()
        said = place.why()
        assert "extensions:2" in said.first_step(), said.todo
        yield said
        place.write("1001  yangi-parol-9\n1002  daftar9x\n")
        place.fixed(said, "the reload at", phone)


@failure("password: right, a full address hashed", "username-in-hash")
def address_in_hash():
    return typed(RIGHT, "username-in-hash", todo="leave “Authentication name”", hashed_user="1001@sip.example.com")


@failure("password: right, another realm hashed", "realm-in-hash")
def realm_in_hash():
    return typed(RIGHT, "realm-in-hash", todo="clear the “Realm” field", hashed_realm="asterisk")


@failure("password: right, the address hashed as realm", "realm-in-hash")
def address_as_realm():
    return typed(RIGHT, "realm-in-hash", todo="clear the “Realm” field", hashed_realm="203.0.113.10")


@failure("password: wrong, and only a hash in the file", "wrong-password")
def hash_in_file():
    return hashed("falsch", RIGHT)


@failure("password: the hash in the file was made with its line break", "wrong-password")
def hash_with_line_break():
    return hashed(RIGHT, f"{RIGHT}\n")


def hashed(on_phone, in_file):
    ha1 = hashlib.md5(f"1001:sip.example.com:{in_file}".encode()).hexdigest()
    with Place(extensions=f"1001:sip.example.com:{ha1}\n") as place:
        phone = place.phone(place.town.host(20), password=on_phone)
        phone.tries()
        said = place.why()
        assert "none of the usual" not in said.text, f"it tried none of them: {said.text}"
        yield said
        place.fixed(said, "make the hash again", phone)


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
