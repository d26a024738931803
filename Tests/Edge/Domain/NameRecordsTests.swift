import Foundation
import Glibc
import Host
import Installation
import TestSupport
import Testing

@testable import DomainCheck

/// What DNS says of a name, from a server of the test's own.
@Suite(.enabled(if: NameServer.isPossible, "a DNS server's port is root's"))
struct NameRecordsTests {
    private static let v6: [UInt8] = [0x20, 1, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [7]

    private func look(
        _ replies: [String: NameServer.Reply], _ name: String = "chat.shop.org", wantsAuthority: Bool = true,
        patience: Int = 3
    ) throws -> NameRecords.Outcome {
        let server = try NameServer(replies)
        let folder = TemporaryFolder()
        try folder.write("etc/resolv.conf", "# mine\nsearch x\nnameserver \(server.address)\n")
        var resolver = Resolver(Files(Root(folder.path)))
        resolver.patience = patience
        let records = NameRecords(
            name: name, resolver: resolver, publicIPv4: "198.51.100.7", publicIPv6: "2001:db8::7",
            wantsAuthority: wantsAuthority)
        return withExtendedLifetime(server) { records.look() }
    }

    private func lines(_ outcome: NameRecords.Outcome) -> [String] {
        outcome.findings.map { "\($0.verdict.rawValue) \($0.name): \($0.detail)" }
    }

    @Test func aNameThatLeadsHerePasses() throws {
        let found = try look([
            "chat.shop.org": .records([(.a, [198, 51, 100, 7]), (.aaaa, Self.v6)]), "shop.org": .records([]),
        ])
        #expect(lines(found) == ["pass A: 198.51.100.7", "pass AAAA: 2001:db8::7"])
        #expect(found.addresses == ["198.51.100.7", "2001:db8::7"])
    }

    @Test func whatIsWrongIsNamed() throws {
        #expect(try lines(look([:])) == ["fail DNS: chat.shop.org does not exist (NXDOMAIN)"])
        #expect(try look([:]).findings[0].help?.contains("A with 198.51.100.7, AAAA with 2001:db8::7") == true)
        #expect(
            try lines(look(["chat.shop.org": .code(2)])) == [
                "fail DNS: the DNS server cannot find out about chat.shop.org (SERVFAIL)"
            ])
        let silent = try lines(look(["chat.shop.org": .silence], patience: 1))
        #expect(silent.count == 1 && silent[0].hasPrefix("fail DNS: no DNS server answers: 127.77."))
        #expect(try lines(look(["chat.shop.org": .records([])])) == ["fail DNS: chat.shop.org has no address"])
        let stale = try lines(
            look(["chat.shop.org": .records([(.a, [198, 51, 100, 7]), (.aaaa, Self.v6.dropLast() + [8])])]))
        #expect(stale.contains("warn AAAA: 2001:db8::8 is not this machine's address, 2001:db8::7"))
        let inner = try lines(look(["chat.shop.org": .records([(.a, [10, 0, 0, 1])])]))
        #expect(inner.contains("fail A: 10.0.0.1 is a private address, and the authority reaches none"))
        let own = try lines(look(["chat.shop.org": .records([(.a, [10, 0, 0, 1])])], wantsAuthority: false))
        #expect(own.contains { $0.hasPrefix("warn A: 10.0.0.1 is a private address") })
    }

    /// A first boot may have no network.
    @Test func aFirstBootWaitsForNoAnswerForLong() throws {
        let server = try NameServer(["chat.shop.org": .silence])
        let folder = TemporaryFolder()
        try folder.write("etc/resolv.conf", "nameserver \(server.address)\n")
        let records = NameRecords(
            name: "chat.shop.org", resolver: Resolver(Files(Root(folder.path)), isHasty: true), publicIPv4: nil,
            publicIPv6: nil, wantsAuthority: true)
        let start = ContinuousClock.now
        #expect(withExtendedLifetime(server) { lines(records.look()) }[0].contains("no DNS server answers"))
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test(arguments: [
        (["letsencrypt.org"], "pass CAA: shop.org allows the certificate authority"),
        (["other.org", "letsencrypt.org; accounturi=x"], "pass CAA: shop.org allows the certificate authority"),
        (["other.org"], "fail CAA: shop.org allows only other.org"), ([";"], "fail CAA: shop.org allows only nobody"),
    ])
    func whoMaySignIsLookedUpTheTree(issuers: [String], line: String) throws {
        let found = try look([
            "chat.shop.org": .records([(.a, [198, 51, 100, 7])]),
            "shop.org": .records(issuers.map { (.caa, NameServer.caa($0)) }),
        ])
        #expect(lines(found).last == line)
    }

    /// Damaged and cut answers are no answers, and never end the program.
    @Test func damagedAnswersAreNoAnswers() {
        let question = DNSMessage.question("chat.shop.org", .a, id: 7)
        let names: [String: NameServer.Reply] = ["chat.shop.org": .records([(.a, [1, 2, 3, 4]), (.a, [5, 6, 7, 8])])]
        guard let whole = NameServer.answer(question, names) else { return #expect(Bool(false)) }
        #expect(DNSMessage.answer(whole, to: question)?.records.map(\.data) == [[1, 2, 3, 4], [5, 6, 7, 8]])
        for count in 0..<whole.count { _ = DNSMessage.answer(Array(whole.prefix(count)), to: question) }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255) }
            _ = DNSMessage.answer(bytes, to: question)
        }
        // Pointers in a circle.
        var circle = whole
        circle[12] = 0xC0
        circle[13] = 12
        #expect(DNSMessage.answer(circle, to: question) == nil)
        var other = whole
        other[0] ^= 1
        #expect(DNSMessage.answer(other, to: question) == nil)
    }
}
