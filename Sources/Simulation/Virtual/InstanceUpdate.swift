import Foundation
import Host
import Plan
import Synchronization
import VirtualMachine

extension VirtualSimulation {
    /// An update in whose middle the power fails, and once more to its end.
    ///
    /// - Parameter before: What the machine said of itself when it was ready.
    func update(_ instance: Instance, from before: MachineFacts, _ report: inout VirtualReport) async throws {
        let (boot, later, updated, duration) = try await instance.bootAfterCutUpdate()
        report.boots.append(boot)
        report.update = duration
        let name = "after the power cut in the update"
        report.check("\(name): the app is up again", later.isSetUp)
        report.check("\(name): it is the release before", !before.version.isEmpty && later.version == before.version)
        report.check(
            "\(name): secrets and credentials are the same",
            !before.secrets.isEmpty && later.secrets == before.secrets && later.credentials == before.credentials)
        report.check("update: the app is up", updated.isSetUp)
        report.check("update: it is the next release", !updated.version.isEmpty && updated.version != before.version)
        report.check(
            "update: the secrets that there were are the same",
            before.secrets.allSatisfy { updated.secrets[$0.key] == $0.value })
    }
}

extension Instance {
    /// Where the next release lies on the machine.
    private static let folder = "/root/landfall-release"
    /// How long the cut waits for the work that has just been announced.
    private static let work = Duration.seconds(3)

    private var command: String { Paths(app: app.name).binary }

    /// Begins the update on a running machine, and returns in the middle of it.
    func beginUpdate(from release: String) async throws {
        simulation.console.line("The update begins; the power is cut while its one-time commands run")
        try await login.wait()
        let sent = try await login.send(release, to: Self.folder)
        guard sent.succeeded else { throw failed("the release cannot be copied to the machine", sent) }
        let (marks, source) = AsyncStream<Bool>.makeStream()
        let run = Task { [console = simulation.console] in
            let result = try await login.run(script, within: Int(simulation.deadline.components.seconds)) { line in
                console.line("ssh: \(line)")
                if line.hasSuffix("\(Step.afterStart.title)…") { source.yield(true) }
            }
            source.finish()
            return result
        }
        for await _ in marks { return try await Task.sleep(for: Self.work) }
        throw failed("the update ended before its one-time commands ran", try await run.value)
    }

    /// The boot after it, and the update once more.
    ///
    /// - Returns: Also how long that took, in seconds.
    func bootAfterCutUpdate() async throws -> (
        VirtualReport.Boot, later: MachineFacts, updated: MachineFacts, duration: Double?
    ) {
        let facts = Mutex<(MachineFacts, MachineFacts, Double)?>(nil)
        let boot = try await laterBoot("after the power cut in the update") { machine, later in
            simulation.console.line("The update runs once more")
            let start = ContinuousClock.now
            let result = try await login.run(script, within: Int(simulation.deadline.components.seconds)) {
                [console = simulation.console] in console.line("ssh: \($0)")
            }
            let duration = (ContinuousClock.now - start) / .seconds(1)
            guard result.succeeded else { throw failed("the update failed", result) }
            simulation.console.line("The update took \(Int(duration.rounded())) s.")
            let updated = try await MachineFacts.ask(login, of: app)
            facts.withLock { $0 = (later, updated, duration) }
            return try await follow(machine)
        }
        guard let (later, updated, duration) = facts.withLock({ $0 }) else {
            return (boot, MachineFacts([]), MachineFacts([]), nil)
        }
        return (boot, later, updated, duration)
    }

    /// The machine shows its credentials a moment before the first boot's units have ended, and they hold the app's lock.
    private var script: String {
        ShellWord.joined(["systemctl", "start", "\(app.name)-firstboot.service", "\(app.name).service"]) + " && "
            + ShellWord.joined([command, "update", "--from", Self.folder, "--yes"])
    }

    private func failed(_ what: String, _ result: CommandResult) -> VirtualMachine.Failed {
        let said = result.lastLines.suffix(10).joined(separator: "\n  ")
        return VirtualMachine.Failed(description: "\(what); the last it said:\n  \(said)")
    }
}
