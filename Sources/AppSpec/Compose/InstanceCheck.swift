import ComposeFile
import Findings
import Plan
import Text
import YAML

/// Finds what two instances of the app on one machine would both want, and what one would see of the other's.
struct InstanceCheck {
    let compose: ComposeProject
    let home: String

    init(_ compose: ComposeProject, app: App) {
        self.compose = compose
        home = Paths(app: app.name).stack
    }

    struct Collision {
        let report: Reporter
        let node: Node
        let message: String
        let help: String

        /// For the machine, where nobody has the publisher's file open.
        var text: String {
            let file = report.source.file.split(separator: "/").last.map(String.init) ?? ""
            return "\(file):\(node.start.line): \(message)"
        }
    }

    var all: [Collision] { compose.services.filter(compose.starts).flatMap(inService) + declarations }

    private func inService(_ service: ComposeService) -> [Collision] {
        var found: [Collision] = []
        if let name = service.placed("container_name") {
            found.append(
                Collision(
                    report: name.layer.report, node: name.node,
                    message: "`\(service.name)` has a `container_name`, which one container of a machine has",
                    help: "remove it: Compose names the container after the instance's project"))
        }
        if service.usesHostNetwork, let mode = service.placed("network_mode") {
            found.append(
                Collision(
                    report: mode.layer.report, node: mode.node,
                    message: "`\(service.name)` is on the machine's own network, where instances want the same ports",
                    help: "let it have a network of the app's own, and `expose` it in app.yaml"))
        }
        for (entry, place) in compose.ports(of: service) {
            guard let host = entry.host else { continue }
            let range = host.count == 1 ? "\(host.lowerBound)" : "\(host.lowerBound)-\(host.upperBound)"
            found.append(
                Collision(
                    report: place.layer.report, node: place.node,
                    message: "`\(service.name)` publishes port \(range), which only one instance of a machine gets",
                    help: "remove the port and `expose` the service in app.yaml: the machine's edge tells instances "
                        + "apart by host name"))
        }
        return found + compose.mounts(of: service).compactMap { inMount($0, service) }
    }

    /// A folder of the machine is the same for all instances; of what only the machine has, they may read.
    private func inMount(_ mount: Mount, _ service: ComposeService) -> Collision? {
        guard mount.kind == .bind, let source = mount.source else { return nil }
        switch ProjectPath(source, from: mount.place.layer.directory) {
        case .within: return nil
        case .absolute(let path):
            let isOfApp = path == home || path.hasPrefix(home + "/")
            if mount.isReadOnly && !isOfApp || path.hasSuffix(".sock") { return nil }
        case .outside, .elsewhere: break
        }
        return Collision(
            report: mount.place.layer.report, node: mount.sourceNode,
            message: "`\(service.name)` mounts `\(source)`, which would be the same for all instances of a machine",
            help: "mount a volume, or a folder beside the compose file (`./data`)")
    }

    private var declarations: [Collision] {
        compose.declaring.flatMap { file in
            ComposeFile.Section.allCases.flatMap { section in
                file.declared(section).compactMap { inDeclaration($0, section, file) }
            }
        }
    }

    private func inDeclaration(
        _ entry: Node.Entry, _ section: ComposeFile.Section, _ file: ComposeFile
    ) -> Collision? {
        let isExternal = ComposeFile.isExternal(entry.value)
        guard isExternal || entry.value["name"]?.isNull == false else { return nil }
        if section == .networks, ComposeFile.engineNetworks.contains(entry.value["name"]?.string ?? entry.name) {
            return nil
        }
        let what = isExternal ? "is external, so" : "has a `name` of its own, so"
        return Collision(
            report: file.report, node: (isExternal ? entry.value["external"] : entry.value["name"]) ?? entry.key,
            message: "the \(section.singular) `\(entry.name)` \(what) all instances of a machine would share it",
            help: "remove that: Compose names it after the instance's project")
    }
}
