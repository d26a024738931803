import Foundation
import TestSupport
import Testing

@testable import Release

/// What comes from a server that may be anybody's is read or refused, whatever it is.
@Suite struct ReleaseMutationTests {
    @Test func anyListIsReadOrRefused() throws {
        let seed = try SignedRelease().list.encoded()
        try Fuzzing.run("release-list", seeds: [seed], rounds: 300) { bytes in
            guard let list = try? ReleaseList(reading: bytes) else { return }
            // What is read once is read again, as the same.
            let again = try ReleaseList(reading: list.encoded())
            #expect(again == list)
            #expect(list.files.allSatisfy { !$0.name.contains("/") && $0.name.first != "." })
            _ = list.stop(from: "1.0")
            _ = list.changes(since: "1.0")
        }
    }

    @Test func anySignatureIsReadOrRefused() throws {
        let key = try #require(Minisign.PublicKey("RWS4KnKBBU1TZsQfUSb51Me3I4UW4UvE1c3cvnSryuF11jMTiolwSzD/"))
        try Fuzzing.run("release-signature", rounds: 300) { bytes in
            guard let signature = try? Minisign.Signature(reading: bytes) else { return }
            let again = try Minisign.Signature(reading: signature.file)
            #expect(again == signature)
            #expect(throws: ReleaseRefusal.self) { try signature.verify(Array("other".utf8), by: key) }
        }
    }
}
