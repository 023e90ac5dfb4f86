# shellcheck shell=bash
# The Debian system that the proofs work on, of this computer's own release unless SIPREGD_E2E_SUITE names another: its root filesystem, a boot, a command inside, an end.
# systemd-nspawn on an overlay: the tree below is never written to, so every boot can be a first one.

MACHINE=sipregd-e2e
SUITE=${SIPREGD_E2E_SUITE:-$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)}
ROOTFS=$STATE/rootfs-$SUITE
DISK=$STATE/disk
MACHINE_ROOT=$DISK/root
CGROUPS=/sys/fs/cgroup
# A machine with both hierarchies has the unified one beside the old ones.
if [ -f $CGROUPS/cgroup.controllers ]; then CGROUP2=$CGROUPS; else CGROUP2=$CGROUPS/unified; fi

# Packages of a small VPS, and what the proofs bring into play beside sipregd.
ROOTFS_PACKAGES=systemd,systemd-sysv,dbus,libpam-systemd,init-system-helpers,adduser,ufw,iptables,nftables,iproute2,procps,fail2ban,python3-systemd,unattended-upgrades,man-db,less,iputils-ping,ca-certificates

# The number in a file may by now be that of another process: both are asked who they are before anything is done to them.
nspawn_process() {
  local pid
  pid=$(cat "$DISK/pid" 2> /dev/null) && [ "$(cat "/proc/$pid/comm" 2> /dev/null)" = systemd-nspawn ] && echo "$pid"
}
first_process() {
  local pid
  pid=$(cat "$DISK/leader" 2> /dev/null) && [ -e "/proc/$pid" ] &&
    [ "$(readlink "/proc/$pid/ns/pid")" != "$(readlink /proc/self/ns/pid)" ] && echo "$pid" || { echo "the machine is not running" >&2; return 1; }
}

# Prints why this computer cannot boot the machine; nothing when it can.
machine_refused() {
  [ "$(id -u)" = 0 ] || { echo "it needs root"; return; }
  unshare --mount --pid --net --uts --ipc --fork true 2>/dev/null || { echo "new namespaces are not permitted here"; return; }
  [ -d "$CGROUP2" ] && mkdir "$CGROUP2/$MACHINE-try" 2>/dev/null || { echo "no cgroup can be made under $CGROUP2"; return; }
  rmdir "$CGROUP2/$MACHINE-try"
  local t; t=$(mktemp -d -p "$STATE")
  mkdir "$t/l" "$t/u" "$t/w" "$t/m"
  if mount -t overlay try -o "lowerdir=$t/l,upperdir=$t/u,workdir=$t/w" "$t/m" 2>/dev/null; then umount "$t/m"
  else echo "no overlay can be mounted on $STATE"; fi
  rm -rf "$t"
}

# debian_sources SUITE   where this computer's own apt gets its packages, with the names of that release in place of its own
debian_sources() {
  apt-get indextargets --format 'deb $(SITE) $(CODENAME) main' 'Created-By: Packages' 'Origin: Debian' |
    grep -E ' (bookworm|trixie)[a-z-]* main$' | sed -E "s/ (bookworm|trixie)/ $1/" | sort -u
}

