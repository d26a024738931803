import Foundation
import Host
import Plan
import TestSupport
import Testing

/// A real stack whose service keeps the first password it was given, as a database does, in each kind of place.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct KeptDataTests {
    enum Kind: String, CaseIterable { case named, external, anonymous, bindInside, bindOutside }

    /// A machine in a folder, with a stack of its own in the engine.
    private struct KeepingMachine {
        let folder = TemporaryFolder()
        let outside = TemporaryFolder()
        let project = "landfall-data-\(UUID().uuidString.prefix(6).lowercased())"
        let binary: String

        init(_ kind: Kind) async throws {
            let shared = "\(project)-shared"
            var source: String?
            var volumes = ""
            switch kind {
            case .named: (source, volumes) = ("data", "volumes: {data: {}}\n")
            case .external: (source, volumes) = ("data", "volumes: {data: {external: true, name: \(shared)}}\n")
            case .anonymous: source = nil
            case .bindInside: source = "./data"
            case .bindOutside: source = outside.file("data")
            }
            if kind == .external { _ = try await RealEngine.lines("volume", "create", shared) }
            let compose = """
                services:
                  db:
                    image: postgres:17
                    entrypoint: [sh, -c, 'test -s /data/password || printf %s "$$KEY" >/data/password; exec sleep 600']
                    stop_signal: SIGKILL
                    environment: {KEY: "${KEY}"}
                    volumes: ["\(source.map { $0 + ":" } ?? "")/data"]
                \(volumes)
                """
            var plan = Plan(
                app: App(name: "demo", title: "Demo", version: "1.0.0"), provider: "generic",
                stack: Self.described(project, compose))
            plan.stack.mounts = [StackMount(service: "db", target: "/data", source: source.map { Template(text: $0) })]
            if kind == .named || kind == .external { plan.stack.volumes = ["data"] }
            if kind == .external { plan.stack.volumeNames = ["data": Template(text: shared)] }
            plan.secrets = [SecretSpec(name: "KEY", recipe: .hex(bytes: 16))]
            plan.environment = [EnvironmentEntry(name: "KEY", value: Template([.secret("KEY")]))]
            plan.afterStart = [ServiceCommand(service: "db", run: ["sh", "-c", "echo once >>/data/runs"])]
            binary = try Executables.stamped(plan, in: folder)
            try become("a")
        }

        private static func described(_ project: String, _ compose: String) -> Stack {
            Stack(
                project: project, composeFile: "compose.yml",
                files: [StackFile(path: "compose.yml", content: .verbatim(Array(compose.utf8)))],
                services: [Service(name: "db", image: "postgres:17")])
        }

        /// Gives the machine an id of its own.
        func become(_ letter: String) throws {
            try folder.write("root/etc/machine-id", String(repeating: letter, count: 32) + "\n")
        }

        func start() async throws -> CommandResult {
            try await Command(binary, ["start", "--root", folder.file("root")]).run()
        }

        func provision(_ flags: String...) async throws -> CommandResult {
            try await Command(binary, ["provision", "--root", folder.file("root"), "--console", "-"] + flags).run()
        }

        func remove(_ path: String) throws {
            try FileManager.default.removeItem(atPath: folder.file("root" + path))
        }

        var key: String {
            get throws {
                struct File: Decodable { var values: [String: String] }
                let text = try folder.read("root/var/lib/landfall/demo/secrets.json")
                return try #require(JSONDecoder().decode(File.self, from: Data(text.utf8)).values["KEY"])
            }
        }

        private var container: String {
            get async throws {
                let filter = "label=com.docker.compose.project=\(project)"
                return try #require(try await RealEngine.lines("ps", "--quiet", "--filter", filter).first)
            }
        }

        /// How often the one-time command has run on the data that is here.
        var runs: Int {
            get async throws { try await RealEngine.lines("exec", container, "cat", "/data/runs").count }
        }

        /// The password that the service has kept, and the one that it was given.
        func passwords() async throws -> (kept: String, given: String) {
            let container = try await container
            let kept = try await RealEngine.lines("exec", container, "cat", "/data/password").first
            let given = try await RealEngine.lines("exec", container, "printenv", "KEY").first
            return (kept ?? "", given ?? "")
        }

        func takeAway() async throws { try await RealEngine.takeAway(project: project) }
    }

    /// As an owner does who wants to start over. A mounted folder stays.
    @Test(arguments: [(Kind.named, true), (.anonymous, true), (.bindInside, false)])
    func afterDownWithVolumesOneTimeCommandsRunOnTheNewData(kind: Kind, isGone: Bool) async throws {
        let machine = try await KeepingMachine(kind)
        let first = try await machine.provision()
        #expect(first.status == 0, "\(first.lastLines)")
        #expect(try await machine.runs == 1)
        _ = try await RealEngine.lines(
            "compose", "--project-name", machine.project, "--project-directory",
            machine.folder.file("root/opt/demo"), "down", "--volumes", "--timeout", "1")
        let result = try await machine.start()
        #expect(result.status == 0, "\(result.lastLines)")
        let isSaid = result.lastLines.contains("The data of Demo is gone: its one-time commands run again.")
        #expect(isSaid == isGone, "\(result.lastLines)")
        #expect(try await machine.runs == 1)
        let key = try machine.key
        #expect(try await machine.passwords() == (key, key))
        try await machine.takeAway()
    }

    @Test(arguments: Kind.allCases) func theSecretsThatOpenTheDataAreFound(_ kind: Kind) async throws {
        let machine = try await KeepingMachine(kind)
        let first = try await machine.provision()
        #expect(first.status == 0, "\(first.lastLines)")
        let key = try machine.key
        #expect(try await machine.passwords() == (key, key))

        try machine.remove("/var/lib/landfall/demo")
        let adopted = try await machine.provision()
        #expect(adopted.status == 0, "\(adopted.lastLines)")
        #expect(try await machine.passwords() == (key, key))

        try machine.become("b")
        let another = try await machine.provision()
        #expect(another.status == 0, "\(another.lastLines)")
        #expect(another.lastLines.contains { $0.contains("holds the data of machine") }, "\(another.lastLines)")
        #expect(try await machine.passwords() == (key, key))

        try machine.remove("/var/lib/landfall/demo")
        try machine.remove("/opt/demo/.env")
        let refused = try await machine.provision()
        #expect(refused.status == 65, "\(refused.lastLines)")
        #expect(try await machine.passwords() == (key, key))

        let renewed = try await machine.provision("--new-data")
        #expect(renewed.status == 0, "\(renewed.lastLines)")
        let newKey = try machine.key
        #expect(newKey != key)
        #expect(try await machine.passwords() == (newKey, newKey))
        #expect(renewed.lastLines.contains { $0.contains("is now in") }, "\(renewed.lastLines)")
        try await machine.takeAway()
    }
}
