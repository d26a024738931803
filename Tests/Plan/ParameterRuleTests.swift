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

    @Test(arguments: [
        (Parameter.Kind.hostname, "localhost"), (.hostname, "a..b"), (.hostname, "-a.example"),
        (.hostname, "192.0.2.1"),
        (.hostname, "a_b.example"), (.email, "admin"), (.email, "a b@example.com"), (.email, "a@b@example.com"),
        (.url, "example.com"), (.url, "https://"), (.url, "https://a b"), (.number, "1.5"), (.boolean, "yes"),
        (.choice, "c"), (.manyOf, "a,c"), (.port, "0"), (.port, "65536"), (.ip, "192.0.2"), (.string, "two\nlines"),
        (.text, "nul\0"),
    ]) func wrongValuesAreTold(kind: Parameter.Kind, value: String) {
        #expect(problem(kind, value) != nil)
    }

    @Test func boundsMeasureNumbersAndLengths() {
        #expect(problem(.number, "3") { $0.minimum = 4 } == "at least 4")
        #expect(problem(.password, "abc") { $0.minimum = 8 } == "at least 8 characters")
        #expect(problem(.string, "äöü") { $0.maximum = 3 } == nil)
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
