/// The shell that every delivery shares: fetch the stamped binary, verify it, put it in its place.
///
/// POSIX sh, because cloud-init runs it with `/bin/sh`; it needs one of curl, wget and python3 (which cloud-init needs
/// itself). The binary appears under its name only when it is whole and verified, and not a byte is left otherwise.
struct FetchScript {
    let download: Download

    /// Functions, of which `install_binary` is the one to call. A failure exits with one of Landfall's codes.
    var functions: String {
        """
        fail() {
            printf '%s: %s\\n' \(Shell.quote(name)) "$1" >&2
            exit "$2"
        }

        download() {
            if command -v curl >/dev/null 2>&1; then
                curl --fail --silent --show-error --location --connect-timeout 20 --max-time 900 --output "$2" "$1"
            elif command -v wget >/dev/null 2>&1; then
                wget --quiet --tries=1 --timeout=60 --output-document="$2" "$1"
            else
                python3 -c 'import sys, urllib.request; urllib.request.urlretrieve(sys.argv[1], sys.argv[2])' "$1" "$2"
            fi
        }

        verify() {
            printf '%s  %s\\n' "$sha256" "$1" | sha256sum -c - >/dev/null 2>&1
        }

        install_binary() {
            command=\(Shell.quote(download.command))
            case "$(uname -m)" in
        \(Shell.indented(cases))
            esac
            if [ -x "$command" ] && verify "$command"; then
                return
            fi
            mkdir -p "${command%/*}"
            partial=$(mktemp "$command.XXXXXX")
            trap 'rm -f "$partial"' EXIT
            trap 'exit 75' HUP INT TERM
            attempt=1
            until download "$url" "$partial"; do
                [ "$attempt" -lt 5 ] || fail "cannot download $url: check the network, then start this again" 69
                sleep "$attempt"
                attempt=$((attempt + 1))
            done
            verify "$partial" ||
                fail "$url does not have the SHA-256 $sha256: nothing was installed; get the files of one release" 65
            chmod 0755 "$partial"
            mv -f "$partial" "$command"
            trap - EXIT HUP INT TERM
        }
        """
    }

    private var name: String { download.plan.app.name }

    private var cases: String {
        let known = download.binaries.map { binary in
            """
            \(binary.architecture.kernelNames.joined(separator: " | ")))
                url=\(Shell.quote("\(download.release.url)/\(binary.fileName)"))
                sha256=\(Shell.quote(binary.sha256))
                ;;
            """
        }
        let offered = download.binaries.map(\.architecture.rawValue).joined(separator: " and ")
        return (known + ["*) fail \"there is no build for $(uname -m), only for \(offered)\" 78 ;;"])
            .joined(separator: "\n")
    }
}
