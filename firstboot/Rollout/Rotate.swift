import Host
import Installation
import Plan

/// Gives secrets new values on a machine that is set up: those of which app.yaml says how the app takes a new one.
package struct RotateSecrets {
    package let machine: Machine
    private let names: [String]

    /// - Parameter names: Those to change; all that may be where it is empty.
    package init(_ machine: Machine, names: [String]) {
        self.machine = machine
        self.names = names
    }

    package func run() async throws {
        let store = StateStore(machine)
        guard machine.files.exists(machine.paths.stateFile) else { throw notYet }
        guard let lock = try Lock.take(machine.paths.lock, in: machine.files) else {
            throw Failure(.busy, "another run is at work on \(machine.plan.app.title)", help: "wait for it")
        }
        guard let state = try store.state(), state.milestone == .done else { throw notYet }
        var secrets = try store.secrets()
        if secrets.pending.isEmpty {
            let maker = MakeSecrets(machine.plan, state.metadata, state.parameters)
            secrets.pending = try maker.anew(try chosen(), beside: secrets)
            // Durable before anything is told of them.
            try store.save(state, secrets)
        } else {
            machine.console.line("An earlier rotation was interrupted; finishing that one.")
        }
        try await Rotation(machine, state).finish(secrets)
        _ = lock
    }

    private func chosen() throws -> Set<String> {
        let known = machine.plan.rotatableSecrets
        guard !known.isEmpty else {
            throw Failure(
                .usage, "\(machine.plan.app.title) has no secret that may be changed",
                help: "its publisher says which by `rotate` in app.yaml")
        }
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw Failure(
                .usage, "`\(unknown)` is no secret that may be changed",
                help: "name some of \(known.joined(separator: ", "))")
        }
        return Set(names.isEmpty ? known : names)
    }

    private var notYet: Failure {
        Failure(.unavailable, "the first boot is not finished", help: "`status` tells how far it is")
    }
}

extension Plan {
    /// The names of the secrets of which app.yaml says how they are changed.
    package var rotatableSecrets: [String] { secrets.filter { $0.rotation != nil }.map(\.name) }
}
