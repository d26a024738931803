import Plan

/// `linode/stackscript.sh`: the same installation as a StackScript, its parameters as user-defined fields.
public struct StackScript: Sendable {
    /// In bytes: the limit in clients of Linode's API (cluster-api-provider-linode). Linode documents none.
    public static let limit = 65_535

    public let text: String

    /// The environment variables in which Linode passes the owner's values, keyed by parameter name.
    public static func fields(_ parameters: [Parameter], _ values: [String: String]) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: parameters.map {
                (UserDefinedField(parameter: $0).variable, values[$0.name] ?? $0.defaultText ?? "")
            })
    }

    /// - Throws: ``UnfitParameter`` for the first parameter that a Linode field cannot ask for.
    public init(_ download: Download) throws(UnfitParameter) {
        var tags = ""
        var names: Set<String> = []
        for parameter in download.plan.parameters {
            let field = UserDefinedField(parameter: parameter)
            guard names.insert(field.name).inserted else {
                throw UnfitParameter(parameter: parameter.name, reason: "shares the field \(field.name) with another")
            }
            tags += try "# " + field.tag() + "\n"
        }
        let app = download.plan.app
        text = """
            #!/bin/bash
            # \(Shell.singleLine("\(app.title) \(app.version)")), to run on Ubuntu or Debian.
            \(tags)\(FetchScript.whole(Self.statements(download)))
            """
    }

    /// Linode runs the script only once per machine, so the script keeps trying until it is done.
    private static func statements(_ download: Download) -> String {
        """
        set -euo pipefail

        \(FetchScript(download: download, patience: .endless).functions)

        # Show the output in Lish, but keep it in no file: the last lines are the credentials.
        if (: >/dev/ttyS0) 2>/dev/null; then
            exec >/dev/ttyS0 2>&1
        fi
        \(exports(download.plan.parameters))if ! is_set_up; then
            install_binary
        fi
        # The fields come only this once. A wrong value is kept too, and reported when the rest is ready.
        "$command" configure || [ $? -eq 65 ]
        patiently "$command" prepare
        patiently "$command" provision
        """
    }

    /// Fields whose name under Linode's rules differs from what the binary expects.
    private static func exports(_ parameters: [Parameter]) -> String {
        parameters.map(UserDefinedField.init)
            .filter { $0.variable != $0.parameter.environmentVariable }
            .map { "export \($0.parameter.environmentVariable)=\"${\($0.variable)-}\"\n" }
            .joined()
    }
}
