/// What is run on the machine: POSIX shell, with GNU's coreutils and systemd 240 or newer, as every system has them that
/// the machine's program runs on. Arguments come as words and never as a part of the text.
enum Scripts {
    // Exit codes of the scripts. Those of ssh and of signals are 128 and above.
    static let noRoot: Int32 = 101
    /// What came is not the whole file.
    static let incomplete: Int32 = 102
    /// It is another file.
    static let different: Int32 = 103
    /// A unit of that name runs.
    static let isRunning: Int32 = 104
    /// The last run is not the one that is asked about.
    static let otherRun: Int32 = 105
    /// The run is over and has left no result.
    static let noResult: Int32 = 106

    /// What the output begins with. What a start-up file of the login shell has printed comes before it.
    static let mark = "landfall: the output begins"

    /// Runs a script with its name and arguments as root. A shell that is no login's may lack the folders of system
    /// programs.
    static let asRoot = """
        echo '\(mark)'
        PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        export PATH
        if [ "$(id -u)" = 0 ]; then exec sh -euc "$@"; fi
        sudo -n true 2>/dev/null || exit \(noRoot)
        exec sudo -n sh -euc "$@"
        """

    /// FOLDER PROGRAM UNIT DIGEST…: says what the machine is and has. Changes nothing.
    static let look = """
        folder=$1 program=$2 unit=$3
        shift 3
        echo "architecture $(uname -m)"
        if systemctl show --property=Version >/dev/null 2>&1; then echo systemd; fi
        if [ -x "$program" ]; then "$program" --version | sed 's/^/version /'; fi
        place=$folder
        while [ -n "$place" ] && [ ! -d "$place" ]; do place=${place%/*}; done
        df -Pk "${place:-/}" | tail -n 1 | { read -r _ _ _ free _; echo "free $free"; }
        echo "unit $(systemctl is-active "$unit" 2>/dev/null || true)"
        if [ -f "$folder/runs/$unit.job" ]; then sed 's/^/job /' "$folder/runs/$unit.job"; fi
        for digest; do
            file=$folder/files/$digest
            if [ -f "$file" ] && [ "$(sha256sum <"$file" | cut -c1-64)" = "$digest" ]; then
                echo "have $digest"
            elif [ -f "$file.part" ]; then
                echo "part $digest $(wc -c <"$file.part")"
            fi
        done
        """

    /// FOLDER DIGEST FROM SIZE: takes a file's bytes from FROM on. Bytes of an earlier connection that come late go into
    /// the file that this one has left behind.
    static let take = """
        umask 077
        mkdir -p "$1/files"
        file=$1/files/$2
        if [ "$3" = 0 ]; then : >"$file.new"; else cp --reflink=auto "$file.part" "$file.new"; fi
        [ "$(wc -c <"$file.new")" = "$3" ] || exit \(incomplete)
        mv "$file.new" "$file.part"
        cat >>"$file.part"
        [ "$(wc -c <"$file.part")" = "$4" ] || exit \(incomplete)
        if [ "$(sha256sum <"$file.part" | cut -c1-64)" != "$2" ]; then rm "$file.part"; exit \(different); fi
        mv "$file.part" "$file"
        """

    /// FOLDER DIGEST: how many of its bytes are there.
    static let count = """
        for file in "$1/files/$2" "$1/files/$2.part"; do
            if [ -f "$file" ]; then wc -c <"$file"; exit; fi
        done
        echo 0
        """

    /// FOLDER UNIT: the id of the last run; nothing if there was none.
    static let last = """
        if [ -f "$1/runs/$2.job" ]; then head -n 1 "$1/runs/$2.job"; fi
        """

    /// FOLDER UNIT RELEASE ID LABEL NAME=DIGEST… -- COMMAND…: puts the release's folder together and starts the command
    /// in a unit of its own, which no connection can end.
    static let start = """
        umask 077
        folder=$1 unit=$2 release=$1/releases/$3 runs=$1/runs
        mkdir -p "$runs" "$folder/releases"
        exec 9>"$folder/lock"
        flock 9
        case $(systemctl is-active "$unit" 2>/dev/null || true) in
        active | activating | deactivating | reloading) exit \(isRunning) ;;
        esac
        printf '%s\\n' "$4" "$5" "$3" >"$runs/$unit.job"
        shift 5
        rm -rf "$release.new"
        mkdir "$release.new"
        # One that is there already may hold a file that was damaged and copied again since.
        whole=yes
        while [ "$1" != -- ]; do
            ln "$folder/files/${1#*=}" "$release.new/${1%%=*}"
            [ "$release/${1%%=*}" -ef "$release.new/${1%%=*}" ] || whole=no
            shift
        done
        shift
        if [ "$whole" = yes ] && [ -d "$release" ]; then
            rm -r "$release.new"
        else
            rm -rf "$release"
            mv "$release.new" "$release"
        fi
        rm -f "$runs/$unit.result"
        : >"$runs/$unit.log"
        cat >"$runs/run" <<'RUN'
        result=$1
        shift
        # Caught, not ignored: the command ends by it, and its result is written still.
        trap : TERM
        code=0
        "$@" || code=$?
        echo "$code" >"$result.new"
        mv "$result.new" "$result"
        exit "$code"
        RUN
        systemd-run --quiet --collect --unit="$unit" --service-type=exec --description="landfall deploy" \\
            --setenv=HOME=/root --property=After=docker.service \\
            --property="StandardOutput=append:$runs/$unit.log" --property="StandardError=append:$runs/$unit.log" \\
            -- /bin/sh "$runs/run" "$runs/$unit.result" "$@" 9>&-
        """

    /// FOLDER UNIT ID FROM: writes what that run has said, without the first FROM bytes, until it ends; then its exit
    /// code as a last line of standard error.
    static let follow = """
        runs=$1/runs unit=$2
        [ "$(head -n 1 "$runs/$unit.job")" = "$3" ] || exit \(otherRun)
        process=$(systemctl show --property=MainPID --value "$unit")
        from=$(($4 + 1))
        if [ "${process:-0}" != 0 ]; then
            tail --pid="$process" --sleep-interval=0.2 --follow --bytes="+$from" "$runs/$unit.log"
        else
            tail --bytes="+$from" "$runs/$unit.log"
        fi
        tries=0
        while [ ! -s "$runs/$unit.result" ]; do
            tries=$((tries + 1))
            [ "$tries" -lt 50 ] || exit \(noResult)
            sleep 0.1
        done
        echo "result $(cat "$runs/$unit.result")" >&2
        """

    /// FOLDER RELEASE: removes other releases than that, but for those that a run needs, and files that none has.
    static let tidy = """
        folder=$1
        exec 9>"$folder/lock"
        flock 9
        keep=" $2 "
        for job in "$folder"/runs/*.job; do
            unit=${job##*/}
            case $(systemctl is-active "${unit%.job}" 2>/dev/null || true) in
            active | activating | deactivating | reloading) keep="$keep$(tail -n 1 "$job") " ;;
            esac
        done
        for release in "$folder"/releases/*; do
            case $keep in *" ${release##*/} "*) ;; *) rm -rf "$release" ;; esac
        done
        find "$folder/files" -type f ! -name '*.part' -links 1 -delete
        find "$folder/files" -type f -name '*.part' -mmin +1440 -delete
        """
}
