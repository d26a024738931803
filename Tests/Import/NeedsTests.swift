import AppSpec
import Import
import TestSupport
import Testing

@Suite struct NeedsTests {
    @Test func `limits say what the machine needs`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2.3
                ports: ["80:80"]
                deploy: { resources: { limits: { cpus: "2.5", memory: 3G }, reservations: { memory: 512M } } }
              db: { image: "acme/db:1", mem_limit: 900m, cpus: 1, mem_reservation: 200m }
            """)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.text("app.yaml").contains("requires:\n  cpus: 3\n  memory: \"3GiB\"\n"))
    }

    @Test(arguments: [("gpu", "2GiB"), ("", "1GiB")])
    func `limits under a profile count where it is on`(profiles: String, memory: String) throws {
        let imported = try Imported(
            """
            services:
              web: { image: "acme/web:1.2.3", ports: ["80:80"], mem_limit: 1g }
              model: { image: "acme/model:1.2.3", profiles: [gpu], mem_limit: 2g }
            """, examples: "COMPOSE_PROFILES=\(profiles)\n")
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.text("app.yaml").contains("requires:\n  memory: \"\(memory)\"\n"))
    }

    @Test func `a file without limits says nothing`() throws {
        let imported = try Imported("services: { web: { image: \"acme/web:1\", ports: [\"80:80\"] } }")
        #expect(!imported.text("app.yaml").contains("requires"))
    }

    @Test func `a service that runs once stays one`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2.3
                ports: ["80:80"]
                depends_on: { migrate: { condition: service_completed_successfully } }
              migrate: { image: "acme/web:1.2.3", command: migrate, restart: "no" }
            """)
        #expect(imported.errors.isEmpty)
        #expect(try #require(imported.compilation.spec).stack.services.map(\.isOneShot) == [false, true])
        #expect(!imported.items(.review).contains { $0.contains("`migrate` has no healthcheck") })
    }

    @Test func `a folder of a service that runs as a user is that user's`() throws {
        let imported = try Imported(
            """
            services:
              web: { image: "acme/web:1.2.3", ports: ["80:80"], user: "1000:1001", volumes: ["./data:/data"] }
            """)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.text("app.yaml").contains("folder: data\n      owner: \"1000:1001\"\n"))
    }
}
