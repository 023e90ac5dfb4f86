"""A phone without a voice: registers, un-registers, and remembers what it was promised."""

import hashlib
import random
import re
import select
import socket
import time


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


class Phone:
    def __init__(self, user, password, port):
        self.user, self.password = user, password
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.connect(("127.0.0.1", port))
        self.own = self.socket.getsockname()[1]
        self.contact = f"sip:{user}@127.0.0.1:{self.own}"
        self.call_id = f"{random.getrandbits(64):x}"
        self.cseq = 0
        #: What the last 200 said: True bound, False not.
        self.promised = False
        #: What is being asked right now and not yet answered: True, False, or None.
        self.asking = None
        self.promises = 0

    def ask(self, bound, login=""):
        """Sends a REGISTER; the answer comes to take()."""
        self.asking = bound
        self.cseq += 1
        self.socket.send(
            (
                "REGISTER sip:example.com SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP 127.0.0.1:{self.own};rport;branch=z9hG4bK{random.getrandbits(60):x}\r\n"
                f"From: <sip:{self.user}@example.com>;tag=1\r\nTo: <sip:{self.user}@example.com>\r\n"
                f"Call-ID: {self.call_id}\r\nCSeq: {self.cseq} REGISTER\r\n"
                f"Contact: <{self.contact}>;expires={3600 if bound else 0}\r\n{login}Content-Length: 0\r\n\r\n"
            ).encode()
        )

    def take(self):
        """Reads one answer; asks for the next thing when a wish has been granted."""
        try:
            text = self.socket.recv(65536).decode()
        except ConnectionRefusedError:
            return
        if int(re.search(r"CSeq: (\d+)", text)[1]) != self.cseq:
            return  # an answer from before the end, read after it
        status = int(text.split(" ", 2)[1])
        if status == 401:
            realm, nonce = (re.search(f'{key}="([^"]*)"', text)[1] for key in ("realm", "nonce"))
            ha1, ha2 = md5(f"{self.user}:{realm}:{self.password}"), md5("REGISTER:sip:example.com")
            answer = md5(f"{ha1}:{nonce}:00000001:c:auth:{ha2}")
            self.ask(
                self.asking,
                f'Authorization: Digest username="{self.user}", realm="{realm}", nonce="{nonce}", '
                f'uri="sip:example.com", response="{answer}", qop=auth, nc=00000001, cnonce="c"\r\n',
            )
        elif status == 200:
            self.promised, self.asking = self.asking, None
            self.promises += 1
            self.ask(not self.promised if random.random() < 0.3 else self.promised)
        else:
            raise AssertionError(f"{self.user} was answered {text.splitlines()[0]}")


def drive(phones, seconds):
    """Lets all phones ask and answer for a while."""
    by_socket = {p.socket: p for p in phones}
    for phone in phones:
        phone.ask(phone.promised if phone.asking is None else phone.asking)
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        for ready in select.select(list(by_socket), [], [], left)[0]:
            by_socket[ready].take()
