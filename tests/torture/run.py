#!/usr/bin/python3
"""Sends hard SIP messages to a sipregd of its own and judges the answers.

usage: run.py [SIPREGD] [--only REGEX] [--corpus FOLDER] [--kind KIND,…] [--port PORT]

Without SIPREGD it takes the environment's SIPREGD, else the release build of this tree. FOLDER holds manifest.tsv
and its messages (default: tests/data/torture; its README says what the columns mean). PORT 0, the default, lets
the daemon take a free one. Exit 0: none failed. 1: one failed. 2: usage, or the daemon does not start.

A row passes when the answer is one that `expect` names and every check holds. When only `tolerate` names it, the
row passes too, and is counted apart: the RFC allows the answer but would rather see another.
"""
import argparse
import re
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "interop" / "lib"))

from daemon import Daemon, NotReady, clean_up_when_told_to_end, find_binary  # noqa: E402
from sip import Challenge, Message, Phone, Wire, branch, word  # noqa: E402

DOMAIN, USER, PASSWORD = "example.com", "alice", "correct horse battery"
ANSWER_TIME, SILENCE_TIME, SECOND_ANSWER_TIME = 1.0, 0.5, 0.4


def read_manifest(folder):
    header, *lines = (folder / "manifest.tsv").read_text(encoding="utf-8").splitlines()
    columns = header.split("\t")
    return [dict(zip(columns, line.split("\t") + [""] * len(columns))) for line in lines]


def fill(template, values):
    """The message of a template; a value may hold tokens itself."""
    text = template.decode("latin-1")
    for _ in range(3):
        text = re.sub(r"\{\{([A-Z0-9]+)\}\}", lambda token: str(values.get(token[1], token[0])), text)
    return text.encode("latin-1")


def fill_text(text, values):
    return fill(text.encode("latin-1"), values).decode("latin-1")


def names(status, wanted):
    """Whether the list of `expect` or `tolerate` names this outcome."""
    return any(
        one in (status, "any") or (one.endswith("xx") and status.isdigit() and one[0] == status[0]) for one in wanted)


def unmirrored(request, answer, server):
    """RFC 3261 §8.2.6.2: what an answer to a valid request fails to copy."""
    def squeezed(text):
        return re.sub(r"\s+", "", text)

    def via(text):
        return re.sub(r'(?i);(received|rport)(=("[^"]*"|[^;,]*))?', "", squeezed(text)).lower()

    for name in ("Call-ID", "From"):
        if squeezed(request.first(name)) != squeezed(answer.first(name)):
            yield f"{name} not mirrored"
    asked, said = request.first("CSeq").split(), answer.first("CSeq").split()
    if len(asked) == 2:
        same = len(said) == 2 and said[0].isdigit() and int(asked[0]) == int(said[0]) and asked[1] == said[1]
        if not same:
            yield "CSeq not mirrored"
    if [via(v) for v in request.values("Via")] != [via(v) for v in answer.values("Via")]:
        yield "Via not mirrored"
    outside = re.sub(r'"(\\.|[^"\\])*"|<[^>]*>', "", answer.first("To"))
    if answer.status > 100 and not re.search(r"(?i);\s*tag\s*=", outside):
        yield "no To tag"
    if answer.source != server:
        yield f"answered from {answer.source[0]}:{answer.source[1]}"


