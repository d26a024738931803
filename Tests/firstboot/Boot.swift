import Emulator
import Foundation
import Host
import Plan
import Providers
import TestSupport
import Testing

/// A machine in a folder, its stamped binary and a stand-in for Docker.
struct Boot {
    let folder = TemporaryFolder()
    let plan: Plan
    let docker: StandInDocker
    let service: MetadataService
    let metadataURL: String
    let binary: String

    init(
        _ plan: Plan = .demo(), variant: String? = nil, variables: [String: String]? = nil,
        services: [String: (state: String, status: String)] = [
            "web": ("running", "Up 1 second"), "db": ("running", "Up 1 second (healthy)"),
        ],
        volumes: [String] = [], missingImages: Set<String> = [], script: String = ""
    ) async throws {
        self.plan = plan
        docker = try await StandInDocker(
            services: services, volumes: volumes, missingImages: missingImages, script: script)
        let provider = try #require(Provider.named(plan.provider.rawValue))
        service = try MetadataService(provider: provider, variant: variant) {
            if let variables { $0.variables = variables }
        }
        metadataURL = try await service.start(port: 0)
        binary = try Executables.stamped(plan, in: folder)
    }

    func run(_ verb: String, _ flags: [String] = [], environment: [String: String?] = [:]) async throws -> CommandResult
    {
        let metadata = verb == "provision" ? ["--metadata-url", metadataURL] : []
        return try await Command(
            binary, [verb, "--root", folder.file("root")] + metadata + flags,
            environment: docker.environment.merging(environment) { $1 }
        ).run()
    }

    func read(_ path: String) throws -> String { try folder.read("root" + path) }
    func mode(_ path: String) -> UInt16? { TestSupport.mode(of: folder.file("root" + path)) }

    /// What the parameters came to.
    var parameters: [String: String] {
        get throws {
            struct File: Decodable { var parameters: [String: String] }
            let text = try read("/var/lib/landfall/demo/state.json")
            return try JSONDecoder().decode(File.self, from: Data(text.utf8)).parameters
        }
    }

    var secrets: [String: String] {
        get throws {
            struct File: Decodable { var values: [String: String] }
            let text = try read("/var/lib/landfall/demo/secrets.json")
            return try JSONDecoder().decode(File.self, from: Data(text.utf8)).values
        }
    }
}
