import Foundation
import TestSupport
import Testing

/// `check`, `generate` and `import` for many apps in one call.
@Suite struct BatchTests {
    private let folder = TemporaryFolder()

    init() throws {
        try folder.write("firstboot", Executables.plain())
        for name in ["one", "two", "three"] { try writeApp(name) }
    }

    private func writeApp(_ name: String, in place: String? = nil, more: String = "") throws {
        let place = place ?? "apps/\(name)"
        try folder.write("\(place)/compose.yml", "services: { web: { image: \"nginx:1.27\" } }\n")
        try folder.write(
            "\(place)/app.yaml",
            "schema: 1\nname: \(name)\nversion: 1.0.0\nstack: { compose: compose.yml }\nrelease: none\n\(more)")
    }

    private struct Output {
        var status: Int32
        var output: String
        var error: String
        /// What became of each app, by its name.
        var results: [String: String] {
            output.split(separator: "\n").reduce(into: [:]) { results, line in
                let cells = line.split(separator: " ")
                guard cells.count > 2, cells[0].hasSuffix("/app.yaml") else { return }
                results[String(cells[0].split(separator: "/").dropLast().last ?? "")] = String(cells[1])
            }
        }
        func apps() throws -> [[String: Any]] {
            let root = try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
            return try #require(root["apps"] as? [[String: Any]])
        }
    }

    private func landfall(_ arguments: String...) throws -> Output { try run(arguments) }

    private func generate(_ more: String...) throws -> Output {
        try run(["generate", "apps", "--output", "dist", "--firstboot", "firstboot"] + more)
    }

    private func run(_ arguments: [String]) throws -> Output {
        // The records of what was generated are the test's own.
        let result = try Executables.runLandfall(
            arguments, from: folder.path, environment: ["XDG_CACHE_HOME": folder.file("cache")])
        return Output(status: result.status, output: result.output, error: result.error)
    }

    @Test func `a folder of apps is checked, in order, with a table`() throws {
        try folder.write("apps/bad/app.yaml", "schema: 1\nname: bad\n")
        let result = try landfall("check", "apps")
        #expect(result.status == 65)
        #expect(result.results == ["one": "accepted", "two": "accepted", "three": "accepted", "bad": "refused"])
        #expect(result.output.hasSuffix("4 apps: 1 refused, 3 accepted\n"), "\(result.output)")
        #expect(result.error.contains("apps/bad/app.yaml: ") && !result.error.contains("\u{1b}"))
        let places = ["bad", "one", "three", "two"].compactMap {
            result.output.firstRange(of: "apps/\($0)/")?.lowerBound
        }
        #expect(places.count == 4 && places == places.sorted())
        let json = try landfall("check", "--json", "apps/two", "apps/bad/app.yaml")
        #expect(json.status == 65)
        let apps = try json.apps()
        #expect(apps.map { $0["result"] as? String } == ["accepted", "refused"])
        #expect((apps[1]["findings"] as? [Any])?.count == apps[1]["errors"] as? Int)
    }

    @Test func `only what has changed is made again`() throws {
        #expect(try generate().output.hasSuffix("3 apps: 3 written\n"))
        let second = try generate()
        #expect(second.status == 0)
        #expect(second.output.hasSuffix("3 apps: 3 unchanged\n"), "\(second.output)")
        // An output that somebody has edited, one that is gone, and an input.
        try folder.write("dist/one/docs/INSTALL.md", "changed")
        try FileManager.default.removeItem(atPath: folder.file("dist/two/docs/INSTALL.md"))
        let third = try generate()
        #expect(third.results == ["one": "written", "two": "written", "three": "unchanged"])
        #expect(try folder.read("dist/one/docs/INSTALL.md") != "changed")
        try folder.write("apps/three/compose.yml", "services: { web: { image: \"nginx:1.28\" } }\n")
        #expect(try generate().results == ["one": "unchanged", "two": "unchanged", "three": "written"])
        let check = try generate("--check")
        #expect(check.status == 0 && check.output.hasSuffix("3 apps: 3 up to date\n"), "\(check.output)")
        // Other options make something else.
        #expect(try generate("--programs").results["one"] == "unchanged")
        #expect(folder.files.contains { $0.hasPrefix("dist/one/firstboot/one-vultr-") })
    }

    @Test func `a new file in a folder of the app's is a change`() throws {
        try folder.write("apps/one/site/index.html", "a")
        try writeApp("one", more: "")
        let text = try folder.read("apps/one/app.yaml")
        try folder.write(
            "apps/one/app.yaml",
            text.replacing("{ compose: compose.yml }", with: "{ compose: compose.yml, files: [{ from: site }] }"))
        #expect(try generate().status == 0)
        #expect(try generate().results["one"] == "unchanged")
        try folder.write("apps/one/site/new.html", "b")
        #expect(try generate().results["one"] == "written")
    }

