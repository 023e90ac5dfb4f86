# shellcheck shell=bash
# What every proof begins with: `source "$E2E/lib/proof.bash"` gives it all the rooms of this folder.
set -Eeuo pipefail
E2E=${E2E:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
SOURCE=$(cd "$E2E/../.." && pwd)
STATE=${SIPREGD_E2E_STATE:-/var/tmp/sipregd-e2e}
for room in report network machine nat phone package; do
  # shellcheck source=/dev/null
  source "$E2E/lib/$room.bash"
done
# A command that fails where nothing catches it: its own last words are in the log, this says where to look.
trap '[ -s "${PROOF_FAILURE:-/dev/null}" ] || printf "line %s: %s" "$LINENO" "$BASH_COMMAND" > "${PROOF_FAILURE:-/dev/stderr}"' ERR
