"""Answers that do not arrive: lost on the way, refused, without a way."""
import signal
import time

from machines import cable
from place import Place
from real import Baresip
from table import SUSPECT, failure

LOSE = "table ip f { chain in { type filter hook input priority 0; udp sport 5060 drop; }; }"


@failure("answers are lost on the way (eleven copies)", "answers-lost", SUSPECT)
def lost():
    with Place() as place:
        machine = place.town.host(20)
        machine.nft(LOSE)
        phone = place.phone(machine)
        phone.insist(phone.request(), copies=11)
        return place.why()


lost.is_long = True


@failure("answers are lost on the way (baresip)", "answers-lost", SUSPECT)
def lost_of_baresip():
    with Place() as place:
        machine = place.town.host(20)
        machine.nft(LOSE)
        with Baresip(machine, "1001", "kitob7AB"):
            time.sleep(5)
            return place.why()


@failure("watch: answers are lost behind a router", "answers-lost", SUSPECT)
def watch_lost():
    with Place() as place:
        router, machine = place.town.home(1)
        machine.nft(LOSE)
        phone = place.phone(machine)
        with place.watching(6, "1001") as said:
            phone.insist(phone.request(), copies=4)
    return said[0]


@failure("the phone is gone when the answer comes", "answer-refused")
def refused():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        # Held back, so that the answer cannot be faster than the phone's end.
        place.daemon.send_signal(signal.SIGSTOP)
        phone.send(phone.request())
        phone.close()
        place.daemon.send_signal(signal.SIGCONT)
        place.sure_log("Answer refused at")
        return place.why()


def refused_by(icmp, six=False, **settings):
    with Place(six=six, **settings) as place:
        machine = place.town.host(20)
        machine.nft(f"table inet f {{ chain in {{ type filter hook input priority 0; udp sport 5060 reject with {icmp}; }}; }}")
        phone = place.phone(machine, **({"six": True, "address": "2001:db8:113::20"} if six else {}))
        phone.insist(phone.request(), copies=3)
        return place.why()


@failure("a firewall on the way refuses the answers", "answer-prohibited")
def prohibited():
    return refused_by("icmp type admin-prohibited")


@failure("a firewall on the way refuses the answers, as to a host", "answer-prohibited")
def prohibited_to_host():
    return refused_by("icmp type host-prohibited")


@failure("a firewall on the way refuses the answers (a socket of both)", "answer-prohibited")
def prohibited_to_both():
    return refused_by("icmp type admin-prohibited", listen="[::]:5060")


@failure("a firewall on the way refuses the answers (IPv6)", "answer-prohibited")
def prohibited_six():
    return refused_by("icmpv6 type admin-prohibited", six=True, listen="[::]:5060")


@failure("a router on the way knows no way to the phone", "answer-unreachable")
def unreachable():
    return refused_by("icmp type host-unreachable")


@failure("a router on the way knows no way to the phone (IPv6)", "answer-unreachable")
def unreachable_six():
    return refused_by("icmpv6 type no-route", six=True, listen="[::]:5060")


@failure("there is no way back to the phone", "answer-unreachable")
def no_way_back():
    with Place() as place:
        machine = place.town.host(20)
        machine.ip("addr add 10.9.8.7/32 dev wan0")
        place.server.sysctl(net__ipv4__conf__all__rp_filter=0, net__ipv4__conf__wan0__rp_filter=0)
        phone = place.phone(machine, address="10.9.8.7")
        phone.insist(phone.request(), copies=3)
        return place.why()


@failure("the phone has left the network before the answer", "answer-unreachable")
def left_the_network():
    with Place() as place:
        machine = place.town.host(20)
        phone = place.phone(machine)
        # The server asks for the address of the phone's network card, and nobody answers.
        machine.ip("link set wan0 arp off")
        place.server.do("ip", "neigh", "flush", "all")
        machine.do("ip", "neigh", "replace", "203.0.113.10", "lladdr", mac(place.server), "dev", "wan0", "nud", "permanent")
        phone.insist(phone.request(), copies=4, seconds=2)
        return place.why()


@failure("two devices have one address, and each closes the other's port", "answer-refused")
def one_address():
    with Place() as place:
        machine = place.town.host(20)
        machine.nft("table ip f { chain in { type filter hook input priority 0; udp sport 5060 reject with icmp type port-unreachable; }; }")
        phone = place.phone(machine)
        phone.insist(phone.request(), copies=5)
        said = place.why()
        assert "has ended" not in said.text and "one address" in said.text, said.text
        yield said
        machine.do("nft", "flush", "ruleset")
        place.fixed(said, "an address of its own", phone)


@failure("the answers leave by another line than the requests come", "answers-lost", SUSPECT)
def other_line():
    with Place() as place:
        phone = by_second_line(place)
        with place.watching(6, "1001") as said:
            phone.insist(phone.request(), copies=4)
        assert "wan1" in said[0].text and "wan0" in said[0].text, said[0].text
        yield said[0]
        place.fixed(said[0], "sudo ip rule add", phone)


def by_second_line(place):
    """A phone that comes over a second line of the server, while the way back leads over the first and is a dead end."""
    machine = place.town.machine()
    cable(place.server, "wan1", machine, "eth0")
    place.server.ip("addr add 198.51.100.10/24 dev wan1", "route add default via 203.0.113.1",
                    "route add default via 198.51.100.1 metric 200")
    place.server.sysctl(net__ipv4__conf__all__rp_filter=0, net__ipv4__conf__wan0__rp_filter=0, net__ipv4__conf__wan1__rp_filter=0)
    machine.ip("addr add 198.51.100.1/24 dev eth0", "addr add 192.0.2.7/32 dev eth0")
    card = place.server.do("cat", "/sys/class/net/wan1/address").stdout.strip()
    machine.ip(f"neigh replace 198.51.100.10 lladdr {card} dev eth0 nud permanent")
    # What goes out by the first line meets a gateway that drops it.
    gateway = place.town.host(1)
    gateway.sysctl(net__ipv4__ip_forward=0)
    place.server.ip(f"neigh replace 203.0.113.1 lladdr {mac(gateway)} dev wan0 nud permanent")
    machine.address = "192.0.2.7"
    return place.phone(machine, server=("198.51.100.10", 5060))


def mac(machine):
    return machine.do("cat", "/sys/class/net/wan0/address").stdout.strip()


@failure("answers are lost, attempt after attempt", "answers-lost", SUSPECT)
def attempts_in_vain():
    with Place() as place:
        machine = place.town.host(20)
        machine.nft(LOSE)
        phone = place.phone(machine)
        for _ in range(3):
            phone.insist(phone.request(), copies=4)
            phone.new_call()
        return place.why()


attempts_in_vain.is_long = True
