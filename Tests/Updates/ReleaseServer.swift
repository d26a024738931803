import Foundation
import TestSupport
import Testing

/// Python's own server, which knows `If-Modified-Since`, for the folder `served`. Its log has a line for each request.
final class ReleaseServer {
    private let process = Process()
    private let log: String
    let url: String

    /// Answers every request with 304, whatever it asks.
    private static let unchanging = """
        import http.server
        class Unchanging(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(304)
                self.end_headers()
        server = http.server.HTTPServer(("127.0.0.1", 0), Unchanging)
        print(f"port {server.server_port}")
        server.serve_forever()
        """

    /// - Parameter isUnchanging: Whether it says to each request that nothing has changed.
    init(_ folder: TemporaryFolder, isUnchanging: Bool = false) throws {
        log = folder.file("log")
        try folder.write("log", "")
        try folder.write("served/.keep", "")
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let usual = ["-m", "http.server", "--bind", "127.0.0.1", "--directory", folder.file("served"), "0"]
        process.arguments = ["python3", "-u"] + (isUnchanging ? ["-c", Self.unchanging] : usual)
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
