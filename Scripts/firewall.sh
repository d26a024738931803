# shellcheck shell=bash
# Tests from outside what the firewall lets through, for Scripts/test-machine, whose app opens 8080/tcp and 8082/tcp.
# A second network namespace is the world and the cloud's metadata service at once.

world=$network-world
metadata_addresses=(169.254.169.254 fd00:ec2::254)

make_world() {
    local page=$work/world number
    ip netns add "$world"
    ip -n "$network" link add world type veth peer name machine netns "$world"
    ip -n "$network" address add 198.51.100.1/24 dev world
    ip -n "$world" address add 198.51.100.2/24 dev machine
    ip -n "$network" address add 2001:db8:5::1/64 dev world nodad
    ip -n "$world" address add 2001:db8:5::2/64 dev machine nodad
    ip -n "$world" address add 169.254.169.254/32 dev lo
    ip -n "$world" address add fd00:ec2::254/128 dev lo
    ip -n "$network" link set world up
    ip -n "$world" link set lo up
    ip -n "$world" link set machine up
    # Docker would do this itself, were kernel settings not read-only in systemd-nspawn.
    on_network sysctl --quiet --write net.ipv6.conf.all.forwarding=1
    ip -n "$network" route add 169.254.169.254 via 198.51.100.2
    ip -n "$network" route add fd00:ec2::254 via 2001:db8:5::2
    mkdir "$page"
    echo metadata >"$page/index.html"
    world_services=()
    for number in "${metadata_addresses[@]}"; do
        case $number in *:*) number="[$number]" ;; esac
        start_server "the world's $number" "$work/world-${number//[^0-9a-f]/}.log" \
            ip netns exec "$world" "$machine/usr/bin/busybox" httpd -f -p "$number:80" -h "$page"
        world_services+=("$server")
    done
}

end_world() {
    local process
    for process in "${world_services[@]}"; do stop_server "$process"; done
    world_services=()
    ip netns delete "$world" 2>/dev/null || true
}
world_services=()

# reachable PORT [ADDRESS]: whether the world gets an answer from the machine.
reachable() {
    ip netns exec "$world" curl --silent --show-error --output /dev/null --max-time 3 "http://${2:-198.51.100.1}:$1/"
}
reachable6() { reachable "$1" "[2001:db8:5::1]"; }
closed() { not reachable "$1"; }
closed6() { not reachable6 "$1"; }

serve() { inside docker run --detach --quiet --restart always --name "$1" "${@:2}" idle:1 busybox httpd -f -p 80 -h /; }
start_servers() {
    inside docker network create --ipv6 --subnet fd00:5::/64 six &&
        serve opened --publish 8080:80 &&
        serve closed --publish 8081:80 &&
        serve opened6 --network six --publish 8082:80 &&
        serve closed6 --network six --publish 8083:80 &&
        inside systemd-run --quiet --unit=host-server busybox httpd -f -p 9090 -h /srv
}
end_servers() {
    inside docker rm --force opened closed opened6 closed6
    inside docker network rm six
    inside systemctl stop host-server
}

metadata_answers() {
    local address
    for address in "${metadata_addresses[@]}"; do
        case $address in *:*) address="[$address]" ;; esac
        inside busybox wget -q -T 5 -O - "http://$address/" || return 1
    done
    inside docker exec opened busybox wget -q -T 5 -O - http://169.254.169.254/ || return 1
    inside docker exec opened6 busybox wget -q -T 5 -O - 'http://[fd00:ec2::254]/'
}

ports_are_held() {
    check "$1: an open published port answers" wait_until 60 reachable 8080
    check "$1: a closed one does not" closed 8081
    check "$1: an open published port answers by IPv6" wait_until 60 reachable6 8082
    check "$1: and by IPv6 through Docker's proxy" wait_until 60 reachable6 8080
    check "$1: closed ones do not" eval 'closed6 8083 && closed6 8081'
    check "$1: the machine's own port does not answer" eval 'closed 9090 && closed6 9090'
    check "$1: the metadata service answers machine and containers" metadata_answers
}

firewall_holds() {
    make_world
    check "servers start" start_servers
    ports_are_held "firewall"
    check "firewall: ssh's port is open" inside sh -c 'ufw status | grep -q "^22/tcp *ALLOW"'
    check "ufw is active, as marketplaces ask" inside sh -c 'ufw status | grep -qx "Status: active"'
    check "an owner opens a published port by ufw" inside ufw route allow proto tcp to any port 80
    check "and it answers" reachable 8081
    check "until the owner closes it" inside ufw route delete allow proto tcp to any port 80
    check "then it does not" closed 8081
    inside ufw disable >/dev/null
    check "without ufw every published port answers" reachable 8081
    on_network nft flush ruleset
    inside systemctl restart docker
    inside ufw --force enable >/dev/null
    ports_are_held "ufw after Docker"
    inside systemctl restart docker
    ports_are_held "Docker after ufw"
    stop_machine
    on_network nft flush ruleset
    start_machine build-machine
    ports_are_held_after_boot
    end_servers >/dev/null
    end_world
}

ports_are_held_after_boot() {
    inside systemd-run --quiet --unit=host-server busybox httpd -f -p 9090 -h /srv
    ports_are_held "after a reboot"
}
