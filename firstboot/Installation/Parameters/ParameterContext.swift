import Plan
import Text

/// When the owner's values are read. It decides what becomes of a name in the owner's file that is no parameter, and
/// how the owner is told to correct a value.
package enum ParameterContext: Sendable {
    /// The machine is not set up yet. A mistyped name is refused, because the app would start without its value.
    case firstBoot
    /// The machine is set up. A name may be one that only the next release has, or only the one before.
    case setUp
    /// This program's release takes the place of another one.
    ///
    /// - Parameter plan: That of the other one; nil if it cannot be read.
    case update(from: Plan?)
    /// `install --dry-run`.
    ///
    /// - Parameter isSetUp: Whether the machine is set up.
    case trial(isSetUp: Bool)

    /// - Parameter state: nil if the first boot has not begun.
    package init(_ state: State?) { self = state?.isSetUp == true ? .setUp : .firstBoot }

    /// Whether a name in the owner's file that is no parameter is an error.
    var refusesUnknown: Bool {
        switch self {
        case .firstBoot: true
        case .setUp, .update: false
        case .trial(let isSetUp): !isSetUp
        }
    }

    /// Tells of each name in the owner's file that is no parameter, unless such a name is an error.
    package func warn(of channels: Channels, on machine: Machine) {
        guard !refusesUnknown else { return }
        for (name, origin) in channels.unknownInFile {
            machine.console.line(VisibleText.line(warning(of: name, from: origin, on: machine)))
        }
    }

    private func warning(of name: String, from origin: String, on machine: Machine) -> String {
        let app = machine.plan.app
        if case .update(let old?) = self, old.parameters.contains(where: { $0.name == name }) {
            return "\(name) is no parameter of \(app.version) any more; "
                + "its value in \(ParametersFile(machine).name) is left alone"
        }
        let nearest = Suggestion.nearest(to: name, among: machine.plan.parameters.map(\.name).sorted())
        return "warning: \(name), from \(origin): \(app.title) \(app.version) has no such parameter; "
            + (nearest.map { "did you mean `\($0)`?" } ?? "its value is left alone")
    }

    /// What a missing or wrong value has led to.
    var consequence: String {
        if case .update = self { "nothing was changed" } else { "nothing was started" }
    }

    /// How to give the right values.
    func help(for parameters: [Parameter], on machine: Machine) -> String {
        let file = ParametersFile(machine).name
        let lines = parameters.map { "`\($0.name): \($0.example.map { "\"\($0)\"" } ?? "VALUE")`" }
        let values = "write the values to \(file), one a line like \(lines.first ?? "`NAME: VALUE`"), "
        let command = machine.command
        switch self {
        case .firstBoot: return values + "and run `\(command) provision`; `\(command) configure` asks for them"
        case .setUp:
            return values + "and run `\(command) provision`; `\(command) configure --set NAME=VALUE` writes one too"
        case .update:
            return "add the line\(lines.count == 1 ? "" : "s") \(lines.joined(separator: ", ")) to \(file), "
                + "or correct it there, then run the update again"
        case .trial:
            return values + "or give them by `--set NAME=VALUE`, and run this again"
        }
    }
}
