import ComposeFile
import Findings
import YAML

/// Finds what a new machine with Docker Engine alone has not got: what others would have to make first, plugins, a
/// swarm, Windows, and devices.
///
/// An error is for what works on no such machine, a warning for what depends on the machine.
struct MachineCheck {
    let compose: ComposeProject

    func run() {
        let started = compose.services.filter(compose.starts)
        for service in started {
            checkWindows(service)
            checkHelpers(service)
            checkGraphics(service)
            checkDevices(service)
            checkLogging(service)
            checkMounts(service)
        }
        let used = Dictionary(
            uniqueKeysWithValues: ComposeFile.Section.allCases.map { ($0, names($0, usedBy: started)) })
        for section in ComposeFile.Section.allCases { checkExternal(section, used[section] ?? []) }
        for file in compose.declaring {
            for entry in file.declared(.networks) where used[.networks]?.contains(entry.name) == true {
                checkNetwork(entry, file.report)
            }
            for entry in file.declared(.volumes) where used[.volumes]?.contains(entry.name) == true {
                checkVolume(entry, file.report)
            }
        }
    }

    private func text(_ node: Node?) -> String? {
        node?.string.flatMap { Interpolation($0).resolved(compose.value) }
    }

    // MARK: What is made elsewhere

    private func names(_ section: ComposeFile.Section, usedBy services: [ComposeService]) -> Set<String> {
        switch section {
        case .volumes:
            return Set(services.flatMap { compose.mounts(of: $0) }.filter { $0.kind == .volume }.compactMap(\.source))
        case .networks:
            return Set(
                services.flatMap { service -> [String] in
                    let own = service.names("networks").map(\.name)
                    return own.isEmpty && service["network_mode"] == nil ? ["default"] : own
                })
        case .secrets, .configs: return Set(services.flatMap { $0.names(section.rawValue).map(\.name) })
        }
    }

    private func checkExternal(_ section: ComposeFile.Section, _ used: Set<String>) {
        // A file that is laid over another has the last word.
        var last: [String: (node: Node, name: String, report: Reporter)] = [:]
        for file in compose.declaring {
            for entry in file.declared(section) {
                guard let node = entry.value["external"] else { continue }
                let name = text(entry.value["name"] ?? node["name"]) ?? entry.name
                if ComposeFile.isExternal(entry.value) {
                    last[entry.name] = (node: node, name: name, report: file.report)
                } else {
                    last[entry.name] = nil
                }
            }
        }
        for (name, found) in last.sorted(by: { $0.key < $1.key }) where used.contains(name) {
            if section == .networks, ComposeFile.engineNetworks.contains(found.name) { continue }
            let help =
                section == .volumes || section == .networks
                ? "remove `external`, so that Compose makes it" : "give it `file` or `environment` instead"
            found.report.error(
                "the \(section.singular) `\(name)` is external, and nobody makes it on a new machine", at: found.node,
                help: help)
        }
    }

    private func checkNetwork(_ entry: Node.Entry, _ report: Reporter) {
        guard !ComposeFile.isExternal(entry.value), let node = entry.value["driver"], let driver = text(node) else {
            return
        }
        switch driver {
        case "", "default", "bridge", "host", "none", "null": break
        case "macvlan", "ipvlan":
            report.warning(
                "whether the \(driver) network `\(entry.name)` works depends on the machine's own network", at: node,
                help: "most providers pass on no packets from other addresses than the machine's: remove `driver`, and "
                    + "publish ports")
        case "overlay":
            report.error(
                "the overlay network `\(entry.name)` needs a swarm, and a machine is none", at: node,
                help: "remove `driver`: all services are on one machine")
        default:
            report.error(
                "no new machine has the network driver `\(driver)`", at: node,
                help: "Landfall installs no plugins of Docker's: remove `driver`")
        }
    }

    private func checkVolume(_ entry: Node.Entry, _ report: Reporter) {
        guard !ComposeFile.isExternal(entry.value), let node = entry.value["driver"], let driver = text(node),
            !["", "default", "local"].contains(driver)
        else { return }
        report.error(
            "no new machine has the volume driver `\(driver)`", at: node,
            help: "Landfall installs no plugins of Docker's: remove `driver`; NFS works with `local` and `driver_opts`")
    }

