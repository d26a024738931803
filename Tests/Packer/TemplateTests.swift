import Plan
import Providers
import TestSupport
import Testing

@testable import Packer

@Suite struct TemplateTests {
    static let tokens = ["DIGITALOCEAN_TOKEN": "t", "HCLOUD_TOKEN": "t", "VULTR_API_KEY": "t", "LINODE_TOKEN": "t"]

    static func template(_ plan: Plan, _ image: ImageOptions? = nil) throws -> PackerTemplate {
        let provider = try #require(Provider.named(plan.provider.rawValue))
        return PackerTemplate(
            plan: plan, image: image ?? ImageOptions.echora[plan.provider] ?? ImageOptions(),
            source: try #require(provider.facts.packer), architectures: Architecture.allCases)
    }

    static func packer(_ arguments: [String], tokens: [String: String] = tokens) throws -> Tool.Result {
        let packer = try #require(Tool("packer"))
        return try packer.run(arguments, environment: tokens.merging(["CHECKPOINT_DISABLE": "1"]) { $1 })
    }

    @Test(.enabled(if: Tool.isInstalled("packer")), arguments: Plan.allProviders, [false, true])
    func isInPackersOwnStyle(provider: String, isHostile: Bool) throws {
        let template = try Self.template(isHostile ? .hostile(for: provider) : .echora(for: provider))
        let folder = TemporaryFolder()
        for (name, text) in [("image.pkr.hcl", template.image), ("plugins.pkr.hcl", template.plugins)] {
            try folder.write(name, text)
            let result = try Self.packer(["fmt", "-check", "-diff", folder.file(name)])
            #expect(result.status == 0, "\(result.output)")
        }
    }

    @Test(.enabled(if: Tool.isInstalled("packer")), arguments: ["digitalocean", "hetzner", "generic"], [false, true])
    func isValid(provider: String, isHostile: Bool) throws {
        let folder = try Self.written(isHostile ? .hostile(for: provider) : .echora(for: provider))
        let result = try Self.packer(
            ["validate"] + Self.variables(provider, in: folder) + [Self.image(provider, in: folder)])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test(.enabled(if: Tool.isInstalled("packer")), arguments: ["vultr", "linode"], [false, true])
    func isOfValidSyntax(provider: String, isHostile: Bool) throws {
        let folder = try Self.written(isHostile ? .hostile(for: provider) : .echora(for: provider))
        let result = try Self.packer(["validate", "-syntax-only", Self.image(provider, in: folder)])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test(
        .enabled(if: Tool.isInstalled("packer")),
        arguments: [("digitalocean", "DIGITALOCEAN_TOKEN"), ("hetzner", "HCLOUD_TOKEN")])
    func saysWhichTokenIsMissing(provider: String, variable: String) throws {
        let folder = try Self.written(.echora(for: provider))
        let result = try Self.packer(["validate", Self.image(provider, in: folder)], tokens: [variable: ""])
        #expect(result.status == 1)
        #expect(result.output.contains("Set \(variable) to "))
    }

    /// Without a token, and the provisioners unchanged.
    @Test(.enabled(if: Tool.isInstalled("packer")), arguments: ["vultr", "linode"], [false, true])
    func runsOnAMachineOfOnesOwn(provider: String, isHostile: Bool) throws {
        let plan = isHostile ? Plan.hostile(for: provider) : .echora(for: provider)
        let source = try #require(Provider.named(provider)?.facts.packer)
        let image = ImageOptions.echora[plan.provider] ?? ImageOptions()
        let folder = TemporaryFolder()
        let key = "it's ${var.key} {{ .Vars }}"
        let keygen = try #require(Tool("ssh-keygen"))
        #expect(try keygen.run(["-q", "-t", "ed25519", "-N", "", "-f", folder.file(key)]).status == 0)
        let template = PackerTemplate(
            plan: plan, image: image, source: source.onMachine(host: "192.0.2.1", key: folder.file(key)),
            architectures: Architecture.allCases)
        try folder.write("packer/x/image.pkr.hcl", template.image)
        try folder.write("firstboot/\(plan.app.name)-\(plan.provider)-x86_64", "binary")
        let result = try Self.packer(["validate", folder.file("packer/x/image.pkr.hcl")], tokens: [:])
        #expect(result.status == 0, "\(result.output)")
        let blocks = { (text: String) in text.components(separatedBy: "\n  provisioner").dropFirst() }
        #expect(blocks(template.image).elementsEqual(blocks(try Self.template(plan).image)))
    }

    @Test func knowsArmMachineTypes() throws {
        let image = ImageOptions(plan: "cax11")
        #expect(try Self.template(.echora(for: "hetzner"), image).image.contains(#"default     = "aarch64""#))
    }

    @Test(.enabled(if: Tool.isInstalled("packer")))
    func offersOnlyProcessorsThatWereStamped() throws {
        let source = try #require(Provider.hetzner.facts.packer)
        let template = PackerTemplate(
            plan: .echora(for: "hetzner"), image: ImageOptions(), source: source, architectures: [.amd64])
        let folder = TemporaryFolder()
        try folder.write("image.pkr.hcl", template.image)
        // Packer blots a token's text out of all that it says, so that it must be no common letter here.
        let result = try Self.packer(
            ["validate", "-var", "architecture=aarch64", folder.file("image.pkr.hcl")],
            tokens: ["HCLOUD_TOKEN": "a-secret"])
        #expect(result.status == 1)
        #expect(result.output.contains("There is a first-boot binary only for x86_64."))
    }

    @Test(.enabled(if: Tool.isInstalled("packer")))
    func saysThatTheKeyIsMissing() throws {
        let folder = try Self.written(.echora(for: "generic"))
        let result = try Self.packer(
            ["validate", "-var", "ssh_private_key_file=/nowhere/key", Self.image("generic", in: folder)])
        #expect(result.status == 1)
        #expect(result.output.contains("or no NAME.pub beside it: make one with ssh-keygen"))
    }

    @Test(arguments: [
        ("1.4.0+build~7", "1.4.0-build-7"), ("..1.0-", "1.0"),
        (String(repeating: "a.", count: 40), String(repeating: "a.", count: 31) + "a"),
    ])
    func aLabelHasOnlyWhatHetznerTakes(text: String, value: String) {
        #expect(LabelRule(limit: 63).value(text) == value)
    }

    @Test(.enabled(if: Tool.isInstalled("packer")), arguments: ["digitalocean", "hetzner"])
    func takesAFolderOfImages(provider: String) throws {
        let folder = try Self.written(.echora(for: provider))
        try folder.write("archives/app.tar", "archive")
        let result = try Self.packer(
            ["validate", "-var", "images=\(folder.file("archives"))", Self.image(provider, in: folder)])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func takesAnImageThatItDoesNotKnow() throws {
        let number = try Self.template(.echora(for: "vultr"), ImageOptions(image: "2700"))
        #expect(number.image.contains("default     = 2700"))
        let name = try Self.template(.echora(for: "digitalocean"), ImageOptions(image: "my-snapshot"))
        #expect(name.image.contains(#"default     = "my-snapshot""#))
    }

    /// The tree that a template expects: its folder and the stamped binary.
    private static func written(_ plan: Plan) throws -> TemporaryFolder {
        let folder = TemporaryFolder()
        try folder.write("packer/\(plan.provider)/image.pkr.hcl", try template(plan).image)
        try folder.write("firstboot/\(plan.app.name)-\(plan.provider)-x86_64", "binary")
        return folder
    }

    private static func image(_ provider: String, in folder: TemporaryFolder) -> String {
        folder.file("packer/\(provider)/image.pkr.hcl")
    }

    /// The qemu builder asks at once for the image and the key.
    private static func variables(_ provider: String, in folder: TemporaryFolder) throws -> [String] {
        guard provider == "generic" else { return [] }
        try folder.write("disk.qcow2", "disk")
        let keys = try #require(Tool("ssh-keygen"))
        #expect(try keys.run(["-q", "-t", "ed25519", "-N", "", "-f", folder.file("key")]).status == 0)
        let sum = try #require(Tool("sha256sum")).run([folder.file("disk.qcow2")]).output.prefix(64)
        return [
            "-var", "image=\(folder.file("disk.qcow2"))", "-var", "image_checksum=sha256:\(sum)",
            "-var", "ssh_private_key_file=\(folder.file("key"))", "-var", "accelerator=tcg",
        ]
    }
}
