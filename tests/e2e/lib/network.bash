# shellcheck shell=bash
# A small internet of network namespaces: a public segment with the server and hosts on it. Homes hang on it
# through nat.bash.
#
#   server 203.0.113.10    office 203.0.113.67    stranger 203.0.113.66    mallory 203.0.113.68

NETS=sre2e-   # of the namespaces: other laboratories on this computer have other names
SERVER=203.0.113.10
declare -A HOSTS=([server]=10 [stranger]=66 [office]=67 [mallory]=68)

at() { local host=$1; shift; ip netns exec "$NETS$host" "$@"; }

# host NAME   an empty namespace
host() {
  ip netns add "$NETS$1"
  ip -n "$NETS$1" link set lo up
}

# cable A IF-A B IF-B
cable() {
  ip link add name "$2" netns "$NETS$1" type veth peer name "$4" netns "$NETS$3"
  ip -n "$NETS$1" link set "$2" up
  ip -n "$NETS$3" link set "$4" up
}

# bridge NAME IF   bridged packets must not meet the host's own firewall hooks (br_netfilter may be built in)
bridge() {
  ip -n "$NETS$1" link add "$2" type bridge forward_delay 0
  ip -n "$NETS$1" link set "$2" up
  at "$1" sysctl -qw net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0 2> /dev/null || true
}

# plug NAME ADDRESS   puts a namespace on the public segment
plug() {
  cable "$1" wan0 wan "$1"
  ip -n "${NETS}wan" link set "$1" master br0
  ip -n "$NETS$1" addr add "$2/24" dev wan0
}

network_up() {
  network_down
  host wan
  bridge wan br0
  local name
  for name in "${!HOSTS[@]}"; do host "$name"; plug "$name" "203.0.113.${HOSTS[$name]}"; done
}

network_down() {
  local name
  for name in $(ip netns list | awk -v p="$NETS" 'index($1, p) == 1 { print $1 }'); do ip netns del "$name"; done
}
