import Plan
import Testing

@Suite struct SetupPagePortTests {
    private func plan(_ ports: PublishedPort...) -> Plan {
        var stack = Stack(project: "demo", composeFile: "compose.yml", files: [])
        stack.services = [Service(name: "web", image: "web:1", ports: ports)]
        return Plan(app: App(name: "demo", title: "Demo", version: "1"), provider: "generic", stack: stack)
    }

    @Test func `the page is shown where port 80 leads to the app`() {
        #expect(plan(PublishedPort(port: 80, containerPort: 8080, transport: .tcp)).setupPagePort == 80)
        var exposed = plan()
        exposed.stack.edge = Edge(exposures: [])
        #expect(exposed.setupPagePort == 80)
    }

    @Test func `it is shown nowhere else`() {
        #expect(plan().setupPagePort == nil)
        for port in [
            PublishedPort(port: 8080, containerPort: 80, transport: .tcp),
            PublishedPort(port: 80, containerPort: 80, transport: .udp),
            PublishedPort(address: "127.0.0.1", port: 80, containerPort: 80, transport: .tcp),
        ] { #expect(plan(port).setupPagePort == nil) }
        var off = plan(PublishedPort(port: 80, containerPort: 80, transport: .tcp))
        off.setupPage = SetupPageUse.none
        #expect(off.setupPagePort == nil)
    }
}
