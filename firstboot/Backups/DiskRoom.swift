import Host
import Installation

/// Whether there is room for what is about to be written, found out before anything starts.
package struct DiskRoom: Sendable {
    /// Kept free for the app and the system, in bytes.
    package static let reserve = Int64(256) << 20

    private let machine: Machine

    /// What one file system is to take.
    private struct Need {
        var place: String
        /// Bytes for each purpose, in the order in which they came.
        var parts: [(purpose: String, bytes: Int64)] = []

        var bytes: Int64 { parts.map(\.bytes).reduce(0, +) }

        /// For people: `images 2.1 GB, the copies of the data 340.0 MB`.
        var list: String {
            parts.filter { $0.bytes > 0 }.map { "\($0.purpose) \(DiskRoom.shown($0.bytes))" }.joined(separator: ", ")
        }
    }

    private var needs: [UInt64: Need] = [:]

    package init(_ machine: Machine) { self.machine = machine }

    /// - Parameters:
    ///   - purpose: What they are for, for people. Bytes for the same purpose are one sum.
    ///   - path: A path of this computer on the file system that gets the bytes. It need not be there yet.
    package mutating func add(_ bytes: Int64, for purpose: String, at path: String) throws {
        let place = Files(.system).nearestExisting(path)
        let system = try Files(.system).fileSystem(of: place)
        var need = needs[system] ?? Need(place: place)
        if let same = need.parts.firstIndex(where: { $0.purpose == purpose }) {
            need.parts[same].bytes += bytes
        } else {
            need.parts.append((purpose, bytes))
        }
        needs[system] = need
    }

    /// What both need when one is over before the other begins: of each file system, the more.
    package func orLater(_ later: DiskRoom) -> DiskRoom {
        var both = self
        both.needs.merge(later.needs) { $0.bytes >= $1.bytes ? $0 : $1 }
        return both
    }

    /// What is missing, and where, for people; one line for each file system that is too full.
    package func shortages() throws -> [String] {
        try needs.values.sorted { $0.place < $1.place }.compactMap { need in
            let free = try Files(.system).freeSpace(at: need.place)
            if free >= need.bytes + Self.reserve { return nil }
            let list = need.list
            return "\(need.place): up to \(Self.shown(need.bytes)) and a reserve of \(Self.shown(Self.reserve)) are "
                + "needed, \(Self.shown(free)) are free\(list.isEmpty ? "" : " (\(list))")"
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
        var (tenths, unit) = (min(bytes, .max / 10) * 10, 0)
        while tenths >= 10_000, unit + 1 < units.count { (tenths, unit) = (tenths / 1000, unit + 1) }
        return unit == 0 ? "\(bytes) bytes" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
