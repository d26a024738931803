import Host
import Installation
import Plan

/// The logins that the app asks its owner for by parameters (`registries` in app.yaml).
///
/// A login that the owner has made by `registry login` at the same host goes before them, until `registry logout`.
package struct DeclaredLogins {
    private let machine: Machine
    private let values: Values
    private let registries: Registries
    /// For a registry that does not answer.
    package var backoff = RetrySchedule.network

    package init(_ machine: Machine, _ values: Values) {
        self.machine = machine
        self.values = values
        registries = Registries(machine)
    }

    /// What is to be done until the machine has the logins that the parameters give, and no earlier ones of theirs.
    private struct Work {
        var added: [(access: RegistryAccess, login: Registries.Login)] = []
        var removed: [String] = []
        var isEmpty: Bool { added.isEmpty && removed.isEmpty }
    }

    /// Whether ``run()`` has something to do. It asks no registry.
    ///
    /// - Throws: ``Failure`` if the record of the logins is damaged.
    package func areMissing() throws -> Bool { try !work().isEmpty }

    private func work() throws -> Work {
        var work = Work()
        let kept = try registries.logins
        var wanted: Set<String> = []
        for access in machine.plan.registries ?? [] {
            let password = try values.render(access.password)
            if password.isEmpty { continue }
            wanted.insert(access.host)
            let login = Registries.Login(
                username: try values.render(access.username), password: password, isFromParameters: true)
            if let known = kept[access.host], known == login || known.isFromParameters != true { continue }
            work.added.append((access, login))
        }
        work.removed = kept.keys.filter { kept[$0]?.isFromParameters == true && !wanted.contains($0) }.sorted()
        return work
    }

    /// Proves each login by an image's manifest, and keeps it where `registry login` keeps its own. From then on this
    /// process's `docker` uses it.
    ///
    /// - Throws: ``Failure`` that names the parameters, if the registry refuses them.
    package func run() async throws {
        let work = try work()
        for host in work.removed {
            _ = try registries.remove(host)
            machine.note("\(host): the parameters give no login any more")
        }
        for (access, login) in work.added { try await add(login, access) }
        try registries.use(refreshes: true)
    }

    private func add(_ login: Registries.Login, _ access: RegistryAccess) async throws {
        guard !login.username.isEmpty, !login.username.contains(":") else {
            throw Failure(
                .invalidInput, "there is no user name for \(access.host), or it has a colon in it",
                help: help(access.username.parameterNames))
        }
        var pauses = backoff.pauses
        while true {
            do {
                let image = try await registries.add(login, at: access.host)
                machine.note("\(access.host): logged in" + (image.map { "; it gives \($0)" } ?? ""))
                return
            } catch let failure as Failure where failure.code == .unavailable && !pauses.isEmpty {
                let pause = pauses.removeFirst()
                machine.note("\(failure.message); trying again in \(Int(pause)) s")
                try await Task.sleep(for: .seconds(pause))
            } catch let failure as Failure where failure.code == .invalidInput {
                throw Failure(
                    failure.code, failure.message, details: failure.details,
                    help: help(access.username.parameterNames + access.password.parameterNames))
            }
        }
    }

    private func help(_ parameters: [String]) -> String {
        let names = parameters.map { "`\($0)`" }.joined(separator: " and ")
        return
            "set \(names) in \(machine.paths.parameters), then run `sudo \(machine.command) provision`; a token has to "
            + "be one that may read the app's images"
    }
}
