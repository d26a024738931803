import Plan
import YAML

/// A file for the owner to fill in: every parameter with its description and an example.
enum ParametersFile {
    static func text(_ parameters: [Parameter]) -> String {
        parameters.map(entry).joined(separator: "\n")
    }

    /// A required parameter is a line to complete, any other one a line to uncomment.
    private static func entry(_ parameter: Parameter) -> String {
        var lines = ["\(parameter.label) (\(parameter.typeName), \(parameter.isRequired ? "required" : "optional"))"]
        if let help = parameter.help { lines.append(help) }
        if !parameter.options.isEmpty {
            let lead = parameter.kind == .manyOf ? "Any of" : "One of"
            lines.append("\(lead): " + parameter.options.joined(separator: ", "))
        }
        let example = parameter.example ?? parameter.defaultText ?? ""
        if parameter.isRequired, !example.isEmpty { lines.append("Example: \(example)") }
        let comments = lines.map { "# " + Shell.singleLine($0) + "\n" }.joined()
        let pair = YAML.emit(.map([(parameter.name, .string(parameter.isRequired ? "" : example))]))
        return comments + (parameter.isRequired ? "" : "# ") + pair
    }
}

extension Parameter {
    /// The type as app.yaml calls it.
    var typeName: String { kind.rawValue }

    /// The default, if it is the same on every machine.
    var defaultText: String? {
        if case .value(let text) = defaultValue { text } else { nil }
    }
}
