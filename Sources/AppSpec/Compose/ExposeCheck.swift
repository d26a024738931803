import ComposeFile
import Findings
import Plan
import YAML

/// Finds what an app with `expose` must leave to the machine's edge.
struct ExposeCheck {
    let compose: ComposeProject
    let spec: AppSpec
    let root: Node
    let report: Reporter

    func run() {
        guard let edge = spec.stack.edge else { return }
        for service in compose.services where compose.starts(service) && !service.usesHostNetwork {
            for (entry, place) in compose.ports(of: service) {
                checkPort(entry, place, service)
            }
        }
        if let list = root["firewall"] { checkFirewall(list) }
        if let image = root["edge"]?["image"], !ImageReference(edge.image).isPinned {
            report.warning(
                "the image `\(edge.image)` is not pinned", at: image,
                help: "give it a tag other than `latest`, or a digest, so that every machine runs the same image")
        }
    }

    private func checkPort(_ entry: PortEntry, _ place: ComposeService.Placed, _ service: ComposeService) {
        guard let host = entry.host else { return }
        if let rule = Edge.rules.first(where: { $0.transport == entry.transport && host.contains($0.port) }) {
            place.layer.report.error(
                "`\(service.name)` publishes \(rule), which the machine's edge has for an app with `expose`",
                at: place.node,
                help:
                    "remove this port: the edge gets the certificates and passes requests on; or remove `expose` from "
                    + "app.yaml, and the app has its own proxy")
            return
        }
        let exposed = spec.stack.edge?.exposures.first { exposure in
            exposure.service == service.name && entry.container.contains(exposure.port)
        }
        guard let exposed, !entry.isLoopback, entry.transport == .tcp else { return }
        place.layer.report.warning(
            "`\(service.name)` is exposed, and publishes the same port \(exposed.port) without TLS", at: place.node,
            help: "remove this port, or publish it on 127.0.0.1 alone")
    }

    private func checkFirewall(_ list: Node) {
        let missing = Edge.rules.filter { !spec.firewall.contains($0) }
        guard !missing.isEmpty else { return }
        report.warning(
            "`firewall` keeps \(missing.map(\.description).joined(separator: ", ")) closed, which the edge answers on",
            at: list,
            help: "write `firewall: [\((spec.firewall + missing).map(\.description).joined(separator: ", "))]`")
    }
}