    // MARK: Services

    private func checkWindows(_ service: ComposeService) {
        if let place = service.placed("isolation"), let word = text(place.node), !["", "default"].contains(word) {
            place.layer.report.error(
                "`isolation: \(word)` is for Windows, and machines run Linux", at: place.node, help: "remove it")
        }
        if let place = service.placed("credential_spec") {
            place.layer.report.error(
                "`credential_spec` is for Windows, and machines run Linux", at: place.node, help: "remove it")
        }
    }

    private func checkHelpers(_ service: ComposeService) {
        if let place = service.placed("provider") {
            place.layer.report.error(
                "`provider` of `\(service.name)` calls a program that no new machine has", at: place.node,
                help: "write a service with an image instead")
        }
        if let place = service.placed("models") {
            place.layer.report.warning(
                "`models` of `\(service.name)` needs Docker Model Runner, which Landfall does not install",
                at: place.node, help: "run the model as a service with an image, such as ollama/ollama")
        }
        if let place = service.placed("use_api_socket"), place.node.bool != false {
            place.layer.report.warning(
                "`use_api_socket` needs a newer Docker Compose than many machines have", at: place.node,
                help: "mount /var/run/docker.sock if the service really has to control the engine")
        }
    }

    private func checkGraphics(_ service: ComposeService) {
        let help = "say in the app's description which machines it is for, or remove it"
        if let place = service.placed("gpus") {
            place.layer.report.warning(
                "`gpus` of `\(service.name)` needs a machine with a GPU and its driver", at: place.node, help: help)
        }
        if let place = service.placed("deploy"),
            let node = place.node["resources"]?["reservations"]?["devices"], node.sequence?.isEmpty == false
        {
            place.layer.report.warning(
                "the devices that `\(service.name)` reserves need a machine that has them and their driver", at: node,
                help: help)
        }
        if let place = service.placed("runtime"), let name = text(place.node), !["", "runc"].contains(name),
            !name.hasPrefix("io.containerd.runc.")
        {
            place.layer.report.warning(
                "the runtime `\(name)` has to be on the machine, and Landfall does not install it", at: place.node,
                help: help)
        }
    }

    /// What Linux has on every machine.
    private static let commonDevices: Set<String> = [
        "/dev/fuse", "/dev/full", "/dev/net/tun", "/dev/null", "/dev/random", "/dev/tty", "/dev/urandom", "/dev/zero",
    ]

    private func checkDevices(_ service: ComposeService) {
        for item in service.items("devices") {
            guard let source = text(item.node["source"] ?? item.node) else { continue }
            let path = String(source.prefix { $0 != ":" })
            guard !path.isEmpty, !Self.commonDevices.contains(path) else { continue }
            item.layer.report.warning(
                "not every machine has the device `\(path)`", at: item.node,
                help: "without it `\(service.name)` does not start: say in the app's description which machines it is "
                    + "for, or remove it")
        }
    }

    private func checkLogging(_ service: ComposeService) {
        guard let place = service.placed("logging"), let node = place.node["driver"], let driver = text(node) else {
            return
        }
        switch driver {
        case "", "json-file", "local", "none", "journald", "syslog": break
        case "awslogs", "fluentd", "gcplogs", "gelf", "logentries", "splunk":
            place.layer.report.warning(
                "the logging driver `\(driver)` needs a server or an account that takes the log", at: node,
                help: "remove `logging` if owners of machines have none: the log then stays on the machine")
        default:
            place.layer.report.error(
                "no new machine has the logging driver `\(driver)`", at: node,
                help: "remove it, or write json-file, local or journald")
        }
    }

    private func checkMounts(_ service: ComposeService) {
        for item in service.items("volumes") {
            switch text(item.node["type"]) ?? "" {
            case "npipe":
                item.layer.report.error(
                    "named pipes (`npipe`) are for Windows, and machines run Linux", at: item.node, help: "remove it")
            case "cluster":
                item.layer.report.error(
                    "`cluster` volumes need a swarm, and a machine is none", at: item.node,
                    help: "write `type: volume`")
            default: break
            }
        }
    }
}
