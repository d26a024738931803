#!/usr/bin/env bash
# The figures of images, sourced by Scripts/bench: bench_image prints its rows of the table.
# shellcheck disable=SC2154 # landfall, work, dist, root and medians are the caller's.

# A root of 1 GB in 10,000 files, with this machine's packages and lists, and Echora prepared on it.
image_root() {
    local folder=$1 part file
    mkdir -p "$folder"/{etc,var/lib/{dpkg,apt},var/log}
    "$dist/firstboot/echora-digitalocean-$(uname -m)" prepare --root "$folder" >"$work/prepare.log" ||
        fail "prepare failed" "$(tail -n 5 "$work/prepare.log")"
    growth=$(du --summarize --bytes "$folder" | cut -f1)
    cp -r /etc/os-release /etc/passwd /etc/shadow /etc/apt "$folder/etc/"
    cp /var/lib/dpkg/status "$folder/var/lib/dpkg/"
    cp -r /var/lib/apt/lists "$folder/var/lib/apt/"
    for part in {1..100}; do
        mkdir -p "$folder/var/lib/docker/overlay2/$part/diff"
        for file in {1..100}; do truncate --size 100K "$folder/var/lib/docker/overlay2/$part/diff/$file"; done
    done
}

bench_image() {
    local growth
    image_root "$work/image"
    side_by_side "$landfall image check --offline --root $work/image"
    row "\`landfall image check\` of a root of 1 GB" "${medians[0]} ms" "2000 ms"
    row "what \`prepare\` adds to an image beside Docker and images" "$((growth / 10000 / 100)).$((growth / 10000 % 100)) MB" "20 MB"
}
