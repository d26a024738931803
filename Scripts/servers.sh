# shellcheck shell=bash
# Servers that a script starts and depends on, for scripts that have sourced lib.sh. If one of them ends, wait_until and
# servers_live fail at once, with its exit status and its last output.

declare -A server_titles=() server_logs=()

# start_server TITLE LOG COMMAND…: in the background, with all its output in LOG; its process is then $server. LOG is a
# new file, so that an earlier server's output is not mistaken for this one's. COMMAND must be a program: a function in
# the background is a separate shell, and a signal would end only that shell.
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

# says PATTERN: the server's output that matches the expression, if there is any.
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
        printf 'error: %s has ended by itself with status %s; its last output:\n' "${server_titles[$process]}" "$status" >&2
        tail -n 20 "${server_logs[$process]}" >&2
        return 1
    done
}
