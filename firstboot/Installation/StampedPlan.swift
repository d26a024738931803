import Host
import Plan
import Stamp

/// The plan that is stamped on this executable.
package enum StampedPlan {
    private static let executable = "/proc/self/exe"

    /// - Returns: nil if none was stamped on it.
    package static func load() throws -> Plan? { try Stamp.read(file: executable) }

    /// The machine that this executable's plan is for.
    ///
    /// - Throws: ``Failure`` if no plan was stamped on it.
    package static func machine(root: String) throws -> Machine {
        guard let plan = try load() else {
            throw Failure(
                .usage, Stamp.absence,
                help: "run dist/NAME/firstboot/NAME-PROVIDER-ARCH, which `landfall generate app.yaml --programs` makes")
        }
        return Machine(plan, root: root, planDigest: try Stamp.digest(file: executable))
    }
}

extension Machine {
    /// The plan of the program that is installed; nil if there is none, or this program cannot read its plan.
    package var installedPlan: Plan? { try? Stamp.read(file: files.root.path(paths.binary))?.of(instance) }
}
