"""Phones that work, in every way in which they may: nothing may be claimed."""
import time

from firewalls import OUTPUT, with_ufw
from phone import challenge_of
from place import EXTENSIONS, Place, Verdict, wait_for
from real import Baresip, sipp, sipsak
from silence import scan
from table import healthy, nothing_claimed
from town import DOMAIN, SERVER, SERVER_SIX


@healthy("registers and refreshes (baresip)")
def registers():
    with Place(min_expires=2, default_expires=4, max_expires=4) as place, \
            Baresip(place.town.host(20), "1001", "kitob7AB", interval=4) as phone:
        phone.is_registered()
        place.sure_log("Registered 1001 at")
        wait_for(lambda: sum("200 OK for 1001" in line for line in place.log()) >= 2, "a refresh", 12)
        return nothing_claimed(place)


@healthy("registers (sipsak)")
def registers_sipsak():
    with Place() as place:
        is_registered, text = sipsak(place.town.host(20), "1001", "kitob7AB", 5070)
        assert is_registered, text[-300:]
        return nothing_claimed(place)


@healthy("registers (sipp)")
def registers_sipp():
    with Place() as place:
        is_registered, text = sipp(place.town.host(20), "1001", "kitob7AB", 5070)
        assert is_registered, text[-300:]
        return nothing_claimed(place)


@healthy("watch: registers")
def watched():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        with place.watching(10, "1001") as said:
            phone.registers()
    assert said[0].cause == "registered", said[0]


@healthy("watch: registers while scanners knock")
def watched_among_scanners():
    with Place() as place:
        phone, stranger = place.phone(place.town.host(20)), place.town.host(66)
        with place.watching(10) as said:
            scan(place, stranger)
            phone.registers()
            scan(place, stranger)
    assert said[0].cause == "registered", said[0]


@healthy("two phones on one extension")
def two_phones():
    with Place() as place:
        for number in (20, 21):
            place.phone(place.town.host(number)).registers()
        assert len(place.snapshot()["accounts"][0]["bindings"]) == 2
        return nothing_claimed(place)


def behind_router(**kinds):
    with Place() as place:
        _, machine = place.town.home(1, **kinds)
        phone = place.phone(machine, port=5060)
        phone.registers()
        phone.registers()
        return nothing_claimed(place)


@healthy("behind NAT, with a private contact")
def nat():
    return behind_router()


@healthy("behind NAT with a random port for each mapping")
def random_nat():
    return behind_router(random=True)


@healthy("behind a router with the kernel's SIP ALG")
def alg():
    return behind_router(alg=True)


@healthy("behind NAT, without rport")
def without_rport():
    with Place() as place:
        _, machine = place.town.home(1, random=True)
        place.phone(machine).registers(rport=False)
        return nothing_claimed(place)


@healthy("two homes with the same private contact")
def two_homes():
    with Place() as place:
        for number, user in ((1, "1001"), (2, "1002")):
            _, machine = place.town.home(number)
            place.phone(machine, user, port=5060).registers()
        nothing_claimed(place, "1002")
        return nothing_claimed(place)


@healthy("registers by address instead of the name")
def by_address():
    with Place() as place:
        place.phone(place.town.host(20), domain=SERVER).registers()
        return nothing_claimed(place)


@healthy("the first answer is lost, the second arrives")
def one_lost():
    with Place() as place:
        machine = place.town.host(20)
        machine.nft("table ip f { chain in { type filter hook input priority 0; udp sport 5060 limit rate over 1/hour burst 1 packets counter accept; udp sport 5060 drop; }; }")
        phone = place.phone(machine)
        answer = phone.login(patience=4)
        assert answer.status == 200, answer.start
        # An answer is sent before it is logged.
        came = "Request: REGISTER"
        wait_for(lambda: sum(came in line for line in place.log()) == 3, "three requests, one of whose answers was lost")
        return nothing_claimed(place)


@healthy("the nonce has grown old")
def old_nonce():
    with Place(nonce_lifetime=30) as place:
        phone = place.phone(place.town.host(20))
        challenge = challenge_of(phone.ask(phone.request()))
        assert phone.ask(phone.request(authorization=phone.credentials(challenge))).status == 200
        time.sleep(32)
        stale = phone.ask(phone.request(authorization=phone.credentials(challenge, nc="00000002")))
        assert challenge_of(stale).get("stale", "").lower() == "true", stale.start
        fresh = challenge_of(stale)
        assert phone.ask(phone.request(authorization=phone.credentials(fresh))).status == 200
        return nothing_claimed(place)


old_nonce.is_long = True


@healthy("the service restarts, phones go on")
def restart():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        challenge = challenge_of(phone.ask(phone.request()))
        assert phone.ask(phone.request(authorization=phone.credentials(challenge))).status == 200
        place.stop()
        assert place.run()
        stale = phone.ask(phone.request(authorization=phone.credentials(challenge, nc="00000002")))
        nothing_claimed(place)
        assert phone.ask(phone.request(authorization=phone.credentials(challenge_of(stale)))).status == 200
        return nothing_claimed(place)


