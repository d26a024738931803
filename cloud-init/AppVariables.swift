import Foundation
import Plan
import Providers

/// `vultr/variables.json`: what a publisher enters into the marketplace's form for the app's variables, in its order.
public struct AppVariables: Sendable {
    public let text: String
    /// The parameters that the form has no room for, by name; their values come by the other channels.
    public let leftOut: [String]

    private struct Entry: Encodable {
        var name: String
        var label: String
        var type: String
        /// Characters of a password that the provider makes.
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

    /// How long a password the provider shall make; nil where the owner has to give the value. A field that the owner
    /// fills in is never masked, so that a password is better made.
    private static func generatedLength(of parameter: Parameter, _ rules: AppVariableRules) -> Int? {
        guard parameter.kind == .password, parameter.pattern == nil else { return nil }
        let least = max(parameter.minimum ?? 0, rules.passwordLengths.lowerBound)
        let most = min(parameter.maximum ?? .max, rules.passwordLengths.upperBound)
        return least <= most ? min(max(least, 20), most) : nil
    }

    /// With what a value must be, as the form has no other place to say it.
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
