import Host
import ImageCheck
import Installation
import Text

/// Removes the ssh host keys, once it is sure that the next boot makes new ones.
struct RemoveHostKeys: ImageStep {
    let machine: Machine
    let title = "Removing the ssh host keys"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        try machine.install(Units(machine.plan, machine.paths).hostKeys)
        try await machine.reloadUnits()
        try machine.files.empty("/etc/ssh") { !Traces.isHostKey($0) }
    }
}
