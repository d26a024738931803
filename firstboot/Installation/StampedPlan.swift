import Host
import Plan
import Stamp

/// The plan behind this executable.
package enum StampedPlan {
    /// - Returns: nil where none was stamped on.
    package static func load() throws -> Plan? {
        try Stamp.read(file: "/proc/self/exe")
    }

    /// - Throws: ``Failure`` where none was stamped on.
    package static func required() throws -> Plan {
        if let plan = try load() { return plan }
        throw Failure(
            .usage, Stamp.absence,
            help: "publish with `landfall generate app.yaml`, and run dist/NAME/firstboot/NAME-PROVIDER-ARCH")
    }
}
