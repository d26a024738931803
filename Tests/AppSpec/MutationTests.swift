import AppSpec
import Foundation
import TestSupport
import Testing

/// Damages Echora's files in thousands of ways: each ends in a plan or in findings within its lines, never in a crash.
@Suite struct MutationTests {
    @Test(.timeLimit(.minutes(2)), arguments: ["app.yaml", "docker-compose.yml"])
    func `damage never crashes`(name: String) throws {
        let folder = TemporaryFolder()
        let example = Golden.repository.appendingPathComponent("examples/echora")
        for file in ["app.yaml", "docker-compose.yml", "Caddyfile", "frontend/index.html"] {
            try folder.write(file, [UInt8](Data(contentsOf: example.appendingPathComponent(file))))
        }
        let original = [UInt8](try Data(contentsOf: example.appendingPathComponent(name)))
        var damage = Damage(seed: 20)
        var broken = 0
        for _ in 0..<1000 {
            try folder.write(name, damage.of(original))
            let compilation = Compiler.compile(path: folder.file("app.yaml"))
            #expect((compilation.spec == nil) == compilation.diagnostics.contains { $0.severity == .error })
            #expect(!compilation.render(color: true).contains("\0"))
            broken += compilation.spec == nil ? 1 : 0
        }
        #expect(broken > 300)
    }
}
