import Findings
import Glibc
import YAML

/// What Compose refuses in values that go together.
struct ValueCheck {
    let project: ComposeProject

    func run() {
        checkIncludes()
        for file in project.declaring { checkDeclarations(file) }
        for service in project.services where project.starts(service) {
            checkSource(service)
            checkPorts(service)
            checkMounts(service)
            checkPairs(service)
            checkHosts(service)
            checkHealth(service)
            checkDevices(service)
            checkWatch(service)
        }
    }

    /// With the empty text for variables that nobody gives a value, as Compose does.
    static func filled(_ node: Node?, _ value: (String) -> Interpolation.Value) -> String? {
        guard let text = node?.string.map({ Interpolation($0) }) else { return nil }
        let variables = text.variables
        let others = Set(variables.filter { $0.absence != .empty }.map(\.name))
        let unset = Set(variables.map(\.name)).subtracting(others).filter { value($0) == .absent }
        return text.resolved { unset.contains($0) ? .known("") : value($0) }
    }

    private func filled(_ node: Node?) -> String? { Self.filled(node, project.value) }

    // MARK: Files

    private func checkIncludes() {
        var paths: Set<String> = []
        for reference in project.composeFiles where reference.use == .include {
            guard case .within(let path) = reference.location else { continue }
            if path == project.main.path || project.overlays.contains(where: { $0.path == path }) {
                reference.place.layer.report.error(
                    "the file includes itself", at: reference.place.node, help: "remove it from `include`")
            }
            paths.insert(path)
        }
        let own = Set(([project.main] + project.overlays).flatMap { $0.services.map(\.name) })
        for file in project.included {
            for service in file.services where own.contains(service.name) {
                file.report.error(
                    "`\(service.name)` is in the file that includes this one too", at: service.key,
                    help: "rename one of the two: Compose refuses both together")
            }
        }
    }

    private func checkDeclarations(_ file: ComposeFile) {
        for entry in file.declared(.volumes) where entry.value["external"]?.bool == true {
            for key in ["driver", "driver_opts", "labels"] {
                guard let node = entry.value[key] else { continue }
                file.report.error(
                    "the volume `\(entry.name)` is external and has `\(key)` as well", at: node,
                    help: "keep one of the two")
            }
        }
        for section in ComposeFile.Section.allCases {
            for entry in file.declared(section) {
                guard let old = entry.value["external"]?["name"], let name = entry.value["name"],
                    old.string != name.string
                else { continue }
                file.report.error(
                    "the \(section.singular) `\(entry.name)` has two names", at: old,
                    help: "keep `name`, and write `external: true`")
            }
        }
        for section in [ComposeFile.Section.configs, .secrets] {
            for entry in file.declared(section) {
                let sources = ["file", "environment", "content"].filter { entry.value[$0] != nil }
                guard sources.count > 1 else { continue }
                file.report.error(
                    "the \(section.singular) `\(entry.name)` has both `\(sources[0])` and `\(sources[1])`",
                    at: entry.key,
                    help: "keep one of the two")
            }
        }
    }

    // MARK: Services

    private func checkSource(_ service: ComposeService) {
        guard project.isComplete, service["provider"] == nil, service["build"] == nil else { return }
        if service.image == nil {
            // A value that is no mapping is reported already.
            guard service.declaration.node.mapping != nil else { return }
            service.report.error(
                "the service `\(service.name)` has neither an image nor a `build`", at: service.key,
                help: "add `image:` with a tag")
        } else if let image = service.placed("image"), filled(image.node) == "" {
            image.layer.report.error(
                "the image of `\(service.name)` is empty", at: image.node,
                help: image.node.string == ""
                    ? "write such as `image: NAME:TAG`" : "a variable in it has no value: add it to `env` in app.yaml")
        }
    }

    private func checkPorts(_ service: ComposeService) {
        for item in service.items("ports") {
            guard let text = filled(item.node), !text.isEmpty, !Self.isIncomplete(text),
                let problem = PortProblem.of(text)
            else { continue }
            item.layer.report.error(
                problem, at: item.node, help: "write such as \"8080:80\" or \"127.0.0.1:53:53/udp\"")
        }
    }

    /// What has an empty part is reported as that.
    static func isIncomplete(_ text: String) -> Bool {
        text.hasSuffix(":") || text.hasPrefix("/") || text.contains(":/")
    }

    private func checkMounts(_ service: ComposeService) {
        for item in service.items("volumes") {
            if let text = filled(item.node) {
                // A drive's letter has a colon of its own.
                let isDrive = text.dropFirst().hasPrefix(":\\") || text.dropFirst().hasPrefix(":/")
                guard text.split(separator: ":", omittingEmptySubsequences: false).count > (isDrive ? 4 : 3) else {
                    continue
                }
                item.layer.report.error(
                    "this mount has too many colons", at: item.node, help: "write such as ./data:/data:ro")
            } else if item.node.mapping != nil, item.node["target"] == nil, item.node["type"] != nil {
                item.layer.report.error(
                    "this mount has no `target`", at: item.node, help: "say where it is in the container")
            } else if item.node["type"]?.string == "bind", item.node["source"] == nil {
                item.layer.report.error(
                    "this mount has no `source`", at: item.node, help: "say which file or folder it is")
            }
        }
    }

