import Artifacts
import CloudInit
import Gzip
import Plan
import Stamp
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
            + (["aarch64.gz", "x86_64.gz"] + all.map { "\($0).plan.gz" }).sorted().map { "644 firstboot/echora-\($0)" }
            + ["755 install.sh", "644 linode/stackscript.sh"]
            + all.flatMap { ["644 packer/\($0)/image.pkr.hcl", "644 packer/\($0)/plugins.pkr.hcl"] }
            + ["644 vultr/variables.json", "644 vultr/vendor-data.yaml"]
        #expect(paths == expected)
    }

    /// What a machine puts together is what the publisher's computer stamps, and the emitted files name its digest.
    @Test func whatIsUploadedMakesEachProvidersProgram() throws {
        let rendering = try Fixture.echora()
        let files = Dictionary(uniqueKeysWithValues: rendering.artifacts.map { ($0.path, $0) })
        #expect(rendering.programs.count == 2 * Plan.allProviders.count)
        for executable in try Fixture.executables() {
            for provider in Plan.allProviders {
                let name = "firstboot/echora-\(provider)-\(executable.architecture.rawValue)"
                let program = try #require(rendering.programs.first { $0.path == name })
                let parts = try ["\(executable.architecture.rawValue).gz", "\(provider).plan.gz"].map { end in
                    let packed = try #require(files["firstboot/echora-\(end)"]).parts.flatMap(\.self)
                    return try #require(Gzip.expand(packed, limit: 1 << 20))
                }
                let stamped = try Stamp.stamp(executable.bytes, with: .echora(for: provider))
                #expect(parts[0] + parts[1] == stamped && program.parts.flatMap(\.self) == stamped)
                #expect(program.sha256 == SHA256.hex(stamped) && program.mode == 0o755)
                #expect(files["cloud-init/\(provider).yaml"]?.text?.contains(program.sha256) == true)
            }
        }
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
