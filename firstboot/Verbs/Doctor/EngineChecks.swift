import Docker
import Edge
import Host
import Installation

/// What `doctor` looks at in Docker.
struct EngineChecks {
    private let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    func all() async -> [Finding] { engine() + (await compose()) + images() + (await registries()) + edge() }

    private func engine() -> [Finding] {
        let name = "Docker Engine"
        if machine.snapDocker != nil {
            return [.fail(name, "it is a snap, which cannot see \(machine.paths.stack)", help: machine.snapDockerHelp)]
        }
        if (try? DockerEngine().isUp) == true { return [.pass(name, "answers")] }
        return [
            .fail(
                name, "does not answer",
                help: "look at `systemctl status docker` and start it with `systemctl start docker`",
                fix: machine.hasSystemd ? ["systemctl", "start", "docker.service"] : nil)
        ]
    }

    private func compose() async -> [Finding] {
        if let version = await DockerProgram.composeVersion() { return [.pass("Docker Compose", version)] }
        return [
            .fail("Docker Compose", "`docker compose` does not run", help: "`\(machine.command) prepare` installs it")
        ]
    }

    private func registries() async -> [Finding] {
        let registries = Registries(machine)
        let logins: [String: Registries.Login]
        do { logins = try registries.logins } catch {
            return [.fail("registries", Failure(error).message, help: Failure(error).help)]
        }
        var findings: [Finding] = []
        for (host, login) in logins.sorted(by: { $0.key < $1.key }) {
            let name = "registry \(host)"
            let problem = await registries.problem(at: host)
            findings.append(
                problem.map { .warn(name, $0.message, help: $0.help ?? "log in again") }
                    ?? .pass(name, "logged in as \(login.username)"))
        }
        return findings
    }

    private func edge() -> [Finding] {
        let edge = MachineEdge(machine)
        guard edge.hasPlace else { return [] }
        let problem = edge.problem
        guard let problem else { return [.pass("edge", "answers for \(edge.hosts.joined(separator: ", "))")] }
        return [
            .fail("edge", problem, help: "`\(machine.command) start` puts it right", fix: machine.ownCommand("start"))
        ]
    }

    /// A prune takes the images of services that are stopped.
    private func images() -> [Finding] {
        guard let engine = try? DockerEngine(), engine.isUp else { return [] }
        let missing = machine.plan.stack.pinnedImages.filter { name in
            // An engine that stops answering has a finding of its own.
            do { return try engine.image(name) == nil } catch { return false }
        }
        return missing.map { name in
            .warn(
                "image \(name)", "it is not here: a service that needs it cannot start without the registry",
                help: "`\(machine.command) start` gets it", fix: machine.ownCommand("start"))
        }
    }
}
