import Edge
import Installation
import JSON
import Plan
import Rollout

/// The app's instances, as `instance list` and `status` tell of them.
struct InstanceList {
    struct Line: Encodable {
        var id: String
        var state: String
        /// Of its release; absent if it was never set up.
        var version: String?
        /// At the machine's edge.
        var hosts: [String]
    }

    private let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    var lines: [Line] {
        machine.instances.map { id in
            let instance = machine.instance(id)
            let state = (try? StateStore(instance).load())?.state
            return Line(
                id: id.description, state: Self.standing(of: instance, state),
                version: state?.recorded?.release.version, hosts: MachineEdge(instance).hosts)
        }
    }

    private static func standing(of instance: Machine, _ state: State?) -> String {
        let isSetUp = state?.isSetUp == true
        if !instance.files.exists(instance.paths.binary) {
            return isSetUp ? "removed, its data is here" : "not finished"
        }
        // One whose state only root can read is there all the same.
        guard let standing = try? Standing.of(instance) else { return "unknown" }
        return standing.kind == .done || standing.kind == .atWork ? standing.kind.rawValue : "not finished"
    }

    func show(json: Bool) throws {
        if json {
            return machine.console.line(String(decoding: try JSONCoder.encode(lines, pretty: true), as: UTF8.self))
        }
        if lines.isEmpty {
            return machine.console.line("There is no instance besides the first: `\(machine.command) instance add ID`.")
        }
        for text in texts { machine.console.line(text) }
    }

    /// For people, one for each.
    var texts: [String] {
        lines.map { line in
            let more = [line.version].compactMap(\.self) + line.hosts
            return "\(machine.plan.app.name)@\(line.id): \(line.state)"
                + (more.isEmpty ? "" : " (\(more.joined(separator: ", ")))")
        }
    }
}
