import Backups
import Docker
import Glibc
import Host
import ImageMaking
import Installation
import JSON
import Plan

/// Checks everything that the app needs on this machine.
struct Doctor: Verb {
    static let name = "doctor"
    static let summary = "check everything that the app needs on this machine"
    static let onlyLooks = true
    static let flags: [Flag<Doctor>] = [.json { $0.json = true }]

    private var json = false

    init() {}

    struct Finding: Encodable, Equatable {
        enum Verdict: String, Encodable { case pass, warn, fail }
        var name: String
        var verdict: Verdict
        var detail: String
        /// What to do about it; nil if nothing is wrong.
        var help: String?
    }

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name, "reads files that only root may read")
        let findings = try await Checks(machine: machine).all()
        if json {
            machine.console.line(String(decoding: try JSONCoder.encode(findings, pretty: true), as: UTF8.self))
        } else {
            for finding in findings {
                machine.console.line("\(finding.verdict.rawValue.uppercased())  \(finding.name): \(finding.detail)")
                if let help = finding.help { machine.console.line("      help: \(help)") }
            }
        }
        let failures = findings.filter { $0.verdict == .fail }
        if failures.isEmpty { return }
        // A damaged state stays damaged; a retry cannot help.
        let isDamaged = failures.contains { $0.name == "state" }
        throw Failure(
            isDamaged ? .invalidInput : .unavailable,
            "\(failures.map(\.name).joined(separator: ", ")): not as it should be")
    }
}

/// The checks of `doctor`.
private struct Checks {
    typealias Finding = Doctor.Finding
    let machine: Machine

    func all() async throws -> [Finding] {
        try await size() + ownership() + engine() + compose() + firstBoot() + dataMove() + backups() + services()
    }

    private func size() -> [Finding] {
        let requires = machine.plan.requires
        let memory = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
        var disk = statvfs()
        statvfs(machine.files.root.path("/"), &disk)
        let blocks = Int64(disk.f_blocks) * Int64(disk.f_frsize)
        let free = Int64(disk.f_bavail) * Int64(disk.f_frsize)
        return [
            // On a machine sold with 1 GiB the kernel sees about 5 % less.
            Self.amount("memory", memory, atLeast: requires.memory * 9 / 10),
            Self.amount("disk", blocks, atLeast: requires.disk * 9 / 10),
            Finding(
                name: "free disk", verdict: free < 1 << 30 ? .warn : .pass, detail: Self.gigabytes(free),
                help: free < 1 << 30 ? "remove files that are not needed, or run `docker image prune --all`" : nil),
        ]
    }

    private static func amount(_ name: String, _ bytes: Int64, atLeast least: Int64) -> Finding {
        Finding(
            name: name, verdict: bytes < least ? .warn : .pass,
            detail: gigabytes(bytes) + (bytes < least ? ", but the app needs \(gigabytes(least))" : ""),
            help: bytes < least ? "move to a larger machine" : nil)
    }

    private static func gigabytes(_ bytes: Int64) -> String {
        "\(bytes / 100_000_000 / 10).\(bytes / 100_000_000 % 10) GB"
    }

    private func ownership() -> [Finding] {
        let check = OwnershipCheck(machine)
        return check.problems.map { part in
            Finding(
                name: "ownership", verdict: .fail, detail: check.describe(part),
                help: "only root may own and change these files: `\(command) start` says how to fix it")
        }
    }

    private func engine() -> [Finding] {
        if machine.snapDocker != nil {
            return [
                Finding(
                    name: "Docker Engine", verdict: .fail,
                    detail: "it is a snap, which cannot see \(machine.paths.stack)", help: machine.snapDockerHelp)
            ]
        }
        let isUp = (try? DockerEngine().isUp) == true
        return [
            Finding(
                name: "Docker Engine", verdict: isUp ? .pass : .fail, detail: isUp ? "answers" : "does not answer",
                help: isUp ? nil : "look at `systemctl status docker` and start it with `systemctl start docker`")
        ]
    }

    private func compose() async -> [Finding] {
        guard let version = await DockerProgram.composeVersion() else {
            return [
                Finding(
                    name: "Docker Compose", verdict: .fail, detail: "`docker compose` does not run",
                    help: "`\(command) prepare` installs it")
            ]
        }
        return [Finding(name: "Docker Compose", verdict: .pass, detail: version)]
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
            return [Finding(name: "state", verdict: .fail, detail: failure.message, help: failure.help)]
        }
        guard let state else {
            return [Finding(name: name, verdict: .warn, detail: "not done yet", help: "`\(command) provision` does it")]
        }
        let help = "`\(command) provision` continues it"
        guard state.isSetUp else { return [Finding(name: name, verdict: .warn, detail: "not finished", help: help)] }
        let done = Finding(name: name, verdict: .pass, detail: "done")
        guard state.target != nil else { return [done] }
        return [done, Finding(name: "rollout", verdict: .warn, detail: "not finished", help: help)]
    }

    private func dataMove() -> [Finding] {
        guard machine.files.exists(machine.paths.moves) else { return [] }
        return [
            Finding(
                name: "data", verdict: .warn, detail: "not all of it is moved aside yet",
                help: "`\(command) provision` finishes that and starts with new secrets")
        ]
    }

    private func backups() throws -> [Finding] {
        guard let age = try? BackupAge.of(machine) else { return [] }
        let help = age.help(machine)
        let newest = Finding(name: "backup", verdict: help == nil ? .pass : .warn, detail: age.text, help: help)
        guard let damage = try BackupRecord.read(on: machine).damage else { return [newest] }
        return [
            newest,
            Finding(
                name: "backup repository", verdict: .fail, detail: damage,
                help: "backups in it may be lost: set another one by `\(command) backup configure` and run "
                    + "`\(command) backup`"),
        ]
    }

    private var command: String { machine.command }

    private func logs(_ service: Service) -> String {
        "its log may say why: `docker compose --project-name \(machine.plan.stack.project) logs \(service.name)`"
    }

    private func services() -> [Finding] {
        guard let containers = try? DockerEngine().containers(project: machine.plan.stack.project), !containers.isEmpty,
            var watch = try? StackWatch(machine.plan)
        else { return [] }
        let settling = Settling(seconds: Double(machine.plan.settle), hasChecks: true)
        return watch.look(settling, missing: Compose(machine).isOverridden).map { sight in
            let name = sight.service.name
            let more = sight.restarts.map { "; \($0)" } ?? ""
            return switch sight.state {
            case .up: Finding(name: name, verdict: .pass, detail: "up")
            case .pending(let what):
                Finding(name: name, verdict: .warn, detail: what + more, help: logs(sight.service))
            case .failed(let how): Finding(name: name, verdict: .fail, detail: how, help: logs(sight.service))
            }
        }
    }
}
