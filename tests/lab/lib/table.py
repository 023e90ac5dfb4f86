"""The rows: what is done, and what must be said of it."""
import inspect
import time
import traceback
from dataclasses import dataclass

from machines import Trouble
from place import Verdict

ROWS = []
SURE, SUSPECT = "sure", "suspect"
# How a check of the host ends, as strength: what is a problem is a fact, a hint may be harmless.
STRENGTHS = {"problem": SURE, "hint": SUSPECT}


@dataclass
class Row:
    name: str
    act: object
    cause: str
    strength: str
    is_failure: bool
    is_fixed: bool = False

    def run(self):
        """How it went: the verdict to show, its strength, what is wrong with it (or nothing), and seconds."""
        began = time.monotonic()
        shown, strength, wrong = "none", "", ""
        try:
            said = self.act()
            after = said if inspect.isgenerator(said) else None
            said = next(after) if after else said
            if self.is_failure:
                shown, strength = said.cause, STRENGTHS.get(said.strength, said.strength)
                if (shown, strength) != (self.cause, self.strength):
                    wrong = f"should be {self.cause} {self.strength.upper()}; it said: {said.text[:300]}"
            elif said is not None:
                shown = said.cause
            if after:
                # What it said to do is done now, and must help.
                next(after, None) if not wrong else after.close()
                self.is_fixed = said.is_fixed
        except (AssertionError, Trouble, OSError) as why:
            shown, wrong = "–", f"{type(why).__name__}: {why}"[:500]
        except Exception:  # a fault of the laboratory must show as one
            shown, wrong = "–", traceback.format_exc()[-600:]
        return shown, strength, wrong, time.monotonic() - began


def failure(name, cause, strength=SURE):
    """The situation returns a Verdict, which must be this cause, as strong as this. Or it yields it, and then does
    the first thing that it says to do: that must help."""
    def add(act):
        ROWS.append(Row(name, act, cause, strength, True))
        return act
    return add


def healthy(name):
    """The situation says itself, by `nothing_claimed`, that nothing is wrong."""
    def add(act):
        ROWS.append(Row(name, act, "", "", False))
        return act
    return add


# What the tree may say of an extension without blaming anything: that it is there, that nothing was heard of it,
# that it has taken itself off the list.
HARMLESS = ("registered", "ended", "unregistered", "nothing-of-it", "nothing-arrived")


def nothing_claimed(place, extension="1001", expected="registered", ignore=()):
    """No cause about anybody, no line that warns, no check of traffic that complains, and the tree says `expected`."""
    if expected not in HARMLESS:
        raise Trouble(f"{expected} is a claim")
    said = place.why(extension)
    if said.cause != expected:
        raise AssertionError(f"{extension}: {said.cause}: {said.text[:300]}")
    for account in place.snapshot()["accounts"]:
        if any(cause["cause"] not in HARMLESS for cause in account["causes"]):
            raise AssertionError(f"{account['name']}: causes {account['causes']}")
    loud = [line for line in place.log() if line.startswith(("<3>", "<4>")) or "auth-fail" in line]
    if loud:
        raise AssertionError(f"the log warns: {loud[:3]}")
    for check in ("bans", "egress", "drops", "rpfilter"):
        found = place.check(check)
        if found.strength != "ok" and check not in ignore:
            raise AssertionError(f"{check}: {found.strength}: {found.text[:200]}")
    return Verdict("none" if said.cause == "registered" else said.cause, "")
