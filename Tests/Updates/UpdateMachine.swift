import Foundation
import Host
import Plan
import Publishing
import Release
import TestSupport
import Testing

/// A machine in a folder that runs an app with a database in the real engine: Demo 1.4.0, whose next release migrates.
struct UpdateMachine: Sendable {
    let folder = TemporaryFolder()
    private let listener: Listener
    /// Signs the releases; nil where they are not signed.
    private let key: Minisign.SecretKey?
    let project = "landfall-update-\(UUID().uuidString.prefix(6).lowercased())"

    /// What makes a release another one.
    struct Release {
        var version: String
        var image = "postgres:17"
        /// What `web` needs in order to be healthy.
        var health = "true"
        /// Run once, in `db`.
        var migration: String?
        /// In a file that `web` mounts.
        var setting = "one"
        var secrets = ["KEY"]
    }

    static let first = Release(version: "1.4.0", health: "test $(cat /srv/schema || echo 1) = 1")
    static let migration = """
        psql -U app -Xq -v ON_ERROR_STOP=1 app -c 'ALTER TABLE items ADD COLUMN size int DEFAULT 7' && echo migrated $KEY
        """
    static let second = Release(
        version: "1.5.0", health: "test -e /srv", migration: migration, setting: "two", secrets: ["KEY", "MAIL_KEY"])

    var root: String { folder.file("root") }
    var binary: String { folder.file("root/usr/local/bin/democtl") }

