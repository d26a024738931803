import Host

/// Docker Engine and Compose v2 from the distribution's packages, unless they are there.
struct InstallDocker: ImageStep {
    let machine: Machine
    let title = "Installing Docker"
    let needsRunningSystem = true

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        if await hasCompose() {
            machine.note("Docker Compose is installed already")
        } else {
            let packages = try packages()
            machine.note("from the distribution's packages: \(packages.joined(separator: ", "))")
            try await AptGet(machine.console).install(packages)
            guard await hasCompose() else {
                throw Failure(
                    .unavailable, "`docker compose` does not work after its installation",
                    help: "see `docker compose version`")
            }
        }
        // In a chroot there is nothing to start, and an engine that is reached by DOCKER_HOST is somebody else's.
        if machine.hasSystemd { _ = try await Command("systemctl", ["enable", "--now", "docker.service"]).run() }
    }

    private func hasCompose() async -> Bool {
        (try? await Command("docker", ["compose", "version"]).run())?.succeeded == true
    }

    private func packages() throws -> [String] {
        let distribution = try Distribution(machine.files)
        if let packages = distribution.dockerPackages { return packages }
        throw Failure(
            .unavailable, "\(distribution.title) has no package of Docker Compose v2",
            help: "install Docker Engine and its Compose plugin from Docker's own repository and run this again, "
                + "or use \(Distribution.withDocker)")
    }
}

extension Machine {
    /// Whether systemd runs this system, as sd_booted(3) tells it.
    var hasSystemd: Bool { files.root.isSystem && files.exists("/run/systemd/system") }
}
