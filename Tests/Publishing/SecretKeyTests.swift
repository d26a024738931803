import Foundation
import Release
import TestSupport
import Testing

@testable import Publishing

@Suite struct SecretKeyTests {
    @Test func whatIsWrittenIsRead() throws {
        let key = try Minisign.SecretKey.make()
        let copy = try key.withFile { try Minisign.SecretKey(reading: $0) { nil } }
        #expect(copy.publicKey == key.publicKey)
        #expect(try copy.sign([1], trustedComment: "a") == key.sign([1], trustedComment: "a"))
    }

    @Test func aDamagedKeyIsRefused() throws {
        let key = try Minisign.SecretKey.make()
        let line = try key.withFile { try #require(String(decoding: $0, as: UTF8.self).split(separator: "\n").last) }
        var blob = try #require(Minisign.decode(line, length: Minisign.SecretKey.length))
        blob[70] ^= 1
        let damaged = Array((blob.base64 + "\n").utf8)
        #expect(throws: SecretKeyError.notAKey("its two halves do not belong together")) {
            try Minisign.SecretKey(reading: damaged) { nil }
        }
        #expect(throws: SecretKeyError.self) { try Minisign.SecretKey(reading: Array(line.dropLast(8).utf8)) { nil } }
        #expect(throws: SecretKeyError.self) { try Minisign.SecretKey(reading: key.publicKey.file) { nil } }
    }

    /// The file is as `minisign -G` makes it, which reads it too; but checking its password costs 16 MiB, not 1 GiB.
    @Test func aPasswordOpensTheKey() throws {
        let file = Golden.repository.appendingPathComponent("Tests/Fixtures/minisign-password.key")
        let bytes = [UInt8](try Data(contentsOf: file))
        let key = try Minisign.SecretKey(reading: bytes) { Array("landfall".utf8) }
        #expect(key.publicKey.line == "RWS4KnKBBU1TZsQfUSb51Me3I4UW4UvE1c3cvnSryuF11jMTiolwSzD/")
        #expect(throws: SecretKeyError.needsPassword) { try Minisign.SecretKey(reading: bytes) { nil } }
        #expect(throws: SecretKeyError.wrongPassword) { try Minisign.SecretKey(reading: bytes) { Array("other".utf8) } }
    }

    @Test(arguments: [
        (UInt64(33_554_432), UInt64(1 << 30), UInt64(1 << 20), UInt64(1)), (524_288, 16 << 20, 1 << 14, 1),
    ])
    func costsAreLibsodiums(_ operations: UInt64, _ memory: UInt64, _ n: UInt64, _ p: UInt64) {
        let costs = ScryptCosts(operations: operations, memory: memory)
        #expect(costs.n == n && costs.p == p && costs.r == 8)
    }
}

extension [UInt8] {
    fileprivate var base64: String { Data(self).base64EncodedString() }
}
