import ComposeFile
import Plan
import YAML

/// Finds which ports of which services people reach. Where the file expects a proxy in front of one, it is exposed, or
/// else published.
struct Publications {
    let draft: Draft
    let uses: VariableUses

    func run(dokploy: inout DokployValues?) {
        find(dokploy: &dokploy)
        addPorts()
    }

    private func find(dokploy: inout DokployValues?) {
        if draft.starting.isEmpty, let first = draft.services.first {
            draft.report.add(
                .review,
                "no service starts, since each has a profile: name one in app.yaml as `env: { COMPOSE_PROFILES: … }`",
                line: first.key.start.line)
        }
        let isPlain = dokploy == nil && !draft.isTemplate
        let running = draft.running
        // A database alone is what people are to reach.
        for service in running {
            addPublished(service.name, service.items("ports"), closesDatabases: isPlain && running.count > 1)
            for base in draft.extended(by: service) {
                addPublished(service.name, base.items("ports"), closesDatabases: isPlain)
            }
        }
        for service in draft.others.filter(\.isIncluded).flatMap(\.file.services) where service.profiles.isEmpty {
            addPublished(service.name, service.items("ports"), closesDatabases: isPlain)
        }
        if dokploy != nil {
            dokploy?.addPublications(self)
            return
        }
        guard draft.isTemplate else {
            let isOpen = draft.publications.contains { $0.isHTTP && !$0.isLoopback }
            if isOpen || !addFromLabels() { openLoopback() }
            return
        }
        var isHostNetwork = false
        for wanted in declared() {
            guard let service = draft.services.first(where: { $0.name == wanted.service }) else { continue }
            if service.usesHostNetwork { isHostNetwork = true }
            publish(wanted, service)
        }
        guard !draft.publications.contains(where: \.isHTTP), !isHostNetwork, let port = draft.header.port,
            let first = draft.services.first
        else { return }
        publish(Wanted(service: first.name, host: nil, container: port), first)
    }

    struct Wanted: Equatable {
        var service: String
        var host: String?
        var container: Int
        /// What the requests' paths begin with.
        var path = "/"
        /// Whether it answers requests as the edge passes them on: whole, in plain HTTP.
        var isPlain = true
    }

    // MARK: What the file publishes itself

    private func addPublished(_ name: String, _ ports: [ComposeService.Placed], closesDatabases: Bool) {
        for item in ports {
            guard let entry = PortEntry(item.node, value: known), let host = entry.host else { continue }
            let text = item.node.string.flatMap { Interpolation($0).resolved(known) }
            let isClosed = closesDatabases && close(item.node, entry, text)
            if min(host.count, entry.container.count) > Self.portLimit {
                draft.report.add(
                    .refused,
                    "`\(name)` publishes \(host.count) ports at once: the machine would open only the first "
                        + "\(Self.portLimit), up to \(host.lowerBound + Self.portLimit - 1); publish a shorter range",
                    line: item.node.start.line)
            }
            for (port, container) in zip(host, entry.container).prefix(Self.portLimit) {
                draft.publications.append(
                    Publication(
                        service: name, port: port, container: container,
                        isHTTP: entry.transport == .tcp && !Self.otherPorts.contains(container),
                        transport: entry.transport, isLoopback: entry.isLoopback || isClosed))
            }
        }
    }

    /// A variable's value before anything is decided.
    func known(_ name: String) -> Interpolation.Value {
        if let example = draft.examples[name] { return .known(example.value) }
        if let standIn = uses.standIn(name) {
            // A default of one place holds in all of them.
            return Interpolation.literal(standIn).map { .known($0) } ?? .absent
        }
        let port = uses.uses[name]?.lazy.compactMap(\.port).first
        return port.map { .known("\($0)") } ?? .absent
    }

    /// Leaves a database's port to the machine itself.
    ///
    /// - Parameter text: What the entry is with its variables' values.
    /// - Returns: Whether it is so now.
    private func close(_ node: Node, _ entry: PortEntry, _ text: String?) -> Bool {
        guard entry.transport == .tcp, entry.hostAddress == nil, entry.container.count == 1,
            Publication.databases.contains(entry.container.lowerBound), let text, let own = node.string
        else { return false }
        // What an anchor repeats.
        guard !draft.text.isReplaced(node) else { return true }
        let every = "0.0.0.0:"
        let isEvery = own.hasPrefix(every)
        guard text.split(separator: ":", omittingEmptySubsequences: false).count == (isEvery ? 3 : 2),
            draft.text.replace(
                node, with: YAML.quoted("127.0.0.1:" + String(own.dropFirst(isEvery ? every.count : 0))))
        else { return false }
        draft.report.add(
            .changed,
            "the database port \(entry.container.lowerBound) is published on 127.0.0.1 alone: only the machine itself "
                + "reaches it", line: node.start.line)
        return true
    }

