#!/bin/bash
# Echora Chat 1.4.0, to run on Ubuntu or Debian.
# <UDF name="domain" label="Domain name" example="chat.example.com" default="" />
# <UDF name="admin_email" label="Administrator's e-mail" example="admin@example.com" default="" />
set -euo pipefail

fail() {
    printf '%s: %s\n' "echora" "$1" >&2
    exit "$2"
}

download() {
    if command -v curl >/dev/null 2>&1; then
        curl --fail --silent --show-error --location --connect-timeout 20 --max-time 900 --output "$2" "$1"
    elif command -v wget >/dev/null 2>&1; then
        wget --quiet --tries=1 --timeout=60 --output-document="$2" "$1"
    else
        python3 -c 'import sys, urllib.request; urllib.request.urlretrieve(sys.argv[1], sys.argv[2])' "$1" "$2"
    fi
}

verify() {
    printf '%s  %s\n' "$sha256" "$1" | sha256sum -c - >/dev/null 2>&1
}

install_binary() {
    command="/usr/local/bin/echoractl"
    case "$(uname -m)" in
    aarch64 | arm64)
        url="https://github.com/echora/echora/releases/download/v1.4.0/echora-linode-aarch64"
        sha256="ca1cfbd15be9841e67e6d38330e4f61f57f5fd1bb9cf00b0862aa585548233f7"
        ;;
    x86_64 | amd64)
        url="https://github.com/echora/echora/releases/download/v1.4.0/echora-linode-x86_64"
        sha256="3ed0af466427a4ab2d29e3b2cb9823c3a6c3ebedeff9e28aa1687865c5159c05"
        ;;
    *) fail "there is no build for $(uname -m), only for aarch64 and x86_64" 78 ;;
    esac
    if [ -x "$command" ] && verify "$command"; then
        return
    fi
    mkdir -p "${command%/*}"
    partial=$(mktemp "$command.XXXXXX")
    trap 'rm -f "$partial"' EXIT
    trap 'exit 75' HUP INT TERM
    attempt=1
    until download "$url" "$partial"; do
        [ "$attempt" -lt 5 ] || fail "cannot download $url: check the network, then start this again" 69
        sleep "$attempt"
        attempt=$((attempt + 1))
    done
    verify "$partial" ||
        fail "$url does not have the SHA-256 $sha256: nothing was installed; get the files of one release" 65
    chmod 0755 "$partial"
    mv -f "$partial" "$command"
    trap - EXIT HUP INT TERM
}

# Seen in Lish, and kept in no file: the last lines are the credentials.
if (: >/dev/ttyS0) 2>/dev/null; then
    exec >/dev/ttyS0 2>&1
fi
install_binary
# The fields come this once. A wrong one is kept too, and told of when the rest is ready.
"$command" configure || [ $? -eq 65 ]
"$command" prepare
"$command" provision
