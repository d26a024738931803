import ComposeFile
import YAML

extension Publications {
    /// What traefik's and Caddy's labels say, where the app has neither.
    ///
    /// - Returns: Whether they kept strangers out of a service, so that nothing more is to be opened unasked.
    func addFromLabels() -> Bool {
        guard !draft.running.contains(where: readsLabels) else { return false }
        let all = draft.running.map { (service: $0, labels: ProxyLabels.labels($0, known)) }
        let middlewares = ProxyLabels.middlewares(all.flatMap(\.labels))
        var found: [(service: ComposeService, route: ProxyLabels.Route)] = []
        for (service, texts) in all {
            let labels = ProxyLabels(texts, middlewares: middlewares)
            guard let proxy = labels.proxy else { continue }
            let extras = labels.extras.isEmpty ? "" : ": " + labels.extras.map { "`\($0)`" }.joined(separator: ", ")
            draft.report.add(
                .review,
                "the labels of `\(service.name)` for \(proxy) stay, and nothing reads them: `expose` has the machine's edge "
                    + "lead to a port by a name and a path, with a certificate, and does nothing else that they ask "
                    + "for\(extras)", line: (service["labels"] ?? service.key).start.line)
            found += labels.routes.map { (service: service, route: $0) }
        }
        // The whole name comes before its parts.
        for (service, route) in found.filter({ $0.route.path == "/" }) + found.filter({ $0.route.path != "/" }) {
            publish(route, service)
        }
        return found.contains { $0.route.keeper != nil }
    }

    private func publish(_ route: ProxyLabels.Route, _ service: ComposeService) {
        if let keeper = route.keeper {
            draft.report.add(
                .review,
                "`\(service.name)` stays closed: its proxy let in nobody without `\(keeper)`, and the machine's edge lets "
                    + "in everybody. Where the app asks for a password itself, write `expose` into app.yaml",
                line: service.key.start.line)
            return
        }
        guard let port = route.port ?? port(of: service), (1...65535).contains(port) else {
            draft.report.add(
                .review,
                "the labels of `\(service.name)` do not say on which port it listens: write "
                    + "`expose: [{ service: \(service.name), port: … }]` into app.yaml", line: service.key.start.line)
            return
        }
        var wanted = Wanted(
            service: service.name, host: route.hosts.first, container: port, path: route.path, isPlain: route.isPlain)
        if !Self.isPath(route.path) {
            draft.report.add(
                .review, "`\(service.name)` had the path `\(route.path)`, which `expose` cannot have",
                line: service.key.start.line)
            return
        }
        if route.path != "/", !route.isPlain {
            draft.report.add(
                .review,
                "`\(service.name)` stays closed: only the path `\(route.path)` of it was open, and its proxy took the path "
                    + "off or spoke HTTPS to it, which the machine's edge does not do", line: service.key.start.line)
            return
        }
        publish(wanted, service)
        for host in route.hosts.dropFirst() {
            wanted.host = host
            if let known = draft.publications.first(where: { leads($0, to: wanted) }) { tellFurtherName(wanted, known) }
        }
    }

    /// What `expose` takes as `path`.
    private static func isPath(_ text: String) -> Bool {
        guard text.hasPrefix("/"), text != "/" else { return text == "/" }
        return text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                        || "._~-".utf8.contains(byte)
                }
        }
    }

    /// Whether a service is a proxy that goes by labels.
    private func readsLabels(_ service: ComposeService) -> Bool {
        let name = (service.image?.string ?? "").split(separator: "/").last.map(String.init) ?? ""
        return name.hasPrefix("traefik") || name.range(ofText: "caddy-docker-proxy") != nil
    }
}
