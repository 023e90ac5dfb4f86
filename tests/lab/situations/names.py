"""The extension: not there, not yet, or under another name."""
from place import EXTENSIONS, Place
from table import failure
from town import DOMAIN

MORE = {**EXTENSIONS, "2001": "yangi-raqam-5"}


def asks_for(place, user, **more):
    phone = place.phone(place.town.host(20), user, "olma", **more)
    phone.tries()
    return phone


@failure("extension: unknown", "not-in-file")
def unknown():
    with Place() as place:
        phone = asks_for(place, "7777")
        place.sure_log("SIP password not available for extension 7777")
        said = place.why("7777")
        yield said
        place.fixed(said, "--generate 7777", phone)


@failure("watch: extension unknown", "not-in-file")
def watch_unknown():
    with Place() as place:
        with place.watching(4, "7777") as said:
            asks_for(place, "7777")
    return said[0]


@failure("extension: a digit mistyped", "close-to")
def mistyped():
    with Place() as place:
        phone = asks_for(place, "1010")
        said = place.why("1010")
        yield said
        place.fixed(said, "enter that as its user name", place.phone(phone.machine))


@failure("extension: it was given another number", "close-to")
def renamed():
    with Place({**EXTENSIONS, "3003": "yangi-raqam-5"}) as place:
        phone = asks_for(place, "2003")
        said = place.why("2003")
        assert "3003" in said.text, said.text
        yield said
        place.fixed(said, "enter that as its user name", place.phone(phone.machine, "3003", "yangi-raqam-5"))


@failure("extension: in the file, not reloaded", "in-file-not-loaded")
def not_reloaded():
    with Place() as place:
        place.write(MORE)
        phone = place.phone(place.town.host(20), "2001", MORE["2001"])
        phone.tries()
        said = place.why("2001")
        yield said
        place.fixed(said, "", phone)


@failure("extension: its line is rejected", "line-rejected")
def rejected():
    with Place() as place:
        place.write("".join(f"{n}  {p}\n" for n, p in EXTENSIONS.items()) + "2001\n")
        place.reload()
        asks_for(place, "2001")
        said = place.why("2001")
        assert "5" in said.text, f"the line is not named: {said.text}"
        return said


@failure("extension: another line holds the reload back", "reload-refused")
def held_back():
    with Place() as place:
        place.write("".join(f"{n}  {p}\n" for n, p in MORE.items()) + "2002\n")
        place.reload()
        asks_for(place, "2001")
        return place.why("2001")


@failure("extension: differs by a capital", "differs-by-case")
def other_case():
    with Place() as place:
        phone = asks_for(place, "karima")
        said = place.why("karima")
        yield said
        place.fixed(said, "enter Karima as user name", place.phone(phone.machine, "Karima"))


@failure("extension: asked for as a full address", "is-full-address")
def full_address():
    with Place() as place:
        return place.why(f"1001@{DOMAIN}")


@failure("user field holds a full address", "asked-as-other")
def full_address_in_field():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        phone.tries(to=f"<sip:1001%40{DOMAIN}@{DOMAIN}>", with_login={"login": f"1001@{DOMAIN}@{DOMAIN}"})
        said = place.why()
        yield said
        place.fixed(said, "enter only 1001 in “User name”", phone)


@failure("user field ends with a space", "asked-as-other")
def space_in_field():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        phone.tries(to=f"<sip:1001%20@{DOMAIN}>", with_login={"login": "1001 "})
        said = place.why()
        yield said
        place.fixed(said, "enter only 1001 in “User name”", phone)


@failure("user field in other capitals", "asked-as-other")
def other_case_asked():
    with Place() as place:
        asks_for(place, "karima")
        return place.why("Karima")


@failure("extension: taken out of the file and reloaded", "not-in-file")
def taken_out():
    with Place() as place:
        phone = place.phone(place.town.host(20), "Karima")
        phone.registers()
        place.write({n: p for n, p in EXTENSIONS.items() if n != "Karima"})
        place.reload()
        phone.tries()
        return place.why("Karima")
