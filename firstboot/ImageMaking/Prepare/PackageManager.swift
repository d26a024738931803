import Host
import Installation

/// What installs packages here. Everything may be done again; what is done stays done.
protocol PackageManager: Sendable {
    /// Those of the packages that are not installed.
    func missing(_ packages: [String]) async throws -> [String]
    /// - Throws: ``Failure`` with the end of what was printed.
    func install(_ packages: [String]) async throws
    /// Brings every installed package up to date.
    func upgrade() async throws
    /// Removes packages with their configuration.
    func purge(_ packages: [String]) async throws
}

/// Waits for another program that is installing something, up to a deadline, and says which one it is.
struct LockWait: Sendable {
    /// Seconds until the waiting is given up: a machine's own upgrade at its first boot takes minutes.
    var patience = 600.0
    /// Seconds between two tries.
    var pause = 1.0
    let console: Console

    init(_ console: Console) { self.console = console }

    /// Runs a program again and again while its answer says that somebody else holds a lock.
    ///
    /// - Parameter holder: What the answer says of the lock and who holds it; nil where it is of something else.
    /// - Throws: ``Failure`` when the patience is over.
    func run(_ command: Command, holder: (CommandResult) -> String?) async throws -> CommandResult {
        let clock = Stopwatch()
        while true {
            let result = try await command.run()
            guard !result.succeeded, let holder = holder(result) else { return result }
            if clock.seconds >= patience {
                throw Failure(
                    .unavailable, "another installation has not ended for \(Int(clock.seconds)) s", details: [holder],
                    help: "see with `ps` what that process does; when it has ended, run this again")
            }
            console.waiting("waiting for another installation to end: \(holder)", seconds: Int(clock.seconds))
            try await Task.sleep(for: .seconds(pause))
        }
    }
}
