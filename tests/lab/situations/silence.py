"""Nothing arrives, or not what should; or nobody is there to receive it."""
import signal
import socket
import struct
import time

from phone import numbers
from place import Place, Verdict
from table import SUSPECT, failure
from town import DOMAIN, SERVER


def scan(place, stranger, times=30):
    """Asks for many extensions that do not exist, as a scanner does."""
    for name, _ in zip(numbers(), range(times)):
        phone = place.phone(stranger, name, "", agent="friendly-scanner")
        phone.send(phone.request())
        phone.close()


@failure("no packet has ever come", "nothing-arrived")
def nothing_ever():
    with Place() as place:
        return place.why()


@failure("watch: nothing comes", "nothing-now")
def watch_nothing():
    with Place() as place:
        with place.watching(3, "1001") as said:
            pass
        yield said[0]
        place.fixed(said[0], "on the phone", place.phone(place.town.host(20)))


@failure("only strangers come", "nothing-of-it")
def only_strangers():
    with Place() as place:
        scan(place, place.town.host(66))
        said = place.why()
        yield said
        place.fixed(said, f"on the phone: server {DOMAIN}, port 5060, transport UDP", place.phone(place.town.host(20)))


@failure("only a scanner has asked for it", "nothing-of-it")
def only_a_scanner():
    with Place() as place:
        phone = place.phone(place.town.host(66), agent="friendly-scanner")
        assert phone.ask(phone.request()).status == 401
        time.sleep(3)
        said = place.why()
    assert "scanner" in said.facts["certain"], said.text
    return said


@failure("watch: only strangers come", "nothing-but-others")
def watch_strangers():
    with Place() as place:
        stranger = place.town.host(66)
        with place.watching(3) as said:
            scan(place, stranger)
    return said[0]


@failure("watch: only another phone comes", "nothing-but-others")
def watch_other_phone():
    with Place() as place:
        other = place.phone(place.town.host(7), "1001")
        assert other.login().status == 200
        # A service that has forgotten it all hears plain refreshes only.
        place.daemon.terminate()
        place.daemon.wait()
        place.run()
        with place.watching(3, "1002") as said:
            assert other.login().status == 200
    assert "no request from 1002" in said[0].facts["certain"], said[0].text
    return said[0]


@failure("only this machine itself has sent something", "nothing-from-outside")
def only_inside():
    with Place() as place:
        place.ask("probe", "127.0.0.1", config=False)
        return place.why()


@failure("the service is not running", "not-running")
def not_running():
    with Place() as place:
        place.stop()
        return place.why()


@failure("the service hangs", "no-answer")
def hangs():
    with Place() as place:
        place.daemon.send_signal(signal.SIGSTOP)
        said = place.why()
        yield said
        place.fixed(said, "systemctl restart sipregd", place.phone(place.town.host(20)))


@failure("the folder for the status file is full", "no-status")
def no_room():
    with Place(start=False) as place:
        runtime = place.folder / "runtime"
        place.server.do("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", runtime)
        assert place.run()
        place.server.do("sh", "-c", f"head -c 65536 /dev/zero > {runtime}/fill", check=False)
        return place.why()


@failure("it is asked for with the runtime folder of another", "other-sipregd")
def other_folder():
    with Place() as place:
        place.write_config(runtime=place.folder)
        said = place.why()
        assert str(place.daemon.pid) in said.text and "kill" not in said.todo, said.todo
        return said


@failure("the port is taken by another program", "other")
def port_taken():
    with Place(start=False) as place:
        taker = place.server.start("python3", "-c", "import socket, time; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); "
                                   "s.bind(('0.0.0.0', 5060)); print('ready', flush=True); time.sleep(60)", stdout=-1)
        try:
            assert taker.stdout.readline() == b"ready\n"
            assert not place.run(), "it started on a port that was taken"
            said = place.check("other")
            assert said.facts.get("pid") == str(taker.pid) and "python" in said.facts.get("name", ""), f"wrongly named: {said.facts}"
            place.sure_log("already in use")
            return said
        finally:
            taker.kill()
            taker.wait()
            taker.stdout.close()


@failure("the address to listen on is not on this machine", "addr")
def address_absent():
    with Place(start=False, listen="198.51.100.5:5060") as place:
        place.begin()
        place.sure_log("is not an address of this machine yet")
        return place.check("addr")


@failure("it listens on loopback only", "socket")
def loopback():
    with Place(listen="127.0.0.1:5060") as place:
        return place.check("socket")


def knocks_by_tcp(port):
    with Place() as place:
        phone = place.town.host(20)
        with place.watching(3, "1001") as said:
            line = phone.socket(kind=socket.SOCK_STREAM)
            line.settimeout(1)
            try:
                line.connect((SERVER, port))
            except OSError:
                pass
            line.close()
        assert ("TLS" if port == 5061 else "TCP") in said[0].text + str(said[0].facts), said[0].text
        yield said[0]
        place.fixed(said[0], "set the transport to UDP and the port to 5060", place.phone(phone))


@failure("watch: the phone is set to TCP", "tries-tcp", SUSPECT)
def tries_tcp():
    return knocks_by_tcp(5060)


@failure("watch: the phone is set to TLS", "tries-tcp", SUSPECT)
def tries_tls():
    return knocks_by_tcp(5061)


@failure("probe: the server is silent", "verdict")
def probe_silent():
    with Place() as place:
        place.server.nft("table ip f { chain in { type filter hook input priority 0; udp dport 5060 drop; }; }")
        return Verdict.of_check(place.ask("probe", DOMAIN, machine=place.town.host(20), config=False), "verdict")


def knocks(machine, sources, pause):
    """A REGISTER from each address, as a scanner sends them that waits for no answer."""
    with machine.network():
        raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    for n, source in enumerate(sources):
        text = (f"REGISTER sip:{DOMAIN} SIP/2.0\r\nVia: SIP/2.0/UDP {source}:5060;branch=z9hG4bK{n};rport\r\nFrom: <sip:9{n}@{DOMAIN}>;tag=1\r\n"
                f"To: <sip:9{n}@{DOMAIN}>\r\nCall-ID: {n}\r\nCSeq: 1 REGISTER\r\nUser-Agent: friendly-scanner\r\nContent-Length: 0\r\n\r\n").encode()
        datagram = struct.pack("!HHHH", 5060, 5060, 8 + len(text), 0) + text
        head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(datagram), n + 1, 0, 64, 17, 0, socket.inet_aton(source), socket.inet_aton(SERVER))
        raw.sendto(head + datagram, (SERVER, 0))
        time.sleep(pause)
    raw.close()


def spread(times):
    return [f"198.18.{n // 250}.{n % 250 + 1}" for n in range(times)]


def watched_knocks(times, pause, seconds=2, rounds=1):
    with Place() as place:
        stranger = place.town.host(66)
        place.server.ip("route add 198.18.0.0/15 via 203.0.113.66")
        for _ in range(rounds):
            with place.watching(seconds) as said:
                knocks(stranger, spread(times), pause)
            if said[0].cause == "blocked-here":
                break
    return said[0]


# More than are kept between two looks: the phone's may have been among those that were forgotten.
@failure("watch: a thousand strangers come", "messages-missed", SUSPECT)
def thousand():
    return watched_knocks(1500, 0.0005)


@failure("watch: strangers come until its last moment", "nothing-but-others")
def last_moment():
    return watched_knocks(240, 0.004, seconds=1, rounds=5)
