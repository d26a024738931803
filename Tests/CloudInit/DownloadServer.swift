import Foundation

/// Serves a folder on a loopback port until the test lets go of it.
final class DownloadServer {
    private let process = Process()
    let url: String

    struct NotStarted: Error {
        var output: String
    }

    init(folder: String) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", folder, "0"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        // It says its port as soon as it listens: "Serving HTTP on 127.0.0.1 port 40123 …".
        let greeting = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = greeting.firstMatch(of: /port (\d+)/)?.1 else { throw NotStarted(output: greeting) }
        url = "http://127.0.0.1:\(port)"
    }

    deinit {
        // A child of a concurrency thread starts with SIGTERM blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
