import Artifacts
import CloudInit
import Plan
import TestSupport
import Testing

@Suite struct RendererTests {
    @Test func rendersEchora() throws {
        let rendering = try Fixture.echora()
        #expect(rendering.problems.isEmpty)
        #expect(rendering.notes.isEmpty)
        for artifact in rendering.artifacts {
            guard let text = artifact.text else { continue }
            try Golden.expect(text, is: "Artifacts/echora/\(artifact.path)")
        }
    }

    @Test func makesTheFilesThatTheDesignNames() throws {
        let paths = try Fixture.echora().artifacts.map { "\(String($0.mode, radix: 8)) \($0.path)" }
        let all = Plan.allProviders.sorted()
        let expected =
            ["644 SHA256SUMS"] + all.map { "644 cloud-init/\($0).yaml" }
            + ["INSTALL", "TROUBLESHOOTING", "UPGRADE"].map { "644 docs/\($0).md" }
            + all.flatMap { ["755 firstboot/echora-\($0)-aarch64", "755 firstboot/echora-\($0)-x86_64"] }
            + ["755 install.sh", "644 linode/stackscript.sh"]
            + all.flatMap { ["644 packer/\($0)/image.pkr.hcl", "644 packer/\($0)/plugins.pkr.hcl"] }
            + ["644 vultr/variables.json"]
        #expect(paths == expected)
    }

    @Test func doesNotDependOnTheOrderOfExecutables() throws {
        let executables = try Fixture.executables()
        let plans = [Plan.echora(for: "linode")]
        let forward = try Renderer(executables: executables).render(plans).artifacts
        let backward = try Renderer(executables: executables.reversed()).render(plans).artifacts
        #expect(forward == backward)
    }

    @Test func leavesOutDownloadsWithoutARelease() throws {
        var plan = Plan.echora(for: "generic")
        plan.release = nil
        let rendering = try Renderer(executables: Fixture.executables()).render([plan])
        #expect(!rendering.artifacts.contains { $0.path == "install.sh" || $0.path.hasPrefix("cloud-init") })
        #expect(rendering.notes.isEmpty)
    }

    @Test func reportsUserDataOverTheLimit() throws {
        var plan = Plan.echora(for: "linode")
        plan.parameters[0].help = String(repeating: "x", count: 16_384)
        let problem = try #require(try Renderer(executables: Fixture.executables()).render([plan]).problems.first)
        #expect(problem.path == "cloud-init/linode.yaml")
        #expect(problem.message.hasSuffix("bytes of user-data, and linode accepts 16384"))
    }

    @Test func reportsAStackScriptOverTheLimit() throws {
        var plan = Plan.echora(for: "linode")
        plan.parameters[0].label = String(repeating: "x", count: 65_535)
        let problems = try Renderer(executables: Fixture.executables()).render([plan]).problems
        #expect(problems.map(\.path) == ["cloud-init/linode.yaml", "linode/stackscript.sh"])
    }

    @Test func reportsAParameterThatLinodeCannotAskFor() throws {
        var plan = Plan.echora(for: "linode")
        plan.parameters[0].defaultValue = .value("a \"quoted\" word")
        let problem = try #require(try Renderer(executables: Fixture.executables()).render([plan]).problems.first)
        #expect(problem.path == "linode/stackscript.sh")
        #expect(problem.message.contains("the parameter domain has a quote"))
    }
}
