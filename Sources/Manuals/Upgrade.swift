import Plan

extension Subject {
    /// UPGRADE.md
    var upgrade: String {
        Markdown.page([
            "# Upgrade \(title)",
            "## To another release",
            Markdown.commands(
                "\(update) --check    # what would change, and whether this machine can take it", update),
            order,
            "If anything fails before the end, also by a power cut, the release before comes back with its data, by "
                + "itself. Then \(verb("doctor")) and \(verb("logs --since-update")) tell more.",
            noConnection,
            notice,
            "## Back to the release before",
            Markdown.commands("sudo \(command) rollback"),
            "Program and data go back together: it says of when the data is, and asks. What is in use now is kept "
                + "aside, so another `rollback` undoes it. The data that is kept aside takes room on the disk, until "
                + "\(verb("restore --drop-old")) removes it.",
            "## The machine itself",
            "Security updates of the distribution are installed automatically. If one needs a restart of the machine, "
                + "restart it when it suits you: \(title) comes up again by itself.",
        ])
    }

    /// Without a signed release at an address, releases come in folders.
    private var comesInFolders: Bool { plan.release?.keys.isEmpty ?? true }
    private var update: String { "sudo \(command) update" + (comesInFolders ? " --from FOLDER" : "") }

    private var order: String {
        let backup = hasBackup ? "makes a backup and restores it to prove it, " : ""
        return """
            `update` shows what is new and what changes, and asks. Then it fetches everything while \(title) runs, \
            \(backup)stops the services, copies the data, starts the new release on the copy, and waits until it is \
            ready. `update VERSION` takes a certain release.
            """
    }

    private var noConnection: String? {
        if comesInFolders {
            return """
                `FOLDER` is a folder on the machine with the files of the release. Only take one from somebody whom \
                you trust as much as \(title)'s publisher: it runs as root.
                """
        }
        return """
            On a machine without a connection to the internet, copy the files of the release into a folder there and \
            add `--from FOLDER`. Their signature is verified in the same way.
            """
    }

    private var notice: String? {
        guard let release = plan.release, !release.keys.isEmpty, release.newest != nil else { return nil }
        return """
            ## How you hear of a release

            The machine asks for the newest release each hour and shows it at a login, in \(verb("status")) and with \
            the credentials. The request has nothing in it that names the machine, and nothing is installed by it. \
            \(verb("notice off")) turns it off.
            """
    }
}
