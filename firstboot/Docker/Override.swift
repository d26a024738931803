import Host
import Installation
import Plan

/// What is laid over the compose file: the owner's override file, which is read here and written by nobody but the owner.
///
/// With it in the project, its services are no orphans that `up --remove-orphans` would take away.
package struct Override: Sendable {
    /// Within /opt/NAME, in the order in which they are laid over each other.
    package let files: [String]
    /// nil where the owner has written none.
    package let ownersFile: String?

    package init(_ machine: Machine) {
        // A simulation publishes the ports elsewhere by a file of this name.
        let own = machine.plan.stack.files.map(\.path).filter(Stack.overrideNames.contains)
        // Of several, Compose reads the first alone.
        ownersFile = Stack.overrideNames.first { name in
            !own.contains(name) && machine.files.exists("\(machine.paths.stack)/\(name)")
        }
        files = own + [ownersFile].compactMap { $0 }
    }
}
