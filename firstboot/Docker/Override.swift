import Host
import Installation
import Plan

/// The owner's override file, which Compose merges over the compose file. Landfall reads it and never writes it.
///
/// It is part of the project, so `up --remove-orphans` does not remove its services as orphans.
package struct Override: Sendable {
    /// Paths under /opt/NAME, in the order in which Compose merges them.
    package let files: [String]
    /// nil if the owner has written none.
    package let ownersFile: String?

    package init(_ machine: Machine) {
        // A simulation uses a file of this name to publish the ports elsewhere.
        let own = machine.plan.stack.files.map(\.path).filter(Stack.overrideNames.contains)
        // If there are several, Compose reads only the first.
        ownersFile = Stack.overrideNames.first { name in
            !own.contains(name) && machine.files.exists("\(machine.paths.stack)/\(name)")
        }
        files = own + [ownersFile].compactMap { $0 }
    }
}
