import ComposeFile
import Findings
import Plan
import YAML

/// Finds ports that are already taken, closed by mistake, or opened for nothing.
struct PortCheck {
    let compose: ComposeProject
    let spec: AppSpec
    let root: Node
    let report: Reporter

    private static let mostEntries = 1000

    private typealias Publication = (service: String, entry: PortEntry, place: ComposeService.Placed)

    func run() {
        let started = compose.services.filter(compose.starts)
        let all = started.flatMap { service -> [Publication] in
            guard !service.usesHostNetwork else { return [] }
            return compose.ports(of: service).map { (service.name, $0.entry, $0.place) }
        }
        // A real file has a few dozen. Comparing all pairs must not take minutes.
        let published = Array(all.prefix(Self.mostEntries))
        if all.count > published.count {
            let place = all[published.count].place
            place.layer.report.error(
                "the compose file publishes more than \(Self.mostEntries) entries of `ports`", at: place.node,
                help: "write them as ranges, such as \"8000-8100:8000-8100\"")
        }
        for publication in published {
            checkSystem(publication)
            checkDatabase(publication)
        }
        checkCollisions(published)
        checkHostNetwork(started)
        guard let list = root["firewall"] else { return }
        checkClosed(published)
        checkUnused(list, published, started)
    }

    // MARK: What the machine has already

    private func checkSystem(_ publication: Publication) {
        let (entry, place) = (publication.entry, publication.place)
        guard let host = entry.host, host.count == entry.container.count else { return }
        if entry.transport == .tcp, host.contains(22) {
            place.layer.report.error(
                "the machine's own sshd uses port 22", at: place.node,
                help: "publish another port, such as \"2222:\(entry.container.lowerBound + 22 - host.lowerBound)\"")
        }
        // systemd-resolved has two addresses; the second came with systemd 248 (resolved.conf(5), DNSStubListener).
        let stubs: Set<String> = ["127.0.0.53", "127.0.0.54"]
        if host.contains(53), entry.hostAddress.map(stubs.contains) ?? entry.takesIPv4 {
            place.layer.report.error(
                "on Ubuntu, systemd-resolved uses port 53 of 127.0.0.53, so it cannot be published on all addresses",
                at: place.node,
                help: "add `PUBLIC_IPV4: \"{{ public_ipv4 }}\"` to `env` in app.yaml and write "
                    + "\"${PUBLIC_IPV4}:53:\(entry.container.lowerBound + 53 - host.lowerBound)/\(entry.transport)\"")
        }
    }

    /// PostgreSQL, MySQL, SQL Server, MongoDB, Redis, Elasticsearch, Memcached, CouchDB, InfluxDB, Cassandra, etcd.
    private static let databasePorts = [1433, 2379, 3306, 5432, 5984, 6379, 8086, 9042, 9200, 11211, 27017]

    private func checkDatabase(_ publication: Publication) {
        let entry = publication.entry
        guard entry.transport == .tcp, entry.hostAddress == nil,
            let port = Self.databasePorts.first(where: entry.container.contains)
        else { return }
        publication.place.layer.report.warning(
            "the database port \(port) is published on all addresses", at: publication.place.node,
            help: "services reach it without `ports`; for the machine itself write \"127.0.0.1:\(port):\(port)\"")
    }

    private func checkCollisions(_ published: [Publication]) {
        for (index, second) in published.enumerated() {
            for first in published.prefix(index) {
                guard let ports = first.entry.collision(with: second.entry) else { continue }
                let who =
                    first.service == second.service
                    ? "`\(first.service)`" : "`\(first.service)` and `\(second.service)`"
                let what = ports.count == 1 ? "port" : "ports"
                second.place.layer.report.error(
                    "\(who) \(first.service == second.service ? "publishes" : "publish") the \(what) "
                        + "\(Self.text(ports))/\(second.entry.transport) twice", at: second.place.node,
                    help: "a machine has each port only once: change the first number of one of the two")
                break
            }
        }
    }

    private static func text(_ ports: ClosedRange<Int>) -> String {
        ports.count == 1 ? "\(ports.lowerBound)" : "\(ports.lowerBound)-\(ports.upperBound)"
    }

    // MARK: The firewall

