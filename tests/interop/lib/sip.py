"""The least of SIP that the outer tests need: read a message, answer a digest challenge, be a phone.

It reads forgivingly and writes plainly. It is no model of the product's own reader.
"""
import hashlib
import itertools
import os
import random
import re
import select
import socket
import time

LONG_NAMES = {
    "v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length",
    "k": "supported", "s": "subject", "c": "content-type",
}
HASHES = {
    "MD5": hashlib.md5,
    "SHA-256": hashlib.sha256,
    "SHA-512-256": lambda data: hashlib.new("sha512_256", data),
}
# Each phone gets an address of its own, so that no limit per source joins two of them.
_serials = itertools.count(os.getpid() * 7 % 50000 + 300)
_random = random.Random()


def word(length=10):
    """A token nobody else uses."""
    return "".join(_random.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))


def branch():
    return "z9hG4bK" + word(12)


def split_values(text):
    """The values of one header line: commas inside quotes or angle brackets do not separate."""
    values, start, quoted, depth, at = [], 0, False, 0, 0
    while at < len(text):
        c = text[at]
        if quoted:
            if c == "\\":
                at += 1
            elif c == '"':
                quoted = False
        elif c == '"':
            quoted = True
        elif c == "<":
            depth += 1
        elif c == ">":
            depth = max(0, depth - 1)
        elif c == "," and depth == 0:
            values.append(text[start:at])
            start = at + 1
        at += 1
    values.append(text[start:])
    return [value.strip() for value in values if value.strip()]


class Message:
    """A request or an answer; `source` is where it came from."""

    def __init__(self, data, source=None):
        self.source = source
        head = re.split(r"\r?\n\r?\n", data.decode("latin-1").lstrip("\r\n"), maxsplit=1)[0]
        self.start, *lines = re.sub(r"\r?\n[ \t]+", " ", head).replace("\r\n", "\n").split("\n")
        answer = re.match(r"(?i)SIP/2\.0 (\d{3})( |$)", self.start)
        self.status = int(answer[1]) if answer else None
        self.headers = []
        for line in lines:
            name, colon, value = line.partition(":")
            if colon:
                name = name.strip().lower()
                self.headers.append((LONG_NAMES.get(name, name), value.strip()))

    def all(self, name):
        return [value for n, value in self.headers if n == name.lower()]

    def first(self, name):
        return next(iter(self.all(name)), "")

    def values(self, name):
        return [value for line in self.all(name) for value in split_values(line)]


class Challenge:
    """One challenge of a 401 or 407, and the header that answers it."""

    def __init__(self, answer_header, parameters):
        self.answer_header = answer_header
        self.parameters = parameters

    @classmethod
    def of(cls, message):
        """The challenge to answer: MD5 if it is offered, else the first one known; None if there is none."""
        found = []
        for name, reply in (("www-authenticate", "Authorization"), ("proxy-authenticate", "Proxy-Authorization")):
            for line in message.all(name):
                scheme, _, rest = line.partition(" ")
                if scheme.lower() != "digest":
                    continue
                pairs = re.findall(r'([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))', rest)
                challenge = cls(reply, {key.lower(): quoted or plain for key, quoted, plain in pairs})
                if challenge.algorithm in HASHES:
                    found.append(challenge)
        found.sort(key=lambda challenge: challenge.algorithm != "MD5")
        return found[0] if found else None

    @property
    def algorithm(self):
        return self.parameters.get("algorithm", "MD5").upper()

    @property
    def is_stale(self):
        return self.parameters.get("stale", "").lower() == "true"

    def credentials(self, method, user, password, /, **changed):
        """The fields of the answer. `changed` overrides what goes into the digest: uri, nonce, realm, nc,
        cnonce, user, password, and qop (`none` for the form of RFC 2069)."""
        offered = [token.strip() for token in self.parameters.get("qop", "").split(",") if token.strip()]
        fields = {
            "user": user, "password": password, "realm": self.parameters.get("realm", ""),
            "nonce": self.parameters.get("nonce", ""), "nc": "00000001", "cnonce": word(8),
            "qop": "auth" if "auth" in offered else (offered or ["none"])[0],
        }
        fields.update(changed)

        def digest(*parts):
            return HASHES[self.algorithm](":".join(parts).encode("latin-1")).hexdigest()

        secret = digest(fields["user"], fields["realm"], fields["password"])
        request = [method, fields["uri"]] + ([digest("")] if fields["qop"] == "auth-int" else [])
        middle = [] if fields["qop"] == "none" else [fields["nc"], fields["cnonce"], fields["qop"]]
        fields["response"] = digest(secret, fields["nonce"], *middle, digest(*request))
        return fields

    def line(self, fields, shown_user, end="\r\n"):
        """The header line that carries `fields`; what is written is the challenge's own realm and nonce."""
        parts = [
            f'username="{shown_user}"', f'realm="{self.parameters.get("realm", "")}"',
            f'nonce="{self.parameters.get("nonce", "")}"', f'uri="{fields["uri"]}"',
            f'response="{fields["response"]}"',
        ]
        if "algorithm" in self.parameters:
            parts.append(f"algorithm={self.parameters['algorithm']}")
        if fields["qop"] != "none":
            parts.append(f'qop={fields["qop"]}, nc={fields["nc"]}, cnonce="{fields["cnonce"]}"')
        if "opaque" in self.parameters:
            parts.append(f'opaque="{self.parameters["opaque"]}"')
        return f"{self.answer_header}: Digest {', '.join(parts)}{end}"


