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

        \(FetchScript(download: download, patience: .brief).functions)

        usage() {
        \(Shell.indented(usage(download)))
        }

        main() {
            case "${1-}" in
            -h | --help)
                usage
                return
                ;;
            esac
            [ "$(uname -s)" = Linux ] || fail "this installer runs only on Linux, and this is $(uname -s)" 78
            [ "$(id -u)" -eq 0 ] || fail "run this as root, for example with sudo" 77
            install_binary
            "$command" configure "$@"
            "$command" prepare
            "$command" provision "$@"
        }

        main "$@"
        """
    }

    private static func usage(_ download: Download) -> String {
        let app = download.plan.app
        var lines = [
            "Installs \(app.title) \(app.version) on this machine.",
            "",
            "Usage: sh install.sh [--set NAME=VALUE]... [--no-questions]",
        ]
        if !download.plan.backup.items.isEmpty {
            lines += [
                "       sh install.sh --restore FILE|REPOSITORY [--keys FILE] [--set NAME=VALUE]...",
                "The second form sets this machine up with the backup of a lost one.",
            ]
        }
        if !download.plan.parameters.isEmpty {
            lines += ["", "Values to set:"]
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
