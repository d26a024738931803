import Foundation
import Plan
import Providers

/// `vultr/variables.json`: what a publisher enters into the marketplace's form for app variables, in the form's order.
public struct AppVariables: Sendable {
    public let text: String
    /// The names of the parameters that the form cannot take. Their values come through other channels.
    public let leftOut: [String]

    private struct Entry: Encodable {
        var name: String
        var label: String
        var type: String
        /// The characters that the provider uses in passwords that it makes.
        var length: Int?
        var required: Bool
    }

    /// - Throws: What encoding throws.
    public init(_ parameters: [Parameter], rules: AppVariableRules) throws {
        let fitting = parameters.filter { rules.accepts(name: $0.name) }
        leftOut = parameters.filter { !rules.accepts(name: $0.name) }.map(\.name)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let entries = fitting.map { parameter in
            let length = Self.generatedLength(of: parameter, rules)
            return Entry(
                name: parameter.name, label: Self.label(of: parameter, limit: rules.labelLimit),
                type: length != nil ? "password" : parameter.kind == .text ? "textarea" : "text",
                length: length, required: parameter.isRequired && parameter.defaultValue == nil)
        }
        text = String(decoding: try encoder.encode(entries), as: UTF8.self) + "\n"
    }

    /// The length of the password that the provider makes; nil if the owner has to give the value. Fields that the
    /// owner fills in are never masked, so it is better if the provider makes a password.
    private static func generatedLength(of parameter: Parameter, _ rules: AppVariableRules) -> Int? {
        guard parameter.kind == .password, parameter.pattern == nil else { return nil }
        let least = max(parameter.minimum ?? 0, rules.passwordLengths.lowerBound)
        let most = min(parameter.maximum ?? .max, rules.passwordLengths.upperBound)
        return least <= most ? min(max(least, 20), most) : nil
    }

    /// Includes what a value must be, because the form has no other place for it.
    private static func label(of parameter: Parameter, limit: Int) -> String {
        let hint: String? =
            switch parameter.kind {
            case .choice: "one of " + parameter.options.joined(separator: ", ")
            case .manyOf: "any of " + parameter.options.joined(separator: ", ") + ", separated by commas"
            case .boolean: "true or false"
            default: parameter.example.map { "such as \($0)" }
            }
        let label = Shell.singleLine(parameter.label)
        guard let hint = hint.map(Shell.singleLine) else { return String(label.prefix(limit)) }
        let whole = "\(label) (\(hint))"
        return whole.count <= limit ? whole : String(label.prefix(limit))
    }
}