    /// - Parameters:
    ///   - first: The release that it has.
    ///   - before: Done with the project's name before the first boot.
    init(signed: Bool = false, first: Release = Self.first, before: (_ project: String) async throws -> Void = { _ in })
        async throws
    {
        listener = try Listener()
        key = signed ? try .make() : nil
        try folder.write("root/etc/machine-id", String(repeating: "a", count: 32) + "\n")
        let made = try publish(first)
        try FileManager.default.createDirectory(
            atPath: folder.file("root/usr/local/bin"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: made, toPath: binary)
        try await before(project)
        let boot = try await run("provision", "--console", "-")
        try #require(boot.status == 0, "\(boot.lastLines)")
        try await sql("CREATE TABLE items AS SELECT i id FROM generate_series(1, 1000) i")
        try await shell("web", "echo upload >/srv/upload")
    }

    /// - Returns: The program's path, in a folder for `--from`.
    @discardableResult func publish(_ release: Release) throws -> String {
        let releases = TemporaryFolder()
        let made = try Executables.stamped(plan(release), in: releases)
        let target = "release-\(release.version)/demo-generic-\(ThisProcess.architecture)"
        try FileManager.default.createDirectory(
            atPath: folder.file("release-\(release.version)"), withIntermediateDirectories: true)
        try? FileManager.default.removeItem(atPath: folder.file(target))
        try FileManager.default.moveItem(atPath: made, toPath: folder.file(target))
        return folder.file(target)
    }

    /// Puts it on a server, as its publisher does.
    ///
    /// - Parameter images: As the signed list has them.
    func upload(_ release: Release, images: [ReleaseList.Image] = []) throws -> ReleaseServer {
        let server = try ReleaseServer(folder)
        guard let key else { preconditionFailure("the releases of this machine are not signed") }
        let program = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Executables.firstboot)))
        try folder.write("served/program", program)
        let packed = try #require(Tool("sh")).run(["-c", "gzip -1n program"], in: folder.file("served"))
        try #require(packed.status == 0, "\(packed.output)")
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("served/program.gz"))))
        var signed = try SignedRelease(plan(release), program, packed: bytes)
        signed.list.images = images
        try signed.write(to: folder, "served", by: key)
        return server
    }

    func plan(_ release: Release) -> Plan {
        let compose = """
            services:
              db:
                image: postgres:17
                environment: {POSTGRES_USER: app, POSTGRES_PASSWORD: "${KEY}", POSTGRES_DB: app, KEY: "${KEY}"}
                volumes: ["rows:/var/lib/postgresql/data"]
                healthcheck: {test: [CMD, pg_isready, --host=127.0.0.1], interval: 1s, retries: 60}
                restart: always
              web:
                image: \(release.image)
                entrypoint: [sleep, infinity]
                stop_signal: SIGKILL
                volumes: ["files:/srv", "./local:/local", "./app.conf:/app.conf:ro"]
                healthcheck: {test: [CMD-SHELL, '\(release.health.replacing("$", with: "$$"))'], interval: 1s, retries: 3}
                restart: unless-stopped
            volumes: {rows: {}, files: {}}
            """
        let stack = Stack(
            project: project, composeFile: "compose.yml",
            files: [
                StackFile(path: "compose.yml", content: .verbatim(Array(compose.utf8))),
                StackFile(path: "app.conf", content: .verbatim(Array("\(release.setting)\n".utf8))),
            ],
            services: [
                Service(name: "db", image: "postgres:17", hasHealthcheck: true),
                Service(name: "web", image: release.image, hasHealthcheck: true),
            ], volumes: ["rows", "files"])
        var plan = Plan(
            app: App(name: "demo", title: "Demo", version: release.version), provider: "generic", stack: stack)
        plan.stack.mounts = [StackMount(service: "web", target: "/local", source: Template(text: "./local"))]
        plan.settle = 0
        if let key {
            plan.release = .init(url: "https://example.com/demo")
            plan.release?.keys = [key.publicKey.line]
        }
        // It holds always. Its time limits the wait for the services too.
        plan.ready = [ReadyCheck(probe: .tcp(address: "127.0.0.1:\(listener.port)"), within: 15)]
        // The shell of the container has no password in its arguments: psql reads the statement.
        let change = ServiceCommand(
            service: "db",
            run: ["sh", "-c", "read -r new; echo \"ALTER USER app PASSWORD '$new'\" | psql -U app -Xq app"])
        plan.secrets = release.secrets.map {
            SecretSpec(name: $0, recipe: .hex(bytes: 16), rotation: $0 == "KEY" ? .command(change) : nil)
        }
        plan.environment = release.secrets.map { EnvironmentEntry(name: $0, value: Template([.secret($0)])) }
        if let migration = release.migration {
            plan.afterStart = [ServiceCommand(service: "db", run: ["sh", "-c", migration])]
        }
        plan.backup = Backup(items: [
            Backup.Item(name: "db", store: .postgres(.init(service: "db", database: "app", user: "app")))
        ])
        plan.credentials.lines = [.init(label: "Key", value: Template([.secret("KEY")]))]
        return plan
    }

    func run(_ verb: String, _ flags: String...) async throws -> CommandResult { try await run(verb, flags) }

    func run(_ verb: String, _ flags: [String]) async throws -> CommandResult {
        try await Command(binary, [verb, "--root", root] + flags).run()
    }

    func update(to release: Release, _ flags: String...) async throws -> CommandResult {
        try publish(release)
        return try await run("update", ["--from", folder.file("release-\(release.version)"), "--yes"] + flags)
    }

    /// The version that the installed program has.
    var version: String {
        get async throws {
            let lines = try await Command(binary, ["--version"]).run().lastLines
            return lines.first { $0.hasPrefix("Demo ") }?.split(separator: " ")[1].description ?? ""
        }
    }

    func secret(_ name: String) throws -> String? {
        struct File: Decodable { var values: [String: String] }
        let text = try folder.read("root/var/lib/landfall/demo/secrets.json")
        return try JSONDecoder().decode(File.self, from: Data(text.utf8)).values[name]
    }

    /// Runs a shell script in a service's container.
    @discardableResult func shell(_ service: String, _ script: String) async throws -> [String] {
        let result = try await Command("docker", ["exec", "\(project)-\(service)-1", "sh", "-ec", script]).run()
        try #require(result.status == 0, "\(result.lastLines)")
        return result.lastLines
    }

    @discardableResult func sql(_ statements: String) async throws -> [String] {
        let arguments = ["exec", "--interactive", "\(project)-db-1", "psql", "-U", "app", "-d", "app", "-XqAt"]
        let result = try await Command("docker", arguments + ["-v", "ON_ERROR_STOP=1"]).run(
            input: Array(statements.utf8))
        try #require(result.status == 0, "\(result.lastLines)")
        return result.lastLines
    }

    /// What a release and its data are, for comparisons.
    func content() async throws -> [String] {
        let columns = try await sql("SELECT count(*) FROM information_schema.columns WHERE table_name = 'items'")
        let rows = try await sql("SELECT count(*) FROM items")
        let files = try await shell("web", "ls /srv /local; cat /app.conf")
        let compose = try folder.read("root/opt/demo/compose.yml")
        let environment = try folder.read("root/opt/demo/.env")
        return try await [version] + columns + rows + files + [compose, environment, try secret("KEY") ?? ""]
    }

    /// What an update leaves that is not for good.
    func leftovers() -> [String] {
        let manager = FileManager.default
        let journal = folder.file("root/var/lib/landfall/demo/update.json")
        return [journal, binary + ".next"].filter(manager.fileExists)
    }

    func takeAway() async throws {
        try await RealEngine.takeAway(project: project)
        for tag in try await RealEngine.lines("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "demo-kept") {
            _ = try await RealEngine.lines("image", "rm", tag)
        }
    }
}

/// A port of this computer that accepts connections.
final class Listener: Sendable {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 1024) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        try #require(isListening)
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }
}
