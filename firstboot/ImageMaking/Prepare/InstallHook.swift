import Host
import Installation

/// What cloud-init runs once for each instance: it starts the first boot's unit, and waits for nothing, since a hook
/// that waits for a unit which waits for cloud-init never ends. The unit starts by itself as well.
struct InstallHook: ImageStep {
    let machine: Machine
    let title = "Installing cloud-init's hook"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let text = """
            #!/bin/sh
            exec systemctl start --no-block \(Units(machine.plan, machine.paths).firstBoot.name)

            """
        try machine.files.writeWithFolders([.init(machine.paths.hook, Array(text.utf8), mode: 0o755)])
        machine.note(machine.paths.hook)
    }
}
