/// The command line, understood. Written by hand because swift-argument-parser brings FoundationEssentials with it,
/// 5.6 MB together (docs/design.md); the publisher's command uses it.
struct Invocation {
    enum Action {
        case verb(Verb)
        case help(Verb?)
        case version
    }

    struct Mistake: Error {
        let message: String
        let help: String
        init(_ message: String, help: String) {
            self.message = message
            self.help = help
        }
    }

    var action: Action
    var options = Options()

    /// - Throws: ``Failure`` with the usage exit code.
    static func parse(_ arguments: [String]) throws -> Invocation {
        do {
            return try understand(arguments)
        } catch {
            throw Failure(.usage, error.message, help: error.help)
        }
    }

    private static func understand(_ arguments: [String]) throws(Mistake) -> Invocation {
        guard let word = arguments.first, !["--help", "-h", "help"].contains(word) else {
            return Invocation(action: .help(arguments.dropFirst().first.flatMap(Verb.init)))
        }
        if word == "--version" { return Invocation(action: .version) }
        guard let verb = Verb(rawValue: word) else {
            let verbs = Verb.allCases.map(\.rawValue).joined(separator: ", ")
            throw Mistake("there is no verb `\(word)`", help: "the verbs are \(verbs)")
        }
        var invocation = Invocation(action: .verb(verb))
        var rest = arguments.dropFirst()
        while let argument = rest.popFirst() {
            if ["--help", "-h"].contains(argument) { return Invocation(action: .help(verb)) }
            if verb.takesNames, !argument.hasPrefix("-") {
                invocation.options.names.append(argument)
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard let flag = Flag.all.first(where: { $0.name == parts.first && $0.belongs(to: verb) }) else {
                throw Mistake(
                    "`\(verb.rawValue)` does not know `\(parts.first ?? argument)`",
                    help: "see `\(verb.rawValue) --help`")
            }
            try flag.apply(&invocation.options, try value(of: flag, inline: parts.dropFirst().first, rest: &rest))
        }
        return invocation
    }

    private static func value(
        of flag: Flag, inline: String?, rest: inout ArraySlice<String>
    ) throws(Mistake) -> String {
        guard let placeholder = flag.value else {
            if inline != nil { throw Mistake("`\(flag.name)` takes no value", help: "write `\(flag.name)` alone") }
            return ""
        }
        guard let value = inline ?? rest.popFirst() else {
            throw Mistake("`\(flag.name)` lacks its value", help: "write \(flag.name) \(placeholder)")
        }
        return value
    }
}
