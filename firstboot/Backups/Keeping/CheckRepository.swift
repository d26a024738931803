import Host
import Installation

/// Reads a part of the repository back and compares it with its checksums, another part each time.
package struct CheckRepository: Sendable {
    /// All of it is read once in so many checks.
    static let parts = 14

    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// - Throws: ``Failure`` if something in the repository is damaged. That part is read again by the next check.
    package func run() async throws {
        let held = try HeldMachine(machine)
        let site = try Site(machine, Values(machine.plan, held.recorded, held.secrets.values))
        let restic = try Repository(machine, site, held.secrets).restic
        let part = try BackupRecord.read(on: machine).nextPart
        machine.console.line("Reading part \(part) of \(Self.parts) of the repository and checking it…")
        do {
            try await Stopping.run("the repository is not checked") {
                try await restic.check(part: part, of: Self.parts)
            }
        } catch {
            let failure = Failure(error)
            // What cannot be reached now is read next time.
            guard failure.code == .invalidInput else { return machine.note("not checked: \(failure.message)") }
            try BackupRecord.update(on: machine) { $0.damage = failure.message }
            throw failure
        }
        try BackupRecord.update(on: machine) {
            $0.damage = nil
            $0.nextPart = part % Self.parts + 1
        }
    }
}
