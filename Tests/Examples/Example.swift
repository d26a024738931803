import Foundation
import Host
import TestSupport
import Testing

/// One of the folders of examples.
enum Example {
    static func folder(_ name: String) -> String {
        Golden.repository.appendingPathComponent("examples/\(name)").path
    }

    static func file(_ name: String) -> String { "\(folder(name))/app.yaml" }

    /// What an app answers, of whatever status, as `STATUS BODY`; the status is 000 where nothing does.
    ///
    /// - Parameters:
    ///   - url: As people on the internet would write it.
    ///   - here: The port of this computer that leads to it.
    ///   - key: The bearer token.
    ///   - body: What is posted; nil for a GET.
    static func ask(_ url: String, at here: Int, key: String? = nil, body: String? = nil) async throws -> String {
        let folder = TemporaryFolder()
        var lines = ["silent", "show-error", "insecure", "connect-to = \"::127.0.0.1:\(here)\"", "url = \"\(url)\""]
        lines += ["write-out = \"\\n%{http_code}\"", "max-time = 20"]
        if let key { lines.append("header = \"Authorization: Bearer \(key)\"") }
        if let body {
            try folder.write("body", body)
            lines.append("data-binary = \"@\(folder.file("body"))\"")
        }
        // Every process can read another's arguments.
        let result = try await Command("curl", ["--config", "-"]).run(input: Array(lines.joined(separator: "\n").utf8))
        let answer = result.lastLines.filter { !$0.isEmpty }
        return ([answer.last ?? ""] + answer.dropLast()).joined(separator: " ")
    }
}

/// What every example passes before anything of it runs.
@Suite struct GeneratedExampleTests {
    static let names = ["assembly", "fuel-code", "emergent", "orchestrator"]

    @Test(arguments: names) func `it is checked without a warning, and generated the same again`(name: String) throws {
        let place = TemporaryFolder()
        let environment = ["LANDFALL_FIRSTBOOT": Executables.firstboot]
        let checked = try Executables.runLandfall(["check", "--strict", Example.file(name)], from: place.path)
        #expect(checked.status == 0 && checked.error.hasSuffix("app.yaml: no problems\n"), "\(checked)")
        for more in [[], ["--check"]] {
            let made = try Executables.runLandfall(
                ["generate", Example.file(name)] + more, from: place.path, environment: environment)
            #expect(made.status == 0, "\(made)")
        }
        let railway = try? place.read("dist/\(name)/railway/app/railway.json")
        #expect(railway?.contains("fuel-code/Dockerfile") == (name == "fuel-code" ? true : nil))
        for page in ["INSTALL.md", "UPGRADE.md", "TROUBLESHOOTING.md"] {
            #expect(try place.read("dist/\(name)/docs/\(page)").contains("\(name)ctl"))
        }
    }
}
