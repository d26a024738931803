#!/usr/bin/env bash
# The size of a release, and a catalogue, sourced by Scripts/bench: bench_release prints their rows of the table.
# shellcheck disable=SC2154 # landfall, work, app and root are the caller's.

# apps COUNT FOLDER: so many copies of Echora, each with a name of its own.
apps() {
    local number
    mkdir -p "$2/shared"
    cp -r "$root/examples/echora/." "$2/shared/"
    for number in $(seq "$1"); do
        mkdir "$2/$number"
        cp -r "$2/shared/." "$2/$number/"
        sed -i "s/^name: echora$/name: echora-$number/" "$2/$number/app.yaml"
    done
    rm -rf "$2/shared"
}

# on_one_core COMMAND…: how many seconds it takes there.
on_one_core() {
    local start
    start=$(now)
    taskset -c 0 "$@" >/dev/null || return
    awk "BEGIN { printf \"%.1f\", ($(now) - $start) / 1e9 }"
}

# megabytes OPTION… FOLDER: what du counts of it.
megabytes() { du --summarize --block-size=1 "$@" | awk '{ printf "%.1f", $1 / 1000000 }'; }

bench_release() {
    local size once each
    mkdir "$work/keys"
    "$landfall" key new --output "$work/keys" echora >/dev/null
    cp -r "$root/examples/echora" "$work/signed"
    sed -i "/^release:/a \  keys: [$(sed -n 2p "$work/keys/echora.pub"), $(sed -n 2p "$work/keys/echora-spare.pub")]" \
        "$work/signed/app.yaml"
    "$landfall" release "$work/signed/app.yaml" --key "$work/keys/echora.key" --images "$("$root/Scripts/archives")" \
        --output "$work/release" >/dev/null 2>"$work/warnings" ||
        fail "the release failed" "$(cat "$work/warnings")"
    size=$(cat "$work"/release/echora/release/* | wc -c)
    row "Echora's release for all providers and one processor" "$(awk "BEGIN { printf \"%.2f\", $size / 1e6 }") MB" "8 MB"

    apps 400 "$work/apps"
    once=$(on_one_core "$landfall" generate "$work"/apps/*/app.yaml --output "$work/catalogue")
    row "\`landfall generate\` for a catalogue of 400 apps, on one core" "$once s" "20 s"
    # The programs are links to one file.
    row "what the 400 take on the disk besides that program" "$(megabytes --exclude='*-x86_64.gz' --exclude='*-aarch64.gz' "$work/catalogue") MB" "100 MB"
    rm -rf "$work/catalogue"
    # shellcheck disable=SC2016 # the shell that is measured expands it
    each=$(on_one_core sh -c 'for app in "$2"/apps/*/app.yaml; do "$1" generate "$app" --output "$2/catalogue"; done' sh "$landfall" "$work")
    row "the same by 400 calls" "$each s" ""
}
