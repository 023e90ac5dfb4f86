"""Small computers: a network namespace and a mount namespace each, with cables and bridges between them.

A machine lives as long as its `cat`, and that as long as we hold the other end of its pipe: whatever ends this script,
even SIGKILL, ends the machines, their interfaces and their mounts.
"""
import contextlib
import ctypes
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

CLONE_NEWNET = 0x40000000
FOLDERS = set()
LIBC = ctypes.CDLL(None, use_errno=True)
SETTLE = (
    "mount -t sysfs sysfs /sys && mount -t tmpfs tmpfs /run && ip link set lo up && "
    "echo 0 > /proc/sys/net/ipv6/conf/all/accept_dad; echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad; "
    "echo 0 > /proc/sys/net/ipv6/conf/default/dad_transmits; echo ready; exec cat"
)
# Where a file of /etc really is; only in the machine's own /run may it be made.
COVER = (
    'target=$(readlink -m "$2"); case $target in /run/*) mkdir -p "$(dirname "$target")"; : > "$target" ;; esac; '
    'mount --bind "$1" "$target"'
)


class Trouble(Exception):
    """The laboratory itself does not work."""


def run(command, text=None, seconds=20, check=True, env=None):
    try:
        done = subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds,
                              text=True, errors="replace", env=env, stdin=None if text is not None else subprocess.DEVNULL)
    except subprocess.TimeoutExpired as late:
        raise Trouble(f"{' '.join(map(str, command[:9]))} did not end in {seconds} s") from late
    if check and done.returncode:
        raise Trouble(f"{' '.join(map(str, command))}: {done.stdout.strip()[-300:]}")
    return done


class Machine:
    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="sipregd-lab-"))
        FOLDERS.add(self.folder)
        self.folder.chmod(0o755)
        end, self._life = os.pipe()
        self.process = subprocess.Popen(
            ["unshare", "--net", "--mount", "--propagation", "private", "sh", "-c", SETTLE],
            stdin=end, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        os.close(end)
        if self.process.stdout.readline() != "ready\n":
            raise Trouble(f"no namespaces to be had: {self.process.stderr.read().strip()}")
        self.pid = self.process.pid

    def inside(self, *command):
        return ["nsenter", "-t", str(self.pid), "-n", "-m", "--", *map(str, command)]

    def do(self, *command, text=None, seconds=20, check=True, env=None):
        return run(self.inside(*command), text, seconds, check, env)

    def start(self, *command, user=None, **options):
        """A program that ends when we do, whatever ends us."""
        switch = ["--pdeathsig", "KILL"]
        if user:
            switch += [f"--reuid={user}", f"--regid={user}", "--clear-groups"]
        return subprocess.Popen(self.inside("setpriv", *switch, "--", *command), **options)

    def ip(self, *lines):
        self.do("ip", "-batch", "-", text="".join(f"{line}\n" for line in lines))

    def nft(self, rules):
        self.do("nft", "-f", "-", text=rules)

    def sysctl(self, **values):
        for name, value in values.items():
            self.do("sh", "-c", f'echo {value} > /proc/sys/{name.replace("__", "/")}')

    def cover(self, target, text):
        """Puts a file of our own, or a folder, over `target`, in this machine only."""
        if isinstance(text, Path):
            source = text
        else:
            source = self.folder / Path(target).name
            source.write_text(text)
        self.do("sh", "-c", COVER, "sh", source, target)

    def copy_over(self, target):
        """Lets the machine change a file or folder of /etc without changing ours."""
        copy = self.folder / target.strip("/").replace("/", "-")
        if Path(target).is_dir():
            shutil.copytree(target, copy, symlinks=True)
        else:
            shutil.copy(target, copy)
        self.cover(target, copy)
        return copy

    @contextlib.contextmanager
    def network(self):
        """This thread's sockets are made in the machine's network."""
        with open("/proc/thread-self/ns/net") as home, open(f"/proc/{self.pid}/ns/net") as there:
            if LIBC.setns(there.fileno(), CLONE_NEWNET):
                raise Trouble(f"setns: {os.strerror(ctypes.get_errno())}")
            try:
                yield
            finally:
                if LIBC.setns(home.fileno(), CLONE_NEWNET):
                    os._exit(70)

    def socket(self, address=("0.0.0.0", 0), kind=socket.SOCK_DGRAM):
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        with self.network():
            made = socket.socket(family, kind)
        made.bind(address)
        return made

    def remove(self):
        os.close(self._life)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        FOLDERS.discard(self.folder)


def end_now(code):
    """Ends this script without waiting for its threads: machines and programs end with it, folders go."""
    for folder in list(FOLDERS):
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(code)


def cable(a, a_name, b, b_name):
    run(["ip", "link", "add", "name", a_name, "netns", str(a.pid), "type", "veth",
         "peer", "name", b_name, "netns", str(b.pid)])
    a.ip(f"link set {a_name} up")
    b.ip(f"link set {b_name} up")
