"""What the kernel of the server loses on its own."""
import signal
import socket
import struct

from machines import cable
from place import Place
from table import failure
from town import SERVER


@failure("kernel: the receive buffer overflows", "drops")
def receive_buffer():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        place.daemon.send_signal(signal.SIGSTOP)
        data = phone.request(more=f"X-Ballast: {'x' * 8000}\r\n")
        for _ in range(6000):
            phone.send(data)
        place.daemon.send_signal(signal.SIGCONT)
        return place.check("drops")


@failure("kernel: drops what would go back another way", "rpfilter")
def reverse_path():
    with Place() as place:
        # A second uplink; the way back to the phone leads over the first.
        machine = place.town.machine()
        cable(place.server, "wan1", machine, "eth0")
        place.server.ip("addr add 198.51.100.10/24 dev wan1", "route add default via 203.0.113.1")
        place.server.sysctl(net__ipv4__conf__all__rp_filter=1, net__ipv4__conf__wan1__rp_filter=1)
        machine.ip("addr add 192.0.2.7/32 dev eth0", "addr add 198.51.100.20/24 dev eth0")
        # Else the question for the server's card would already be dropped.
        card = place.server.do("cat", "/sys/class/net/wan1/address").stdout.strip()
        machine.ip(f"neigh replace 198.51.100.10 lladdr {card} dev eth0 nud permanent")
        machine.address = "192.0.2.7"
        phone = place.phone(machine, server=("198.51.100.10", 5060))
        phone.insist(phone.request(), copies=3)
        assert place.snapshot()["datagrams"] == 0, "the packets were not dropped"
        return place.check("rpfilter")


def fragment(number, source):
    """The first half of a datagram whose second half never comes, as an IP packet."""
    payload = struct.pack("!HHHH", 5060, 5060, 3008, 0) + b"x" * 1000
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), number, 0x2000, 64, 17, 0,
                       socket.inet_aton(source), socket.inet_aton(SERVER)) + payload
