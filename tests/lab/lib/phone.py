"""A phone of our own that can be made to misbehave in any way: in what it sends, how it logs in, how often it repeats."""
import hashlib
import itertools
import re
import select
import time

from sip import Message, branch, word

from town import DOMAIN, SERVER

HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
# RFC 3261 §17.1.2.2: 0.5, 1, 2 and then every 4 s, until 32 s are over; eleven copies in all.
PAUSES = (0.5, 1, 2, 4, 4, 4, 4, 4, 4, 4)


def challenge_of(answer):
    """The parameters of a 401."""
    if answer is None or answer.status != 401:
        raise AssertionError(f"no challenge but {answer and answer.start}")
    line = answer.first("www-authenticate").partition(" ")[2]
    return {k.lower(): quoted or plain for k, quoted, plain in re.findall(r'([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s,]+))', line)}


class Phone:
    def __init__(self, machine, user="1001", password="", server=(SERVER, 5060), domain=DOMAIN, agent="Lab/1.0",
                 address=None, port=0, contact_host=None):
        self.machine, self.user, self.password = machine, user, password
        self.server, self.domain, self.agent = server, domain, agent
        self.address = address or machine.address
        self.socket = machine.socket((self.address, port))
        self.port = self.socket.getsockname()[1]
        host = f"[{self.address}]" if ":" in self.address else self.address
        self.at = f"{contact_host or host}:{self.port}"
        self.contact = f"<sip:{user}@{self.at}>"
        self.new_call()

    def new_call(self):
        self.call_id, self.tag, self.cseq = word(16), word(8), 0

    def request(self, method="REGISTER", uri=None, to=None, contact=..., expires=3600, via=None, rport=True, cseq=None,
                authorization=None, top=None, more="", agent=...):
        """One request. What is None is left out; `contact` may be several lines' worth of values."""
        self.cseq = self.cseq + 1 if cseq is None else cseq
        contact = self.contact if contact is ... else contact
        agent = self.agent if agent is ... else agent
        to = to or f"<sip:{self.user}@{self.domain}>"
        lines = [
            f"{method} {uri or 'sip:' + self.domain} SIP/2.0",
            f"Via: SIP/2.0/UDP {via or self.at}{';rport' if rport else ''};branch={top or branch()}",
            "Max-Forwards: 70", f"From: {to};tag={self.tag}", f"To: {to}", f"Call-ID: {self.call_id}",
            f"CSeq: {self.cseq} {method}",
            f"User-Agent: {agent}" if agent else None, f"Contact: {contact}" if contact else None,
            f"Expires: {expires}" if expires is not None else None,
            f"Authorization: {authorization}" if authorization else None,
        ]
        return ("\r\n".join(filter(None, lines)) + f"\r\n{more}Content-Length: 0\r\n\r\n").encode("utf-8")

    def credentials(self, challenge, method="REGISTER", login=None, hashed_user=None, realm=None, hashed_realm=None,
                    password=None, algorithm="MD5", qop="auth", nonce=None, nc="00000001", uri=None, encoding="utf-8",
                    without=()):
        login = self.user if login is None else login
        shown = {
            "username": f'"{login}"', "realm": f'"{realm or challenge["realm"]}"', "nonce": f'"{nonce or challenge["nonce"]}"',
            "uri": f'"{uri or "sip:" + self.domain}"', "algorithm": algorithm, "qop": qop, "nc": nc, "cnonce": f'"{word(8)}"',
        }

        def digest(*parts):
            return HASHES[algorithm](b":".join(p if isinstance(p, bytes) else p.strip('"').encode("utf-8") for p in parts)).hexdigest()

        password = self.password if password is None else password
        secret = digest(hashed_user or login, hashed_realm or shown["realm"], password.encode(encoding))
        asked = digest(method, shown["uri"], *([digest("")] if qop == "auth-int" else []))
        middle = (nc, shown["cnonce"], qop) if qop else ()
        shown["response"] = f'"{digest(secret, shown["nonce"], *middle, asked)}"'
        unused = set(without) | (set() if qop else {"qop", "nc", "cnonce"})
        return "Digest " + ", ".join(f"{k}={v}" for k, v in shown.items() if k not in unused)

    def send(self, data):
        self.socket.sendto(data, self.server)
        return data

    def hear(self, seconds=2.0):
        """The next answer, or None."""
        end = time.monotonic() + seconds
        while select.select([self.socket], [], [], max(0, end - time.monotonic()))[0]:
            try:
                return Message(*self.socket.recvfrom(65536))
            except OSError:
                continue
        return None

    def ask(self, data, seconds=2.0):
        self.send(data)
        return self.hear(seconds)

    def insist(self, data, copies=11, seconds=None):
        """Sends `data` again and again as a phone does that hears nothing; the answer if one comes after all."""
        for pause in (*PAUSES[:copies - 1], seconds if seconds is not None else 0.2):
            answer = self.ask(data, pause)
            if answer is not None:
                return answer
        return None

    def login(self, with_login=None, patience=1, **odd):
        """The whole exchange. `with_login` changes the credentials, everything else the requests; the last answer."""
        first = self.request(**odd)
        answer = self.insist(first, patience) if patience > 1 else self.ask(first)
        for _ in range(2):
            if answer is None or answer.status != 401:
                return answer
            challenge = challenge_of(answer)
            if _ and "stale" not in challenge:
                return answer
            proof = self.credentials(challenge, **(with_login or {}))
            answer = self.ask(self.request(**{**odd, "authorization": proof}))
        return answer

    def tries(self, times=1, **odd):
        """Attempts that must all end without success, each a new call."""
        for _ in range(times):
            answer = self.login(**odd)
            if answer is not None and answer.status == 200:
                raise AssertionError("it registered although it must not")
            self.new_call()
        return answer

    def registers(self, **odd):
        """An attempt that must succeed."""
        answer = self.login(**odd)
        if answer is None or answer.status != 200:
            raise AssertionError(f"it did not register: {answer and answer.start}")
        return answer

    def leave(self):
        return self.registers(expires=0)

    def close(self):
        self.socket.close()


def numbers(first=100):
    return map(str, itertools.count(first))
