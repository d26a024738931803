import Foundation
import Plan
import Providers
import Testing

@testable import CloudInit

@Suite struct AppVariablesTests {
    private struct Entry: Decodable, Equatable {
        var name: String
        var label: String
        var type: String
        var length: Int?
        var required: Bool
    }

    private func entries(_ parameters: [Parameter]) throws -> [Entry] {
        let rules = try #require(Provider.vultr.facts.appVariables)
        let text = try AppVariables(parameters, rules: rules).text
        return try JSONDecoder().decode([Entry].self, from: Data(text.utf8))
    }

    @Test func eachParameterIsALineOfTheForm() throws {
        let entries = try entries([
            Parameter(name: "domain", kind: .hostname, label: "Domain", example: "a.example.com", isRequired: false),
            Parameter(name: "motto", kind: .text, label: "Motto"),
            Parameter(name: "size", kind: .choice, label: "Size", defaultValue: .value("s"), options: ["s", "m"]),
            Parameter(name: "api_token", kind: .apiToken, label: "Token"),
            Parameter(name: "admin_password", kind: .password, label: "Password", minimum: 24),
        ])
        #expect(
            entries == [
                Entry(name: "domain", label: "Domain (such as a.example.com)", type: "text", required: false),
                Entry(name: "motto", label: "Motto", type: "textarea", required: true),
                Entry(name: "size", label: "Size (one of s, m)", type: "text", required: false),
                Entry(name: "api_token", label: "Token", type: "text", required: true),
                Entry(name: "admin_password", label: "Password", type: "password", length: 24, required: true),
            ])
    }

    @Test func aPasswordThatVultrCannotMakeIsAskedFor() throws {
        let patterned = Parameter(name: "pin", kind: .password, label: "PIN", pattern: "[0-9]{6}")
        let long = Parameter(name: "key", kind: .password, label: "Key", minimum: 51)
        #expect(try entries([patterned, long]).map(\.type) == ["text", "text"])
    }

    @Test func labelsStayWithinTheLimit() throws {
        let long = String(repeating: "é", count: 250)
        let parameter = Parameter(name: "a", kind: .string, label: long, example: "something")
        #expect(try entries([parameter]).map(\.label) == [long])
        #expect(try entries([Parameter(name: "a", kind: .string, label: long + long)]).map(\.label.count) == [255])
    }

    @Test(arguments: ["administrators_email", "smtp2", "Smtp"]) func otherNamesAreLeftOut(name: String) throws {
        let rules = try #require(Provider.vultr.facts.appVariables)
        let variables = try AppVariables([Parameter(name: name, kind: .string, label: "A")], rules: rules)
        #expect(variables.text == "[\n\n]\n")
        #expect(variables.leftOut == [name])
    }
}
