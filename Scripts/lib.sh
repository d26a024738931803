# shellcheck shell=bash
# Shared by every script here: the checkout's folders, and messages to the user.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
build=$root/.build
tools=$build/tools

say() { printf '==> %s\n' "$*" >&2; }

# fail MESSAGE [HELP]: ends the script with what went wrong and how to fix it.
fail() {
    printf 'error: %s\n' "$1" >&2
    if [ $# -gt 1 ]; then printf 'help: %s\n' "$2" >&2; fi
    exit 1
}

# The condition for a wait to make sense; Scripts/servers.sh replaces it.
servers_live() { true; }

# wait_until SECONDS COMMAND…: polls until the command succeeds. Fails when the time is over or a server is gone.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        servers_live || return 1
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.1
    done
}

# download FOLDER ARCHIVE PACKAGE…: packages' files, from a view of Scripts/apt-private, or from this machine's own apt
# sources if ARCHIVE is empty.
download() {
    local folder=$1 archive=$2
    shift 2
    (cd "$folder" && APT_CONFIG=${archive:+$archive/apt.conf} apt-get -qq -o APT::Sandbox::User=root download "$@") ||
        fail "apt cannot download $*" "see what apt says above"
}

now() { date +%s%N; }
# middle VALUE…: the median of an odd number of them.
middle() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }

# inputs_hash FILE…: one short name for the bytes of all the files.
inputs_hash() { cat "$@" | sha256sum | cut -c1-16; }
