"""Real phones without a screen: sipsak, sipp and baresip, each in its own temporary folder."""
import os
import re
import selectors
import shutil
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
BARESIP_MODULES = "/usr/lib/baresip/modules"


def at(host, port):
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class Outcome:
    """How a peer ended, and what it said."""

    def __init__(self, code, text):
        self.code, self.text = code, text

    @property
    def is_success(self):
        return self.code == 0

    @property
    def last_words(self):
        lines = [line.strip() for line in self.text.splitlines() if line.strip()]
        return f"exit {self.code}: " + " | ".join(lines[-3:])[:300]


def run(command, folder=None, seconds=30):
    try:
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=seconds)
    except subprocess.TimeoutExpired as late:
        return Outcome(None, f"{(late.stdout or b'').decode('latin-1')}\n{command[0]} did not end in {seconds} s")
    return Outcome(done.returncode, done.stdout.decode("latin-1"))


def sipsak(daemon, user, password, contact, expires=60, local_port=0, usrloc=True):
    """Registers `contact`; `*` with expires 0 removes all, `empty` asks for the list."""
    host, port = daemon.server()
    words = ["sipsak", "-i", "-vvv", "-s", f"sip:{user}@{daemon.domain}", "-p", at(host, port)]
    words += ["-u", user, "-a", password, "-k", host]
    words += ["-l", str(local_port)] if local_port else []
    words += ["-U", "-x", str(expires), "-C", contact] if usrloc else []
    return run(words)


def sipp(daemon, scenario, user="", password="", calls=1, rate=None, host=None, keys=None, extra=(), seconds=30):
    """Plays scenarios/NAME.xml; what went wrong by sipp's own word is in the outcome."""
    target, port = daemon.server(host)
    local = "::1" if ":" in target else "127.0.0.1"
    folder = Path(tempfile.mkdtemp(prefix="sipp-"))
    words = ["sipp", at(target, port), "-sf", str(SCENARIOS / f"{scenario}.xml"), "-i", local, "-mi", local]
    words += ["-key", "domain", daemon.domain, "-m", str(calls), "-nostdin", "-buff_size", "4194304"]
    words += ["-timeout", f"{seconds - 2}", "-timeout_error", "-trace_err", "-error_file", "errors"]
    words += ["-trace_stat", "-stf", "statistics", "-fd", "1"]
    words += ["-s", user, "-au", user, "-ap", password] if user else []
    words += ["-r", str(rate)] if rate else []
    for key, value in (keys or {}).items():
        words += ["-key", key, value]
    try:
        outcome = run([*words, *extra], folder, seconds)
        errors = folder / "errors"
        if errors.exists():
            outcome.text = re.sub(r"\s+", " ", errors.read_text("latin-1"))[:600]
        outcome.statistics = read_statistics(folder / "statistics")
        return outcome
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_logins(extensions, folder):
    """sipp's file for scenarios/many.xml; a password in it cannot hold a space."""
    path = Path(folder) / "logins.csv"
    path.write_text("SEQUENTIAL\n" + "".join(
        f"{name};[authentication username={name} password={password}]\n" for name, password in extensions.items()))
    return str(path)


def read_statistics(path):
    """sipp's last cumulative counts."""
    if not path.exists():
        return {}
    lines = path.read_text("latin-1").splitlines()
    if len(lines) < 2:
        return {}
    return dict(zip(lines[0].split(";"), lines[-1].split(";")))


class Baresip:
    """A baresip that runs until it is told to quit."""

    def __init__(self, daemon, user, password, host=None, interval=60, instance=None):
        target, port = daemon.server(host)
        version6 = ":" in target
        self.folder = Path(tempfile.mkdtemp(prefix="baresip-"))
        (self.folder / "config").write_text(
            f"sip_listen {'[::1]' if version6 else '127.0.0.1'}:0\n"
            "audio_player aufile\naudio_source ausine\n"
            f"module_path {BARESIP_MODULES}\n"
            + "".join(f"module {name}.so\n" for name in ("g711", "ausine", "aufile", "stdio", "debug_cmd"))
            + "module_tmp uuid.so\nmodule_app account.so\nmodule_app menu.so\n")
        (self.folder / "uuid").write_text(instance or str(uuid.uuid4()))
        (self.folder / "contacts").write_text("")
        (self.folder / "accounts").write_text(
            f"<sip:{user}@{daemon.domain}>;auth_user={user};auth_pass={password};"
            f'outbound="sip:{at(target, port)};transport=udp";regint={interval}'
            f"{';sipnat=outbound' if instance else ''}\n")
        self.text = ""
        self.process = subprocess.Popen(
            ["baresip", "-6" if version6 else "-4", "-f", str(self.folder)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "HOME": str(self.folder)})
        os.set_blocking(self.process.stdout.fileno(), False)

    def wait_for(self, pattern, seconds=8):
        """The match once its output holds one; None when it ends or the time is over."""
        end = time.monotonic() + seconds
        with selectors.DefaultSelector() as ready:
            ready.register(self.process.stdout, selectors.EVENT_READ)
            while True:
                found = re.search(pattern, self.text)
                left = end - time.monotonic()
                if found or left <= 0:
                    return found
                if ready.select(left):
                    data = self.process.stdout.read()
                    if data == b"":
                        return re.search(pattern, self.text)
                    self.text += (data or b"").decode("utf-8", "replace")

    @property
    def last_words(self):
        plain = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", self.text)
        return " | ".join(line.strip() for line in plain.splitlines() if line.strip())[-300:]

    def quit(self, seconds=8):
        """Asks it to un-register and end; whether it did."""
        try:
            self.process.stdin.write(b"/quit\n")
            self.process.stdin.flush()
            self.process.wait(seconds)
            return True
        except (subprocess.TimeoutExpired, BrokenPipeError):
            return False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)
