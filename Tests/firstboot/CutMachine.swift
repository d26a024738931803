import Emulator
import Foundation
import Host
import Plan
import Providers
import TestSupport

/// The machine that a rollout is cut off on: how it is before that, and a database that keeps its first password.
struct CutMachine: Sendable {
    let boot: Boot
    private let kind: RolloutKind
    private let processor: Int
    /// Holds what the containers keep, and copies of it and of the machine as both are before the rollout.
    private let data = TemporaryFolder()
    /// Of the release that runs in the rollout.
    private let binary: String
    private let binaries = TemporaryFolder()
    /// Those that the machine had after its first boot.
    private(set) var olderSecrets: [String: String] = [:]

    private static let manager = FileManager.default
    /// Where the machine had its address before.
    private static let olderAddress = "198.51.100.7"

    init(_ kind: RolloutKind, processor: Int) async throws {
        self.kind = kind
        self.processor = processor
        // As PostgreSQL does: the password counts where there is no data yet, and later `set-key` alone changes it.
        boot = try await Boot(
            kind == .awaited ? RolloutKind.exposedPlan : RolloutKind.plan,
            services: [
                "web": ("running", "Up 1 second"), "db": ("running", "Up 1 second (healthy)"),
                "caddy": ("running", "Up 1 second"),
            ].filter { kind == .awaited || $0.key != "caddy" },
            volumes: [.adoption, .lostState].contains(kind) ? ["demo_data"] : [],
            script: """
                [[ $verb == exec && ${!#} == version ]] && echo v2.11.7
                if [[ $verb == up && -e $stack/.env ]]; then
                    cat $stack/.env >\(data.file("env"))
                    [[ -e \(data.file("password")) ]] || sed -n "s/^KEY='\\(.*\\)'$/\\1/p" $stack/.env >\(data.file("password"))
                fi
                [[ "$*" == *set-key ]] && cat >\(data.file("password"))
                [[ ${!#} == "$(cat \(data.file("kill")))" ]] && kill -KILL $PPID
                """)
        binary =
            kind == .release
            ? try Executables.stamped(RolloutKind.nextPlan, in: binaries) : boot.binary
        try data.write("kill", "")
        try boot.folder.write("root/dev/console", "")
        try boot.folder.write("root/sys/class/tty/console/active", "console\n")
        if kind == .awaited {
            // Nobody answers at the DNS server, which is this computer's loopback where there is no resolv.conf.
            try boot.folder.write("root/etc/demo/parameters.yaml", "domain: chat.example.org\n", mode: 0o600)
        }
        if !kind.isFirst { olderSecrets = try await prepare() }
        for (path, name) in [(root, "root"), (data.file("password"), "password"), (data.file("env"), "env")]
        where Self.manager.fileExists(atPath: path) {
            try Self.manager.copyItem(atPath: path, toPath: data.file("before-" + name))
        }
    }

    /// A first boot by the release before, and what happens to the machine after it.
    ///
    /// - Returns: The secrets that the first boot made.
    private func prepare() async throws -> [String: String] {
        var url = boot.metadataURL
        var older: MetadataService?
        if kind == .address, let provider = Provider.named("digitalocean") {
            let service = try MetadataService(provider: provider) { $0.publicIPv4 = Self.olderAddress }
            url = try await service.start(port: 0)
            older = service
        }
        let result = try await run("provision", boot.binary, metadataURL: url)
        await older?.stop()
        guard result.status == 0 else { throw CutBoot.Unfit(lines: result.lastLines) }
        try? Self.manager.removeItem(atPath: root + "/run")
        try boot.folder.write("root/dev/console", "")
        let made = secrets
        switch kind {
        case .parameter:
            try boot.folder.write("root/etc/demo/parameters.yaml", "api_token: tok-another\n", mode: 0o600)
        case .adoption: try boot.becomeClone()
        // Nothing but the `.env` has the secrets of the data.
        case .lostState: try Self.manager.removeItem(atPath: root + "/var/lib/landfall/demo")
        case .clone:
            try boot.becomeClone()
            // A clone's disk has no volumes.
            try? Self.manager.removeItem(atPath: data.file("password"))
        case .firstBoot, .awaited, .secondBoot, .rotation, .address, .release: break
        }
        return made
    }

