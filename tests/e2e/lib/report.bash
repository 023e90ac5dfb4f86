# shellcheck shell=bash
# What a proof says: figures for its line of the report, or the sentence that ends it.

# figure WORDS…   adds to the line that `run` prints for this proof
figure() { printf '%s; ' "$*" >> "$PROOF_FIGURES"; }

# fail WORDS…   ends the proof
fail() {
  printf '%s' "$*" | tr '\n' ' ' > "$PROOF_FAILURE"
  printf 'failed: %s\n' "$*" >&2
  exit 1
}

# expect WHAT WANTED SEEN
expect() { [ "$2" = "$3" ] || fail "$1: expected '$2', seen '$3'"; }

# until_true SECONDS WORDS… -- COMMAND…   polls; the words say what never came true
until_true() {
  local limit=$1 words='' end
  shift
  while [ "$1" != -- ]; do words="$words $1"; shift; done
  shift
  end=$((SECONDS + limit))
  until "$@"; do
    [ $SECONDS -lt $end ] || fail "not within $limit s:$words"
    sleep 0.1
  done
}

now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.2f", b - a }'; }
