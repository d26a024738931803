import Host
import Installation
import Text

/// `apt-get` without questions. It waits for other installations to end.
struct AptGet: PackageManager {
    var program = "apt-get"
    var dpkg = "dpkg"
    var dpkgQuery = "dpkg-query"
    /// Settings for each call, for `-o`.
    var options = ["Dpkg::Options::=--force-confdef", "Dpkg::Options::=--force-confold"]
    /// Mirrors are sometimes down for minutes.
    var backoff = RetrySchedule(pauses: [5, 10, 20, 40, 60, 60, 60])
    /// This covers every lock. apt's own `DPkg::Lock::Timeout` covers only dpkg's, not those of the lists and the
    /// archives.
    var lock: LockWait
    let console: Console

    init(_ console: Console) {
        self.console = console
        lock = LockWait(console)
    }

    func installed() async throws -> Set<String> {
        let query = Command(
            dpkgQuery, ["--show", "--showformat=${db:Status-Abbrev}${Package}\\n"], environment: Self.environment)
        return Set(try await query.output().filter { $0.hasPrefix("ii ") }.map { String($0.dropFirst(3)) })
    }

    func dependents(of packages: Set<String>) async throws -> Set<String> {
        let purge = command(["--simulate", "purge"] + packages.sorted())
        // "Purg docker.io [20.10.24]", or "Remv" for what is removed and keeps its configuration.
        let gone = try await purge.output().map { $0.split(separator: " ") }
            .filter { $0.count > 1 && ["Purg", "Remv"].contains($0[0]) }.map { String($0[1]) }
        return Set(gone).subtracting(packages)
    }

    func missing(_ packages: [String]) async throws -> [String] {
        let query = Command(
            dpkgQuery, ["--show", "--showformat=${db:Status-Abbrev}${Package}\\n"] + packages,
            environment: Self.environment)
        let installed = Set(try await query.run().lastLines.filter { $0.hasPrefix("ii ") }.map { $0.dropFirst(3) })
        return packages.filter { !installed.contains($0[...]) }
    }

    func install(_ packages: [String]) async throws {
        try await run(
            ["install", "--yes", "--no-install-recommends"] + packages, "install \(packages.joined(separator: ", "))")
    }

    /// An update may bring new packages, for example a kernel; none is removed.
    func upgrade() async throws { try await run(["upgrade", "--yes", "--with-new-pkgs"], "apply the updates") }

    func purge(_ packages: [String]) async throws {
        // It needs no lists, and no network.
        try await run(["purge", "--yes"] + packages, "remove \(packages.joined(separator: ", "))", withLists: false)
    }

    private func run(_ arguments: [String], _ purpose: String, withLists: Bool = true) async throws {
        let result = try await backoff.run(on: console) {
            try await attempt(arguments, withLists)
        } isWorthARetry: {
            $0.mentions(Self.passingTroubles)
        }
        if result.succeeded { return }
        throw Failure(
            .unavailable, "apt-get could not \(purpose)", details: Array(result.lastLines.suffix(15)),
            help: "fix what it says (network, mirror, disk space) and run this again; finished steps stay done")
    }

    /// What apt-get says, in English, when the network fails.
    private static let passingTroubles = [
        "Failed to fetch", "Unable to fetch", "Temporary failure", "Could not resolve", "Could not connect",
        "Unable to locate package", "has no installation candidate",
    ]

    private func attempt(_ arguments: [String], _ withLists: Bool) async throws -> CommandResult {
        // A failed update leaves older lists, which may be enough. If not, the installation says what is missing.
        if withLists { _ = try await patiently(command(["update"])) }
        let result = try await patiently(command(arguments))
        guard !result.succeeded, result.mentions(Self.interruptions) else { return result }
        console.line("  finishing an installation that was interrupted")
        _ = try await patiently(Command(dpkg, ["--configure", "-a"], environment: Self.environment))
        let halves = try await halfUnpacked()
        if !halves.isEmpty { _ = try await patiently(command(["install", "--reinstall", "--yes"] + halves)) }
        return try await patiently(command(arguments))
    }

    /// What apt-get and dpkg say after another run was killed.
    private static let interruptions = [
        "dpkg --configure -a", "needs to be reinstalled", "very bad inconsistent state",
    ]

    /// The packages whose files were being put in place when the power went. dpkg does not configure them any more: they
    /// have to be unpacked once more (dpkg(1), "reinst-required").
    private func halfUnpacked() async throws -> [String] {
        let query = Command(
            dpkgQuery, ["--show", "--showformat=${db:Status-Eflag} ${binary:Package}\\n"], environment: Self.environment
        )
        return try await query.output().compactMap { line in
            line.hasPrefix("reinstreq ") ? String(line.dropFirst("reinstreq ".utf8.count)) : nil
        }
    }

    private func patiently(_ command: Command) async throws -> CommandResult {
        try await lock.run(command, holder: Self.lockHolder)
    }

    /// The line that names a lock and its holder: `Could not get lock /var/lib/dpkg/lock-frontend. It is held by
    /// process 815 (unattended-upgr)`, or dpkg's `dpkg frontend lock was locked by another process with pid 815`.
    static func lockHolder(_ result: CommandResult) -> String? {
        let line = result.lastLines.first { line in
            ["Could not get lock", "locked by another process", "Unable to lock", "Unable to acquire the dpkg"]
                .contains(
                    where: line.contains)
        }
        return line.map { $0.hasPrefix("E: ") ? String($0.dropFirst(3)) : $0 }
    }

    private func command(_ arguments: [String]) -> Command {
        Command(program, ["-q"] + options.flatMap { ["-o", $0] } + arguments, environment: Self.environment)
    }

    /// Programs that ask questions by themselves during an installation, besides debconf. needrestart would also
    /// restart services, the engine included, in the middle of the work; it runs again at the next installation
    /// (needrestart(1)).
    private static let environment: [String: String?] = [
        "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C",
        "NEEDRESTART_SUSPEND": "1", "NEEDRESTART_MODE": "l",
        "APT_LISTCHANGES_FRONTEND": "none", "APT_LISTBUGS_FRONTEND": "none", "UCF_FORCE_CONFFOLD": "1",
    ]
}
