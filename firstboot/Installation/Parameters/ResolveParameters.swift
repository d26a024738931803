import Plan
import Providers

/// Finds each parameter's value among the channels that the owner may have used.
package struct ResolveParameters {
    package let machine: Machine
    package let metadata: Metadata
    /// What `--set` gave.
    private let flags: [String: String]

    package init(_ machine: Machine, _ metadata: Metadata, flags: [String: String] = [:]) {
        self.machine = machine
        self.metadata = metadata
        self.flags = flags
    }

    /// - Throws: ``Failure`` that tells of every wrong or missing value, with its channel and what would be right.
    package func run() throws -> [String: String] {
        let channels = try Channels(machine, flags: flags, metadata)
        var values: [String: String] = [:]
        var problems = ParameterProblems(machine, channels)
        for parameter in machine.plan.parameters {
            if let given = channels.value(of: parameter) {
                problems.judge(given, of: parameter)
                values[parameter.name] = given.text
            } else if parameter.isRequired {
                problems.miss(parameter)
            }
        }
        try problems.passed()
        return values
    }
}

/// What is wrong with the values that were given, collected so that the owner learns of all of it at once.
package struct ParameterProblems {
    private let machine: Machine
    private var problems: [String]
    /// Parameters whose values are to be mended.
    private var concerned: [Parameter] = []

    package init(_ machine: Machine, _ channels: Channels) {
        self.machine = machine
        let known = machine.plan.parameters.map(\.name).sorted().joined(separator: ", ")
        problems = channels.unknown.map { name, origin in
            "\(name), from \(origin): there is no such parameter" + (known.isEmpty ? "" : " (there are \(known))")
        }
    }

    package mutating func judge(_ given: GivenValue, of parameter: Parameter) {
        guard let rule = parameter.problem(with: given.text) else { return }
        problems.append("\(parameter.name), from \(given.origin): must be \(rule)")
        concerned.append(parameter)
    }

    package mutating func miss(_ parameter: Parameter) {
        problems.append("\(parameter.name) (\(parameter.label)) is required and was not given")
        concerned.append(parameter)
    }

    /// - Throws: ``Failure`` unless everything was right.
    package func passed() throws {
        guard !problems.isEmpty else { return }
        let app = machine.plan.app
        let line = concerned.first.map { "\($0.name): \($0.example.map { "\"\($0)\"" } ?? "VALUE")" } ?? "NAME: VALUE"
        throw Failure(
            .invalidInput, "the parameters of \(app.title) are not right yet; nothing has been started",
            details: problems,
            help: "write the values to \(ParametersFile(machine).name), one a line like `\(line)`, "
                + "and run `\(app.name)ctl provision`; `\(app.name)ctl configure` asks for them")
    }
}
