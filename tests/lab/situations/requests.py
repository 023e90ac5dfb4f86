"""Requests that cannot be granted, however right the login is."""
import time

from place import Place, wait_for
from table import SUSPECT, failure


def asks(odd, times=1, todo=None, **settings):
    with Place(**settings) as place:
        phone = place.phone(place.town.host(20))
        phone.tries(times, **odd)
        said = place.why()
        yield said
        if todo:
            place.fixed(said, todo, phone)


@failure("request: an interval too brief", "interval-too-brief")
def too_brief():
    return asks({"expires": 5}, todo="set “Expires” to 300")


@failure("request: contact * without Expires 0", "bad-contact")
def star():
    return asks({"contact": "*", "expires": 3600})


@failure("request: contact * beside another", "bad-contact")
def star_beside():
    return asks({"contact": "*, <sip:1001@203.0.113.20>", "expires": 0})


@failure("request: a contact that is no SIP address", "bad-contact")
def bad_contact():
    return asks({"contact": "<sip:>"})


@failure("request: too many contacts", "too-many-contacts")
def too_many():
    return asks({"contact": ", ".join(f"<sip:1001@203.0.113.20:{6000 + i}>" for i in range(11))})


@failure("watch: CSeq falls back after a restart of the phone", "cseq-not-greater")
def cseq_falls():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        phone.cseq = 500
        phone.registers()
        with place.watching(4, "1001") as said:
            # It comes back with its old Call-ID and counts from 1.
            phone.cseq = 0
            answer = phone.login()
        assert answer.status == 400, answer.start
    return said[0]


@failure("request: for a domain that is not served", "wrong-domain")
def wrong_domain():
    with Place(domain="sip.example.com") as place:
        place.phone(place.town.host(20), domain="sip.exmaple.com").tries()
        return place.why()


@failure("request: malformed", "malformed")
def malformed():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        data = phone.request().replace(b"1 REGISTER", b"1 INVITE")
        assert phone.ask(data).status == 400
        said = place.why()
    assert "CSeq" in said.facts["certain"], said.text
    return said


@failure("request: the account is a tel: URI", "to-is-no-sip-uri")
def tel_uri():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        assert phone.ask(phone.request(to="<tel:1001>")).status == 400
        said = place.why()
        yield said
        place.fixed(said, "enter the account as  sip:1001@", phone)


@failure("request: a router has written its own address into it", "domain-of-sender")
def domain_of_sender():
    with Place(domain="sip.example.com") as place:
        phone = place.phone(place.town.host(20))
        assert phone.ask(phone.request(uri="sip:203.0.113.20")).status == 404
        said = place.why()
        yield said
        place.fixed(said, "turn off “SIP ALG”", phone)


@failure("request: a router cuts it at 512 bytes", "malformed")
def cut_short():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        data = phone.request(more=f"X-Allow: {'x' * 300}\r\n")[:512]
        assert phone.ask(data).status == 400
        said = place.why()
        yield said
        place.fixed(said, "turn off “SIP ALG” in the router", phone)


@failure("request: insists on an extension that is not there", "bad-extension")
def bad_extension():
    return asks({"more": "Require: sec-agree\r\n"})


@failure("request: for a telephone number", "unsupported-scheme")
def unsupported_scheme():
    return asks({"uri": "tel:+998712001001"})


@failure("the phone loops", "loops")
def loops():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        for _ in range(300):
            phone.send(phone.request())
        wait_for(lambda: place.snapshot()["outcomes"]["slowed"], "the loop to be noticed")
        said = place.why()
    assert "Lab/1.0" in said.text, f"it does not name the program: {said.text}"
    return said


@failure("a neighbour loops, and the phone is silent", "cannot-answer", SUSPECT)
def neighbour_loops():
    with Place() as place:
        _, one, two = place.town.home(1, phones=2)
        phone, other = place.phone(two), place.phone(one, "1002")
        for _ in range(300):
            other.send(other.request())
        assert phone.insist(phone.request(), 3).status == 401
        time.sleep(4)
        return place.why()


@failure("two devices hold a copy of the same settings", "shared-instance")
def one_instance():
    with Place() as place:
        phones = [place.phone(place.town.host(number)) for number in (20, 21)]
        for phone in phones:
            phone.contact += ';+sip.instance="<urn:uuid:00000000-0000-0000-0000-000000000001>"'
        for phone in phones * 4:
            phone.registers()
        said = place.why()
        yield said
        place.fixed(said, "set it up again", phones[0], contact=f'<sip:1001@{phones[0].at}>;+sip.instance="<urn:uuid:2>"')
        assert len(place.snapshot()["accounts"][0]["bindings"]) == 2


@failure("two devices push each other out", "flapping")
def flapping():
    with Place(max_contacts=1) as place:
        one, two = (place.phone(place.town.host(n), agent=a) for n, a in ((20, "Zoiper"), (21, "MicroSIP")))
        for _ in range(4):
            one.registers()
            two.registers()
        said = place.why()
        yield said
        place.fixed(said, "max-contacts", one)
        two.registers()
        assert len(place.snapshot()["accounts"][0]["bindings"]) == 2


@failure("one device has pushed another out", "evicted")
def evicted():
    with Place(max_contacts=1) as place:
        one, two = (place.phone(place.town.host(n), agent=a) for n, a in ((20, "Linphone/5.1"), (21, "baresip")))
        one.registers()
        two.registers()
        said = place.why()
        yield said
        place.fixed(said, "max-contacts", one)
        assert len(place.snapshot()["accounts"][0]["bindings"]) == 2


@failure("it registers and then drops", "drops", SUSPECT)
def drops():
    with Place(min_expires=1, default_expires=2, max_expires=2) as place:
        place.phone(place.town.host(20), agent="Zoiper for Android").registers(expires=2)
        wait_for(lambda: not any(a["bindings"] for a in place.snapshot()["accounts"]), "the registration to end")
        return place.why()


@failure("watch: an interval too brief", "interval-too-brief")
def watch_too_brief():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        with place.watching(4, "203.0.113.20") as said:
            phone.tries(expires=5)
    return said[0]
