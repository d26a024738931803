import Host

/// The message of the day: pam_motd runs what is in /etc/update-motd.d at each login, on Debian as on Ubuntu.
struct InstallMessage: ImageStep {
    let machine: Machine
    let title = "Installing the message of the day"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let text = """
            #!/bin/sh
            exec \(machine.paths.binary) \(Verb.motd.rawValue)

            """
        try machine.files.writeWithFolders([.init(machine.paths.message, Array(text.utf8), mode: 0o755)])
        machine.note(machine.paths.message)
    }
}