    /// What only this computer's own proxy reached, the edge leads to where nothing else is open to people; or else it is
    /// open to everybody.
    private func openLoopback() {
        guard !draft.publications.contains(where: { $0.isHTTP && !$0.isLoopback }),
            !draft.services.contains(where: \.usesHostNetwork),
            let index = draft.publications.firstIndex(where: { $0.isHTTP && !Self.innerPorts.contains($0.container) })
        else { return }
        let found = draft.publications[index]
        if exposeLoopback(index) { return }
        for item in draft.services.first(where: { $0.name == found.service })?.items("ports") ?? [] {
            guard let text = item.node.string, text.hasPrefix("127.0.0.1:"), text.hasSuffix(":\(found.container)"),
                draft.text.replace(item.node, with: YAML.quoted(String(text.dropFirst("127.0.0.1:".count))))
            else { continue }
            draft.publications[index].isLoopback = false
            draft.report.add(
                .changed,
                "port \(found.port) of `\(found.service)` is open to everybody: 127.0.0.1 was for a proxy on the machine, "
                    + "and the app has none", line: item.node.start.line)
            return
        }
        draft.report.add(
            .review, "`\(found.service)` answers only on the machine itself, and the app has no proxy in front of it")
    }

    /// How many ports of one published range app.yaml gets; more would be lines that nobody reads.
    private static let portLimit = 500

    /// SSH, mail, DNS, databases.
    private static let otherPorts: Set<Int> = [
        22, 25, 53, 143, 465, 587, 993, 1433, 1883, 2222, 2022, 3306, 5432, 6379, 8883, 9042, 9092, 11211, 27017,
    ]

    /// The Docker Engine, message queues, search engines and databases that speak HTTP, mostly without a password.
    private static let innerPorts: Set<Int> = [
        2375, 2376, 4222, 5672, 5984, 6333, 7474, 7687, 8086, 8123, 8529, 9200, 9300, 15672,
    ]

    // MARK: Coolify

    /// `- SERVICE_URL_NAME_3000` in a service says that the proxy leads there.
    private func declared() -> [Wanted] {
        var found: [Wanted] = []
        for service in draft.services {
            for variable in service.environment {
                guard let (host, port) = Self.host(variable.name) else { continue }
                let path = variable.value ?? ""
                guard variable.value == nil || path.hasPrefix("/") || path.hasPrefix("$") else { continue }
                let line = variable.place.node.start.line
                if path.hasPrefix("/"), path != "/" {
                    draft.report.add(
                        .refused,
                        "`\(service.name)` had the path `\(path)` of the address of `\(host)`, and Coolify's proxy takes the "
                            + "path off: the machine's edge passes it on, so see whether the service answers there, and "
                            + "write it under `expose` yourself", line: line)
                    continue
                }
                let wanted = Wanted(
                    service: service.name, host: host, container: port ?? self.port(of: service) ?? 80)
                if !found.contains(wanted) { found.append(wanted) }
            }
        }
        // A name with another port is a further address of the service that has the name.
        for name in uses.names {
            guard let (host, port) = Self.host(name), let port else { continue }
            guard let owner = found.first(where: { $0.host == host })?.service ?? draft.service(named: host) else {
                continue
            }
            let wanted = Wanted(service: owner, host: host, container: port)
            if !found.contains(wanted) { found.append(wanted) }
        }
        let main = draft.header.port
        return found.filter { $0.container == main } + found.filter { $0.container != main }
    }

    private static func host(_ name: String) -> (String, Int?)? {
        switch MagicVariable(name)?.kind {
        case .url(let host, let port), .hostname(let host, let port): (host, port)
        default: nil
        }
    }

    func port(of service: ComposeService) -> Int? {
        if service.name == draft.services.first?.name, let port = draft.header.port { return port }
        let exposed = service.items("expose").compactMap { $0.node.string.flatMap { Int($0) } }.first
        return exposed ?? Readiness.address(of: service)?.port ?? draft.header.port
    }

