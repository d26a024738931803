#!/bin/bash
# Echora Chat 1.4.0, to run on Ubuntu or Debian.
# <UDF name="domain" label="Domain name" example="chat.example.com" default="" />
# <UDF name="admin_email" label="Administrator's e-mail" example="admin@example.com" default="" />
{ # A shell that gets only a part of this script finds no closing brace and runs nothing.
set -euo pipefail

# Where the program goes, and where its parts are.
command="/usr/local/bin/echoractl"
release="https://github.com/echora/echora/releases/download/v1.4.0"
plan="echora-linode.plan.gz"
plan_sha256="327807b5fd1c71b6d8589c74cbcf241eada5e9c397c75165f5b1178b9c13283c"

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
        [ "$pause" -le 300 ] || pause=300
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
        sha256="4e6eb82fdc76f1296ff4a71c0b0379db292ca14882ee38f6dfe5c749a6b97b14"
        ;;
    x86_64 | amd64)
        program="echora-x86_64.gz"
        program_sha256="e601c144a78ea135952c0d907fafff90e0d50a7fe50fe61152f0ac079e48c561"
        sha256="9f2a61d66fc2e23661cec69ea0cdbb55b627584d213e36e6406d6d078375b1b1"
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

# Whether a release is in use here, perhaps a later one: cloud-init runs this again on what it takes for a new
# machine, and only an update may replace a program whose data is here.
is_set_up() {
    [ -x "$command" ] && grep -qs '^  "recorded": {' "/var/lib/landfall/echora/state.json"
}

# Runs a command until it succeeds, or until it fails in a way that a retry cannot fix.
patiently() {
    pause=15
    while :; do
        code=0
        "$@" || code=$?
        case $code in
        0 | 64 | 65 | 70 | 77 | 78) return "$code" ;;
        esac
        [ "$pause" -le 300 ] || pause=300
        say "$2 ended with $code: trying again in $pause s"
        sleep "$pause"
        pause=$((pause * 2))
    done
}

# Show the output in Lish, but keep it in no file: the last lines are the credentials.
if (: >/dev/ttyS0) 2>/dev/null; then
    exec >/dev/ttyS0 2>&1
fi
if ! is_set_up; then
    install_binary
fi
# The fields come only this once. A wrong value is kept too, and reported when the rest is ready.
"$command" configure || [ $? -eq 65 ]
patiently "$command" prepare
patiently "$command" provision
exit
}
