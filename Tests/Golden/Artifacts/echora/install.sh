#!/bin/sh
# Installs Echora Chat 1.4.0 on this machine.
{ # A shell that gets only a part of this script finds no closing brace and runs nothing.
set -eu
# A hardened root's mask would keep services from reading what packages and programs put in place.
umask 022

# Where the program goes, and where its parts are.
command="/usr/local/bin/echoractl"
release="https://github.com/echora/echora/releases/download/v1.4.0"
plan="echora-generic.plan.gz"
plan_sha256="7c01f8444e5769a9857928328f3489a882a37583ad7ef0c8b9f4096bb50d512a"

say() {
    printf '%s: %s\n' "echora" "$1" >&2
}

fail() {
    say "$1"
    exit "$2"
}

has() {
    command -v "$1" >/dev/null 2>&1
}

download() {
    if has curl; then
        curl --fail --silent --show-error --location --connect-timeout 20 --max-time 900 --output "$2" "$1"
    elif has wget && wget --version >/dev/null 2>&1; then
        wget --quiet --tries=1 --timeout=60 --output-document="$2" "$1"
    elif has wget; then
        # BusyBox's wget tries once and has few options. Debian 12's crashes with -T.
        timeout 900 wget -q -O "$2" "$1"
    elif has python3; then
        python3 -c 'import shutil, sys, urllib.request as r
with r.urlopen(sys.argv[1], timeout=60) as source, open(sys.argv[2], "wb") as target:
    shutil.copyfileobj(source, target)' "$1" "$2"
    else
        fail "no program here can download: install curl, then start this again" 69
    fi
}

# The SHA-256 of a file, in hexadecimal digits; other words may follow.
sha256_of() {
    if has sha256sum; then
        sha256sum <"$1"
    elif has shasum; then
        shasum -a 256 <"$1"
    elif has openssl; then
        openssl dgst -sha256 -r <"$1"
    elif has busybox; then
        busybox sha256sum <"$1"
    elif has python3; then
        python3 -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())' <"$1"
    fi
}

# has_sum FILE SHA256
has_sum() {
    sum=$(sha256_of "$1")
    [ "${sum%% *}" = "$2" ]
}

# What a compressed file contains.
unpack() {
    if has gzip; then
        gzip -dc <"$1"
    elif has busybox; then
        busybox gunzip -c <"$1"
    elif has python3; then
        python3 -c 'import gzip, shutil, sys
with gzip.open(sys.stdin.buffer) as source:
    shutil.copyfileobj(source, sys.stdout.buffer)' <"$1"
    fi
}

# Files of killed runs. A file from this boot may belong to another run that still works.
remove_partial_files() {
    for left in "$command".partial.*; do
        case $left in
        *".$boot."*)
            if kill -0 "${left##*.}" 2>/dev/null; then
                continue
            fi
            ;;
        esac
        rm -f "$left"
    done
}

# append NAME SHA256: fetches a file of the release, and appends what it contains to the program.
append() {
    pause=1
    until download "$release/$1" "$part"; do
        [ "$pause" -le 8 ] || fail "cannot download $release/$1: check the network, then start this again" 69
        say "cannot download $release/$1: trying again in $pause s"
        sleep "$pause"
        pause=$((pause * 2))
    done
    has_sum "$part" "$2" ||
        fail "$release/$1 does not have the SHA-256 $2: nothing was installed; get the files of one release" 65
    unpack "$part" >>"$partial" || fail "$release/$1 cannot be unpacked here: is the disk full?" 69
    rm -f "$part"
}

pick_program() {
    case "$(uname -m)" in
    aarch64 | arm64)
        program="echora-aarch64.gz"
        program_sha256="12c5fa012c2f8223912e5fee31e247f14698d17bacadeec05554c66ace6885ee"
        sha256="665424a42454168fc88070c565361b351e938acc7fd8cf0477a84278cdc5eef1"
        ;;
    x86_64 | amd64)
        program="echora-x86_64.gz"
        program_sha256="e601c144a78ea135952c0d907fafff90e0d50a7fe50fe61152f0ac079e48c561"
        sha256="0e8d9958bbde9d7fbaff631b6d5cf8071ae691aacf9b07498a72a8636fa587d7"
        ;;
    *) fail "there is no build for $(uname -m), only for aarch64 and x86_64" 78 ;;
    esac
}

