import Backups
import Host
import Installation
import Plan

/// A rollback, as far as the installed program does it.
package struct RollBack {
    private let machine: Machine
    private let version: String?
    private let isAgreed: Bool
    private let ask: (String) throws -> Bool

    /// - Parameters:
    ///   - version: nil for the release that was in use before this one.
    ///   - ask: See ``UpdateApp``.
    package init(_ machine: Machine, to version: String?, isAgreed: Bool, ask: @escaping (String) throws -> Bool) {
        self.machine = machine
        self.version = version
        self.isAgreed = isAgreed
        self.ask = ask
    }

    package func run() async throws {
        let program = InstalledProgram(machine)
        try program.require(for: "rollback")
        let (_, recorded, _) = try StateStore(machine).loadSetUp()
        let kept = KeptReleases(machine)
        let releases = try kept.all()
        guard let release = try kept.latest(version) else {
            let known = releases.map(\.version).reversed().joined(separator: ", ")
            throw Failure(
                .usage, "there is no release \(version.map { "\($0) " } ?? "")to go back to",
                help: known.isEmpty
                    ? "`\(machine.command) update` keeps the release that was in use before" : "there is \(known)")
        }
        let data = try kept.data(of: release.id)
        machine.console.line("\(machine.plan.app.title) \(machine.plan.app.version) → \(release.version)")
        machine.console.line(
            data.isEmpty
                ? "The data stays as it is: \(release.version) and this release have the same."
                : "Its data is that of \(Timestamp(seconds: release.until).iso8601 ?? "then"), \(Self.age(release.until)) "
                    + "ago. What was written since then is kept aside, and no longer in use.")
        if !isAgreed, try !ask("Go back to \(release.version)? [y/N] ") {
            throw Failure(.usage, "the rollback was not agreed to; nothing was changed")
        }
        let held = try HeldMachine(machine)
        try held.require(recorded.release)
        try held.requireWhole(for: "it has to end first")
        try InterruptedUpdateUnit.require(machine)
        guard let bytes = try machine.files.read(kept.program(release.id), limit: 1 << 30) else {
            throw Failure(.invalidInput, "the program of \(release.version) is gone; nothing was changed")
        }
        try await RequireKeptImages(machine: machine, release: release).run()
        try program.stage(bytes)
        throw try program.becomeNext(["update", "--part", "back:\(try held.lock.handOver()):\(release.id)"])
    }

    /// - Parameter time: In seconds since 1970.
    static func age(_ time: Double) -> String {
        let minutes = Int(max(0, Timestamp.now.seconds - time) / 60)
        for (name, length) in [("day", 1440), ("hour", 60)] where minutes >= 2 * length {
            return "\(minutes / length) \(name)s"
        }
        return minutes == 1 ? "1 minute" : "\(minutes) minutes"
    }
}
