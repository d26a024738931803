import AppSpec
import Findings
import Foundation
import Providers
import TestSupport
import Testing

/// What `check` says of the sections under `providers`.
@Suite struct ProviderSectionTests {
    private func findings(_ providers: String, requires: String = "", version: String = "1.0.0") throws -> [Diagnostic]
    {
        let folder = TemporaryFolder()
        try folder.write("compose.yml", "services: { web: { image: \"nginx:1.27\" } }\n")
        try folder.write(
            "app.yaml",
            """
            schema: 1
            name: demo
            version: \(version)
            requires: {\(requires)}
            stack: { compose: compose.yml }
            providers:
              \(providers)

            """)
        return Compiler.compile(path: folder.file("app.yaml")).diagnostics.filter {
            $0.mark.line == 6 + 1 || $0.mark.line == 3
        }
    }

    @Test(arguments: [
        ("hetzner: { region: fsn2 }", Diagnostic.Severity.warning, "did you mean `fsn1`?"),
        ("hetzner: { region: Falkenstein }", .error, "`ash`"),
        ("hetzner: { plan: cx22 }", .warning, "write `cx23`, which took its place"),
        ("hetzner: { plan: cx11 }", .warning, "write `cx23`, which took its place"),
        ("digitalocean: { plan: 1gb }", .warning, "write `s-1vcpu-1gb`, which took its place"),
        ("hetzner: { plan: cx24 }", .warning, "did you mean `cx23`?"),
        ("hetzner: { plan: cax12 }", .warning, "did you mean `cax11`?"),
        ("hetzner: { plan: large }", .error, "`ccx13`"),
        ("digitalocean: { image: ubuntu-24.10 }", .error, "did you mean `ubuntu-24.04`?"),
        ("digitalocean: { image: \"123456\" }", .warning, "handed on as it is"),
        ("vultr: { image: my-snapshot }", .error, "the known images are"),
        ("vultr: { region: eww }", .warning, "did you mean `ewr`?"),
        ("linode: { image: debian/13 }", .error, "did you mean `debian-13`?"),
        ("hetzner: { copy_to: [nbg1] }", .error, "remove `copy_to`"),
        ("linode: { copy_to: [us-irad] }", .warning, "did you mean `us-iad`?"),
    ])
    func anUnknownNameIsFound(section: String, severity: Diagnostic.Severity, help: String) throws {
        let found = try #require(try findings(section).first)
        #expect(found.severity == severity)
        #expect(found.help?.contains(help) == true, "\(found.help ?? "")")
        #expect(found.mark.line == 7 && found.mark.column > 3)
    }

    @Test(arguments: [
        ("digitalocean: { plan: s-1vcpu-1gb }", "disk: 30GiB", "has 25 GiB of disk, and the app requires 30 GiB"),
        ("digitalocean: { plan: s-1vcpu-1gb }", "memory: 2GiB", "has 1 GiB of memory, and the app requires 2 GiB"),
        ("vultr: { plan: marketplace-2c-2gb }", "disk: 10GiB", "has 8 GiB of disk"),
        ("hetzner: {}", "disk: 60GiB", "`cx23`, the default, has 40 GiB of disk"),
    ])
    func aMachineTypeThatIsTooSmallIsAnError(section: String, requires: String, message: String) throws {
        let found = try #require(try findings(section, requires: requires).first)
        #expect(found.severity == .error)
        #expect(found.message.contains(message), "\(found.message)")
    }

    @Test(arguments: [
        ("linode: { plan: g6-nanode-1 }", "memory: 2GiB, disk: 20GiB", "g6-standard-1"),
        ("linode: { plan: g6-standard-1 }", "memory: 1GiB, disk: 10GiB, cpus: 2", "g6-standard-2"),
        ("hetzner: { plan: cx23 }", "memory: 8GiB, disk: 20GiB", "cx33"),
        ("hetzner: { plan: cax11 }", "memory: 8GiB, disk: 20GiB", "cax21"),
        ("hetzner: {}", "memory: 16GiB, disk: 20GiB", "cx43"),
        ("vultr: { plan: vc2-1c-1gb }", "memory: 2GiB, disk: 20GiB", "vc2-1c-2gb"),
        ("digitalocean: { plan: s-1vcpu-1gb }", "memory: 4GiB, disk: 20GiB", "s-2vcpu-4gb"),
    ])
    func theSmallestMachineTypeIsNamedAndHasTheSameProcessor(section: String, requires: String, machineType: String)
        throws
    {
        let found = try findings(section, requires: requires)
        #expect(!found.isEmpty)
        for finding in found where finding.severity == .error {
            #expect(
                finding.help?.hasPrefix("the smallest known plan with enough is `\(machineType)`") == true,
                "\(finding.help ?? "")")
        }
    }

    /// A typing error in any name: what is suggested is on the provider's list and has the processor of what was meant.
    @Test(arguments: Provider.all.map(\.id.rawValue))
    func noSuggestedMachineTypeHasAnotherProcessor(_ name: String) throws {
        let provider = try #require(Provider.named(name))
        guard let offering = provider.facts.offering, let source = provider.facts.packer else { return }
        for mistyped in Array(offering.former.keys) + offering.machineTypes.known.map({ $0.dropLast() + "7" }) {
            guard let help = try findings("\(name): { plan: \"\(mistyped)\" }").first?.help else { continue }
            let words = help.split { !($0.isLetter || $0.isNumber || "-.".contains($0)) }.map(String.init)
            for word in words where offering.machineTypes.known.contains(word) {
                #expect(
                    source.architecture(ofMachineType: word) == source.architecture(ofMachineType: mistyped),
                    "\(mistyped): \(help)")
            }
        }
        #expect(Set(offering.former.values).isSubset(of: offering.machineTypes.known))
    }

    @Test func aPlanWithTooFewProcessorsIsAnError() throws {
        let found = try findings("hetzner: { plan: cx23 }", requires: "cpus: 4")
        #expect(found.map(\.message) == ["Hetzner's plan `cx23` has 2 CPUs, and the app requires 4"])
        #expect(found.first?.help == "the smallest known plan with enough is `cx33`; or lower `requires.cpus`")
    }

    @Test func aPlanWithALargerDiskThanNeededIsAWarning() throws {
        let found = try findings("hetzner: { plan: cx33 }", requires: "disk: 10GiB, memory: 1GiB")
        #expect(found.map(\.severity) == [.warning])
        #expect(found.first?.message == "an image built on `cx33` starts only where the disk has at least 80 GiB")
    }

    @Test func anImageNameThatIsTooLongIsFoundAtTheVersion() throws {
        let found = try findings("linode: {}", version: String(repeating: "1", count: 40))
        #expect(found.map(\.severity) == [.error])
        #expect(found.first?.mark.line == 3)
        #expect(try findings("hetzner: {}", version: String(repeating: "1", count: 40)).isEmpty)
    }
}
