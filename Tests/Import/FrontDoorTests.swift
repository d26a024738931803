import Import
import Testing

@Suite struct FrontDoorTests {
    private static let compose = """
        services:
          api:
            image: acme/api:1.2
            ports: ["8080:80", "8081:81"]
          db:
            image: postgres:17
            ports: ["5432:5432"]
          local:
            image: acme/local:1.2
            ports: ["127.0.0.1:9000:9000"]
          web:
            image: acme/web:1.2
            ports: ["9090:3000"]

        """

    private func run(_ door: String?) throws -> (app: ImportedApp, text: String) {
        var importer = Importer(file: "in.yaml", base: "demo", examples: nil) { _ in nil }
        importer.frontDoor = door
        importer.title = "Acme Shop"
        let app = importer.run(Array(Self.compose.utf8))
        let file = try #require(app.files.first { $0.path == "app.yaml" })
        return (app, String(decoding: file.bytes, as: UTF8.self))
    }

    @Test func `each service that a browser opens from elsewhere is one, and the first is the app's address`() throws {
        let found = try run(nil)
        #expect(found.app.frontDoors.map(\.service) == ["api", "web"])
        #expect(found.app.frontDoors.map(\.port) == [8080, 9090])
        #expect(found.text.contains("127.0.0.1:8080") && !found.text.contains("127.0.0.1:9090"), "\(found.text)")
        #expect(found.text.contains("\ntitle: \"Acme Shop\"\n"))
    }

    @Test func `the chosen one is the app's address, and the others stay open`() throws {
        let found = try run("web")
        #expect(found.app.frontDoors.map(\.service) == ["web", "api"])
        #expect(found.text.contains("127.0.0.1:9090") && !found.text.contains("127.0.0.1:8080"), "\(found.text)")
        for port in ["9090/tcp", "8080/tcp", "8081/tcp"] { #expect(found.text.contains(port), "\(found.text)") }
        #expect(found.text.contains("URL of api"))
    }
}
