import Host
import Installation

/// `dnf` without questions. It waits by itself for another program's lock, without a deadline.
struct Dnf: PackageManager {
    var program = "dnf"
    var backoff = RetrySchedule.network
    let console: Console

    init(_ console: Console) { self.console = console }

    func installed() async throws -> Set<String> {
        Set(try await Command("rpm", ["--query", "--all", "--queryformat", "%{NAME}\\n"]).output())
    }

    func dependents(of packages: Set<String>) async throws -> Set<String> {
        let query =
            ["repoquery", "--installed", "--whatrequires"] + packages.sorted() + ["--queryformat", "%{NAME}\\n"]
        return Set(try await Command(program, query, environment: ["LC_ALL": "C"]).output()).subtracting(packages)
    }

    func missing(_ packages: [String]) async throws -> [String] {
        var missing: [String] = []
        for package in packages where try await !Command("rpm", ["--query", package]).run().succeeded {
            missing.append(package)
        }
        return missing
    }

    func install(_ packages: [String]) async throws {
        try await run(
            ["install", "--assumeyes", "--setopt=install_weak_deps=False"] + packages,
            "install \(packages.joined(separator: ", "))")
    }

    func upgrade() async throws { try await run(["upgrade", "--assumeyes", "--refresh"], "apply the updates") }

    func purge(_ packages: [String]) async throws {
        try await run(["remove", "--assumeyes"] + packages, "remove \(packages.joined(separator: ", "))")
    }

    private func run(_ arguments: [String], _ purpose: String) async throws {
        let command = Command(program, arguments, environment: ["LC_ALL": "C"])
        let result = try await backoff.run(on: console) {
            try await command.run()
        } isWorthARetry: {
            $0.mentions(["Cannot download", "Failed to download", "Curl error", "All mirrors were tried"])
        }
        if result.succeeded { return }
        throw Failure(
            .unavailable, "dnf could not \(purpose)", details: Array(result.lastLines.suffix(15)),
            help: "fix what it says (network, mirror, disk space) and run this again; finished steps stay done")
    }
}