class Row:
    """One message of the manifest, sent and judged."""

    def __init__(self, fields, folder, server):
        self.fields, self.server = fields, server
        self.id, self.kind = fields["id"], fields["kind"]
        self.template = (folder / fields["file"]).read_bytes()
        self.is_raw = fields["file"].endswith(".dat")
        self.expect = fields["expect"].split(",")
        self.tolerate = [one for one in fields["tolerate"].split(",") if one]
        self.wait = SILENCE_TIME if set(self.expect) == {"silence"} else ANSWER_TIME
        self.faults = []

    def phone(self):
        return Phone(self.server, DOMAIN, USER, PASSWORD)

    def run(self):
        mark = re.sub("[^a-z0-9]", "", self.id.lower())[:10] + word(4)
        self.values = {
            "DOMAIN": DOMAIN, "USER": USER, "MARK": mark, "AUTH": "", "BRANCH": branch(), "TAG": word(8),
            "CSEQ": int.from_bytes(word(2).encode()) % 900 + 1, "UCDOMAIN": DOMAIN.upper(), "UCUSER": USER.swapcase(),
            "ESCUSER": "".join(f"%{byte:02X}" for byte in USER.encode()), "QPUSER": f"{USER[0]}\\{USER[1:]}",
            "CALLID": word(14),
        }
        if self.fields["auth"] != "none" or self.fields["pre"]:
            self.prepare()
        first, *others = [int(port) for port in (self.fields["sport"] or "0").split(",")]
        with Wire(self.server, first) as self.wire:
            self.wire.listen_also(others)
            self.values.update(SIP=self.wire.address, SPORT=self.wire.port)
            answer = self.converse()
            self.judge(answer)
            for check in filter(None, self.fields["checks"].split(" && ")):
                self.check(check, answer)
        with self.phone() as phone:
            # Twice, as one lost datagram is no proof of death.
            self.is_alive = bool(phone.options() or phone.options())
        if not self.is_alive:
            self.faults.append("the daemon no longer answers OPTIONS")

    def prepare(self):
        """Clears the extension and makes the bindings that the row starts from."""
        with self.phone() as phone:
            phone.register("*", 0)
        for step in filter(None, self.fields["pre"].split(" && ")):
            words = dict(part.split("=", 1) for part in fill_text(step, self.values).split("|"))
            with self.phone() as phone:
                phone.call_id = words.get("callid", phone.call_id)
                # The phone counts up once before it asks and once more with its credentials.
                phone.sequence = int(words["cseq"]) - 2 if "cseq" in words else phone.sequence
                answer = phone.register(words["bind"], 600)
            if answer is None or answer.status != 200:
                self.faults.append(f"the binding to start from was answered {answer.status if answer else 'silence'}")

    def converse(self):
        """Sends the message as `auth` says; the answer to judge."""
        if self.is_raw:
            self.sent = self.template
            return self.wire.ask(self.sent, self.wait)
        if self.fields["auth"] == "custom":
            self.fetch_challenge()
        self.sent = fill(self.template, self.values)
        answer = self.wire.ask(self.sent, self.wait)
        if self.fields["auth"] != "hs":
            return answer
        for _ in range(2):
            challenge = Challenge.of(answer) if answer and answer.status in (401, 407) else None
            if challenge is None or (self.values["AUTH"] and not challenge.is_stale):
                break
            self.values["CSEQ"] += 1
            self.values["BRANCH"] = branch()
            self.values["AUTH"] = self.authorization(challenge)
            self.sent = fill(self.template, self.values)
            answer = self.wire.ask(self.sent, self.wait)
        return answer

    def authorization(self, challenge):
        start = re.match(r"(\S+) +(\S+) +\S+", self.sent.decode("latin-1").lstrip("\r\n"))
        method, uri = start.groups() if start else ("REGISTER", "")
        if not uri.lower().startswith(("sip:", "sips:")):
            uri = f"sip:{DOMAIN}"
        end = "\r\n" if b"\r\n" in self.template else "\n"
        proof = challenge.credentials(method, USER, PASSWORD, **{"uri": uri.rstrip(">;"), **self.changed()})
        return challenge.line(proof, USER, end)

    def changed(self):
        """What `authopts` changes in the digest."""
        options = fill_text(self.fields["authopts"], self.values)
        pairs = dict(part.split("=", 1) for part in options.split(";") if part)
        return {{"pass": "password"}.get(key, key): value for key, value in pairs.items()}

    def fetch_challenge(self):
        """Fills in what hand-made credentials need, from a challenge fetched for them."""
        target = f"sip:{USER}@{DOMAIN}"
        request = (
            f"REGISTER sip:{DOMAIN} SIP/2.0\r\nVia: SIP/2.0/UDP {self.wire.host_port};rport;branch={branch()}\r\n"
            f"Max-Forwards: 70\r\nFrom: <{target}>;tag={word(8)}\r\nTo: <{target}>\r\n"
            f"Call-ID: {self.values['CALLID']}\r\nCSeq: {self.values['CSEQ']} REGISTER\r\nContent-Length: 0\r\n\r\n")
        answer = self.wire.ask(request.encode(), self.wait)
        challenge = Challenge.of(answer) if answer else None
        if challenge is None:
            self.faults.append("no digest challenge to start from")
            challenge = Challenge("Authorization", {"realm": DOMAIN, "nonce": "none"})
        self.values["CSEQ"] += 1
        self.values["BRANCH"] = branch()
        given = challenge.parameters
        self.values.update(REALM=given.get("realm", ""), NONCE=given.get("nonce", ""))
        proof = challenge.credentials("REGISTER", USER, PASSWORD, **{"uri": f"sip:{DOMAIN}", **self.changed()})
        self.values.update(
            RESP=proof["response"], UCRESP=proof["response"].upper(), CNONCE=proof["cnonce"],
            ALGNAME=given.get("algorithm", "MD5"),
            ALG=f", algorithm={given['algorithm']}" if "algorithm" in given else "",
            OPAQUE=f', opaque="{given["opaque"]}"' if "opaque" in given else "")

    def judge(self, answer):
        self.got = "silence" if answer is None else "nonsip" if answer.status is None else str(answer.status)
        self.is_tolerated = not names(self.got, self.expect)
        if self.is_tolerated and not names(self.got, self.tolerate):
            self.faults.append(f"answered {self.got}")
        elif self.fields["validity"] == "valid" and answer is not None and answer.status:
            self.faults += unmirrored(Message(self.sent), answer, self.server)

    def check(self, check, answer):
        conditional = re.match(r"(\d{3}):(.*)", check, re.S)
        if conditional:
            status, check = conditional.groups()
            if status != self.got:
                return
        check = fill_text(check, self.values)
        if check == "one":
            more = [m for m in self.wire.receive(SECOND_ANSWER_TIME, until_final=False) if (m.status or 0) >= 200]
            if more:
                self.faults.append("more than one answer")
        elif check == "resend":
            again = self.wire.ask(self.sent, self.wait)
            if answer is None or again is None or again.status != answer.status:
                self.faults.append(f"the retransmission was answered {again.status if again else 'silence'}")
        elif check.startswith("F"):
            self.check_bindings(check)
        elif answer is not None:
            self.check_header(check, answer)

    def check_bindings(self, check):
        if not hasattr(self, "bound"):
            with self.phone() as phone:
                self.bound = phone.bindings()
        if self.bound is None:
            self.faults.append("the bindings could not be fetched")
            return
        self.compare(check[1:], "\n".join(self.bound), len(self.bound), "the bindings")

    def check_header(self, check, answer):
        counted = re.match(r"N:([A-Za-z-]+)=(\d+)$", check)
        if counted:
            name, count = counted.groups()
            self.compare(f":N={count}", "", len(answer.values(name)), name)
            return
        name, rest = re.match(r"H:([A-Za-z-]+)(.*)$", check, re.S).groups()
        lines = answer.all(name)
        self.compare(rest, "\n".join(lines), len(lines), name)

    def compare(self, condition, text, count, what):
        """`~regex`, `!~regex`, `=absent` or `:N=number`."""
        if condition.startswith(":N="):
            if count != int(condition[3:]):
                self.faults.append(f"{count} values of {what}, not {condition[3:]}")
        elif condition == "=absent":
            if text:
                self.faults.append(f"{what} is there")
        elif condition.startswith("!~"):
            if re.search(condition[2:], text):
                self.faults.append(f"{what} must not match {condition[2:]}")
        elif condition.startswith("~"):
            if not re.search(condition[1:], text):
                self.faults.append(f"{what} must match {condition[1:]}")
        else:
            raise SystemExit(f"manifest: row {self.id}: cannot read the check {condition!r}")

    @property
    def verdict(self):
        return "FAIL" if self.faults else "tolerated" if self.is_tolerated else "pass"


