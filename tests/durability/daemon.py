"""A sipregd of the test's own: its files, its start, its end."""

import atexit
import json
import os
import signal
import socket
import subprocess
import tempfile


class Daemon:
    """The real binary on a free loopback port, with a state folder that outlives each start."""

    def __init__(self, binary, extensions, state=None, extra=""):
        self.binary = binary
        self.folder = tempfile.mkdtemp(prefix="sipregd-durability-")
        self.state = state or os.path.join(self.folder, "state")
        os.makedirs(self.state, exist_ok=True)
        self.port = self._free_port()
        self.config = os.path.join(self.folder, "sipregd.conf")
        with open(os.path.join(self.folder, "extensions"), "w") as f:
            f.write("".join(f"{name} {password}\n" for name, password in extensions))
        with open(self.config, "w") as f:
            f.write(
                f"listen 127.0.0.1:{self.port}\nrealm example.com\nlogin-failures off\nlog warn\n"
                f"extensions {self.folder}/extensions\nstate {self.state}\nruntime {self.folder}\n{extra}"
            )
        self.log = os.path.join(self.folder, "log")
        self.process = None
        # Else one that a failed test leaves behind keeps the output open, and whoever reads it waits.
        atexit.register(self.kill)

    @staticmethod
    def _free_port():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind(("127.0.0.1", 0))
            return s.getsockname()[1]

    def start(self, **popen):
        """Starts it and waits until it says READY=1."""
        path = os.path.join(self.folder, "notify")
        if os.path.exists(path):
            os.unlink(path)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            ready.bind(path)
            ready.settimeout(30)
            with open(self.log, "ab") as log:
                self.process = subprocess.Popen(
                    [self.binary, "run", "-c", self.config],
                    stderr=log,
                    env={**os.environ, "NOTIFY_SOCKET": path},
                    **popen,
                )
            while b"READY=1" not in ready.recv(4096):
                pass

    def kill(self):
        """Ends it without a word of warning."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self):
        """Ends it as an operator would."""
        self.process.terminate()
        return self.process.wait(timeout=10)

    def status(self):
        """What it knows: extension -> contact URIs."""
        out = subprocess.run(
            [self.binary, "status", "--json", "-c", self.config], capture_output=True, text=True, check=True
        ).stdout
        accounts = [json.loads(line) for line in out.splitlines()]
        return {a["extension"]: [b["uri"] for b in a["bindings"]] for a in accounts}

    def said(self):
        with open(self.log) as f:
            return f.read()
