import Host
import Plan
import Stamp

/// The plan behind this executable.
enum StampedPlan {
    /// - Returns: nil where none was stamped on.
    static func load() throws -> Plan? {
        try Stamp.read(file: "/proc/self/exe")
    }
}
