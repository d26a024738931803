import Host
import Installation

/// The machine's package manager. Every operation is idempotent.
protocol PackageManager: Sendable {
    /// The names of all installed packages.
    func installed() async throws -> Set<String>
    /// The packages that are not installed yet.
    func missing(_ packages: [String]) async throws -> [String]
    /// - Throws: ``Failure`` with the end of the program's output.
    func install(_ packages: [String]) async throws
    /// Brings every installed package up to date.
    func upgrade() async throws
    /// Removes packages with their configuration.
    func purge(_ packages: [String]) async throws
    /// Which other packages would go if these are removed.
    func dependents(of packages: Set<String>) async throws -> Set<String>
}

/// Waits for another program that is installing something, up to a deadline, and says which one it is.
struct LockWait: Sendable {
    /// How long to wait, in seconds. A machine's own upgrade at its first boot takes minutes.
    var patience = 600.0
    let console: Console

    init(_ console: Console) { self.console = console }

    /// Runs a program again as long as its output says that somebody else holds a lock.
    ///
    /// - Parameter holder: The line in the output about the lock and its holder; nil if the output is about something
    ///   else.
    /// - Throws: ``Failure`` when the wait is over.
    func run(_ command: Command, holder: (CommandResult) -> String?) async throws -> CommandResult {
        var seen = ""
        let ended = try await Pace.poll(within: patience) { waited -> CommandResult? in
            let result = try await command.run()
            guard !result.succeeded, let holder = holder(result) else { return result }
            seen = holder
            console.waiting("waiting for another installation to end: \(holder)", seconds: Int(waited))
            return nil
        }
        if let ended { return ended }
        throw Failure(
            .unavailable, "another installation has not ended after \(Int(patience)) s", details: [seen],
            help: "check with `ps` what that process does; run this again when it has ended")
    }
}
