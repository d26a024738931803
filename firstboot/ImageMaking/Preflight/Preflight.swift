import Docker
import Host
import Installation
import Plan
import Text

/// What must be so before an installation begins. Nothing is changed, and everything is reported at once.
package struct Preflight {
    private let machine: Machine
    /// Ports are taken by the app itself then.
    private let isSetUp: Bool
    private let folder: OwnFolder?

    /// - Parameter folder: The owner's own folder for the app.
    package init(_ machine: Machine, _ folder: OwnFolder? = nil) {
        self.machine = machine
        self.folder = folder
        isSetUp = machine.files.exists(machine.paths.stateFile)
    }

    package func findings() async throws -> [Finding] {
        let size = MachineSize(machine)
        var findings = [distribution(), memory(size.memory), disk(size), clock()]
        findings += await place()
        findings += try await name() + docker()
        // A folder that stands for a machine has neither ports nor a network.
        if machine.files.root.isSystem { findings += ports() + network() }
        return findings
    }

    private func distribution() -> Finding {
        guard let found = try? Distribution(machine.files) else {
            return .fail("system", "/etc/os-release cannot be read", help: "use \(Distribution.known)")
        }
        if found.packaging != nil { return .pass("system", found.title) }
        return .fail("system", "\(found.title) is not a supported distribution", help: "use \(Distribution.known)")
    }

    /// - Parameter has: What the machine has, in bytes.
    private func memory(_ has: Int64) -> Finding {
        let needed = machine.plan.requires.memory
        if MachineSize.suffices(has, for: needed) { return .pass("memory", MachineSize.gigabytes(has)) }
        return .warn(
            "memory", "\(MachineSize.gigabytes(has)), but the app needs \(MachineSize.gigabytes(needed))",
            help: "use a larger machine: services may be ended for lack of memory")
    }

    private func disk(_ size: MachineSize) -> Finding {
        let needed = machine.plan.requires.disk
        let details = size.disks.map { disk in
            let detail = "\(MachineSize.gigabytes(disk.free)) free of \(MachineSize.gigabytes(disk.size))"
            return size.docker == nil ? detail : "\(detail) at \(disk.title)"
        }
        let detail = details.joined(separator: ", ")
        if let full = size.disks.first(where: { $0.free < Self.leastRoom }) {
            let place = size.docker == nil ? "" : " at \(full.title)"
            return .fail("disk", detail, help: "make room\(place) first: an installation takes 1 to 3 GB")
        }
        if MachineSize.suffices(size.data.size, for: needed) { return .pass("disk", detail) }
        let place = size.docker == nil ? "" : " where Docker keeps its data"
        return .warn(
            "disk", "\(detail), but the app needs \(MachineSize.gigabytes(needed))\(place)",
            help: size.docker == nil ? "use a larger machine" : "use a larger disk for Docker's data")
    }

    /// In bytes: Docker's packages alone take half of it.
    private static let leastRoom: Int64 = 1 << 30

    /// Certificates are not valid yet where the clock is years behind.
    private func clock() -> Finding {
        let now = Timestamp.now
        guard now.seconds < Self.oldestTime else { return .pass("clock", now.iso8601 ?? "") }
        return .fail(
            "clock", "it is set to \(now.iso8601 ?? "the past")",
            help: "set it: `timedatectl set-ntp true`, or `date --set`")
    }

    /// 2026-01-01, in seconds since 1970: before this program was made.
    private static let oldestTime = 1_767_225_600.0

    private func place() async -> [Finding] {
        guard let folder else { return [] }
        let problem = await folder.problem()
        return [problem.map { .fail("dir", $0.message, help: $0.help) } ?? .pass("dir", folder.path)]
    }

    private func name() async throws -> [Finding] {
        do {
            try await RefuseTakenName(machine).run()
            return []
        } catch {
            let failure = Failure(error)
            return [.fail("name", failure.message, help: failure.help)]
        }
    }

    private func docker() async throws -> [Finding] {
        let name = "Docker"
        if let place = machine.snapDocker {
            return [
                .fail(
                    name, "it is a snap (\(place)), which cannot see \(machine.paths.stack)",
                    help: machine.snapDockerHelp)
            ]
        }
        guard machine.files.root.isSystem, DockerProgram.isInstalled else {
            return [.pass(name, "not here yet: it will be installed")]
        }
        let version = try await DockerProgram.command(["--version"]).run().lastLines
        if version.contains(where: { $0.lowercased().contains("podman") }) {
            return [
                .fail(
                    name, "`docker` is Podman's stand-in for it",
                    help:
                        "remove it (`apt-get remove podman-docker` or `dnf remove podman-docker`): Compose needs Docker"
                )
            ]
        }
        let server = try await DockerProgram.command(["version", "--format", "{{.Server.Version}}"]).run()
        guard server.succeeded, let text = server.lastLines.last else {
            return [.warn(name, "it is installed and does not answer", help: "see `systemctl status docker`")]
        }
        let major = Int(text.prefix { $0.isNumber }) ?? 0
        guard major < Self.oldestEngine else { return [.pass(name, text)] }
        return [
            .fail(
                name, "its version \(text) is too old",
                help: "bring Docker to \(Self.oldestEngine) or newer, then run this again")
        ]
    }

    /// Debian 11 and 12 have 20.10, the oldest that Compose v2 supports.
    private static let oldestEngine = 20

    private func ports() -> [Finding] {
        if isSetUp { return [] }
        let stack = machine.plan.stack
        let published = stack.services.flatMap(\.ports)
        let own = PortConflict.all(published, project: stack.project)
        // A machine's edge may be there already, for other apps.
        let edges = stack.edge.map { PortConflict.all($0.ports, project: $0.project) } ?? []
        let taken = (own + edges).map { Finding.fail($0.name, $0.holder, help: $0.help) }
        var names: [String] = []
        for port in published + (stack.edge?.ports ?? []) {
            let name = "\(port.port)/\(port.transport)"
            if !names.contains(name) { names.append(name) }
        }
        guard taken.isEmpty, !names.isEmpty else { return taken }
        return [.pass("ports", names.joined(separator: ", ") + " are free")]
    }

    /// Many registries have no IPv6 address.
    private func network() -> [Finding] {
        let routes = text("/proc/net/route").split(separator: "\n").dropFirst()
        let hasIPv4 = routes.contains { $0.split(whereSeparator: \.isWhitespace).dropFirst().first == "00000000" }
        guard !hasIPv4 else { return [] }
        let hasIPv6 = text("/proc/net/ipv6_route").split(separator: "\n").contains { line in
            line.hasPrefix(String(repeating: "0", count: 32) + " 00 ") && !line.hasSuffix(" lo")
        }
        guard hasIPv6 else {
            // What brought the installer may be all that the machine needs to reach.
            return [
                .warn(
                    "network", "there is no default route: only the networks of its own interfaces reach this machine",
                    help: "`ip route` shows what there is")
            ]
        }
        return [
            .warn(
                "network", "there is no IPv4, and some registries have no IPv6 address (ghcr.io and GitHub)",
                help: "give the machine an IPv4 address or NAT64, or load the images from archives by --images")
        ]
    }

    private func text(_ path: String) -> String {
        String(decoding: (try? Files(.system).read(path)).flatMap { $0 } ?? [], as: UTF8.self)
    }
}
