import ComposeFile
import Findings
import Git
import Plan
import Providers
import Secrets
import Shapes
import YAML

/// Reads a tree whose shape was checked. What is missing or wrong was reported there and is passed over here,
/// so that references are checked all the same.
struct SpecReader {
    let root: Node
    let report: Reporter
    let folder: SourceFolder
    let app: App
    /// Where the version comes from Git.
    let commit: GitVersion?
    let kinds: SecretKinds
    let secretNames: Names
    /// The secrets that have one.
    let publicHalves: Names
    let parameterNames: Names

    init(root: Node, report: Reporter, folder: SourceFolder, kinds: SecretKinds = .known) {
        self.root = root
        self.report = report
        self.folder = folder
        self.kinds = kinds
        let name = root["name"]?.string ?? ""
        commit = Self.readCommit(root["version"], folder, report)
        app = App(
            name: name, title: root["title"]?.string ?? name,
            version: commit?.version ?? root["version"]?.string ?? "")
        let secrets = root["secrets"]?.entries ?? []
        secretNames = Names(secrets.map(\.name))
        publicHalves = Names(
            secrets.filter {
                $0.value["kind"]?.string.flatMap { kinds[$0] }?.declaration.publicHalf != nil
            }.map(\.name))
        parameterNames = Names(root["parameters"]?.entries.map(\.name) ?? [])
    }

    func read() -> AppSpec {
        checkName()
        let environment = (root["env"]?.entries ?? []).map {
            EnvironmentEntry(name: $0.name, value: template($0.value, scope("`env`")))
        }
        let compose = readCompose(environment)
        var spec = AppSpec(app: app, stack: readStack(compose))
        spec.environment = environment
        spec.stack.edge = readEdge(compose)
        spec.instances = readInstances(compose, &spec.stack)
        if let compose {
            joinEdge(&spec.stack, compose)
            let data = StackData(compose, environment)
            spec.stack.mounts = data.places.map(\.mount)
            spec.stack.volumeNames = data.volumeNames
        }
        spec.source = readSource(compose, &spec.stack)
        spec.requires = readRequirements()
        spec.docker = root["docker"]?.string.flatMap(DockerSource.init) ?? .distribution
        spec.parameters = readParameters()
        spec.registries = readRegistries(spec)
        spec.secrets = readSecrets(compose)
        spec.ready = (root["ready"]?.sequence ?? []).compactMap(readReadyCheck)
        spec.settle = readSettle()
        spec.afterStart = (root["after_start"]?.sequence ?? []).compactMap { readCommand($0, compose) }
        spec.credentials = readCredentials()
        spec.firewall = root["firewall"].map(readFirewall) ?? Self.publishedPorts(spec.stack)
        spec.backup = readBackup(compose, spec.plan(for: Provider.generic.id))
        spec.release = readRelease()
        spec.setupPage = root["setup_page"]?.string.flatMap(SetupPageUse.init)
        spec.updatePath = readUpdatePath()
        spec.commitDate = commit?.date
        spec.listing = readListing()
        spec.publish = readPublish()
        spec.railway = readRailway(compose, spec)
        for section in root["providers"]?.entries ?? [] {
            let option = { (name: String) in section.value[name]?.string }
            spec.images[ProviderID(section.name)] = ImageOptions(
                plan: option("plan"), region: option("region"), image: option("image"),
                copyRegions: section.value["copy_to"]?.sequence?.compactMap(\.string) ?? [])
        }
        ProviderSectionCheck(app: app, requires: spec.requires, report: report).run(root)
        if let compose {
            spec.imageUses = ImageUse.all(in: compose).filter { spec.source?.tree.build(of: $0.service) == nil }
            checkThatImagesAreUsed(spec, compose)
            check(compose, spec)
        }
        URLCheck(spec: spec, reader: self, compose: compose).run()
        // A slip in a name makes something look unused: that is for when the names are right.
        if !report.findings.hasErrors {
            UsageCheck(spec: spec, root: root, report: report, compose: compose).run()
            checkThatReleaseIsDeclared()
        }
        return spec
    }

