import Foundation
import Glibc
import TestSupport
import Testing

/// Which files `landfall import` reads, and what it says of those that it cannot read.
@Suite struct ImportFilesTests {
    private let folder = TemporaryFolder()

    private func landfall(_ arguments: String...) throws -> (status: Int32, output: String, error: String) {
        try Executables.runLandfall(arguments, from: folder.file(""))
    }

    private func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: folder.file(path), withDestinationPath: target)
    }

    private static let compose = "services:\n  web:\n    image: acme/web:1.2\n    ports: [\"8080:80\"]\n"

    // MARK: Links

    @Test func `links within the folder are followed, also to folders`() throws {
        try folder.write("shop/compose.yaml", Self.compose + "    volumes: [\"./conf:/conf:ro\"]\n")
        try folder.write("shop/conf/sites/a.conf", "a")
        try folder.write("shop/shared/b/b.conf", "b")
        try link("shop/conf/enabled", to: "sites")
        try link("shop/conf/shared", to: "../shared")
        try link("shop/conf/one.conf", to: "sites/a.conf")
        let result = try landfall("import", "shop", "--output", "out")
        #expect(result.status == 0, "\(result.output)\(result.error)")
        for (path, text) in [
            ("sites/a.conf", "a"), ("enabled/a.conf", "a"), ("shared/b/b.conf", "b"), ("one.conf", "a"),
        ] {
            #expect(try folder.read("out/shop/conf/\(path)") == text)
        }
    }

    @Test func `links that lead out, to nothing or in a circle are refused with their line`() throws {
        try folder.write("elsewhere/x", "hidden")
        try folder.write(
            "shop/compose.yaml",
            Self.compose
                + "    volumes: [\"./conf:/conf:ro\", \"./out:/out:ro\", \"./gone/x:/x:ro\", \"./loop/x:/y:ro\"]\n")
        try link("shop/gone", to: "nowhere")
        try link("shop/loop", to: "loop")
        try folder.write("shop/conf/a.conf", "a")
        try link("shop/conf/circle", to: "../conf")
        try link("shop/conf/all", to: "..")
        try link("shop/conf/gone", to: "nowhere")
        try link("shop/conf/out", to: "../../elsewhere")
        try link("shop/out", to: "../elsewhere")
        let result = try landfall("import", "shop", "--output", "out")
        #expect(result.status == 65)
        for line in [
            "`conf/circle` is a link to a folder that it is in itself",
            "`conf/all` is a link to a folder that it is in itself",
            "`conf/gone` cannot be read, or is a link to nothing",
            "`conf/out` is a link out of the folder, which is not followed",
            "`out` is a link out of the folder, which is not followed",
            "`gone` is a link to nothing or to itself, so `gone/x` cannot be taken along",
            "`loop` is a link to nothing or to itself, so `loop/x` cannot be taken along",
        ] {
            #expect(result.output.contains("  refused: shop/compose.yaml:5: \(line)"), "\(line)\n\(result.output)")
        }
        #expect(try folder.read("out/shop/conf/a.conf") == "a")
        #expect(!FileManager.default.fileExists(atPath: folder.file("out/shop/out")))
    }

    // MARK: COMPOSE_FILE

    private func writeProduction() throws {
        try folder.write("shop/compose.yaml", Self.compose)
        try folder.write("shop/base.yml", Self.compose.replacing("web:1.2", with: "base:1.2"))
        try folder.write("shop/prod.yml", "services:\n  web:\n    restart: always\n")
        try folder.write("shop/.env", "COMPOSE_FILE=base.yml:prod.yml\nDB_PASSWORD=swordfish77\n")
    }

    @Test func `in a folder it is the files of COMPOSE_FILE, as for Compose`() throws {
        try writeProduction()
        let result = try landfall("import", "shop", "--output", "out")
        #expect(result.status == 0, "\(result.output)\(result.error)")
        #expect(try folder.read("out/base/compose.yaml").contains("acme/base:1.2"))
        #expect(try folder.read("out/base/app.yaml").contains("    - prod.yml\n"))
        #expect(try !folder.read("out/base/app.yaml").contains("swordfish77"))
    }

    @Test func `a file that COMPOSE_FILE does not begin with is imported alone, and that is said`() throws {
        try writeProduction()
        let result = try landfall("import", "shop/compose.yaml", "--output", "out")
        #expect(result.status == 0, "\(result.output)\(result.error)")
        #expect(result.output.contains("review: shop/compose.yaml: `COMPOSE_FILE` begins with `shop/base.yml`"))
        #expect(try folder.read("out/shop/app.yaml").contains("compose: compose.yaml\n"))
        let first = try landfall("import", "shop/base.yml", "--output", "out")
        #expect(first.status == 0, "\(first.output)\(first.error)")
        #expect(!first.output.contains("COMPOSE_FILE"))
        #expect(try folder.read("out/base/app.yaml").contains("    - prod.yml\n"))
    }

    // MARK: What cannot be read

    @Test func `the file that cannot be read is the one that is named`() throws {
        try folder.write("shop/compose.yaml", Self.compose)
        try folder.write("shop/folder.yaml/x", "")
        for (arguments, culprit) in [
            (["--overlay", "shop/gone.yaml"], "shop/gone.yaml"),
            (["--overlay", "shop/folder.yaml"], "shop/folder.yaml"),
            (["--env", "shop/gone.env"], "shop/gone.env"),
        ] {
            let result = try Executables.runLandfall(
                ["import", "shop/compose.yaml", "--output", "out"] + arguments, from: folder.file(""))
            #expect(result.status == 69)
            #expect(result.error.hasPrefix("error: \(culprit): cannot be read: "), "\(result.error)")
        }
        try FileManager.default.createDirectory(
            atPath: folder.file("shop/template.toml"), withIntermediateDirectories: true)
        let result = try landfall("import", "shop/compose.yaml", "--output", "out")
        #expect(result.error.hasPrefix("error: shop/template.toml: cannot be read: "), "\(result.error)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
    }

    @Test func `a line of the env file is named with that file`() throws {
        try folder.write("shop/compose.yaml", Self.compose)
        try folder.write("shop/bad.env", "A=1\nnot a line\n")
        let result = try landfall("import", "shop/compose.yaml", "--env", "shop/bad.env", "--output", "out")
        #expect(result.status == 65)
        #expect(result.output.contains("  refused: shop/bad.env:2: this is no line"), "\(result.output)")
    }

    // MARK: Many secrets

    /// As many as a Compose file can have: 1 MiB.
    @Test(.timeLimit(.minutes(2))) func `thousands of secrets take seconds, and a signal ends the work`() async throws {
        var text = "services:\n  web:\n    image: acme/web:1.2\n    ports: [\"8080:80\"]\n    environment:\n"
        for number in 0..<8000 {
            text += "      APP_\(number)_PASSWORD: value\(number)of7secret\n"
            text += "      APP_\(number)_URL: redis://:value\(number)of7secret@a\n"
        }
        try folder.write("shop/compose.yaml", text)
        let result = try landfall("import", "shop", "--output", "out")
        #expect(result.status == 0, "\(result.error.prefix(2000))")
        #expect(try folder.read("out/shop/compose.yaml").contains("redis://:${APP_7999_PASSWORD}@a"))
        #expect(try !folder.read("out/shop/compose.yaml").contains("of7secret"))

        let process = Process()
        process.executableURL = URL(fileURLWithPath: Executables.landfall)
        process.arguments = ["import", "shop", "--output", "stopped"]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.file(""))
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // It catches signals before it begins.
        let pid = process.processIdentifier
        let status = { (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? "" }
        try await eventually { Self.catches(SIGTERM, status()) }
        kill(pid, SIGTERM)
        process.waitUntilExit()
        #expect(process.terminationStatus == 128 + SIGTERM)
        #expect(!FileManager.default.fileExists(atPath: folder.file("stopped/shop")))
    }

    private static func catches(_ signal: Int32, _ status: String) -> Bool {
        let line = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") } ?? ""
        let mask = line.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) } ?? 0
        return mask & 1 << (signal - 1) != 0
    }
}
