"""What the checks share: one line for each check, the count at the end, and the tree they look at."""
import os
import re
import subprocess
import sys
from pathlib import Path

TREE = Path(__file__).resolve().parents[3]


class Report:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, condition, name, why=""):
        if condition:
            self.passed += 1
            print(f"ok   {name}")
        else:
            self.failed += 1
            print(f"FAIL {name}: {why}", flush=True)
        return bool(condition)

    def none(self, faults, name):
        """Passes when the list of faults is empty."""
        faults = list(faults)
        shown = "; ".join(faults[:8]) + (f"; and {len(faults) - 8} more" if len(faults) > 8 else "")
        return self.check(not faults, name, shown)

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)


def files(*folders):
    """The files of the tree that git keeps or would keep, by path from its top."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={TREE}", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *folders],
        cwd=TREE, stdout=subprocess.PIPE, check=True).stdout.decode()
    return sorted({path for path in listed.split("\0") if path and (TREE / path).is_file()})


def binary():
    path = Path(os.environ.get("SIPREGD") or TREE / "target" / "release" / "sipregd")
    if not path.exists():
        raise SystemExit(f"there is no sipregd at {path}: build it, or set SIPREGD")
    return str(path)


def sipregd(*arguments):
    """Exit code and output of one command."""
    done = subprocess.run(
        [binary(), *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=10)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def manual(name):
    """A manual page as a reader sees it, without bold and underline."""
    found = [path for path in files("packaging") if Path(path).name == name]
    if not found:
        return ""
    page = subprocess.run(
        ["mandoc", "-T", "utf8", "-O", "width=100", found[0]], cwd=TREE, stdout=subprocess.PIPE, check=True).stdout
    return re.sub(".\b", "", page.decode()).replace("‐", "-").replace("−", "-")
