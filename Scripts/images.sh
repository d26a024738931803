# shellcheck shell=bash
# Images of Debian 13's packages for the tests and the demo, without any registry. Sourced after lib.sh.

cache=$build/images
# The processor that the images are for, as dpkg names it. Those for another one than this machine's are no engine's here:
# they become archives in a folder of .build/images, and Scripts/emulated runs the script that makes them.
image_architecture=${LANDFALL_IMAGE_ARCHITECTURE:-$(dpkg --print-architecture)}
archives=
if [ "$image_architecture" != "$(dpkg --print-architecture)" ]; then
    cache=$cache/$image_architecture
    archives=$cache/archives
    mkdir -p "$archives"
fi
# The label by which an image tells what it was built from.
label=landfall.inputs
mkdir -p "$cache"

# up_to_date IMAGE HASH: also true for an image that somebody pulled: theirs is the original.
up_to_date() {
    local found
    if [ -n "$archives" ]; then
        [ -e "$(archive "$1" "$2")" ]
        return
    fi
    found=$(docker image inspect --format "{{index .Config.Labels \"$label\"}}" "$1" 2>/dev/null) || return 1
    [ -z "$found" ] || [ "$found" = "$2" ]
}

# archive IMAGE HASH: the path of its archive.
archive() { echo "$archives/$(tr '/:' '--' <<<"$1")-$2.tar"; }

# load IMAGE HASH TREE.tar CONFIG: gives the engine an image of one layer. CONFIG is the image's configuration as JSON;
# docker import would take most of it, but drops the stop signal.
load() {
    local image=$1 hash=$2 tree=$3 config=$4 work
    work=$(mktemp -d "$cache/load.XXXXXX")
    ln "$tree" "$work/layer.tar"
    jq --null-input --argjson config "$config" --arg name "$label" --arg hash "$hash" \
        --arg architecture "$image_architecture" --arg layer "sha256:$(sha256sum <"$tree" | cut -d' ' -f1)" '{
            $architecture, os: "linux", created: "1970-01-01T00:00:00Z",
            config: ($config + {Labels: {($name): $hash}}),
            rootfs: {type: "layers", diff_ids: [$layer]}
        }' >"$work/config.json"
    jq --null-input --arg image "$image" \
        '[{Config: "config.json", RepoTags: [$image], Layers: ["layer.tar"]}]' >"$work/manifest.json"
    if [ -n "$archives" ]; then
        find "$archives" -name "$(basename "$(archive "$image" '*')")" -delete
        tar --create --file "$work/image.tar" --directory "$work" manifest.json config.json layer.tar
        mv "$work/image.tar" "$(archive "$image" "$hash")"
        rm -rf "$work"
        say "Archive of $image for $image_architecture is ready"
        return
    fi
    tar --create --directory "$work" manifest.json config.json layer.tar | docker load --quiet >/dev/null
    rm -rf "$work"
    docker image prune --force --filter "label=$label" >/dev/null
    say "Image $image is ready"
}

# debian_tree TREE.tar OPTION…: a tree of Debian 13's packages, or of $RELEASE's.
debian_tree() {
    local tree=$1
    shift
    command -v mmdebstrap >/dev/null || fail "mmdebstrap is not installed" "run make setup"
    "$root/Scripts/debian-tree" "${RELEASE:-debian13}" "$tree.new" --architectures="$image_architecture" \
        --skip=check/qemu "$@"
    mv "$tree.new" "$tree"
}
