"""A sipregd on the server of a town, and what it says when it is asked."""
import contextlib
import itertools
import json
import os
import re
import shlex
import signal
import subprocess
import time
from dataclasses import dataclass, field

from machines import Trouble
from phone import Phone
from resolver import Resolver
from town import DOMAIN, SERVER, SERVER_SIX, Town

BINARY = None
EXTENSIONS = {"1001": "kitob7AB", "1002": "daftar9x", "1003": "choyxonaé5", "Karima": "olma-anor-8"}
LANGUAGE = {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
UNSAID = "unsaid"


@dataclass
class Verdict:
    """What the product answered: a cause or the name of a check, how surely, and in which words."""
    cause: str
    strength: str
    text: str = ""
    facts: dict = field(default_factory=dict)
    messages: list = field(default_factory=list)
    todo: str = ""
    is_fixed: bool = False

    def first_step(self):
        """The first thing that it says to do."""
        text = "\n".join(line.strip() for line in (self.facts.get("first") or self.todo).splitlines())
        return re.split(r"; (?:if |or |then:|to see )|, or (?=set|enter)|\n(?:2\.|then:\nsudo sipregd watch)", text)[0]

    @classmethod
    def of_extension(cls, objects):
        found = next((o for o in reversed(objects) if o.get("id") == "extension"), None)
        if found is None:
            raise AssertionError(f"it gave no verdict: {objects[-2:]}")
        facts = found["facts"]
        # What is well is claimed by nobody and needs no strength.
        strength = facts.get("strength", "well" if found["result"] == "ok" else UNSAID)
        text = " ".join(facts.get(name, "") for name in ("first", "certain", "likely")).strip() or found["text"]
        messages = [o for o in objects if o.get("event") == "message"]
        return cls(facts["cause"], strength, text, facts, messages, "\n".join(found["fix"]))

    @classmethod
    def of_check(cls, objects, name):
        found = next((o for o in objects if o.get("id") == name), None)
        if found is None:
            raise AssertionError(f"no check {name}: {objects[-2:]}")
        return cls(name, found["result"], found["text"], found["facts"], todo=(found["fix"] or [""])[0])


class Place:
    """`with Place(...) as place:` – the daemon runs inside the block unless `start` is False."""

    def __init__(self, extensions=None, start=True, listen="0.0.0.0:5060", six=False, user=None, **settings):
        self._all = contextlib.ExitStack()
        self.town = Town(six)
        self._all.callback(self.town.remove)
        self.server = self.town.server
        self.folder = self.server.folder
        self.user, self._start = user, start
        self.config, self.extensions = self.folder / "sipregd.conf", self.folder / "extensions"
        self.settings = {
            "listen": listen, "realm": DOMAIN, "extensions": self.extensions,
            "state": self.folder / "state", "runtime": self.folder / "runtime", **settings,
        }
        for name in ("state", "runtime"):
            (self.folder / name).mkdir()
            if user:
                os.chown(self.folder / name, user, user)
        self.write_config()
        self.write(extensions or EXTENSIONS)
        self.log_file = self.folder / "log"
        self.log_file.touch()
        self.daemon = None
        self.resolver = Resolver(self.server, {(DOMAIN, "A"): [SERVER]})
        self._all.callback(self.resolver.stop)
        self.server.cover("/etc/hosts", f"127.0.0.1 localhost {os.uname().nodename}\n")

    def write_config(self, **settings):
        self.settings.update(settings)
        self.config.write_text("".join(
            f"{key.replace('_', '-')} {value}\n" for key, value in self.settings.items() if value is not None))

    def write(self, extensions, mode=0o640):
        """Replaces the extensions file, as an editor does."""
        text = extensions if isinstance(extensions, str) else "".join(f"{n}  {p}\n" for n, p in extensions.items())
        fresh = self.folder / "extensions.new"
        fresh.write_text(text)
        fresh.chmod(mode)
        if self.user:
            os.chown(fresh, 0, self.user)
        # The daemon knows a file by the second in which it was changed.
        if self.extensions.exists():
            then = int(self.extensions.stat().st_mtime) + 2
            os.utime(fresh, (then, then))
        fresh.replace(self.extensions)

    # The daemon

    def begin(self):
        """Starts it, and waits for nothing."""
        log = open(self.log_file, "ab")
        place = os.fstat(log.fileno())
        self.daemon = self.server.start(
            BINARY, "run", "-c", self.config, user=self.user, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env={**os.environ, **LANGUAGE, "JOURNAL_STREAM": f"{place.st_dev}:{place.st_ino}"})
        log.close()

    def run(self):
        """Starts it; whether it came up."""
        since = self.log_file.stat().st_size
        self.begin()
        end = time.monotonic() + 15
        while time.monotonic() < end:
            if "SIP Registrar started" in self.log_file.read_text(errors="replace")[since:]:
                return True
            if self.daemon.poll() is not None:
                return False
            time.sleep(0.02)
        raise Trouble("sipregd neither starts nor ends")

    def stop(self):
        if self.daemon is not None and self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGCONT)
            self.daemon.terminate()
            try:
                self.daemon.wait(5)
            except subprocess.TimeoutExpired:
                self.daemon.kill()
                self.daemon.wait()

    def reload(self):
        lines = len(self.log())
        self.daemon.send_signal(signal.SIGHUP)
        wait_for(lambda: any(re.search(r"Reloaded|Reload failed|Cannot reload", line) for line in self.log()[lines:]), "a reload", 10)

    def log(self):
        return self.log_file.read_text(errors="replace").splitlines()

    def sure_log(self, pattern):
        """A line of the log must fit."""
        wait_for(lambda: any(re.search(pattern, line) for line in self.log()), f"a log line {pattern}")

    # What it says, and what comes of it

    def fixed(self, said, words, phone=None, **changes):
        """Does the first thing that it `said` to do, which reads like `words`: what it asks for in the configuration and
        the commands here, the `changes` on the phone. Then the phone registers."""
        step = said.first_step()
        assert words in step, f"it says to do: {said.todo}"
        for before, line in itertools.pairwise(step.splitlines()):
            if re.search(r"in (sipregd\.conf|/\S+)(, .*)?:$", before):
                name, value = line.split(" ", 1)
                self.write_config(**{name.replace("-", "_"): value})
        if phone:
            for name, value in changes.items():
                setattr(phone, name, value)
        commands = [line for line in step.splitlines() if line.startswith(("sudo ", "sipregd "))]
        for command in " && ".join(commands).split(" && ") if commands else ():
            printed = self.obey(command.removeprefix("sudo "), phone and phone.password)
            if "--generate" in command and phone:
                phone.password = printed.split()[-1]
        if phone:
            phone.new_call()
            phone.registers()
        said.is_fixed = True

    def obey(self, command, password=None):
        """Runs a command as it was printed; the place of systemd takes this laboratory, and of who types a password."""
        words = shlex.split(command)
        if words[0] == "systemctl" and words[1] == "restart":
            self.stop()
            assert self.run(), f"it does not start again: {self.log()[-2:]}"
            return ""
        if words[:2] == ["sipregd", "run"]:
            assert self.run(), f"it does not start: {self.log()[-2:]}"
            return ""
        if words[0] == "systemctl" or words[:2] == ["kill", "-HUP"] or words[:2] == ["sipregd", "reload"]:
            return self.reload()
        if words[0] == "sipregd":
            words[0] = BINARY
        if words[1] == "passwd" and "--generate" not in words:
            return self.server.do(*words, "--stdin", text=f"{password}\n").stdout
        return self.server.do(*words, check=words[1] != "doctor", env={**os.environ, **LANGUAGE}).stdout

    def ask(self, *words, seconds=60, machine=None, text=None, config=True):
        """Runs the product with --json and reads what it prints."""
        where = ["-c", str(self.config)] if config else []
        done = (machine or self.server).do(
            BINARY, *words, "--json", *where, seconds=seconds, check=False, env={**os.environ, **LANGUAGE}, text=text)
        objects = []
        for line in done.stdout.splitlines():
            try:
                objects.append(json.loads(line))
            except ValueError:
                raise AssertionError(f"{words[0]} printed: {line[:200]}") from None
        return objects

    def why(self, extension="1001"):
        return Verdict.of_extension(self.ask("doctor", extension))

    def check(self, name):
        # A tool of the system that a busy machine kept from answering in time is asked again.
        for _ in range(5):
            said = Verdict.of_check(self.ask("doctor", name), name)
            if said.strength != "unknown" or "timeout" not in said.text:
                break
        return said

    @contextlib.contextmanager
    def watching(self, seconds, *who):
        """Watches while the block runs; the verdict is in the list afterwards."""
        said = []
        watch = self.server.start(
            BINARY, "watch", *who, "--for", str(seconds), "--json", "-c", self.config, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **LANGUAGE})
        try:
            first = watch.stdout.readline()
            if '"event":"watching"' not in first:
                raise AssertionError(f"watch began with: {first}")
            yield said
            text = watch.communicate(timeout=60)[0]
            said.append(Verdict.of_extension([json.loads(line) for line in text.splitlines()]))
        finally:
            if watch.poll() is None:
                watch.kill()
                watch.wait()

    def snapshot(self):
        """What the daemon knows, as it writes it down for `status`."""
        file = self.folder / "runtime" / "status"
        file.unlink(missing_ok=True)
        self.daemon.send_signal(signal.SIGUSR1)
        wait_for(file.exists, "a snapshot")
        head, *accounts = map(json.loads, file.read_text().splitlines())
        return {**head, "accounts": accounts}

    def phone(self, machine, user="1001", password=None, **more):
        server = SERVER_SIX if more.pop("six", False) else SERVER
        more.setdefault("server", (server, int(str(self.settings["listen"]).rsplit(":", 1)[1])))
        return Phone(machine, user=user, password=EXTENSIONS.get(user, "") if password is None else password, **more)

    def __enter__(self):
        try:
            if self._start and not self.run():
                raise Trouble(f"sipregd does not start: {self.log()[-2:]}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        self._all.close()
        return False


def wait_for(is_so, what, seconds=10):
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.03)
