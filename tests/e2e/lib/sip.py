#!/usr/bin/env python3
"""A SIP phone that says what the server answered.

  sip.py register --server HOST:PORT --user U --password P   one registration; prints the bindings of the 200
  sip.py query …                                             asks for the bindings, changes nothing
  sip.py guess …     --times N                               wrong passwords, each a new call; stops when nobody answers
  sip.py gap --server HOST:PORT --until FILE                 asks OPTIONS every 50 ms until FILE exists; the longest silence
  sip.py crowd …     --first N --count N --until FILE        many extensions; every second one is refreshed in turn until
                                                             FILE exists, the others only wait: nothing makes up for a loss

Exit: 0 the server said 200 (guess: it went silent), 1 it said something else, 3 it said nothing.
"""

import argparse
import hashlib
import json
import os
import re
import secrets
import socket
import sys
import time


class Silence(Exception):
    """No answer to any copy of a request."""


class Phone:
    def __init__(self, server, user, password, domain=None, agent="sip.py", local_port=0, patience=2.0):
        host, port = server.rsplit(":", 1)
        self.server = (host, int(port))
        self.user, self.password, self.agent, self.patience = user, password, agent, patience
        self.domain = domain or host
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("0.0.0.0", local_port))
        self.socket.connect(self.server)
        self.address = "%s:%d" % self.socket.getsockname()
        self.new_call()

    def new_call(self):
        self.call_id, self.tag, self.cseq = secrets.token_hex(12), secrets.token_hex(4), 0

    def send(self, expires, authorization=None, contact=True):
        """Sends one REGISTER, again every half second until something answers it; (code, headers)."""
        self.cseq += 1
        branch = "z9hG4bK" + secrets.token_hex(8)
        lines = [
            f"REGISTER sip:{self.domain} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.address};rport;branch={branch}",
            "Max-Forwards: 70",
            f"From: <sip:{self.user}@{self.domain}>;tag={self.tag}",
            f"To: <sip:{self.user}@{self.domain}>",
            f"Call-ID: {self.call_id}",
            f"CSeq: {self.cseq} REGISTER",
            f"User-Agent: {self.agent}",
        ]
        if contact:
            lines += [f"Contact: <sip:{self.user}@{self.address}>", f"Expires: {expires}"]
        if authorization:
            lines.append("Authorization: " + authorization)
        message = ("\r\n".join(lines) + "\r\nContent-Length: 0\r\n\r\n").encode("latin-1")
        end = time.monotonic() + self.patience
        while (left := end - time.monotonic()) > 0:
            try:
                self.socket.send(message)
                self.socket.settimeout(min(0.5, left))
                while True:
                    text = self.socket.recv(65535).decode("latin-1")
                    if branch in text:
                        return self.read(text)
            except socket.timeout:
                continue
            except ConnectionRefusedError:
                time.sleep(0.02)
        raise Silence

    @staticmethod
    def read(text):
        first, *rest = text.split("\r\n\r\n")[0].split("\r\n")
        headers = {}
        for line in rest:
            name, _, value = line.partition(":")
            headers.setdefault(name.strip().lower(), []).append(value.strip())
        return int(first.split()[1]), headers

    def credentials(self, challenge, password):
        value = dict((k.lower(), q or t) for k, q, t in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', challenge))
        uri, cnonce = f"sip:{self.domain}", secrets.token_hex(4)

        def md5(s):
            return hashlib.md5(s.encode("latin-1")).hexdigest()

        ha1, ha2 = md5(f"{self.user}:{value['realm']}:{password}"), md5(f"REGISTER:{uri}")
        answer = md5(f"{ha1}:{value['nonce']}:00000001:{cnonce}:auth:{ha2}")
        return (
            f'Digest username="{self.user}", realm="{value["realm"]}", nonce="{value["nonce"]}", uri="{uri}", '
            f'response="{answer}", algorithm=MD5, qop=auth, nc=00000001, cnonce="{cnonce}"'
        )

    def register(self, expires=3600, contact=True, password=None):
        """The whole exchange: challenge, login; (code, contacts of the answer)."""
        code, headers = self.send(expires, contact=contact)
        for _ in range(2):  # a second challenge is right when it says stale
            if code != 401:
                break
            challenge = headers["www-authenticate"][0]
            if _ and "stale=true" not in challenge.lower():
                break
            code, headers = self.send(expires, self.credentials(challenge, password or self.password), contact)
        contacts = [c.strip() for h in headers.get("contact", []) for c in re.split(r",(?=\s*<)", h)]
        return code, contacts


def crowd(o):
    """Registers extensions first … first+count-1, refreshes one after the other, and at the end asks for each."""
    phones = [Phone(o.server, str(o.first + i), o.password, o.domain, patience=8.0) for i in range(o.count)]
    acknowledged, refreshes, slowest, refused = {}, 0, 0.0, 0
    while True:
        for n, phone in enumerate(phones):
            if os.path.exists(o.until) and len(acknowledged) == len(phones):
                lost = []
                for p in phones:
                    code, contacts = p.register(contact=False)
                    if code != 200 or not any(acknowledged[p.user] in c for c in contacts):
                        lost.append(p.user)
                print(json.dumps({"bindings": len(phones), "refreshes": refreshes, "refused": refused,
                                  "lost": len(lost), "longest_wait": round(slowest, 2)}))
                return 1 if lost or refused else 0
            if n % 2 and phone.user in acknowledged:
                continue
            began = time.monotonic()
            code, _ = phone.register()
            slowest = max(slowest, time.monotonic() - began)
            if code == 200:
                refreshes += phone.user in acknowledged
                acknowledged[phone.user] = f"sip:{phone.user}@{phone.address}"
                if len(acknowledged) == len(phones) and o.ready:
                    open(o.ready, "w").close()
            else:
                refused += 1
            time.sleep(o.pause)


def gap(o):
    """The longest time between two answers, free of the time that programs need to start."""
    host, port = o.server.rsplit(":", 1)
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.connect((host, int(port)))
    s.settimeout(0.05)
    local, longest, last = "%s:%d" % s.getsockname(), 0.0, None
    while not os.path.exists(o.until):
        began = time.monotonic()
        branch = secrets.token_hex(8)
        try:
            s.send((f"OPTIONS sip:{host} SIP/2.0\r\nVia: SIP/2.0/UDP {local};rport;branch=z9hG4bK{branch}\r\n"
                    f"From: <sip:gap@{host}>;tag=1\r\nTo: <sip:{host}>\r\nCall-ID: {branch}\r\nCSeq: 1 OPTIONS\r\n"
                    "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n").encode())
            if b"SIP/2.0 200" in s.recv(65535):
                now = time.monotonic()
                longest = max(longest, now - (last or now))
                if last is None and o.ready:
                    open(o.ready, "w").close()
                last = now
        except (socket.timeout, ConnectionRefusedError):
            pass
        time.sleep(max(0.0, 0.05 - (time.monotonic() - began)))
    print("%.2f" % longest)
    return 0


def guess(o):
    for n in range(1, o.times + 1):
        phone = Phone(o.server, o.user, "wrong", o.domain, o.agent, patience=1.0)
        try:
            code, _ = phone.register(password="wrong-%d" % n)
        except Silence:
            print(json.dumps({"answered": n - 1}))
            return 0
        if code == 200:
            return 1
        time.sleep(o.pause)
    print(json.dumps({"answered": o.times}))
    return 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("verb", choices=["register", "query", "guess", "gap", "crowd"])
    parser.add_argument("--server", required=True)
    parser.add_argument("--user", default="1001")
    parser.add_argument("--password", default="")
    parser.add_argument("--domain")
    parser.add_argument("--agent", default="sip.py")
    parser.add_argument("--expires", type=int, default=3600)
    parser.add_argument("--local-port", type=int, default=0)
    parser.add_argument("--patience", type=float, default=2.0)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--first", type=int, default=2000)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--until", default="")
    parser.add_argument("--ready", default="")
    o = parser.parse_args()
    if o.verb == "crowd":
        return crowd(o)
    if o.verb == "guess":
        return guess(o)
    if o.verb == "gap":
        return gap(o)
    phone = Phone(o.server, o.user, o.password, o.domain, o.agent, o.local_port, o.patience)
    began = time.monotonic()
    code, contacts = phone.register(o.expires, contact=o.verb == "register")
    print(json.dumps({"code": code, "contacts": contacts, "from": phone.address, "seconds": round(time.monotonic() - began, 3)}))
    return 0 if code == 200 else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Silence:
        print(json.dumps({"code": None}))
        sys.exit(3)
