#!/usr/bin/env bash
# The figures of backups, sourced by Scripts/bench: bench_backup prints its rows of the table. A PostgreSQL database and a
# volume of 1 GB each, backed up and restored by NAMEctl and by hand, in turn, three times. BACKUP_MB=100 makes it short.
# shellcheck disable=SC2154 # landfall, work, row and middle are the caller's.

size=${BACKUP_MB:-1000}

# The app: a database, and a service with a volume of files.
stored_app() {
    mkdir -p "$1"
    cat >"$1/compose.yml" <<'COMPOSE'
services:
  db:
    image: postgres:17
    environment: {POSTGRES_USER: app, POSTGRES_PASSWORD: "${PASSWORD}", POSTGRES_DB: app}
    volumes: ["rows:/var/lib/postgresql/data"]
    healthcheck: {test: [CMD, pg_isready, --host=127.0.0.1], interval: 1s, retries: 60}
  web:
    image: postgres:17
    entrypoint: [sleep, infinity]
    stop_signal: SIGKILL
    ports: ["80:80"]
    volumes: ["files:/srv"]
volumes: {rows: {}, files: {}}
COMPOSE
    cat >"$1/app.yaml" <<'APP'
schema: 1
name: stored
version: 1.0.0
stack: {compose: compose.yml}
secrets:
  PASSWORD: {kind: hex, bytes: 16}
env: {PASSWORD: "{{ secrets.PASSWORD }}"}
# How long the app takes to be ready is its own affair.
settle: 1s
backup:
  - {postgres: db}
  - {volume: files}
APP
}

in_db() { docker exec --interactive "$1" psql -U app -d app -XqAt -v ON_ERROR_STOP=1; }

# fill CONTAINER: rows of text and of random bytes, and files of 100 KB, 10 MB and 4 KB.
fill_app() {
    in_db "$project-db-1" <<SQL
CREATE TABLE items (id serial PRIMARY KEY, name text, body bytea);
INSERT INTO items (name, body) SELECT repeat(md5(i::text), 8),
    decode(repeat(md5(random()::text), 8) || md5(random()::text), 'hex') FROM generate_series(1, $size * 1550) i;
CREATE INDEX ON items (name);
SQL
    local folder part
    folder=$(docker volume inspect --format '{{.Mountpoint}}' "${project}_files")
    for ((part = 0; part < size / 20; part++)); do
        mkdir -p "$folder/$part"
        head -c 10M /dev/urandom >"$folder/$part/large"
        head -c 8M /dev/urandom | split --bytes 100K - "$folder/$part/middle-"
        head -c 2M /dev/urandom | split --bytes 4K - "$folder/$part/small-"
    done
    sync
}

# What an administrator types: pg_dump, then restic for the dump and the volume's folder.
back_up_by_hand() {
    rm -rf "$work/by-hand/dump"
    mkdir -p "$work/by-hand/dump"
    docker exec "$project-db-1" pg_dump -U app -Fc app >"$work/by-hand/dump/app.pgdump"
    restic backup --quiet "$work/by-hand/dump" "$volume"
}

# Into a new server and a new folder; the app is not stopped for it and does not get it.
restore_by_hand() {
    rm -rf "$work/by-hand/back"
    restic restore latest --quiet --target "$work/by-hand/back"
    docker run --detach --rm --name "$project-back" --env POSTGRES_PASSWORD=x --env POSTGRES_USER=app \
        --env POSTGRES_DB=app --volume "$project-back:/var/lib/postgresql/data" postgres:17 >/dev/null
    while ! docker exec "$project-back" pg_isready --quiet --host=127.0.0.1; do sleep 0.1; done
    docker exec --interactive "$project-back" pg_restore -U app -d app <"$work/by-hand/back$work/by-hand/dump/app.pgdump"
}

remove_restored() {
    docker rm --force --volumes "$project-back" >/dev/null 2>&1 || true
    docker volume rm "$project-back" >/dev/null 2>&1 || true
    rm -rf "$work/by-hand/back"
}

# timed COMMAND…: seconds and a tenth in $took.
timed() {
    local start
    sync
    start=$(now)
    "$@" >"$work/backup.log" 2>&1 || fail "$* failed" "$(tail -n 20 "$work/backup.log")"
    took=$((($(now) - start) / 100000000))
}
seconds() { echo "$(($1 / 10)).$(($1 % 10)) s"; }

bench_backup() {
    local machine=$work/stored-machine stored=$work/stored project volume took peaks=()
    local our_backups=() their_backups=() our_restores=() their_restores=() proofs=()
    stored_app "$stored"
    "$landfall" simulate "$stored/app.yaml" --provider generic --root "$machine" --keep --port 80=18081 \
        >"$work/log" 2>&1 || fail "the simulation failed" "$(cat "$work/log")"
    project=$(docker ps --filter label=com.docker.compose.service=db --filter volume=/var/lib/postgresql/data \
        --format '{{.Label "com.docker.compose.project"}}' | grep stored)
    volume=$(docker volume inspect --format '{{.Mountpoint}}' "${project}_files")
    fill_app
    export RESTIC_PASSWORD=x RESTIC_REPOSITORY=$work/by-hand/repository
    local ctl=$machine/usr/local/bin/storedctl
    for _ in 1 2 3; do
        # Each starts with an empty repository, because the second backup of the same files is a matter of seconds.
        rm -rf "$RESTIC_REPOSITORY" "$machine/var/lib/landfall/stored/backups"
        restic init --quiet
        timed "$ctl" backup --no-verify --root "$machine"
        our_backups+=("$took")
        timed back_up_by_hand
        their_backups+=("$took")
    done
    "$ctl" backup --root "$machine" >"$work/backup.log" &
    peaks+=("$(peak $!)")
    for _ in 1 2 3; do
        timed "$ctl" restore --root "$machine"
        our_restores+=("$took")
        "$ctl" restore --drop-old --root "$machine" >/dev/null
        timed restore_by_hand
        their_restores+=("$took")
        remove_restored
    done
    docker compose --project-name "$project" --project-directory "$machine/opt/stored" down --volumes --timeout 1 \
        >/dev/null 2>&1
    row "a backup of a database and a volume of $size MB each" "$(seconds "$(middle "${our_backups[@]}")")" \
        "1.15 times \`pg_dump -Fc\` and \`restic backup\`: $(seconds "$(middle "${their_backups[@]}")")"
    row "a restore of them" "$(seconds "$(middle "${our_restores[@]}")")" \
        "1.2 times \`restic restore\` and \`pg_restore\`: $(seconds "$(middle "${their_restores[@]}")")"
    row "peak memory of \`backup\` itself" "${peaks[0]} MB" "32 MB"
}
