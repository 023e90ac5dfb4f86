"""baresip: expires only as a Contact parameter, Route to ourselves, commas without spaces, fifteen tries in a burst."""
import re

from cases import EXTENSIONS, bindings, case, registrar, sure, sure_bindings
from peers import Baresip

# baresip cuts a password at its first space.
USER, PASSWORD = "1002", EXTENSIONS["1002"]
REGISTERED = r"\{\d/UDP/v[46]\} 200"


def sure_registered(phone):
    sure(phone.wait_for(REGISTERED), phone.last_words or "baresip said nothing")


@case
def right_password_then_quit_unregisters():
    with registrar() as daemon:
        with Baresip(daemon, USER, PASSWORD) as phone:
            sure_registered(phone)
            sure_bindings(daemon, USER, "sip:1002")
            sure(phone.quit(), f"baresip does not end: {phone.last_words}")
        sure_bindings(daemon, USER)


@case
def wrong_password():
    with registrar() as daemon:
        with Baresip(daemon, USER, "wrong") as phone:
            sure(phone.wait_for(r"401 Unauthorized"), phone.last_words)
            sure(not re.search(REGISTERED, phone.text), "baresip registered with a wrong password")
        sure_bindings(daemon, USER)


@case
def burst_of_wrong_passwords_is_one_log_line():
    with registrar() as daemon:
        with Baresip(daemon, USER, "wrong") as phone:
            sure(phone.wait_for(r"401 Unauthorized"), phone.last_words)
            # It asks once, then tries fifteen times.
            daemon.wait_log("Request: REGISTER", count=16)
        told = [line for line in daemon.log() if "auth-fail" in line]
        sure(len(told) == 1, f"{len(told)} auth-fail lines for one Call-ID")


@case
def burst_of_wrong_passwords_is_one_failed_attempt():
    with registrar(login_failures="2") as daemon:
        with Baresip(daemon, USER, "wrong") as phone:
            sure(phone.wait_for(r"401 Unauthorized"), phone.last_words)
            daemon.wait_log("Request: REGISTER", count=16)
        with Baresip(daemon, USER, PASSWORD) as phone:
            sure_registered(phone)


@case
def wrong_password_refused_for_good_is_tried_once():
    with registrar(wrong_login="403") as daemon:
        with Baresip(daemon, USER, "wrong") as phone:
            sure(phone.wait_for(r"403 Forbidden"), phone.last_words)
        asked = sum("Request: REGISTER" in line for line in daemon.log())
        sure(asked == 2, f"{asked} REGISTERs, not 2")


@case
def unknown_extension():
    with registrar() as daemon:
        with Baresip(daemon, "1009", PASSWORD) as phone:
            sure(phone.wait_for(r"401 Unauthorized"), phone.last_words)
        daemon.wait_log(r"SIP password not available for extension 1009")


@case
def refreshes_by_itself():
    with registrar(min_expires="2", default_expires="4", max_expires="4") as daemon:
        with Baresip(daemon, USER, PASSWORD, interval=4) as phone:
            sure_registered(phone)
            seen = daemon.wait_log(r"Registered 1002 at (\S+) from")[1]
            count = len(daemon.log())
            daemon.wait_log(r"200 OK for 1002", seconds=8, since=count)
            sure_bindings(daemon, USER, seen)


@case
def two_phones_on_one_extension():
    with registrar() as daemon:
        with Baresip(daemon, USER, PASSWORD) as one, Baresip(daemon, USER, PASSWORD) as two:
            sure_registered(one)
            sure_registered(two)
            sure_bindings(daemon, USER, "sip:1002", "sip:1002")
            sure(one.quit(), f"baresip does not end: {one.last_words}")
            sure_bindings(daemon, USER, "sip:1002")


@case
def instance_of_rfc_5626_replaces_its_older_contact():
    instance = "5a5e1a3c-7d5c-4ab8-9a30-9d9ab6a4b0c1"
    with registrar() as daemon:
        contacts = set()
        for _ in range(2):
            with Baresip(daemon, USER, PASSWORD, instance=instance) as phone:
                sure_registered(phone)
                found = bindings(daemon, USER)
                sure(len(found) == 1, f"{len(found)} bindings: {found}")
                sure(instance in found[0], f"no instance in {found[0]}")
                contacts.add(found[0].split(">")[0])
        sure(len(contacts) == 2, "both phones had the same contact, which proves nothing")
