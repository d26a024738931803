import Plan
import TestSupport
import Testing

@Suite struct ProviderExtrasTests {
    @Test func digitalOceansImagesAreTaggedAndWithoutItsAgent() async throws {
        let boot = try await Boot(.demo("digitalocean"))
        try boot.folder.write(
            "root/etc/os-release", "ID=debian\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"13\"\nVERSION_CODENAME=trixie\n")
        try boot.folder.write("root/opt/digitalocean/bin/droplet-agent", "")
        #expect(try await boot.run("prepare", ["--image"]).status == 0)
        let tag = try boot.read("/var/lib/digitalocean/application.info")
        for line in [
            "application_name=\"demo\"", "application_version=\"1.0.0\"", "distro=\"Debian\"",
            "distro_codename=\"trixie\"",
        ] {
            #expect(tag.contains(line + "\n"), "\(tag)")
        }
        #expect(tag.firstMatch(of: /build_date="\d{4}-\d\d-\d\d"/) != nil)
        #expect(boot.mode("/opt/digitalocean") == nil)
        let files = boot.folder.files
        #expect(try await boot.run("prepare", ["--image"]).status == 0)
        #expect(boot.folder.files == files)
    }

    @Test func vultrsImagesHaveItsKernelOption() async throws {
        let boot = try await Boot(.demo("vultr"))
        #expect(try await boot.run("prepare", ["--image"]).status == 0)
        #expect(
            try boot.read("/etc/default/grub.d/90-landfall.cfg") == "GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX vultr\"\n"
        )
    }

    @Test func aMachineOfAnOwnersIsLeftAsItsProviderMadeIt() async throws {
        let boot = try await Boot(.demo("digitalocean"))
        try boot.folder.write("root/opt/digitalocean/bin/droplet-agent", "")
        #expect(try await boot.run("prepare").status == 0)
        #expect(boot.mode("/opt/digitalocean/bin/droplet-agent") != nil)
        #expect(boot.mode("/var/lib/digitalocean/application.info") == nil)
    }

    @Test func theDigestsOfTheImagesAreRecorded() async throws {
        let boot = try await Boot.prepared()
        let record = try boot.read("/var/lib/landfall/demo-images.json")
        #expect(record.contains("\"db@sha256:digest\"") && record.contains("\"sha256:id-of-web:1-digest\""))
        let seal = try await boot.run("seal")
        #expect(seal.status == 0, "\(seal.lastLines)")
        #expect(try boot.read("/var/lib/landfall/demo-images.json") == record)
    }

    @Test func anImageThatIsMissingAtTheFirstBootIsPulled() async throws {
        let boot = try await Boot(missingImages: ["web:1"])
        #expect(try await boot.run("provision").status == 0)
        #expect(boot.docker.calls.prefix(2) == ["pull --quiet web:1", "up --detach --remove-orphans"])
    }

    @Test func aRateLimitAtTheFirstBootIsExplainedAndNothingIsLost() async throws {
        let boot = try await Boot(
            missingImages: ["web:1"],
            script: #"[[ $verb == pull ]] && { echo "denied: toomanyrequests: rate limit"; exit 1; }"#)
        let result = try await boot.run("provision")
        #expect(result.status == 69)
        #expect(result.lastLines.last?.contains("ctl registry login") == true, "\(result.lastLines)")
        #expect(try boot.secrets["KEY"] != nil)
        #expect(!boot.docker.calls.contains { $0.hasPrefix("up") })
    }

    @Test func anImageOfTheOwnersChoiceIsAskedOfCompose() async throws {
        var plan = Plan.demo()
        plan.stack.services[0].image = "web:${TAG}"
        let boot = try await Boot(
            plan, missingImages: ["web:7"], script: #"[[ $verb == config ]] && { echo web:7; echo db:1; }"#)
        #expect(try await boot.run("provision").status == 0)
        #expect(boot.docker.calls.prefix(2) == ["config --images", "pull --quiet web:7"])
    }
}
