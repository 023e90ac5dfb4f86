"""Real phones without a screen on machines of a town: sipsak, sipp, baresip."""
import contextlib
import re
import selectors
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from town import DOMAIN, SERVER

SCENARIOS = Path(__file__).resolve().parents[2] / "interop" / "scenarios"


def sipsak(machine, user, password, port, expires=60):
    """One registration; whether it succeeded, and what was said."""
    address = machine.address
    done = machine.do("sipsak", "-U", "-i", "-vvv", "-s", f"sip:{user}@{DOMAIN}", "-p", f"{SERVER}:5060", "-u", user,
                      "-a", password, "-x", expires, "-l", port, "-k", address, "-C", f"sip:{user}@{address}:{port}",
                      check=False, seconds=45)
    return done.returncode == 0, done.stdout


def sipp(machine, user, password, port, scenario="register"):
    folder = Path(tempfile.mkdtemp(prefix="sipp-", dir=machine.folder))
    done = machine.do("sh", "-c", f"cd {folder} && exec sipp \"$@\"", "sh", f"{SERVER}:5060", "-i", machine.address,
                      "-mi", machine.address, "-p", port, "-sf", SCENARIOS / f"{scenario}.xml", "-s", user, "-au", user, "-ap", password,
                      "-key", "domain", DOMAIN, "-m", "1", "-timeout", "10", "-timeout_error", "-nostdin",
                      check=False, seconds=45)
    return done.returncode == 0, done.stdout


class Baresip:
    """Runs inside the `with` block; un-registers when it is told to quit."""

    def __init__(self, machine, user, password, interval=60, expect=None):
        self.folder = Path(tempfile.mkdtemp(prefix="baresip-", dir=machine.folder))
        modules = next(Path("/usr/lib").glob("**/baresip/modules"))
        (self.folder / "config").write_text(
            f"module_path {modules}\nsip_listen {machine.address}:0\naudio_player aufile\naudio_source ausine\n"
            "module_app account.so\nmodule_app menu.so\n" +
            "".join(f"module {name}.so\n" for name in ("g711", "ausine", "aufile", "stdio")))
        (self.folder / "accounts").write_text(
            f"<sip:{user}@{DOMAIN}>;auth_user={user};auth_pass={password};"
            f'outbound="sip:{SERVER}:5060;transport=udp";regint={interval}\n')
        (self.folder / "contacts").touch()
        self.text, self.expect = "", expect
        self.process = machine.start("env", f"HOME={self.folder}", "baresip", "-4", "-f", self.folder,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def wait_for(self, pattern, seconds=10):
        end = time.monotonic() + seconds
        with selectors.DefaultSelector() as ready:
            ready.register(self.process.stdout, selectors.EVENT_READ)
            while not re.search(pattern, self.text):
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"baresip does not say {pattern}: {self.text[-300:]}")
                if ready.select(left):
                    data = self.process.stdout.read1(65536)
                    if not data:
                        raise AssertionError(f"baresip has ended: {self.text[-300:]}")
                    self.text += data.decode("utf-8", "replace")

    def is_registered(self):
        self.wait_for(r"\{\d/UDP/v[46]\} 200")

    def quit(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(b"/quit\n")
            self.process.stdin.flush()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)
