import Emulator
import Synchronization
import Testing

@testable import Providers

/// A refusal that would be the same for ever ends the reading at once, with what it said.
@Suite struct RefusedRequestTests {
    @Test(arguments: conformingProviders.map(\.id.rawValue), [400, 403, 405, 406, 410])
    func `ends at the first answer`(_ name: String, _ status: Int) async throws {
        let provider = try #require(conformingProvider(name))
        guard provider.metadata?.startingStatuses.contains(status) == false else { return }
        let service = try MetadataService(provider: provider, faults: [Fault(.status(status))])
        let waits = Mutex(0)
        let error = try await withService(service) { address in
            var reader = MetadataReader(provider: provider)
            reader.baseURL = address
            reader.timing = VirtualClock().timing { _ in waits.withLock { $0 += 1 } }
            return #expect(throws: MetadataError.self) { try reader.read() }
        }
        #expect(error?.isTransient == false)
        #expect(error?.description.contains("status \(status): ordered fault") == true, "\(String(describing: error))")
        #expect(waits.withLock { $0 } == 0)
    }

    @Test func `Linode says what its token request lacks`() async throws {
        let refusal = #"{"errors": [{"field": "Metadata-Token-Expiry-Seconds", "reason": "must be \u001b[31m60"}]}"#
        let token = Recording.Route(method: "PUT", path: "/v1/token", answer: .json(refusal, status: 400))
        let error = await #expect(throws: MetadataError.self) { try await read(.linode, from: [token]) }
        #expect(error?.description.hasPrefix("Linode's metadata service answered /v1/token with status 400: {") == true)
        #expect(error?.description.contains("Metadata-Token-Expiry-Seconds") == true)
    }

    @Test func `what it says is one visible line of 200 characters`() async throws {
        let body = "\u{1b}[2Jno\nsuch\u{202e} thing " + String(repeating: "x", count: 5000)
        let route = Recording.Route.get("/metadata/v1.json", .text(body, status: 403))
        let error = await #expect(throws: MetadataError.self) { try await read(.digitalOcean, from: [route]) }
        let said = try #require(error?.description.split(separator: "403: ").last)
        #expect(said.hasPrefix("[2Jno such thing xxx"))
        #expect(said.utf8.count == 200)
    }

    @Test(arguments: [408, 425]) func `some statuses ask to come again`(_ status: Int) async throws {
        try await expectPatience(with: .digitalOcean, status)
    }

    @Test func `a provider may say that it answers so while it starts`() async throws {
        let slow = Provider(
            id: Provider.digitalOcean.id, title: "Slow", facts: Facts(),
            metadata: MetadataEndpoint(["http://192.0.2.1"], startingStatuses: [403, 404]), recognizes: { _ in true },
            read: Provider.digitalOcean.read,
            recording: Provider.digitalOcean.recording)
        try await expectPatience(with: slow, 403)
        try await expectPatience(with: slow, 404)
    }

    private func expectPatience(with provider: Provider, _ status: Int) async throws {
        let service = try MetadataService(provider: provider, faults: [Fault(.status(status), count: 3)])
        let metadata = try await withService(service) { address in
            var reader = MetadataReader(provider: provider)
            reader.baseURL = address
            reader.timing = VirtualClock().timing()
            return try reader.read()
        }
        #expect(!metadata.instanceID.isEmpty)
    }
}
