import Host

/// `apt-get`, asking nobody anything, waiting for who else is installing.
struct AptGet {
    var program = "apt-get"
    var dpkg = "dpkg"
    /// Mirrors are away for minutes at times, and a machine's own upgrade at its first boot takes as long.
    var backoff = Backoff(pauses: [5, 10, 20, 40, 60, 60, 60])
    let console: Console

    init(_ console: Console) { self.console = console }

    /// - Throws: ``Failure`` with the end of what apt-get printed.
    func install(_ packages: [String]) async throws {
        let result = try await backoff.run(on: console) {
            try await attempt(packages)
        } isWorthARetry: {
            $0.mentions(Self.passingTroubles)
        }
        if result.succeeded { return }
        throw Failure(
            .unavailable, "apt-get could not install \(packages.joined(separator: ", "))",
            details: Array(result.lastLines.suffix(15)),
            help: "mend what it says (network, mirror, disk space) and run this again; what is done stays done")
    }

    /// What apt-get says, in English, when the network or another installation is in its way.
    private static let passingTroubles = [
        "Failed to fetch", "Unable to fetch", "Temporary failure", "Could not resolve", "Could not connect",
        "Unable to locate package", "has no installation candidate", "Could not get lock", "Unable to lock",
        "Unable to acquire the dpkg",
    ]

    private func attempt(_ packages: [String]) async throws -> CommandResult {
        // A failed update leaves older lists, which may do; what they lack, the installation says.
        _ = try await command(["update"]).run()
        let result = try await command(["install", "--yes", "--no-install-recommends"] + packages).run()
        guard !result.succeeded, result.mentions(["dpkg --configure -a"]) else { return result }
        console.line("  finishing an installation that was interrupted")
        _ = try await Command(dpkg, ["--configure", "-a"], environment: Self.environment).run()
        return try await command(["install", "--yes", "--no-install-recommends"] + packages).run()
    }

    private func command(_ arguments: [String]) -> Command {
        let options = ["DPkg::Lock::Timeout=600", "Dpkg::Options::=--force-confdef", "Dpkg::Options::=--force-confold"]
        return Command(
            program, ["-q"] + options.flatMap { ["-o", $0] } + arguments, environment: Self.environment)
    }

    private static let environment: [String: String?] = ["DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"]
}
