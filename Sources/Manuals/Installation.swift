import Plan
import Providers

extension Subject {
    /// INSTALL.md
    var installation: String {
        Markdown.page([
            "# Install \(title) \(Markdown.text(app.version))",
            needs,
            "## On a cloud's machine",
            clouds,
            plan.release.map(ownMachine),
            values,
            "## When it is ready",
            credentials,
            "## From then on",
            verbs,
            "[Upgrade](UPGRADE.md) and [troubleshooting](TROUBLESHOOTING.md) have pages of their own.",
            "## Where things are",
            places,
            "## Take it off again",
            removal,
        ])
    }

    private var needs: String {
        let requires = plan.requires
        let sizes = [
            requires.cpus == 1 ? "1 processor" : "\(requires.cpus) processors",
            requires.memory > 0 ? "\(Self.size(requires.memory)) of memory" : nil,
            requires.disk > 0 ? "\(Self.size(requires.disk)) of disk" : nil,
        ].compactMap { $0 }
        let ports = plan.firewall.map(\.description)
        let opened = ports.isEmpty ? "" : " Its firewall opens \(Self.list(ports)), and nothing else."
        return "\(title) needs a Linux machine with \(Self.list(sizes)) or more.\(opened)"
    }

    private var clouds: String {
        let clouds = providers.filter { $0.facts.offering != nil }
        guard !clouds.isEmpty else { return "There is nothing for a certain cloud; use the installer below." }
        let rows = clouds.map { [$0.title, way(on: $0)] }
        return Markdown.table(["cloud", "how"], rows)
            + "\n\nThe machine then sets itself up, which its console shows, and goes on by itself after a reset."
    }

    private func way(on provider: Provider) -> String {
        guard plan.release != nil else { return "order a machine with the image of \(title)" }
        let field = provider.facts.userDataField.map { "into \"\($0)\"" } ?? "as the user-data"
        let pasted = "paste `cloud-init/\(provider.id).yaml` \(field) of a new machine"
        return provider.facts.deploymentScript == .stackScript
            ? "use the StackScript `\(provider.id)/stackscript.sh`, whose form asks for the values; or \(pasted)"
            : pasted
    }

    private func ownMachine(_ release: Release) -> String {
        let url = "\(release.url)/install.sh"
        let verification = release.keys.first.map { key in
            """


            To verify it first, fetch `release.json` and `release.json.minisig` from the same place. The list has the \
            installer's SHA-256, and its signature is made with this key:

            \(Markdown.commands(
                "minisign -V -P \(key) -m release.json", "grep -A 3 '\"install.sh\"' release.json",
                "sha256sum install.sh"))
            """
        }
        return """
            ## On any other machine

            \(Markdown.commands(
                "curl -fsSLO \(url)", "sudo sh install.sh --dry-run    # checks the machine and changes nothing",
                "sudo sh install.sh"))

            It runs on Ubuntu 22.04, 24.04 and 26.04, Debian 11, 12 and 13, and RHEL, Rocky Linux, AlmaLinux and CentOS \
            Stream 9. On a terminal it asks for the values below; `--non-interactive` asks nothing. With `--dir DIR` the \
            app's files are in that new or empty folder. If it is interrupted, run it again.\
            \(verification ?? "")
            """
    }

    private var values: String? {
        guard !plan.parameters.isEmpty else { return nil }
        let rows = plan.parameters.map { parameter in
            [
                "`\(parameter.name)`",
                [parameter.label, parameter.help].compactMap { $0.map(Markdown.text) }.joined(separator: ". "),
                parameter.isRequired ? "required" : absence(of: parameter),
                parameter.example.map(Markdown.code) ?? "",
            ]
        }
        return """
            ## Values that you can give

            \(Markdown.table(["name", "what", "if you give none", "such as"], rows))

            The installer takes each as an option of its own, such as `--\(Self.option(plan.parameters[0]))`. On the \
            machine they are in `\(paths.parameters)`, which only root can read.
            """
    }

    private func absence(of parameter: Parameter) -> String {
        switch parameter.defaultValue {
        case .value(let value): value.isEmpty ? "it is empty" : Markdown.code(value)
        case .fromHostname: "the machine's own name or address"
        case nil: "it is left out"
        }
    }

    private var credentials: String {
        let labels = plan.credentials.lines.map { Markdown.text($0.label) }
        let shown = labels.isEmpty ? "what you need" : Self.list(labels)
        return """
            The console and the installer show \(shown). They stay in `\(paths.credentials)`, and \
            \(verb("credentials")) shows them again. After you have written them down, \(verb("credentials --forget")) \
            removes the file.
            """
    }

    private var verbs: String {
        var rows = [
            [verb("status"), "whether everything runs"],
            [verb("doctor"), "what is wrong, and how to fix it"],
            [verb("logs"), "what the services have written"],
        ]
        if let parameter = plan.parameters.first {
            rows.append([verb("configure --set \(parameter.name)=VALUE"), "another value"])
            rows.append([verb("provision"), "takes the new values into use"])
        }
        if hasBackup {
            rows.append([verb("backup"), "a copy of the data, which counts when it was restored once"])
            rows.append([verb("restore --list"), "the copies; `restore` brings one back"])
        }
        rows.append([verb("update"), "another release"])
        return Markdown.table(["command", "what it does"], rows)
    }

    private var places: String {
        Markdown.table(
            ["path", "what"],
            [
                ["`\(paths.stack)`", "the Compose file and what belongs to it; with `--dir` a link to your folder"],
                ["`\(paths.parameters)`", "your values"],
                ["`\(paths.state)`", "secrets and state; keep it with the data"],
                ["`\(paths.binary)`", "the command"],
            ])
    }

    private var removal: String {
        """
        \(Markdown.commands(
            "sudo \(command) uninstall --dry-run    # lists what goes and what stays",
            "sudo \(command) uninstall"))

        The data stays unless you add `--purge`.
        """
    }

    static func size(_ bytes: Int64) -> String {
        let units: [(Int64, String)] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
        for (size, unit) in units where bytes % size == 0 { return "\(bytes / size) \(unit)" }
        return "\(bytes) bytes"
    }

    static func list(_ words: [String]) -> String {
        words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
    }

    static func option(_ parameter: Parameter) -> String {
        parameter.name.replacing("_", with: "-") + " VALUE"
    }
}
