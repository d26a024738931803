import Foundation
import TestSupport
import Testing

/// Python's own server, which knows `If-Modified-Since`, for the folder `served`. Its log has a line for each request.
final class ReleaseServer {
    private let process = Process()
    private let log: String
    let url: String

    init(_ folder: TemporaryFolder) throws {
        log = folder.file("log")
        try folder.write("log", "")
        try folder.write("served/.keep", "")
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", folder.file("served"), "0",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle(forWritingAtPath: log)
        try process.run()
        let greeting = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        let port = try #require(greeting.firstMatch(of: /port (\d+)/)?.1)
        url = "http://127.0.0.1:\(port)"
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Of each answer to a request for a file.
    func statuses(of name: String) throws -> [String] {
        try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").filter { $0.contains("/\(name) ") }
            .compactMap { $0.split(separator: " ").dropLast().last.map(String.init) }
    }
}
