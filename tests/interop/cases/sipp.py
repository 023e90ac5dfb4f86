"""sipp: its digest uri is the server's address, not the Request-URI; its scenarios say what no phone does by itself."""
import hashlib
import re
import tempfile

from cases import DOMAIN, EXTENSIONS, case, registrar, sure, sure_bindings
from peers import sipp, write_logins
from sip import Phone

USER, PASSWORD = "1001", EXTENSIONS["1001"]


def plays(daemon, scenario, user=USER, password=PASSWORD, **how):
    outcome = sipp(daemon, scenario, user, password, **how)
    sure(outcome.is_success, outcome.last_words)
    return outcome


@case
def right_password():
    with registrar() as daemon:
        plays(daemon, "register")
        sure_bindings(daemon, USER, "sip:1001@127.0.0.1:")


@case
def password_with_a_colon():
    with registrar() as daemon:
        plays(daemon, "register", "alice", EXTENSIONS["alice"])
        sure_bindings(daemon, "alice", "sip:alice@127.0.0.1:")


@case
def password_kept_as_a_hash():
    digest = hashlib.md5(f"{USER}:{DOMAIN}:{PASSWORD}".encode()).hexdigest()
    with registrar(f"{USER}:{DOMAIN}:{digest}\n") as daemon:
        plays(daemon, "refused", password="wrong")
        plays(daemon, "register")
        sure_bindings(daemon, USER, "sip:1001@127.0.0.1:")


@case
def wrong_password():
    with registrar() as daemon:
        plays(daemon, "refused", password="wrong")
        sure_bindings(daemon, USER)


@case
def wrong_password_refused_for_good():
    with registrar(wrong_login="403") as daemon:
        plays(daemon, "forbidden", password="wrong")
        sure_bindings(daemon, USER)


@case
def unknown_extension():
    with registrar() as daemon:
        plays(daemon, "refused", "1009")
        daemon.wait_log(r"SIP password not available for extension 1009")


@case
def register_refresh_fetch_unregister():
    with registrar() as daemon:
        plays(daemon, "lifetime")
        sure_bindings(daemon, USER)


@case
def two_phones_on_one_extension():
    with registrar() as daemon:
        plays(daemon, "register", extra=("-p", "7001"))
        plays(daemon, "register", extra=("-p", "7002"))
        sure_bindings(daemon, USER, ":7001", ":7002")


@case
def two_contacts_in_one_line_then_star():
    with registrar() as daemon:
        plays(daemon, "two-contacts")
        sure_bindings(daemon, USER)


@case
def compact_names():
    with registrar() as daemon:
        plays(daemon, "compact")
        sure_bindings(daemon, USER, "sip:1001@127.0.0.1:")


@case
def folded_lines():
    with registrar() as daemon:
        plays(daemon, "folded")
        sure_bindings(daemon, USER, "sip:1001@127.0.0.1:")


@case
def burst_of_200_at_200_a_second():
    many = {str(2000 + n): f"secret-{n}" for n in range(200)}
    # With the limit as it is installed: two hundred phones behind one address are no attack.
    with registrar(many, login_failures="10") as daemon, tempfile.TemporaryDirectory() as folder:
        outcome = sipp(daemon, "many", calls=200, rate=200, extra=("-inf", write_logins(many, folder), "-nr"))
        sure(outcome.is_success, outcome.last_words)
        sure(outcome.statistics.get("SuccessfulCall(C)") == "200", f"{outcome.statistics.get('SuccessfulCall(C)')} of 200")
        missing = []
        for name, password in many.items():
            with Phone(daemon.server(), daemon.domain, name, password) as phone:
                if len(phone.bindings() or []) != 1:
                    missing.append(name)
        sure(not missing, f"{len(missing)} of 200 are not bound, {missing[:3]} …")


@case
def same_answer_for_a_request_sent_twice():
    with registrar() as daemon:
        with Phone(daemon.server(), daemon.domain, USER, PASSWORD) as phone:
            first = phone.register("<sip:1001@192.0.2.7>", 60)
            sure(first is not None and first.status == 200, "not registered")
            request = phone.request("REGISTER", f"sip:{USER}@{daemon.domain}", "Contact: <sip:1001@192.0.2.8>\r\n")
            tags = []
            for _ in range(2):
                answer = phone.wire.ask(request, 1)
                sure(answer is not None and answer.status == 401, "no challenge")
                tags.append(re.search(r";tag=([^;]+)", answer.first("To"))[1])
            sure(tags[0] == tags[1], f"two To tags for one request: {tags}")
