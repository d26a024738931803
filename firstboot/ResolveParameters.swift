import Glibc
import Plan
import Providers

/// Finds each parameter's value among the channels that the owner may have used.
struct ResolveParameters {
    let machine: Machine
    let metadata: Metadata

    init(_ machine: Machine, _ metadata: Metadata) {
        self.machine = machine
        self.metadata = metadata
    }

    /// - Throws: ``Failure`` that tells of every wrong or missing value, with its channel and what would be right.
    func run() throws -> [String: String] {
        let channels = try Channels(machine, metadata).all
        var values: [String: String] = [:]
        var problems = unknown(channels)
        for parameter in machine.plan.parameters {
            let given = channels.lazy.compactMap { channel in channel.values[parameter.name].map { ($0, channel.name) } }
                .first { !$0.0.isEmpty }
            if let (value, channel) = given {
                if let rule = parameter.problem(with: value) {
                    problems.append("\(parameter.name), from \(channel): must be \(rule)")
                }
                values[parameter.name] = value
            } else if parameter.isRequired {
                problems.append("\(parameter.name) (\(parameter.label)) is required and was not given")
            }
        }
        guard problems.isEmpty else { throw failure(problems) }
        return values
    }

    private func unknown(_ channels: [Channel]) -> [String] {
        let known = Set(machine.plan.parameters.map(\.name))
        return channels.filter(\.isWrittenForThisApp).flatMap { channel in
            channel.values.keys.filter { !known.contains($0) }.sorted().map {
                "\($0), from \(channel.name): there is no such parameter"
                    + (known.isEmpty ? "" : " (there are \(known.sorted().joined(separator: ", ")))")
            }
        }
    }

    private func failure(_ problems: [String]) -> Failure {
        let path = machine.files.root.path(machine.paths.parameters)
        return Failure(
            .invalidInput, "the parameters of \(machine.plan.app.title) are not right yet", details: problems,
            help: "write the values to \(path), one `NAME: VALUE` a line, "
                + "and run `\(machine.plan.app.name)ctl provision`; nothing has been started")
    }
}
