import Host
import Installation
import JSON
import Text

/// Files that Compose itself writes into containers: configs and secrets with `content` or `environment`. It does not
/// compare them, so a container keeps those with which it was made.
package enum InlineFiles {
    /// The services that have some.
    package static func services(_ machine: Machine) async throws -> Set<String> {
        guard mayBeSome(machine) else { return [] }
        let answer = try await Compose(machine).model.answer(.bytes([]))
        guard answer.result.succeeded else {
            throw Failure(
                .unavailable, "docker compose cannot read the compose file", details: answer.result.lastLines.suffix(5))
        }
        return try services(in: Array(answer.lines.joined(separator: "\n").utf8))
    }

    /// A look at the texts is faster than Compose by a hundred times, and most apps have none. A file that a compose file
    /// includes is among the stack's own, whatever it is called.
    private static func mayBeSome(_ machine: Machine) -> Bool {
        let own = machine.plan.stack.files.map(\.path).filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }
        return Set(machine.plan.stack.composeFiles + Override(machine).files + own).contains { path in
            guard let text = try? machine.files.read("\(machine.paths.stack)/\(path)") else { return false }
            return ["configs", "secrets"].contains(where: String(decoding: text, as: UTF8.self).contains)
        }
    }

    static func services(in model: [UInt8]) throws -> Set<String> {
        let model = try JSONCoder.decode(Model.self, from: model)
        let configs = names(model.configs)
        let secrets = names(model.secrets)
        return Set(
            (model.services ?? [:]).filter { _, service in
                service.configs?.contains { configs.contains($0.source) } == true
                    || service.secrets?.contains { secrets.contains($0.source) } == true
            }.keys)
    }

    private static func names(_ files: [String: Model.File]?) -> Set<String> {
        Set((files ?? [:]).filter { $0.value.content != nil || $0.value.environment != nil }.keys)
    }

    private struct Model: Decodable {
        struct File: Decodable { var content: String?, environment: String? }
        struct Use: Decodable { var source: String }
        struct Service: Decodable { var configs: [Use]?, secrets: [Use]? }
        var services: [String: Service]?
        var configs: [String: File]?
        var secrets: [String: File]?
    }
}
