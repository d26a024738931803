# shellcheck shell=bash
# shellcheck disable=SC2034 # read by whoever sources this
# The packages of Debian and Ubuntu that `make setup` installs, each for what it is needed. On a machine that has them,
# Scripts/bare shows that nothing else is needed.

# What Swift's own programs load and its linker wants; its archive brings none of it.
swift_itself=(libncurses6 libxml2 libstdc++6 g++ binutils git tzdata)
compile=(gcc make libc6-dev libcrypt-dev pkg-config
    libcurl4-openssl-dev libyaml-dev libssl-dev libc-ares-dev zlib1g-dev)
archive=(dpkg-dev mmdebstrap debian-archive-keyring ca-certificates curl jq)
containers=(systemd-container slirp4netns iproute2 nftables iptables procps)
# What copies and keeps the data of a machine.
backups=(restic sqlite3)
machines=(qemu-system-x86 qemu-system-arm qemu-efi-aarch64 qemu-utils e2fsprogs fdisk mtools uidmap bsdextrautils)
# What the examples' programs are made with.
programs=(golang-go golang-github-lib-pq-dev golang-golang-x-crypto-dev golang-gopkg-yaml.v3-dev
    golang-github-gomodule-redigo-dev)
judges=(shellcheck zsh fish gnupg minisign wget busybox strace hyperfine packer python3 python3-venv
    openssl openssh-client openssh-server wireguard-tools apache2-utils python3-jwt python3-cryptography)
# What opens the pages of `landfall catalogue`. Ubuntu has no package of it, only a snap, so there that test is skipped.
browser=(chromium fonts-dejavu-core)
cloud_init=(python3-configobj python3-jinja2 python3-jsonpatch python3-jsonschema python3-oauthlib python3-requests
    python3-yaml)

wanted=("${swift_itself[@]}" "${compile[@]}" "${archive[@]}" "${containers[@]}" "${backups[@]}" "${machines[@]}" "${programs[@]}" "${judges[@]}"
    "${browser[@]}" "${cloud_init[@]}")
# The engine, where the machine has none of its own; which of these exist depends on the release.
engine=(docker.io docker-cli docker-compose-v2)
# What the README asks for before `make`, beside Swift.
before=(apt git make ca-certificates)