    private func checkHostNetwork(_ services: [ComposeService]) {
        for service in services where service.usesHostNetwork {
            guard let mode = service.placed("network_mode") else { continue }
            let reach =
                root["firewall"] == nil
                ? "without `firewall` in app.yaml it cannot be reached: list its ports there"
                : "check that `firewall` in app.yaml lists the ports that others must reach"
            mode.layer.report.warning(
                "`\(service.name)` is on the machine's own network, so its ports are not known here", at: mode.node,
                help: "publish them by `ports` instead; or " + reach)
            if let ports = service.placed("ports") {
                ports.layer.report.warning(
                    "`ports` has no effect with `network_mode: host`", at: ports.node,
                    help: "remove it, or remove `network_mode`")
            }
        }
    }

    /// The ports of a publication that the firewall keeps closed. A range may have tens of thousands.
    private struct Closed {
        let publication: Publication
        /// The first of them.
        let few: [PortRule]
        let count: Int
        let last: Int

        init?(_ publication: Publication, open: [PortRule.Transport: Set<Int>]) {
            let transport = publication.entry.transport
            let open = open[transport] ?? []
            guard let host = publication.entry.host, let last = host.last(where: { !open.contains($0) }) else {
                return nil
            }
            self.publication = publication
            self.last = last
            few = host.lazy.filter { !open.contains($0) }.prefix(PortCheck.mostListed).map {
                PortRule(port: $0, transport: transport)
            }
            count = host.count - open.count(where: host.contains)
        }

        var text: String {
            if count == 1 { return "port \(few[0]) is" }
            if count > 2, last - few[0].port == count - 1 {
                return "ports \(few[0].port)-\(last)/\(few[0].transport.rawValue) are"
            }
            return "ports \(PortCheck.text(few, count: count)) are"
        }
    }

    /// Each finding's help lists all missing ports, so that following any one of them is right.
    private func checkClosed(_ published: [Publication]) {
        let open = Dictionary(grouping: spec.firewall, by: \.transport).mapValues { Set($0.map(\.port)) }
        let found = published.filter { !$0.entry.isLoopback }.compactMap { Closed($0, open: open) }
        var seen: Set<PortRule> = []
        let missing = Array(found.flatMap(\.few).filter { seen.insert($0).inserted }.prefix(Self.mostListed))
        let list = spec.firewall + missing
        let help =
            list.count <= Self.mostListed
            ? "write `firewall: [\(Self.text(list, count: list.count))]`"
            : "add such as \(Self.text(Array(missing.prefix(10)), count: missing.count)) to `firewall`"
        for closed in found {
            let place = closed.publication.place
            place.layer.report.warning(
                "the published \(closed.text) missing from `firewall`", at: place.node,
                help: "\(help) in app.yaml, or publish it on 127.0.0.1")
        }
    }

    /// Ranges for voice and video have thousands of ports.
    private static let mostListed = 100

    private static func text(_ rules: [PortRule], count: Int) -> String {
        rules.map(\.description).joined(separator: ", ") + (count > rules.count ? ", …" : "")
    }

    private func checkUnused(_ list: Node, _ published: [Publication], _ started: [ComposeService]) {
        // It may belong to a service on the machine's own network, or to a port that only the machine knows.
        let count = started.reduce(0) { $0 + $1.items("ports").count }
        guard compose.isComplete, !started.contains(where: \.usesHostNetwork), published.count == count else { return }
        let reachable = published.filter { !$0.entry.isLoopback }
        for node in list.sequence ?? [] {
            guard let rule = PortRule(node), rule != PortRule(port: 22, transport: .tcp) else { continue }
            if spec.stack.edge != nil, Edge.rules.contains(rule) { continue }
            let isUsed = { (publication: Publication) in
                publication.entry.transport == rule.transport && publication.entry.host?.contains(rule.port) == true
            }
            guard !reachable.contains(where: isUsed) else { continue }
            let isLocal = published.contains(where: isUsed)
            report.warning(
                isLocal
                    ? "`\(rule)` is published only for the machine itself, so `firewall` opens nothing"
                    : "no service publishes `\(rule)`, so `firewall` opens nothing",
                at: node, help: "publish it with `ports` in the compose file, or remove it here")
        }
    }
}