def run_all(rows, daemon):
    """Runs the rows in order until the daemon is gone; how many passed, were tolerated, failed."""
    done = []
    print(f"{'message':28} {'expect':24} {'got':8} {'verdict':10} why")
    for row in rows:
        row.run()
        done.append(row)
        expect = ",".join(row.expect)
        print(f"{row.id[:28]:28} {expect[:24]:24} {row.got:8} {row.verdict:10} {'; '.join(row.faults)}".rstrip(), flush=True)
        if not row.is_alive or not daemon.is_running():
            print(f"the daemon is gone after {row.id}: {daemon.last_words()}")
            break
    count = {verdict: sum(row.verdict == verdict for row in done) for verdict in ("pass", "tolerated", "FAIL")}
    return count["pass"], count["tolerated"], count["FAIL"] + len(rows) - len(done)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].removeprefix("usage: "))
    parser.add_argument("sipregd", nargs="?")
    parser.add_argument("--only", default="")
    parser.add_argument("--corpus", type=Path, default=HERE.parent / "data" / "torture")
    parser.add_argument("--kind", default="")
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args()
    daemon = Daemon(
        find_binary(asked.sipregd), {USER: PASSWORD}, f"127.0.0.1:{asked.port}", DOMAIN)
    rows = [fields for fields in read_manifest(asked.corpus) if re.search(asked.only, fields["id"])]
    if asked.kind:
        rows = [fields for fields in rows if fields["kind"] in asked.kind.split(",")]
    if not rows:
        print("no message has such a name")
        return 2
    clean_up_when_told_to_end()
    began = time.monotonic()
    try:
        daemon.start()
    except NotReady as why:
        print(why)
        return 2
    try:
        passed, tolerated, failed = run_all([Row(fields, asked.corpus, daemon.server()) for fields in rows], daemon)
    finally:
        daemon.stop()
    if daemon.exit_code != 0:
        failed += 1
        print(f"the daemon did not stop cleanly: {daemon.last_words()}")
    print(f"{len(rows)} messages in {time.monotonic() - began:.0f} s, {tolerated} of the passed only tolerated")
    print(f"{passed + tolerated} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
