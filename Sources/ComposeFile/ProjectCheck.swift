import Findings
import Text
import YAML

extension ComposeProject {
    /// Reports what Docker Compose or the engine would refuse on any machine.
    public func check() {
        for file in declaring + extended {
            // Another file's values may be others.
            KeyCheck(report: file.report, value: hasOwnValues(file) ? { _ in .later } : value).run(file.root)
        }
        for section in [ComposeFile.Section.secrets, .configs] { checkSources(section) }
        let started = Set(services.filter(starts).map(\.name))
        let known = Dictionary(uniqueKeysWithValues: ComposeFile.Section.allCases.map { ($0, Set(declared($0))) })
        for service in services where starts(service) {
            checkDependencies(service, among: started)
            checkNetworks(service, known)
            checkReplicas(service)
            checkShortForms(service)
            for mount in mounts(of: service) where mount.kind == .volume {
                checkDeclared(mount.source ?? "", .volumes, Use(node: mount.sourceNode, place: mount.place), known)
            }
            for section in [ComposeFile.Section.secrets, .configs] {
                for (name, place) in service.names(section.rawValue) {
                    checkDeclared(name, section, Use(node: place.node["source"] ?? place.node, place: place), known)
                }
            }
            if let build = service.placed("build") {
                for node in build.node["secrets"]?.sequence ?? [] {
                    let name = node["source"] ?? node
                    checkDeclared(name.string ?? "", .secrets, Use(node: name, place: build), known)
                }
            }
            checkRestart(service)
        }
        checkCircles()
        checkContainerNames()
        ValueCheck(project: self).run()
    }

    private struct Use {
        let node: Node
        let place: ComposeService.Placed
        var report: Reporter { place.layer.report }
    }

    // MARK: What is named and must be declared

    private typealias Declared = [ComposeFile.Section: Set<String>]

    private func checkDeclared(_ text: String, _ section: ComposeFile.Section, _ use: Use, _ all: Declared) {
        guard isComplete, let name = Interpolation(text).resolved(value) else { return }
        let known = all[section] ?? []
        guard !known.contains(name) else { return }
        let example: [ComposeFile.Section: String] = [
            .volumes: "\(name): {}", .networks: "\(name): {}", .secrets: "\(name): { file: ./\(name) }",
            .configs: "\(name): { file: ./\(name) }",
        ]
        use.report.error(
            "the \(section.singular) `\(name)` is not declared", at: use.node,
            help: (Suggestion.nearest(to: name, among: known.sorted()).map { "did you mean `\($0)`? Or " } ?? "")
                + "add `\(example[section] ?? name)` under `\(section.rawValue):` at the top level")
    }

    /// What is empty between colons.
    private func checkShortForms(_ service: ComposeService) {
        for item in service.items("ports") {
            guard let text = filled(item.node),
                text.isEmpty || ValueCheck.isIncomplete(text)
            else { continue }
            item.layer.report.error(
                "no port of the container is in this entry", at: item.node,
                help: help("8080:80", item.node, text))
        }
        for item in service.items("volumes") {
            guard let text = filled(item.node), text.isEmpty || text.contains(":"),
                text.split(separator: ":", omittingEmptySubsequences: false).contains(where: \.isEmpty)
            else { continue }
            item.layer.report.error(
                "a part of this mount is empty", at: item.node, help: help("data:/data", item.node, text))
        }
    }

    private func filled(_ node: Node) -> String? { ValueCheck.filled(node, value) }

    private func help(_ example: String, _ node: Node, _ filled: String) -> String {
        node.string == filled
            ? "write such as \"\(example)\"" : "a variable in it has no value: add it to `env` in app.yaml"
    }

    private func checkDependencies(_ service: ComposeService, among started: Set<String>) {
        for dependency in service.dependencies where dependency.isRequired {
            checkService(dependency.name, Use(node: dependency.place.node, place: dependency.place), among: started)
        }
        for (name, place) in borrowed(by: service) {
            checkService(name, Use(node: place.node, place: place), among: started)
        }
    }

    /// The services whose network, processes or volumes a service uses. Compose starts them first.
    private func borrowed(by service: ComposeService) -> [(name: String, place: ComposeService.Placed)] {
        let listed = (service.items("volumes_from") + service.items("links")).compactMap { item in
            item.node.string.map { (name: String($0.prefix { $0 != ":" }), place: item) }
        }
        let shared = ["network_mode", "pid", "ipc"].compactMap { service.placed($0) }.compactMap { item in
            item.node.string.flatMap { text in
                text.hasPrefix("service:") ? (name: String(text.dropFirst("service:".count)), place: item) : nil
            }
        }
        // `container:NAME` does not belong to a service.
        return listed.filter { $0.name != "container" } + shared
    }

