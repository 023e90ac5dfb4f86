"""sipsak: no angle brackets, Authorization first, sends from another port than its Via names."""
from cases import DOMAIN, EXTENSIONS, case, registrar, sure, sure_bindings
from peers import sipsak
from sip import Phone

USER, PASSWORD = "1001", EXTENSIONS["1001"]
CONTACT = "sip:1001@127.0.0.1:7001"


@case
def right_password():
    with registrar() as daemon:
        outcome = sipsak(daemon, USER, PASSWORD, CONTACT)
        sure(outcome.is_success, outcome.last_words)
        sure_bindings(daemon, USER, CONTACT)
        daemon.wait_log(r"\[SIP\] Registered 1001 at sip:1001@127\.0\.0\.1:7001 from 127\.0\.0\.1:\d+ for 60 s")


@case
def wrong_password():
    with registrar() as daemon:
        outcome = sipsak(daemon, USER, "wrong", CONTACT)
        sure(not outcome.is_success, "sipsak took a wrong password for success")
        daemon.wait_log(r'\[SIP\] auth-fail src=127\.0\.0\.1 port=\d+ .*user="1001" cause=')
        sure_bindings(daemon, USER)


@case
def wrong_password_refused_for_good():
    with registrar(wrong_login="403") as daemon:
        outcome = sipsak(daemon, USER, "wrong", CONTACT)
        sure(not outcome.is_success and "403" in outcome.text, outcome.last_words)
        sure_bindings(daemon, USER)


@case
def ten_wrong_passwords_shut_out_the_source_but_not_the_registered_neighbour():
    def register(user):
        with Phone(daemon.server(), DOMAIN, user, EXTENSIONS[user], address="127.0.0.1") as phone:
            # For an hour, because sipsak takes half a minute to give up on silence.
            answer = phone.register(f"<sip:{user}@127.0.0.1:7002>", 3600)
            return answer.status if answer else None

    with registrar(login_failures="10") as daemon:
        sure(register("1002") == 200, "the neighbour cannot register")
        for _ in range(9):
            sipsak(daemon, USER, "wrong", CONTACT)
        sure(register("alice") == 200, "blocked after nine")
        # The right login of another account made up for one; what comes after the tenth meets silence.
        for _ in range(3):
            sipsak(daemon, USER, "wrong", CONTACT)
        sure(register("1002") == 200, "a registered phone is blocked by its neighbour")
        sure(register(USER) is None, "the logins of the source are not ignored")
        sure_bindings(daemon, USER)


@case
def unknown_extension():
    with registrar() as daemon:
        outcome = sipsak(daemon, "1009", PASSWORD, "sip:1009@127.0.0.1:7001")
        sure(not outcome.is_success, "an extension that is in no file was registered")
        daemon.wait_log(r"SIP password not available for extension 1009")


@case
def refresh():
    with registrar() as daemon:
        for expires in (60, 90):
            outcome = sipsak(daemon, USER, PASSWORD, CONTACT, expires)
            sure(outcome.is_success, outcome.last_words)
        sure_bindings(daemon, USER, CONTACT)


@case
def two_phones_on_one_extension():
    with registrar() as daemon:
        for port in (7001, 7002):
            outcome = sipsak(daemon, USER, PASSWORD, f"sip:1001@127.0.0.1:{port}")
            sure(outcome.is_success, outcome.last_words)
        sure_bindings(daemon, USER, ":7001", ":7002")


@case
def fetch():
    with registrar() as daemon:
        sure(sipsak(daemon, USER, PASSWORD, CONTACT).is_success, "the registration to fetch was refused")
        outcome = sipsak(daemon, USER, PASSWORD, "empty")
        sure(outcome.is_success and CONTACT in outcome.text, outcome.last_words)
        sure_bindings(daemon, USER, CONTACT)


@case
def unregister_with_star():
    with registrar() as daemon:
        for port in (7001, 7002):
            sipsak(daemon, USER, PASSWORD, f"sip:1001@127.0.0.1:{port}")
        sure_bindings(daemon, USER, ":7001", ":7002")
        outcome = sipsak(daemon, USER, PASSWORD, "*", expires=0)
        sure(outcome.is_success, outcome.last_words)
        sure_bindings(daemon, USER)


@case
def options_without_a_password():
    with registrar() as daemon:
        known = sipsak(daemon, USER, "none", "", usrloc=False)
        stranger = sipsak(daemon, "nobody", "none", "", usrloc=False)
        sure(known.is_success, known.last_words)
        sure(stranger.is_success, f"an unknown user part is answered otherwise: {stranger.last_words}")
