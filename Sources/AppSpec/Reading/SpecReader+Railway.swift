import ComposeFile
import Plan
import Railway
import YAML

/// The key `railway`: what of the Compose file Railway builds and runs.
extension SpecReader {
    func readRailway(_ compose: ComposeProject?, _ spec: AppSpec) -> RailwayProject? {
        guard let node = root["railway"], node.bool == true, let compose else { return nil }
        let data = StackData(compose, spec.environment)
        let started = compose.services.filter(compose.starts)
        let own = started.compactMap { readRailwayService($0, data, spec) }
        if own.isEmpty {
            report.error(
                "no service of the Compose file has `build`, and Railway runs what it builds", at: node,
                help: "give the app's own services `build` beside `image`: "
                    + "`build: { context: ., dockerfile: Dockerfile }`")
        }
        let neighbours = started.filter { $0["build"] == nil }.map { service in
            NeighbourService(
                name: service.name, image: service.image?.string ?? "",
                secrets: data.environment(of: service).reduce(into: []) { $0.formUnion($1.value?.secretNames ?? []) })
        }
        return RailwayProject(services: own, neighbours: neighbours)
    }

    private func readRailwayService(_ service: ComposeService, _ data: StackData, _ spec: AppSpec) -> RailwayService? {
        guard let build = service["build"] else { return nil }
        let dockerfile = build["dockerfile"]?.string ?? "Dockerfile"
        var found = RailwayService(
            name: service.name, context: build.string ?? build["context"]?.string ?? ".", dockerfile: dockerfile)
        found.command = service["command"]?.sequence?.compactMap(\.string) ?? service["command"]?.string.map { [$0] }
        (found.healthPath, found.healthTimeout) = readiness(of: service, spec)
        found.restartPolicy =
            switch service["restart"]?.string?.split(separator: ":").first {
            case nil, "no": .never
            case "on-failure": .onFailure
            default: .always
            }
        found.variables = data.environment(of: service).compactMap { name, value in
            value.map { .init(name: name, value: $0) }
        }
        found.dataFolders = data.places.filter { $0.mount.service == service.name }.map(\.mount.target)
        return found
    }

    /// The path of the `ready` check that asks one of the service's published ports, or the name that it is exposed by.
    private func readiness(of service: ComposeService, _ spec: AppSpec) -> (path: String?, seconds: Int?) {
        let ports = spec.stack.services.first { $0.name == service.name }?.ports.map(\.port) ?? []
        let isExposed = root["expose"]?.sequence?.contains { $0["service"]?.string == service.name } ?? false
        for check in spec.ready {
            guard case .http(let url) = check.probe else { continue }
            // What comes before the path decides where the check leads; the path itself is text.
            let text = url.parts.map { if case .text(let text) = $0 { text } else { "*" } }.joined()
            let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).map(String.init)
            guard parts.count >= 2 else { continue }
            let usual = parts[0] == "http:" ? 80 : 443
            let port = parts[1].split(separator: ":").dropFirst().last.flatMap { Int($0) } ?? usual
            guard isExposed || ports.contains(port) else { continue }
            return ("/" + (parts.count > 2 ? parts[2] : ""), check.within)
        }
        return (nil, nil)
    }
}
