import Plan
import Providers
import Text

/// A question that Linode's Cloud Manager asks before it runs a StackScript.
struct UserDefinedField {
    let parameter: Parameter

    /// Linode masks a sensitive value by the name of its field.
    var name: String {
        guard parameter.isSensitive, let rules = Provider.linode.facts.fields else { return parameter.name }
        return rules.maskedName(of: parameter.name)
    }

    /// The environment variable that Linode sets.
    var variable: String { name.uppercased() }

    /// `<UDF …>` without the comment sign. There is no rule for escaping a quote in it. So quotes in text for people
    /// are replaced, and values that must arrive unchanged must not have one.
    func tag() throws(UnfitParameter) -> String {
        try check()
        var attributes = [("name", name), ("label", Self.readable(parameter.label))]
        if let hint = parameter.example ?? parameter.help { attributes.append(("example", Self.readable(hint))) }
        if !options.isEmpty {
            attributes.append((parameter.kind == .manyOf ? "manyOf" : "oneOf", options.joined(separator: ",")))
        }
        // A field without a default is required.
        if let text = parameter.defaultText {
            attributes.append(("default", text))
        } else if !parameter.isRequired {
            attributes.append(("default", ""))
        }
        return "<UDF " + attributes.map { "\($0)=\"\($1)\"" }.joined(separator: " ") + " />"
    }

    private var options: [String] {
        parameter.kind == .boolean ? ["true", "false"] : parameter.options
    }

    private func check() throws(UnfitParameter) {
        guard name.utf8.count < 64 else {
            throw UnfitParameter(parameter: parameter.name, reason: "has 64 characters or more as \(name)")
        }
        if let option = options.first(where: { $0.unicodeScalars.contains(",") || !Self.isPlain($0) }) {
            throw UnfitParameter(
                parameter: parameter.name, reason: "has the option \(option), with a comma, a quote or an angle bracket"
            )
        }
        if let text = parameter.defaultText, !Self.isPlain(text) {
            throw UnfitParameter(
                parameter: parameter.name, reason: "has a quote, angle bracket or newline in its default")
        }
    }

    private static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy {
            !"\"<>".unicodeScalars.contains($0) && $0.properties.generalCategory != .control
        }
    }

    private static func readable(_ text: String) -> String {
        let substitutes: [Unicode.Scalar: String] = ["\"": "'", "<": "(", ">": ")"]
        return Shell.singleLine(text).escaping(substitutes)
    }
}

/// A parameter that Linode's StackScripts cannot ask for.
public struct UnfitParameter: Error, Equatable, CustomStringConvertible {
    public var parameter: String
    /// The words after "the parameter".
    public var reason: String
    public var description: String { "the parameter \(parameter) \(reason)" }
}
