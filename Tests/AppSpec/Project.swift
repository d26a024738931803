import AppSpec
import Findings
import TestSupport

/// An app.yaml and its compose file, to be compiled.
struct Project {
    let folder = TemporaryFolder()

    init(compose: String, app: String = "") throws {
        try folder.write("compose.yml", compose)
        let stack = app.contains("stack:") ? "" : "stack: { compose: compose.yml }\n"
        try folder.write("app.yaml", "schema: 1\nname: demo\nversion: 1.0.0\n\(stack)\(app)\n")
    }

    func compile() -> Compilation { Compiler.compile(path: folder.file("app.yaml")) }

    /// `error` or `warning`, the line, and the message.
    var findings: [String] {
        compile().diagnostics.map { "\($0.severity.rawValue) \($0.mark.line): \($0.message)" }
    }

    var help: [String] { compile().diagnostics.compactMap(\.help) }
}
