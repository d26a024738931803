import Emulator
import Foundation
import Host
import Plan
import Providers
import TestSupport
import Testing

/// A machine in a folder, its stamped binary and a stand-in for Docker.
struct Boot: Sendable {
    let folder = TemporaryFolder()
    let plan: Plan
    let docker: StandInDocker
    let service: MetadataService
    private(set) var metadataURL: String
    private(set) var binary: String
    /// Where further executables lie.
    private let programs = TemporaryFolder()

    init(
        _ plan: Plan = .demo(), variant: String? = nil, variables: [String: String]? = nil,
        services: [String: (state: String, status: String)] = [
            "web": ("running", "Up 1 second"), "db": ("running", "Up 1 second (healthy)"),
        ],
        volumes: [StandInVolume] = [], containers: [StandInContainer] = [],
        runs: @escaping @Sendable (_ service: String, _ looks: Int) -> StandInDocker.Run = { _, _ in .init() },
        missingImages: Set<String> = [], dataFolder: String? = nil, script: String = ""
    ) async throws {
        self.plan = plan
        docker = try await StandInDocker(
            services: services, volumes: volumes, containers: containers, runs: runs, missingImages: missingImages,
            dataFolder: dataFolder, script: script)
        let provider = try #require(Provider.named(plan.provider.rawValue))
        service = try MetadataService(provider: provider, variant: variant) {
            if let variables { $0.variables = variables }
        }
        metadataURL = try await service.start(port: 0)
        binary = try Executables.stamped(plan, in: folder)
    }

    /// A machine on which `prepare` has run.
    static func prepared(_ plan: Plan = .demo()) async throws -> Boot {
        let boot = try await Boot(plan)
        try SealedRoot.writeDistribution(in: boot.folder, under: "root/")
        let result = try await boot.run("prepare")
        #expect(result.status == 0, "\(result.lastLines)")
        return boot
    }

    /// The same machine with another release's program.
    func with(_ plan: Plan) throws -> Boot {
        var boot = self
        boot.binary = try Executables.stamped(plan, in: programs)
        return boot
    }

    /// The same machine with another metadata service.
    func with(metadataURL: String) -> Boot {
        var boot = self
        boot.metadataURL = metadataURL
        return boot
    }

    func run(
        _ verb: String, _ flags: [String] = [], environment: [String: String?] = [:],
        onLine: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> CommandResult {
        let metadata = ["provision", "diff"].contains(verb) ? ["--metadata-url", metadataURL] : []
        return try await Command(
            binary, [verb, "--root", folder.file("root")] + metadata + flags,
            environment: docker.environment.merging(environment) { $1 }
        ).run(onLine: onLine)
    }

    func read(_ path: String) throws -> String { try folder.read("root" + path) }
    func mode(_ path: String) -> UInt16? { TestSupport.mode(of: folder.file("root" + path)) }

    /// What the parameters came to.
    var parameters: [String: String] {
        get throws {
            struct File: Decodable { var recorded: Record }
            struct Record: Decodable { var parameters: [String: String] }
            let text = try read("/var/lib/landfall/demo/state.json")
            return try JSONDecoder().decode(File.self, from: Data(text.utf8)).recorded.parameters
        }
    }

    /// Changes a text in the state and the secrets, as if they had been written so.
    func rewriteState(_ old: String, _ new: String) throws {
        for name in ["state", "secrets"] {
            let path = "root/var/lib/landfall/demo/\(name).json"
            let text = SealedText.sealed(try folder.read(path).replacing(old, with: new))
            try folder.write(path, text, mode: 0o600)
        }
    }

    /// The state becomes that of another machine, of which this one's disk is a copy.
    func becomeClone() throws { try rewriteState("\"320206672\"", "\"1\"") }

    var secrets: [String: String] {
        get throws {
            struct File: Decodable { var values: [String: String] }
            let text = try read("/var/lib/landfall/demo/secrets.json")
            return try JSONDecoder().decode(File.self, from: Data(text.utf8)).values
        }
    }
}
