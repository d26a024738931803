import Plan

/// The shell code that every delivery shares: fetch the program and the plan, put them together, install what they make.
///
/// POSIX sh, because cloud-init runs it with `/bin/sh`. It needs one of curl, wget (BusyBox's too) and python3 to
/// download; one of sha256sum, shasum, openssl, busybox and python3 to verify; and one of gzip, busybox and python3 to
/// unpack. cloud-init itself needs python3. Nothing is unpacked before its SHA-256 is right, and nothing runs before that
/// of the whole is. The binary gets its name only then. The next run removes what a killed run left.
struct FetchScript {
    /// What to do if the network or a mirror is down.
    enum Patience {
        /// A person is watching: give up after five tries, within half a minute, and say why.
        case brief
        /// Nobody will start it again: keep trying like the app's own units, at growing intervals up to five minutes.
        case endless
    }

    let download: Download
    let patience: Patience

    /// The whole script after its comments. A shell that gets only a part of it finds no closing brace and runs
    /// nothing.
    static func whole(_ statements: String) -> String {
        """
        { # A shell that gets only a part of this script finds no closing brace and runs nothing.
        \(statements)
        exit
        }

        """
    }

    /// Shell functions. Call `install_binary`, and `is_set_up` and `patiently` if patience is endless. A failure exits with
    /// one of Landfall's codes.
    var functions: String {
        """
        # Where the program goes, and where its parts are.
        command=\(Shell.quote(download.command))
        release=\(Shell.quote(download.release.url))
        plan=\(Shell.quote(download.planFile.name))
        plan_sha256=\(Shell.quote(download.planFile.sha256))

        say() {
            printf '%s: %s\\n' \(Shell.quote(name)) "$1" >&2
        }

        fail() {
            say "$1"
            exit "$2"
        }

        has() {
            command -v "$1" >/dev/null 2>&1
        }

        download() {
            if has curl; then
                curl --fail --silent --show-error --location --connect-timeout 20 --max-time 900 --output "$2" "$1"
            elif has wget && wget --version >/dev/null 2>&1; then
                wget --quiet --tries=1 --timeout=60 --output-document="$2" "$1"
            elif has wget; then
                # BusyBox's wget tries once and has few options. Debian 12's crashes with -T.
                timeout 900 wget -q -O "$2" "$1"
            elif has python3; then
                python3 -c 'import shutil, sys, urllib.request as r
        with r.urlopen(sys.argv[1], timeout=60) as source, open(sys.argv[2], "wb") as target:
            shutil.copyfileobj(source, target)' "$1" "$2"
            else
                fail "no program here can download: install curl, then start this again" 69
            fi
        }

        # The SHA-256 of a file, in hexadecimal digits; other words may follow.
        sha256_of() {
            if has sha256sum; then
                sha256sum <"$1"
            elif has shasum; then
                shasum -a 256 <"$1"
            elif has openssl; then
                openssl dgst -sha256 -r <"$1"
            elif has busybox; then
                busybox sha256sum <"$1"
            elif has python3; then
                python3 -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())' <"$1"
            fi
        }

        # has_sum FILE SHA256
        has_sum() {
            sum=$(sha256_of "$1")
            [ "${sum%% *}" = "$2" ]
        }

        # What a compressed file contains.
        unpack() {
            if has gzip; then
                gzip -dc <"$1"
            elif has busybox; then
                busybox gunzip -c <"$1"
            elif has python3; then
                python3 -c 'import gzip, shutil, sys
        with gzip.open(sys.stdin.buffer) as source:
            shutil.copyfileobj(source, sys.stdout.buffer)' <"$1"
            fi
        }

        # Files of killed runs. A file from this boot may belong to another run that still works.
        remove_partial_files() {
            for left in "$command".partial.*; do
                case $left in
                *".$boot."*)
                    if kill -0 "${left##*.}" 2>/dev/null; then
                        continue
                    fi
                    ;;
                esac
                rm -f "$left"
            done
        }

        # append NAME SHA256: fetches a file of the release, and appends what it contains to the program.
        append() {
            pause=1
            until download "$release/$1" "$part"; do
                \(bound)
                say "cannot download $release/$1: trying again in $pause s"
                sleep "$pause"
                pause=$((pause * 2))
            done
            has_sum "$part" "$2" ||
                fail "$release/$1 does not have the SHA-256 $2: nothing was installed; get the files of one release" 65
            unpack "$part" >>"$partial" || fail "$release/$1 cannot be unpacked here: is the disk full?" 69
            rm -f "$part"
        }

        pick_program() {
            case "$(uname -m)" in
        \(Shell.indented(cases))
            esac
        }

        install_binary() {
            pick_program
            [ -n "$(sha256_of /dev/null)" ] ||
                fail "no program here can compute a SHA-256: install coreutils or openssl, then start this again" 69
            [ ! -d "$command" ] || fail "$command is a folder: move it away, then start this again" 65
            read -r boot </proc/sys/kernel/random/boot_id
            remove_partial_files
            if [ -x "$command" ] && has_sum "$command" "$sha256"; then
                return
            fi
            has gzip || has busybox || has python3 ||
                fail "no program here can unpack: install gzip, then start this again" 69
            mkdir -p "${command%/*}"
            partial=$command.partial.$boot.$$
            part=$command.partial.part.$boot.$$
            trap 'rm -f "$partial" "$part"' EXIT
            trap 'exit 75' HUP INT TERM
            rm -f "$partial"
            append "$program" "$program_sha256"
            append "$plan" "$plan_sha256"
            has_sum "$partial" "$sha256" ||
                fail "$program and $plan do not make what has the SHA-256 $sha256: nothing was installed" 65
            chmod 0755 "$partial"
            if has sync; then
                sync "$partial" || :
            fi
            mv -f "$partial" "$command"
            trap - EXIT HUP INT TERM
        }
        """ + (patience == .endless ? "\n\n" + isSetUp + "\n\n" + Self.patiently : "")
    }

