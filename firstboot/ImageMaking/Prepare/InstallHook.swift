import Host
import Installation

/// The script that cloud-init runs once for each instance. It starts the first boot's unit and does not wait: a hook
/// that waits for a unit that waits for cloud-init never ends. The unit also starts by itself.
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
