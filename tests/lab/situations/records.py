"""DNS: where the name leads."""
from place import Place, Verdict
from table import SUSPECT, failure
from town import DOMAIN, SERVER


def led(check, records, six=False, **settings):
    with Place(six=six, **settings) as place:
        place.resolver.records = {(DOMAIN, "A"): [SERVER], **records}
        return place.check(check)


@failure("DNS: A leads elsewhere", "dns-a")
def elsewhere():
    return led("dns-a", {(DOMAIN, "A"): ["198.51.100.9"]})


@failure("DNS: one of two A records leads elsewhere", "dns-a")
def partly():
    return led("dns-a", {(DOMAIN, "A"): [SERVER, "198.51.100.9"]})


@failure("DNS: A leads to a web proxy", "dns-a")
def proxy():
    return led("dns-a", {(DOMAIN, "A"): ["104.21.5.5"]})


@failure("DNS: the name does not exist", "dns-a")
def absent():
    with Place() as place:
        place.resolver.records = {("other.example.com", "A"): [SERVER]}
        return place.check("dns-a")


@failure("DNS: AAAA leads elsewhere", "dns-aaaa")
def aaaa_elsewhere():
    return led("dns-aaaa", {(DOMAIN, "AAAA"): ["2001:db8::bad"]})


@failure("DNS: AAAA leads here, and there is no IPv6 socket", "dns-aaaa")
def aaaa_deaf():
    return led("dns-aaaa", {(DOMAIN, "AAAA"): ["2001:db8:113::10"]}, six=True)


@failure("DNS: SRV names another port", "dns-srv")
def srv_port():
    return led("dns-srv", {(f"_sip._udp.{DOMAIN}", "SRV"): [(10, 10, 5062, DOMAIN)]})


@failure("DNS: SRV names another host", "dns-srv")
def srv_host():
    return led("dns-srv", {(f"_sip._udp.{DOMAIN}", "SRV"): [(10, 10, 5060, "old.example.com")], ("old.example.com", "A"): ["198.51.100.9"]})


@failure("probe: the name's IPv6 address does not answer", "verdict")
def probe_half():
    with Place(six=True) as place:
        machine = place.town.host(20)
        machine.cover("/etc/hosts", f"127.0.0.1 localhost\n{SERVER} {DOMAIN}\n2001:db8:113::10 {DOMAIN}\n")
        said = Verdict.of_check(place.ask("probe", DOMAIN, machine=machine, config=False), "verdict")
    assert "2001:db8:113::10" in said.text, said.text
    return said


@failure("probe: the name leads nowhere", "verdict")
def probe_nowhere():
    with Place() as place:
        return Verdict.of_check(place.ask("probe", "no.example.com", machine=place.town.host(20), config=False), "verdict")
