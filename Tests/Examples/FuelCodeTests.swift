import Foundation
import TestSupport
import Testing

/// fuel-code on two clouds, and what its owner does with it.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct FuelCodeTests {
    // It would ask GitHub.
    private let values = ["disable_update_check=true"]
    private static let port = 28314

    @Test func `it boots on a second cloud and leaves nothing`() async throws {
        try await ExampleMachine.boots("fuel-code", on: "upcloud", ports: ["3000=28311"], values: values)
    }

    @Test func `its data is of each release, survives down and up, and comes back from a backup`() async throws {
        let machine = try await ExampleMachine(
            "fuel-code", on: "hetzner", ports: ["3000=\(Self.port)"], values: values)
        let key = try machine.credential("API key")
        func ask(_ path: String, body: String? = nil) async throws -> String {
            try await machine.ask("http://fuel.test\(path)", at: Self.port, key: key, body: body)
        }
        /// As soon as the stream's entries are in the database.
        func status(_ wanted: String) async throws {
            try await eventually { try await ask("/api/status") == "200 \(wanted)" }
        }
        #expect(
            try await ask("/api/health") == #"200 {"built":"2026-02-28","commit":"abc1234def56","status":"ok"}"#)
        let version = try await machine.docker("exec", "-T", "app", "fuel-code", "--version")
        #expect(version.first == "fuel-code abc1234def56 (2026-02-28)", "\(version)")
        #expect(try await ask("/api/events", body: #"{"what":"one"}"#).hasPrefix("200 "))
        #expect(try await ask("/api/transcripts/a/b", body: #"{"text":"hello"}"#).hasPrefix("200 "))
        try await status(#"{"events":1,"stream":1,"transcripts":["a/b"],"update":""}"#)

        _ = try await machine.docker("down", "--timeout", "5")
        #expect(try await ask("/api/status").hasPrefix("000"))
        try await machine.run("start")
        try await status(#"{"events":1,"stream":1,"transcripts":["a/b"],"update":""}"#)
        try await machine.run("backup")
        #expect(try await ask("/api/events", body: #"{"what":"two"}"#).hasPrefix("200 "))
        try await status(#"{"events":2,"stream":2,"transcripts":["a/b"],"update":""}"#)

        try await machine.update(to: "0.0.0+20260301.090000.fff0000aaa11")
        #expect(
            try await ask("/api/health") == #"200 {"built":"2026-03-01","commit":"fff0000aaa11","status":"ok"}"#)
        #expect(try await ask("/api/transcripts/c", body: #"{"text":"later"}"#).hasPrefix("200 "))
        try await status(#"{"events":2,"stream":2,"transcripts":["a/b","c"],"update":""}"#)

        try await machine.run("rollback", "--yes")
        try await status(#"{"events":2,"stream":2,"transcripts":["a/b"],"update":""}"#)
        try await machine.run("restore")
        try await status(#"{"events":1,"stream":1,"transcripts":["a/b"],"update":""}"#)
        #expect(try await ask("/api/transcripts/a/b") == #"200 {"text":"hello"}"#)
        try await machine.takeAway()
    }
}
