import Glibc
import Plan
import Providers
import YAML

/// A way in which values reach the machine.
struct Channel {
    /// As a message names it.
    let name: String
    let values: [String: String]
    /// Whether a name in it that is no parameter must be a mistake.
    var isWrittenForThisApp = false
}

/// The channels of this machine, the one that wins first.
struct Channels {
    let all: [Channel]

    init(_ machine: Machine, _ metadata: Metadata) throws {
        let parameters = machine.plan.parameters
        var channels = [Channel(name: "--set", values: machine.options.parameters, isWrittenForThisApp: true)]
        if Provider.named(machine.plan.provider.rawValue)?.givesEnvironment == true {
            channels.append(Channel(name: "the StackScript's field", values: Self.environment(parameters)))
        }
        let path = machine.files.root.path(machine.paths.parameters)
        channels.append(Channel(name: path, values: try Self.file(machine), isWrittenForThisApp: true))
        channels.append(Channel(name: "the provider's app variables", values: metadata.vars))
        channels.append(Channel(name: "its default", values: Self.defaults(parameters, metadata)))
        all = channels
    }

    private static func environment(_ parameters: [Parameter]) -> [String: String] {
        var values: [String: String] = [:]
        for parameter in parameters {
            values[parameter.name] = getenv(ParameterEnvironment.name(of: parameter)).map { String(cString: $0) }
        }
        return values
    }

    private static func defaults(_ parameters: [Parameter], _ metadata: Metadata) -> [String: String] {
        var values: [String: String] = [:]
        for parameter in parameters {
            switch parameter.defaultValue {
            case .value(let value): values[parameter.name] = value
            case .fromHostname where Syntax.isHostname(metadata.hostname): values[parameter.name] = metadata.hostname
            case .fromHostname, nil: break
            }
        }
        return values
    }

    private static func file(_ machine: Machine) throws -> [String: String] {
        let path = machine.files.root.path(machine.paths.parameters)
        guard let bytes = try machine.files.read(machine.paths.parameters, limit: 1 << 20) else { return [:] }
        let node: Node?
        do {
            node = try YAML.parse(bytes)
        } catch {
            throw Failure(
                .invalidInput, "\(path):\(error.mark.line):\(error.mark.column): \(error.message)", help: error.help)
        }
        guard let node, !node.isNull else { return [:] }
        guard let pairs = node.mapping else { throw wrong(path, node, "is not a list of `NAME: VALUE` lines") }
        var values: [String: String] = [:]
        for pair in pairs {
            guard let name = pair.key.string else { throw wrong(path, pair.key, "is no name") }
            if values[name] != nil { throw wrong(path, pair.key, "gives \(name) twice") }
            values[name] = try text(pair.value) ?? { throw wrong(path, pair.value, "is neither text nor a list of texts") }()
        }
        return values
    }

    /// A list stands for what `many-of` wants: its members with commas between them.
    private static func text(_ node: Node) -> String? {
        switch node.value {
        case .scalar(let scalar): node.isNull ? "" : scalar.text
        case .sequence(let members):
            members.allSatisfy { $0.string != nil } ? members.compactMap(\.string).joined(separator: ",") : nil
        case .mapping: nil
        }
    }

    private static func wrong(_ path: String, _ node: Node, _ what: String) -> Failure {
        Failure(
            .invalidInput, "\(path):\(node.start.line):\(node.start.column): this \(what)",
            help: "write one `NAME: VALUE` a line, text with special characters in quotes")
    }
}
