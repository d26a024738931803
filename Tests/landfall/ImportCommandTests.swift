import Foundation
import TestSupport
import Testing

/// `landfall import` and `landfall init` as commands: where they write, what they print, how they end.
@Suite struct ImportCommandTests {
    private let folder = TemporaryFolder()

    private func landfall(_ arguments: String...) throws -> (status: Int32, output: String, error: String) {
        try Executables.runLandfall(arguments, from: folder.file(""))
    }

    private static let compose = "services:\n  web:\n    image: acme/web:1.2\n    ports: [\"8080:80\"]\n"

    @Test func `the result passes the check, and is not written twice`() throws {
        try folder.write("shop/compose.yaml", Self.compose)
        let first = try landfall("import", "shop/compose.yaml", "--output", "out")
        #expect(first.status == 0, "\(first.error)")
        #expect(first.output.hasPrefix("shop/compose.yaml: written to out/shop\n"))
        #expect(try folder.read("out/shop/app.yaml").hasPrefix("# yaml-language-server: $schema=app.schema.json\n"))
        #expect(try landfall("check", "--strict", "out/shop/app.yaml").status == 0)
        let before = try folder.read("out/shop/app.yaml")
        let second = try landfall("import", "shop/compose.yaml", "--output", "out")
        #expect(second.status == 0)
        #expect(second.output.hasPrefix("shop/compose.yaml: out/shop is up to date\n"))
        #expect(try folder.read("out/shop/app.yaml") == before)
    }

    @Test func `several files end with a table`() throws {
        try folder.write("all/good.yaml", Self.compose)
        try folder.write("all/bad.yaml", "services:\n  web:\n    image: acme/web:1.2\n    volumes: [\"../x:/x\"]\n")
        try folder.write("all/none.yaml", "web: {}\n")
        let result = try landfall("import", "all", "--output", "out")
        #expect(result.status == 65)
        #expect(result.output.contains("all/good.yaml  accepted\n"))
        #expect(result.output.contains("all/bad.yaml   accepted, but something was refused: `../x` is not beside"))
        #expect(result.output.contains("all/none.yaml  refused: the compose file has no `services`\n"))
        #expect(result.output.hasSuffix("1 of 3 imported and accepted by `landfall check`\n"))
    }

    @Test func `a link out of the folder is not followed`() throws {
        try folder.write("secret.conf", "hidden")
        try folder.write("shop/compose.yaml", Self.compose + "    volumes: [\"./a.conf:/a.conf\"]\n")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("shop/a.conf"), withDestinationPath: folder.file("secret.conf"))
        let result = try landfall("import", "shop", "--output", "out")
        #expect(result.status == 65)
        #expect(!FileManager.default.fileExists(atPath: folder.file("out/shop/a.conf")))
    }

    @Test func `what cannot be taken along is refused, not dropped`() throws {
        try folder.write("secret.conf", "hidden")
        try folder.write("shop/compose.yaml", Self.compose + "    volumes: [\"./conf:/conf:ro\"]\n")
        try folder.write("shop/conf/b.conf", "b")
        try folder.write("shop/conf/big", String(repeating: "x", count: (16 << 20) + 1))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("shop/conf/a.conf"), withDestinationPath: folder.file("secret.conf"))
        let result = try landfall("import", "shop", "--output", "out")
        #expect(result.status == 65)
        #expect(result.output.contains("  refused: shop/compose.yaml:5: `conf/a.conf` is a link out of the folder"))
        #expect(result.output.contains("  refused: shop/compose.yaml:5: `conf/big` cannot be taken along"))
        #expect(try folder.read("out/shop/conf/b.conf") == "b")
    }

    @Test func `init begins an app that passes strictly, and tells the next commands`() throws {
        try FileManager.default.createDirectory(atPath: folder.file("new"), withIntermediateDirectories: true)
        let result = try landfall("init", "new", "--image", "acme/web:1.2", "--port", "3000", "--data", "/data")
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output.split(separator: "\n").count == 4)
        #expect(result.output.contains("  landfall check --strict new/app.yaml\n"))
        #expect(try landfall("check", "--strict", "new/app.yaml").status == 0)
        #expect(try landfall("init", "new", "--image", "acme/web:1.2", "--port", "3000").status == 69)
    }

    @Test func `init needs answers, and an image that stays the same`() throws {
        try FileManager.default.createDirectory(atPath: folder.file("new"), withIntermediateDirectories: true)
        #expect(try landfall("init", "new").status == 64)
        #expect(try landfall("init", "new", "--image", "acme/web", "--port", "80").status == 64)
        #expect(try landfall("init", "new", "--image", "acme/web:1", "--port", "70000").status == 64)
        #expect(!FileManager.default.fileExists(atPath: folder.file("new/app.yaml")))
    }

    @Test func `init imports a Compose file with its example of values`() throws {
        try folder.write("shop/compose.yaml", Self.compose + "    environment: { GREETING: \"$GREETING\" }\n")
        try folder.write("shop/.env.example", "GREETING=hello\n")
        let result = try landfall("init", "shop")
        #expect(result.status == 0, "\(result.error)")
        #expect(try folder.read("shop/shop/app.yaml").contains("GREETING: hello\n"))
        #expect(result.output.contains("--port 8080=18080"))
    }
}
