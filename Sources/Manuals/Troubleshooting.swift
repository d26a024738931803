import Plan

extension Subject {
    /// TROUBLESHOOTING.md
    var troubleshooting: String {
        Markdown.page([
            "# When \(title) does not do what it should",
            "Begin with these two. The second one runs the commands that can do no harm:",
            Markdown.commands("sudo \(command) doctor", "sudo \(command) doctor --fix"),
            Markdown.table(["what you see", "what to do"], symptoms),
            plan.stack.services.isEmpty ? nil : "## The services",
            plan.stack.services.isEmpty ? nil : services,
            "## Exit codes",
            Markdown.table(["code", "of `\(command)`"], Self.exitCodes),
            "## Ask for help",
            "\(verb("report --to report.tar.gz")) writes versions, checks, logs and settings into one file, without "
                + "passwords and keys. Look into it before you send it: `tar -xzOf report.tar.gz | less`.",
        ])
    }

    private var symptoms: [[String]] {
        let unit = "\(paths.name)-firstboot.service"
        var rows = [
            [
                "The machine has started, and nothing has happened yet",
                "\(verb("status")) tells the step; `journalctl --unit \(unit)` and, with user-data, "
                    + "`/var/log/cloud-init-output.log` tell why it waits. It tries again by itself",
            ],
            ["A value was missing or wrong", "write it into `\(paths.parameters)`, then \(verb("provision"))"],
            [
                "The page does not open",
                "\(verb("status")); then whether the cloud's own firewall lets "
                    + "\(ports) through, and whether the name leads to this machine: "
                    + "`getent ahosts NAME`",
            ],
            ["A service starts again and again", "\(verb("logs SERVICE")) has its last words"],
            ["The password is lost", verb("credentials")],
            [
                "The disk is full",
                "`df -h` and `docker system df` show what takes the room; \(verb("restore --drop-old")) removes data "
                    + "that updates and restores have put aside; `docker image prune` removes unused images",
            ],
            ["The machine's address has changed", "restart it, or \(verb("provision"))"],
            [
                "An update has failed",
                "the release before runs. \(verb("logs --since-update")) and `\(paths.commandsLog)` tell why",
            ],
            ["“another run is working”", "wait; `\(command) status` tells which step runs"],
            [
                "“data is on this machine and the secrets that open it are not”",
                "\(verb("provision --adopt FILE")) takes the secrets from a copy of `.env` or `secrets.json`; "
                    + "\(verb("provision --new-data")) begins with new data and keeps the old aside",
            ],
        ]
        if hasBackup {
            rows.append(["Data was deleted by mistake", "\(verb("restore --list")), then \(verb("restore BACKUP"))"])
            rows.append(["The machine is lost", lost])
        }
        return rows
    }

    private var lost: String {
        let key = "with the backup key from the credentials in a file, as a line `RESTIC_PASSWORD=KEY`"
        return plan.release == nil
            ? "start another one from the image, then \(verb("provision --restore REPOSITORY --keys FILE")), \(key)"
            : "on another one `sudo sh install.sh --restore REPOSITORY --keys FILE`, \(key)"
    }

    private var ports: String {
        let ports = plan.firewall.map(\.description)
        return ports.isEmpty ? "the app's ports" : Self.list(ports)
    }

    private var services: String {
        let rows = plan.stack.services.map { service in
            [
                Markdown.code(service.name), service.image.map(Markdown.code) ?? "",
                verb("logs \(service.name)"),
            ]
        }
        return Markdown.table(["service", "image", "what it has written"], rows)
    }

    /// As docs/reference/machine.md has them.
    private static let exitCodes = [
        ["0", "done, or nothing to do"],
        ["64", "the command line is wrong"],
        ["65", "something on the machine is wrong; the message says what, where and how to fix it"],
        ["69", "a needed service does not answer; another try may help, and nothing is lost"],
        ["70", "a bug: please report it"],
        ["75", "another run is working"],
        ["77", "it must be run as root"],
        ["78", "the program was made for another provider's machine"],
    ]
}
