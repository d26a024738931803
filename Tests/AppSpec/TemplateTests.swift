import Plan
import Testing

@testable import AppSpec

@Suite struct TemplateTests {
    let scope = TemplateScope(
        constants: ["name": "demo", "version": "1.0"], secrets: ["KEY"], parameters: ["domain"], place: "a test")

    @Test func `values become parts and constants become text`() {
        let (template, problems) = TemplateParser.parse(
            "{{name}}-{{ version }}: {{ secrets.KEY }}{{parameters.domain}} {{ address }}", scope: scope)
        #expect(problems.isEmpty)
        #expect(
            template.parts == [
                .text("demo-1.0: "), .secret("KEY"), .parameter("domain"), .text(" "), .machine(.address),
            ])
    }

    @Test func `public halves and encodings are named where they stand`() {
        var scope = scope
        scope.publicHalves = ["KEY"]
        let (template, problems) = TemplateParser.parse(
            #"{{ secrets.KEY.public }}{{ secrets.KEY|urlencode | base64}}{{ "a|b" }}{{ name | base64 }}"#, scope: scope)
        #expect(problems.isEmpty)
        #expect(
            template.parts == [
                .publicHalf(of: "KEY"), .encoded(.encoded(.secret("KEY"), .urlencode), .base64), .text("a|b"),
                .encoded(.text("demo"), .base64),
            ])
        #expect(template.secretNames == ["KEY", "KEY"])
    }

    @Test(arguments: [
        ("é{{ secrets.KEY | base46 }}", "unknown encoding `base46`", 18, 6),
        ("{{ secrets.KEY | }}", "unknown encoding ``", 16, 1), ("{{ | base64 }}", "unknown value ``", 3, 1),
        ("{{ secrets.KEY.public }}", "the secret `KEY` has no public half", 3, 18),
        ("{{ secrets.KE.public }}", "there is no secret `KE`", 3, 17),
    ])
    func `what is wrong with them has its place`(text: String, message: String, offset: Int, length: Int) throws {
        let problems = TemplateParser.parse(text, scope: scope).problems
        #expect(problems.map(\.message) == [message])
        #expect(problems.map { [$0.offset, $0.length] } == [[offset, length]])
    }

    @Test func `braces can be written`() {
        let (template, problems) = TemplateParser.parse(#"{{ "{{" }} x }} {{ "}}" }} { y }"#, scope: scope)
        #expect(problems.isEmpty)
        #expect(template.literal == "{{ x }} }} { y }")
    }

    @Test(arguments: [
        ("é{{ secrets.KE }}", 4, 10), ("{{ nme }}", 3, 3), ("a {{ name", 2, 2), ("{{ \n}}", 0, 2), ("{{ }}", 0, 5),
    ])
    func `problems have their place in scalars`(text: String, offset: Int, length: Int) throws {
        let problems = TemplateParser.parse(text, scope: scope).problems
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect((problem.offset, problem.length) == (offset, length))
    }

    @Test func `what cannot stand here is told from what is unknown`() {
        let bare = TemplateScope(constants: [:], allowsMachineValues: false, place: "a test")
        #expect(
            TemplateParser.parse("{{ address }}", scope: bare).problems.map(\.message) == [
                "`address` cannot stand in a test"
            ])
        #expect(TemplateParser.parse("{{ adress }}", scope: bare).problems.map(\.message) == ["unknown value `adress`"])
    }
}
