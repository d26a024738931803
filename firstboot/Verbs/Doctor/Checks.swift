import Backups
import Docker
import Host
import Installation
import Rollout
import Source
import Updates

/// The checks of `doctor`: first the machine's, then the engine's, then the app's.
struct Checks {
    private let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    func all() async throws -> [Finding] {
        let machines = await MachineChecks(machine).all()
        return try await machines + ownership() + EngineChecks(machine).all() + source() + firstBoot() + change()
            + dataMove()
            + domain() + backups() + units() + services()
    }

    private func ownership() -> [Finding] {
        let check = OwnershipCheck(machine)
        return check.problems.map { part in
            .fail(
                "ownership", check.describe(part),
                help: "only root may own and change these files: `\(machine.command) start` says how to fix it")
        }
    }

    private func firstBoot() throws -> [Finding] {
        let name = "first boot"
        let state: State?
        do {
            state = try StateStore(machine).load().state
        } catch {
            // A state that is damaged or cannot be read is not the same as a missing one.
            let failure = Failure(error)
            if failure.code == .notPermitted { throw failure }
            return [.fail("state", failure.message, help: failure.help)]
        }
        guard let state else { return [.warn(name, "not done yet", help: "`\(machine.command) provision` does it")] }
        let help = "`\(machine.command) provision` continues it"
        let fix = machine.ownCommand("provision")
        guard state.isSetUp else { return [.warn(name, "not finished", help: help, fix: fix)] }
        let done = Finding.pass(name, "done")
        guard state.target != nil else { return [done] }
        return [done, .warn("rollout", "not finished", help: help, fix: fix)]
    }

    /// An update, a rollback or a restore that no process is at work on.
    private func change() -> [Finding] {
        do {
            guard let change = try InterruptedChange.find(on: machine) else { return [] }
            return [
                Finding(
                    name: change.kind.rawValue, verdict: change.isInUse ? .warn : .fail, detail: change.text,
                    help: change.help, fix: machine.ownCommand("start"))
            ]
        } catch {
            let failure = Failure(error)
            return [.fail("update", failure.message, help: failure.help)]
        }
    }

    /// Whether the app can be built and updated from its source.
    private func source() async -> [Finding] {
        guard let tree = machine.plan.source else { return [] }
        let (name, repository) = ("source", SourceRepository(machine))
        do {
            try await SourceRepository.requireGit(machine)
            guard repository.exists else {
                return [
                    .fail(
                        name, "it is not in \(machine.paths.source)",
                        help: "`sudo \(machine.command) prepare` lays it down, without the changes that were in it",
                        fix: machine.ownCommand("prepare"))
                ]
            }
            try await SourceMerge(machine).requireSound()
            guard try await repository.isOf(tree) else {
                return [
                    .fail(
                        name, "the branch vendor in \(machine.paths.source) is not of \(machine.plan.app.version)",
                        help: "an update would merge with the wrong release: `git reflog vendor` says what it was")
                ]
            }
            return [.pass(name, "in \(machine.paths.source)")]
        } catch {
            let failure = Failure(error)
            return [.fail(name, failure.message, help: failure.help ?? "look at \(machine.paths.source)")]
        }
    }

    private func dataMove() -> [Finding] {
        guard machine.files.exists(machine.paths.moves) else { return [] }
        return [
            .warn(
                "data", "not all of it is moved aside yet",
                help: "`\(machine.command) provision` finishes that and starts with new secrets")
        ]
    }

    private func domain() -> [Finding] {
        guard let awaited = try? AwaitedDomain.of(machine) else { return [] }
        return [.warn("domain", awaited.text, help: awaited.help(machine))]
    }

    private func backups() -> [Finding] {
        do { return try backupFindings() } catch {
            let failure = Failure(error)
            // A damaged state has a finding of its own.
            if (try? StateStore(machine).load()) == nil { return [] }
            return [.fail("backup", failure.message, help: failure.help)]
        }
    }

    private func backupFindings() throws -> [Finding] {
        guard let age = try BackupAge.of(machine) else { return [] }
        let help = age.help(machine)
        let newest = Finding(name: "backup", verdict: help == nil ? .pass : .warn, detail: age.text, help: help)
        guard let damage = try BackupRecord.read(on: machine).damage else { return [newest] }
        return [
            newest,
            .fail(
                "backup repository", damage,
                help: "backups in it may be lost: set another one by `\(machine.command) backup configure` and run "
                    + "`\(machine.command) backup`"),
        ]
    }

    /// Whether the app comes back after the next boot.
    private func units() async -> [Finding] {
        guard machine.hasSystemd, machine.files.exists("/etc/systemd/system/\(machine.paths.unit()).service") else {
            return []
        }
        let units = ["\(machine.paths.unit()).service", "\(machine.paths.unit("firstboot")).service"]
        let result = try? await Command("systemctl", ["is-enabled"] + units).run()
        guard result?.succeeded != true else { return [] }
        let fix = ["systemctl", "enable"] + units
        return [
            .warn(
                "units", "they do not start at the next boot: somebody has disabled or masked one",
                help: "`\(fix.joined(separator: " "))` enables them", fix: fix)
        ]
    }

    private func services() -> [Finding] {
        guard let containers = try? DockerEngine().containers(project: machine.plan.stack.project) else { return [] }
        // A start does not run while a first boot or a rollout is unfinished: `provision` has that.
        let isWhole = (try? StateStore(machine).load().state).flatMap { $0 }.map { $0.isSetUp && $0.target == nil }
        if containers.isEmpty {
            guard isWhole == true, !machine.plan.stack.services.isEmpty else { return [] }
            return [
                .fail(
                    "services", "none of them has a container: somebody has removed them",
                    help: "`\(machine.command) start` makes them again", fix: machine.ownCommand("start"))
            ]
        }
        guard var watch = try? StackWatch(machine.plan) else { return [] }
        let settling = Settling(seconds: Double(machine.plan.settle), hasChecks: true)
        return watch.look(settling, missing: Compose(machine).isOverridden).map { sight in
            let name = sight.service.name
            let more = sight.restarts.map { "; \($0)" } ?? ""
            let help = "its log may say why: `\(machine.command) logs \(name)`"
            return switch sight.state {
            case .up: .pass(name, "up")
            case .pending(let what): .warn(name, what + more, help: help)
            case .failed(let how):
                .fail(name, how, help: help, fix: isWhole == true ? machine.ownCommand("start") : nil)
            }
        }
    }
}
