import Foundation
import HTTP
import Plan
import TestSupport
import Testing

@testable import Providers

/// A metadata service that answers with what would become a command, a line at a console or another's credentials.
@Suite struct HostileRecordTests {
    static let names = [
        "\u{1b}[2J\u{1b}[31mbox", "box\r\nAdmin password: hunter2", "box\u{9b}2J", "\u{202e}xob", "a b", "$(reboot)",
        String(repeating: "a", count: 300_000), "-box", "b\u{fc}cher", "",
    ]

    private func record(hostname: String, id: String = #""7""#) async throws -> Metadata {
        let name = String(decoding: try JSONEncoder().encode([hostname]), as: UTF8.self).dropFirst().dropLast()
        return try await read(
            .digitalOcean,
            from: [
                .get(
                    "/metadata/v1.json",
                    .json(
                        #"{"droplet_id": \#(id), "hostname": \#(name), "region": "ny\u001bc", "tags": ["a\u202eb", "ok"],"#
                            + #""public_keys": ["ssh-ed25519 AAAA me", "x\u0000y"],"#
                            + #""interfaces": {"public": [{"mac": "no\u001b[0m"}]}}"#))
            ])
    }

    @Test(arguments: names) func aHostNameThatIsNoneIsAbsentWithANote(name: String) async throws {
        let metadata = try await record(hostname: name)
        #expect(metadata.hostname == "droplet-7")
        let notes = metadata.notes.filter { $0.contains("host name") }
        #expect(notes.count == (name.isEmpty ? 0 : 1))
        for note in metadata.notes {
            #expect(note.utf8.count < 300 && !note.unicodeScalars.contains { $0.value < 0x20 })
        }
    }

    @Test func theRestIsWhatItShouldBeOrAbsent() async throws {
        let metadata = try await record(hostname: "box.example.com")
        #expect(metadata.hostname == "box.example.com")
        #expect(metadata.region == nil && metadata.macs.public == nil)
        #expect(metadata.tags == ["ok"] && metadata.sshKeys == ["ssh-ed25519 AAAA me"])
        #expect(metadata.notes.count == 3, "\(metadata.notes)")
    }

    @Test(arguments: [#""a\nb""#, #""a b""#, #""\u001b[0m7""#, "\"" + String(repeating: "7", count: 200) + "\""])
    func anInstanceIDWithALineBreakIsNone(id: String) async throws {
        let error = await #expect(throws: MetadataError.self) { try await record(hostname: "box", id: id) }
        #expect(error?.description.contains("has no valid instance id") == true)
        #expect(error?.description.unicodeScalars.contains { $0.value < 0x20 } == false)
    }

    @Test(arguments: ["vultr", "hetzner", "linode", "digitalocean"]) func everyProvidersNameIsJudged(name: String)
        throws
    {
        let standIn = Metadata(
            provider: ProviderID(name), instanceID: "1", hostname: "a\nb", otherwise: "stand-in")
        #expect(standIn.hostname == "stand-in" && standIn.notes.count == 1)
    }
}
