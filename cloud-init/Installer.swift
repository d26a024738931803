import Plan

/// `install.sh`: the same installation on any machine, in a cloud or not.
///
/// It is often piped to a shell, so an incomplete script must do nothing (``FetchScript/whole(_:)``).
public struct Installer: Sendable {
    public let text: String

    public init(_ download: Download) {
        let app = download.plan.app
        text = """
            #!/bin/sh
            # Installs \(Shell.singleLine("\(app.title) \(app.version)")) on this machine.
            \(FetchScript.whole(Self.statements(download)))
            """
    }

    private static func statements(_ download: Download) -> String {
        """
        set -eu
        # A hardened root's mask would keep services from reading what packages and programs put in place.
        umask 022

        \(FetchScript(download: download, patience: .brief).functions)

        usage() {
        \(Shell.indented(usage(download)))
        }

        # Under `curl | sh` standard input is this script, and a person may sit at the terminal all the same.
        run_program() {
            if [ -n "$terminal" ] && [ ! -t 0 ] && [ -t 1 ] && (: <"$terminal") 2>/dev/null; then
                "$command" install "$@" <"$terminal"
            else
                "$command" install "$@"
            fi
        }

        # A new temporary folder in which programs may run, which not every /tmp allows.
        pick_aside() {
            for folder in "${TMPDIR:-/tmp}" /var/tmp /run /dev/shm; do
                aside=$(mktemp -d "$folder/install.XXXXXX" 2>/dev/null) || continue
                if printf '#!/bin/sh\n' 2>/dev/null >"$aside/try" && chmod 0700 "$aside/try" && "$aside/try" 2>/dev/null
                then
                    return
                fi
                rm -rf "$aside"
            done
            fail "no temporary folder lets programs run, or all are full: name one by TMPDIR=FOLDER" 69
        }

        # Runs the program from a folder of its own: for a trial, and where there is another program, which may be
        # that of a release in use. It finds out itself what it may do. Nothing of the folder stays, however it ends.
        run_aside() {
            if [ -n "$beside" ]; then aside=$(mktemp -d "$beside"); else pick_aside; fi
            trap 'rm -rf "$aside"; exit 130' HUP INT TERM
            code=0
            command=$aside/program
            (install_binary && run_program "$@") || code=$?
            rm -rf "$aside"
            return "$code"
        }

        main() {
            for argument in "$@"; do
                case $argument in
                -h | --help)
                    usage
                    return
                    ;;
                esac
            done
            [ "$(uname -s)" = Linux ] || fail "this installer runs only on Linux, and this is $(uname -s)" 78
            [ "$(id -u)" -eq 0 ] || fail "run this as root, for example with sudo" 77
            if [ "${1-}" = --uninstall ]; then
                shift
                [ -x "$command" ] || fail "there is no $command, so nothing to uninstall" 65
                exec "$command" uninstall "$@"
            fi
            terminal=/dev/tty
            place=
            beside=
            pick_program
            if [ -f "$command" ] && ! has_sum "$command" "$sha256"; then
                # Programs run there, which not every /tmp allows.
                place=aside
                beside=$command.XXXXXX
            fi
            for argument in "$@"; do
                case $argument in
                --dry-run)
                    place=aside
                    beside=
                    ;;
                --version | --version=*) place=aside ;;
                # It reads standard input itself.
                -) terminal= ;;
                esac
            done
            if [ -n "$place" ]; then
                run_aside "$@"
                return
            fi
            install_binary
            run_program "$@"
        }

        main "$@"
        """
    }

    private static func usage(_ download: Download) -> String {
        let app = download.plan.app
        var lines = [
            "Installs \(app.title) \(app.version) on this machine.",
            "",
            "Usage: sh install.sh [--set NAME=VALUE]... [--dir DIR] [--no-questions] [--dry-run] [--version X]",
            "       sh install.sh --upgrade [--no-questions] [--dry-run]",
            "       sh install.sh --uninstall [--purge] [--dry-run]",
            "The first form checks this machine and installs; with --dry-run it only says what it would do, with --dir",
            "the app's files are in that new or empty folder, and with --version it sets up that release instead of",
            "\(app.version). Where another release is set up, it changes nothing; the second form updates that one to",
            "\(app.version), with a backup and a way back. The third takes the app off again.",
        ]
        if !download.plan.backup.items.isEmpty {
            lines += [
                "       sh install.sh --restore FILE|REPOSITORY [--keys FILE] [--set NAME=VALUE]...",
                "This form sets this machine up with the backup of a lost one.",
            ]
        }
        if !download.plan.parameters.isEmpty {
            lines += ["", "Values to set, also as options of their own (--NAME VALUE):"]
            lines += download.plan.parameters.flatMap(explanation)
        }
        lines += [
            "", "On a terminal it asks for values that are not set. Values can also be in",
            "\(download.parametersPath).",
        ]
        return "printf '%s\\n' \\\n"
            + lines.map { "    " + Shell.quote(Shell.singleLine($0)) }.joined(separator: " \\\n")
    }

    private static func explanation(_ parameter: Parameter) -> [String] {
        let need = parameter.isRequired ? "required" : "optional"
        let example = parameter.example.map { ", such as \($0)" } ?? ""
        return ["  \(parameter.name): \(parameter.label) (\(parameter.typeName), \(need)\(example))"]
    }
}
