import Foundation
import Host
import Plan
import Stamp
import TestSupport
import Testing

/// Echora's updates with migrations of its own PostgreSQL, on one machine: one that works, one that fails, and back.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct EchoraUpdateTests {
    private let folder = TemporaryFolder()
    private var root: String { folder.file("root") }
    private var binary: String { folder.file("root/usr/local/bin/echoractl") }

    @Test func echoraMigratesAndComesBackWithTheDataOfEachRelease() async throws {
        let ports = ["--port", "80=28083", "--port", "443=28447"]
        let first = try await RealEngine.simulate(ports + ["--root", root, "--keep"])
        try #require(first.status == 0, "\(first.lastLines)")
        let columns = "SELECT count(*) FROM information_schema.columns WHERE table_name = 'rooms'"
        try await sql("INSERT INTO rooms (name) VALUES ('Written by 1.4.0')")
        #expect(try await sql(columns) == ["2"])

        let updated = try await update(
            to: "1.5.0", "--command=ALTER TABLE rooms ADD COLUMN topic text NOT NULL DEFAULT 'none'")
        #expect(updated.status == 0, "\(updated.lastLines)")
        #expect(try await version == "1.5.0")
        #expect(try await sql("SELECT topic FROM rooms WHERE name = 'Written by 1.4.0'") == ["none"])
        #expect(try await logsIn())

        // Its first statement is done, and its second fails.
        try await sql("INSERT INTO rooms (name, topic) VALUES ('Written by 1.5.0', 'news')")
        let failed = try await update(
            to: "1.5.1", "--command=ALTER TABLE rooms DROP COLUMN topic", "--command=SELECT 1/0")
        #expect(failed.status != 0, "\(failed.lastLines)")
        #expect(failed.lastLines.contains { $0.contains("1.5.0 is back with its data") }, "\(failed.lastLines)")
        #expect(try await version == "1.5.0")
        #expect(try await sql("SELECT topic FROM rooms WHERE name = 'Written by 1.5.0'") == ["news"])
        #expect(try await logsIn())

        let back = try await run("rollback", "--yes")
        #expect(back.status == 0, "\(back.lastLines)")
        #expect(try await version == "1.4.0")
        #expect(try await sql(columns) == ["2"])
        #expect(try await sql("SELECT name FROM rooms WHERE name LIKE 'Written by%'") == ["Written by 1.4.0"])
        #expect(try await logsIn())
        try await RealEngine.takeAway(project: project())
    }

    /// The release before with another version and one more command after its start, made as the publisher's is.
    private func update(to version: String, _ statements: String...) async throws -> CommandResult {
        var plan = try #require(try Stamp.read(file: binary))
        plan.app.version = version
        // What 1.5.0 has done, the next release does not do again.
        plan.afterStart.removeAll { $0.service == "postgres" }
        let psql = ["psql", "--username=echora", "--dbname=echora", "--quiet", "--set=ON_ERROR_STOP=1"]
        plan.afterStart.append(ServiceCommand(service: "postgres", run: psql + statements))
        let made = try Executables.stamped(plan, in: folder)
        let release = folder.file("release-\(version)")
        try FileManager.default.createDirectory(atPath: release, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: made, toPath: "\(release)/echora-scaleway-\(ThisProcess.architecture)")
        return try await run("update", "--from", release, "--yes", "--no-backup")
    }

    private func run(_ verb: String, _ flags: String...) async throws -> CommandResult {
        try await Command(binary, [verb, "--root", root] + flags).run()
    }

    private var version: String {
        get async throws {
            let lines = try await Command(binary, ["--version"]).run().lastLines
            return try #require(lines.first { $0.hasPrefix("Echora Chat ") }?.split(separator: " ")[2].description)
        }
    }

    private func project() throws -> String { try #require(try Stamp.read(file: binary)).stack.project }

    @discardableResult private func sql(_ statement: String) async throws -> [String] {
        let name = try project()
        let filters = ["project=\(name)", "service=postgres"].flatMap {
            ["--filter", "label=com.docker.compose.\($0)"]
        }
        let found = try await Command("docker", ["ps", "--quiet"] + filters).run().lastLines
        let container = try #require(found.first { !$0.isEmpty })
        let psql = ["psql", "-U", "echora", "-d", "echora", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", statement]
        let result = try await Command("docker", ["exec", container] + psql).run()
        try #require(result.status == 0, "\(result.lastLines)")
        return result.lastLines.filter { !$0.isEmpty }
    }

    /// Whether the app takes the administrator's password, through Caddy.
    private func logsIn() async throws -> Bool {
        struct File: Decodable { var values: [String: String] }
        let text = try folder.read("root/var/lib/landfall/echora/secrets.json")
        let secrets = try JSONDecoder().decode(File.self, from: Data(text.utf8)).values
        let login = ["email": "admin", "password": try #require(secrets["ADMIN_PASSWORD"])]
        let lines = try folder.read("root/opt/echora/.env").split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix("DOMAIN=") })
        let domain = line.dropFirst("DOMAIN=".count).trimmingCharacters(in: CharacterSet(charactersIn: "'\""))
        let result = try await Command(
            "curl",
            [
                "--silent", "--show-error", "--fail", "--insecure", "--connect-to", "::127.0.0.1:28447", "--data", "@-",
                "https://\(domain)/api/login",
            ]
        ).run(input: Array(try JSONEncoder().encode(login)))
        return result.succeeded && result.lastLines.contains { $0.contains("token") }
    }
}

extension RealEngine {
    /// A first boot of Echora in a folder, on a cloud that no other suite looks at for leftovers meanwhile.
    fileprivate static func simulate(_ flags: [String]) async throws -> CommandResult {
        let app = Golden.repository.appendingPathComponent("examples/echora/app.yaml").path
        return try await Command(
            Executables.landfall, ["simulate", app, "--provider", "scaleway"] + flags,
            environment: ["LANDFALL_FIRSTBOOT": Executables.firstboot]
        ).run()
    }
}
