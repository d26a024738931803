import Host
import Installation

/// Makes everything durable that was written to a file system. Data in bulk passes other programs, which do not do it.
enum SyncDisk {
    /// - Parameter path: An existing path of this computer on the file system.
    static func run(at path: String) async throws {
        // syncfs(2), which Swift does not import. A process waits for the disk, and none of the few threads here.
        let result = try await Command("sync", ["--file-system", path], inherited: ["PATH"]).run()
        if result.succeeded { return }
        throw Failure(.unavailable, "\(path) does not get onto the disk", details: result.lastLines.suffix(3))
    }
}
