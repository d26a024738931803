import Foundation
import Plan
import TestSupport
import Testing

/// `metadata --json` against a service that is no part of Landfall.
///
/// It answers from the facts themselves where they lie beside the repository, else from the copy in Tests/Golden.
@Suite(.enabled(if: Tool.isInstalled("python3"), "python3 is the service"))
struct ForeignServiceTests {
    struct RecordedCase: Sendable, CustomTestStringConvertible {
        var provider: String
        var variant: String
        var testDescription: String { "\(provider) \(variant)" }
    }

    private static let copies = Golden.repository.appendingPathComponent("Tests/Golden/Providers")
    private static let facts = Golden.repository.deletingLastPathComponent().appendingPathComponent("shared/metadata")

    private static func folder(of provider: String) -> URL {
        let folder = facts.appendingPathComponent(provider)
        let isThere = FileManager.default.fileExists(atPath: folder.appendingPathComponent("endpoints.json").path)
        return isThere ? folder : copies.appendingPathComponent(provider)
    }

    /// The normalized record of a machine, beside the exchanges that it was made from.
    private static func record(of machine: RecordedCase) throws -> [String: Any] {
        let folder = folder(of: machine.provider)
        let name = "\(machine.variant).json"
        let inFacts = folder.appendingPathComponent("normalized/\(name)")
        let data = try (try? Data(contentsOf: inFacts)) ?? Data(contentsOf: folder.appendingPathComponent(name))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    static let machines: [RecordedCase] = ["digitalocean", "hetzner", "linode", "vultr"].flatMap { provider in
        let folder = copies.appendingPathComponent(provider).path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted()
            .map { RecordedCase(provider: provider, variant: String($0.dropLast(".json".count))) }
    }

    @Test func everyProviderIsThere() {
        #expect(Self.machines.count >= 11)
    }

    @Test(arguments: machines) func theRecordIsTheFacts(machine: RecordedCase) throws {
        let expected = try Self.record(of: machine)
        var plan = Plan.demo(ProviderID(machine.provider))
        let variables = try #require(expected["vars"] as? [String: String])
        plan.parameters = (variables.keys.sorted() + ["unset_var"]).map {
            Parameter(name: $0, kind: .string, label: $0, isRequired: false)
        }
        let place = TemporaryFolder()
        let binary = try Executables.stamped(plan, in: place)
        let service = Golden.repository.appendingPathComponent("Tests/Fixtures/recorded-service.py").path
        let command = [binary, "metadata", "--json", "--root", place.file("root")]
        let result = try #require(Tool("python3")).run(
            [service, Self.folder(of: machine.provider).path, machine.variant] + command)
        #expect(result.status == 0, "\(result.output)")
        let record = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any], "\(result.output)")
        #expect(NSDictionary(dictionary: record) == NSDictionary(dictionary: expected), "\(result.output)")
    }
}
