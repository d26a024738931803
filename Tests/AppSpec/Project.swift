import AppSpec
import Findings
import TestSupport

/// An app.yaml and its compose file, to be compiled.
struct Project {
    let folder = TemporaryFolder()

    init(compose: String, app: String = "") throws {
        try folder.write("compose.yml", compose)
        let stack = app.contains("stack:") ? "" : "stack: { compose: compose.yml }\n"
        // At the end, so that the lines of `app` are where the tests say.
        let release = app.contains("release:") ? "" : "release: none\n"
        try folder.write("app.yaml", "schema: 1\nname: demo\nversion: 1.0.0\n\(stack)\(app)\n\(release)")
    }

    func compile() -> Compilation { Compiler.compile(path: folder.file("app.yaml")) }

    /// `error` or `warning`, the line, and the message; without what ``backupFindings`` has, which most projects here
    /// leave open.
    var findings: [String] { diagnostics(ofBackup: false).map(Self.text) }
    var backupFindings: [String] { diagnostics(ofBackup: true).map(Self.text) }

    var help: [String] { diagnostics(ofBackup: false).compactMap(\.help) }

    private func diagnostics(ofBackup: Bool) -> [Diagnostic] {
        compile().diagnostics.filter { $0.message.hasSuffix("is not in a backup") == ofBackup }
    }

    private static func text(_ diagnostic: Diagnostic) -> String {
        "\(diagnostic.severity.rawValue) \(diagnostic.mark.line): \(diagnostic.message)"
    }
}
