import Foundation
import Host
import Stamp

extension BaseDisk {
    /// A disk made of this one, which is kept for the next run.
    ///
    /// - Parameters:
    ///   - inputs: What it is made of, beside this one.
    ///   - onLine: Is told when another run makes it.
    ///   - make: Makes it at the path that it is given.
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
            // The one that was used longest ago is the first to go.
            try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: path)
            return (disk, true)
        }
        try Self.room(in: shelf)
        let new = "\(shelf)/.new-\(UUID().uuidString.lowercased()).qcow2"
        do {
            try await make(try await layer(at: new))
            // Nothing that the machine flushed was, so that a loss of power here leaves no half of a disk.
            try await Self.required(Command("sync", [new]))
            try await Self.required(Command("mv", [new, path]))
        } catch {
            try? files.remove(new)
            throw error
        }
        try prune()
        return (disk, false)
    }

    /// Two runs side by side make a disk once.
    static func lock(_ path: String, _ onLine: (String) -> Void) async throws -> Lock {
        try await Lock.wait(for: path, in: Files(.system)) { onLine("Another run makes the same disk; waiting for it") }
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
