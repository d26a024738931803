import Foundation
import Plan
import TestSupport
import Testing

/// Input that would fill the memory: the whole program reads it within 64 MB, without a crash and without a hang.
@Suite(.enabled(if: Tool.isInstalled("python3"), "python3 serves and measures"))
struct HostileInputTests {
    private static let limit = 64_000

    /// What a file is made of.
    struct Input: Sendable, CustomTestStringConvertible {
        var pattern: [UInt8]
        var bytes: Int
        var testDescription: String { "\(bytes) of \(String(decoding: pattern, as: UTF8.self))" }

        init(_ pattern: String, _ bytes: Int) { self.init(Array(pattern.utf8), bytes) }
        init(_ pattern: [UInt8], _ bytes: Int) { (self.pattern, self.bytes) = (pattern, bytes) }

        func write(to file: String, in folder: TemporaryFolder) throws {
            var text = pattern
            while text.count < bytes { text += text }
            text.removeLast(text.count - bytes + bytes % pattern.count)
            try folder.write(file, text)
        }
    }

    /// The first are deeper or longer than anything is read, the others as long as a body may be.
    static let bodies = [
        Input("[", 10_000), Input("{\"a\":", 50_000), Input("- ", 20_000), Input("[", 50 << 20), Input("a", 50 << 20),
        Input("[", 4 << 20), Input("[0,", 4 << 20), Input("{\"a\":\"b\",", 4 << 20), Input("\"", 4 << 20),
        Input("- &a x\n", 4 << 20), Input("k: [a, {b: c}]\n", 4 << 20), Input("a: b\n", 4 << 20), Input("\n", 4 << 20),
        Input("QUJD", 4 << 20), Input([0xFF], 4 << 20), Input([0xC3, 0x28], 4 << 20), Input([0], 4 << 20),
    ]

    private struct Outcome: Decodable {
        /// nil where it went on asking.
        var status: Int32?
        /// In kB.
        var peak: Int
    }

    /// The one reads JSON, the other YAML, by the same code as the rest.
    @Test(arguments: ["vultr", "hetzner"], bodies)
    func metadata(provider: String, body: Input) throws {
        try serve(provider, "/", body)
    }

    @Test(arguments: [Input("QUJD", 4 << 20), Input([0xFF], 4 << 20), Input("H4sI", 4 << 20), Input("\n", 4 << 20)])
    func userData(body: Input) throws {
        try serve("linode", "/v1/user-data", body)
    }

    @Test func compressedUserData() throws {
        let folder = TemporaryFolder()
        let make = "import gzip, sys; open(sys.argv[1], 'wb').write(gzip.compress(bytes(1 << 28), 1))"
        #expect(try #require(Tool("python3")).run(["-c", make, folder.file("bomb")]).status == 0)
        let bomb = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("bomb"))).prefix(4 << 20))
        try serve("linode", "/v1/user-data", Input(bomb, bomb.count))
    }

    private func serve(_ provider: String, _ path: String, _ body: Input) throws {
        let folder = TemporaryFolder()
        try body.write(to: "body", in: folder)
        let binary = try Executables.stamped(.demo(ProviderID(provider)), in: folder)
        let service = Golden.repository.appendingPathComponent("Tests/Fixtures/hostile-service.py").path
        let result = try #require(Tool("python3")).run(
            [service, folder.file("body"), path, binary, "metadata", "--json", "--root", folder.file("root")])
        let outcome = try JSONDecoder().decode(Outcome.self, from: Data(result.output.utf8))
        #expect([nil, 0, 69].contains(outcome.status))
        #expect(outcome.peak < Self.limit)
    }

    static let files = [
        Input("[", 10_000), Input("{a: ", 40_000), Input("a", 50 << 20), Input("a: b\n", 1 << 20),
        Input("[a,", 1 << 20),
        Input("- &a x\n", 1 << 20), Input("domain: [a, a, a, a, a, a]\n", 1 << 20), Input("\"", 1 << 20),
        Input("#\n", 1 << 20), Input([0xFF], 1 << 20), Input([0], 1 << 20), Input("? ", 1 << 20),
    ]

    @Test(arguments: files) func parameters(file: Input) throws {
        let folder = TemporaryFolder()
        try file.write(to: "root/etc/demo/parameters.yaml", in: folder)
        let binary = try Executables.stamped(.demo(), in: folder)
        let script = """
            import json, resource, subprocess, sys
            done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
            print(json.dumps({"status": done.returncode, "peak": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}))
            """
        let result = try #require(Tool("python3")).run(
            ["-c", script, binary, "configure", "--root", folder.file("root")])
        let outcome = try JSONDecoder().decode(Outcome.self, from: Data(result.output.utf8))
        #expect(outcome.status == (file.pattern == Array("#\n".utf8) ? 0 : 65))
        #expect(outcome.peak < Self.limit)
    }
}
