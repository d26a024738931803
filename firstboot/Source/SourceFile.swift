import Docker
import Gzip
import Host
import Installation
import Plan
import Stamp

/// The archive of the source of this program's release. The plan says which one it is, so it may come from anywhere.
package struct SourceFile: Sendable {
    private let machine: Machine
    private let folder: String?

    /// - Parameter folder: A folder of this machine, or a URL, that may have it; nil for where the plan says.
    package init(_ machine: Machine, from folder: String?) {
        self.machine = machine
        self.folder = folder
    }

    /// The tar archive.
    ///
    /// - Throws: ``Failure`` if it cannot be had or is another one.
    package func read(_ tree: SourceTree) throws -> [UInt8] {
        let name = SourceTree.archive(of: machine.plan.app.name)
        let places = [folder, machine.plan.release?.url].compactMap(\.self).map { ReleaseFolder($0) }
        for place in places {
            guard let packed = try place.read(name, limit: SourceTree.limit) else { continue }
            guard let bytes = Gzip.expand(packed, limit: tree.size), SHA256.hex(bytes) == tree.sha256 else {
                throw Failure(
                    .invalidInput,
                    "\(place.place)/\(name) is not the source of \(machine.plan.app.title) \(machine.plan.app.version)",
                    help: "copy the release there again; nothing was changed")
            }
            return bytes
        }
        throw Failure(
            .unavailable,
            "there is no \(name)" + (places.isEmpty ? "" : " in \(places.map(\.place).joined(separator: " or "))"),
            help: "put it into a folder of this machine and name that: `prepare --images DIR`, `update --from DIR`")
    }
}