    private func checkService(_ text: String, _ use: Use, among names: Set<String>) {
        guard isComplete, let name = Interpolation(text).resolved(value), !names.contains(name) else { return }
        guard !services.contains(where: { $0.name == name }) else {
            use.report.error(
                "the service `\(name)` does not start, because its profile is off", at: use.node,
                help: "add `required: false`, or take one of its profiles into `COMPOSE_PROFILES` in `env`")
            return
        }
        use.report.error(
            "there is no service `\(name)`", at: use.node,
            help: Suggestion.help(for: name, among: names.sorted(), what: "service"))
    }

    private func checkNetworks(_ service: ComposeService, _ known: Declared) {
        let networks = service.names("networks")
        for (name, place) in networks where name != "default" {
            checkDeclared(name, .networks, Use(node: place.node, place: place), known)
        }
        if !networks.isEmpty, let mode = service.placed("network_mode") {
            mode.layer.report.error(
                "`\(service.name)` has both `network_mode` and `networks`", at: mode.node, help: "keep one of the two")
        }
    }

    /// A secret or config with nothing in it.
    private func checkSources(_ section: ComposeFile.Section) {
        let keys = ["file", "environment", "external"] + (section == .configs ? ["content"] : [])
        let entries = declaring.flatMap { file in file.declared(section).map { (file: file, entry: $0) } }
        // One file may say more of what another declares.
        let filled = Set(entries.filter { item in keys.contains { item.entry.value[$0] != nil } }.map(\.entry.name))
        for (file, entry) in entries where !filled.contains(entry.name) {
            file.report.error(
                "the \(section.singular) `\(entry.name)` has no value", at: entry.key,
                help: "say where it comes from: `\(entry.name): { file: ./\(entry.name) }`")
        }
    }

    // MARK: What only one container can have

    private func checkContainerNames() {
        var first: [String: ComposeService] = [:]
        for service in services where starts(service) {
            guard let item = service.placed("container_name"), let text = item.node.string,
                let name = Interpolation(text).resolved(value)
            else { continue }
            if let other = first[name] {
                item.layer.report.error(
                    "`\(other.name)` and `\(service.name)` have the same `container_name`", at: item.node,
                    help: "remove both: Compose makes its own names, and services reach each other by service name")
            }
            first[name] = service
            if let count = service.replicas, count > 1 {
                item.layer.report.error(
                    "\(count) containers of `\(service.name)` cannot have one name", at: item.node,
                    help: "remove `container_name`")
            }
        }
    }

    private func checkReplicas(_ service: ComposeService) {
        for (entry, place) in ports(of: service) {
            if let host = entry.host, let count = service.replicas, count > host.count, entry.container.count == 1 {
                place.layer.report.error(
                    "\(count) containers of `\(service.name)` cannot have one port of the machine", at: place.node,
                    help: "publish as many ports as there are containers, or put a proxy in front of them")
            }
        }
    }

    // MARK: Order and restarts

    private func checkCircles() {
        let started = services.filter(starts)
        let next = Dictionary(
            started.map { ($0.name, $0.dependencies.map(\.name) + borrowed(by: $0).map(\.name)) }
        ) { first, _ in first }
        var done: Set<String> = []
        for service in started where !done.contains(service.name) {
            guard let circle = circle(from: service.name, next, &done) else { continue }
            let place = service["depends_on"] ?? service.key
            return service.report.error(
                "services wait for one another: " + circle.joined(separator: " → "), at: place,
                help: "remove one of them from `depends_on`, or from whatever else makes it wait")
        }
    }

    /// Depth first with an explicit stack, because a chain may be as long as a file allows.
    private func circle(from start: String, _ next: [String: [String]], _ done: inout Set<String>) -> [String]? {
        var path = [(name: start, rest: (next[start] ?? [])[...])]
        var onPath: Set<String> = [start]
        while let last = path.indices.last {
            guard let name = path[last].rest.popFirst() else {
                let finished = path.removeLast().name
                onPath.remove(finished)
                done.insert(finished)
                continue
            }
            if onPath.contains(name), let index = path.firstIndex(where: { $0.name == name }) {
                return path[index...].map(\.name) + [name]
            }
            if !done.contains(name), let names = next[name] {
                path.append((name, names[...]))
                onPath.insert(name)
            }
        }
        return nil
    }

    private func checkRestart(_ service: ComposeService) {
        let words = ["no", "always", "on-failure", "unless-stopped"]
        guard let item = service.placed("restart"), item.node.kind == .text, let text = item.node.string,
            let word = Interpolation(text).resolved(value)
        else { return }
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        let isCounted = parts.count == 2 && parts[0] == "on-failure" && Int(parts[1]) != nil
        guard !words.contains(word), !isCounted, !word.isEmpty else { return }
        item.layer.report.error(
            "Docker does not know the word `\(word)` for `restart`", at: item.node,
            help: Suggestion.help(for: word, among: words, what: "word"))
    }
}