    /// What may be said in two places, and then has to be the same.
    private func checkPairs(_ service: ComposeService) {
        let deploy = service["deploy"]
        let limits = deploy?["resources"]?["limits"]
        let reservations = deploy?["resources"]?["reservations"]
        let pairs: [(String, String, Node?)] = [
            ("scale", "deploy.replicas", deploy?["replicas"]),
            ("mem_limit", "deploy.resources.limits.memory", limits?["memory"]),
            ("cpus", "deploy.resources.limits.cpus", limits?["cpus"]),
            ("pids_limit", "deploy.resources.limits.pids", limits?["pids"]),
            ("mem_reservation", "deploy.resources.reservations.memory", reservations?["memory"]),
        ]
        for (key, other, node) in pairs {
            guard let own = service.placed(key), let first = filled(own.node), let second = filled(node),
                first != second,
                Double(first) == nil || Double(first) != Double(second)
            else { continue }
            own.layer.report.error(
                "`\(key)` and `\(other)` of `\(service.name)` differ", at: own.node, help: "keep one of the two")
        }
        if let build = service.placed("build"), build.node["dockerfile"] != nil,
            let inline = build.node["dockerfile_inline"]
        {
            build.layer.report.error(
                "`\(service.name)` has both `dockerfile` and `dockerfile_inline`", at: inline,
                help: "keep one of the two")
        }
    }

    private func checkHosts(_ service: ComposeService) {
        let build = service.placed("build")
        let built = (build?.node["extra_hosts"]?.sequence ?? []).compactMap { node in
            build.map { ComposeService.Placed(node: node, layer: $0.layer) }
        }
        for item in service.items("extra_hosts") + built {
            guard let text = filled(item.node) else { continue }
            let end = text.firstIndex { $0 == ":" || $0 == "=" }
            guard end == nil || end == text.startIndex else { continue }
            item.layer.report.error(
                end == nil ? "this host has no address" : "this host has no name", at: item.node,
                help: "write such as \"name:10.0.0.1\"")
        }
    }

    private func checkDevices(_ service: ComposeService) {
        for item in service.items("devices") {
            guard let text = filled(item.node), text.count(where: { $0 == ":" }) > 2 else { continue }
            item.layer.report.error(
                "this device has too many colons", at: item.node, help: "write such as /dev/a:/dev/b:rw")
        }
        guard let deploy = service.placed("deploy") else { return }
        for node in deploy.node["resources"]?["reservations"]?["devices"]?.sequence ?? []
        where node["count"] != nil && node["device_ids"] != nil {
            deploy.layer.report.error(
                "a device has both `count` and `device_ids`", at: node, help: "keep one of the two")
        }
    }

    private func checkWatch(_ service: ComposeService) {
        guard let develop = service.placed("develop") else { return }
        for node in develop.node["watch"]?.sequence ?? []
        where node["action"]?.string?.hasPrefix("sync") == true && (node["target"]?.string ?? "").isEmpty {
            develop.layer.report.error(
                "what is watched and synced has no `target`", at: node, help: "say where it is in the container")
        }
    }

    private func checkHealth(_ service: ComposeService) {
        guard let check = service.placed("healthcheck"), let first = check.node["test"]?.sequence?.first,
            let word = filled(first), !["CMD", "CMD-SHELL", "NONE"].contains(word)
        else { return }
        check.layer.report.error(
            "the list of a healthcheck's `test` begins with CMD, CMD-SHELL or NONE", at: first,
            help: "write [CMD, …] for a program, or one text for a shell's command")
    }
}

/// What is wrong with `[[address:]host:]container[/transport]`.
enum PortProblem {
    static func of(_ text: String) -> String? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        // Docker passes over what comes after a second slash.
        if parts.count >= 2, !parts[1].isEmpty, !["tcp", "udp", "sctp"].contains(parts[1].lowercased()) {
            return "there is no protocol `\(parts[1])`"
        }
        var fields = parts[0].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let last = fields.removeLast()
        guard let container = range(last), container.lowerBound > 0 else { return "`\(last)` is no port" }
        let host = fields.popLast() ?? ""
        if !host.isEmpty {
            guard let range = range(host) else { return "`\(host)` is no port" }
            guard range.count == container.count || container.count == 1 else {
                return "`\(host)` and `\(last)` are not as many ports"
            }
        }
        guard !fields.isEmpty else { return nil }
        var address = fields.joined(separator: ":")
        if address.hasPrefix("["), address.hasSuffix("]") {
            address = String(address.dropFirst().dropLast())
        } else if address.contains(":") {
            return "the IPv6 address `\(address)` needs brackets"
        }
        return address.isEmpty || isAddress(address) ? nil : "`\(address)` is no IP address"
    }

    private static func range(_ text: String) -> ClosedRange<Int>? {
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0).map(Int.init) }
        guard let first = bounds.first ?? nil, let last = bounds.last ?? nil, bounds.count <= 2, first <= last else {
            return nil
        }
        return first...last
    }

    private static func isAddress(_ text: String) -> Bool {
        var bytes = in6_addr()
        return inet_pton(AF_INET, text, &bytes) == 1 || inet_pton(AF_INET6, text, &bytes) == 1
    }
}
