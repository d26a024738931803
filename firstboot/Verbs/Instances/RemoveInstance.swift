import Host
import Installation
import Plan

/// Takes one instance off the machine, as `uninstall` does. Its own program does so: it knows what it has set up.
struct RemoveInstance {
    private let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    /// - Parameter flags: Those of `uninstall`.
    func run(_ flags: [String]) async throws {
        let words = [Uninstaller.name] + flags + machine.rootWords
        if machine.files.exists(machine.paths.binary) {
            throw ThisProcess.become([machine.files.root.path(machine.paths.binary)] + words)
        }
        // One that was not added to the end, or was removed and has left its data.
        guard case .verb(let verb) = try Invocation.parse(words).action else { return }
        try await Main.run(verb, on: machine)
    }

    /// The same while this program goes on.
    func runFirst(_ flags: [String]) async throws {
        guard machine.files.exists(machine.paths.binary) else { return try await run(flags) }
        let program = machine.files.root.path(machine.paths.binary)
        let console = machine.console
        let words = [Uninstaller.name] + flags + machine.rootWords
        let result = try await Command(program, words).run { console.line($0) }
        if result.succeeded { return }
        throw Failure(
            ExitCode(rawValue: result.status) ?? .unavailable, "\(machine.paths.name) is not removed",
            help: "fix what it says above and run this again")
    }
}
