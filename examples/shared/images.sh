# shellcheck shell=bash
# The images of the examples and the tests, without any registry: of Debian's packages, and of programs in Go. Sourced
# after Scripts/lib.sh and Scripts/images.sh. Each function does nothing where its image is there and up to date.

shared=$root/examples/shared
# The programs' libraries are Debian packages and this folder's, which are found by GOPATH alone.
export GO111MODULE=off GOPATH=$shared/go:/usr/share/gocode

# as_tar TREE.tar OPTION…: what every tree is packed with, so that the same files give the same image.
as_tar() { tar --create --file "$1" --sort=name --owner=0 --group=0 --numeric-owner "${@:2}"; }

# postgres_image IMAGE RELEASE VERSION [PACKAGE]: PostgreSQL of that Debian, perhaps with an extension. SIGINT asks it
# to end its sessions and stop; SIGTERM would wait for the clients to leave.
postgres_image() {
    local image=$1 release=$2 version=$3 extension=${4:-} hash tree kind
    kind=postgres$version${extension:+-with-extension}
    hash=$(inputs_hash "$root/Scripts/images.sh" "$shared/postgres/entrypoint" \
        <(declare -f postgres_image && echo "${@:2}"))
    tree=$cache/$kind-$hash.tar
    if up_to_date "$image" "$hash"; then return; fi
    if [ ! -e "$tree" ]; then
        say "Building $image from Debian's packages (about half a minute)"
        rm -f "$cache/$kind"-????????????????.tar
        # LLVM is 150 MB for a just-in-time compiler that PostgreSQL does without where it is not there.
        # shellcheck disable=SC2016 # mmdebstrap's shell expands $1
        RELEASE=$release debian_tree "$tree" --format=tar --variant=essential \
            --include="postgresql-$version${extension:+,$extension}" \
            --customize-hook="copy-in $shared/postgres/entrypoint /usr/local/bin" \
            --customize-hook='rm -rf "$1"/usr/lib/*/libLLVM* "$1"/usr/lib/postgresql/'"$version"'/lib/llvmjit* \
                "$1"/usr/lib/postgresql/'"$version"'/lib/bitcode "$1"/var/lib/postgresql/'"$version"' \
                "$1"/etc/apt/sources.list "$1"/etc/apt/apt.conf.d/99mmdebstrap "$1"/etc/postgresql/'"$version"
    fi
    load "$image" "$hash" "$tree" '{
        "Env": [
            "PATH=/usr/lib/postgresql/'"$version"'/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "PGDATA=/var/lib/postgresql/data",
            "LANG=C.UTF-8"
        ],
        "Volumes": {"/var/lib/postgresql/data": {}},
        "ExposedPorts": {"5432/tcp": {}},
        "StopSignal": "SIGINT",
        "Entrypoint": ["/usr/local/bin/entrypoint"],
        "Cmd": ["postgres"]
    }'
}

# redis_image IMAGE: Redis, open to the stack's own network as the official image is.
redis_image() {
    local image=$1 hash tree
    hash=$(inputs_hash "$root/Scripts/images.sh" <(declare -f redis_image))
    tree=$cache/redis8-$hash.tar
    if up_to_date "$image" "$hash"; then return; fi
    if [ ! -e "$tree" ]; then
        say "Building $image from Debian's packages"
        rm -f "$cache"/redis8-*.tar
        # shellcheck disable=SC2016 # mmdebstrap's shell expands $1
        debian_tree "$tree" --format=tar --variant=essential --include=redis-server \
            --customize-hook='mkdir "$1/data"'
    fi
    load "$image" "$hash" "$tree" '{
        "Env": ["PATH=/usr/bin:/bin:/usr/sbin:/sbin"],
        "Volumes": {"/data": {}},
        "WorkingDir": "/data",
        "ExposedPorts": {"6379/tcp": {}},
        "Cmd": ["redis-server", "--protected-mode", "no"]
    }'
}

