import Foundation
import Host
import Plan
import TestSupport
import Testing
import YAML

/// Every kind of parameter, with a right and a wrong value, by every channel.
@Suite struct ParameterMatrixTests {
    /// A way for values to reach the machine.
    enum Channel: String, CaseIterable {
        case flags, fields, file, variables, defaults

        var provider: ProviderID { self == .fields ? "linode" : self == .variables ? "vultr" : "digitalocean" }

        /// What a message must name it, for the parameter on that line of the file.
        func origin(of parameter: Parameter, line: Int, file: String) -> String {
            switch self {
            case .flags: "--set \(parameter.name)"
            case .fields: "the StackScript's field `\(parameter.label)`"
            case .file: "\(file):\(line):\(parameter.name.utf8.count + 3)"
            case .variables: "the app variable \(parameter.name) of vultr"
            case .defaults: "its default"
            }
        }
    }

    struct Row {
        var parameter: Parameter
        var right: String
        var wrong: String
        var rule: String
    }

    static let rows: [Row] = [
        row(
            .string, right: "it's $5 #1, \"so\"", wrong: "two\nlines",
            "one line of text without control or invisible characters"),
        row(.text, right: "two\nlines", wrong: "far too much text", "at most 10 characters") { $0.maximum = 10 },
        row(.password, right: "correct horse", wrong: "hunter2", "at least 8 characters") { $0.minimum = 8 },
        row(.email, right: "a@example.com", wrong: "a at example.com", "an e-mail address such as admin@example.com"),
        row(.hostname, right: "a.example.com", wrong: "app", "a fully qualified domain name such as app.example.com"),
        row(.url, right: "https://example.com/a?b", wrong: "example.com", "a URL such as https://example.com/path"),
        row(.number, right: "7", wrong: "11", "at most 10") { ($0.minimum, $0.maximum) = (1, 10) },
        row(.boolean, right: "true", wrong: "maybe", "true or false"),
        row(.choice, right: "small", wrong: "huge", "one of small, large") { $0.options = ["small", "large"] },
        row(.manyOf, right: "a,c", wrong: "a,d", "any of a, b, c, separated by commas") {
            $0.options = ["a", "b", "c"]
        },
        row(.port, right: "8080", wrong: "65536", "a port from 1 to 65535"),
        row(.ip, right: "2001:db8::1", wrong: "192.0.2", "an IPv4 or IPv6 address"),
        row(.apiToken, right: "abc123", wrong: "TOP-SECRET", "text that matches [a-z0-9]+") {
            $0.pattern = "[a-z0-9]+"
        },
    ]

    private static func row(
        _ kind: Parameter.Kind, right: String, wrong: String, _ rule: String,
        _ change: (inout Parameter) -> Void = { _ in }
    ) -> Row {
        let name = kind.rawValue.replacing("-", with: "_")
        var parameter = Parameter(name: "a_\(name)", kind: kind, label: "A \(kind.rawValue)")
        change(&parameter)
        return Row(parameter: parameter, right: right, wrong: wrong, rule: rule)
    }

    @Test func everyKindIsThere() {
        #expect(Set(Self.rows.map(\.parameter.kind)) == Set(Parameter.Kind.allCases))
    }

    @Test(arguments: Channel.allCases) func aRightValueArrives(channel: Channel) async throws {
        let (boot, result) = try await run(channel, \.right)
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(
            try boot.parameters == Dictionary(uniqueKeysWithValues: Self.rows.map { ($0.parameter.name, $0.right) }))
    }

    @Test(arguments: Channel.allCases) func aWrongValueIsReportedWithItsChannel(channel: Channel) async throws {
        let (boot, result) = try await run(channel, \.wrong)
        #expect(result.status == 65)
        let file = boot.folder.file("root/etc/demo/parameters.yaml")
        for (index, row) in Self.rows.enumerated() {
            let origin = channel.origin(of: row.parameter, line: index + 1, file: file)
            #expect(result.lastLines.contains("  \(row.parameter.name), from \(origin): must be \(row.rule)"))
            if row.parameter.isSensitive { #expect(!result.lastLines.joined().contains(row.wrong)) }
        }
        #expect(boot.docker.calls.isEmpty)
    }

    @Test(arguments: Channel.allCases) func aMissingValueIsAskedForByName(channel: Channel) async throws {
        let (_, result) = try await run(channel) { _ in "" }
        #expect(result.status == 65)
        for row in Self.rows {
            let line = "  \(row.parameter.name) (\(row.parameter.label)) is required and was not given"
            #expect(result.lastLines.contains(line))
        }
    }

    private func run(_ channel: Channel, _ value: (Row) -> String) async throws -> (Boot, CommandResult) {
        var plan = Plan.demo(channel.provider)
        (plan.parameters, plan.environment) = (Self.rows.map(\.parameter), [])
        let pairs = Self.rows.map { ($0.parameter.name, value($0)) }
        if channel == .defaults {
            for (index, pair) in pairs.enumerated() { plan.parameters[index].defaultValue = .value(pair.1) }
        }
        let variables = channel == .variables ? Dictionary(uniqueKeysWithValues: pairs) : nil
        let boot = try await Boot(plan, variables: variables)
        if channel == .file {
            let text = YAML.emit(.map(pairs.map { ($0, .string($1)) }))
            try boot.folder.write("root/etc/demo/parameters.yaml", text, mode: 0o600)
        }
        let flags = channel == .flags ? pairs.flatMap { ["--set", "\($0)=\($1)"] } : []
        let fields = channel == .fields ? pairs.map { ($0.uppercased(), Optional($1)) } : []
        return (boot, try await boot.run("provision", flags, environment: Dictionary(uniqueKeysWithValues: fields)))
    }
}
