import Import
import TestSupport
import Testing

/// What must not reach every machine, or be lost on the way.
@Suite struct HarmTests {
    private func imported(_ volumes: String, beside: [String: String]) throws -> Imported {
        try Imported(
            "services:\n  web:\n    image: acme/web:1.2\n    volumes: [\(volumes)]\n", beside: beside)
    }

    @Test(arguments: [
        ("./data:/srv", "data/users"), ("./state:/srv", "state/app.sqlite3"),
        ("./pg:/var/lib/postgresql/data", "pg/base"),
    ])
    func `data that lies beside the file stays there, and is in the backup`(volume: String, file: String) throws {
        let imported = try imported("\"\(volume)\"", beside: [file: "live"])
        #expect(imported.errors.isEmpty)
        #expect(imported.app.files.map(\.path) == ["app.yaml", "compose.yaml"])
        let folder = volume.prefix { $0 != ":" }
        #expect(imported.text("app.yaml").contains("  - path: \"\(folder)\"\n"))
        #expect(imported.items(.review).contains { $0.hasPrefix("`\(folder.dropFirst(2))` begins empty") })
    }

    @Test func `a folder of settings goes along, and is pointed out where a service writes to it`() throws {
        let written = try imported("\"./conf:/conf\"", beside: ["conf/a.conf": "a"])
        #expect(written.text("conf/a.conf") == "a")
        #expect(written.items(.review).contains { $0.hasPrefix("`conf` is taken along with what is in it now") })
        let read = try imported("\"./data:/conf:ro\"", beside: ["data/a.conf": "a"])
        #expect(read.text("data/a.conf") == "a")
        #expect(!read.items(.review).contains { $0.contains("taken along") })
    }

    @Test func `files that may be secret stay, but for one that is named by itself`() throws {
        let imported = try imported(
            "\"./conf:/conf:ro\", \"./tls.key:/tls.key:ro\"",
            beside: [
                "conf/a.conf": "a", "conf/.env": "x", "conf/.env.example": "y", "conf/.ssh/id_ed25519": "z",
                "conf/x.pem": "p", "tls.key": "k",
            ])
        #expect(imported.errors.isEmpty)
        #expect(imported.app.files.dropFirst(2).map(\.path) == ["conf/.env.example", "conf/a.conf", "tls.key"])
        #expect(imported.items(.leftOut).count == 3)
        #expect(imported.items(.review).contains { $0.hasPrefix("`tls.key` is taken along, and may have a secret") })
    }

    @Test(arguments: ["./compose.yaml", "./app.schema.json", "./app.yaml", "."])
    func `a mount cannot replace what the import writes`(source: String) throws {
        let imported = try imported("\"\(source):/x\"", beside: ["compose.yaml": "old", "app.schema.json": "{}"])
        #expect(imported.app.report.refusals.map(\.line) == [4])
        #expect(imported.app.files.map(\.path) == ["app.yaml", "compose.yaml"])
        #expect(imported.text("compose.yaml").hasPrefix("services:"))
    }

    @Test func `a replaced password is replaced in commands and other variables too`() throws {
        let imported = try Imported(
            """
            services:
              cache:
                image: acme/cache:1.2
                command: cache --pass pass1234word --name pass1234words
                environment: { CACHE_PASSWORD: pass1234word, OPTIONS: "${OPTIONS}" }
                volumes: ["./cache.conf:/cache.conf:ro"]
              db:
                image: postgres:16
                environment: { POSTGRES_PASSWORD: postgres, OWNER: postgres }
              web:
                image: acme/web:1.2
                environment: { DB_PASSWORD: postgres }
            """, examples: "OPTIONS=key=pass1234word\n", beside: ["cache.conf": "pass pass1234word\n"])
        #expect(imported.errors.isEmpty)
        let compose = imported.text("compose.yaml")
        #expect(compose.contains("command: \"cache --pass ${CACHE_PASSWORD} --name pass1234words\"\n"))
        #expect(imported.text("app.yaml").contains("OPTIONS: \"key={{ secrets.CACHE_PASSWORD }}\"\n"))
        #expect(compose.contains("image: postgres:16\n") && compose.contains("OWNER: postgres"))
        #expect(imported.items(.review).contains { $0.hasPrefix("`cache.conf` has the old value of `CACHE_PASSWORD`") })
    }
}
