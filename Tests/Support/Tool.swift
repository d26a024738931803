import Foundation

/// A program of the machine's, run for what it says of our output.
public struct Tool: Sendable {
    public struct Result: Sendable {
        public var status: Int32
        /// Standard output and standard error together.
        public var output: String
    }

    private let path: String

    /// The program that `make setup` unpacked or the one on PATH; nil where there is neither.
    public init?(_ name: String) {
        let unpacked = Golden.repository.appendingPathComponent(".build/tools/bin").path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = [unpacked] + path.split(separator: ":").map(String.init)
        guard
            let path = folders.map({ "\($0)/\(name)" }).first(where: {
                FileManager.default.isExecutableFile(atPath: $0)
            })
        else { return nil }
        self.path = path
    }

    /// The program in that file, or nil where there is none.
    public init?(path: String) {
        guard FileManager.default.isExecutableFile(atPath: path) else { return nil }
        self.path = path
    }

    /// nil where it is not installed.
    public static func path(of name: String) -> String? { Tool(name)?.path }

    public static func isInstalled(_ name: String) -> Bool { Tool(name) != nil }

    /// - Parameter environment: Added to the test's own.
    public func run(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
    ) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
    }
}
