import Host
import Installation
import Plan

/// Installs what shows the app's status at a console: the message of the day, and the link where agetty finds the
/// credentials to show above the login prompt. On Debian and Ubuntu, pam_motd runs the files in /etc/update-motd.d at
/// each login.
struct InstallLoginFiles: ImageStep {
    let machine: Machine
    let title = "Installing what a login shows"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let text = """
            #!/bin/sh
            exec \(machine.paths.binary) motd

            """
        try machine.files.writeWithFolders([.init(machine.paths.message, Array(text.utf8), mode: 0o755)])
        machine.note(machine.paths.message)
        try machine.files.createFolderIfMissing(Paths.loginPrompts)
        try machine.files.link(machine.paths.loginPromptLink, to: machine.paths.loginPrompt)
        machine.note(machine.paths.loginPromptLink)
    }
}
