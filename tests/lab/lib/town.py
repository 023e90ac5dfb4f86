"""A public segment with a server on it, hosts beside it, and homes behind routers.

  server 203.0.113.10    hosts 203.0.113.N    homes: phone 192.168.1.11 behind a router at 203.0.113.N
  with IPv6: 2001:db8:113::10 and ::N
"""
import contextlib
import os

from machines import Machine, cable

SERVER, SERVER_SIX = "203.0.113.10", "2001:db8:113::10"
DOMAIN = "sip.example.com"
ALG = """table ip alg {
 ct helper sip {
  type "sip" protocol udp; l3proto ip;
 }
 chain pre {
  type filter hook prerouting priority filter;
  udp dport 5060 ct helper set "sip"
 }
}
"""


class Town:
    def __init__(self, six=False):
        self.six = six
        self._all = contextlib.ExitStack()
        self.segment = self.machine()
        self.segment.ip("link add br0 type bridge forward_delay 0", "link set br0 up")
        # Bridged packets would meet the firewall hooks of this namespace, where br_netfilter is there.
        self.segment.do("sh", "-c", "for f in /proc/sys/net/bridge/bridge-nf-call-ip*; do echo 0 > $f; done", check=False)
        self.server = self.host(10)

    def machine(self):
        made = Machine()
        self._all.callback(made.remove)
        return made

    def afterwards(self, action, *arguments):
        self._all.callback(action, *arguments)

    def plug(self, machine, number, interface="wan0"):
        cable(machine, interface, self.segment, f"{interface}-{number}")
        self.segment.ip(f"link set {interface}-{number} master br0")
        machine.ip(f"addr add 203.0.113.{number}/24 dev {interface}",
                   *([f"addr add 2001:db8:113::{number}/64 dev {interface} nodad"] if self.six else []))

    def host(self, number):
        """Another computer on the segment."""
        made = self.machine()
        self.plug(made, number)
        made.address = f"203.0.113.{number}"
        self.settle_names(made)
        return made

    def settle_names(self, machine, server=SERVER):
        """No phone asks a name server outside."""
        machine.cover("/etc/hosts", f"127.0.0.1 localhost {os.uname().nodename}\n{server} {DOMAIN}\n")
        machine.cover("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        machine.cover("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n")

    def home(self, number, random=False, alg=False, phones=1):
        """A router with phones behind it; `random` gives each mapping another port, `alg` is the kernel's SIP helper."""
        router = self.machine()
        self.plug(router, number)
        router.address = f"203.0.113.{number}"
        router.ip("link add lan0 type bridge forward_delay 0", "link set lan0 up", "addr add 192.168.1.1/24 dev lan0")
        router.do("sh", "-c", "for f in /proc/sys/net/bridge/bridge-nf-call-ip*; do echo 0 > $f; done", check=False)
        router.sysctl(net__ipv4__ip_forward=1)
        router.nft("table ip nat {\n chain post { type nat hook postrouting priority srcnat;\n"
                   f"  oifname \"wan0\" masquerade {'fully-random' if random else ''}\n }}\n}}\n"
                   "table ip fw {\n chain forw { type filter hook forward priority filter; policy drop;\n"
                   "  ct state established,related accept\n  iifname \"lan0\" accept\n }\n"
                   # What nobody inside asked for is dropped without a word, as home routers do.
                   " chain in { type filter hook input priority filter; policy drop;\n"
                   "  ct state established,related accept\n  iifname \"lan0\" accept\n }\n}\n" + (ALG if alg else ""))
        made = []
        for n in range(phones):
            phone = self.machine()
            cable(phone, "eth0", router, f"lan{n + 1}")
            router.ip(f"link set lan{n + 1} master lan0")
            phone.address = f"192.168.1.{11 + n}"
            phone.ip(f"addr add {phone.address}/24 dev eth0", "route add default via 192.168.1.1")
            self.settle_names(phone)
            made.append(phone)
        return (router, *made)

    def remove(self):
        self._all.close()
