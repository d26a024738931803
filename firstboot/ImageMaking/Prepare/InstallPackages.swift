import Docker
import Host
import Installation
import Plan

/// Installs Docker Engine, Compose v2, the firewall, the automatic security updates and what backups need, unless they
/// are there.
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
        wanted += backupPackages(packaging) + (machine.plan.source == nil ? [] : ["git"])
        let missing = try await manager.missing(wanted)
        if !missing.isEmpty {
            machine.note("packages: \(missing.joined(separator: ", "))")
            try await MachineChanges.installing(missing, by: manager, on: machine)
        }
        guard await hasCompose() else {
            throw Failure(
                .unavailable, "`docker compose` does not work after its installation",
                help: "run `docker compose version` to see why")
        }
        // In a chroot there is nothing to start. An engine behind DOCKER_HOST belongs to somebody else.
        if machine.hasSystemd { _ = try await Command("systemctl", ["enable", "--now", "docker.service"]).run() }
    }

    /// What backups need on the machine itself. The RHEL family has restic only in EPEL, which its owner may not want.
    private func backupPackages(_ packaging: Packaging) -> [String] {
        let stores = machine.plan.backup.items.map(\.store)
        if stores.isEmpty { return [] }
        let isSQLite = stores.contains { if case .sqlite = $0 { true } else { false } }
        switch packaging.manager {
        case .apt: return ["restic"] + (isSQLite ? ["sqlite3"] : [])
        case .dnf:
            machine.note("restic is not in this distribution: `backup` works with --to, or after you install it")
            return isSQLite ? ["sqlite"] : []
        }
    }

    private func hasCompose() async -> Bool {
        await DockerProgram.composeVersion() != nil
    }

    /// Docker's packages. Adds their repository if they need one.
    private func docker(_ packaging: Packaging, _ manager: any PackageManager) async throws -> [String] {
        let wanted = machine.plan.docker
        if packaging.source(wanted: wanted) == .distribution, let packages = packaging.docker {
            machine.note("Docker from the distribution's packages")
            return packages
        }
        let reason = wanted == .dockerCE ? "as app.yaml says" : "since this distribution has no Compose v2"
        machine.note("Docker from its own repository, \(reason)")
        // The package manager uses HTTPS there, and a minimal system has no certificates.
        let certificates = try await manager.missing(["ca-certificates"])
        if !certificates.isEmpty {
            try await MachineChanges.installing(certificates, by: manager, on: machine)
        }
        try AddDockerRepository(machine, packaging.repository).run()
        // Without it Docker builds as well, but not every Dockerfile.
        return packaging.repository.packages + (machine.plan.source == nil ? [] : ["docker-buildx-plugin"])
    }
}
