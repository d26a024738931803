import Foundation
import TestSupport
import Testing

/// Assembly on two clouds, and what its owner does with it.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct AssemblyTests {
    private let values = ["coop_name=Sunrise \"Bakery\": Leeds", "domain=dm006.test"]
    private let site = "https://dm006.test"

    @Test func `it boots on a second cloud and leaves nothing`() async throws {
        try await ExampleMachine.boots(
            "assembly", on: "scaleway", ports: ["80=28301", "443=28302"], values: values)
    }

    @Test func `its data is of each release, and comes back from a backup`() async throws {
        let machine = try await ExampleMachine(
            "assembly", on: "digitalocean", ports: ["80=28303", "443=28304"], values: values)
        func ask(_ path: String, key: String? = nil, body: String? = nil) async throws -> String {
            try await machine.ask(site + path, at: 28304, key: key, body: body)
        }
        #expect(try await ask("/health") == #"200 {"status":"ok","version":"1.0.0"}"#)
        #expect(try await ask("/api/coop").contains(#""name":"Sunrise \"Bakery\": Leeds","#))
        let key = try machine.credential("Administrator's key")
        #expect(try await ask("/api/members", key: "wrong", body: #"{"name":"Eve"}"#).hasPrefix("401 "))
        #expect(try await ask("/api/members", key: key, body: #"{"name":"Ada"}"#).hasPrefix("200 "))
        try await machine.run("backup")
        #expect(try await ask("/api/members", key: key, body: #"{"name":"Bob"}"#).hasPrefix("200 "))

        try await machine.update(to: "1.1.0")
        #expect(try await ask("/health") == #"200 {"status":"ok","version":"1.1.0"}"#)
        #expect(try await ask("/api/members", key: key, body: #"{"name":"Cid"}"#).hasPrefix("200 "))
        #expect(try await ask("/api/members") == #"200 [{"name":"Ada"},{"name":"Bob"},{"name":"Cid"}]"#)

        // Back on the image of 1.0.0, whose program would refuse the newer database.
        try await machine.run("rollback", "--yes")
        #expect(try machine.version == "1.0.0")
        let images = try await machine.docker("images", "server", "--format", "json").joined()
        #expect(images.contains(#""Tag":"1.0.0""#), "\(images)")
        #expect(try await ask("/api/members") == #"200 [{"name":"Ada"},{"name":"Bob"}]"#)

        try await machine.run("restore")
        #expect(try await ask("/api/members") == #"200 [{"name":"Ada"}]"#)
        let logs = try await machine.run("logs", "--lines", "50")
        #expect(logs.contains { $0.contains("database is up to date") }, "\(logs)")
        try await machine.takeAway()
    }
}
