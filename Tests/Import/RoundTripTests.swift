import AppSpec
import Foundation
import Import
import JSON
import TestSupport
import Testing

/// What `import` writes is imported again as it is.
@Suite(.enabled(if: Templates.folder != nil, "needs ../shared/coolify"))
struct RoundTripTests {
    /// Its values, as the second import's env file.
    private static func again(_ first: Imported) throws -> Imported {
        var examples = ""
        for entry in first.compilation.spec?.environment ?? [] {
            if let text = entry.value.literal { examples += "\(entry.name)='\(text.replacing("'", with: "\\'"))'\n" }
        }
        let files = Dictionary(first.app.files.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) }) { a, _ in a
        }
        return try Imported(first.text("compose.yaml"), base: first.app.name, examples: examples, beside: files)
    }

    @Test func `importing a result changes nothing in its Compose file`() throws {
        var differing: [String] = []
        for url in try Templates.all() {
            let first = try Imported(
                String(decoding: try Data(contentsOf: url), as: UTF8.self),
                base: url.deletingPathExtension().lastPathComponent)
            guard first.compilation.spec != nil else { continue }
            let second = try Self.again(first)
            if second.text("compose.yaml") != first.text("compose.yaml") { differing.append(url.lastPathComponent) }
            #expect(second.errors.isEmpty, "\(url.lastPathComponent): \(second.errors)")
        }
        #expect(differing == [])
    }

    @Test func `the same file gives the same bytes`() throws {
        for url in try Templates.all() {
            let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
            let (first, second) = (try Imported(text), try Imported(text))
            #expect(first.app.files == second.app.files, "\(url.lastPathComponent)")
            #expect(first.app.report.text == second.app.report.text)
        }
    }
}

extension Templates {
    static func all() throws -> [URL] {
        let folder = URL(fileURLWithPath: try #require(folder))
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
    }
}