@healthy("un-registers")
def leaves():
    with Place() as place:
        phone = place.phone(place.town.host(20))
        phone.registers()
        phone.leave()
        return nothing_claimed(place, expected="unregistered")


@healthy("over IPv6")
def over_six():
    with Place(six=True, listen="[::]:5060") as place:
        machine = place.town.host(20)
        place.phone(machine, six=True, address="2001:db8:113::20").registers()
        return nothing_claimed(place)


@healthy("a name as extension, as its file writes it")
def name():
    with Place() as place:
        place.phone(place.town.host(20), "Karima").registers()
        return nothing_claimed(place, "Karima")


@healthy("letters beyond ASCII in the password, as UTF-8")
def letters():
    with Place() as place:
        place.phone(place.town.host(20), "1003").registers()
        return nothing_claimed(place, "1003")


@healthy("SHA-256, where it is offered")
def sha256():
    with Place(algorithms="SHA-256") as place:
        place.phone(place.town.host(20)).registers(with_login={"algorithm": "SHA-256"})
        return nothing_claimed(place)


@healthy("the old form without qop")
def without_qop():
    with Place() as place:
        place.phone(place.town.host(20)).registers(with_login={"qop": ""})
        return nothing_claimed(place)


@healthy("probe: all is well")
def probe():
    with Place(six=True, listen="[::]:5060") as place:
        machine = place.town.host(20)
        machine.cover("/etc/hosts", f"127.0.0.1 localhost\n{SERVER} {DOMAIN}\n{SERVER_SIX} {DOMAIN}\n")
        objects = place.ask("probe", DOMAIN, "--user", "1001", "--stdin", machine=machine, config=False, text=EXTENSIONS["1001"] + "\n")
        bad = [o for o in objects if o["result"] not in ("ok", "unknown")]
        assert objects and not bad, bad or objects
        assert Verdict.of_check(objects, "verdict").strength == "ok"


@healthy("doctor on a host where all is well")
def doctor():
    with Place() as place:
        place.phone(place.town.host(20)).registers()
        objects = place.ask("doctor")
        bad = [f"{o['id']}: {o['text']}" for o in objects if o["result"] == "problem"]
        assert len(objects) >= 20 and not bad, bad or objects
        # It is no service of systemd here; nothing else may even hint.
        hints = [f"{o['id']}: {o['text']}" for o in objects if o["result"] == "hint" and o["id"] != "disk"]
        assert not hints, hints


@healthy("doctor behind firewalls that let phones in")
def open_firewalls():
    for prepare, check in (
            (lambda p: p.server.nft("table inet f { chain in { type filter hook input priority 0; policy drop; ct state established,related accept; "
                                    "tcp dport { 22, 443 } accept; udp dport { 53, 5060 } accept; }; }"), "nft"),
            (lambda p: with_ufw(p, "allow 22/tcp", "allow 5060/udp"), "ufw"),
            (lambda p: with_ufw(p, "allow 5060"), "nft"),
            # Answers belong to packets that were let in.
            (lambda p: with_ufw(p, "allow 5060/udp", "default deny outgoing"), "ufw"),
            # Of what iptables wrote only half can be read; what cannot be known is no claim.
            (lambda p: p.server.do("iptables-restore", text="*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n"
                                   "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n-A INPUT -p udp -m multiport --dports 5060,5061 -j ACCEPT\nCOMMIT\n"), "nft")):
        with Place() as place:
            prepare(place)
            place.phone(place.town.host(20)).registers()
            found = place.check(check)
            assert found.strength != "problem", f"{check}: {found.strength}: {found.text}"
            nothing_claimed(place)


@healthy("DNS: A, AAAA and SRV lead here")
def records():
    with Place(six=True, listen="[::]:5060") as place:
        place.resolver.records = {(DOMAIN, "A"): [SERVER], (DOMAIN, "AAAA"): [SERVER_SIX],
                                  (f"_sip._udp.{DOMAIN}", "SRV"): [(10, 10, 5060, DOMAIN)]}
        for name in ("dns-a", "dns-aaaa", "dns-srv"):
            found = place.check(name)
            assert found.strength == "ok", f"{name}: {found.strength}: {found.text}"


@healthy("the firewall that forbade our answers is fixed")
def fixed():
    with Place() as place:
        place.server.nft(OUTPUT)
        phone = place.phone(place.town.host(20))
        phone.insist(phone.request(), copies=2)
        place.server.do("nft", "flush", "ruleset")
        phone.registers()
        found = place.check("egress")
        assert found.strength != "problem", f"egress: {found.text}"
        said = place.why()
        assert said.cause == "registered", said


@healthy("a server behind its provider's address translation")
def translated():
    with Place() as place:
        place.server.ip("addr flush dev wan0", "addr add 10.0.0.5/24 dev wan0")
        for name in ("dns-a", "addr"):
            found = place.check(name)
            assert found.strength != "problem", f"{name}: {found.text}"