    /// Those that the proxy leads to come before what the file publishes itself, in the order of the calls.
    func publish(_ wanted: Wanted, _ service: ComposeService) {
        let place = draft.publications.prefix { $0.isWanted }.count
        if let known = draft.publications.firstIndex(where: { leads($0, to: wanted) }) {
            tellFurtherName(wanted, draft.publications[known])
            if draft.publications[known].host == nil { draft.publications[known].host = wanted.host }
            guard !draft.publications[known].isWanted else { return }
            draft.publications[known].isWanted = true
            draft.publications.insert(draft.publications.remove(at: known), at: place)
            return
        }
        if expose(wanted, service, at: place) { return }
        let edge = draft.publications.contains(where: \.isExposed) ? Edge.rules.map(\.port) : []
        let taken = Set(draft.publications.filter { $0.transport == .tcp }.map(\.port)).union(edge)
        var port = taken.contains(80) || service.usesHostNetwork ? wanted.container : 80
        if !service.usesHostNetwork {
            while taken.contains(port) || port == 22 || port == 53 { port = port < 1024 ? port + 8000 : port + 1 }
        }
        let new = Publication(
            service: wanted.service, port: port, container: wanted.container, isHTTP: true, host: wanted.host,
            isWanted: true)
        draft.publications.insert(new, at: place)
        guard !service.usesHostNetwork else { return }
        draft.addedPorts.append((wanted.service, "\(port):\(wanted.container)"))
        draft.report.add(
            .changed,
            "port \(wanted.container) of `\(service.name)` is published as \(port), \(draft.proxy)",
            line: service.key.start.line)
        tellSecondName(new, service)
    }

    /// Writes the new ports into the Compose file, those of a service together.
    private func addPorts() {
        for service in draft.services {
            let ports = draft.addedPorts.filter { $0.service == service.name }.map(\.text)
            guard !ports.isEmpty, !add(ports, to: service) else { continue }
            draft.publications.removeAll { publication in
                !publication.isExposed && publication.service == service.name
                    && ports.contains("\(publication.port):\(publication.container)")
            }
            draft.report.add(
                .refused, "the ports of `\(service.name)` could not be published: write it as lines",
                line: service.key.start.line)
        }
    }

    private func add(_ ports: [String], to service: ComposeService) -> Bool {
        if let list = service["ports"]?.sequence, let first = list.first {
            let line = draft.text.line(first.start.line)
            let lead = String(line.unicodeScalars.prefix(first.start.column - 1))
            if lead.allSatisfy({ $0 == " " || $0 == "-" }) {
                draft.text.insert(ports.map { lead + "\"\($0)\"" }, before: first.start.line)
            } else {
                draft.text.insert(ports.map { "\"\($0)\", " }.joined(), at: first.start)
            }
            return true
        }
        guard service["ports"] == nil else { return false }
        let mapping = service.declaration.node
        if draft.text.isFlow(mapping), let first = mapping.mapping?.first {
            draft.text.insert("ports: [\(ports.map { "\"\($0)\"" }.joined(separator: ", "))], ", at: first.key.start)
            return true
        }
        return draft.text.insertEntry(
            ["ports:"] + ports.map { "  - \"\($0)\"" }, into: service.declaration.node, under: service.key)
    }
}

extension Draft {
    /// The service that a part of a variable's name means: `N8N` is `n8n`, `SUPABASEKONG` is `supabase-kong`.
    func service(named wanted: String) -> String? {
        let normal = { (text: String) in text.uppercased().filter { $0.isLetter || $0.isNumber } }
        return services.first { normal($0.name) == normal(wanted) }?.name
    }

    /// What answers at an address of Coolify's.
    func publication(host: String, port: Int?) -> Publication? {
        let own = publications.filter { $0.host == host }
        if let port, let exact = own.first(where: { $0.container == port }) { return exact }
        if let first = own.first { return first }
        if let service = service(named: host), let found = publications.first(where: { $0.service == service }) {
            return found
        }
        return publications.first(where: \.isHTTP)
    }
}

extension ComposeText {
    /// Puts lines at a mapping's beginning, indented as it is; false where it is on its key's line.
    mutating func insertEntry(_ new: [String], into mapping: Node, under key: Node) -> Bool {
        guard mapping.mapping?.isEmpty == false, mapping.start.line > key.start.line, beginsLine(mapping.start) else {
            return false
        }
        let indentation = String(repeating: " ", count: mapping.start.column - 1)
        insert(new.map { indentation + $0 }, before: mapping.start.line)
        return true
    }
}
