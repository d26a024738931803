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
}

/// What every example passes before anything of it runs.
@Suite struct GeneratedExampleTests {
    static let names = ["assembly", "fuel-code", "emergent"]

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
