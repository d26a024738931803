import Host
import Installation

/// Whether there is room for a backup, found out before anything starts.
struct DiskRoom: Sendable {
    /// Kept free for the app and the system, in bytes.
    static let reserve = Int64(256) << 20

    private let machine: Machine
    /// Bytes by file system.
    private var needs: [UInt64: (place: String, bytes: Int64)] = [:]

    init(_ machine: Machine) { self.machine = machine }

    /// - Parameter path: An existing path of this computer on the file system that gets the bytes.
    mutating func add(_ bytes: Int64, at path: String) throws {
        let system = try Files(.system).fileSystem(of: path)
        needs[system] = (needs[system]?.place ?? path, (needs[system]?.bytes ?? 0) + bytes)
    }

    /// - Throws: ``Failure`` that says how much is missing, and where.
    func require(help: String) throws {
        for (place, bytes) in needs.values.sorted(by: { $0.place < $1.place }) {
            let free = try Files(.system).freeSpace(at: place)
            if free >= bytes + Self.reserve { continue }
            throw Failure(
                .unavailable, "there is too little room for a backup; nothing was started",
                details: [
                    "\(place): up to \(Self.shown(bytes)) and a reserve of \(Self.shown(Self.reserve)) are needed, "
                        + "\(Self.shown(free)) are free"
                ], help: help)
        }
    }

    static func shown(_ bytes: Int64) -> String {
        let units = ["bytes", "KB", "MB", "GB", "TB"]
        var (tenths, unit) = (bytes * 10, 0)
        while tenths >= 10_000, unit + 1 < units.count { (tenths, unit) = (tenths / 1000, unit + 1) }
        return unit == 0 ? "\(bytes) bytes" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
