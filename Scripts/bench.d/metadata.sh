#!/usr/bin/env bash
# The metadata step beside curl, sourced by Scripts/bench: bench_metadata prints its rows of the table.
# shellcheck disable=SC2154 # landfall, work, dist (Echora's, for all providers) and medians are the caller's.

# serve_metadata PROVIDER [OPTION…]: starts the emulator and sets $metadata_url and $metadata_service, its process.
serve_metadata() {
    rm -f "$work/metadata"
    "$landfall" metadata serve --provider "$@" >"$work/metadata" &
    metadata_service=$!
    wait_until 20 grep -qs 'Ctrl-C stops it' "$work/metadata" || fail "the metadata service did not start" "see $work/metadata"
    metadata_url=$(grep -om1 'http://127[^ ]*' "$work/metadata")
}

stop_metadata() {
    kill "$metadata_service"
    wait "$metadata_service" 2>/dev/null || true
}

# requests PROVIDER: the requests of the step, a line each, as curl's arguments; the token is one that was got before.
requests() {
    local token
    case $1 in
    vultr)
        echo "$metadata_url/v1.json"
        for name in domain admin_email; do
            echo "-H Metadata-Token:vultr $metadata_url/v1/internal/app-$name"
        done
        ;;
    digitalocean) echo "$metadata_url/metadata/v1.json" ;;
    hetzner)
        for path in metadata metadata/private-networks userdata; do echo "$metadata_url/hetzner/v1/$path"; done
        ;;
    linode)
        echo "-X PUT -H Metadata-Token-Expiry-Seconds:3600 $metadata_url/v1/token"
        token=$(curl -s -X PUT -H Metadata-Token-Expiry-Seconds:3600 "$metadata_url/v1/token")
        for path in instance network ssh-keys; do
            echo "-H Metadata-Token:$token -H Accept:application/json $metadata_url/v1/$path"
        done
        echo "-H Metadata-Token:$token $metadata_url/v1/user-data"
        ;;
    esac
}

# once COMMAND…: the milliseconds that it takes.
once() {
    local start
    start=$(date +%s%N)
    "$@" >/dev/null 2>&1
    echo $((($(date +%s%N) - start) / 1000000))
}
median() { sort -n | sed -n 10p; }

bench_metadata() {
    local provider ctl curl ours theirs healthy faulty
    for provider in vultr digitalocean hetzner linode; do
        ctl="$dist/firstboot/echora-$provider-$(uname -m) metadata --json --root $work/nowhere"
        serve_metadata "$provider"
        # The options come again after each --next; all requests go over one kept connection.
        curl="curl -s -o /dev/null $(requests "$provider" | sed '2,$s|^|--next -s -o /dev/null |' | tr '\n' ' ')"
        side_by_side "$ctl --metadata-url $metadata_url" "$curl"
        ours=${medians[0]} theirs=${medians[1]}
        stop_metadata
        row "the metadata step on $provider" "$ours ms" "3 ms over curl's $theirs ms"
    done
    for _ in {1..20}; do
        serve_metadata digitalocean
        ctl="$dist/firstboot/echora-digitalocean-$(uname -m) metadata --json --root $work/nowhere"
        # shellcheck disable=SC2086 # a command line
        once $ctl --metadata-url "$metadata_url" >>"$work/healthy"
        stop_metadata
        serve_metadata digitalocean --fault 503:1
        # shellcheck disable=SC2086
        once $ctl --metadata-url "$metadata_url" >>"$work/faulty"
        stop_metadata
    done
    healthy=$(median <"$work/healthy") faulty=$(median <"$work/faulty")
    row "the metadata step after one 503 without Retry-After" "$faulty ms" "1500 ms over the healthy one's $healthy ms"
}