    private func check(_ compose: ComposeProject, _ spec: AppSpec) {
        compose.check()
        let directory = Self.directory(of: composeNodes.first?.string ?? "")
        ComposeCheck(compose: compose, spec: spec).run()
        MachineCheck(compose: compose).run()
        PortCheck(compose: compose, spec: spec, root: root, report: report).run()
        ExposeCheck(compose: compose, spec: spec, root: root, report: report).run()
        MountCheck(compose: compose, plan: spec.plan(for: Provider.generic.id), folder: folder, directory: directory)
            .run()
        LiteralSecretCheck(compose: compose, spec: spec, root: root, report: report).run()
        MaintenanceCheck(compose: compose, spec: spec, root: root, report: report).run()
        ReadyPortCheck(compose: compose, spec: spec, root: root, report: report).run()
        BackupCheck(compose: compose, spec: spec, root: root, report: report).run()
        BackupItemCheck(compose: compose, spec: spec, root: root, report: report).run()
    }

    private static func readCommit(_ node: Node?, _ folder: SourceFolder, _ report: Reporter) -> GitVersion? {
        guard let node, node.string == "git" else { return nil }
        folder.observations?.isComplete = false
        do throws(GitError) {
            return try GitVersion(of: folder.prefix.isEmpty ? "." : folder.prefix)
        } catch {
            report.error(error.description, at: node, help: error.help)
            return nil
        }
    }

    private func checkName() {
        guard let node = root["name"], ReservedNames.contains(app.name) else { return }
        report.error(
            "the name `\(app.name)` is taken by a part of the operating system", at: node,
            help: "the app's command is NAMEctl, its unit NAME.service, its folder /etc/NAME: try `\(app.name)-app`")
    }

    private func readRequirements() -> Requirements {
        let node = root["requires"]
        let size = { (key: String) in node?[key]?.string.flatMap(Quantity.size) ?? 0 }
        return Requirements(cpus: node?["cpus"]?.integer ?? 1, memory: size("memory"), disk: size("disk"))
    }

    /// What is open where nothing is said: what the compose file publishes, as it would be without a firewall.
    private static func publishedPorts(_ stack: Stack) -> [PortRule] {
        var rules = [PortRule(port: 22, transport: .tcp)]
        let published = stack.services.flatMap(\.ports).filter { !$0.isLoopback }.map {
            PortRule(port: $0.port, transport: $0.transport)
        }
        var known = Set(rules)
        for rule in published + (stack.edge == nil ? [] : Edge.rules) where known.insert(rule).inserted {
            rules.append(rule)
        }
        return rules
    }

    private func readFirewall(_ list: Node) -> [PortRule] {
        var rules: [PortRule] = []
        for node in list.sequence ?? [] {
            guard let rule = PortRule(node) else {
                if let text = node.string, TextRule.port.matches(text) {
                    report.error("there is no port above 65535", at: node, help: TextRule.port.rule)
                }
                continue
            }
            if rules.contains(rule) {
                report.warning("`\(rule)` is listed twice", at: node, help: "remove one of the two")
            } else {
                rules.append(rule)
            }
        }
        let ssh = PortRule(port: 22, transport: .tcp)
        if list.sequence != nil, !rules.contains(ssh) {
            report.warning(
                "`firewall` does not open 22/tcp, which every machine does all the same", at: list,
                help: "write `firewall: [\(([ssh] + rules).map(\.description).joined(separator: ", "))]`, so that it "
                    + "says what is open; an owner may close it with `ufw delete allow 22/tcp`")
        }
        return rules
    }
}

extension PortRule {
    init?(_ node: Node) {
        if let port = node.integer {
            self.init(port: port, transport: .tcp)
        } else {
            guard let parts = node.string?.split(separator: "/"), parts.count == 2, let port = Int(parts[0]),
                let transport = Transport(rawValue: String(parts[1]))
            else { return nil }
            self.init(port: port, transport: transport)
        }
        guard (1...65535).contains(port) else { return nil }
    }
}
