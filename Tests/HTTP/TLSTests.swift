import Foundation
import HTTP
import TestSupport
import Testing

/// Against `openssl s_server` with a certificate that nobody has signed.
@Suite struct TLSTests {
    @Test func refusesAnUnknownAuthorityOnceAndForAll() async throws {
        try await withTLSServer { url in
            let error = #expect(throws: HTTPError.self) {
                try Client(policy: .once.with { $0.maximumAttempts = 3 }).send(Request("GET", url))
            }
            guard case .tls = error?.failure else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(error?.attempts.count == 1)
        }
    }

    @Test func canBeToldNotToVerify() async throws {
        try await withTLSServer { url in
            let policy = Policy.once.with { $0.verifiesCertificates = false }
            let status = try Client(policy: policy).send(Request("GET", url)).status
            #expect(status == 200)
        }
    }

    private func withTLSServer(_ body: @escaping @Sendable (String) throws -> Void) async throws {
        let folder = TemporaryFolder()
        let request = "req -x509 -newkey rsa:2048 -nodes -keyout key -out cert -days 2 -subj /CN=localhost"
        try run(request.split(separator: " ").map(String.init), in: folder)
        let server = Process()
        let output = Pipe()
        server.executableURL = URL(filePath: "/usr/bin/openssl")
        server.arguments = ["s_server", "-accept", "127.0.0.1:0", "-key", "key", "-cert", "cert", "-www"]
        server.currentDirectoryURL = URL(filePath: folder.path)
        server.standardOutput = output
        server.standardError = FileHandle.nullDevice
        try server.run()
        // Foundation starts its children with SIGTERM blocked where its own thread has it so.
        defer {
            kill(server.processIdentifier, SIGKILL)
            server.waitUntilExit()
        }
        let result = await onThread {
            try body("https://127.0.0.1:\(try port(announcedBy: output))/")
        }
        try result.get()
    }

    private func run(_ arguments: [String], in folder: TemporaryFolder) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}

/// `s_server` prints `ACCEPT 127.0.0.1:PORT` once it listens.
private func port(announcedBy output: Pipe) throws -> Int {
    var text = ""
    while true {
        let data = output.fileHandleForReading.availableData
        guard !data.isEmpty else { throw ServerFailure() }
        text += String(decoding: data, as: UTF8.self)
        if let match = text.firstMatch(of: /ACCEPT [0-9.]+:([0-9]+)\s/), let port = Int(match.1) { return port }
    }
}
