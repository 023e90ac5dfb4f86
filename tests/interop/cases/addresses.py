"""IPv6, and one socket for both: an answer must leave from the address that was asked."""
from cases import DOMAIN, EXTENSIONS, case, registrar, sure, sure_bindings
from peers import Baresip, sipp
from sip import Phone

USER, PASSWORD = "1001", EXTENSIONS["1001"]


def register_by(daemon, host, address):
    """Registers from `address` to `host` with a phone that takes an answer from any place."""
    with Phone(daemon.server(host), DOMAIN, USER, PASSWORD, address=address) as phone:
        answer = phone.register(f"<sip:1001@{phone.wire.host_port}>", 60)
    sure(answer is not None, f"no answer to {address} from {host}")
    sure(answer.status == 200, f"{answer.start} to {address} from {host}")
    sure(answer.source == (host, daemon.port), f"asked at {host}, answered from {answer.source[0]}")
    return answer


@case
def sipp_over_ipv6():
    with registrar(listen="[::1]:0") as daemon:
        outcome = sipp(daemon, "lifetime", USER, PASSWORD)
        sure(outcome.is_success, outcome.last_words)


@case
def baresip_over_ipv6():
    with registrar(listen="[::1]:0") as daemon:
        with Baresip(daemon, "1002", EXTENSIONS["1002"]) as phone:
            sure(phone.wait_for(r"\{0/UDP/v6\} 200"), phone.last_words)
            sure_bindings(daemon, "1002", "@[::1]:")
            sure(phone.quit(), f"baresip does not end: {phone.last_words}")
        sure_bindings(daemon, "1002")


@case
def both_families_on_one_socket():
    with registrar(listen="[::]:0") as daemon:
        daemon.host = "127.0.0.1"
        outcome = sipp(daemon, "register", USER, PASSWORD)
        sure(outcome.is_success, f"IPv4: {outcome.last_words}")
        outcome = sipp(daemon, "register", USER, PASSWORD, host="::1")
        sure(outcome.is_success, f"IPv6: {outcome.last_words}")
        sure_bindings(daemon, USER, "@127.0.0.1:", "@[::1]:")
        daemon.wait_log(r"from 127\.0\.0\.1:\d+ for")
        daemon.wait_log(r"from \[::1\]:\d+ for")


@case
def wildcard_answers_from_the_address_that_was_asked():
    with registrar(listen="0.0.0.0:0") as daemon:
        for host in ("127.0.0.1", "127.0.0.5", "127.9.9.9"):
            register_by(daemon, host, "127.0.0.77")


@case
def dual_stack_wildcard_answers_from_the_address_that_was_asked():
    with registrar(listen="[::]:0") as daemon:
        for host, address in (("127.0.0.5", "127.0.0.77"), ("::1", "::1"), ("fd00:5e9::1", "fd00:5e9::77")):
            register_by(daemon, host, address)


@case
def received_and_rport_are_the_same_in_401_and_200():
    with registrar() as daemon:
        with Phone(daemon.server(), DOMAIN, USER, PASSWORD) as phone:
            request = phone.request("REGISTER", f"sip:{USER}@{DOMAIN}").replace(
                phone.wire.host_port.encode() + b";rport", b"192.168.1.5:5060;rport", 1)
            answer = phone.wire.ask(request, 1)
            sure(answer is not None and answer.status == 401, "no challenge")
            via = answer.first("Via")
            sure(f"received={phone.wire.address}" in via and f"rport={phone.wire.port}" in via, f"Via: {via}")
