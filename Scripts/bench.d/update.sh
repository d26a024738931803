#!/usr/bin/env bash
# The figures of an update of Echora with a migration, sourced by Scripts/bench: bench_update prints its rows of the table.
# How long the app does not answer, with NAMEctl and with `docker compose up -d` and the migration by hand, in turn.
# shellcheck disable=SC2154 # landfall, work, row and middle are the caller's.

# restamp PROGRAM TARGET: 1.5.0 of a program of Echora 1.4.0: other images under names that are here, and a migration.
restamp() {
    python3 - "$1" "$2" <<'PYTHON'
import hashlib, json, struct, sys
program = open(sys.argv[1], "rb").read()
length = struct.unpack("<Q", program[-16:-8])[0]
body = program[-48 - length:-48]
text = body.decode()
for name in ("ghcr.io/echora/backend:1.4.0", "caddy:2.6.2", "postgres:17"):
    text = text.replace(name, "echora-next/" + name.split("/")[-1])
plan = json.loads(text)
plan["app"]["version"] = "1.5.0"
plan["afterStart"].append({"service": "postgres", "run": ["psql", "--username=echora", "--dbname=echora", "--quiet",
    "--command=ALTER TABLE rooms ADD COLUMN IF NOT EXISTS topic text DEFAULT 'none'"]})
body = json.dumps(plan, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
program = program[:-48 - length] + body + hashlib.sha256(body).digest() + struct.pack("<Q", len(body)) + b"LNDFALL1"
open(sys.argv[2], "wb").write(program)
PYTHON
    chmod 755 "$2"
}

# next_images: other images for the names of 1.5.0, so that each service gets a new container.
next_images() {
    local name
    for name in ghcr.io/echora/backend:1.4.0 caddy:2.6.2 postgres:17; do
        docker create --name echora-next "$name" >/dev/null
        docker commit --change 'LABEL release=1.5.0' echora-next "echora-next/${name##*/}" >/dev/null
        docker rm echora-next >/dev/null
    done
}

# watch FILE: each answer's time, and what it was, about 50 a second.
watch_answers() {
    local code
    while :; do
        code=$(curl --silent --output /dev/null --max-time 2 --write-out '%{http_code}' "$2") || true
        printf '%s %s\n' "$(now)" "$code"
        sleep 0.01
    done >"$1"
}

# outage FILE: milliseconds from the first failure to the first answer after the last failure.
outage() {
    awk '$2 != 200 { if (!first) first = $1; last = 0 } $2 == 200 && first && !last { last = $1 }
         END { printf "%d\n", (last - first) / 1000000 }' "$1"
}

# interrupted COMMAND…: how long the app did not answer meanwhile, in $outage.
interrupted() {
    local watcher
    watch_answers "$work/answers" "http://127.0.0.1:18082/api/health" &
    watcher=$!
    "$@" >"$work/update.log" 2>&1 || { kill "$watcher"; fail "$* failed" "$(tail -n 20 "$work/update.log")"; }
    answers_again() { [ "$(tail -n 1 "$work/answers" | cut -d ' ' -f 2)" = 200 ]; }
    wait_until 60 answers_again || fail "the app does not answer" "$(tail -n 5 "$work/answers")"
    kill "$watcher"
    wait "$watcher" 2>/dev/null || true
    outage=$(outage "$work/answers")
}

# What an administrator types, with the new compose file in place.
update_by_hand() {
    sed -i -e 's,ghcr.io/echora/backend:1.4.0,echora-next/backend:1.4.0,' -e 's,caddy:2.6.2,echora-next/caddy:2.6.2,' \
        -e 's,postgres:17,echora-next/postgres:17,' "$machine/opt/echora/docker-compose.yml"
    "${compose[@]}" up --detach
    "${compose[@]}" exec -T postgres psql --username=echora --dbname=echora --quiet \
        --command="ALTER TABLE rooms ADD COLUMN IF NOT EXISTS topic text DEFAULT 'none'"
}

bench_update() {
    local machine=$work/updated ctl project outage ours=() theirs=() compose
    "$landfall" simulate "$root/examples/echora/app.yaml" --provider generic --root "$machine" --keep \
        --port 80=18082 --port 443=18445 >"$work/log" 2>&1 || fail "the simulation failed" "$(cat "$work/log")"
    ctl=$machine/usr/local/bin/echoractl
    project=$(docker ps --filter label=com.docker.compose.service=caddy --format '{{.Label "com.docker.compose.project"}}' \
        | grep -m1 echora-generic)
    compose=(docker compose --project-name "$project" --project-directory "$machine/opt/echora"
        --file "$machine/opt/echora/docker-compose.yml" --file "$machine/opt/echora/docker-compose.override.yml")
    next_images
    mkdir -p "$work/next"
    restamp "$ctl" "$work/next/echora-generic-$(uname -m)"
    for _ in 1 2 3 4 5; do
        interrupted "$ctl" update --from "$work/next" --yes --no-backup --root "$machine"
        ours+=("$outage")
        "$ctl" rollback --yes --root "$machine" >/dev/null
        "$ctl" restore --drop-old --root "$machine" >/dev/null
        cp "$machine/opt/echora/docker-compose.yml" "$work/compose.yml"
        interrupted update_by_hand
        theirs+=("$outage")
        cp "$work/compose.yml" "$machine/opt/echora/docker-compose.yml"
        "${compose[@]}" up --detach --wait >/dev/null 2>&1
    done
    "${compose[@]}" down --volumes --timeout 1 >/dev/null 2>&1
    docker image rm echora-next/backend:1.4.0 echora-next/caddy:2.6.2 echora-next/postgres:17 >/dev/null 2>&1 || true
    row "an update of Echora with a migration: how long it does not answer" "$(middle "${ours[@]}") ms" \
        "1.1 times \`docker compose up -d\` and the migration: $(middle "${theirs[@]}") ms"
}
