import ComposeFile
import Findings
import Plan
import YAML

/// The section `instances`.
extension SpecReader {
    /// - Parameter stack: Its files are those that the first instance is set up with.
    func readInstances(_ compose: ComposeProject?, _ stack: inout Stack) -> Instances? {
        let collisions = compose.map { InstanceCheck($0, app: app).all } ?? []
        stack.collisions = collisions.map(\.text)
        guard let section = root["instances"] else { return nil }
        for collision in collisions {
            collision.report.error(collision.message, at: collision.node, help: collision.help)
        }
        var instances = Instances()
        for node in section["config"]?.sequence ?? [] {
            guard let path = node.string else { continue }
            checkConfig(path, node, stack)
            instances.config.append(path)
        }
        for entry in section["limits"]?.entries ?? [] {
            check(service: entry.key, in: compose)
            var limit = Instances.Limit(service: entry.name)
            limit.cpus = entry.value["cpus"]?.string
            limit.memory = entry.value["memory"]?.string.flatMap(Quantity.size)
            if limit.cpus == nil, limit.memory == nil {
                report.error("this limits nothing", at: entry.key, help: "give it `memory`, `cpus` or both")
            }
            checkOther(limit, entry, compose)
            instances.limits.append(limit)
        }
        if !instances.limits.isEmpty, stack.files.contains(where: { $0.path == Instances.overlay }) {
            report.error(
                "a file of the app has the name `\(Instances.overlay)`, which Landfall writes for `limits`",
                at: section,
                help: "give that file another name")
        }
        return instances
    }

    private func checkConfig(_ path: String, _ node: Node, _ stack: Stack) {
        guard let file = stack.files.first(where: { $0.path == path }) else {
            return report.error(
                "`\(path)` is not among the app's files, so the first instance would have none", at: node,
                help: "add `- { from: \(path) }` to `stack.files` with a file to begin with")
        }
        if case .rendered = file.content {
            report.error(
                "`\(path)` is rendered on the machine, so no owner can bring it", at: node,
                help: "leave `render` out, or let the owner give parameters instead")
        }
        if stack.composeFiles.contains(path) {
            report.error(
                "`\(path)` is a Compose file, which decides what root does", at: node,
                help: "name a file that only containers read")
        }
    }

    /// Compose refuses two kinds of limits that differ.
    private func checkOther(_ limit: Instances.Limit, _ entry: Node.Entry, _ compose: ComposeProject?) {
        guard let service = compose?.services.first(where: { $0.name == limit.service }) else { return }
        for (key, isSet) in [("mem_limit", limit.memory != nil), ("cpus", limit.cpus != nil)]
        where isSet && service[key] != nil {
            report.error(
                "`\(service.name)` has `\(key)` in the Compose file, beside which Compose allows no other limit",
                at: entry.key, help: "write it there as `deploy.resources.limits`, or leave it out here")
        }
    }
}
