"""What is measured on the core itself, without a wire between; and, for timing, through the daemon too."""
from daemon import Daemon
from report import FUZZ, accounts


def memory(report):
    """Millions of strangers, and the bounds that the core states; those are of its tables, so that what glibc keeps of
    tables outgrown is given back at once here."""
    report.measure("memory", 10_000_000 if report.is_long else 3_000_000, MALLOC_MMAP_THRESHOLD_="65536")


def amplification(report):
    """The longest answer for the shortest request; also with what cargo fuzz found, if it was run here."""
    corpora = [FUZZ / "corpus" / name for name in ("registrar", "request", "stun")]
    report.measure("amplify", 60 if report.is_long else 10, *[folder for folder in corpora if folder.is_dir()])


def timing(report):
    """Does the time of an answer tell who exists?"""
    report.measure("timing", 500_000 if report.is_long else 60_000)
    with Daemon(report.binary, accounts(), login_failures="10") as daemon:
        report.measure("timing", 20_000 if report.is_long else 5_000, f"127.0.0.1:{daemon.port}")


def guesses(report):
    """How many passwords can be tried, by ten ways."""
    report.measure("guess")
