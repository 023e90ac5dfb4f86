"""What reaches the machine and not the service: another port, address or family, and what the kernel does to it."""
import socket
import struct

from kernel import fragment
from place import Place
from table import SUSPECT, failure
from town import SERVER, SERVER_SIX

INNER = "10.0.0.5"


def watched(place, phone, copies=3, who="1001"):
    with place.watching(4, who) as said:
        phone.insist(phone.request(), copies=copies)
    return said[0]


def watched_and_fixed(place, phone, todo, mentions="", **changes):
    said = watched(place, phone)
    assert mentions in said.text, said.text
    yield said
    place.fixed(said, todo, phone, **changes)


@failure("watch: the phone is set to another port", "sent-elsewhere", SUSPECT)
def other_port():
    with Place() as place:
        phone = place.phone(place.town.host(20), server=(SERVER, 5061))
        yield from watched_and_fixed(place, phone, "on the phone: port 5060", server=(SERVER, 5060))


@failure("watch: it listens on an inner address, the phone asks the outer one", "sent-elsewhere", SUSPECT)
def other_address():
    with Place(start=False, listen=f"{INNER}:5060") as place:
        place.server.ip(f"addr add {INNER}/24 dev wan0")
        assert place.run()
        yield from watched_and_fixed(place, place.phone(place.town.host(20)), "listen *:5060", f"{SERVER}:5060")


@failure("watch: the phone comes by IPv6, the service knows IPv4", "sent-elsewhere", SUSPECT)
def other_family():
    with Place(six=True) as place:
        machine = place.town.host(20)
        phone = place.phone(machine, server=(SERVER_SIX, 5060), address="2001:db8:113::20")
        yield from watched_and_fixed(place, phone, "listen *:5060", SERVER_SIX)


@failure("watch: a rule sends the port on to another", "blocked-here")
def redirected():
    with Place() as place:
        place.server.nft("table inet nat { chain pre { type nat hook prerouting priority -100; udp dport 5060 redirect to :5070; }; }")
        yield from watched_and_fixed(place, place.phone(place.town.host(20)), "sudo nft", "redirects UDP 5060")


@failure("watch: a rule lets one packet a minute in", "partly-blocked-here")
def limited():
    with Place() as place:
        place.server.nft("table inet f { chain in { type filter hook input priority 0; "
                         "udp dport 5060 limit rate over 1/minute burst 1 packets drop; }; }")
        phone = place.phone(place.town.host(20))
        with place.watching(6, "1001") as said:
            assert phone.ask(phone.request()).status == 401
            for _ in range(4):
                phone.insist(phone.request(), copies=2)
        yield said[0]
        place.fixed(said[0], "sudo nft", phone)


def checksummed(machine, phone, copies):
    """The phone's request as IP packets whose checksum is wrong."""
    data = phone.request()
    udp = struct.pack("!HHHH", phone.port, 5060, 8 + len(data), 0x0bad) + data
    with machine.network():
        raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
        raw.bind((machine.address, 0))
        for _ in range(copies):
            raw.sendto(udp, (SERVER, 0))
        raw.close()


@failure("watch: the checksums of the phone's packets are wrong", "wrong-checksum")
def wrong_checksums():
    with Place() as place:
        machine = place.town.host(20)
        phone = place.phone(machine)
        with place.watching(4, "1001") as said:
            checksummed(machine, phone, 4)
        assert place.snapshot()["datagrams"] == 0, "the kernel has let them pass"
        found = place.check("drops")
    assert "checksum" in found.text, found.text
    return said[0]


@failure("watch: only the first part of each request arrives", "rest-missing")
def torn():
    with Place() as place:
        machine = place.town.host(20)
        with place.watching(4, "1001") as said, machine.network():
            raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
            for number in range(1, 5):
                raw.sendto(fragment(number, machine.address), (SERVER, 0))
            raw.close()
    return said[0]
