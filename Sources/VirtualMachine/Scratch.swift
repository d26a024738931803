import Foundation
import Host

/// A folder of this run's own.
public struct Scratch: Sendable {
    public let folder: String

    /// - Throws: ``FileFailure`` where there is no room or no right to make it.
    public init(_ purpose: String) throws {
        let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/var/tmp"
        folder = "\(base)/landfall-\(purpose)-\(UUID().uuidString.prefix(8).lowercased())"
        try Files(.system).createFolder(folder, mode: 0o700)
    }

    public subscript(name: String) -> String { "\(folder)/\(name)" }

    public func remove() { try? Files(.system).removeTree(folder) }
}
