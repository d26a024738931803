import Plan
import Simulation
import TestSupport
import Testing

@Suite struct PortMapTests {
    private var plan: Plan {
        var plan = Plan.demo()
        plan.stack.services[0].ports = [
            PublishedPort(port: 80, containerPort: 8000, transport: .tcp),
            PublishedPort(address: "127.0.0.1", port: 53, containerPort: 53, transport: .udp),
        ]
        plan.ready = [
            ReadyCheck(probe: .http(url: Template(text: "http://127.0.0.1/health"))),
            ReadyCheck(probe: .http(url: Template(text: "https://127.0.0.1:9000"))),
            ReadyCheck(probe: .tcp(address: "127.0.0.1:80")),
        ]
        return plan
    }

    @Test func portsAndChecksMoveTogether() throws {
        let moved = try PortMap(["80=8080"]).apply(to: plan)
        let file = try #require(moved.stack.files.last)
        #expect(file.path == "docker-compose.override.yml")
        #expect(
            file.content
                == .verbatim(
                    Array(
                        """
                        services:
                          web:
                            ports: !override
                              - "8080:8000/tcp"
                              - "127.0.0.1:53:53/udp"

                        """.utf8)))
        #expect(
            moved.ready.map(\.probe) == [
                .http(url: Template(text: "http://127.0.0.1:8080/health")),
                .http(url: Template(text: "https://127.0.0.1:9000")),
                .tcp(address: "127.0.0.1:8080"),
            ])
    }

    @Test func nothingChangesWithoutAMap() throws {
        #expect(try PortMap([]).apply(to: plan) == plan)
    }

    @Test(arguments: ["80", "80=", "80=x", "=80", "80=70000", "80=81=82"]) func mistakesAreTold(text: String) {
        #expect(throws: PortMap.Invalid.self) { try PortMap([text]) }
    }

    @Test func aPortThatIsNotPublishedIsTold() throws {
        let map = try PortMap(["81=8081"])
        let error = #expect(throws: PortMap.Invalid.self) { try map.apply(to: plan) }
        #expect(error?.description == "the stack publishes no port 81; it publishes 53, 80")
    }
}
