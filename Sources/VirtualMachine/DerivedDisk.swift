import Foundation
import Host
import Stamp

extension BaseDisk {
    /// A disk made from this one and kept for the next run.
    ///
    /// - Parameters:
    ///   - inputs: Its further inputs.
    ///   - onLine: Receives a line if another run is making it.
    ///   - make: Makes it at the given path.
    public func derived(
        _ inputs: [String], onLine: (String) -> Void = { _ in }, make: (Qemu.Disk) async throws -> Void
    ) async throws -> (disk: BaseDisk, wasKept: Bool) {
        let files = Files(.system)
        let path = "\(shelf)/made-\(SHA256.hex(Array(inputs.joined(separator: "\n").utf8)).prefix(16)).qcow2"
        var disk = self
        (disk.path, disk.format) = (path, "qcow2")
        try files.createFolderIfMissing(shelf)
        let lock = try await Self.lock(path + ".lock", onLine)
        defer { _ = lock }
        if files.exists(path) {
            // The least recently used disk is removed first.
            try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: path)
            return (disk, true)
        }
        try Self.room(in: shelf)
        let new = "\(shelf)/.new-\(UUID().uuidString.lowercased()).qcow2"
        do {
            try await make(try await layer(at: new))
            // The machine's flushes did not reach the disk. Sync now, so that a power loss here cannot leave half a
            // disk.
            try await Self.required(Command("sync", [new]))
            try await Self.required(Command("mv", [new, path]))
        } catch {
            try? files.remove(new)
            throw error
        }
        try prune()
        return (disk, false)
    }

    /// If two runs need the same disk, only one makes it.
    static func lock(_ path: String, _ onLine: (String) -> Void) async throws -> Lock {
        try await Lock.wait(for: path, in: Files(.system)) {
            onLine("Another run is making the same disk; waiting for it")
        }
    }

    private static let keptDisks = 8

    private func prune() throws {
        let made = Files(.system).names(in: shelf).filter { $0.hasPrefix("made-") && $0.hasSuffix(".qcow2") }.map {
            "\(shelf)/\($0)"
        }
        let dated = made.map { path in
            (
                path: path,
                date: (try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate]) as? Date
                    ?? .distantPast
            )
        }.sorted { $0.date > $1.date }
        for (path, _) in dated.dropFirst(Self.keptDisks) {
            try Files(.system).remove(path)
            try Files(.system).remove(path + ".lock")
        }
    }
}
