import Plan
import TestSupport
import Testing

@testable import CloudInit

@Suite struct StackScriptTests {
    private func tag(_ parameter: Parameter) throws -> String {
        try UserDefinedField(parameter: parameter).tag()
    }

    @Test func requiredFieldHasNoDefault() throws {
        #expect(
            try tag(Parameter(name: "a", kind: .string, label: "A", example: "x"))
                == #"<UDF name="a" label="A" example="x" />"#)
        #expect(
            try tag(Parameter(name: "a", kind: .string, label: "A", isRequired: false))
                == #"<UDF name="a" label="A" default="" />"#)
        #expect(
            try tag(Parameter(name: "a", kind: .string, label: "A", defaultValue: .value("v")))
                == #"<UDF name="a" label="A" default="v" />"#)
    }

    @Test func choicesAreLists() throws {
        #expect(
            try tag(Parameter(name: "a", kind: .choice, label: "A", options: ["x", "y z"]))
                == #"<UDF name="a" label="A" oneOf="x,y z" />"#)
        #expect(
            try tag(Parameter(name: "a", kind: .manyOf, label: "A", options: ["x", "y"]))
                == #"<UDF name="a" label="A" manyOf="x,y" />"#)
        #expect(
            try tag(Parameter(name: "a", kind: .boolean, label: "A", defaultValue: .value("true")))
                == #"<UDF name="a" label="A" oneOf="true,false" default="true" />"#)
    }

    @Test func secretsAreMaskedAndArriveUnderTheirOwnName() throws {
        var plan = Plan.echora(for: "linode")
        plan.parameters = [
            Parameter(name: "api_key", kind: .apiToken, label: "Key"),
            Parameter(name: "admin_password", kind: .password, label: "Password"),
        ]
        let text = try StackScript(.sample(plan)).text
        #expect(text.contains("# <UDF name=\"api_key_password\" label=\"Key\" />\n"))
        #expect(text.contains("# <UDF name=\"admin_password\" label=\"Password\" />\n"))
        #expect(text.contains("\nexport API_KEY=\"${API_KEY_PASSWORD-}\"\n"))
        #expect(!text.contains("export ADMIN_PASSWORD"))
    }

    @Test func labelsCannotEndTheTagOrTheComment() throws {
        let hostile = try tag(Parameter(name: "a", kind: .string, label: "x\" /> <UDF\n\u{1b}reboot"))
        #expect(hostile == #"<UDF name="a" label="x' /) (UDF eboot" />"#)
    }

    @Test(arguments: [
        Parameter(name: String(repeating: "a", count: 64), kind: .string, label: "Long"),
        Parameter(name: "a", kind: .choice, label: "A", options: ["x,y"]),
        Parameter(name: "a", kind: .choice, label: "A", options: ["\""]),
        Parameter(name: "a", kind: .string, label: "A", defaultValue: .value("say \"x\"")),
    ])
    func refusesWhatLinodeCannotAsk(parameter: Parameter) {
        #expect(throws: UnfitParameter.self) { try tag(parameter) }
    }

    @Test func refusesTwoFieldsOfOneName() {
        var plan = Plan.echora(for: "linode")
        plan.parameters = [
            Parameter(name: "key", kind: .apiToken, label: "Key"),
            Parameter(name: "key_password", kind: .password, label: "Its password"),
        ]
        #expect(throws: UnfitParameter.self) { try StackScript(.sample(plan)) }
    }

    @Test func startsWithAShebang() throws {
        #expect(try StackScript(.sample(.hostile(for: "linode"))).text.hasPrefix("#!/bin/bash\n"))
    }
}
