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
