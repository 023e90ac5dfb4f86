"""A name server with the records that a situation wants, on a machine's 127.0.0.1."""
import ipaddress
import socket
import struct
import threading

KINDS = {1: "A", 28: "AAAA", 33: "SRV"}


def wire_name(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"


def wire_data(kind, value):
    if kind == "SRV":
        priority, weight, port, target = value
        return struct.pack("!HHH", priority, weight, port) + wire_name(target)
    return ipaddress.ip_address(value).packed


class Resolver:
    """`records` maps (name, kind) to values; a name that is under no kind does not exist."""

    def __init__(self, machine, records):
        self.records = dict(records)
        machine.cover("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:2\n")
        self.socket = machine.socket(("127.0.0.1", 53))
        self.socket.settimeout(0.2)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while not self._over.is_set():
            try:
                question, peer = self.socket.recvfrom(512)
                self.socket.sendto(self.answer(question), peer)
            except socket.timeout:
                continue
            except (OSError, IndexError, struct.error):
                continue

    def answer(self, question):
        labels, at = [], 12
        while question[at]:
            labels.append(question[at + 1:at + 1 + question[at]].decode("latin-1"))
            at += 1 + question[at]
        end = at + 5
        name = ".".join(labels).lower()
        kind = KINDS.get(struct.unpack("!H", question[at + 1:at + 3])[0], "")
        values = self.records.get((name, kind), [])
        exists = any(known == name for known, _ in self.records)
        head = question[:2] + struct.pack("!HHHHH", 0x8180 | (0 if exists else 3), 1, len(values), 0, 0)
        body = b""
        for value in values:
            data = wire_data(kind, value)
            number = next(n for n, k in KINDS.items() if k == kind)
            body += b"\xc0\x0c" + struct.pack("!HHIH", number, 1, 60, len(data)) + data
        return head + question[12:end] + body

    def stop(self):
        self._over.set()
        self._thread.join(2)
        self.socket.close()
