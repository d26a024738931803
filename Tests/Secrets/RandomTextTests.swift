import Plan
import TestSupport
import Testing

@testable import Secrets

@Suite struct RandomTextTests {
    @Test(arguments: [1, 16, 32, 33]) func byteKindsHaveTheirLengths(bytes: Int) throws {
        let hex = try make(.hex(bytes: bytes))
        #expect(hex.count == bytes * 2)
        #expect(hex.allSatisfy { "0123456789abcdef".contains($0) })
        let base64 = try make("base64", ["bytes": .number("\(bytes)")])
        #expect(base64.count == (bytes + 2) / 3 * 4)
        let url = try make("base64url", ["bytes": .number("\(bytes)")])
        #expect(url.count == (bytes * 8 + 5) / 6)
        #expect(!url.contains { "+/=".contains($0) })
    }

    @Test func base64urlHasNoPaddingAndOtherCharacters() {
        #expect(TextEncodings.base64url([0xfb, 0xff, 0xfe, 0]) == "-__-AA")
    }

    @Test func alphanumericIsExactOrWithinItsBounds() throws {
        for _ in 0..<100 {
            let key = try make("alphanumeric", ["length": 32, "characters": ["lower", "digits"]])
            #expect(key.count == 32)
            #expect(key.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789".contains($0) })
        }
        let letters = try make("alphanumeric", ["length": 1000])
        #expect(Set(letters).count == 62)
        let lengths = try (0..<400).map { _ in
            try make("alphanumeric", ["minimum": 20, "maximum": 24, "characters": ["upper"]]).count
        }
        #expect(Set(lengths) == [20, 21, 22, 23, 24])
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
        let uuid = try make("uuid")
        let parts = uuid.split(separator: "-")
        #expect(parts.map(\.count) == [8, 4, 4, 4, 12])
        #expect(parts[2].first == "4")
        #expect("89ab".contains(parts[3].first ?? "x"))
    }

    @Test func aUserNameIsItsPrefixAndSomeCharacters() throws {
        let name = try make("username", ["prefix": "user_", "length": 4])
        #expect(name.wholeMatch(of: /user_[a-z0-9]{4}/) != nil)
    }

    @Test func aPortIsAnyOfItsRange() throws {
        let ports = try (0..<300).map { _ in try make("port", ["minimum": 65533, "maximum": 65535]) }
        #expect(Set(ports) == ["65533", "65534", "65535"])
    }

    @Test func everyNumberIsAsLikelyAsAnyOther() throws {
        var counts = [Int](repeating: 0, count: 6)
        for _ in 0..<12_000 { counts[try Random.number(in: 0...5)] += 1 }
        // Six standard deviations of 41 from 2000.
        #expect(counts.allSatisfy { abs($0 - 2000) < 250 })
    }

    @Test func anEmailAndATimestampAreWhatTheySay() throws {
        let domain = Template([.text("mail."), .parameter("domain")])
        #expect(
            try make("email", ["local": .template(Template(text: "admin")), "domain": .template(domain)])
                == "admin@mail.[domain]")
        #expect(try make("timestamp", ["format": "seconds"]) == "1770091506")
        #expect(try make("timestamp", ["format": "milliseconds"]) == "1770091506000")
        #expect(try make("timestamp", ["format": "rfc3339"]) == "2026-02-03T04:05:06Z")
    }

    @Test func derivedSecretsAreTheirParts() throws {
        let template = Template([.text("base64:"), .secret("KEY")])
        #expect(try make(.template(template), secrets: ["KEY": "other"]) == "base64:other")
    }

    @Test func aURLsPartsArePercentEncoded() {
        #expect(Template.Encoding.urlencode.encode("aZ09-._~") == "aZ09-._~")
        #expect(Template.Encoding.urlencode.encode("p@s:s/w?o#r d%é\n") == "p%40s%3As%2Fw%3Fo%23r%20d%25%C3%A9%0A")
        #expect(Template.Encoding.base64.encode("pleas\n") == "cGxlYXMK")
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
