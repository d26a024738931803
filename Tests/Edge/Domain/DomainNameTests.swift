import Installation
import Testing

@testable import Domain

/// A domain as an owner types it.
@Suite struct DomainNameTests {
    @Test(arguments: [
        ("*.shop.org", "wildcard"), ("shop.org.", "without the dot"), ("https://shop.org", "without https://"),
        ("shop.org:443", "without https://"), ("192.0.2.7", "this is an address"), ("shop", "letters, digits"),
        ("", "letters, digits"), ("a..org", "letters, digits"), ("-a.org", "letters, digits"),
        ("Bücher.org", "`democtl domain xn--bcher-kva.org`"), ("bücher.*", "wildcard"),
        ("b\u{202e}ü.org;rm", "as your registrar shows it"),
    ])
    func whatIsNoNameIsRefusedWithAdvice(text: String, advice: String) {
        do {
            _ = try DomainName.read(text, command: "democtl")
            Issue.record("\(text) was taken")
        } catch {
            #expect(Failure(error).code == .usage && Failure(error).help?.contains(advice) == true, "\(error)")
            #expect(!Failure(error).message.unicodeScalars.contains("\u{202e}"))
        }
    }

    @Test func lettersAreSmall() throws {
        #expect(try DomainName.read("Chat.Shop.ORG", command: "democtl") == "chat.shop.org")
    }

    /// Samples of RFC 3492, section 7.1, and names that are in use.
    @Test(arguments: [
        ("bücher", "bcher-kva"), ("münchen", "mnchen-3ya"), ("правда", "80aafi6cg"),
        ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"), ("3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"), ("ü", "tda"),
    ])
    func punycodeIsThatOfTheRFC(label: String, code: String) { #expect(Punycode.encode(label) == code) }
}