class Wire:
    """One UDP socket to the server."""

    def __init__(self, server, port=0, address=None):
        self.server = server
        version6 = ":" in server[0]
        family = socket.AF_INET6 if version6 else socket.AF_INET
        for _ in range(50):
            serial = next(_serials)
            self.address = address or ("::1" if version6 else f"127.77.{serial >> 8 & 255}.{serial & 255 or 1}")
            self.socket = socket.socket(family, socket.SOCK_DGRAM)
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            try:
                self.socket.bind((self.address, port))
                break
            except OSError:
                self.socket.close()
                if address:
                    raise
        else:
            raise OSError(f"no loopback address has port {port} free")
        self.port = self.socket.getsockname()[1]
        # An answer may also come to a default port that the Via implies; see `listen_also`.
        self.ears = [self.socket]

    def listen_also(self, ports):
        for port in ports:
            ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.ears.append(ear)
            ear.bind((self.address, port))

    @property
    def host_port(self):
        return f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"

    def send(self, data):
        self.socket.sendto(data, self.server)

    def receive(self, seconds, until_final=True):
        """What comes in within `seconds`, or up to the first final answer."""
        messages, end = [], time.monotonic() + seconds
        while True:
            ready = select.select(self.ears, [], [], max(0, end - time.monotonic()))[0]
            if not ready:
                return messages
            try:
                data, source = ready[0].recvfrom(65536, socket.MSG_DONTWAIT)
            except OSError:  # an ICMP error that belongs to an earlier datagram
                continue
            message = Message(data, source[:2])
            messages.append(message)
            if until_final and (message.status is None or message.status >= 200):
                return messages

    def ask(self, data, seconds):
        """The last message that answers `data`, or None."""
        self.send(data)
        return next(reversed(self.receive(seconds)), None)

    def close(self):
        for ear in self.ears:
            ear.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Phone:
    """One user agent: REGISTER with the digest handshake, and OPTIONS."""

    def __init__(self, server, domain, user="", password="", patience=1.0, address=None):
        self.wire = Wire(server, address=address)
        self.domain, self.user, self.password, self.patience = domain, user, password, patience
        self.call_id, self.sequence = word(14), _random.randrange(1, 1000)

    def request(self, method, target, extra=""):
        self.sequence += 1
        return (
            f"{method} sip:{self.domain} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self.wire.host_port};rport;branch={branch()}\r\nMax-Forwards: 70\r\n"
            f"From: <sip:{self.user or 'probe'}@{self.domain}>;tag={word(8)}\r\nTo: <{target}>\r\n"
            f"Call-ID: {self.call_id}\r\nCSeq: {self.sequence} {method}\r\n{extra}Content-Length: 0\r\n\r\n"
        ).encode("latin-1")

    def register(self, contact=None, expires=None):
        """The final answer, or None. `contact` None asks for the list of bindings."""
        target = f"sip:{self.user}@{self.domain}"
        fields = (f"Contact: {contact}\r\n" if contact else "") + (
            f"Expires: {expires}\r\n" if expires is not None else "")
        answer = self.wire.ask(self.request("REGISTER", target, fields), self.patience)
        tried = False
        for _ in range(3):
            if answer is None or answer.status not in (401, 407):
                break
            challenge = Challenge.of(answer)
            if challenge is None or (tried and not challenge.is_stale):
                break
            tried = True
            proof = challenge.credentials("REGISTER", self.user, self.password, uri=f"sip:{self.domain}")
            line = challenge.line(proof, self.user)
            answer = self.wire.ask(self.request("REGISTER", target, fields + line), self.patience)
        return answer

    def bindings(self):
        """The Contact values the server holds, or None if it did not say."""
        answer = self.register()
        return answer.values("contact") if answer is not None and answer.status == 200 else None

    def options(self):
        return self.wire.ask(self.request("OPTIONS", f"sip:{self.domain}"), self.patience)

    def close(self):
        self.wire.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
