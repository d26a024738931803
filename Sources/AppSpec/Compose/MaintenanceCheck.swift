import ComposeFile
import Findings
import Plan
import Text
import YAML

/// Checks the service that answers while an update has stopped the others. Data that it sees is exchanged meanwhile, and it
/// would go on with what is kept aside.
struct MaintenanceCheck {
    let compose: ComposeProject
    let spec: AppSpec
    let root: Node
    let report: Reporter

    func run() {
        guard let node = root["stack"]?["maintenance"], let name = node.string else { return }
        // A name that is none is reported where it is read.
        guard let service = compose.services.first(where: { $0.name == name }) else { return }
        if compose.summaries.contains(where: { $0.name == name && $0.isOneShot }) {
            report.error(
                "`\(name)` runs once and ends, so it cannot answer during an update", at: node,
                help: "name the service that publishes the app's ports")
        }
        checkData(of: service)
        checkDependencies(of: service, node)
    }

    private func checkData(of service: ComposeService) {
        let others = StackData(compose, spec.environment).places.filter { $0.mount.service != service.name }
        for mount in compose.mounts(of: service) {
            guard let source = mount.source, let place = others.first(where: { overlaps($0.name, source) }) else {
                continue
            }
            mount.place.layer.report.error(
                "`\(service.name)` is to run on during an update, and sees `\(source)`, which \(place.mount.service) "
                    + "writes to: the update exchanges that meanwhile", at: mount.sourceNode,
                help: "let `\(service.name)` do without it, or remove `stack.maintenance` from app.yaml")
        }
    }

    private func overlaps(_ name: String?, _ source: String) -> Bool {
        guard let name else { return false }
        return plain(name).overlaps(plain(source))
    }

    /// A path as it is on the machine, without `.` and `..`; a volume's name as it is.
    private func plain(_ path: String) -> String {
        guard path.hasPrefix(".") || path.hasPrefix("/") else { return path }
        return NormalPath.of(path.hasPrefix("/") ? path : "\(Paths(app: spec.app.name).stack)/\(path)")
    }

    /// Its network or process space is gone when that service stops.
    private func checkDependencies(of service: ComposeService, _ node: Node) {
        for key in ["network_mode", "pid", "ipc"] {
            guard let value = service[key]?.string, value.hasPrefix("service:") || value.hasPrefix("container:") else {
                continue
            }
            report.error(
                "`\(service.name)` has \(key) `\(value)`, and cannot run on when that one stops", at: node,
                help: "name another service, or remove `stack.maintenance`")
        }
        if service["volumes_from"] != nil {
            report.error(
                "`\(service.name)` has `volumes_from`, and sees data that an update exchanges", at: node,
                help: "name another service, or remove `stack.maintenance`")
        }
    }
}
