"""Files and folders of the server."""
import hashlib

from place import EXTENSIONS, Place, wait_for
from table import SUSPECT, failure
from town import DOMAIN

NOBODY = 65534


@failure("file: newer than what runs", "loaded")
def newer():
    with Place() as place:
        place.write({**EXTENSIONS, "2001": "yangi"})
        return place.check("loaded")


@failure("file: the last reload was refused", "last-reload")
def refused():
    with Place() as place:
        place.write("1001\n")
        place.reload()
        return place.check("last-reload")


@failure("file: has a wrong line", "config")
def wrong():
    with Place() as place:
        place.write("1001 a\n1001 b\n")
        return place.check("config")


@failure("file: everybody can read the passwords", "perm")
def open_to_all():
    with Place() as place:
        place.extensions.chmod(0o644)
        return place.check("perm")


@failure("file: the service cannot read it", "perm")
def closed_to_service():
    with Place(user=NOBODY) as place:
        place.extensions.chmod(0o600)
        return place.check("perm")


@failure("file: without a hash for the algorithm that is offered", "line-rejected")
def other_hash():
    ha1 = hashlib.sha256(f"1001:{DOMAIN}:kitob7AB".encode()).hexdigest()
    with Place() as place:
        place.write(f"1001:{DOMAIN}:{ha1}\n")
        place.reload()
        said = place.why()
        assert "MD5" in said.text, said.text
        yield said
        place.write(EXTENSIONS)
        place.fixed(said, "fix the line", place.phone(place.town.host(20)))


@failure("file: saved by a Windows editor, the service does not start", "not-running")
def does_not_start():
    with Place(start=False) as place:
        place.extensions.write_text("\ufeff1001  kitob7AB\r\n")
        assert not place.run()
        said = place.why()
        assert "extensions:1:1: The file begins with an invisible mark" in said.text, said.text
        yield said
        place.write("1001  kitob7AB\r\n")
        place.fixed(said, "fix it, then:", place.phone(place.town.host(20)))


def small_disk(place, size="256k"):
    place.server.do("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place.folder / "state")


@failure("disk: full", "disk")
def full():
    with Place(start=False) as place:
        small_disk(place)
        assert place.run()
        place.server.do("sh", "-c", f"head -c 1M /dev/zero > {place.folder}/state/ballast", check=False)
        place.phone(place.town.host(20)).login()
        return place.check("disk")


@failure("disk: nearly full", "disk", SUSPECT)
def nearly_full():
    with Place(start=False) as place:
        small_disk(place, "20m")
        assert place.run()
        return place.check("disk")


@failure("disk: the state cannot be written", "disk")
def read_only():
    with Place(start=False) as place:
        # A journal that is there already, on a disk that turns full to the last byte.
        small_disk(place, "64m")
        assert place.run()
        phone = place.phone(place.town.host(20))
        phone.registers()
        place.server.do("sh", "-c", f"head -c 100M /dev/zero > {place.folder}/state/ballast", check=False)
        for _ in range(200):
            phone.new_call()
            if phone.login(contact=f"<sip:1001@203.0.113.20:{6000 + _};with={'x' * 200}>").status != 200:
                break
        wait_for(lambda: place.snapshot()["journal"]["failing_for"] is not None, "the journal to fail")
        place.server.do("sh", "-c", f": > {place.folder}/state/ballast")
        return place.check("disk")