install_binary() {
    pick_program
    [ -n "$(sha256_of /dev/null)" ] ||
        fail "no program here can compute a SHA-256: install coreutils or openssl, then start this again" 69
    [ ! -d "$command" ] || fail "$command is a folder: move it away, then start this again" 65
    read -r boot </proc/sys/kernel/random/boot_id
    remove_partial_files
    if [ -x "$command" ] && has_sum "$command" "$sha256"; then
        return
    fi
    has gzip || has busybox || has python3 ||
        fail "no program here can unpack: install gzip, then start this again" 69
    mkdir -p "${command%/*}"
    partial=$command.partial.$boot.$$
    part=$command.partial.part.$boot.$$
    trap 'rm -f "$partial" "$part"' EXIT
    trap 'exit 75' HUP INT TERM
    rm -f "$partial"
    append "$program" "$program_sha256"
    append "$plan" "$plan_sha256"
    has_sum "$partial" "$sha256" ||
        fail "$program and $plan do not make what has the SHA-256 $sha256: nothing was installed" 65
    chmod 0755 "$partial"
    if has sync; then
        sync "$partial" || :
    fi
    mv -f "$partial" "$command"
    trap - EXIT HUP INT TERM
}

usage() {
    printf '%s\n' \
        "Installs Echora Chat 1.4.0 on this machine." \
        "" \
        "Usage: sh install.sh [--set NAME=VALUE]... [--dir DIR] [--no-questions] [--dry-run] [--version X]" \
        "       sh install.sh --upgrade [--no-questions] [--dry-run]" \
        "       sh install.sh --uninstall [--purge] [--dry-run]" \
        "The first form checks this machine and installs; with --dry-run it only says what it would do, with --dir" \
        "the app's files are in that new or empty folder, and with --version it sets up that release instead of" \
        "1.4.0. Where another release is set up, it changes nothing; the second form updates that one to" \
        "1.4.0, with a backup and a way back. The third takes the app off again." \
        "" \
        "Values to set, also as options of their own (--NAME VALUE):" \
        "  domain: Domain name (hostname, optional, such as chat.example.com)" \
        "  admin_email: Administrator's e-mail (email, optional, such as admin@example.com)" \
        "" \
        "On a terminal it asks for values that are not set. Values can also be in" \
        "/etc/echora/parameters.yaml."
}

# Under `curl | sh` standard input is this script, and a person may sit at the terminal all the same.
run_program() {
    if [ -n "$terminal" ] && [ ! -t 0 ] && [ -t 1 ] && (: <"$terminal") 2>/dev/null; then
        "$command" install "$@" <"$terminal"
    else
        "$command" install "$@"
    fi
}

# A new temporary folder in which programs may run, which not every /tmp allows.
pick_aside() {
    for folder in "${TMPDIR:-/tmp}" /var/tmp /run /dev/shm; do
        aside=$(mktemp -d "$folder/install.XXXXXX" 2>/dev/null) || continue
        if printf '#!/bin/sh
' 2>/dev/null >"$aside/try" && chmod 0700 "$aside/try" && "$aside/try" 2>/dev/null
        then
            return
        fi
        rm -rf "$aside"
    done
    fail "no temporary folder lets programs run, or all are full: name one by TMPDIR=FOLDER" 69
}

# Runs the program from a folder of its own: for a trial, and where there is another program, which may be
# that of a release in use. It finds out itself what it may do. Nothing of the folder stays, however it ends.
run_aside() {
    if [ -n "$beside" ]; then aside=$(mktemp -d "$beside"); else pick_aside; fi
    trap 'rm -rf "$aside"; exit 130' HUP INT TERM
    code=0
    command=$aside/program
    (install_binary && run_program "$@") || code=$?
    rm -rf "$aside"
    return "$code"
}

main() {
    for argument in "$@"; do
        case $argument in
        -h | --help)
            usage
            return
            ;;
        esac
    done
    [ "$(uname -s)" = Linux ] || fail "this installer runs only on Linux, and this is $(uname -s)" 78
    [ "$(id -u)" -eq 0 ] || fail "run this as root, for example with sudo" 77
    if [ "${1-}" = --uninstall ]; then
        shift
        [ -x "$command" ] || fail "there is no $command, so nothing to uninstall" 65
        exec "$command" uninstall "$@"
    fi
    terminal=/dev/tty
    place=
    beside=
    pick_program
    if [ -f "$command" ] && ! has_sum "$command" "$sha256"; then
        # Programs run there, which not every /tmp allows.
        place=aside
        beside=$command.XXXXXX
    fi
    for argument in "$@"; do
        case $argument in
        --dry-run)
            place=aside
            beside=
            ;;
        --version | --version=*) place=aside ;;
        # It reads standard input itself.
        -) terminal= ;;
        esac
    done
    if [ -n "$place" ]; then
        run_aside "$@"
        return
    fi
    install_binary
    run_program "$@"
}

main "$@"
exit
}
