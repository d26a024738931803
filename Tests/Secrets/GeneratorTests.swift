import COpenSSL
import Plan
import Testing

@testable import Secrets

@Suite struct GeneratorTests {
    private func make(_ recipe: SecretSpec.Recipe) throws -> String {
        try Generator().make(recipe) { part in
            if case .text(let text) = part { text } else { "other" }
        }.revealed
    }

    @Test(arguments: [1, 16, 32, 33]) func byteKindsHaveTheirLengths(bytes: Int) throws {
        let hex = try make(.hex(bytes: bytes))
        #expect(hex.count == bytes * 2)
        #expect(hex.allSatisfy { "0123456789abcdef".contains($0) })
        let base64 = try make(.base64(bytes: bytes))
        #expect(base64.count == (bytes + 2) / 3 * 4)
        let url = try make(.base64url(bytes: bytes))
        #expect(url.count == (bytes * 8 + 5) / 6)
        #expect(!url.contains { "+/=".contains($0) })
    }

    @Test func base64IsOpenSSLs() {
        #expect(
            String(decoding: Generator.base64(Array("any carnal pleas".utf8)), as: UTF8.self)
                == "YW55IGNhcm5hbCBwbGVhcw==")
        #expect(String(decoding: Generator.base64url([0xfb, 0xff, 0xfe]), as: UTF8.self) == "-__-")
    }

    @Test(arguments: [4, 8, 24, 64], [true, false]) func aPasswordHasEveryClass(length: Int, symbols: Bool) throws {
        for _ in 0..<200 {
            let password = try make(.password(length: length, symbols: symbols))
            #expect(password.count == length)
            #expect(password.contains { $0.isUppercase } && password.contains { $0.isLowercase })
            #expect(password.contains { $0.isNumber })
            #expect(password.contains { "-_.".contains($0) } == symbols)
            #expect(password.first?.isLetter == true)
            #expect(!password.contains { "0O1lI".contains($0) })
        }
    }

    @Test func aUUIDIsOfVersion4() throws {
        let uuid = try make(.uuid)
        let parts = uuid.split(separator: "-")
        #expect(parts.map(\.count) == [8, 4, 4, 4, 12])
        #expect(parts[2].first == "4")
        #expect("89ab".contains(parts[3].first ?? "x"))
    }

    @Test func derivedSecretsAreTheirParts() throws {
        #expect(try make(.template(Template([.text("base64:"), .secret("KEY")]))) == "base64:other")
    }

    @Test func everyCharacterIsAsLikelyAsAnyOther() throws {
        // 62 does not divide 256: with a plain remainder the first 8 would come up a quarter more often.
        let drawn = try Random.characters(124_000, of: Alphabet.alphanumeric)
        var counts: [UInt8: Int] = [:]
        for character in drawn { counts[character, default: 0] += 1 }
        #expect(counts.count == 62)
        // The expected count is 2000 with a standard deviation of 44; six of them are passed once in 10^8 runs.
        #expect(counts.values.allSatisfy { abs($0 - 2000) < 270 })
    }

    @Test func noTwoAreAlike() throws {
        let made = try (0..<1000).map { _ in try make(.hex(bytes: 16)) }
        #expect(Set(made).count == made.count)
    }

    @Test func aSecretPrintsNothingOfItself() {
        let secret = Secret("swordfish")
        struct Holder { let secret: Secret }
        var dumped = ""
        dump(Holder(secret: secret), to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\(Holder(secret: secret))", dumped] {
            #expect(!text.contains("swordfish"))
        }
        #expect(secret == Secret("swordfish"))
        #expect(secret != Secret("swordfisH"))
    }
}
