"""The firewall of the server: what it keeps out, what it keeps in."""

import shutil
import time
from pathlib import Path
from subprocess import DEVNULL

from place import Place, wait_for
from table import SUSPECT, failure

DROP_RULE = "table inet f { chain in { type filter hook input priority 0; udp dport 5060 drop; }; }"
DROP_POLICY = """table inet f { chain in { type filter hook input priority 0; policy drop;
  ct state established,related accept; iifname "lo" accept; tcp dport 22 accept; }; }"""


def blocked(rules):
    with Place() as place:
        phone = place.phone(place.town.host(20))
        place.server.nft(rules)
        with place.watching(4, "1001") as said:
            phone.insist(phone.request(), copies=3)
        assert place.snapshot()["datagrams"] == 0, "the firewall of the test does not work"
        yield said[0]
        place.fixed(said[0], "sudo nft", phone)


@failure("watch: the policy for IPv6 drops", "blocked-here")
def blocked_six():
    with Place(six=True, listen="[::]:5060") as place:
        place.server.nft("table ip6 f { chain in { type filter hook input priority 0; policy drop; meta l4proto icmpv6 accept; }; }")
        phone = place.phone(place.town.host(20), six=True, address="2001:db8:113::20")
        with place.watching(4, "1001") as said:
            phone.insist(phone.request(), copies=3)
        yield said[0]
        place.fixed(said[0], "sudo nft", phone)


@failure("watch: a firewall rule drops what comes in", "blocked-here")
def blocked_by_rule():
    return blocked(DROP_RULE)


@failure("watch: the firewall's policy drops what comes in", "blocked-here")
def blocked_by_policy():
    return blocked(DROP_POLICY)


def ruled(rules, tool="nft"):
    with Place() as place:
        if tool == "nft":
            place.server.nft(rules)
        else:
            place.server.do("iptables-restore", text=rules)
        return place.check("nft")


@failure("nftables: a rule drops the port", "nft")
def nft_rule():
    return ruled(DROP_RULE)


@failure("nftables: the policy drops", "nft")
def nft_policy():
    return ruled(DROP_POLICY)


@failure("nftables: the port is sent on to a container", "nft")
def nft_divert():
    return ruled("table ip nat { chain pre { type nat hook prerouting priority -100; udp dport 5060 dnat to 172.17.0.2:5060; }; }")


# iptables hides from nftables what its rules ask for.
@failure("iptables: everything else is rejected, as in a cloud image", "nft", SUSPECT)
def iptables_reject():
    return ruled("*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"
                 "-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT\n-A INPUT -i lo -j ACCEPT\n"
                 "-A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT\n"
                 "-A INPUT -j REJECT --reject-with icmp-host-prohibited\nCOMMIT\n", "iptables")


@failure("nftables: the policy for IPv6 drops, for IPv4 nothing does", "nft")
def nft_policy_six():
    with Place(listen="[::]:5060") as place:
        place.server.nft("table ip6 f { chain in { type filter hook input priority 0; policy drop; meta l4proto icmpv6 accept; }; }")
        return place.check("nft")


@failure("nftables: the port is dropped before routing", "nft")
def nft_early():
    return ruled("table inet f { chain pre { type filter hook prerouting priority -300; udp dport 5060 drop; }; }")


@failure("nftables: a set says who may come", "nft", SUSPECT)
def nft_set():
    return ruled("table inet f { set who { type ipv4_addr; elements = { 198.51.100.7 }; }; "
                 "chain in { type filter hook input priority 0; policy drop; ip saddr @who udp dport 5060 accept; }; }")


def with_ufw(place, *commands):
    """ufw on a copy of its files, in the machine's own /run."""
    for target in ("/etc/ufw", "/etc/default/ufw"):
        place.server.copy_over(target)
    for command in (*commands, "--force enable"):
        place.server.do("ufw", *command.split(), seconds=60)


@failure("ufw is on and has no rule for the port", "ufw")
def ufw_without_rule():
    with Place() as place:
        with_ufw(place, "allow 22/tcp")
        return place.check("ufw")


@failure("ufw opens the port for TCP only", "ufw")
def ufw_tcp_only():
    with Place() as place:
        with_ufw(place, "allow 5060/tcp")
        return place.check("ufw")


@failure("watch: ufw is on and has no rule", "blocked-here")
def watch_ufw():
    with Place() as place:
        with_ufw(place, "allow 22/tcp")
        phone = place.phone(place.town.host(20))
        with place.watching(4, "1001") as said:
            phone.insist(phone.request(), copies=3)
        yield said[0]
        place.fixed(said[0], "ufw", phone)


OUTPUT = "table inet f { chain out { type filter hook output priority 0; udp sport 5060 drop; }; }"


