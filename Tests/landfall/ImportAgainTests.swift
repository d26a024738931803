import Foundation
import TestSupport
import Testing

/// A second import into the folder of the first: what the publisher has edited stays.
@Suite struct ImportAgainTests {
    private let folder = TemporaryFolder()

    private static let without = "services:\n  web:\n    image: acme/web:1.2\n    ports: [\"8080:80\"]\n"
    private static let compose = without + "    volumes: [\"./a.conf:/a.conf:ro\"]\n"

    private func importApp() throws -> (status: Int32, output: String, error: String) {
        try Executables.runLandfall(["import", "shop/compose.yaml", "--output", "out"], from: folder.path)
    }

    private func begin() throws {
        try folder.write("shop/a.conf", "one")
        try folder.write("shop/compose.yaml", Self.compose)
        let result = try importApp()
        try #require(result.status == 0, "\(result.output)\(result.error)")
    }

    private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.file(name)) }

    @Test func `what nobody has edited is replaced, and said`() throws {
        try begin()
        try folder.write("shop/a.conf", "two")
        let result = try importApp()
        #expect(result.status == 0 && result.output.hasPrefix("shop/compose.yaml: updated in out/shop\n"))
        #expect(result.output.contains("  replaced: out/shop/a.conf\n"), "\(result.output)")
        #expect(try folder.read("out/shop/a.conf") == "two")
        #expect(!exists("out/shop/a.conf.new"))
    }

    @Test func `an edited file stays, and the new one lies beside it once`() throws {
        try begin()
        try folder.write("out/shop/a.conf", "mine")
        // The import writes what it wrote before, so there is nothing new to tell.
        let same = try importApp()
        #expect(same.output.contains("  kept, as it was edited: out/shop/a.conf\n"), "\(same.output)")
        #expect(!exists("out/shop/a.conf.new"))
        try folder.write("shop/a.conf", "two")
        let changed = try importApp()
        let line = "  kept, as it was edited: out/shop/a.conf; the new one is out/shop/a.conf.new: rename it to take it"
        #expect(changed.status == 0 && changed.output.contains(line), "\(changed.output)")
        #expect(try folder.read("out/shop/a.conf") == "mine")
        #expect(try folder.read("out/shop/a.conf.new") == "two")
        let again = try importApp()
        #expect(!again.output.contains("a.conf.new"), "\(again.output)")
        // What is newer takes its place.
        try folder.write("shop/a.conf", "three")
        #expect(try importApp().output.contains("the new one is out/shop/a.conf.new: rename"))
        #expect(try folder.read("out/shop/a.conf.new") == "three")
        #expect(!exists("out/shop/a.conf.new.2"))
        // Unless it was edited itself.
        try folder.write("out/shop/a.conf.new", "mine too")
        try folder.write("shop/a.conf", "four")
        #expect(try importApp().output.contains("the new one is out/shop/a.conf.new.2"))
        #expect(try folder.read("out/shop/a.conf.new") == "mine too")
    }

    @Test func `the new one beside an edited file goes when it is taken`() throws {
        try begin()
        try folder.write("out/shop/a.conf", "mine")
        try folder.write("shop/a.conf", "two")
        #expect(try importApp().status == 0)
        #expect(exists("out/shop/a.conf.new"))
        try folder.write("out/shop/a.conf", "two")
        #expect(try importApp().status == 0)
        #expect(!exists("out/shop/a.conf.new"))
        #expect(try folder.read("out/shop/a.conf") == "two")
    }

    @Test func `another app of the same name does not take the first one's place`() throws {
        try begin()
        try folder.write(
            "other/shop/compose.yaml", "services:\n  db:\n    image: acme/db:3.1\n    ports: [\"80:80\"]\n")
        let other = ["import", "other/shop/compose.yaml", "--output", "out"]
        let before = try folder.read("out/shop/app.yaml")
        let refused = try Executables.runLandfall(other, from: folder.path)
        #expect(refused.status == 69, "\(refused.output)")
        #expect(refused.error.contains("out/shop is another app that was imported, from "), "\(refused.error)")
        #expect(refused.error.contains("shop/compose.yaml, and stays as it is: choose another folder with --output"))
        #expect(try folder.read("out/shop/app.yaml") == before)
        // Also where the first one's file is gone.
        try FileManager.default.removeItem(atPath: folder.file("shop/compose.yaml"))
        #expect(try Executables.runLandfall(other, from: folder.path).status == 69)
        #expect(try folder.read("out/shop/app.yaml") == before)
    }

    @Test func `a file that has moved is the same app`() throws {
        try begin()
        try FileManager.default.moveItem(atPath: folder.file("shop"), toPath: folder.file("elsewhere"))
        try folder.write("new/shop/compose.yaml", Self.without.replacing("1.2", with: "1.3"))
        let moved = try Executables.runLandfall(
            ["import", "new/shop/compose.yaml", "--output", "out"], from: folder.path)
        #expect(moved.status == 0 && moved.output.contains("updated in out/shop"), "\(moved.output)\(moved.error)")
        #expect(try folder.read("out/shop/.landfall-import").hasPrefix("# source: ../../new/shop/compose.yaml\n"))
    }

    @Test func `what nothing needs any more goes, unless it was edited; the publisher's own files stay`() throws {
        try begin()
        try folder.write("out/shop/notes.txt", "mine")
        try folder.write("shop/compose.yaml", Self.without)
        let result = try importApp()
        #expect(result.output.contains("  removed, as nothing needs it any more: out/shop/a.conf\n"))
        #expect(!exists("out/shop/a.conf"))
        #expect(try folder.read("out/shop/notes.txt") == "mine")
        try folder.write("shop/compose.yaml", Self.compose)
        #expect(try importApp().status == 0)
        #expect(try folder.read("out/shop/a.conf") == "one")
        try folder.write("out/shop/a.conf", "mine")
        try folder.write("shop/compose.yaml", Self.without)
        #expect(try importApp().output.contains("  kept, as it was edited: out/shop/a.conf\n"))
        #expect(try folder.read("out/shop/a.conf") == "mine")
    }

    @Test func `a folder without a record is taken over only where all is as it would be written`() throws {
        try begin()
        try FileManager.default.removeItem(atPath: folder.file("out/shop/.landfall-import"))
        let same = try importApp()
        #expect(same.status == 0 && same.output.hasPrefix("shop/compose.yaml: out/shop is up to date\n"))
        #expect(try folder.read("out/shop/.landfall-import").contains("  app.yaml\n"))
        try FileManager.default.removeItem(atPath: folder.file("out/shop/.landfall-import"))
        try folder.write("out/shop/a.conf", "mine")
        let other = try importApp()
        #expect(other.status == 69 && other.error.contains("out/shop is already there"), "\(other.error)")
        #expect(try folder.read("out/shop/a.conf") == "mine")
        #expect(!exists("out/shop/.landfall-import"))
    }

    @Test func `the record is as sha256sum reads it, and names nothing outside`() throws {
        try begin()
        let check = try #require(Tool("sha256sum")).run(
            ["--check", "--quiet", ".landfall-import"], in: folder.file("out/shop"))
        #expect(check.status == 0, "\(check.output)")
        // Of `one`, as a forged record has it.
        try folder.write("out/kept.conf", "one")
        let record = try folder.read("out/shop/.landfall-import")
        let sum = try #require(record.split(separator: "\n").first { $0.hasSuffix("  a.conf") }).prefix(64)
        try folder.write("out/shop/.landfall-import", record + "\(sum)  ../kept.conf\n")
        #expect(try importApp().status == 0)
        #expect(try folder.read("out/kept.conf") == "one")
    }
}
