import Foundation
import TestSupport
import Testing

/// `landfall generate` as a publisher runs it.
@Suite struct GenerateTests {
    let folder = TemporaryFolder()

    init() throws {
        try folder.write("firstboot", Executables.plain())
    }

    @Test func writesWhatItsOwnCheckAccepts() throws {
        let written = try generate(Self.echora)
        #expect(written.status == 0, "\(written.output)")
        #expect(written.output.contains("Wrote 35 files to \(folder.file("dist/echora")), "))
        #expect(
            written.output.contains(
                "\n  the images: landfall build \(Self.echora) --output \(folder.file("dist")) --firstboot "))
        let checked = try generate(Self.echora, ["--check"])
        #expect(checked.output == "\(folder.file("dist/echora")) is up to date.\n")
        #expect(checked.status == 0)
    }

    /// What Packer and people who look at it need is made when it is asked for, and kept as it has to be.
    @Test func putsTheProgramsTogetherWhereAsked() throws {
        let written = try generate(Self.echora, ["--programs"])
        #expect(written.status == 0 && written.output.contains("Wrote 40 files to "), "\(written.output)")
        let path = "dist/echora/firstboot/echora-linode-x86_64"
        #expect(mode(of: folder.file(path)) == 0o755)
        #expect(try generate(Self.echora, ["--check"]).status == 0)
        #expect(try generate(Self.echora).status == 0)
        #expect(folder.files.contains(path))
        let text = try String(contentsOfFile: Self.echora, encoding: .utf8)
        let example = URL(fileURLWithPath: Self.echora).deletingLastPathComponent()
        try FileManager.default.copyItem(atPath: example.path, toPath: folder.file("app"))
        try folder.write("app/app.yaml", text.replacing("version: 1.4.0", with: "version: 1.4.9"))
        try #require(try folder.read("app/app.yaml") != text)
        let checked = try generate(folder.file("app/app.yaml"), ["--check"])
        #expect(checked.output.contains("differs: firstboot/echora-linode-x86_64\n"))
        #expect(try generate(folder.file("app/app.yaml")).status == 0)
        #expect(!folder.files.contains(path))
    }

    @Test func writesACatalogueInOneCall() throws {
        for name in ["one", "two", "twin"] {
            let app = name == "twin" ? "two" : name
            try folder.write("\(name)/compose.yml", "services: { web: { image: nginx } }\n")
            try folder.write(
                "\(name)/app.yaml",
                "schema: 1\nname: \(app)\nversion: 1.0.0\nstack: { compose: compose.yml }\nrelease: none\n")
        }
        let (one, two) = (folder.file("one/app.yaml"), folder.file("two/app.yaml"))
        let written = try generate(one, [two])
        #expect(written.status == 0, "\(written.output)")
        #expect(written.output.contains("\n2 apps: 2 written\n"), "\(written.output)")
        #expect(folder.files.contains("dist/one/SHA256SUMS") && folder.files.contains("dist/two/SHA256SUMS"))
        #expect(try generate(one, [two, "--check"]).status == 0)
        try folder.write("dist/one/SHA256SUMS", "")
        let checked = try generate(one, [two, "--check"])
        #expect(checked.status == 1 && checked.output.contains("\n2 apps: 1 differs, 1 up to date\n"))
        let refused = try generate(two, [folder.file("twin/app.yaml")])
        #expect(refused.status == 65 && refused.output.contains("are both the app `two`, and would have one folder"))
    }

    @Test func rendersTheExampleAsTheGoldenFilesHaveIt() throws {
        try folder.write("firstboot-aarch64", Executables.plain(183))
        _ = try generate(Self.echora, ["--firstboot", folder.file("firstboot-aarch64")])
        let golden = Golden.repository.appendingPathComponent("Tests/Golden/Artifacts/echora/packer").path
        let result = try #require(Tool("diff")).run(["-r", golden, folder.file("dist/echora/packer")])
        #expect(result.output == "")
    }

    @Test func whatRunsOnOneProcessorAloneIsSaid() throws {
        try folder.write("firstboot-aarch64", Executables.plain(183))
        try folder.write("app/compose.yml", "services:\n  web:\n    image: web:1\n    platform: linux/amd64\n")
        try folder.write(
            "app/app.yaml", "schema: 1\nname: demo\nversion: 1.0.0\nstack: { compose: compose.yml }\nrelease: none\n")
        let said = "app/compose.yml:4:15\n"
        let one = try generate(folder.file("app/app.yaml"))
        #expect(one.status == 0 && !one.output.contains(said), "\(one.output)")
        let both = try generate(folder.file("app/app.yaml"), ["--firstboot", folder.file("firstboot-aarch64")])
        #expect(both.status == 0 && both.output.contains(said), "\(both.output)")
    }

    @Test func checkNamesWhatDiffers() throws {
        _ = try generate(Self.echora)
        try folder.write("dist/echora/install.sh", "changed", mode: 0o755)
        let result = try generate(Self.echora, ["--check"])
        #expect(result.status == 1)
        #expect(result.output.contains("differs: install.sh\n"))
        #expect(try String(contentsOfFile: folder.file("dist/echora/install.sh"), encoding: .utf8) == "changed")
    }

    @Test func writesOnlyTheProvidersNamed() throws {
        let result = try generate(Self.echora, ["--provider", "vultr,hetzner", "--provider", "linode"])
        #expect(result.status == 0)
        let clouds = try FileManager.default.contentsOfDirectory(atPath: folder.file("dist/echora/packer"))
        #expect(clouds.sorted() == ["hetzner", "linode", "vultr"])
        #expect(!FileManager.default.fileExists(atPath: folder.file("dist/echora/install.sh")))
    }

    /// Also where it only compares, which an x86-only computer of a publisher's does in CI.
    @Test(arguments: [[], ["--check"]]) func saysWhichTemplateIsLeftOut(_ more: [String]) throws {
        let example = URL(fileURLWithPath: Self.echora).deletingLastPathComponent()
        try FileManager.default.copyItem(atPath: example.path, toPath: folder.file("app"))
        let text = try String(contentsOfFile: Self.echora, encoding: .utf8)
        try folder.write("app/app.yaml", text.replacing("plan: cx23", with: "plan: cax11"))
        _ = try generate(folder.file("app/app.yaml"))
        let result = try generate(folder.file("app/app.yaml"), more)
        #expect(
            result.output.contains(
                "warning: packer/hetzner is left out: cax11 has an aarch64 processor, and no first-boot"),
            "\(result.output)")
    }

    @Test func refusesAnUnknownProvider() throws {
        let result = try generate(Self.echora, ["--provider", "vultr,mars"])
        #expect(result.status == 64)
        #expect(
            result.output.contains(
                "there is no provider 'mars'; name one or more of vultr, digitalocean, hetzner, linode, "))
    }

    @Test func reportsAnAppThatIsWrong() throws {
        try folder.write("app.yaml", "schema: 1\n")
        #expect(try generate(folder.file("app.yaml")).status == 65)
        #expect(!FileManager.default.fileExists(atPath: folder.file("dist")))
    }

    @Test func reportsUserDataOverAProvidersLimit() throws {
        let example = URL(fileURLWithPath: Self.echora).deletingLastPathComponent()
        try FileManager.default.copyItem(atPath: example.path, toPath: folder.file("app"))
        let text = try String(contentsOfFile: Self.echora, encoding: .utf8)
        let help = String(repeating: "x", count: 250)
        let many = (0..<60).map { "\n  extra_\($0): { type: string, label: Extra, help: \(help), required: false }" }
        try folder.write("app/app.yaml", text.replacing("\nparameters:", with: "\nparameters:" + many.joined()))
        let result = try generate(folder.file("app/app.yaml"))
        #expect(result.status == 65)
        #expect(result.output.contains("error: cloud-init/linode.yaml: "))
        #expect(result.output.contains("bytes of user-data, and linode accepts 16384\n  help: "))
        #expect(!FileManager.default.fileExists(atPath: folder.file("dist")))
    }

    @Test func saysWhereToGetAFirstBootExecutable() throws {
        let result = try landfall(
            ["generate", Self.echora, "--output", folder.file("dist"), "--firstboot", folder.file("missing")])
        #expect(result.status == 69)
        #expect(result.output.contains("error: \(folder.file("missing")): cannot be read"))
    }

    private static let echora = Golden.repository.appendingPathComponent("examples/echora/app.yaml").path

    private func generate(_ app: String, _ arguments: [String] = []) throws -> Tool.Result {
        try landfall(
            ["generate", app, "--output", folder.file("dist"), "--firstboot", folder.file("firstboot")] + arguments)
    }

    private func landfall(_ arguments: [String]) throws -> Tool.Result {
        try #require(Tool(path: Executables.landfall)).run(arguments)
    }
}
