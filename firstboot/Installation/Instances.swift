import Plan

/// The app's instances on this machine. Each is a ``Machine`` of its own to everything that works on one.
extension Machine {
    /// The IDs, sorted; also of those that are half added or removed, and of those whose data alone is here.
    package var instances: [InstanceID] {
        let app = plan.app.name
        let folders = [Paths.stacks, Paths.states, "/etc"].flatMap(files.names)
        let programs = files.names(in: Paths.binaries).compactMap { Paths.instance(of: app, program: $0) }
        return Set(Paths.instances(of: app, among: folders) + programs).sorted()
    }

    /// - Parameter instance: nil for the first one.
    package func instance(_ instance: InstanceID?) -> Machine {
        var plan = plan
        if let own = plan.instance {
            plan.stack.project.removeLast("-\(own)".count)
            plan.instance = nil
        }
        var machine = Machine(
            plan, root: files.root.prefix.isEmpty ? "/" : files.root.prefix, instance: instance,
            planDigest: release.plan)
        machine.metadataURL = metadataURL
        machine.consoleFile = consoleFile
        return machine
    }

    /// Stops where a file is missing that the instance's owner brings: Docker would make a folder of it.
    ///
    /// - Throws: ``Failure`` that names each.
    package func requireBroughtFiles() throws {
        guard instance != nil else { return }
        let missing = (plan.instances?.config ?? []).map { "\(paths.stack)/\($0)" }.filter { !files.exists($0) }
        guard !missing.isEmpty else { return }
        throw Failure(
            .invalidInput, "\(paths.name) has no \(missing.map(files.root.path).joined(separator: ", "))",
            help: "put \(missing.count == 1 ? "it" : "them") there, each instance has its own; then run this again")
    }

    /// The other app or instance that has the same Compose project; nil if there is none.
    package var sameProject: String? {
        let names = files.names(in: Paths.states) + files.names(in: Paths.stacks)
        return names.first { name in
            guard name != paths.name else { return false }
            let parts = name.split(separator: "@", maxSplits: 1).map(String.init)
            return parts.joined(separator: "-") == paths.name.replacing("@", with: "-")
                && (parts.count == 1 || InstanceID(parts[1]) != nil)
        }
    }
}