def forbidden(rules):
    with Place() as place:
        place.server.nft(rules)
        phone = place.phone(place.town.host(20))
        phone.insist(phone.request(), copies=2)
        return place.why()


@failure("the firewall forbids our answers", "reply-blocked")
def reply_blocked():
    return forbidden(OUTPUT)


@failure("the firewall forbids our answers, and says so", "reply-blocked")
def reply_rejected():
    return forbidden(OUTPUT.replace("drop", "reject"))


@failure("the firewall forbids our answers as prohibited", "reply-blocked")
def reply_prohibited():
    return forbidden(OUTPUT.replace("drop", "reject with icmpx type admin-prohibited"))


@failure("a route forbids our answers", "answer-unreachable")
def route_prohibits():
    with Place() as place:
        place.server.sysctl(net__ipv4__conf__all__rp_filter=0, net__ipv4__conf__wan0__rp_filter=0)
        machine = place.town.host(20)
        machine.ip("addr add 10.9.8.7/32 dev wan0")
        place.server.ip("route add prohibit 10.9.8.0/24")
        phone = place.phone(machine, address="10.9.8.7")
        phone.insist(phone.request(), copies=3)
        return place.why()


@failure("host: the firewall forbids our answers", "egress")
def egress():
    return forbids_host(OUTPUT)


@failure("host: the firewall forbids our answers, and says so", "egress")
def egress_rejected():
    return forbids_host(OUTPUT.replace("drop", "reject"))


def forbids_host(rules):
    with Place() as place:
        place.server.nft(rules)
        phone = place.phone(place.town.host(20))
        phone.insist(phone.request(), copies=2)
        return place.check("egress")


PACKAGING = Path(__file__).resolve().parents[3] / "packaging" / "fail2ban"
LOCAL = """[sipregd]
enabled = true
backend = polling
logpath = {log}
maxretry = 3
"""


def banned_by_fail2ban(ask):
    """A real fail2ban with our filter and jail reads our lines from a file, as syslog would write them."""
    with Place() as place:
        folder = place.server.copy_over("/etc/fail2ban")
        log = place.folder / "syslog"
        log.touch()
        for old in (folder / "jail.d").glob("*"):
            old.unlink()
        (folder / "fail2ban.local").write_text("[DEFAULT]\nlogtarget = STDOUT\ndbfile = None\n")
        shutil.copy(PACKAGING / "jail.d" / "sipregd.conf", folder / "jail.d")
        shutil.copy(PACKAGING / "filter.d" / "sipregd.conf", folder / "filter.d")
        (folder / "jail.d" / "sipregd.local").write_text(LOCAL.format(log=log))
        place.server.do("mkdir", "-p", "/run/fail2ban")
        server = place.server.start("fail2ban-server", "-f", "-x", "start", stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)
        try:
            def status():
                return place.server.do("fail2ban-client", "status", "sipregd", check=False, seconds=30).stdout

            wait_for(lambda: "Banned IP list" in status(), "fail2ban to start", 40)
            phone = place.phone(place.town.host(20), password="falsch")
            phone.tries(4)
            wait_for(lambda: sum("auth-fail src=203.0.113.20" in line for line in place.log()) == 4, "four failures in the log")
            lines = [line.split(">", 1)[1] for line in place.log() if "auth-fail" in line]
            now = time.strftime("%b %d %H:%M:%S")
            log.write_text("".join(f"{now} host sipregd[{place.daemon.pid}]: {line}\n" for line in lines))
            wait_for(lambda: "203.0.113.20" in status(), "the ban", 40)
            # It lists a ban before it has told the kernel.
            wait_for(lambda: "203.0.113.20" in place.server.do("nft", "list", "ruleset").stdout, "the rule of the ban", 40)
            return ask(place, phone)
        finally:
            server.terminate()
            server.wait(20)


@failure("fail2ban has banned the phone", "banned")
def banned():
    return banned_by_fail2ban(lambda place, _: place.why())


@failure("host: fail2ban has banned a phone", "bans")
def bans():
    return banned_by_fail2ban(lambda place, _: place.check("bans"))


def watch_banned(who):
    def ask(place, phone):
        with place.watching(4, who) as said:
            phone.insist(phone.request(), copies=3)
        return said[0]

    return banned_by_fail2ban(ask)


@failure("watch: fail2ban has banned the phone", "banned")
def watch_banned_phone():
    return watch_banned("1001")


@failure("watch: fail2ban has banned someone, the phone sends nothing", "banned", SUSPECT)
def watch_banned_stranger():
    return watch_banned("1002")


banned.is_long = bans.is_long = watch_banned_phone.is_long = watch_banned_stranger.is_long = True
