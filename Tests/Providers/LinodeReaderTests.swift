import Emulator
import Testing

@testable import Providers

@Suite struct LinodeReaderTests {
    @Test func renewsATokenThatIsNoLongerTaken() async throws {
        let service = try MetadataService(provider: .linode, faults: [Fault(.status(401), count: 2)])
        let metadata = try await withService(service) { address in
            var reader = MetadataReader(provider: .linode)
            reader.baseURL = address + "/v1/"
            return try reader.read()
        }
        #expect(metadata.instanceID == "532754976")
    }

    @Test func givesUpWhereNoTokenIsEverTaken() async throws {
        let service = try MetadataService(provider: .linode, faults: [Fault(.status(401))])
        let error = try await withService(service) { address in
            var reader = MetadataReader(provider: .linode)
            reader.baseURL = address
            return #expect(throws: MetadataError.self) { try reader.read() }
        }
        guard case .unexpected(_, "/v1/instance", "status 401: ordered fault") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["two words", "line\nbreak", "<html>", "tök"])
    func takesNothingButATokenForOne(_ body: String) async throws {
        let token = Recording.Route(method: "PUT", path: "/v1/token", answer: .text(body))
        let error = await #expect(throws: MetadataError.self) { try await read(.linode, from: [token]) }
        #expect(error?.description.contains("not a token") == true)
        #expect(error?.description.contains(body) == false)
    }
}
