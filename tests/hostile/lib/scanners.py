"""What the scanners that roam the net find: sipvicious."""
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

from daemon import Daemon
from report import accounts


def install():
    if shutil.which("svmap"):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], env=environment, capture_output=True)
    done = subprocess.run(["apt-get", "-o", "DPkg::Lock::Timeout=600", "install", "-y", "-q", "--no-install-recommends", "sipvicious"],
                          env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"apt-get install sipvicious failed: {done.stderr[-200:]}"


def outcomes(daemon):
    """The counters of the running service."""
    path = daemon.folder / "runtime" / "status"
    path.unlink(missing_ok=True)
    os.kill(daemon.pid, signal.SIGUSR1)
    end = time.monotonic() + 5
    while not path.exists():
        assert time.monotonic() < end, "no snapshot within 5 s"
        time.sleep(0.02)
    return json.loads(path.read_text().splitlines()[0])["outcomes"]


def tool(name, port, *arguments, seconds=60):
    """Everything a tool says; it is interrupted when its time is up."""
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen([name, "-p", str(port), *arguments, "127.0.0.1"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   text=True, cwd=home, env={**os.environ, "HOME": home})
        try:
            return process.communicate(timeout=seconds)[0]
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            try:
                return process.communicate(timeout=10)[0]
            except subprocess.TimeoutExpired:
                process.kill()
                return process.communicate()[0]


def found(output):
    """The rows of the table it prints, without its head."""
    rows = [line for line in output.splitlines() if line.startswith("|")]
    return [" ".join(row.strip("|").split()) for row in rows[1:]]


def scanners(report):
    install()
    with Daemon(report.binary, accounts(), login_failures="10") as daemon:
        # An answer that comes late is lost on it.
        output = next(filter(found, (tool("svmap", daemon.port) for _ in range(5))), "")
        report.check(len(found(output)) == 1 and "unknown" in output and "sipregd" not in output.lower(),
                     f"svmap: {'; '.join(found(output)) or output.strip()}: that something answers OPTIONS, not what")
        for arguments in ([], ["--force"], ["-m", "OPTIONS"], ["-m", "INVITE"]):
            output = tool("svwar", daemon.port, "-e", "1001-1010,2001-2010", *arguments)
            report.check(not found(output) and "found nothing" in output,
                         f"svwar {' '.join(arguments)}: {len(found(output))} of 10 extensions found".replace(" :", ":"))
        seconds = 60 if report.is_long else 20
        before = outcomes(daemon)
        began = time.monotonic()
        cracking = tool("svcrack", daemon.port, "-u", "1001", "-r", "1-999999", seconds=seconds / 2)
        middle, half = outcomes(daemon), time.monotonic()
        cracking += tool("svcrack", daemon.port, "-u", "1001", "-r", "1-999999", seconds=seconds / 2)
        after, end = outcomes(daemon), time.monotonic()
        first = middle["wrong-login"] - before["wrong-login"]
        later = (after["wrong-login"] - middle["wrong-login"]) / (end - half)
        report.check(later < 1 and not found(cracking) and first > 0,
                     f"svcrack: {first} guesses judged in the first {half - began:.0f} s, then {later:.2f} a second; "
                     f"{after['locked-out'] - before['locked-out']} ignored, {after['silenced'] - before['silenced']} not even read")
        lines = daemon.log()
        report.check(sum("rate-limited src=127.0.0.1" in line for line in lines) == 1, "svcrack: one line says that it is locked out")
        blamed = sum("auth-fail src=127.0.0.1 " in line and "friendly-scanner" in line for line in lines)
        report.check(1 <= blamed <= 10, f"svcrack: {blamed} lines for fail2ban")