    @Test func `an app that is wrong does not stop the others`() throws {
        try folder.write("apps/bad/app.yaml", "schema: 1\nname: bad\n")
        let result = try generate("--json")
        #expect(result.status == 65)
        let results = try result.apps().map { $0["result"] as? String ?? "" }
        #expect(results == ["refused", "written", "written", "written"])
        #expect(folder.files.contains("dist/one/SHA256SUMS"))
        // A file is where a folder should be.
        try FileManager.default.removeItem(atPath: folder.file("dist/two"))
        try folder.write("dist/two", "in the way")
        let second = try generate()
        #expect(second.status == 69)
        #expect(second.results == ["bad": "refused", "one": "unchanged", "three": "unchanged", "two": "not"])
    }

    @Test func `two apps of one name are refused before anything is written`() throws {
        try writeApp("one", in: "apps/zwilling")
        let result = try generate()
        #expect(result.status == 65 && result.error.contains("are both the app `one`"), "\(result.error)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("dist")))
        try folder.write("a/web.yaml", "services: { web: { image: \"nginx:1\" } }\n")
        try folder.write("b/web.yaml", "services: { web: { image: \"nginx:1\" } }\n")
        let imported = try landfall("import", "a", "b", "--output", "new")
        #expect(imported.status == 65 && imported.error.contains("would all be written to new/web"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("new")))
    }

    @Test func `links in a circle are not followed, and a folder without apps is an error`() throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("apps/circle"), withDestinationPath: folder.file("apps"))
        let result = try landfall("check", "apps")
        #expect(result.status == 0 && result.error.contains("apps/circle is a link, which is not followed"))
        let name = folder.file("apps").utf8.map { CChar(bitPattern: $0) } + [0x2F, -1, 0]
        #expect(mkdir(name, 0o755) == 0)
        let odd = try landfall("check", "apps")
        #expect(odd.status == 65 && odd.error.contains("this folder's name is not UTF-8"), "\(odd.error)")
        try folder.write("none/readme", "")
        let none = try landfall("check", "none")
        #expect(none.status == 65 && none.error.contains("there is no app.yaml in this folder or below it"))
    }

    @Test func `an import of many is done once`() throws {
        for name in ["a", "b"] {
            try folder.write(
                "in/\(name)/compose.yaml", "services:\n  web:\n    image: acme/web:1.2\n    ports: [\"80:80\"]\n")
        }
        let first = try landfall("import", "in", "--output", "new")
        #expect(first.status == 0 && first.output.contains("2 of 2 imported"), "\(first.output)\(first.error)")
        let second = try landfall("import", "in", "--output", "new")
        #expect(second.status == 0 && second.output.contains("in/a/compose.yaml  unchanged, accepted\n"))
        try folder.write("new/a/compose.yaml", "mine")
        let third = try landfall("import", "in", "--output", "new", "--json")
        #expect(third.status == 65)
        #expect(try third.apps().map { $0["result"] as? String } == ["refused", "accepted"])
        #expect(try folder.read("new/a/compose.yaml") == "mine")
    }

    @Test func `nothing is left half written by Ctrl-C`() throws {
        for number in 0..<60 { try writeApp("app-\(number)") }
        let shell = try #require(Tool("bash"))
        let command = "\(Executables.landfall) generate apps --output dist --firstboot firstboot"
        // As soon as the first app is there.
        let script = """
            export XDG_CACHE_HOME=$PWD/cache; \(command) >out 2>err & job=$!
            until ls dist/*/SHA256SUMS >/dev/null 2>&1 || ! kill -0 $job; do :; done; kill -INT $job; wait $job; echo $?
            """
        let result = try shell.run(["-c", "set -m; " + script], in: folder.path)
        #expect(result.output.hasSuffix("130\n") || result.output.hasSuffix("0\n"), "\(result.output)")
        let made = folder.files.filter { $0.hasPrefix("dist/") }
        #expect(!made.contains { $0.split(separator: "/").last?.hasPrefix(".") == true }, "\(made)")
        for name in Set(made.map { $0.split(separator: "/")[1] }) {
            let check = try #require(Tool("sha256sum")).run(
                ["--check", "--quiet", "SHA256SUMS"], in: folder.file("dist/\(name)"))
            #expect(check.status == 0, "\(check.output)")
        }
        #expect(try generate().status == 0)
    }

    @Test func aCatalogueReplacesNothingOfSomebodyElses() throws {
        try folder.write("site/index.html", "mine")
        let refused = try landfall(
            "catalogue", folder.file("apps"), "--output", folder.file("site"), "--firstboot", "firstboot")
        #expect(refused.status == 64 && refused.error.contains("index.html is there already"), "\(refused.error)")
        #expect(try folder.read("site/index.html") == "mine")
        try FileManager.default.removeItem(atPath: folder.file("site/index.html"))
        for _ in 0..<2 {
            let made = try landfall(
                "catalogue", folder.file("apps"), "--output", folder.file("site"), "--firstboot", "firstboot")
            #expect(made.status == 0, "\(made.error)")
        }
    }
}
