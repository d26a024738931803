import Host
import Installation

/// What shows how the app stands at a console: the link by which agetty finds the credentials while they are to be seen
/// above the login prompt, and the message of the day. pam_motd runs what is in /etc/update-motd.d at each login, on Debian as on Ubuntu.
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
        try machine.files.createFolderIfMissing("/etc/issue.d")
        try machine.files.link(machine.paths.loginPromptLink, to: machine.paths.loginPrompt)
        machine.note(machine.paths.loginPromptLink)
    }
}
