# shellcheck shell=bash
# Homes: a phone at 192.168.1.11 behind a router of its own, 203.0.113.NUMBER on the public segment.

# home NUMBER [random] [alg] [short=SECONDS]
#   random   the router gives each mapping a new random port (else it keeps the port when it is free)
#   alg      the router's SIP helper rewrites what passes on port 5060, as many home routers do
#   short    a UDP mapping is forgotten after that many seconds without a packet
home() {
  local n=$1 masquerade='' helper='' option timeout=30 stream=120
  shift
  for option; do
    case $option in
      random) masquerade=fully-random ;;
      alg) helper=yes ;;
      short=*) timeout=${option#*=} stream=${option#*=} ;;
    esac
  done
  host "router$n"
  plug "router$n" "203.0.113.$n"
  host "phone$n"
  cable "phone$n" eth0 "router$n" lan0
  ip -n "${NETS}router$n" addr add 192.168.1.1/24 dev lan0
  ip -n "${NETS}phone$n" addr add 192.168.1.11/24 dev eth0
  ip -n "${NETS}phone$n" route add default via 192.168.1.1
  at "router$n" sysctl -qw net.ipv4.ip_forward=1
  {
    printf 'table inet nat {\n chain post {\n  type nat hook postrouting priority srcnat;\n  oifname "wan0" masquerade %s\n }\n}\n' "$masquerade"
    printf 'table inet fw {\n chain forw {\n  type filter hook forward priority filter; policy drop;\n  ct state established,related accept\n  iifname "lan0" accept\n }\n}\n'
    [ -z "$helper" ] || printf 'table ip alg {\n ct helper sip {\n  type "sip" protocol udp; l3proto ip;\n }\n chain pre {\n  type filter hook prerouting priority filter;\n  udp dport 5060 ct helper set "sip"\n }\n}\n'
  } | at "router$n" nft -f -
  at "router$n" sysctl -qw "net.netfilter.nf_conntrack_udp_timeout=$timeout" "net.netfilter.nf_conntrack_udp_timeout_stream=$stream"
}

home_gone() {
  ip netns del "${NETS}phone$1" 2> /dev/null || true
  ip netns del "${NETS}router$1" 2> /dev/null || true
}

# mapped_port NUMBER   the public port of the router's newest mapping of its phone towards the server, by the router's own table
mapped_port() {
  at "router$1" conntrack -L -p udp --orig-dst "$SERVER" --orig-port-dst 5060 2> /dev/null |
    sed -n 's/^udp *[0-9]* \([0-9]*\) .* dport=\([0-9]*\) .*$/\1 \2/p' | sort -rn | awk 'NR == 1 { print $2 }'
}