# caddy_image IMAGE: of the packages and what they depend on, only the program, the libraries it links, certificates and
# media types.
caddy_image() {
    local image=$1 hash tree packages
    hash=$(inputs_hash "$root/Scripts/images.sh" <(declare -f caddy_image))
    tree=$cache/caddy2-$hash.tar
    if up_to_date "$image" "$hash"; then return; fi
    if [ ! -e "$tree" ]; then
        say "Building $image from Debian's packages"
        rm -f "$cache"/caddy2-*.tar
        packages=$(mktemp -d "$cache/caddy.XXXXXX")
        debian_tree "$packages/tree" --format=directory --variant=extract \
            --include=base-files,caddy,ca-certificates,media-types
        cat "$packages"/tree/usr/share/ca-certificates/mozilla/*.crt >"$packages/tree/etc/ssl/certs/ca-certificates.crt"
        (
            cd "$packages/tree"
            mkdir -p data config srv
            # Where the dynamic linker is depends on the processor.
            shopt -s nullglob
            as_tar "$tree.new" bin lib lib64* usr/lib64* usr/lib/ld-linux-* \
                usr/lib/*/{ld-linux-*,libc.so.6,libresolv.so.2,libzstd.so.1*} tmp usr/bin/caddy etc/mime.types \
                etc/ssl/certs/ca-certificates.crt data config srv
        )
        mv "$tree.new" "$tree"
        rm -rf "$packages"
    fi
    load "$image" "$hash" "$tree" '{
        "Env": ["PATH=/usr/bin", "HOME=/config", "XDG_DATA_HOME=/data", "XDG_CONFIG_HOME=/config"],
        "WorkingDir": "/srv",
        "ExposedPorts": {"80/tcp": {}, "443/tcp": {}, "443/udp": {}},
        "Cmd": ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
    }'
}

# go_image IMAGE FOLDER PROGRAM CONFIG [OPTION OF go build…]: FROM scratch, the program that the folder's source makes
# as /bin/PROGRAM, beside what $PREPARE does in the image's folder.
go_image() {
    local image=$1 folder=$2 program=$3 config=$4 hash tree sources
    shift 4
    mapfile -t sources < <(find "$folder" "$shared/go" -name '*.go' ! -name '*_test.go' | sort)
    hash=$(inputs_hash "$root/Scripts/images.sh" "${sources[@]}" \
        <(declare -f go_image && echo "$config" "$@" "${PREPARE:-}"))
    if up_to_date "$image" "$hash"; then return; fi
    say "Building $image from ${folder#"$root/"}"
    tree=$(mktemp -d "$cache/go.XXXXXX")
    chmod 0755 "$tree"
    mkdir "$tree/bin"
    (cd "$folder" && CGO_ENABLED=0 GOARCH="$image_architecture" go build -trimpath "$@" -o "$tree/bin/$program" .)
    (cd "$tree" && eval "${PREPARE:-}")
    as_tar "$tree.tar" --directory "$tree" .
    load "$image" "$hash" "$tree.tar" "$config"
    rm -rf "$tree" "$tree.tar"
}

# all COMMAND…: runs the commands, two at a time for two cores, and fails if one of them does. In the background each
# keeps errexit, which "postgres_image … || …" would switch off.
all() {
    local code=0 command running=0
    for command in "$@"; do
        eval "$command" &
        running=$((running + 1))
        if [ "$running" = 2 ]; then
            wait -n || code=$?
            running=1
        fi
    done
    while [ "$running" -gt 0 ]; do
        wait -n || code=$?
        running=$((running - 1))
    done
    return "$code"
}

# storage_image: what keeps objects and speaks S3.
storage_image() {
    PREPARE='install -d -m 1777 data' go_image landfall-example/storage:1.0.0 "$shared/storage" storage '{
        "Env": ["PATH=/bin"],
        "User": "65534:65534",
        "Volumes": {"/data": {}},
        "ExposedPorts": {"9000/tcp": {}},
        "Cmd": ["storage", "serve"]
    }' -ldflags="-s -w -buildid= -X main.version=1.0.0"
}
