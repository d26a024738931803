#!/bin/sh
# Installs landfall, the publisher's command, with the machines' programs beside it.
#   curl -fsSL URL/install.sh | sh
#   sh install.sh [--prefix FOLDER] [--from FOLDER]
#   sh install.sh --uninstall [--prefix FOLDER]
# It goes to /usr/local for root and to ~/.local for others: PREFIX/bin/landfall, a link, and PREFIX/lib/landfall/VERSION.
# Nothing is replaced before the new program has run once. Scripts/release writes the version, its place and its checksums here.
set -eu

version=@VERSION@
url=@URL@

sums() {
    cat <<'SUMS'
@SUMS@
SUMS
}

fail() {
    echo "error: $1" >&2
    echo "help: $2" >&2
    exit 1
}

usage() {
    cat <<USAGE
Installs landfall $version.
  sh install.sh [--prefix FOLDER] [--from FOLDER]
  sh install.sh --uninstall [--prefix FOLDER]

  --prefix FOLDER   where to: FOLDER/bin and FOLDER/lib (default: $(default_prefix))
  --from FOLDER     take the archive from a folder instead of ${url:-the network}
  --uninstall       remove every version of landfall below the prefix
USAGE
}

default_prefix() { if [ "$(id -u)" = 0 ]; then echo /usr/local; else echo "${HOME:?}/.local"; fi; }

needed() {
    command -v "$1" >/dev/null || fail "$1 is not installed" "install it with your distribution's package manager"
}

fetch() {
    if [ -n "$from" ]; then
        cp "$from/$1" "$2" 2>/dev/null || fail "$from has no $1 that can be read" \
            "the archives lie beside the installer in a release; --from names their folder"
    elif [ -n "$url" ]; then
        needed curl
        curl --fail --silent --show-error --location --proto '=https' --retry 3 --output "$2" "$url/$1" ||
            fail "$url/$1 could not be fetched" "run it again later, or fetch it by hand and say --from FOLDER"
    else
        fail "this installer does not know where its release lies" "say --from FOLDER, with the archives in it"
    fi
}

uninstall() {
    link=$prefix/bin/landfall
    case $(readlink "$link" 2>/dev/null) in ../lib/landfall/*) rm "$link" ;; esac
    rm -rf "$prefix/lib/landfall"
    echo "landfall is gone from $prefix."
}

install_it() {
    processor=$(uname -m)
    case $processor in arm64) processor=aarch64 ;; esac
    [ "$(uname -s)" = Linux ] || fail "landfall runs on Linux, and this is $(uname -s)" "use a virtual machine or container with Linux"
    archive=landfall-$processor.tar.gz
    sum=$(sums | grep "  $archive\$") || fail "landfall $version has no program for $processor" \
        "build it here: the README of Landfall says how"
    needed tar
    needed sha256sum

    link=$prefix/bin/landfall
    if [ -e "$link" ] || [ -L "$link" ]; then
        case $(readlink "$link" 2>/dev/null) in
            ../lib/landfall/*) ;;
            *) fail "$link is there, and this installer has not made it" "move it away, or say another --prefix" ;;
        esac
    fi
    mkdir -p "$prefix/bin" "$prefix/lib/landfall" 2>/dev/null ||
        fail "$prefix cannot be written" "run it as root, or say --prefix with a folder of yours"
    work=$(mktemp -d "$prefix/lib/landfall/.new.XXXXXX") ||
        fail "$prefix cannot be written" "run it as root, or say --prefix with a folder of yours"
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM

    fetch "$archive" "$work/$archive"
    (cd "$work" && echo "$sum" | sha256sum -c - >/dev/null 2>&1) ||
        fail "$archive is damaged, or of another release than this installer" "fetch both again; nothing was installed"
    mkdir "$work/landfall"
    tar -xzf "$work/$archive" -C "$work/landfall" || fail "$archive could not be unpacked" "is the disk full?"
    if ! "$work/landfall/landfall" --version >/dev/null 2>"$work/why"; then
        cat "$work/why" >&2
        fail "landfall does not run on this system" \
            "it needs Debian 12, Ubuntu 24.04 or newer, with libyaml-0-2 and libc-ares2; else build it here as the README says"
    fi
    if [ -e "$prefix/lib/landfall/$version" ]; then rm -rf "$prefix/lib/landfall/$version"; fi
    mv "$work/landfall" "$prefix/lib/landfall/$version"
    ln -s "../lib/landfall/$version/landfall" "$work/link"
    mv -f "$work/link" "$link"
    # Versions before, and what a run that was cut off has left.
    for old in "$prefix"/lib/landfall/* "$prefix"/lib/landfall/.new.*; do
        case $old in "$prefix/lib/landfall/$version" | "$work") ;; *) rm -rf "$old" ;; esac
    done
    echo "landfall $version is installed: $link"
    case :$PATH: in *":$prefix/bin:"*) ;; *) echo "Your PATH lacks it: export PATH=\"$prefix/bin:\$PATH\"" ;; esac
    echo "Next: landfall init, or landfall --help"
}

# As a function that the last line calls: half a download does nothing.
main() {
    prefix='' from='' action=install_it
    while [ $# -gt 0 ]; do
        case $1 in
            --prefix | --from)
                [ $# -ge 2 ] || fail "$1 needs a folder" "sh install.sh --help shows all options"
                if [ "$1" = --prefix ]; then prefix=$2; else from=$2; fi
                shift
                ;;
            --uninstall) action=uninstall ;;
            -h | --help)
                usage
                exit
                ;;
            *) fail "there is no option $1" "sh install.sh --help shows all options" ;;
        esac
        shift
    done
    [ -n "$prefix" ] || prefix=$(default_prefix)
    case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
    $action
}

main "$@"
