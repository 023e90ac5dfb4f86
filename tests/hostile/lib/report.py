"""What was measured and whether it holds; and the measuring programs of tests/fuzz."""
import os
import re
import subprocess
import time
from pathlib import Path

TREE = Path(__file__).resolve().parents[3]
FUZZ = TREE / "tests" / "fuzz"


class Report:
    def __init__(self, binary, is_long):
        self.binary, self.is_long = binary, is_long
        self.passed = self.failed = 0
        self._programs = None
        self._began = None

    def begin(self, name):
        self._tell_time()
        print(f"-- {name}", flush=True)
        self._began = time.monotonic()

    def _tell_time(self):
        if self._began is not None:
            print(f"     {time.monotonic() - self._began:.0f} s", flush=True)

    def check(self, holds, text):
        print(f"{'ok  ' if holds else 'FAIL'} {text}", flush=True)
        if holds:
            self.passed += 1
        else:
            self.failed += 1
        return holds

    def end(self):
        self._tell_time()
        print(f"{self.passed} passed, {self.failed} failed")
        return 0 if self.passed and not self.failed else 1

    def build(self):
        """Builds the measuring programs as the product is built."""
        if self._programs is None:
            target = Path(os.environ.get("CARGO_TARGET_DIR") or TREE / "target" / "fuzz")
            path = f"{os.environ['PATH']}:{Path.home() / '.cargo' / 'bin'}"
            subprocess.run(["cargo", "build", "--quiet", "--locked", "--profile", "measure", "--bins"], cwd=FUZZ, check=True,
                           env={**os.environ, "CARGO_TARGET_DIR": str(target), "PATH": path})
            self._programs = target / "measure"

    def program(self, name):
        """The path of a measuring program."""
        self.build()
        return str(self._programs / name)

    def measure(self, name, *arguments, seconds=1200, **environment):
        """Runs a measuring program and takes over its tests."""
        try:
            done = subprocess.run([self.program(name), *map(str, arguments)], capture_output=True, text=True, timeout=seconds,
                                  env={**os.environ, **environment})
        except subprocess.TimeoutExpired:
            self.check(False, f"{name} was not done within {seconds} s")
            return
        *lines, last = done.stdout.splitlines() or [""]
        count = re.fullmatch(r"(\d+) passed, (\d+) failed", last)
        print("\n".join(lines))
        if count is None or (done.returncode != 0) != (int(count[2]) > 0):
            self.check(False, f"{name} ended with {done.returncode}: {(done.stderr or last)[-300:]}")
        else:
            self.passed += int(count[1])
            self.failed += int(count[2])

    def start(self, name, *arguments):
        """Starts a measuring program; it ends by itself."""
        return subprocess.Popen([self.program(name), *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True)


def resident(pid):
    """Resident memory of a process, KiB."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])


def accounts():
    """What the measuring programs expect."""
    return {str(n): "correct horse battery" for n in range(1001, 1201)}
