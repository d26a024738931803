# shellcheck shell=bash
# A Debian 13 machine in a container that boots, on a network of its own: for the scripts that test real machines.
# Whoever sources it sets `app`, the app's name.
. "$root/Scripts/servers.sh"

trees=$build/trees
[ "$(id -u)" = 0 ] || fail "a container that boots needs root" "run it through sudo"
for tool in systemd-nspawn mmdebstrap nsenter slirp4netns ip nft pgrep curl jq; do
    command -v "$tool" >/dev/null || fail "$tool is not installed" "run make setup"
done
mkdir -p "$trees"
work=$(mktemp -d "$trees/run.XXXXXX")
machine=$work/machine
network=landfall-${work##*.}
console=""
service=""
router=""

leave() {
    [ -z "$console" ] || cut_power
    [ -z "$service" ] || stop_server "$service"
    [ -z "$router" ] || stop_server "$router"
    if command -v end_world >/dev/null; then end_world; fi
    ip netns delete "$network" 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap leave EXIT
trap 'exit 130' INT TERM HUP

# A network namespace with a way out that needs nothing of this machine's own network: no route, bridge or packet
# filter of the test can reach it. Link-local addresses lead nowhere, since a real cloud may answer at one here.
make_network() {
    local ready=$work/network-is-ready
    ip netns add "$network"
    mkfifo "$ready"
    start_server "the test's network" "$work/network.log" slirp4netns --configure --disable-host-loopback \
        --netns-type=path --ready-fd=3 "/run/netns/$network" tap0 3<>"$ready"
    router=$server
    read -r -t 30 -n 1 _ <>"$ready" || fail "the test's network does not start" "$(tail "$work/network.log")"
    on_network ip route add blackhole 169.254.0.0/16
}

# on_network COMMAND…: runs it where the machine's ports are, on this machine's files.
on_network() { ip netns exec "$network" "$@"; }

# check TITLE COMMAND…: one line for each thing that must hold; the first that does not ends the test.
check() {
    local title=$1
    shift
    if servers_live >"$work/check.log" 2>&1 && "$@" >"$work/check.log" 2>&1; then
        printf 'ok    %s\n' "$title"
        return
    fi
    printf 'FAIL  %s\n' "$title"
    sed 's/^/      /' "$work/check.log"
    tail -n 20 "$work/console.log" | sed 's/^/      console: /'
    [ -z "$console" ] || inside journalctl --no-pager --lines=30 --unit="$app*" | sed 's/^/      journal: /' || true
    exit 1
}
not() { ! "$@"; }
quiet() { [ -z "$("$@" 2>&1 | tee /dev/stderr)" ]; }

# tree_of RELEASE PACKAGES: the archive of a tree that machines start as, made once.
tree_of() {
    local tree
    tree=$trees/$1-$(inputs_hash <<<"$2").tar
    if [ ! -e "$tree" ]; then
        say "Making a tree of $1 (about a minute, once)" >&2
        "$root/Scripts/debian-tree" "$1" "$tree.new" --format=tar --variant=minbase --include="$2" || exit
        mv "$tree.new" "$tree"
    fi
    echo "$tree"
}

# unpack TREE: the machine's files. systemd-nspawn gives the older control groups read-only, and an engine makes groups
# of its own.
unpack() {
    rm -rf --one-file-system "$machine"
    mkdir "$machine"
    tar --extract --file "$1" --directory "$machine"
    mkdir -p "$machine/etc/systemd/system/docker.service.d"
    cat >"$machine/etc/systemd/system/docker.service.d/groups.conf" <<'UNIT'
[Service]
ExecStartPre=/bin/sh -c 'for group in /sys/fs/cgroup/*/; do mount -o remount,bind,rw "$group"; done'
UNIT
    [ -n "$router" ] || make_network
}

# systemd-nspawn gives the kernel's settings read-only, and Docker would switch IPv6 off on its older networks.
leave_ipv6_on() {
    printf '[Service]\nEnvironment=DOCKER_ALLOW_IPV6_ON_IPV4_INTERFACE=1\n' \
        >"$machine/etc/systemd/system/docker.service.d/ipv6.conf"
}

# A machine whose cloud is the folder /srv/seed; the caller puts the app's files on it.
make_machine() {
    local tree
    tree=$(tree_of debian13 \
        systemd-sysv,dbus,udev,iproute2,cloud-init,ca-certificates,openssh-server,procps,busybox-static)
    unpack "$tree"
    mkdir -p "$machine/srv/seed"
    cat >"$machine/etc/cloud/cloud.cfg.d/99-test.cfg" <<'CONFIG'
datasource_list: [NoCloud]
datasource: { NoCloud: { seedfrom: /srv/seed/ } }
network: { config: disabled }
locale: false
CONFIG
    printf '#cloud-config\n' >"$machine/srv/seed/user-data"
    : >"$machine/srv/seed/vendor-data"
}

# The image idle:1 as `docker save` writes it, of the tree's own `sleep`: no registry is asked.
image_archive() {
    local folder=$1 layer=$work/image
    mkdir -p "$folder" "$layer"
    (cd "$machine" && tar --create --file "$layer/layer.tar" bin lib lib64 usr/lib64 usr/bin/sleep usr/bin/busybox \
        usr/lib/*-linux-gnu*/{libc.so.6,ld-linux-*})
    jq --null-input --arg architecture "$(dpkg --print-architecture)" \
        --arg layer "sha256:$(sha256sum <"$layer/layer.tar" | cut -d' ' -f1)" '{
            $architecture, os: "linux", config: {Env: ["PATH=/usr/bin"]}, rootfs: {type: "layers", diff_ids: [$layer]}
        }' >"$layer/config.json"
    echo '[{"Config": "config.json", "RepoTags": ["idle:1"], "Layers": ["layer.tar"]}]' >"$layer/manifest.json"
    tar --create --gzip --file "$folder/idle.tar.gz" --directory "$layer" manifest.json config.json layer.tar
}

# metadata VARIANT [PROVIDER [PREFIX]]: the cloud's answers for the next boots. PREFIX is systemd's, such as + for a
# command without the unit's sandbox.
metadata() {
    local url provider=${2:-digitalocean} unit=$machine/etc/systemd/system/$app-firstboot.service.d
    [ -z "$service" ] || stop_server "$service"
    start_server "the metadata service" "$work/metadata.log" ip netns exec "$network" \
        "$build/bin/landfall" metadata serve --provider "$provider" --variant "$1"
    service=$server
    serves() { url=$(says 'http://127.0.0.1:[0-9]*'); }
    wait_until 30 serves || fail "the metadata service did not start" "$(cat "$work/metadata.log")"
    mkdir -p "$unit"
    printf '[Service]\nExecStart=\nExecStart=%s/usr/local/bin/%sctl provision --metadata-url %s\n' "${3:-}" "$app" "$url" \
        >"$unit/test.conf"
}

# start_machine INSTANCE [nowait]: boots it as the cloud's instance of that id.
start_machine() {
    say "Booting $1"
    echo "instance-id: $1" >"$machine/srv/seed/meta-data"
    echo console >"$work/consoles"
    systemd-nspawn --quiet --register=no --keep-unit --directory="$machine" --resolv-conf=copy-host \
        --network-namespace-path="/run/netns/$network" --capability=all --system-call-filter='@mount @keyring bpf' \
        --console=read-only --bind-ro="$work/consoles:/sys/class/tty/console/active" --boot </dev/null >"$work/console.log" 2>&1 &
    console=$!
    wait_until 30 leader >/dev/null || fail "the machine does not start" "see $work/console.log"
    [ "${2:-}" = nowait ] || wait_until 180 is_booted ||
        fail "the machine does not boot" "$(
            tail "$work/console.log"
            inside systemctl is-system-running
            inside systemctl list-jobs
            inside journalctl --no-pager --lines=30
        )"
}
leader() { pgrep --parent "$console"; }
is_booted() { inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; }

# inside COMMAND…: runs it on the machine, as root's shell would.
inside() {
    nsenter --target "$(leader)" --all -- env --ignore-environment HOME=/root \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
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

is_done() { [[ $(inside "${app}ctl" status 2>/dev/null) == "$app: done since "* ]]; }
is_running() { [ "$(inside docker ps --format '{{.State}}')" = running ]; }
in_journal() { inside journalctl --no-pager --boot | grep -F -- "$1"; }
password() { jq --raw-output .values.PASSWORD "$machine/var/lib/landfall/$app/secrets.json"; }
# before_the_prompt TEXT: what the console shows, but for the login prompt: that has the credentials until the first login.
before_the_prompt() { sed '/^Debian GNU/,/ login:/d' "$work/console.log" | grep -F -- "$1"; }
