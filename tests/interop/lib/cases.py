"""The list of cases: each a function that returns when all is well and raises AssertionError with the reason."""
import contextlib
import sys
from pathlib import Path

from daemon import Daemon
from sip import Phone

ALL = []
BINARY = None
DOMAIN = "sip.example.com"
EXTENSIONS = {"1001": "correct horse battery", "1002": "sauce-bernaise", "alice": "open:sesame"}


def case(function):
    """Adds a case; its name is its file's and its function's."""
    ALL.append((f"{Path(sys.modules[function.__module__].__file__).stem}: {function.__name__.replace('_', ' ')}", function))
    return function


def sure(condition, why):
    if not condition:
        raise AssertionError(why)


@contextlib.contextmanager
def registrar(extensions=None, listen="127.0.0.1:0", **settings):
    """A sipregd of the case's own, which must also end well."""
    with Daemon(BINARY, extensions or EXTENSIONS, listen, DOMAIN, **settings) as daemon:
        yield daemon
        panics = [line for line in daemon.log() if "panicked" in line]
        sure(not panics, f"it panicked: {panics}")


def bindings(daemon, user, password=None, host=None):
    """What the server holds for `user`, asked with the right password."""
    with Phone(daemon.server(host), DOMAIN, user, password or EXTENSIONS[user]) as phone:
        found = phone.bindings()
    sure(found is not None, f"the bindings of {user} could not be fetched")
    return found


def sure_bindings(daemon, user, *parts, password=None):
    """The server holds as many bindings as `parts`, and each part is in one of them."""
    found = bindings(daemon, user, password)
    sure(len(found) == len(parts) and all(any(part in one for one in found) for part in parts),
         f"{user} should be bound to {list(parts)}, is to {found}")
