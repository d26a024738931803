import Plan

/// `install.sh`: the same installation on any machine, a cloud's or not.
///
/// It is often piped to a shell, so a part of it must do nothing (``FetchScript/whole(_:)``).
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
            [ "$(uname -s)" = Linux ] || fail "this is $(uname -s), and it runs on Linux" 78
            [ "$(id -u)" -eq 0 ] || fail "start it as root, with sudo for example" 77
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
        if !download.plan.parameters.isEmpty {
            lines += ["", "Values to set:"]
            lines += download.plan.parameters.flatMap(explanation)
        }
        lines += [
            "", "It asks for what is not set where it runs on a terminal. A value may also stand in",
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
