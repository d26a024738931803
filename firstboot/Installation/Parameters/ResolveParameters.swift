import Plan
import Providers
import Text

/// Finds each parameter's value among the channels that the owner may have used.
package struct ResolveParameters {
    package let machine: Machine
    package let metadata: Metadata
    /// The values from `--set`.
    private let flags: [String: String]
    /// The values of a backup.
    private let brought: [String: String]
    private let recorded: [String: String]
    private let context: ParameterContext
    private let isQuiet: Bool

    /// - Parameter isQuiet: Whether nothing is told about names that are no parameters and do no harm.
    package init(
        _ machine: Machine, _ metadata: Metadata, in context: ParameterContext, flags: [String: String] = [:],
        brought: [String: String] = [:], recorded: [String: String] = [:], isQuiet: Bool = false
    ) {
        self.machine = machine
        self.metadata = metadata
        self.flags = flags
        self.brought = brought
        self.recorded = recorded
        self.context = context
        self.isQuiet = isQuiet
    }

    package struct Resolved {
        package var values: [String: String] = [:]
        /// Parameters that later runs find only in the owner's file.
        package var forFile: [String: String] = [:]
        /// Parameters that later runs find only in the state.
        package var forState: [String: String] = [:]
    }

    /// - Throws: ``Failure`` that names each unknown parameter, and the one that may be meant.
    package static func refuseUnknown(_ flags: [String: String], _ machine: Machine) throws {
        let known = machine.plan.parameters.map(\.name).sorted()
        let unknown = flags.keys.filter { !known.contains($0) }.sorted()
        guard let first = unknown.first else { return }
        throw Failure(
            .usage, "\(machine.plan.app.title) has no parameter \(unknown.map { "`\($0)`" }.joined(separator: ", "))",
            help: Suggestion.help(for: first, among: known, what: "parameter"))
    }

    /// - Throws: ``Failure`` that names every wrong or missing value, its channel, and what a right value looks like.
    package func run() throws -> Resolved {
        let channels = try Channels(machine, flags: flags, metadata, brought: brought, recorded: recorded)
        var resolved = Resolved()
        if !isQuiet { context.warn(of: channels, on: machine) }
        var problems = ParameterProblems(machine, channels, in: context)
        for parameter in machine.plan.parameters {
            if let given = channels.value(of: parameter) {
                problems.judge(given, of: parameter)
                resolved.values[parameter.name] = given.text
                switch given.lasting {
                case .there: break
                case .file: resolved.forFile[parameter.name] = given.text
                case .state: resolved.forState[parameter.name] = given.text
                }
            } else if parameter.isRequired {
                problems.miss(parameter)
            }
        }
        try problems.passed()
        return resolved
    }
}

/// The problems of the given values, collected so that the owner sees all of them at once.
package struct ParameterProblems {
    private let machine: Machine
    private let context: ParameterContext
    private var problems: [String]
    /// Parameters whose values need a fix.
    private var concerned: [Parameter] = []

    package init(_ machine: Machine, _ channels: Channels, in context: ParameterContext) {
        self.machine = machine
        self.context = context
        let known = machine.plan.parameters.map(\.name).sorted().joined(separator: ", ")
        let unknown = channels.unknownFlags + (context.refusesUnknown ? channels.unknownInFile : [])
        problems = unknown.map { name, origin in
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
        throw Failure(
            .invalidInput, "some parameters of \(machine.plan.app.title) are missing or wrong; \(context.consequence)",
            details: problems, help: context.help(for: concerned, on: machine))
    }
}
