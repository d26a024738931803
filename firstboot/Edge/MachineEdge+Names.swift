import Host
import Installation
import Plan

/// How an app gets another name while it keeps the one that it has.
extension MachineEdge {
    /// The other app that has a name, or is about to get it; nil if none is.
    package func owner(of host: String) throws -> String? {
        try EdgeRecord.read(on: machine).apps.first { $0.key != name && $0.value.names.contains(host) }?.key
    }

    /// - Throws: ``Failure`` if another app or instance has one of the names that these values give.
    package func requireFree(_ values: Values) throws {
        guard let edge = machine.plan.stack.edge else { return }
        let app = EdgeRecord.App(hosts: try values.hosts(of: edge).map(\.name), image: edge.image, network: network)
        try EdgeRecord.read(on: machine).refuseOthers(app, for: name)
    }

    /// Earlier names of the app, which redirect.
    package var redirects: [String] {
        get throws { try EdgeRecord.read(on: machine).apps[name]?.redirects ?? [] }
    }

    /// Makes sure that the edge answers, so that a name can be tried.
    ///
    /// - Throws: ``Failure`` that names who has its ports.
    package func requireRunning() throws {
        guard let edge = machine.plan.stack.edge else { return }
        if RunningCaddy(machine: machine, project: edge.project).isRunning { return }
        try requirePorts(edge)
        throw Failure(
            .unavailable, "the machine's edge does not run, so no name leads to \(machine.plan.app.title)",
            help: "`\(machine.command) start` starts it; then run this again")
    }

    /// Durably keeps names for the app that it does not have yet.
    ///
    /// - Throws: ``Failure`` if another app has one of them.
    package func reserve(_ values: Values) async throws {
        guard let edge = machine.plan.stack.edge else { return }
        let lock = try await takeLock()
        var record = try EdgeRecord.read(on: machine)
        guard var app = record.apps[name] else { throw noPlace }
        let own = app.hosts
        app.hosts = try values.hosts(of: edge).map(\.name)
        try record.refuseOthers(app, for: name)
        record.apps[name]?.pending = app.hosts.filter { !own.contains($0) }
        try record.write(on: machine)
        _ = lock
    }

    /// Serves something beside the app's names, until the next call of this or of ``join(_:)``.
    ///
    /// - Parameter values: nil for an app that the edge does not serve yet.
    package func serve(_ addition: EdgeAddition, _ values: Values?) async throws {
        guard let edge = machine.plan.stack.edge else { return }
        let lock = try await takeLock()
        let record = try EdgeRecord.read(on: machine)
        guard record.apps[name] != nil else { throw noPlace }
        try await change(edge, record, site: try await site(edge, record, values, addition))
        _ = lock
    }

    /// Lets the names that the app has now redirect, as soon as it has others.
    package func keepNames(_ values: Values) async throws {
        guard let edge = machine.plan.stack.edge else { return }
        let lock = try await takeLock()
        var record = try EdgeRecord.read(on: machine)
        let names = try values.hosts(of: edge).map(\.name)
        let known = record.apps[name]?.redirects ?? []
        record.apps[name]?.redirects = known + names.filter { !known.contains($0) }
        try record.write(on: machine)
        _ = lock
    }

    /// Gives the app the names that it had, and nothing beside them. The record is right even where the edge does not run;
    /// the next start brings that to it.
    ///
    /// - Parameter redirects: Those that it had then.
    package func bringBack(_ values: Values, redirects: [String]) async throws {
        guard let edge = machine.plan.stack.edge else { return }
        let lock = try await takeLock()
        var record = try EdgeRecord.read(on: machine)
        guard var app = record.apps[name] else { return }
        app.hosts = try values.hosts(of: edge).map(\.name)
        app.redirects = redirects
        app.pending = []
        record.apps[name] = app
        try record.write(on: machine)
        if RunningCaddy(machine: machine, project: record.project).isRunning {
            try await change(edge, record, site: try await site(edge, record, values, .none))
        }
        _ = lock
    }

    private var noPlace: Failure {
        Failure(
            .unavailable, "\(machine.plan.app.title) has no place at the machine's edge yet",
            help: "`\(machine.command) start` gives it one; then run this again")
    }
}

/// What the edge knows of certificate authorities.
extension MachineEdge {
    /// Whether a certificate authority is asked for a name, and not Caddy's own.
    package static func asksAuthority(for host: String, _ values: Values) -> Bool {
        guard let edge = values.plan.stack.edge else { return false }
        return EdgeSite.asksAuthority(for: host, edge, values)
    }

    /// When the app has asked an authority and got no certificate, in seconds since 1970; the newest is last.
    package func tries(of host: String) throws -> [Double] {
        try EdgeRecord.read(on: machine).apps[name]?.tries[host] ?? []
    }

    /// Durably notes when an authority is asked for a name, before it is.
    ///
    /// - Parameter times: Those that still count, the new one among them; none once the certificate is there.
    package func note(tries times: [Double], of host: String) async throws {
        let lock = try await takeLock()
        var record = try EdgeRecord.read(on: machine)
        record.apps[name]?.tries[host] = times.isEmpty ? nil : times
        try record.write(on: machine)
        _ = lock
    }

    /// What the authority has answered, if it gave no certificate; nil as long as nothing is known.
    ///
    /// - Parameter time: Seconds since 1970; nothing that is older counts.
    package func refusal(of host: String, since time: Double) async throws -> String? {
        let record = try EdgeRecord.read(on: machine)
        return try await RunningCaddy(machine: machine, project: record.project).refusal(of: host, since: time)
    }

    /// What Caddy has written last.
    package func lastLines() async -> [String] {
        guard let record = try? EdgeRecord.read(on: machine) else { return [] }
        return await RunningCaddy(machine: machine, project: record.project).lastLines()
    }
}
