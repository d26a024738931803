import Host
import Installation
import Plan

/// Asks a person for one parameter's value until it is right.
struct Question {
    private let parameter: Parameter
    private let terminal: Terminal

    init(_ parameter: Parameter, _ terminal: Terminal) {
        self.parameter = parameter
        self.terminal = terminal
    }

    /// - Parameter given: The value from another channel; if it is valid, there is no question.
    /// - Returns: The answer; nil if the given value or the default is used.
    /// - Throws: ``Failure`` if the input ends before a required value is given.
    func answer(unless given: GivenValue?) throws -> GivenValue? {
        let problem = given.flatMap { parameter.problem(with: $0.text) }
        if given != nil, problem == nil { return nil }
        explain()
        if let given, let problem { terminal.show("  from \(given.origin): must be \(problem)") }
        while true {
            guard let text = terminal.ask(prompt, hidden: parameter.isSensitive) else {
                throw Failure(.invalidInput, "the input ended before every question was answered", help: "run it again")
            }
            if text.isEmpty {
                if !parameter.isRequired || parameter.defaultValue != nil, given == nil { return nil }
                terminal.show("  a value is required")
            } else if let problem = parameter.problem(with: text) {
                terminal.show("  must be \(problem)")
            } else {
                return GivenValue(text: text, origin: "the answer")
            }
        }
    }

    private func explain() {
        terminal.show("")
        terminal.show(
            "\(parameter.label) (\(parameter.kind.rawValue), \(parameter.isRequired ? "required" : "optional"))")
        if let help = parameter.help { terminal.show("  \(help)") }
        if !parameter.options.isEmpty {
            let lead = parameter.kind == .manyOf ? "Any of, with commas between them" : "One of"
            terminal.show("  \(lead): \(parameter.options.joined(separator: ", "))")
        }
        if let example = parameter.example { terminal.show("  Example: \(example)") }
    }

    private var prompt: String {
        switch parameter.defaultValue {
        case .value where parameter.isSensitive: "\(parameter.name) [as the publisher set it]: "
        case .value(let value): "\(parameter.name) [\(value)]: "
        case .fromHostname: "\(parameter.name) [this machine's name, where it is a domain]: "
        case nil: "\(parameter.name): "
        }
    }
}
