import Docker
import Host
import Installation
import Plan
import Providers

/// The edge of this machine, as one app sees it: it takes its place, joins, and leaves.
///
/// Each of these may run again after an interruption: what is recorded comes first, and what the edge does follows from
/// the record and the apps' own files.
package struct MachineEdge {
    let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    var name: String { machine.paths.name }

    /// Whether the app has a place at the edge.
    package var hasPlace: Bool {
        (try? EdgeRecord.read(on: machine))?.apps[name] != nil
    }

    /// Whether any app of the machine has an edge, or had one that is not gone entirely.
    package var isThere: Bool { machine.files.exists(Edge.folder) }

    /// Those that it serves besides this app, sorted.
    package var otherApps: [String] {
        ((try? EdgeRecord.read(on: machine))?.apps.keys.filter { $0 != name } ?? []).sorted()
    }

    /// The app's names there, as they are recorded.
    package var hosts: [String] { (try? EdgeRecord.read(on: machine))?.apps[name]?.hosts ?? [] }

    /// Why the app cannot be reached by the edge; nil if nothing is wrong there.
    package var problem: String? {
        guard let edge = machine.plan.stack.edge else { return nil }
        let caddy = RunningCaddy(machine: machine, project: edge.project)
        guard caddy.isRunning else { return "its Caddy does not run" }
        let site = "\(EdgeFiles.configuration)/\(EdgeFiles.sites)/\(EdgeFiles.site(of: name))"
        guard machine.files.exists(site) else { return "\(machine.files.root.path(site)) is missing" }
        guard (try? caddy.networks)?.contains(network) == true else { return "it is not in the network \(network)" }
        return nil
    }

    /// Claims the app's names and starts the edge, which takes ports 80 and 443. Nothing of the app runs yet.
    ///
    /// - Parameter values: nil for an app that has no names yet.
    /// - Throws: ``Failure`` if another app has one of the names, or somebody else the ports.
    package func open(_ values: Values?) async throws {
        guard let edge = machine.plan.stack.edge else { return }
        let hosts = try values?.hosts(of: edge).map(\.name) ?? []
        // With retries, and before others wait for the lock.
        try await PullImages(machine).pullIfMissing(edge.image)
        let lock = try await takeLock()
        var record = try EdgeRecord.read(on: machine)
        let before = record
        record.project = edge.project
        try record.claim(
            EdgeRecord.App(hosts: hosts, image: edge.image, network: network), for: name)
        let caddy = RunningCaddy(machine: machine, project: record.project)
        if !caddy.isRunning {
            try await stopOwnProxy(edge)
            try requirePorts(edge)
        }
        if record != before { try record.write(on: machine) }
        try EdgeFiles(machine: machine, edge: edge, record: record).lay()
        try await caddy.up()
        // A new container is in no app's network yet, and the others' requests do not wait for this app.
        for app in record.apps.values { try await caddy.connect(app.network) }
        _ = lock
    }

    /// Lets the edge pass requests on to the app, whose containers are there.
    package func join(_ values: Values) async throws {
        guard let edge = machine.plan.stack.edge else { return }
        let lock = try await takeLock()
        let record = try EdgeRecord.read(on: machine)
        let caddy = RunningCaddy(machine: machine, project: record.project)
        // A new container is in no app's network yet.
        for app in record.apps.values { try await caddy.connect(app.network) }
        try await change(edge, record, site: try await site(edge, record, values, .none))
        _ = lock
    }

    /// - Returns: nil if there is nothing to serve.
    func site(
        _ edge: Edge, _ record: EdgeRecord, _ values: Values?, _ addition: EdgeAddition
    ) async throws -> String? {
        // Waits until it runs.
        let version = try await RunningCaddy(machine: machine, project: record.project).version()
        guard let values else {
            guard case .proof(let host, let path, let answer) = addition else { return nil }
            return EdgeSite.proof(host, path, answer)
        }
        return try EdgeSite(
            app: machine.plan.app, edge: edge, project: machine.plan.stack.project, values: values, version: version,
            redirects: record.apps[name]?.redirects ?? [], addition: addition, header: header
        ).text()
    }

    /// That of the provider's marketplace, on a machine that came from it.
    private var header: String? {
        Provider.named(machine.plan.provider.rawValue)?.imageExtras?.header.flatMap { header in
            machine.files.exists(header.file) ? header.name : nil
        }
    }

    /// Takes the app's names from the edge; with the last app, the edge goes too. An app without a place takes nothing.
    ///
    /// - Parameter withState: Whether the certificates go with the last app.
    package func leave(withState: Bool) async throws {
        guard isThere else { return }
        let lock = try await takeLock()
        var record = try EdgeRecord.read(on: machine)
        let own = EdgeFiles.site(of: name)
        guard let place = record.apps.removeValue(forKey: name) else {
            // Somebody has removed the record.
            return try machine.files.remove("\(EdgeFiles.configuration)/\(EdgeFiles.sites)/\(own)")
        }
        let edge = machine.plan.stack.edge ?? Edge(exposures: [])
        let caddy = RunningCaddy(machine: machine, project: record.project)
        // Others may be there whose record somebody has removed.
        let others = machine.files.names(in: "\(EdgeFiles.configuration)/\(EdgeFiles.sites)").filter {
            $0 != own && isAnApps($0)
        }
        // The engine here is that of another system where the machine is a folder; a trial's edge is its own.
        let isReached =
            DockerProgram.isInstalled && (machine.files.root.isSystem || record.project != Edge.defaultProject)
        if record.apps.isEmpty, others.isEmpty {
            if isReached { try await caddy.down() }
            for path in [Edge.composeFile, EdgeFiles.configuration, EdgeRecord.path] {
                try machine.files.removeTree(path)
            }
            if withState { try machine.files.removeTree(Edge.folder) }
        } else {
            if isReached, caddy.isRunning {
                try await change(edge, record, site: nil)
            } else {
                try machine.files.remove("\(EdgeFiles.configuration)/\(EdgeFiles.sites)/\(own)")
            }
            // A stopped one too: it could not start without a network that is gone.
            if isReached { try await caddy.disconnect(place.network) }
            try record.write(on: machine)
        }
        _ = lock
    }

    var network: String { "\(machine.plan.stack.project)_\(Edge.network)" }

    func takeLock() async throws -> Lock {
        try machine.files.createFolderIfMissing(Paths.states)
        try machine.files.createFolderIfMissing(Edge.folder, mode: 0o700)
        return try await Lock.wait(for: "\(Edge.folder)/lock", in: machine.files) {
            machine.note("another app works on the machine's edge; waiting for it")
        }
    }

    /// A release of the app with a proxy of its own makes way for this one.
    private func stopOwnProxy(_ edge: Edge) async throws {
        let holders = try DockerEngine().publishers().filter { publisher in
            publisher.project == machine.plan.stack.project && edge.ports.contains(where: publisher.publishes)
        }
        if holders.isEmpty { return }
        _ = try await DockerProgram.command(["stop"] + holders.map(\.name)).run()
    }

    func requirePorts(_ edge: Edge) throws {
        let taken = PortConflict.all(edge.ports, project: edge.project)
        guard let first = taken.first else { return }
        throw Failure(
            .unavailable, "\(taken.map(\.name).joined(separator: ", ")): taken, and the machine's edge needs it",
            details: taken.map { "\($0.name): \($0.holder)" }, help: first.help + "; then run this again")
    }

    /// Whether a site is that of an app of this machine, which may not be in the record: somebody may have removed it.
    private func isAnApps(_ site: String) -> Bool {
        machine.files.exists(Paths(app: String(site.dropLast(".caddy".count))).stateFile)
    }

    /// Checks the configuration with the change in it, puts the change in place, and lets Caddy read it.
    ///
    /// - Parameter site: The app's part; nil for none.
    func change(_ edge: Edge, _ record: EdgeRecord, site: String?) async throws {
        let files = machine.files
        let layout = EdgeFiles(machine: machine, edge: edge, record: record)
        let caddy = RunningCaddy(machine: machine, project: record.project)
        let known = Set(record.apps.keys.map(EdgeFiles.site))
        let next = "\(EdgeFiles.configuration)/\(EdgeFiles.next)"
        let sites = "\(EdgeFiles.configuration)/\(EdgeFiles.sites)"
        let own = EdgeFiles.site(of: name)
        try files.removeTree(next)
        for folder in [next, "\(next)/\(EdgeFiles.sites)"] { try files.createFolder(folder) }
        let others = files.names(in: sites).filter { $0 != own && (known.contains($0) || isAnApps($0)) }
        for other in others {
            let text = try files.read("\(sites)/\(other)") ?? []
            try layout.write([("\(next)/\(EdgeFiles.sites)/\(other)", String(decoding: text, as: UTF8.self))])
        }
        if let site { try layout.write([("\(next)/\(EdgeFiles.sites)/\(own)", site)]) }
        try layout.write([("\(next)/\(EdgeFiles.caddyfile)", layout.caddyfileText)])
        defer { try? files.removeTree(next) }
        try await caddy.validate("/etc/caddy/\(EdgeFiles.next)/\(EdgeFiles.caddyfile)", of: machine.plan.app)
        let caddyfile = "\(EdgeFiles.configuration)/\(EdgeFiles.caddyfile)"
        let before = try ["\(sites)/\(own)", caddyfile].map { ($0, try files.read($0)) }
        // The rest is left of apps that were removed by hand.
        for other in files.names(in: sites) where !others.contains(other) && (other != own || site == nil) {
            try files.remove("\(sites)/\(other)")
        }
        try layout.write((site.map { [("\(sites)/\(own)", $0)] } ?? []) + [(caddyfile, layout.caddyfileText)])
        do {
            try await caddy.reload()
        } catch {
            // What it runs on is what it starts with after a power cut.
            for (path, bytes) in before {
                if let bytes { try files.write(path, bytes, mode: 0o644) } else { try files.remove(path) }
            }
            throw error
        }
    }
}
