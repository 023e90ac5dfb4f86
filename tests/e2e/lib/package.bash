# shellcheck shell=bash
# The packages that the proofs install, and sipregd in the machine.

# These packages go to nobody.
export DEBFULLNAME=${DEBFULLNAME:-sipregd tests} DEBEMAIL=${DEBEMAIL:-tests@example.org}
NEW_DEB=$STATE/packages/new
OLD_DEB=$STATE/packages/old

# copy_source FOLDER   a checkout of its own with this tree's history and files, also those that are not committed yet
copy_source() {
  git -c init.defaultBranch=main clone --quiet --no-checkout "$SOURCE" "$1"
  (cd "$SOURCE" && git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' f; do [ ! -e "$f" ] || printf '%s\0' "$f"; done | tar --null -T - -c) |
    tar -x --touch -C "$1"
  git -C "$1" reset --quiet
}

only() { set -- "$1"/sipregd_*.deb; echo "$1"; }

# install_package FOLDER   as the operator does it
install_package() {
  local deb; deb=$(only "$1")
  cp "$deb" "$MACHINE_ROOT/srv/"
  # Nobody is there to be asked.
  inside "apt-get install -y -q /srv/$(basename "$deb") < /dev/null"
}

# installed_machine   a first boot with the package on it
installed_machine() {
  machine_boot
  install_package "$NEW_DEB"
  until_true 10 sipregd is active -- sipregd_active
}

sipregd_active() { [ "$(peek systemctl is-active sipregd 2> /dev/null)" = active ]; }

# password_of EXTENSION   as the operator reads it
password_of() { inside "sipregd phone $1 --show-password" | sed -n 's/^Password: *//p'; }

# add_extension NAME   makes it, makes it known, prints its password
add_extension() {
  inside "sipregd passwd $1 --generate > /dev/null && systemctl reload sipregd"
  password_of "$1"
}

# set_keyword KEYWORD VALUE   in sipregd.conf; a keyword may stand there once
set_keyword() { inside "sed -i '/^$1[[:space:]]/d' /etc/sipregd/sipregd.conf && echo '$1 $2' >> /etc/sipregd/sipregd.conf"; }

show() { peek systemctl show sipregd --value -p "$1"; }

# journal PATTERN   lines of the service since this boot that match (extended regular expression)
journal() { inside "journalctl -u sipregd -b -o cat --no-pager" | grep -E -- "$1"; }

# build_old   the package that an upgrade starts from: of the last commit before this one that changed the package,
# or, where there is none that builds, of this same tree; its number is the lower one
build_old() {
  [ ! -d "$OLD_DEB" ] || return 0
  local before commit
  before=$(mktemp -d -p "$STATE" before.XXXXXX)
  commit=$(git -C "$SOURCE" rev-list --skip=1 -1 HEAD -- Cargo.toml Cargo.lock src etc packaging 2> /dev/null) || commit=''
  # With its history, which gives it its number.
  if [ -z "$commit" ] || ! git clone --quiet --no-checkout "$SOURCE" "$before" || ! git -C "$before" checkout --quiet --detach "$commit" ||
    ! "$before/packaging/build" --revision 0~before "$OLD_DEB"; then
    "$SOURCE/packaging/build" --revision 0~before "$OLD_DEB"
  fi
  rm -rf "$before"
}