    var root: String { boot.folder.file("root") }
    /// None where there are none.
    var secrets: [String: String] { (try? boot.secrets) ?? [:] }
    /// What the machine's console has shown.
    var shown: String { (try? boot.read("/dev/console")) ?? "" }
    /// Whether the state on the disk is this machine's.
    var hasState: Bool { (try? boot.read("/var/lib/landfall/demo/state.json"))?.contains(Self.id) == true }
    /// Whether the state names a rollout that has begun and not ended, or the secrets a rotation.
    var isUnfinished: Bool {
        ["state", "secrets"].contains { name in
            let text = (try? boot.read("/var/lib/landfall/demo/\(name).json")) ?? ""
            return text.contains("\"target\": {") || text.contains("\"pending\": {")
        }
    }
    private static let id = "\"320206672\""

    /// The secrets of this machine's that no later run may lose or make again, by what is on the disk now.
    var durable: [String: String] {
        guard let text = try? boot.read("/var/lib/landfall/demo/secrets.json"), text.contains(Self.id) else {
            return [:]
        }
        struct File: Decodable { var pending: [String: String]? }
        let pending = (try? JSONDecoder().decode(File.self, from: Data(text.utf8)))?.pending ?? [:]
        // What waits to be put in place of others counts, and what is derived from it is made again.
        let kept = secrets.filter { pending.isEmpty || $0.key != "URL" }.merging(pending) { $1 }
        // Nothing but the certificate states what may change, and no data holds it.
        return kept.filter { !$0.key.hasPrefix("CERTIFICATE") }
    }

    var databasePassword: String? {
        (try? data.read("password"))?.split(separator: "\n").first.map(String.init)
    }
    /// What the services were given when they were started last.
    var lastEnvironment: String? { try? data.read("env") }

    /// Puts the machine back to how it is before the rollout.
    func reset() throws {
        for (path, name) in [(root, "root"), (data.file("password"), "password"), (data.file("env"), "env")] {
            try? Self.manager.removeItem(atPath: path)
            let copy = data.file("before-" + name)
            if Self.manager.fileExists(atPath: copy) { try Self.manager.copyItem(atPath: copy, toPath: path) }
        }
        try data.write("kill", "")
        if kind.isFirst { boot.docker.removeContainers() }
    }

    func strace(_ options: [String]) -> [String] {
        // Children are let go when they become another program: their calls are their own.
        [
            "sh", "-c", "exec \"$0\" \"$@\" >\(boot.folder.file("output")) 2>&1", "taskset", "--cpu-list",
            "\(processor)", "timeout", "60", "strace", "-f",
            "--detach-on=execve", "-y", "--quiet=all", "--signal=none", "-o", boot.folder.file("trace"),
        ] + options
    }

    /// - Parameter command: The last word of the `docker` command that kills who called it.
    func run(_ verb: String, under prefix: [String] = [], killedAfter command: String = "") async throws
        -> CommandResult
    {
        try data.write("kill", command)
        defer { try? data.write("kill", "") }
        return try await run(verb, binary, metadataURL: boot.metadataURL, under: prefix)
    }

    private func run(
        _ verb: String, _ binary: String, metadataURL: String, under prefix: [String] = []
    ) async throws -> CommandResult {
        var line = prefix + [binary, verb, "--root", root]
        if verb == "provision" {
            line += ["--metadata-url", metadataURL]
        }
        return try await Command(line[0], Array(line.dropFirst()), environment: boot.docker.environment).run()
    }
}
