import AppSpec
import Foundation
import Import
import TestSupport
import Testing

/// An import in a temporary folder, and what `landfall check` says about it.
struct Imported {
    let app: ImportedApp
    let compilation: Compilation

    init(
        _ compose: String, base: String = "demo", examples: String? = nil, beside: [String: String] = [:],
        overlays: KeyValuePairs<String, String> = [:], template: String? = nil
    ) throws {
        var importer = Importer(file: "in.yaml", base: base, examples: examples.map { Array($0.utf8) }) { path in
            let found = beside.filter { $0.key == path || $0.key.hasPrefix(path + "/") }.sorted { $0.key < $1.key }
            let files = found.map { ImportedFile(path: $0.key, bytes: Array($0.value.utf8)) }
            return found.isEmpty ? nil : FoundFiles(files: files)
        }
        importer.overlays = overlays.map { .init(file: $0.key, bytes: Array($0.value.utf8)) }
        importer.dokploy = template.map { Array($0.utf8) }
        app = importer.run(Array(compose.utf8))
        let folder = TemporaryFolder()
        for file in app.files { try folder.write(file.path, String(decoding: file.bytes, as: UTF8.self)) }
        compilation = Compiler.compile(path: folder.file("app.yaml"))
    }

    /// A service `web` on port 80, whose environment begins on line 6.
    ///
    /// - Parameters:
    ///   - environment: Its variables, one a line.
    ///   - more: What else the file has under `services`.
    init(environment: String, more: String = "", examples: String? = nil) throws {
        let indented = environment.split(separator: "\n").map { "      \($0)\n" }.joined()
        let web = "  web:\n    image: acme/web:1.2\n    ports: [\"80:80\"]\n    environment:\n"
        try self.init("services:\n\(web)\(indented)\(more)", examples: examples)
    }

    func text(_ path: String) -> String {
        app.files.first { $0.path == path }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    }

    /// The errors of `landfall check`.
    var errors: [String] { compilation.diagnostics.filter { $0.severity == .error }.map(\.message) }

    func items(_ outcome: ImportReport.Outcome) -> [String] {
        app.report.items.filter { $0.outcome == outcome }.map(\.text)
    }
}
