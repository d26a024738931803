import Installation
import Text

/// The parsed command line. It is parsed by hand because swift-argument-parser and FoundationEssentials would add 5.6
/// MB (docs/design.md). The publisher's command uses swift-argument-parser.
struct Invocation {
    enum Action {
        case verb(any Verb)
        case help((any Verb.Type)?)
        case version
    }

    var action: Action
    var options = CommonOptions()

    /// - Throws: ``Failure`` with the usage exit code.
    static func parse(_ arguments: [String]) throws -> Invocation {
        do {
            return try understand(arguments)
        } catch {
            throw Failure(.usage, error.message, help: error.help)
        }
    }

    private static func understand(_ arguments: [String]) throws(UsageError) -> Invocation {
        // `NAMEctl --instance ID VERB` reads as help texts say it.
        if let first = arguments.first, first == "--instance" || first.hasPrefix("--instance=") {
            let count = first == "--instance" ? 2 : 1
            guard let verb = arguments.dropFirst(count).first else {
                throw UsageError("`--instance` needs an ID and a verb", help: "write --instance ID VERB")
            }
            return try understand([verb] + arguments.prefix(count) + arguments.dropFirst(count + 1))
        }
        guard let word = arguments.first, !["--help", "-h", "help"].contains(word) else {
            return Invocation(action: .help(arguments.dropFirst().first.flatMap(Verbs.named)))
        }
        if word == "--version" { return Invocation(action: .version) }
        guard let verb = Verbs.named(word) else {
            let verbs = Verbs.all.map { $0.name }.joined(separator: ", ")
            throw UsageError("there is no verb `\(word)`", help: "the verbs are \(verbs)")
        }
        return try understand(verb, arguments.dropFirst())
    }

    private static func understand<V: Verb>(
        _ type: V.Type, _ arguments: ArraySlice<String>
    ) throws(UsageError) -> Invocation {
        var verb = V()
        var options = CommonOptions()
        var rest = arguments
        while let argument = rest.popFirst() {
            if ["--help", "-h"].contains(argument) { return Invocation(action: .help(type)) }
            if V.operands != nil, !argument.hasPrefix("-") {
                verb.take(argument)
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let inline = parts.dropFirst().first
            if let flag = V.flags.first(where: { $0.name == parts.first }) {
                try flag.apply(&verb, try value(of: flag, inline: inline, rest: &rest))
            } else if let flag = CommonOptions.flags.first(where: { $0.name == parts.first }) {
                try flag.apply(&options, try value(of: flag, inline: inline, rest: &rest))
            } else if let set = V.setParameter, let name = parameter(parts.first ?? argument) {
                guard let value = inline ?? rest.popFirst() else {
                    throw UsageError("`\(argument)` needs a value", help: "write \(argument) VALUE")
                }
                set(&verb, name, value)
            } else {
                throw UsageError(
                    "`\(V.name)` does not know `\(parts.first ?? argument)`", help: "see `\(V.name) --help`")
            }
        }
        return Invocation(action: .verb(verb), options: options)
    }

    /// The parameter that a flag is named after: `--admin-email` is `admin_email`.
    private static func parameter(_ flag: String) -> String? {
        guard flag.hasPrefix("--"), let plan = try? StampedPlan.load() else { return nil }
        let name = flag.dropFirst(2).replacing("-", with: "_")
        return plan.parameters.map(\.name).first { $0 == name || $0 == flag.dropFirst(2) }
    }

    private static func value<Options>(
        of flag: Flag<Options>, inline: String?, rest: inout ArraySlice<String>
    ) throws(UsageError) -> String {
        guard let placeholder = flag.value else {
            if inline != nil { throw UsageError("`\(flag.name)` takes no value", help: "write `\(flag.name)` alone") }
            return ""
        }
        guard let value = inline ?? rest.popFirst() else {
            throw UsageError("`\(flag.name)` needs a value", help: "write \(flag.name) \(placeholder)")
        }
        return value
    }
}
