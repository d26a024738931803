import Findings
import Plan
import Testing
import YAML

@testable import ComposeFile

@Suite struct ReaderTests {
    @Test(arguments: [
        ("a $B ${C} $$D ${E-x}${F:-y}", ["B", "C", "E", "F"]), ("${A:-${B}}", ["A", "B"]),
        ("${A:?b} ${C:+$D}", ["A", "C", "D"]), ("${A:+x$A$B}", ["A", "B"]),
        ("$ ${} ${1} $1 ${A", []), ("100%$", []), ("é$A", ["A"]), ("${A", []),
    ])
    func `variables are found as Compose finds them`(text: String, names: [String]) {
        #expect(Interpolation(text).variables.map(\.name) == names)
    }

    @Test func `a text is resolved where every value is known`() {
        let values: [String: Interpolation.Value] = ["A": .known("1"), "E": .known(""), "L": .later]
        let resolved = { (text: String) in Interpolation(text).resolved { values[$0] ?? .absent } }
        #expect(resolved("$A-${B:-2}-$$C-${D-${A}}") == "1-2-$C-1")
        #expect(resolved("$A-$B") == nil)
        #expect(resolved("${E-3}${E:-3}") == "3")
        #expect(resolved("${A:+$A}${B:+x}${E:+x}${E+y}") == "1y")
        // The machine's value wins over a default, and is not known here.
        #expect(resolved("${L:-2}") == nil)
    }

    @Test func `an open brace is looked for within bounds`() {
        #expect(Interpolation(String(repeating: "${A-", count: 20_000)).variables.isEmpty)
    }

    @Test(
        arguments: [
            ("\"80:8080\"", nil, 80...80, 8080...8080, "tcp"), ("443:443/udp", nil, 443...443, 443...443, "udp"),
            ("\"127.0.0.1:5432:5432\"", "127.0.0.1", 5432...5432, 5432...5432, "tcp"),
            ("\"[::1]:90:91\"", "::1", 90...90, 91...91, "tcp"), ("3000", nil, nil, 3000...3000, "tcp"),
            ("8000-8010:9000-9010", nil, 8000...8010, 9000...9010, "tcp"),
            ("{target: 53, published: \"53\", protocol: udp, host_ip: 0.0.0.0}", nil, 53...53, 53...53, "udp"),
        ] as [(String, String?, ClosedRange<Int>?, ClosedRange<Int>, String)])
    func `ports`(
        text: String, address: String?, host: ClosedRange<Int>?, container: ClosedRange<Int>, transport: String
    ) throws {
        let node = try #require(try YAML.parse(Array(text.utf8)))
        let port = try #require(PortEntry(node) { _ in .absent })
        #expect(port.hostAddress == address)
        #expect(port.host == host)
        #expect(port.container == container)
        #expect(port.transport.rawValue == transport)
    }

    @Test(arguments: ["$PORT:80", "x", "80:99999", "1:2-1", "{target: ten}", "{target: 53, host_ip: $IP}", "[]"])
    func `what is no known port is none`(text: String) throws {
        let node = try #require(try YAML.parse(Array(text.utf8)))
        #expect(PortEntry(node) { _ in .absent } == nil)
    }

    @Test(arguments: [
        ("postgres:17", true), ("postgres", false), ("postgres:latest", false), ("host:5000/app", false),
        ("host:5000/app:1", true), ("app@sha256:00", true), ("app:latest@sha256:00", true),
    ])
    func `pinned images`(image: String, isPinned: Bool) {
        #expect(ImageReference(image).isPinned == isPinned)
    }

    @Test func `services are summed up`() throws {
        let text = """
            services:
              web:
                image: "web:1"
                healthcheck: { test: curl }
                depends_on: { setup: { condition: service_completed_successfully } }
                ports: ["${PORT}:80"]
              setup: { image: "web:1", ports: ["1-3:11-13", "9000", "4-5:6"] }
              once: { image: "web:1", restart: "no", healthcheck: { disable: true } }
              none: { image: "web:1", healthcheck: { test: [NONE] } }
            volumes: { data: , cache: {} }
            """
        let main = try #require(
            ComposeFile(path: "compose.yml", bytes: Array(text.utf8), name: "compose.yml", findings: Findings()))
        let compose = ComposeProject(main: main, value: { $0 == "PORT" ? .known("8080") : .absent }, read: { _ in nil })
        let services = compose.services
        let ports = services.map { compose.ports(of: $0).flatMap(\.entry.publications) }
        #expect(ports[0] == [PublishedPort(port: 8080, containerPort: 80, transport: .tcp)])
        #expect(ports[1].map(\.port) == [1, 2, 3])
        #expect(compose.declared(.volumes) == ["data", "cache"])
        #expect(services.map(\.hasHealthcheck) == [true, false, false, false])
        #expect(services.flatMap(\.dependencies).map(\.mustComplete) == [true])
    }
}
