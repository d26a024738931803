import JSON

/// Shows the credentials again, or takes them off the machine.
struct ShowCredentials {
    let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        if machine.options.forget {
            return try await forget()
        }
        let store = StateStore(machine)
        guard let state = try store.state(), state.milestone == .done else {
            throw Failure(.unavailable, "the first boot is not finished", help: "`status` tells how far it is")
        }
        let values = Values(
            plan: machine.plan, metadata: state.metadata, parameters: state.parameters,
            secrets: try store.secrets().values)
        if machine.options.json {
            let rows = try machine.plan.credentials.lines.map { [$0.label: try values.render($0.value)] }
            machine.console.line(String(decoding: try JSONCoder.encode(rows, pretty: true), as: UTF8.self))
        } else {
            machine.console.line(String(try Readout(machine.plan, values).text.dropLast()))
        }
    }

    private func forget() async throws {
        try machine.files.remove(machine.paths.credentials)
        let state = try StateStore(machine).state()
        if let state { try await LoginPrompt(machine).hide(from: state.metadata.instanceID) }
        machine.console.line("The credentials are shown no more; the app keeps them.")
    }
}
