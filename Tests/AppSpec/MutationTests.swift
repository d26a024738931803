import AppSpec
import Foundation
import TestSupport
import Testing

/// Damages Echora's files in thousands of ways: each ends in a plan or in findings within its lines, never in a crash.
@Suite struct MutationTests {
    /// The same numbers in every run (SplitMix64).
    struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    static let tokens = [
        "{{", "}}", "{{ ", "${", "}", "[", "]", "{", ": ", "- ", "&a ", "*a", "<<: ", "!!str ", "|\n", ">\n", "'", "\"",
        "\t",
        "\0", "\u{FEFF}", "\u{2028}", "---\n", "...\n", "#", "%", "@", "..", "/", "99999999999999999999", "-1", "~",
        "é",
    ].map { Array($0.utf8) }

    static func mutate(_ original: [UInt8], _ numbers: inout Numbers) -> [UInt8] {
        var bytes = original
        for _ in 0...Int.random(in: 0..<4, using: &numbers) {
            let at = Int.random(in: 0..<max(bytes.count, 1), using: &numbers)
            let end = min(bytes.count, at + Int.random(in: 0..<40, using: &numbers))
            switch Int.random(in: 0..<6, using: &numbers) {
            case 0: if at < bytes.count { bytes[at] = UInt8.random(in: 0...255, using: &numbers) }
            case 1: bytes.replaceSubrange(at..<max(at, end), with: [])
            case 2: bytes.insert(contentsOf: bytes[at..<max(at, end)], at: at)
            case 3: bytes.insert(contentsOf: tokens.randomElement(using: &numbers) ?? [], at: at)
            case 4: bytes.replaceSubrange(at..<max(at, end), with: tokens.randomElement(using: &numbers) ?? [])
            default:
                var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
                lines.swapAt(.random(in: lines.indices, using: &numbers), .random(in: lines.indices, using: &numbers))
                bytes = Array(lines.joined(separator: [0x0A]))
            }
        }
        return bytes
    }

    @Test(.timeLimit(.minutes(2)), arguments: ["app.yaml", "docker-compose.yml"])
    func `damage never crashes`(name: String) throws {
        let folder = TemporaryFolder()
        let example = Golden.repository.appendingPathComponent("examples/echora")
        for file in ["app.yaml", "docker-compose.yml", "Caddyfile", "frontend/index.html"] {
            try folder.write(file, [UInt8](Data(contentsOf: example.appendingPathComponent(file))))
        }
        let original = [UInt8](try Data(contentsOf: example.appendingPathComponent(name)))
        var numbers = Numbers(state: 20)
        var broken = 0
        for _ in 0..<1000 {
            try folder.write(name, Self.mutate(original, &numbers))
            let compilation = Compiler.compile(path: folder.file("app.yaml"))
            #expect((compilation.spec == nil) == compilation.diagnostics.contains { $0.severity == .error })
            #expect(!compilation.render(color: true).contains("\0"))
            broken += compilation.spec == nil ? 1 : 0
        }
        #expect(broken > 300)
    }
}
