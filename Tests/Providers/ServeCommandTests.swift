import Foundation
import HTTP
import TestSupport
import Testing

/// `landfall metadata serve` as its user runs it.
@Suite struct ServeCommandTests {
    @Test func servesUntilInterrupted() async throws {
        let server = try start(["--provider", "linode", "--fault", "503:1"])
        let text = try readAll(server.output, until: "Ctrl-C")
        let address = try #require(text.firstMatch(of: /http:\/\/127\.0\.0\.1:[0-9]+/)).output
        let statuses = try (0..<2).map { _ in
            try status(of: "\(address)/v1/instance")
        }
        #expect(statuses == [503, 401])
        server.process.interrupt()
        server.process.waitUntilExit()
        #expect(server.process.terminationStatus == 0)
    }

    @Test func listsWhatThereIs() throws {
        let server = try start(["--list"])
        let text = String(decoding: server.output.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.split(separator: "\n").count == recordedProviders.flatMap { $0.recording?.variants ?? [] }.count)
        #expect(text.contains("hetzner trailing-newline: "))
    }

    @Test(arguments: [
        ["--provider", "generic"], ["--provider", "vultr", "--fault", "explode"], [],
        ["--provider", "vultr", "--variant", "none"],
    ])
    func refusesWhatItDoesNotKnow(_ arguments: [String]) throws {
        let server = try start(arguments)
        server.process.waitUntilExit()
        #expect(server.process.terminationStatus == 64)
    }

    private func start(_ arguments: [String]) throws -> (process: Process, output: FileHandle) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: Executables.landfall)
        process.arguments = ["metadata", "serve"] + arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        return (process, output.fileHandleForReading)
    }

    private func readAll(_ output: FileHandle, until end: String) throws -> String {
        var text = ""
        while !text.contains(end) {
            let data = output.availableData
            try #require(!data.isEmpty, "the command ended: \(text)")
            text += String(decoding: data, as: UTF8.self)
        }
        return text
    }

    private func status(of url: String) throws -> Int {
        do throws(HTTPError) {
            return try Client(policy: .once).send(Request("GET", url)).status
        } catch {
            guard case .status(let status, _) = error.failure else { throw error }
            return status
        }
    }
}
