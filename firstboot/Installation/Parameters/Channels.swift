import Glibc
import Plan
import Providers

/// A parameter's value as it reached the machine.
package struct GivenValue {
    package var text: String
    /// Where it came from, for messages: a flag, a form's field, a place in a file.
    package var origin: String

    /// Where later runs find it.
    package enum Lasting: Sendable {
        /// Where this one found it.
        case there
        /// In the owner's file, once it is written.
        case file
        /// Only in the state.
        case state
    }
    package var lasting: Lasting

    package init(text: String, origin: String, lasting: Lasting = .there) {
        self.text = text
        self.origin = origin
        self.lasting = lasting
    }
}

/// The ways in which values reach this machine. The first that has a value wins.
package struct Channels {
    private let ranked: [[String: GivenValue]]
    /// A name that was given for this app but is no parameter of it.
    package typealias UnknownName = (name: String, origin: String)
    /// Such names from `--set`: mistakes.
    package let unknownFlags: [UnknownName]
    /// Such names in the owner's file: mistakes, or parameters of another release. See ``ParameterContext``.
    package let unknownInFile: [UnknownName]

    /// - Parameters:
    ///   - given: The values from `--set`.
    ///   - brought: The values of the backup that the machine is set up with.
    ///   - recorded: Values that may be only in the state, because an older release kept them nowhere else.
    ///   - metadata: nil before it is read. Then only what the owner gave on the machine itself counts.
    /// - Throws: ``Failure`` if /etc/NAME/parameters.yaml cannot be read.
    package init(
        _ machine: Machine, flags given: [String: String] = [:], _ metadata: Metadata? = nil,
        brought: [String: String] = [:], recorded: [String: String] = [:]
    ) throws {
        let flags = Self.flags(given)
        let file = try ParametersFile(machine).read()
        let known = Set(machine.plan.parameters.map(\.name))
        unknownFlags = Self.names(in: flags, except: known)
        unknownInFile = Self.names(in: file, except: known)
        // What a cloud says is for the machine's first instance.
        let machines = machine.instance == nil ? metadata : nil
        let defaults = metadata.map { Self.defaults(machine.plan.parameters, $0, isFirst: machines != nil) } ?? [:]
        let own = [flags, Self.environment(machine), file]
        ranked =
            own + (machines.map { [Self.variables($0)] } ?? [])
            + [brought.mapValues { GivenValue(text: $0, origin: "the backup", lasting: .file) }]
            + [Self.recorded(recorded, except: defaults), defaults]
    }

    /// The value that counts. An empty value counts as none, because a form sends an empty field as an empty value.
    package func value(of parameter: Parameter) -> GivenValue? {
        ranked.lazy.compactMap { $0[parameter.name] }.first { !$0.text.isEmpty }
    }

    /// The fields of a StackScript. They come only once, in the script's environment.
    package static func environment(_ machine: Machine) -> [String: GivenValue] {
        guard machine.instance == nil, Provider.named(machine.plan.provider.rawValue)?.givesEnvironment == true
        else { return [:] }
        return values(machine.plan.parameters) { parameter in
            guard let text = getenv(parameter.environmentVariable) else { return nil }
            return GivenValue(text: String(cString: text), origin: "the StackScript's field `\(parameter.label)`")
        }
    }

    private static func names(in channel: [String: GivenValue], except known: Set<String>) -> [UnknownName] {
        channel.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value.origin) }
    }

    private static func flags(_ given: [String: String]) -> [String: GivenValue] {
        Dictionary(
            uniqueKeysWithValues: given.map {
                ($0.key, GivenValue(text: $0.value, origin: "--set \($0.key)", lasting: .file))
            })
    }

    private static func variables(_ metadata: Metadata) -> [String: GivenValue] {
        Dictionary(
            uniqueKeysWithValues: metadata.vars.map {
                ($0.key, GivenValue(text: $0.value, origin: "the app variable \($0.key) of \(metadata.provider)"))
            })
    }

    /// A value that equals the default does not count: a later release may have another default.
    private static func recorded(
        _ values: [String: String], except defaults: [String: GivenValue]
    ) -> [String: GivenValue] {
        values.filter { $0.value != defaults[$0.key]?.text }
            .mapValues { GivenValue(text: $0, origin: "the state of an earlier run", lasting: .state) }
    }

    private static func defaults(
        _ parameters: [Parameter], _ metadata: Metadata, isFirst: Bool
    ) -> [String: GivenValue] {
        values(parameters) { parameter in
            switch parameter.defaultValue {
            case .value(let value): GivenValue(text: value, origin: "its default")
            case .fromHostname where isFirst && Syntax.isPublicDomain(metadata.hostname):
                GivenValue(text: metadata.hostname, origin: "the machine's name")
            case .fromHostname, nil: nil
            }
        }
    }

    private static func values(
        _ parameters: [Parameter], _ value: (Parameter) -> GivenValue?
    ) -> [String: GivenValue] {
        var values: [String: GivenValue] = [:]
        for parameter in parameters { values[parameter.name] = value(parameter) }
        return values
    }
}