    private var bound: String {
        switch patience {
        case .brief:
            #"[ "$pause" -le 8 ] || fail "cannot download $release/$1: check the network, then start this again" 69"#
        case .endless: Self.longestPause
        }
    }

    /// The same question as ``SetUpRelease`` asks. The state is indented JSON, so the top level's member begins like this
    /// and no other does.
    private var isSetUp: String {
        let state = Shell.quote(Paths(app: download.plan.app.name).stateFile)
        return """
            # Whether a release is in use here, perhaps a later one: cloud-init runs this again on what it takes for a new
            # machine, and only an update may replace a program whose data is here.
            is_set_up() {
                [ -x "$command" ] && grep -qs '^  "recorded": {' \(state)
            }
            """
    }

    private static let longestPause = #"[ "$pause" -le 300 ] || pause=300"#

    /// Like the units, whose `RestartPreventExitStatus` has the same codes.
    private static let patiently = """
        # Runs a command until it succeeds, or until it fails in a way that a retry cannot fix.
        patiently() {
            pause=15
            while :; do
                code=0
                "$@" || code=$?
                case $code in
                0 | 64 | 65 | 70 | 77 | 78) return "$code" ;;
                esac
                \(longestPause)
                say "$2 ended with $code: trying again in $pause s"
                sleep "$pause"
                pause=$((pause * 2))
            done
        }
        """

    private var name: String { download.plan.app.name }

    private var cases: String {
        let known = download.binaries.map { binary in
            """
            \(binary.architecture.kernelNames.joined(separator: " | ")))
                program=\(Shell.quote(binary.program.name))
                program_sha256=\(Shell.quote(binary.program.sha256))
                sha256=\(Shell.quote(binary.sha256))
                ;;
            """
        }
        let offered = download.binaries.map(\.architecture.rawValue).joined(separator: " and ")
        return (known + ["*) fail \"there is no build for $(uname -m), only for \(offered)\" 78 ;;"])
            .joined(separator: "\n")
    }
}
