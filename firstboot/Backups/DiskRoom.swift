import Host
import Installation

/// Whether there is room for a backup, found out before anything starts.
package struct DiskRoom: Sendable {
    /// Kept free for the app and the system, in bytes.
    package static let reserve = Int64(256) << 20

    private let machine: Machine
    /// Bytes by file system.
    private var needs: [UInt64: (place: String, bytes: Int64)] = [:]

    package init(_ machine: Machine) { self.machine = machine }

    /// - Parameter path: An existing path of this computer on the file system that gets the bytes.
    package mutating func add(_ bytes: Int64, at path: String) throws {
        let system = try Files(.system).fileSystem(of: path)
        needs[system] = (needs[system]?.place ?? path, (needs[system]?.bytes ?? 0) + bytes)
    }

    /// What is missing, and where, for people; one line for each file system that is too full.
    package func shortages() throws -> [String] {
        try needs.values.sorted { $0.place < $1.place }.compactMap { place, bytes in
            let free = try Files(.system).freeSpace(at: place)
            if free >= bytes + Self.reserve { return nil }
            return "\(place): up to \(Self.shown(bytes)) and a reserve of \(Self.shown(Self.reserve)) are needed, "
                + "\(Self.shown(free)) are free"
        }
    }

    /// - Throws: ``Failure`` that says how much is missing, and where.
    func require(help: String) throws {
        let shortages = try shortages()
        if shortages.isEmpty { return }
        throw Failure(
            .unavailable, "there is too little room for a backup; nothing was started", details: shortages, help: help)
    }

    package static func shown(_ bytes: Int64) -> String {
        let units = ["bytes", "KB", "MB", "GB", "TB"]
        var (tenths, unit) = (bytes * 10, 0)
        while tenths >= 10_000, unit + 1 < units.count { (tenths, unit) = (tenths / 1000, unit + 1) }
        return unit == 0 ? "\(bytes) bytes" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
