# shellcheck shell=bash
# A Debian 13 machine in a container that boots: for Scripts/test-machine.

trees=$build/trees
[ "$(id -u)" = 0 ] || fail "a container that boots needs root" "run it through sudo"
for tool in systemd-nspawn mmdebstrap nsenter jq; do
    command -v "$tool" >/dev/null || fail "$tool is not installed" "run make setup"
done
mkdir -p "$trees"
work=$(mktemp -d "$trees/run.XXXXXX")
machine=$work/machine
console=""
service=""

leave() {
    [ -z "$console" ] || cut_power
    [ -z "$service" ] || kill "$service" || true
    rm -rf --one-file-system "$work"
}
trap leave EXIT
trap 'exit 130' INT TERM HUP

# check TITLE COMMAND…: one line for each thing that must hold; the first that does not ends the test.
check() {
    local title=$1
    shift
    if "$@" >"$work/check.log" 2>&1; then
        printf 'ok    %s\n' "$title"
        return
    fi
    printf 'FAIL  %s\n' "$title"
    sed 's/^/      /' "$work/check.log"
    tail -n 20 "$work/console.log" | sed 's/^/      console: /'
    [ -z "$console" ] || inside journalctl --no-pager --lines=30 --unit='idle*' | sed 's/^/      journal: /' || true
    exit 1
}
not() { ! "$@"; }
quiet() { [ -z "$("$@" 2>&1 | tee /dev/stderr)" ]; }

# The tree that every machine starts as, made once.
base_tree() {
    local archive tree packages=systemd-sysv,dbus,udev,iproute2,cloud-init,ca-certificates,openssh-server,procps
    tree=$trees/debian13-$(inputs_hash <<<"$packages").tar
    if [ ! -e "$tree" ]; then
        say "Making a Debian 13 tree (about a minute, once)"
        rm -f "$trees"/debian13-*.tar
        archive=$("$root/Scripts/apt-private" debian13)
        apt-config dump | grep -E '^Acquire::(Check-|http|https)' >"$trees/apt.options" || true
        mmdebstrap --quiet --format=tar --aptopt="$trees/apt.options" --variant=minbase \
            --include="$packages" \
            --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
            --dpkgopt='path-exclude=/usr/share/locale/*' trixie "$tree.new" "$archive/sources.list"
        mv "$tree.new" "$tree"
    fi
    echo "$tree"
}

make_machine() {
    local tree
    tree=$(base_tree)
    mkdir "$machine"
    tar --extract --file "$tree" --directory "$machine"
    # Nothing of it may reach further than this test: no network set up, no bridge, no packet filter, no ssh server.
    mkdir -p "$machine/etc/docker" "$machine/srv/seed" "$machine/etc/systemd/system/docker.service.d"
    echo '{"bridge": "none", "iptables": false, "ip6tables": false}' >"$machine/etc/docker/daemon.json"
    ln -sf /dev/null "$machine/etc/systemd/system/ssh.service"
    cat >"$machine/etc/cloud/cloud.cfg.d/99-test.cfg" <<'CONFIG'
datasource_list: [NoCloud]
datasource: { NoCloud: { seedfrom: /srv/seed/ } }
network: { config: disabled }
locale: false
CONFIG
    cat >"$machine/srv/seed/user-data" <<'CONFIG'
#cloud-config
write_files:
  - path: /etc/idle/parameters.yaml
    permissions: "0600"
    content: "greeting: the owner's words\n"
CONFIG
    : >"$machine/srv/seed/vendor-data"
    # systemd-nspawn gives the older control groups read-only, and an engine makes groups of its own.
    cat >"$machine/etc/systemd/system/docker.service.d/groups.conf" <<'UNIT'
[Service]
ExecStartPre=/bin/sh -c 'for group in /sys/fs/cgroup/*/; do mount -o remount,bind,rw "$group"; done'
UNIT
    image_archive "$machine/srv/images"
    "$build/bin/landfall" generate "$root/Tests/Machine/app.yaml" --output "$work/dist" \
        --firstboot "$build/bin/firstboot-$(uname -m)" >/dev/null
}

# The image idle:1 as `docker save` writes it, of the tree's own `sleep`: no registry is asked.
image_archive() {
    local folder=$1 layer=$work/image
    mkdir -p "$folder" "$layer"
    (cd "$machine" && tar --create --file "$layer/layer.tar" bin lib lib64 usr/lib64 usr/bin/sleep \
        usr/lib/*-linux-gnu*/{libc.so.6,ld-linux-*})
    jq --null-input --arg architecture "$(dpkg --print-architecture)" \
        --arg layer "sha256:$(sha256sum <"$layer/layer.tar" | cut -d' ' -f1)" '{
            $architecture, os: "linux", config: {Env: ["PATH=/usr/bin"]}, rootfs: {type: "layers", diff_ids: [$layer]}
        }' >"$layer/config.json"
    echo '[{"Config": "config.json", "RepoTags": ["idle:1"], "Layers": ["layer.tar"]}]' >"$layer/manifest.json"
    tar --create --gzip --file "$folder/idle.tar.gz" --directory "$layer" manifest.json config.json layer.tar
}

# metadata VARIANT: the cloud's answers for the next boots.
metadata() {
    local url unit=$machine/etc/systemd/system/idle-firstboot.service.d
    [ -z "$service" ] || kill "$service"
    "$build/bin/landfall" metadata serve --provider digitalocean --variant "$1" >"$work/metadata.log" &
    service=$!
    serves() { url=$(grep -som1 'http://127.0.0.1:[0-9]*' "$work/metadata.log"); }
    wait_until 30 serves || fail "the metadata service did not start"
    mkdir -p "$unit"
    printf '[Service]\nExecStart=\nExecStart=/usr/local/bin/idlectl provision --metadata-url %s\n' "$url" >"$unit/test.conf"
}

# start_machine INSTANCE [nowait]: boots it as the cloud's instance of that id.
start_machine() {
    say "Booting $1"
    echo "instance-id: $1" >"$machine/srv/seed/meta-data"
    echo console >"$work/consoles"
    systemd-nspawn --quiet --register=no --keep-unit --directory="$machine" --resolv-conf=copy-host \
        --capability=all --system-call-filter='@mount @keyring bpf' --console=read-only \
        --bind-ro="$work/consoles:/sys/class/tty/console/active" --boot </dev/null >"$work/console.log" 2>&1 &
    console=$!
    wait_until 30 leader >/dev/null || fail "the machine does not start" "see $work/console.log"
    [ "${2:-}" = nowait ] || wait_until 180 is_booted || fail "the machine does not boot" "$(tail "$work/console.log")"
}
leader() { pgrep --parent "$console"; }
is_booted() { inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; }

# inside COMMAND…: runs it on the machine, as root's shell would.
inside() {
    nsenter --target "$(leader)" --all -- env --ignore-environment HOME=/root \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin "$@"
}

stop_machine() {
    inside systemctl poweroff
    wait "$console" || true
    console=""
}

cut_power() {
    kill -KILL "$(leader)" || true
    wait "$console" || true
    console=""
}

is_done() { [ "$(inside idlectl status 2>/dev/null)" = "idle: done" ]; }
is_running() { [ "$(inside docker ps --format '{{.State}}')" = running ]; }
in_journal() { inside journalctl --no-pager --boot | grep -F -- "$1"; }
password() { jq --raw-output .values.PASSWORD "$machine/var/lib/landfall/idle/secrets.json"; }
