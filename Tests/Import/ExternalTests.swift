import Import
import Testing

/// What an imported file takes from elsewhere, and nobody makes on a new machine.
@Suite struct ExternalTests {
    private func imported(_ top: String, _ keys: String = "networks: [a], volumes: [\"v:/v\"]") throws -> Imported {
        try Imported("services:\n  web: { image: web:1, ports: [\"80:80\"], \(keys) }\n\(top)\n")
    }

    @Test(arguments: [
        "networks: { a: { external: true } }\nvolumes: { v: { external: \"true\" } }",
        "networks: { a: { external: { name: x } } }\nvolumes: { v: { external: { name: y } } }",
        "networks:\n  a: { external: true, name: x }\nvolumes:\n  v:\n    external: true\n    name: y",
        "networks:\n  a:\n    external:\n      name: x\nvolumes:\n  v:\n    external: \"true\"",
    ])
    func composeMakesExternalNetworksAndVolumes(top: String) throws {
        let imported = try imported(top)
        #expect(imported.errors == [], "\(imported.text("compose.yaml"))")
        #expect(imported.items(.leftOut).count { $0.hasPrefix("`external`: ") } == 2)
    }

    @Test(arguments: [("secrets", "secret"), ("configs", "config")])
    func `an external secret or config is refused with the reason`(section: String, word: String) throws {
        let imported = try imported("\(section): { s: { external: true } }", "\(section): [s]")
        #expect(imported.items(.refused).contains { $0.hasPrefix("the \(word) `s` is external, and nobody makes it") })
    }
}
