#!/bin/sh
# Installs Echora Chat 1.4.0 on this machine.
set -eu

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
        url="https://github.com/echora/echora/releases/download/v1.4.0/echora-generic-aarch64"
        sha256="6b00979ef14c2187b8c3d167666944db0d7fc523a920533340367812ad4f239d"
        ;;
    x86_64 | amd64)
        url="https://github.com/echora/echora/releases/download/v1.4.0/echora-generic-x86_64"
        sha256="b638019ec645c48da3d66bc56d9d943887f74ce5772532209b7f2939334def35"
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

usage() {
    printf '%s\n' \
        "Installs Echora Chat 1.4.0 on this machine." \
        "" \
        "Usage: sh install.sh [--set NAME=VALUE]... [--no-questions]" \
        "" \
        "Values to set:" \
        "  domain: Domain name (hostname, optional, such as chat.example.com)" \
        "  admin_email: Administrator's e-mail (email, optional, such as admin@example.com)" \
        "" \
        "It asks for what is not set where it runs on a terminal. A value may also stand in" \
        "/etc/echora/parameters.yaml."
}

main() {
    case "${1-}" in
    -h | --help)
        usage
        return
        ;;
    esac
    [ "$(uname -s)" = Linux ] || fail "this is $(uname -s), and it runs on Linux" 78
    [ "$(id -u)" -eq 0 ] || fail "start it as root, with sudo for example" 77
    install_binary
    "$command" configure "$@"
    "$command" prepare
    "$command" provision "$@"
}

main "$@"
