import ComposeFile
import Plan

/// What the machine's edge leads to, instead of a proxy of the app's own.
extension Publications {
    /// Whether the edge reaches a service, and its ports are free. Source: the checks of `expose` in `landfall check`.
    private func canBeExposed(_ service: ComposeService, _ port: Int) -> Bool {
        let isTaken = draft.publications.contains { publication in
            !publication.isExposed
                && Edge.rules.contains(PortRule(port: publication.port, transport: publication.transport))
        }
        guard !isTaken, !Publication.securePorts.contains(port), service["network_mode"] == nil,
            !service.name.contains(where: { $0 == "." }), !draft.runsOnce(service)
        else { return false }
        return draft.starting.contains { $0.name == service.name }
            && !draft.declared(.networks).contains { $0.name == Edge.network }
    }

    /// Exposes a service under the machine's name. A second one may have another path of the same name.
    ///
    /// - Parameter place: Where among the publications.
    /// - Returns: Whether it is so now.
    func expose(_ wanted: Wanted, _ service: ComposeService, at place: Int) -> Bool {
        let path = wanted.path.lowercased()
        guard wanted.isPlain, canBeExposed(service, wanted.container),
            draft.publications.allSatisfy({
                !$0.isExposed || $0.host == wanted.host && $0.path.lowercased() != path
            })
        else { return false }
        let new = Publication(
            service: wanted.service, port: 443, container: wanted.container, isHTTP: true, host: wanted.host,
            isWanted: true, isExposed: true, path: wanted.path)
        draft.publications.insert(new, at: place)
        tellExposed(new, service, draft.proxy)
        return true
    }

    /// Exposes what is published for a proxy on the machine. It stays published on 127.0.0.1.
    func exposeLoopback(_ index: Int) -> Bool {
        let found = draft.publications[index]
        guard let service = draft.services.first(where: { $0.name == found.service }),
            canBeExposed(service, found.container)
        else { return false }
        draft.publications[index].isLoopback = false
        draft.publications[index].isExposed = true
        tellExposed(draft.publications[index], service, "because 127.0.0.1 was for a proxy on the machine")
        for other in draft.publications where other.isHTTP && other.isLoopback {
            draft.report.add(
                .review,
                "`\(other.service)` answers on 127.0.0.1 alone: where people reach it, write "
                    + "`{ service: \(other.service), port: \(other.container), path: … }` under `expose`")
        }
        return true
    }

    private func tellExposed(_ publication: Publication, _ service: ComposeService, _ reason: String) {
        let path = publication.path == "/" ? "" : " at the path \(publication.path)"
        draft.report.add(
            .changed,
            "port \(publication.container) of `\(service.name)` is exposed\(path), \(reason): the machine's edge passes "
                + "requests on to it, by HTTPS", line: service.key.start.line)
    }

    // MARK: Further names

    /// Whether people who look for what is wanted find it at a publication.
    func leads(_ publication: Publication, to wanted: Wanted) -> Bool {
        guard publication.service == wanted.service, publication.container == wanted.container,
            publication.transport == .tcp, !publication.isLoopback
        else { return false }
        return !publication.isExposed || publication.path == "/" || publication.path == wanted.path
    }

    /// Tells of a name that no machine serves, of a service that the edge leads to by another one.
    func tellFurtherName(_ wanted: Wanted, _ publication: Publication) {
        guard publication.isExposed, let host = wanted.host, let own = publication.host, host != own else { return }
        draft.report.add(
            .review,
            "`\(host)` was another name of `\(wanted.service)`, which has one now, {{ address }}: for this one too, write "
                + "`{ service: \(wanted.service), port: \(wanted.container), host: … }` under `expose`")
    }

    /// Tells of a service with a name of its own, which the import cannot know for each machine.
    func tellSecondName(_ publication: Publication, _ service: ComposeService) {
        guard draft.publications.contains(where: \.isExposed), canBeExposed(service, publication.container) else {
            return
        }
        let name = publication.host.map { " (`\($0)`)" } ?? ""
        draft.report.add(
            .review,
            "`\(service.name)` had an address of its own\(name), and answers by plain HTTP on port \(publication.port): for "
                + "HTTPS, give app.yaml a parameter of `type: hostname`, and `expose` an entry "
                + "`{ service: \(service.name), port: \(publication.container), host: … }`",
            line: service.key.start.line)
    }
}
