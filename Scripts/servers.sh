# shellcheck shell=bash
# Servers that a script starts and cannot do without: for scripts that have sourced lib.sh. While one of them is there,
# wait_until and servers_live fail as soon as it is gone, with its exit status and its last words.

declare -A server_titles=() server_logs=()

# start_server TITLE LOG COMMAND…: in the background, everything it says in LOG; its process is then $server.
# LOG is a new file, so that nobody takes what an earlier server said for its words. COMMAND is a program, because a
# function in the background is a shell of its own, which a signal would end alone.
start_server() {
    local title=$1 log=$2
    shift 2
    rm -f "$log"
    : >"$log"
    "$@" >>"$log" 2>&1 &
    server=$!
    server_titles[$server]=$title
    server_logs[$server]=$log
}

# says PATTERN: what the server has said that fits the expression, where it has said so.
says() { grep -som1 -- "$1" "${server_logs[$server]}"; }

# stop_server PROCESS
stop_server() {
    unset "server_titles[$1]" "server_logs[$1]"
    kill -TERM "$1" 2>/dev/null || true
    wait "$1" || true
}

servers_live() {
    local process status
    for process in "${!server_titles[@]}"; do
        if kill -0 "$process" 2>/dev/null; then continue; fi
        status=0
        wait "$process" || status=$?
        printf 'error: %s has ended by itself with status %s; its last words:\n' "${server_titles[$process]}" "$status" >&2
        tail -n 20 "${server_logs[$process]}" >&2
        return 1
    done
}
