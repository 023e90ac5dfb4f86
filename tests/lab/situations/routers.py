"""Routers that change what they carry."""
import re
import threading

from place import Place
from table import SUSPECT, failure
from town import ALG, SERVER


class Rewriter:
    """An “SIP ALG” on a home's router: takes the phone's datagrams to port 5060, rewrites them, sends them on from the
    router's own address, and hands answers back if it `returns` them. The phone notices nothing of it."""

    def __init__(self, router, rewrite, returns=True):
        router.nft("table ip take { chain pre { type nat hook prerouting priority -101; iifname lan0 udp dport 5060 redirect to :5999; }; }")
        router.nft('add rule ip fw in iifname "wan0" udp sport 5060 accept' if returns else "add rule ip fw in drop")
        self.inner, self.outer = router.socket(("0.0.0.0", 5999)), router.socket((router.address, 0))
        self.rewrite, self.peer, self.over = rewrite, None, False
        self.port = self.outer.getsockname()[1]
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self.out, self.back)]
        for line in (self.inner, self.outer):
            line.settimeout(0.2)
        for thread in self.threads:
            thread.start()

    def carry(self, line, act):
        while not self.over:
            try:
                act(*line.recvfrom(65536))
            except OSError:
                continue

    def out(self):
        def act(data, peer):
            self.peer = peer
            self.outer.sendto(self.rewrite(data), (SERVER, 5060))
        self.carry(self.inner, act)

    def back(self):
        self.carry(self.outer, lambda data, _: self.inner.sendto(data, self.peer))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.over = True
        for thread in self.threads:
            thread.join(2)
        self.inner.close()
        self.outer.close()


def public_via(data):
    """The public address and its usual port in Via and Contact, `rport` struck out."""
    data = re.sub(rb"(Via: SIP/2.0/UDP )[^;]+;rport", rb"\g<1>203.0.113.1:5060", data)
    return re.sub(rb"(Contact: <sip:[^@]+@)[^>]+", rb"\g<1>203.0.113.1:5060", data)


def other_host(data):
    """The server's address instead of its name, also in what the digest protects."""
    start, rest = data.split(b"\r\n", 1)
    start = start.replace(b"sip:sip.example.com", b"sip:203.0.113.10")
    return start + b"\r\n" + re.sub(rb'cnonce="[^"]*"', b'cnonce="00000000"', rest)


@failure("SIP ALG: puts its own address into Via, loses the answers", "sip-alg", SUSPECT)
def via():
    with Place() as place:
        router, machine = place.town.home(1)
        with Rewriter(router, public_via, returns=False):
            phone = place.phone(machine)
            phone.insist(phone.request(), copies=5)
            return place.why()


via.is_long = True


@failure("SIP ALG: spoils the digest", "sip-alg", SUSPECT)
def digest():
    with Place() as place:
        router, machine = place.town.home(1)
        with Rewriter(router, other_host):
            place.phone(machine).tries()
            return place.why()


@failure("SIP ALG of the kernel, and a wrong password", "password-trailing-space")
def kernel():
    with Place() as place:
        router, machine = place.town.home(1, alg=True)
        place.phone(machine, password="kitob7AB ", port=5060).tries()
        return place.why()


@failure("host: a SIP helper works on this machine's own port", "sip-helper")
def helper():
    with Place() as place:
        place.server.nft(ALG)
        return place.check("sip-helper")
