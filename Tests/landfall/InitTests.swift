import Foundation
import TestSupport
import Testing

/// What `landfall init` asks at a terminal, and which options answer it.
@Suite struct InitTests {
    private let folder = TemporaryFolder()

    private static let compose = """
        services:
          api:
            image: acme/api:1.2
            ports: ["8080:80"]
          web:
            image: acme/web:1.2
            ports: ["3000:3000"]
            environment: { DB_PASSWORD: "${DB_PASSWORD}" }

        """

    private func landfall(_ arguments: String...) throws -> (status: Int32, output: String, error: String) {
        try Executables.runLandfall(arguments, from: folder.path)
    }

    private func hold(_ arguments: [String], _ steps: [(waitFor: String, type: String)]) throws -> Dialogue {
        try Dialogue.hold(["/usr/bin/env", "-C", folder.path, Executables.landfall, "init"] + arguments, steps)
    }

    private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.file(name)) }

    @Test func `a wrong answer is asked again`() throws {
        try FileManager.default.createDirectory(atPath: folder.file("new"), withIntermediateDirectories: true)
        let dialogue = try hold(
            ["new"],
            [
                ("The app's name [new]: ", "\n"), ("Its name as people read it [New]: ", "Acme Shop\n"),
                ("traefik/whoami:v1.11): ", "\n"), ("There is no usual answer.", ""), ("v1.11): ", "acme/web\n"),
                ("has no tag other than `latest`", ""), ("v1.11): ", "acme/web:1.2\n"), ("[80]: ", "70000\n"),
                ("A port is a number from 1 to 65535.", ""), ("[80]: ", "3000\n"),
            ])
        #expect(dialogue.status == 0, "\(dialogue.screen)")
        #expect(try folder.read("new/app.yaml").contains("\ntitle: \"Acme Shop\"\n"))
        #expect(try !folder.read("new/compose.yaml").contains("ports"))
        let app = try folder.read("new/app.yaml")
        #expect(app.contains("expose:\n  - service: app\n    port: 3000\n"), "\(app)")
        #expect(app.contains("https://{{ address }}"))
    }

    @Test func `where several services can be opened it asks which is first, and shows what it found`() throws {
        try folder.write("shop/compose.yaml", Self.compose)
        let dialogue = try hold(
            ["shop", "--name", "shop", "--title", "Shop"],
            [
                ("  1  api, port 8080", ""), ("  2  web, port 3000", ""), ("first [api]: ", "db\n"),
                ("`db` is none of the services", ""), ("first [api]: ", "2\n"), ("  secret: ", ""),
                ("Enter to write the app", "\n"),
            ])
        #expect(dialogue.status == 0, "\(dialogue.screen)")
        #expect(dialogue.screen.contains("--port 3000=18080"))
        let app = try folder.read("shop/shop/app.yaml")
        #expect(app.contains("http://127.0.0.1:3000") || app.contains("127.0.0.1:3000"), "\(app)")
    }

    @Test func `nothing is written where the person stops`() throws {
        try folder.write("shop/compose.yaml", Self.compose)
        let dialogue = try hold(
            ["shop", "--name", "shop", "--title", "Shop", "--service", "web"], [("Enter to write the app", "n\n")])
        #expect(dialogue.status == 1 && dialogue.screen.contains("nothing is written"), "\(dialogue.screen)")
        #expect(!exists("shop/shop"))
    }

    @Test func `options answer the same, without a terminal`() throws {
        try folder.write("shop/compose.yaml", Self.compose)
        let none = try landfall("init", "shop", "--service", "db")
        #expect(none.status == 64 && none.error.contains("`db` is none of the services"), "\(none.error)")
        #expect(!exists("shop/shop"))
        let result = try landfall("init", "shop", "--service", "web", "--title", "Acme Shop")
        #expect(result.status == 0 && result.output.contains("--port 3000=18080"), "\(result.error)")
        let app = try folder.read("shop/shop/app.yaml")
        #expect(app.contains("\ntitle: \"Acme Shop\"\n") && app.contains("127.0.0.1:3000"), "\(app)")
        let image = try landfall("init", "shop", "--image", "acme/web:1.2")
        #expect(image.status == 64 && image.error.contains("are for a folder without a Compose file"))
    }

    @Test func `without a terminal it says which of several services it took, and which port`() throws {
        try folder.write("shop/compose.yaml", Self.compose)
        let several = try landfall("init", "shop")
        #expect(several.error.contains("note: api, web can all be opened in a browser: `api` is taken"))
        try FileManager.default.createDirectory(atPath: folder.file("new"), withIntermediateDirectories: true)
        let result = try landfall("init", "new", "--image", "acme/web:1.2")
        #expect(result.status == 0, "\(result.error)")
        #expect(result.error.contains("note: the container's port 80 is taken, as no --port says another"))
        let title = try landfall("init", "other", "--image", "acme/web:1.2", "--title", "")
        #expect(title.status == 64 && title.error.contains("A title is 1 to 255 visible characters"))
    }
}
