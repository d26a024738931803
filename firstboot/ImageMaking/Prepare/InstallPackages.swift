import Docker
import Host
import Installation
import Plan

/// Docker Engine and Compose v2, the firewall and what applies security updates, unless they are there.
struct InstallPackages: ImageStep {
    let machine: Machine
    let title = "Installing Docker, the firewall and automatic security updates"
    let needsRunningSystem = true

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let packaging = try machine.packaging()
        let manager = packaging.packageManager(machine.console)
        var wanted = packaging.firewall + [packaging.automaticUpdates]
        if await hasCompose() {
            machine.note("Docker Compose is installed already")
        } else {
            wanted = try await docker(packaging, manager) + wanted
        }
        let missing = try await manager.missing(wanted)
        if !missing.isEmpty {
            machine.note("packages: \(missing.joined(separator: ", "))")
            try await manager.install(missing)
        }
        guard await hasCompose() else {
            throw Failure(
                .unavailable, "`docker compose` does not work after its installation",
                help: "see `docker compose version`")
        }
        // In a chroot there is nothing to start, and an engine that is reached by DOCKER_HOST is somebody else's.
        if machine.hasSystemd { _ = try await Command("systemctl", ["enable", "--now", "docker.service"]).run() }
    }

    private func hasCompose() async -> Bool {
        await DockerProgram.composeVersion() != nil
    }

    /// The packages of Docker, their repository added where they need one.
    private func docker(_ packaging: Packaging, _ manager: any PackageManager) async throws -> [String] {
        let wanted = machine.plan.docker
        if packaging.source(wanted: wanted) == .distribution, let packages = packaging.docker {
            machine.note("Docker from the distribution's packages")
            return packages
        }
        let reason = wanted == .dockerCE ? "as app.yaml says" : "since this distribution has no Compose v2"
        machine.note("Docker from its own repository, \(reason)")
        // The package manager fetches by HTTPS from there, which a minimal system lacks the certificates for.
        let certificates = try await manager.missing(["ca-certificates"])
        if !certificates.isEmpty { try await manager.install(certificates) }
        try AddDockerRepository(machine, packaging.repository).run()
        return packaging.repository.packages
    }
}

extension Machine {
    /// Whether systemd runs this system, as sd_booted(3) tells it.
    var hasSystemd: Bool { files.root.isSystem && files.exists("/run/systemd/system") }
}
