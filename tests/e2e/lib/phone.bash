# shellcheck shell=bash
# Phones: baresip, a real one without a screen, and sip.py, which says exactly what the server answered.

# sip HOST VERB ARGUMENTS…   sip.py in a namespace, towards the server
sip() { local host=$1; shift; at "$host" python3 "$E2E/lib/sip.py" "$1" --server "$SERVER:5060" "${@:2}"; }

# registers HOST EXTENSION PASSWORD [ARGUMENTS…]   quietly: did it?
registers() { sip "$1" register --user "$2" --password "$3" "${@:4}" > /dev/null; }

# baresip_start HOST FOLDER EXTENSION PASSWORD SECONDS [LOCAL-ADDRESS:PORT]   prints its process number; the log is FOLDER/log
baresip_start() {
  local folder=$2 modules
  modules=$(dirname "$(dpkg -L baresip-core | grep '/account.so$')")
  mkdir -p "$folder"
  printf '%s\n' "module_path $modules" "sip_listen ${6:-0.0.0.0:0}" 'audio_player aufile' 'audio_source ausine' 'module_app account.so' \
    'module_app menu.so' 'module g711.so' 'module ausine.so' 'module aufile.so' > "$folder/config"
  printf '<sip:%s@%s>;auth_user=%s;auth_pass=%s;outbound="sip:%s:5060;transport=udp";regint=%s\n' \
    "$3" "$SERVER" "$3" "$4" "$SERVER" "$5" > "$folder/accounts"
  : > "$folder/contacts"
  ip netns exec "$NETS$1" baresip -4 -s -f "$folder" > "$folder/log" 2>&1 < /dev/null 9>&- &
  echo $!
}

# baresip_registered FOLDER [TIMES]
baresip_registered() { [ "$(grep -ac '{0/UDP/v4} 200\|200 OK' "$1/log")" -ge "${2:-1}" ]; }
