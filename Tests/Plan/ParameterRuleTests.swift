import Plan
import Testing

@Suite struct ParameterRuleTests {
    private func problem(_ kind: Parameter.Kind, _ value: String, _ change: (inout Parameter) -> Void = { _ in })
        -> String?
    {
        var parameter = Parameter(name: "p", kind: kind, label: "P", options: ["a", "b"])
        change(&parameter)
        return parameter.problem(with: value)
    }

    @Test(arguments: [
        (Parameter.Kind.hostname, "app.example.com"), (.hostname, "a-1.example"), (.hostname, "xn--bcher-kva.example"),
        (.email, "admin@example.com"), (.email, "a.b+c@sub.example.org"), (.url, "https://example.com/a?b=c"),
        (.number, "-5"), (.boolean, "true"), (.choice, "a"), (.manyOf, "a,b"), (.manyOf, ""), (.port, "65535"),
        (.ip, "2001:db8::1"), (.ip, "192.0.2.1"), (.string, "Größe 'x' $y"), (.text, "two\nlines"),
    ]) func rightValuesPass(kind: Parameter.Kind, value: String) {
        #expect(problem(kind, value) == nil)
    }

    private static let long = String(repeating: "a.", count: 150_000) + "b"

    static let wrong: [(Parameter.Kind, String)] = [
        (.hostname, "localhost"), (.hostname, "a..b"), (.hostname, "-a.example"),
        (.hostname, "192.0.2.1"),
        (.hostname, "a_b.example"), (.email, "admin"), (.email, "a b@example.com"), (.email, "a@b@example.com"),
        (.url, "example.com"), (.url, "https://"), (.url, "https://a b"), (.number, "1.5"), (.boolean, "yes"),
        (.choice, "c"), (.manyOf, "a,c"), (.port, "0"), (.port, "65536"), (.ip, "192.0.2"), (.string, "two\nlines"),
        (.text, "nul\0"), (.string, "\u{9b}2J"), (.string, "a\u{202e}b"), (.password, "a\u{200b}b"),
        (.apiToken, "a\u{2028}b"), (.text, "a\u{1b}[2Jb"), (.text, "a\rb"), (.text, "a\u{2066}b"),
        (.url, "https://a.example/\u{202e}b"), (.url, "https://\u{301}a\u{9b}"),
        (.string, String(repeating: "a", count: 5000)),
        (.text, String(repeating: "a\u{301}", count: 30_000)), (.hostname, long),
        (.url, "https://\(long)"), (.number, String(repeating: "0", count: 300_000)),
        (.email, "a@\(long)"),
    ]

    @Test(arguments: wrong) func wrongValuesAreTold(kind: Parameter.Kind, value: String) {
        #expect(problem(kind, value) != nil)
    }

    @Test func boundsMeasureNumbersAndLengths() {
        #expect(problem(.number, "3") { $0.minimum = 4 } == "at least 4")
        #expect(problem(.password, "abc") { $0.minimum = 8 } == "at least 8 characters")
        #expect(problem(.string, "äöü") { $0.maximum = 3 } == nil)
    }

    @Test func aThousandAccentsAreNotOneCharacter() {
        #expect(
            problem(.string, "a" + String(repeating: "\u{301}", count: 9)) { $0.maximum = 9 } == "at most 9 characters")
    }

    @Test func aMaximumOfThePublishersIsTheBound() {
        let value = String(repeating: "a", count: 10_000)
        #expect(problem(.string, value) == "at most 4096 bytes")
        #expect(problem(.string, value) { $0.maximum = 10_000 } == nil)
        #expect(problem(.text, "-----BEGIN KEY-----\r\n\tabc\r\n") == nil)
    }

    @Test func anOptionIsItsBytes() {
        #expect(problem(.choice, "e\u{301}") { $0.options = ["\u{e9}"] } != nil)
        #expect(problem(.choice, "\u{212a}") { $0.options = ["K"] } != nil)
    }

    @Test(arguments: [
        ("app.example.com", true), ("vultr.guest", false), ("localhost.localdomain", false), ("a.local", false),
        ("nas.HOME", false), ("a.home.arpa", false), ("ip-10-0-0-1.ec2.internal", false), ("a.lan", false),
        ("app-1.novalocal", false),
        ("a.test", false), ("a.example", false), ("a.invalid", false), ("a.localhost", false), ("a.corp", false),
        ("internal", false), ("my-internal.example.com", true), ("notlocal.net", true), ("a.b.mylan", true),
        ("box", false),
    ]) func aPublicDomainIsOneThatDNSCanHave(name: String, isPublic: Bool) {
        #expect(Syntax.isPublicDomain(name) == isPublic)
    }

    static let names: [(String, Bool)] = [
        ("box", true), ("my_server", true), ("a.b.example", true), ("", false), ("a..b", false), (".a", false),
        ("-a", false), ("a b", false), ("a\u{1b}[2J", false), ("a\r\nPassword: x", false),
        ("b\u{fc}cher.example", false),
        (String(repeating: "a", count: 64), false), (long, false),
    ]

    @Test(arguments: names) func aMachinesNameIsAName(name: String, isName: Bool) {
        #expect(Syntax.isMachineName(name) == isName)
    }

    @Test func aPatternMatchesTheWholeValue() {
        #expect(problem(.string, "ab12") { $0.pattern = "[a-z]+[0-9]+" } == nil)
        #expect(problem(.string, "ab12!") { $0.pattern = "[a-z]+[0-9]+" } != nil)
        #expect(problem(.string, "xb") { $0.pattern = "a|b" } != nil)
        #expect(throws: Pattern.Invalid.self) { try Pattern("[a-") }
    }

    @Test func theWrongValueIsNotRepeated() {
        #expect(problem(.password, "hunter2") { $0.minimum = 8 }?.contains("hunter2") == false)
    }
}
