import AppSpec
import Foundation
import TestSupport
import Testing

/// Damages Echora's files and those that were trouble once in thousands of ways: each ends in a plan or in findings
/// within its lines, never in a crash.
@Suite struct MutationTests {
    @Test func `a damaged app file never crashes`() throws { try damage("app.yaml") }

    /// What reads it alone has a test of its own, beside it.
    @Test func `an app with a damaged Compose file never crashes`() throws { try damage("docker-compose.yml") }

    private func damage(_ name: String) throws {
        let folder = TemporaryFolder()
        let example = Golden.repository.appendingPathComponent("examples/echora")
        for file in ["app.yaml", "docker-compose.yml", "caddy/Caddyfile", "frontend/index.html"] {
            try folder.write(file, [UInt8](Data(contentsOf: example.appendingPathComponent(file))))
        }
        let original = [UInt8](try Data(contentsOf: example.appendingPathComponent(name)))
        var (broken, read) = (0, 0)
        try Fuzzing.run(name, seeds: [original], rounds: 300) { bytes in
            try folder.write(name, bytes)
            let compilation = Compiler.compile(path: folder.file("app.yaml"))
            #expect((compilation.spec == nil) == compilation.diagnostics.contains { $0.severity == .error })
            #expect(!compilation.render(color: true).contains("\0"))
            read += 1
            broken += compilation.spec == nil ? 1 : 0
        }
        #expect(broken > read / 4)
    }
}