# The pristine tree; built once, from wherever this computer's own apt gets its packages.
rootfs_build() {
  local wanted have='' sources=()
  wanted="$SUITE $ROOTFS_PACKAGES"
  [ ! -f "$ROOTFS.made-of" ] || have=$(cat "$ROOTFS.made-of")
  [ "$have" != "$wanted" ] || return 0
  mapfile -t sources < <(debian_sources "$SUITE")
  [ ${#sources[@]} -gt 0 ] || { echo "apt knows no source of Debian on this computer" >&2; return 1; }
  rm -rf "$ROOTFS" "$ROOTFS.made-of"
  # A tar first: an interrupted run leaves no half tree. fail2ban of Debian 12 does not start on a system
  # without sshd's log file, so its sshd jail is off, and it is off itself until a proof wants it.
  mmdebstrap --quiet --variant=minbase --include="$ROOTFS_PACKAGES" \
    --customize-hook='echo sipbox > "$1/etc/hostname"' \
    --customize-hook='printf "127.0.0.1 localhost\n127.0.1.1 sipbox\n::1 localhost\n" > "$1/etc/hosts"' \
    --customize-hook='mkdir -p "$1/var/log/journal"' \
    --customize-hook='for t in apt-daily apt-daily-upgrade dpkg-db-backup e2scrub_all fstrim; do ln -sf /dev/null "$1/etc/systemd/system/$t.timer"; done' \
    --customize-hook='printf "[DEFAULT]\nbackend = systemd\n[sshd]\nenabled = false\n" > "$1/etc/fail2ban/jail.d/zz-no-sshd.local"' \
    --customize-hook='chroot "$1" systemctl disable fail2ban.service' \
    "$SUITE" "$ROOTFS.tar" "${sources[@]}"
  mkdir -p "$ROOTFS"
  tar -C "$ROOTFS" --numeric-owner --xattrs --xattrs-include='*' -xf "$ROOTFS.tar"
  rm -f "$ROOTFS.tar"
  echo "$wanted" > "$ROOTFS.made-of"
}

# machine_boot [--same-disk]
machine_boot() {
  local leader='' nspawn state=''
  nspawn_process && { echo "the machine runs already" >&2; return 1; }
  mountpoint -q "$MACHINE_ROOT" && umount "$MACHINE_ROOT"
  [ "${1:-}" = --same-disk ] || rm -rf "$DISK/upper" "$DISK/work"
  # The namespace outlives the machine; its firewall must not, as on a computer that starts again.
  at server nft flush ruleset
  at server conntrack -F > /dev/null 2>&1 || true
  mkdir -p "$DISK/upper" "$DISK/work" "$MACHINE_ROOT"
  mount -t overlay "$MACHINE" -o "lowerdir=$ROOTFS,upperdir=$DISK/upper,workdir=$DISK/work" "$MACHINE_ROOT"
  # A cgroup of its own in each hierarchy systemd uses; machine_stop can end exactly what lives in it.
  mkdir -p "$CGROUP2/$MACHINE"
  [ ! -d $CGROUPS/systemd ] || mkdir -p "$CGROUPS/systemd/$MACHINE"
  rm -f "$DISK/pid" "$DISK/leader"
  # Debian has the unified hierarchy. The network part of /proc/sys must be writable for ufw.
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_NSPAWN_API_VFS_WRITABLE=network \
  setsid bash -c '
    echo $$ > "$1/pid"
    echo $$ > "$2/$3/cgroup.procs"
    [ ! -d "$5/systemd" ] || echo $$ > "$5/systemd/$3/cgroup.procs"
    exec systemd-nspawn --quiet --directory="$1/root" --machine="$3" --register=no --keep-unit \
      --network-namespace-path="/run/netns/$4" --capability=CAP_NET_ADMIN,CAP_BPF,CAP_PERFMON \
      --resolv-conf=off --timezone=off --link-journal=no --console=passive --kill-signal=SIGRTMIN+3 --boot
  ' _ "$DISK" "$CGROUP2" "$MACHINE" "${NETS}server" "$CGROUPS" > "$DISK/console" 2>&1 < /dev/null 9>&- &
  for _ in $(seq 600); do
    sleep 0.05
    nspawn=$(cat "$DISK/pid" 2>/dev/null) || continue
    [ -e "/proc/$nspawn" ] || { cat "$DISK/console" >&2; echo "systemd-nspawn ended" >&2; return 1; }
    leader=$(pgrep -P "$nspawn" | head -1) || continue
    # Until it has changed its root it sees this computer's own systemd.
    [ "/proc/$leader/root/" -ef "$MACHINE_ROOT" ] && [ -S "/proc/$leader/root/run/systemd/private" ] || continue
    state=$(nsenter -t "$leader" -a systemctl is-system-running 2>/dev/null) || true
    case $state in running | degraded) break ;; esac
  done
  echo "$leader" > "$DISK/leader"
  [ "$state" = running ] || { nsenter -t "$leader" -a systemctl --failed --no-pager >&2; echo "the machine came up as '$state'" >&2; return 1; }
}

# machine_unbooted COMMAND [FILE]   with FILE in /srv: a command as root in the machine while nothing runs in it, as image builders do it
machine_unbooted() {
  local result=0
  rm -rf "$DISK/upper" "$DISK/work"
  mkdir -p "$DISK/upper" "$DISK/work" "$MACHINE_ROOT"
  mount -t overlay "$MACHINE" -o "lowerdir=$ROOTFS,upperdir=$DISK/upper,workdir=$DISK/work" "$MACHINE_ROOT"
  [ -z "${2:-}" ] || cp "$2" "$MACHINE_ROOT/srv/"
  chroot "$MACHINE_ROOT" /bin/bash -c "$1" || result=$?
  umount "$MACHINE_ROOT"
  return $result
}

# inside COMMAND   a command as root in the machine, started by the machine's own systemd
inside() {
  local command=${*//\$/\$\$}   # systemd expands $NAME in a transient unit's command line
  nsenter -t "$(first_process)" -a systemd-run --quiet --wait --pipe --collect --service-type=exec \
    --setenv=HOME=/root --setenv=DEBIAN_FRONTEND=noninteractive --setenv=LC_ALL=C.UTF-8 --setenv=SYSTEMD_PAGER=cat \
    --working-directory=/root bash -c "$command"
}

# inside_detached UNIT COMMAND
inside_detached() {
  nsenter -t "$(first_process)" -a systemd-run --quiet --collect --unit="$1" bash -c "${2//\$/\$\$}"
}

# sending a command straight into the namespaces costs 5 ms, a transient unit 50: for polling
peek() { nsenter -t "$(first_process)" -a "$@"; }

# machine_stop [--keep-disk]
machine_stop() {
  local nspawn h
  [ -d "$DISK" ] || return 0
  nspawn=$(nspawn_process) || nspawn=''
  if [ -n "$nspawn" ]; then
    nsenter -t "$(first_process)" -a systemctl --no-block poweroff > /dev/null 2>&1 || true
    for _ in $(seq 150); do [ -e "/proc/$nspawn" ] || break; sleep 0.1; done
    if [ -e "/proc/$nspawn" ]; then echo 1 > "$CGROUP2/$MACHINE/cgroup.kill"; sleep 0.5; fi
  fi
  mountpoint -q "$MACHINE_ROOT" && umount "$MACHINE_ROOT"
  for h in "$CGROUP2" $CGROUPS/systemd; do
    [ ! -d "$h/$MACHINE" ] || find "$h/$MACHINE" -depth -type d -exec rmdir {} \; 2>/dev/null || true
  done
  rm -f "$DISK/pid" "$DISK/leader"
  [ "${1:-}" = --keep-disk ] || rm -rf "$DISK"
}
