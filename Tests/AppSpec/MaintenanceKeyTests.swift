import Findings
import Testing

@Suite struct MaintenanceKeyTests {
    private func findings(_ name: String, proxy: String) throws -> [String] {
        try Project(
            compose: """
                services:
                  proxy: { image: proxy:1, \(proxy) }
                  web: { image: web:1, volumes: ["files:/srv", "./data:/data"] }
                  setup: { image: web:1, restart: "no" }
                volumes: { files: , own: }
                """,
            app: "stack: { compose: compose.yml, files: [{ folder: data }], maintenance: \(name) }"
        ).findings.filter { $0.hasPrefix("error") }
    }

    @Test(arguments: ["volumes: [\"own:/data\"]", "ports: [\"80:80\"]", "network_mode: host"])
    func `it may have data of its own`(proxy: String) throws {
        #expect(try findings("proxy", proxy: proxy) == [])
    }

    @Test(arguments: [
        ("web2", "user: root", "there is no service `web2` in the compose file"),
        ("setup", "user: root", "`setup` runs once and ends, so it cannot answer during an update"),
        (
            "proxy", "volumes: [\"files:/srv:ro\"]",
            "`proxy` is to run on during an update, and sees `files`, which web writes to: the update exchanges that "
                + "meanwhile"
        ),
        (
            "proxy", "volumes: [\"./data/public:/srv:ro\"]",
            "`proxy` is to run on during an update, and sees `./data/public`, which web writes to: the update exchanges that "
                + "meanwhile"
        ),
        (
            "proxy", "volumes: [\"./x/../data:/srv\"]",
            "`proxy` is to run on during an update, and sees `./x/../data`, which web writes to: the update exchanges that "
                + "meanwhile"
        ),
        (
            "proxy", "volumes: [\"/opt/demo:/srv:ro\"]",
            "`proxy` is to run on during an update, and sees `/opt/demo`, which web writes to: the update exchanges that "
                + "meanwhile"
        ),
        (
            "proxy", "volumes_from: [web]",
            "`proxy` has `volumes_from`, and sees data that an update exchanges"
        ),
        (
            "proxy", "network_mode: \"service:web\"",
            "`proxy` has network_mode `service:web`, and cannot run on when that one stops"
        ),
    ])
    func `these cannot run on`(name: String, proxy: String, message: String) throws {
        #expect(try findings(name, proxy: proxy).contains { $0.hasSuffix(message) })
    }
}
