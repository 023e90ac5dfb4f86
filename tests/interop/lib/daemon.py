"""A sipregd of one test: its files in a temporary folder, ready when it says READY=1, stopped by its pid."""
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

STARTED = re.compile(r"SIP Registrar started on (\S+):(\d+)/udp")


class NotReady(Exception):
    """The daemon ended, or did not say READY=1 in time."""


def clean_up_when_told_to_end():
    """SIGTERM ends the script as an exception does: daemons stop, temporary folders go."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def find_binary(given=None):
    """The binary to test: the argument, else SIPREGD, else the release build of this tree."""
    built = Path(__file__).resolve().parents[3] / "target" / "release" / "sipregd"
    path = Path(given or os.environ.get("SIPREGD") or built)
    if not os.access(path, os.X_OK):
        raise SystemExit(f"there is no sipregd at {path}: build it, name it as the argument, or set SIPREGD")
    return str(path.resolve())


class Daemon:
    """`with Daemon(binary, {"1001": "password"}) as daemon:` serves inside the block."""

    def __init__(self, binary, extensions, listen="127.0.0.1:0", domain="example.com", **settings):
        self.binary = binary
        self.folder = Path(tempfile.mkdtemp(prefix="sipregd-test-"))
        self.extensions = self.folder / "extensions"
        self.config = self.folder / "sipregd.conf"
        self.domain = domain
        self.process = None
        self.exit_code = None
        self._lines = []
        self._news = threading.Condition()
        self.write_extensions(extensions)
        for folder in ("state", "runtime"):
            (self.folder / folder).mkdir()
        words = {
            "listen": listen, "realm": domain, "domain": domain, "extensions": self.extensions,
            "state": self.folder / "state", "runtime": self.folder / "runtime", "login_failures": "off",
        }
        words.update(settings)
        text = "".join(f"{key.replace('_', '-')} {value}\n" for key, value in words.items() if value is not None)
        self.config.write_text(text)

    def write_extensions(self, extensions):
        """Replaces the file as an editor does: whole, by a rename. Takes a dict or the text itself."""
        text = extensions
        if not isinstance(text, str):
            text = "".join(f"{name}  {password}\n" for name, password in extensions.items())
        fresh = self.folder / "extensions.new"
        fresh.write_text(text)
        fresh.replace(self.extensions)

    def start(self, seconds=10):
        notice = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        path = str(self.folder / "notify")
        Path(path).unlink(missing_ok=True)
        notice.bind(path)
        environment = {**os.environ, "NOTIFY_SOCKET": path}
        for name in ("JOURNAL_STREAM", "WATCHDOG_USEC", "WATCHDOG_PID", "RUST_LOG"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            [self.binary, "run", "-c", str(self.config)], env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._notice = notice
        with_end = os.pidfd_open(self.process.pid)
        end = time.monotonic() + seconds
        try:
            while True:
                ready = select.select([notice, with_end], [], [], max(0, end - time.monotonic()))[0]
                if notice in ready:
                    if "READY=1" in notice.recv(4096).decode().split("\n"):
                        break
                elif with_end in ready:
                    self._reader.join(2)
                    raise NotReady(f"sipregd ended at its start: {self.last_words()}")
                else:
                    raise NotReady(f"sipregd did not say READY=1 in {seconds} s: {self.last_words()}")
        except NotReady:
            self.stop()
            raise
        finally:
            os.close(with_end)
        started = self.wait_log(STARTED, seconds=2)
        self.host, self.port = started[1].strip("[]"), int(started[2])
        return self

    def _read(self):
        for raw in self.process.stderr:
            with self._news:
                self._lines.append(raw.decode("utf-8", "replace").rstrip("\n"))
                self._news.notify_all()

    @property
    def pid(self):
        return self.process.pid

    def server(self, host=None):
        """Where to send: the address it listens on, or `host` when that is a wildcard."""
        return (host or self.host, self.port)

    def log(self):
        with self._news:
            return list(self._lines)

    def last_words(self):
        return " | ".join(self.log()[-4:]) or "(it said nothing)"

    def wait_log(self, pattern, seconds=5, since=0, count=1):
        """The match of the first line (or the `count`th) from number `since` on; waits for it to come."""
        end = time.monotonic() + seconds
        with self._news:
            while True:
                for line in self._lines[since:]:
                    found = re.search(pattern, line)
                    count -= bool(found)
                    if count == 0:
                        return found
                since = len(self._lines)
                if not self._news.wait(max(0, end - time.monotonic())) and time.monotonic() >= end:
                    pattern = getattr(pattern, "pattern", pattern)
                    raise AssertionError(f"no log line matches {pattern} within {seconds} s; last: "
                                         + " | ".join(self._lines[-3:]))

    def restart(self):
        """Kills it and starts it again at the same address; what it has written stays."""
        self.process.kill()
        self.process.wait()
        self._reader.join(2)
        self.process.stderr.close()
        self._notice.close()
        host = f"[{self.host}]" if ":" in self.host else self.host
        text = re.sub(r"(?m)^listen .*$", f"listen {host}:{self.port}", self.config.read_text())
        self.config.write_text(text)
        return self.start()

    def hang_up(self):
        self.process.send_signal(signal.SIGHUP)

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """Ends it by its pid; `exit_code` None means that it had to be killed."""
        if self.process is not None:
            if self.is_running():
                self.process.terminate()
            try:
                self.exit_code = self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self._reader.join(2)
            self.process.stderr.close()
            self._notice.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        self.stop()
        if kind is None and self.exit_code != 0:
            how = "did not stop within 5 s of SIGTERM" if self.exit_code is None else f"ended with {self.exit_code}"
            raise AssertionError(f"sipregd {how}: {self.last_words()}")
